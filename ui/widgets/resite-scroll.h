/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What gets the focus around @widget is scrolled into sight. GTK does that only for a viewport that
 * it made itself. @widget is the scrolled window, or is inside it. */
void resite_scroll_follow_focus (GtkWidget *widget);

G_END_DECLS
