/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-rehearse.h"
#include "resite-cli-step.h"
#include "resite-error.h"
#include "resite-lab-checker.h"
#include "resite-policy.h"
#include "resite-run-reach.h"
#include "resite-watch-job.h"

/* How long the simulated person looks at a log: seconds of the rehearsal's time. */
#define LOOK_AT_LOG 420

const char *
resite_cli_rehearsal_get_policy (void)
{
  return _ ("the rehearsal's policy");
}

/* What a person would have done at the machines is done to the rehearsal's folders, before it is
 * signed off and looked at. */
static gboolean
deed_cb (ResiteStepRun *step, gpointer data, GError **error)
{
  ResiteCliRehearsal *rehearsal = data;

  return resite_lab_act (rehearsal->lab, resite_step_run_get_name (step), error);
}

static void
begins_cb (ResiteStepRun *step, gpointer data)
{
  ResiteCliRehearsal *rehearsal = data;

  resite_lab_reach_step (rehearsal->lab, resite_step_run_get_name (step));
}

/* The person at the machines does what the page of the step says. */
static gboolean
remedy_cb (ResiteStepRun *step, char **said, gpointer data, GError **error)
{
  ResiteCliRehearsal *rehearsal = data;

  return resite_lab_remedy (rehearsal->lab, resite_step_run_get_name (step), said, error);
}

static gboolean
saw_enough_cb (gpointer data)
{
  ResiteJob *job = data;

  if (!resite_job_is_over (job))
    resite_watch_job_end (RESITE_WATCH_JOB (job), TRUE);
  return G_SOURCE_REMOVE;
}

/* Whoever has sat there long enough reads what has come until now, and then says so. */
static void
looked_last_cb (ResiteWatchJob *job, gpointer data)
{
  g_signal_handlers_disconnect_by_func (job, looked_last_cb, data);
  g_idle_add_full (G_PRIORITY_DEFAULT, saw_enough_cb, g_object_ref (job), g_object_unref);
}

static gboolean
sat_enough_cb (gpointer data)
{
  g_signal_connect (data, "looked", G_CALLBACK (looked_last_cb), NULL);
  return G_SOURCE_REMOVE;
}

/* Not every good line of a log is one that Resite may decide by; a person sees it and says so. */
static void
jobs_changed_cb (GListModel *jobs, guint position, guint removed, guint added, gpointer data)
{
  ResiteClock *clock = resite_run_get_clock (((ResiteCliRehearsal *)data)->run);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);

      if (RESITE_IS_WATCH_JOB (job))
        resite_clock_add_timeout (clock, LOOK_AT_LOG, sat_enough_cb, g_object_ref (job),
                                  g_object_unref);
    }
}

/* The servers of the rehearsal know one account; what the plan does not say of them is not vouched
 * for here. */
static void
ask_cb (ResiteRun *run, ResiteQuestion *question, gpointer data)
{
  ResiteCliRehearsal *rehearsal = data;
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (resite_question_get_kind (question) != RESITE_QUESTION_CREDENTIALS ||
      resite_question_was_refused (question))
    {
      resite_question_answer (question, FALSE);
      return;
    }
  credentials = resite_credentials_new (resite_lab_get_user (rehearsal->lab),
                                        resite_lab_get_secret (rehearsal->lab));
  resite_question_answer_credentials (question, credentials);
}

static gboolean
walk (ResiteCliRehearsal *rehearsal, ResiteCliReport *report, GError **error)
{
  g_autoptr (ResitePolicy) policy =
      resite_policy_new_rehearsal (resite_cli_rehearsal_get_policy ());
  g_autoptr (ResiteCliWatch) watch = resite_cli_watch_new (rehearsal->run, report);
  g_autoptr (GAsyncResult) result = NULL;
  GListModel *jobs = resite_run_get_jobs (rehearsal->run);
  gulong jobs_id =
      g_signal_connect (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), rehearsal);
  ResiteCliWait wait = { NULL };

  if (rehearsal->back_after != NULL)
    resite_policy_turn_back_after (policy, rehearsal->back_after, _ ("Rehearsed: the way back."));
  resite_policy_set_deed (policy, deed_cb, rehearsal);
  resite_policy_set_witness (policy, begins_cb, rehearsal);
  resite_policy_set_remedy (policy, remedy_cb, rehearsal);
  resite_run_set_asker (rehearsal->run, ask_cb, rehearsal);
  resite_policy_walk_async (policy, rehearsal->run, resite_cli_get_cancellable (rehearsal->cli),
                            resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  g_signal_handler_disconnect (jobs, jobs_id);
  return resite_policy_walk_finish (policy, result, error);
}

/* Who turned round has left the rest of the road open. */
static gboolean
is_to_be_closed (ResiteCliRehearsal *rehearsal, ResiteStepRun *step)
{
  const char *phase = resite_step_get_phase_id (resite_step_run_get_step (step));

  return g_str_equal (phase, "back") == (rehearsal->back_after != NULL);
}

static gboolean
check_all_closed (ResiteCliRehearsal *rehearsal, GError **error)
{
  ResiteRun *run = rehearsal->run;
  GListModel *steps = resite_run_get_steps (run);
  const char *wanted = rehearsal->back_after != NULL ? "went-back" : "ended";

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      ResiteStepStatus status = resite_step_run_get_status (step);

      if (!is_to_be_closed (rehearsal, step) || resite_step_status_is_closed (status))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("%s is not closed: %s"),
                   resite_step_run_get_name (step), resite_step_status_to_word (status));
      return FALSE;
    }
  if (g_str_equal (resite_run_get_condition (run), wanted))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("the run is not finished but %s"),
               resite_run_get_condition (run));
  return FALSE;
}

static ResiteLabFindings *
look_at_site (ResiteCliRehearsal *rehearsal, GError **error)
{
  const char *folder = resite_lab_get_folder (rehearsal->lab);

  resite_lab_world_write_down (resite_lab_get_world (rehearsal->lab));
  return rehearsal->back_after != NULL ? resite_lab_checker_look_back (folder, error)
                                       : resite_lab_checker_look (folder, error);
}

static gboolean
prove (ResiteCliRehearsal *rehearsal, GError **error)
{
  g_autoptr (ResiteLabFindings) findings = look_at_site (rehearsal, error);

  if (findings == NULL)
    return FALSE;
  resite_cli_rehearsal_print_findings (rehearsal, findings);
  if (findings->faults->len == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               rehearsal->back_after != NULL ? _ ("the site is not as it was: %s")
                                             : _ ("the site is not rebuilt: %s"),
               (const char *)g_ptr_array_index (findings->faults, 0));
  return FALSE;
}

static void
print_total (ResiteCliRehearsal *rehearsal, ResiteCliTrail *trail)
{
  JsonBuilder *builder = resite_cli_trail_begin_total (trail);
  g_autoptr (GPtrArray) met = NULL;

  if (builder == NULL)
    return;
  met = resite_lab_world_list_met (resite_lab_get_world (rehearsal->lab));
  resite_cli_report_add_text (builder, "scenario", resite_lab_get_scenario (rehearsal->lab));
  resite_cli_report_add_int (builder, "faults_met", met->len);
  resite_cli_report_add_int (builder, "restarts", rehearsal->restarts);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
find_status (const GError *error)
{
  if (error == NULL)
    return RESITE_CLI_GOOD;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RESITE_CLI_CANCELLED;
  return RESITE_CLI_FAILED;
}

static gboolean
walk_to_end (ResiteCliRehearsal *rehearsal, ResiteCliReport *report, GError **error)
{
  const gboolean walked = walk (rehearsal, report, error) && check_all_closed (rehearsal, error);

  return resite_cli_close_run (rehearsal->cli, rehearsal->run, walked ? error : NULL) && walked;
}

ResiteCliStatus
resite_cli_rehearsal_tour (ResiteCliRehearsal *rehearsal, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (rehearsal->cli);
  g_autoptr (ResiteCliTrail) trail = resite_cli_trail_new (rehearsal->cli, rehearsal->run, report);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (rehearsal->run)));
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) paper = NULL;
  gboolean good = walk_to_end (rehearsal, report, &first);
  const gboolean papers = resite_cli_rehearsal_write_papers (rehearsal, path, &paper);

  resite_cli_rehearsal_print_met (rehearsal);
  good = good && prove (rehearsal, &first);
  print_total (rehearsal, trail);
  if (first != NULL && paper != NULL)
    resite_cli_report_error (resite_cli_get_verb (rehearsal->cli), paper);
  else if (paper != NULL)
    first = g_steal_pointer (&paper);
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  return good && papers ? RESITE_CLI_GOOD : MAX (find_status (*error), RESITE_CLI_FAILED);
}
