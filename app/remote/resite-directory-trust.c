/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-private.h"
#include "resite-error.h"
#include "resite-trust-system.h"
#include "resite-trust.h"

/* ExtendedRequest of RFC 4511 4.14.1 with message id 1. */
static const guint8 start_tls_request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
                                          "1.3.6.1.4.1.1466.20037";

typedef struct
{
  ResiteDirectory *directory;
  ResiteTrust *trust;
  GError *error;
} Judge;

static gboolean
on_accept (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags faults,
           gpointer user_data)
{
  Judge *judge = user_data;

  g_clear_error (&judge->error);
  return resite_trust_check (judge->trust, certificate, faults, judge->directory->host,
                             &judge->error);
}

static gboolean
ask_for_tls (ResiteDirectory *self, GSocketConnection *connection, GCancellable *cancellable,
             GError **error)
{
  GIOStream *stream = G_IO_STREAM (connection);
  guint8 answer[512];

  return self->tls_from_start ||
         (g_output_stream_write_all (g_io_stream_get_output_stream (stream), start_tls_request,
                                     sizeof start_tls_request - 1, NULL, cancellable, error) &&
          g_input_stream_read (g_io_stream_get_input_stream (stream), answer, sizeof answer,
                               cancellable, error) > 0);
}

static GTlsDatabase *
open_database (ResiteDirectory *self, GError **error)
{
  if (self->ca_file != NULL)
    return g_tls_file_database_new (self->ca_file, error);
  resite_trust_system_load (resite_trust_system_get ());
  return G_TLS_DATABASE (g_object_ref (resite_trust_system_get ()));
}

/* Greets and looks at the certificate; nothing secret is on this line. */
static void
look_at_certificate (Judge *judge, GSocketConnection *connection, GCancellable *cancellable,
                     GError **error)
{
  ResiteDirectory *self = judge->directory;
  g_autoptr (GSocketConnectable) identity = g_network_address_new (self->host, self->port);
  g_autoptr (GTlsDatabase) database = open_database (self, error);
  g_autoptr (GIOStream) stream = NULL;

  if (database == NULL || !ask_for_tls (self, connection, cancellable, error))
    return;
  stream = g_tls_client_connection_new (G_IO_STREAM (connection), identity, error);
  if (stream == NULL)
    return;
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), database);
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (on_accept), judge);
  g_tls_connection_handshake (G_TLS_CONNECTION (stream), cancellable, error);
}

static void
set_no_tls (ResiteDirectory *self, const char *reason, GError **error)
{
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED,
      _ ("%s port %u offers no TLS that this desk speaks (%s). A domain controller needs a "
         "certificate for it; without one log on by Kerberos, which seals the line "
         "itself. No password was sent."),
      self->host, self->port, reason);
}

void
_resite_directory_explain_tls (ResiteDirectory *self, int code, GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (ResiteTrust) trust = resite_trust_new (self->ca_file, NULL, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) reason = NULL;
  Judge judge = { self, trust, NULL };

  if (code == LDAP_BUSY)
    {
      _resite_directory_set_log_on_failure (self, code, NULL, error);
      return;
    }
  /* The controller itself said no to TLS: "unavailable" where it has no certificate. */
  if (code > 0)
    {
      set_no_tls (self, ldap_err2string (code), error);
      return;
    }
  connection = _resite_directory_reach (self, cancellable, error);
  if (connection == NULL)
    return;
  look_at_certificate (&judge, connection, cancellable, &reason);
  if (judge.error != NULL)
    g_propagate_error (error, judge.error);
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    set_no_tls (self, reason != NULL ? reason->message : ldap_err2string (code), error);
}
