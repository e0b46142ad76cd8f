/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* Under the reason of a step: how it stands, and what can be done with it as a whole: start, go on,
 * check again, retry what failed, do it by hand, set it back. Signal "by-hand" (boolean: shown). */
#define RESITE_TYPE_STEP_CONTROLS (resite_step_controls_get_type ())
G_DECLARE_FINAL_TYPE (ResiteStepControls, resite_step_controls, RESITE, STEP_CONTROLS, GtkBox)

/* Inside @page. */
GtkWidget *resite_step_controls_new (ResiteStepPage *page);
void resite_step_controls_refresh (ResiteStepControls *self);
void resite_step_controls_start (ResiteStepControls *self);
void resite_step_controls_retry (ResiteStepControls *self);
/* To the line that says how it stands: where the focus goes when what had it is gone. */
void resite_step_controls_grab_state (ResiteStepControls *self);
/* Can the start button be pressed now? Then it is what is unfinished. */
gboolean resite_step_controls_grab_start (ResiteStepControls *self);
/* (nullable) (transfer full): the start button's label when it waits to be pressed. */
char *resite_step_controls_dup_start_label (ResiteStepControls *self);

G_END_DECLS
