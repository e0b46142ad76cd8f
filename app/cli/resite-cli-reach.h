/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-connections.h"
#include "resite-desk-opinion.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* The way by WinRM to one machine of a plan, where it is once it has the site's address (C4), with
 * its password asked for; nothing is sent yet.
 * RESITE_ERROR_INVALID: the plan reaches it in another way. (transfer full) */
ResiteConnections *resite_cli_reach_open (ResiteCli *cli, ResitePlan *plan, const char *role,
                                          GError **error);

/* Who is at @host, a name or an address, seen without any account: is it @expected? Looked at beside
 * the caller; each that was begun is ended once. */
typedef struct _ResiteCliDesk ResiteCliDesk;

ResiteCliDesk *resite_cli_desk_begin (ResiteCli *cli, ResitePlan *plan, const char *role,
                                      const char *host, const char *expected);
/* Takes @self. (transfer full) (nullable): NULL when cancelled. */
ResiteDeskOpinion *resite_cli_desk_end (ResiteCliDesk *self);

G_END_DECLS
