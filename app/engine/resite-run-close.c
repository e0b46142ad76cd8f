/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-close"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-run-private.h"
#include "resite-under-way.h"

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (resite_journal_close (source, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  const GError *goodbye_error = g_task_get_task_data (task);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (goodbye_error != NULL)
    g_task_return_error (task, g_error_copy (goodbye_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
close_journal (ResiteRun *self, GTask *task)
{
  g_autoptr (GTask) closing = g_task_new (self->journal, NULL, closed_cb, task);

  g_task_set_source_tag (closing, close_journal);
  resite_under_way_run_task (closing, close_in_thread);
}

/* The lock is given back, whatever became of the last words. */
static void
goodbye_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!_resite_run_append_finish (RESITE_RUN (source), result, &error))
    g_task_set_task_data (task, error, (GDestroyNotify)g_error_free);
  close_journal (RESITE_RUN (source), task);
}

static void
idle_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRun *self = RESITE_RUN (source);
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();

  _resite_run_wait_idle_finish (self, result, NULL);
  if (!self->may_act)
    {
      close_journal (self, user_data);
      return;
    }
  _resite_run_draft (drafts, RESITE_EVENT_RUN_CLOSED, self->by, NULL);
  _resite_run_append_async (self, drafts, goodbye_written_cb, user_data);
}

void
resite_run_close_async (ResiteRun *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));

  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, resite_run_close_async);
  if (self->is_closed)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->is_closed = TRUE;
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  _resite_run_wait_idle_async (self, TRUE, idle_cb, task);
}

gboolean
resite_run_close_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
