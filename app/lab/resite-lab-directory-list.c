/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-directory"

#include "config.h"

#include <string.h>

#include "resite-lab-directory-private.h"
#include "resite-lab-security.h"
#include "resite-lab-world-private.h"

/* The directory's objects with their attributes, as they are now. */

#define DOMAIN_SID      "S-1-5-21-2003250416-911742330-725345543"
#define SYSTEM_SID      "S-1-5-18"
#define AUTHENTICATED   "S-1-5-11"
#define ADMINS_RID      512
#define COMPUTERS_RID   515
#define COMPUTERS       "CN=Computers," RESITE_LAB_DOMAIN_DN
#define USERS           "CN=Users," RESITE_LAB_DOMAIN_DN
#define SCHEMA          "CN=Schema,CN=Configuration," RESITE_LAB_DOMAIN_DN
#define DAY             (24 * 3600 * G_TIME_SPAN_SECOND)
#define IS_OBJECT       "4"
#define COMPUTER_FLAGS  "4096"
#define DC_FLAGS        "532480"
#define USER_FLAGS      "66048"
#define POINT_ANCESTORS "top leaf connectionPoint serviceConnectionPoint "

static const ResiteLabPerson people[] = {
  { "Administrator", 500, TRUE },
  { "smsadmin", 1120, TRUE },
  { "sms-install", 1121, TRUE },
  { "tech", 1122, FALSE },
};

/* Accounts of machines; @role NULL: one that is only known by name. */
static const struct
{
  const char *role, *name;
  guint rid;
} computers[] = {
  { "primary.2", NULL, 1105 }, { "primary.1", NULL, 1106 }, { "old", NULL, 1108 },
  { "source", NULL, 1109 },    { NULL, "BR02SMS", 1110 },   { NULL, "BR03SMS", 1111 },
  { "new", NULL, 1142 },
};

char *
resite_lab_directory_make_sid (guint rid)
{
  return g_strdup_printf (DOMAIN_SID "-%u", rid);
}

static gboolean
is_person (const ResiteLabPerson *person, const char *name)
{
  g_autofree char *principal = g_strconcat (person->name, "@" RESITE_LAB_DOMAIN, NULL);
  g_autofree char *account = g_strconcat (RESITE_LAB_DOMAIN_SHORT "\\", person->name, NULL);
  g_autofree char *dn = g_strdup_printf ("CN=%s," USERS, person->name);
  g_autofree char *normal = resite_lab_dn_normalize (dn);
  g_autofree char *given = resite_lab_dn_normalize (name);

  /* The last one is the name that is shown, which does for a simple bind, too. */
  return g_ascii_strcasecmp (principal, name) == 0 || g_ascii_strcasecmp (account, name) == 0 ||
         g_strcmp0 (normal, given) == 0 || g_ascii_strcasecmp (person->name, name) == 0;
}

const ResiteLabPerson *
resite_lab_directory_find_person (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    if (is_person (&people[i], name))
      return &people[i];
  return NULL;
}

static void
add_guid (ResiteLabEntry *entry, const char *seed)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[16];
  gsize size = sizeof digest;
  g_autoptr (GBytes) bytes = NULL;

  g_checksum_update (checksum, (const guchar *)seed, -1);
  g_checksum_get_digest (checksum, digest, &size);
  bytes = g_bytes_new (digest, size);
  resite_lab_entry_add_bytes (entry, "objectGUID", bytes);
}

/* What every object has. @path: "CN=NAME,...". */
static ResiteLabEntry *
begin_entry (GPtrArray *list, const char *dn, const char *classes, gint64 created, const char *guid)
{
  ResiteLabEntry *entry = resite_lab_entry_new (dn);
  const char *value = strchr (dn, '=') + 1;
  g_autofree char *name = g_strndup (value, strcspn (value, ","));
  const char *class = strrchr (classes, ' ') != NULL ? strrchr (classes, ' ') + 1 : classes;
  g_autofree char *category = g_strdup_printf ("CN=%s," SCHEMA, class);

  resite_lab_entry_add_words (entry, "objectClass", classes);
  if (g_ascii_strncasecmp (dn, "CN=", 3) == 0)
    resite_lab_entry_add (entry, "cn", name);
  resite_lab_entry_add (entry, "name", name);
  resite_lab_entry_add (entry, "instanceType", IS_OBJECT);
  resite_lab_entry_add_time (entry, "whenCreated", created);
  resite_lab_entry_add_time (entry, "whenChanged", created);
  resite_lab_entry_add (entry, "objectCategory", category);
  add_guid (entry, guid);
  g_ptr_array_add (list, entry);
  return entry;
}

static void
add_sid (ResiteLabEntry *entry, const char *sid)
{
  g_autoptr (GBytes) bytes = resite_lab_sid_to_bytes (sid);

  resite_lab_entry_add_bytes (entry, "objectSid", bytes);
}

static guint
find_rid (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (computers); i++)
    if (g_strcmp0 (computers[i].role, role) == 0)
      return computers[i].rid;
  return ADMINS_RID;
}

/* Whoever wrote it, under whatever name: a machine of the world, or one that is only known by name. */
static guint
find_owner (ResiteLabWorld *world, const ResiteLabRecord *object)
{
  const char *role = resite_lab_record_get (object, "Owner");

  if (role != NULL)
    return find_rid (role);
  for (guint i = 0; i < G_N_ELEMENTS (computers); i++)
    {
      const char *name = computers[i].role != NULL
                             ? resite_lab_world_get_name (world, computers[i].role)
                             : computers[i].name;

      if (name != NULL && resite_lab_record_is (object, "Server", name))
        return computers[i].rid;
    }
  return ADMINS_RID;
}

static void
add_descriptor (ResiteLabEntry *entry, const char *owner, ResiteLabAcl *acl, guint parts)
{
  g_autofree char *group = resite_lab_directory_make_sid (ADMINS_RID);
  g_autoptr (GBytes) bytes = resite_lab_descriptor_new (owner, group, acl, parts);

  resite_lab_entry_add_bytes (entry, "nTSecurityDescriptor", bytes);
  resite_lab_entry_hide (entry, "nTSecurityDescriptor");
}

static ResiteLabAcl *
make_usual_acl (void)
{
  ResiteLabAcl *acl = resite_lab_acl_new ();
  g_autofree char *admins = resite_lab_directory_make_sid (ADMINS_RID);

  resite_lab_acl_allow (acl, admins, RESITE_LAB_FULL_CONTROL, 0);
  resite_lab_acl_allow (acl, SYSTEM_SID, RESITE_LAB_FULL_CONTROL, 0);
  resite_lab_acl_allow (acl, AUTHENTICATED, RESITE_LAB_READ, 0);
  return acl;
}

/* The machines that may write in it stand there by their SIDs, whatever they are called by now. */
static void
add_container_descriptor (ResiteLabEntry *entry, ResiteLabWorld *world, guint parts)
{
  g_autoptr (ResiteLabAcl) acl = make_usual_acl ();
  g_autoptr (GPtrArray) rights = resite_lab_store_list (world->store, LAB_DIRECTORY, LAB_RIGHT);
  g_autofree char *owner = resite_lab_directory_make_sid (ADMINS_RID);
  g_autofree char *admin = resite_lab_directory_make_sid (people[1].rid);

  for (guint i = 0; i < rights->len; i++)
    {
      const guint rid = find_rid (resite_lab_record_get_name (rights->pdata[i]));
      g_autofree char *sid = resite_lab_directory_make_sid (rid);

      resite_lab_acl_allow (acl, sid, RESITE_LAB_FULL_CONTROL, RESITE_LAB_INHERITED_BELOW);
    }
  resite_lab_acl_allow (acl, admin, RESITE_LAB_FULL_CONTROL, RESITE_LAB_INHERITED_BELOW);
  add_descriptor (entry, owner, acl, parts);
}

static void
list_folders (GPtrArray *list, ResiteLabWorld *world, guint parts)
{
  static const struct
  {
    const char *dn, *classes;
  } folders[] = {
    { RESITE_LAB_DOMAIN_DN, "top domain domainDNS" },
    { "CN=System," RESITE_LAB_DOMAIN_DN, "top container" },
    { RESITE_LAB_CONTAINER_DN, "top container" },
    { COMPUTERS, "top container" },
    { USERS, "top container" },
    { "OU=Domain Controllers," RESITE_LAB_DOMAIN_DN, "top organizationalUnit" },
    { "CN=Configuration," RESITE_LAB_DOMAIN_DN, "top configuration" },
    { "CN=Sites,CN=Configuration," RESITE_LAB_DOMAIN_DN, "top sitesContainer" },
    { SCHEMA, "top dMD" },
  };
  const gint64 then = resite_lab_world_now (world) - 900 * DAY;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      ResiteLabEntry *entry =
          begin_entry (list, folders[i].dn, folders[i].classes, then, folders[i].dn);

      if (i == 0)
        add_sid (entry, DOMAIN_SID);
      if (g_str_equal (folders[i].dn, RESITE_LAB_CONTAINER_DN))
        add_container_descriptor (entry, world, parts);
    }
}

static void
add_account (ResiteLabEntry *entry, const char *name, guint rid, const char *flags)
{
  g_autofree char *sid = resite_lab_directory_make_sid (rid);

  resite_lab_entry_add (entry, "sAMAccountName", name);
  resite_lab_entry_add (entry, "userAccountControl", flags);
  add_sid (entry, sid);
}

static void
list_people (GPtrArray *list, ResiteLabWorld *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *dn = g_strdup_printf ("CN=%s," USERS, people[i].name);
      g_autofree char *principal = g_strconcat (people[i].name, "@" RESITE_LAB_DOMAIN, NULL);
      ResiteLabEntry *entry = begin_entry (list, dn, "top person organizationalPerson user",
                                           resite_lab_world_now (world) - 800 * DAY, dn);

      add_account (entry, people[i].name, people[i].rid, USER_FLAGS);
      resite_lab_entry_add (entry, "userPrincipalName", principal);
      resite_lab_entry_add (entry, "displayName", people[i].name);
    }
}

static void
add_computer (GPtrArray *list, const char *name, const char *folder, guint rid, gint64 created,
              const char *flags)
{
  g_autofree char *dn = g_strdup_printf ("CN=%s,%s", name, folder);
  g_autofree char *account = g_strconcat (name, "$", NULL);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *host = g_strconcat (lower, "." RESITE_LAB_DOMAIN, NULL);
  g_autofree char *sid = resite_lab_directory_make_sid (rid);
  g_autofree char *group = resite_lab_directory_make_sid (COMPUTERS_RID);
  g_autoptr (GBytes) token = resite_lab_sid_to_bytes (group);
  /* The account stays the same one when the machine is renamed. */
  ResiteLabEntry *entry =
      begin_entry (list, dn, "top person organizationalPerson user computer", created, sid);

  add_account (entry, account, rid, flags);
  resite_lab_entry_add (entry, "dNSHostName", host);
  resite_lab_entry_add (entry, "operatingSystem", "Windows Server 2003");
  resite_lab_entry_add (entry, "operatingSystemVersion", "5.2 (3790)");
  resite_lab_entry_add (entry, "primaryGroupID", G_STRINGIFY (COMPUTERS_RID));
  resite_lab_entry_add_bytes (entry, "tokenGroups", token);
  resite_lab_entry_hide (entry, "tokenGroups");
}

static void
list_computers (GPtrArray *list, ResiteLabWorld *world)
{
  const gint64 now = resite_lab_world_now (world);

  for (guint i = 0; i < G_N_ELEMENTS (computers); i++)
    {
      const char *role = computers[i].role;
      /* The account is renamed with the order, the machine with its restart. */
      const char *pending =
          role != NULL ? resite_lab_world_get_fact (world, role, "NamePending") : NULL;
      const char *name = role != NULL ? resite_lab_world_get_name (world, role) : computers[i].name;
      const guint days = g_strcmp0 (role, "new") == 0 ? 3 : 700;

      if (name != NULL)
        add_computer (list, pending != NULL ? pending : name, COMPUTERS, computers[i].rid,
                      now - days * DAY, COMPUTER_FLAGS);
    }
  add_computer (list, "DC1", "OU=Domain Controllers," RESITE_LAB_DOMAIN_DN, 1000, now - 900 * DAY,
                DC_FLAGS);
}

static void
add_site_facts (ResiteLabEntry *entry, const char *code)
{
  g_autofree char *boundary = g_strdup_printf ("10.4.%c.0", code[2]);

  resite_lab_entry_add (entry, "mSSMSSiteCode", code);
  resite_lab_entry_add (entry, "mSSMSAssignmentSiteCode", code);
  resite_lab_entry_add (entry, "mSSMSSiteBoundaries", boundary);
  resite_lab_entry_add (entry, "mSSMSRoamingBoundaries", boundary);
  resite_lab_entry_add (entry, "mSSMSRoamingBoundaries", "Default-First-Site-Name");
}

static void
add_facts (ResiteLabEntry *entry, ResiteLabWorld *world, const ResiteLabRecord *object)
{
  const char *code = resite_lab_record_get (object, "Code");
  const char *server = resite_lab_record_get (object, "Server");

  if (resite_lab_record_is (object, "Class", LAB_CLASS_SITE))
    add_site_facts (entry, code);
  else
    resite_lab_entry_add (entry, "mSSMSSiteCode", code);
  if (resite_lab_record_is (object, "Class", LAB_CLASS_POINT) ||
      resite_lab_record_is (object, "Class", LAB_CLASS_LOCATOR))
    resite_lab_entry_add (entry, "mSSMSMPName", server);
  if (resite_lab_record_is (object, "Class", LAB_CLASS_POINT))
    {
      resite_lab_entry_add (entry, "mSSMSDefaultMP", "TRUE");
      resite_lab_entry_add (entry, "mSSMSDeviceManagementPoint", "FALSE");
    }
  if (resite_lab_record_is (object, "Class", LAB_CLASS_RANGE))
    {
      resite_lab_entry_add (entry, "mSSMSRangedIPLow", "168034817");
      resite_lab_entry_add (entry, "mSSMSRangedIPHigh", "168035070");
    }
}

static void
list_object (GPtrArray *list, ResiteLabWorld *world, const ResiteLabRecord *object, guint parts)
{
  const char *class = resite_lab_record_get (object, "Class");
  const gboolean is_top =
      g_str_equal (class, LAB_CLASS_SITE) || g_str_equal (class, LAB_CLASS_RANGE);
  g_autofree char *dn =
      g_strdup_printf ("CN=%s," RESITE_LAB_CONTAINER_DN, resite_lab_record_get_name (object));
  g_autofree char *classes = g_strconcat (is_top ? "top " : POINT_ANCESTORS, class, NULL);
  ResiteLabEntry *entry =
      begin_entry (list, dn, classes, resite_lab_record_get_int (object, "Created"),
                   resite_lab_record_get (object, "GUID"));
  const guint rid = find_owner (world, object);
  g_autofree char *owner = resite_lab_directory_make_sid (rid);
  g_autoptr (ResiteLabAcl) acl = make_usual_acl ();

  resite_lab_entry_add (entry, "uSNCreated", resite_lab_record_get (object, "USN"));
  resite_lab_entry_add (entry, "uSNChanged", resite_lab_record_get (object, "USN"));
  resite_lab_entry_add (entry, "showInAdvancedViewOnly", "TRUE");
  add_facts (entry, world, object);
  resite_lab_acl_allow (acl, owner, RESITE_LAB_FULL_CONTROL, 0);
  add_descriptor (entry, owner, acl, parts);
}

GPtrArray *
resite_lab_directory_list (ResiteLabWorld *world, guint parts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_lab_entry_free);
  g_autoptr (GPtrArray) objects = NULL;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (world), list);

  objects = resite_lab_store_list (world->store, LAB_DIRECTORY, LAB_OBJECT);
  list_folders (list, world, parts);
  for (guint i = 0; i < objects->len; i++)
    list_object (list, world, objects->pdata[i], parts);
  list_people (list, world);
  list_computers (list, world);
  return list;
}
