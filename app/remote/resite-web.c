/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-web"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "resite-error.h"
#include "resite-main-call.h"
#include "resite-web-failure.h"
#include "resite-web.h"
#include "resite-wsman-failure.h"

#define LIMIT    (1024 * 1024)
#define PATIENCE 15000
#define PROBE    5 /* seconds, for looking at a server's TLS */
#define CHUNK    (64 * 1024)

typedef struct
{
  char *method;
  GUri *uri;
  char *range;
  char *depth;
  gsize limit;
  ResiteCredentials *credentials;
  ResiteTrust *trust;

  SoupSession *session;
  SoupMessage *message;
  GCancellable *inner; /* patience or the caller's */
  gulong cancel_handler;
  guint patience_source;
  GInputStream *stream;
  GByteArray *got;
  gboolean cut;
  ResiteWebFailure failure;
  gboolean probed;
  GError *unclear; /* (nullable): while the server's TLS is looked at */
} Exchange;

GUri *
resite_web_parse_url (const char *url, GError **error)
{
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  g_return_val_if_fail (url != NULL, NULL);

  whole = strstr (url, "://") == NULL ? g_strconcat ("http://", url, NULL) : g_strdup (url);
  uri = g_uri_parse (whole, SOUP_HTTP_URI_FLAGS & ~G_URI_FLAGS_HAS_PASSWORD, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if (uri != NULL && (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
      g_uri_get_userinfo (uri) == NULL)
    return g_steal_pointer (&uri);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s is no address of a web server; it is written as http://SERVER or "
                  "http://SERVER:PORT, without a user."),
               url);
  return NULL;
}

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_assert (self->patience_source == 0 && self->cancel_handler == 0);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->inner);
  g_clear_pointer (&self->got, g_byte_array_unref);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->trust, resite_trust_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_error (&self->failure.judgement);
  g_free (self->method);
  g_free (self->range);
  g_free (self->depth);
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
  if (self->message != NULL)
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

  if (!self->probed && resite_web_failure_is_in_handshake (&self->failure, error))
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
  g_task_return_error (task, resite_web_failure_explain (&self->failure, error));
  g_object_unref (task);
}

/* What a stranger sent becomes part of texts. */
static char *
dup_header (SoupMessageHeaders *headers, const char *name)
{
  const char *value = soup_message_headers_get_list (headers, name);

  return value != NULL ? resite_wsman_failure_clean (value, -1) : NULL;
}

static ResiteWebAnswer *
make_answer (Exchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *reason = soup_message_get_reason_phrase (self->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *clean = type != NULL ? resite_wsman_failure_clean (type, -1) : NULL;
  ResiteWebAnswer *answer = g_new0 (ResiteWebAnswer, 1);

  answer->status = soup_message_get_status (self->message);
  answer->reason = resite_wsman_failure_clean (reason != NULL ? reason : "", -1);
  answer->type = clean != NULL ? g_ascii_strdown (clean, -1) : NULL;
  answer->server = dup_header (headers, "Server");
  answer->location = dup_header (headers, "Location");
  answer->allow = dup_header (headers, "Allow");
  answer->range = dup_header (headers, "Content-Range");
  answer->logon = dup_header (headers, "WWW-Authenticate");
  answer->length = -1;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    answer->length = soup_message_headers_get_content_length (headers);
  answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->got));
  answer->cut = self->cut;
  return answer;
}

static void
succeed (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  ResiteWebAnswer *answer = make_answer (self);

  settle (task);
  g_cancellable_cancel (self->inner);
  g_task_return_pointer (task, answer, (GDestroyNotify)resite_web_answer_free);
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
  g_byte_array_append (self->got, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (self->got->len > self->limit)
    {
      self->cut = TRUE;
      g_byte_array_set_size (self->got, self->limit);
    }
  if (self->cut || g_bytes_get_size (bytes) == 0)
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

static void
headers_came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (self->session, result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }
  self->failure.begun = TRUE;
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

static void
network_event_cb (Exchange *self, GSocketClientEvent event)
{
  self->failure.stage = event;
}

static gboolean
judge_certificate_cb (Exchange *self, GTlsCertificate *certificate, GTlsCertificateFlags faults)
{
  g_clear_error (&self->failure.judgement);
  return resite_trust_check (self->trust, certificate, faults, self->failure.host,
                             &self->failure.judgement);
}

/* A password goes out once, and in clear text never. */
static gboolean
authenticate_cb (Exchange *self, SoupAuth *auth, gboolean retrying)
{
  if (retrying || resite_credentials_is_refused (self->credentials) ||
      (!self->failure.secure && g_str_equal (soup_auth_get_scheme_name (auth), "Basic")))
    return FALSE;
  soup_auth_authenticate (auth, resite_credentials_get_user (self->credentials),
                          resite_credentials_get_secret (self->credentials));
  return TRUE;
}

static void
make_session (Exchange *self)
{
  g_autoptr (GTlsDatabase) database = resite_trust_dup_database (self->trust);

  self->session =
      soup_session_new_with_options ("timeout", 0, "proxy-resolver", NULL, "tls-database", database,
                                     "user-agent", "Resite/" RESITE_VERSION, NULL);
  /* Without a decoder nothing compressed is asked for: the bytes are those of the server. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  if (self->credentials == NULL)
    {
      soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
      return;
    }
  soup_session_add_feature_by_type (self->session, SOUP_TYPE_AUTH_NTLM);
  soup_session_add_feature_by_type (self->session, SOUP_TYPE_AUTH_NEGOTIATE);
}

static void
make_message (Exchange *self)
{
  SoupMessageHeaders *headers;

  self->message = soup_message_new_from_uri (self->method, self->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (self->message);
  if (self->range != NULL)
    soup_message_headers_replace (headers, "Range", self->range);
  if (self->depth != NULL)
    soup_message_headers_replace (headers, "Depth", self->depth);
  g_signal_connect_swapped (self->message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect_swapped (self->message, "network-event", G_CALLBACK (network_event_cb), self);
  g_signal_connect_swapped (self->message, "accept-certificate", G_CALLBACK (judge_certificate_cb),
                            self);
  if (self->credentials != NULL)
    g_signal_connect_swapped (self->message, "authenticate", G_CALLBACK (authenticate_cb), self);
}

static void
send (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  make_session (self);
  make_message (self);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->inner,
                           headers_came_cb, task);
}

static void
trust_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (resite_trust_load_finish (result, &error))
    send (data);
  else
    fail (data, error);
}

/* NULL with @error. */
static Exchange *
exchange_new (const ResiteWebQuestion *question, GError **error)
{
  g_autoptr (GUri) uri = resite_web_parse_url (question->url, error);
  Exchange *self;

  if (uri == NULL)
    return NULL;
  self = g_new0 (Exchange, 1);
  self->method = g_strdup (question->method);
  self->uri = g_steal_pointer (&uri);
  self->range = g_strdup (question->range);
  self->depth = g_strdup (question->depth);
  self->limit = question->limit != 0 ? question->limit : LIMIT;
  if (question->credentials != NULL)
    self->credentials = resite_credentials_ref (question->credentials);
  self->trust = question->trust != NULL ? resite_trust_ref (question->trust)
                                        : resite_trust_new (NULL, NULL, NULL);
  self->inner = g_cancellable_new ();
  self->got = g_byte_array_new ();
  self->failure.host = g_uri_get_host (self->uri);
  self->failure.secure = g_str_equal (g_uri_get_scheme (self->uri), "https");
  self->failure.port = g_uri_get_port (self->uri);
  if (self->failure.port <= 0)
    self->failure.port = self->failure.secure ? 443 : 80;
  self->failure.patience = question->patience != 0 ? question->patience : PATIENCE;
  return self;
}

void
resite_web_ask_async (const ResiteWebQuestion *question, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Exchange *self;
  GError *error = NULL;

  g_return_if_fail (question != NULL && question->method != NULL && question->url != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_web_ask_async);
  self = exchange_new (question, &error);
  if (self == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, self, exchange_free);
  self->patience_source = g_timeout_add (self->failure.patience, patience_over_cb, self);
  if (cancellable != NULL)
    self->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  if (self->failure.secure && !resite_trust_is_loaded (self->trust))
    resite_trust_load_async (self->trust, self->failure.patience, self->inner, trust_loaded_cb,
                             task);
  else
    send (task);
}

ResiteWebAnswer *
resite_web_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
