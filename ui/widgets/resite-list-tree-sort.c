/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-list-tree-model"

#include "config.h"

#include "resite-list-tree-private.h"

/* The order of the rows that are shown. */

/* Numbers by what they are worth, all else by its letters. */
static int
compare_keys (const char *a, const char *b)
{
  char *end_a = NULL;
  char *end_b = NULL;
  const gint64 first = a != NULL ? g_ascii_strtoll (a, &end_a, 10) : 0;
  const gint64 second = b != NULL ? g_ascii_strtoll (b, &end_b, 10) : 0;

  if (end_a != NULL && end_b != NULL && end_a != a && end_b != b && *end_a == '\0' &&
      *end_b == '\0')
    return first < second ? -1 : first > second;
  return g_strcmp0 (a, b);
}

static int
compare_rows (ResiteListRow *a, ResiteListRow *b, ResiteListColumn column)
{
  gint64 difference;

  if (column == RESITE_LIST_COLUMN_SIZE)
    {
      difference = resite_job_item_get_size (a->item) - resite_job_item_get_size (b->item);
      return difference < 0 ? -1 : difference > 0;
    }
  if (column == RESITE_LIST_COLUMN_SENT)
    {
      difference = resite_job_item_get_bytes (a->item) - resite_job_item_get_bytes (b->item);
      return difference < 0 ? -1 : difference > 0;
    }
  if (column >= RESITE_LIST_COLUMN_FACT)
    return compare_keys (a->key, b->key);
  if (column == RESITE_LIST_COLUMN_STATE)
    return (int)resite_job_item_get_status (a->item) - (int)resite_job_item_get_status (b->item);
  if (column == RESITE_LIST_COLUMN_MESSAGE)
    return g_strcmp0 (resite_job_item_get_message (a->item), resite_job_item_get_message (b->item));
  return g_strcmp0 (resite_job_item_get_name (a->item), resite_job_item_get_name (b->item));
}

typedef struct
{
  ResiteListColumn column;
  int direction;
} Order;

static int
compare_shown_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ResiteListRow *first = *(ResiteListRow **)a;
  ResiteListRow *second = *(ResiteListRow **)b;
  Order *order = user_data;
  int result = compare_rows (first, second, order->column) * order->direction;

  return result != 0 ? result : (int)first->index - (int)second->index;
}

static int
compare_indices_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return (int)(*(ResiteListRow **)a)->index - (int)(*(ResiteListRow **)b)->index;
}

/* One signal for all rows: a view takes thousands of rows that go and come one by one very ill. */
static void
reorder (ResiteListTreeModel *self, GCompareDataFunc compare, gpointer rule)
{
  g_autoptr (GtkTreePath) root = gtk_tree_path_new ();
  g_autofree int *order = NULL;

  self->stamp++;
  if (self->shown->len == 0)
    return;
  g_ptr_array_sort_with_data (self->shown, compare, rule);
  order = g_new (int, self->shown->len);
  for (guint i = 0; i < self->shown->len; i++)
    order[i] = (int)((ResiteListRow *)g_ptr_array_index (self->shown, i))->position;
  _resite_list_number_from (self, 0);
  gtk_tree_model_rows_reordered (GTK_TREE_MODEL (self), root, NULL, order);
}

void
resite_list_tree_model_sort (ResiteListTreeModel *self, ResiteListColumn column,
                             gboolean descending)
{
  Order rule = { column, descending ? -1 : 1 };
  const ResiteItemColumn *fact;

  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  fact = _resite_list_find_fact (self, (int)column);
  for (guint i = 0; fact != NULL && i < self->shown->len; i++)
    {
      ResiteListRow *row = g_ptr_array_index (self->shown, i);

      g_free (row->key);
      row->key = resite_item_layout_dup_fact (row->item, fact->key);
    }
  reorder (self, compare_shown_cb, &rule);
  self->sorted = TRUE;
}

void
resite_list_tree_model_unsort (ResiteListTreeModel *self)
{
  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  if (!self->sorted)
    return;
  reorder (self, compare_indices_cb, NULL);
  self->sorted = FALSE;
}
