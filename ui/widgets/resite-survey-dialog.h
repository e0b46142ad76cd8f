/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-plan.h"

G_BEGIN_DECLS

/* Asks a primary or the central site for what the plan wants to know, shows what it said, and puts
 * into the plan what a person ticks. Nothing is changed at the site. The password is neither kept
 * nor written into the plan. */
#define RESITE_TYPE_SURVEY_DIALOG (resite_survey_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSurveyDialog, resite_survey_dialog, RESITE, SURVEY_DIALOG, GtkDialog)

/* Emits "taken" (guint: how many values) when @plan was changed; destroys itself. */
GtkWidget *resite_survey_dialog_show (GtkWidget *parent, ResitePlan *plan);

G_END_DECLS
