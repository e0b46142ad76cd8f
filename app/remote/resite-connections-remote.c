/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-connections"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-connections-private.h"
#include "resite-error.h"

#define PORT_SECURE 5986
#define PORT_PLAIN  5985

void
_resite_remote_let_go (ResiteRemote *remote)
{
  g_clear_object (&remote->machine);
  g_clear_pointer (&remote->opened_host, g_free);
}

void
_resite_remote_clear (ResiteRemote *remote)
{
  _resite_remote_let_go (remote);
  g_clear_pointer (&remote->trust, resite_trust_unref);
  g_clear_pointer (&remote->credentials, resite_credentials_unref);
  g_clear_pointer (&remote->host, g_free);
  g_clear_pointer (&remote->user, g_free);
  g_clear_pointer (&remote->ca_file, g_free);
  g_clear_pointer (&remote->fingerprint, g_free);
  g_clear_pointer (&remote->fault, g_free);
}

ResiteConnection *
_resite_connections_find (ResiteConnections *self, const char *machine)
{
  const char *other = g_hash_table_lookup (self->aliases, machine);

  return g_hash_table_lookup (self->machines, other != NULL ? other : machine);
}

ResiteRemote *
_resite_connections_find_remote (ResiteConnections *self, const char *machine)
{
  ResiteConnection *entry = _resite_connections_find (self, machine);

  return entry != NULL && entry->reach == RESITE_REACH_WINRM ? &entry->remote : NULL;
}

void
resite_connections_set_alias (ResiteConnections *self, const char *machine, const char *other)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL && other != NULL);

  g_hash_table_replace (self->aliases, g_strdup (machine), g_strdup (other));
}

static char *
dup_filled (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

void
resite_connections_set_way (ResiteConnections *self, const char *machine,
                            const ResiteRemoteWay *way)
{
  ResiteConnection *entry;

  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL && way != NULL);

  entry = _resite_connections_ensure (self, machine);
  entry->reach = RESITE_REACH_WINRM;
  _resite_remote_clear (&entry->remote);
  entry->remote.host = dup_filled (way->host);
  entry->remote.port = way->port;
  entry->remote.plain = way->plain;
  entry->remote.kerberos = way->kerberos;
  entry->remote.old_tls = way->old_tls;
  entry->remote.rpc = way->rpc;
  entry->remote.allow_smb1 = way->allow_smb1;
  entry->remote.user = dup_filled (way->user);
  entry->remote.ca_file = dup_filled (way->ca_file);
  entry->remote.fingerprint = dup_filled (way->fingerprint);
}

void
resite_connections_set_host (ResiteConnections *self, const char *machine, const char *host)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);

  if (remote == NULL || g_strcmp0 (remote->host, host) == 0)
    return;
  g_free (remote->host);
  remote->host = dup_filled (host);
  _resite_remote_let_go (remote);
}

const char *
resite_connections_get_host (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL ? remote->host : NULL;
}

const char *
resite_connections_get_opened_host (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL ? remote->opened_host : NULL;
}

char *
resite_connections_format_url (ResiteConnections *self, const char *machine, const char *address)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  const char *host = remote == NULL ? NULL : address != NULL ? address : remote->host;

  if (host == NULL)
    return NULL;
  return g_strdup_printf (strchr (host, ':') != NULL && *host != '[' ? "%s://[%s]:%u/wsman"
                                                                     : "%s://%s:%u/wsman",
                          remote->plain ? "http" : "https", host,
                          remote->port != 0 ? remote->port
                          : remote->plain   ? PORT_PLAIN
                                            : PORT_SECURE);
}

const char *
resite_connections_get_user (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL ? remote->user : NULL;
}

gboolean
resite_connections_is_plain (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL && remote->plain;
}

gboolean
resite_connections_speaks_rpc (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL && remote->rpc;
}

void
resite_connections_set_credentials (ResiteConnections *self, const char *machine,
                                    ResiteCredentials *credentials)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);

  if (remote == NULL || remote->credentials == credentials)
    return;
  g_clear_pointer (&remote->credentials, resite_credentials_unref);
  remote->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  _resite_remote_let_go (remote);
}

ResiteCredentials *
resite_connections_get_credentials (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL ? remote->credentials : NULL;
}

gboolean
_resite_remote_lacks_credentials (const ResiteRemote *remote)
{
  return !remote->kerberos &&
         (remote->credentials == NULL || resite_credentials_is_refused (remote->credentials));
}

gboolean
resite_connections_needs_credentials (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL && _resite_remote_lacks_credentials (remote);
}

gboolean
_resite_remote_ensure_trust (ResiteRemote *remote, GError **error)
{
  if (remote->trust == NULL)
    remote->trust = resite_trust_new (remote->ca_file, remote->fingerprint, error);
  return remote->trust != NULL;
}

ResiteTrust *
resite_connections_get_trust (ResiteConnections *self, const char *machine, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);

  if (remote == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                   _ ("“%s” is not reached over the network"), machine);
      return NULL;
    }
  return _resite_remote_ensure_trust (remote, error) ? remote->trust : NULL;
}

void
resite_connections_set_fault (ResiteConnections *self, const char *machine, const char *fault)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);

  if (remote == NULL)
    return;
  g_free (remote->fault);
  remote->fault = g_strdup (fault);
}

const char *
resite_connections_get_fault (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  return remote != NULL ? remote->fault : NULL;
}

/* Names. */

void
resite_connections_set_name_servers (ResiteConnections *self, const char *const *servers)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));

  g_strfreev (self->name_servers);
  self->name_servers = servers != NULL && servers[0] != NULL ? g_strdupv ((GStrv)servers) : NULL;
}

const char *const *
resite_connections_get_name_servers (ResiteConnections *self)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);

  return (const char *const *)self->name_servers;
}

void
resite_connections_set_opener (ResiteConnections *self, ResiteMachineOpener opener,
                               gpointer user_data)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));

  self->opener = opener;
  self->opener_data = user_data;
}

void
resite_connections_set_book_maker (ResiteConnections *self, ResiteShellBookMaker maker,
                                   gpointer user_data)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));

  self->book_maker = maker;
  self->book_data = user_data;
}

/* A password was given for one server and one name, and goes nowhere else. */
static gboolean
is_the_same (const ResiteRemote *a, const ResiteRemote *b)
{
  return g_strcmp0 (a->user, b->user) == 0 && a->port == b->port && a->plain == b->plain &&
         a->rpc == b->rpc && g_strcmp0 (a->ca_file, b->ca_file) == 0 &&
         g_strcmp0 (a->host, b->host) == 0;
}

static void
inherit_one (ResiteRemote *remote, const ResiteRemote *former)
{
  if (!is_the_same (remote, former))
    return;
  if (remote->credentials == NULL && former->credentials != NULL)
    remote->credentials = resite_credentials_ref (former->credentials);
  if (remote->fingerprint == NULL)
    remote->fingerprint = g_strdup (former->fingerprint);
  if (remote->trust == NULL && former->trust != NULL &&
      g_strcmp0 (remote->fingerprint, former->fingerprint) == 0)
    remote->trust = resite_trust_ref (former->trust);
  if (remote->fault == NULL)
    remote->fault = g_strdup (former->fault);
}

void
resite_connections_inherit (ResiteConnections *self, ResiteConnections *former)
{
  GHashTableIter iter;
  gpointer name;

  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (RESITE_IS_CONNECTIONS (former));

  g_hash_table_iter_init (&iter, self->machines);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      ResiteRemote *remote = _resite_connections_find_remote (self, name);
      ResiteRemote *before = _resite_connections_find_remote (former, name);

      ResiteConnection *entry = _resite_connections_find (self, name);
      ResiteConnection *old_entry = _resite_connections_find (former, name);

      if (remote != NULL && before != NULL)
        inherit_one (remote, before);
      if (entry->over_smb.is_set && old_entry != NULL && old_entry->over_smb.is_set)
        _resite_files_remote_inherit (&entry->over_smb, &old_entry->over_smb);
    }
  if (self->directory != NULL && former->directory != NULL)
    resite_directory_place_inherit (self->directory, former->directory);
  self->opener = former->opener;
  self->opener_data = former->opener_data;
  self->book_maker = former->book_maker;
  self->book_data = former->book_data;
}
