/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-marker"

#include "config.h"

#include "resite-copy-marker.h"

#define ROUND_EVERY (100 * G_TIME_SPAN_MILLISECOND)

/* What a file that is being written has going. */
typedef struct
{
  ResiteCopyFile *file;
  ResiteFile *out; /* or NULL: it lies on the disk */
  ResiteLedgerRow *waiting;
  ResiteLedgerRow *under_way;
  ResiteFile *syncing; /* of that */
  ResiteLedgerRow *recorded;
  GError *error;
} Order;

struct _ResiteCopyMarker
{
  ResiteCopyWork *work;
  GThread *thread;
  GMutex lock;
  GCond changed;
  GPtrArray *orders; /* Order */
  gboolean ends;
};

static void
order_free (gpointer data)
{
  Order *order = data;

  resite_ledger_row_free (order->waiting);
  resite_ledger_row_free (order->under_way);
  resite_ledger_row_free (order->recorded);
  g_clear_error (&order->error);
  g_free (order);
}

static Order *
find (ResiteCopyMarker *self, ResiteCopyFile *file)
{
  for (guint i = 0; i < self->orders->len; i++)
    {
      Order *order = self->orders->pdata[i];

      if (order->file == file)
        return order;
    }
  return NULL;
}

/* Those that wait are under way from here on. FALSE: there are none. */
static gboolean
take_waiting (ResiteCopyMarker *self, GPtrArray *taken)
{
  for (guint i = 0; i < self->orders->len; i++)
    {
      Order *order = self->orders->pdata[i];

      if (order->waiting == NULL)
        continue;
      order->under_way = g_steal_pointer (&order->waiting);
      order->syncing = order->out;
      g_ptr_array_add (taken, order);
    }
  return taken->len > 0;
}

/* (nullable): the end. Each round makes the disk wait once, for all files that are under way. */
static GPtrArray *
wait_for_orders (ResiteCopyMarker *self, gint64 not_before)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();

  while (!self->ends && g_get_monotonic_time () < not_before)
    g_cond_wait_until (&self->changed, &self->lock, not_before);
  while (!take_waiting (self, taken))
    {
      if (self->ends)
        return NULL;
      g_cond_wait (&self->changed, &self->lock);
    }
  return g_steal_pointer (&taken);
}

static void
end_round (ResiteCopyMarker *self, GPtrArray *taken, GError **errors)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < taken->len; i++)
    {
      Order *order = taken->pdata[i];

      if (errors[i] == NULL)
        {
          resite_ledger_row_free (order->recorded);
          order->recorded = g_steal_pointer (&order->under_way);
          continue;
        }
      g_clear_pointer (&order->under_way, resite_ledger_row_free);
      g_clear_error (&order->error);
      order->error = g_steal_pointer (&errors[i]);
    }
  g_cond_broadcast (&self->changed);
}

/* Sync, then row. What an order has under way does not change meanwhile. */
static void
make_round (ResiteCopyMarker *self, GPtrArray *taken)
{
  g_autofree GError **errors = g_new0 (GError *, taken->len);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GError) fault = NULL;

  for (guint i = 0; i < taken->len; i++)
    {
      const Order *order = taken->pdata[i];

      if (order->syncing == NULL ||
          resite_folder_sync (self->work->target, order->syncing, &errors[i]))
        g_ptr_array_add (rows, order->under_way);
    }
  if (!resite_copy_work_record (self->work, rows, &fault))
    for (guint i = 0; i < taken->len; i++)
      if (errors[i] == NULL)
        errors[i] = g_error_copy (fault);
  end_round (self, taken, errors);
}

static gpointer
thread_main (gpointer data)
{
  ResiteCopyMarker *self = data;
  GPtrArray *taken;
  gint64 not_before = 0;

  while ((taken = wait_for_orders (self, not_before)) != NULL)
    {
      not_before = g_get_monotonic_time () + ROUND_EVERY;
      resite_copy_gate_enter (self->work->gate);
      make_round (self, taken);
      resite_copy_gate_leave (self->work->gate);
      g_ptr_array_unref (taken);
    }
  return NULL;
}

ResiteCopyMarker *
resite_copy_marker_new (ResiteCopyWork *work)
{
  ResiteCopyMarker *self = g_new0 (ResiteCopyMarker, 1);

  self->work = work;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->orders = g_ptr_array_new_with_free_func (order_free);
  self->thread = g_thread_new ("copy-marker", thread_main, self);
  return self;
}

void
resite_copy_marker_free (ResiteCopyMarker *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->ends = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_assert (self->orders->len == 0);
  g_ptr_array_unref (self->orders);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_marker_put (ResiteCopyMarker *self, ResiteCopyFile *file, ResiteFile *out,
                        ResiteLedgerRow *row)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Order *order = find (self, file);

  if (order == NULL)
    {
      order = g_new0 (Order, 1);
      order->file = file;
      g_ptr_array_add (self->orders, order);
    }
  resite_ledger_row_free (order->waiting);
  order->waiting = row;
  order->out = out;
  g_cond_broadcast (&self->changed);
}

gboolean
resite_copy_marker_leave (ResiteCopyMarker *self, ResiteCopyFile *file, ResiteLedgerRow **row,
                          GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Order *order = find (self, file);
  gboolean good;

  *row = NULL;
  if (order == NULL)
    return TRUE;
  g_clear_pointer (&order->waiting, resite_ledger_row_free);
  while (order->under_way != NULL)
    g_cond_wait (&self->changed, &self->lock);
  *row = g_steal_pointer (&order->recorded);
  good = order->error == NULL;
  if (!good)
    g_propagate_error (error, g_steal_pointer (&order->error));
  g_ptr_array_remove_fast (self->orders, order);
  return good;
}
