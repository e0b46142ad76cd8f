/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-offer"

#include "config.h"

#include "resite-run-offer.h"
#include "resite-run-reach-private.h"

ResiteReachOffer *
resite_run_find_offer (ResiteRun *self, const char *role)
{
  const ResiteMachineFacts *facts;
  g_autofree char *name = NULL;

  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (role != NULL, NULL);

  facts = resite_run_get_machine_facts (self, role);
  name = resite_run_get_name_now (self, role);
  /* What was seen is of the name that it had then. */
  return facts != NULL && facts->desk != NULL && g_strcmp0 (facts->desk->expected, name) == 0
             ? resite_reach_offer_new (self->plan, _resite_run_find_section (self, role),
                                       facts->desk)
             : NULL;
}

/* One correction after the other; the task's data are those that are left. */

static void perform_next (GTask *task);

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (resite_run_perform_finish (RESITE_RUN (source), result, &error))
    perform_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
perform_next (GTask *task)
{
  GPtrArray *moves = g_task_get_task_data (task);
  g_autoptr (ResiteMove) move = NULL;

  if (moves->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  move = g_ptr_array_steal_index (moves, 0);
  resite_run_perform_async (g_task_get_source_object (task), move, g_task_get_cancellable (task),
                            performed_cb, task);
}

static GPtrArray *
make_moves (ResiteReachOffer *offer, const char *by, const char *reason)
{
  GPtrArray *moves = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_move_unref);

  for (guint i = 0; i < offer->values->len; i++)
    {
      const ResiteReachValue *value = offer->values->pdata[i];
      ResiteMove *move = resite_move_new (RESITE_MOVE_CORRECT, by, NULL);

      resite_move_set (move, "key", value->key);
      resite_move_set (move, "value", value->value);
      resite_move_set (move, "reason", reason);
      g_ptr_array_add (moves, move);
    }
  return moves;
}

void
resite_run_take_offer_async (ResiteRun *self, ResiteReachOffer *offer, const char *by,
                             const char *reason, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (offer != NULL && by != NULL);

  g_task_set_source_tag (task, resite_run_take_offer_async);
  if (!resite_reach_offer_check (offer, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, make_moves (offer, by, reason), (GDestroyNotify)g_ptr_array_unref);
  perform_next (g_steal_pointer (&task));
}

gboolean
resite_run_take_offer_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
