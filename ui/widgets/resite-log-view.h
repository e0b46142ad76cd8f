/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lines of a log as they come, at most RESITE_LOG_VIEW_LINES of them. A line that means something
 * carries its word at the left, not only a colour. Signal "keep" (string): the lines that were
 * chosen, or all, are to be kept as evidence. */
#define RESITE_TYPE_LOG_VIEW (resite_log_view_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLogView, resite_log_view, RESITE, LOG_VIEW, GtkBox)

#define RESITE_LOG_VIEW_LINES 2000

typedef enum
{
  RESITE_LOG_PLAIN,
  RESITE_LOG_GOOD,
  RESITE_LOG_BAD
} ResiteLogSeverity;

GtkWidget *resite_log_view_new (void);
/* @word (nullable): what a good or bad line means: "the package was sent". */
void resite_log_view_append (ResiteLogView *self, ResiteLogSeverity severity, const char *word,
                             const char *line);
void resite_log_view_clear (ResiteLogView *self);
/* Which file on which machine, and what it says while there is no line. */
void resite_log_view_set_source (ResiteLogView *self, const char *source);
void resite_log_view_set_empty_text (ResiteLogView *self, const char *text);
/* To the next (1) or previous (-1) bad line. */
void resite_log_view_find_error (ResiteLogView *self, int direction);

G_END_DECLS
