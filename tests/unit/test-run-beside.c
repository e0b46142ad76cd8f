/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-beside"

#include "config.h"

#include <string.h>

#include "event-list.h"

/* Several things at once, and what happens to them when one is stopped or the run is closed. */

#define HOUR_STEP(id, form)                                                                        \
  "<step id='" id "' on='desk' after='' rerun='safe'><title>t</title><why>w</why>" form            \
  "<wait id='long' seconds='36000'/><by-hand><p>Wait.</p></by-hand></step>"
#define FORM "<form id='form'><field id='x' type='text' default='y'><label>X</label></field></form>"
#define TELL "<instruction id='tell'><item>Look.</item></instruction>"

static Fixture *
start_two_waits (void)
{
  Fixture *fixture = fixture_new ();

  event_list_set_runbook (fixture, HOUR_STEP ("P1", "") HOUR_STEP ("P2", ""));
  fixture_start (fixture);
  return fixture;
}

static void
begin (Fixture *fixture, ResiteMoveKind kind, const char *step, const char *action,
       FixtureWait *wait)
{
  g_autoptr (ResiteMove) move = resite_move_new (kind, FIXTURE_BY, step);

  if (action != NULL)
    resite_move_set (move, "action", action);
  resite_run_perform_async (fixture->run, move, NULL, fixture_wait_cb, wait);
}

static void
wait_for_jobs (Fixture *fixture, guint n)
{
  while (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
end_well (Fixture *fixture, FixtureWait *wait)
{
  g_autoptr (GAsyncResult) result = fixture_wait (wait);
  g_autoptr (GError) error = NULL;

  resite_run_perform_finish (fixture->run, result, &error);
  g_assert_no_error (error);
}

/* Closes the run while the moves of @waits are under way, which must all have ended by then, and
 * opens it again. */
static void
close_and_reopen (Fixture *fixture, FixtureWait *waits, guint n_waits)
{
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  FixtureWait closing = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  resite_run_close_async (fixture->run, fixture_wait_cb, &closing);
  g_autoptr (GAsyncResult) result = fixture_wait (&closing);
  g_assert_true (resite_run_close_finish (fixture->run, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < n_waits; i++)
    {
      g_assert_nonnull (waits[i].result);
      g_clear_object (&waits[i].result);
    }
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&fixture->run));
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
}

static void
test_stop_one_of_two (void)
{
  Fixture *fixture = start_two_waits ();
  FixtureWait one = { NULL, NULL };
  FixtureWait other = { NULL, NULL };

  begin (fixture, RESITE_MOVE_START, "P1", NULL, &one);
  begin (fixture, RESITE_MOVE_START, "P2", NULL, &other);
  wait_for_jobs (fixture, 2);
  fixture_do (fixture, RESITE_MOVE_STOP, "P1", NULL);
  end_well (fixture, &one);
  fixture_assert_status (fixture, "P1", "stopped");
  fixture_assert_status (fixture, "P2", "running");
  g_assert_cmpuint (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)), ==, 1);
  g_assert_null (other.result);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "still running", RESITE_MOVE_ABORT, NULL,
                  "reason", "x", NULL);
  fixture_do (fixture, RESITE_MOVE_STOP, "P2", NULL);
  end_well (fixture, &other);
  fixture_assert_status (fixture, "P2", "stopped");
  fixture_do (fixture, RESITE_MOVE_ABORT, NULL, "reason", "x", NULL);
  fixture_free (fixture);
}

/* Pressed twice: the second one either waits for the same rest or is told that nothing runs. */
static void
test_stop_twice (void)
{
  Fixture *fixture = start_two_waits ();
  FixtureWait one = { NULL, NULL };
  FixtureWait first = { NULL, NULL };
  FixtureWait second = { NULL, NULL };

  begin (fixture, RESITE_MOVE_START, "P1", NULL, &one);
  wait_for_jobs (fixture, 1);
  const guint64 mark = event_list_mark (fixture);
  begin (fixture, RESITE_MOVE_STOP, "P1", NULL, &first);
  begin (fixture, RESITE_MOVE_STOP, "P1", NULL, &second);
  end_well (fixture, &one);
  end_well (fixture, &first);
  end_well (fixture, &second);
  event_list_assert (fixture, mark, "action-ended P1/long=stopped, step-stopped P1");
  fixture_free (fixture);
}

static void
test_close_with_two (void)
{
  Fixture *fixture = start_two_waits ();
  FixtureWait waits[2] = { { NULL, NULL }, { NULL, NULL } };

  begin (fixture, RESITE_MOVE_START, "P1", NULL, &waits[0]);
  begin (fixture, RESITE_MOVE_START, "P2", NULL, &waits[1]);
  wait_for_jobs (fixture, 2);
  close_and_reopen (fixture, waits, 2);
  fixture_assert_status (fixture, "P1", "stopped");
  fixture_assert_status (fixture, "P2", "stopped");
  g_autoptr (ResiteEvent) hello = fixture_find_event (fixture, RESITE_EVENT_WELCOME_BACK);
  g_assert_cmpstr (resite_event_get (hello, "interrupted"), ==, "");
  fixture_free (fixture);
}

/* Closing right behind a move whose words are still on their way: what would follow them is not
 * begun any more, or the window would stay for as long as that lasts. */
static void
close_behind (const char *actions, ResiteMoveKind kind, const char *action, const char *status)
{
  Fixture *fixture = fixture_new ();
  FixtureWait wait = { NULL, NULL };

  event_list_set_runbook (fixture, actions);
  fixture_start (fixture);
  begin (fixture, kind, "P1", action, &wait);
  close_and_reopen (fixture, &wait, 1);
  fixture_assert_status (fixture, "P1", status);
  fixture_free (fixture);
}

static void
test_close_behind_start (void)
{
  close_behind (HOUR_STEP ("P1", ""), RESITE_MOVE_START, NULL, "stopped");
}

static void
test_close_behind_form (void)
{
  close_behind (HOUR_STEP ("P1", FORM), RESITE_MOVE_FILL, NULL, "todo");
}

static void
test_close_behind_word (void)
{
  close_behind (HOUR_STEP ("P1", TELL), RESITE_MOVE_DONE, "tell", "todo");
}

static void
test_close_behind_sign_off (void)
{
  close_behind (HOUR_STEP ("P1", TELL), RESITE_MOVE_DONE, NULL, "done");
}

static void
test_close_twice (void)
{
  Fixture *fixture = fixture_new ();
  FixtureWait one = { NULL, NULL };
  FixtureWait other = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  resite_run_close_async (fixture->run, fixture_wait_cb, &one);
  resite_run_close_async (fixture->run, fixture_wait_cb, &other);
  g_autoptr (GAsyncResult) first = fixture_wait (&one);
  g_autoptr (GAsyncResult) second = fixture_wait (&other);
  g_assert_true (resite_run_close_finish (fixture->run, first, &error));
  g_assert_true (resite_run_close_finish (fixture->run, second, &error));
  g_assert_no_error (error);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "looking only", RESITE_MOVE_NOTE, NULL,
                  "note", "late", NULL);
  g_clear_object (&first);
  g_clear_object (&second);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&fixture->run));
  fixture_free (fixture);
}

/* A cancelled move that has not begun leaves nothing; one that has begun ends as stopped. */
static void
test_cancelled_before (void)
{
  Fixture *fixture = start_two_waits ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_START, FIXTURE_BY, "P1");
  g_autoptr (GError) error = NULL;
  const guint64 mark = event_list_mark (fixture);

  g_cancellable_cancel (cancellable);
  g_assert_false (fixture_perform (fixture, move, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  event_list_assert (fixture, mark, "");
  fixture_free (fixture);
}

/* Words that come while a job runs are taken at once. */
static void
test_words_meanwhile (void)
{
  Fixture *fixture = start_two_waits ();
  FixtureWait one = { NULL, NULL };

  begin (fixture, RESITE_MOVE_START, "P1", NULL, &one);
  wait_for_jobs (fixture, 1);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P1", "note", "Still waiting", NULL);
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "site.place", "value", "Ulm", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P2", NULL);
  event_list_assert (fixture, mark, "noted P1, corrected, signed-off P2");
  g_assert_null (one.result);
  fixture_do (fixture, RESITE_MOVE_STOP, "P1", NULL);
  end_well (fixture, &one);
  g_assert_cmpuint (resite_step_run_get_state (fixture_step (fixture, "P1"))->notes->len, ==, 1);
  fixture_free (fixture);
}

/* A correction made while something runs keeps the step that runs, and the machines it has. */
static void
test_correction_meanwhile (void)
{
  Fixture *fixture = start_two_waits ();
  FixtureWait one = { NULL, NULL };

  begin (fixture, RESITE_MOVE_START, "P1", NULL, &one);
  wait_for_jobs (fixture, 1);
  ResiteStepRun *step = fixture_step (fixture, "P1");
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "options.address-first", "value", "no",
              NULL);
  g_assert_true (fixture_step (fixture, "P1") == step);
  fixture_assert_status (fixture, "P1", "running");
  fixture_do (fixture, RESITE_MOVE_STOP, "P1", NULL);
  end_well (fixture, &one);
  fixture_free (fixture);
}

/* The run is let go without being closed while nothing runs: nobody holds it any more. */
static void
test_let_go (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&fixture->run));
  fixture_free (fixture);
}

static void
test_second_writer (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  const char *path = resite_journal_get_path (resite_run_get_journal (fixture->run));
  g_assert_null (fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, FIXTURE_BY) != NULL ? error->message
                                                                : strstr (error->message, "open"));
  g_clear_error (&error);
  /* Who lives is not taken over. */
  g_assert_null (fixture_try_open (fixture, path, RESITE_RUN_TAKE_OVER, "I am the boss", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  fixture_free (fixture);
}

/* Somebody looks while somebody else works: the looker sees what was done, and may do nothing. */
static void
test_looker (void)
{
  Fixture *fixture = fixture_new ();
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  const char *path = resite_journal_get_path (resite_run_get_journal (fixture->run));
  g_autoptr (ResiteRun) looker = fixture_try_open (fixture, path, RESITE_RUN_LOOK, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (resite_run_may_act (looker));
  g_assert_cmpint (resite_step_run_get_status (resite_run_find_step (looker, "P3")), ==,
                   RESITE_STEP_DONE);
  for (ResiteMoveKind kind = RESITE_MOVE_START; kind <= RESITE_MOVE_FINISH; kind++)
    {
      g_autoptr (ResiteMove) move = resite_move_new (kind, FIXTURE_BY, "P1");
      g_assert_false (resite_run_check_move (looker, move, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
      g_clear_error (&error);
    }
  resite_run_close_async (looker, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  g_assert_true (resite_run_close_finish (looker, result, NULL));
  g_clear_object (&result);
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-beside/stop-one-of-two", test_stop_one_of_two);
  g_test_add_func ("/run-beside/stop-twice", test_stop_twice);
  g_test_add_func ("/run-beside/close-with-two", test_close_with_two);
  g_test_add_func ("/run-beside/close-behind-start", test_close_behind_start);
  g_test_add_func ("/run-beside/close-behind-form", test_close_behind_form);
  g_test_add_func ("/run-beside/close-behind-word", test_close_behind_word);
  g_test_add_func ("/run-beside/close-behind-sign-off", test_close_behind_sign_off);
  g_test_add_func ("/run-beside/close-twice", test_close_twice);
  g_test_add_func ("/run-beside/cancelled-before", test_cancelled_before);
  g_test_add_func ("/run-beside/words-meanwhile", test_words_meanwhile);
  g_test_add_func ("/run-beside/correction-meanwhile", test_correction_meanwhile);
  g_test_add_func ("/run-beside/let-go", test_let_go);
  g_test_add_func ("/run-beside/second-writer", test_second_writer);
  g_test_add_func ("/run-beside/looker", test_looker);
  return g_test_run ();
}
