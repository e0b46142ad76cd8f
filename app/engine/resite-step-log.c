/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-log"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-job-watch.h"
#include "resite-run-private.h"
#include "resite-step-log.h"

#define LOGS "\\Logs\\*.log"

void
resite_step_log_free (ResiteStepLog *log)
{
  if (log == NULL)
    return;
  g_free (log->machine);
  g_free (log->path);
  g_clear_object (&log->action);
  g_free (log->obstacle);
  g_free (log);
}

static char *
find_obstacle (ResiteRun *run, const char *machine, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *place = NULL;

  if (resite_connections_is_remote_path (run->connections, machine, path))
    return NULL;
  place = resite_connections_resolve (run->connections, machine, path, &error);

  return place != NULL ? NULL : g_strdup (error->message);
}

static gboolean
is_listed (GPtrArray *logs, const char *machine, const char *path)
{
  for (guint i = 0; i < logs->len; i++)
    {
      const ResiteStepLog *log = logs->pdata[i];

      if (g_str_equal (log->machine, machine) && g_ascii_strcasecmp (log->path, path) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add (GPtrArray *logs, ResiteRun *run, const char *machine, const char *path, ResiteAction *action)
{
  ResiteStepLog *log;

  if (is_listed (logs, machine, path))
    return;
  log = g_new0 (ResiteStepLog, 1);
  log->machine = g_strdup (machine);
  log->path = g_strdup (path);
  g_set_object (&log->action, action);
  log->obstacle = find_obstacle (run, machine, path);
  g_ptr_array_add (logs, log);
}

static void
add_watched (GPtrArray *logs, ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  ResiteJobOrder order;
  g_autofree char *path = NULL;
  g_autofree char *machine = NULL;

  if (resite_action_get_kind (action) != RESITE_ACTION_WATCH ||
      !resite_step_run_holds (step, resite_action_get (action, "when")))
    return;
  _resite_run_fill_order (run, step, action, &order);
  path = resite_variables_expand (order.variables, resite_action_get (action, "log"), NULL);
  machine = resite_job_order_find_machine (&order, resite_action_get (action, "machine"));
  if (path != NULL)
    add (logs, run, machine, path, action);
}

/* (nullable) (transfer full): where SMS writes its logs on that server. */
static char *
find_folder (ResiteVariables *variables, const char *machine)
{
  g_autofree char *key = g_strdup_printf ("%s.logs", machine);
  const char *logs = resite_variables_get (variables, key);

  if (logs != NULL && *logs != '\0')
    return g_strdup_printf ("%s\\*.log", logs);
  if (!g_str_equal (machine, "new") && !g_str_equal (machine, "old"))
    return NULL;
  logs = resite_variables_get (variables, "site.sms-folder");
  return logs != NULL && *logs != '\0' ? g_strconcat (logs, LOGS, NULL) : NULL;
}

GPtrArray *
resite_step_log_list (ResiteRun *run, ResiteStepRun *step)
{
  GPtrArray *logs = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_step_log_free);
  GPtrArray *actions;
  const char *machine;
  g_autofree char *path = NULL;

  g_return_val_if_fail (RESITE_IS_RUN (run) && RESITE_IS_STEP_RUN (step), logs);

  actions = resite_step_get_actions (resite_step_run_get_step (step));
  for (guint i = 0; i < actions->len; i++)
    add_watched (logs, run, step, actions->pdata[i]);
  machine = resite_step_run_get_machine (step);
  path = machine != NULL ? find_folder (resite_step_run_get_variables (step), machine) : NULL;
  if (path != NULL)
    add (logs, run, machine, path, NULL);
  return logs;
}

/* (transfer full): what a step that lacks a value of the plan would mark is not marked. */
static GPtrArray *
list_patterns (ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  g_autoptr (ResiteJobArguments) arguments = NULL;
  ResiteJobOrder order;

  if (action != NULL)
    {
      _resite_run_fill_order (run, step, action, &order);
      arguments = resite_job_arguments_new (&order, NULL);
    }
  if (arguments != NULL)
    return g_ptr_array_ref (arguments->patterns);
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
}

ResiteJob *
resite_step_log_follow (ResiteRun *run, ResiteStepRun *step, const ResiteStepLog *log,
                        GError **error)
{
  g_autoptr (GPtrArray) patterns = NULL;
  ResiteLogPlace place;
  ResiteJob *job;

  g_return_val_if_fail (RESITE_IS_RUN (run) && RESITE_IS_STEP_RUN (step) && log != NULL, NULL);

  place = (ResiteLogPlace){ run->connections, log->machine, log->path, FALSE };
  patterns = list_patterns (run, step, log->action);
  job = _resite_job_watch_open (&place, patterns, NULL, run->clock, 0, error);
  if (job != NULL)
    resite_watch_job_set_only_shows (RESITE_WATCH_JOB (job));
  return job;
}
