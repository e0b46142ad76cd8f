/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-prepare"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-assign-results.h"
#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-preload-job.h"
#include "resite-text.h"
#include "resite-under-way.h"
#include "resite-verb-ledger.h"

/* Attachments lie in the journal itself, which goes onto a stick. */
#define MAX_ATTACHMENT (64 * 1024 * 1024)

typedef struct
{
  ResitePrepared *prepared;
  char *path;   /* (nullable) */
  char *output; /* (nullable): pasted */
  ResiteJournal *journal;
  GPtrArray *rows;        /* (nullable): judged already */
  gboolean assigns;       /* it is packages that were assigned, else preloaded */
  char *table;            /* (nullable): type of the table that the results are for */
  char *probe;            /* (nullable): its probe */
  ResiteFolder *packages; /* (nullable): the files that a preflight is about */
  char *scope;            /* (nullable): of the action whose results these may be */
} Preparing;

void
_resite_prepared_free (ResitePrepared *prepared)
{
  g_clear_pointer (&prepared->bytes, g_bytes_unref);
  g_clear_object (&prepared->action);
  g_clear_pointer (&prepared->rows, g_ptr_array_unref);
  g_free (prepared->name);
  g_free (prepared->digest);
  g_free (prepared);
}

static void
preparing_free (Preparing *preparing)
{
  g_clear_pointer (&preparing->prepared, _resite_prepared_free);
  g_free (preparing->path);
  g_free (preparing->output);
  g_clear_object (&preparing->journal);
  g_clear_pointer (&preparing->rows, g_ptr_array_unref);
  g_free (preparing->scope);
  g_free (preparing->table);
  g_free (preparing->probe);
  g_clear_object (&preparing->packages);
  g_free (preparing);
}

static gboolean
read_file (Preparing *preparing, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (preparing->path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                         G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    {
      g_prefix_error (error, _ ("%s cannot be attached: "), preparing->path);
      return FALSE;
    }
  /* A pipe or a device would be read for ever. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s cannot be attached: it is not a plain file."), preparing->path);
      return FALSE;
    }
  if (g_file_info_get_size (info) > MAX_ATTACHMENT)
    {
      g_autofree char *limit = resite_text_size (MAX_ATTACHMENT);
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is too large to be attached: up to %s fit."), preparing->path, limit);
      return FALSE;
    }
  preparing->prepared->bytes = g_file_load_bytes (file, NULL, NULL, error);
  preparing->prepared->name = g_path_get_basename (preparing->path);
  return preparing->prepared->bytes != NULL;
}

static GPtrArray *
parse_text (Preparing *preparing, const char *text, gssize length)
{
  g_autoptr (ResiteLedger) ledger = NULL;
  g_autoptr (GPtrArray) past = NULL;

  if (preparing->assigns)
    return resite_assign_parse_results (text, length);
  if (preparing->table == NULL)
    return resite_preload_parse_results (text, length);
  ledger = resite_journal_ledger_new (preparing->journal, preparing->scope);
  past = resite_ledger_read (ledger, NULL);
  return _resite_run_parse_table (preparing->table, preparing->probe, text, length,
                                  preparing->packages, past);
}

static GPtrArray *
parse_results (Preparing *preparing)
{
  gsize length;
  const char *text;

  if (preparing->output != NULL)
    return parse_text (preparing, preparing->output, -1);
  if (preparing->prepared->bytes == NULL)
    return NULL;
  text = g_bytes_get_data (preparing->prepared->bytes, &length);
  return parse_text (preparing, text, (gssize)length);
}

/* A text without any package in it is evidence like any other, not a list of results. */
static gboolean
import_results (Preparing *preparing, GError **error)
{
  g_autoptr (GPtrArray) rows =
      preparing->rows != NULL ? g_ptr_array_ref (preparing->rows) : parse_results (preparing);

  for (guint i = rows != NULL ? rows->len : 0; i > 0; i--)
    if (*((ResiteLedgerRow *)rows->pdata[i - 1])->name == '\0')
      g_ptr_array_remove_index (rows, i - 1);
  if (rows == NULL || rows->len == 0)
    return TRUE;

  g_autoptr (ResiteLedger) ledger =
      resite_journal_ledger_new (preparing->journal, preparing->scope);
  if (!resite_ledger_commit (ledger, rows, error))
    return FALSE;
  preparing->prepared->digest =
      resite_journal_digest_items (preparing->journal, preparing->scope, error);
  preparing->prepared->rows = g_steal_pointer (&rows);
  return preparing->prepared->digest != NULL;
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preparing *preparing = data;
  GError *error = NULL;

  if ((preparing->path != NULL && !read_file (preparing, &error)) ||
      (preparing->scope != NULL && !import_results (preparing, &error)))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&preparing->prepared),
                           (GDestroyNotify)_resite_prepared_free);
}

/* A list that a person brought: what the site knows of its packages, or Package Status. */
static ResiteAction *
find_table (ResiteRun *self, ResiteStepRun *step, Preparing *preparing)
{
  const char *type = NULL;
  ResiteEntry *probe = NULL;
  ResiteAction *action = _resite_run_find_table (step, &type, &probe);

  if (action == NULL || !_resite_run_action_applies (self, step, action))
    return NULL;
  preparing->table = g_strdup (type);
  preparing->probe = g_strdup (resite_entry_get_id (probe));
  preparing->packages = _resite_run_open_packages (self, step, probe);
  return action;
}

static ResiteAction *
find_bulk (ResiteRun *self, ResiteStepRun *step, const char *worker)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_BULK &&
        g_strcmp0 (resite_action_get (actions->pdata[i], "worker"), worker) == 0 &&
        _resite_run_action_applies (self, step, actions->pdata[i]))
      return actions->pdata[i];
  return NULL;
}

/* (nullable): unless the results are said to be another action's. */
static ResiteAction *
find_assign (ResiteRun *self, ResiteStepRun *step, ResiteMove *move)
{
  ResiteAction *action = find_bulk (self, step, "assign");
  const char *named = resite_move_get (move, "action");

  if (action == NULL ||
      (named != NULL && *named != '\0' && g_strcmp0 (named, resite_action_get_id (action)) != 0))
    return NULL;
  return action;
}

static ResiteAction *
find_action (ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (g_strcmp0 (resite_action_get_id (actions->pdata[i]), id) == 0)
      return actions->pdata[i];
  return NULL;
}

static void
prepare_results (ResiteRun *self, Preparing *preparing, ResiteMove *move, ResiteStepRun *step)
{
  GPtrArray *rows = resite_move_get_rows (move);
  ResiteAction *action = rows != NULL ? find_action (step, resite_move_get (move, "action"))
                                      : find_bulk (self, step, "preload");

  if (action == NULL && rows == NULL)
    {
      action = find_assign (self, step, move);
      preparing->assigns = action != NULL;
    }
  if (action == NULL && rows == NULL)
    action = find_table (self, step, preparing);
  if (action == NULL)
    return;
  preparing->rows = rows != NULL ? g_ptr_array_ref (rows) : NULL;
  preparing->prepared->action = g_object_ref (action);
  preparing->scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      resite_step_run_get_attempt (step), resite_action_get_id (action));
}

static char *
get_filled (ResiteMove *move, const char *name)
{
  const char *value = resite_move_get (move, name);

  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

void
_resite_run_prepare_async (ResiteRun *self, ResiteMove *move, ResiteStepRun *step,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Preparing *preparing = g_new0 (Preparing, 1);

  g_task_set_source_tag (task, _resite_run_prepare_async);
  g_task_set_task_data (task, preparing, (GDestroyNotify)preparing_free);
  preparing->prepared = g_new0 (ResitePrepared, 1);
  preparing->journal = g_object_ref (self->journal);
  preparing->path = get_filled (move, "file");
  preparing->output = get_filled (move, "output");
  if (resite_move_get_kind (move) == RESITE_MOVE_DONE)
    prepare_results (self, preparing, move, step);
  if (preparing->path == NULL && preparing->output == NULL && preparing->rows == NULL)
    g_task_return_pointer (task, g_steal_pointer (&preparing->prepared),
                           (GDestroyNotify)_resite_prepared_free);
  else
    resite_under_way_run_task (task, prepare_in_thread);
}

ResitePrepared *
_resite_run_prepare_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
