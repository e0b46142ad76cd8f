/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-state.h"

G_BEGIN_DECLS

/* One step's part of the fold. */
ResiteStepState *resite_step_state_new (const char *step, const char *target);
void resite_step_state_free (ResiteStepState *self);
void resite_step_state_fold (ResiteStepState *self, ResiteEvent *event);
/* What runs is cut off. */
void resite_step_state_interrupt (ResiteStepState *self);

G_END_DECLS
