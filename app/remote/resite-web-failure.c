/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-web"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "resite-error.h"
#include "resite-text.h"
#include "resite-web-failure.h"

static GError *
explain_patience (const ResiteHttpFailure *self)
{
  g_autofree char *seconds = resite_text_duration (MAX (1, (self->patience + 500) / 1000));

  if (self->begun)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                        _ ("%s, port %d, began to answer and did not come to an end within %s."),
                        self->host, self->port, seconds);
  if (self->sent)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                        _ ("%s, port %d, took the question but did not answer within %s. The web "
                           "server hangs, or what it asks in turn (its database) does."),
                        self->host, self->port, seconds);
  if (self->stage == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                        _ ("%s, port %d, takes the connection, but no secure one came about within "
                           "%s. Does that port speak HTTPS?"),
                        self->host, self->port, seconds);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                      _ ("%s, port %d, is silent (tried for %s): the machine is off, has another "
                         "address, or a firewall drops what is sent there."),
                      self->host, self->port, seconds);
}

static GError *
explain_tls (const ResiteHttpFailure *self, const GError *error)
{
  if (self->greeting == RESITE_TLS_OLD)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_OLD_TLS,
                        _ ("%s, port %d, speaks only TLS that is no longer safe, as Windows 2003 "
                           "does (%s). Ask by http:// where it answers, or look with a browser at "
                           "the machine itself."),
                        self->host, self->port, error->message);
  if (self->greeting == RESITE_TLS_FOREIGN)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                        _ ("%s, port %d, does not speak TLS (HTTPS): write the address with "
                           "http://. (%s)"),
                        self->host, self->port, error->message);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                      _ ("%s, port %d, broke off while a secure connection was being made (%s)."),
                      self->host, self->port, error->message);
}

static GError *
explain_connection (const ResiteHttpFailure *self, const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                        _ ("The name %s is not known here (%s). Put the address in its place, or "
                           "ask from another machine."),
                        self->host, error->message);
  if (self->sent || self->begun)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                        _ ("The connection to %s, port %d, ended before the answer was complete "
                           "(%s)."),
                        self->host, self->port, error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                        _ ("%s refuses port %d: the machine is up, but no web server listens "
                           "there. Does the service W3SVC run, is the Default Web Site started "
                           "and on this port?"),
                        self->host, self->port);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                      _ ("%s, port %d, cannot be reached (%s)."), self->host, self->port,
                      error->message);
}

static GError *
explain (ResiteHttpFailure *self, const GError *error)
{
  if (self->judgement != NULL)
    return g_steal_pointer (&self->judgement);
  if (self->timed_out)
    return explain_patience (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (resite_http_failure_is_in_handshake (self, error))
    return explain_tls (self, error);
  if (error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR ||
      error->domain == G_TLS_ERROR)
    return explain_connection (self, error);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                      _ ("What answers at %s, port %d, is no web server (%s). Does another "
                         "program have that port?"),
                      self->host, self->port, error->message);
}

GError *
resite_web_failure_explain (ResiteHttpFailure *self, GError *error)
{
  GError *own = error->domain == RESITE_ERROR ? g_error_copy (error) : explain (self, error);

  g_error_free (error);
  return own;
}
