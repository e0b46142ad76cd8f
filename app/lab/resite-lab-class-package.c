/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* Packages and where they are. What never changes comes from the lab's list of packages; what was
 * assigned since is records; what was preloaded is in the record that the tool keeps of its calls. */

#define SPACE "root/sms/site"

/* A similar site's distribution point. */
#define OTHER_SERVER "BR02SMS"
#define OTHER_SITE   "S02"

#define TYPE_MASTER      "1"
#define TYPE_COPY        "2"
#define STATUS_INSTALLED "3"

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
  { "SourceDate", TIME, "1223971200000000" },
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

static const ResiteLabProperty status_properties[] = {
  { "Location", TEXT, "" },
  { "PackageID", TEXT, NULL },
  { "Personality", NUMBER, "0" },
  { "PkgServer", TEXT, NULL },
  { "ShareName", TEXT, "" },
  { "SiteCode", TEXT, NULL },
  { "Status", NUMBER, STATUS_INSTALLED },
  { "Type", NUMBER, NULL },
  { "UpdateTime", TIME, "1223971200000000" },
  { NULL },
};

static const ResiteLabProperty summary_properties[] = {
  { "LastCopied", TIME, "1223971200000000" },
  { "PackageID", TEXT, NULL },
  { "ServerNALPath", TEXT, NULL },
  { "SiteCode", TEXT, NULL },
  { "SourceNALPath", TEXT, "" },
  { "SourceVersion", NUMBER, NULL },
  { "State", NUMBER, "0" },
  { "SummaryDate", TIME, "1223971200000000" },
  { NULL },
};

static ResiteCimObject *
add_row (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);

  g_ptr_array_add (rows, row);
  return row;
}

static void
list_packages (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
               GPtrArray *rows)
{
  GPtrArray *packages = machine->world->packages;

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = packages->pdata[i];
      g_autofree char *name = g_strconcat ("Rehearsal package ", package->id, NULL);
      g_autofree char *source = g_strconcat ("\\\\FILES01\\source$\\", package->id, NULL);
      ResiteCimObject *row;

      if (package->known_version == 0)
        continue;
      row = add_row (self, machine, rows);
      resite_cim_object_set_string (row, "PackageID", package->id);
      resite_cim_object_set_string (row, "Name", name);
      resite_cim_object_set_string (row, "PkgSourcePath", source);
      resite_cim_object_set_int (row, "SourceVersion", package->known_version);
      resite_cim_object_set_int (row, "StoredPkgVersion", package->known_version);
    }
}

static void
add_points (const ResiteLabClass *self, ResiteLabMachine *machine, const char *server,
            const char *code, const char *site_name, GPtrArray *rows)
{
  GPtrArray *packages = machine->world->packages;
  g_autofree char *nal = resite_lab_format_nal (server, code);

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = packages->pdata[i];
      ResiteCimObject *row;

      if (package->known_version == 0)
        continue;
      row = add_row (self, machine, rows);
      resite_cim_object_set_string (row, "PackageID", package->id);
      resite_cim_object_set_string (row, "ServerNALPath", nal);
      resite_cim_object_set_string (row, "SiteCode", code);
      if (resite_lab_class_find_property (self, "SiteName") != NULL)
        resite_cim_object_set_string (row, "SiteName", site_name);
      if (resite_lab_class_find_property (self, "SourceVersion") != NULL)
        resite_cim_object_set_int (row, "SourceVersion", package->known_version);
    }
}

static void
add_records (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows)
{
  /* Assigned at the central site and seen at all. */
  g_autoptr (GPtrArray) records =
      resite_lab_store_list (machine->store, "site", "SMS_DistributionPoint");

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (rows, resite_lab_class_make_row (self, machine, records->pdata[i]));
}

static void
list_points (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  add_points (self, machine, RESITE_LAB_SOURCE_SERVER, RESITE_LAB_SITE, "Branch 01 (rehearsal)",
              rows);
  add_points (self, machine, OTHER_SERVER, OTHER_SITE, "Branch 02 (rehearsal)", rows);
  add_records (self, machine, rows);
}

static void
add_status (const ResiteLabClass *self, ResiteLabMachine *machine, const char *package,
            const char *code, const char *server, const char *type, GPtrArray *rows)
{
  ResiteCimObject *row = add_row (self, machine, rows);

  resite_cim_object_set_string (row, "PackageID", package);
  resite_cim_object_set_string (row, "SiteCode", code);
  resite_cim_object_set_string (row, "PkgServer", server);
  resite_cim_object_set_string (row, "Type", type);
}

/* What the preload tool forwarded arrives at the parent, if there is a site to come from. */
static void
add_preloaded (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows)
{
  g_autofree char *path = g_build_filename (machine->world->folder, RESITE_LAB_CALLS, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (resite_lab_store_find (machine->store, machine->role, "SMS_Site", RESITE_LAB_SITE) == NULL ||
      !g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (cells) == 5 && g_str_equal (cells[2], "end") &&
          g_str_equal (cells[4], "forwarded") && g_hash_table_add (seen, g_strdup (cells[3])))
        add_status (self, machine, cells[3], RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER, TYPE_MASTER,
                    rows);
    }
}

static void
list_status (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  GPtrArray *packages = machine->world->packages;
  g_autofree char *nal = resite_lab_format_nal (OTHER_SERVER, OTHER_SITE);
  g_autoptr (GPtrArray) assigned =
      resite_lab_store_list (machine->store, "site", "SMS_DistributionPoint");

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = packages->pdata[i];

      if (package->known_version == 0)
        continue;
      add_status (self, machine, package->id, OTHER_SITE, OTHER_SERVER, TYPE_MASTER, rows);
      add_status (self, machine, package->id, OTHER_SITE, nal, TYPE_COPY, rows);
    }
  add_preloaded (self, machine, rows);
  for (guint i = 0; i < assigned->len; i++)
    add_status (self, machine, resite_lab_record_get (assigned->pdata[i], "PackageID"),
                resite_lab_record_get (assigned->pdata[i], "SiteCode"),
                resite_lab_record_get (assigned->pdata[i], "ServerNALPath"), TYPE_COPY, rows);
}

static const ResiteLabPackage *
find_package (ResiteLabWorld *world, const char *id)
{
  for (guint i = 0; id != NULL && i < world->packages->len; i++)
    {
      const ResiteLabPackage *package = world->packages->pdata[i];

      if (g_ascii_strcasecmp (package->id, id) == 0)
        return package;
    }
  return NULL;
}

static gboolean
has_point (ResiteLabMachine *machine, const char *nal)
{
  g_autoptr (GPtrArray) roles =
      resite_lab_store_list (machine->store, machine->role, "SMS_SystemResourceList");

  for (guint i = 0; nal != NULL && i < roles->len; i++)
    {
      if (resite_lab_record_is (roles->pdata[i], "RoleName", "SMS Distribution Point") &&
          g_strcmp0 (resite_lab_record_get (roles->pdata[i], "NALPath"), nal) == 0)
        return TRUE;
    }
  return FALSE;
}

static ResiteLabRecord *
add_point (ResiteLabStore *store, const ResiteLabPackage *package, const char *nal,
           const char *code)
{
  g_autofree char *name = g_strjoin (",", package->id, nal, code, NULL);
  ResiteLabRecord *point = resite_lab_store_add (store, "site", "SMS_DistributionPoint", name);

  resite_lab_record_set (point, "PackageID", package->id);
  resite_lab_record_set (point, "ServerNALPath", nal);
  resite_lab_record_set (point, "SiteCode", code);
  resite_lab_record_set_int (point, "SourceVersion", package->known_version);
  return point;
}

static gboolean
create_point (ResiteLabMachine *machine, ResiteCimObject *instance, GError **error)
{
  const char *id = resite_cim_object_get_string (instance, "PackageID");
  const char *nal = resite_cim_object_get_string (instance, "ServerNALPath");
  const char *code = resite_cim_object_get_string (instance, "SiteCode");
  const ResiteLabPackage *package = find_package (machine->world, id);
  ResiteLabRecord *point;

  if (package == NULL || package->known_version == 0 || code == NULL || !has_point (machine, nal))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("There is no such package or no such distribution point."));
      return FALSE;
    }
  point = add_point (machine->store, package, nal, code);
  resite_lab_record_set (point, "SiteName", resite_cim_object_get_string (instance, "SiteName"));
  return TRUE;
}

void
resite_lab_package_arrive (ResiteLabWorld *world, const char *id)
{
  const ResiteLabPackage *package = find_package (world, id);
  g_autofree char *nal = resite_lab_format_nal (RESITE_LAB_SITE_SERVER, RESITE_LAB_SITE);

  if (package == NULL || package->known_version == 0)
    return;
  resite_lab_record_set (add_point (world->store, package, nal, RESITE_LAB_SITE), "SiteName",
                         "Branch 01 (rehearsal)");
}

static gboolean
remove_point (ResiteLabMachine *machine, ResiteCimObject *keys, GError **error)
{
  g_autofree char *name = g_strjoin (",", resite_cim_object_get_string (keys, "PackageID"),
                                     resite_cim_object_get_string (keys, "ServerNALPath"),
                                     resite_cim_object_get_string (keys, "SiteCode"), NULL);
  ResiteLabRecord *point =
      resite_lab_store_find (machine->store, "site", "SMS_DistributionPoint", name);

  if (point != NULL)
    {
      resite_lab_store_remove (machine->store, point);
      return TRUE;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("This distribution point was there before the rehearsal and stays."));
  return FALSE;
}

static guint32
call_refresh (ResiteLabCall *call)
{
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
  .methods = package_methods,
};

static const ResiteLabClass point = {
  .space = SPACE,
  .name = "SMS_DistributionPoint",
  .bases = "SMS_BaseClass",
  .keys = "PackageID,ServerNALPath,SiteCode",
  .properties = point_properties,
  .list = list_points,
  .create = create_point,
  .remove = remove_point,
};

static const ResiteLabClass status = {
  .space = SPACE,
  .name = "SMS_PackageStatus",
  .keys = "PackageID,Personality,PkgServer,SiteCode,Type",
  .properties = status_properties,
  .list = list_status,
};

static const ResiteLabClass summary = {
  .space = SPACE,
  .name = "SMS_PackageStatusDistPointsSummarizer",
  .keys = "PackageID,ServerNALPath,SiteCode",
  .properties = summary_properties,
  .list = list_points,
};

const ResiteLabClass *const resite_lab_classes_package[] = { &package, &point, &status, &summary,
                                                             NULL };
