/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-past"

#include "config.h"

#include <string.h>

#include "resite-watch-past.h"

#define MARK "head:"

static void
read_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *rows = resite_ledger_read (data, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify)g_ptr_array_unref);
}

void
resite_watch_past_read_async (ResiteLedger *ledger, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, resite_watch_past_read_async);
  g_task_set_task_data (task, g_object_ref (ledger), g_object_unref);
  g_task_run_in_thread (task, read_in_worker);
}

GPtrArray *
resite_watch_past_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
resite_watch_past_restore (GPtrArray *rows, const char *name, ResiteLogTail *tail)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name) && row->digest != NULL &&
          g_str_has_prefix (row->digest, MARK))
        resite_log_tail_set_place (tail, row->bytes, row->digest + strlen (MARK));
    }
}

void
resite_watch_past_note (ResiteLedgerRow *row, guint64 offset, const char *mark)
{
  row->bytes = (gint64)offset;
  if (mark != NULL)
    row->digest = g_strconcat (MARK, mark, NULL);
}
