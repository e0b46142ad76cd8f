/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-list-tree-model"

#include "config.h"

#include "resite-list-tree-private.h"
#include "resite-row-text.h"

static void resite_list_tree_model_init_interface (GtkTreeModelIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteListTreeModel, resite_list_tree_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_TREE_MODEL,
                                                      resite_list_tree_model_init_interface))

enum
{
  SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
_resite_list_tell_settled (ResiteListTreeModel *self)
{
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
items_changed_cb (ResiteListTreeModel *self, guint position, guint removed, guint added,
                  GListModel *items)
{
  _resite_list_remove_rows (self, position, removed);
  _resite_list_add_rows (self, position, added);
  _resite_list_ensure_tick (self);
}

static void
resite_list_tree_model_dispose (GObject *object)
{
  ResiteListTreeModel *self = RESITE_LIST_TREE_MODEL (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->items);
  g_queue_clear (&self->dirty);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_set_size (self->rows, 0);
  G_OBJECT_CLASS (resite_list_tree_model_parent_class)->dispose (object);
}

static void
resite_list_tree_model_finalize (GObject *object)
{
  ResiteListTreeModel *self = RESITE_LIST_TREE_MODEL (object);

  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->rows);
  g_free (self->text);
  G_OBJECT_CLASS (resite_list_tree_model_parent_class)->finalize (object);
}

static void
resite_list_tree_model_class_init (ResiteListTreeModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = resite_list_tree_model_dispose;
  object_class->finalize = resite_list_tree_model_finalize;
  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_list_tree_model_init (ResiteListTreeModel *self)
{
  self->rows = g_ptr_array_new_with_free_func (_resite_list_row_free);
  self->shown = g_ptr_array_new ();
  self->statuses = RESITE_LIST_EVERY_STATUS;
  self->stamp = g_random_int_range (1, G_MAXINT / 2);
  g_queue_init (&self->dirty);
}

static GtkTreeModelFlags
get_flags (GtkTreeModel *model)
{
  return GTK_TREE_MODEL_LIST_ONLY;
}

static int
get_n_columns (GtkTreeModel *model)
{
  return RESITE_LIST_COLUMN_FACT + RESITE_LIST_N_FACTS;
}

static GType
get_column_type (GtkTreeModel *model, int column)
{
  return column == RESITE_LIST_COLUMN_ITEM ? RESITE_TYPE_JOB_ITEM : G_TYPE_STRING;
}

static gboolean
set_iter (ResiteListTreeModel *self, GtkTreeIter *iter, int position)
{
  if (position < 0 || (guint)position >= self->shown->len)
    {
      iter->stamp = 0;
      return FALSE;
    }
  _resite_list_fill_iter (self, iter, (guint)position);
  return TRUE;
}

static gboolean
get_iter (GtkTreeModel *model, GtkTreeIter *iter, GtkTreePath *path)
{
  if (gtk_tree_path_get_depth (path) != 1)
    return FALSE;
  return set_iter (RESITE_LIST_TREE_MODEL (model), iter, gtk_tree_path_get_indices (path)[0]);
}

static GtkTreePath *
get_path (GtkTreeModel *model, GtkTreeIter *iter)
{
  g_assert (iter->stamp == RESITE_LIST_TREE_MODEL (model)->stamp);

  return gtk_tree_path_new_from_indices (GPOINTER_TO_INT (iter->user_data), -1);
}

const ResiteItemColumn *
_resite_list_find_fact (ResiteListTreeModel *self, int column)
{
  for (guint i = 0; self->layout != NULL && i < self->layout->n_columns; i++)
    if (self->layout->columns[i].id == (ResiteListColumn)column &&
        self->layout->columns[i].key != NULL)
      return &self->layout->columns[i];
  return NULL;
}

static void
get_value (GtkTreeModel *model, GtkTreeIter *iter, int column, GValue *value)
{
  ResiteListTreeModel *self = RESITE_LIST_TREE_MODEL (model);
  ResiteJobItem *item = resite_list_tree_model_get_item (self, iter);

  g_value_init (value, get_column_type (model, column));
  if (item == NULL)
    return;
  if (column == RESITE_LIST_COLUMN_ITEM)
    g_value_set_object (value, item);
  else if (column == RESITE_LIST_COLUMN_NAME)
    g_value_set_string (value, _resite_list_get_title (self, item));
  else if (column == RESITE_LIST_COLUMN_SIZE)
    g_value_take_string (value, resite_row_text_size (item));
  else if (column == RESITE_LIST_COLUMN_STATE)
    g_value_take_string (value, resite_row_text_state (item));
  else if (column == RESITE_LIST_COLUMN_PROGRESS)
    g_value_take_string (value, resite_row_text_progress (item));
  else if (column == RESITE_LIST_COLUMN_MESSAGE)
    g_value_take_string (value, resite_row_text_message (item));
  else if (column == RESITE_LIST_COLUMN_SENT)
    g_value_take_string (value, resite_row_text_sent (item));
  else if (_resite_list_find_fact (self, column) != NULL)
    g_value_take_string (value,
                         resite_item_layout_dup_text (_resite_list_find_fact (self, column), item));
}

static gboolean
iter_next (GtkTreeModel *model, GtkTreeIter *iter)
{
  return set_iter (RESITE_LIST_TREE_MODEL (model), iter, GPOINTER_TO_INT (iter->user_data) + 1);
}

static gboolean
iter_previous (GtkTreeModel *model, GtkTreeIter *iter)
{
  return set_iter (RESITE_LIST_TREE_MODEL (model), iter, GPOINTER_TO_INT (iter->user_data) - 1);
}

static gboolean
iter_nth_child (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent, int n)
{
  if (parent != NULL)
    {
      iter->stamp = 0;
      return FALSE;
    }
  return set_iter (RESITE_LIST_TREE_MODEL (model), iter, n);
}

static gboolean
iter_children (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *parent)
{
  return iter_nth_child (model, iter, parent, 0);
}

static gboolean
iter_has_child (GtkTreeModel *model, GtkTreeIter *iter)
{
  return FALSE;
}

static int
iter_n_children (GtkTreeModel *model, GtkTreeIter *iter)
{
  return iter != NULL ? 0 : (int)RESITE_LIST_TREE_MODEL (model)->shown->len;
}

static gboolean
iter_parent (GtkTreeModel *model, GtkTreeIter *iter, GtkTreeIter *child)
{
  iter->stamp = 0;
  return FALSE;
}

static void
resite_list_tree_model_init_interface (GtkTreeModelIface *iface)
{
  iface->get_flags = get_flags;
  iface->get_n_columns = get_n_columns;
  iface->get_column_type = get_column_type;
  iface->get_iter = get_iter;
  iface->get_path = get_path;
  iface->get_value = get_value;
  iface->iter_next = iter_next;
  iface->iter_previous = iter_previous;
  iface->iter_children = iter_children;
  iface->iter_has_child = iter_has_child;
  iface->iter_n_children = iter_n_children;
  iface->iter_nth_child = iter_nth_child;
  iface->iter_parent = iter_parent;
}

ResiteListTreeModel *
resite_list_tree_model_new (GListModel *items)
{
  ResiteListTreeModel *self = g_object_new (RESITE_TYPE_LIST_TREE_MODEL, NULL);

  resite_list_tree_model_set_items (self, items);
  return self;
}

void
resite_list_tree_model_set_items (ResiteListTreeModel *self, GListModel *items)
{
  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));
  g_return_if_fail (items == NULL || G_IS_LIST_MODEL (items));

  if (items == self->items)
    return;
  _resite_list_remove_rows (self, 0, self->rows->len);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  if (items != NULL)
    {
      g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      _resite_list_add_rows (self, 0, g_list_model_get_n_items (items));
    }
  _resite_list_ensure_tick (self);
}

void
resite_list_tree_model_set_titles (ResiteListTreeModel *self, ResiteRowTitle title)
{
  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  self->title = title;
}

void
resite_list_tree_model_set_layout (ResiteListTreeModel *self, const ResiteItemLayout *layout)
{
  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  self->layout = layout;
}

GListModel *
resite_list_tree_model_get_items (ResiteListTreeModel *self)
{
  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), NULL);

  return self->items;
}

void
resite_list_tree_model_set_filter (ResiteListTreeModel *self, guint statuses, const char *text)
{
  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  g_clear_pointer (&self->text, g_free);
  if (text != NULL && *text != '\0')
    self->text = g_utf8_casefold (text, -1);
  self->statuses = statuses;
  _resite_list_reshow_all (self);
}

guint
resite_list_tree_model_count (ResiteListTreeModel *self, ResiteItemStatus status)
{
  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), 0);
  g_return_val_if_fail (status < RESITE_LIST_N_STATUSES, 0);

  return self->counts[status];
}

guint
resite_list_tree_model_count_all (ResiteListTreeModel *self)
{
  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), 0);

  return self->rows->len;
}

guint
resite_list_tree_model_count_shown (ResiteListTreeModel *self)
{
  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), 0);

  return self->shown->len;
}

ResiteJobItem *
resite_list_tree_model_get_item (ResiteListTreeModel *self, GtkTreeIter *iter)
{
  guint position;

  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), NULL);
  g_return_val_if_fail (iter != NULL, NULL);

  position = GPOINTER_TO_UINT (iter->user_data);
  if (iter->stamp != self->stamp || position >= self->shown->len)
    return NULL;
  return ((ResiteListRow *)g_ptr_array_index (self->shown, position))->item;
}
