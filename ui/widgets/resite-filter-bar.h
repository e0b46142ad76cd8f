/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-list-tree-model.h"

G_BEGIN_DECLS

/* Chips over a table, one of them pressed: "All 415", "Running 1", "Failed 3". Signal "changed".
 * Each group of statuses has one chip; a chip whose count is 0 stays, so that nothing moves. */
#define RESITE_TYPE_FILTER_BAR (resite_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFilterBar, resite_filter_bar, RESITE, FILTER_BAR, GtkBin)

/* Bits as resite_list_tree_model_set_filter() takes them. */
guint resite_filter_bar_get_statuses (ResiteFilterBar *self);
/* The table holds verdicts, not work: "Not right" in the place of "Running". */
void resite_filter_bar_set_judges (ResiteFilterBar *self, gboolean judges);
void resite_filter_bar_show_counts (ResiteFilterBar *self, ResiteListTreeModel *model);
/* "Nothing failed.": what an empty table says under the chip that is pressed. NULL for "All". */
const char *resite_filter_bar_get_empty_text (ResiteFilterBar *self);

G_END_DECLS
