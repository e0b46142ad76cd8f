/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-folder-absent.h"
#include "resite-folder-local.h"

/* A folder that need not be there: empty where it is not, itself where it is. */

static void
test_nothing (void)
{
  g_autoptr (ResiteFolder) folder = resite_folder_absent_new (NULL, "E:\\SMSPKG");
  g_autoptr (GError) error = NULL;
  g_autofree char *place = resite_folder_describe (folder);
  g_autoptr (GPtrArray) entries = resite_folder_list (folder, "", NULL, &error);
  char byte;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpstr (place, ==, "E:\\SMSPKG");
  g_assert_null (resite_folder_query (folder, "a", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (resite_folder_open_read (folder, "a", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (resite_folder_fetch (folder, "a", &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (resite_folder_get_free_space (folder, &error), >, 0);
  g_assert_no_error (error);
}

static void
test_something (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("resite-absent-XXXXXX", &error);
  g_autofree char *file = g_build_filename (path, "a", NULL);
  g_autoptr (ResiteFolder) inner = NULL;
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  ResiteFile *opened;
  char bytes[8] = { 0 };

  g_assert_no_error (error);
  g_file_set_contents (file, "content", -1, &error);
  g_assert_no_error (error);
  inner = resite_folder_local_new (path, &error);
  g_assert_no_error (error);
  folder = resite_folder_absent_new (inner, NULL);
  entries = resite_folder_list (folder, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  opened = resite_folder_open_read (folder, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_folder_read (folder, opened, bytes, 7, 0, &error), ==, 7);
  g_assert_cmpstr (bytes, ==, "content");
  g_assert_true (resite_folder_close (folder, opened, &error));
  g_assert_null (resite_folder_list (folder, "not there", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Taken away behind our back: then it is empty, and not an error. */
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = resite_folder_list (folder, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-absent/nothing", test_nothing);
  g_test_add_func ("/folder-absent/something", test_something);
  return g_test_run ();
}
