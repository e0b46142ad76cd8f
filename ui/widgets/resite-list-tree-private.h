/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-item-layout.h"
#include "resite-list-tree-model.h"

G_BEGIN_DECLS

#define RESITE_LIST_N_STATUSES (RESITE_ITEM_UNKNOWN + 1)

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
} ResiteListRow;

struct _ResiteListTreeModel
{
  GObject parent_instance;

  GListModel *items;
  GPtrArray *rows;  /* ResiteListRow, in the order of the items */
  GPtrArray *shown; /* ResiteListRow, unowned, as the view sees them */
  GQueue dirty;     /* ResiteListRow, unowned */
  guint counts[RESITE_LIST_N_STATUSES];
  guint statuses;
  char *text; /* casefolded, or NULL */
  gboolean sorted;
  guint tick_id;
  int stamp;
  ResiteRowTitle title;
  const ResiteItemLayout *layout; /* or NULL */
};

/* resite-list-tree-model.c */
void _resite_list_tell_settled (ResiteListTreeModel *self);
/* (nullable): the column of a fact. */
const ResiteItemColumn *_resite_list_find_fact (ResiteListTreeModel *self, int column);

/* resite-list-tree-rows.c */
void _resite_list_row_free (gpointer data);
const char *_resite_list_get_title (ResiteListTreeModel *self, ResiteJobItem *item);
void _resite_list_fill_iter (ResiteListTreeModel *self, GtkTreeIter *iter, guint position);
/* Each row that is shown knows where it stands. */
void _resite_list_number_from (ResiteListTreeModel *self, guint position);
/* What changed is brought up to date soon. */
void _resite_list_ensure_tick (ResiteListTreeModel *self);
void _resite_list_add_rows (ResiteListTreeModel *self, guint position, guint added);
void _resite_list_remove_rows (ResiteListTreeModel *self, guint position, guint removed);
/* By the filter, in the order of the items. */
void _resite_list_reshow_all (ResiteListTreeModel *self);

G_END_DECLS
