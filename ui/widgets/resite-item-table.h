/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job-item.h"
#include "resite-item-layout.h"

G_BEGIN_DECLS

/* The items of a job in a table: chips with counts that filter, search, the details of the chosen
 * row with all that its program printed, copy and export. */
#define RESITE_TYPE_ITEM_TABLE (resite_item_table_get_type ())
G_DECLARE_FINAL_TYPE (ResiteItemTable, resite_item_table, RESITE, ITEM_TABLE, GtkBox)

GtkWidget *resite_item_table_new (void);

/* @items: a GListModel of ResiteJobItem (nullable). @name: what a screen reader calls the table. */
void resite_item_table_set_items (ResiteItemTable *self, GListModel *items, const char *name);
/* What it says where there is no row at all: which files were looked for, and where. */
void resite_item_table_set_empty_text (ResiteItemTable *self, const char *text);
/* Items whose names are words of the program are read as titles; NULL: as they are. */
void resite_item_table_set_titles (ResiteItemTable *self, ResiteRowTitle title);
/* Which columns there are; else what the first items have decides. */
void resite_item_table_set_layout (ResiteItemTable *self, const ResiteItemLayout *layout);
void resite_item_table_find (ResiteItemTable *self);

G_END_DECLS
