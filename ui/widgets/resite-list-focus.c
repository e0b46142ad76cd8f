/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-list-focus"
#include "config.h"
#include "resite-list-focus.h"

static gboolean
focus_cb (GtkWidget *list, GtkDirectionType direction, gpointer user_data)
{
  GtkWidget *window = gtk_widget_get_toplevel (list);
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (focus != NULL && gtk_widget_is_ancestor (focus, list))
    {
      g_signal_stop_emission_by_name (list, "focus");
      return FALSE;
    }
  if (row == NULL)
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return TRUE;
}

void
resite_list_focus_make_one_stop (GtkListBox *list)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));
  g_signal_connect (list, "focus", G_CALLBACK (focus_cb), NULL);
}
