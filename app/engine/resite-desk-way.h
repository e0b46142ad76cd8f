/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-desk-opinion.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* How the plan has it that this desk looks who is somewhere. */

/* What the plan's group @section says goes into @question, which has its host already and borrows from
 * the plan. Of a loopback address only ports that the plan names are asked: at the others this desk
 * itself would answer. */
void resite_desk_way_fill (ResitePlan *plan, const char *section, ResiteDeskQuestion *question);

/* Servers that are asked for names. (transfer full) */
GStrv resite_desk_way_list_name_servers (ResitePlan *plan);

G_END_DECLS
