/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-summary-private.h"

G_BEGIN_DECLS

/* The tables of the completion summary; a higher level leaves out more. */
double resite_summary_get_text_size (guint level);
/* "" for 0. */
char *resite_summary_format_time (gint64 time);

void resite_summary_add_works (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_open_points (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_steps (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_departures (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_notes (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_bad_items (ResiteSummary *self, ResiteDocument *document, guint level);
void resite_summary_add_attachments (ResiteSummary *self, ResiteDocument *document, guint level);

G_END_DECLS
