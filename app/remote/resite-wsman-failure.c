/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "resite-error.h"
#include "resite-text.h"
#include "resite-wsman-failure.h"

char *
resite_wsman_failure_clean (const char *bytes, gssize size)
{
  g_autofree char *text = resite_text_from_foreign (bytes, size);
  GString *clean = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      g_string_append_c (clean, ' ');
    else
      g_string_append_unichar (clean, g_utf8_get_char (c));
  return g_string_free (clean, FALSE);
}

GError *
resite_wsman_failure_too_large (ResiteHttpFailure *self, gsize limit)
{
  g_autofree char *size = resite_text_size (limit);

  return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                      _ ("%s answers with more than %s at once, which is far more than was agreed. "
                         "The answer was not read to its end."),
                      self->host, size);
}

static GError *
explain_patience (ResiteHttpFailure *self)
{
  g_autofree char *seconds = resite_text_duration (MAX (1, (self->patience + 500) / 1000));

  return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                      self->sent
                          ? _ ("%s, port %d, took the question but did not answer within %s.")
                          : _ ("%s, port %d, does not answer (tried for %s)."),
                      self->host, self->port, seconds);
}

static GError *
explain_tls (ResiteHttpFailure *self, const GError *error)
{
  if (self->greeting == RESITE_TLS_OLD)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_OLD_TLS,
                        _ ("%s, port %d, speaks only TLS that is no longer safe, as Windows 2003 "
                           "does (%s). The machine is up. Allow old TLS for this machine in the "
                           "plan, or do its steps by hand."),
                        self->host, self->port, error->message);
  if (self->greeting == RESITE_TLS_FOREIGN)
    return g_error_new (
        RESITE_ERROR, RESITE_ERROR_MALFORMED,
        _ ("%s, port %d, does not speak TLS (HTTPS). Is the port that of plain HTTP? "
           "(%s)"),
        self->host, self->port, error->message);
  if (self->greeting == RESITE_TLS_REFUSED)
    return g_error_new (
        RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
        _ ("%s, port %d, is up and speaks TLS, but no secure connection with it came "
           "about (%s)."),
        self->host, self->port, error->message);
  return g_error_new (
      RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
      _ ("%s, port %d, broke off while a secure connection was being made (%s). Does "
         "that port speak HTTPS?"),
      self->host, self->port, error->message);
}

static GError *
explain_connection (ResiteHttpFailure *self, const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                        _ ("The name %s is not known here (%s). Give the address instead."),
                        self->host, error->message);
  if (self->sent)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                        _ ("The connection to %s, port %d, ended before the answer was complete "
                           "(%s)."),
                        self->host, self->port, error->message);
  return g_error_new (
      RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
      _ ("Nobody answers at %s, port %d (%s). Is the machine on, and is WinRM set up "
         "there?"),
      self->host, self->port, error->message);
}

static GError *
explain (ResiteHttpFailure *self, const GError *error)
{
  if (self->judgement != NULL)
    return g_steal_pointer (&self->judgement);
  if (self->timed_out)
    return explain_patience (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || error->domain == RESITE_ERROR)
    return g_error_copy (error);
  if (resite_http_failure_is_in_handshake (self, error))
    return explain_tls (self, error);
  if (error->domain == G_IO_ERROR || error->domain == G_RESOLVER_ERROR ||
      error->domain == G_TLS_ERROR)
    return explain_connection (self, error);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                      _ ("What %s, port %d, answers is not proper HTTP (%s)."), self->host,
                      self->port, error->message);
}

GError *
resite_wsman_failure_explain (ResiteHttpFailure *self, GError *error)
{
  GError *own = explain (self, error);

  g_error_free (error);
  return own;
}
