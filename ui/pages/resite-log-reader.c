/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-reader"

#include "config.h"
#include "resite-log-reader.h"

static const char *
find_running (ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; state != NULL && i < actions->len; i++)
    {
      const char *id = resite_action_get_id (actions->pdata[i]);
      const ResiteActionState *action = resite_step_state_get_action (state, id);

      if (action != NULL && g_strcmp0 (action->outcome, "running") == 0)
        return id;
    }
  return NULL;
}

ResiteWatchJob *
resite_log_reader_find (ResiteStepRun *step, const ResiteStepLog *log)
{
  ResiteJob *job;

  g_return_val_if_fail (RESITE_IS_STEP_RUN (step) && log != NULL, NULL);

  job = resite_step_run_get_job (step);
  if (!RESITE_IS_WATCH_JOB (job) || resite_job_is_over (job) || log->action == NULL)
    return NULL;
  if (g_strcmp0 (find_running (step), resite_action_get_id (log->action)) != 0)
    return NULL;
  return RESITE_WATCH_JOB (job);
}

/* It is cancelled when nobody reads any more, so that there is nothing to say. */
static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  resite_job_run_finish (RESITE_JOB (source), result, NULL);
}

ResiteWatchJob *
resite_log_reader_start (ResiteRun *run, ResiteStepRun *step, const ResiteStepLog *log)
{
  ResiteJob *job;

  g_return_val_if_fail (RESITE_IS_RUN (run) && RESITE_IS_STEP_RUN (step) && log != NULL, NULL);

  job = resite_step_log_follow (run, step, log, NULL);
  if (job == NULL)
    return NULL;
  resite_job_run_async (job, NULL, ended_cb, NULL);
  return RESITE_WATCH_JOB (job);
}

void
resite_log_reader_stop (ResiteWatchJob **reader)
{
  g_return_if_fail (reader != NULL);

  if (*reader != NULL)
    resite_job_cancel (RESITE_JOB (*reader));
  g_clear_object (reader);
}
