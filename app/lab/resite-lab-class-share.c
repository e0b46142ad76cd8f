/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

enum
{
  DONE = 0,
  ACCESS_DENIED = 2,
  BAD_NAME = 9,
  BAD_PARAMETER = 21,
  DUPLICATE = 22,
  NO_SUCH_FOLDER = 24
};

static const ResiteLabProperty properties[] = {
  { "AllowMaximum", RESITE_LAB_BOOLEAN, "true" },
  { "Caption", TEXT, NULL },
  { "Description", TEXT, NULL },
  { "MaximumAllowed", NUMBER, NULL },
  { "Name", TEXT, NULL },
  { "Path", TEXT, NULL },
  { "Status", TEXT, "OK" },
  { "Type", NUMBER, "0" },
  { NULL },
};

ResiteLabRecord *
resite_lab_share_add (const ResiteLabMachine *machine, const char *name, const char *windows_path,
                      const char *description)
{
  ResiteLabRecord *share =
      resite_lab_store_add (machine->store, machine->role, "Win32_Share", name);

  resite_lab_record_set (share, "Name", name);
  resite_lab_record_set (share, "Caption", description);
  resite_lab_record_set (share, "Description", description);
  resite_lab_record_set (share, "Path", windows_path);
  return share;
}

static guint32
call_create (ResiteLabCall *call)
{
  const char *path = resite_cim_object_get_string (call->in, "Path");
  const char *name = resite_cim_object_get_string (call->in, "Name");
  const char *description = resite_cim_object_get_string (call->in, "Description");
  g_autofree char *place = NULL;

  if (path == NULL || name == NULL || resite_cim_object_get_int (call->in, "Type", -1) < 0)
    return BAD_PARAMETER;
  if (*name == '\0' || strpbrk (name, "\\/:*?\"<>|") != NULL)
    return BAD_NAME;
  if (resite_lab_store_find (call->machine->store, call->machine->role, "Win32_Share", name))
    return DUPLICATE;
  place = resite_lab_machine_find_path (call->machine, path);
  if (place == NULL || !g_file_test (place, G_FILE_TEST_IS_DIR))
    return NO_SUCH_FOLDER;
  resite_lab_share_add (call->machine, name, path, description);
  return DONE;
}

static guint32
call_delete (ResiteLabCall *call)
{
  if (resite_lab_record_is (call->record, "Type", "2147483651"))
    return ACCESS_DENIED;
  resite_lab_store_remove (call->machine->store, call->record);
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "Create", TRUE, call_create },
  { "Delete", FALSE, call_delete },
  { NULL },
};

static gboolean
remove_share (ResiteLabMachine *machine, ResiteCimObject *keys, GError **error)
{
  resite_lab_store_remove (machine->store,
                           resite_lab_store_find (machine->store, machine->role, "Win32_Share",
                                                  resite_cim_object_get_string (keys, "Name")));
  return TRUE;
}

static const ResiteLabClass share = {
  .space = "root/cimv2",
  .name = "Win32_Share",
  .bases = "CIM_LogicalElement",
  .keys = "Name",
  .properties = properties,
  .methods = methods,
  .remove = remove_share,
};

const ResiteLabClass *const resite_lab_classes_share[] = { &share, NULL };
