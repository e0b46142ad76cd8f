/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-sync"

#include "config.h"

#include "resite-copy-sync.h"

#define LONGEST_WAIT (250 * G_TIME_SPAN_MILLISECOND)
#define LOOK_EVERY   (5 * G_TIME_SPAN_MILLISECOND)
#define MOST_BYTES   (128 * 1024 * 1024)
/* Up to here files are synced one by one, which does not wait for what other programs write. */
#define FEW 4

struct _ResiteCopySync
{
  ResiteCopyWork *work;
  GThread *thread;
  GMutex lock;
  GCond changed;
  GPtrArray *batches; /* ResiteCopyBatch, both kinds */
  guint64 bytes;
  gboolean ends;
};

static gboolean
is_due (ResiteCopySync *self, gint64 since)
{
  return self->ends || self->bytes >= MOST_BYTES ||
         g_get_monotonic_time () - since >= LONGEST_WAIT ||
         resite_copy_pool_is_hungry (self->work->pool);
}

/* (nullable): the end. */
static GPtrArray *
wait_for_batches (ResiteCopySync *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *batches;
  gint64 since;

  while (self->batches->len == 0 && !self->ends)
    g_cond_wait (&self->changed, &self->lock);
  if (self->batches->len == 0)
    return NULL;
  since = g_get_monotonic_time ();
  while (!is_due (self, since))
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_EVERY);
  batches = g_steal_pointer (&self->batches);
  self->batches = g_ptr_array_new ();
  self->bytes = 0;
  return batches;
}

static gboolean
can_sync_all (ResiteCopySync *self)
{
  return RESITE_FOLDER_GET_IFACE (self->work->target)->sync_all != NULL;
}

static void
sync_batches (ResiteCopySync *self, GPtrArray *batches)
{
  g_autoptr (GHashTable) synced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  guint files = 0;

  for (guint i = 0; i < batches->len; i++)
    if (resite_copy_batch_get_bytes (batches->pdata[i]) > 0)
      files += resite_copy_batch_count (batches->pdata[i]);
  if (files == 0)
    return;
  if (files > FEW && can_sync_all (self))
    {
      if (resite_folder_sync_all (self->work->target, &error))
        return;
      for (guint i = 0; i < batches->len; i++)
        resite_copy_batch_fail (batches->pdata[i], error);
      return;
    }
  for (guint i = 0; i < batches->len; i++)
    if (resite_copy_batch_get_bytes (batches->pdata[i]) > 0)
      resite_copy_batch_sync_each (batches->pdata[i], synced);
}

static void
record (ResiteCopySync *self, GPtrArray *batches)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  gboolean recorded;

  for (guint i = 0; i < batches->len; i++)
    if (resite_copy_batch_is_settled (batches->pdata[i]))
      resite_copy_batch_add_rows (batches->pdata[i], rows);
  recorded = resite_copy_work_record (self->work, rows, NULL);
  for (guint i = 0; i < batches->len; i++)
    if (resite_copy_batch_is_settled (batches->pdata[i]))
      {
        resite_copy_batch_end (batches->pdata[i], recorded);
        resite_copy_batch_free (batches->pdata[i]);
        resite_copy_pool_end_one (self->work->pool);
      }
}

/* The threads of the pool go on with those first, while the rows are written. */
static void
give_back (ResiteCopySync *self, GPtrArray *batches)
{
  g_autoptr (GPtrArray) settled = g_ptr_array_new ();

  for (guint i = 0; i < batches->len; i++)
    if (resite_copy_batch_is_settled (batches->pdata[i]))
      g_ptr_array_add (settled, batches->pdata[i]);
    else
      {
        resite_copy_batch_offer_notices (batches->pdata[i]);
        resite_copy_pool_give_back (self->work->pool, batches->pdata[i]);
      }
  if (settled->len > 0)
    record (self, settled);
}

static gpointer
thread_main (gpointer data)
{
  ResiteCopySync *self = data;
  GPtrArray *batches;

  while ((batches = wait_for_batches (self)) != NULL)
    {
      resite_copy_gate_enter (self->work->gate);
      sync_batches (self, batches);
      give_back (self, batches);
      resite_copy_gate_leave (self->work->gate);
      g_ptr_array_unref (batches);
    }
  return NULL;
}

ResiteCopySync *
resite_copy_sync_new (ResiteCopyWork *work)
{
  ResiteCopySync *self = g_new0 (ResiteCopySync, 1);

  self->work = work;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->batches = g_ptr_array_new ();
  self->thread = g_thread_new ("copy-sync", thread_main, self);
  return self;
}

void
resite_copy_sync_free (ResiteCopySync *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->ends = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->batches);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_sync_take (ResiteCopySync *self, ResiteCopyBatch *batch)
{
  const guint64 bytes = resite_copy_batch_get_bytes (batch);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->batches, batch);
  self->bytes += resite_copy_batch_is_settled (batch) ? 0 : bytes;
  g_cond_signal (&self->changed);
}
