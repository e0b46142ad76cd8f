/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-web"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "resite-error.h"
#include "resite-http-exchange.h"
#include "resite-web-failure.h"
#include "resite-web.h"
#include "resite-wsman-failure.h"

#define LIMIT    (1024 * 1024)
#define PATIENCE 15000

typedef struct
{
  char *method;
  GUri *uri;
  char *range;
  char *depth;
  char *authorization;
  gsize limit;
  guint patience;
  ResiteCredentials *credentials;
  ResiteTrust *trust;
  SoupMessage *message;
} Asking;

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
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_object (&self->message);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->trust, resite_trust_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->method);
  g_free (self->range);
  g_free (self->depth);
  g_free (self->authorization);
  g_free (self);
}

/* What a stranger sent becomes part of texts. */
static char *
dup_header (SoupMessageHeaders *headers, const char *name)
{
  const char *value = soup_message_headers_get_list (headers, name);

  return value != NULL ? resite_wsman_failure_clean (value, -1) : NULL;
}

static ResiteWebAnswer *
make_answer (Asking *self, GBytes *body, gboolean cut)
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
  answer->body = g_bytes_ref (body);
  answer->cut = cut;
  return answer;
}

static void
exchanged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Asking *self = g_task_get_task_data (task);
  gboolean cut;
  GError *error = NULL;
  g_autoptr (GBytes) body = resite_http_exchange_finish (result, &cut, &error);

  if (body == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_answer (self, body, cut),
                           (GDestroyNotify)resite_web_answer_free);
}

static gboolean
is_secure (Asking *self)
{
  return g_str_equal (g_uri_get_scheme (self->uri), "https");
}

/* A password goes out once, and in clear text never. */
static gboolean
authenticate_cb (Asking *self, SoupAuth *auth, gboolean retrying)
{
  if (retrying || resite_credentials_is_refused (self->credentials) ||
      (!is_secure (self) && g_str_equal (soup_auth_get_scheme_name (auth), "Basic")))
    return FALSE;
  soup_auth_authenticate (auth, resite_credentials_get_user (self->credentials),
                          resite_credentials_get_secret (self->credentials));
  return TRUE;
}

/* (transfer full) */
static SoupSession *
make_session (Asking *self)
{
  g_autoptr (GTlsDatabase) database = resite_trust_dup_database (self->trust);
  SoupSession *session =
      soup_session_new_with_options ("timeout", 0, "proxy-resolver", NULL, "tls-database", database,
                                     "user-agent", "Resite/" RESITE_VERSION, NULL);

  /* Without a decoder nothing compressed is asked for: the bytes are those of the server. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (self->credentials == NULL)
    {
      soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
      return session;
    }
  soup_session_add_feature_by_type (session, SOUP_TYPE_AUTH_NTLM);
  soup_session_add_feature_by_type (session, SOUP_TYPE_AUTH_NEGOTIATE);
  return session;
}

static void
make_message (Asking *self)
{
  SoupMessageHeaders *headers;

  self->message = soup_message_new_from_uri (self->method, self->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (self->message);
  if (self->range != NULL)
    soup_message_headers_replace (headers, "Range", self->range);
  if (self->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", self->authorization);
  if (self->depth != NULL)
    soup_message_headers_replace (headers, "Depth", self->depth);
  if (self->credentials != NULL)
    g_signal_connect_swapped (self->message, "authenticate", G_CALLBACK (authenticate_cb), self);
}

static void
send (GTask *task)
{
  Asking *self = g_task_get_task_data (task);
  g_autoptr (SoupSession) session = make_session (self);

  make_message (self);
  {
    const ResiteHttpQuestion question = { .session = session,
                                          .message = self->message,
                                          .trust = self->trust,
                                          .limit = self->limit,
                                          .patience = self->patience,
                                          .explain = resite_web_failure_explain };

    resite_http_exchange_async (&question, g_task_get_cancellable (task), exchanged_cb, task);
  }
}

static void
trust_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (resite_trust_load_finish (result, &error))
    send (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* NULL with @error. */
static Asking *
asking_new (const ResiteWebQuestion *question, GError **error)
{
  g_autoptr (GUri) uri = resite_web_parse_url (question->url, error);
  Asking *self;

  if (uri == NULL)
    return NULL;
  self = g_new0 (Asking, 1);
  self->method = g_strdup (question->method);
  self->uri = g_steal_pointer (&uri);
  self->range = g_strdup (question->range);
  self->authorization = g_strdup (question->authorization);
  self->depth = g_strdup (question->depth);
  self->limit = question->limit != 0 ? question->limit : LIMIT;
  self->patience = question->patience != 0 ? question->patience : PATIENCE;
  if (question->credentials != NULL)
    self->credentials = resite_credentials_ref (question->credentials);
  self->trust = question->trust != NULL ? resite_trust_ref (question->trust)
                                        : resite_trust_new (NULL, NULL, NULL);
  return self;
}

void
resite_web_ask_async (const ResiteWebQuestion *question, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Asking *self;
  GError *error = NULL;

  g_return_if_fail (question != NULL && question->method != NULL && question->url != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_web_ask_async);
  self = asking_new (question, &error);
  if (self == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, self, asking_free);
  if (is_secure (self) && !resite_trust_is_loaded (self->trust))
    resite_trust_load_async (self->trust, self->patience, cancellable, trust_loaded_cb,
                             g_steal_pointer (&task));
  else
    send (g_steal_pointer (&task));
}

ResiteWebAnswer *
resite_web_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
