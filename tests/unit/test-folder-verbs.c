/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-folder-verbs"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "job-run.h"
#include "resite-dos-attribute.h"
#include "resite-error.h"
#include "resite-folder-local.h"

/* Every verb of a folder, where it works and where it cannot: each failure names the path and has a
 * code of ours, and leaves things as they were. */

typedef struct
{
  char *root;
  ResiteFolder *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = job_run_make_folder ();
  fixture->folder = resite_folder_local_new (fixture->root, NULL);
  g_assert_nonnull (fixture->folder);
  g_free (job_run_write (fixture->root, "file.txt", "content"));
  g_free (job_run_write (fixture->root, "full/inside.txt", "inside"));
  g_free (job_run_write (fixture->root, "hollow/x", "x"));
  g_autofree char *x = g_build_filename (fixture->root, "hollow/x", NULL);
  g_assert_cmpint (g_unlink (x), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->folder);
  job_run_remove_folder (fixture->root);
}

static void
assert_refused (GError **error, const char *name)
{
  g_assert_nonnull (*error);
  g_test_message ("%s", (*error)->message);
  g_assert_cmpint ((*error)->domain, ==, RESITE_ERROR);
  g_assert_nonnull (strstr ((*error)->message, name));
  g_clear_error (error);
}

static gboolean
is_there (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->root, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  static const char *const missing[] = { "nothing", "nothing/below", "file.txt/below" };
  g_autoptr (ResiteFileInfo) root = resite_folder_query (fixture->folder, "", NULL, NULL);
  g_autoptr (ResiteFileInfo) file = resite_folder_query (fixture->folder, "file.txt", NULL, NULL);

  g_assert_cmpint (root->type, ==, RESITE_FILE_FOLDER);
  g_assert_cmpint (file->type, ==, RESITE_FILE_PLAIN);
  g_assert_cmpuint (file->size, ==, 7);
  g_assert_false (file->read_only);
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (resite_folder_query (fixture->folder, missing[i], NULL, &error));
      assert_refused (&error, missing[i]);
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (resite_folder_query (fixture->folder, "file.txt", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (resite_folder_list (fixture->folder, "", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = { "nothing", "file.txt" };
  g_autoptr (GPtrArray) hollow = resite_folder_list (fixture->folder, "hollow", NULL, NULL);
  g_autoptr (GPtrArray) full = resite_folder_list (fixture->folder, "full", NULL, NULL);

  g_assert_cmpuint (hollow->len, ==, 0);
  g_assert_cmpuint (full->len, ==, 1);
  g_assert_cmpstr (((ResiteFileInfo *)full->pdata[0])->name, ==, "full/inside.txt");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (resite_folder_list (fixture->folder, wrong[i], NULL, &error));
      assert_refused (&error, wrong[i]);
    }
}

static void
test_make_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_folder_make_folder (fixture->folder, "a/b/c", &error));
  g_assert_true (resite_folder_make_folder (fixture->folder, "a/b/c", &error));
  g_assert_true (resite_folder_make_folder (fixture->folder, "", &error));
  g_assert_no_error (error);
  g_assert_false (resite_folder_make_folder (fixture->folder, "file.txt", &error));
  assert_refused (&error, "file.txt");
  g_assert_false (resite_folder_make_folder (fixture->folder, "file.txt/below", &error));
  assert_refused (&error, "file.txt");
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  static const char *const unreadable[] = { "nothing", "full", "link" };
  static const char *const unwritable[] = { "full", "nothing/below", "link" };
  g_autofree char *link = g_build_filename (fixture->root, "link", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("file.txt", link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_assert_null (resite_folder_open_read (fixture->folder, unreadable[i], &error));
      assert_refused (&error, unreadable[i]);
      g_assert_null (resite_folder_open_write (fixture->folder, unwritable[i], FALSE, 0, &error));
      assert_refused (&error, unwritable[i]);
    }
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ResiteFile *file = resite_folder_open_write (fixture->folder, "new.txt", FALSE, 0, &error);
  char buffer[32] = "";

  g_assert_true (resite_folder_write (fixture->folder, file, "world", 5, 6, &error));
  g_assert_true (resite_folder_write (fixture->folder, file, "hello ", 6, 0, &error));
  g_assert_true (resite_folder_write (fixture->folder, file, "", 0, 3, &error));
  g_assert_true (resite_folder_sync (fixture->folder, file, &error));
  g_assert_true (resite_folder_drop_cache (fixture->folder, file, &error));
  g_assert_cmpint (resite_folder_read (fixture->folder, file, buffer, 32, 0, &error), ==, 11);
  g_assert_cmpstr (buffer, ==, "hello world");
  g_assert_cmpint (resite_folder_read (fixture->folder, file, buffer, 32, 11, &error), ==, 0);
  g_assert_cmpint (resite_folder_read (fixture->folder, file, buffer, 32, 5000, &error), ==, 0);
  g_assert_true (resite_folder_close (fixture->folder, file, &error));

  file = resite_folder_open_write (fixture->folder, "new.txt", TRUE, 0, &error);
  g_assert_true (resite_folder_write (fixture->folder, file, "there", 5, 6, &error));
  g_assert_true (resite_folder_close (fixture->folder, file, &error));
  file = resite_folder_open_read (fixture->folder, "new.txt", &error);
  g_assert_cmpint (resite_folder_read (fixture->folder, file, buffer, 32, 0, &error), ==, 11);
  g_assert_cmpmem (buffer, 11, "hello there", 11);
  g_assert_false (resite_folder_write (fixture->folder, file, "x", 1, 0, &error));
  assert_refused (&error, "new.txt");
  g_assert_true (resite_folder_close (fixture->folder, file, &error));
}

static void
test_replace_and_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_folder_replace (fixture->folder, "nothing", "file.txt", &error));
  assert_refused (&error, "file.txt");
  g_assert_false (resite_folder_replace (fixture->folder, "file.txt", "full", &error));
  assert_refused (&error, "full");
  g_assert_false (resite_folder_replace (fixture->folder, "file.txt", "nothing/below", &error));
  assert_refused (&error, "nothing");
  g_assert_true (is_there (fixture, "file.txt"));
  g_assert_true (is_there (fixture, "full/inside.txt"));
  g_assert_true (resite_folder_replace (fixture->folder, "file.txt", "full/inside.txt", &error));
  g_assert_false (is_there (fixture, "file.txt"));

  g_assert_false (resite_folder_remove (fixture->folder, "full", &error));
  assert_refused (&error, "full");
  g_assert_false (resite_folder_remove (fixture->folder, "nothing", &error));
  assert_refused (&error, "nothing");
  g_assert_true (resite_folder_remove (fixture->folder, "full/inside.txt", &error));
  g_assert_true (resite_folder_remove (fixture->folder, "full", &error));
  g_assert_no_error (error);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (ResiteFileInfo) info = NULL;
      g_assert_true (
          resite_folder_set_read_only (fixture->folder, "file.txt", i / 2 % 2 == 0, &error));
      info = resite_folder_query (fixture->folder, "file.txt", NULL, NULL);
      g_assert_cmpint (info->read_only, ==, i / 2 % 2 == 0);
    }
  g_assert_false (resite_folder_set_read_only (fixture->folder, "nothing", TRUE, &error));
  assert_refused (&error, "nothing");
  g_assert_false (resite_folder_set_times (fixture->folder, "nothing", 0, &error));
  assert_refused (&error, "nothing");
  g_assert_false (resite_folder_sync_folder (fixture->folder, "nothing", &error));
  assert_refused (&error, "nothing");
  g_assert_true (resite_folder_sync_folder (fixture->folder, "", &error));
  g_assert_true (resite_folder_sync_folder (fixture->folder, "full", &error));
  g_assert_cmpuint (resite_folder_get_free_space (fixture->folder, &error), >, 0);
  g_assert_no_error (error);
}

/* Times before 1970 and far ahead, to the microsecond. */
static void
test_times (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = {
    0, 1, -1, -86400LL * G_USEC_PER_SEC + 7, 1069500000123456LL, 4102444800000001LL
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ResiteFileInfo) info = NULL;
      g_assert_true (resite_folder_set_times (fixture->folder, "file.txt", times[i], NULL));
      info = resite_folder_query (fixture->folder, "file.txt", NULL, NULL);
      g_assert_cmpint (info->modified, ==, times[i]);
    }
}

/* The folder itself goes: everything fails with words, nothing crashes, nothing is made anew. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->root, "-aside", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (fixture->root, aside), ==, 0);
  g_assert_null (resite_folder_list (fixture->folder, "", NULL, &error));
  assert_refused (&error, fixture->root);
  g_assert_null (resite_folder_open_write (fixture->folder, "x", FALSE, 0, &error));
  assert_refused (&error, fixture->root);
  g_assert_cmpuint (resite_folder_get_free_space (fixture->folder, &error), ==, 0);
  assert_refused (&error, fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rename (aside, fixture->root), ==, 0);
}

/* The forms in which file systems keep the attribute: the bit is read, the others are kept. */
static void
test_attribute_forms (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *value;
    gboolean read_only;
  } forms[] = { { "0x21", TRUE }, { "0x20", FALSE }, { "0x1", TRUE },
                { "0x0", FALSE }, { "0x27", TRUE },  { "0x26", FALSE } };
  g_autofree char *path = g_build_filename (fixture->root, "file.txt", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gboolean read_only = !forms[i].read_only;
      char after[64] = "";

      if (setxattr (path, "user.DOSATTRIB", forms[i].value, strlen (forms[i].value), 0) != 0)
        {
          g_test_skip ("No extended attributes here");
          return;
        }
      g_assert_true (resite_dos_attribute_get_read_only (path, &read_only));
      g_assert_cmpint (read_only, ==, forms[i].read_only);
      g_assert_true (resite_dos_attribute_set_read_only (path, !forms[i].read_only));
      g_assert_cmpint (getxattr (path, "user.DOSATTRIB", after, sizeof after - 1), >, 0);
      g_assert_cmpint (
          g_ascii_strtoll (after, NULL, 16) ^ g_ascii_strtoll (forms[i].value, NULL, 16), ==, 1);
    }
}

/* Values that nobody wrote so: read as none, or as not read-only, and no crash. */
static void
test_attribute_rubbish (Fixture *fixture, gconstpointer data)
{
  static const char *const rubbish[] = {
    "", "x", "0x", "0xzz", "\x01", "hello world, this is long", "0x100000000000000001", "-1"
  };
  g_autofree char *path = g_build_filename (fixture->root, "file.txt", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    {
      gboolean read_only = FALSE;
      g_autoptr (GError) error = NULL;

      if (setxattr (path, "user.DOSATTRIB", rubbish[i], strlen (rubbish[i]), 0) != 0)
        {
          g_test_skip ("No extended attributes here");
          return;
        }
      resite_dos_attribute_get_read_only (path, &read_only);
      g_test_message ("\"%s\": %d", rubbish[i], read_only);
      resite_folder_set_read_only (fixture->folder, "file.txt", TRUE, &error);
      g_autoptr (ResiteFileInfo) info =
          resite_folder_query (fixture->folder, "file.txt", NULL, NULL);
      g_assert_true (info->read_only || error != NULL);
      g_clear_error (&error);
      g_assert_cmpint (g_chmod (path, 0644), ==, 0);
    }
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/folder-verbs/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("query", test_query);
  ADD ("cancelled", test_cancelled);
  ADD ("list", test_list);
  ADD ("make-folder", test_make_folder);
  ADD ("open", test_open);
  ADD ("places", test_places);
  ADD ("replace-and-remove", test_replace_and_remove);
  ADD ("marks", test_marks);
  ADD ("times", test_times);
  ADD ("gone", test_gone);
  ADD ("attribute-forms", test_attribute_forms);
  ADD ("attribute-rubbish", test_attribute_rubbish);
  return g_test_run ();
}
