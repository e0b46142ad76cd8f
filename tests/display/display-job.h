/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"

/* A job that does what a test says: it runs until told how it ended. */

#define SCRIPTED_TYPE_JOB (scripted_job_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedJob, scripted_job, SCRIPTED, JOB, ResiteJob)

struct _ScriptedJob
{
  ResiteJob parent_instance;

  GTask *task;
  GCancellable *cancellable;
  gulong cancelled_id;
  gboolean obeys; /* ends as soon as it is cancelled */
  guint n_paused;
};

G_DEFINE_FINAL_TYPE (ScriptedJob, scripted_job, RESITE_TYPE_JOB)

static void
scripted_job_end (ScriptedJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_assert_nonnull (task);
  if (self->cancellable != NULL)
    g_clear_signal_handler (&self->cancelled_id, self->cancellable);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
scripted_job_cancelled_idle (gpointer data)
{
  ScriptedJob *self = data;

  if (self->task != NULL)
    scripted_job_end (self, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  return G_SOURCE_REMOVE;
}

static void
scripted_job_cancelled_cb (GCancellable *cancellable, ScriptedJob *self)
{
  if (self->obeys)
    g_idle_add_full (G_PRIORITY_DEFAULT, scripted_job_cancelled_idle, g_object_ref (self),
                     g_object_unref);
}

static void
scripted_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ScriptedJob *self = SCRIPTED_JOB (job);

  self->task = g_task_new (self, NULL, callback, user_data);
  self->cancellable = g_object_ref (cancellable);
  self->cancelled_id =
      g_signal_connect (cancellable, "cancelled", G_CALLBACK (scripted_job_cancelled_cb), self);
}

static gboolean
scripted_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
scripted_job_set_paused (ResiteJob *job, gboolean paused)
{
  SCRIPTED_JOB (job)->n_paused += paused;
}

static void
scripted_job_finalize (GObject *object)
{
  g_clear_object (&SCRIPTED_JOB (object)->cancellable);
  G_OBJECT_CLASS (scripted_job_parent_class)->finalize (object);
}

static void
scripted_job_class_init (ScriptedJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scripted_job_finalize;
  RESITE_JOB_CLASS (klass)->run_async = scripted_job_run_async;
  RESITE_JOB_CLASS (klass)->run_finish = scripted_job_run_finish;
  RESITE_JOB_CLASS (klass)->set_paused = scripted_job_set_paused;
}

static void
scripted_job_init (ScriptedJob *self)
{
  self->obeys = TRUE;
}

static inline ScriptedJob *
scripted_job_new (const char *title)
{
  ScriptedJob *self = g_object_new (SCRIPTED_TYPE_JOB, NULL);

  resite_job_set_title (RESITE_JOB (self), title);
  return self;
}

static void
scripted_job_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  resite_job_run_finish (RESITE_JOB (source), result, NULL);
}

static inline void
scripted_job_start (ScriptedJob *self)
{
  resite_job_run_async (RESITE_JOB (self), NULL, scripted_job_ended_cb, NULL);
}
