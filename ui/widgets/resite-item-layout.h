/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-list-tree-model.h"

G_BEGIN_DECLS

/* Which columns a table of items has. What an item has beside name, state, size and message is in
 * its output, in lines "key=value": a fact. */

typedef enum
{
  RESITE_FACT_TEXT,
  RESITE_FACT_YES_NO,
  RESITE_FACT_BYTES,
  RESITE_FACT_VERDICT, /* of the wire: info-only, in-full, not-decided */
  RESITE_FACT_TIME     /* ISO 8601 */
} ResiteFactKind;

typedef struct
{
  ResiteListColumn id;
  const char *title; /* marked with N_() */
  int width;
  const char *key; /* of a fact; NULL: a column of its own */
  ResiteFactKind kind;
} ResiteItemColumn;

struct _ResiteItemLayout
{
  const ResiteItemColumn *columns;
  guint n_columns;
};

/* Files, stages and whatever has no facts. */
const ResiteItemLayout *resite_item_layout_get_plain (void);
/* Packages that are assigned to a distribution point. */
const ResiteItemLayout *resite_item_layout_get_assign (void);
/* What will become of packages when they are preloaded. */
const ResiteItemLayout *resite_item_layout_get_preflight (void);
/* What the console calls Package Status, for one distribution point. */
const ResiteItemLayout *resite_item_layout_get_status (void);
/* The one whose facts @item has; the plain one where it has none. */
const ResiteItemLayout *resite_item_layout_find (ResiteJobItem *item);

/* (transfer full) (nullable): as it is in the output. */
char *resite_item_layout_dup_fact (ResiteJobItem *item, const char *key);
/* (transfer full): what a person reads; "" where it is not told. */
char *resite_item_layout_dup_text (const ResiteItemColumn *column, ResiteJobItem *item);
/* (transfer full) (nullable): all facts of @layout that @item has, a line each: "Name: WebView". NULL
 * where there are none; then the output is what a program printed. */
char *resite_item_layout_describe (const ResiteItemLayout *layout, ResiteJobItem *item);

G_END_DECLS
