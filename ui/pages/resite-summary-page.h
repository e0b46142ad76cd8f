/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* The papers of a run as they will be printed, and the ways to give them away: print, PDF, text,
 * bundle. Open points are named here, and the run is closed here. A page without a step. */
#define RESITE_TYPE_SUMMARY_PAGE (resite_summary_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSummaryPage, resite_summary_page, RESITE, SUMMARY_PAGE, ResitePage)

/* Shows this paper first. */
void resite_summary_page_show_paper (ResiteSummaryPage *self, const char *paper);

G_END_DECLS
