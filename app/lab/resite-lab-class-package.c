/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include "resite-lab-class-table.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

/* Packages and the distribution points that have them. */

#define SPACE "root/sms/site"

static const ResiteLabProperty package_properties[] = {
  { "ActionInProgress", NUMBER, "0" },
  { "Description", TEXT, "" },
  { "Language", TEXT, "English" },
  { "LastRefreshTime", TIME, "1223971200000000" },
  { "Manufacturer", TEXT, "Rehearsal" },
  { "Name", TEXT, NULL },
  { "PackageID", TEXT, NULL },
  { "PkgFlags", NUMBER, "0" },
  { "PkgSourceFlag", NUMBER, "2" },
  { "PkgSourcePath", TEXT, NULL },
  { "Priority", NUMBER, "2" },
  { "ShareName", TEXT, "" },
  { "SourceDate", TIME, NULL },
  { "SourceSite", TEXT, RESITE_LAB_CENTRAL },
  { "SourceVersion", NUMBER, NULL },
  { "StoredPkgPath", TEXT, "" },
  { "StoredPkgVersion", NUMBER, NULL },
  { "Version", TEXT, "1.0" },
  { NULL },
};

static const ResiteLabProperty point_properties[] = {
  { "LastRefreshTime", TIME, "631152000000000" },
  { "PackageID", TEXT, NULL },
  { "RefreshNow", RESITE_LAB_BOOLEAN, "false" },
  { "ServerNALPath", TEXT, NULL },
  { "SiteCode", TEXT, NULL },
  { "SiteName", TEXT, NULL },
  { "SourceSite", TEXT, RESITE_LAB_CENTRAL },
  { "Status", NUMBER, "0" },
  { NULL },
};

static void
fill_package (ResiteCimObject *row, ResiteLabSupply *supply, const ResiteLabStock *stock)
{
  const char *id = stock->package->id;
  g_autofree char *name = g_strconcat ("Rehearsal package ", id, NULL);
  g_autofree char *source = g_strconcat ("\\\\FILES01\\source$\\", id, NULL);
  g_autofree char *date = g_strdup_printf ("%" G_GINT64_FORMAT, stock->source_date);

  resite_cim_object_set_string (row, "PackageID", id);
  resite_cim_object_set_string (row, "Name", name);
  resite_cim_object_set_string (row, "PkgSourcePath", source);
  resite_cim_object_set_int (row, "SourceVersion", stock->version);
  resite_cim_object_set_int (row, "StoredPkgVersion",
                             resite_lab_stock_get_stored_version (supply, stock));
  resite_cim_object_take (row, "SourceDate", resite_lab_class_make_value (TIME, date));
}

static void
list_packages (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
               GPtrArray *rows)
{
  g_autoptr (GPtrArray) stocks = resite_lab_supply_list_wanted (machine->world->supply, wanted);

  for (guint i = 0; i < stocks->len; i++)
    {
      ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);

      fill_package (row, machine->world->supply, stocks->pdata[i]);
      g_ptr_array_add (rows, row);
    }
}

static void
fill_point (ResiteCimObject *row, const ResiteLabCopy *copy)
{
  resite_cim_object_set_string (row, "PackageID", copy->stock->package->id);
  resite_cim_object_set_string (row, "ServerNALPath", copy->nal);
  resite_cim_object_set_string (row, "SiteCode", copy->code);
  if (copy->site_name != NULL)
    resite_cim_object_set_string (row, "SiteName", copy->site_name);
  resite_cim_object_set_int (row, "Status", resite_lab_copy_get_row_status (copy));
}

static void
list_points (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  g_autoptr (GPtrArray) copies = resite_lab_supply_list_copies (machine->world->supply, wanted);

  for (guint i = 0; i < copies->len; i++)
    {
      ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);

      fill_point (row, copies->pdata[i]);
      g_ptr_array_add (rows, row);
    }
}

static const char *
get_text (ResiteCimObject *object, const char *name)
{
  return resite_cim_object_get_string (object, name);
}

static gboolean
create_point (ResiteLabMachine *machine, ResiteCimObject *instance, GError **error)
{
  return resite_lab_supply_assign (
      machine->world->supply, machine, get_text (instance, "PackageID"),
      get_text (instance, "ServerNALPath"), get_text (instance, "SiteCode"),
      get_text (instance, "SiteName"), error);
}

static gboolean
remove_point (ResiteLabMachine *machine, ResiteCimObject *keys, GError **error)
{
  return resite_lab_supply_remove (machine->world->supply, get_text (keys, "PackageID"),
                                   get_text (keys, "ServerNALPath"), get_text (keys, "SiteCode"),
                                   error);
}

static guint32
call_refresh (ResiteLabCall *call)
{
  ResiteLabSupply *supply = call->machine->world->supply;

  resite_lab_supply_refresh (supply,
                             resite_lab_supply_find (supply, get_text (call->keys, "PackageID")));
  return 0;
}

static const ResiteLabMethod package_methods[] = {
  { "RefreshPkgSource", FALSE, call_refresh },
  { NULL },
};

static const ResiteLabClass package = {
  .space = SPACE,
  .name = "SMS_Package",
  .bases = "SMS_BasePackage,SMS_BaseClass",
  .keys = "PackageID",
  .properties = package_properties,
  .list = list_packages,
  .narrows = TRUE,
  .methods = package_methods,
};

static const ResiteLabClass point = {
  .space = SPACE,
  .name = "SMS_DistributionPoint",
  .bases = "SMS_BaseClass",
  .keys = "PackageID,ServerNALPath,SiteCode",
  .properties = point_properties,
  .list = list_points,
  .narrows = TRUE,
  .create = create_point,
  .remove = remove_point,
};

const ResiteLabClass *const resite_lab_classes_package[] = { &package, &point, NULL };
