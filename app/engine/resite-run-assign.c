/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-assign"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-job-assign.h"
#include "resite-run-assign.h"
#include "resite-sms-point.h"
#include "resite-under-way.h"
#include "resite-verb-ledger.h"

ResiteAction *
resite_run_find_assignment (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *actions;

  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), NULL);

  actions = resite_step_get_actions (resite_step_run_get_step (step));
  for (guint i = 0; i < actions->len; i++)
    if (g_strcmp0 (resite_action_get (actions->pdata[i], "worker"), "assign") == 0)
      return actions->pdata[i];
  return NULL;
}

/* (element-type ResiteLedger): of the attempts before this one. */
static GPtrArray *
list_earlier (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  GPtrArray *ledgers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint attempt = 1; attempt < resite_step_run_get_attempt (step); attempt++)
    {
      g_autofree char *scope = resite_run_state_format_scope (
          resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
          attempt, resite_action_get_id (action));

      g_ptr_array_add (ledgers, resite_journal_ledger_new (self->journal, scope));
    }
  return ledgers;
}

/* What was cut off, or stopped, while it took packages off must not put them back by going on. */
static gboolean
was_cut_off_undoing (ResiteStepRun *step, ResiteAction *action)
{
  const ResiteActionState *state = resite_step_state_get_action (resite_step_run_get_state (step),
                                                                 resite_action_get_id (action));

  return state != NULL && state->undoes &&
         (g_strcmp0 (state->outcome, "interrupted") == 0 ||
          g_strcmp0 (state->outcome, "stopped") == 0);
}

void
_resite_run_choose_undo (ResiteRun *self, ResiteStepRun *step, ResiteMove *move)
{
  ResiteAction *action = resite_run_find_assignment (self, step);

  if (action != NULL)
    _resite_run_choose (self->undoes, step, action,
                        g_strcmp0 (resite_move_get (move, "undo"), resite_action_get_id (action)) ==
                                0 ||
                            was_cut_off_undoing (step, action));
}

void
_resite_run_complete_assign (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                             ResiteJobArguments *arguments)
{
  g_autoptr (GPtrArray) earlier = NULL;

  if (g_strcmp0 (resite_action_get (action, "worker"), "assign") != 0)
    return;
  earlier = list_earlier (self, step, action);
  resite_job_arguments_set_earlier (arguments, earlier);
  resite_job_arguments_set (arguments, "undo",
                            _resite_run_is_chosen (self->undoes, step, action) ? "yes" : NULL);
  _resite_run_choose (self->undoes, step, action, FALSE);
}

/* The model. */

typedef struct
{
  ResiteMachine *machine;
  GPtrArray *ids; /* NULL at the end */
  char *server;
  char *code;
} Suggesting;

static void
suggesting_free (gpointer data)
{
  Suggesting *suggesting = data;

  g_clear_object (&suggesting->machine);
  g_ptr_array_unref (suggesting->ids);
  g_free (suggesting->server);
  g_free (suggesting->code);
  g_free (suggesting);
}

static GPtrArray *
suggest (Suggesting *suggesting, GCancellable *cancellable, GError **error)
{
  g_autofree char *space = NULL;
  g_autoptr (ResiteMachine) machine =
      resite_sms_open_provider (suggesting->machine, &space, cancellable, error);
  ResiteCim *cim = machine != NULL ? resite_machine_get_cim (machine) : NULL;
  g_autoptr (GPtrArray) points =
      cim != NULL ? resite_sms_list_points (cim, space, cancellable, error) : NULL;
  const ResiteSmsPoint *target;

  if (points == NULL)
    return NULL;
  target = resite_sms_find_point (points, suggesting->server, suggesting->code, error);
  if (target == NULL)
    return NULL;
  return resite_sms_find_similar (
      cim, space, points,
      suggesting->ids->len > 1 ? (const char *const *)suggesting->ids->pdata : NULL, target,
      cancellable, error);
}

static void
suggest_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *similar = suggest (data, cancellable, &error);

  if (similar != NULL)
    g_task_return_pointer (task, similar, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
resite_run_suggest_source_async (ResiteRun *self, ResiteStepRun *step, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *provider = NULL;
  Suggesting *suggesting;
  ResiteJobOrder order;
  GError *error = NULL;

  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (RESITE_IS_STEP_RUN (step));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_run_suggest_source_async);
  suggesting = g_new0 (Suggesting, 1);
  suggesting->ids = _resite_run_list_forwarded (self, step);
  g_ptr_array_add (suggesting->ids, NULL);
  g_task_set_task_data (task, suggesting, suggesting_free);
  _resite_run_fill_order (self, step, resite_run_find_assignment (self, step), &order);
  suggesting->server = g_strdup (resite_variables_get (order.variables, "site.server-name"));
  suggesting->code = g_strdup (resite_variables_get (order.variables, "site.code"));
  provider = order.action != NULL ? _resite_job_assign_find_provider (&order) : NULL;
  if (provider != NULL)
    suggesting->machine =
        resite_connections_open_machine (self->connections, provider, NULL, &error);
  else
    g_set_error_literal (&error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                         _ ("The central site's server is not reached from this desk."));
  if (suggesting->machine != NULL)
    resite_under_way_run_task (task, suggest_in_thread);
  else
    g_task_return_error (task, error);
}

GPtrArray *
resite_run_suggest_source_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
