/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-exchange.h"
#include "resite-lab-server-listing.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The remote shells of one machine, and the protocol that is spoken with them. */
typedef struct _ResiteLabShellSessions ResiteLabShellSessions;

ResiteLabShellSessions *resite_lab_shell_sessions_new (ResiteLabWorld *world, const char *machine,
                                                       const char *user,
                                                       ResiteLabBehaviours *behaviours,
                                                       ResiteLabListings *listings);
void resite_lab_shell_sessions_free (ResiteLabShellSessions *self);
/* All shells end with all that runs in them, as when the machine restarts. */
void resite_lab_shell_sessions_clear (ResiteLabShellSessions *self);
guint resite_lab_shell_sessions_get_n (ResiteLabShellSessions *self);
/* Whatever is asked of the shells' resource. */
void resite_lab_shell_sessions_answer (ResiteLabShellSessions *self, ResiteLabExchange *exchange);

G_END_DECLS
