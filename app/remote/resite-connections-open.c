/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-connections"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-connections-private.h"
#include "resite-error.h"
#include "resite-rpc-cim.h"

static gboolean
may_open (ResiteRemote *remote, const char *machine, const char *address, GError **error)
{
  if (remote == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                 _ ("The plan does not say that “%s” is reached over the network"), machine);
  else if (address == NULL && remote->fault != NULL)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_DIFFERS, remote->fault);
  else if (address == NULL && remote->host == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("Nobody knows the address of “%s” now. Write it into the plan, below [%s]: "
                    "%s."),
                 machine, machine, remote->rpc ? "rpc-host" : "winrm-host");
  else if (_resite_remote_lacks_credentials (remote) && remote->credentials != NULL)
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
        _ ("“%s” refused the password of %s. It is not sent there again, so that the account "
           "is not locked out."),
        machine, resite_credentials_get_user (remote->credentials));
  else if (_resite_remote_lacks_credentials (remote))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("Resite has no password for “%s” yet. It asks for it when a step is started."),
                 machine);
  else
    return remote->rpc || _resite_remote_ensure_trust (remote, error);
  return FALSE;
}

static ResiteMachine *
open_by_wsman (const char *machine, const ResiteWsmanOptions *options, const ResiteShellBook *book,
               gpointer user_data, GError **error)
{
  g_autoptr (ResiteWsman) wsman = resite_wsman_new (options, error);

  return wsman != NULL ? resite_machine_new (machine, RESITE_CIM (wsman), wsman, book) : NULL;
}

static ResiteMachine *
open_by_rpc (ResiteRemote *remote, const char *machine, const char *host, GError **error)
{
  const ResiteRpcOptions options = { .host = host,
                                     .credentials = remote->kerberos ? NULL : remote->credentials,
                                     .allow_smb1 = remote->allow_smb1 };
  g_autoptr (ResiteRpcCim) cim = resite_rpc_cim_new (&options, error);

  return cim != NULL ? resite_machine_new (machine, RESITE_CIM (cim), NULL, NULL) : NULL;
}

static ResiteMachine *
open_new (ResiteConnections *self, ResiteRemote *remote, const char *machine, const char *host,
          GError **error)
{
  g_autofree char *url = resite_connections_format_url (self, machine, host);
  const ResiteWsmanOptions options = { .url = url,
                                       .credentials = remote->kerberos ? NULL : remote->credentials,
                                       .trust = remote->trust,
                                       .allow_plain_http = remote->plain,
                                       .allow_old_tls = remote->old_tls };
  ResiteMachineOpener opener = self->opener != NULL ? self->opener : open_by_wsman;
  ResiteShellBook book = { 0 };
  gboolean has_book =
      self->book_maker != NULL && self->book_maker (machine, &book, self->book_data);

  if (remote->rpc)
    return open_by_rpc (remote, machine, host, error);
  return opener (machine, &options, has_book ? &book : NULL, self->opener_data, error);
}

ResiteMachine *
resite_connections_open_machine (ResiteConnections *self, const char *machine, const char *address,
                                 GError **error)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  const char *host;

  if (!may_open (remote, machine, address, error))
    return NULL;
  host = address != NULL ? address : remote->host;
  if (remote->machine == NULL || g_strcmp0 (remote->opened_host, host) != 0)
    {
      g_autoptr (ResiteMachine) opened = open_new (self, remote, machine, host, error);

      if (opened == NULL)
        return NULL;
      _resite_remote_let_go (remote);
      remote->machine = g_steal_pointer (&opened);
      remote->opened_host = g_strdup (host);
    }
  return g_object_ref (remote->machine);
}

void
resite_connections_forget (ResiteConnections *self, const char *machine)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteRemote *remote = _resite_connections_find_remote (self, machine);
  ResiteWsman *wsman =
      remote != NULL && remote->machine != NULL ? resite_machine_get_wsman (remote->machine) : NULL;

  if (wsman != NULL)
    resite_wsman_forget (wsman);
  if (remote != NULL)
    _resite_remote_let_go (remote);
}
