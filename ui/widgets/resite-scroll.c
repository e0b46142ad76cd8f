/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-scroll"

#include "config.h"
#include "resite-scroll.h"

void
resite_scroll_follow_focus (GtkWidget *widget)
{
  GtkWidget *scroller;
  GtkWidget *viewport;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  g_return_if_fail (scroller != NULL);
  viewport = gtk_bin_get_child (GTK_BIN (scroller));
  gtk_container_set_focus_vadjustment (
      GTK_CONTAINER (viewport),
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
}
