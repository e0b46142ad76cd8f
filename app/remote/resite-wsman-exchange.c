/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include "resite-wsman-private.h"

typedef struct
{
  ResiteWsmanMessage *message;
  gint64 deadline;
  guint timeout;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_pointer (&exchange->message, resite_wsman_message_free);
  g_free (exchange);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  GError *error = NULL;
  ResiteWsmanReply *reply = resite_wsman_ask_finish (result, &error);

  resite_wsman_queue_leave (resite_wsman_get_queue (self), FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify)resite_wsman_reply_unref);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  const ResiteWsmanQuestion question = { .message = exchange->message,
                                         .timeout_seconds = exchange->timeout,
                                         .deadline = exchange->deadline,
                                         .may_be_empty = TRUE };
  GError *error = NULL;

  if (resite_wsman_enter_finish (self, result, &error))
    {
      resite_wsman_ask_async (resite_wsman_get_link (self), &question,
                              g_task_get_cancellable (task), answered_cb, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
resite_wsman_exchange_async (ResiteWsman *self, const char *action, const char *resource,
                             const char *headers, const char *body, gboolean is_read,
                             guint timeout_seconds, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Exchange *exchange;

  g_return_if_fail (RESITE_IS_WSMAN (self));
  g_return_if_fail (action != NULL && resource != NULL && timeout_seconds > 0);

  exchange = g_new0 (Exchange, 1);
  exchange->message = g_new0 (ResiteWsmanMessage, 1);
  exchange->message->action = g_strdup (action);
  exchange->message->resource = g_strdup (resource);
  exchange->message->headers = g_strdup (headers);
  exchange->message->body = g_strdup (body);
  exchange->message->is_read = is_read;
  /* The server has to give up before we do, or its answer is lost. */
  exchange->timeout = MIN (timeout_seconds, resite_wsman_get_timeout (self));
  exchange->deadline = resite_wsman_get_deadline (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_wsman_exchange_async);
  g_task_set_task_data (task, exchange, exchange_free);
  resite_wsman_enter_async (self, FALSE, exchange->deadline, cancellable, entered_cb, task);
}

ResiteWsmanReply *
resite_wsman_exchange_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_WSMAN (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
