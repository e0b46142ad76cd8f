/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preferences-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-preferences-dialog.h"

static void
look_changed_cb (GtkComboBox *combo, ResitePreferences *preferences)
{
  resite_preferences_set_theme (preferences, (ResiteTheme)gtk_combo_box_get_active (combo));
}

static void
text_changed_cb (GtkSpinButton *spin, ResitePreferences *preferences)
{
  resite_preferences_set_text_percent (preferences, (guint)gtk_spin_button_get_value_as_int (spin));
}

static void
ring_toggled_cb (GtkToggleButton *button, ResitePreferences *preferences)
{
  resite_preferences_set_ring (preferences, gtk_toggle_button_get_active (button));
}

static void
add_row (GtkGrid *grid, int row, const char *text, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, widget, 1, row, 1, 1);
}

static GtkWidget *
new_look_combo (ResitePreferences *preferences)
{
  GtkWidget *combo = gtk_combo_box_text_new ();

  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ ("As the desktop"));
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ ("Light"));
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ ("Dark"));
  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ ("High contrast"));
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), (int)resite_preferences_get_theme (preferences));
  g_signal_connect_object (combo, "changed", G_CALLBACK (look_changed_cb), preferences, 0);
  return combo;
}

static GtkWidget *
new_text_spin (ResitePreferences *preferences)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (RESITE_TEXT_SMALLEST, RESITE_TEXT_BIGGEST, 10);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             resite_preferences_get_text_percent (preferences));
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (text_changed_cb), preferences, 0);
  return spin;
}

static GtkWidget *
new_ring_button (ResitePreferences *preferences)
{
  GtkWidget *button = gtk_check_button_new_with_mnemonic (_ ("_Ring when work ends"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                resite_preferences_get_ring (preferences));
  g_signal_connect_object (button, "toggled", G_CALLBACK (ring_toggled_cb), preferences, 0);
  return button;
}

void
resite_preferences_dialog_show (GtkWindow *parent, ResitePreferences *preferences)
{
  GtkWidget *dialog =
      g_object_new (GTK_TYPE_DIALOG, "title", _ ("Preferences"), "transient-for", parent, "modal",
                    TRUE, "destroy-with-parent", TRUE, "window-position",
                    GTK_WIN_POS_CENTER_ON_PARENT, "resizable", FALSE, NULL);
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  GtkWidget *grid = gtk_grid_new ();

  g_object_set (grid, "margin", 18, "row-spacing", 8, "column-spacing", 12, NULL);
  add_row (GTK_GRID (grid), 0, _ ("_Look"), new_look_combo (preferences));
  add_row (GTK_GRID (grid), 1, _ ("_Text size in percent"), new_text_spin (preferences));
  gtk_grid_attach (GTK_GRID (grid), new_ring_button (preferences), 0, 2, 2, 1);
  gtk_container_add (GTK_CONTAINER (area), grid);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Close"), GTK_RESPONSE_CLOSE);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_widget_show_all (grid);
  gtk_widget_show (dialog);
}
