/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <sys/xattr.h>

#include "copy-fixture.h"
#include "resite-dos-attribute.h"

static ResiteFolder *
open_source (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  ResiteFolder *folder = resite_folder_local_new (self->source, &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (self->root, "missing", NULL);
  g_autofree char *file = g_build_filename (self->root, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_folder_local_new (missing, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  put (self->root, "file", "x");
  g_assert_null (resite_folder_local_new (file, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GPtrArray) below = NULL;
  g_autofree char *link = g_build_filename (self->source, "c-link", NULL);
  const ResiteFileInfo *info;

  put (self->source, "b", "four");
  put (self->source, "a/inside", "x");
  g_assert_cmpint (symlink ("b", link), ==, 0);
  set_time (self->source, "b", 1079431123456789);

  infos = resite_folder_list (folder, "", NULL, NULL);
  g_assert_cmpuint (infos->len, ==, 3);
  info = infos->pdata[0];
  g_assert_cmpstr (info->name, ==, "a");
  g_assert_cmpint (info->type, ==, RESITE_FILE_FOLDER);
  info = infos->pdata[1];
  g_assert_cmpstr (info->name, ==, "b");
  g_assert_cmpint (info->type, ==, RESITE_FILE_PLAIN);
  g_assert_cmpuint (info->size, ==, 4);
  g_assert_cmpint (info->modified, ==, 1079431123456789);
  g_assert_cmpint (info->changed, >, info->modified);
  g_assert_false (info->read_only);
  info = infos->pdata[2];
  g_assert_cmpint (info->type, ==, RESITE_FILE_OTHER);
  below = resite_folder_list (folder, "a", NULL, NULL);
  g_assert_cmpstr (((ResiteFileInfo *)below->pdata[0])->name, ==, "a/inside");
}

static void
test_list_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (resite_folder_list (folder, "", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_folder_query (folder, "nothing", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (resite_folder_open_read (folder, "nothing", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (resite_folder_list (folder, "nothing", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_folder_remove (folder, "nothing", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_no_pipe_is_opened (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autofree char *path = g_build_filename (self->source, "pipe", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (path, 0644), ==, 0);
  g_assert_null (resite_folder_open_read (folder, "pipe", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_write_and_read (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GError) error = NULL;
  char buffer[16] = "";
  ResiteFile *file;

  file = resite_folder_open_write (folder, "a", FALSE, 4096, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (folder, file, "hello", 5, 0, &error));
  g_assert_true (resite_folder_write (folder, file, "world", 5, 5, &error));
  g_assert_true (resite_folder_sync (folder, file, &error));
  g_assert_true (resite_folder_drop_cache (folder, file, &error));
  g_assert_cmpint (resite_folder_read (folder, file, buffer, sizeof buffer, 3, &error), ==, 7);
  g_assert_cmpstr (buffer, ==, "loworld");
  g_assert_true (resite_folder_close (folder, file, &error));

  file = resite_folder_open_write (folder, "a", TRUE, 0, &error);
  g_assert_true (resite_folder_write (folder, file, "W", 1, 5, &error));
  g_assert_true (resite_folder_close (folder, file, &error));
  file = resite_folder_open_read (folder, "a", &error);
  g_assert_cmpint (resite_folder_read (folder, file, buffer, sizeof buffer, 0, &error), ==, 10);
  g_assert_cmpmem (buffer, 10, "helloWorld", 10);
  g_assert_cmpint (resite_folder_read (folder, file, buffer, sizeof buffer, 10, &error), ==, 0);
  g_assert_true (resite_folder_close (folder, file, &error));

  file = resite_folder_open_write (folder, "a", FALSE, 0, &error);
  g_assert_true (resite_folder_close (folder, file, &error));
  g_assert_no_error (error);
}

static void
test_times (Fixture *self, gconstpointer data)
{
  static const gint64 times[] = { 1079431123456789, 0, 1, -1, -1500000, 4102444800999999 };
  g_autoptr (ResiteFolder) folder = open_source (self);

  put (self->source, "a", "x");
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ResiteFileInfo) info = NULL;

      g_assert_true (resite_folder_set_times (folder, "a", times[i], NULL));
      info = resite_folder_query (folder, "a", NULL, NULL);
      g_assert_cmpint (info->modified, ==, times[i]);
    }
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GError) error = NULL;

  put (self->source, "a", "x");
  for (guint i = 0; i < 4; i++)
    {
      const gboolean wanted = i % 2 == 0;
      g_autoptr (ResiteFileInfo) info = NULL;

      g_assert_true (resite_folder_set_read_only (folder, "a", wanted, &error));
      g_assert_no_error (error);
      info = resite_folder_query (folder, "a", NULL, NULL);
      g_assert_cmpint (info->read_only, ==, wanted);
      g_assert_cmpint (may_write (self->source, "a"), ==, !wanted);
    }
}

static gboolean
put_attribute (const char *path, const void *bytes, gsize size)
{
  if (setxattr (path, "user.DOSATTRIB", bytes, size, 0) == 0)
    return TRUE;
  g_test_skip ("this file system has no extended attributes");
  return FALSE;
}

static void
test_attribute_as_text (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->source, "a", NULL);
  char found[16] = "";
  gboolean read_only = FALSE;

  put (self->source, "a", "x");
  g_assert_false (resite_dos_attribute_get_read_only (path, &read_only));
  if (!put_attribute (path, "0x21", 5))
    return;
  g_assert_true (resite_dos_attribute_get_read_only (path, &read_only));
  g_assert_true (read_only);
  g_assert_true (resite_dos_attribute_set_read_only (path, FALSE));
  g_assert_cmpint (getxattr (path, "user.DOSATTRIB", found, sizeof found), ==, 5);
  g_assert_cmpstr (found, ==, "0x20");
}

/* As Samba 4.11 wrote it for a file with the archive bit. */
static void
test_attribute_as_blob (Fixture *self, gconstpointer data)
{
  static const guint8 blob[] = { 0x00, 0x00, 0x04, 0x00, 0x04, 0x00, 0x00, 0x00, 0x51, 0x00, 0x00,
                                 0x00, 0x20, 0x00, 0x00, 0x00, 0x95, 0xc8, 0xc8, 0xd0, 0xc2, 0xd9,
                                 0xe2, 0xd8, 0x01, 0x95, 0xc8, 0xd0, 0xc2, 0xd9, 0xe2, 0xd8 };
  g_autofree char *path = g_build_filename (self->source, "a", NULL);
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (ResiteFileInfo) info = NULL;
  guint8 found[64];
  gboolean read_only = TRUE;

  put (self->source, "a", "x");
  if (!put_attribute (path, blob, sizeof blob))
    return;
  g_assert_true (resite_dos_attribute_get_read_only (path, &read_only));
  g_assert_false (read_only);
  g_assert_true (resite_dos_attribute_set_read_only (path, TRUE));
  g_assert_cmpint (getxattr (path, "user.DOSATTRIB", found, sizeof found), ==, sizeof blob);
  g_assert_cmpuint (found[12], ==, 0x21);
  found[12] = 0x20;
  g_assert_cmpmem (found, sizeof blob, blob, sizeof blob);
  info = resite_folder_query (folder, "a", NULL, NULL);
  g_assert_true (info->read_only);
}

static void
test_replace_read_only (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autofree char *path = g_build_filename (self->source, "a", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  put (self->source, "a", "old");
  put (self->source, "new", "new");
  g_assert_true (resite_folder_set_read_only (folder, "a", TRUE, NULL));
  g_assert_true (resite_folder_replace (folder, "new", "a", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "new");
  g_assert_false (exists (self->source, "new"));
  g_assert_true (resite_folder_set_read_only (folder, "a", TRUE, NULL));
  g_assert_true (resite_folder_remove (folder, "a", &error));
  g_assert_no_error (error);
}

static void
test_folders (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = open_source (self);
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_folder_make_folder (folder, "a/b/c", &error));
  g_assert_true (resite_folder_make_folder (folder, "a/b/c", &error));
  g_assert_true (resite_folder_sync_folder (folder, "a/b", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (resite_folder_get_free_space (folder, &error), >, 0);
  g_assert_no_error (error);
  put (self->source, "file", "x");
  g_assert_false (resite_folder_make_folder (folder, "file/below", &error));
  g_assert_nonnull (error);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/folder-local/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("no-folder", test_no_folder);
  ADD ("list", test_list);
  ADD ("list-cancelled", test_list_cancelled);
  ADD ("missing", test_missing);
  ADD ("no-pipe-is-opened", test_no_pipe_is_opened);
  ADD ("write-and-read", test_write_and_read);
  ADD ("times", test_times);
  ADD ("read-only", test_read_only);
  ADD ("attribute-as-text", test_attribute_as_text);
  ADD ("attribute-as-blob", test_attribute_as_blob);
  ADD ("replace-read-only", test_replace_read_only);
  ADD ("folders", test_folders);
  return g_test_run ();
}
