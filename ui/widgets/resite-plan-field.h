/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-plan.h"

G_BEGIN_DECLS

/* One value of the plan in a form: label, editor for its type, what it is for, and beside it what
 * is wrong with it. Checked as typed. Emits "edited" when the value changed. */
#define RESITE_TYPE_PLAN_FIELD (resite_plan_field_get_type ())
G_DECLARE_FINAL_TYPE (ResitePlanField, resite_plan_field, RESITE, PLAN_FIELD, GtkBox)

/* @name: "site.code", "primary.2.query.1". @given (nullable): the value in the file; @fallback
 * (nullable): what stands when nothing is given. @locked: it comes from the administrator's plan;
 * the editor opens only after "This is wrong". */
GtkWidget *resite_plan_field_new (const ResitePlanKey *key, const char *name, const char *given,
                                  const char *fallback, gboolean locked);
const char *resite_plan_field_get_name (ResitePlanField *self);
/* (transfer full) (nullable): NULL when nothing is given. */
char *resite_plan_field_get_value (ResitePlanField *self);
/* A fault that was found across values; NULL takes it away. */
void resite_plan_field_set_fault (ResitePlanField *self, const char *message,
                                  ResitePlanSeverity severity);
/* Shows also what is merely missing: not at once, only after somebody asked to start. */
void resite_plan_field_insist (ResitePlanField *self);
gboolean resite_plan_field_is_fine (ResitePlanField *self);
void resite_plan_field_grab_focus (ResitePlanField *self);

G_END_DECLS
