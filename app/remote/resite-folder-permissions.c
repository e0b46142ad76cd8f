/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder.h"

static gboolean
refuse (ResiteFolder *self, GError **error)
{
  g_autofree char *place = resite_folder_describe (self);

  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_REFUSED,
      _ ("%s is a folder of this desk: it has no NTFS permissions that could be seen or set "
         "from here. Look at the server itself, or let Resite reach its files over SMB."),
      place);
  return FALSE;
}

ResitePermissions *
resite_folder_read_permissions (ResiteFolder *self, const char *name, GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (RESITE_FOLDER_GET_IFACE (self)->read_permissions == NULL)
    {
      refuse (self, error);
      return NULL;
    }
  return RESITE_FOLDER_GET_IFACE (self)->read_permissions (self, name, cancellable, error);
}

static gboolean
confirm (ResiteFolder *self, const char *name, const ResitePermissions *wanted,
         GCancellable *cancellable, GError **error)
{
  g_autoptr (ResitePermissions) now =
      resite_folder_read_permissions (self, name, cancellable, error);
  g_autoptr (GPtrArray) differences = NULL;
  const ResitePermissionDifference *first;

  if (now == NULL)
    return FALSE;
  differences = resite_permissions_compare (now, wanted);
  first = differences->len > 0 ? differences->pdata[0] : NULL;
  if (first == NULL || first->minor)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               _ ("The permissions of %s were set, but read again they are not those: %s."), name,
               first->text);
  return FALSE;
}

gboolean
resite_folder_write_permissions (ResiteFolder *self, const char *name,
                                 const ResitePermissions *permissions, GCancellable *cancellable,
                                 GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && permissions != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->write_permissions == NULL)
    return refuse (self, error);
  return resite_permissions_may_be_set (permissions, error) &&
         RESITE_FOLDER_GET_IFACE (self)->write_permissions (self, name, permissions, error) &&
         confirm (self, name, permissions, cancellable, error);
}
