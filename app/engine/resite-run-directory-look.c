/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-directory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-job.h"
#include "resite-error.h"
#include "resite-run-directory.h"
#include "resite-run-reach-private.h"

gboolean
resite_run_deletes_in_directory (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *actions;

  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), FALSE);

  actions = resite_step_get_actions (resite_step_run_get_step (step));
  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_DIRECTORY &&
        g_strcmp0 (resite_action_get (actions->pdata[i], "verb"), "delete") == 0 &&
        resite_step_run_is_automatic (step, actions->pdata[i], NULL))
      return TRUE;
  return FALSE;
}

gboolean
resite_run_lacks_directory_password (ResiteRun *self)
{
  ResiteDirectoryPlace *place;

  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);

  place = resite_connections_get_directory (self->connections);
  return place != NULL && resite_directory_place_needs_credentials (place);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (resite_job_run_finish (RESITE_JOB (source), result, &error))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
look (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteStepRun *step = g_task_get_task_data (task);
  ResiteVariables *variables = _resite_run_get_step_variables (self, step);
  ResiteDirectoryPlace *place = resite_connections_get_directory (self->connections);
  const ResiteDirectoryAim aim = { resite_variables_get (variables, "ad.container"),
                                   resite_variables_get (variables, "site.code"),
                                   resite_variables_get (variables, "site.server-name") };
  g_autoptr (ResiteJob) job = NULL;

  if (place == NULL)
    {
      g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                               _ ("This is for a person to do"));
      return;
    }
  job = resite_directory_job_new ("find", place, &aim, NULL, self->clock);
  resite_job_run_async (job, g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteDirectoryPlace *place = resite_connections_get_directory (RESITE_RUN (source)->connections);
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (_resite_run_ask_finish (result, &credentials, NULL) && place != NULL)
    resite_directory_place_set_credentials (place, credentials);
  /* Without one the look itself says what it lacks. */
  look (task);
}

void
resite_run_look_into_directory_async (ResiteRun *self, ResiteStepRun *step,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (RESITE_IS_STEP_RUN (step));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_run_look_into_directory_async);
  g_task_set_task_data (task, g_object_ref (step), g_object_unref);
  if (resite_run_lacks_directory_password (self) && self->asker != NULL)
    _resite_run_ask_for_directory_async (self, cancellable, password_asked_cb, g_object_ref (task));
  else
    look (task);
}

ResiteJob *
resite_run_look_into_directory_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
