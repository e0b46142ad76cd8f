/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-step.h"
#include "resite-error.h"
#include "resite-lab-checker.h"
#include "resite-lab.h"
#include "resite-policy.h"
#include "resite-run-reach.h"
#include "resite-run-list.h"
#include "resite-summary.h"
#include "resite-watch-job.h"

#define MAX_PACKAGES 100000
#define PACE         60
/* How long the simulated person looks at a log: seconds of the rehearsal's time, and the least of
 * the real time in which a look at the file surely fits. */
#define LOOK_AT_LOG   420
#define LEAST_LOOK_MS 100

typedef struct
{
  ResiteCli *cli;
  ResiteLab *lab;
  ResiteRun *run;
} Rehearsal;

static gboolean
find_reach (ResiteCli *cli, ResiteLabReach *reach, GError **error)
{
  static const struct
  {
    const char *word;
    ResiteLabReach reach;
  } ways[] = {
    { "local", RESITE_LAB_LOCAL },
    { "winrm", RESITE_LAB_WINRM },
    { "by-hand", RESITE_LAB_BY_HAND },
  };
  const char *word = resite_cli_get (cli, "reach");

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (word, ways[i].word))
      {
        *reach = ways[i].reach;
        return TRUE;
      }
  if (word != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("--reach %s: the machines are reached local, winrm or by-hand"), word);
  return word == NULL;
}

static ResiteLab *
make_lab (ResiteCli *cli, const char *folder, GError **error)
{
  ResiteLabOptions options = {
    .packages = (guint)resite_cli_get_number (cli, "packages", 0),
    .bytes = resite_cli_get_number (cli, "bytes", 0),
    .pace = (double)resite_cli_get_number (cli, "pace", 0),
    .seed = (guint32)resite_cli_get_number (cli, "seed", 0),
    .folder = folder,
  };

  if (!find_reach (cli, &options.reach, error))
    return NULL;

  if (options.packages <= MAX_PACKAGES)
    return resite_lab_new (&options, error);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("a rehearsal has at most 100000 packages"));
  return NULL;
}

/* What a person would have done at the machines is done to the rehearsal's folders, before it is
 * signed off and looked at. */
static gboolean
deed_cb (ResiteStepRun *step, gpointer data, GError **error)
{
  Rehearsal *rehearsal = data;

  return resite_lab_act (rehearsal->lab, resite_step_run_get_name (step), error);
}

static gboolean
saw_enough_cb (gpointer data)
{
  ResiteJob *job = data;

  if (!resite_job_is_over (job))
    resite_watch_job_end (RESITE_WATCH_JOB (job), TRUE);
  return G_SOURCE_REMOVE;
}

static guint
get_look_ms (Rehearsal *rehearsal)
{
  const double pace = (double)MAX (resite_cli_get_number (rehearsal->cli, "pace", PACE), 1);

  return (guint)MAX (LOOK_AT_LOG * 1000 / pace, LEAST_LOOK_MS);
}

/* Not every good line of a log is one that Resite may decide by; a person sees it and says so. */
static void
jobs_changed_cb (GListModel *jobs, guint position, guint removed, guint added, gpointer data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);

      if (RESITE_IS_WATCH_JOB (job))
        g_timeout_add_full (G_PRIORITY_DEFAULT, get_look_ms (data), saw_enough_cb,
                            g_object_ref (job), g_object_unref);
    }
}

/* The servers of the rehearsal know one account; what the plan does not say of them is not vouched
 * for here. */
static void
ask_cb (ResiteRun *run, ResiteQuestion *question, gpointer data)
{
  Rehearsal *rehearsal = data;
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
walk (Rehearsal *rehearsal, ResiteCliReport *report, GError **error)
{
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (_ ("the rehearsal's policy"));
  g_autoptr (ResiteCliWatch) watch = resite_cli_watch_new (rehearsal->run, report);
  g_autoptr (GAsyncResult) result = NULL;
  GListModel *jobs = resite_run_get_jobs (rehearsal->run);
  gulong jobs_id =
      g_signal_connect (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), rehearsal);
  ResiteCliWait wait = { NULL };

  resite_policy_set_deed (policy, deed_cb, rehearsal);
  resite_run_set_asker (rehearsal->run, ask_cb, rehearsal);
  resite_policy_walk_async (policy, rehearsal->run, resite_cli_get_cancellable (rehearsal->cli),
                            resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  g_signal_handler_disconnect (jobs, jobs_id);
  return resite_policy_walk_finish (policy, result, error);
}

static gboolean
check_all_closed (ResiteRun *run, GError **error)
{
  GListModel *steps = resite_run_get_steps (run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      ResiteStepStatus status = resite_step_run_get_status (step);

      if (g_strcmp0 (resite_step_get_phase_id (resite_step_run_get_step (step)), "back") == 0 ||
          resite_step_status_is_closed (status))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("%s is not closed: %s"),
                   resite_step_run_get_name (step), resite_step_status_to_word (status));
      return FALSE;
    }
  if (strcmp (resite_run_get_condition (run), "ended") == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("the run is not finished but %s"),
               resite_run_get_condition (run));
  return FALSE;
}

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

static void
print_findings (ResiteCli *cli, const ResiteLabFindings *findings)
{
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

static gboolean
prove (Rehearsal *rehearsal, GError **error)
{
  g_autoptr (ResiteLabFindings) findings = NULL;

  resite_lab_world_write_down (resite_lab_get_world (rehearsal->lab));
  findings = resite_lab_checker_look (resite_lab_get_folder (rehearsal->lab), error);
  if (findings == NULL)
    return FALSE;
  print_findings (rehearsal->cli, findings);
  if (findings->faults->len == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS, _ ("the site is not rebuilt: %s"),
               (const char *)g_ptr_array_index (findings->faults, 0));
  return FALSE;
}

static gboolean
write_summary (Rehearsal *rehearsal, const char *journal_path, GError **error)
{
  const char *pdf = resite_cli_get (rehearsal->cli, "summary");
  g_autoptr (ResiteSummary) summary = NULL;

  if (pdf == NULL)
    return TRUE;
  summary = resite_summary_new (journal_path, error);
  if (summary == NULL ||
      !resite_summary_save_pdf (summary, RESITE_PAPER_SUMMARY, FALSE, pdf, error))
    return FALSE;
  resite_cli_report_say (_ ("%s is written."), pdf);
  return TRUE;
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

static ResiteCliStatus
tour (Rehearsal *rehearsal, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (rehearsal->cli);
  g_autoptr (ResiteCliTrail) trail = resite_cli_trail_new (rehearsal->cli, rehearsal->run, report);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (rehearsal->run)));
  g_autoptr (GError) first = NULL;
  gboolean good = walk (rehearsal, report, &first);

  good = good && check_all_closed (rehearsal->run, &first);
  if (!resite_cli_close_run (rehearsal->cli, rehearsal->run, good ? &first : NULL))
    good = FALSE;
  /* Paper first: it is wanted most where something went wrong. */
  if (!write_summary (rehearsal, path, good ? &first : NULL))
    good = FALSE;
  good = good && prove (rehearsal, &first);
  resite_cli_trail_total (trail);
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  return good ? RESITE_CLI_GOOD : MAX (find_status (*error), RESITE_CLI_FAILED);
}

/* (nullable): the newest rehearsal of @data_folder that is @condition. */
static char *
find_run (const char *data_folder, const char *condition)
{
  g_autoptr (GPtrArray) runs = resite_run_list_read (data_folder);

  for (guint i = 0; i < runs->len; i++)
    {
      const ResiteRunSummary *summary = g_ptr_array_index (runs, i);

      if (summary->rehearsal && g_strcmp0 (summary->condition, condition) == 0)
        return g_strdup (summary->path);
    }
  return NULL;
}

/* (nullable): the rehearsal to go on with. One whose road is at its end may have been cut off before
 * its paper was written; in a site that it has rebuilt no other can begin. */
static char *
find_unfinished (ResiteCli *cli, const char *data_folder)
{
  char *open = find_run (data_folder, "open");

  if (open != NULL || resite_cli_has (cli, "data-dir"))
    return open;
  return find_run (data_folder, "ended");
}

static ResiteRun *
begin (ResiteCli *cli, ResiteLab *lab, const char *data_folder, GError **error)
{
  g_autofree char *open = find_unfinished (cli, data_folder);
  g_autoptr (ResiteClock) clock =
      resite_cli_make_clock (resite_cli_get_number (cli, "pace", PACE), open);
  ResiteRunOptions options = { .clock = clock };
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  if (open != NULL)
    resite_run_open_async (open, RESITE_RUN_ACT, resite_cli_get_by (cli), NULL, &options,
                           resite_cli_wait_cb, &wait);
  else
    resite_run_start_async (data_folder, resite_lab_get_plan_path (lab), NULL, TRUE,
                            resite_cli_get_by (cli), &options, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_new_finish (result, error);
}

/* A rehearsal that was stopped in the folder to keep goes on there. */
static ResiteLab *
make_or_open_lab (ResiteCli *cli, GError **error)
{
  const char *keep = resite_cli_get (cli, "keep");
  g_autofree char *plan = keep != NULL ? g_build_filename (keep, "rehearsal.siteplan", NULL) : NULL;

  if (plan != NULL && g_file_test (plan, G_FILE_TEST_IS_REGULAR))
    return resite_lab_open (keep, error);
  return make_lab (cli, keep, error);
}

static ResiteCliStatus
run_rehearse (ResiteCli *cli, const char *const *arguments, GError **error)
{
  const char *keep = resite_cli_get (cli, "keep");
  Rehearsal rehearsal = { .cli = cli };
  g_autoptr (ResiteLab) lab = NULL;
  g_autoptr (ResiteRun) run = NULL;
  g_autofree char *data_folder = NULL;
  ResiteCliStatus status = RESITE_CLI_REFUSED;

  resite_cli_watch_signals (cli);
  lab = make_or_open_lab (cli, error);
  if (lab == NULL)
    return RESITE_CLI_REFUSED;
  /* Its machines vanish with it, so its record lies beside them, not among the real runs. */
  data_folder = resite_cli_has (cli, "data-dir")
                    ? g_strdup (resite_cli_get_data_folder (cli))
                    : g_build_filename (resite_lab_get_folder (lab), "data", NULL);
  run = begin (cli, lab, data_folder, error);
  if (run != NULL)
    {
      rehearsal.lab = lab;
      rehearsal.run = run;
      status = tour (&rehearsal, error);
    }
  if (keep == NULL && status == RESITE_CLI_CANCELLED)
    {
      /* Nothing of it is left that could go on. */
      g_clear_error (error);
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                           _ ("stopped; one that is to go on later needs --keep"));
    }
  if (keep == NULL)
    resite_lab_destroy (lab);
  else
    resite_cli_report_say (_ ("The rehearsal's site stays in %s."), resite_lab_get_folder (lab));
  return status;
}

static const ResiteCliOption rehearse_options[] = {
  { "packages", RESITE_CLI_NUMBER, N_ ("N"), N_ ("How many packages, 60 if not given") },
  { "bytes", RESITE_CLI_NUMBER, N_ ("B"), N_ ("How large all of them are together") },
  { "pace", RESITE_CLI_NUMBER, N_ ("N"), N_ ("How many times faster waits end, 60 if not given") },
  { "seed", RESITE_CLI_NUMBER, N_ ("N"), N_ ("The same packages for the same number") },
  { "reach", RESITE_CLI_TEXT, N_ ("WAY"),
    N_ ("How its machines are reached: winrm (if not given), local or by-hand") },
  { "keep", RESITE_CLI_PATH, N_ ("DIR"),
    N_ ("Make the site in DIR, which is empty, and keep it; called again it goes on") },
  { "summary", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Write the completion summary as PDF") },
  { NULL },
};

const ResiteCliVerb resite_cli_rehearse_verbs[] = {
  { "rehearse", "", 0, 0, N_ ("The whole road on a simulated site, without a person"),
    N_ ("Copies, checks, watches and preloads really run; what a person would do is signed off by "
        "the rehearsal's policy, and the record says so. Exit status 0 only if the run is finished "
        "and a look at the machines, which knows nothing of the run, says that the site is "
        "rebuilt."),
    rehearse_options, run_rehearse },
  { NULL },
};
