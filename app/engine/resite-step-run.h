/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-job.h"
#include "resite-run-state.h"
#include "resite-step.h"
#include "resite-variables.h"

G_BEGIN_DECLS

/* A step of a run on one machine, live: what pages bind to and the terminal prints. Properties,
 * notified on the main thread: "status" (ResiteStepStatus), "attempt", "job" (ResiteJob, the one
 * that runs or ran last in this program), "waits-for" (string). */
#define RESITE_TYPE_STEP_RUN (resite_step_run_get_type ())
G_DECLARE_FINAL_TYPE (ResiteStepRun, resite_step_run, RESITE, STEP_RUN, GObject)

/* "C6" or "C6@primary.2". */
const char *resite_step_run_get_name (ResiteStepRun *self);
ResiteStep *resite_step_run_get_step (ResiteStepRun *self);
/* "" or "primary.2". */
const char *resite_step_run_get_target (ResiteStepRun *self);
/* The machine it is done on: "old", "primary.2", "desk". */
const char *resite_step_run_get_machine (ResiteStepRun *self);
guint resite_step_run_get_attempt (ResiteStepRun *self);
ResiteStepStatus resite_step_run_get_status (ResiteStepRun *self);
/* (nullable): nothing was said of it yet. */
const ResiteStepState *resite_step_run_get_state (ResiteStepRun *self);
ResiteJob *resite_step_run_get_job (ResiteStepRun *self);
/* Number of this step on the road and of all of them, for "step 12 of 38". */
guint resite_step_run_get_number (ResiteStepRun *self, guint *total);

/* All steps before it that it needs are closed. */
gboolean resite_step_run_is_reached (ResiteStepRun *self);
/* (nullable), translated: what Next waits for: "C3: signed by nobody yet". */
const char *resite_step_run_get_waits_for (ResiteStepRun *self);

/* (nullable) (transfer none), translated: why this step was stopped by a STOP. It can be looked at
 * again, or signed off or skipped with an "overrule". */
const char *resite_step_run_get_stop (ResiteStepRun *self);

/* (nullable) (transfer full), translated: why what this step does to many may not begin yet: it was not
 * seen to be good for one. START, RETRY, FILL and DONE then need an "overrule", which is printed. */
char *resite_step_run_get_gate (ResiteStepRun *self);

/* Expanded and translated texts, (transfer full). */
char *resite_step_run_get_title (ResiteStepRun *self);
char *resite_step_run_get_why (ResiteStepRun *self);

/* What names stand for in this step's texts. (transfer none), until something changes in the run. */
ResiteVariables *resite_step_run_get_variables (ResiteStepRun *self);
/* @condition (nullable) of an action or block, here. */
gboolean resite_step_run_holds (ResiteStepRun *self, const char *condition);

/* Of a step that was cut off: may it go on? As the runbook says; but where Resite does all its deeds
 * itself, they look first what was done, stage by stage, so "never" is "ask" there. */
ResiteRerun resite_step_run_get_rerun (ResiteStepRun *self);

/* Can Resite do this action itself here, or is it for a person? *@reason (transfer full,
 * nullable) says why not: "The plan says that NEW is reached by hand." */
gboolean resite_step_run_is_automatic (ResiteStepRun *self, ResiteAction *action, char **reason);
/* TRUE when some action is automatic. */
gboolean resite_step_run_has_automatic (ResiteStepRun *self);
/* "RUN", "CHECK" or "TELL". */
const char *resite_step_run_get_way (ResiteStepRun *self);

/* A GListModel of ResiteJobItem of an action of the newest attempt: the running job's, else read
 * from the journal. (transfer full) */
GListModel *resite_step_run_get_items (ResiteStepRun *self, ResiteAction *action);
/* The value that the form has: filled, else its default expanded, else "". (transfer full) */
char *resite_step_run_get_field (ResiteStepRun *self, ResiteAction *action, const char *field);

G_END_DECLS
