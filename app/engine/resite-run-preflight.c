/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-preflight"

#include "config.h"

#include <string.h>

#include "resite-drive-private.h"
#include "resite-package-status.h"

/* What the tables of packages, the preflight and Package Status, say for what follows them. */

static ResiteEntry *
find_table_probe (ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);

  if (resite_action_get_kind (action) != RESITE_ACTION_CHECK)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      const char *type = resite_entry_get (entries->pdata[i], "type");
      if (g_strcmp0 (type, "preflight") == 0 || g_strcmp0 (type, "package-status") == 0)
        return entries->pdata[i];
    }
  return NULL;
}

ResiteAction *
_resite_run_find_table (ResiteStepRun *step, const char **type, ResiteEntry **probe)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteEntry *found = find_table_probe (actions->pdata[i]);

      if (found == NULL)
        continue;
      if (type != NULL)
        *type = resite_entry_get (found, "type");
      if (probe != NULL)
        *probe = found;
      return actions->pdata[i];
    }
  return NULL;
}

/* (element-type ResiteItemRecord) (nullable) */
static GPtrArray *
read_records (ResiteRun *self, ResiteStepRun *step, ResiteAction *action, guint attempt)
{
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      attempt, resite_action_get_id (action));

  return resite_journal_read_items (self->journal, scope, NULL);
}

static gboolean
has_table_of (ResiteStepRun *step, const char *type, ResiteAction **action)
{
  const char *found = NULL;

  *action = _resite_run_find_table (step, &found, NULL);
  return *action != NULL && g_str_equal (found, type) && resite_step_run_get_state (step) != NULL;
}

/* The rows of the last attempt that has any: one that was offered again and not looked at says
 * nothing new. */
static GPtrArray *
read_newest (ResiteRun *self, ResiteStepRun *step, ResiteAction *action, gint64 *ended_at)
{
  for (guint attempt = resite_step_run_get_attempt (step); attempt > 0; attempt--)
    {
      g_autoptr (GPtrArray) records = read_records (self, step, action, attempt);
      const ResiteActionState *state = resite_step_state_get_action (
          resite_step_run_get_state (step), resite_action_get_id (action));

      if (records == NULL || records->len == 0)
        continue;
      *ended_at = state != NULL && attempt == resite_step_run_get_attempt (step)
                      ? MAX (state->ended_at, state->started_at)
                      : 1;
      return g_steal_pointer (&records);
    }
  return NULL;
}

/* (nullable): of the step that was looked at last. */
static GPtrArray *
find_preflight (ResiteRun *self)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));
  g_autoptr (GPtrArray) newest = NULL;
  gint64 newest_at = 0;

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      g_autoptr (GPtrArray) records = NULL;
      ResiteAction *action;
      gint64 at = 0;

      if (!has_table_of (step, "preflight", &action))
        continue;
      records = read_newest (self, step, action, &at);
      if (records == NULL || at < newest_at)
        continue;
      g_clear_pointer (&newest, g_ptr_array_unref);
      newest = g_steal_pointer (&records);
      newest_at = at;
    }
  return g_steal_pointer (&newest);
}

GHashTable *
_resite_run_list_unfit (ResiteRun *self, gboolean for_assign)
{
  GHashTable *reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) records = find_preflight (self);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      const char *why = resite_preflight_explain_left_out (record->state, for_assign);

      if (why != NULL && resite_package_id_is_valid (record->name))
        g_hash_table_insert (reasons, g_strdup (record->name), g_strdup (why));
    }
  return reasons;
}

/* What is on its way needs no push. */
static gboolean
is_to_be_repaired (const char *state)
{
  return g_strcmp0 (state, "failed") == 0 || g_strcmp0 (state, "retrying") == 0 ||
         g_strcmp0 (state, "outdated") == 0;
}

/* (transfer full): ids, one a line, of those that the step's table says are not right. */
static char *
list_wrong (ResiteRun *self, ResiteStepRun *step)
{
  GString *ids = g_string_new (NULL);
  ResiteAction *table = _resite_run_find_table (step, NULL, NULL);
  g_autoptr (GPtrArray) records =
      table != NULL ? read_records (self, step, table, resite_step_run_get_attempt (step)) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      if (is_to_be_repaired (record->state) && resite_package_id_is_valid (record->name))
        g_string_append_printf (ids, "%s\n", record->name);
    }
  return g_string_free (ids, FALSE);
}

void
_resite_run_complete_bulk (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                           ResiteJobArguments *arguments)
{
  const char *worker = resite_action_get (action, "worker");
  gboolean for_all = g_strcmp0 (resite_action_get (action, "selection"), "all") == 0;

  if (g_strcmp0 (worker, "refresh") == 0)
    {
      g_autofree char *wrong = list_wrong (self, step);
      resite_job_arguments_set (arguments, "packages", wrong);
    }
  else if (for_all && g_strcmp0 (worker, "update-all") != 0)
    {
      g_autoptr (GHashTable) unfit =
          _resite_run_list_unfit (self, g_strcmp0 (worker, "assign") == 0);
      if (g_strcmp0 (worker, "assign") == 0)
        _resite_run_complete_crossing (self, arguments, unfit);
      resite_job_arguments_set_left_out (arguments, unfit);
    }
}

gboolean
_resite_run_are_packages_right (ResiteRun *self)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      const ResiteActionState *state;
      ResiteAction *action;

      if (!has_table_of (step, "package-status", &action))
        continue;
      state = resite_step_state_get_action (resite_step_run_get_state (step),
                                            resite_action_get_id (action));
      return state != NULL && g_strcmp0 (state->outcome, "ok") == 0 &&
             g_strcmp0 (state->how, "V") == 0;
    }
  return FALSE;
}

/* Lists that a person brought. */

ResiteFolder *
_resite_run_open_packages (ResiteRun *self, ResiteStepRun *step, ResiteEntry *probe)
{
  g_autofree char *path = resite_run_expand (self, step, resite_entry_get (probe, "path"));
  const char *colon = strchr (path, ':');
  g_autofree char *machine = colon != NULL ? g_strndup (path, colon - path) : NULL;

  if (machine == NULL || !resite_connections_has_files (self->connections, machine))
    return NULL;
  return resite_connections_open_folder (self->connections, machine, colon + 1, FALSE, NULL);
}

/* Takes @message. */
static void
add_verdict (GPtrArray *rows, const char *probe, gboolean right, char *message)
{
  ResiteLedgerRow *row = resite_ledger_row_new (probe, right ? "ok" : "warning");

  g_free (row->message);
  row->message = message;
  g_ptr_array_add (rows, row);
}

static void
add_preflight (GPtrArray *rows, const char *probe, GHashTable *known, ResiteFolder *packages,
               GPtrArray *past)
{
  g_autoptr (ResitePackageScan) scan =
      packages != NULL ? resite_package_scan_run (packages, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) judged = NULL;

  if (scan == NULL && past != NULL)
    scan = resite_preflight_scan_from_rows (past);
  judged = resite_preflight_judge (scan, known, NULL);
  add_verdict (rows, probe, resite_preflight_count (judged, "ready") == judged->len,
               resite_preflight_describe (judged));
  for (guint i = 0; i < judged->len; i++)
    g_ptr_array_add (rows, resite_preflight_row_to_ledger (judged->pdata[i]));
}

static void
add_status (GPtrArray *rows, const char *probe, GPtrArray *states)
{
  add_verdict (rows, probe, resite_package_status_count_wrong (states) == 0,
               resite_package_status_describe (states));
  for (guint i = 0; i < states->len; i++)
    g_ptr_array_add (rows, resite_package_state_to_ledger (states->pdata[i]));
}

GPtrArray *
_resite_run_parse_table (const char *type, const char *probe, const char *text, gssize length,
                         ResiteFolder *packages, GPtrArray *past)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GPtrArray) states = NULL;

  if (g_str_equal (type, "preflight"))
    known = resite_preflight_known_parse (text, length, NULL);
  else
    states = resite_package_status_parse (text, length, NULL);
  if (known != NULL)
    add_preflight (rows, probe, known, packages, past);
  else if (states != NULL)
    add_status (rows, probe, states);
  if (rows->len == 0)
    g_clear_pointer (&rows, g_ptr_array_unref);
  return rows;
}
