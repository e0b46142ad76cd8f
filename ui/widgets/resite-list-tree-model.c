/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-list-tree-model"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-item-layout.h"
#include "resite-list-tree-model.h"
#include "resite-row-text.h"

#define TICK_MILLISECONDS        33
#define TICK_BUDGET_MICROSECONDS 8000
#define ROWS_BETWEEN_LOOKS       16
#define N_STATUSES               (RESITE_ITEM_UNKNOWN + 1)

typedef struct
{
  ResiteListTreeModel *model; /* unowned */
  ResiteJobItem *item;
  gulong changed_id;
  guint index;
  guint position;           /* among those shown */
  ResiteItemStatus counted; /* the status that it stands for in the counts */
  gboolean dirty;
  gboolean shown;
  char *key; /* of a fact, while rows are sorted by it */
} Row;

struct _ResiteListTreeModel
{
  GObject parent_instance;

  GListModel *items;
  GPtrArray *rows;  /* Row, in the order of the items */
  GPtrArray *shown; /* Row, unowned, as the view sees them */
  GQueue dirty;     /* Row, unowned */
  guint counts[N_STATUSES];
  guint statuses;
  char *text; /* casefolded, or NULL */
  gboolean sorted;
  guint tick_id;
  int stamp;
  ResiteRowTitle title;
  const ResiteItemLayout *layout; /* or NULL */
};

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

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_signal_handler (&row->changed_id, row->item);
  g_object_unref (row->item);
  g_free (row->key);
  g_free (row);
}

static gboolean
contains_folded (const char *haystack, const char *folded_needle)
{
  g_autofree char *folded = g_utf8_casefold (haystack != NULL ? haystack : "", -1);

  return strstr (folded, folded_needle) != NULL;
}

static const char *
get_title (ResiteListTreeModel *self, ResiteJobItem *item)
{
  const char *name = resite_job_item_get_name (item);

  return self->title != NULL ? self->title (name) : name;
}

static gboolean
row_matches (ResiteListTreeModel *self, Row *row)
{
  if ((self->statuses & RESITE_LIST_STATUS_BIT (resite_job_item_get_status (row->item))) == 0)
    return FALSE;
  if (self->text == NULL)
    return TRUE;
  return contains_folded (get_title (self, row->item), self->text) ||
         contains_folded (resite_job_item_get_message (row->item), self->text) ||
         (self->layout != NULL &&
          contains_folded (resite_job_item_get_output (row->item), self->text));
}

static void
fill_iter (ResiteListTreeModel *self, GtkTreeIter *iter, guint position)
{
  iter->stamp = self->stamp;
  iter->user_data = GUINT_TO_POINTER (position);
  iter->user_data2 = NULL;
  iter->user_data3 = NULL;
}

static void
emit_for_row (ResiteListTreeModel *self, guint position,
              void (*emit) (GtkTreeModel *, GtkTreePath *, GtkTreeIter *))
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)position, -1);
  GtkTreeIter iter;

  fill_iter (self, &iter, position);
  emit (GTK_TREE_MODEL (self), path, &iter);
}

/* Where a newcomer goes. Unsorted rows are in the order of their index; after a sort it goes to the
 * end. */
static guint
find_place (ResiteListTreeModel *self, Row *row)
{
  guint low = 0;
  guint high = self->shown->len;

  if (self->sorted)
    return high;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      Row *other = g_ptr_array_index (self->shown, middle);

      if (other->index < row->index)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
number_from (ResiteListTreeModel *self, guint position)
{
  for (guint i = position; i < self->shown->len; i++)
    ((Row *)g_ptr_array_index (self->shown, i))->position = i;
}

static void
show_row (ResiteListTreeModel *self, Row *row)
{
  guint position = find_place (self, row);

  g_ptr_array_insert (self->shown, (int)position, row);
  number_from (self, position);
  row->shown = TRUE;
  self->stamp++;
  emit_for_row (self, position, gtk_tree_model_row_inserted);
}

static void
hide_row (ResiteListTreeModel *self, Row *row)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)row->position, -1);

  g_ptr_array_remove_index (self->shown, row->position);
  number_from (self, row->position);
  row->shown = FALSE;
  self->stamp++;
  gtk_tree_model_row_deleted (GTK_TREE_MODEL (self), path);
}

static void
recount_row (ResiteListTreeModel *self, Row *row)
{
  ResiteItemStatus status = resite_job_item_get_status (row->item);

  self->counts[row->counted]--;
  self->counts[status]++;
  row->counted = status;
}

static void
refresh_row (ResiteListTreeModel *self, Row *row)
{
  gboolean matches = row_matches (self, row);

  recount_row (self, row);
  if (matches && row->shown)
    emit_for_row (self, row->position, gtk_tree_model_row_changed);
  else if (matches)
    show_row (self, row);
  else if (row->shown)
    hide_row (self, row);
}

static gboolean
tick_cb (gpointer user_data)
{
  ResiteListTreeModel *self = user_data;
  gint64 until = g_get_monotonic_time () + TICK_BUDGET_MICROSECONDS;
  guint done = 0;
  Row *row;

  while ((row = g_queue_pop_head (&self->dirty)) != NULL)
    {
      row->dirty = FALSE;
      refresh_row (self, row);
      if (++done % ROWS_BETWEEN_LOOKS == 0 && g_get_monotonic_time () > until)
        break;
    }
  if (!g_queue_is_empty (&self->dirty))
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  g_signal_emit (self, signals[SETTLED], 0);
  return G_SOURCE_REMOVE;
}

static void
ensure_tick (ResiteListTreeModel *self)
{
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MILLISECONDS, tick_cb, self);
}

static void
mark_row (Row *row)
{
  if (row->dirty)
    return;
  row->dirty = TRUE;
  g_queue_push_tail (&row->model->dirty, row);
  ensure_tick (row->model);
}

static void
item_changed_cb (ResiteJobItem *item, gpointer user_data)
{
  mark_row (user_data);
}

static Row *
row_new (ResiteListTreeModel *self, ResiteJobItem *item, guint index)
{
  Row *row = g_new0 (Row, 1);

  row->model = self;
  row->item = g_object_ref (item);
  row->index = index;
  row->counted = resite_job_item_get_status (item);
  row->changed_id = g_signal_connect (item, "changed", G_CALLBACK (item_changed_cb), row);
  self->counts[row->counted]++;
  return row;
}

static void
add_rows (ResiteListTreeModel *self, guint position, guint added)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, position + i);
      Row *row = row_new (self, item, position + i);

      g_ptr_array_insert (self->rows, (int)(position + i), row);
      mark_row (row);
    }
  for (guint i = position + added; i < self->rows->len; i++)
    ((Row *)g_ptr_array_index (self->rows, i))->index = i;
}

static void
remove_rows (ResiteListTreeModel *self, guint position, guint removed)
{
  for (guint i = 0; i < removed; i++)
    {
      Row *row = g_ptr_array_index (self->rows, position + removed - 1 - i);

      if (row->shown)
        hide_row (self, row);
      if (row->dirty)
        g_queue_remove (&self->dirty, row);
      self->counts[row->counted]--;
    }
  if (removed > 0)
    g_ptr_array_remove_range (self->rows, position, removed);
  for (guint i = position; i < self->rows->len; i++)
    ((Row *)g_ptr_array_index (self->rows, i))->index = i;
}

static void
items_changed_cb (ResiteListTreeModel *self, guint position, guint removed, guint added,
                  GListModel *items)
{
  remove_rows (self, position, removed);
  add_rows (self, position, added);
  ensure_tick (self);
}

static void
reshow_all (ResiteListTreeModel *self)
{
  while (self->shown->len > 0)
    {
      Row *row = g_ptr_array_index (self->shown, self->shown->len - 1);

      hide_row (self, row);
    }
  self->sorted = FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row_matches (self, row))
        show_row (self, row);
    }
  ensure_tick (self);
}

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
compare_rows (Row *a, Row *b, ResiteListColumn column)
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
  Row *first = *(Row **)a;
  Row *second = *(Row **)b;
  Order *order = user_data;
  int result = compare_rows (first, second, order->column) * order->direction;

  return result != 0 ? result : (int)first->index - (int)second->index;
}

static int
compare_indices_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return (int)(*(Row **)a)->index - (int)(*(Row **)b)->index;
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
    order[i] = (int)((Row *)g_ptr_array_index (self->shown, i))->position;
  number_from (self, 0);
  gtk_tree_model_rows_reordered (GTK_TREE_MODEL (self), root, NULL, order);
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
  self->rows = g_ptr_array_new_with_free_func (row_free);
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
  fill_iter (self, iter, (guint)position);
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

static const ResiteItemColumn *
find_fact (ResiteListTreeModel *self, int column)
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
    g_value_set_string (value, get_title (self, item));
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
  else if (find_fact (self, column) != NULL)
    g_value_take_string (value, resite_item_layout_dup_text (find_fact (self, column), item));
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
  remove_rows (self, 0, self->rows->len);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  if (items != NULL)
    {
      g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      add_rows (self, 0, g_list_model_get_n_items (items));
    }
  ensure_tick (self);
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
  reshow_all (self);
}

void
resite_list_tree_model_sort (ResiteListTreeModel *self, ResiteListColumn column,
                             gboolean descending)
{
  Order rule = { column, descending ? -1 : 1 };
  const ResiteItemColumn *fact;

  g_return_if_fail (RESITE_IS_LIST_TREE_MODEL (self));

  fact = find_fact (self, (int)column);
  for (guint i = 0; fact != NULL && i < self->shown->len; i++)
    {
      Row *row = g_ptr_array_index (self->shown, i);

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

guint
resite_list_tree_model_count (ResiteListTreeModel *self, ResiteItemStatus status)
{
  g_return_val_if_fail (RESITE_IS_LIST_TREE_MODEL (self), 0);
  g_return_val_if_fail (status < N_STATUSES, 0);

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
  return ((Row *)g_ptr_array_index (self->shown, position))->item;
}
