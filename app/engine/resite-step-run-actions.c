/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-run"

#include "config.h"

#include "resite-drive-private.h"
#include "resite-verb-ledger.h"

ResiteVariables *
resite_step_run_get_variables (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return _resite_run_get_step_variables (_resite_step_run_get_run (self), self);
}

gboolean
resite_step_run_holds (ResiteStepRun *self, const char *condition)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), FALSE);

  return _resite_run_holds (_resite_step_run_get_run (self), self, condition);
}

gboolean
resite_step_run_is_automatic (ResiteStepRun *self, ResiteAction *action, char **reason)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), FALSE);
  g_return_val_if_fail (RESITE_IS_ACTION (action), FALSE);

  ResiteJobOrder order;

  if (reason != NULL)
    *reason = NULL;
  _resite_run_fill_order (_resite_step_run_get_run (self), self, action, &order);
  return resite_job_order_is_automatic (&order, reason);
}

static gboolean
is_automatic_here (ResiteStepRun *self, ResiteAction *action)
{
  return _resite_run_action_applies (_resite_step_run_get_run (self), self, action) &&
         resite_step_run_is_automatic (self, action, NULL);
}

gboolean
resite_step_run_has_automatic (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), FALSE);

  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (self));

  for (guint i = 0; i < actions->len; i++)
    if (is_automatic_here (self, actions->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Does this kind change something, so that who does it is what a person wants to know? What is only
 * told is a part of the way to that. */
static gboolean
is_deed (ResiteAction *action)
{
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_COPY:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
    case RESITE_ACTION_BULK:
      return TRUE;
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_CHECK:
    case RESITE_ACTION_WATCH:
    case RESITE_ACTION_WAIT:
    default:
      return FALSE;
    }
}

const char *
resite_step_run_get_way (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (self));
  guint deeds = 0, automatic_deeds = 0;

  for (guint i = 0; i < actions->len; i++)
    if (is_deed (actions->pdata[i]) &&
        _resite_run_action_applies (_resite_step_run_get_run (self), self, actions->pdata[i]))
      {
        deeds++;
        automatic_deeds += is_automatic_here (self, actions->pdata[i]);
      }
  if (deeds > 0 && deeds == automatic_deeds)
    return "RUN";
  return resite_step_run_has_automatic (self) ? "CHECK" : "TELL";
}

ResiteRerun
resite_step_run_get_rerun (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), RESITE_RERUN_NEVER);

  ResiteRerun told = resite_step_get_rerun (resite_step_run_get_step (self));

  return g_str_equal (resite_step_run_get_way (self), "RUN") ? MIN (told, RESITE_RERUN_ASK) : told;
}

/* Items. */

static void
items_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GListStore) store = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = resite_ledger_read_finish (result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (rows == NULL)
    {
      g_warning ("Items of the journal cannot be shown: %s", error->message);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];
      ResiteJobItem *item = resite_job_item_new (row->name);
      resite_job_item_load_row (item, row);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);
}

/* Ten thousand rows are read beside the main loop and come in one piece. */
static GListModel *
read_items (ResiteStepRun *self, const char *scope)
{
  ResiteJournal *journal = resite_run_get_journal (_resite_step_run_get_run (self));
  GListStore *store = g_list_store_new (RESITE_TYPE_JOB_ITEM);
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (journal, scope);

  resite_ledger_read_async (ledger, items_read_cb, g_object_ref (store));
  return G_LIST_MODEL (store);
}

GListModel *
resite_step_run_get_items (ResiteStepRun *self, ResiteAction *action)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);
  g_return_val_if_fail (RESITE_IS_ACTION (action), NULL);

  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (self)), resite_step_run_get_target (self),
      resite_step_run_get_attempt (self), resite_action_get_id (action));
  ResiteJob *job = _resite_run_find_job (_resite_step_run_get_run (self), self, action);

  if (job != NULL)
    return g_object_ref (resite_job_get_items (job));
  return read_items (self, scope);
}

/* Forms. */

static ResiteEntry *
find_field (ResiteAction *action, const char *id)
{
  GPtrArray *fields = resite_action_get_entries (action);

  for (guint i = 0; i < fields->len; i++)
    if (g_strcmp0 (resite_entry_get_id (fields->pdata[i]), id) == 0)
      return fields->pdata[i];
  return NULL;
}

char *
resite_step_run_get_field (ResiteStepRun *self, ResiteAction *action, const char *field)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);
  g_return_val_if_fail (RESITE_IS_ACTION (action), NULL);
  g_return_val_if_fail (field != NULL, NULL);

  const ResiteStepState *state = resite_step_run_get_state (self);
  const char *filled = state != NULL ? g_hash_table_lookup (state->fields, field) : NULL;
  ResiteEntry *entry = find_field (action, field);
  const char *text = entry != NULL ? resite_entry_get (entry, "default") : NULL;

  if (filled != NULL)
    return g_strdup (filled);
  if (text == NULL)
    return g_strdup ("");
  char *value = resite_variables_expand (
      _resite_run_get_step_variables (_resite_step_run_get_run (self), self), text, NULL);
  return value != NULL ? value : g_strdup ("");
}
