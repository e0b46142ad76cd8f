/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-files.h"
#include "resite-log-scan.h"
#include "resite-log-words.h"

/* What the built-in patterns make of lines as the components write them: tests/data/log-events.tsv. A
 * pattern that never fits its line would let an event go by unseen. */

enum
{
  EVENT,
  SEVERITY,
  CONFIRMED,
  PACKAGE,
  TEXT,
  N_COLUMNS
};

static GStrv
read_lines (void)
{
  gsize length;
  g_autofree char *text = job_run_read_data ("log-events.tsv", &length);

  return g_strsplit (g_strchomp (text), "\n", -1);
}

static void
describe_cb (const ResiteLogEntry *entry, gpointer data)
{
  char **columns = data;
  char id[RESITE_LOG_ID_SIZE] = "none";

  if (entry->package != NULL)
    resite_log_words_copy_package (entry->package, id);
  columns[EVENT] = g_strdup (entry->rule != NULL && entry->rule->event >= 0
                                 ? resite_log_event_get_name (entry->rule->event)
                                 : "none");
  columns[SEVERITY] = g_strdup (resite_line_severity_get_name (entry->severity));
  columns[CONFIRMED] =
      g_strdup (entry->rule == NULL ? "none" : (entry->rule->confirmed ? "yes" : "no"));
  columns[PACKAGE] = g_strdup (id);
}

/* As a line of a server, where it does not say itself when it was written. */
static char *
add_marks (const char *text)
{
  if (*text == '<' && g_ascii_isdigit (text[1]))
    return g_strdup (text);
  return g_strconcat (text,
                      "  $$<SMS_EXECUTIVE><Tue Oct 14 14:10:28.700 2008 Central Daylight Time>"
                      "<thread=4440 (0x1158)>\r\n",
                      NULL);
}

/* @before: so many times the same line went before, so that its form and text may be known. */
static GStrv
judge (ResiteLogRules *rules, const char *text, guint before)
{
  g_autoptr (ResiteLogScan) scan = resite_log_scan_new (rules);
  g_autofree char *line = add_marks (text);
  GStrv columns = g_new0 (char *, N_COLUMNS);

  for (guint i = 0; i < before; i++)
    resite_log_scan_add_line (scan, line, strlen (line));
  resite_log_scan_set_visit (scan, RESITE_LINE_INFORMATION, describe_cb, columns);
  resite_log_scan_add_line (scan, line, strlen (line));
  return columns;
}

static gboolean
is_as_expected (GStrv expected, GStrv found)
{
  for (guint i = 0; i < TEXT; i++)
    {
      if (g_strcmp0 (expected[i], found[i]) == 0)
        continue;
      g_test_message ("%s, not %s: %s", found[i], expected[i], expected[TEXT]);
      return FALSE;
    }
  return TRUE;
}

static void
test_lines (void)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_auto (GStrv) lines = read_lines ();
  guint n_wrong = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) expected = g_strsplit (lines[i], "\t", N_COLUMNS);
      g_auto (GStrv) first = NULL;
      g_auto (GStrv) later = NULL;

      if (*lines[i] == '#')
        continue;
      g_assert_cmpuint (g_strv_length (expected), ==, N_COLUMNS);
      first = judge (rules, expected[TEXT], 0);
      later = judge (rules, expected[TEXT], 3);
      n_wrong += !is_as_expected (expected, first) + !is_as_expected (expected, later);
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* An event that no line of the table is has never been seen to be found. */
static void
test_every_event_has_a_line (void)
{
  g_auto (GStrv) lines = read_lines ();

  for (guint event = 0; event < RESITE_LOG_N_EVENTS; event++)
    {
      g_autofree char *prefix = g_strdup_printf ("%s\t", resite_log_event_get_name (event));
      gboolean found = FALSE;

      for (guint i = 0; lines[i] != NULL && !found; i++)
        found = g_str_has_prefix (lines[i], prefix);
      if (!found)
        g_error ("no line for %s", prefix);
    }
}

/* What a person reads of an error is one of a few kinds, whatever its names and numbers are. */
static void
test_errors_fold (void)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_autoptr (ResiteLogScan) scan = resite_log_scan_new (rules);
  g_autoptr (GPtrArray) kinds = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf (
          "~A newer version (%u) of package P01%05X has already arrived, delete the replication "
          "file E:\\SMS\\inboxes\\distmgr.box\\INCOMING\\N%u.PKG for version %u .",
          i + 1, i, i, i);
      g_autofree char *line = add_marks (text);

      resite_log_scan_add_line (scan, line, strlen (line));
    }
  kinds = resite_log_kinds_list (resite_log_scan_get_kinds (scan));
  g_assert_cmpuint (kinds->len, ==, 1);
  g_assert_cmpuint (((ResiteLogKind *)kinds->pdata[0])->lines, ==, 300);
  g_assert_cmpuint (resite_log_tally_count_packages (resite_log_scan_get_tally (scan)), ==, 300);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-events/lines", test_lines);
  g_test_add_func ("/log-events/every-event", test_every_event_has_a_line);
  g_test_add_func ("/log-events/errors-fold", test_errors_fold);
  return g_test_run ();
}
