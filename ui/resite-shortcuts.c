/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shortcuts"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-shortcuts.h"

/* A row without a key begins a group. */
static const struct
{
  const char *key;
  const char *deed;
} rows[] = {
  { NULL, N_ ("Going on") },
  { N_ ("Alt+N"), N_ ("Next") },
  { N_ ("Alt+B"), N_ ("Back") },
  { N_ ("Ctrl+G"), N_ ("Go to a step") },
  { N_ ("F7"), N_ ("The page of what is running") },
  { N_ ("F6, Shift+F6"), N_ ("Next pane, previous pane") },
  { N_ ("F9"), N_ ("Sidebar on or off") },
  { N_ ("Ctrl+Q"), N_ ("Close; your place is kept") },
  { NULL, N_ ("On a page") },
  { N_ ("F1"), N_ ("Help for this step") },
  { N_ ("F2"), N_ ("Write a note") },
  { N_ ("F5"), N_ ("Check again") },
  { N_ ("F8"), N_ ("Log of this step") },
  { N_ ("F3, Shift+F3"), N_ ("Next error in the log, previous error") },
  { N_ ("Ctrl+E"), N_ ("Keep evidence: a file, a photo") },
  { N_ ("Ctrl+Shift+C"), N_ ("Copy the command") },
  { N_ ("Ctrl+F"), N_ ("Search in the table or log") },
  { N_ ("Ctrl+R"), N_ ("Retry what failed") },
  { N_ ("Ctrl+Space"), N_ ("Pause, or go on") },
  { NULL, N_ ("The run") },
  { N_ ("Ctrl+J"), N_ ("Journal") },
  { N_ ("Ctrl+P"), N_ ("Print") },
  { NULL, N_ ("A rehearsal") },
  { N_ ("Ctrl+T"), N_ ("Let it be tomorrow") },
  { N_ ("Ctrl+M"), N_ ("The person at the machines does what the page says") },
  { N_ ("Ctrl+K"), N_ ("What it came to") },
  { NULL, N_ ("Reading") },
  { N_ ("Ctrl++, Ctrl+-, Ctrl+0"), N_ ("Bigger, smaller, normal text") },
  { N_ ("Ctrl+?"), N_ ("This list") },
};

static GtkWidget *
new_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  g_object_set (grid, "margin", 18, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].key == NULL)
        {
          gtk_grid_attach (GTK_GRID (grid), resite_label_new (_ (rows[i].deed), "resite-heading"),
                           0, (int)i, 2, 1);
          continue;
        }
      gtk_grid_attach (GTK_GRID (grid), resite_label_new (_ (rows[i].key), "resite-mono"), 0,
                       (int)i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), resite_label_new (_ (rows[i].deed), NULL), 1, (int)i, 1, 1);
    }
  gtk_widget_show (grid);
  return grid;
}

void
resite_shortcuts_show (GtkWindow *parent)
{
  GtkWidget *dialog =
      g_object_new (GTK_TYPE_DIALOG, "title", _ ("Keyboard"), "transient-for", parent,
                    "destroy-with-parent", TRUE, "window-position", GTK_WIN_POS_CENTER_ON_PARENT,
                    "default-width", 520, "default-height", 660, NULL);
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  g_object_set (scroller, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE, NULL);
  gtk_container_add (GTK_CONTAINER (scroller), new_grid ());
  gtk_container_add (GTK_CONTAINER (area), scroller);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_widget_show (scroller);
  gtk_widget_show (dialog);
}
