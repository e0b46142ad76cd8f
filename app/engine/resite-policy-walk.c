/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-policy-walk"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-policy-private.h"

/* More moves than any step has need of in one attempt: the policy goes round in a circle. */
#define MAX_MOVES 64
/* What was put right may take its time until it is seen: so often it is tried again, so many seconds
 * of the run's time apart. */
#define TRIES_AFTER_REMEDY    12
#define SECONDS_BETWEEN_TRIES 600

typedef struct
{
  ResiteRun *run;
  GHashTable *again;    /* "C6@primary.2#1" → tries that are left since something was put right */
  GHashTable *moves;    /* "C6@primary.2#1" → how many */
  GHashTable *tries;    /* the same → retries */
  GHashTable *given_up; /* the same → why */
  char *key;            /* of the step in hand */
  char *last;           /* step that was moved last */
  char *reason;         /* why the first step that stays open does */
  gboolean waits;       /* before the next move */
  ResiteMove *next;     /* the one that waits */
  guint timer;
  GSource *cancelled;
} Walk;

static void
walk_free (Walk *walk)
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

static Walk *
walk_new (ResiteRun *run)
{
  Walk *walk = g_new0 (Walk, 1);

  walk->run = g_object_ref (run);
  walk->again = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->moves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->given_up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return walk;
}

static guint
count (GHashTable *table, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, key));
}

static void
count_up (GHashTable *table, const char *key)
{
  g_hash_table_replace (table, g_strdup (key), GUINT_TO_POINTER (count (table, key) + 1));
}

/* Of a step's attempt, or of one of those that come after it. */
static char *
make_key (ResiteStepRun *step, guint later)
{
  return g_strdup_printf ("%s#%u", resite_step_run_get_name (step),
                          resite_step_run_get_attempt (step) + later);
}

static void
take_reason (Walk *walk, char *reason)
{
  if (walk->reason == NULL && reason != NULL)
    walk->reason = reason;
  else
    g_free (reason);
}

/* What was found before it was put right may be what now stands in the way: a list that was read
 * then. Who cannot go on with it begins the step anew. */
static ResiteMove *
begin_anew (ResitePolicy *self, Walk *walk, ResiteStepRun *step, guint left)
{
  g_autoptr (ResiteMove) back = resite_move_new (RESITE_MOVE_BACK, _resite_policy_get_by (self),
                                                 resite_step_run_get_name (step));
  g_autofree char *next_key = make_key (step, 1);

  if (resite_step_run_get_rerun (step) == RESITE_RERUN_NEVER ||
      !resite_run_check_move (walk->run, back, NULL))
    return NULL;
  g_hash_table_replace (walk->again, g_steal_pointer (&next_key), GUINT_TO_POINTER (left));
  return g_steal_pointer (&back);
}

static ResiteMove *
try_again (ResitePolicy *self, Walk *walk, ResiteStepRun *step, guint left)
{
  ResiteMove *back = NULL;

  if (left == TRIES_AFTER_REMEDY - 1 && resite_step_run_get_status (step) == RESITE_STEP_FAILED)
    back = begin_anew (self, walk, step, left - 1);
  walk->waits = back == NULL && left < TRIES_AFTER_REMEDY &&
                resite_step_run_get_status (step) != RESITE_STEP_DONE;
  return back != NULL ? back : _resite_policy_try_again (self, step);
}

/* (nullable): to note what was put right, or to see whether that was all. */
static ResiteMove *
put_right (ResitePolicy *self, Walk *walk, ResiteStepRun *step, const char *key, GError **error)
{
  g_autofree char *said = NULL;
  const guint left = count (walk->again, key);
  const guint tries =
      resite_step_run_get_status (step) == RESITE_STEP_DONE ? 1 : TRIES_AFTER_REMEDY;
  ResiteMove *note;

  if (!_resite_policy_is_amiss (walk->run, step))
    return NULL;
  if (!_resite_policy_do_remedy (self, step, &said, error))
    {
      if (left == 0 || *error != NULL)
        return NULL;
      g_hash_table_replace (walk->again, g_strdup (key), GUINT_TO_POINTER (left - 1));
      return try_again (self, walk, step, left);
    }
  g_hash_table_replace (walk->again, g_strdup (key), GUINT_TO_POINTER (tries));
  if (said == NULL)
    return _resite_policy_try_again (self, step);
  note = resite_move_new (RESITE_MOVE_NOTE, _resite_policy_get_by (self),
                          resite_step_run_get_name (step));
  resite_move_set (note, "note", said);
  return note;
}

/* Trying again was of no use: once, all of the step is done from its beginning. */
static ResiteMove *
begin_anew_once (ResitePolicy *self, Walk *walk, ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  if (_resite_policy_get_hands (self)->remedy == NULL ||
      resite_step_run_get_status (step) != RESITE_STEP_FAILED || state->verdict != NULL ||
      resite_step_run_get_attempt (step) > 2)
    return NULL;
  return begin_anew (self, walk, step, 0);
}

static ResiteMove *
decide (ResitePolicy *self, Walk *walk, ResiteStepRun *step, GError **error)
{
  g_autofree char *key = make_key (step, 0);
  const char *given_up = g_hash_table_lookup (walk->given_up, key);
  char *reason = NULL;
  ResiteMove *move = NULL;

  if (given_up != NULL || count (walk->moves, key) >= MAX_MOVES)
    reason = g_strdup (given_up != NULL ? given_up : resite_step_run_get_waits_for (step));
  else
    move = put_right (self, walk, step, key, error);
  if (move == NULL && reason == NULL && *error == NULL)
    {
      move = resite_policy_decide (self, walk->run, step, count (walk->tries, key), &reason);
      if (move != NULL && resite_move_get_kind (move) == RESITE_MOVE_RETRY)
        count_up (walk->tries, key);
    }
  if (move == NULL && *error == NULL)
    move = begin_anew_once (self, walk, step);
  take_reason (walk, reason);
  if (move == NULL)
    return NULL;
  count_up (walk->moves, key);
  g_free (walk->key);
  walk->key = g_steal_pointer (&key);
  return move;
}

/* (nullable): the last step was closed with a warning, and what it warns of was put right. */
static ResiteMove *
put_right_behind (ResitePolicy *self, Walk *walk, GError **error)
{
  ResiteStepRun *step = walk->last != NULL ? resite_run_find_step (walk->run, walk->last) : NULL;
  g_autofree char *key = NULL;

  if (step == NULL || resite_step_run_get_status (step) != RESITE_STEP_DONE)
    return NULL;
  key = make_key (step, 0);
  return put_right (self, walk, step, key, error);
}

static ResiteMove *
find_move (ResitePolicy *self, Walk *walk, GError **error)
{
  GListModel *steps = resite_run_get_steps (walk->run);
  guint n_steps = g_list_model_get_n_items (steps);
  ResiteMove *behind = put_right_behind (self, walk, error);

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
  Walk *walk = g_task_get_task_data (task);

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
  Walk *walk = g_task_get_task_data (task);
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
do_deed (ResitePolicy *self, Walk *walk, ResiteMove *move, GError **error)
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
tell_witness (ResitePolicy *self, Walk *walk, ResiteMove *move)
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
  Walk *walk = g_task_get_task_data (task);
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
  Walk *walk = g_task_get_task_data (task);
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
  Walk *walk = g_task_get_task_data (user_data);

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
  Walk *walk = g_task_get_task_data (task);

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
  Walk *walk = g_task_get_task_data (task);
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
