/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run"

#include "config.h"

#include <string.h>

#include "run-fixture.h"

/* The life of a run: starting, closing, opening again, looking, taking over; and the road: what is
 * reached, what is left out, what is offered again. */

static void
test_start (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_true (g_str_has_prefix (resite_run_get_id (fixture->run), "S01-20"));
  g_assert_true (g_str_has_suffix (resite_run_get_id (fixture->run), "-1"));
  g_assert_true (resite_run_may_act (fixture->run));
  g_assert_false (resite_run_is_rehearsal (fixture->run));
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "open");
  g_assert_null (resite_run_get_welcome (fixture->run));
  fixture_assert_current (fixture, "P1");
  fixture_assert_status (fixture, "P2", "left-out");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_LEFT_OUT, NULL), ==, 1);

  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_RUN_STARTED);
  g_autofree char *plan = NULL;
  g_file_get_contents (fixture->plan, &plan, NULL, NULL);
  g_assert_cmpstr (resite_event_get (event, "plan"), ==, plan);
  g_assert_nonnull (strstr (resite_event_get (event, "runbook"), "<runbook id=\"road\""));
  fixture_free (fixture);
}

static void
test_ids (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_close (fixture);
  fixture_start (fixture);
  g_assert_true (g_str_has_suffix (resite_run_get_id (fixture->run), "-2"));
  fixture_close (fixture);
  fixture_try_start (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (resite_run_get_id (fixture->run), "REH-S01-"));
  g_assert_true (resite_run_is_rehearsal (fixture->run));
  fixture_free (fixture);
}

static void
assert_start_refused (Fixture *fixture, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  fixture_try_start (fixture, FALSE, &error);
  g_assert_null (fixture->run);
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_false (g_file_test (fixture->data, G_FILE_TEST_EXISTS));
}

static void
test_bad_plan (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "site", "code", "TOO LONG");
  fixture_set_plan (fixture, "site", "address", "10.4.1.999");
  assert_start_refused (fixture, RESITE_ERROR_INVALID, "code");
  assert_start_refused (fixture, RESITE_ERROR_INVALID, "address");
  fixture_free (fixture);
}

static void
test_bad_runbook (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "bad.xml", "<runbook id='x' version='1'><title>x</title></runbook>",
                 0644);
  g_free (fixture->runbook);
  fixture->runbook = fixture_path (fixture, "bad.xml");
  assert_start_refused (fixture, RESITE_ERROR_INVALID, "bad.xml:1");
  fixture_free (fixture);
}

static void
test_files_are_not_read_again (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_cmpint (g_unlink (fixture->plan), ==, 0);
  fixture_reopen (fixture);
  g_assert_cmpstr (resite_plan_get (resite_run_get_plan (fixture->run), "site.code"), ==, "S01");
  g_assert_cmpstr (resite_runbook_get_id (resite_run_get_runbook (fixture->run)), ==, "road");
  fixture_assert_current (fixture, "P1");
  fixture_free (fixture);
}

static void
test_reopen (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "note", "copied last week", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "P1", "done");
  fixture_assert_current (fixture, "W1");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "P1"))->note, ==,
                   "copied last week");

  GStrv welcome = resite_run_get_welcome (fixture->run);
  g_assert_nonnull (welcome);
  g_assert_cmpuint (g_strv_length (welcome), ==, 2);
  g_assert_nonnull (strstr (welcome[1], "W1"));
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_WELCOME_BACK);
  g_assert_cmpstr (resite_event_get (event, "phone"), ==, "0712");
  g_assert_cmpstr (resite_event_get (event, "interrupted"), ==, "");
  fixture_free (fixture);
}

static void
test_look (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) locked = NULL;

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  const char *path = resite_journal_get_path (resite_run_get_journal (fixture->run));
  ResiteRun *looker = fixture_try_open (fixture, path, RESITE_RUN_LOOK, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (resite_run_may_act (looker));
  g_assert_cmpstr (resite_step_run_get_name (resite_run_get_current (looker)), ==, "P3");
  g_assert_cmpint (resite_step_run_get_status (resite_run_find_step (looker, "P1")), ==,
                   RESITE_STEP_DONE);

  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_DONE, FIXTURE_BY, "P3");
  g_assert_false (resite_run_check_move (looker, move, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_assert_null (fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &locked));
  g_assert_error (locked, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_object_unref (looker);
  fixture_free (fixture);
}

static void
test_take_over (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  g_assert_null (fixture_try_open (fixture, path, RESITE_RUN_TAKE_OVER, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_clear_error (&error);
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_TAKE_OVER, "Her shift ended", &error);
  g_assert_no_error (error);

  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_TAKEN_OVER);
  g_assert_cmpstr (resite_event_get (event, "reason"), ==, "Her shift ended");
  g_assert_true (resite_run_may_act (fixture->run));
  fixture_free (fixture);
}

static void
test_no_journal (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path (fixture, "nothing.resite");

  g_assert_null (fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error));
  g_assert_nonnull (error);
  fixture_free (fixture);
}

/* The road. */

static void
test_reached (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_true (resite_step_run_is_reached (fixture_step (fixture, "P1")));
  g_assert_true (resite_step_run_is_reached (fixture_step (fixture, "P3")));
  g_assert_false (resite_step_run_is_reached (fixture_step (fixture, "W1")));
  g_assert_nonnull (strstr (resite_step_run_get_waits_for (fixture_step (fixture, "W1")), "P1"));
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "P1", RESITE_MOVE_START, "W1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "P1", RESITE_MOVE_SIGN, "G1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "way back", RESITE_MOVE_DONE, "B1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_NOT_FOUND, "X9", RESITE_MOVE_DONE, "X9", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Which step", RESITE_MOVE_DONE, NULL, NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "leaves this step out", RESITE_MOVE_DONE,
                  "P2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  /* P2 is left out and does not stand in the way. */
  g_assert_true (resite_step_run_is_reached (fixture_step (fixture, "W1")));
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "5", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C1", NULL);
  /* Nothing of the pause hangs on P3, but a pause waits for everything. */
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "P3", RESITE_MOVE_SIGN, "G1", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  fixture_do (fixture, RESITE_MOVE_SIGN, "G1", NULL);
  fixture_free (fixture);
}

static void
test_numbers (void)
{
  Fixture *fixture = fixture_new ();
  guint total;

  fixture_start (fixture);
  g_assert_cmpuint (resite_step_run_get_number (fixture_step (fixture, "P1"), &total), ==, 1);
  g_assert_cmpuint (total, ==, 16);
  /* P2 is left out. */
  g_assert_cmpuint (resite_step_run_get_number (fixture_step (fixture, "P3"), NULL), ==, 2);
  g_assert_cmpuint (resite_step_run_get_number (fixture_step (fixture, "G6"), NULL), ==, 16);
  g_assert_cmpuint (resite_step_run_get_number (fixture_step (fixture, "B2"), &total), ==, 2);
  g_assert_cmpuint (total, ==, 2);
  fixture_free (fixture);
}

static void
test_again_before (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C3");
  fixture_assert_status (fixture, "W1", "done");
  fixture_do (fixture, RESITE_MOVE_DONE, "C3", NULL);
  /* Everything else before C6 is closed: W1 is open again. */
  fixture_assert_status (fixture, "W1", "look-again");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "W1")), ==, 2);
  fixture_assert_current (fixture, "W1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "W1", RESITE_MOVE_DONE, "C6@primary.1", NULL);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "W1", "look-again");
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "30", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C6@primary.1", NULL);
  fixture_assert_status (fixture, "W1", "done");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_OFFERED_AGAIN, NULL), ==, 1);
  fixture_free (fixture);
}

static void
test_for_each (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C6@primary.1");
  ResiteStepRun *second = fixture_step (fixture, "C6@primary.2");
  g_assert_cmpstr (resite_step_run_get_machine (second), ==, "primary.2");
  g_assert_cmpstr (resite_step_run_get_name (fixture_step (fixture, "C6")), ==, "C6@primary.1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "C6@primary.1", RESITE_MOVE_DONE,
                  "C6@primary.2", NULL);
  g_autofree char *first_title = resite_step_run_get_title (fixture_step (fixture, "C6@primary.1"));
  g_autofree char *second_title = resite_step_run_get_title (second);
  g_assert_cmpstr (first_title, ==, "Remove the site at HQSMS01");
  g_assert_cmpstr (second_title, ==, "Remove the site at CENSMS01");

  /* What was typed for a former step stands in the texts of a later one. */
  g_autofree char *text =
      resite_run_expand (fixture->run, second, "${preinst.delsite}; ${step.C3.address}");
  g_assert_cmpstr (text, ==, "preinst /DELSITE S01 P01; 10.4.1.20");
  fixture_do (fixture, RESITE_MOVE_DONE, "C6", NULL);
  g_assert_true (fixture_step (fixture, "C6") == second);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "C6@primary.2", RESITE_MOVE_DONE, "C11",
                  NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C6", NULL);
  fixture_assert_current (fixture, "C11");
  fixture_free (fixture);
}

static void
test_names_now (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_autofree char *before = resite_run_get_name_now (fixture->run, "old");
  g_autofree char *new_name = resite_run_get_name_now (fixture->run, "new");
  g_autofree char *central = resite_run_get_name_now (fixture->run, "central");
  g_assert_cmpstr (before, ==, "BR01SMS");
  g_assert_cmpstr (new_name, ==, "BR01NEW");
  g_assert_cmpstr (central, ==, "CENSMS01");
  fixture_walk_to (fixture, "C6@primary.1");
  g_autofree char *after = resite_run_get_name_now (fixture->run, "old");
  g_assert_cmpstr (after, ==, "BR01SMS_OLD");
  g_autofree char *title = resite_step_run_get_title (fixture_step (fixture, "C3"));
  g_assert_cmpstr (title, ==, "Rename BR01SMS_OLD");
  fixture_free (fixture);
}

/* What a form would say stands in other texts before it was filled in. */
static void
test_form_defaults (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_autofree char *expected = resite_run_expand (fixture->run, NULL, "${step.C3.address}");
  g_assert_cmpstr (expected, ==, "10.4.1.20");
  g_autofree char *none = resite_run_expand (fixture->run, NULL, "${step.W1.limit}");
  g_assert_nonnull (strstr (none, "step.W1.limit"));
  fixture_walk_to (fixture, "C3");
  fixture_do (fixture, RESITE_MOVE_FILL, "C3", "field.address", "10.4.1.77", NULL);
  g_autofree char *filled = resite_run_expand (fixture->run, NULL, "${step.C3.address}");
  g_assert_cmpstr (filled, ==, "10.4.1.77");
  fixture_free (fixture);
}

static void
test_correct (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "no such key", RESITE_MOVE_CORRECT, NULL, "key",
                  "site.colour", "value", "blue", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "", RESITE_MOVE_CORRECT, NULL, "key",
                  "site.address", "value", "10.4.1.999", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "needs a value", RESITE_MOVE_CORRECT, NULL, "key",
                  "site.code", "value", "", NULL);
  /* Alone it is fine, but not beside the rest of the plan. */
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "", RESITE_MOVE_CORRECT, NULL, "key",
                  "new.name-before", "value", "BR01SMS", NULL);
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "options.emergency-share", "value", "yes",
              "reason", "They want it", NULL);
  fixture_assert_status (fixture, "P2", "todo");
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "options.delta", "value", "no", NULL);
  fixture_assert_status (fixture, "C1", "left-out");
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "P2", "todo");
  fixture_assert_status (fixture, "C1", "left-out");
  g_assert_true (
      resite_plan_get_yes (resite_run_get_plan (fixture->run), "options.emergency-share"));

  g_autoptr (ResiteEvent) taken = fixture_find_event (fixture, RESITE_EVENT_TAKEN_IN);
  g_assert_cmpstr (resite_event_get_step (taken), ==, "P2");
  fixture_free (fixture);
}

static void
test_correct_machines (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_nonnull (resite_run_find_step (fixture->run, "C6@primary.2"));
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "primary.1.server-name", "value",
              "HQSMS07", NULL);
  g_autofree char *title = resite_step_run_get_title (fixture_step (fixture, "C6@primary.1"));
  g_assert_cmpstr (title, ==, "Remove the site at HQSMS07");
  fixture_free (fixture);
}

static guint
find_position (Fixture *fixture, const char *name)
{
  GListModel *steps = resite_run_get_steps (fixture->run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      if (g_str_equal (resite_step_run_get_name (step), name))
        return i;
    }
  g_error ("There is no step %s", name);
}

/* The procedure itself: which of C6 and C8 comes first is for the plan to say, also later. */
static void
test_order_by_plan (void)
{
  Fixture *fixture = fixture_new ();

  g_clear_pointer (&fixture->runbook, g_free);
  fixture_start (fixture);
  g_assert_cmpuint (find_position (fixture, "C8@primary.2"), <,
                    find_position (fixture, "C6@primary.1"));
  g_assert_cmpuint (find_position (fixture, "C6@primary.2"), <, find_position (fixture, "C7"));
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "options.address-first", "value", "no",
              NULL);
  g_assert_cmpuint (find_position (fixture, "C6@primary.2"), <,
                    find_position (fixture, "C8@primary.1"));
  fixture_reopen (fixture);
  g_assert_cmpuint (find_position (fixture, "C7"), <, find_position (fixture, "C8@primary.1"));
  fixture_free (fixture);
}

/* The steps of the procedure that bound the way back are there under their ids. */
static void
test_bounds_are_in_the_procedure (void)
{
  Fixture *fixture = fixture_new ();
  static const char *const ids[] = { "C2", "C3", "C4", "C6", "C11", "B1", "B2", "B3", "B4" };

  g_clear_pointer (&fixture->runbook, g_free);
  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (resite_run_find_step (fixture->run, ids[i]));
  fixture_free (fixture);
}

/* A clock that runs faster starts anew with every program; the run's time goes on all the same. */
static void
test_time_goes_on (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (100000);
  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  gint64 before = resite_run_state_get_last_at (resite_run_get_state (fixture->run));
  g_clear_object (&fixture->clock);
  fixture->clock = resite_clock_new (2);
  fixture_reopen (fixture);
  g_assert_cmpint (resite_run_state_get_last_at (resite_run_get_state (fixture->run)), >=, before);
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_CLOCK_JUMPED, NULL), ==, 0);

  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  for (guint i = 1; i < events->len; i++)
    g_assert_cmpint (resite_event_get_time (events->pdata[i]), >=,
                     resite_event_get_time (events->pdata[i - 1]));
  fixture_free (fixture);
}

/* A question in the journal waits for one of its answers, once. */
static void
test_answer (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  ResiteJournal *journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_ASKED, "resite", "P1", "", 1);
  resite_event_set (draft, "question", "overwrite");
  resite_event_set_text (draft, "text", "The folder is there. Overwrite it?");
  resite_event_set (draft, "choices", "yes|no");
  g_autoptr (ResiteEvent) event = resite_journal_append (journal, draft, 0, &error);
  g_assert_no_error (error);
  resite_journal_close (journal, NULL);
  g_object_unref (journal);

  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "yes|no", RESITE_MOVE_ANSWER, "P1", "question",
                  "overwrite", "choice", "perhaps", NULL);
  fixture_do (fixture, RESITE_MOVE_ANSWER, "P1", "question", "overwrite", "choice", "no", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "answered already", RESITE_MOVE_ANSWER, "P1",
                  "question", "overwrite", "choice", "no", NULL);
  fixture_free (fixture);
}

static void
count_cb (gpointer data)
{
  ++*(guint *)data;
}

static void
test_signals (void)
{
  Fixture *fixture = fixture_new ();
  guint changes = 0, statuses = 0, currents = 0;

  fixture_start (fixture);
  ResiteStepRun *step = fixture_step (fixture, "P1");
  g_signal_connect_swapped (fixture->run, "changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (fixture->run, "notify::current", G_CALLBACK (count_cb), &currents);
  g_signal_connect_swapped (step, "notify::status", G_CALLBACK (count_cb), &statuses);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (statuses, ==, 1);
  g_assert_cmpuint (currents, ==, 1);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P1", "note", "Rain", NULL);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpuint (statuses, ==, 1);
  g_assert_cmpuint (currents, ==, 1);
  g_signal_handlers_disconnect_by_data (fixture->run, &changes);
  g_signal_handlers_disconnect_by_data (fixture->run, &currents);
  g_signal_handlers_disconnect_by_data (step, &statuses);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/start", test_start);
  g_test_add_func ("/run/ids", test_ids);
  g_test_add_func ("/run/bad-plan", test_bad_plan);
  g_test_add_func ("/run/bad-runbook", test_bad_runbook);
  g_test_add_func ("/run/files-are-not-read-again", test_files_are_not_read_again);
  g_test_add_func ("/run/reopen", test_reopen);
  g_test_add_func ("/run/look", test_look);
  g_test_add_func ("/run/take-over", test_take_over);
  g_test_add_func ("/run/no-journal", test_no_journal);
  g_test_add_func ("/run/reached", test_reached);
  g_test_add_func ("/run/numbers", test_numbers);
  g_test_add_func ("/run/again-before", test_again_before);
  g_test_add_func ("/run/for-each", test_for_each);
  g_test_add_func ("/run/names-now", test_names_now);
  g_test_add_func ("/run/form-defaults", test_form_defaults);
  g_test_add_func ("/run/correct", test_correct);
  g_test_add_func ("/run/correct-machines", test_correct_machines);
  g_test_add_func ("/run/order-by-plan", test_order_by_plan);
  g_test_add_func ("/run/bounds-are-in-the-procedure", test_bounds_are_in_the_procedure);
  g_test_add_func ("/run/time-goes-on", test_time_goes_on);
  g_test_add_func ("/run/answer", test_answer);
  g_test_add_func ("/run/signals", test_signals);
  return g_test_run ();
}
