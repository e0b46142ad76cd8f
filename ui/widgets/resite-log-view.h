/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-log-rows.h"

G_BEGIN_DECLS

/* Lines of logs as they come, the newest RESITE_LOG_VIEW_LINES of them, to be followed, filtered and
 * kept. A line that means something says so in words at the left, not only by a colour. While it is
 * paused nothing moves, and what comes is put in afterwards. Signal "keep" (string): the lines that
 * were chosen, as they stand in the log, or all that are shown, are to be kept as evidence. */
#define RESITE_TYPE_LOG_VIEW (resite_log_view_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLogView, resite_log_view, RESITE, LOG_VIEW, GtkBox)

#define RESITE_LOG_VIEW_LINES 20000

GtkWidget *resite_log_view_new (void);
/* As resite_log_row_new(). Shown with others a moment later. */
void resite_log_view_append (ResiteLogView *self, const char *file, const char *text,
                             const char *word, ResiteLineSeverity severity, gboolean good);
/* Now what was appended, for whoever cannot wait. */
void resite_log_view_flush (ResiteLogView *self);
void resite_log_view_clear (ResiteLogView *self);
/* Which file on which machine, and what it says while there is no line. */
void resite_log_view_set_source (ResiteLogView *self, const char *source);
void resite_log_view_set_empty_text (ResiteLogView *self, const char *text);
/* To the next (1) or previous (-1) bad line, round the end; following stops. */
void resite_log_view_find_error (ResiteLogView *self, int direction);
void resite_log_view_set_paused (ResiteLogView *self, gboolean paused);
gboolean resite_log_view_is_paused (ResiteLogView *self);
/* The focus to what is searched for, or to the lines. */
void resite_log_view_find (ResiteLogView *self);
void resite_log_view_grab (ResiteLogView *self);
/* As the button does. */
void resite_log_view_keep (ResiteLogView *self);

G_END_DECLS
