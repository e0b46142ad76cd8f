/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-rows"

#include "config.h"

#include <string.h>

#include "resite-job-private.h"

static guint item_ended_signal;
static guint row_ended_signal;

static ResiteJobPrivate *
priv_of (ResiteJob *self)
{
  return _resite_job_get_private (self);
}

void
_resite_job_rows_class_init (void)
{
  item_ended_signal = g_signal_new ("item-ended", RESITE_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, RESITE_TYPE_JOB_ITEM);
  row_ended_signal = g_signal_new ("row-ended", RESITE_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static ResiteJobRow
read_row (ResiteJob *self, guint index)
{
  ResiteJobRow row = { NULL };

  RESITE_JOB_GET_CLASS (self)->read_row (self, index, &row);
  return row;
}

static void
show_row (ResiteJobItem *item, const ResiteJobRow *row)
{
  resite_job_item_set_progress (item, row->bytes, row->size);
  resite_job_item_set_result (item, NULL, -1, row->seconds, row->tries);
  resite_job_item_set (item, row->state, row->message);
}

static ResiteJobItem *
make_item_cb (gpointer maker, guint index)
{
  const ResiteJobRow row = read_row (maker, index);
  ResiteJobItem *item = resite_job_item_new (row.name);

  show_row (item, &row);
  return item;
}

void
_resite_job_make_rows (ResiteJob *self)
{
  resite_job_items_set_maker (priv_of (self)->items, make_item_cb, self);
}

guint
resite_job_count_items (ResiteJob *self, ResiteItemStatus status)
{
  GHashTableIter iter;
  gpointer item;
  guint count;

  g_return_val_if_fail (RESITE_IS_JOB (self), 0);
  g_return_val_if_fail (status <= RESITE_ITEM_UNKNOWN, 0);

  count = priv_of (self)->counts[status];
  g_hash_table_iter_init (&iter, priv_of (self)->index);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    count += resite_job_item_get_status (item) == status;
  return count;
}

void
resite_job_add_items (ResiteJob *self, GPtrArray *items)
{
  ResiteJobPrivate *priv;

  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (items != NULL);

  priv = priv_of (self);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_replace (priv->index, (gpointer)resite_job_item_get_name (items->pdata[i]),
                          items->pdata[i]);
  resite_job_items_add (priv->items, items);
}

void
resite_job_add_rows (ResiteJob *self, guint count)
{
  ResiteJobPrivate *priv;

  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (RESITE_JOB_GET_CLASS (self)->read_row != NULL);

  priv = priv_of (self);
  for (guint i = 0; i < count; i++)
    {
      const ResiteJobRow row = read_row (self, priv->statuses->len);
      const guint8 status = resite_item_status_from_state (row.state);

      g_byte_array_append (priv->statuses, &status, 1);
      priv->counts[status]++;
    }
  resite_job_items_add_empty (priv->items, count);
}

gboolean
resite_job_is_watched (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), FALSE);

  return resite_job_items_are_watched (priv_of (self)->items);
}

static void
take_row (ResiteJob *self, guint index, const ResiteJobRow *row)
{
  ResiteJobPrivate *priv = priv_of (self);
  ResiteJobItem *item = resite_job_items_peek (priv->items, index);
  const guint8 status = resite_item_status_from_state (row->state);

  priv->counts[priv->statuses->data[index]]--;
  priv->counts[status]++;
  priv->statuses->data[index] = status;
  if (item != NULL)
    show_row (item, row);
}

void
resite_job_row_changed (ResiteJob *self, guint index)
{
  ResiteJobRow row;

  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (index < priv_of (self)->statuses->len);

  row = read_row (self, index);
  take_row (self, index, &row);
}

void
resite_job_row_ended (ResiteJob *self, guint index)
{
  ResiteJobRow row;

  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (index < priv_of (self)->statuses->len);

  row = read_row (self, index);
  take_row (self, index, &row);
  g_signal_emit (self, row_ended_signal, 0, &row);
  if (g_signal_has_handler_pending (self, item_ended_signal, 0, TRUE))
    g_signal_emit (self, item_ended_signal, 0, resite_job_items_get (priv_of (self)->items, index));
}

/* (nullable) */
static ResiteJobItem *
find_row (ResiteJob *self, const char *name)
{
  ResiteJobPrivate *priv = priv_of (self);

  for (guint i = 0; i < priv->statuses->len; i++)
    if (strcmp (read_row (self, i).name, name) == 0)
      return resite_job_items_get (priv->items, i);
  return NULL;
}

ResiteJobItem *
resite_job_find_item (ResiteJob *self, const char *name)
{
  ResiteJobItem *item;

  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  item = g_hash_table_lookup (priv_of (self)->index, name);
  return item != NULL ? item : find_row (self, name);
}

ResiteJobItem *
resite_job_take_item (ResiteJob *self, const char *name)
{
  ResiteJobItem *item = resite_job_find_item (self, name);
  g_autoptr (GPtrArray) items = NULL;

  if (item != NULL)
    return item;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (items, resite_job_item_new (name));
  resite_job_add_items (self, items);
  return resite_job_find_item (self, name);
}

void
resite_job_item_ended (ResiteJob *self, ResiteJobItem *item)
{
  const ResiteJobRow row = {
    .name = resite_job_item_get_name (item),
    .state = resite_job_item_get_state (item),
    .message = resite_job_item_get_message (item),
    .bytes = resite_job_item_get_bytes (item),
    .size = resite_job_item_get_size (item),
    .seconds = resite_job_item_get_seconds (item),
    .tries = resite_job_item_get_tries (item),
  };

  g_return_if_fail (RESITE_IS_JOB (self));

  g_signal_emit (self, row_ended_signal, 0, &row);
  g_signal_emit (self, item_ended_signal, 0, item);
}

void
resite_job_item_load_row (ResiteJobItem *item, const ResiteLedgerRow *row)
{
  g_return_if_fail (RESITE_IS_JOB_ITEM (item));
  g_return_if_fail (row != NULL);

  resite_job_item_set (item, g_str_equal (row->state, "running") ? "unknown" : row->state,
                       row->message);
  resite_job_item_set_progress (item, row->bytes, row->size);
  resite_job_item_set_result (item, row->output, row->exit_code, row->seconds, row->tries);
}

ResiteLedgerRow *
resite_job_item_to_row (ResiteJobItem *item)
{
  ResiteLedgerRow *row;

  g_return_val_if_fail (RESITE_IS_JOB_ITEM (item), NULL);

  row = resite_ledger_row_new (resite_job_item_get_name (item), resite_job_item_get_state (item));
  g_free (row->message);
  row->message = g_strdup (resite_job_item_get_message (item));
  row->output = g_strdup (resite_job_item_get_output (item));
  row->bytes = resite_job_item_get_bytes (item);
  row->size = resite_job_item_get_size (item);
  row->exit_code = resite_job_item_get_exit_code (item);
  row->seconds = resite_job_item_get_seconds (item);
  row->tries = resite_job_item_get_tries (item);
  return row;
}
