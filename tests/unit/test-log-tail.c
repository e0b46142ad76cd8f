/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job-files.h"
#include "resite-log-tail.h"

/* What a poll brings, as one text: lines of the past in brackets. */
static char *
poll (ResiteLogTail *tail)
{
  GString *text = g_string_new (NULL);
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GPtrArray) lines = resite_log_tail_poll (tail, &more);

      for (guint i = 0; i < lines->len; i++)
        {
          const ResiteLogTailLine *line = g_ptr_array_index (lines, i);

          g_string_append_printf (text, line->past ? "[%s]" : "%s|", line->text);
        }
    }
  return g_string_free (text, FALSE);
}

static void
assert_poll (ResiteLogTail *tail, const char *expected)
{
  g_autofree char *text = poll (tail);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_growing (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "distmgr.log", "one\r\ntwo\r\nthr");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "one|two|");
  assert_poll (tail, "");
  job_run_append (path, "ee");
  assert_poll (tail, "");
  job_run_append (path, "\r\n\r\nfour\n");
  assert_poll (tail, "three||four|");
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_FOLLOWING);
  g_assert_cmpuint (resite_log_tail_get_turns (tail), ==, 0);
  job_run_remove_folder (folder);
}

static void
test_from_now (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "old 1\nold 2\n");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, FALSE);

  assert_poll (tail, "[old 1][old 2]");
  job_run_append (path, "new\n");
  assert_poll (tail, "new|");
  job_run_remove_folder (folder);
}

static void
test_long_past (void)
{
  char *folder = job_run_make_folder ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;
  g_autofree char *seen = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "line %u\n", i);
  path = job_run_write (folder, "a.log", text->str);
  tail = resite_log_tail_new (path, FALSE);
  seen = poll (tail);
  g_assert_true (g_str_has_prefix (seen, "[line 4"));
  g_assert_true (g_str_has_suffix (seen, "[line 49999]"));
  g_assert_cmpuint (strlen (seen), <, 20000);
  job_run_append (path, "new\n");
  assert_poll (tail, "new|");
  job_run_remove_folder (folder);
}

/* More than one look's worth, from the start: nothing is lost in between. */
static void
test_much_at_once (void)
{
  char *folder = job_run_make_folder ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;
  g_autofree char *seen = NULL;
  guint lines = 0;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "line %u\r\n", i);
  path = job_run_write (folder, "a.log", text->str);
  tail = resite_log_tail_new (path, TRUE);
  seen = poll (tail);
  for (const char *at = seen; *at != '\0'; at++)
    lines += *at == '|';
  g_assert_cmpuint (lines, ==, 200000);
  g_assert_true (g_str_has_suffix (seen, "line 199999|"));
  job_run_remove_folder (folder);
}

static void
test_line_without_end (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *long_line = g_strnfill (600 * 1024, 'x');
  g_autofree char *path = job_run_write (folder, "a.log", long_line);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);
  g_autofree char *seen = poll (tail);
  g_autofree char *rest = NULL;

  g_assert_cmpuint (strlen (seen), >, 500 * 1024);
  job_run_append (path, "\nnext\n");
  rest = poll (tail);
  g_assert_true (g_str_has_suffix (rest, "|next|"));
  job_run_remove_folder (folder);
}

/* As SMS does it: x.log becomes x.lo_, and a new x.log begins. */
static void
test_turned_over (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "distmgr.log", "a1\na2\n");
  g_autofree char *former = g_build_filename (folder, "distmgr.lo_", NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "a1|a2|");
  job_run_append (path, "a3\na4 cut");
  g_assert_cmpint (g_rename (path, former), ==, 0);
  g_free (job_run_write (folder, "distmgr.log", "b1\n"));
  assert_poll (tail, "a3|a4 cut|b1|");
  g_assert_cmpuint (resite_log_tail_get_turns (tail), ==, 1);
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 0);
  job_run_append (path, "b2\n");
  assert_poll (tail, "b2|");
  job_run_remove_folder (folder);
}

/* The new log is already longer than the old one was: only its beginning tells. */
static void
test_turned_over_and_longer (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "a1\na2\n");
  g_autofree char *former = g_build_filename (folder, "a.lo_", NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "a1|a2|");
  g_assert_cmpint (g_rename (path, former), ==, 0);
  g_free (job_run_write (folder, "a.log", "b1\nb2\nb3\nb4\n"));
  assert_poll (tail, "b1|b2|b3|b4|");
  g_assert_cmpuint (resite_log_tail_get_turns (tail), ==, 1);
  job_run_remove_folder (folder);
}

static void
test_turned_over_twice (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "a1\na2\n");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "a1|a2|");
  g_free (job_run_write (folder, "a.lo_", "b1\n"));
  g_free (job_run_write (folder, "a.log", "c1\n"));
  assert_poll (tail, "c1|");
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 1);
  job_run_remove_folder (folder);
}

static void
test_truncated (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "a1\na2\na3\n");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "a1|a2|a3|");
  g_assert_cmpint (truncate (path, 0), ==, 0);
  assert_poll (tail, "");
  job_run_append (path, "b1\n");
  assert_poll (tail, "b1|");
  job_run_remove_folder (folder);
}

static void
test_missing_then_there (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = g_build_filename (folder, "SMS", "Logs", "mpsetup.log", NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, FALSE);

  assert_poll (tail, "");
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_MISSING);
  /* It appears in the case that SMS likes, and all of it is news. */
  g_free (job_run_write (folder, "SMS/LOGS/MPSetup.log", "first\n"));
  assert_poll (tail, "first|");
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_FOLLOWING);
  job_run_remove_folder (folder);
}

static void
test_gone_and_back (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *share = g_build_filename (folder, "share", NULL);
  g_autofree char *away = g_build_filename (folder, "away", NULL);
  g_autofree char *path = job_run_write (folder, "share/a.log", "a1\n");
  g_autofree char *other_path = g_build_filename (folder, "away", "a.log", NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "a1|");
  g_assert_cmpint (g_rename (share, away), ==, 0);
  assert_poll (tail, "");
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_MISSING);
  job_run_append (other_path, "a2\n");
  g_assert_cmpint (g_rename (away, share), ==, 0);
  assert_poll (tail, "a2|");
  g_assert_cmpuint (resite_log_tail_get_turns (tail), ==, 0);
  job_run_remove_folder (folder);
}

static void
test_not_a_file (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *pipe = g_build_filename (folder, "a.log", NULL);
  g_autoptr (ResiteLogTail) of_folder = resite_log_tail_new (folder, TRUE);
  g_autoptr (ResiteLogTail) of_pipe = resite_log_tail_new (pipe, TRUE);

  assert_poll (of_folder, "");
  g_assert_cmpint (resite_log_tail_get_state (of_folder), ==, RESITE_LOG_TAIL_UNREADABLE);
  g_assert_nonnull (resite_log_tail_get_reason (of_folder));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_poll (of_pipe, "");
  g_assert_cmpint (resite_log_tail_get_state (of_pipe), ==, RESITE_LOG_TAIL_UNREADABLE);
  job_run_remove_folder (folder);
}

static void
write_wide (const char *path, const char *text, gboolean mark)
{
  gsize length;
  g_autofree char *wide = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  FILE *file = fopen (path, "ab");

  g_assert_nonnull (file);
  if (mark)
    g_assert_cmpuint (fwrite ("\xFF\xFE", 1, 2, file), ==, 2);
  g_assert_cmpuint (fwrite (wide, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
test_encodings (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *ansi = job_run_write (folder, "ansi.log",
                                         "B\xFC"
                                         "cher\r\nutf: ü\r\n");
  g_autofree char *wide = g_build_filename (folder, "wide.log", NULL);
  g_autoptr (ResiteLogTail) ansi_tail = resite_log_tail_new (ansi, TRUE);
  g_autoptr (ResiteLogTail) wide_tail = NULL;

  assert_poll (ansi_tail, "Bücher|utf: ü|");
  write_wide (wide, "Ein Ĉ\r\nzw", TRUE);
  wide_tail = resite_log_tail_new (wide, TRUE);
  assert_poll (wide_tail, "Ein Ĉ|");
  write_wide (wide, "ei\r\n", FALSE);
  assert_poll (wide_tail, "zwei|");
  job_run_remove_folder (folder);
}

static void
test_mark_of_utf8 (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "\xEF\xBB\xBFone\r\ntwo\r\n");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  assert_poll (tail, "one|two|");
  job_run_remove_folder (folder);
}

/* A new follower goes on where the last one was, also when the log was turned over meanwhile. */
static void
test_place (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "a.log", "a1\na2\n");
  g_autofree char *former = g_build_filename (folder, "a.lo_", NULL);
  g_autoptr (ResiteLogTail) first = resite_log_tail_new (path, TRUE);
  g_autoptr (ResiteLogTail) second = resite_log_tail_new (path, FALSE);
  g_autoptr (ResiteLogTail) third = resite_log_tail_new (path, FALSE);
  g_autofree char *mark = NULL;
  guint64 offset;

  assert_poll (first, "a1|a2|");
  mark = resite_log_tail_get_mark (first);
  offset = resite_log_tail_get_offset (first);
  g_assert_cmpuint (offset, ==, 6);

  job_run_append (path, "a3\n");
  resite_log_tail_set_place (second, offset, mark);
  assert_poll (second, "a3|");

  g_assert_cmpint (g_rename (path, former), ==, 0);
  g_free (job_run_write (folder, "a.log", "b1\n"));
  resite_log_tail_set_place (third, offset, mark);
  assert_poll (third, "a3|b1|");
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-tail/growing", test_growing);
  g_test_add_func ("/log-tail/from-now", test_from_now);
  g_test_add_func ("/log-tail/long-past", test_long_past);
  g_test_add_func ("/log-tail/much-at-once", test_much_at_once);
  g_test_add_func ("/log-tail/line-without-end", test_line_without_end);
  g_test_add_func ("/log-tail/turned-over", test_turned_over);
  g_test_add_func ("/log-tail/turned-over-and-longer", test_turned_over_and_longer);
  g_test_add_func ("/log-tail/turned-over-twice", test_turned_over_twice);
  g_test_add_func ("/log-tail/truncated", test_truncated);
  g_test_add_func ("/log-tail/missing-then-there", test_missing_then_there);
  g_test_add_func ("/log-tail/gone-and-back", test_gone_and_back);
  g_test_add_func ("/log-tail/not-a-file", test_not_a_file);
  g_test_add_func ("/log-tail/encodings", test_encodings);
  g_test_add_func ("/log-tail/mark-of-utf8", test_mark_of_utf8);
  g_test_add_func ("/log-tail/place", test_place);
  return g_test_run ();
}
