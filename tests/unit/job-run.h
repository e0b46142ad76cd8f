/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "job-files.h"
#include "resite-job.h"

/* What the tests of jobs share: a job run to its end. */

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
