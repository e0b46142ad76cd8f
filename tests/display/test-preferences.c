/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "job-run.h"
#include "resite-looks.h"
#include "resite-preferences-dialog.h"
#include "resite-shortcuts.h"

typedef struct
{
  char *folder;
  char *path;
  ResitePreferences *preferences;
  GtkWidget *window;
  DisplayHeard changed;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->folder = job_run_make_folder ();
  desk->path = g_build_filename (desk->folder, "deep", "window.ini", NULL);
  desk->preferences = resite_preferences_new (desk->path);
  desk->window = display_show (gtk_label_new ("the window"));
  memset (&desk->changed, 0, sizeof desk->changed);
  display_listen (desk->preferences, "changed", display_heard_cb, &desk->changed);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  display_destroy (desk->window);
  g_assert_finalize_object (desk->preferences);
  display_heard_clear (&desk->changed);
  job_run_remove_folder (desk->folder);
  g_free (desk->path);
}

static GtkWidget *
open_dialog (Desk *desk)
{
  resite_preferences_dialog_show (GTK_WINDOW (desk->window), desk->preferences);
  return display_wait_dialog (GTK_TYPE_DIALOG);
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
}

static void
test_defaults (Desk *desk, gconstpointer data)
{
  g_assert_cmpint (resite_preferences_get_theme (desk->preferences), ==, RESITE_THEME_DESKTOP);
  g_assert_cmpuint (resite_preferences_get_text_percent (desk->preferences), ==, 100);
  g_assert_false (resite_preferences_get_ring (desk->preferences));
  g_assert_cmpstr (resite_preferences_get_person (desk->preferences), !=, NULL);
  g_assert_cmpstr (resite_preferences_get_person (desk->preferences), !=, "root");
}

/* What was chosen is there at the next start of the program. */
static void
test_dialog (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog = open_dialog (desk);
  g_autoptr (ResitePreferences) again = NULL;

  display_assert_named (dialog);
  gtk_combo_box_set_active (display_nth (dialog, GTK_TYPE_COMBO_BOX, 0), RESITE_THEME_DARK);
  gtk_spin_button_set_value (display_nth (dialog, GTK_TYPE_SPIN_BUTTON, 0), 150);
  gtk_toggle_button_set_active (display_nth (dialog, GTK_TYPE_CHECK_BUTTON, 0), TRUE);
  g_assert_cmpuint (desk->changed.count, ==, 3);
  close_dialog (dialog);
  again = resite_preferences_new (desk->path);
  g_assert_cmpint (resite_preferences_get_theme (again), ==, RESITE_THEME_DARK);
  g_assert_cmpuint (resite_preferences_get_text_percent (again), ==, 150);
  g_assert_true (resite_preferences_get_ring (again));
  dialog = open_dialog (desk);
  g_assert_cmpint (gtk_combo_box_get_active (display_nth (dialog, GTK_TYPE_COMBO_BOX, 0)), ==,
                   RESITE_THEME_DARK);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (display_nth (dialog, GTK_TYPE_SPIN_BUTTON, 0)),
                   ==, 150);
  close_dialog (dialog);
}

static void
test_limits (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog = open_dialog (desk);
  GtkSpinButton *spin = display_nth (dialog, GTK_TYPE_SPIN_BUTTON, 0);

  gtk_spin_button_set_value (spin, 1000);
  g_assert_cmpuint (resite_preferences_get_text_percent (desk->preferences), ==,
                    RESITE_TEXT_BIGGEST);
  gtk_spin_button_set_value (spin, 0);
  g_assert_cmpuint (resite_preferences_get_text_percent (desk->preferences), ==,
                    RESITE_TEXT_SMALLEST);
  resite_preferences_set_text_percent (desk->preferences, 5);
  g_assert_cmpuint (resite_preferences_get_text_percent (desk->preferences), ==,
                    RESITE_TEXT_SMALLEST);
  display_press (dialog, GDK_KEY_Escape, 0);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
}

/* The same again is no change: nobody redraws, nothing is written. */
static void
test_no_change (Desk *desk, gconstpointer data)
{
  resite_preferences_set_theme (desk->preferences, RESITE_THEME_DESKTOP);
  resite_preferences_set_text_percent (desk->preferences, 100);
  resite_preferences_set_ring (desk->preferences, FALSE);
  g_assert_cmpuint (desk->changed.count, ==, 0);
  g_assert_false (g_file_test (desk->path, G_FILE_TEST_EXISTS));
}

static void
test_person (Desk *desk, gconstpointer data)
{
  g_autoptr (ResitePreferences) again = NULL;

  resite_preferences_set_person (desk->preferences, STRANGE_TEXT, RTL_TEXT);
  again = resite_preferences_new (desk->path);
  g_assert_cmpstr (resite_preferences_get_person (again), ==, STRANGE_TEXT);
  g_assert_cmpstr (resite_preferences_get_phone (again), ==, RTL_TEXT);
}

static void
test_bad_file (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (
      folder, "window.ini", "[window]\nlook=purple\ntext-percent=9999\nring=perhaps\n");
  g_autofree char *broken = job_run_write (folder, "broken.ini", "\x01 no key file at all");
  g_autoptr (ResitePreferences) odd = resite_preferences_new (path);
  g_autoptr (ResitePreferences) none = resite_preferences_new (broken);

  g_assert_cmpint (resite_preferences_get_theme (odd), ==, RESITE_THEME_DESKTOP);
  g_assert_cmpuint (resite_preferences_get_text_percent (odd), ==, RESITE_TEXT_BIGGEST);
  g_assert_false (resite_preferences_get_ring (odd));
  g_assert_cmpuint (resite_preferences_get_text_percent (none), ==, 100);
  job_run_remove_folder (folder);
}

static int
get_dpi (void)
{
  int dpi = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi;
}

static gboolean
is_dark (void)
{
  gboolean dark = FALSE;

  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  return dark;
}

static void
test_looks (Desk *desk, gconstpointer data)
{
  ResiteLooks *looks = resite_looks_new (desk->preferences);
  int normal = get_dpi ();
  g_autofree char *theme = NULL;

  resite_preferences_set_text_percent (desk->preferences, 200);
  g_assert_cmpint (get_dpi (), ==, normal * 2);
  resite_preferences_set_text_percent (desk->preferences, 100);
  g_assert_cmpint (get_dpi (), ==, normal);
  resite_preferences_set_theme (desk->preferences, RESITE_THEME_DARK);
  g_assert_true (is_dark ());
  resite_preferences_set_theme (desk->preferences, RESITE_THEME_LIGHT);
  g_assert_false (is_dark ());
  resite_preferences_set_theme (desk->preferences, RESITE_THEME_HIGH_CONTRAST);
  g_object_get (gtk_settings_get_default (), "gtk-theme-name", &theme, NULL);
  g_assert_cmpstr (theme, ==, "HighContrast");
  resite_preferences_set_theme (desk->preferences, RESITE_THEME_DESKTOP);
  g_assert_finalize_object (looks);
}

/* Every key of the window is in the list, and no key twice. */
static void
test_shortcuts (Desk *desk, gconstpointer data)
{
  static const char *const keys[] = { "Alt+N",  "Alt+B",  "Ctrl+G", "F1",     "F2",    "F5",
                                      "F6",     "F7",     "F8",     "F9",     "F3",    "Ctrl+E",
                                      "Ctrl+F", "Ctrl+R", "Ctrl+J", "Ctrl+P", "Ctrl+Q" };
  GtkWidget *dialog;
  g_autofree char *text = NULL;

  resite_shortcuts_show (GTK_WINDOW (desk->window));
  dialog = display_wait_dialog (GTK_TYPE_DIALOG);
  text = display_read (dialog);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s", keys[i]);
      char *first = strstr (text, line);

      if (first == NULL)
        g_error ("%s is not in the list", keys[i]);
    }
  display_assert_named (dialog);
  display_press (dialog, GDK_KEY_Escape, 0);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
}

static void
add (const char *path, void (*test) (Desk *, gconstpointer))
{
  g_test_add (path, Desk, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/preferences/defaults", test_defaults);
  add ("/preferences/dialog", test_dialog);
  add ("/preferences/limits", test_limits);
  add ("/preferences/no-change", test_no_change);
  add ("/preferences/person", test_person);
  g_test_add_func ("/preferences/bad-file", test_bad_file);
  add ("/looks", test_looks);
  add ("/shortcuts", test_shortcuts);
  return g_test_run ();
}
