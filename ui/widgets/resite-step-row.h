/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-step-run.h"

G_BEGIN_DECLS

/* A step in the sidebar: sign, id, title, mark of danger. Follows the step by itself. */
#define RESITE_TYPE_STEP_ROW (resite_step_row_get_type ())
G_DECLARE_FINAL_TYPE (ResiteStepRow, resite_step_row, RESITE, STEP_ROW, GtkListBoxRow)

GtkWidget *resite_step_row_new (ResiteStepRun *step);
ResiteStepRun *resite_step_row_get_step (ResiteStepRow *self);
/* Where the run goes on. */
void resite_step_row_set_current (ResiteStepRow *self, gboolean current);

G_END_DECLS
