/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job"

#include "config.h"

#include "resite-job-items.h"

struct _ResiteJobItems
{
  GObject parent_instance;

  GPtrArray *items; /* ResiteJobItem or NULL */
  ResiteJobItemsMake make;
  gpointer maker;
};

static void resite_job_items_init_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteJobItems, resite_job_items, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      resite_job_items_init_model))

static GType
resite_job_items_get_item_type (GListModel *model)
{
  return RESITE_TYPE_JOB_ITEM;
}

static guint
resite_job_items_get_n_items (GListModel *model)
{
  return RESITE_JOB_ITEMS (model)->items->len;
}

static gpointer
resite_job_items_get_item (GListModel *model, guint position)
{
  ResiteJobItems *self = RESITE_JOB_ITEMS (model);
  ResiteJobItem *item = position < self->items->len ? resite_job_items_get (self, position) : NULL;

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
resite_job_items_init_model (GListModelInterface *iface)
{
  iface->get_item_type = resite_job_items_get_item_type;
  iface->get_n_items = resite_job_items_get_n_items;
  iface->get_item = resite_job_items_get_item;
}

static void
clear_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static void
resite_job_items_finalize (GObject *object)
{
  g_ptr_array_unref (RESITE_JOB_ITEMS (object)->items);

  G_OBJECT_CLASS (resite_job_items_parent_class)->finalize (object);
}

static void
resite_job_items_class_init (ResiteJobItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_job_items_finalize;
}

static void
resite_job_items_init (ResiteJobItems *self)
{
  self->items = g_ptr_array_new_with_free_func (clear_item);
}

ResiteJobItems *
resite_job_items_new (void)
{
  return g_object_new (RESITE_TYPE_JOB_ITEMS, NULL);
}

void
resite_job_items_set_maker (ResiteJobItems *self, ResiteJobItemsMake make, gpointer maker)
{
  g_return_if_fail (RESITE_IS_JOB_ITEMS (self));

  self->make = make;
  self->maker = maker;
}

void
resite_job_items_add (ResiteJobItems *self, GPtrArray *items)
{
  guint before;

  g_return_if_fail (RESITE_IS_JOB_ITEMS (self));
  g_return_if_fail (items != NULL);

  before = self->items->len;
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (self->items, g_object_ref (items->pdata[i]));
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, items->len);
}

void
resite_job_items_add_empty (ResiteJobItems *self, guint count)
{
  guint before;

  g_return_if_fail (RESITE_IS_JOB_ITEMS (self));

  before = self->items->len;
  g_ptr_array_set_size (self->items, before + count);
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, count);
}

guint
resite_job_items_count (ResiteJobItems *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEMS (self), 0);

  return self->items->len;
}

ResiteJobItem *
resite_job_items_get (ResiteJobItems *self, guint index)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEMS (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  if (self->items->pdata[index] == NULL && self->make != NULL)
    self->items->pdata[index] = self->make (self->maker, index);
  return self->items->pdata[index];
}

ResiteJobItem *
resite_job_items_peek (ResiteJobItems *self, guint index)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEMS (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return self->items->pdata[index];
}

gboolean
resite_job_items_are_watched (ResiteJobItems *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEMS (self), FALSE);

  return g_signal_has_handler_pending (self, g_signal_lookup ("items-changed", G_TYPE_LIST_MODEL),
                                       0, TRUE);
}

void
resite_job_items_settle (ResiteJobItems *self)
{
  g_return_if_fail (RESITE_IS_JOB_ITEMS (self));

  for (guint i = 0; G_OBJECT (self)->ref_count > 1 && i < self->items->len; i++)
    resite_job_items_get (self, i);
  self->make = NULL;
}
