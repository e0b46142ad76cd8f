/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shell"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-main-call.h"
#include "resite-shell-private.h"

/* Nobody waits longer than this for a server to clean up. */
#define DELETE_SECONDS 10

/* One who cancels what was sent already waits so long for the answer: it may name what is to be
 * cleaned up. */
#define GRACE_SECONDS 3

/* Outlives a caller who was cancelled. Nothing of a shell is repeated by itself, not even Receive,
 * which gives each piece of output once. */
typedef struct
{
  ResiteWsman *wsman;
  char *action;
  char *resource;
  char *headers;
  char *body;
  guint timeout_seconds;
} Errand;

static Errand *
errand_new (ResiteWsman *wsman, const ResiteWsmanMessage *message, guint timeout_seconds)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->wsman = g_object_ref (wsman);
  errand->action = g_strdup (message->action);
  errand->resource = g_strdup (message->resource);
  errand->headers = g_strdup (message->headers);
  errand->body = g_strdup (message->body);
  errand->timeout_seconds = timeout_seconds;
  return errand;
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->wsman);
  g_free (errand->action);
  g_free (errand->resource);
  g_free (errand->headers);
  g_free (errand->body);
  g_free (errand);
}

static void
errand_start (gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  Errand *errand = data;

  resite_wsman_exchange_async (errand->wsman, errand->action, errand->resource, errand->headers,
                               errand->body, FALSE, errand->timeout_seconds, cancellable, callback,
                               user_data);
}

static ResiteWsmanReply *
exchange (ResiteWsman *wsman, const ResiteWsmanMessage *message, guint timeout_seconds,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = resite_main_call (
      errand_start, errand_new (wsman, message, timeout_seconds), errand_free, cancellable, error);

  return result != NULL ? resite_wsman_exchange_finish (wsman, result, error) : NULL;
}

static gboolean
limit_reached_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static GSource *
cancel_after (GCancellable *cancellable, guint seconds)
{
  GSource *source = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (source, limit_reached_cb, g_object_ref (cancellable), g_object_unref);
  g_source_attach (source, NULL);
  return source;
}

static void
pass_on_cb (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GSource) grace = cancel_after (data, GRACE_SECONDS);
}

static ResiteWsmanReply *
exchange_within (ResiteWsman *wsman, const ResiteWsmanMessage *message, guint timeout_seconds,
                 guint limit_seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_autoptr (GSource) limit = cancel_after (inner, limit_seconds);
  g_autoptr (GError) local = NULL;
  gulong handler = 0;
  ResiteWsmanReply *reply;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (pass_on_cb), inner, NULL);
  reply = exchange (wsman, message, timeout_seconds, inner, &local);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  g_source_destroy (limit);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_cancellable_is_cancelled (cancellable))
    {
      g_clear_error (&local);
      g_set_error (&local, RESITE_ERROR, RESITE_ERROR_TIMED_OUT, _ ("%s did not answer in time."),
                   resite_wsman_get_url (wsman));
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return reply;
}

ResiteWsmanReply *
resite_shell_exchange (ResiteWsman *wsman, const ResiteWsmanMessage *message, guint timeout_seconds,
                       guint limit_seconds, GCancellable *cancellable, GError **error)
{
  g_assert (RESITE_IS_WSMAN (wsman));
  g_assert (message != NULL);

  if (limit_seconds > 0)
    return exchange_within (wsman, message, timeout_seconds, limit_seconds, cancellable, error);
  return exchange (wsman, message, timeout_seconds, cancellable, error);
}

guint resite_shell_second_in_ms = 1000;

void
resite_shell_pause (guint seconds, GCancellable *cancellable)
{
  const gint64 until = g_get_monotonic_time () + (gint64)seconds * resite_shell_second_in_ms * 1000;
  GPollFD descriptor = { .fd = -1 };
  const gboolean polled =
      cancellable != NULL && g_cancellable_make_pollfd (cancellable, &descriptor);
  gint64 left;

  while (!g_cancellable_is_cancelled (cancellable) && (left = until - g_get_monotonic_time ()) > 0)
    g_poll (&descriptor, polled ? 1 : 0, (gint)(left / 1000) + 1);
  if (polled)
    g_cancellable_release_fd (cancellable);
}

GError *
resite_shell_error_from_fault (ResiteWsman *wsman, const ResiteWsmanFault *fault,
                               gboolean is_change)
{
  /* TRANSLATORS: %s is the address of a server; a reason follows after a colon. */
  g_autofree char *what =
      g_strdup_printf (_ ("%s: running a program there"), resite_wsman_get_url (wsman));

  return resite_wsman_fault_to_error (fault, what, is_change);
}

gboolean
resite_shell_delete (ResiteWsman *wsman, const char *shell_id, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_delete_shell (shell_id, error);
  g_autoptr (ResiteWsmanReply) reply = NULL;
  const ResiteWsmanFault *fault;

  if (message == NULL)
    return FALSE;
  reply =
      resite_shell_exchange (wsman, message, DELETE_SECONDS, DELETE_SECONDS, cancellable, error);
  if (reply == NULL)
    return FALSE;
  fault = resite_wsman_reply_get_fault (reply);
  if (fault == NULL || fault->error == RESITE_ERROR_NOT_FOUND ||
      (fault->flags & (RESITE_WSMAN_FAULT_SHELL_GONE | RESITE_WSMAN_FAULT_ABORTED)) != 0)
    return TRUE;
  g_propagate_error (error, resite_shell_error_from_fault (wsman, fault, FALSE));
  return FALSE;
}

gboolean
resite_shell_delete_left_behind (ResiteWsman *wsman, const char *shell_id,
                                 GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_WSMAN (wsman), FALSE);
  g_return_val_if_fail (shell_id != NULL, FALSE);
  g_return_val_if_fail (!g_main_context_is_owner (g_main_context_default ()), FALSE);

  return resite_shell_delete (wsman, shell_id, cancellable, error);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWsmanReply) reply =
      resite_wsman_exchange_finish (RESITE_WSMAN (source), result, &error);

  if (reply == NULL)
    g_debug ("A shell that was dropped could not be deleted: %s", error->message);
  errand_free (data);
}

static gboolean
drop_cb (gpointer data)
{
  errand_start (data, NULL, dropped_cb, data);
  return G_SOURCE_REMOVE;
}

void
resite_shell_drop (ResiteWsman *wsman, const char *shell_id)
{
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_delete_shell (shell_id, NULL);
  g_autoptr (GSource) source = g_idle_source_new ();

  if (message == NULL)
    return;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, drop_cb, errand_new (wsman, message, DELETE_SECONDS), NULL);
  g_source_attach (source, NULL);
}
