/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*ResiteFileChosen) (GtkWidget *widget, GFile *file);

/* Asks where to save, or which file to take, and calls @chosen unless the person thought better of
 * it or @widget is gone by then. Never waits. */
void resite_save_dialog_show (GtkWidget *widget, const char *title, const char *name,
                              ResiteFileChosen chosen);
void resite_open_dialog_show (GtkWidget *widget, const char *title, ResiteFileChosen chosen);
/* A folder, which can be made on the way. */
void resite_folder_dialog_show (GtkWidget *widget, const char *title, ResiteFileChosen chosen);

G_END_DECLS
