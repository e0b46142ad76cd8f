/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* Local accounts and groups. The domain of a local account is the computer's name. */

#define MEMBER_KIND "member"

static const ResiteLabProperty user_properties[] = {
  { "AccountType", RESITE_LAB_NUMBER, "512" },
  { "Caption", TEXT, NULL },
  { "Description", TEXT, NULL },
  { "Disabled", BOOLEAN, "false" },
  { "Domain", TEXT, "@Name" },
  { "FullName", TEXT, NULL },
  { "LocalAccount", BOOLEAN, "true" },
  { "Lockout", BOOLEAN, "false" },
  { "Name", TEXT, NULL },
  { "SID", TEXT, NULL },
  { "SIDType", RESITE_LAB_NUMBER, "1" },
  { "Status", TEXT, "OK" },
  { NULL },
};

static const ResiteLabProperty group_properties[] = {
  { "Caption", TEXT, NULL },
  { "Description", TEXT, NULL },
  { "Domain", TEXT, "@Name" },
  { "LocalAccount", BOOLEAN, "true" },
  { "Name", TEXT, NULL },
  { "SID", TEXT, NULL },
  { "SIDType", RESITE_LAB_NUMBER, "4" },
  { "Status", TEXT, "OK" },
  { NULL },
};

static const ResiteLabProperty member_properties[] = {
  { "GroupComponent", TEXT, NULL },
  { "PartComponent", TEXT, NULL },
  { NULL },
};

void
resite_lab_user_add (const ResiteLabMachine *machine, const char *name, const char *description)
{
  ResiteLabRecord *user =
      resite_lab_store_add (machine->store, machine->role, "Win32_UserAccount", name);

  resite_lab_record_set (user, "Name", name);
  resite_lab_record_set (user, "Description", description);
  resite_lab_record_set (user, "FullName", description);
}

void
resite_lab_group_add_member (const ResiteLabMachine *machine, const char *group, const char *member)
{
  ResiteLabRecord *record =
      resite_lab_store_add (machine->store, machine->role, "Win32_Group", group);
  g_autofree char *name = g_strconcat (group, ",", member, NULL);

  resite_lab_record_set (record, "Name", group);
  if (*member == '\0')
    return;
  record = resite_lab_store_add (machine->store, machine->role, MEMBER_KIND, name);
  resite_lab_record_set (record, "Group", group);
  resite_lab_record_set (record, "Member", member);
}

static void
remove_beginning (const ResiteLabMachine *machine, const char *kind, const char *field,
                  const char *beginning)
{
  g_autoptr (GPtrArray) records = resite_lab_store_list (machine->store, machine->role, kind);

  for (guint i = 0; i < records->len; i++)
    {
      const char *name = resite_lab_record_get (records->pdata[i], field);

      if (name != NULL && g_str_has_prefix (name, beginning))
        resite_lab_store_remove (machine->store, records->pdata[i]);
    }
}

void
resite_lab_users_remove (const ResiteLabMachine *machine, const char *beginning)
{
  remove_beginning (machine, "Win32_UserAccount", "Name", beginning);
  remove_beginning (machine, MEMBER_KIND, "Member", beginning);
}

static void
list_accounts (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
               GPtrArray *rows)
{
  const char *computer = resite_lab_machine_get (machine, "Name");
  g_autoptr (GPtrArray) records = resite_lab_store_list (machine->store, machine->role, self->name);

  for (guint i = 0; i < records->len; i++)
    {
      ResiteCimObject *row = resite_lab_class_make_row (self, machine, records->pdata[i]);
      const char *name = resite_lab_record_get_name (records->pdata[i]);
      g_autofree char *caption = g_strconcat (computer, "\\", name, NULL);
      g_autofree char *sid = g_strdup_printf (
          "S-1-5-21-%u-%u-1003-%u", g_str_hash (resite_lab_machine_get (machine, "UUID")),
          g_str_hash (machine->role), 1000 + g_str_hash (name) % 1000);

      resite_cim_object_set_string (row, "Caption", caption);
      resite_cim_object_set_string (row, "SID", sid);
      g_ptr_array_add (rows, row);
    }
}

/* A member of the domain is "CORP\BR01SMS$". */
static void
take_member (ResiteCimObject *row, const char *computer, const char *member)
{
  const char *backslash = strchr (member, '\\');
  g_autofree char *domain =
      backslash != NULL ? g_strndup (member, backslash - member) : g_strdup (computer);

  resite_lab_class_take_reference (row, "PartComponent", "Win32_UserAccount", "Domain", domain,
                                   "Name", backslash != NULL ? backslash + 1 : member);
}

static void
list_members (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
              GPtrArray *rows)
{
  const char *computer = resite_lab_machine_get (machine, "Name");
  g_autoptr (GPtrArray) records =
      resite_lab_store_list (machine->store, machine->role, MEMBER_KIND);

  for (guint i = 0; i < records->len; i++)
    {
      ResiteCimObject *row = resite_cim_object_new (self->name);

      resite_lab_class_take_reference (row, "GroupComponent", "Win32_Group", "Domain", computer,
                                       "Name", resite_lab_record_get (records->pdata[i], "Group"));
      take_member (row, computer, resite_lab_record_get (records->pdata[i], "Member"));
      g_ptr_array_add (rows, row);
    }
}

static const ResiteLabClass user = {
  .space = "root/cimv2",
  .name = "Win32_UserAccount",
  .bases = "Win32_Account",
  .keys = "Domain,Name",
  .properties = user_properties,
  .list = list_accounts,
};

static const ResiteLabClass group = {
  .space = "root/cimv2",
  .name = "Win32_Group",
  .bases = "Win32_Account",
  .keys = "Domain,Name",
  .properties = group_properties,
  .list = list_accounts,
};

static const ResiteLabClass group_user = {
  .space = "root/cimv2",
  .name = "Win32_GroupUser",
  .keys = "GroupComponent,PartComponent",
  .properties = member_properties,
  .list = list_members,
};

const ResiteLabClass *const resite_lab_classes_user[] = { &user, &group, &group_user, NULL };
