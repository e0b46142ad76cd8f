/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-connections-paths"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "job-run.h"
#include "resite-connections.h"
#include "resite-error.h"
#include "resite-folder-local.h"

/* Where a path of a Windows machine lies on this desk, and where it must never lead. */

typedef struct
{
  char *folder;
  ResiteConnections *connections;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new_files = NULL;
  g_autofree char *elsewhere = NULL;

  fixture->folder = job_run_make_folder ();
  fixture->connections = resite_connections_new ();
  new_files = g_build_filename (fixture->folder, "new", NULL);
  elsewhere = g_build_filename (fixture->folder, "mnt/f", NULL);
  g_free (job_run_write (fixture->folder, "new/E/SMSPKG/S0100001.PCK", "p"));
  g_free (job_run_write (fixture->folder, "new/c$/WINNT/system.ini", "w"));
  g_free (job_run_write (fixture->folder, "new/D:/data.txt", "d"));
  g_free (job_run_write (fixture->folder, "mnt/f/Files/File.TXT", "f"));
  g_free (job_run_write (fixture->folder, "secret.txt", "s"));
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, new_files);
  resite_connections_add_drive (fixture->connections, "new", 'f', elsewhere);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->connections);
  job_run_remove_folder (fixture->folder);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *windows, *place;
  } table[] = {
    { "E:\\SMSPKG\\S0100001.PCK", "new/E/SMSPKG/S0100001.PCK" },
    { "e:\\smspkg\\s0100001.pck", "new/E/SMSPKG/S0100001.PCK" },
    { "E:/SMSPKG/S0100001.PCK", "new/E/SMSPKG/S0100001.PCK" },
    { "E:\\\\SMSPKG\\.\\S0100001.PCK\\", "new/E/SMSPKG/S0100001.PCK" },
    { "E$\\SMSPKG", "new/E/SMSPKG" },
    { "\\\\BR01SMS\\E$\\SMSPKG", "new/E/SMSPKG" },
    { "//br01sms/e$/smspkg", "new/E/SMSPKG" },
    { "E:\\", "new/E" },
    { "E:", "new/E" },
    { "C:\\winnt\\SYSTEM.INI", "new/c$/WINNT/system.ini" },
    { "D:\\data.txt", "new/D:/data.txt" },
    { "F:\\FILES\\file.txt", "mnt/f/Files/File.TXT" },
    { "f$", "mnt/f" },
    { "G:\\not\\there", "new/G/not/there" },
    { "E:\\New Folder\\ä.log", "new/E/New Folder/ä.log" },
    { "E:\\...\\..x", "new/E/.../..x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_build_filename (fixture->folder, table[i].place, NULL);
      g_autofree char *place =
          resite_connections_resolve (fixture->connections, "new", table[i].windows, &error);

      g_assert_no_error (error);
      g_test_message ("%s", table[i].windows);
      g_assert_cmpstr (place, ==, expected);
    }
}

/* Refused, or below the machine's own folders: nothing in between. */
static void
test_no_escape (Fixture *fixture, gconstpointer data)
{
  static const char *const tricks[] = {
    "..",
    "E:..",
    "E:\\..\\secret.txt",
    "E:\\SMSPKG\\..\\..\\..\\secret.txt",
    "E:/SMSPKG/../../../secret.txt",
    "E:\\SMSPKG/..\\../secret.txt",
    "\\\\x\\E$\\..\\..\\secret.txt",
    "/etc/passwd",
    "\\etc\\passwd",
    "//etc/passwd",
    "\\\\?\\E:\\SMSPKG",
    "\\\\.\\PhysicalDrive0",
    "\\\\server\\share\\x",
    "\\\\server",
    "\\\\",
    "",
    "E",
    "E:SMSPKG",
    "EE:\\SMSPKG",
    "1:\\SMSPKG",
    ":\\x",
    "$\\x",
    "file:///etc/passwd",
    "~/x",
    "Ä:\\x",
  };
  const gsize length = strlen (fixture->folder);

  for (guint i = 0; i < G_N_ELEMENTS (tricks); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *place =
          resite_connections_resolve (fixture->connections, "new", tricks[i], &error);

      g_test_message ("%s → %s", tricks[i], place != NULL ? place : error->message);
      g_assert_null (place);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_null (
          resite_connections_open_folder (fixture->connections, "new", tricks[i], TRUE, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
  g_assert_cmpuint (length, >, 0);
}

/* Bytes that are no text at all: an answer of either kind, and no crash. */
static void
test_no_text (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "E:\\\xff\xfe", "E:\\\xc3", "E:\\a\xf0\x9f",
                                       "E:\\\xed\xa0\x80" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *place =
          resite_connections_resolve (fixture->connections, "new", names[i], &error);

      g_assert_null (place);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  static const char *const machines[] = { "old", "primary.1", "", "NEW" };

  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          resite_connections_resolve (fixture->connections, machines[i], "E:\\x", &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "drive E:"));
      g_assert_false (resite_connections_has_files (fixture->connections, machines[i]));
      g_assert_cmpint (resite_connections_get_reach (fixture->connections, machines[i]), ==,
                       RESITE_REACH_BY_HAND);
    }
}

/* What is said later counts; a drive of its own goes before the folder of all. */
static void
test_said_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = g_build_filename (fixture->folder, "mnt", NULL);
  g_autofree char *place = NULL;
  g_autofree char *e_drive = g_build_filename (fixture->folder, "mnt/f/x", NULL);

  resite_connections_add_drive (fixture->connections, "new", 'E', first);
  place = resite_connections_resolve (fixture->connections, "new", "E:\\F\\x", NULL);
  g_assert_cmpstr (place, ==, e_drive);
  resite_connections_add (fixture->connections, "new", RESITE_REACH_BY_HAND, NULL);
  g_assert_cmpint (resite_connections_get_reach (fixture->connections, "new"), ==,
                   RESITE_REACH_BY_HAND);
  g_assert_true (resite_connections_has_files (fixture->connections, "new"));
  g_assert_null (resite_connections_resolve (fixture->connections, "new", "C:\\x", NULL));
}

static void
test_desk_paths (Fixture *fixture, gconstpointer data)
{
  static const char *const good[] = { "/srv/media", "/", "/a/../b" };
  static const char *const bad[] = { "srv/media", "./x", "", "media" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *place =
          resite_connections_resolve (fixture->connections, "desk", good[i], NULL);
      g_assert_cmpstr (place, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (resite_connections_resolve (fixture->connections, "desk", bad[i], NULL));
  /* Only the desk's paths are paths of the desk. */
  g_assert_null (resite_connections_resolve (fixture->connections, "new", "/srv/media", NULL));
}

/* Two names that differ in case: the one that was asked for, when it is there. */
static void
test_both_cases (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "Log", "LOG" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_build_filename ("new/E", names[i], "x.log", NULL);
      g_free (job_run_write (fixture->folder, name, names[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *windows = g_strdup_printf ("E:\\%s\\X.LOG", names[i]);
      g_autofree char *place =
          resite_connections_resolve (fixture->connections, "new", windows, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (place, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, names[i]);
    }
}

static void
test_open_and_make (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      resite_connections_open_folder (fixture->connections, "new", "E:\\a\\b", FALSE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autoptr (ResiteFolder) made =
      resite_connections_open_folder (fixture->connections, "new", "E:\\a\\b", TRUE, &error);
  g_assert_no_error (error);
  g_autofree char *place = g_build_filename (fixture->folder, "new/E/a/b", NULL);
  g_assert_true (g_file_test (place, G_FILE_TEST_IS_DIR));
  g_autoptr (ResiteFolder) again =
      resite_connections_open_folder (fixture->connections, "new", "E:\\A\\B", TRUE, &error);
  g_assert_no_error (error);
  g_autofree char *same = resite_folder_describe (again);
  g_assert_true (g_str_has_suffix (same, "/new/E/a/b"));
  /* A file is no folder, and nothing is made in its place. */
  g_assert_null (resite_connections_open_folder (fixture->connections, "new",
                                                 "E:\\SMSPKG\\S0100001.PCK", TRUE, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
#define ADD(path, function)                                                                        \
  g_test_add ("/connections-paths/" path, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("table", test_table);
  ADD ("no-escape", test_no_escape);
  ADD ("no-text", test_no_text);
  ADD ("unknown", test_unknown);
  ADD ("said-again", test_said_again);
  ADD ("desk-paths", test_desk_paths);
  ADD ("both-cases", test_both_cases);
  ADD ("open-and-make", test_open_and_make);
  return g_test_run ();
}
