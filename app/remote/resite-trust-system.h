/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RESITE_TYPE_TRUST_SYSTEM (resite_trust_system_get_type ())
/* The certificates that the system trusts, read when one is first judged by them. GIO reads them all
 * for each connection that it makes, also where it is told next to judge by something else. */
G_DECLARE_FINAL_TYPE (ResiteTrustSystem, resite_trust_system, RESITE, TRUST_SYSTEM, GTlsDatabase)

/* The one of this process; from the first call on GIO's default, too. Any thread. (transfer none) */
ResiteTrustSystem *resite_trust_system_get (void);
/* Reads what was not read yet; blocks. FALSE: the system has none. */
gboolean resite_trust_system_load (ResiteTrustSystem *self);
gboolean resite_trust_system_is_loaded (ResiteTrustSystem *self);

G_END_DECLS
