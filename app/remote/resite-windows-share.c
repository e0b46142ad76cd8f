/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-windows-private.h"

enum
{
  ACCESS_DENIED = 2,
  NO_SUCH_SHARE = 25
};

/* Return values of Win32_Share and of CIM_LogicalFile, as Microsoft documents the classes. */
static const ResiteWindowsMeaning share_meanings[] = {
  { 8, N_ ("it failed for an unknown reason") },
  { 9, N_ ("the name is wrong") },
  { 10, N_ ("the level is wrong") },
  { 21, N_ ("a value was not accepted") },
  { 22, N_ ("a share of this name is there already") },
  { 23, N_ ("the path is a redirected one") },
  { 24, N_ ("the device or the folder is unknown") },
  { 0, NULL },
};

static const ResiteWindowsMeaning file_meanings[] = {
  { 8, N_ ("it failed for an unknown reason") },
  { 9, N_ ("the path is wrong") },
  { 10, N_ ("something of the new name is there already") },
  { 11, N_ ("the disk is not NTFS") },
  { 12, N_ ("the system does not support it") },
  { 13, N_ ("the new path is on another drive") },
  { 14, N_ ("the folder is not empty") },
  { 15, N_ ("files in it are open; see who holds them open with \"net file\"") },
  { 16, N_ ("the first file is wrong") },
  { 17, N_ ("a privilege is missing") },
  { 21, N_ ("a value was not accepted") },
  { 0, NULL },
};

char *
resite_windows_get_share (ResiteCim *cim, const char *name, GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *quoted = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const char *path;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, NULL);

  quoted = resite_cim_quote (name);
  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT Name, Path FROM Win32_Share WHERE Name = %s", quoted);
  if (rows == NULL || rows->len == 0)
    return NULL;
  path = resite_cim_object_get_string (g_ptr_array_index (rows, 0), "Path");
  return g_strdup (path != NULL ? path : "");
}

void
resite_windows_share_free (ResiteWindowsShare *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->path);
  g_free (self->comment);
  g_free (self);
}

static char *
dup_text (ResiteCimObject *row, const char *name)
{
  const char *text = resite_cim_object_get_string (row, name);

  return g_strdup (text != NULL ? text : "");
}

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp ((*(ResiteWindowsShare *const *)a)->name,
                             (*(ResiteWindowsShare *const *)b)->name);
}

GPtrArray *
resite_windows_list_shares (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  GPtrArray *shares;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT Name, Path, Description, Type FROM Win32_Share");
  if (rows == NULL)
    return NULL;
  shares = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_windows_share_free);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteWindowsShare *share;

      /* 0 a disk; the high bit: made by Windows for administration. */
      if ((resite_cim_object_get_int (rows->pdata[i], "Type", 0) & 0xff) != 0)
        continue;
      share = g_new (ResiteWindowsShare, 1);
      share->name = dup_text (rows->pdata[i], "Name");
      share->path = dup_text (rows->pdata[i], "Path");
      share->comment = dup_text (rows->pdata[i], "Description");
      g_ptr_array_add (shares, share);
    }
  g_ptr_array_sort (shares, compare_shares);
  return shares;
}

void
resite_windows_share_user_free (ResiteWindowsShareUser *self)
{
  if (self == NULL)
    return;

  g_free (self->computer);
  g_free (self->user);
  g_free (self);
}

GPtrArray *
resite_windows_list_share_users (ResiteCim *cim, const char *share, GCancellable *cancellable,
                                 GError **error)
{
  g_autofree char *quoted = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GPtrArray *users;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && share != NULL, NULL);

  quoted = resite_cim_quote (share);
  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT ComputerName, UserName, NumberOfFiles, ShareName FROM "
                                "Win32_ServerConnection WHERE ShareName = %s",
                                quoted);
  if (rows == NULL)
    return NULL;
  users = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_windows_share_user_free);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteWindowsShareUser *user = g_new (ResiteWindowsShareUser, 1);

      user->computer = dup_text (rows->pdata[i], "ComputerName");
      user->user = dup_text (rows->pdata[i], "UserName");
      user->n_files =
          (guint)MAX (resite_cim_object_get_int (rows->pdata[i], "NumberOfFiles", 0), 0);
      g_ptr_array_add (users, user);
    }
  return users;
}

gboolean
resite_windows_delete_share (ResiteCim *cim, const char *name, GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autofree char *what = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, FALSE);

  keys = resite_windows_key ("Name", name);
  if (!resite_windows_call (cim, "Win32_Share", keys, "Delete", NULL, &code, cancellable, error))
    return FALSE;
  if (code == 0 || code == NO_SUCH_SHARE)
    return TRUE;
  what = g_strdup_printf (_ ("End the share %s"), name);
  resite_windows_set_error (error, what, code, ACCESS_DENIED, share_meanings);
  return FALSE;
}

/* WMI knows folders without the final backslash. */
static char *
strip_path (const char *path)
{
  char *stripped = g_strdup (path);
  gsize length = strlen (stripped);

  while (length > 0 && stripped[length - 1] == '\\')
    stripped[--length] = '\0';
  return stripped;
}

static gboolean
has_entry (ResiteCim *cim, const char *class_name, const char *path, gboolean *there,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *stripped = strip_path (path);
  g_autofree char *quoted = resite_cim_quote (stripped);
  g_autoptr (GPtrArray) rows = resite_windows_select (
      cim, cancellable, error, "SELECT Name FROM %s WHERE Name = %s", class_name, quoted);

  if (rows == NULL)
    return FALSE;
  *there = rows->len > 0;
  return TRUE;
}

gboolean
resite_windows_has_folder (ResiteCim *cim, const char *path, gboolean *there,
                           GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CIM (cim) && path != NULL && there != NULL, FALSE);

  return has_entry (cim, "Win32_Directory", path, there, cancellable, error);
}

gboolean
resite_windows_has_file (ResiteCim *cim, const char *path, gboolean *there,
                         GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CIM (cim) && path != NULL && there != NULL, FALSE);

  return has_entry (cim, "CIM_DataFile", path, there, cancellable, error);
}

gboolean
resite_windows_rename_folder (ResiteCim *cim, const char *path, const char *new_path,
                              GCancellable *cancellable, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *what = NULL;
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autoptr (ResiteCimObject) in = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && path != NULL && new_path != NULL, FALSE);

  from = strip_path (path);
  to = strip_path (new_path);
  keys = resite_windows_key ("Name", from);
  in = resite_windows_key ("FileName", to);
  if (!resite_windows_call (cim, "Win32_Directory", keys, "Rename", in, &code, cancellable, error))
    return FALSE;
  if (code == 0)
    return TRUE;
  what = g_strdup_printf (_ ("Rename %s to %s"), path, new_path);
  resite_windows_set_error (error, what, code, ACCESS_DENIED, file_meanings);
  return FALSE;
}

GStrv
resite_windows_list_drives (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT DeviceID FROM Win32_LogicalDisk WHERE DriveType = 3");
  return rows != NULL ? resite_windows_dup_column (rows, "DeviceID") : NULL;
}
