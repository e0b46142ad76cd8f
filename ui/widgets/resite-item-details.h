/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job-item.h"
#include "resite-item-layout.h"

G_BEGIN_DECLS

/* All that is known of one item: state, message, tries, time, and what its program printed. */
#define RESITE_TYPE_ITEM_DETAILS (resite_item_details_get_type ())
G_DECLARE_FINAL_TYPE (ResiteItemDetails, resite_item_details, RESITE, ITEM_DETAILS, GtkBox)

/* @item (nullable): hides itself. Follows the item until another is set. */
/* See resite_item_table_set_titles(). */
void resite_item_details_set_titles (ResiteItemDetails *self, ResiteRowTitle title);
/* Facts of @layout are shown in words. */
void resite_item_details_set_layout (ResiteItemDetails *self, const ResiteItemLayout *layout);
void resite_item_details_set_item (ResiteItemDetails *self, ResiteJobItem *item);

G_END_DECLS
