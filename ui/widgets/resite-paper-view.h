/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-summary.h"

G_BEGIN_DECLS

/* A page of paper on the screen, drawn by the layout that also goes to the printer. Page Up and
 * Page Down turn. Signal "turned". */
#define RESITE_TYPE_PAPER_VIEW (resite_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (ResitePaperView, resite_paper_view, RESITE, PAPER_VIEW, GtkDrawingArea)

/* @summary (nullable): blank. */
void resite_paper_view_set_paper (ResitePaperView *self, ResiteSummary *summary, ResitePaper paper,
                                  gboolean letter);
guint resite_paper_view_get_page (ResitePaperView *self);
guint resite_paper_view_count_pages (ResitePaperView *self);
void resite_paper_view_turn (ResitePaperView *self, int pages);

G_END_DECLS
