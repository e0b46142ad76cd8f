/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* Sites, addresses and roles, as the provider of a primary site shows them. */

#define SPACE "root/sms/site"

static const ResiteLabProperty location_properties[] = {
  { "Machine", TEXT, "@Name" },
  { "NamespacePath", TEXT, NULL },
  { "ProviderForLocalSite", RESITE_LAB_BOOLEAN, "true" },
  { "SiteCode", TEXT, "@Site" },
  { NULL },
};

static const ResiteLabProperty site_properties[] = {
  { "BuildNumber", NUMBER, "4160" },
  { "InstallDir", TEXT, NULL },
  { "ReportingSiteCode", TEXT, "" },
  { "RequestedStatus", NUMBER, "110" },
  { "ServerName", TEXT, NULL },
  { "SiteCode", TEXT, NULL },
  { "SiteName", TEXT, NULL },
  { "Status", NUMBER, "1" },
  { "TimeZoneInfo", TEXT, "000000 0000 0000" },
  { "Type", NUMBER, "1" },
  { "Version", TEXT, "2.50.4160.2000" },
  { NULL },
};

static const ResiteLabProperty address_properties[] = {
  { "AddressType", TEXT, "MS_LAN" },
  { "DesSiteCode", TEXT, NULL },
  { "FileType", NUMBER, "1" },
  { "ItemName", TEXT, NULL },
  { "ItemType", TEXT, "Address" },
  { "Order", NUMBER, "1" },
  { "PropLists", TEXT, NULL },
  { "Props", TEXT, NULL },
  { "SiteCode", TEXT, "@Site" },
  { "UnlimitedRateForAll", RESITE_LAB_BOOLEAN, "true" },
  { NULL },
};

static const ResiteLabProperty role_properties[] = {
  { "NALPath", TEXT, NULL },
  { "ResourceType", TEXT, "Windows NT Server" },
  { "RoleName", TEXT, NULL },
  { "ServerName", TEXT, NULL },
  { "ServerRemoteName", TEXT, NULL },
  { "SiteCode", TEXT, NULL },
  { NULL },
};

static void
list_location (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
               GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  g_autofree char *path =
      g_strdup_printf ("\\\\%s\\root\\sms\\site_%s", resite_lab_machine_get (machine, "Name"),
                       resite_lab_machine_get (machine, "Site"));

  resite_cim_object_set_string (row, "NamespacePath", path);
  g_ptr_array_add (rows, row);
}

char *
resite_lab_format_nal (const char *server, const char *code)
{
  return g_strdup_printf ("[\"Display=\\\\%s\\\"]MSWNET:[\"SMS_SITE=%s\"]\\\\%s\\", server, code,
                          server);
}

ResiteLabRecord *
resite_lab_site_add (ResiteLabWorld *self, const char *role, const char *code, const char *name,
                     const char *server, const char *parent, guint type)
{
  ResiteLabRecord *site = resite_lab_store_add (self->store, role, "SMS_Site", code);

  resite_lab_record_set (site, "SiteCode", code);
  resite_lab_record_set (site, "SiteName", name);
  resite_lab_record_set (site, "ServerName", server);
  resite_lab_record_set (site, "ReportingSiteCode", parent);
  resite_lab_record_set (site, "InstallDir", type == 2 ? "D:\\SMS" : "E:\\SMS");
  resite_lab_record_set_int (site, "Type", type);
  resite_lab_record_set_int (site, "Status", 1);
  return site;
}

ResiteLabRecord *
resite_lab_address_add (ResiteLabMachine *machine, const char *code, const char *server)
{
  ResiteLabRecord *address =
      resite_lab_store_add (machine->store, machine->role, "SMS_SCI_Address", code);
  g_autofree char *name = g_strconcat (code, "|MS_LAN", NULL);

  resite_lab_record_set (address, "ItemName", name);
  resite_lab_record_set (address, "DesSiteCode", code);
  resite_lab_record_set (address, "Server", server);
  return address;
}

void
resite_lab_role_add (ResiteLabWorld *self, const char *site_role, const char *code,
                     const char *server, const char *name)
{
  g_autofree char *key = g_strjoin (",", code, server, name, NULL);
  g_autofree char *nal = resite_lab_format_nal (server, code);
  ResiteLabRecord *role =
      resite_lab_store_add (self->store, site_role, "SMS_SystemResourceList", key);

  resite_lab_record_set (role, "NALPath", nal);
  resite_lab_record_set (role, "RoleName", name);
  resite_lab_record_set (role, "ServerName", server);
  resite_lab_record_set (role, "ServerRemoteName", server);
  resite_lab_record_set (role, "SiteCode", code);
}

static ResiteCimValue *
make_property (const char *name, const char *first, const char *second)
{
  g_autoptr (ResiteCimObject) property = resite_cim_object_new ("SMS_EmbeddedProperty");

  resite_cim_object_set_string (property, "PropertyName", name);
  resite_cim_object_set_int (property, "Value", 0);
  resite_cim_object_set_string (property, "Value1", first);
  resite_cim_object_set_string (property, "Value2", second);
  return resite_cim_value_new_object (property);
}

/* Only the single instance has these: the provider leaves them out of lists. */
static void
fill_address (const ResiteLabClass *self, ResiteLabMachine *machine, ResiteCimObject *row)
{
  const char *code = resite_cim_object_get_string (row, "DesSiteCode");
  ResiteLabRecord *record = resite_lab_store_find (machine->store, machine->role, self->name, code);
  g_autoptr (GPtrArray) properties =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref);

  if (record == NULL)
    return;
  g_ptr_array_add (
      properties,
      make_property ("Connection Point", resite_lab_record_get (record, "Server"), "SMS_SITE"));
  g_ptr_array_add (properties, make_property ("LAN Login", "", ""));
  resite_cim_object_take (row, "Props", resite_cim_value_new_array (properties));
}

static const ResiteLabClass location = {
  .space = "root/sms",
  .name = "SMS_ProviderLocation",
  .keys = "Machine,SiteCode",
  .properties = location_properties,
  .list = list_location,
};

static const ResiteLabClass site = {
  .space = SPACE,
  .name = "SMS_Site",
  .bases = "SMS_BaseClass",
  .keys = "SiteCode",
  .properties = site_properties,
  .writable = "SiteName",
};

static const ResiteLabClass address = {
  .space = SPACE,
  .name = "SMS_SCI_Address",
  .bases = "SMS_SiteControlItem",
  .keys = "FileType,ItemName,ItemType,SiteCode",
  .properties = address_properties,
  .fill = fill_address,
};

static const ResiteLabClass role = {
  .space = SPACE,
  .name = "SMS_SystemResourceList",
  .keys = "NALPath,ResourceType,RoleName,SiteCode",
  .properties = role_properties,
};

const ResiteLabClass *const resite_lab_classes_sms[] = { &location, &site, &address, &role, NULL };
