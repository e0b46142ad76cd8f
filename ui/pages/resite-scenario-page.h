/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* Chooses what goes wrong in a rehearsal, how many packages its site has and how fast its time
 * runs. Emits "rehearse" and "cancelled". */
#define RESITE_TYPE_SCENARIO_PAGE (resite_scenario_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteScenarioPage, resite_scenario_page, RESITE, SCENARIO_PAGE,
                      GtkScrolledWindow)

/* @choices: (element-type ResiteRehearsalChoice), at least one. */
GtkWidget *resite_scenario_page_new (GPtrArray *choices);
/* What is chosen; the texts belong to the page. */
ResiteRehearsalOptions resite_scenario_page_get_options (ResiteScenarioPage *self);
void resite_scenario_page_grab_focus (ResiteScenarioPage *self);

G_END_DECLS
