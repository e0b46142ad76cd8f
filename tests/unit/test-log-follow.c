/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job-files.h"
#include "resite-log-tail.h"
#include "resite-log-time.h"

/* A log of numbered lines, turned over as SMS does it, and one who follows it. */
typedef struct
{
  char *folder;
  char *path;
  char *former;
  ResiteLogTail *tail;
  guint written;
  guint next; /* the number that is to come, if nothing is missing */
  guint lost;
  guint seen;
} Follower;

static void
set_up (Follower *follower, gboolean from_start)
{
  memset (follower, 0, sizeof *follower);
  follower->folder = job_run_make_folder ();
  follower->path = g_build_filename (follower->folder, "distmgr.log", NULL);
  follower->former = g_build_filename (follower->folder, "distmgr.lo_", NULL);
  follower->tail = resite_log_tail_new (follower->path, from_start);
}

static void
tear_down (Follower *follower)
{
  resite_log_tail_unref (follower->tail);
  g_free (follower->path);
  g_free (follower->former);
  job_run_remove_folder (follower->folder);
}

static char *
make_line (guint number)
{
  const guint second = number % 60;
  const guint minute = number / 60 % 60;

  return g_strdup_printf ("Line %u of all  $$<SMS_EXECUTIVE><Tue Oct 14 %02u:%02u:%02u.%03u 2008 "
                          "Greenwich Standard Time><thread=%u (0x%X)>\r\n",
                          number, number / 3600 % 24, minute, second, number % 1000, number,
                          number);
}

static void
write_lines (Follower *follower, guint count)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *line = make_line (follower->written++);

      g_string_append (text, line);
    }
  job_run_append (follower->path, text->str);
}

static void
turn_over (Follower *follower)
{
  if (g_file_test (follower->path, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_rename (follower->path, follower->former), ==, 0);
  job_run_append (follower->path, "");
}

/* Every number once, in its order; what is left out is counted. */
static void
take_line (Follower *follower, const char *text)
{
  guint number;

  g_assert_cmpint (sscanf (text, "Line %u of all", &number), ==, 1);
  g_assert_cmpuint (number, >=, follower->next);
  follower->lost += number - follower->next;
  follower->next = number + 1;
  follower->seen++;
}

static void
poll (Follower *follower)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GPtrArray) lines = resite_log_tail_poll (follower->tail, &more);

      for (guint i = 0; i < lines->len; i++)
        take_line (follower, ((ResiteLogTailLine *)g_ptr_array_index (lines, i))->text);
    }
}

/* Turned over at most once between two looks: nothing is lost, nothing comes twice. */
static void
test_counted (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (11);

  for (guint round = 0; round < 40; round++)
    {
      Follower follower;

      set_up (&follower, TRUE);
      write_lines (&follower, 1);
      poll (&follower);
      for (guint i = 0; i < 60; i++)
        {
          write_lines (&follower, (guint)g_rand_int_range (chance, 1, 400));
          if (g_rand_int_range (chance, 0, 3) == 0)
            turn_over (&follower);
          write_lines (&follower, (guint)g_rand_int_range (chance, 0, 9));
          poll (&follower);
          g_assert_cmpuint (follower.seen, ==, follower.written);
        }
      g_assert_cmpuint (follower.lost, ==, 0);
      g_assert_cmpuint (resite_log_tail_get_gaps (follower.tail), ==, 0);
      tear_down (&follower);
    }
}

/* What was lost since the last time makes a gap more. */
static void
assert_said (Follower *follower, guint *gaps, guint *lost)
{
  const guint now = resite_log_tail_get_gaps (follower->tail);

  if (follower->lost > *lost)
    g_assert_cmpuint (now, >, *gaps);
  *gaps = now;
  *lost = follower->lost;
}

/* Nearly anything may happen between two looks: what is lost is said, and nothing comes twice. Only a
 * new log that is emptied before it was seen even once leaves no trace. */
static void
test_gaps_are_said (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (12);
  guint with_loss = 0;

  for (guint round = 0; round < 60; round++)
    {
      Follower follower;

      set_up (&follower, TRUE);
      write_lines (&follower, 5);
      poll (&follower);
      for (guint i = 0; i < 40; i++)
        {
          const int what = g_rand_int_range (chance, 0, 12);
          guint gaps = resite_log_tail_get_gaps (follower.tail);
          guint lost = follower.lost;

          if (what == 3)
            {
              poll (&follower);
              assert_said (&follower, &gaps, &lost);
            }
          write_lines (&follower, (guint)g_rand_int_range (chance, 1, 90));
          if (what < 3)
            turn_over (&follower);
          else if (what == 3)
            g_assert_cmpint (truncate (follower.path, 0), ==, 0);
          else if (what == 4)
            g_unlink (follower.former);
          write_lines (&follower, (guint)g_rand_int_range (chance, 1, 9));
          if (g_rand_boolean (chance))
            poll (&follower);
          assert_said (&follower, &gaps, &lost);
        }
      poll (&follower);
      g_assert_cmpuint (follower.seen + follower.lost, ==, follower.written);
      with_loss += follower.lost > 0;
      tear_down (&follower);
    }
  /* Else this would prove nothing. */
  g_assert_cmpuint (with_loss, >, 10);
}

/* Another process writes as fast as it can, in pieces that part lines, and turns the log over. */
static void
write_as_another (Follower *follower, guint count)
{
  g_autoptr (GString) pending = g_string_new (NULL);
  gsize size = 0;

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *line = make_line (i);

      g_string_append (pending, line);
      size += strlen (line);
      if (size > 300000)
        {
          job_run_append (follower->path, pending->str);
          g_string_truncate (pending, 0);
          turn_over (follower);
          size = 0;
          g_usleep (20000);
        }
      else if (pending->len > 5000)
        {
          g_autofree char *piece = g_strndup (pending->str, 4321);

          job_run_append (follower->path, piece);
          g_string_erase (pending, 0, 4321);
        }
    }
  job_run_append (follower->path, pending->str);
}

static void
test_another_process (void)
{
  const guint count = 60000;
  Follower follower;
  gboolean over = FALSE;
  pid_t child;
  int status;

  set_up (&follower, TRUE);
  /* It is there and empty before the other one begins. */
  job_run_append (follower.path, "");
  poll (&follower);
  child = fork ();
  if (child == 0)
    {
      write_as_another (&follower, count);
      _exit (0);
    }
  g_assert_cmpint (child, >, 0);
  while (!over)
    {
      over = waitpid (child, &status, WNOHANG) == child;
      poll (&follower);
    }
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_assert_cmpuint (follower.seen + follower.lost, ==, count);
  if (follower.lost > 0)
    g_assert_cmpuint (resite_log_tail_get_gaps (follower.tail), >, 0);
  g_assert_cmpuint (resite_log_tail_get_turns (follower.tail), >, 0);
  tear_down (&follower);
}

/* It was empty when it was looked at, and full before the next look. */
static void
test_full_before_it_was_read (void)
{
  Follower follower;

  set_up (&follower, TRUE);
  job_run_append (follower.path, "");
  poll (&follower);
  write_lines (&follower, 50);
  turn_over (&follower);
  write_lines (&follower, 3);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 53);
  g_assert_cmpuint (follower.lost, ==, 0);
  g_assert_cmpuint (resite_log_tail_get_turns (follower.tail), ==, 1);
  write_lines (&follower, 3);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 56);
  tear_down (&follower);
}

/* The full log cannot be reached for a moment: that is no gap yet. */
static void
test_former_out_of_reach (void)
{
  Follower follower;
  g_autofree char *aside = NULL;

  set_up (&follower, TRUE);
  aside = g_build_filename (follower.folder, "aside", NULL);
  write_lines (&follower, 10);
  poll (&follower);
  write_lines (&follower, 10);
  turn_over (&follower);
  write_lines (&follower, 10);
  g_assert_cmpint (g_rename (follower.former, aside), ==, 0);
  g_assert_cmpint (symlink ("distmgr.lo_", follower.former), ==, 0);
  poll (&follower);
  g_assert_cmpint (resite_log_tail_get_state (follower.tail), ==, RESITE_LOG_TAIL_UNREADABLE);
  g_assert_cmpuint (follower.seen, ==, 10);
  g_assert_cmpint (g_rename (aside, follower.former), ==, 0);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 30);
  g_assert_cmpuint (follower.lost, ==, 0);
  g_assert_cmpuint (resite_log_tail_get_gaps (follower.tail), ==, 0);
  tear_down (&follower);
}

/* It was not there when it was looked for, and full before the next look. */
static void
test_full_before_it_was_seen (void)
{
  Follower follower;

  set_up (&follower, FALSE);
  poll (&follower);
  write_lines (&follower, 50);
  turn_over (&follower);
  write_lines (&follower, 3);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 53);
  g_assert_cmpuint (follower.lost, ==, 0);
  tear_down (&follower);
}

/* What was full before anybody looked is not read. */
static void
test_old_former (void)
{
  Follower follower;

  set_up (&follower, TRUE);
  write_lines (&follower, 50);
  turn_over (&follower);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 0);
  follower.next = 50;
  write_lines (&follower, 3);
  poll (&follower);
  g_assert_cmpuint (follower.seen, ==, 3);
  g_assert_cmpuint (resite_log_tail_get_gaps (follower.tail), ==, 0);
  tear_down (&follower);
}

static gint64
moment (guint number)
{
  g_autofree char *line = make_line (number);
  ResiteLogLine parsed;
  ResiteLogTime time;

  resite_log_line_parse (&parsed, line, strlen (line));
  g_assert_true (resite_log_time_read (&parsed, &time));
  return time.time;
}

static void
assert_unbroken (Follower *follower, gint64 since, const char *why)
{
  g_autofree char *reason = NULL;
  const gboolean unbroken = resite_log_tail_is_unbroken (follower->tail, since, &reason);

  g_assert_cmpint (unbroken, ==, why == NULL);
  if (why == NULL)
    g_assert_null (reason);
  else if (strstr (reason, why) == NULL)
    g_error ("\"%s\" does not say \"%s\"", reason, why);
}

static void
test_unbroken (void)
{
  Follower follower;

  set_up (&follower, TRUE);
  assert_unbroken (&follower, moment (0), "not read yet");
  follower.written = follower.next = 100;
  write_lines (&follower, 100);
  poll (&follower);
  /* The log begins with line 100: what was before it is not known. */
  assert_unbroken (&follower, moment (99), "only from");
  assert_unbroken (&follower, moment (100), NULL);
  assert_unbroken (&follower, moment (150), NULL);
  write_lines (&follower, 10);
  turn_over (&follower);
  poll (&follower);
  assert_unbroken (&follower, moment (150), NULL);
  /* Full twice: the lines between are gone. */
  write_lines (&follower, 40);
  turn_over (&follower);
  write_lines (&follower, 40);
  turn_over (&follower);
  poll (&follower);
  assert_unbroken (&follower, moment (150), "may be missing");
  assert_unbroken (&follower, moment (240), "may be missing");
  write_lines (&follower, 10);
  poll (&follower);
  assert_unbroken (&follower, moment (150), "full twice");
  /* What is asked for begins behind the gap. */
  assert_unbroken (&follower, moment (290), NULL);
  g_assert_cmpint (g_unlink (follower.path), ==, 0);
  poll (&follower);
  assert_unbroken (&follower, moment (290), "at the moment");
  tear_down (&follower);
}

static void
test_kinds_of_gaps (void)
{
  Follower follower;
  const ResiteLogRecord *record;

  set_up (&follower, TRUE);
  record = resite_log_tail_get_record (follower.tail);
  write_lines (&follower, 10);
  poll (&follower);
  g_assert_cmpint (truncate (follower.path, 0), ==, 0);
  poll (&follower);
  g_assert_cmpuint (resite_log_record_count_gaps (record), ==, 1);
  g_assert_cmpint (resite_log_record_get_gap (record, 0)->type, ==, RESITE_LOG_GAP_NO_FORMER);
  g_assert_cmpint (resite_log_record_get_gap (record, 0)->from, ==, moment (9));
  g_assert_cmpint (resite_log_record_get_gap (record, 0)->until, ==, 0);
  write_lines (&follower, 10);
  poll (&follower);
  g_assert_cmpint (resite_log_record_get_gap (record, 0)->until, ==, moment (10));
  /* A folder in the full log's place can be opened, but not read. */
  g_assert_cmpint (g_mkdir (follower.former, 0700), ==, 0);
  g_assert_cmpint (truncate (follower.path, 0), ==, 0);
  poll (&follower);
  g_assert_cmpuint (resite_log_record_count_gaps (record), ==, 2);
  g_assert_cmpint (resite_log_record_get_gap (record, 1)->type, ==, RESITE_LOG_GAP_UNREADABLE);
  tear_down (&follower);
}

static void
test_high_byte_first (void)
{
  static const char first[] = "\xFE\xFF\0o\0n\0e\0\r\0\n\0t\0w";
  static const char second[] = "\0o\0\n";
  Follower follower;
  gboolean more;
  FILE *file;

  set_up (&follower, TRUE);
  file = fopen (follower.path, "ab");
  g_assert_cmpuint (fwrite (first, 1, sizeof first - 1, file), ==, sizeof first - 1);
  g_assert_cmpint (fflush (file), ==, 0);
  {
    g_autoptr (GPtrArray) lines = resite_log_tail_poll (follower.tail, &more);

    g_assert_cmpuint (lines->len, ==, 1);
    g_assert_cmpstr (((ResiteLogTailLine *)lines->pdata[0])->text, ==, "one");
  }
  g_assert_cmpuint (fwrite (second, 1, sizeof second - 1, file), ==, sizeof second - 1);
  g_assert_cmpint (fclose (file), ==, 0);
  {
    g_autoptr (GPtrArray) lines = resite_log_tail_poll (follower.tail, &more);

    g_assert_cmpuint (lines->len, ==, 1);
    g_assert_cmpstr (((ResiteLogTailLine *)lines->pdata[0])->text, ==, "two");
  }
  tear_down (&follower);
}

/* All lines of a file that is written in two pieces, with a look between them. */
static char *
follow_in_pieces (const char *bytes, gsize length, gsize at)
{
  GString *seen = g_string_new (NULL);
  Follower follower;
  gboolean more;

  set_up (&follower, TRUE);
  for (guint piece = 0; piece < 2; piece++)
    {
      FILE *file = fopen (follower.path, "ab");
      const gsize from = piece == 0 ? 0 : at;
      const gsize size = piece == 0 ? at : length - at;

      g_assert_cmpuint (fwrite (bytes + from, 1, size, file), ==, size);
      g_assert_cmpint (fclose (file), ==, 0);
      do
        {
          g_autoptr (GPtrArray) lines = resite_log_tail_poll (follower.tail, &more);

          for (guint i = 0; i < lines->len; i++)
            g_string_append_printf (seen, "%s|", ((ResiteLogTailLine *)lines->pdata[i])->text);
        }
      while (more);
    }
  g_assert_cmpuint (resite_log_tail_get_gaps (follower.tail), ==, 0);
  tear_down (&follower);
  return g_string_free (seen, FALSE);
}

static void
test_every_split (void)
{
  gsize length;
  g_autofree char *bytes = job_run_read_data ("logs/line-formats.log", &length);
  g_autofree char *expected = follow_in_pieces (bytes, length, 0);

  g_assert_nonnull (strstr (expected, "second line of the same message"));
  for (gsize at = 1; at <= length; at++)
    {
      g_autofree char *seen = follow_in_pieces (bytes, length, at);

      g_assert_cmpstr (seen, ==, expected);
    }
}

/* Wide text, parted within its mark and within its characters. */
static void
test_every_split_of_wide_text (void)
{
  gsize length;
  g_autofree char *bytes = g_convert ("\xEF\xBB\xBFGr\xC3\xBC\xC3\x9F"
                                      "e\r\nzwei\r\ndr",
                                      -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);

  for (gsize at = 0; at <= length; at++)
    {
      g_autofree char *seen = follow_in_pieces (bytes, length, at);

      g_assert_cmpstr (seen, ==,
                       "Gr\xC3\xBC\xC3\x9F"
                       "e|zwei|");
    }
}

/* Whatever is written, it comes by as valid text, line by line. */
static void
test_random_bytes (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (4);

  for (guint round = 0; round < 40; round++)
    {
      const gsize length = (gsize)g_rand_int_range (chance, 1, 400000);
      g_autofree char *bytes = g_malloc (length);
      g_autofree char *seen = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = (char)g_rand_int (chance);
      seen = follow_in_pieces (bytes, length, length / 3);
      g_assert_true (g_utf8_validate (seen, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-follow/counted", test_counted);
  g_test_add_func ("/log-follow/gaps-are-said", test_gaps_are_said);
  g_test_add_func ("/log-follow/another-process", test_another_process);
  g_test_add_func ("/log-follow/full-before-it-was-read", test_full_before_it_was_read);
  g_test_add_func ("/log-follow/full-before-it-was-seen", test_full_before_it_was_seen);
  g_test_add_func ("/log-follow/old-former", test_old_former);
  g_test_add_func ("/log-follow/former-out-of-reach", test_former_out_of_reach);
  g_test_add_func ("/log-follow/unbroken", test_unbroken);
  g_test_add_func ("/log-follow/kinds-of-gaps", test_kinds_of_gaps);
  g_test_add_func ("/log-follow/high-byte-first", test_high_byte_first);
  g_test_add_func ("/log-follow/every-split", test_every_split);
  g_test_add_func ("/log-follow/every-split-of-wide-text", test_every_split_of_wide_text);
  g_test_add_func ("/log-follow/random-bytes", test_random_bytes);
  return g_test_run ();
}
