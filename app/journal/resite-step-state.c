/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-state"
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "resite-step-state-private.h"

/* More than that is no count of a person's. */
#define ATTEMPTS_MAX 1000000

/* Weakest first: of several ways to know, a step can only claim the weakest. */
static const char how_by_strength[] = "HFOLV";

static const struct
{
  const char *nick;
  const char *word;
} status_names[] = {
  [RESITE_STEP_TODO] = { "todo", N_ ("To do") },
  [RESITE_STEP_RUNNING] = { "running", N_ ("Running") },
  [RESITE_STEP_WAITING] = { "waiting", N_ ("Waiting") },
  [RESITE_STEP_STOPPED] = { "stopped", N_ ("Stopped") },
  [RESITE_STEP_INTERRUPTED] = { "interrupted", N_ ("Interrupted") },
  [RESITE_STEP_FAILED] = { "failed", N_ ("Failed") },
  [RESITE_STEP_LOOK_AGAIN] = { "look-again", N_ ("Look again") },
  [RESITE_STEP_DONE] = { "done", N_ ("Done") },
  [RESITE_STEP_SKIPPED] = { "skipped", N_ ("Skipped") },
  [RESITE_STEP_LEFT_OUT] = { "left-out", N_ ("Left out") },
};

const char *
resite_step_status_to_string (ResiteStepStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (status_names), NULL);
  return status_names[status].nick;
}

const char *
resite_step_status_to_word (ResiteStepStatus status)
{
  g_return_val_if_fail (status < G_N_ELEMENTS (status_names), NULL);
  return _ (status_names[status].word);
}

gboolean
resite_step_status_is_closed (ResiteStepStatus status)
{
  return status == RESITE_STEP_DONE || status == RESITE_STEP_SKIPPED ||
         status == RESITE_STEP_LEFT_OUT;
}

static void
action_state_free (gpointer data)
{
  ResiteActionState *action = data;

  g_free (action->id);
  g_free (action->kind);
  g_free (action->outcome);
  g_free (action->how);
  g_free (action->message);
  g_free (action->stop);
  g_free (action);
}

static void
replace (char **place, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*place);
  *place = copy;
}

ResiteStepState *
resite_step_state_new (const char *step, const char *target)
{
  ResiteStepState *self = g_new0 (ResiteStepState, 1);

  self->step = g_strdup (step);
  self->target = g_strdup (target != NULL ? target : "");
  self->attempt = 1;
  self->actions = g_ptr_array_new_with_free_func (action_state_free);
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
forget_outcome (ResiteStepState *self)
{
  g_clear_pointer (&self->how, g_free);
  g_clear_pointer (&self->by, g_free);
  g_clear_pointer (&self->waits_for, g_free);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->verdict, g_free);
  g_clear_pointer (&self->overrule, g_free);
  g_clear_pointer (&self->released_by, g_free);
  g_clear_pointer (&self->message, g_free);
  self->ended_at = 0;
}

void
resite_step_state_free (ResiteStepState *self)
{
  forget_outcome (self);
  g_free (self->opened_by);
  g_free (self->step);
  g_free (self->target);
  g_ptr_array_unref (self->actions);
  g_hash_table_unref (self->fields);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

static ResiteActionState *
find_action (const ResiteStepState *self, const char *id)
{
  for (guint i = 0; i < self->actions->len; i++)
    {
      ResiteActionState *action = g_ptr_array_index (self->actions, i);

      if (g_str_equal (action->id, id))
        return action;
    }
  return NULL;
}

const ResiteActionState *
resite_step_state_get_action (const ResiteStepState *state, const char *action)
{
  g_return_val_if_fail (action != NULL, NULL);
  return state != NULL ? find_action (state, action) : NULL;
}

/* (nullable): an event of an action that does not say which one. */
static ResiteActionState *
need_action (ResiteStepState *self, ResiteEvent *event)
{
  const char *id = resite_event_get (event, "action");
  ResiteActionState *action;

  if (id == NULL)
    return NULL;
  action = find_action (self, id);
  if (action == NULL)
    {
      action = g_new0 (ResiteActionState, 1);
      action->id = g_strdup (id);
      g_ptr_array_add (self->actions, action);
    }
  if (resite_event_get (event, "kind") != NULL)
    replace (&action->kind, resite_event_get (event, "kind"));
  return action;
}

/* What was filled in, noted and attached belongs to the step, whichever attempt it was. */
static void
begin_attempt (ResiteStepState *self, guint attempt)
{
  forget_outcome (self);
  g_clear_pointer (&self->opened_by, g_free);
  g_ptr_array_set_size (self->actions, 0);
  self->attempt = attempt;
  self->started_at = 0;
  self->attached_at = 0;
  self->status = RESITE_STEP_LOOK_AGAIN;
}

static guint
get_strength (const char *how)
{
  const char *place = how != NULL && *how != '\0' ? strchr (how_by_strength, *how) : NULL;

  return place != NULL ? (guint)(place - how_by_strength) : G_MAXUINT;
}

static const char *
find_weakest_how (ResiteStepState *self)
{
  const char *weakest = NULL;

  for (guint i = 0; i < self->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (self->actions, i);

      if (get_strength (action->how) < get_strength (weakest))
        weakest = action->how;
    }
  return weakest;
}

static void
close_step (ResiteStepState *self, ResiteEvent *event, ResiteStepStatus status, const char *how)
{
  self->status = status;
  g_clear_pointer (&self->waits_for, g_free);
  g_clear_pointer (&self->message, g_free);
  if (how == NULL)
    how = find_weakest_how (self);
  if (how != NULL)
    replace (&self->how, how);
  replace (&self->by, resite_event_get_actor (event));
  if (self->started_at == 0)
    self->started_at = resite_event_get_time (event);
  self->ended_at = resite_event_get_time (event);
}

static void
fold_step_started (ResiteStepState *self, ResiteEvent *event)
{
  if (resite_event_get_attempt (event) > self->attempt)
    begin_attempt (self, MIN (resite_event_get_attempt (event), ATTEMPTS_MAX));
  forget_outcome (self);
  if (resite_event_get (event, "overruled") != NULL)
    replace (&self->opened_by, resite_event_get (event, "overruled"));
  replace (&self->overrule, self->opened_by);
  self->status = RESITE_STEP_RUNNING;
  if (self->started_at == 0)
    self->started_at = resite_event_get_time (event);
}

static gboolean
has_argument (ResiteEvent *event, const char *line)
{
  const char *text = resite_event_get (event, "arguments");
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  return g_strv_contains ((const char *const *)lines, line);
}

static void
fold_action_started (ResiteStepState *self, ResiteEvent *event)
{
  ResiteActionState *action = need_action (self, event);

  self->status = RESITE_STEP_RUNNING;
  if (self->started_at == 0)
    self->started_at = resite_event_get_time (event);
  if (action == NULL)
    return;
  replace (&action->outcome, "running");
  g_clear_pointer (&action->how, g_free);
  g_clear_pointer (&action->message, g_free);
  g_clear_pointer (&action->stop, g_free);
  action->undoes = has_argument (event, "undo=yes");
  action->started_at = resite_event_get_time (event);
  action->ended_at = 0;
  action->good = action->failed = action->bytes = 0;
  action->seconds = 0;
}

static double
get_seconds (ResiteEvent *event)
{
  const char *text = resite_event_get (event, "seconds");

  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
}

static void
fold_action_ended (ResiteStepState *self, ResiteEvent *event)
{
  ResiteActionState *action = need_action (self, event);
  const char *outcome = resite_event_get (event, "outcome");

  if (action == NULL)
    return;
  replace (&action->outcome, outcome != NULL ? outcome : "unknown");
  replace (&action->how, resite_event_get (event, "how"));
  replace (&action->message, resite_event_get (event, "message"));
  replace (&action->stop, resite_event_get (event, "stop"));
  if (action->started_at == 0)
    action->started_at = resite_event_get_time (event);
  action->ended_at = resite_event_get_time (event);
  action->good = resite_event_get_int (event, "good", 0);
  action->failed = resite_event_get_int (event, "failed", 0);
  action->bytes = resite_event_get_int (event, "bytes", 0);
  action->seconds = get_seconds (event);
}

static void
fold_step_failed (ResiteStepState *self, ResiteEvent *event)
{
  const char *id = resite_event_get (event, "action");
  const ResiteActionState *action = id != NULL ? find_action (self, id) : NULL;
  const char *message = resite_event_get (event, "message");

  self->status = RESITE_STEP_FAILED;
  if (message == NULL && action != NULL)
    message = action->message;
  replace (&self->message, message);
}

static void
fold_step_waits (ResiteStepState *self, ResiteEvent *event)
{
  self->status = RESITE_STEP_WAITING;
  replace (&self->waits_for, resite_event_get (event, "for"));
}

static void
fold_signed_off (ResiteStepState *self, ResiteEvent *event)
{
  const char *how = resite_event_get (event, "how");
  const char *then = resite_event_get (event, "then");

  close_step (self, event, RESITE_STEP_DONE, how != NULL ? how : "H");
  if (resite_event_get (event, "note") != NULL)
    replace (&self->note, resite_event_get (event, "note"));
  if (resite_event_get (event, "overruled") != NULL)
    replace (&self->overrule, resite_event_get (event, "overruled"));
  if (then == NULL)
    return;
  self->status = RESITE_STEP_WAITING;
  self->ended_at = 0;
  replace (&self->waits_for, then);
}

static gboolean
is_anything_unknown (ResiteStepState *self)
{
  for (guint i = 0; i < self->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (self->actions, i);

      if (g_strcmp0 (action->outcome, "unknown") == 0)
        return TRUE;
    }
  return FALSE;
}

/* Lines that no machine could say are said by who signs. */
static void
fold_signed (ResiteStepState *self, ResiteEvent *event)
{
  close_step (self, event, RESITE_STEP_DONE, is_anything_unknown (self) ? "H" : NULL);
  if (self->how == NULL)
    replace (&self->how, "H");
  replace (&self->released_by, resite_event_get (event, "released-by"));
  replace (&self->note, resite_event_get (event, "note"));
  replace (&self->overrule, resite_event_get (event, "overruled"));
}

/* Judged bad is not closed: nothing that follows may begin on it. */
static void
fold_judged (ResiteStepState *self, ResiteEvent *event)
{
  const char *verdict = resite_event_get (event, "verdict");
  gboolean good = g_strcmp0 (verdict, "good") == 0;
  const char *overrule = resite_event_get (event, "overrule");

  close_step (self, event, good ? RESITE_STEP_DONE : RESITE_STEP_FAILED,
              resite_event_get (event, "how"));
  if (self->how == NULL)
    replace (&self->how, "H");
  replace (&self->verdict, verdict);
  replace (&self->overrule, overrule != NULL && *overrule != '\0' ? overrule : NULL);
  if (resite_event_get (event, "note") != NULL)
    replace (&self->note, resite_event_get (event, "note"));
  if (!good)
    {
      self->ended_at = 0;
      replace (&self->message, _ ("Judged bad."));
    }
}

static void
fold_skipped (ResiteStepState *self, ResiteEvent *event)
{
  forget_outcome (self);
  close_step (self, event, RESITE_STEP_SKIPPED, NULL);
  g_clear_pointer (&self->how, g_free);
  replace (&self->reason, resite_event_get (event, "reason"));
  replace (&self->overrule, resite_event_get (event, "overruled"));
}

static void
fold_left_out (ResiteStepState *self, ResiteEvent *event)
{
  forget_outcome (self);
  self->status = RESITE_STEP_LEFT_OUT;
  replace (&self->reason, resite_event_get (event, "condition"));
}

static void
fold_taken_in (ResiteStepState *self, ResiteEvent *event)
{
  forget_outcome (self);
  self->status = RESITE_STEP_TODO;
}

/* The event may carry the number of the attempt that ends or of the one that begins. */
static void
fold_next_attempt (ResiteStepState *self, ResiteEvent *event)
{
  guint next = self->attempt < ATTEMPTS_MAX ? self->attempt + 1 : ATTEMPTS_MAX;

  begin_attempt (self, CLAMP (resite_event_get_attempt (event), next, ATTEMPTS_MAX));
  replace (&self->reason, resite_event_get (event, "reason"));
}

/* Several things of one step may hold no longer: that is one new attempt. */
static void
fold_looked_again (ResiteStepState *self, ResiteEvent *event)
{
  g_autofree char *former = NULL;

  if (!resite_step_status_is_closed (self->status) && self->status != RESITE_STEP_LOOK_AGAIN)
    return;
  if (self->status != RESITE_STEP_LOOK_AGAIN)
    fold_next_attempt (self, event);
  former = g_steal_pointer (&self->reason);
  self->reason = g_strdup_printf (
      "%s%s%s → %s", former != NULL ? former : "", former != NULL ? "; " : "",
      resite_event_get (event, "was") != NULL ? resite_event_get (event, "was") : "",
      resite_event_get (event, "is") != NULL ? resite_event_get (event, "is") : "");
}

/* What a machine says stands in the form until a person says otherwise. */
static void
fold_values (ResiteStepState *self, ResiteEvent *event)
{
  g_auto (GStrv) names = resite_event_list_facts (event);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "field."))
        g_hash_table_replace (self->fields, g_strdup (names[i] + strlen ("field.")),
                              g_strdup (resite_event_get (event, names[i])));
    }
}

static void
fold_filled (ResiteStepState *self, ResiteEvent *event)
{
  ResiteActionState *action = need_action (self, event);

  fold_values (self, event);
  if (action == NULL)
    return;
  replace (&action->outcome, "told");
  replace (&action->how, "H");
  if (action->started_at == 0)
    action->started_at = resite_event_get_time (event);
  action->ended_at = resite_event_get_time (event);
}

static void
fold_step_done (ResiteStepState *self, ResiteEvent *event)
{
  close_step (self, event, RESITE_STEP_DONE, resite_event_get (event, "how"));
}

static void
fold_step_stopped (ResiteStepState *self, ResiteEvent *event)
{
  self->status = RESITE_STEP_STOPPED;
}

static void
fold_noted (ResiteStepState *self, ResiteEvent *event)
{
  const char *note = resite_event_get (event, "note");

  if (note != NULL)
    g_ptr_array_add (self->notes, g_strdup (note));
}

static void
fold_attached (ResiteStepState *self, ResiteEvent *event)
{
  self->attachments++;
  self->attached_at = resite_event_get_time (event);
}

/* A job may end after its step was set back; what it says is about the attempt that is over. */
static gboolean
is_too_late (const ResiteStepState *self, ResiteEvent *event)
{
  static const char *const of_attempt[] = { RESITE_EVENT_STEP_STARTED, RESITE_EVENT_ACTION_STARTED,
                                            RESITE_EVENT_ACTION_ENDED, RESITE_EVENT_STEP_WAITS,
                                            RESITE_EVENT_STEP_DONE,    RESITE_EVENT_STEP_FAILED,
                                            RESITE_EVENT_STEP_STOPPED, NULL };
  guint attempt = resite_event_get_attempt (event);

  return attempt > 0 && attempt < self->attempt &&
         g_strv_contains (of_attempt, resite_event_get_what (event));
}

void
resite_step_state_fold (ResiteStepState *self, ResiteEvent *event)
{
  static const struct
  {
    const char *what;
    void (*fold) (ResiteStepState *self, ResiteEvent *event);
  } folds[] = {
    { RESITE_EVENT_LEFT_OUT, fold_left_out },
    { RESITE_EVENT_TAKEN_IN, fold_taken_in },
    { RESITE_EVENT_STEP_STARTED, fold_step_started },
    { RESITE_EVENT_ACTION_STARTED, fold_action_started },
    { RESITE_EVENT_ACTION_ENDED, fold_action_ended },
    { RESITE_EVENT_STEP_WAITS, fold_step_waits },
    { RESITE_EVENT_STEP_DONE, fold_step_done },
    { RESITE_EVENT_STEP_FAILED, fold_step_failed },
    { RESITE_EVENT_STEP_STOPPED, fold_step_stopped },
    { RESITE_EVENT_SIGNED_OFF, fold_signed_off },
    { RESITE_EVENT_SIGNED, fold_signed },
    { RESITE_EVENT_JUDGED, fold_judged },
    { RESITE_EVENT_SKIPPED, fold_skipped },
    { RESITE_EVENT_SET_BACK, fold_next_attempt },
    { RESITE_EVENT_OFFERED_AGAIN, fold_next_attempt },
    { RESITE_EVENT_FILLED, fold_filled },
    { RESITE_EVENT_VALUES_READ, fold_values },
    { RESITE_EVENT_LOOKED_AGAIN, fold_looked_again },
    { RESITE_EVENT_NOTED, fold_noted },
    { RESITE_EVENT_ATTACHED, fold_attached },
  };

  if (is_too_late (self, event))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    {
      if (g_str_equal (resite_event_get_what (event), folds[i].what))
        folds[i].fold (self, event);
    }
}

void
resite_step_state_interrupt (ResiteStepState *self)
{
  if (self->status == RESITE_STEP_RUNNING)
    self->status = RESITE_STEP_INTERRUPTED;
  for (guint i = 0; i < self->actions->len; i++)
    {
      ResiteActionState *action = g_ptr_array_index (self->actions, i);

      if (g_strcmp0 (action->outcome, "running") == 0)
        replace (&action->outcome, "interrupted");
    }
}
