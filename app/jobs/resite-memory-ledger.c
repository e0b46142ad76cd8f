/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-ledger"

#include "config.h"

#include "resite-ledger.h"

struct _ResiteMemoryLedger
{
  GObject parent_instance;

  GMutex lock;
  GPtrArray *order;  /* the rows, in the order in which their names first came */
  GHashTable *index; /* name → place in order, plus one */
};

static void resite_memory_ledger_init_ledger (ResiteLedgerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteMemoryLedger, resite_memory_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER,
                                                      resite_memory_ledger_init_ledger))

static void
resite_memory_ledger_put (ResiteMemoryLedger *self, const ResiteLedgerRow *row)
{
  ResiteLedgerRow *copy = resite_ledger_row_copy (row);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, row->name));

  if (place == 0)
    {
      g_ptr_array_add (self->order, copy);
      g_hash_table_insert (self->index, copy->name, GUINT_TO_POINTER (self->order->len));
      return;
    }
  g_hash_table_remove (self->index, copy->name);
  g_hash_table_insert (self->index, copy->name, GUINT_TO_POINTER (place));
  resite_ledger_row_free (self->order->pdata[place - 1]);
  self->order->pdata[place - 1] = copy;
}

static gboolean
resite_memory_ledger_commit (ResiteLedger *ledger, GPtrArray *rows, GError **error)
{
  ResiteMemoryLedger *self = RESITE_MEMORY_LEDGER (ledger);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < rows->len; i++)
    resite_memory_ledger_put (self, rows->pdata[i]);
  return TRUE;
}

static void
resite_memory_ledger_commit_async (ResiteLedger *ledger, GPtrArray *rows,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (ledger, NULL, callback, user_data);

  g_task_set_source_tag (task, resite_memory_ledger_commit_async);
  resite_memory_ledger_commit (ledger, rows, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
resite_memory_ledger_commit_finish (ResiteLedger *ledger, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
resite_memory_ledger_read (ResiteLedger *ledger, GError **error)
{
  ResiteMemoryLedger *self = RESITE_MEMORY_LEDGER (ledger);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (rows, resite_ledger_row_copy (self->order->pdata[i]));
  return rows;
}

static void
resite_memory_ledger_finalize (GObject *object)
{
  ResiteMemoryLedger *self = RESITE_MEMORY_LEDGER (object);

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->order);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (resite_memory_ledger_parent_class)->finalize (object);
}

static void
resite_memory_ledger_class_init (ResiteMemoryLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_memory_ledger_finalize;
}

static void
resite_memory_ledger_init (ResiteMemoryLedger *self)
{
  g_mutex_init (&self->lock);
  self->order = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
resite_memory_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit = resite_memory_ledger_commit;
  iface->commit_async = resite_memory_ledger_commit_async;
  iface->commit_finish = resite_memory_ledger_commit_finish;
  iface->read = resite_memory_ledger_read;
}

ResiteLedger *
resite_memory_ledger_new (void)
{
  return g_object_new (RESITE_TYPE_MEMORY_LEDGER, NULL);
}
