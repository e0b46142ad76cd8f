/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-plan.h"

G_BEGIN_DECLS

/* What stands in the file, not expanded and without defaults: (transfer full) (nullable). */
char *_resite_plan_get_raw (ResitePlan *self, const char *group, const char *key);
/* (nullable): what stands in the file, else what an alias or a default gives; not expanded. */
char *_resite_plan_get_given (ResitePlan *self, const char *group, const char *key);
gboolean _resite_plan_has_group (ResitePlan *self, const char *group);
/* (transfer full): group names and keys of a group, as they stand in the file. */
GStrv _resite_plan_list_groups (ResitePlan *self);
GStrv _resite_plan_list_keys (ResitePlan *self, const char *group);
/* (element-type ResitePlanPlace) (nullable). */
GPtrArray *_resite_plan_get_places (ResitePlan *self);
/* (transfer full) (nullable): @text with the names of other keys replaced; primary.KEY stands for
 * the one of @machine. NULL where one of them has no value. */
char *_resite_plan_expand (ResitePlan *self, const char *text, const char *machine);
/* (transfer full) (nullable): the value of "site.code", alias and default included, expanded. */
char *_resite_plan_lookup (ResitePlan *self, const char *name, const char *machine);
/* Splits "primary.2.server-name"; "primary.server-name" is the direct parent's. */
gboolean _resite_plan_split_name (ResitePlan *self, const char *name, char **group, char **key);

G_END_DECLS
