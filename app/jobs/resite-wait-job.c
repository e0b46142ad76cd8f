/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wait-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-wait-job.h"

#define TICK_MS 200

struct _ResiteWaitJob
{
  ResiteJob parent_instance;

  ResiteClock *clock;
  gint64 until;
  gint64 begun;

  GTask *task; /* while it runs */
  guint tick, end;
};

G_DEFINE_FINAL_TYPE (ResiteWaitJob, resite_wait_job, RESITE_TYPE_JOB)

static void
finish (ResiteWaitJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->end, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
show_progress (ResiteWaitJob *self)
{
  const gint64 now = resite_clock_now (self->clock);
  const double whole = MAX (1, self->until - self->begun);
  const double left = MAX (0, self->until - now) / (double)G_USEC_PER_SEC;
  g_autofree char *duration = resite_text_duration (left);
  /* TRANSLATORS: %s is a duration. */
  g_autofree char *detail = g_strdup_printf (_ ("%s left"), duration);

  resite_job_set_detail (RESITE_JOB (self), detail);
  resite_job_set_fraction (RESITE_JOB (self), CLAMP ((now - self->begun) / whole, 0, 1));
}

static gboolean
tick_cb (gpointer user_data)
{
  g_autoptr (ResiteWaitJob) self = g_object_ref (user_data);

  show_progress (self);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    finish (self,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The wait was stopped.")));
  else if (resite_clock_now (self->clock) >= self->until)
    finish (self, NULL);
  return G_SOURCE_CONTINUE;
}

/* Ticks come in real time, so that a clock that is put forward otherwise is noticed at once. */
static void
resite_wait_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ResiteWaitJob *self = RESITE_WAIT_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_wait_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->begun = resite_clock_now (self->clock);
  self->tick = g_timeout_add_full (G_PRIORITY_DEFAULT, TICK_MS, tick_cb, g_object_ref (self),
                                   g_object_unref);
  self->end = resite_clock_add_timeout (self->clock,
                                        (double)MAX (self->until - self->begun, 0) / G_USEC_PER_SEC,
                                        tick_cb, g_object_ref (self), g_object_unref);
  show_progress (self);
}

static gboolean
resite_wait_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_wait_job_finalize (GObject *object)
{
  ResiteWaitJob *self = RESITE_WAIT_JOB (object);

  g_clear_object (&self->clock);

  G_OBJECT_CLASS (resite_wait_job_parent_class)->finalize (object);
}

static void
resite_wait_job_class_init (ResiteWaitJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_wait_job_finalize;
  job_class->run_async = resite_wait_job_run_async;
  job_class->run_finish = resite_wait_job_run_finish;
}

static void
resite_wait_job_init (ResiteWaitJob *self)
{
}

ResiteJob *
resite_wait_job_new (const char *title, gint64 until, ResiteClock *clock)
{
  ResiteWaitJob *self;

  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_WAIT_JOB, NULL);
  self->clock = g_object_ref (clock);
  self->until = until;
  resite_job_set_title (RESITE_JOB (self), title != NULL ? title : _ ("Wait"));
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_wait_job_lengthen (ResiteWaitJob *self, double seconds)
{
  g_return_if_fail (RESITE_IS_WAIT_JOB (self));
  g_return_if_fail (seconds >= 0);

  self->until += (gint64)(seconds * G_USEC_PER_SEC);
  if (self->task != NULL)
    show_progress (self);
}
