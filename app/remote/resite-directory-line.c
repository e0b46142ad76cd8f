/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <fcntl.h>
#include <openldap.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-private.h"
#include "resite-error.h"

#define SYSTEM_CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"

/* libldap says "can't contact" for all of these, and a person does something else for each. */
static void
set_no_line (ResiteDirectory *self, const GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (reason));
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("%s answers, but nobody listens at its port %u: is it a domain controller, and "
                    "does the directory service run there?"),
                 self->host, self->port);
  else if (reason->domain == G_RESOLVER_ERROR)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("DNS knows no %s: compare the name, or write the address."), self->host);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("%s does not answer at all (%s): is it on, and does the line there work?"),
                 self->host, reason->message);
}

GSocketConnection *
_resite_directory_reach (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) reason = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, self->connect_seconds);
  connection =
      g_socket_client_connect_to_host (client, self->host, self->port, cancellable, &reason);
  if (connection == NULL)
    set_no_line (self, reason, error);
  return connection;
}

/* -1: @error is set. */
static int
open_socket (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketConnection) connection = _resite_directory_reach (self, cancellable, error);
  int fd;

  if (connection == NULL)
    return -1;
  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0);
  if (fd >= 0 && fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK) == 0)
    return fd;
  resite_error_set_from_errno (error, errno, "%s", self->host);
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
check_certificates (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GList *certificates = g_tls_certificate_list_new_from_file (path, &reason);
  const gboolean any = certificates != NULL;

  g_list_free_full (certificates, g_object_unref);
  if (!any)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("Cannot read the certificates in %s: %s"), path,
                 reason != NULL ? reason->message : _ ("there are none in it"));
  return any;
}

static gboolean
set_trust (ResiteDirectory *self, GError **error)
{
  static const int demand = LDAP_OPT_X_TLS_DEMAND, as_client = 0;
  char *known = NULL;

  if (self->ca_file != NULL && !check_certificates (self->ca_file, error))
    return FALSE;
  ldap_get_option (self->ldap, LDAP_OPT_X_TLS_CACERTFILE, &known);
  if (self->ca_file != NULL || known == NULL)
    ldap_set_option (self->ldap, LDAP_OPT_X_TLS_CACERTFILE,
                     self->ca_file != NULL ? self->ca_file : SYSTEM_CERTIFICATES);
  if (known != NULL)
    ldap_memfree (known);
  if (ldap_set_option (self->ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) == LDAP_OPT_SUCCESS &&
      ldap_set_option (self->ldap, LDAP_OPT_X_TLS_NEWCTX, &as_client) == LDAP_OPT_SUCCESS)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                       _ ("TLS for the directory cannot be set up on this desk."));
  return FALSE;
}

static void
set_options (ResiteDirectory *self)
{
  static const int version = LDAP_VERSION3;
  /* The watch is to be the first: it knows why. */
  const struct timeval wait = { self->patience + 5, 0 };

  ldap_set_option (self->ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option (self->ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  ldap_set_option (self->ldap, LDAP_OPT_RESTART, LDAP_OPT_ON);
  ldap_set_option (self->ldap, LDAP_OPT_NETWORK_TIMEOUT, &wait);
  ldap_set_option (self->ldap, LDAP_OPT_TIMEOUT, &wait);
  /* The ticket is for the name that was asked for, not for what DNS makes of its address. */
  ldap_set_option (self->ldap, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON);
}

static gboolean
begin_tls (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  ResiteDirectoryWatch watch;
  int code;

  if (!set_trust (self, error))
    return FALSE;
  _resite_directory_watch_begin (&watch, self->fd, self->patience, cancellable);
  code = self->tls_from_start ? ldap_install_tls (self->ldap)
                              : ldap_start_tls_s (self->ldap, NULL, NULL);
  _resite_directory_watch_end (&watch);
  if (code == LDAP_SUCCESS)
    return TRUE;
  if (!_resite_directory_take_end (self, &watch, error))
    _resite_directory_explain_tls (self, code, cancellable, error);
  return FALSE;
}

gboolean
_resite_directory_connect (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  self->fd = open_socket (self, cancellable, error);
  if (self->fd < 0)
    return FALSE;
  if (ldap_init_fd (self->fd, LDAP_PROTO_TCP, self->url, &self->ldap) != LDAP_SUCCESS)
    {
      close (self->fd);
      self->fd = -1;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   _ ("“%s” cannot be spoken to as a directory."), self->url);
      return FALSE;
    }
  set_options (self);
  self->under_tls = self->tls_from_start || self->start_tls || self->credentials != NULL;
  return !self->under_tls || begin_tls (self, cancellable, error);
}
