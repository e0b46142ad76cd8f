/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run.h"

G_BEGIN_DECLS

/* What pages say about steps, actions and machines. All (transfer full) and translated, unless
 * they are const. */

/* Does a "when" of the runbook hold in this run? NULL holds. */
gboolean resite_step_words_holds (ResiteRun *run, ResiteStepRun *step, const char *condition);

/* "OLD SERVER BR01SMS_OLD"; @machine NULL is the step's. */
char *resite_step_words_machine (ResiteRun *run, ResiteStepRun *step, const char *machine);

/* Outcome of an action as a mark, a word and a style class. @state (nullable). */
const char *resite_step_words_outcome_glyph (const ResiteActionState *state);
const char *resite_step_words_outcome_word (const ResiteActionState *state);
const char *resite_step_words_outcome_style (const ResiteActionState *state);

/* Is it known how it ended? Then the letter of "how we know" means something. */
gboolean resite_step_words_knows (const ResiteActionState *state);

/* "V": what the letter of "how we know" means: "seen by Resite". */
const char *resite_step_words_how (const char *letter);

/* The heading of an action that the runbook gave none. */
char *resite_step_words_action_title (ResiteRun *run, ResiteStepRun *step, ResiteAction *action);

/* (nullable): "Call C. Admin, +49 …", by the plan. */
char *resite_step_words_whom_to_call (ResiteRun *run);
/* (nullable): why nobody may go on from here: what was found, or that it was judged bad. */
const char *resite_step_words_find_stop (ResiteStepRun *step);
/* (nullable): what Resite will do by itself when this starts, and on which machine. */
char *resite_step_words_automatic (ResiteRun *run, ResiteStepRun *step, ResiteAction *action);

G_END_DECLS
