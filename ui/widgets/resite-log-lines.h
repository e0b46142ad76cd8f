/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-log-rows.h"

G_BEGIN_DECLS

/* Rows as they stand in a text buffer, a line each, in their colours. */
typedef struct
{
  GtkTextBuffer *buffer; /* unowned */
  GtkTextTag *good_tag;
  GtkTextTag *warning_tag;
  GtkTextTag *bad_tag;
  GtkTextTag *code_tag;

  GQueue shown; /* ResiteLogRow, unowned */
  guint n_bad;  /* of @shown */
} ResiteLogLines;

void resite_log_lines_init (ResiteLogLines *self, GtkTextBuffer *buffer);
void resite_log_lines_set_colours (ResiteLogLines *self, GtkStyleContext *context);
/* @rows (element-type ResiteLogRow): at the end. @with_file: each with the log that it is of. */
void resite_log_lines_add (ResiteLogLines *self, GPtrArray *rows, gboolean with_file);
/* The oldest @n of @rows are forgotten, and freed. */
void resite_log_lines_drop_oldest (ResiteLogLines *self, GQueue *rows, guint n);
void resite_log_lines_clear (ResiteLogLines *self);
/* Those that were chosen, or all, as they stand in the log, so that somebody else can search for
 * them. @with_file: each change of log is said. (transfer full) */
char *resite_log_lines_dup_chosen (ResiteLogLines *self, gboolean with_file);
/* The next (1) or previous (-1) bad line after that of the cursor, round the end. */
gboolean resite_log_lines_find_bad (ResiteLogLines *self, int direction, guint *line);

G_END_DECLS
