/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-event-private.h"
#include "resite-run-state.h"

/* What must hold of the state of a run for any events in any order, legal or not. */

static const char *const step_kinds[] = {
  RESITE_EVENT_LEFT_OUT,       RESITE_EVENT_TAKEN_IN,     RESITE_EVENT_STEP_STARTED,
  RESITE_EVENT_ACTION_STARTED, RESITE_EVENT_ACTION_ENDED, RESITE_EVENT_STEP_WAITS,
  RESITE_EVENT_STEP_DONE,      RESITE_EVENT_STEP_FAILED,  RESITE_EVENT_STEP_STOPPED,
  RESITE_EVENT_SIGNED_OFF,     RESITE_EVENT_SIGNED,       RESITE_EVENT_JUDGED,
  RESITE_EVENT_SKIPPED,        RESITE_EVENT_SET_BACK,     RESITE_EVENT_OFFERED_AGAIN,
  RESITE_EVENT_FILLED,         RESITE_EVENT_NOTED,        RESITE_EVENT_ATTACHED,
  RESITE_EVENT_ASKED,          RESITE_EVENT_ANSWERED,     RESITE_EVENT_BLANKED,
  RESITE_EVENT_OPEN_POINT,     "something-new",
};
static const char *const run_kinds[] = {
  RESITE_EVENT_RUN_STARTED,  RESITE_EVENT_RUN_OPENED,   RESITE_EVENT_RUN_CLOSED,
  RESITE_EVENT_WELCOME_BACK, RESITE_EVENT_TAKEN_OVER,   RESITE_EVENT_CORRECTED,
  RESITE_EVENT_SNAPSHOT,     RESITE_EVENT_WAY_BACK,     RESITE_EVENT_ENDED,
  RESITE_EVENT_ABORTED,      RESITE_EVENT_CLOCK_JUMPED,
};
static const char *const steps[] = { "C2", "C6", "R10" };
static const char *const targets[] = { NULL, "", "primary.1", "primary.2" };
static const char *const fact_names[] = { "action", "kind",    "outcome",  "how",     "for",
                                          "then",   "verdict", "key",      "new",     "message",
                                          "good",   "seconds", "overrule", "field.a", "field.",
                                          "reason", "note" };
static const char *const fact_values[] = { "copy-1",  "copy-2",    "ok",
                                           "failed",  "V",         "H",
                                           "X",       "",          "good",
                                           "bad",     "judgement", "-1",
                                           "1e400",   "nan",       "9223372036854775808",
                                           "\xc3\xa4" };

#define PICK(random, list) list[g_rand_int_range (random, 0, G_N_ELEMENTS (list))]

static ResiteEvent *
make_event (GRand *random, guint number)
{
  gboolean of_step = g_rand_int_range (random, 0, 8) > 0;
  const char *what = of_step ? PICK (random, step_kinds) : PICK (random, run_kinds);
  const char *step = of_step ? PICK (random, steps) : NULL;
  guint attempt = (guint)g_rand_int_range (random, 0, 6);
  ResiteEvent *event =
      resite_event_new (what, "J. Doe", step, of_step ? PICK (random, targets) : NULL,
                        attempt == 5 ? G_MAXUINT : attempt);

  for (gint n = g_rand_int_range (random, 0, 7); n > 0; n--)
    resite_event_set (event, PICK (random, fact_names), PICK (random, fact_values));
  event->sequence = number + 1;
  event->time = g_rand_int_range (random, 0, 20) == 0 ? -5 : (gint64)number * 1000000;
  return event;
}

static GPtrArray *
make_events (guint32 seed, guint count)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *events = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count; i++)
    g_ptr_array_add (events, make_event (random, i));
  return events;
}

typedef void (*LookAtState) (const ResiteStepState *state, gpointer data);

static void
for_states (ResiteRunState *state, LookAtState look, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint j = 1; j < G_N_ELEMENTS (targets); j++)
      {
        const ResiteStepState *one = resite_run_state_get (state, steps[i], targets[j]);

        if (one != NULL)
          look (one, data);
      }
}

static void
look_sane (const ResiteStepState *state, gpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (resite_step_status_to_string (state->status));
  g_assert_nonnull (resite_step_status_to_word (state->status));
  g_assert_cmpuint (state->attempt, >=, 1);
  g_assert_nonnull (state->target);
  if (state->status == RESITE_STEP_DONE)
    g_assert_nonnull (state->by);
  if (state->status == RESITE_STEP_SKIPPED)
    g_assert_null (state->how);
  if (state->status == RESITE_STEP_LOOK_AGAIN)
    g_assert_true (state->how == NULL && state->by == NULL && state->verdict == NULL);
  for (guint i = 0; i < state->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (state->actions, i);

      g_assert_nonnull (action->id);
      g_assert_true (g_hash_table_add (ids, action->id));
      g_assert_true (resite_step_state_get_action (state, action->id) == action);
    }
}

static void
test_never_out_of_its_mind (void)
{
  for (guint32 seed = 0; seed < 400; seed++)
    {
      g_autoptr (GPtrArray) events = make_events (seed, 120);
      g_autoptr (ResiteRunState) state = resite_run_state_new_from_events (events);
      g_auto (GStrv) corrections = resite_run_state_list_corrections (state);
      static const char *const conditions[] = { "open", "ended", "went-back", "aborted", NULL };

      for_states (state, look_sane, NULL);
      g_assert_true (g_strv_contains (conditions, resite_run_state_get_condition (state)));
      for (guint i = 0; corrections[i] != NULL; i++)
        g_assert_nonnull (resite_run_state_get_correction (state, corrections[i]));
    }
}

/* All of a state in words, to hold two of them against each other. */
static void
describe (const ResiteStepState *state, gpointer data)
{
  g_string_append_printf (data,
                          "%s@%s %u %d how=%s by=%s waits=%s note=%s reason=%s verdict=%s "
                          "overrule=%s message=%s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT
                          " notes=%u attached=%u fields=%u\n",
                          state->step, state->target, state->attempt, state->status, state->how,
                          state->by, state->waits_for, state->note, state->reason, state->verdict,
                          state->overrule, state->message, state->started_at, state->ended_at,
                          state->notes->len, state->attachments, g_hash_table_size (state->fields));
  for (guint i = 0; i < state->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (state->actions, i);

      g_string_append_printf (data, "  %s %s %s %s %s %" G_GINT64_FORMAT "\n", action->id,
                              action->kind, action->outcome, action->how, action->message,
                              action->good);
    }
}

static char *
describe_run (ResiteRunState *state)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, "%s %s %d %d %" G_GINT64_FORMAT "\n", resite_run_state_get_run_id (state),
      resite_run_state_get_condition (state), resite_run_state_is_rehearsal (state),
      resite_run_state_is_way_back (state), resite_run_state_get_last_at (state));
  for_states (state, describe, text);
  return g_string_free (text, FALSE);
}

/* Event by event, in pieces or at once: the same. */
static void
test_in_pieces_as_at_once (void)
{
  for (guint32 seed = 1000; seed < 1150; seed++)
    {
      g_autoptr (GPtrArray) events = make_events (seed, 60);
      g_autoptr (ResiteRunState) grown = resite_run_state_new ();

      for (guint i = 0; i < events->len; i++)
        {
          g_autoptr (GPtrArray) first = g_ptr_array_new ();
          g_autoptr (ResiteRunState) whole = NULL;
          g_autofree char *a = NULL;
          g_autofree char *b = NULL;

          resite_run_state_fold (grown, g_ptr_array_index (events, i));
          if (i % 7 != 0)
            continue;
          for (guint j = 0; j <= i; j++)
            g_ptr_array_add (first, g_ptr_array_index (events, j));
          whole = resite_run_state_new_from_events (first);
          a = describe_run (grown);
          b = describe_run (whole);
          g_assert_cmpstr (a, ==, b);
        }
    }
}

static void
remember_closed (const ResiteStepState *state, gpointer data)
{
  if (resite_step_status_is_closed (state->status))
    g_hash_table_add (data, g_strdup_printf ("%s@%s", state->step, state->target));
}

/* What is only said, filled in, attached or told of the run leaves a closed step closed. */
static void
test_closed_stays_closed (void)
{
  static const char *const harmless[] = {
    RESITE_EVENT_NOTED,      RESITE_EVENT_ATTACHED,     RESITE_EVENT_OPEN_POINT,
    RESITE_EVENT_BLANKED,    RESITE_EVENT_ASKED,        RESITE_EVENT_ANSWERED,
    RESITE_EVENT_FILLED,     RESITE_EVENT_ACTION_ENDED, RESITE_EVENT_RUN_OPENED,
    RESITE_EVENT_RUN_CLOSED, RESITE_EVENT_TAKEN_OVER,   RESITE_EVENT_CORRECTED,
    RESITE_EVENT_SNAPSHOT,   RESITE_EVENT_WELCOME_BACK, RESITE_EVENT_CLOCK_JUMPED,
    "something-new",
  };

  for (guint32 seed = 2000; seed < 2150; seed++)
    {
      g_autoptr (GPtrArray) events = make_events (seed, 50);
      g_autoptr (ResiteRunState) state = resite_run_state_new_from_events (events);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GHashTable) after = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree const char **names = NULL;
      guint n_names;

      for_states (state, remember_closed, before);
      for (guint i = 0; i < 40; i++)
        {
          g_autoptr (ResiteEvent) event = resite_event_new (
              PICK (random, harmless), "J", PICK (random, steps), PICK (random, targets), 1);

          resite_event_set (event, "action", "copy-1");
          resite_run_state_fold (state, event);
        }
      for_states (state, remember_closed, after);
      names = (const char **)g_hash_table_get_keys_as_array (before, &n_names);
      for (guint i = 0; i < n_names; i++)
        g_assert_true (g_hash_table_contains (after, names[i]));
    }
}

static ResiteEvent *
simple_event (const char *what, guint attempt, const char *name, const char *value)
{
  ResiteEvent *event = resite_event_new (what, "J", "C2", NULL, attempt);

  if (name != NULL)
    resite_event_set (event, name, value);
  return event;
}

/* A job that was still on its way when its step was set back speaks of the former attempt. */
static void
test_late_word_of_a_former_attempt (void)
{
  static const char *const late[] = { RESITE_EVENT_ACTION_STARTED, RESITE_EVENT_ACTION_ENDED,
                                      RESITE_EVENT_STEP_DONE,      RESITE_EVENT_STEP_FAILED,
                                      RESITE_EVENT_STEP_WAITS,     RESITE_EVENT_STEP_STOPPED };

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      g_autoptr (ResiteRunState) state = resite_run_state_new ();
      g_autoptr (ResiteEvent) begun = simple_event (RESITE_EVENT_STEP_STARTED, 1, NULL, NULL);
      g_autoptr (ResiteEvent) back = simple_event (RESITE_EVENT_SET_BACK, 2, "reason", "again");
      g_autoptr (ResiteEvent) word = simple_event (late[i], 1, "action", "copy-1");
      const ResiteStepState *step;

      resite_run_state_fold (state, begun);
      resite_run_state_fold (state, back);
      resite_run_state_fold (state, word);
      step = resite_run_state_get (state, "C2", NULL);
      g_test_message ("%s", late[i]);
      g_assert_cmpuint (step->attempt, ==, 2);
      g_assert_cmpint (step->status, ==, RESITE_STEP_LOOK_AGAIN);
      g_assert_cmpuint (step->actions->len, ==, 0);
    }
}

/* After any past, a step can always be set back, done again, and is then done. */
static void
test_a_way_on_from_anywhere (void)
{
  for (guint32 seed = 3000; seed < 3100; seed++)
    {
      g_autoptr (GPtrArray) events = make_events (seed, 40);
      g_autoptr (ResiteRunState) state = resite_run_state_new_from_events (events);
      const ResiteStepState *before = resite_run_state_get (state, "C2", NULL);
      guint attempt = before != NULL ? before->attempt : 1;
      g_autoptr (ResiteEvent) back = NULL;
      g_autoptr (ResiteEvent) begun = NULL;
      g_autoptr (ResiteEvent) done = NULL;
      const ResiteStepState *after;

      /* Past a million it counts no further. */
      if (attempt >= 1000000)
        continue;
      back = simple_event (RESITE_EVENT_SET_BACK, attempt, "reason", "x");
      begun = simple_event (RESITE_EVENT_STEP_STARTED, attempt + 1, NULL, NULL);
      done = simple_event (RESITE_EVENT_STEP_DONE, attempt + 1, "how", "V");
      resite_run_state_fold (state, back);
      resite_run_state_fold (state, begun);
      resite_run_state_fold (state, done);
      after = resite_run_state_get (state, "C2", NULL);
      g_assert_cmpint (after->status, ==, RESITE_STEP_DONE);
      g_assert_cmpuint (after->attempt, ==, attempt + 1);
      g_assert_cmpstr (after->how, ==, "V");
      g_assert_cmpuint (after->actions->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-state-chance/sane", test_never_out_of_its_mind);
  g_test_add_func ("/run-state-chance/pieces", test_in_pieces_as_at_once);
  g_test_add_func ("/run-state-chance/closed", test_closed_stays_closed);
  g_test_add_func ("/run-state-chance/late", test_late_word_of_a_former_attempt);
  g_test_add_func ("/run-state-chance/way-on", test_a_way_on_from_anywhere);
  return g_test_run ();
}
