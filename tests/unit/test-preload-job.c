/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "preload-fixture.h"
#include "resite-error.h"

static void
test_success (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", "pwd >&2\n" PRELOAD_GOOD "exit 3\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const ResiteLedgerRow *row;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 3);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 3);

  rows = resite_ledger_read (fixture->ledger, NULL);
  row = preload_find_row (rows, "P0100011");
  g_assert_cmpstr (row->state, ==, "forwarded");
  /* The exit code is kept and decides nothing; both streams are in one text; the folder is the
   * working folder. */
  g_assert_cmpint (row->exit_code, ==, 3);
  g_assert_nonnull (strstr (row->output, fixture->packages));
  g_assert_nonnull (strstr (row->output, "pkg P0100011 to site P01"));
  g_assert_cmpuint (row->tries, ==, 1);
  g_assert_cmpint (row->size, ==, 7);
}

/* One argument each, whatever is in the paths; the shell is never asked. */
static void
test_strange_paths (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "a $(touch broken) & tool",
                                              "test $# = 1 || exit 9\n" PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autofree char *broken = g_build_filename (fixture->packages, "broken", NULL);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "forwarded");
  g_assert_false (g_file_test (broken, G_FILE_TEST_EXISTS));
}

static void
test_verdicts (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (
      fixture, "tool",
      "case $1 in\n"
      "P0100010) echo 'Successfully set the Compressed Package Path on this site';;\n"
      "P0100011) echo 'the package is locked' >&2; exit 0;;\n"
      "P0100012) kill -SEGV $$;;\n"
      "P0100013) ;;\n"
      "*) " PRELOAD_GOOD ";;\nesac\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 5, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (job, "P0100010", "half-done");
  job_run_assert_state (job, "P0100011", "failed");
  job_run_assert_state (job, "P0100012", "failed");
  job_run_assert_state (job, "P0100013", "failed");
  job_run_assert_state (job, "P0100014", "forwarded");
  item = resite_job_find_item (job, "P0100011");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "the package is locked"));
  item = resite_job_find_item (job, "P0100012");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "signal 11"));
  g_assert_null (resite_job_get_message (job));
}

static void
test_hanging (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *pids = g_build_filename (fixture->folder, "pids", NULL);
  g_autofree char *body = g_strdup_printf ("trap '' TERM\nsleep 300 &\necho $! > '%s'\n"
                                           "echo started\nwait\nsleep 300\n",
                                           pids);
  g_autofree char *tool = preload_write_tool (fixture, "tool", body);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job =
      resite_preload_job_new (tool, fixture->packages, ids, fixture->ledger, fixture->clock, 1);
  g_autofree char *pid = NULL;
  ResiteJobItem *item = NULL;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "timed-out");
  item = resite_job_find_item (job, "P0100010");
  g_assert_nonnull (strstr (resite_job_item_get_output (item), "started"));
  /* What it had started is gone with it. */
  g_assert_true (g_file_get_contents (pids, &pid, NULL, NULL));
  for (guint i = 0; i < 200 && kill (atoi (pid), 0) == 0; i++)
    g_usleep (10000);
  g_assert_cmpint (kill (atoi (pid), 0), ==, -1);
  g_assert_cmpint (errno, ==, ESRCH);
}

/* The program ends, but something that it started holds the pipe: not waited for. */
static void
test_left_behind (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD "sleep 5 &\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "forwarded");
}

static void
test_huge_output (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (
      fixture, "tool", "head -c 3000000 /dev/zero | tr '\\0' 'x'\n" PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  item = resite_job_find_item (job, "P0100010");
  g_assert_cmpuint (strlen (resite_job_item_get_output (item)), ==, 1024 * 1024);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "not kept"));
}

static void
test_odd_output (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      preload_write_tool (fixture, "tool", "printf 'Zugriff f\\374r \\000 alle\\r\\n'\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  item = resite_job_find_item (job, "P0100010");
  g_assert_true (g_utf8_validate (resite_job_item_get_output (item), -1, NULL));
  g_assert_nonnull (strstr (resite_job_item_get_output (item), "für"));
}

static void
assert_refused (PreloadFixture *fixture, const char *tool, ResiteError code)
{
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, tool));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 0);
}

static void
test_no_tool (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "nothing", NULL);

  assert_refused (fixture, missing, RESITE_ERROR_NOT_FOUND);
}

static void
test_not_executable (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *plain = job_run_write (fixture->folder, "plain", "not a program");

  assert_refused (fixture, plain, RESITE_ERROR_NO_ACCESS);
}

static void
test_no_folder (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 1, 0);
  g_autofree char *gone = g_build_filename (fixture->folder, "gone", NULL);
  g_autoptr (ResiteJob) job =
      resite_preload_job_new (tool, gone, ids, fixture->ledger, fixture->clock, 30);
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 0);
}

static void
test_bad_id (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (ids, (gpointer) "--help");
  job = preload_make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 0);
}

static void
test_self_stop (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", "echo refused\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 25, 7);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 10);
  g_assert_nonnull (strstr (resite_job_get_message (job), "7 of 25"));
  job_run_assert_state (job, "P010001A", "queued");
}

/* All read-only, so the diagnosis names the next suspects. */
static void
test_all_failed (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", "echo refused\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_nonnull (strstr (resite_job_get_message (job), "bin\\i386"));
}

static void
test_one_good_among_failures (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      preload_write_tool (fixture, "tool", "test $1 = P0100012 || exit 1\n" PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 25, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (preload_count_calls (fixture), ==, 25);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
}

static void
put_row (PreloadFixture *fixture, const char *id, const char *state, guint tries)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new (id, state);

  row->tries = tries;
  row->size = 7;
  g_ptr_array_add (rows, row);
  g_assert_true (resite_ledger_commit (fixture->ledger, rows, NULL));
}

/* After a crash: forwarded is left alone, running and failed are run again. */
static void
test_resume (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 4, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autofree char *calls = NULL;

  put_row (fixture, "P0100010", "forwarded", 1);
  put_row (fixture, "P0100011", "running", 0);
  put_row (fixture, "P0100012", "failed", 2);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_true (g_file_get_contents (fixture->calls, &calls, NULL, NULL));
  g_assert_cmpstr (calls, ==, "P0100011\nP0100012\nP0100013\n");
  g_assert_cmpuint (resite_job_item_get_tries (resite_job_find_item (job, "P0100012")), ==, 3);
}

static void
test_replaced_file (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) first = preload_make_job (fixture, tool, ids);
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;

  g_assert_true (job_run_to_end (first, NULL, NULL));
  second = preload_make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (second, NULL, NULL));
  g_assert_cmpuint (preload_count_calls (fixture), ==, 2);

  g_free (job_run_write (fixture->packages, "P0100011.PCK", "another content"));
  third = preload_make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (third, NULL, NULL));
  g_assert_cmpuint (preload_count_calls (fixture), ==, 3);
}

static void
test_missing_file (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", "echo not found\n");
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (ResiteJob) job = NULL;
  ResiteJobItem *item;

  g_ptr_array_add (ids, (gpointer) "p0100099");
  g_ptr_array_add (ids, (gpointer) "P0100099");
  job = preload_make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (preload_count_calls (fixture), ==, 1);
  item = resite_job_find_item (job, "P0100099");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "no file of this package"));
  g_assert_nonnull (strstr (resite_job_get_message (job), "right folder"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/preload-job/" name, PreloadFixture, NULL, preload_set_up, function,                \
              preload_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("success", test_success);
  ADD ("strange-paths", test_strange_paths);
  ADD ("verdicts", test_verdicts);
  ADD ("hanging", test_hanging);
  ADD ("left-behind", test_left_behind);
  ADD ("huge-output", test_huge_output);
  ADD ("odd-output", test_odd_output);
  ADD ("no-tool", test_no_tool);
  ADD ("not-executable", test_not_executable);
  ADD ("no-folder", test_no_folder);
  ADD ("bad-id", test_bad_id);
  ADD ("self-stop", test_self_stop);
  ADD ("all-failed", test_all_failed);
  ADD ("one-good-among-failures", test_one_good_among_failures);
  ADD ("resume", test_resume);
  ADD ("replaced-file", test_replaced_file);
  ADD ("missing-file", test_missing_file);
  return g_test_run ();
}
