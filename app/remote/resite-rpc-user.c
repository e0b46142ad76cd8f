/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-rpc-private.h"

/* Samba's net, in its language C. */
#define NO_GROUP "Couldn't find group"

GPtrArray *
_resite_rpc_list_users (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer =
      resite_rpc_line_ask (call->line, RESITE_RPC_USERS, NULL, FALSE, call->cancellable, error);
  GPtrArray *rows;

  if (answer == NULL)
    return NULL;
  if (answer->status != 0)
    return _resite_rpc_fail (call, answer, _ ("List the users"), error), NULL;
  rows = _resite_rpc_rows_new ();
  for (guint i = 0; i < answer->strings->len; i++)
    {
      ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_UserAccount");

      resite_cim_object_set_string (row, "Name", resite_rpc_answer_get (answer, i));
      resite_cim_object_set_boolean (row, "LocalAccount", TRUE);
    }
  return rows;
}

/* "Win32_Group.Domain=\"X\",Name=\"Administrators\"" */
static char *
dup_group (ResiteRpcQuery *query)
{
  static const char middle[] = "Name=\"";
  const char *path = resite_rpc_query_get_only (query, "GroupComponent");
  const char *name = path != NULL ? strstr (path, middle) : NULL;
  const char *end = name != NULL ? strrchr (path, '"') : NULL;

  return end != NULL && end > name + strlen (middle)
             ? g_strndup (name + strlen (middle), end - name - strlen (middle))
             : NULL;
}

/* "DOMAIN\user" */
static void
add_member (GPtrArray *rows, const char *group, const char *member)
{
  const char *backslash = strchr (member, '\\');
  ResiteCimObject *keys = resite_cim_object_new ("Win32_Account");
  ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_GroupUser");

  if (backslash != NULL)
    {
      g_autofree char *domain = g_strndup (member, backslash - member);
      resite_cim_object_set_string (keys, "Domain", domain);
    }
  resite_cim_object_set_string (keys, "Name", backslash != NULL ? backslash + 1 : member);
  resite_cim_object_set_string (row, "GroupComponent", group);
  resite_cim_object_take (row, "PartComponent", resite_cim_value_new_reference (keys));
  resite_cim_object_unref (keys);
}

GPtrArray *
_resite_rpc_list_members (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autofree char *group = dup_group (query);
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean missing;
  GPtrArray *rows;

  if (group == NULL)
    return _resite_rpc_refuse (error, N_ ("the members of all groups at once")), NULL;
  answer = _resite_rpc_net (call, FALSE, error, "group", "members", group, NULL);
  if (answer == NULL)
    return NULL;
  /* WMI has no member of a group that is not there; this program calls it a failure. */
  missing = answer->status != 0 && strstr (resite_rpc_answer_get (answer, 1), NO_GROUP) != NULL;
  if (answer->status != 0 && !missing)
    return _resite_rpc_fail (call, answer, group, error), NULL;
  rows = _resite_rpc_rows_new ();
  lines = g_strsplit (resite_rpc_answer_get (answer, 0), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      add_member (rows, resite_rpc_query_get_only (query, "GroupComponent"), lines[i]);
  return rows;
}
