/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <string.h>

#include "resite-http-exchange.h"
#include "resite-wsman-failure.h"
#include "resite-wsman-http.h"
#include "resite-wsman-names.h"

/* Seconds. Windows ends idle connections after 120; ours must be gone before, or a change could be
 * sent into one that is just being closed. */
#define IDLE 30
typedef struct
{
  ResiteHttpQuestion question;
  gint64 started; /* real time */
  gboolean sent;
} Post;

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
post_free (gpointer data)
{
  Post *self = data;

  g_object_unref (self->question.message);
  g_free (self);
}

static gint64
compare_clocks (Post *self)
{
  const char *text = soup_message_headers_get_one (
      soup_message_get_response_headers (self->question.message), "Date");
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
make_answer (Post *self, GBytes *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->question.message);
  ResiteWsmanAnswer *answer = g_new0 (ResiteWsmanAnswer, 1);
  g_autofree char *type = dup_clean (soup_message_headers_get_content_type (headers, NULL));

  answer->status = soup_message_get_status (self->question.message);
  answer->type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  answer->encoding = dup_clean (soup_message_headers_get_one (headers, "Content-Encoding"));
  answer->location = dup_clean (soup_message_headers_get_one (headers, "Location"));
  answer->body = g_bytes_ref (body);
  answer->time_difference = compare_clocks (self);
  return answer;
}

static void
exchanged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Post *self = g_task_get_task_data (task);
  ResiteHttpFailure *seen = resite_http_exchange_get_seen (result);
  gboolean cut;
  GError *error = NULL;
  g_autoptr (GBytes) body = resite_http_exchange_finish (result, &cut, &error);

  self->sent = seen->sent;
  if (body == NULL)
    g_task_return_error (task, error);
  else if (cut)
    g_task_return_error (task, resite_wsman_failure_too_large (seen, self->question.limit));
  else
    g_task_return_pointer (task, make_answer (self, body),
                           (GDestroyNotify)resite_wsman_answer_free);
}

/* libsoup takes the body away when it sends a message again, as it does for a ticket. */
static void
restarted_cb (SoupMessage *message, GBytes *body)
{
  soup_message_set_request_body_from_bytes (message, RESITE_WSMAN_CONTENT_TYPE, body);
}

static void
unref_body (gpointer data, GClosure *closure)
{
  g_bytes_unref (data);
}

static void
put_authorization (SoupMessage *message, ResiteCredentials *credentials)
{
  g_autofree char *pair = NULL;
  g_autofree char *code = NULL;
  g_autofree char *value = NULL;

  if (credentials == NULL)
    return;
  soup_message_add_flags (message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  pair = g_strconcat (resite_credentials_get_user (credentials), ":",
                      resite_credentials_get_secret (credentials), NULL);
  code = g_base64_encode ((const guchar *)pair, strlen (pair));
  value = g_strconcat ("Basic ", code, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (code, strlen (code));
  explicit_bzero (value, strlen (value));
}

/* (transfer full) */
static SoupMessage *
make_message (const ResiteWsmanPost *post)
{
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_POST, post->uri);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* To libsoup that means no more than reuse: a POST it never sends again by itself. */
  if (post->reuse)
    soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  restarted_cb (message, post->body);
  put_authorization (message, post->credentials);
  g_signal_connect_data (message, "restarted", G_CALLBACK (restarted_cb), g_bytes_ref (post->body),
                         unref_body, 0);
  return message;
}

void
resite_wsman_http_post_async (const ResiteWsmanPost *post, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Post *self = g_new0 (Post, 1);

  self->question = (ResiteHttpQuestion){ .session = post->session,
                                         .message = make_message (post),
                                         .trust = post->trust,
                                         .limit = post->limit,
                                         .whole = TRUE,
                                         .patience = post->patience,
                                         .explain = resite_wsman_failure_explain };
  self->started = g_get_real_time ();
  g_task_set_source_tag (task, resite_wsman_http_post_async);
  g_task_set_task_data (task, self, post_free);
  resite_http_exchange_async (&self->question, cancellable, exchanged_cb, task);
}

ResiteWsmanAnswer *
resite_wsman_http_post_finish (GAsyncResult *result, gboolean *sent, GError **error)
{
  Post *self = g_task_get_task_data (G_TASK (result));

  if (sent != NULL)
    *sent = self->sent;
  return g_task_propagate_pointer (G_TASK (result), error);
}
