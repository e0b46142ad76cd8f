/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-rights"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-rights.h"
#include "resite-error.h"

#define EVERYONE            "S-1-1-0"
#define AUTHENTICATED_USERS "S-1-5-11"

static ResiteDirectoryEntry *
find_account (ResiteDirectory *self, const char *account, GCancellable *cancellable, GError **error)
{
  static const char *const attributes[] = { "objectSid", "whenCreated", NULL };
  g_autofree char *name = resite_directory_escape_filter (account);
  g_autofree char *filter = g_strdup_printf ("(&(objectClass=computer)(sAMAccountName=%s))", name);
  g_autoptr (GPtrArray) found =
      resite_directory_search (self, resite_directory_get_domain (self), RESITE_DIRECTORY_TREE,
                               filter, attributes, cancellable, error);

  if (found == NULL)
    return NULL;
  if (found->len == 1)
    return g_ptr_array_steal_index (found, 0);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("The domain has no computer account %s: the new server has not joined it under "
                  "this name, or %s does not know yet."),
               account, resite_directory_get_name (self));
  return NULL;
}

static void
add_sids (GPtrArray *sids, GPtrArray *values)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      char *sid = resite_directory_format_sid (values->pdata[i]);

      if (sid != NULL)
        g_ptr_array_add (sids, sid);
    }
}

/* (element-type utf8) (nullable): the account's own SID first, then its groups, nested ones too:
 * the controller computes them for a search at the account itself (MS-ADTS 3.1.1.4.5.19). */
static GPtrArray *
collect_sids (ResiteDirectory *self, const ResiteDirectoryEntry *account, GCancellable *cancellable,
              GError **error)
{
  static const char *const attributes[] = { "tokenGroups", NULL };
  g_autoptr (ResiteDirectoryEntry) groups = resite_directory_read (
      self, resite_directory_entry_get_dn (account), attributes, cancellable, error);
  GPtrArray *sids;

  if (groups == NULL)
    return NULL;
  sids = g_ptr_array_new_with_free_func (g_free);
  add_sids (sids, resite_directory_entry_get_values (account, "objectSid"));
  add_sids (sids, resite_directory_entry_get_values (groups, "tokenGroups"));
  g_ptr_array_add (sids, g_strdup (EVERYONE));
  g_ptr_array_add (sids, g_strdup (AUTHENTICATED_USERS));
  return sids;
}

static gboolean
read_list (ResiteDirectory *self, const char *container, GPtrArray *sids,
           ResiteDirectoryRights *rights, GCancellable *cancellable, GError **error)
{
  static const char *const attributes[] = { "nTSecurityDescriptor", NULL };
  g_autoptr (ResiteDirectoryEntry) entry =
      resite_directory_read (self, container, attributes, cancellable, error);
  GPtrArray *values;

  if (entry == NULL)
    return FALSE;
  values = resite_directory_entry_get_values (entry, "nTSecurityDescriptor");
  if (values != NULL && values->len == 1)
    return resite_directory_rights_read (values->pdata[0], sids, rights, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("The access list of %s may not be read by this account: it lacks Read "
                  "Permissions there."),
               container);
  return FALSE;
}

gboolean
resite_directory_ask_rights (ResiteDirectory *self, const char *container, const char *account,
                             ResiteDirectoryRights *rights, char **sid, gint64 *created,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteDirectoryEntry) entry = NULL;
  g_autoptr (GPtrArray) sids = NULL;

  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), FALSE);
  g_return_val_if_fail (container != NULL && account != NULL && rights != NULL, FALSE);

  entry = find_account (self, account, cancellable, error);
  if (entry == NULL)
    return FALSE;
  sids = collect_sids (self, entry, cancellable, error);
  if (sids == NULL || !read_list (self, container, sids, rights, cancellable, error))
    return FALSE;
  if (sid != NULL)
    *sid = g_strdup (sids->pdata[0]);
  if (created != NULL)
    *created = resite_directory_entry_get_time (entry, "whenCreated");
  return TRUE;
}
