/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-error.h"

/* At --pace max, while something is under way: a minute for each second of work. */
#define LEAPING_PACE 60

void
resite_cli_wait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteCliWait *wait = data;

  wait->result = g_object_ref (result);
  if (wait->loop != NULL)
    g_main_loop_quit (wait->loop);
}

GAsyncResult *
resite_cli_wait (ResiteCliWait *wait)
{
  if (wait->result == NULL)
    {
      wait->loop = g_main_loop_new (NULL, FALSE);
      g_main_loop_run (wait->loop);
      g_clear_pointer (&wait->loop, g_main_loop_unref);
    }
  return g_steal_pointer (&wait->result);
}

ResiteRun *
resite_cli_start_run (ResiteCli *cli, const char *plan, const char *runbook, gboolean rehearsal,
                      const ResiteRunOptions *options, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_run_start_async (resite_cli_get_data_folder (cli), plan, runbook, rehearsal,
                          resite_cli_get_by (cli), options, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_new_finish (result, error);
}

ResiteRun *
resite_cli_open_run (ResiteCli *cli, const char *id, ResiteRunMode mode,
                     const ResiteRunOptions *options, GError **error)
{
  ResiteCliWait wait = { NULL };
  const ResiteRunOptions single_move = { .no_looks = TRUE };
  g_autofree char *path = resite_cli_find_run (cli, id, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (path == NULL)
    return NULL;
  if (options == NULL)
    options = &single_move;
  resite_run_open_async (path, mode, resite_cli_get_by (cli), resite_cli_get (cli, "reason"),
                         options, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_new_finish (result, error);
}

static gint64
read_last_time (const char *path)
{
  g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_READ, NULL);
  g_autoptr (GPtrArray) events =
      journal != NULL ? resite_journal_read_events (journal, 1, NULL) : NULL;

  if (events == NULL || events->len == 0)
    return 0;
  return resite_event_get_time (g_ptr_array_index (events, events->len - 1));
}

ResiteClock *
resite_cli_make_clock (ResiteCli *cli, guint64 fallback)
{
  if (g_strcmp0 (resite_cli_get (cli, "pace"), RESITE_CLI_MAX) == 0)
    return resite_clock_new_leaping (LEAPING_PACE);
  return resite_clock_new ((double)MAX (resite_cli_get_number (cli, "pace", fallback), 1));
}

void
resite_cli_catch_up (ResiteClock *clock, const char *path)
{
  if (path != NULL)
    resite_clock_catch_up (clock, read_last_time (path));
}

gboolean
resite_cli_close_run (ResiteCli *cli, ResiteRun *run, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_run_close_async (run, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_close_finish (run, result, error);
}

struct _ResiteCliWatch
{
  ResiteCliReport *report;
  GListModel *jobs;
  gulong changed_id;
};

static void
jobs_changed_cb (GListModel *jobs, guint position, guint removed, guint added, gpointer data)
{
  ResiteCliWatch *watch = data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);

      resite_cli_report_follow (watch->report, job, NULL);
    }
}

ResiteCliWatch *
resite_cli_watch_new (ResiteRun *run, ResiteCliReport *report)
{
  ResiteCliWatch *watch = g_new0 (ResiteCliWatch, 1);

  watch->report = report;
  watch->jobs = g_object_ref (resite_run_get_jobs (run));
  watch->changed_id =
      g_signal_connect (watch->jobs, "items-changed", G_CALLBACK (jobs_changed_cb), watch);
  jobs_changed_cb (watch->jobs, 0, 0, g_list_model_get_n_items (watch->jobs), watch);
  return watch;
}

void
resite_cli_watch_free (ResiteCliWatch *watch)
{
  g_clear_signal_handler (&watch->changed_id, watch->jobs);
  g_object_unref (watch->jobs);
  g_free (watch);
}

gboolean
resite_cli_perform (ResiteCli *cli, ResiteRun *run, ResiteMove *move, ResiteCliReport *report,
                    GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ResiteCliWatch) watch = NULL;

  resite_cli_watch_signals (cli);
  if (report != NULL)
    watch = resite_cli_watch_new (run, report);
  resite_run_perform_async (run, move, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_perform_finish (run, result, error);
}

static ResiteCliStatus
get_job_status (ResiteJob *job, ResiteCliReport *report)
{
  switch (resite_job_get_state (job))
    {
    case RESITE_JOB_DONE:
      return resite_cli_report_get_status (report);
    case RESITE_JOB_CANCELLED:
      return RESITE_CLI_CANCELLED;
    case RESITE_JOB_DONE_WITH_FAILURES:
    case RESITE_JOB_STOPPED_ITSELF:
    case RESITE_JOB_PENDING:
    case RESITE_JOB_RUNNING:
    case RESITE_JOB_PAUSING:
    case RESITE_JOB_PAUSED:
    case RESITE_JOB_CANCELLING:
    case RESITE_JOB_FAILED:
    default:
      return RESITE_CLI_FAILED;
    }
}

ResiteCliStatus
resite_cli_run_job (ResiteCli *cli, ResiteJob *job, ResiteCliReport *report,
                    void (*more) (JsonBuilder *builder, ResiteJobItem *item), GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local = NULL;
  const char *message;
  gboolean good;

  resite_cli_watch_signals (cli);
  resite_cli_report_follow (report, job, more);
  resite_job_run_async (job, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  good = resite_job_run_finish (job, result, &local);
  resite_cli_report_total (report, resite_job_get_bytes_done (job), resite_job_get_seconds (job),
                           resite_job_get_totals (job));

  if (!good && local != NULL)
    {
      gboolean cancelled = g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      g_propagate_error (error, g_steal_pointer (&local));
      return cancelled ? RESITE_CLI_CANCELLED : RESITE_CLI_FAILED;
    }
  message = resite_job_get_message (job);
  if (message != NULL && *message != '\0')
    resite_cli_report_problem (resite_cli_get_verb (cli), message);
  return get_job_status (job, report);
}
