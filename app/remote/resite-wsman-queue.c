/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include "resite-wsman-queue.h"

struct _ResiteWsmanQueue
{
  guint most;
  guint busy;
  gboolean listing;
  GQueue waiting; /* GTask, each with a Wait */
};

/* A task that ends by itself, by its deadline, or by being cancelled, whichever is first. */
typedef struct
{
  ResiteWsmanQueue *queue; /* (nullable): a pause has none */
  gboolean is_list;
  GSource *timer;
  GSource *stop; /* (nullable) */
} Wait;

ResiteWsmanQueue *
resite_wsman_queue_new (guint most)
{
  ResiteWsmanQueue *self = g_new0 (ResiteWsmanQueue, 1);

  self->most = most;
  g_queue_init (&self->waiting);
  return self;
}

void
resite_wsman_queue_free (ResiteWsmanQueue *self)
{
  g_return_if_fail (g_queue_is_empty (&self->waiting));

  g_free (self);
}

guint
resite_wsman_time_left (gint64 deadline)
{
  /* Who waits so long has none left: a rest of a millisecond would be time to ask once more. */
  return (guint)CLAMP ((deadline - g_get_monotonic_time () + 999) / 1000, 1, G_MAXINT);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  clear_source (&wait->timer);
  clear_source (&wait->stop);
  g_free (wait);
}

/* Takes the reference that the waiting held. @error: (nullable), taken. */
static void
end_wait (GTask *task, GError *error)
{
  Wait *wait = g_task_get_task_data (task);

  clear_source (&wait->timer);
  clear_source (&wait->stop);
  if (wait->queue != NULL)
    g_queue_remove (&wait->queue->waiting, task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
deadline_cb (gpointer data)
{
  /* Nobody reads the text: the caller knows better what was waited for. */
  end_wait (data,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The deadline has passed"));
  return G_SOURCE_REMOVE;
}

static gboolean
pause_over_cb (gpointer data)
{
  end_wait (data, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  end_wait (data,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The operation was cancelled"));
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GSource *source, GSourceFunc function, gpointer data)
{
  g_source_set_callback (source, function, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static GTask *
begin_wait (guint milliseconds, GSourceFunc function, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  /* Entered is entered: who is told otherwise would never leave again. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, wait, wait_free);
  wait->timer = attach (g_timeout_source_new (milliseconds), function, task);
  if (cancellable != NULL)
    wait->stop =
        attach (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (cancelled_cb), task);
  return task;
}

static gboolean
may_enter (ResiteWsmanQueue *self, gboolean is_list)
{
  return self->busy < self->most && !(is_list && self->listing);
}

static GTask *
find_next (ResiteWsmanQueue *self)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      const Wait *wait = g_task_get_task_data (link->data);

      if (may_enter (self, wait->is_list))
        return link->data;
    }
  return NULL;
}

/* Who is let in may run at once, and leave or come again before this goes on. */
static void
let_in (ResiteWsmanQueue *self)
{
  GTask *task;

  while ((task = find_next (self)) != NULL)
    {
      const Wait *wait = g_task_get_task_data (task);

      self->busy++;
      self->listing = self->listing || wait->is_list;
      end_wait (task, NULL);
    }
}

void
resite_wsman_queue_set_most (ResiteWsmanQueue *self, guint most)
{
  g_return_if_fail (most > 0);

  self->most = most;
  let_in (self);
}

void
resite_wsman_queue_enter_async (ResiteWsmanQueue *self, gboolean is_list, gint64 deadline,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task =
      begin_wait (resite_wsman_time_left (deadline), deadline_cb, cancellable, callback, user_data);
  Wait *wait = g_task_get_task_data (task);

  wait->queue = self;
  wait->is_list = is_list;
  g_queue_push_tail (&self->waiting, task);
  if (!g_cancellable_is_cancelled (cancellable))
    let_in (self);
}

gboolean
resite_wsman_queue_enter_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
resite_wsman_queue_leave (ResiteWsmanQueue *self, gboolean is_list)
{
  g_return_if_fail (self->busy > 0);

  self->busy--;
  if (is_list)
    self->listing = FALSE;
  let_in (self);
}

void
resite_wsman_pause_async (guint milliseconds, gint64 deadline, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  const guint left = resite_wsman_time_left (deadline);

  begin_wait (MIN (milliseconds, left), milliseconds < left ? pause_over_cb : deadline_cb,
              cancellable, callback, user_data);
}

gboolean
resite_wsman_pause_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
