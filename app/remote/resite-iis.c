/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-iis"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-iis.h"
#include "resite-windows-private.h"

#define SPACE "root/MicrosoftIISv2"

GStrv
resite_iis_list_extensions (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  ResiteCimValue *list = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows = resite_cim_list (
      cim, SPACE, "SELECT WebSvcExtRestrictionList FROM IIsWebServiceSetting WHERE Name = 'W3SVC'",
      cancellable, error);
  if (rows == NULL)
    return NULL;
  if (rows->len > 0)
    list = resite_cim_object_get (g_ptr_array_index (rows, 0), "WebSvcExtRestrictionList");
  if (list != NULL)
    return resite_cim_value_dup_strings (list);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("IIS tells no list of Web Service Extensions"));
  return NULL;
}

static gboolean
has_word (const char *text, const char *word)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);
  g_autofree char *folded_word = g_ascii_strdown (word, -1);

  return strstr (folded, folded_word) != NULL;
}

gboolean
resite_iis_find_extension (const char *const *extensions, const char *word, gboolean *allowed)
{
  g_return_val_if_fail (extensions != NULL && word != NULL && allowed != NULL, FALSE);

  for (guint i = 0; extensions[i] != NULL; i++)
    {
      const char *comma = strchr (extensions[i], ',');

      if (comma == NULL || !has_word (comma + 1, word))
        continue;
      *allowed = g_str_has_prefix (extensions[i], "1");
      return TRUE;
    }
  return FALSE;
}

GStrv
resite_iis_list_directories (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows =
      resite_cim_list (cim, SPACE, "SELECT Name FROM IIsWebVirtualDirSetting", cancellable, error);
  return rows != NULL ? resite_windows_dup_column (rows, "Name") : NULL;
}

gboolean
resite_iis_has_directory (const char *const *directories, const char *name)
{
  g_return_val_if_fail (directories != NULL && name != NULL, FALSE);

  for (guint i = 0; directories[i] != NULL; i++)
    {
      const char *slash = strrchr (directories[i], '/');

      if (slash != NULL && g_ascii_strcasecmp (slash + 1, name) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
resite_iis_has_namespace (ResiteCim *cim, const char *name, gboolean *there,
                          GCancellable *cancellable, GError **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const char *slash;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL && there != NULL, FALSE);

  slash = strrchr (name, '/');
  parent = slash != NULL ? g_strndup (name, slash - name) : g_strdup ("root");
  quoted = resite_cim_quote (slash != NULL ? slash + 1 : name);
  query = g_strconcat ("SELECT Name FROM __NAMESPACE WHERE Name = ", quoted, NULL);
  rows = resite_cim_list (cim, parent, query, cancellable, error);
  if (rows == NULL)
    return FALSE;
  *there = rows->len > 0;
  return TRUE;
}

char *
resite_iis_get_file_system (ResiteCim *cim, const char *drive, GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && drive != NULL, NULL);

  rows = resite_cim_list (cim, RESITE_WINDOWS_SPACE,
                          "SELECT DeviceID, FileSystem FROM Win32_LogicalDisk WHERE DriveType = 3",
                          cancellable, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      ResiteCimObject *row = g_ptr_array_index (rows, i);
      const char *own = resite_cim_object_get_string (row, "DeviceID");
      const char *system = resite_cim_object_get_string (row, "FileSystem");

      if (own != NULL && g_ascii_strcasecmp (own, drive) == 0)
        return g_strdup (system != NULL ? system : "?");
    }
  return NULL;
}
