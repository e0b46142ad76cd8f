/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* What would come down the line in the night after all, how much that is, and whether it is left
 * out or may come. The choice is a value of the plan, [options] crossing, and stands on record. */
#define RESITE_TYPE_CROSSING_BOX (resite_crossing_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCrossingBox, resite_crossing_box, RESITE, CROSSING_BOX, GtkBox)

/* Inside @page. */
GtkWidget *resite_crossing_box_new (ResitePage *page);
/* @found: ResiteJobItem, one a package; hidden where there is none. */
void resite_crossing_box_show (ResiteCrossingBox *self, GListModel *found);
/* Does a check of this kind stand here? */
gboolean resite_crossing_box_fits (ResiteAction *action);

G_END_DECLS
