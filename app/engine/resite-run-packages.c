/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-packages"

#include "config.h"

#include "resite-run-private.h"

static void
add_forwarded (ResiteRun *self, GPtrArray *ids, ResiteStepRun *step, ResiteAction *action,
               guint attempt)
{
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      attempt, resite_action_get_id (action));
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, scope, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      if (g_strcmp0 (record->state, "forwarded") == 0)
        g_ptr_array_add (ids, g_strdup (record->name));
    }
}

static void
add_forwarded_of_step (ResiteRun *self, GPtrArray *ids, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  if (resite_step_run_get_state (step) == NULL)
    return;
  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_BULK)
      for (guint attempt = 1; attempt <= resite_step_run_get_attempt (step); attempt++)
        add_forwarded (self, ids, step, actions->pdata[i], attempt);
}

GPtrArray *
_resite_run_list_forwarded (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) other = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      if (other != step)
        add_forwarded_of_step (self, ids, other);
    }
  return ids;
}
