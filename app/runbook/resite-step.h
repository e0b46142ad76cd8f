/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "resite-action.h"

G_BEGIN_DECLS

/* One step of the runbook. Immutable. Texts come translated and still hold their ${names}. */
#define RESITE_TYPE_STEP (resite_step_get_type ())
G_DECLARE_FINAL_TYPE (ResiteStep, resite_step, RESITE, STEP, GObject)

/* What to offer when a step was cut off between its intent and its outcome: run it again, ask
 * first, or look by hand only. */
typedef enum
{
  RESITE_RERUN_SAFE,
  RESITE_RERUN_ASK,
  RESITE_RERUN_NEVER
} ResiteRerun;

typedef enum
{
  RESITE_HAZARD_NONE,
  RESITE_HAZARD_CAREFUL,
  RESITE_HAZARD_IRREVERSIBLE
} ResiteHazard;

const char *resite_step_get_id (ResiteStep *self);
const char *resite_step_get_phase_id (ResiteStep *self);
const char *resite_step_get_title (ResiteStep *self);
const char *resite_step_get_why (ResiteStep *self);

/* The role whose machine this is done on: "old", "new", "source", "primary", "central", "ad",
 * "desk". */
const char *resite_step_get_role (ResiteStep *self);

/* (nullable): the role that has several machines, when the step runs once for each. */
const char *resite_step_get_for_each (ResiteStep *self);

/* (nullable): the condition under which the step belongs to a run. */
const char *resite_step_get_condition (ResiteStep *self);

/* May be skipped without blame (the article's two asterisks). Any step but pauses and verdicts can
 * be skipped with a reason. */
gboolean resite_step_is_optional (ResiteStep *self);
gboolean resite_step_is_pause (ResiteStep *self);

/* A pause that somebody else releases: the text that says who. (nullable) */
const char *resite_step_get_released_by (ResiteStep *self);

/* Stays shut until somebody judged it. */
gboolean resite_step_is_verdict (ResiteStep *self);
ResiteRerun resite_step_get_rerun (ResiteStep *self);
ResiteHazard resite_step_get_hazard (ResiteStep *self);
guint resite_step_get_guard (ResiteStep *self);
guint resite_step_get_minutes (ResiteStep *self);

/* (element-type utf8), ids of the steps that must be closed first; always filled: without an
 * "after" in the file it holds the step before. A pause names none, it waits for all before it. */
GPtrArray *resite_step_get_after (ResiteStep *self);

/* (element-type utf8): before these steps this one is offered again, as a new attempt. */
GPtrArray *resite_step_get_again_before (ResiteStep *self);

/* (element-type utf8), may be empty: what this step does to many was done to one in these, and it is
 * shut until that was seen to be good. Only a reason that is printed opens it else. */
GPtrArray *resite_step_get_proved_by (ResiteStep *self);

/* (nullable): the step that this one stands before in plans for which its "move-when" holds; the
 * order itself is what resite_runbook_list_steps_for() gives. */
const char *resite_step_get_move_before (ResiteStep *self);

/* (element-type ResiteAction), at least one, in order. */
GPtrArray *resite_step_get_actions (ResiteStep *self);

/* (element-type ResiteBlock): how the whole step is done by hand. Never empty. */
GPtrArray *resite_step_get_by_hand (ResiteStep *self);

/* (element-type ResiteBlock): advice, what can go wrong, the way back. Each may be empty. */
GPtrArray *resite_step_get_advice (ResiteStep *self);
GPtrArray *resite_step_get_wrong (ResiteStep *self);
GPtrArray *resite_step_get_way_back (ResiteStep *self);

G_END_DECLS
