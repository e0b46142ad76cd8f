/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-failure.h"
#include "resite-wsman-http.h"
#include "resite-wsman-names.h"

#define CHUNK (64 * 1024)
/* Seconds. Windows ends idle connections after 120; ours must be gone before, or a change could be
 * sent into one that is just being closed. */
#define IDLE 30
/* Seconds, for looking at a server's TLS. */
#define PROBE 5

typedef struct
{
  ResiteWsmanPost post;
  SoupMessage *message;
  GCancellable *inner; /* patience or the caller's */
  gulong cancel_handler;
  guint patience_source;
  gint64 started; /* real time */
  GInputStream *stream;
  GByteArray *got;
  ResiteWsmanFailure failure;
  gboolean probed;
  GError *unclear; /* (nullable): while the server's TLS is looked at */
} Exchange;

void
resite_wsman_answer_free (ResiteWsmanAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->encoding);
  g_free (self->location);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

SoupSession *
resite_wsman_http_new_session (ResiteTrust *trust, gboolean negotiate, guint connections)
{
  g_autoptr (GTlsDatabase) database = resite_trust_dup_database (trust);
  SoupSession *session;

  session = soup_session_new_with_options ("max-conns", (int)connections, "max-conns-per-host",
                                           (int)connections, "timeout", 0, "idle-timeout", IDLE,
                                           "proxy-resolver", NULL, "tls-database", database,
                                           "user-agent", "Resite/" RESITE_VERSION, NULL);
  /* Without a decoder nothing compressed is asked for, and so an answer's size is what it says. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (negotiate)
    soup_session_add_feature_by_type (session, SOUP_TYPE_AUTH_NEGOTIATE);
  else
    soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_assert (self->patience_source == 0 && self->cancel_handler == 0);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->inner);
  g_clear_pointer (&self->got, g_byte_array_unref);
  g_clear_pointer (&self->post.credentials, resite_credentials_unref);
  g_clear_object (&self->post.session);
  resite_trust_unref (self->post.trust);
  g_bytes_unref (self->post.body);
  g_uri_unref (self->post.uri);
  g_clear_error (&self->failure.judgement);
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
  g_signal_handlers_disconnect_by_data (self->message, self);
}

static void fail (GTask *task, GError *error);

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = g_task_get_task_data (data);

  self->failure.greeting = resite_tls_probe_finish (result);
  fail (data, g_steal_pointer (&self->unclear));
}

static void
fail (GTask *task, GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  if (!self->probed && resite_wsman_failure_is_in_handshake (&self->failure, error))
    {
      self->probed = TRUE;
      self->unclear = error;
      resite_tls_probe_async (self->failure.host, self->failure.port, PROBE, self->inner, probed_cb,
                              task);
      return;
    }

  settle (task);
  /* An unread rest must not be read to its end when the stream is closed. */
  g_cancellable_cancel (self->inner);
  g_task_return_error (task, resite_wsman_failure_explain (&self->failure, error));
  g_object_unref (task);
}

static gint64
compare_clocks (Exchange *self)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return G_MININT64;
  /* HTTP tells whole seconds: half of one is the best guess of the rest. */
  return g_date_time_to_unix (date) * G_USEC_PER_SEC + G_USEC_PER_SEC / 2 -
         (self->started + g_get_real_time ()) / 2;
}

/* What a header says becomes part of texts: valid, and nothing that moves a terminal. */
static char *
dup_clean (const char *header)
{
  return header != NULL ? resite_wsman_failure_clean (header, -1) : NULL;
}

static ResiteWsmanAnswer *
make_answer (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  ResiteWsmanAnswer *answer = g_new0 (ResiteWsmanAnswer, 1);
  g_autofree char *type = dup_clean (soup_message_headers_get_content_type (headers, NULL));

  answer->status = soup_message_get_status (self->message);
  answer->type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  answer->encoding = dup_clean (soup_message_headers_get_one (headers, "Content-Encoding"));
  answer->location = dup_clean (soup_message_headers_get_one (headers, "Location"));
  answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->got));
  answer->time_difference = compare_clocks (self);
  return answer;
}

/* Now the connection is free for the next question. */
static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);

  g_input_stream_close_finish (self->stream, result, NULL);
  settle (task);
  g_task_return_pointer (task, make_answer (self), (GDestroyNotify)resite_wsman_answer_free);
  g_object_unref (task);
}

static void read_on (GTask *task);

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
  g_byte_array_append (self->got, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (self->got->len > self->post.limit)
    fail (task, resite_wsman_failure_too_large (&self->failure, self->post.limit));
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

static void
headers_came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }
  headers = soup_message_get_response_headers (self->message);
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64)soup_message_headers_get_content_length (headers) > self->post.limit)
    {
      fail (task, resite_wsman_failure_too_large (&self->failure, self->post.limit));
      return;
    }
  read_on (task);
}

static gboolean
patience_over_cb (gpointer data)
{
  Exchange *self = data;

  self->patience_source = 0;
  self->failure.timed_out = TRUE;
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
  self->failure.sent = TRUE;
}

/* libsoup takes the body away when it sends a message again, as it does for a ticket. */
static void
restarted_cb (Exchange *self)
{
  soup_message_set_request_body_from_bytes (self->message, RESITE_WSMAN_CONTENT_TYPE,
                                            self->post.body);
}

static void
network_event_cb (Exchange *self, GSocketClientEvent event)
{
  self->failure.stage = event;
}

static gboolean
judge_certificate_cb (Exchange *self, GTlsCertificate *certificate, GTlsCertificateFlags faults)
{
  g_clear_error (&self->failure.judgement);
  return resite_trust_check (self->post.trust, certificate, faults, g_uri_get_host (self->post.uri),
                             &self->failure.judgement);
}

static void
put_authorization (Exchange *self)
{
  g_autofree char *pair = NULL;
  g_autofree char *code = NULL;
  g_autofree char *value = NULL;

  if (self->post.credentials == NULL)
    return;
  pair = g_strconcat (resite_credentials_get_user (self->post.credentials), ":",
                      resite_credentials_get_secret (self->post.credentials), NULL);
  code = g_base64_encode ((const guchar *)pair, strlen (pair));
  value = g_strconcat ("Basic ", code, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Authorization",
                                value);
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (code, strlen (code));
  explicit_bzero (value, strlen (value));
}

static void
build_message (Exchange *self)
{
  self->message = soup_message_new_from_uri (SOUP_METHOD_POST, self->post.uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  /* To libsoup that means no more than reuse: a POST it never sends again by itself. */
  if (self->post.reuse)
    soup_message_add_flags (self->message, SOUP_MESSAGE_IDEMPOTENT);
  if (self->post.credentials != NULL)
    soup_message_add_flags (self->message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  restarted_cb (self);
  put_authorization (self);
  g_signal_connect_swapped (self->message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect_swapped (self->message, "restarted", G_CALLBACK (restarted_cb), self);
  g_signal_connect_swapped (self->message, "network-event", G_CALLBACK (network_event_cb), self);
  g_signal_connect_swapped (self->message, "accept-certificate", G_CALLBACK (judge_certificate_cb),
                            self);
}

void
resite_wsman_http_post_async (const ResiteWsmanPost *post, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Exchange *self = g_new0 (Exchange, 1);

  self->post = *post;
  g_object_ref (post->session);
  g_uri_ref (post->uri);
  g_bytes_ref (post->body);
  resite_trust_ref (post->trust);
  if (post->credentials != NULL)
    resite_credentials_ref (post->credentials);
  self->inner = g_cancellable_new ();
  self->got = g_byte_array_new ();
  self->started = g_get_real_time ();
  self->failure.host = g_uri_get_host (self->post.uri);
  self->failure.port = g_uri_get_port (self->post.uri);
  self->failure.patience = post->patience;
  g_task_set_source_tag (task, resite_wsman_http_post_async);
  g_task_set_task_data (task, self, exchange_free);

  build_message (self);
  self->patience_source = g_timeout_add (post->patience, patience_over_cb, self);
  if (cancellable != NULL)
    self->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  soup_session_send_async (post->session, self->message, G_PRIORITY_DEFAULT, self->inner,
                           headers_came_cb, task);
}

ResiteWsmanAnswer *
resite_wsman_http_post_finish (GAsyncResult *result, gboolean *sent, GError **error)
{
  Exchange *self = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = self->failure.sent;
  return g_task_propagate_pointer (G_TASK (result), error);
}
