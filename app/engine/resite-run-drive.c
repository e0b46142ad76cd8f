/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-drive"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"

void
_resite_drive_free (ResiteDrive *self)
{
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  g_clear_object (&self->run);
  g_clear_object (&self->step);
  g_clear_object (&self->action);
  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->unfilled, g_hash_table_unref);
  g_clear_pointer (&self->declined, g_hash_table_unref);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->file_roles, g_ptr_array_unref);
  g_clear_pointer (&self->arguments, resite_job_arguments_free);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_free (self->by);
  g_free (self->scope);
  g_free (self->remark);
  g_free (self->package);
  g_free (self);
}

static ResiteDrive *
drive_new (ResiteRun *run, ResiteStepRun *step, const char *by, gboolean retry)
{
  ResiteDrive *self = g_new0 (ResiteDrive, 1);

  self->run = g_object_ref (run);
  self->step = g_object_ref (step);
  self->by = g_strdup (by);
  self->retry = retry;
  self->cancellable = g_cancellable_new ();
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
  self->unfilled = g_hash_table_new (g_str_hash, g_str_equal);
  self->declined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static ResiteDrive *
find_drive (ResiteRun *run, ResiteStepRun *step)
{
  for (guint i = 0; i < run->drives->len; i++)
    {
      ResiteDrive *drive = run->drives->pdata[i];
      if (drive->step == step)
        return drive;
    }
  return NULL;
}

gboolean
_resite_run_is_driving (ResiteRun *self, ResiteStepRun *step)
{
  return find_drive (self, step) != NULL;
}

ResiteJob *
_resite_run_find_job (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  ResiteDrive *drive = find_drive (self, step);

  return drive != NULL && drive->action == action ? drive->job : NULL;
}

/* Rest. */

static void
return_rest (ResiteDrive *self, const GError *error)
{
  ResiteRun *run = self->run;

  g_object_ref (run);
  g_ptr_array_remove (run->drives, self);
  for (guint i = 0; i < self->tasks->len; i++)
    {
      GTask *task = self->tasks->pdata[i];
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else if (!g_task_return_error_if_cancelled (task))
        g_task_return_boolean (task, TRUE);
    }
  _resite_drive_free (self);
  _resite_run_check_idle (run);
  g_object_unref (run);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  _resite_run_settle_finish (RESITE_RUN (source), result, &error);
  return_rest (user_data, error);
}

static void
rest_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    _resite_run_settle_async (RESITE_RUN (source), settled_cb, user_data);
  else
    return_rest (user_data, error);
}

void
_resite_drive_fail (ResiteDrive *self, const GError *error)
{
  return_rest (self, error);
}

static void
rest (ResiteDrive *self, const char *what, const char *fact, const char *value)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteEvent *event = _resite_run_draft (drafts, what, self->by, self->step);

  if (fact != NULL)
    resite_event_set (event, fact, value);
  _resite_run_append_async (self->run, drafts, rest_written_cb, self);
}

void
_resite_drive_rest_failed (ResiteDrive *self)
{
  rest (self, RESITE_EVENT_STEP_FAILED, "action", resite_action_get_id (self->action));
}

void
_resite_drive_rest_stopped (ResiteDrive *self)
{
  rest (self, RESITE_EVENT_STEP_STOPPED, NULL, NULL);
}

/* The way through the actions. */

static gboolean
is_settled (ResiteDrive *self, ResiteAction *action)
{
  const char *id = resite_action_get_id (action);
  const ResiteActionState *state =
      resite_step_state_get_action (resite_step_run_get_state (self->step), id);

  if (g_hash_table_contains (self->unfilled, id))
    return FALSE;
  if (g_hash_table_contains (self->seen, id))
    return TRUE;
  if (state == NULL || state->outcome == NULL)
    return FALSE;
  /* A pause is signed on what is true now. */
  if (resite_step_is_pause (resite_step_run_get_step (self->step)))
    return FALSE;
  if (self->retry && state->failed > 0)
    return FALSE;
  return g_str_equal (state->outcome, "ok") || g_str_equal (state->outcome, "warning") ||
         g_str_equal (state->outcome, "told");
}

gboolean
_resite_run_action_applies (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  return _resite_run_holds (self, step, resite_action_get (action, "when"));
}

/* The letter of the weakest way in which the step's actions are known. */
static const char *
find_how (ResiteDrive *self)
{
  static const char *const weakest_first[] = { "H", "F", "O", "L" };
  const ResiteStepState *state = resite_step_run_get_state (self->step);

  for (guint i = 0; i < G_N_ELEMENTS (weakest_first); i++)
    for (guint j = 0; state != NULL && j < state->actions->len; j++)
      if (g_strcmp0 (((ResiteActionState *)state->actions->pdata[j])->how, weakest_first[i]) == 0)
        return weakest_first[i];
  return "V";
}

static gboolean
is_anything_unknown (ResiteDrive *self)
{
  const ResiteStepState *state = resite_step_run_get_state (self->step);

  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    if (g_strcmp0 (((ResiteActionState *)state->actions->pdata[i])->outcome, "unknown") == 0)
      return TRUE;
  return FALSE;
}

static void
conclude (ResiteDrive *self)
{
  ResiteStep *step = resite_step_run_get_step (self->step);

  if (resite_step_is_verdict (step))
    rest (self, RESITE_EVENT_STEP_WAITS, "for", "judgement");
  else if (resite_step_is_pause (step) || is_anything_unknown (self))
    rest (self, RESITE_EVENT_STEP_WAITS, "for", "sign-off");
  else
    rest (self, RESITE_EVENT_STEP_DONE, "how", find_how (self));
}

static gboolean
waits_for_person (ResiteDrive *self, ResiteAction *action)
{
  /* What only a person can say before a pause is what the signature says. */
  if (resite_step_is_pause (resite_step_run_get_step (self->step)))
    return FALSE;
  rest (self, RESITE_EVENT_STEP_WAITS, "for",
        resite_action_get_kind (action) == RESITE_ACTION_FORM ? "form" : "sign-off");
  return TRUE;
}

void
_resite_drive_next (ResiteDrive *self)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (self->step));

  if (self->stopping)
    {
      _resite_drive_rest_stopped (self);
      return;
    }
  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];

      if (!_resite_run_action_applies (self->run, self->step, action) || is_settled (self, action))
        continue;
      if (!g_hash_table_contains (self->unfilled, resite_action_get_id (action)) &&
          resite_step_run_is_automatic (self->step, action, NULL))
        {
          g_hash_table_add (self->seen, (char *)resite_action_get_id (action));
          _resite_drive_act (self, action);
          return;
        }
      if (waits_for_person (self, action))
        return;
    }
  conclude (self);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = _resite_run_append_finish (RESITE_RUN (source), result, &error);

  _resite_run_move_over (RESITE_RUN (source));
  if (written)
    _resite_drive_next (self);
  else
    return_rest (self, error);
}

void
_resite_drive_stop (ResiteDrive *self)
{
  self->stopping = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->job != NULL)
    resite_job_cancel (self->job);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  _resite_drive_stop (user_data);
  return G_SOURCE_REMOVE;
}

/* Cancelling the move stops the step, which then rests as stopped before the move returns. */
static void
follow_cancellable (ResiteDrive *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
}

void
_resite_run_drive (ResiteRun *self, ResiteStepRun *step, const char *by, gboolean retry,
                   const char *overrule, GTask *task)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteDrive *drive = drive_new (self, step, by, retry);
  g_autofree char *gate = _resite_run_find_gate (self, step);
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_STEP_STARTED, by, step);

  if (gate != NULL && overrule != NULL)
    resite_event_set_text (event, "overruled", overrule);

  g_ptr_array_add (self->drives, drive);
  if (task != NULL)
    {
      g_ptr_array_add (drive->tasks, task);
      follow_cancellable (drive, task);
    }
  _resite_run_append_async (self, drafts, begun_cb, drive);
}

void
_resite_run_drive_stop (ResiteRun *self, ResiteStepRun *step, GTask *task)
{
  ResiteDrive *drive = find_drive (self, step);

  g_assert (drive != NULL);

  g_ptr_array_add (drive->tasks, task);
  _resite_drive_stop (drive);
}

/* Being idle. */

void
_resite_run_check_idle (ResiteRun *self)
{
  if (self->drives->len > 0 || self->snapshots > 0 || self->move_in_hand)
    return;

  g_autoptr (GPtrArray) tasks = self->idle_tasks;
  self->idle_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (tasks->pdata[i], TRUE);
}

void
_resite_run_wait_idle_async (ResiteRun *self, gboolean stop, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, _resite_run_wait_idle_async);
  g_ptr_array_add (self->idle_tasks, task);
  if (stop)
    for (guint i = 0; i < self->drives->len; i++)
      _resite_drive_stop (self->drives->pdata[i]);
  _resite_run_check_idle (self);
}

gboolean
_resite_run_wait_idle_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
