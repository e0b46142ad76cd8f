/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "resite-lab-class-table.h"
#include "resite-lab-path.h"
#include "resite-lab-world-private.h"
#include "resite-permissions.h"

/* NTFS permissions of files and folders, and who has files of a share open. */

enum
{
  DONE = 0,
  ACCESS_DENIED = 2,
  INVALID_NAME = 9,
  BAD_PARAMETER = 21
};

#define KIND "Permissions"

/* What a fresh drive of Windows Server 2003 gives to all that is made on it. */
#define OF_DRIVE                                                                                   \
  "OWNER:S-1-5-32-544,GROUP:S-1-5-18,ACL:S-1-5-32-544:0/3/2032127,ACL:S-1-5-18:0/3/2032127,"       \
  "ACL:S-1-5-32-545:0/3/1179817"
/* What SMS gives to the folders of packages that it unpacks. */
#define OF_SMS                                                                                     \
  "OWNER:S-1-5-32-544,GROUP:S-1-5-18,ACL:S-1-5-32-544:0/3/2032127,ACL:S-1-5-32-545:0/3/1179817"

static const ResiteLabProperty properties[] = {
  { "Caption", TEXT, NULL },
  { "ControlFlags", NUMBER, "32772" },
  { "OwnerPermissions", BOOLEAN, "true" },
  { "Path", TEXT, NULL },
  { NULL },
};

/* A folder keeps its permissions wherever it is moved on its drive: what is kept belongs to the
 * thing, not to the path. A number is given anew some day, to a thing of another name. */
static char *
name_thing (const char *place)
{
  g_autofree char *name = g_path_get_basename (place);
  g_autofree char *small = g_utf8_strdown (name, -1);
  struct stat info;

  if (stat (place, &info) != 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":%s", (guint64)info.st_dev,
                          (guint64)info.st_ino, small);
}

static gboolean
was_unpacked_by_sms (const char *place)
{
  g_autofree char *file = g_build_filename (place, "install.cmd", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (file, &text, NULL, NULL) && strstr (text, "unpacked by SMS") != NULL;
}

static ResitePermissions *read_permissions (ResiteLabMachine *machine, const char *windows_path);

static ResitePermissions *
inherit (ResiteLabMachine *machine, const char *windows_path, gboolean is_folder)
{
  g_autofree char *parent = resite_lab_path_get_parent (windows_path);
  g_autoptr (ResitePermissions) above = NULL;
  ResitePermissions *below;

  if (strlen (windows_path) <= 3)
    return resite_permissions_parse (OF_DRIVE, NULL);
  above = read_permissions (machine, parent);
  if (above == NULL)
    return NULL;
  below = resite_permissions_dup_for_below (above, is_folder, NULL);
  resite_permissions_set_owner (below, "S-1-5-32-544", NULL);
  resite_permissions_set_group (below, "S-1-5-18", NULL);
  return below;
}

static ResitePermissions *
read_permissions (ResiteLabMachine *machine, const char *windows_path)
{
  g_autofree char *place = resite_lab_machine_find_path (machine, windows_path);
  g_autofree char *name = place != NULL ? name_thing (place) : NULL;
  ResiteLabRecord *record = NULL;

  if (name == NULL)
    return NULL;
  record = resite_lab_store_find (machine->store, machine->role, KIND, name);
  if (record != NULL)
    return resite_permissions_parse (resite_lab_record_get (record, "Text"), NULL);
  if (was_unpacked_by_sms (place))
    return resite_permissions_parse (OF_SMS, NULL);
  return inherit (machine, windows_path, g_file_test (place, G_FILE_TEST_IS_DIR));
}

static void
list (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted, GPtrArray *rows)
{
  g_autofree char *place = NULL;
  ResiteCimObject *row;

  /* Nobody asks for those of all files. */
  if (wanted == NULL || !g_ascii_isalpha (wanted[0]) || wanted[1] != ':' || wanted[2] != '\\')
    return;
  place = resite_lab_machine_find_path (machine, wanted);
  if (place == NULL || !g_file_test (place, G_FILE_TEST_EXISTS))
    return;
  row = resite_lab_class_make_row (self, machine, NULL);
  resite_cim_object_set_string (row, "Path", wanted);
  resite_cim_object_set_string (row, "Caption", wanted);
  g_ptr_array_add (rows, row);
}

static const char *const names[][3] = {
  { "S-1-1-0", "", "Everyone" },
  { "S-1-5-18", "NT AUTHORITY", "SYSTEM" },
  { "S-1-5-32-544", "BUILTIN", "Administrators" },
  { "S-1-5-32-545", "BUILTIN", "Users" },
  { "S-1-5-32-546", "BUILTIN", "Guests" },
};

static void
take_names (ResiteCimObject *trustee)
{
  const char *sid = resite_cim_object_get_string (trustee, "SIDString");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (sid, names[i][0]) == 0)
      {
        resite_cim_object_set_string (trustee, "Domain", names[i][1]);
        resite_cim_object_set_string (trustee, "Name", names[i][2]);
      }
}

static void
name_accounts (ResiteCimObject *descriptor)
{
  ResiteCimValue *entries = resite_cim_object_get (descriptor, "DACL");

  for (guint i = 0; i < resite_cim_value_get_n_items (entries); i++)
    {
      ResiteCimObject *ace = resite_cim_value_get_object (resite_cim_value_get_item (entries, i));

      take_names (resite_cim_value_get_object (resite_cim_object_get (ace, "Trustee")));
    }
}

static void
take_owner (ResiteCimObject *descriptor, const char *property, const ResiteAccount *account)
{
  g_autoptr (ResiteCimObject) trustee = resite_cim_object_new ("Win32_Trustee");

  if (account == NULL)
    return;
  resite_cim_object_set_string (trustee, "SIDString", account->sid);
  take_names (trustee);
  resite_cim_object_take (descriptor, property, resite_cim_value_new_object (trustee));
}

static const char *
get_path (ResiteLabCall *call)
{
  return resite_cim_object_get_string (call->keys, "Path");
}

static guint32
call_get (ResiteLabCall *call)
{
  g_autoptr (ResitePermissions) permissions = NULL;
  g_autoptr (ResiteCimObject) descriptor = NULL;

  if (resite_lab_world_get_fault (call->machine->world, "permissions-denied") != NULL)
    return ACCESS_DENIED;
  permissions = read_permissions (call->machine, get_path (call));
  if (permissions == NULL)
    return INVALID_NAME;
  descriptor = resite_permissions_to_cim (permissions);
  name_accounts (descriptor);
  take_owner (descriptor, "Owner", resite_permissions_get_owner (permissions));
  take_owner (descriptor, "Group", resite_permissions_get_group (permissions));
  resite_cim_object_take (call->out, "Descriptor", resite_cim_value_new_object (descriptor));
  return DONE;
}

/* Owner and group stay where the descriptor tells none; as Windows writes them beside the entries. */
static char *
make_text (ResitePermissions *wanted, ResitePermissions *former)
{
  const ResiteAccount *owner = resite_permissions_get_owner (wanted);
  const ResiteAccount *group = resite_permissions_get_group (wanted);
  g_autofree char *entries = resite_permissions_to_text (wanted);

  if (owner == NULL)
    owner = resite_permissions_get_owner (former);
  if (group == NULL)
    group = resite_permissions_get_group (former);
  return g_strdup_printf ("OWNER:%s,GROUP:%s,%s", owner->sid, group->sid, entries);
}

static guint32
call_set (ResiteLabCall *call)
{
  ResiteCimValue *value = resite_cim_object_get (call->in, "Descriptor");
  ResiteCimObject *descriptor = value != NULL ? resite_cim_value_get_object (value) : NULL;
  g_autofree char *place = resite_lab_machine_find_path (call->machine, get_path (call));
  g_autofree char *name = place != NULL ? name_thing (place) : NULL;
  g_autoptr (ResitePermissions) former = NULL;
  g_autoptr (ResitePermissions) wanted = NULL;
  g_autofree char *text = NULL;

  /* Windows wants to be told what it is given. */
  if (descriptor == NULL ||
      g_strcmp0 (resite_cim_object_get_class (descriptor), "Win32_SecurityDescriptor") != 0)
    return BAD_PARAMETER;
  if (resite_lab_world_get_fault (call->machine->world, "permissions-denied") != NULL)
    return ACCESS_DENIED;
  former = name != NULL ? read_permissions (call->machine, get_path (call)) : NULL;
  if (former == NULL)
    return INVALID_NAME;
  wanted = resite_permissions_from_cim (descriptor, NULL);
  if (wanted == NULL)
    return BAD_PARAMETER;
  text = make_text (wanted, former);
  resite_lab_record_set (
      resite_lab_store_add (call->machine->store, call->machine->role, KIND, name), "Text", text);
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "GetSecurityDescriptor", FALSE, call_get },
  { "SetSecurityDescriptor", FALSE, call_set },
  { NULL },
};

static const ResiteLabClass setting = {
  .space = "root/cimv2",
  .name = "Win32_LogicalFileSecuritySetting",
  .bases = "Win32_SecuritySetting,CIM_Setting",
  .keys = "Path",
  .properties = properties,
  .list = list,
  .methods = methods,
};

/* Whoever has files of a share open; an order makes somebody. */
static const ResiteLabProperty connection_properties[] = {
  { "ActiveTime", NUMBER, "60" },
  { "ComputerName", TEXT, NULL },
  { "ConnectionID", NUMBER, "1" },
  { "NumberOfFiles", NUMBER, NULL },
  { "ShareName", TEXT, NULL },
  { "UserName", TEXT, NULL },
  { NULL },
};

static void
list_connections (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
                  GPtrArray *rows)
{
  const char *open = resite_lab_world_get_fault (machine->world, "share-in-use");
  ResiteCimObject *row;

  if (open == NULL || !g_str_equal (machine->role, "new"))
    return;
  row = resite_lab_class_make_row (self, machine, NULL);
  resite_cim_object_set_string (row, "ComputerName", "BR01PC07");
  resite_cim_object_set_string (row, "UserName", "CORP\\user7");
  resite_cim_object_set_string (row, "ShareName", "SMSPKGE$");
  resite_cim_object_set_int (row, "NumberOfFiles", 3);
  g_ptr_array_add (rows, row);
}

static const ResiteLabClass connection = {
  .space = "root/cimv2",
  .name = "Win32_ServerConnection",
  .bases = "CIM_LogicalElement",
  .keys = "ComputerName,ConnectionID,ShareName,UserName",
  .properties = connection_properties,
  .list = list_connections,
};

const ResiteLabClass *const resite_lab_classes_security[] = { &setting, &connection, NULL };
