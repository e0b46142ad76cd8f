/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-management-point.h"
#include "resite-lab-world-private.h"

/* What IIS 6 tells of itself, and which namespaces there are. */

#define SPACE "root/MicrosoftIISv2"
#define SITE  "W3SVC/1/ROOT"

static const ResiteLabProperty service_properties[] = {
  { "Name", TEXT, NULL },
  { "WebSvcExtRestrictionList", TEXTS, NULL },
  { NULL },
};

static const ResiteLabProperty folder_properties[] = {
  { "AppPoolId", TEXT, NULL },
  { "Name", TEXT, NULL },
  { "Path", TEXT, NULL },
  { NULL },
};

static const ResiteLabProperty space_properties[] = {
  { "Name", TEXT, NULL },
  { NULL },
};

/* Allowed ones begin with 1. */
static void
list_service (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
              GPtrArray *rows)
{
  const gboolean off = resite_lab_machine_has_fault (machine, "webdav-off");
  const char *const extensions[] = {
    "0,*.dll",
    "0,*.exe",
    "1,C:\\WINDOWS\\system32\\inetsrv\\asp.dll,0,ASP,Active Server Pages",
    off ? "0,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV"
        : "1,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV",
    "1,C:\\WINDOWS\\system32\\bitssrv.dll,0,BITSEXT,BITS Server Extension",
    NULL,
  };
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);

  resite_cim_object_set_string (row, "Name", "W3SVC");
  resite_cim_object_take (row, "WebSvcExtRestrictionList",
                          resite_cim_value_new_strings (extensions));
  g_ptr_array_add (rows, row);
}

static void
add_folder (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows,
            const char *name, const char *path)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  g_autofree char *full = g_strconcat (SITE, name, NULL);

  resite_cim_object_set_string (row, "Name", full);
  resite_cim_object_set_string (row, "Path", path);
  resite_cim_object_set_string (row, "AppPoolId", "DefaultAppPool");
  g_ptr_array_add (rows, row);
}

static void
list_folders (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
              GPtrArray *rows)
{
  static const struct
  {
    const char *name, *path;
  } folders[] = {
    { "/SMS_MP", "E:\\SMS_CCM\\SMS_MP" },
    { "/CCM_Incoming", "E:\\SMS_CCM\\Incoming" },
    { "/CCM_Outgoing", "E:\\SMS_CCM\\Outgoing" },
    { "/CCM_System", "E:\\SMS_CCM\\ServiceData\\System" },
  };

  add_folder (self, machine, rows, "", "C:\\Inetpub\\wwwroot");
  for (guint i = 0; resite_lab_management_point_is_ready (machine) && i < G_N_ELEMENTS (folders);
       i++)
    add_folder (self, machine, rows, folders[i].name, folders[i].path);
  if (resite_lab_management_point_has_folder (machine))
    add_folder (self, machine, rows, "/SMS_DP_SMSPKGE$", "E:\\SMSPKGE$");
}

static void
list_spaces (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  static const struct
  {
    const char *name, *service; /* which brings it along */
  } spaces[] = {
    { "CIMV2", NULL },    { "DEFAULT", NULL }, { "SECURITY", NULL }, { "MicrosoftIISv2", "W3SVC" },
    { "ccm", "CcmExec" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    {
      ResiteCimObject *row;

      if (spaces[i].service != NULL &&
          resite_lab_store_find (machine->store, machine->role, "Win32_Service",
                                 spaces[i].service) == NULL)
        continue;
      row = resite_lab_class_make_row (self, machine, NULL);
      resite_cim_object_set_string (row, "Name", spaces[i].name);
      g_ptr_array_add (rows, row);
    }
}

static const ResiteLabClass service = {
  .space = SPACE,
  .name = "IIsWebServiceSetting",
  .keys = "Name",
  .properties = service_properties,
  .list = list_service,
};

static const ResiteLabClass folder = {
  .space = SPACE,
  .name = "IIsWebVirtualDirSetting",
  .keys = "Name",
  .properties = folder_properties,
  .list = list_folders,
};

static const ResiteLabClass space = {
  .space = "root",
  .name = "__NAMESPACE",
  .keys = "Name",
  .properties = space_properties,
  .list = list_spaces,
};

const ResiteLabClass *const resite_lab_classes_iis[] = { &service, &folder, &space, NULL };
