/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-plan-field.h"

G_BEGIN_DECLS

/* The fields of one group of the plan, "site" or "primary.2". Emits "edited" (the field) and, for
 * a primary site, "remove-asked". */
#define RESITE_TYPE_PLAN_GROUP (resite_plan_group_get_type ())
G_DECLARE_FINAL_TYPE (ResitePlanGroup, resite_plan_group, RESITE, PLAN_GROUP, GtkScrolledWindow)

/* @given: the plan's own text as a key file, for what is given and what is default. */
GtkWidget *resite_plan_group_new (const char *group, GKeyFile *given, ResitePlan *plan,
                                  gboolean locked);
const char *resite_plan_group_get_name (ResitePlanGroup *self);
/* (transfer full) */
char *resite_plan_group_dup_title (const char *group);
/* (element-type ResitePlanField) (transfer none) */
GPtrArray *resite_plan_group_get_fields (ResitePlanGroup *self);
/* Faults were set on fields: one that is hidden comes out. */
void resite_plan_group_show_all_bad (ResitePlanGroup *self);
/* (nullable): the first that is not fine. */
ResitePlanField *resite_plan_group_find_bad (ResitePlanGroup *self);
guint resite_plan_group_count_bad (ResitePlanGroup *self);

G_END_DECLS
