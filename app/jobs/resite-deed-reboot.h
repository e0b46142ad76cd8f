/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-deed.h"

G_BEGIN_DECLS

/* A restart that is proved: for the stages "reboot" and "back" of a deed. */

/* Writes down when it booted, for the stage "reboot". */
gboolean resite_deed_note_boot (ResiteDeed *deed, const char *stage, GError **error);
/* Has it booted since that was written down? */
ResiteSight resite_deed_look_rebooted (ResiteDeed *deed, const char *stage, GError **error);
/* Orders it; twice does no harm. The line is dropped. */
gboolean resite_deed_restart (ResiteDeed *deed, GError **error);

/* What has to be so when it is back. FALSE without @error: not yet, and *@why (transfer full) says
 * what; with @error: it will not become so by waiting. */
typedef gboolean (*ResiteDeedBack) (ResiteDeed *deed, char **why, GError **error);
gboolean resite_deed_await (ResiteDeed *deed, ResiteDeedBack is_back, GError **error);
gboolean resite_deed_has_rebooted (ResiteDeed *deed, char **why, GError **error);

G_END_DECLS
