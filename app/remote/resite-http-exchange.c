/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-http"

#include "config.h"

#include "resite-http-exchange.h"
#include "resite-under-way.h"

#define CHUNK (64 * 1024)
/* Seconds, for looking at a server's TLS. */
#define PROBE 5

typedef struct
{
  ResiteHttpQuestion question;
  GUri *uri;
  GCancellable *inner; /* patience or the caller's */
  gulong cancel_handler;
  guint patience_source;
  GInputStream *stream;
  GByteArray *got;
  gboolean cut;
  ResiteHttpFailure seen;
  gboolean probed;
  GError *unclear; /* (nullable): while the server's TLS is looked at */
} Exchange;

gboolean
resite_http_failure_is_in_handshake (const ResiteHttpFailure *self, const GError *error)
{
  return !self->sent && !self->timed_out && self->judgement == NULL &&
         self->stage == G_SOCKET_CLIENT_TLS_HANDSHAKING &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_assert (self->patience_source == 0 && self->cancel_handler == 0);
  g_clear_object (&self->stream);
  g_clear_object (&self->question.message);
  g_clear_object (&self->question.session);
  resite_trust_unref (self->question.trust);
  g_clear_object (&self->inner);
  g_uri_unref (self->uri);
  g_clear_pointer (&self->got, g_byte_array_unref);
  g_clear_error (&self->seen.judgement);
  g_free (self);
}

/* Stops what would go on by itself; the task's end follows. */
static void
settle (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->cancel_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_handler);
  self->cancel_handler = 0;
  g_signal_handlers_disconnect_by_data (self->question.message, self);
}

static void fail (GTask *task, GError *error);

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = g_task_get_task_data (data);

  self->seen.greeting = resite_tls_probe_finish (result);
  fail (data, g_steal_pointer (&self->unclear));
}

static void
fail (GTask *task, GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  if (!self->probed && resite_http_failure_is_in_handshake (&self->seen, error))
    {
      self->probed = TRUE;
      self->unclear = error;
      resite_tls_probe_async (self->seen.host, self->seen.port, PROBE, self->inner, probed_cb,
                              task);
      return;
    }
  settle (task);
  /* An unread rest must not be read to its end when the stream is closed. */
  g_cancellable_cancel (self->inner);
  g_task_return_error (task, self->question.explain (&self->seen, error));
  g_object_unref (task);
}

static void
succeed (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  settle (task);
  if (self->cut)
    g_cancellable_cancel (self->inner);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&self->got)),
                         (GDestroyNotify)g_bytes_unref);
  g_object_unref (task);
}

/* Now the connection is free for the next question. */
static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = g_task_get_task_data (data);

  g_input_stream_close_finish (self->stream, result, NULL);
  succeed (data);
}

static void read_on (GTask *task);

static void
take (Exchange *self, GBytes *bytes)
{
  g_byte_array_append (self->got, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->cut = self->got->len > self->question.limit;
  if (self->cut)
    g_byte_array_set_size (self->got, self->question.limit);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (self->stream, result, &error);

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, closed_cb, task);
      return;
    }
  take (self, bytes);
  if (self->cut)
    succeed (task);
  else
    read_on (task);
}

static void
read_on (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, self->inner, read_cb,
                                   task);
}

static gboolean
announces_more (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->question.message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         (guint64)soup_message_headers_get_content_length (headers) > self->question.limit;
}

static void
headers_came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }
  self->seen.begun = TRUE;
  self->cut = self->question.whole && announces_more (self);
  if (self->cut)
    succeed (task);
  else
    read_on (task);
}

static gboolean
patience_over_cb (gpointer data)
{
  Exchange *self = data;

  self->patience_source = 0;
  self->seen.timed_out = TRUE;
  g_cancellable_cancel (self->inner);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, Exchange *self)
{
  g_cancellable_cancel (self->inner);
}

static void
starting_cb (Exchange *self)
{
  self->seen.sent = TRUE;
}

static void
network_event_cb (Exchange *self, GSocketClientEvent event)
{
  self->seen.stage = event;
}

static gboolean
judge_certificate_cb (Exchange *self, GTlsCertificate *certificate, GTlsCertificateFlags faults)
{
  g_clear_error (&self->seen.judgement);
  return resite_trust_check (self->question.trust, certificate, faults, self->seen.host,
                             &self->seen.judgement);
}

static void
watch (Exchange *self)
{
  SoupMessage *message = self->question.message;

  g_signal_connect_swapped (message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect_swapped (message, "network-event", G_CALLBACK (network_event_cb), self);
  g_signal_connect_swapped (message, "accept-certificate", G_CALLBACK (judge_certificate_cb), self);
}

static Exchange *
exchange_new (const ResiteHttpQuestion *question)
{
  Exchange *self = g_new0 (Exchange, 1);
  GUri *uri = self->uri = g_uri_ref (soup_message_get_uri (question->message));

  self->question = *question;
  g_object_ref (question->session);
  g_object_ref (question->message);
  resite_trust_ref (question->trust);
  self->inner = g_cancellable_new ();
  self->got = g_byte_array_new ();
  self->seen.host = g_uri_get_host (uri);
  self->seen.secure = g_str_equal (g_uri_get_scheme (uri), "https");
  self->seen.port = g_uri_get_port (uri);
  if (self->seen.port <= 0)
    self->seen.port = self->seen.secure ? 443 : 80;
  self->seen.patience = question->patience;
  return self;
}

void
resite_http_exchange_async (const ResiteHttpQuestion *question, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Exchange *self;

  g_return_if_fail (question != NULL && question->explain != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  self = exchange_new (question);
  g_task_set_source_tag (task, resite_http_exchange_async);
  resite_under_way_count_task (task);
  g_task_set_task_data (task, self, exchange_free);
  watch (self);
  self->patience_source = g_timeout_add (question->patience, patience_over_cb, self);
  if (cancellable != NULL)
    self->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  soup_session_send_async (question->session, question->message, G_PRIORITY_DEFAULT, self->inner,
                           headers_came_cb, task);
}

GBytes *
resite_http_exchange_finish (GAsyncResult *result, gboolean *cut, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  *cut = ((Exchange *)g_task_get_task_data (G_TASK (result)))->cut;
  return g_task_propagate_pointer (G_TASK (result), error);
}

ResiteHttpFailure *
resite_http_exchange_get_seen (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return &((Exchange *)g_task_get_task_data (G_TASK (result)))->seen;
}
