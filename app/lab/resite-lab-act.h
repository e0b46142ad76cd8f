/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the world of the rehearsal looks like after a person did @step_id ("C10") at its machines:
 * folders moved, SMS and its logs there, a package unpacked. Steps that leave no trace in files are
 * fine too. Doing it twice changes nothing more. Blocks. */
gboolean resite_lab_act_on (const char *folder, GPtrArray *packages, const char *step_id,
                            GError **error);

G_END_DECLS
