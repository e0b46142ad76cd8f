/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-watch-storms"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-watch-job.h"

/* Logs that misbehave while they are watched. What is done to them is done from the watch's own
 * looks, one thing a look, so that no test depends on how fast it runs. */

typedef struct Fixture Fixture;
typedef void (*Deed) (Fixture *fixture);

struct Fixture
{
  char *folder;
  char *log;
  ResiteClock *clock;
  ResiteLedger *ledger;
  GPtrArray *patterns;
  ResiteJob *job;
  Deed deeds[8];
  guint n_done;
  GPtrArray *lines;
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = job_run_make_folder ();
  fixture->log = g_build_filename (fixture->folder, "distmgr.log", NULL);
  fixture->clock = resite_clock_new (1);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->lines = g_ptr_array_new_with_free_func (g_free);
  fixture->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
  g_ptr_array_add (fixture->patterns,
                   resite_watch_pattern_new ("package \\w+ is good", "It worked", TRUE, TRUE));
  g_ptr_array_add (fixture->patterns,
                   resite_watch_pattern_new ("went wrong", "It failed", FALSE, TRUE));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->job != NULL)
    job_run_assert_gone (g_steal_pointer (&fixture->job));
  g_ptr_array_unref (fixture->patterns);
  g_ptr_array_unref (fixture->lines);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_free (fixture->log);
  job_run_remove_folder (fixture->folder);
}

static void
line_cb (ResiteJob *job, const char *file, const char *text, int pattern, gpointer data)
{
  Fixture *fixture = data;

  g_ptr_array_add (fixture->lines, g_strdup (text));
}

/* The detail is set at the end of each look. */
static void
looked_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->n_done < G_N_ELEMENTS (fixture->deeds) && fixture->deeds[fixture->n_done] != NULL)
    fixture->deeds[fixture->n_done++](fixture);
}

static void
watch (Fixture *fixture, const char *const *files, gboolean from_start, double patience)
{
  if (fixture->job != NULL)
    job_run_assert_gone (g_steal_pointer (&fixture->job));
  fixture->job = resite_watch_job_new (files, fixture->patterns, from_start, fixture->ledger,
                                       fixture->clock, patience);
  resite_watch_job_set_interval (RESITE_WATCH_JOB (fixture->job), 5);
  g_signal_connect (fixture->job, "line", G_CALLBACK (line_cb), fixture);
  g_signal_connect (fixture->job, "notify::detail", G_CALLBACK (looked_cb), fixture);
}

static void
watch_log (Fixture *fixture, gboolean from_start)
{
  const char *files[] = { fixture->log, NULL };

  watch (fixture, files, from_start, 0);
}

static void
expect_good (Fixture *fixture, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (job_run_to_end (fixture->job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (fixture->job), ==, RESITE_JOB_DONE);
  g_assert_nonnull (strstr (resite_job_get_message (fixture->job), line));
}

static void
expect_bad (Fixture *fixture, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (fixture->job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, line));
}

static void
append (Fixture *fixture, const char *text)
{
  job_run_append (fixture->log, text);
}

static void
turn_over (Fixture *fixture)
{
  g_autofree char *former = g_strndup (fixture->log, strlen (fixture->log) - 1);
  g_autofree char *path = g_strconcat (former, "_", NULL);

  g_assert_cmpint (g_rename (fixture->log, path), ==, 0);
}

static void
say_good (Fixture *fixture)
{
  append (fixture, "Package S0100001 is good\r\n");
}

static void
turn_over_with_good (Fixture *fixture)
{
  append (fixture, "Package S0100002 is good\r\n");
  turn_over (fixture);
  append (fixture, "New log begins\r\n");
}

/* The deciding line was the last one of the log that was turned over. */
static void
test_decides_in_former (Fixture *fixture, gconstpointer data)
{
  append (fixture, "Old log, first line\r\n");
  fixture->deeds[0] = turn_over_with_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100002");
}

static void
turn_over_often (Fixture *fixture)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text =
          g_strdup_printf ("Log %u of burst %u\r\nand goes on\r\n", i, fixture->n_done);
      turn_over (fixture);
      append (fixture, text);
    }
}

/* What was lost between is lost, but the watch goes on. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  append (fixture, "Old log, first line\r\n");
  fixture->deeds[0] = turn_over_often;
  fixture->deeds[1] = turn_over_often;
  fixture->deeds[2] = say_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100001");
  g_assert_cmpuint (fixture->lines->len, >=, 6);
  g_assert_cmpstr (fixture->lines->pdata[0], ==, "Old log, first line");
}

static void
put_folder_in_place (Fixture *fixture)
{
  g_autofree char *aside = g_build_filename (fixture->folder, "aside", NULL);

  g_assert_cmpint (g_rename (fixture->log, aside), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->log, 0755), ==, 0);
}

static void
put_file_back (Fixture *fixture)
{
  g_autofree char *aside = g_build_filename (fixture->folder, "aside", NULL);

  g_assert_cmpint (g_rmdir (fixture->log), ==, 0);
  g_assert_cmpint (g_rename (aside, fixture->log), ==, 0);
}

static void
assert_unreadable (Fixture *fixture)
{
  ResiteJobItem *item = resite_job_find_item (fixture->job, "distmgr.log");

  g_assert_cmpstr (resite_job_item_get_state (item), ==, "queued");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "cannot be read"));
}

/* A folder in the log's place says nothing, and the old bad line does not become new. */
static void
test_folder_in_place (Fixture *fixture, gconstpointer data)
{
  append (fixture, "It went wrong long ago\r\n");
  fixture->deeds[0] = put_folder_in_place;
  fixture->deeds[1] = assert_unreadable;
  fixture->deeds[2] = put_file_back;
  fixture->deeds[3] = say_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100001");
  g_assert_cmpuint (fixture->lines->len, ==, 2);
}

/* A pipe in the log's place holds nobody. */
static void
test_pipe_in_place (Fixture *fixture, gconstpointer data)
{
  const char *files[] = { fixture->log, NULL };

  g_assert_cmpint (mkfifo (fixture->log, 0644), ==, 0);
  watch (fixture, files, TRUE, 0.2);
  g_assert_true (job_run_to_end (fixture->job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (fixture->job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_cmpuint (fixture->lines->len, ==, 0);
}

static void
append_huge_line (Fixture *fixture)
{
  g_autofree char *noise = g_strnfill (1024 * 1024, 'x');

  append (fixture, noise);
  append (fixture, "\r\n");
}

static void
test_huge_line (Fixture *fixture, gconstpointer data)
{
  append (fixture, "begins\r\n");
  fixture->deeds[0] = append_huge_line;
  fixture->deeds[1] = append_huge_line;
  fixture->deeds[2] = say_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100001");
  /* No line is longer than what is read at once. */
  for (guint i = 0; i < fixture->lines->len; i++)
    g_assert_cmpuint (strlen (fixture->lines->pdata[i]), <=, 256 * 1024);
}

static void
append_half (Fixture *fixture)
{
  append (fixture, "Package S0100003 ");
}

static void
append_other_half (Fixture *fixture)
{
  g_assert_cmpuint (fixture->lines->len, ==, 0);
  append (fixture, "is good\r\n");
}

/* A line counts when it is whole. */
static void
test_half_a_line (Fixture *fixture, gconstpointer data)
{
  append (fixture, "");
  fixture->deeds[0] = append_half;
  fixture->deeds[1] = append_other_half;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100003");
}

static void
append_zeros (Fixture *fixture)
{
  FILE *file = fopen (fixture->log, "ab");
  static const char bytes[] = "\0\0\0 \xff\xfe\x80 caf\xe9\r\n\r\n\n";

  g_assert_cmpuint (fwrite (bytes, 1, sizeof bytes - 1, file), ==, sizeof bytes - 1);
  fclose (file);
}

static void
test_odd_bytes (Fixture *fixture, gconstpointer data)
{
  append (fixture, "");
  fixture->deeds[0] = append_zeros;
  fixture->deeds[1] = say_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100001");
  for (guint i = 0; i < fixture->lines->len; i++)
    g_assert_true (g_utf8_validate (fixture->lines->pdata[i], -1, NULL));
}

/* Two logs of one name lie in two folders. */
static void
test_same_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = job_run_write (fixture->folder, "a/sender.log", "one\r\n");
  g_autofree char *other = job_run_write (fixture->folder, "b/sender.log", "other went wrong\r\n");
  const char *files[] = { one, other, NULL };

  watch (fixture, files, TRUE, 0);
  expect_bad (fixture, "other went wrong");
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (fixture->job)), ==, 2);
  g_assert_nonnull (resite_job_find_item (fixture->job, "sender.log"));
  g_assert_nonnull (resite_job_find_item (fixture->job, other));
  job_run_assert_state (fixture->job, other, "failed");
}

static void
add_many_logs (Fixture *fixture)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("new%02u.log", i);
      g_free (job_run_write (fixture->folder, name, "hello\r\n"));
    }
  g_free (job_run_write (fixture->folder, "new99.txt", "Package S0100009 is good\r\n"));
}

static void
say_good_elsewhere (Fixture *fixture)
{
  if (fixture->lines->len < 40)
    fixture->n_done--;
  else
    g_free (job_run_write (fixture->folder, "last.log", "Package S0100004 is good\r\n"));
}

static void
test_many_appear (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pattern = g_build_filename (fixture->folder, "*.log", NULL);
  const char *files[] = { pattern, NULL };

  fixture->deeds[0] = add_many_logs;
  fixture->deeds[1] = say_good_elsewhere;
  watch (fixture, files, FALSE, 0);
  expect_good (fixture, "S0100004");
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (fixture->job)), ==, 41);
  g_assert_null (resite_job_find_item (fixture->job, "new99.txt"));
}

/* A watch that is begun again after a day reads what was written meanwhile, and only that. */
static void
cancel_it (Fixture *fixture)
{
  resite_job_cancel (fixture->job);
}

static void
test_days (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint day = 0; day < 4; day++)
    {
      g_autofree char *text = g_strdup_printf ("day %u\r\n", day);
      append (fixture, text);
      fixture->deeds[0] = cancel_it;
      fixture->n_done = 0;
      watch_log (fixture, FALSE);
      g_assert_false (job_run_to_end (fixture->job, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_cmpuint (fixture->lines->len, ==, day + 1);
      g_assert_cmpstr (fixture->lines->pdata[day], ==, g_strchomp (text));
    }
  append (fixture, "went wrong at night\r\n");
  watch_log (fixture, FALSE);
  expect_bad (fixture, "at night");
}

static void
test_bad_expressions (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "(", "[a", "*", "a{2,1}", "\\", "(?<n" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_set_size (fixture->patterns, 0);
      g_ptr_array_add (fixture->patterns, resite_watch_pattern_new (bad[i], "x", TRUE, TRUE));
      watch_log (fixture, FALSE);
      g_assert_false (job_run_to_end (fixture->job, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i]));
    }
}

/* An expression that backtracks for ever on a line does not stop the others. */
static void
say_backtracking (Fixture *fixture)
{
  append (fixture, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\r\n");
}

static void
test_backtracking (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_insert (fixture->patterns, 0,
                      resite_watch_pattern_new ("^(a+)+$", "never", FALSE, TRUE));
  append (fixture, "");
  fixture->deeds[0] = say_backtracking;
  fixture->deeds[1] = say_good;
  watch_log (fixture, FALSE);
  expect_good (fixture, "S0100001");
}

static void
end_it (Fixture *fixture)
{
  resite_watch_job_end (RESITE_WATCH_JOB (fixture->job), TRUE);
  resite_watch_job_end (RESITE_WATCH_JOB (fixture->job), FALSE);
}

/* A person's first word counts. */
static void
test_two_words (Fixture *fixture, gconstpointer data)
{
  append (fixture, "nothing much\r\n");
  fixture->deeds[0] = end_it;
  watch_log (fixture, FALSE);
  expect_good (fixture, "a person");
  g_assert_cmpstr (resite_job_get_how (fixture->job), ==, "H");
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/watch-storms/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("decides-in-former", test_decides_in_former);
  ADD ("burst", test_burst);
  ADD ("folder-in-place", test_folder_in_place);
  ADD ("pipe-in-place", test_pipe_in_place);
  ADD ("huge-line", test_huge_line);
  ADD ("half-a-line", test_half_a_line);
  ADD ("odd-bytes", test_odd_bytes);
  ADD ("same-name", test_same_name);
  ADD ("many-appear", test_many_appear);
  ADD ("days", test_days);
  ADD ("bad-expressions", test_bad_expressions);
  ADD ("backtracking", test_backtracking);
  ADD ("two-words", test_two_words);
  return g_test_run ();
}
