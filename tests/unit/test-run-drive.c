/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-drive"

#include "config.h"

#include <string.h>

#include "run-fixture.h"

/* Steps that do something: copies, checks, watches, preloads, waits; forms between them; what
 * fails, what is stopped, what was cut off. */

static ResiteAction *
get_action (Fixture *fixture, const char *step, guint position)
{
  GPtrArray *actions =
      resite_step_get_actions (resite_step_run_get_step (fixture_step (fixture, step)));

  return actions->pdata[position];
}

static const ResiteActionState *
get_action_state (Fixture *fixture, const char *step, const char *action)
{
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (fixture_step (fixture, step)), action);

  g_assert_nonnull (state);
  return state;
}

static void
assert_file (Fixture *fixture, const char *name, const char *part)
{
  g_autofree char *path = fixture_path (fixture, name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, part));
}

static void
test_copy (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_cmpstr (resite_step_run_get_way (fixture_step (fixture, "P1")), ==, "RUN");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "P1"))->how, ==, "V");
  assert_file (fixture, "new/E/SMSPKG/C0100011.PCK", "small");

  const ResiteActionState *state = get_action_state (fixture, "P1", "copy");
  g_assert_cmpstr (state->outcome, ==, "ok");
  g_assert_cmpint (state->good, ==, 3);
  g_assert_cmpint (state->failed, ==, 0);
  g_assert_cmpint (state->bytes, >, 40);
  g_autoptr (ResiteEvent) started = fixture_find_event (fixture, RESITE_EVENT_ACTION_STARTED);
  g_assert_nonnull (strstr (resite_event_get (started, "arguments"), "to-path=E:\\SMSPKG"));
  g_autoptr (ResiteEvent) ended = fixture_find_event (fixture, RESITE_EVENT_ACTION_ENDED);
  g_assert_cmpuint (strlen (resite_event_get (ended, "items-digest")), ==, 64);
  g_assert_cmpuint (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)), ==, 0);
  g_assert_nonnull (resite_step_run_get_job (fixture_step (fixture, "P1")));
  fixture_free (fixture);
}

static void
test_items_come_back (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_reopen (fixture);
  g_autoptr (GListModel) items =
      resite_step_run_get_items (fixture_step (fixture, "P1"), get_action (fixture, "P1", 0));
  while (g_list_model_get_n_items (items) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, 0);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "copied");
  fixture_free (fixture);
}

static void
test_reach_by_hand (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *reason = NULL;

  fixture_set_plan (fixture, "new", "reach", "by-hand");
  fixture_start (fixture);
  g_assert_false (resite_step_run_is_automatic (fixture_step (fixture, "P1"),
                                                get_action (fixture, "P1", 0), &reason));
  g_assert_nonnull (strstr (reason, "by hand"));
  g_assert_false (resite_step_run_has_automatic (fixture_step (fixture, "P1")));
  g_assert_cmpstr (resite_step_run_get_way (fixture_step (fixture, "P1")), ==, "TELL");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "waiting");
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "P1"))->how, ==, "H");
  fixture_free (fixture);
}

static void
test_reasons (void)
{
  Fixture *fixture = fixture_new ();
  static const struct
  {
    const char *step;
    guint action;
    const char *part;
  } expected[] = {
    { "W1", 0, "fills in" },      { "P3", 0, "by a person" },  { "C2", 0, "no command" },
    { "C2", 1, "Only a person" }, { "C11", 1, "[new] files" },
  };

  fixture_set_plan (fixture, "new", "files", NULL);
  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *reason = NULL;
      g_assert_false (resite_step_run_is_automatic (
          fixture_step (fixture, expected[i].step),
          get_action (fixture, expected[i].step, expected[i].action), &reason));
      g_test_message ("%s: %s", expected[i].step, reason);
      g_assert_nonnull (strstr (reason, expected[i].part));
    }
  g_assert_true (resite_step_run_is_automatic (fixture_step (fixture, "N1"),
                                               get_action (fixture, "N1", 0), NULL));
  fixture_free (fixture);
}

static void
test_no_desk_tool (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *reason = NULL;

  fixture_set_plan (fixture, "tools", "preload-desk", NULL);
  fixture_start (fixture);
  g_assert_false (resite_step_run_is_automatic (fixture_step (fixture, "R3"),
                                                get_action (fixture, "R3", 0), &reason));
  g_assert_nonnull (strstr (reason, "preload-desk"));
  fixture_free (fixture);
}

/* A failed file fails the step; what went well is left alone when it is tried again. */
static void
test_fail_and_retry (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *source = fixture_path (fixture, "source/D/SMSPKG");
  g_autofree char *aside = fixture_path (fixture, "aside");

  fixture_start (fixture);
  g_assert_cmpint (g_rename (source, aside), ==, 0);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "failed");
  g_assert_nonnull (resite_step_run_get_state (fixture_step (fixture, "P1"))->message);
  g_assert_nonnull (
      strstr (resite_step_run_get_waits_for (fixture_step (fixture, "P1")), "failed"));
  g_assert_cmpint (g_rename (aside, source), ==, 0);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "P1", "failed");
  fixture_do (fixture, RESITE_MOVE_RETRY, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "P1")), ==, 1);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "Nothing failed", RESITE_MOVE_RETRY, "P1",
                  NULL);
  fixture_free (fixture);
}

static void
test_failed_by_hand (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *marker = fixture_path (fixture, "new/E/marker.txt");

  fixture_start (fixture);
  fixture_walk_to (fixture, "C1");
  g_assert_cmpint (g_unlink (marker), ==, 0);
  fixture_do (fixture, RESITE_MOVE_START, "C1", NULL);
  fixture_assert_status (fixture, "C1", "failed");
  g_assert_cmpint (get_action_state (fixture, "C1", "look")->good, ==, 1);
  g_assert_cmpint (get_action_state (fixture, "C1", "look")->failed, ==, 1);
  fixture_do (fixture, RESITE_MOVE_DONE, "C1", "note", "It lies elsewhere", NULL);
  fixture_assert_status (fixture, "C1", "done");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "C1"))->how, ==, "H");
  fixture_free (fixture);
}

static void
test_missing_value (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "short.xml",
                 "<runbook id='short' version='1'><title>t</title>"
                 "<phase id='P'><title>p</title><intro>i</intro>"
                 "<step id='P1' on='new' after=''><title>t</title><why>w</why>"
                 "<copy id='copy' from='desk' from-path='${desk.os-source}' to='new' "
                 "to-path='${site.drive}:\\OS'/>"
                 "<by-hand><p>Copy it.</p></by-hand></step></phase></runbook>",
                 0644);
  g_free (fixture->runbook);
  fixture->runbook = fixture_path (fixture, "short.xml");
  fixture_set_plan (fixture, "desk", "os-source", NULL);
  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "failed");
  g_assert_nonnull (
      strstr (resite_step_run_get_state (fixture_step (fixture, "P1"))->message, "desk.os-source"));
  fixture_write (fixture, "os/setup.exe", "MZ", 0644);
  g_autofree char *folder = fixture_path (fixture, "os");
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "desk.os-source", "value", folder, NULL);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  assert_file (fixture, "new/E/OS/setup.exe", "MZ");
  fixture_free (fixture);
}

static void
test_one_file (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "one.xml",
                 "<runbook id='one' version='1'><title>t</title>"
                 "<phase id='P'><title>p</title><intro>i</intro>"
                 "<step id='P1' on='new' after=''><title>t</title><why>w</why>"
                 "<copy id='copy' from='desk' from-path='${tools.preload}' to='new' "
                 "to-path='${site.tools}'/>"
                 "<by-hand><p>Copy it.</p></by-hand></step></phase></runbook>",
                 0644);
  g_free (fixture->runbook);
  fixture->runbook = fixture_path (fixture, "one.xml");
  fixture_write (fixture, "kit/PreLoadPkgOnSite.exe", "MZ tool", 0644);
  fixture_write (fixture, "kit/other.txt", "not this", 0644);
  fixture_set_plan_path (fixture, "tools", "preload", "kit/PreLoadPkgOnSite.exe");
  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  assert_file (fixture, "new/E/SMSTools/PreLoadPkgOnSite.exe", "MZ tool");
  g_autofree char *other = fixture_path (fixture, "new/E/SMSTools/other.txt");
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  fixture_free (fixture);
}

/* Forms. */

static void
test_form (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "W1");
  fixture_do (fixture, RESITE_MOVE_START, "W1", NULL);
  fixture_assert_status (fixture, "W1", "waiting");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "W1"))->waits_for, ==, "form");
  g_assert_nonnull (strstr (resite_step_run_get_waits_for (fixture_step (fixture, "W1")), "form"));
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Limit", RESITE_MOVE_FILL, "W1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "whole number", RESITE_MOVE_FILL, "W1",
                  "field.limit", "much", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Limit", RESITE_MOVE_DONE, "W1", NULL);
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", " 25 ", NULL);
  fixture_assert_status (fixture, "W1", "done");
  g_autofree char *limit = resite_step_run_get_field (fixture_step (fixture, "W1"),
                                                      get_action (fixture, "W1", 0), "limit");
  g_autofree char *notes = resite_step_run_get_field (fixture_step (fixture, "W1"),
                                                      get_action (fixture, "W1", 0), "notes");
  g_assert_cmpstr (limit, ==, "25");
  g_assert_cmpstr (notes, ==, "none for S01");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "set it back", RESITE_MOVE_FILL, "W1",
                  "field.limit", "26", NULL);
  fixture_free (fixture);
}

static void
test_form_then_person (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C3");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "no address", RESITE_MOVE_FILL, "C3",
                  "field.address", "next door", NULL);
  fixture_do (fixture, RESITE_MOVE_FILL, "C3", "field.address", "10.4.1.21", NULL);
  fixture_assert_status (fixture, "C3", "waiting");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "C3"))->waits_for, ==,
                   "sign-off");
  fixture_do (fixture, RESITE_MOVE_DONE, "C3", NULL);
  g_autofree char *text = resite_run_expand (fixture->run, NULL, "${step.C3.address}");
  g_assert_cmpstr (text, ==, "10.4.1.21");
  fixture_free (fixture);
}

/* Telling one action: the watch behind it then runs by itself. */
static void
test_tell_action (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  fixture_do (fixture, RESITE_MOVE_START, "C11", NULL);
  fixture_assert_status (fixture, "C11", "waiting");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "no action", RESITE_MOVE_DONE, "C11", "action",
                  "nothing", NULL);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "setup begins\r\nSetup of S01 completed\r\n",
                 0644);
  fixture_do (fixture, RESITE_MOVE_DONE, "C11", "action", "setup", NULL);
  fixture_assert_status (fixture, "C11", "done");
  g_assert_cmpstr (get_action_state (fixture, "C11", "setup")->outcome, ==, "told");
  g_assert_cmpstr (get_action_state (fixture, "C11", "log")->outcome, ==, "ok");
  g_assert_cmpstr (get_action_state (fixture, "C11", "log")->how, ==, "L");
  /* A step can only claim the weakest of the ways in which it is known. */
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "C11"))->how, ==, "H");
  fixture_free (fixture);
}

static void
test_watch_fails (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup failed\r\n", 0644);
  fixture_do (fixture, RESITE_MOVE_DONE, "C11", "action", "setup", NULL);
  fixture_assert_status (fixture, "C11", "failed");
  g_assert_cmpstr (get_action_state (fixture, "C11", "log")->outcome, ==, "failed");
  fixture_free (fixture);
}

/* Patience that ends proves nothing: a person has to say. */
static void
test_watch_patience (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (3000);
  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  fixture_do (fixture, RESITE_MOVE_DONE, "C11", "action", "setup", NULL);
  fixture_assert_status (fixture, "C11", "waiting");
  g_assert_cmpstr (get_action_state (fixture, "C11", "log")->outcome, ==, "unknown");
  fixture_do (fixture, RESITE_MOVE_DONE, "C11", NULL);
  fixture_assert_status (fixture, "C11", "done");
  fixture_free (fixture);
}

/* Stopping. */

static void
stop_when_running_cb (ResiteRun *run, ResiteEvent *event, gpointer data)
{
  Fixture *fixture = data;

  if (!g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_STARTED))
    return;
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_STOP, FIXTURE_BY, "N1");
  resite_run_perform_async (fixture->run, move, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (run, data);
}

static void
test_stop_and_resume (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (600);
  fixture_start (fixture);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup of S01 completed\r\n", 0644);
  fixture_walk_to (fixture, "N1");
  g_signal_connect (fixture->run, "event", G_CALLBACK (stop_when_running_cb), fixture);
  fixture_do (fixture, RESITE_MOVE_START, "N1", NULL);
  fixture_assert_status (fixture, "N1", "stopped");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "nothing to stop", RESITE_MOVE_STOP, "N1",
                  NULL);
  g_autoptr (ResiteEvent) first = fixture_find_event (fixture, RESITE_EVENT_ACTION_STARTED);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "N1", "stopped");
  fixture_do (fixture, RESITE_MOVE_START, "N1", NULL);
  fixture_assert_status (fixture, "N1", "done");
  /* It waited until the moment it was begun for, not for a minute more. */
  g_autoptr (ResiteEvent) second = fixture_find_event (fixture, RESITE_EVENT_ACTION_STARTED);
  g_assert_cmpuint (resite_event_get_sequence (second), >, resite_event_get_sequence (first));
  g_assert_cmpint (resite_event_get_int (second, "until", 0), ==,
                   resite_event_get_int (first, "until", 1));
  fixture_free (fixture);
}

static void
cancel_cb (ResiteRun *run, ResiteEvent *event, gpointer data)
{
  if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_STARTED))
    g_cancellable_cancel (data);
}

static void
test_cancellable (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  g_signal_connect (fixture->run, "event", G_CALLBACK (cancel_cb), cancellable);
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_DONE, FIXTURE_BY, "C11");
  resite_move_set (move, "action", "setup");
  g_assert_false (fixture_perform (fixture, move, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_assert_status (fixture, "C11", "stopped");
  g_signal_handlers_disconnect_by_data (fixture->run, cancellable);
  fixture_free (fixture);
}

static void
test_close_stops (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_DONE, FIXTURE_BY, "C11");
  resite_move_set (move, "action", "setup");
  resite_run_perform_async (fixture->run, move, NULL, NULL, NULL);
  while (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)) == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_assert_status (fixture, "C11", "running");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "running", RESITE_MOVE_DONE, "C11", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "running", RESITE_MOVE_ABORT, NULL, "reason",
                  "x", NULL);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "C11", "stopped");
  fixture_free (fixture);
}

/* What was cut off. */

/* As a program leaves it that dies between the intent and the outcome. */
static void
cut_off (Fixture *fixture, const char *step)
{
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  g_autoptr (ResiteEvent) draft =
      resite_event_new (RESITE_EVENT_STEP_STARTED, FIXTURE_BY, step, "", 1);
  g_autoptr (ResiteEvent) event = resite_journal_append (journal, draft, 0, &error);
  g_assert_no_error (error);
  resite_journal_close (journal, &error);
  g_assert_no_error (error);

  ResiteRun *looker = fixture_try_open (fixture, path, RESITE_RUN_LOOK, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_step_run_get_status (resite_run_find_step (looker, step)), ==,
                   RESITE_STEP_INTERRUPTED);
  g_object_unref (looker);
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_status (fixture, step, "interrupted");
}

static void
assert_welcome (Fixture *fixture, const char *part)
{
  g_autofree char *lines = g_strjoinv ("\n", resite_run_get_welcome (fixture->run));

  if (strstr (lines, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, lines);
}

static void
test_cut_off_safe (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  cut_off (fixture, "P1");
  assert_welcome (fixture, "P1 was cut off");
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_WELCOME_BACK);
  g_assert_cmpstr (resite_event_get (event, "interrupted"), ==, "P1");
  g_assert_nonnull (
      strstr (resite_step_run_get_waits_for (fixture_step (fixture, "P1")), "cut off"));
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

static void
test_cut_off_ask (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C2");
  cut_off (fixture, "C2");
  assert_welcome (fixture, "Look at the machine");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_START, "C2", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_RETRY, "C2", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "C2", "confirm", "yes", NULL);
  fixture_assert_status (fixture, "C2", "waiting");
  fixture_free (fixture);
}

static void
test_cut_off_never (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C3");
  cut_off (fixture, "C3");
  assert_welcome (fixture, "must not be run again");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "sign it off", RESITE_MOVE_START, "C3",
                  "confirm", "yes", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C3", "note", "It was renamed", NULL);
  fixture_assert_status (fixture, "C3", "done");
  fixture_free (fixture);
}

/* Two at once. */
static void
test_side_by_side (void)
{
  Fixture *fixture = fixture_new ();
  FixtureWait one = { NULL, NULL };
  FixtureWait other = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autoptr (ResiteMove) copy = resite_move_new (RESITE_MOVE_START, FIXTURE_BY, "P1");
  g_autoptr (ResiteMove) again = resite_move_new (RESITE_MOVE_START, FIXTURE_BY, "P1");
  resite_run_perform_async (fixture->run, copy, NULL, fixture_wait_cb, &one);
  resite_run_perform_async (fixture->run, again, NULL, fixture_wait_cb, &other);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  g_autoptr (GAsyncResult) first = fixture_wait (&one);
  g_autoptr (GAsyncResult) second = fixture_wait (&other);
  g_assert_true (resite_run_perform_finish (fixture->run, first, NULL));
  /* The button was pressed twice; the copy ran once. */
  g_assert_false (resite_run_perform_finish (fixture->run, second, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_STEP_STARTED, "P1"), ==, 1);
  fixture_assert_status (fixture, "P1", "done");
  fixture_assert_status (fixture, "P3", "done");
  g_clear_object (&first);
  g_clear_object (&second);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-drive/copy", test_copy);
  g_test_add_func ("/run-drive/items-come-back", test_items_come_back);
  g_test_add_func ("/run-drive/reach-by-hand", test_reach_by_hand);
  g_test_add_func ("/run-drive/reasons", test_reasons);
  g_test_add_func ("/run-drive/no-desk-tool", test_no_desk_tool);
  g_test_add_func ("/run-drive/fail-and-retry", test_fail_and_retry);
  g_test_add_func ("/run-drive/failed-by-hand", test_failed_by_hand);
  g_test_add_func ("/run-drive/missing-value", test_missing_value);
  g_test_add_func ("/run-drive/one-file", test_one_file);
  g_test_add_func ("/run-drive/form", test_form);
  g_test_add_func ("/run-drive/form-then-person", test_form_then_person);
  g_test_add_func ("/run-drive/tell-action", test_tell_action);
  g_test_add_func ("/run-drive/watch-fails", test_watch_fails);
  g_test_add_func ("/run-drive/watch-patience", test_watch_patience);
  g_test_add_func ("/run-drive/stop-and-resume", test_stop_and_resume);
  g_test_add_func ("/run-drive/cancellable", test_cancellable);
  g_test_add_func ("/run-drive/close-stops", test_close_stops);
  g_test_add_func ("/run-drive/cut-off-safe", test_cut_off_safe);
  g_test_add_func ("/run-drive/cut-off-ask", test_cut_off_ask);
  g_test_add_func ("/run-drive/cut-off-never", test_cut_off_never);
  g_test_add_func ("/run-drive/side-by-side", test_side_by_side);
  return g_test_run ();
}
