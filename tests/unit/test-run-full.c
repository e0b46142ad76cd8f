/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-full"

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "event-list.h"

/* The disk of the journal takes nothing more: what cannot be written down is not done, and once
 * there is room again the run goes on as if nobody had pressed anything. The limit is on the size
 * of every file of the process, so each case is a process of its own. */

static void
set_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
fill_disk (void)
{
  signal (SIGXFSZ, SIG_IGN);
  set_limit (0);
}

static void
free_disk (void)
{
  set_limit (RLIM_INFINITY);
}

G_GNUC_NULL_TERMINATED static void
fail_move (Fixture *fixture, ResiteMoveKind kind, const char *step, ...)
{
  g_autoptr (GError) error = NULL;
  va_list facts;

  va_start (facts, step);
  g_autoptr (ResiteMove) move = fixture_move_valist (kind, step, facts);
  va_end (facts);
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "Nothing can be recorded"));
}

static void
assert_no_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* In the child: the copy of P1 is not begun. */
static void
copy_is_not_begun (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  const guint64 mark = event_list_mark (fixture);
  fill_disk ();
  fail_move (fixture, RESITE_MOVE_START, "P1", NULL);
  assert_no_file (fixture, "new/E/SMSPKG/C0100011.PCK");
  fixture_assert_status (fixture, "P1", "todo");
  free_disk ();
  event_list_assert (fixture, mark, "");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  event_list_assert (
      fixture, mark,
      "step-started P1, action-started P1/copy, action-ended P1/copy=ok, step-done P1");
  fixture_free (fixture);
}

static void
tool_is_not_called (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup of S01 completed\r\n", 0644);
  fixture_walk_to (fixture, "R3");
  fill_disk ();
  fail_move (fixture, RESITE_MOVE_START, "R3", NULL);
  free_disk ();
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "");
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  fixture_assert_status (fixture, "R3", "done");
  fixture_free (fixture);
}

/* No word is taken that is not kept. */
static void
words_are_not_taken (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "W1");
  const guint64 mark = event_list_mark (fixture);
  fill_disk ();
  fail_move (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "25", NULL);
  fixture_assert_status (fixture, "W1", "todo");
  fail_move (fixture, RESITE_MOVE_BACK, "P3", NULL);
  fixture_assert_status (fixture, "P3", "done");
  fail_move (fixture, RESITE_MOVE_CORRECT, NULL, "key", "site.place", "value", "Ulm", NULL);
  g_assert_cmpstr (resite_plan_get (resite_run_get_plan (fixture->run), "site.place"), !=, "Ulm");
  fail_move (fixture, RESITE_MOVE_ABORT, NULL, "reason", "Full", NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "open");
  free_disk ();
  event_list_assert (fixture, mark, "");
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "25", NULL);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "W1", "done");
  fixture_free (fixture);
}

static void
fill_when_begun_cb (ResiteRun *run, ResiteEvent *event, gpointer data)
{
  if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_STARTED))
    fill_disk ();
}

/* Full in the middle of a step: it is cut off as by a power failure, and asks as after one. */
static void
outcome_is_lost (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_START, FIXTURE_BY, "C1");
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_walk_to (fixture, "C1");
  const guint64 mark = event_list_mark (fixture);
  g_signal_connect (fixture->run, "event", G_CALLBACK (fill_when_begun_cb), NULL);
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)), ==, 0);
  free_disk ();
  g_signal_handlers_disconnect_by_func (fixture->run, fill_when_begun_cb, NULL);
  event_list_assert (fixture, mark, "step-started C1, action-started C1/look");
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "C1", "interrupted");
  fixture_do (fixture, RESITE_MOVE_START, "C1", "confirm", "yes", NULL);
  fixture_assert_status (fixture, "C1", "done");
  fixture_free (fixture);
}

/* The lock is given back although no goodbye could be said. */
static void
close_says_so (void)
{
  Fixture *fixture = fixture_new ();
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fill_disk ();
  resite_run_close_async (fixture->run, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  g_assert_false (resite_run_close_finish (fixture->run, result, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  free_disk ();
  g_clear_object (&result);
  g_clear_object (&fixture->run);
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
  fixture_free (fixture);
}

static void
start_leaves_nothing (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fill_disk ();
  fixture_try_start (fixture, FALSE, &error);
  g_assert_nonnull (error);
  g_assert_null (fixture->run);
  free_disk ();
  fixture_start (fixture);
  g_assert_true (g_str_has_suffix (resite_run_get_id (fixture->run), "-1"));
  fixture_free (fixture);
}

static void
in_child (gconstpointer data)
{
  void (*function) (void) = data;

  if (g_test_subprocess ())
    {
      function ();
      return;
    }
  g_test_trap_subprocess (NULL, 300 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/run-full/copy-is-not-begun", copy_is_not_begun, in_child);
  g_test_add_data_func ("/run-full/tool-is-not-called", tool_is_not_called, in_child);
  g_test_add_data_func ("/run-full/words-are-not-taken", words_are_not_taken, in_child);
  g_test_add_data_func ("/run-full/outcome-is-lost", outcome_is_lost, in_child);
  g_test_add_data_func ("/run-full/close-says-so", close_says_so, in_child);
  g_test_add_data_func ("/run-full/start-leaves-nothing", start_leaves_nothing, in_child);
  return g_test_run ();
}
