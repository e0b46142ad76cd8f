/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ftw.h>
#include <gio/gio.h>
#include <stdio.h>
#include <sys/stat.h>

#include "resite-job.h"

/* What the tests of jobs share: a folder of their own, and a job run to its end. */

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

typedef struct
{
  GMainLoop *loop;
  gboolean result;
  GError *error;
} JobRun;

static inline void
job_run_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  JobRun *run = data;

  run->result = resite_job_run_finish (RESITE_JOB (source), result, &run->error);
  g_main_loop_quit (run->loop);
}

/* The error stays with the caller; TRUE as resite_job_run_finish() says. */
static inline gboolean
job_run_to_end (ResiteJob *job, GCancellable *cancellable, GError **error)
{
  JobRun run = { g_main_loop_new (NULL, FALSE), FALSE, NULL };

  resite_job_run_async (job, cancellable, job_run_ended_cb, &run);
  g_main_loop_run (run.loop);
  g_main_loop_unref (run.loop);
  g_assert_true (resite_job_is_over (job));
  if (run.error != NULL)
    g_propagate_error (error, run.error);
  return run.result;
}

static inline void
job_run_assert_state (ResiteJob *job, const char *name, const char *state)
{
  ResiteJobItem *item = resite_job_find_item (job, name);

  g_assert_nonnull (item);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, state);
}

/* The last reference of ours was the last of all, but for a thread that is just letting go. */
static inline void
job_run_assert_gone (gpointer object)
{
  gpointer watched = object;

  g_object_add_weak_pointer (object, &watched);
  g_object_unref (object);
  for (guint i = 0; i < 5000 && watched != NULL; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_null (watched);
}
