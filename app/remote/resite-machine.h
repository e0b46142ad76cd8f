/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-shell.h"

G_BEGIN_DECLS

/* One Windows machine as it is reached now: WMI and programs. Handed out by ResiteConnections;
 * may be used in workers. */
#define RESITE_TYPE_MACHINE (resite_machine_get_type ())
G_DECLARE_FINAL_TYPE (ResiteMachine, resite_machine, RESITE, MACHINE, GObject)

/* @role: "old", "primary.2". @cim: how WMI is spoken there. @wsman (nullable): for programs. */
ResiteMachine *resite_machine_new (const char *role, ResiteCim *cim, ResiteWsman *wsman,
                                   const ResiteShellBook *book);
const char *resite_machine_get_role (ResiteMachine *self);
ResiteCim *resite_machine_get_cim (ResiteMachine *self);
/* (nullable) (transfer none). */
ResiteWsman *resite_machine_get_wsman (ResiteMachine *self);
/* (transfer full): another machine, @host, reached in the same way: the provider of a site can be on
 * a server of its own. The same one is handed out for the same name. Does not talk. Any thread.
 * RESITE_ERROR_REFUSED where @self is not reached through WS-Management. */
ResiteMachine *resite_machine_open_neighbour (ResiteMachine *self, const char *host,
                                              GError **error);
/* (transfer full): a new one; close it when done. RESITE_ERROR_REFUSED without a way to run
 * programs. */
ResiteShell *resite_machine_open_shell (ResiteMachine *self, GError **error);

G_END_DECLS
