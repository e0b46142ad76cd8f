/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-preparation"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-folder-local.h"
#include "resite-preload-preparation.h"
#include "resite-preload-verdict.h"
#include "resite-under-way.h"
void
resite_preload_preparation_free (ResitePreloadPreparation *preparation)
{
  if (preparation == NULL)
    return;
  g_free (preparation->directory);
  g_clear_object (&preparation->remote);
  g_clear_object (&preparation->ledger);
  g_clear_pointer (&preparation->files, g_hash_table_unref);
  g_clear_pointer (&preparation->scan, resite_package_scan_free);
  g_clear_pointer (&preparation->rows, g_ptr_array_unref);
  g_free (preparation);
}

static void
index_files (ResitePreloadPreparation *preparation)
{
  preparation->files = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < preparation->scan->packages->len; i++)
    {
      ResitePackageFile *file = g_ptr_array_index (preparation->scan->packages, i);

      g_hash_table_insert (preparation->files, file->id, file);
    }
}

static ResitePackageScan *
scan_here (const char *directory, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (directory, error);

  return folder != NULL ? resite_package_scan_run (folder, cancellable, error) : NULL;
}

/* Files that the server does not list cannot be judged; the tool's own words still can. */
static ResitePackageScan *
scan_there (ResitePreloadPreparation *preparation, ResiteRemoteTool *remote,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  GError *local = NULL;
  ResitePackageScan *scan;

  if (!resite_remote_tool_prepare (remote, cancellable, error))
    return NULL;
  scan = resite_remote_tool_scan (remote, cancellable, &local);
  if (scan != NULL)
    return scan;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, local);
      return NULL;
    }
  g_error_free (local);
  preparation->unseen = TRUE;
  return resite_package_scan_new (nothing);
}

/* TRUE: the run that was cut off went well, and the row says so now. */
static gboolean
take_left_result (ResiteRemoteTool *remote, ResiteLedgerRow *row, GCancellable *cancellable)
{
  g_autoptr (ResiteToolResult) result = NULL;
  g_autofree char *words = NULL;

  if (row->digest == NULL ||
      (!g_str_equal (row->state, "running") && !g_str_equal (row->state, "unknown")))
    return FALSE;
  result = resite_remote_tool_read (remote, row->name, row->digest, cancellable, NULL);
  if (result == NULL ||
      resite_preload_judge (row->name, result->output, &words) != RESITE_PRELOAD_FORWARDED)
    return FALSE;
  g_free (row->state);
  row->state = g_strdup ("forwarded");
  g_free (row->message);
  row->message = g_steal_pointer (&words);
  g_free (row->output);
  row->output = g_strdup (result->output);
  row->exit_code = result->exit_code;
  row->bytes = MAX (row->size, 0);
  return TRUE;
}

static gboolean
take_left_results (ResitePreloadPreparation *preparation, const ResitePreloadPreparation *wanted,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) changed =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; wanted->remote != NULL && i < preparation->rows->len; i++)
    if (take_left_result (wanted->remote, g_ptr_array_index (preparation->rows, i), cancellable))
      g_ptr_array_add (changed, resite_ledger_row_copy (g_ptr_array_index (preparation->rows, i)));
  return changed->len == 0 || resite_ledger_commit (wanted->ledger, changed, error);
}

static void
prepare_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (ResitePreloadPreparation) preparation = g_new0 (ResitePreloadPreparation, 1);
  const ResitePreloadPreparation *wanted = data;
  GError *error = NULL;

  preparation->scan = wanted->remote != NULL
                          ? scan_there (preparation, wanted->remote, cancellable, &error)
                          : scan_here (wanted->directory, cancellable, &error);
  if (preparation->scan != NULL)
    preparation->rows = resite_ledger_read (wanted->ledger, &error);
  if (preparation->rows == NULL || !take_left_results (preparation, wanted, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  index_files (preparation);
  g_task_return_pointer (task, g_steal_pointer (&preparation),
                         (GDestroyNotify)resite_preload_preparation_free);
}

void
resite_preload_prepare_async (const char *directory, ResiteRemoteTool *remote, ResiteLedger *ledger,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  ResitePreloadPreparation *wanted = g_new0 (ResitePreloadPreparation, 1);

  g_task_set_source_tag (task, resite_preload_prepare_async);
  wanted->directory = g_strdup (directory);
  g_set_object (&wanted->remote, remote);
  wanted->ledger = g_object_ref (ledger);
  g_task_set_task_data (task, wanted, (GDestroyNotify)resite_preload_preparation_free);
  resite_under_way_run_task (task, prepare_in_worker);
}

ResitePreloadPreparation *
resite_preload_prepare_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

ResitePackageFile *
resite_preload_preparation_get_file (ResitePreloadPreparation *preparation, const char *id)
{
  return g_hash_table_lookup (preparation->files, id);
}

/* Forwarded once is enough, but not for a file that was replaced since. */
static gboolean
is_settled (const ResiteLedgerRow *row, const ResitePackageFile *file)
{
  if (!g_str_equal (row->state, "forwarded"))
    return FALSE;
  return file == NULL || (row->size == (gint64)file->size &&
                          (row->modified == 0 || row->modified == file->modified));
}

static void
load_row (ResiteJobItem *item, const ResiteLedgerRow *row, const ResitePackageFile *file)
{
  resite_job_item_load_row (item, row);
  if (is_settled (row, file))
    return;
  if (g_str_equal (row->state, "running"))
    resite_job_item_set (item, "unknown",
                         _ ("It was running when Resite ended. It is run again, which does no "
                            "harm."));
  else if (g_str_equal (row->state, "forwarded"))
    resite_job_item_set (item, "queued",
                         _ ("The package file has changed since it was forwarded."));
  else
    resite_job_item_set (item, "queued", row->message);
}

static ResiteJobItem *
make_item (ResitePreloadPreparation *preparation, const char *id, GHashTable *rows)
{
  ResiteJobItem *item = resite_job_item_new (id);
  const ResitePackageFile *file = resite_preload_preparation_get_file (preparation, id);
  const ResiteLedgerRow *row = g_hash_table_lookup (rows, id);
  gint64 done = 0;

  if (row != NULL)
    load_row (item, row, file);
  if (file != NULL && resite_job_item_get_status (item) == RESITE_ITEM_GOOD)
    done = file->size;
  resite_job_item_set_progress (item, done, file != NULL ? (gint64)file->size : -1);
  return item;
}

GPtrArray *
resite_preload_preparation_make_items (ResitePreloadPreparation *preparation, GPtrArray *ids)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < preparation->rows->len; i++)
    {
      ResiteLedgerRow *row = g_ptr_array_index (preparation->rows, i);

      g_hash_table_replace (by_name, row->name, row);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      char *id = g_ascii_strup (g_ptr_array_index (ids, i), -1);

      if (g_hash_table_add (seen, id))
        g_ptr_array_add (items, make_item (preparation, id, by_name));
    }
  return items;
}
