/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <gio/gio.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* One network card each, on loopback addresses. Where the card stands in two classes, both are the
 * machine's facts. */

enum
{
  DONE = 0,
  BAD_MASK = 66,
  BAD_INPUT = 68,
  BAD_ADDRESS = 70,
  BAD_GATEWAY = 71,
  CANNOT_CONFIGURE_DHCP = 81
};

static const ResiteLabProperty adapter_properties[] = {
  { "AdapterType", TEXT, "Ethernet 802.3" },
  { "AdapterTypeId", NUMBER, "0" },
  { "Caption", TEXT, "[00000001] Simulated Network Connection" },
  { "Description", TEXT, "Simulated Network Connection" },
  { "DeviceID", TEXT, "1" },
  { "Index", NUMBER, "1" },
  { "MACAddress", TEXT, "@MAC" },
  { "Manufacturer", TEXT, "Resite rehearsal" },
  { "Name", TEXT, "Simulated Network Connection" },
  { "NetConnectionID", TEXT, "Local Area Connection" },
  { "NetConnectionStatus", NUMBER, "2" },
  { "PNPDeviceID", TEXT, "PCI\\VEN_8086&DEV_100F\\1" },
  { "Speed", NUMBER, "1000000000" },
  { "SystemName", TEXT, "@Name" },
  { NULL },
};

static const ResiteLabProperty configuration_properties[] = {
  { "Caption", TEXT, "[00000001] Simulated Network Connection" },
  { "DefaultIPGateway", TEXTS, "@Gateway" },
  { "Description", TEXT, "Simulated Network Connection" },
  { "DHCPEnabled", BOOLEAN, "@DHCP" },
  { "DHCPServer", TEXT, NULL },
  { "DNSDomain", TEXT, "@Domain" },
  { "DNSHostName", TEXT, "@Name" },
  { "DNSServerSearchOrder", TEXTS, "@DNS" },
  { "GatewayCostMetric", NUMBERS, "1" },
  { "Index", NUMBER, "1" },
  { "IPAddress", TEXTS, "@Address" },
  { "IPEnabled", BOOLEAN, "true" },
  { "IPSubnet", TEXTS, "@Mask" },
  { "MACAddress", TEXT, "@MAC" },
  { "ServiceName", TEXT, "SIMNET" },
  { "SettingID", TEXT, "{6E1A0F00-0000-4000-8000-000000000001}" },
  { "WINSPrimaryServer", TEXT, NULL },
  { "WINSSecondaryServer", TEXT, NULL },
  { NULL },
};

static void
list_configurations (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
                     GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  const char *wins = resite_lab_machine_get (machine, "WINS");
  g_auto (GStrv) servers = g_strsplit (wins != NULL ? wins : "", ",", -1);

  if (g_strv_length (servers) > 0)
    resite_cim_object_set_string (row, "WINSPrimaryServer", servers[0]);
  if (g_strv_length (servers) > 1)
    resite_cim_object_set_string (row, "WINSSecondaryServer", servers[1]);
  g_ptr_array_add (rows, row);
}

/* (transfer full) (nullable): a parameter that is an array, with commas. */
static char *
take_list (ResiteLabCall *call, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (call->in, name);
  g_auto (GStrv) items = value != NULL ? resite_cim_value_dup_strings (value) : NULL;

  if (items == NULL || items[0] == NULL)
    return NULL;
  return g_strjoinv (",", items);
}

static gboolean
are_addresses (const char *list)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (!g_hostname_is_ip_address (items[i]))
        return FALSE;
    }
  return TRUE;
}

static guint32
call_enable_static (ResiteLabCall *call)
{
  g_autofree char *address = take_list (call, "IPAddress");
  g_autofree char *mask = take_list (call, "SubnetMask");
  const gboolean was_static =
      g_strcmp0 (resite_lab_machine_get (call->machine, "DHCP"), "false") == 0;

  if (address == NULL || mask == NULL)
    return BAD_INPUT;
  if (!are_addresses (address))
    return BAD_ADDRESS;
  if (!are_addresses (mask))
    return BAD_MASK;
  resite_lab_machine_set_static (call->machine, address, mask);
  /* Real servers say so where there was nothing to change, although it worked. */
  return was_static || resite_lab_world_get_fault (call->machine->world, "static-81") != NULL
             ? CANNOT_CONFIGURE_DHCP
             : DONE;
}

static guint32
call_enable_dhcp (ResiteLabCall *call)
{
  resite_lab_machine_set_dhcp (call->machine);
  return DONE;
}

static guint32
call_set_gateways (ResiteLabCall *call)
{
  g_autofree char *gateways = take_list (call, "DefaultIPGateway");

  if (gateways != NULL && !are_addresses (gateways))
    return BAD_GATEWAY;
  resite_lab_record_set (call->machine->facts, "Gateway", gateways);
  return DONE;
}

static guint32
call_set_dns (ResiteLabCall *call)
{
  g_autofree char *servers = take_list (call, "DNSServerSearchOrder");

  if (servers != NULL && !are_addresses (servers))
    return BAD_ADDRESS;
  resite_lab_record_set (call->machine->facts, "DNS", servers);
  return DONE;
}

static guint32
call_set_wins (ResiteLabCall *call)
{
  const char *first = resite_cim_object_get_string (call->in, "WINSPrimaryServer");
  const char *second = resite_cim_object_get_string (call->in, "WINSSecondaryServer");
  g_autofree char *servers = NULL;

  if (first == NULL || *first == '\0')
    servers = NULL;
  else if (second == NULL || *second == '\0')
    servers = g_strdup (first);
  else
    servers = g_strconcat (first, ",", second, NULL);
  if (servers != NULL && !are_addresses (servers))
    return BAD_ADDRESS;
  resite_lab_record_set (call->machine->facts, "WINS", servers);
  return DONE;
}

static guint32
call_set_domain (ResiteLabCall *call)
{
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "EnableDHCP", FALSE, call_enable_dhcp },
  { "EnableStatic", FALSE, call_enable_static },
  { "SetGateways", FALSE, call_set_gateways },
  { "SetDNSServerSearchOrder", FALSE, call_set_dns },
  { "SetWINSServer", FALSE, call_set_wins },
  { "SetDNSDomain", FALSE, call_set_domain },
  { NULL },
};

static const ResiteLabClass adapter = {
  .space = "root/cimv2",
  .name = "Win32_NetworkAdapter",
  .bases = "CIM_NetworkAdapter",
  .keys = "DeviceID",
  .properties = adapter_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass configuration = {
  .space = "root/cimv2",
  .name = "Win32_NetworkAdapterConfiguration",
  .bases = "CIM_Setting",
  .keys = "Index",
  .properties = configuration_properties,
  .list = list_configurations,
  .methods = methods,
};

const ResiteLabClass *const resite_lab_classes_network[] = { &adapter, &configuration, NULL };
