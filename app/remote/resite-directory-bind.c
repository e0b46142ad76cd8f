/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-private.h"
#include "resite-error.h"

#define TURN_MICROSECONDS (50 * 1000)

/* Under TLS Windows wants no second seal; without it, nothing goes unsealed. */
#define PROPERTIES_UNDER_TLS "noplain,noanonymous,maxssf=0"
#define PROPERTIES_ALONE     "noplain,noanonymous,minssf=56"

/* A log-on by ticket asks a ticket server, whose silence the watch over our own socket does not see:
 * it has a thread to itself, which is left alone with its line when nobody waits for it any more. */
typedef struct
{
  gatomicrefcount references;
  GMutex mutex;
  GCond cond;
  LDAP *ldap; /* whose it is, is @left */
  gboolean done;
  gboolean left;
  int code;
  char *diagnostic;
} Ticket;

static void
ticket_unref (Ticket *ticket)
{
  if (!g_atomic_ref_count_dec (&ticket->references))
    return;
  if (ticket->left)
    ldap_unbind_ext_s (ticket->ldap, NULL, NULL);
  g_free (ticket->diagnostic);
  g_mutex_clear (&ticket->mutex);
  g_cond_clear (&ticket->cond);
  g_free (ticket);
}

/* GSSAPI takes everything from the ticket. */
static int
answer_nothing (LDAP *ldap, unsigned flags, void *defaults, void *questions)
{
  return LDAP_SUCCESS;
}

static gpointer
log_on_by_ticket (gpointer data)
{
  Ticket *ticket = data;
  const int code = ldap_sasl_interactive_bind_s (ticket->ldap, NULL, "GSSAPI", NULL, NULL,
                                                 LDAP_SASL_QUIET, answer_nothing, NULL);
  char *diagnostic = _resite_directory_dup_diagnostic (ticket->ldap);

  g_mutex_lock (&ticket->mutex);
  ticket->code = code;
  ticket->diagnostic = diagnostic;
  ticket->done = TRUE;
  g_cond_signal (&ticket->cond);
  g_mutex_unlock (&ticket->mutex);
  ticket_unref (ticket);
  return NULL;
}

static Ticket *
ticket_new (ResiteDirectory *self)
{
  Ticket *ticket = g_new0 (Ticket, 1);

  g_atomic_ref_count_init (&ticket->references);
  g_mutex_init (&ticket->mutex);
  g_cond_init (&ticket->cond);
  ticket->ldap = self->ldap;
  g_atomic_ref_count_inc (&ticket->references);
  g_thread_unref (g_thread_new ("directory-ticket", log_on_by_ticket, ticket));
  return ticket;
}

/* FALSE: nobody waits any more, and the line is the thread's. */
static gboolean
wait_for_ticket (ResiteDirectory *self, Ticket *ticket, GCancellable *cancellable)
{
  const gint64 deadline = g_get_monotonic_time () + (gint64)self->patience * G_TIME_SPAN_SECOND;

  g_mutex_lock (&ticket->mutex);
  while (!ticket->done && !g_cancellable_is_cancelled (cancellable) &&
         g_get_monotonic_time () < deadline)
    g_cond_wait_until (&ticket->cond, &ticket->mutex, g_get_monotonic_time () + TURN_MICROSECONDS);
  if (!ticket->done)
    ticket->left = TRUE;
  g_mutex_unlock (&ticket->mutex);
  return !ticket->left;
}

static gboolean
use_ticket (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  Ticket *ticket;
  gboolean good = FALSE;

  ldap_set_option (self->ldap, LDAP_OPT_X_SASL_SECPROPS,
                   self->under_tls ? PROPERTIES_UNDER_TLS : PROPERTIES_ALONE);
  ticket = ticket_new (self);
  if (wait_for_ticket (self, ticket, cancellable))
    {
      good = ticket->code == LDAP_SUCCESS;
      if (!good)
        _resite_directory_set_log_on_failure (self, ticket->code, ticket->diagnostic, error);
    }
  else
    {
      self->ldap = NULL;
      self->fd = -1;
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                     _ ("The log-on at %s by Kerberos did not end in %u seconds: a ticket server "
                        "does not answer, or the controller is busy."),
                     self->host, self->patience);
    }
  ticket_unref (ticket);
  return good;
}

static gboolean
send_password (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  const char *secret = resite_credentials_get_secret (self->credentials);
  struct berval value = { strlen (secret), (char *)secret };
  ResiteDirectoryWatch watch;
  g_autofree char *diagnostic = NULL;
  int code;

  _resite_directory_watch_begin (&watch, self->fd, self->patience, cancellable);
  code = ldap_sasl_bind_s (self->ldap, resite_credentials_get_user (self->credentials),
                           LDAP_SASL_SIMPLE, &value, NULL, NULL, NULL);
  _resite_directory_watch_end (&watch);
  if (code == LDAP_SUCCESS)
    {
      resite_credentials_set_proven (self->credentials);
      return TRUE;
    }
  if (_resite_directory_take_end (self, &watch, error))
    return FALSE;
  diagnostic = _resite_directory_dup_diagnostic (self->ldap);
  if (code == LDAP_INVALID_CREDENTIALS)
    resite_credentials_take_refusal (self->credentials);
  _resite_directory_set_log_on_failure (self, code, diagnostic, error);
  return FALSE;
}

/* An empty password would log nobody on and be called a success (RFC 4513 5.1.2). */
static gboolean
check_password (ResiteDirectory *self, GError **error)
{
  if (*resite_credentials_get_secret (self->credentials) == '\0')
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("The password of %s is empty."),
                 resite_credentials_get_user (self->credentials));
  else if (resite_credentials_is_refused (self->credentials))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("The password of %s was refused before. It is not sent again, so that the "
                    "account is not locked: give another one."),
                 resite_credentials_get_user (self->credentials));
  else
    return TRUE;
  return FALSE;
}

/* Somebody else may be trying the same password, and is waited for: two wrong ones lock an account
 * sooner than one. */
static gboolean
begin_try (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  while (!resite_credentials_begin_try (self->credentials))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (TURN_MICROSECONDS);
    }
  return TRUE;
}

static gboolean
use_password (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  gboolean good;

  if (!begin_try (self, cancellable, error))
    return FALSE;
  good = check_password (self, error) && send_password (self, cancellable, error);
  resite_credentials_end_try (self->credentials);
  return good;
}

gboolean
_resite_directory_log_on (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  return self->credentials != NULL ? use_password (self, cancellable, error)
                                   : use_ticket (self, cancellable, error);
}
