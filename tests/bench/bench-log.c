/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdlib.h>

#include "resite-log-scan.h"

/* Scans a log once and prints what it counted, for bench_log.py to compare.
 *
 *     bench-log FILE [THREADS] */

static void
print_packages (const ResiteLogTally *tally)
{
  g_autoptr (GPtrArray) packages = resite_log_tally_list_packages (tally);

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLogPackage *package = g_ptr_array_index (packages, i);

      g_print ("package %s %" G_GUINT64_FORMAT " %u\n", package->id, package->lines,
               package->events[RESITE_LOG_EVENT_FORWARDED]);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_autoptr (ResiteLogScan) scan = resite_log_scan_new (rules);
  g_autoptr (GError) error = NULL;
  const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);
  const ResiteLogTally *tally = resite_log_scan_get_tally (scan);

  if (argc > 2)
    resite_log_scan_set_threads (scan, (guint)atoi (argv[2]));
  if (argc < 2 || !resite_log_scan_read_file (scan, argv[1], NULL, &error))
    {
      g_printerr ("bench-log: %s\n", error != NULL ? error->message : "FILE is missing");
      return 1;
    }
  g_print ("lines %" G_GUINT64_FORMAT "\nbytes %" G_GUINT64_FORMAT "\nerrors %" G_GUINT64_FORMAT
           "\npackage_lines %" G_GUINT64_FORMAT "\n",
           counts->lines, counts->bytes, counts->errors, counts->package_lines);
  for (guint i = 0; i < resite_log_tally_count_components (tally); i++)
    {
      const ResiteLogComponent *component = resite_log_tally_component_at (tally, i);

      g_print ("component %s %" G_GUINT64_FORMAT "\n", component->name, component->lines);
    }
  print_packages (tally);
  return 0;
}
