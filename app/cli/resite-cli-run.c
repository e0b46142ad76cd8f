/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-step.h"
#include "resite-error.h"
#include "resite-run-assign.h"
#include "resite-cli-ask.h"
#include "resite-cli-secret.h"
#include "resite-policy.h"

static void
print_warnings (const char *path)
{
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (path, NULL);
  g_autoptr (GPtrArray) faults = plan != NULL ? resite_plan_check (plan) : NULL;

  for (guint i = 0; faults != NULL && i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      if (fault->severity == RESITE_PLAN_FAULT_WARNING)
        resite_cli_report_say (_ ("%s:%u: warning: %s.%s: %s"), path, fault->line, fault->group,
                               fault->key != NULL ? fault->key : "*", fault->message);
    }
}

static ResiteCliStatus
run_start (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteRun) run = NULL;

  run = resite_cli_start_run (cli, arguments[0], resite_cli_get (cli, "runbook"),
                              resite_cli_has (cli, "rehearsal"), NULL, error);
  if (run == NULL)
    return RESITE_CLI_REFUSED;
  if (resite_cli_has (cli, "verbose"))
    print_warnings (arguments[0]);
  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("run");

      resite_cli_report_add_text (builder, "id", resite_run_get_id (run));
      resite_cli_report_add_text (builder, "path",
                                  resite_journal_get_path (resite_run_get_journal (run)));
      resite_cli_report_add_flag (builder, "rehearsal", resite_run_is_rehearsal (run));
      resite_cli_report_end (builder);
    }
  else
    g_print ("%s\n", resite_run_get_id (run));
  return resite_cli_close_run (cli, run, error) ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

/* Whoever calls verb after verb was not away. */
#define AWAY_SECONDS 600

static void
print_welcome (ResiteCli *cli, ResiteRun *run)
{
  GStrv lines = resite_run_get_welcome (run);

  if (resite_run_get_away_seconds (run) < AWAY_SECONDS && !resite_cli_has (cli, "verbose"))
    return;
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    resite_cli_report_say ("%s", lines[i]);
}

static ResitePolicy *
load_policy (ResiteCli *cli, GError **error)
{
  const char *name = resite_cli_get (cli, "policy");

  if (name == NULL)
    return resite_policy_new (resite_cli_get_by (cli));
  if (strcmp (name, "rehearsal") == 0)
    return resite_policy_new_rehearsal (resite_cli_get_by (cli));
  return resite_policy_new_from_file (name, resite_cli_get_by (cli), error);
}

static gboolean
walk (ResiteCli *cli, ResiteRun *run, ResitePolicy *policy, ResiteCliReport *report, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ResiteCliWatch) watch = resite_cli_watch_new (run, report);

  resite_policy_walk_async (policy, run, resite_cli_get_cancellable (cli), resite_cli_wait_cb,
                            &wait);
  result = resite_cli_wait (&wait);
  return resite_policy_walk_finish (policy, result, error);
}

/* What the step's assignment added is taken off again by this start. */
static gboolean
choose_undo (ResiteCli *cli, ResiteRun *run, ResiteMove *move, GError **error)
{
  const char *name = resite_move_get_step (move);
  ResiteStepRun *step = resite_run_find_step (run, name);
  ResiteAction *action = step != NULL ? resite_run_find_assignment (run, step) : NULL;

  if (!resite_cli_has (cli, "undo"))
    return TRUE;
  if (action != NULL)
    {
      resite_move_set (move, "undo", resite_action_get_id (action));
      return TRUE;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s assigns no packages, so there is none to take off again"), name);
  return FALSE;
}

/* One step that was named: begun, or gone on with. */
static gboolean
walk_step (ResiteCli *cli, ResiteRun *run, const char *name, ResiteCliReport *report,
           GError **error)
{
  ResiteMoveKind kind =
      resite_cli_has (cli, "retry-failed") ? RESITE_MOVE_RETRY : RESITE_MOVE_START;
  g_autoptr (ResiteMove) move = resite_move_new (kind, resite_cli_get_by (cli), name);
  ResiteStepRun *step;
  const char *waits_for;

  if (resite_cli_has (cli, "confirm"))
    resite_move_set (move, "confirm", "yes");
  if (resite_cli_get (cli, "overrule") != NULL)
    resite_move_set (move, "overrule", resite_cli_get (cli, "overrule"));
  if (!choose_undo (cli, run, move, error) || !resite_cli_perform (cli, run, move, report, error))
    return FALSE;
  step = resite_run_find_step (run, name);
  if (step == NULL || resite_step_run_get_status (step) != RESITE_STEP_WAITING)
    return TRUE;
  waits_for = resite_step_run_get_waits_for (step);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON, "%s",
               waits_for != NULL ? waits_for : resite_step_run_get_name (step));
  return FALSE;
}

static gboolean
has_failed_step (ResiteRun *run)
{
  GListModel *steps = resite_run_get_steps (run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      if (resite_step_run_get_status (step) == RESITE_STEP_FAILED)
        return TRUE;
    }
  return FALSE;
}

static ResiteCliStatus
find_status (ResiteRun *run, const GError *error)
{
  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RESITE_CLI_CANCELLED;
  /* Nothing was begun, so what failed on an earlier day is not this call's outcome. */
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE))
    return RESITE_CLI_REFUSED;
  if (has_failed_step (run))
    return RESITE_CLI_FAILED;
  if (error == NULL)
    return RESITE_CLI_GOOD;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON))
    return RESITE_CLI_WAITS;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_INVALID) ||
      g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return RESITE_CLI_REFUSED;
  return RESITE_CLI_FAILED;
}

/* Time may be made to run only where nothing is real. */
static gboolean
check_pace (ResiteCli *cli, ResiteRun *run, GError **error)
{
  if (!resite_cli_has (cli, "pace") || resite_run_is_rehearsal (run))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("--pace is for rehearsals; this run is a real one"));
  return FALSE;
}

static ResiteRun *
open_at_pace (ResiteCli *cli, const char *id, gboolean single, GError **error)
{
  g_autofree char *path = resite_cli_find_run (cli, id, error);
  g_autoptr (ResiteClock) clock = NULL;
  g_autoptr (ResiteRun) run = NULL;
  ResiteRunOptions options = { .no_looks = single };

  if (path == NULL)
    return NULL;
  if (resite_cli_has (cli, "pace"))
    {
      clock = resite_cli_make_clock (cli, 1);
      resite_cli_catch_up (clock, path);
    }
  options.clock = clock;
  run = resite_cli_open_run (cli, path, RESITE_RUN_ACT, &options, error);
  if (run == NULL || check_pace (cli, run, error))
    return g_steal_pointer (&run);
  resite_cli_close_run (cli, run, NULL);
  return NULL;
}

static ResiteCliStatus
run_run (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResitePolicy) policy = load_policy (cli, error);
  g_autoptr (ResiteRun) run = NULL;
  g_autoptr (ResiteCliTrail) trail = NULL;
  g_autoptr (GError) local = NULL;
  gboolean good = TRUE;
  ResiteCliStatus status;

  if (policy == NULL)
    return RESITE_CLI_REFUSED;
  run = open_at_pace (cli, arguments[0], arguments[1] != NULL, error);
  if (run == NULL)
    return RESITE_CLI_REFUSED;
  resite_cli_watch_signals (cli);
  resite_cli_ask_for_run (cli, run);
  print_welcome (cli, run);
  trail = resite_cli_trail_new (cli, run, report);
  if (arguments[1] == NULL)
    good = walk (cli, run, policy, report, &local);
  for (guint i = 1; good && arguments[i] != NULL; i++)
    good = walk_step (cli, run, arguments[i], report, &local);

  status = find_status (run, local);
  resite_cli_trail_total (trail);
  g_clear_pointer (&trail, resite_cli_trail_free);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (!resite_cli_close_run (cli, run, *error == NULL ? error : NULL) && status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

static const ResiteCliOption start_options[] = {
  { "runbook", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Another runbook than the one in the program") },
  { "rehearsal", RESITE_CLI_FLAG, NULL, N_ ("Mark the run as a rehearsal for ever") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who starts it") },
  { NULL },
};

static const ResiteCliOption run_options[] = {
  { "policy", RESITE_CLI_PATH, N_ ("FILE"),
    N_ ("What to answer without a person; \"rehearsal\" for the rehearsal's") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who sits here") },
  { "pace", RESITE_CLI_NUMBER, N_ ("N"), N_ ("How many times faster waits end, in a rehearsal") },
  { "retry-failed", RESITE_CLI_FLAG, NULL, N_ ("Of the steps named, only the items that failed") },
  { "confirm", RESITE_CLI_FLAG, NULL,
    N_ ("Run a step again that was cut off and asks before that") },
  { "undo", RESITE_CLI_FLAG, NULL,
    N_ ("Of the steps named, take the packages off again that they assigned") },
  { "overrule", RESITE_CLI_TEXT, N_ ("REASON"),
    N_ ("Why the steps named begin though one package was not proved before all") },
  RESITE_CLI_SECRET_OPTION,
  { NULL },
};

const ResiteCliVerb resite_cli_run_verbs[] = {
  { "start", "PLAN", 1, 1, N_ ("Begin a run and print its id"),
    N_ ("The plan and the runbook are copied into the journal, DATA/ID.resite; neither file is "
        "read again."),
    start_options, run_start },
  { "run", "ID [STEP...]", 1, 200, N_ ("Do what can be done from here on, or these steps"),
    N_ ("Stops at what needs a person, says for what, and ends with exit status 3. STEP is C6 or "
        "C6@primary.2. ID is what start and list print, or the path of a journal."),
    run_options, run_run },
  { NULL },
};
