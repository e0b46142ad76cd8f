/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-main-call"

#include "config.h"

#include "resite-main-call.h"

#define GRACE (5 * G_USEC_PER_SEC)

/* Shared by the thread that waits and the main thread: either may be the last to need it. */
typedef struct
{
  ResiteMainCallStart start;
  gpointer data;
  GDestroyNotify destroy;
  GCancellable *cancellable;

  GMutex mutex;
  GCond changed;
  gboolean cancelled;
  gboolean ended;
  GAsyncResult *result;
} Call;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->cancellable);
  g_clear_object (&call->result);
  g_mutex_clear (&call->mutex);
  g_cond_clear (&call->changed);
}

static void
call_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, call_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_unref)

static void
call_end (Call *call, GAsyncResult *result)
{
  if (call->destroy != NULL)
    call->destroy (call->data);
  call->data = NULL;
  g_mutex_lock (&call->mutex);
  call->ended = TRUE;
  call->result = result != NULL ? g_object_ref (result) : NULL;
  g_cond_signal (&call->changed);
  g_mutex_unlock (&call->mutex);
}

static void
call_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;

  call_end (call, result);
}

static gboolean
call_start (gpointer user_data)
{
  Call *call = user_data;

  if (g_cancellable_is_cancelled (call->cancellable))
    call_end (call, NULL);
  else
    call->start (call->data, call->cancellable, call_answered, g_atomic_rc_box_acquire (call));
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): between two turns of the loop that runs the function here and now,
 * on the wrong thread. */
static void
send_to_main (Call *call)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[resite] main call");
  g_source_set_callback (source, call_start, g_atomic_rc_box_acquire (call), call_unref);
  g_source_attach (source, NULL);
}

static void
call_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Call *call = user_data;

  g_mutex_lock (&call->mutex);
  call->cancelled = TRUE;
  g_cond_signal (&call->changed);
  g_mutex_unlock (&call->mutex);
}

static GAsyncResult *
wait_for_end (Call *call)
{
  GAsyncResult *result;

  g_mutex_lock (&call->mutex);
  while (!call->ended && !call->cancelled)
    g_cond_wait (&call->changed, &call->mutex);
  if (!call->ended)
    {
      gint64 until = g_get_monotonic_time () + GRACE;

      while (!call->ended && g_cond_wait_until (&call->changed, &call->mutex, until))
        ;
    }
  result = g_steal_pointer (&call->result);
  g_mutex_unlock (&call->mutex);
  return result;
}

GAsyncResult *
resite_main_call (ResiteMainCallStart start, gpointer data, GDestroyNotify destroy,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (Call) call = NULL;
  GAsyncResult *result;
  gulong handler = 0;

  g_return_val_if_fail (start != NULL, NULL);
  g_return_val_if_fail (!g_main_context_is_owner (g_main_context_default ()), NULL);

  call = g_atomic_rc_box_new0 (Call);
  g_mutex_init (&call->mutex);
  g_cond_init (&call->changed);
  call->start = start;
  call->data = data;
  call->destroy = destroy;
  g_set_object (&call->cancellable, cancellable);
  send_to_main (call);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (call_cancelled), call, NULL);
  result = wait_for_end (call);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  if (result == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
  return result;
}
