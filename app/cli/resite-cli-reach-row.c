/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-reach-row.h"
#include "resite-job-item.h"

/* In one line, as everything here; the plan has them one below the other. */
static char *
fold_lines (const char *lines)
{
  g_auto (GStrv) parts = g_strsplit (lines, "\n", -1);

  return g_strjoinv (" ", parts);
}

static void
say_row (const ResiteCliReachRow *row)
{
  g_print ("%-10s %-10s %s\n", row->name, resite_item_state_to_word (row->verdict), row->message);
  if (row->limits != NULL)
    g_print ("%-10s %-10s %s\n", "", "", row->limits);
  if (row->offer != NULL)
    {
      g_autofree char *lines = fold_lines (row->offer->lines);
      /* TRANSLATORS: %s are lines of the plan: "[old] reach=rpc". */
      g_autofree char *in_plan = g_strdup_printf (_ ("In the plan: %s"), lines);

      g_print ("%-10s %-10s %s\n", "", "", row->offer->text);
      g_print ("%-10s %-10s %s\n", "", "", in_plan);
    }
}

void
resite_cli_reach_row_print (ResiteCli *cli, const ResiteCliReachRow *row)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      say_row (row);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", row->name);
  resite_cli_report_add_text (builder, "verdict", row->verdict);
  resite_cli_report_add_text (builder, "message", row->message);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_add_text (builder, "limits", row->limits);
  if (row->offer != NULL)
    {
      resite_cli_report_add_text (builder, "offer", row->offer->reach);
      resite_cli_report_add_text (builder, "offer_why", row->offer->text);
      resite_cli_report_add_text (builder, "offer_lines", row->offer->lines);
    }
  resite_cli_report_end (builder);
}
