/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-plan.h"

G_BEGIN_DECLS

/* What Resite does at a machine by the way that the plan has for it, and what stays by hand: one
 * sentence or two, translated. @machine: "old", "primary.2". (transfer full) */
char *resite_reach_limits_describe (ResitePlan *plan, const char *machine);

/* The same of a way that the plan may not have. @reach: a word of the plan, or NULL. (transfer full) */
char *resite_reach_limits_describe_way (const char *machine, const char *reach);

G_END_DECLS
