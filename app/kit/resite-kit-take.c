/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-take"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-kit.h"

/* One action after the other, since each may open the way for the next. */
typedef struct
{
  GPtrArray *moves; /* ResiteMove, in order */
  guint next;
  GPtrArray *taken;
  GPtrArray *later;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  g_ptr_array_unref (taking->moves);
  g_ptr_array_unref (taking->taken);
  g_ptr_array_unref (taking->later);
  g_free (taking);
}

static gboolean
is_told_already (ResiteRun *run, ResiteMove *move)
{
  ResiteStepRun *step = resite_run_find_step (run, resite_move_get_step (move));
  const ResiteStepState *state = step != NULL ? resite_step_run_get_state (step) : NULL;
  const ResiteActionState *action =
      state != NULL ? resite_step_state_get_action (state, resite_move_get (move, "action")) : NULL;

  if (step != NULL && resite_step_status_is_closed (resite_step_run_get_status (step)))
    return TRUE;
  return action != NULL &&
         (g_strcmp0 (action->outcome, "ok") == 0 || g_strcmp0 (action->outcome, "warning") == 0);
}

static void
put_off (Taking *taking, ResiteMove *move, const char *reason)
{
  g_ptr_array_add (taking->later, g_strdup_printf ("%s %s: %s", resite_move_get_step (move),
                                                   resite_move_get (move, "action"), reason));
}

static void
count_taken (Taking *taking, ResiteMove *move)
{
  const char *step = resite_move_get_step (move);

  if (!g_ptr_array_find_with_equal_func (taking->taken, step, g_str_equal, NULL))
    g_ptr_array_add (taking->taken, g_strdup (step));
}

static void take_next (ResiteRun *run, GTask *task);

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Taking *taking = g_task_get_task_data (task);
  ResiteMove *move = taking->moves->pdata[taking->next++];
  g_autoptr (GError) error = NULL;

  if (resite_run_perform_finish (RESITE_RUN (source), result, &error))
    count_taken (taking, move);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  else
    put_off (taking, move, error->message);
  take_next (RESITE_RUN (source), task);
}

static void
take_next (ResiteRun *run, GTask *task)
{
  Taking *taking = g_task_get_task_data (task);

  for (; taking->next < taking->moves->len; taking->next++)
    {
      ResiteMove *move = taking->moves->pdata[taking->next];
      g_autoptr (GError) error = NULL;

      if (is_told_already (run, move))
        continue;
      if (resite_run_check_move (run, move, &error))
        {
          resite_run_perform_async (run, move, g_task_get_cancellable (task), performed_cb, task);
          return;
        }
      put_off (taking, move, error->message);
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* The file itself is evidence too; it is attached once. */
static void
add_moves (GPtrArray *moves, const ResiteKitResult *result, const char *by)
{
  for (guint i = 0; i < result->actions->len; i++)
    {
      const ResiteKitVerdict *verdict = result->actions->pdata[i];
      ResiteMove *move = resite_move_new (RESITE_MOVE_DONE, by, result->script->step);

      resite_move_set (move, "action", verdict->action);
      resite_move_set_rows (move, verdict->rows);
      if (i == 0)
        resite_move_set (move, "file", result->path);
      g_ptr_array_add (moves, move);
    }
}

void
resite_kit_take_async (ResiteRun *run, GPtrArray *results, const char *by,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (run));
  g_return_if_fail (results != NULL && by != NULL);

  GTask *task = g_task_new (run, cancellable, callback, user_data);
  Taking *taking = g_new0 (Taking, 1);

  g_task_set_source_tag (task, resite_kit_take_async);
  taking->moves = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_move_unref);
  taking->taken = g_ptr_array_new_with_free_func (g_free);
  taking->later = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, taking, taking_free);
  for (guint i = 0; i < results->len; i++)
    add_moves (taking->moves, results->pdata[i], by);
  take_next (run, task);
}

gboolean
resite_kit_take_finish (ResiteRun *run, GAsyncResult *result, GPtrArray **taken, GPtrArray **later,
                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, run), FALSE);

  Taking *taking = g_task_get_task_data (G_TASK (result));

  *taken = g_ptr_array_ref (taking->taken);
  *later = g_ptr_array_ref (taking->later);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_open (ResiteStepRun *step, ResiteAction *action)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const ResiteActionState *told =
      state != NULL ? resite_step_state_get_action (state, resite_action_get_id (action)) : NULL;

  return resite_step_run_holds (step, resite_action_get (action, "when")) &&
         (told == NULL ||
          (g_strcmp0 (told->outcome, "ok") != 0 && g_strcmp0 (told->outcome, "warning") != 0));
}

/* "C6@primary.1: Count the child sites, Wait five minutes" */
static char *
describe_waiting (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  g_autoptr (GString) open = g_string_new (NULL);

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];
      const char *title = resite_action_get_title (action);

      if (is_open (step, action))
        g_string_append_printf (open, "%s%s", open->len > 0 ? ", " : "",
                                title != NULL ? title : resite_action_get_id (action));
    }
  if (open->len == 0)
    g_string_append (open, _ ("say that it is done"));
  return g_strdup_printf ("%s: %s", resite_step_run_get_name (step), open->str);
}

GPtrArray *
resite_kit_list_waiting (ResiteRun *run, GPtrArray *taken)
{
  GPtrArray *waiting = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (RESITE_IS_RUN (run) && taken != NULL, waiting);

  for (guint i = 0; i < taken->len; i++)
    {
      ResiteStepRun *step = resite_run_find_step (run, taken->pdata[i]);

      if (step != NULL && !resite_step_status_is_closed (resite_step_run_get_status (step)))
        g_ptr_array_add (waiting, describe_waiting (step));
    }
  return waiting;
}
