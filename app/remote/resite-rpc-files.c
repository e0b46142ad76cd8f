/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb.h"
#include "resite-rpc-private.h"

/* Folders and files go over the share of their disk. */

enum
{
  DENIED = 2,
  FAILED = 8,
  BAD_NAME = 9,
  EXISTS = 10,
  IN_USE = 15
};

/* (transfer full): the disk of @path; *@name what follows it, with "/". NULL: that is no path. */
static ResiteFolder *
open_disk (ResiteRpcCall *call, const char *path, char **name)
{
  const ResiteSmbOptions options = { .allow_smb1 = call->allow_smb1, .most_connections = 1 };
  g_autofree char *share = NULL;
  ResiteSmbPlace place = { .server = (char *)resite_rpc_line_get_host (call->line),
                           .path = (char *)"" };

  if (!g_ascii_isalpha (path[0]) || path[1] != ':' || path[2] != '\\' ||
      strstr (path, "..") != NULL)
    return NULL;
  share = g_strdup_printf ("%c$", g_ascii_toupper (path[0]));
  place.share = share;
  *name = g_strdelimit (g_strdup (path + 3), "\\", '/');
  return resite_folder_smb_new (&place, call->credentials, &options);
}

static GPtrArray *
find (ResiteRpcCall *call, ResiteRpcQuery *query, const char *class_name, ResiteFileType type,
      GError **error)
{
  const char *path = resite_rpc_query_get_only (query, "Name");
  g_autoptr (GPtrArray) rows = _resite_rpc_rows_new ();
  g_autoptr (ResiteFolder) disk = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) local = NULL;

  if (path == NULL)
    return _resite_rpc_refuse (error, N_ ("which files and folders there are")), NULL;
  disk = open_disk (call, path, &name);
  if (disk == NULL)
    return g_steal_pointer (&rows);
  info = resite_folder_query (disk, name, call->cancellable, &local);
  if (local != NULL && !g_error_matches (local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (info != NULL && info->type == type)
    resite_cim_object_set_string (_resite_rpc_row_add (rows, class_name), "Name", path);
  return g_steal_pointer (&rows);
}

GPtrArray *
_resite_rpc_find_folder (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  return find (call, query, "Win32_Directory", RESITE_FILE_FOLDER, error);
}

GPtrArray *
_resite_rpc_find_file (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  return find (call, query, "CIM_DataFile", RESITE_FILE_PLAIN, error);
}

static gint64
to_code (const GError *error)
{
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS))
    return DENIED;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_EXISTS))
    return EXISTS;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_IN_USE))
    return IN_USE;
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND) ? BAD_NAME : FAILED;
}

ResiteCimObject *
_resite_rpc_rename_folder (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                           GError **error)
{
  const char *from = resite_cim_object_get_string (keys, "Name");
  const char *to = resite_cim_object_get_string (in, "FileName");
  g_autofree char *old_name = NULL;
  g_autofree char *new_name = NULL;
  g_autoptr (ResiteFolder) disk = open_disk (call, from, &old_name);
  g_autoptr (ResiteFolder) other = open_disk (call, to, &new_name);
  g_autoptr (GError) local = NULL;

  if (disk == NULL || other == NULL || g_ascii_tolower (*from) != g_ascii_tolower (*to))
    return _resite_rpc_answer_code (BAD_NAME);
  if (resite_folder_rename (disk, old_name, new_name, &local))
    return _resite_rpc_answer_code (0);
  if (resite_error_is_of_line (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return _resite_rpc_answer_code (to_code (local));
}
