/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-lab-kept.h"
#include "resite-lab-ldap-line.h"
#include "resite-lab-ldap.h"
#include "resite-lab-tls.h"

#define GROUP      "directory"
#define HOST       5
#define MOST_LINES 256

/* Plain, and with TLS from the first byte. */
enum
{
  PLAIN,
  SECURE,
  N_PORTS
};

static const struct
{
  const char *key, *scheme;
} ports[N_PORTS] = { { "ldap", "ldap" }, { "ldaps", "ldaps" } };

struct _ResiteLabLdap
{
  ResiteLabWorld *world;
  char *secret;
  char *address;
  char *urls[N_PORTS];
  GTlsCertificate *certificate;
  GSocketService *services[N_PORTS];
  GPtrArray *lines;
};

static void
ended_cb (ResiteLabLdapLine *line, gpointer data)
{
  ResiteLabLdap *self = data;

  g_ptr_array_remove_fast (self->lines, line);
}

static void
take_line (ResiteLabLdap *self, GSocketConnection *connection, gboolean with_tls)
{
  const ResiteLabLdapSession session = {
    .world = self->world,
    .secret = self->secret,
    .address = self->address,
    .has_certificate = self->certificate != NULL,
  };
  ResiteLabLdapLine *line;

  /* A client too many is sent away by the end of its line. */
  if (self->lines->len >= MOST_LINES)
    return;
  line = resite_lab_ldap_line_new (connection, &session, self->certificate, ended_cb, self);
  g_ptr_array_add (self->lines, line);
  resite_lab_ldap_line_start (line, with_tls);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  ResiteLabLdap *self = data;

  take_line (self, connection, service == self->services[SECURE]);
  return TRUE;
}

static gboolean
listen_on (ResiteLabLdap *self, ResiteLabKept *kept, guint i, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (
      self->address, resite_lab_kept_get_port (kept, GROUP, ports[i].key));
  g_autoptr (GSocketAddress) bound = NULL;
  guint16 port;

  self->services[i] = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->services[i]), wanted,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      error))
    return FALSE;
  g_signal_connect (self->services[i], "incoming", G_CALLBACK (incoming_cb), self);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->urls[i] = g_strdup_printf ("%s://%s:%u", ports[i].scheme, self->address, port);
  resite_lab_kept_set_port (kept, GROUP, ports[i].key, port);
  return TRUE;
}

static gboolean
issue_certificate (ResiteLabLdap *self, const char *folder, GError **error)
{
  g_autoptr (ResiteLabTls) tls = resite_lab_tls_new (folder, error);
  const char *const names[] = { "dc1.corp.example.com", "dc1", "corp.example.com", self->address,
                                NULL };

  if (tls != NULL)
    self->certificate = resite_lab_tls_issue (tls, names, error);
  return self->certificate != NULL;
}

static gboolean
start (ResiteLabLdap *self, const char *folder, GError **error)
{
  g_autoptr (ResiteLabKept) kept = resite_lab_kept_open (folder, error);

  if (kept == NULL)
    return FALSE;
  self->address = resite_lab_kept_choose_address (kept, self->world, GROUP, HOST);
  return issue_certificate (self, folder, error) && listen_on (self, kept, PLAIN, error) &&
         listen_on (self, kept, SECURE, error) && resite_lab_kept_save (kept, error);
}

ResiteLabLdap *
resite_lab_ldap_new (ResiteLabWorld *world, const char *folder, const char *secret, GError **error)
{
  ResiteLabLdap *self;

  g_return_val_if_fail (world != NULL && folder != NULL && secret != NULL, NULL);

  self = g_new0 (ResiteLabLdap, 1);
  self->world = g_object_ref (world);
  self->secret = g_strdup (secret);
  self->lines = g_ptr_array_new ();
  if (start (self, folder, error))
    return self;
  g_prefix_error (error, _ ("Starting the rehearsal's directory: "));
  resite_lab_ldap_free (self);
  return NULL;
}

void
resite_lab_ldap_free (ResiteLabLdap *self)
{
  for (guint i = 0; i < N_PORTS; i++)
    {
      if (self->services[i] != NULL)
        {
          g_signal_handlers_disconnect_by_data (self->services[i], self);
          g_socket_service_stop (self->services[i]);
          g_socket_listener_close (G_SOCKET_LISTENER (self->services[i]));
        }
      g_clear_object (&self->services[i]);
      g_free (self->urls[i]);
    }
  while (self->lines->len > 0)
    resite_lab_ldap_line_close (self->lines->pdata[0]);
  g_ptr_array_unref (self->lines);
  g_clear_object (&self->certificate);
  g_object_unref (self->world);
  g_free (self->address);
  g_free (self->secret);
  g_free (self);
}

const char *
resite_lab_ldap_get_url (ResiteLabLdap *self, gboolean with_tls)
{
  return self->urls[with_tls ? SECURE : PLAIN];
}

const char *
resite_lab_ldap_get_address (ResiteLabLdap *self)
{
  return self->address;
}

guint
resite_lab_ldap_get_n_lines (ResiteLabLdap *self)
{
  return self->lines->len;
}
