/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-plan.h"

G_BEGIN_DECLS

/* The plan as a form, made from the one list of its keys: groups beside it, values checked as
 * typed, each message at its field. What is typed is kept as a draft at once. Emits "cancelled"
 * and "start" (path of the plan to start with), the latter only for a plan without errors. */
#define RESITE_TYPE_PLAN_PAGE (resite_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (ResitePlanPage, resite_plan_page, RESITE, PLAN_PAGE, GtkBox)

/* @from_file: it was made by somebody else; its values are locked until somebody says that one is
 * wrong. @draft_path: where the work in hand is kept. */
GtkWidget *resite_plan_page_new (ResitePlan *plan, gboolean from_file, const char *draft_path);
void resite_plan_page_grab_focus (ResitePlanPage *self);
void resite_plan_page_say (ResitePlanPage *self, GtkMessageType type, const char *text);

G_END_DECLS
