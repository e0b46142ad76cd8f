/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-coach.h"
#include "resite-summary.h"

G_BEGIN_DECLS

/* Prints @paper of @summary with the layout that the preview and the PDF have. Shows the print
 * dialog over @window and ends, by @callback, when the printer system has taken it over or the
 * person thought better of it (G_IO_ERROR_CANCELLED). */
void resite_print_async (ResiteSummary *summary, ResitePaper paper, gboolean letter,
                         GtkWindow *window, GAsyncReadyCallback callback, gpointer user_data);
/* The same for the page for the trainer. Ends with resite_print_finish(). */
void resite_print_coach_async (ResiteCoach *coach, gboolean letter, GtkWindow *window,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_print_finish (GAsyncResult *result, GError **error);

G_END_DECLS
