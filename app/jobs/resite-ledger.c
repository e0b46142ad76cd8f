/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-ledger"

#include "config.h"

#include <string.h>

#include "resite-ledger.h"
#include "resite-under-way.h"

G_DEFINE_INTERFACE (ResiteLedger, resite_ledger, G_TYPE_OBJECT)

static void
resite_ledger_default_init (ResiteLedgerInterface *iface)
{
}

ResiteLedgerRow *
resite_ledger_row_new (const char *name, const char *state)
{
  ResiteLedgerRow *row;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (state != NULL, NULL);

  row = g_new0 (ResiteLedgerRow, 1);
  row->name = g_strdup (name);
  row->state = g_strdup (state);
  row->message = g_strdup ("");
  row->size = -1;
  row->exit_code = -1;
  return row;
}

ResiteLedgerRow *
resite_ledger_row_copy (const ResiteLedgerRow *row)
{
  ResiteLedgerRow *copy;

  g_return_val_if_fail (row != NULL, NULL);

  copy = g_memdup2 (row, sizeof *row);
  copy->name = g_strdup (row->name);
  copy->state = g_strdup (row->state);
  copy->message = g_strdup (row->message);
  copy->digest = g_strdup (row->digest);
  copy->output = g_strdup (row->output);
  return copy;
}

void
resite_ledger_row_free (ResiteLedgerRow *row)
{
  if (row == NULL)
    return;

  g_free (row->name);
  g_free (row->state);
  g_free (row->message);
  g_free (row->digest);
  g_free (row->output);
  g_free (row);
}

gboolean
resite_ledger_commit (ResiteLedger *self, GPtrArray *rows, GError **error)
{
  g_return_val_if_fail (RESITE_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (rows != NULL, FALSE);

  return RESITE_LEDGER_GET_IFACE (self)->commit (self, rows, error);
}

void
resite_ledger_commit_async (ResiteLedger *self, GPtrArray *rows, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (RESITE_IS_LEDGER (self));
  g_return_if_fail (rows != NULL);

  RESITE_LEDGER_GET_IFACE (self)->commit_async (self, rows, callback, user_data);
}

gboolean
resite_ledger_commit_finish (ResiteLedger *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_LEDGER (self), FALSE);

  return RESITE_LEDGER_GET_IFACE (self)->commit_finish (self, result, error);
}

GPtrArray *
resite_ledger_read (ResiteLedger *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_LEDGER (self), NULL);

  return RESITE_LEDGER_GET_IFACE (self)->read (self, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const ResiteLedgerRow *const *first = a;
  const ResiteLedgerRow *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static gboolean
visit_all (ResiteLedger *self, ResiteLedgerVisit visit, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (self, error);

  if (rows == NULL)
    return FALSE;
  g_ptr_array_sort (rows, compare_names);
  for (guint i = 0; i < rows->len; i++)
    if (!visit (rows->pdata[i], user_data))
      break;
  return TRUE;
}

gboolean
resite_ledger_visit (ResiteLedger *self, ResiteLedgerVisit visit, gpointer user_data,
                     GError **error)
{
  g_return_val_if_fail (RESITE_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (visit != NULL, FALSE);

  if (RESITE_LEDGER_GET_IFACE (self)->visit != NULL)
    return RESITE_LEDGER_GET_IFACE (self)->visit (self, visit, user_data, error);
  return visit_all (self, visit, user_data, error);
}

static void
read_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *rows = resite_ledger_read (data, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
resite_ledger_read_async (ResiteLedger *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RESITE_IS_LEDGER (self));

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, resite_ledger_read_async);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  resite_under_way_run_task (task, read_in_worker);
}

GPtrArray *
resite_ledger_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
