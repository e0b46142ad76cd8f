/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-private.h"

/* Of four strings each: name, type, path, comment. */
#define SHARE_STRINGS 4
#define FILE_STRINGS  2

enum
{
  NO_SUCH_NAME = 2310, /* NERR_NetNameNotFound */
  BAD_NAME = 123,
  DENIED = 5
};

static ResiteRpcAnswer *
ask (ResiteRpcCall *call, ResiteRpcVerb verb, const char *what, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer =
      resite_rpc_line_ask (call->line, verb, NULL, FALSE, call->cancellable, error);

  if (answer == NULL || answer->status == 0)
    return g_steal_pointer (&answer);
  _resite_rpc_fail (call, answer, what, error);
  return NULL;
}

GPtrArray *
_resite_rpc_list_shares (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer = ask (call, RESITE_RPC_SHARES, _ ("List the shares"), error);
  GPtrArray *rows;

  if (answer == NULL)
    return NULL;
  rows = _resite_rpc_rows_new ();
  for (guint i = 0; i + SHARE_STRINGS <= answer->strings->len; i += SHARE_STRINGS)
    {
      ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_Share");

      resite_cim_object_set_string (row, "Name", resite_rpc_answer_get (answer, i));
      resite_cim_object_set_string (row, "Type", resite_rpc_answer_get (answer, i + 1));
      resite_cim_object_set_string (row, "Path", resite_rpc_answer_get (answer, i + 2));
      resite_cim_object_set_string (row, "Description", resite_rpc_answer_get (answer, i + 3));
    }
  return rows;
}

/* "E$": Windows shares each fixed disk with its administrators. */
static gboolean
is_of_disk (const char *name)
{
  return g_ascii_isalpha (name[0]) && g_str_equal (name + 1, "$");
}

GPtrArray *
_resite_rpc_list_disks (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  GPtrArray *rows;

  if (resite_rpc_query_wants (query, "FileSystem"))
    return _resite_rpc_refuse (error, N_ ("how a disk is formatted")), NULL;
  answer = ask (call, RESITE_RPC_SHARES, _ ("List the disks"), error);
  if (answer == NULL)
    return NULL;
  rows = _resite_rpc_rows_new ();
  for (guint i = 0; i + SHARE_STRINGS <= answer->strings->len; i += SHARE_STRINGS)
    if (is_of_disk (resite_rpc_answer_get (answer, i)))
      {
        const char letter = g_ascii_toupper (*resite_rpc_answer_get (answer, i));
        const char drive[] = { letter, ':', '\0' };
        ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_LogicalDisk");

        resite_cim_object_set_string (row, "DeviceID", drive);
        resite_cim_object_set_int (row, "DriveType", 3);
      }
  return rows;
}

static const char *
find_path (const ResiteRpcAnswer *shares, const char *name)
{
  for (guint i = 0; i + SHARE_STRINGS <= shares->strings->len; i += SHARE_STRINGS)
    if (g_ascii_strcasecmp (resite_rpc_answer_get (shares, i), name) == 0)
      return resite_rpc_answer_get (shares, i + 2);
  return NULL;
}

static gboolean
lies_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  /* A share of a whole disk lies at "E:\\". */
  while (length > 0 && (folder[length - 1] == '\\' || folder[length - 1] == '/'))
    length--;
  return length > 0 && g_ascii_strncasecmp (path, folder, length) == 0 &&
         (path[length] == '\\' || path[length] == '/' || path[length] == '\0');
}

/* Users and how many files they have open below the share's folder: over RPC the computer is not
 * told together with the file. */
static void
add_users (GPtrArray *rows, const ResiteRpcAnswer *files, const char *share, const char *folder)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer user, count;

  for (guint i = 0; i + FILE_STRINGS <= files->strings->len; i += FILE_STRINGS)
    if (lies_below (resite_rpc_answer_get (files, i), folder))
      {
        const char *name = resite_rpc_answer_get (files, i + 1);
        const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

        g_hash_table_insert (counts, (gpointer)name, GUINT_TO_POINTER (n + 1));
      }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &user, &count))
    {
      ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_ServerConnection");

      resite_cim_object_set_string (row, "ComputerName", _ ("some computer"));
      resite_cim_object_set_string (row, "UserName", user);
      resite_cim_object_set_int (row, "NumberOfFiles", GPOINTER_TO_UINT (count));
      resite_cim_object_set_string (row, "ShareName", share);
    }
}

GPtrArray *
_resite_rpc_list_share_users (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  const char *share = resite_rpc_query_get_only (query, "ShareName");
  g_autoptr (ResiteRpcAnswer) shares = NULL;
  g_autoptr (ResiteRpcAnswer) files = NULL;
  GPtrArray *rows;
  const char *folder;

  if (share == NULL)
    return _resite_rpc_refuse (error, N_ ("who is connected to all shares at once")), NULL;
  shares = ask (call, RESITE_RPC_SHARES, _ ("List the shares"), error);
  files = shares != NULL ? ask (call, RESITE_RPC_FILES, _ ("List the open files"), error) : NULL;
  if (files == NULL)
    return NULL;
  rows = _resite_rpc_rows_new ();
  folder = find_path (shares, share);
  if (folder != NULL)
    add_users (rows, files, share, folder);
  return rows;
}

/* As Win32_Share.Delete answers. */
ResiteCimObject *
_resite_rpc_delete_share (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                          GError **error)
{
  const char *const arguments[] = { resite_cim_object_get_string (keys, "Name"), NULL };
  g_autoptr (ResiteRpcAnswer) answer = resite_rpc_line_ask (
      call->line, RESITE_RPC_DELETE_SHARE, arguments, TRUE, call->cancellable, error);

  if (answer == NULL)
    return NULL;
  switch (answer->status)
    {
    case 0:
      return _resite_rpc_answer_code (0);
    case DENIED:
      return _resite_rpc_answer_code (2);
    case NO_SUCH_NAME:
      return _resite_rpc_answer_code (25);
    case BAD_NAME:
      return _resite_rpc_answer_code (9);
    default:
      return _resite_rpc_answer_code (8);
    }
}
