/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A message of several lines is one, wherever it is read and however it comes. */
#include "config.h"

#include <string.h>

#include "job-files.h"
#include "resite-log-join.h"
#include "resite-log-scan.h"
#include "resite-log-tail.h"

#define MARKS "  $$<SMS_EXECUTIVE><Tue Oct 14 14:10:03.600 2008 GMT Standard Time><thread=7 (0x7)>"
#define CLIENT_MARKS                                                                               \
  "]LOG]!><time=\"08:50:01.000-60\" date=\"10-14-2008\" component=\"CcmExec\" context=\"\" "       \
  "type=\"3\" thread=\"3301\" file=\"x.cpp:1\">"

typedef struct
{
  GString *text; /* messages, each followed by "|" */
  guint lines;
} Seen;

static void
see_cb (const char *bytes, gsize length, guint lines, gpointer data)
{
  Seen *seen = data;

  g_string_append_len (seen->text, bytes, (gssize)length);
  g_string_append_c (seen->text, '|');
  seen->lines += lines;
}

/* "…M" stands for a server's marks. */
static char *
join (const char *const *lines)
{
  Seen seen = { g_string_new (NULL), 0 };
  ResiteLogJoin *join = resite_log_join_new (see_cb, &seen);
  const guint count = g_strv_length ((char **)lines);

  for (guint i = 0; i < count; i++)
    resite_log_join_take (join, lines[i], strlen (lines[i]));
  resite_log_join_release (join);
  g_assert_false (resite_log_join_is_waiting (join));
  g_assert_cmpuint (seen.lines, ==, count);
  resite_log_join_free (join);
  g_string_replace (seen.text, MARKS, "…M", 0);
  g_string_replace (seen.text, CLIENT_MARKS, "…C", 0);
  return g_string_free (seen.text, FALSE);
}

static const struct
{
  const char *lines[7];
  const char *messages;
} cases[] = {
  { { "one" MARKS, "two" MARKS }, "one…M|two…M|" },
  { { "one", "two" MARKS, "three" MARKS }, "one\ntwo…M|three…M|" },
  { { "a" MARKS, "one", "", "two", "three" MARKS }, "a…M|one\n\ntwo\nthree…M|" },
  { { "a" MARKS, "", "b" MARKS }, "a…M||b…M|" },
  { { "a" MARKS, "no end" }, "a…M|no end|" },
  { { "plain", "log", "of another program" }, "plain|log|of another program|" },
  { { "<![LOG[one", "two" CLIENT_MARKS, "plain" }, "<![LOG[one\ntwo…C|plain|" },
  { { "<![LOG[one" CLIENT_MARKS, "plain", "x" MARKS }, "<![LOG[one…C|plain|x…M|" },
  { { "<![LOG[cut off", "<![LOG[whole" CLIENT_MARKS }, "<![LOG[cut off|<![LOG[whole…C|" },
  { { "<![LOG[cut off", "there", "x" MARKS, "y", "z" MARKS }, "<![LOG[cut off|there|x…M|y\nz…M|" },
  { { "<04-21-2010 23:20:51> Setup begins", "more of it", "<04-21-2010 23:20:52> Setup ends" },
    "<04-21-2010 23:20:51> Setup begins|more of it|<04-21-2010 23:20:52> Setup ends|" },
  { { "a" MARKS, "left over", "<04-21-2010 23:20:51> Setup", "b" },
    "a…M|left over|<04-21-2010 23:20:51> Setup|b|" },
};

static void
test_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *messages = join (cases[i].lines);

      g_assert_cmpstr (messages, ==, cases[i].messages);
    }
}

/* What never ends comes out line by line, and takes no memory meanwhile. */
static void
test_bounds (void)
{
  Seen seen = { g_string_new (NULL), 0 };
  ResiteLogJoin *join = resite_log_join_new (see_cb, &seen);
  g_autofree char *longest = g_strnfill (70000, 'x');

  resite_log_join_take (join, "a" MARKS, strlen ("a" MARKS));
  for (guint i = 0; i < 1000; i++)
    resite_log_join_take (join, "line", 4);
  g_assert_cmpuint (seen.lines, >, 800);
  resite_log_join_release (join);
  resite_log_join_take (join, longest, 70000);
  g_assert_cmpuint (seen.lines, ==, 1002);
  resite_log_join_take (join, "zero\0inside", 11);
  resite_log_join_release (join);
  g_assert_nonnull (strstr (seen.text->str, "|zero inside|"));
  resite_log_join_free (join);
  g_string_free (seen.text, TRUE);
}

static void
count_cb (const ResiteLogEntry *entry, gpointer data)
{
  ++*(guint *)data;
}

static ResiteLogScan *
new_scan (guint *events)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  ResiteLogScan *scan = resite_log_scan_new (rules);

  if (events != NULL)
    resite_log_scan_set_visit (scan, RESITE_LINE_INFORMATION, count_cb, events);
  return scan;
}

/* Words, package and severity are the whole message's. */
static void
test_scan (void)
{
  const char *text = "Cannot update the package\r\nC0100012: access denied" MARKS "\r\n"
                     "Start updating the package C0100012..." MARKS "\r\n"
                     "<![LOG[Two lines\r\nin one" CLIENT_MARKS "\r\n";
  guint events = 0;
  g_autoptr (ResiteLogScan) scan = new_scan (&events);
  const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);
  const ResiteLogPackage *package;

  resite_log_scan_feed (scan, text, strlen (text));
  resite_log_scan_end (scan);
  package = resite_log_tally_find_package (resite_log_scan_get_tally (scan), "C0100012");
  g_assert_cmpuint (events, ==, 3);
  g_assert_cmpuint (counts->lines, ==, 5);
  g_assert_cmpuint (counts->errors, ==, 2);
  g_assert_cmpuint (package->lines, ==, 2);
  g_assert_cmpuint (package->errors, ==, 1);
}

/* Where the file is cut for several threads, no message is. */
static void
test_threads (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *folder = job_run_make_folder ();
  guint messages = 0;

  for (guint i = 0; text->len < 9 * 1024 * 1024; i++, messages++)
    {
      for (guint line = 0; line < i % 5; line++)
        g_string_append_printf (text, "Line %u of message %u failed for C01%05X\r\n", line, i,
                                line);
      g_string_append_printf (text, "last line of message %u%s\r\n", i, MARKS);
    }
  {
    g_autofree char *path = job_run_write (folder, "hman.log", text->str);

    for (guint threads = 1; threads <= 4; threads++)
      {
        g_autoptr (ResiteLogScan) scan = new_scan (NULL);
        const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);

        resite_log_scan_set_threads (scan, threads);
        g_assert_true (resite_log_scan_read_file (scan, path, NULL, NULL));
        g_assert_cmpuint (counts->errors, ==, messages - (messages + 4) / 5);
        g_assert_cmpuint (counts->package_lines, ==, counts->errors);
        g_assert_cmpuint (
            resite_log_tally_component_at (resite_log_scan_get_tally (scan), 0)->lines, ==,
            messages);
      }
  }
  job_run_remove_folder (folder);
}

static char *
poll (ResiteLogTail *tail)
{
  g_autoptr (GPtrArray) lines = resite_log_tail_poll (tail, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s|", ((ResiteLogTailLine *)lines->pdata[i])->text);
  g_string_replace (text, MARKS, "…M", 0);
  return g_string_free (text, FALSE);
}

#define POLL(tail, expected)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *came = poll (tail);                                                           \
    g_assert_cmpstr (came, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

/* Its end is waited for, but not for ever; and who goes on later begins before it. */
static void
test_follower (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "hman.log", "zero" MARKS "\n");
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);
  g_autoptr (ResiteLogTail) later = resite_log_tail_new (path, TRUE);
  g_autofree char *mark = NULL;

  POLL (tail, "zero…M|");
  job_run_append (path, "one\n");
  POLL (tail, "");
  mark = resite_log_tail_get_mark (tail);
  resite_log_tail_set_place (later, resite_log_tail_get_offset (tail), mark);
  job_run_append (path, "two" MARKS "\nthree\n");
  POLL (tail, "one\ntwo…M|");
  POLL (later, "one\ntwo…M|");
  job_run_append (path, "four\n");
  POLL (tail, "");
  POLL (tail, "three|four|");
  POLL (tail, "");
  g_assert_cmpuint (resite_log_tail_get_offset (tail), >, resite_log_tail_get_offset (later));
  job_run_remove_folder (folder);
}

/* A log without marks is shown as it comes; and what waits when a log is turned over has no more to
 * come. */
static void
test_follower_of_plain_text (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "other.log", "one\ntwo\n");
  g_autofree char *former = g_build_filename (folder, "other.lo_", NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);

  POLL (tail, "one|two|");
  job_run_append (path, "three" MARKS "\nfour\n");
  POLL (tail, "three…M|");
  job_run_append (path, "five");
  g_assert_cmpint (rename (path, former), ==, 0);
  job_run_append (path, "six" MARKS "\n");
  POLL (tail, "four|five|six…M|");
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 0);
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-join/messages", test_messages);
  g_test_add_func ("/log-join/bounds", test_bounds);
  g_test_add_func ("/log-join/scan", test_scan);
  g_test_add_func ("/log-join/threads", test_threads);
  g_test_add_func ("/log-join/follower", test_follower);
  g_test_add_func ("/log-join/follower-of-plain-text", test_follower_of_plain_text);
  return g_test_run ();
}
