/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-policy-walk"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-policy-private.h"

/* More moves than any step has need of in one attempt: the policy goes round in a circle. */
#define MAX_MOVES 64
/* Between two tries after something was put right, in seconds of the run's time. */
#define SECONDS_BETWEEN_TRIES 600

static void
walk_free (ResiteWalk *walk)
{
  g_clear_object (&walk->run);
  g_hash_table_unref (walk->again);
  g_hash_table_unref (walk->moves);
  g_hash_table_unref (walk->tries);
  g_hash_table_unref (walk->given_up);
  g_free (walk->key);
  g_free (walk->last);
  g_free (walk->reason);
  g_free (walk);
}

static ResiteWalk *
walk_new (ResiteRun *run)
{
  ResiteWalk *walk = g_new0 (ResiteWalk, 1);

  walk->run = g_object_ref (run);
  walk->again = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->moves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->given_up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return walk;
}

static void
count_up (GHashTable *table, const char *key)
{
  g_hash_table_replace (table, g_strdup (key),
                        GUINT_TO_POINTER (_resite_walk_count (table, key) + 1));
}

static void
take_reason (ResiteWalk *walk, char *reason)
{
  if (walk->reason == NULL && reason != NULL)
    walk->reason = reason;
  else
    g_free (reason);
}

static ResiteMove *
decide (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step, GError **error)
{
  g_autofree char *key = _resite_walk_make_key (step, 0);
  const char *given_up = g_hash_table_lookup (walk->given_up, key);
  char *reason = NULL;
  ResiteMove *move = NULL;

  if (given_up != NULL || _resite_walk_count (walk->moves, key) >= MAX_MOVES)
    reason = g_strdup (given_up != NULL ? given_up : resite_step_run_get_waits_for (step));
  else
    move = _resite_walk_put_right (self, walk, step, key, error);
  if (move == NULL && reason == NULL && *error == NULL)
    {
      move = resite_policy_decide (self, walk->run, step, _resite_walk_count (walk->tries, key),
                                   &reason);
      if (move != NULL && resite_move_get_kind (move) == RESITE_MOVE_RETRY)
        {
          count_up (walk->tries, key);
          /* What failed may only not have come yet. */
          walk->waits = _resite_policy_get_hands (self)->remedy != NULL;
        }
    }
  if (move == NULL && *error == NULL)
    move = _resite_walk_begin_anew_once (self, walk, step);
  take_reason (walk, reason);
  if (move == NULL)
    return NULL;
  count_up (walk->moves, key);
  g_free (walk->key);
  walk->key = g_steal_pointer (&key);
  return move;
}

/* (nullable) */
static ResiteMove *
find_turn (ResitePolicy *self, ResiteWalk *walk)
{
  GListModel *steps = resite_run_get_steps (walk->run);
  const guint n_steps = g_list_model_get_n_items (steps);
  ResiteMove *turn = NULL;

  for (guint i = 0; turn == NULL && i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      turn = _resite_policy_turn_back (self, walk->run, step);
    }
  /* It is of no step: where the run refuses it, there is nothing to go on with. */
  if (turn != NULL)
    g_clear_pointer (&walk->key, g_free);
  return turn;
}

static ResiteMove *
find_move (ResitePolicy *self, ResiteWalk *walk, GError **error)
{
  GListModel *steps = resite_run_get_steps (walk->run);
  guint n_steps = g_list_model_get_n_items (steps);
  ResiteMove *behind = _resite_walk_put_right_behind (self, walk, error);

  if (behind == NULL && *error == NULL)
    behind = find_turn (self, walk);
  if (behind != NULL || *error != NULL)
    return behind;

  g_clear_pointer (&walk->reason, g_free);
  if (resite_run_get_current (walk->run) == NULL)
    return _resite_policy_finishes (self)
               ? resite_move_new (RESITE_MOVE_FINISH, _resite_policy_get_by (self), NULL)
               : NULL;
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      if (resite_step_status_is_closed (resite_step_run_get_status (step)) ||
          !resite_step_run_is_reached (step))
        continue;
      ResiteMove *move = decide (self, walk, step, error);
      if (move != NULL || *error != NULL)
        return move;
    }
  return NULL;
}

static void
return_needs_person (GTask *task)
{
  ResiteWalk *walk = g_task_get_task_data (task);

  g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON, "%s",
                           walk->reason != NULL
                               ? walk->reason
                               : _ ("All steps are closed. Only the run itself is still open."));
  g_object_unref (task);
}

static void walk_on (GTask *task);

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteWalk *walk = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!resite_run_perform_finish (RESITE_RUN (source), result, &error))
    {
      /* A move that the run refuses is for a person; anything else ends the walk. */
      if (walk->key == NULL || (!g_error_matches (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE) &&
                                !g_error_matches (error, RESITE_ERROR, RESITE_ERROR_INVALID)))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_hash_table_replace (walk->given_up, g_strdup (walk->key), g_strdup (error->message));
    }
  walk_on (g_steal_pointer (&task));
}

/* Of a step that Resite does, a person tells only what comes before. */
static gboolean
do_deed (ResitePolicy *self, ResiteWalk *walk, ResiteMove *move, GError **error)
{
  ResiteStepRun *step;

  /* Other moves may be of no step at all. */
  if (resite_move_get_kind (move) != RESITE_MOVE_DONE)
    return TRUE;
  step = resite_run_find_step (walk->run, resite_move_get_step (move));
  if (resite_move_get (move, "action") != NULL &&
      g_strcmp0 (resite_step_run_get_way (step), "RUN") == 0)
    return TRUE;
  return _resite_policy_do_deed (self, step, error);
}

/* Something of the step begins now that was not begun, or was cut off. */
static void
tell_witness (ResitePolicy *self, ResiteWalk *walk, ResiteMove *move)
{
  ResiteStepRun *step;

  if (resite_move_get_kind (move) != RESITE_MOVE_START)
    return;
  step = resite_run_find_step (walk->run, resite_move_get_step (move));
  if (resite_step_run_get_status (step) != RESITE_STEP_WAITING)
    _resite_policy_tell_witness (self, step);
}

/* Takes @task. */
static void
perform (GTask *task, ResiteMove *move)
{
  ResitePolicy *self = g_task_get_source_object (task);
  ResiteWalk *walk = g_task_get_task_data (task);
  GError *error = NULL;

  if (!do_deed (self, walk, move, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  tell_witness (self, walk, move);
  g_free (walk->last);
  walk->last = g_strdup (resite_move_get_step (move));
  resite_run_perform_async (walk->run, move, g_task_get_cancellable (task), moved_cb, task);
}

/* Waiting for what was put right to be seen. */

/* Takes @task. */
static void
end_wait (GTask *task)
{
  ResiteWalk *walk = g_task_get_task_data (task);
  g_autoptr (ResiteMove) move = g_steal_pointer (&walk->next);

  g_clear_handle_id (&walk->timer, g_source_remove);
  if (walk->cancelled != NULL)
    g_source_destroy (walk->cancelled);
  g_clear_pointer (&walk->cancelled, g_source_unref);
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else
    perform (task, move);
}

static gboolean
waited_cb (gpointer user_data)
{
  ResiteWalk *walk = g_task_get_task_data (user_data);

  walk->timer = 0;
  end_wait (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  end_wait (user_data);
  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void
perform_later (GTask *task, ResiteMove *move)
{
  ResiteWalk *walk = g_task_get_task_data (task);

  walk->waits = FALSE;
  walk->next = resite_move_ref (move);
  if (g_task_get_cancellable (task) != NULL)
    {
      walk->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_callback (walk->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (walk->cancelled, g_main_context_get_thread_default ());
    }
  walk->timer = resite_clock_add_timeout (resite_run_get_clock (walk->run), SECONDS_BETWEEN_TRIES,
                                          waited_cb, task, NULL);
}

/* Takes @task. */
static void
walk_on (GTask *task)
{
  ResitePolicy *self = g_task_get_source_object (task);
  ResiteWalk *walk = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ResiteMove) move = NULL;

  if (!g_str_equal (resite_run_get_condition (walk->run), "open"))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  move = find_move (self, walk, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (move == NULL)
    return_needs_person (task);
  else if (walk->waits)
    perform_later (task, move);
  else
    perform (task, move);
}

void
resite_policy_walk_async (ResitePolicy *self, ResiteRun *run, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_POLICY (self));
  g_return_if_fail (RESITE_IS_RUN (run));

  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_policy_walk_async);
  g_task_set_task_data (task, walk_new (run), (GDestroyNotify)walk_free);
  walk_on (task);
}

gboolean
resite_policy_walk_finish (ResitePolicy *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
