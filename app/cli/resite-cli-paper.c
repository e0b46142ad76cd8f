/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-summary.h"

static gboolean
parse_paper (const char *word, ResitePaper *paper, GError **error)
{
  static const struct
  {
    const char *word;
    ResitePaper paper;
  } papers[] = {
    { "summary", RESITE_PAPER_SUMMARY },
    { "emergency", RESITE_PAPER_EMERGENCY },
    { "checklist", RESITE_PAPER_CHECKLIST },
    { "slip", RESITE_PAPER_SLIP },
  };

  *paper = RESITE_PAPER_SUMMARY;
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (papers); i++)
    if (strcmp (papers[i].word, word) == 0)
      {
        *paper = papers[i].paper;
        return TRUE;
      }
  if (word == NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" is no paper: summary, emergency, checklist, slip"), word);
  return FALSE;
}

static void
tell_written (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  resite_cli_report_say (_ ("%s is written."), shown);
}

static gboolean
write_papers (ResiteCli *cli, ResiteSummary *summary, ResitePaper paper, GError **error)
{
  const char *pdf = resite_cli_get (cli, "pdf");
  const char *text = resite_cli_get (cli, "text");

  if (pdf != NULL)
    {
      if (!resite_summary_save_pdf (summary, paper, resite_cli_has (cli, "letter"), pdf, error))
        return FALSE;
      tell_written (pdf);
    }
  if (text != NULL)
    {
      if (!resite_summary_save_text (summary, text, error))
        return FALSE;
      tell_written (text);
    }
  return TRUE;
}

static ResiteCliStatus
run_summary (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *path = resite_cli_find_run (cli, arguments[0], error);
  g_autoptr (ResiteSummary) summary = NULL;
  g_autofree char *result = NULL;
  ResitePaper paper;

  if (path == NULL || !parse_paper (resite_cli_get (cli, "paper"), &paper, error))
    return RESITE_CLI_REFUSED;
  summary = resite_summary_new (path, error);
  if (summary == NULL)
    return RESITE_CLI_REFUSED;
  if (!write_papers (cli, summary, paper, error))
    return RESITE_CLI_FAILED;
  if (resite_cli_is_json (cli))
    {
      result = resite_summary_to_json (summary);
      fprintf (stdout, "%s\n", g_strchomp (result));
    }
  else if (resite_cli_get (cli, "pdf") == NULL && resite_cli_get (cli, "text") == NULL)
    {
      result = resite_summary_to_text (summary);
      g_print ("%s", result);
    }
  return RESITE_CLI_GOOD;
}

static ResiteCliStatus
run_export (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *path = resite_cli_find_run (cli, arguments[0], error);

  if (path == NULL)
    return RESITE_CLI_REFUSED;
  if (!resite_summary_export_bundle (path, arguments[1], error))
    return g_error_matches (*error, RESITE_ERROR, RESITE_ERROR_CORRUPT) ? RESITE_CLI_REFUSED
                                                                        : RESITE_CLI_FAILED;
  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("bundle");

      resite_cli_report_add_text (builder, "path", arguments[1]);
      resite_cli_report_end (builder);
    }
  else
    tell_written (arguments[1]);
  return RESITE_CLI_GOOD;
}

static void
print_verdict (ResiteCli *cli, const char *what, gboolean intact, guint64 bad_sequence,
               const char *hash, const GError *why)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      if (intact)
        g_print (_ ("%s is intact; the last event's hash is %s\n"), what, hash);
      else if (bad_sequence > 0)
        g_print (_ ("%s is not intact: event %" PRIu64 "\n"), what, bad_sequence);
      else
        g_print (_ ("%s is not intact\n"), what);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", what);
  resite_cli_report_add_text (builder, "verdict", intact ? "ok" : "failed");
  resite_cli_report_add_text (builder, "message", why != NULL ? why->message : NULL);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_add_text (builder, "hash", hash);
  if (!intact)
    resite_cli_report_add_int (builder, "bad_sequence", (gint64)bad_sequence);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
run_verify (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GError) local = NULL;
  g_autofree char *path = NULL;
  g_autofree char *hash = NULL;
  guint64 bad_sequence = 0;
  gboolean intact;

  if (g_file_test (arguments[0], G_FILE_TEST_IS_REGULAR))
    path = g_canonicalize_filename (arguments[0], NULL);
  else
    path = resite_cli_find_run (cli, arguments[0], error);
  if (path == NULL)
    return RESITE_CLI_REFUSED;
  intact = resite_summary_verify (path, &bad_sequence, &hash, &local);
  if (!intact && bad_sequence == 0 && !g_error_matches (local, RESITE_ERROR, RESITE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return RESITE_CLI_REFUSED;
    }
  resite_cli_report_count (report, intact ? "ok" : "failed");
  print_verdict (cli, arguments[0], intact, bad_sequence, hash, local);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return intact ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

static const ResiteCliOption summary_options[] = {
  { "pdf", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Write it as PDF; needs no display") },
  { "text", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Write it as plain text") },
  { "paper", RESITE_CLI_TEXT, N_ ("WHICH"),
    N_ ("Which PDF: summary, emergency, checklist or slip") },
  { "letter", RESITE_CLI_FLAG, NULL, N_ ("US Letter instead of A4") },
  { NULL },
};

const ResiteCliVerb resite_cli_paper_verbs[] = {
  { "summary", "ID", 1, 1, N_ ("The completion summary, from the journal alone"),
    N_ ("Without --pdf and --text it is printed on standard output. --paper emergency: where the "
        "packages can be reached now; checklist: blank, to be filled in with a pen; slip: the "
        "handover."),
    summary_options, run_summary },
  { "export", "ID BUNDLE.zip", 2, 2, N_ ("Everything of a run in one archive"),
    N_ ("Journal, events as JSON Lines, attachments, summary, runbook and plan."), NULL,
    run_export },
  { "verify", "ID|BUNDLE", 1, 1, N_ ("Is this record what was written?"),
    N_ ("Exit status 0 intact, 1 not, with the first bad event; 2 where it is no journal or "
        "bundle."),
    NULL, run_verify },
  { NULL },
};
