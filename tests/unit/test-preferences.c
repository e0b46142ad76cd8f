/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "resite-preferences.h"

typedef struct
{
  char *folder;
  char *path;
  guint changes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("preferences-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "resite", "window.ini", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->path);

  g_remove (fixture->path);
  g_rmdir (parent);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *parent = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static void
changed_cb (Fixture *fixture)
{
  fixture->changes++;
}

static void
test_nothing_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) preferences = resite_preferences_new (fixture->path);

  g_assert_cmpstr (resite_preferences_get_phone (preferences), ==, "");
  g_assert_nonnull (resite_preferences_get_person (preferences));
  g_assert_cmpstr (resite_preferences_get_person (preferences), !=, "root");
  g_assert_cmpint (resite_preferences_get_theme (preferences), ==, RESITE_THEME_DESKTOP);
  g_assert_cmpuint (resite_preferences_get_text_percent (preferences), ==, 100);
  g_assert_false (resite_preferences_get_ring (preferences));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) first = resite_preferences_new (fixture->path);
  g_autoptr (ResitePreferences) second = NULL;

  resite_preferences_set_person (first, "Jürgen Ö.", "+49 7361 555");
  resite_preferences_set_theme (first, RESITE_THEME_HIGH_CONTRAST);
  resite_preferences_set_text_percent (first, 150);
  resite_preferences_set_ring (first, TRUE);
  second = resite_preferences_new (fixture->path);
  g_assert_cmpstr (resite_preferences_get_person (second), ==, "Jürgen Ö.");
  g_assert_cmpstr (resite_preferences_get_phone (second), ==, "+49 7361 555");
  g_assert_cmpint (resite_preferences_get_theme (second), ==, RESITE_THEME_HIGH_CONTRAST);
  g_assert_cmpuint (resite_preferences_get_text_percent (second), ==, 150);
  g_assert_true (resite_preferences_get_ring (second));
}

static void
test_a_name_taken_away_stays_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) first = resite_preferences_new (fixture->path);
  g_autoptr (ResitePreferences) second = NULL;

  resite_preferences_set_person (first, "J. Doe", "1");
  resite_preferences_set_person (first, "", "");
  second = resite_preferences_new (fixture->path);
  g_assert_cmpstr (resite_preferences_get_person (second), ==, "");
}

static void
test_tells_changes_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) preferences = resite_preferences_new (fixture->path);

  g_signal_connect_swapped (preferences, "changed", G_CALLBACK (changed_cb), fixture);
  resite_preferences_set_text_percent (preferences, 100);
  resite_preferences_set_theme (preferences, RESITE_THEME_DESKTOP);
  resite_preferences_set_ring (preferences, FALSE);
  g_assert_cmpuint (fixture->changes, ==, 0);
  resite_preferences_set_text_percent (preferences, 110);
  resite_preferences_set_text_percent (preferences, 110);
  resite_preferences_set_theme (preferences, RESITE_THEME_DARK);
  resite_preferences_set_person (preferences, "A", "B");
  resite_preferences_set_person (preferences, "A", "B");
  g_assert_cmpuint (fixture->changes, ==, 3);
}

static void
test_text_stays_legible (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) preferences = resite_preferences_new (fixture->path);

  resite_preferences_set_text_percent (preferences, 1000);
  g_assert_cmpuint (resite_preferences_get_text_percent (preferences), ==, RESITE_TEXT_BIGGEST);
  resite_preferences_set_text_percent (preferences, 1);
  g_assert_cmpuint (resite_preferences_get_text_percent (preferences), ==, RESITE_TEXT_SMALLEST);
}

static void
test_strange_files (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "",
                                       "no key file at all\n",
                                       "[window]\ntext-percent=many\n",
                                       "[window]\nlook=purple\n",
                                       "[window]\ntext-percent=-40\n",
                                       "[window]\nring=perhaps\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ResitePreferences) preferences = NULL;
      guint percent;

      write_file (fixture, texts[i]);
      preferences = resite_preferences_new (fixture->path);
      percent = resite_preferences_get_text_percent (preferences);
      g_assert_cmpuint (percent, >=, RESITE_TEXT_SMALLEST);
      g_assert_cmpuint (percent, <=, RESITE_TEXT_BIGGEST);
      g_assert_cmpint (resite_preferences_get_theme (preferences), ==, RESITE_THEME_DESKTOP);
      g_assert_false (resite_preferences_get_ring (preferences));
    }
}

/* What somebody else wrote into the file is left there. */
static void
test_foreign_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePreferences) preferences = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, "# by hand\n[window]\nperson=J. Doe\n[later]\nkey=value\n");
  preferences = resite_preferences_new (fixture->path);
  resite_preferences_set_ring (preferences, TRUE);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (g_strstr_len (text, -1, "# by hand"));
  g_assert_nonnull (g_strstr_len (text, -1, "[later]\nkey=value"));
  g_assert_nonnull (g_strstr_len (text, -1, "person=J. Doe"));
}

/* A folder that cannot be written to costs the memory of it and nothing else. */
static void
test_cannot_be_written (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strdup ("/proc/resite/window.ini");
  g_autoptr (ResitePreferences) preferences = resite_preferences_new (path);

  g_test_expect_message ("resite-preferences", G_LOG_LEVEL_MESSAGE, "/proc/resite/window.ini*");
  resite_preferences_set_person (preferences, "J. Doe", "");
  g_test_assert_expected_messages ();
  g_assert_cmpstr (resite_preferences_get_person (preferences), ==, "J. Doe");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/preferences/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-there", test_nothing_there);
  ADD ("kept", test_kept);
  ADD ("a-name-taken-away-stays-away", test_a_name_taken_away_stays_away);
  ADD ("tells-changes-only", test_tells_changes_only);
  ADD ("text-stays-legible", test_text_stays_legible);
  ADD ("strange-files", test_strange_files);
  ADD ("foreign-keys", test_foreign_keys);
  ADD ("cannot-be-written", test_cannot_be_written);
  return g_test_run ();
}
