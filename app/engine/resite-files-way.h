/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* From what a plan says below [@section] to files over SMB. */

gboolean resite_files_way_is_wanted (ResitePlan *plan, const char *section);
/* (nullable) (transfer full): the server that "files" names. */
char *resite_files_way_dup_server (ResitePlan *plan, const char *section);
/* @host (nullable): where it is now. Does nothing where it is not wanted. */
void resite_files_way_add (ResiteConnections *connections, ResitePlan *plan, const char *section,
                           const char *host);
/* Single drives of @section, wherever they lie. */
void resite_files_way_add_drives (ResiteConnections *connections, ResitePlan *plan,
                                  const char *machine, const char *section);

G_END_DECLS
