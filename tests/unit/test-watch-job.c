/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-watch-job.h"

#define DONE_LINE   "MP.MSI exited with return code: 0"
#define FAILED_LINE "Fatal MSI Error - MP.MSI could not be installed."

typedef struct
{
  char *folder;
  char *log;
  ResiteClock *clock;
  ResiteLedger *ledger;
  GPtrArray *patterns;
  /* What is to be appended once the first look has been taken. */
  const char *later;
  char *later_path;
  guint n_lines;
} Fixture;

static void
add_pattern (Fixture *fixture, const char *pattern, gboolean good, gboolean confirmed)
{
  g_ptr_array_add (
      fixture->patterns,
      resite_watch_pattern_new (pattern, good ? "It worked" : "It failed", good, confirmed));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = job_run_make_folder ();
  fixture->log = g_build_filename (fixture->folder, "MPSetup.log", NULL);
  fixture->clock = resite_clock_new (1);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
  add_pattern (fixture, "return code: 0\\b", TRUE, TRUE);
  add_pattern (fixture, "fatal msi error", FALSE, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->patterns);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_free (fixture->log);
  g_free (fixture->later_path);
  job_run_remove_folder (fixture->folder);
}

static ResiteJob *
make_job (Fixture *fixture, const char *path, gboolean from_start, double patience)
{
  const char *files[] = { path, NULL };
  ResiteJob *job = resite_watch_job_new (files, fixture->patterns, from_start, fixture->ledger,
                                         fixture->clock, patience);

  resite_watch_job_set_interval (RESITE_WATCH_JOB (job), 20);
  return job;
}

static void
write_later_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->later == NULL)
    return;
  job_run_append (fixture->later_path, fixture->later);
  fixture->later = NULL;
}

/* After the first look, which sets the detail. */
static void
append_later (Fixture *fixture, ResiteJob *job, const char *path, const char *text)
{
  fixture->later = text;
  fixture->later_path = g_strdup (path);
  g_signal_connect (job, "notify::detail", G_CALLBACK (write_later_cb), fixture);
}

static void
assert_good (ResiteJob *job)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (resite_job_get_how (job), ==, "L");
}

static void
assert_bad (ResiteJob *job, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, line));
  g_assert_nonnull (strstr (resite_job_get_message (job), line));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
}

static void
test_good_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "MPSetup.log", "begun\r\n"));
  job = make_job (fixture, fixture->log, FALSE, 0);
  append_later (fixture, job, fixture->log, "<10-14-2008 08:50:31> " DONE_LINE "\r\n");
  assert_good (job);
  job_run_assert_state (job, "MPSetup.log", "ok");
  g_assert_nonnull (strstr (resite_job_get_message (job), DONE_LINE));
}

static void
test_bad_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "MPSetup.log", "begun\r\n"));
  job = make_job (fixture, fixture->log, FALSE, 0);
  append_later (fixture, job, fixture->log, FAILED_LINE "\r\n" DONE_LINE "\r\n");
  assert_bad (job, FAILED_LINE);
  job_run_assert_state (job, "MPSetup.log", "failed");
}

/* What stood there before is shown and does not decide; the job ends by patience. */
static void
test_past_does_not_decide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  int pattern = -1;

  g_free (job_run_write (fixture->folder, "MPSetup.log", DONE_LINE "\r\n"));
  job = make_job (fixture, fixture->log, FALSE, 0.3);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (resite_job_get_message (job));
  g_assert_cmpuint (resite_watch_job_count_lines (RESITE_WATCH_JOB (job)), ==, 1);
  g_assert_cmpstr (resite_watch_job_get_line (RESITE_WATCH_JOB (job), 0, NULL, &pattern), ==,
                   DONE_LINE);
  g_assert_cmpint (pattern, ==, 0);
}

/* SMS tries again in the same file: the newest deciding line of the past counts. */
static void
test_newest_of_the_past (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = job_run_read_data ("logs/mpsetup-fail-then-success.log", NULL);
  g_autofree char *fails = job_run_read_data ("logs/mpsetup-failure.log", NULL);
  g_autoptr (ResiteJob) good = NULL;
  g_autoptr (ResiteJob) bad = NULL;

  g_free (job_run_write (fixture->folder, "MPSetup.log", text));
  good = make_job (fixture, fixture->log, TRUE, 0);
  assert_good (good);

  g_set_object (&fixture->ledger, NULL);
  fixture->ledger = resite_memory_ledger_new ();
  g_free (job_run_write (fixture->folder, "MPSetup.log", fails));
  bad = make_job (fixture, fixture->log, TRUE, 0);
  assert_bad (bad, "Fatal MSI Error");
}

static void
test_unconfirmed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  int pattern = -1;

  g_ptr_array_set_size (fixture->patterns, 0);
  add_pattern (fixture, "return code: 0\\b", TRUE, FALSE);
  g_free (job_run_write (fixture->folder, "MPSetup.log", DONE_LINE "\r\n"));
  job = make_job (fixture, fixture->log, TRUE, 0.3);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "It worked: " DONE_LINE));
  resite_watch_job_get_line (RESITE_WATCH_JOB (job), 0, NULL, &pattern);
  g_assert_cmpint (pattern, ==, 0);
}

static void
test_missing_then_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, fixture->log, FALSE, 0);

  append_later (fixture, job, fixture->log, DONE_LINE "\r\n");
  assert_good (job);
}

static void
test_never_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, fixture->log, FALSE, 0.2);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (job, "MPSetup.log", "warning");
}

static void
test_bad_pattern (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  add_pattern (fixture, "broken (", TRUE, TRUE);
  job = make_job (fixture, fixture->log, FALSE, 0);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "broken ("));
}

static gboolean
end_good_cb (gpointer job)
{
  resite_watch_job_end (job, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
end_bad_cb (gpointer job)
{
  resite_watch_job_end (job, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_cb (gpointer job)
{
  resite_job_cancel (job);
  return G_SOURCE_REMOVE;
}

static void
test_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) good = make_job (fixture, fixture->log, FALSE, 0);
  g_autoptr (ResiteJob) bad = make_job (fixture, fixture->log, FALSE, 0);
  g_autoptr (GError) error = NULL;

  g_timeout_add (50, end_good_cb, good);
  g_assert_true (job_run_to_end (good, NULL, NULL));
  g_assert_cmpstr (resite_job_get_how (good), ==, "H");
  g_assert_cmpint (resite_job_get_state (good), ==, RESITE_JOB_DONE);

  g_timeout_add (50, end_bad_cb, bad);
  g_assert_false (job_run_to_end (bad, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_FAILED);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, fixture->log, FALSE, 0);
  g_autoptr (GError) error = NULL;

  g_timeout_add (50, cancel_cb, job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
}

/* A watch after a crash goes on behind the last line that the first one saw: what was written in
 * between decides, what was there before does not. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (GError) error = NULL;

  g_free (job_run_write (fixture->folder, "MPSetup.log", FAILED_LINE "\r\n"));
  first = make_job (fixture, fixture->log, FALSE, 0);
  g_timeout_add (200, cancel_cb, first);
  g_assert_false (job_run_to_end (first, NULL, &error));

  job_run_append (fixture->log, DONE_LINE "\r\n");
  second = make_job (fixture, fixture->log, FALSE, 0);
  assert_good (second);
  g_assert_cmpuint (resite_watch_job_count_lines (RESITE_WATCH_JOB (second)), ==, 1);
}

static void
test_whole_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *all = g_build_filename (fixture->folder, "Logs", "*.log", NULL);
  g_autofree char *later = g_build_filename (fixture->folder, "Logs", "MPSETUP.LOG", NULL);
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "Logs/hman.log", "idle\r\n"));
  g_free (job_run_write (fixture->folder, "Logs/hman.lo_", DONE_LINE "\r\n"));
  job = make_job (fixture, all, TRUE, 0);
  append_later (fixture, job, later, DONE_LINE "\r\n");
  assert_good (job);
  job_run_assert_state (job, "hman.log", "seen");
  job_run_assert_state (job, "MPSETUP.LOG", "ok");
  g_assert_null (resite_job_find_item (job, "hman.lo_"));
}

/* In two logs that were there before: the bad one counts. */
static void
test_bad_before_good (Fixture *fixture, gconstpointer data)
{
  g_autofree char *all = g_build_filename (fixture->folder, "*.log", NULL);
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "a.log", FAILED_LINE "\r\n"));
  g_free (job_run_write (fixture->folder, "b.log", DONE_LINE "\r\n"));
  job = make_job (fixture, all, TRUE, 0);
  assert_bad (job, FAILED_LINE);
}

static void
count_line_cb (ResiteJob *job, const char *file, const char *text, int pattern, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpstr (file, ==, "distmgr.log");
  fixture->n_lines++;
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = job_run_read_data ("logs/distmgr-secondary-fail.log", NULL);
  g_autofree char *path = job_run_write (fixture->folder, "distmgr.log", text);
  g_autoptr (ResiteJob) job = make_job (fixture, path, TRUE, 0.3);
  GHashTable *totals = resite_job_get_totals (job);

  g_signal_connect (job, "line", G_CALLBACK (count_line_cb), fixture);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (fixture->n_lines, ==, 12);
  g_assert_cmpint (*(gint64 *)g_hash_table_lookup (totals, "lines"), ==, 12);
  g_assert_cmpint (*(gint64 *)g_hash_table_lookup (totals, "errors"), ==, 6);
  g_assert_cmpint (*(gint64 *)g_hash_table_lookup (totals, "packages"), ==, 3);
}

static void
overwrite_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_lines++ > 0)
    return;
  g_free (job_run_write (fixture->folder, "MPSetup.lo_", "another log, full by now\r\n"));
  g_free (job_run_write (fixture->folder, "MPSetup.log", "a third\r\n"));
}

/* Full twice between two looks: the row says that lines may be missing, and why. */
static void
test_gap_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  const char *message;

  g_free (job_run_write (fixture->folder, "MPSetup.log", "begun\r\nand goes on\r\n"));
  job = make_job (fixture, fixture->log, TRUE, 0.5);
  g_signal_connect (job, "notify::detail", G_CALLBACK (overwrite_cb), fixture);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  message = resite_job_item_get_message (resite_job_find_item (job, "MPSetup.log"));
  g_assert_nonnull (strstr (message, "3 lines"));
  g_assert_nonnull (strstr (message, "may be missing"));
  g_assert_nonnull (strstr (message, "full twice"));
  g_assert_nonnull (strstr (resite_job_get_message (job), "may be missing"));
}

/* Only so many lines are kept, however long the night. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (ResiteJob) job = NULL;
  const char *file = NULL;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "line %u\r\n", i);
  g_string_append (text, DONE_LINE "\r\n");
  path = job_run_write (fixture->folder, "long.log", text->str);
  job = make_job (fixture, path, TRUE, 0);
  assert_good (job);
  g_assert_cmpuint (resite_watch_job_count_lines (RESITE_WATCH_JOB (job)), ==, RESITE_WATCH_LINES);
  g_assert_cmpstr (
      resite_watch_job_get_line (RESITE_WATCH_JOB (job), RESITE_WATCH_LINES - 1, &file, NULL), ==,
      DONE_LINE);
  g_assert_cmpstr (file, ==, "long.log");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/watch-job/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good-later", test_good_later);
  ADD ("bad-later", test_bad_later);
  ADD ("past-does-not-decide", test_past_does_not_decide);
  ADD ("newest-of-the-past", test_newest_of_the_past);
  ADD ("unconfirmed", test_unconfirmed);
  ADD ("missing-then-there", test_missing_then_there);
  ADD ("never-there", test_never_there);
  ADD ("bad-pattern", test_bad_pattern);
  ADD ("person", test_person);
  ADD ("cancel", test_cancel);
  ADD ("resume", test_resume);
  ADD ("whole-folder", test_whole_folder);
  ADD ("bad-before-good", test_bad_before_good);
  ADD ("counts", test_counts);
  ADD ("gap-is-said", test_gap_is_said);
  ADD ("bounded", test_bounded);
  return g_test_run ();
}
