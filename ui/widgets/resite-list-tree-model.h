/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job-item.h"

G_BEGIN_DECLS

/* A flat, read-only GtkTreeModel over a GListModel of ResiteJobItem. Changes of items are
 * gathered, only the newest state of a row is shown, and no tick spends more than 8 ms on it: ten
 * thousand changes with a screen reader listening must not stop the window. Main thread only.
 *
 * Signals: "settled", after a tick that left nothing waiting, when the counts may have changed. */
#define RESITE_TYPE_LIST_TREE_MODEL (resite_list_tree_model_get_type ())
G_DECLARE_FINAL_TYPE (ResiteListTreeModel, resite_list_tree_model, RESITE, LIST_TREE_MODEL, GObject)

typedef enum
{
  RESITE_LIST_COLUMN_NAME,
  RESITE_LIST_COLUMN_SIZE,
  RESITE_LIST_COLUMN_STATE,
  RESITE_LIST_COLUMN_PROGRESS,
  RESITE_LIST_COLUMN_MESSAGE,
  RESITE_LIST_COLUMN_SENT,
  RESITE_LIST_COLUMN_ITEM,
  RESITE_LIST_COLUMN_FACT, /* the first of RESITE_LIST_N_FACTS, see ResiteItemLayout */
} ResiteListColumn;

#define RESITE_LIST_N_FACTS 8

typedef struct _ResiteItemLayout ResiteItemLayout;

/* All statuses: what resite_list_tree_model_set_filter() takes for "no filter". */
#define RESITE_LIST_EVERY_STATUS       (~0u)
#define RESITE_LIST_STATUS_BIT(status) (1u << (status))

/* What a person reads instead of an item's name. (transfer none) */
typedef const char *(*ResiteRowTitle) (const char *name);

/* @items (nullable). */
ResiteListTreeModel *resite_list_tree_model_new (GListModel *items);
void resite_list_tree_model_set_items (ResiteListTreeModel *self, GListModel *items);
GListModel *resite_list_tree_model_get_items (ResiteListTreeModel *self);
/* NULL: the names themselves. Before the items. */
void resite_list_tree_model_set_titles (ResiteListTreeModel *self, ResiteRowTitle title);

/* Which facts the columns from RESITE_LIST_COLUMN_FACT on show; searching looks into what the items
 * printed then, too. NULL: none. */
void resite_list_tree_model_set_layout (ResiteListTreeModel *self, const ResiteItemLayout *layout);

/* Shows only items whose status bit is in @statuses and whose name or message holds @text, without
 * case. Rebuilds at once: take the model out of its view around the call when it is large. */
void resite_list_tree_model_set_filter (ResiteListTreeModel *self, guint statuses,
                                        const char *text);

/* Sorts what is there now, once; later changes do not move a row. */
void resite_list_tree_model_sort (ResiteListTreeModel *self, ResiteListColumn column,
                                  gboolean descending);
/* Back to the order of the list. */
void resite_list_tree_model_unsort (ResiteListTreeModel *self);

/* Of all items, shown or not, as of the last tick. */
guint resite_list_tree_model_count (ResiteListTreeModel *self, ResiteItemStatus status);
guint resite_list_tree_model_count_all (ResiteListTreeModel *self);
guint resite_list_tree_model_count_shown (ResiteListTreeModel *self);

/* (nullable) (transfer none). */
ResiteJobItem *resite_list_tree_model_get_item (ResiteListTreeModel *self, GtkTreeIter *iter);

G_END_DECLS
