/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-plan.h"
#include "resite-site-survey.h"

G_BEGIN_DECLS

/* What a site said, value by value beside what the plan has, each to be taken or not. What fills an
 * empty place is ticked; what would replace something is not. Signal "changed": another choice. */
#define RESITE_TYPE_SURVEY_TABLE (resite_survey_table_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSurveyTable, resite_survey_table, RESITE, SURVEY_TABLE,
                      GtkScrolledWindow)

GtkWidget *resite_survey_table_new (void);
/* @survey is read here only. */
void resite_survey_table_show (ResiteSurveyTable *self, ResitePlan *plan,
                               const ResiteSiteSurvey *survey);
guint resite_survey_table_count_chosen (ResiteSurveyTable *self);
/* Puts what is ticked into @plan; how many values. */
guint resite_survey_table_take (ResiteSurveyTable *self, ResitePlan *plan);

G_END_DECLS
