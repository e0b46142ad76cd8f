/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ftw.h>
#include <glib.h>
#include <stdio.h>
#include <sys/stat.h>

/* What the tests of jobs and logs share: a folder of their own. */

static inline int
job_run_remove_entry (const char *path, const struct stat *info, int type, struct FTW *place)
{
  return remove (path);
}

static inline char *
job_run_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("resite-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
job_run_remove_folder (char *folder)
{
  nftw (folder, job_run_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder);
}

static inline char *
job_run_write (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  file = fopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

static inline void
job_run_append (const char *path, const char *text)
{
  FILE *file = fopen (path, "ab");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* A file of tests/data, as it is, byte by byte. */
static inline char *
job_run_read_data (const char *name, gsize *length)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}
