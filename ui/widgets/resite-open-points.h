/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* What stays to be done after the run, each point with an owner: the list, and a line to add. */
#define RESITE_TYPE_OPEN_POINTS (resite_open_points_get_type ())
G_DECLARE_FINAL_TYPE (ResiteOpenPoints, resite_open_points, RESITE, OPEN_POINTS, GtkBox)

/* Inside @page. */
GtkWidget *resite_open_points_new (ResitePage *page);
void resite_open_points_set_editable (ResiteOpenPoints *self, gboolean editable);

G_END_DECLS
