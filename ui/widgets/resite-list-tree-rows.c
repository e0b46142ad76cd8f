/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-list-tree-model"

#include "config.h"

#include <string.h>

#include "resite-list-tree-private.h"

/* Rows that come and go with their items, and change with them a few at a time. */

#define TICK_MILLISECONDS        33
#define TICK_BUDGET_MICROSECONDS 8000
#define ROWS_BETWEEN_LOOKS       16

void
_resite_list_row_free (gpointer data)
{
  ResiteListRow *row = data;

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

const char *
_resite_list_get_title (ResiteListTreeModel *self, ResiteJobItem *item)
{
  const char *name = resite_job_item_get_name (item);

  return self->title != NULL ? self->title (name) : name;
}

static gboolean
row_matches (ResiteListTreeModel *self, ResiteListRow *row)
{
  if ((self->statuses & RESITE_LIST_STATUS_BIT (resite_job_item_get_status (row->item))) == 0)
    return FALSE;
  if (self->text == NULL)
    return TRUE;
  return contains_folded (_resite_list_get_title (self, row->item), self->text) ||
         contains_folded (resite_job_item_get_message (row->item), self->text) ||
         (self->layout != NULL &&
          contains_folded (resite_job_item_get_output (row->item), self->text));
}

void
_resite_list_fill_iter (ResiteListTreeModel *self, GtkTreeIter *iter, guint position)
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

  _resite_list_fill_iter (self, &iter, position);
  emit (GTK_TREE_MODEL (self), path, &iter);
}

/* Where a newcomer goes. Unsorted rows are in the order of their index; after a sort it goes to the
 * end. */
static guint
find_place (ResiteListTreeModel *self, ResiteListRow *row)
{
  guint low = 0;
  guint high = self->shown->len;

  if (self->sorted)
    return high;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      ResiteListRow *other = g_ptr_array_index (self->shown, middle);

      if (other->index < row->index)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
_resite_list_number_from (ResiteListTreeModel *self, guint position)
{
  for (guint i = position; i < self->shown->len; i++)
    ((ResiteListRow *)g_ptr_array_index (self->shown, i))->position = i;
}

static void
show_row (ResiteListTreeModel *self, ResiteListRow *row)
{
  guint position = find_place (self, row);

  g_ptr_array_insert (self->shown, (int)position, row);
  _resite_list_number_from (self, position);
  row->shown = TRUE;
  self->stamp++;
  emit_for_row (self, position, gtk_tree_model_row_inserted);
}

static void
hide_row (ResiteListTreeModel *self, ResiteListRow *row)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices ((int)row->position, -1);

  g_ptr_array_remove_index (self->shown, row->position);
  _resite_list_number_from (self, row->position);
  row->shown = FALSE;
  self->stamp++;
  gtk_tree_model_row_deleted (GTK_TREE_MODEL (self), path);
}

static void
recount_row (ResiteListTreeModel *self, ResiteListRow *row)
{
  ResiteItemStatus status = resite_job_item_get_status (row->item);

  self->counts[row->counted]--;
  self->counts[status]++;
  row->counted = status;
}

static void
refresh_row (ResiteListTreeModel *self, ResiteListRow *row)
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
  ResiteListRow *row;

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
  _resite_list_tell_settled (self);
  return G_SOURCE_REMOVE;
}

void
_resite_list_ensure_tick (ResiteListTreeModel *self)
{
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MILLISECONDS, tick_cb, self);
}

static void
mark_row (ResiteListRow *row)
{
  if (row->dirty)
    return;
  row->dirty = TRUE;
  g_queue_push_tail (&row->model->dirty, row);
  _resite_list_ensure_tick (row->model);
}

static void
item_changed_cb (ResiteJobItem *item, gpointer user_data)
{
  mark_row (user_data);
}

static ResiteListRow *
row_new (ResiteListTreeModel *self, ResiteJobItem *item, guint index)
{
  ResiteListRow *row = g_new0 (ResiteListRow, 1);

  row->model = self;
  row->item = g_object_ref (item);
  row->index = index;
  row->counted = resite_job_item_get_status (item);
  row->changed_id = g_signal_connect (item, "changed", G_CALLBACK (item_changed_cb), row);
  self->counts[row->counted]++;
  return row;
}

void
_resite_list_add_rows (ResiteListTreeModel *self, guint position, guint added)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, position + i);
      ResiteListRow *row = row_new (self, item, position + i);

      g_ptr_array_insert (self->rows, (int)(position + i), row);
      mark_row (row);
    }
  for (guint i = position + added; i < self->rows->len; i++)
    ((ResiteListRow *)g_ptr_array_index (self->rows, i))->index = i;
}

void
_resite_list_remove_rows (ResiteListTreeModel *self, guint position, guint removed)
{
  for (guint i = 0; i < removed; i++)
    {
      ResiteListRow *row = g_ptr_array_index (self->rows, position + removed - 1 - i);

      if (row->shown)
        hide_row (self, row);
      if (row->dirty)
        g_queue_remove (&self->dirty, row);
      self->counts[row->counted]--;
    }
  if (removed > 0)
    g_ptr_array_remove_range (self->rows, position, removed);
  for (guint i = position; i < self->rows->len; i++)
    ((ResiteListRow *)g_ptr_array_index (self->rows, i))->index = i;
}

void
_resite_list_reshow_all (ResiteListTreeModel *self)
{
  while (self->shown->len > 0)
    {
      ResiteListRow *row = g_ptr_array_index (self->shown, self->shown->len - 1);

      hide_row (self, row);
    }
  self->sorted = FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      ResiteListRow *row = g_ptr_array_index (self->rows, i);

      if (row_matches (self, row))
        show_row (self, row);
    }
  _resite_list_ensure_tick (self);
}
