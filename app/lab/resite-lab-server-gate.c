/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-gate.h"

#define PATH           "/wsman"
#define REALM          "Basic realm=\"WSMAN\""
#define ENVELOPE_LIMIT 153600

/* A request of another size than it may have is read and thrown away. */
static void
limit_body (SoupServerMessage *message, goffset size, ResiteLabGate *self)
{
  const goffset limit = resite_lab_behaviours_get_number (self->service->behaviours,
                                                          "envelope-limit", ENVELOPE_LIMIT);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (size <= limit)
    return;
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
}

static void
got_headers_cb (SoupServerMessage *message, ResiteLabGate *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  limit_body (message, soup_message_headers_get_content_length (headers), self);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, ResiteLabGate *self)
{
  limit_body (message, soup_server_message_get_request_body (message)->length, self);
}

void
resite_lab_gate_watch (ResiteLabGate *self, SoupServerMessage *message)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), self);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
}

/* Body and all are read before anything is said against a request, so that the line stays usable. */
static gboolean
refuse_form (ResiteLabGate *self, SoupServerMessage *message, const char *path,
             ResiteLabExchange *exchange)
{
  const goffset limit = resite_lab_behaviours_get_number (self->service->behaviours,
                                                          "envelope-limit", ENVELOPE_LIMIT);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  guint status = 0;

  if (strcmp (path, PATH) != 0)
    status = SOUP_STATUS_NOT_FOUND;
  else if (soup_server_message_get_method (message) != SOUP_METHOD_POST)
    status = SOUP_STATUS_METHOD_NOT_ALLOWED;
  else if (soup_server_message_get_request_body (message)->length > limit ||
           !soup_message_body_get_accumulate (soup_server_message_get_request_body (message)))
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  else if (type == NULL || g_ascii_strcasecmp (type, "application/soap+xml") != 0)
    status = SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE;
  if (status == 0)
    return FALSE;
  resite_lab_exchange_answer_plain (exchange, status, NULL, NULL);
  return TRUE;
}

static gboolean
is_anonymous_identify (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "WSMANIDENTIFY");

  return value != NULL && g_ascii_strcasecmp (value, "unauthenticated") == 0;
}

static gboolean
is_authorized (ResiteLabGate *self, SoupMessageHeaders *headers)
{
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  g_autofree guint8 *decoded = NULL;
  gsize size = 0;

  if (given == NULL || g_ascii_strncasecmp (given, "Basic ", 6) != 0)
    return FALSE;
  decoded = g_base64_decode (given + 6, &size);
  return size == strlen (self->authorization) && memcmp (decoded, self->authorization, size) == 0;
}

static void
ask_for_password (SoupServerMessage *message, ResiteLabExchange *exchange)
{
  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "WWW-Authenticate", REALM);
  resite_lab_exchange_answer_plain (exchange, SOUP_STATUS_UNAUTHORIZED, NULL, NULL);
}

static gboolean
answer_oddly (ResiteLabGate *self, ResiteLabExchange *exchange)
{
  ResiteLabBehaviours *behaviours = self->service->behaviours;

  if (resite_lab_behaviours_take (behaviours, "empty-500"))
    resite_lab_exchange_answer_plain (exchange, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL, NULL);
  else if (resite_lab_behaviours_take (behaviours, "html"))
    resite_lab_exchange_answer_plain (exchange, SOUP_STATUS_OK, "text/html",
                                      "<html><body>Please log on to the proxy.</body></html>\n");
  else
    return FALSE;
  return TRUE;
}

void
resite_lab_gate_answer (ResiteLabGate *self, SoupServerMessage *message, const char *path,
                        ResiteLabExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const gboolean authorized = is_authorized (self, headers);
  g_autoptr (GBytes) bytes = NULL;

  if (refuse_form (self, message, path, exchange))
    return;
  if ((!authorized && !is_anonymous_identify (headers)) ||
      resite_lab_behaviours_take (self->service->behaviours, "unauthorized-first"))
    {
      ask_for_password (message, exchange);
      return;
    }
  if (answer_oddly (self, exchange))
    return;
  bytes = soup_message_body_flatten (soup_server_message_get_request_body (message));
  resite_lab_service_answer (self->service, exchange, bytes, authorized);
}
