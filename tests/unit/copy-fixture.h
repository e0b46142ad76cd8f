/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-copy-job.h"
#include "resite-error.h"
#include "resite-folder-local.h"

/* Two real folders, a clock, a ledger in memory. */
typedef struct
{
  char *root;
  char *source;
  char *target;
  ResiteLedger *ledger;
  ResiteClock *clock;
} Fixture;

static inline void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->root = g_dir_make_tmp ("resite-copy-XXXXXX", NULL);
  g_assert_nonnull (self->root);
  self->source = g_build_filename (self->root, "source", NULL);
  self->target = g_build_filename (self->root, "target", NULL);
  g_assert_cmpint (g_mkdir (self->source, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (self->target, 0755), ==, 0);
  self->ledger = resite_memory_ledger_new ();
  self->clock = resite_clock_new (1);
}

static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK) || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_remove (path);
      return;
    }
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_rmdir (path);
}

static inline void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  remove_tree (self->root);
  g_free (self->root);
  g_free (self->source);
  g_free (self->target);
  g_assert_finalize_object (self->ledger);
  g_assert_finalize_object (self->clock);
}

static inline void
put_bytes (const char *folder, const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents_full (path, bytes, size, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

static inline void
put (const char *folder, const char *name, const char *text)
{
  put_bytes (folder, name, text, strlen (text));
}

/* @size bytes, different everywhere, and not all on the disk of a small machine at once. */
static inline void
put_large (const char *folder, const char *name, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  for (gsize at = 0; at + sizeof at <= size; at += 512 * 1024 + 13)
    g_assert_cmpint (pwrite (fd, &at, sizeof at, at), ==, sizeof at);
  close (fd);
}

static inline void
set_time (const char *folder, const char *name, gint64 modified)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct timespec times[2];

  for (guint i = 0; i < 2; i++)
    times[i] = (struct timespec){ modified / G_USEC_PER_SEC, modified % G_USEC_PER_SEC * 1000 };
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static inline gint64
get_time (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
}

static inline gboolean
may_write (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return (status.st_mode & 0222) != 0;
}

static inline gboolean
exists (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static inline void
assert_same_content (Fixture *self, const char *name)
{
  g_autofree char *source = g_build_filename (self->source, name, NULL);
  g_autofree char *target = g_build_filename (self->target, name, NULL);
  g_autoptr (GMappedFile) expected = g_mapped_file_new (source, FALSE, NULL);
  g_autoptr (GMappedFile) found = g_mapped_file_new (target, FALSE, NULL);

  g_assert_nonnull (expected);
  g_assert_nonnull (found);
  g_assert_cmpuint (g_mapped_file_get_length (expected), ==, g_mapped_file_get_length (found));
  g_assert_true (g_mapped_file_get_length (expected) == 0 ||
                 memcmp (g_mapped_file_get_contents (expected), g_mapped_file_get_contents (found),
                         g_mapped_file_get_length (expected)) == 0);
}

static inline guint
count_strays (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      count += g_str_has_prefix (name, ".resite-");
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        count += count_strays (child);
    }
  return count;
}

static inline void
job_over_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* Runs @job to its end on this thread's main loop. */
static inline gboolean
run_job (ResiteJob *job, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_job_run_async (job, NULL, job_over_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_job_run_finish (job, result, error);
}

static inline ResiteJob *
make_job_between (Fixture *self, ResiteFolder *source, ResiteFolder *target,
                  const ResiteCopyOptions *options)
{
  g_autoptr (ResiteFolder) plain_source = resite_folder_local_new (self->source, NULL);
  g_autoptr (ResiteFolder) plain_target = resite_folder_local_new (self->target, NULL);

  return resite_copy_job_new (source != NULL ? source : plain_source,
                              target != NULL ? target : plain_target, self->ledger, self->clock,
                              options);
}

static inline ResiteJob *
copy_between (Fixture *self, ResiteFolder *source, ResiteFolder *target,
              const ResiteCopyOptions *options, ResiteJobState expected)
{
  ResiteJob *job = make_job_between (self, source, target, options);
  g_autoptr (GError) error = NULL;

  run_job (job, &error);
  if (expected != RESITE_JOB_FAILED && expected != RESITE_JOB_CANCELLED)
    g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, expected);
  return job;
}

static inline ResiteJob *
copy (Fixture *self, const ResiteCopyOptions *options, ResiteJobState expected)
{
  return copy_between (self, NULL, NULL, options, expected);
}

static inline const char *
state_of (ResiteJob *job, const char *name)
{
  ResiteJobItem *item = resite_job_find_item (job, name);

  return item != NULL ? resite_job_item_get_state (item) : NULL;
}

static inline void
assert_failed_with (ResiteJob *job, const char *name, const char *words)
{
  ResiteJobItem *item = resite_job_find_item (job, name);

  g_assert_nonnull (item);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "failed");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), words));
}

static inline gint64
get_total (ResiteJob *job, const char *name)
{
  gint64 *value = g_hash_table_lookup (resite_job_get_totals (job), name);

  g_assert_nonnull (value);
  return *value;
}

static inline ResiteLedgerRow *
find_row (ResiteLedger *ledger, const char *name)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->name, name))
      return resite_ledger_row_copy (rows->pdata[i]);
  return NULL;
}
