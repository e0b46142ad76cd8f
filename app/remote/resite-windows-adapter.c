/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-windows-private.h"

#define CARD "Win32_NetworkAdapterConfiguration"

enum
{
  DONE_AFTER_RESTART = 1,
  DHCP_SERVICE = 81,
  ACCESS_DENIED = 91
};

/* Return values of Win32_NetworkAdapterConfiguration, as Microsoft documents the class. */
static const ResiteWindowsMeaning meanings[] = {
  { 64, N_ ("this card does not support it") },
  { 65, N_ ("it failed for an unknown reason") },
  { 66, N_ ("the subnet mask is wrong") },
  { 67, N_ ("the card could not be found") },
  { 68, N_ ("a value was not accepted") },
  { 69, N_ ("there are more than five gateways") },
  { 70, N_ ("the address is wrong") },
  { 71, N_ ("the gateway is wrong") },
  { 72, N_ ("the registry could not be written") },
  { 73, N_ ("the domain name is wrong") },
  { 74, N_ ("the host name is wrong") },
  { 75, N_ ("no WINS server is known") },
  { 76, N_ ("a file of the system is wrong") },
  { 77, N_ ("a path of the system is wrong") },
  { 78, N_ ("a file could not be copied") },
  { 79, N_ ("a security value is wrong") },
  { 80, N_ ("the TCP/IP service could not be set up") },
  { 81, N_ ("the DHCP service could not be set up") },
  { 82, N_ ("the DHCP lease could not be renewed") },
  { 83, N_ ("the DHCP lease could not be given back") },
  { 84, N_ ("the card has no TCP/IP") },
  { 90, N_ ("a value is out of bounds") },
  { 92, N_ ("memory ran out") },
  { 93, N_ ("it is there already") },
  { 94, N_ ("a path, a file or an object was not found") },
  { 95, N_ ("the service could not be told") },
  { 96, N_ ("the DNS service could not be told") },
  { 97, N_ ("this card cannot be set up") },
  { 98, N_ ("not every DHCP lease could be given back or renewed") },
  { 100, N_ ("the card does not use DHCP") },
  { 2147786788, N_ ("another program holds the settings; close its window there") },
  { 0, NULL },
};

void
resite_windows_adapter_free (ResiteWindowsAdapter *self)
{
  if (self == NULL)
    return;
  g_free (self->mac);
  g_free (self->connection);
  g_strfreev (self->addresses);
  g_strfreev (self->masks);
  g_strfreev (self->gateways);
  g_strfreev (self->dns);
  g_strfreev (self->wins);
  g_free (self);
}

/* Newer systems list IPv6 addresses with the length of their prefix among the masks. */
static void
read_addresses (ResiteWindowsAdapter *self, ResiteCimObject *row)
{
  g_auto (GStrv) addresses = resite_windows_dup_list (row, "IPAddress");
  g_auto (GStrv) masks = resite_windows_dup_list (row, "IPSubnet");
  const guint n_masks = g_strv_length (masks);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) kept_masks = g_strv_builder_new ();

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      if (strchr (addresses[i], ':') != NULL)
        continue;
      g_strv_builder_add (kept, addresses[i]);
      g_strv_builder_add (kept_masks, i < n_masks ? masks[i] : "");
    }
  self->addresses = g_strv_builder_end (kept);
  self->masks = g_strv_builder_end (kept_masks);
}

static void
read_wins (ResiteWindowsAdapter *self, ResiteCimObject *row)
{
  static const char *const names[] = { "WINSPrimaryServer", "WINSSecondaryServer" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = resite_cim_object_get_string (row, names[i]);

      if (text != NULL && *text != '\0')
        g_strv_builder_add (builder, text);
    }
  self->wins = g_strv_builder_end (builder);
}

static char *
find_connection (GPtrArray *cards, gint64 index)
{
  for (guint i = 0; cards != NULL && i < cards->len; i++)
    {
      ResiteCimObject *card = g_ptr_array_index (cards, i);

      if (resite_cim_object_get_int (card, "Index", -1) == index)
        return g_strdup (resite_cim_object_get_string (card, "NetConnectionID"));
    }
  return NULL;
}

static ResiteWindowsAdapter *
adapter_new (ResiteCimObject *row, GPtrArray *cards)
{
  ResiteWindowsAdapter *self = g_new0 (ResiteWindowsAdapter, 1);
  const char *mac = resite_cim_object_get_string (row, "MACAddress");

  self->index = resite_cim_object_get_int (row, "Index", 0);
  self->mac = mac != NULL ? g_ascii_strup (mac, -1) : NULL;
  self->connection = find_connection (cards, self->index);
  self->dhcp = resite_cim_object_get_boolean (row, "DHCPEnabled", FALSE);
  read_addresses (self, row);
  self->gateways = resite_windows_dup_list (row, "DefaultIPGateway");
  self->dns = resite_windows_dup_list (row, "DNSServerSearchOrder");
  read_wins (self, row);
  return self;
}

GPtrArray *
resite_windows_list_adapters (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  GError *local = NULL;
  GPtrArray *adapters;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT * FROM " CARD " WHERE IPEnabled = TRUE");
  if (rows == NULL)
    return NULL;
  cards = resite_windows_select (
      cim, cancellable, &local,
      "SELECT Index, MACAddress, NetConnectionID, PNPDeviceID FROM Win32_NetworkAdapter");
  /* RPC does not tell them; the configuration is worth having without. */
  if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_REFUSED))
    g_clear_error (&local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  adapters = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_windows_adapter_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (adapters, adapter_new (g_ptr_array_index (rows, i), cards));
  return adapters;
}

static ResiteWindowsAdapter *
find_adapter (ResiteCim *cim, guint32 index, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) adapters = resite_windows_list_adapters (cim, cancellable, error);

  if (adapters == NULL)
    return NULL;
  for (guint i = 0; i < adapters->len; i++)
    if (((ResiteWindowsAdapter *)g_ptr_array_index (adapters, i))->index == index)
      return g_ptr_array_steal_index (adapters, i);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("That machine has no network card number %u with TCP/IP."), index);
  return NULL;
}

/* TRUE for 0 and 1, and for what @is_so finds to be so in spite of another answer. */
static gboolean
settle (gint64 code, const char *what, gboolean (*is_so) (gpointer data), gpointer data,
        GError **error)
{
  if (code == 0 || code == DONE_AFTER_RESTART)
    return TRUE;
  if ((code == DHCP_SERVICE || code == -1) && is_so != NULL && is_so (data))
    return TRUE;
  resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
  return FALSE;
}

typedef struct
{
  ResiteCim *cim;
  guint32 index;
  const char *address;
  const char *mask;
  GCancellable *cancellable;
} Wanted;

static gboolean
has_address (const ResiteWindowsAdapter *adapter, const char *address, const char *mask)
{
  return !adapter->dhcp && adapter->addresses[0] != NULL &&
         g_str_equal (adapter->addresses[0], address) && g_str_equal (adapter->masks[0], mask);
}

static gboolean
address_is_so (gpointer data)
{
  const Wanted *wanted = data;
  g_autoptr (ResiteWindowsAdapter) adapter =
      find_adapter (wanted->cim, wanted->index, wanted->cancellable, NULL);

  return adapter != NULL && has_address (adapter, wanted->address, wanted->mask);
}

static gboolean
dhcp_is_so (gpointer data)
{
  const Wanted *wanted = data;
  g_autoptr (ResiteWindowsAdapter) adapter =
      find_adapter (wanted->cim, wanted->index, wanted->cancellable, NULL);

  return adapter != NULL && adapter->dhcp;
}

static gboolean
call (const Wanted *wanted, const char *method, ResiteCimObject *in, gint64 *code, GError **error)
{
  g_autoptr (ResiteCimObject) keys = resite_windows_key_number ("Index", wanted->index);

  return resite_windows_call (wanted->cim, CARD, keys, method, in, code, wanted->cancellable,
                              error);
}

/* Its name servers stay as they are: it remains in the same network, and has to register its new
 * name with them. */
gboolean
resite_windows_set_dhcp (ResiteCim *cim, guint32 index, GCancellable *cancellable, GError **error)
{
  Wanted wanted = { cim, index, NULL, NULL, cancellable };
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim), FALSE);

  if (dhcp_is_so (&wanted))
    return TRUE;
  return call (&wanted, "EnableDHCP", NULL, &code, error) &&
         settle (code, _ ("Switch the network card to DHCP"), dhcp_is_so, &wanted, error);
}

static gboolean
are_same (const char *const *one, const char *const *other)
{
  return g_strv_equal (one != NULL ? one : (const char *const[]){ NULL },
                       other != NULL ? other : (const char *const[]){ NULL });
}

static gboolean
set_dns (const Wanted *wanted, const char *const *dns, GError **error)
{
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  gint64 code;

  resite_cim_object_take (in, "DNSServerSearchOrder", resite_cim_value_new_strings (dns));
  return call (wanted, "SetDNSServerSearchOrder", in, &code, error) &&
         settle (code, _ ("Set the DNS servers of the network card"), NULL, NULL, error);
}

static gboolean
set_wins (const Wanted *wanted, const char *const *wins, GError **error)
{
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  gint64 code;

  resite_cim_object_set_string (in, "WINSPrimaryServer", wins[0]);
  resite_cim_object_set_string (in, "WINSSecondaryServer", wins[1] != NULL ? wins[1] : "");
  return call (wanted, "SetWINSServer", in, &code, error) &&
         settle (code, _ ("Set the WINS servers of the network card"), NULL, NULL, error);
}

static gboolean
set_address (Wanted *wanted, GError **error)
{
  const char *const addresses[] = { wanted->address, NULL };
  const char *const masks[] = { wanted->mask, NULL };
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  gint64 code;

  resite_cim_object_take (in, "IPAddress", resite_cim_value_new_strings (addresses));
  resite_cim_object_take (in, "SubnetMask", resite_cim_value_new_strings (masks));
  return call (wanted, "EnableStatic", in, &code, error) &&
         settle (code, _ ("Give the network card its address"), address_is_so, wanted, error);
}

static gboolean
set_gateway (const Wanted *wanted, const char *gateway, GError **error)
{
  const char *const gateways[] = { gateway, NULL };
  const char *const metrics[] = { "1", NULL };
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  gint64 code;

  resite_cim_object_take (in, "DefaultIPGateway", resite_cim_value_new_strings (gateways));
  resite_cim_object_take (in, "GatewayCostMetric", resite_cim_value_new_strings (metrics));
  return call (wanted, "SetGateways", in, &code, error) &&
         settle (code, _ ("Set the gateway of the network card"), NULL, NULL, error);
}

static gboolean
has_gateway (const ResiteWindowsAdapter *adapter, const char *gateway)
{
  return gateway == NULL || *gateway == '\0' ||
         (adapter->gateways[0] != NULL && g_str_equal (adapter->gateways[0], gateway));
}

static gboolean
set_lists (const Wanted *wanted, const ResiteWindowsAdapter *now, const char *const *dns,
           const char *const *wins, GError **error)
{
  if (dns != NULL && dns[0] != NULL && !are_same ((const char *const *)now->dns, dns) &&
      !set_dns (wanted, dns, error))
    return FALSE;
  return wins == NULL || wins[0] == NULL || are_same ((const char *const *)now->wins, wins) ||
         set_wins (wanted, wins, error);
}

gboolean
resite_windows_set_name_servers (ResiteCim *cim, guint32 index, const char *const *dns,
                                 const char *const *wins, GCancellable *cancellable, GError **error)
{
  const Wanted wanted = { cim, index, NULL, NULL, cancellable };
  g_autoptr (ResiteWindowsAdapter) now = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), FALSE);

  now = find_adapter (cim, index, cancellable, error);
  return now != NULL && set_lists (&wanted, now, dns, wins, error);
}

/* Name servers first, for they do no harm to the line. The gateway needs a static address, so it
 * comes after the step that drops the line: called again under the new address, this does just
 * what is still missing. */
gboolean
resite_windows_set_static (ResiteCim *cim, guint32 index, const char *address, const char *mask,
                           const char *gateway, const char *const *dns, const char *const *wins,
                           GCancellable *cancellable, GError **error)
{
  Wanted wanted = { cim, index, address, mask, cancellable };
  g_autoptr (ResiteWindowsAdapter) now = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && address != NULL && mask != NULL, FALSE);

  now = find_adapter (cim, index, cancellable, error);
  if (now == NULL || !set_lists (&wanted, now, dns, wins, error))
    return FALSE;
  if (!has_address (now, address, mask) && !set_address (&wanted, error))
    return FALSE;
  return has_gateway (now, gateway) || set_gateway (&wanted, gateway, error);
}
