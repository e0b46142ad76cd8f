/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-rehearse.h"
#include "resite-cli-report.h"
#include "resite-coach-lessons.h"

static void
print_fault (ResiteCli *cli, const char *fault)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      g_print ("%s\n", fault);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", "fault");
  resite_cli_report_add_text (builder, "verdict", "failed");
  resite_cli_report_add_text (builder, "message", fault);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_end (builder);
}

void
resite_cli_rehearsal_print_findings (ResiteCliRehearsal *rehearsal,
                                     const ResiteLabFindings *findings)
{
  ResiteCli *cli = rehearsal->cli;
  const guint n_faults = findings->faults->len;
  JsonBuilder *builder;

  for (guint i = 0; i < n_faults; i++)
    print_fault (cli, g_ptr_array_index (findings->faults, i));
  if (!resite_cli_is_json (cli))
    {
      g_print (ngettext ("The site was looked at: %u package, %u forwarded, %u left to the site, "
                         "%u faults.\n",
                         "The site was looked at: %u packages, %u forwarded, %u left to the site, "
                         "%u faults.\n",
                         findings->packages),
               findings->packages, findings->forwarded, findings->left, n_faults);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", "site");
  resite_cli_report_add_text (builder, "verdict", n_faults == 0 ? "ok" : "failed");
  resite_cli_report_add_text (builder, "message",
                              n_faults > 0 ? g_ptr_array_index (findings->faults, 0) : NULL);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_add_int (builder, "packages", findings->packages);
  resite_cli_report_add_int (builder, "forwarded", findings->forwarded);
  resite_cli_report_add_int (builder, "left", findings->left);
  resite_cli_report_add_int (builder, "bytes", (gint64)findings->bytes);
  resite_cli_report_add_int (builder, "faults", n_faults);
  resite_cli_report_end (builder);
}

/* For a person, in the coach's words; one that it does not know has its name. */
static void
say_met (const ResiteLabMet *met)
{
  g_autoptr (ResiteCoachLessons) lessons = resite_coach_lessons_new ();
  g_autofree char *when = resite_clock_format (met->struck);
  const char *title = resite_coach_lessons_get_title (lessons, met->name);

  /* TRANSLATORS: what went wrong ("The power went"), when. */
  g_print (met->remedied != 0 ? _ ("%s (%s). It was put right.\n")
                              : _ ("%s (%s). It was not put right.\n"),
           title != NULL ? title : met->name, when);
}

static void
print_met (ResiteCli *cli, const ResiteLabMet *met)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      say_met (met);
      return;
    }
  builder = resite_cli_report_begin ("event");
  resite_cli_report_add_text (builder, "what", "fault-met");
  resite_cli_report_add_text (builder, "name", met->name);
  resite_cli_report_add_text (builder, "value", met->value);
  resite_cli_report_add_text (builder, "step", met->step);
  resite_cli_report_add_time (builder, "struck", met->struck);
  resite_cli_report_add_time (builder, "remedied", met->remedied);
  resite_cli_report_end (builder);
}

void
resite_cli_rehearsal_print_met (ResiteCliRehearsal *rehearsal)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (resite_lab_get_world (rehearsal->lab));

  for (guint i = 0; i < met->len; i++)
    print_met (rehearsal->cli, g_ptr_array_index (met, i));
}
