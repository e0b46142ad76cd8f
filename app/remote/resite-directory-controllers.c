/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-controllers"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-records.h"
#include "resite-error.h"

static gboolean
knows (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Every controller has an object "NTDS Settings" below that of its server; hasMasterNCs names the
 * domains that it can write (MS-ADTS 6.1.1.2.2.1.2.1). */
static GPtrArray *
list_settings (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  static const char *const kinds[] = { "objectClass", NULL };
  g_autofree char *domain = resite_directory_escape_filter (resite_directory_get_domain (self));
  g_autofree char *filter = g_strdup_printf ("(&(objectClass=nTDSDSA)(hasMasterNCs=%s))", domain);
  g_autofree char *sites =
      g_strconcat ("CN=Sites,", resite_directory_get_configuration (self), NULL);

  return resite_directory_search (self, sites, RESITE_DIRECTORY_TREE, filter, kinds, cancellable,
                                  error);
}

/* An object without a name is one of a controller that is half removed. */
static gboolean
take_name (ResiteDirectory *self, const ResiteDirectoryEntry *settings, GPtrArray *names,
           GCancellable *cancellable, GError **error)
{
  static const char *const wanted[] = { "dNSHostName", NULL };
  g_autofree char *server = resite_directory_get_parent (resite_directory_entry_get_dn (settings));
  g_autoptr (GError) reason = NULL;
  g_autoptr (ResiteDirectoryEntry) entry = NULL;
  const char *name;

  if (server == NULL)
    return TRUE;
  entry = resite_directory_read (self, server, wanted, cancellable, &reason);
  if (entry == NULL && !g_error_matches (reason, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  name = entry != NULL ? resite_directory_entry_get_text (entry, "dNSHostName") : NULL;
  if (name != NULL && !knows (names, name))
    g_ptr_array_add (names, g_strdup (name));
  return TRUE;
}

GPtrArray *
resite_directory_list_controllers (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) settings = NULL;

  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  g_ptr_array_add (names, g_strdup (resite_directory_get_name (self)));
  if (resite_directory_get_configuration (self) == NULL)
    return g_steal_pointer (&names);
  settings = list_settings (self, cancellable, error);
  if (settings == NULL)
    return NULL;
  for (guint i = 0; i < settings->len; i++)
    if (!take_name (self, settings->pdata[i], names, cancellable, error))
      return NULL;
  return g_steal_pointer (&names);
}

GPtrArray *
resite_directory_find_controllers (const char *domain, GCancellable *cancellable, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autofree char *subdomain = g_strconcat ("dc._msdcs.", domain, NULL);
  g_autoptr (GError) reason = NULL;
  GList *targets =
      g_resolver_lookup_service (resolver, "ldap", "tcp", subdomain, cancellable, &reason);
  GPtrArray *names;

  if (targets == NULL)
    {
      if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                     _ ("DNS names no domain controller of %s. Name one in the plan, or let this "
                        "desk use the domain's DNS."),
                     domain);
      return NULL;
    }
  names = g_ptr_array_new_with_free_func (g_free);
  for (GList *target = targets; target != NULL; target = target->next)
    g_ptr_array_add (names, g_strdup (g_srv_target_get_hostname (target->data)));
  g_resolver_free_targets (targets);
  return names;
}
