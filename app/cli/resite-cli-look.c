/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-step.h"
#include "resite-clock.h"
#include "resite-run-list.h"

static void
print_summary_json (const ResiteRunSummary *summary)
{
  JsonBuilder *builder = resite_cli_report_begin ("run");

  resite_cli_report_add_text (builder, "id", summary->id);
  resite_cli_report_add_text (builder, "title", summary->title);
  resite_cli_report_add_text (builder, "condition", summary->condition);
  resite_cli_report_add_text (builder, "current", summary->current);
  resite_cli_report_add_text (builder, "message", summary->message);
  resite_cli_report_add_text (builder, "owner", summary->owner);
  resite_cli_report_add_flag (builder, "rehearsal", summary->rehearsal);
  resite_cli_report_add_time (builder, "started", summary->started_at);
  resite_cli_report_add_time (builder, "last", summary->last_at);
  resite_cli_report_add_text (builder, "path", summary->path);
  resite_cli_report_end (builder);
}

static void
print_summary (const ResiteRunSummary *summary)
{
  g_autofree char *last = summary->last_at != 0 ? resite_clock_format (summary->last_at) : NULL;

  g_print ("%-24s %-10s %-6s %s  %s%s%s%s\n", summary->id != NULL ? summary->id : summary->path,
           summary->condition, summary->current != NULL ? summary->current : "",
           last != NULL ? last : "", summary->title != NULL ? summary->title : "",
           summary->rehearsal ? _ (" (rehearsal)") : "", summary->message != NULL ? "  " : "",
           summary->message != NULL ? summary->message : "");
}

static ResiteCliStatus
run_list (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GPtrArray) runs = resite_run_list_read (resite_cli_get_data_folder (cli));

  for (guint i = 0; i < runs->len; i++)
    {
      const ResiteRunSummary *summary = g_ptr_array_index (runs, i);

      resite_cli_report_count (report, summary->condition);
      if (resite_cli_is_json (cli))
        print_summary_json (summary);
      else
        print_summary (summary);
    }
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  else if (runs->len == 0)
    resite_cli_report_say (_ ("Nothing here yet. \"resite-cli rehearse\" shows the whole road; "
                              "\"resite-cli start PLAN\" begins a run."));
  return RESITE_CLI_GOOD;
}

static void
print_phase (ResiteRun *run, const char *id)
{
  GPtrArray *phases = resite_runbook_get_phases (resite_run_get_runbook (run));

  for (guint i = 0; i < phases->len; i++)
    {
      ResitePhase *phase = g_ptr_array_index (phases, i);

      if (g_strcmp0 (resite_phase_get_id (phase), id) == 0)
        g_print ("\n%s\n", resite_phase_get_title (phase));
    }
}

static void
print_run_json (ResiteRun *run)
{
  JsonBuilder *builder = resite_cli_report_begin ("run");
  ResiteRunState *state = resite_run_get_state (run);
  ResiteStepRun *current = resite_run_get_current (run);

  resite_cli_report_add_text (builder, "id", resite_run_get_id (run));
  resite_cli_report_add_text (builder, "condition", resite_run_get_condition (run));
  resite_cli_report_add_flag (builder, "rehearsal", resite_run_is_rehearsal (run));
  resite_cli_report_add_time (builder, "started", resite_run_state_get_started_at (state));
  resite_cli_report_add_time (builder, "last", resite_run_state_get_last_at (state));
  resite_cli_report_add_text (builder, "current",
                              current != NULL ? resite_step_run_get_name (current) : NULL);
  resite_cli_report_add_text (builder, "waits_for",
                              current != NULL ? resite_step_run_get_waits_for (current) : NULL);
  resite_cli_report_add_text (builder, "hash", resite_run_state_get_last_hash (state));
  resite_cli_report_end (builder);
}

static void
print_run (ResiteRun *run)
{
  ResiteStepRun *current = resite_run_get_current (run);

  g_print (_ ("Run %s: %s%s\n"), resite_run_get_id (run), resite_run_get_condition (run),
           resite_run_is_rehearsal (run) ? _ (" (rehearsal)") : "");
  if (current != NULL && resite_step_run_get_waits_for (current) != NULL)
    g_print (_ ("Now: %s, which waits: %s\n"), resite_step_run_get_name (current),
             resite_step_run_get_waits_for (current));
  else if (current != NULL)
    g_print (_ ("Now: %s\n"), resite_step_run_get_name (current));
}

static ResiteCliStatus
run_status (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteRun) run = resite_cli_open_run (cli, arguments[0], RESITE_RUN_LOOK, NULL, error);
  GListModel *steps;
  const char *phase = NULL;

  if (run == NULL)
    return RESITE_CLI_REFUSED;
  if (resite_cli_is_json (cli))
    print_run_json (run);
  else
    print_run (run);
  steps = resite_run_get_steps (run);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      const char *id = resite_step_get_phase_id (resite_step_run_get_step (step));

      if (!resite_cli_is_json (cli) && g_strcmp0 (phase, id) != 0)
        print_phase (run, id);
      phase = id;
      resite_cli_print_step (cli, report, step);
    }
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_close_run (cli, run, error) ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

static ResiteCliStatus
run_journal (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *path = resite_cli_find_run (cli, arguments[0], error);
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;

  if (path == NULL)
    return RESITE_CLI_REFUSED;
  journal = resite_journal_open (path, RESITE_JOURNAL_READ, error);
  events = journal != NULL
               ? resite_journal_read_events (journal, resite_cli_get_number (cli, "from", 1), error)
               : NULL;
  if (events == NULL)
    return RESITE_CLI_REFUSED;
  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      resite_cli_report_count (report, resite_event_get_what (event));
      resite_cli_print_event (cli, event);
    }
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_journal_close (journal, error) ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

static const ResiteCliOption journal_options[] = {
  { "from", RESITE_CLI_NUMBER, N_ ("N"), N_ ("Begin with this event") },
  { NULL },
};

const ResiteCliVerb resite_cli_look_verbs[] = {
  { "list", "", 0, 0, N_ ("The runs of this desk"), NULL, NULL, run_list },
  { "status", "ID", 1, 1, N_ ("Phases and steps with their state"),
    N_ ("May be asked while another program acts. The letter says how a step is known: V verified, "
        "L a log line, O output, F a file, H by hand."),
    NULL, run_status },
  { "journal", "ID", 1, 1, N_ ("What happened, event by event"), NULL, journal_options,
    run_journal },
  { NULL },
};
