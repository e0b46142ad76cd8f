/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-log-scan.h"
#include "resite-log-trailer.h"

/* The marks behind a text are remembered by their form. Whatever a line is, a scan that knows the form
 * makes of it what a scan makes of it that sees it first. */

#define LINE                                                                                       \
  "~Package C0100012 failed, Win32 error = 5  $$<SMS_DISTRIBUTION_MANAGER><Wed Mar 05 "            \
  "10:22:11.195 2008 Eastern Standard Time><thread=1016 (0x3F8)>"

static void
note_cb (const ResiteLogEntry *entry, gpointer data)
{
  GString *seen = data;
  g_autofree char *text = resite_log_part_dup (&entry->line.text);

  g_string_append_printf (seen, "%s|%" G_GINT64_FORMAT "|%d|%s|%d\n", text, entry->time,
                          entry->offset, entry->package != NULL ? "package" : "-", entry->severity);
}

/* What a scan makes of @line behind @before lines of the form that it knows then. */
static char *
scan_behind (guint before, const char *line, gsize length)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_autoptr (ResiteLogScan) scan = resite_log_scan_new (rules);
  const ResiteLogTally *tally = resite_log_scan_get_tally (scan);
  GString *seen = g_string_new (NULL);

  for (guint i = 0; i < before; i++)
    resite_log_scan_feed (scan, LINE "\r\n", strlen (LINE "\r\n"));
  resite_log_scan_set_visit (scan, RESITE_LINE_INFORMATION, note_cb, seen);
  resite_log_scan_feed (scan, line, length);
  resite_log_scan_feed (scan, "\r\n", 2);
  resite_log_scan_end (scan);
  for (guint i = 0; i < resite_log_tally_count_components (tally); i++)
    {
      const ResiteLogComponent *component = resite_log_tally_component_at (tally, i);
      const guint64 own = strcmp (component->name, "SMS_DISTRIBUTION_MANAGER") == 0 ? before : 0;

      if (component->lines > own)
        g_string_append_printf (seen, "%s %d\n", component->name, (int)(component->lines - own));
    }
  return g_string_free (seen, FALSE);
}

static void
assert_same (const char *line, gsize length)
{
  g_autofree char *first = scan_behind (0, line, length);
  g_autofree char *later = scan_behind (2, line, length);

  g_assert_cmpstr (later, ==, first);
}

static void
test_every_byte_changed (void)
{
  static const char others[] = "$<> (0:x9Z\t~";

  for (gsize at = 0; at < strlen (LINE); at++)
    for (gsize i = 0; i < strlen (others); i++)
      {
        g_autofree char *line = g_strdup (LINE);

        line[at] = others[i];
        assert_same (line, strlen (line));
      }
}

static void
test_every_byte_left_out (void)
{
  for (gsize at = 0; at < strlen (LINE); at++)
    {
      g_autofree char *line = g_strdup (LINE);

      memmove (line + at, line + at + 1, strlen (line + at));
      assert_same (line, strlen (line));
      assert_same (LINE, at);
    }
}

static void
test_every_byte_twice (void)
{
  for (gsize at = 0; at < strlen (LINE); at++)
    {
      g_autofree char *line =
          g_strdup_printf ("%.*s%c%s", (int)at + 1, LINE, LINE[at], LINE + at + 1);

      assert_same (line, strlen (line));
    }
}

static void
test_other_times (void)
{
  static const char *const times[] = {
    "Wed Mar 05 10:22:11.196 2008", "Wed Mar 05 23:59:59.999 2008", "Thu Mar 06 00:00:00.000 2008",
    "Wed Mar 05 10:22:11.195 2009", "Wed Mar 05 24:22:11.195 2008", "Wed Mar 05 10:60:11.195 2008",
    "Wed Mar 05 10:22:61.195 2008", "Wed Mar  5 10:22:11.195 2008", "Wed Mar 05  8:22:11.195 2008",
    "Wed Feb 30 10:22:11.195 2008", "Fri Feb 29 10:22:11.195 2008", "Wed Xxx 05 10:22:11.195 2008",
    "Wed Mar 05 10:22:11:195 2008", "Wed Mar 05 10-22-11.195 2008", "Wed Mar 05 10:22:11.1a5 2008",
    "Wed Mar 05 10:22:11.195 1908",
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *line = g_strdup_printf (
          "text  $$<SMS_DISTRIBUTION_MANAGER><%s Eastern Standard Time><thread=1016 (0x3F8)>",
          times[i]);

      assert_same (line, strlen (line));
    }
}

static void
test_other_forms (void)
{
  static const char *const lines[] = {
    "text  $$<SMS_DISTRIBUTION_MANAGER><Wed Mar 05 10:22:11.195 2008 Eastern Daylight Time>"
    "<thread=1016 (0x3F8)>",
    "text  $$<SMS_DISTRIBUTION_MANAGER><Wed Mar 05 10:22:11.195 2008 Eastern Standard Time>"
    "<thread=7 (0x7)>",
    "text  $$<SMS_DISTRIBUTION_MANAGE><Wed Mar 05 10:22:11.195 2008 Eastern Standard Time>"
    "<thread=10160 (0x3F8)>",
    "text $$<SMS_DISTRIBUTION_MANAGER><03-05-2008 10:22:11.195+300><thread=1016 (0x3F8)>",
    LINE "~",
    LINE " ",
    LINE LINE,
    "",
    "$$<SMS_DISTRIBUTION_MANAGER><Wed Mar 05 10:22:11.195 2008 Eastern Standard Time>"
    "<thread=1016 (0x3F8)>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_same (lines[i], strlen (lines[i]));
}

/* More forms than are remembered: the oldest are forgotten, and learned again. */
static void
test_many_forms (void)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_autoptr (ResiteLogScan) scan = resite_log_scan_new (rules);
  const ResiteLogTally *tally = resite_log_scan_get_tally (scan);

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *line = g_strdup_printf (
          "Sleep %u seconds...  $$<COMPONENT_NUMBER_%u><Wed Mar 05 10:22:11.%03u 2008 Eastern "
          "Standard Time><thread=%u (0x%X)>\r\n",
          i, i % 40, i % 1000, i, i);

      resite_log_scan_feed (scan, line, strlen (line));
    }
  g_assert_cmpuint (resite_log_tally_count_components (tally), ==, 40);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpuint (resite_log_tally_component_at (tally, i)->lines, ==, 100);
}

/* The form itself: read once it was learned, and not before. */
static void
test_learned (void)
{
  ResiteLogTrailers *trailers = resite_log_trailers_new ();
  static const char line[] = LINE;
  const char *end = line + strlen (line);
  const char *mark = strstr (line, "$$<");
  ResiteLogTrailer trailer;

  g_assert_false (resite_log_trailers_read (trailers, line, end, &trailer));
  resite_log_trailers_learn (trailers, mark, end, 7, -300);
  g_assert_true (resite_log_trailers_read (trailers, line, end, &trailer));
  g_assert_true (trailer.start == mark);
  g_assert_cmpuint (trailer.component, ==, 7);
  g_assert_cmpint (trailer.time, ==, (1204730531 * (gint64)1000 + 195) * 1000);
  g_assert_true (g_str_has_prefix (trailer.thread, "1016 "));
  /* A line that is shorter than the form. */
  g_assert_false (resite_log_trailers_read (trailers, mark + 1, end, &trailer));
  resite_log_trailers_free (trailers);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-trailer/every-byte-changed", test_every_byte_changed);
  g_test_add_func ("/log-trailer/every-byte-left-out", test_every_byte_left_out);
  g_test_add_func ("/log-trailer/every-byte-twice", test_every_byte_twice);
  g_test_add_func ("/log-trailer/other-times", test_other_times);
  g_test_add_func ("/log-trailer/other-forms", test_other_forms);
  g_test_add_func ("/log-trailer/many-forms", test_many_forms);
  g_test_add_func ("/log-trailer/learned", test_learned);
  return g_test_run ();
}
