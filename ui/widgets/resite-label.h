/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A visible label that wraps and starts at the left, with @style (nullable). */
GtkWidget *resite_label_new (const char *text, const char *style);
/* The same for a line that is never translated and always reads from left to right: a command, a
 * path, a value. It can be selected with the mouse and is no Tab stop. */
GtkWidget *resite_label_new_literal (const char *text);
/* A button that copies @text; @what is what a screen reader says: "Copy the command ...". */
GtkWidget *resite_label_new_copy_button (const char *text, const char *what);
/* No line of the text that @label has now ends within "E:\SMSPKG". */
void resite_label_keep_paths_whole (GtkLabel *label);
void resite_label_set_accessible_name (GtkWidget *widget, const char *name);
/* Exactly one of the verdict style classes. */
void resite_label_set_style (GtkWidget *widget, const char *style);
/* Destroys all children: what is drawn anew. */
void resite_label_empty_box (GtkContainer *box);

G_END_DECLS
