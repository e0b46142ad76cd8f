/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-private.h"

/* Network cards as Windows has them in its registry, one key each below this one. */
#define INTERFACES "SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces"

static ResiteRpcValue *
find (GPtrArray *values, const char *key, const char *name)
{
  ResiteRpcValue *value = resite_rpc_find_value (values, key, name);

  return value != NULL && value->texts != NULL && value->texts[0] != NULL &&
                 *value->texts[0] != '\0'
             ? value
             : NULL;
}

/* The first of @names that is there: a text with several words, or several texts. */
static void
set_list (ResiteCimObject *row, const char *property, GPtrArray *values, const char *key,
          const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      ResiteRpcValue *value = find (values, key, names[i]);
      g_autofree char *joined = value != NULL ? g_strjoinv (" ", value->texts) : NULL;
      g_auto (GStrv) parts = NULL;
      g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
      g_auto (GStrv) kept = NULL;

      if (value == NULL)
        continue;
      parts = g_strsplit_set (joined, " ,", -1);
      for (guint j = 0; parts[j] != NULL; j++)
        if (*parts[j] != '\0')
          g_strv_builder_add (list, parts[j]);
      kept = g_strv_builder_end (list);
      resite_cim_object_take (row, property,
                              resite_cim_value_new_strings ((const char *const *)kept));
      return;
    }
}

/* One without an address has no cable, or is none. */
static gboolean
has_address (GPtrArray *values, const char *key, gboolean dhcp)
{
  ResiteRpcValue *value = find (values, key, dhcp ? "DhcpIPAddress" : "IPAddress");

  return value != NULL && !g_str_equal (value->texts[0], "0.0.0.0");
}

static void
add_adapter (GPtrArray *rows, GPtrArray *values, const char *key, guint index)
{
  ResiteRpcValue *enabled = find (values, key, "EnableDHCP");
  const gboolean dhcp = enabled != NULL && !g_str_equal (enabled->texts[0], "0");
  ResiteCimObject *row;

  if (!has_address (values, key, dhcp))
    return;
  row = _resite_rpc_row_add (rows, "Win32_NetworkAdapterConfiguration");
  resite_cim_object_set_int (row, "Index", index);
  resite_cim_object_set_boolean (row, "IPEnabled", TRUE);
  resite_cim_object_set_boolean (row, "DHCPEnabled", dhcp);
  set_list (row, "IPAddress", values, key,
            (const char *const[]){ dhcp ? "DhcpIPAddress" : "IPAddress", NULL });
  set_list (row, "IPSubnet", values, key,
            (const char *const[]){ dhcp ? "DhcpSubnetMask" : "SubnetMask", NULL });
  set_list (row, "DefaultIPGateway", values, key,
            (const char *const[]){ dhcp ? "DhcpDefaultGateway" : "DefaultGateway", NULL });
  set_list (row, "DNSServerSearchOrder", values, key,
            (const char *const[]){ "NameServer", dhcp ? "DhcpNameServer" : NULL, NULL });
}

ResiteCimObject *
_resite_rpc_change_adapter (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                            GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
               _ ("RPC has no way to change the address of %s. Set its network card at its "
                  "console, by hand or with the script of the field kit; then go on here, which "
                  "looks again."),
               resite_rpc_line_get_host (call->line));
  return NULL;
}

GPtrArray *
_resite_rpc_list_adapters (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (GPtrArray) values = _resite_rpc_registry_export (call, INTERFACES, error);
  const char *before = NULL;
  GPtrArray *rows;
  guint index = 0;

  if (values == NULL)
    return NULL;
  rows = _resite_rpc_rows_new ();
  for (guint i = 0; i < values->len; i++)
    {
      const char *key = ((ResiteRpcValue *)values->pdata[i])->key;

      if (before != NULL && g_str_equal (before, key))
        continue;
      before = key;
      add_adapter (rows, values, key, ++index);
    }
  return rows;
}
