/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-crossing"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"

/* (nullable): the check of @step that looks what would cross. */
static ResiteAction *
find_check (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      GPtrArray *entries = resite_action_get_entries (actions->pdata[i]);

      for (guint j = 0; j < entries->len; j++)
        if (g_strcmp0 (resite_entry_get (entries->pdata[j], "type"), "crossing") == 0)
          return actions->pdata[i];
    }
  return NULL;
}

static void
add_crossing (ResiteRun *self, ResiteStepRun *step, ResiteAction *check, GPtrArray *ids)
{
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      resite_step_run_get_attempt (step), resite_action_get_id (check));
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, scope, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];

      if (g_strcmp0 (record->state, "would-cross") == 0)
        g_ptr_array_add (ids, g_strdup (record->name));
    }
}

/* (element-type utf8) (transfer full) */
static GPtrArray *
list_crossing (ResiteRun *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  const guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      ResiteAction *check = find_check (step);

      if (check != NULL)
        add_crossing (self, step, check, ids);
    }
  return ids;
}

void
_resite_run_complete_crossing (ResiteRun *self, ResiteJobArguments *arguments, GHashTable *left_out)
{
  const char *choice = resite_variables_get (self->variables, "options.crossing");
  const gboolean send = g_strcmp0 (choice, "send") == 0;
  g_autoptr (GPtrArray) ids = list_crossing (self);
  g_autofree char *names = NULL;

  for (guint i = 0; i < ids->len; i++)
    if (send)
      g_hash_table_remove (left_out, ids->pdata[i]);
    else
      g_hash_table_replace (left_out, g_strdup (ids->pdata[i]),
                            g_strdup (_ ("It would be sent in full, and the plan leaves that out "
                                         "([options] crossing).")));
  if (!send || ids->len == 0)
    return;
  g_ptr_array_add (ids, NULL);
  names = g_strjoinv (" ", (GStrv)ids->pdata);
  resite_job_arguments_set (arguments, "may-cross", names);
}
