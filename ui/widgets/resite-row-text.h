/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-job-item.h"

G_BEGIN_DECLS

/* An item in words, as a table, a screen reader, the clipboard and a CSV file get it. All return
 * (transfer full), translated text; never a bare number without its unit. */

/* Always beside its word, never alone. */
const char *resite_row_text_glyph (ResiteItemStatus status);
/* "resite-verdict-good" ..., the style class that goes with the glyph. */
const char *resite_row_text_style (ResiteItemStatus status);

char *resite_row_text_size (ResiteJobItem *item);
/* "✓ Copied". */
char *resite_row_text_state (ResiteJobItem *item);
/* "55 %", or "" where nothing can be said. */
char *resite_row_text_progress (ResiteJobItem *item);
/* "12 kB"; "" before anything was sent. */
char *resite_row_text_sent (ResiteJobItem *item);
/* One line. */
char *resite_row_text_message (ResiteJobItem *item);

/* Columns separated by tabs, for the clipboard. */
char *resite_row_text_copy (ResiteJobItem *item);
/* Heading line and a line for each item of @items, by RFC 4180. Cells that a spreadsheet would
 * take for a formula get an apostrophe before them. */
char *resite_row_text_csv (GListModel *items);

G_END_DECLS
