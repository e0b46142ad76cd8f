/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-evidence-box.h"
#include "resite-step-controls.h"
#include "resite-step-page.h"

G_BEGIN_DECLS

/* Puts the keys of a step page into its action group: note, evidence, check-again, copy, find,
 * retry, pause, next-error, previous-error. */
void resite_step_page_add_actions (ResiteStepPage *self, ResiteStepControls *controls,
                                   ResiteEvidenceBox *evidence);

G_END_DECLS
