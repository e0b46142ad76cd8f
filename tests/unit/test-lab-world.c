/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-fixture.h"

static void
test_begins (LabFixture *fixture, gconstpointer data)
{
  static const char *const roles[] = {
    "old", "new", "source", "primary.1", "primary.2", "central"
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *name =
          lab_ask (fixture, roles[i], "root/cimv2", "SELECT Name FROM Win32_ComputerSystem");

      g_assert_cmpstr (name, ==, resite_lab_world_get_name (fixture->world, roles[i]));
      g_assert_true (resite_lab_world_is_up (fixture->world, roles[i]));
      g_assert_true (
          g_str_has_prefix (resite_lab_world_get_address (fixture->world, roles[i]), "127."));
    }
  lab_assert (fixture, "old", "SELECT State FROM Win32_Service WHERE Name='sms_executive'",
              "Running");
  lab_assert (fixture, "primary.1", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", "1");
}

static GError *
refuse (LabFixture *fixture, const char *machine, ResiteCimVerb verb, const char *space,
        const char *class_name, ResiteCimObject *keys, const char *method, ResiteCimObject *object,
        gboolean *unknown)
{
  const ResiteCimRequest request = { .verb = verb,
                                     .space = space,
                                     .class_name = class_name,
                                     .query = verb == RESITE_CIM_LIST ? class_name : NULL,
                                     .keys = keys,
                                     .method = method,
                                     .object = object };
  GError *error = NULL;

  g_assert_null (resite_lab_world_perform (fixture->world, machine, &request, unknown, &error));
  g_clear_pointer (&keys, resite_cim_object_unref);
  g_clear_pointer (&object, resite_cim_object_unref);
  return error;
}

static void
assert_refused (LabFixture *fixture, const char *machine, ResiteCimVerb verb, const char *space,
                const char *class_name, ResiteCimObject *keys, const char *method, int code,
                gboolean is_unknown)
{
  gboolean unknown = !is_unknown;
  g_autoptr (GError) error =
      refuse (fixture, machine, verb, space, class_name, keys, method, NULL, &unknown);

  g_assert_error (error, RESITE_ERROR, code);
  g_assert_cmpint (unknown, ==, is_unknown);
}

static const struct
{
  const char *machine, *space, *name, *keys;
  guint at_least;
} classes[] = {
  { "old", "root/cimv2", "Win32_ComputerSystem", "Name", 1 },
  { "old", "root/cimv2", "Win32_OperatingSystem", NULL, 1 },
  { "old", "root/cimv2", "Win32_ComputerSystemProduct", "IdentifyingNumber,Name,Version", 1 },
  { "old", "root/cimv2", "Win32_BIOS",
    "Name,SoftwareElementID,SoftwareElementState,TargetOperatingSystem,Version", 1 },
  { "old", "root/cimv2", "Win32_Processor", "DeviceID", 1 },
  { "old", "root/cimv2", "Win32_SystemEnclosure", "Tag", 1 },
  { "old", "root/cimv2", "Win32_PhysicalMemory", "Tag", 1 },
  { "old", "root/cimv2", "Win32_BaseBoard", "Tag", 1 },
  { "old", "root/cimv2", "Win32_TimeZone", "StandardName", 1 },
  { "old", "root/cimv2", "Win32_LogicalDisk", "DeviceID", 2 },
  { "old", "root/cimv2", "Win32_Service", "Name", 15 },
  { "old", "root/cimv2", "Win32_NetworkAdapter", "DeviceID", 1 },
  { "old", "root/cimv2", "Win32_NetworkAdapterConfiguration", "Index", 1 },
  { "old", "root/cimv2", "Win32_Share", "Name", 5 },
  { "old", "root/cimv2", "CIM_DataFile", "Name", 1 },
  { "old", "root/cimv2", "Win32_Directory", "Name", 4 },
  { "old", "root/cimv2", "Win32_Process", "Handle", 0 },
  { "old", "root/cimv2", "Win32_UserAccount", "Domain,Name", 4 },
  { "old", "root/cimv2", "Win32_Group", "Domain,Name", 3 },
  { "primary.1", "root/sms", "SMS_ProviderLocation", "Machine,SiteCode", 1 },
  { "primary.1", "root/sms/site_P01", "SMS_Site", "SiteCode", 4 },
  { "central", "root/sms/site_C01", "SMS_Site", "SiteCode", 5 },
  { "primary.1", "root/sms/site_P01", "SMS_SCI_Address", "FileType,ItemName,ItemType,SiteCode", 3 },
  { "primary.1", "root/sms/site_P01", "SMS_SystemResourceList",
    "NALPath,ResourceType,RoleName,SiteCode", 10 },
  { "primary.2", "root/sms/site_C01", "SMS_Package", "PackageID", 6 },
  { "primary.2", "root/sms/site_C01", "SMS_DistributionPoint", "PackageID,ServerNALPath,SiteCode",
    12 },
  { "primary.2", "root/sms/site_C01", "SMS_PackageStatus",
    "PackageID,Personality,PkgServer,SiteCode,Type", 12 },
  { "primary.2", "root/sms/site_C01", "SMS_PackageStatusDistPointsSummarizer",
    "PackageID,ServerNALPath,SiteCode", 12 },
};

/* Every class that is offered can be listed, and each of its instances got by its keys. */
static void
test_all_classes (LabFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *query = g_strconcat ("SELECT * FROM ", classes[i].name, NULL);
      g_autoptr (GPtrArray) rows = lab_list (fixture, classes[i].machine, classes[i].space, query);
      g_auto (GStrv) names = g_strsplit (classes[i].keys != NULL ? classes[i].keys : "", ",", -1);
      g_autofree char *lower = g_ascii_strdown (classes[i].name, -1);

      g_test_message ("%s: %u", classes[i].name, rows->len);
      g_assert_cmpuint (rows->len, >=, classes[i].at_least);
      g_assert_cmpstr (resite_lab_world_spell_class (fixture->world, classes[i].space, lower), ==,
                       classes[i].name);
      for (guint k = 0; k < rows->len; k++)
        {
          g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
          ResiteCimRequest request = { .verb = RESITE_CIM_GET,
                                       .space = classes[i].space,
                                       .class_name = lower };
          g_autoptr (GPtrArray) one = NULL;
          g_autoptr (GError) error = NULL;

          g_assert_cmpstr (resite_cim_object_get_class (rows->pdata[k]), ==, classes[i].name);
          for (guint n = 0; names[n] != NULL; n++)
            resite_cim_object_set_string (keys, names[n],
                                          resite_cim_object_get_string (rows->pdata[k], names[n]));
          request.keys = names[0] != NULL ? keys : NULL;
          one =
              resite_lab_world_perform (fixture->world, classes[i].machine, &request, NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (one->len, ==, 1);
          g_assert_cmpuint (resite_cim_object_get_n_properties (one->pdata[0]), ==,
                            resite_cim_object_get_n_properties (rows->pdata[k]));
        }
    }
}

static void
test_unknown (LabFixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/nosuch", "SELECT * FROM X", NULL, NULL,
                  RESITE_ERROR_NOT_FOUND, TRUE);
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/sms", "SELECT * FROM SMS_ProviderLocation",
                  NULL, NULL, RESITE_ERROR_NOT_FOUND, TRUE);
  assert_refused (fixture, "primary.1", RESITE_CIM_LIST, "root/sms/site_C01",
                  "SELECT * FROM SMS_Site", NULL, NULL, RESITE_ERROR_NOT_FOUND, TRUE);
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/cimv2", "SELECT * FROM Win32_NoSuch", NULL,
                  NULL, RESITE_ERROR_NOT_FOUND, TRUE);
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/cimv2", "SELECT NoSuch FROM Win32_Service",
                  NULL, NULL, RESITE_ERROR_INVALID, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/cimv2",
                  "SELECT * FROM Win32_Service WHERE NoSuch = 1", NULL, NULL, RESITE_ERROR_INVALID,
                  FALSE);
  assert_refused (fixture, "old", RESITE_CIM_LIST, "root/cimv2", "SELECT", NULL, NULL,
                  RESITE_ERROR_INVALID, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_GET, "root/cimv2", "Win32_NoSuch", NULL, NULL,
                  RESITE_ERROR_NOT_FOUND, TRUE);
  assert_refused (fixture, "old", RESITE_CIM_GET, "root/cimv2", "Win32_Service",
                  lab_object ("Name", "NoSuch", NULL), NULL, RESITE_ERROR_NOT_FOUND, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_GET, "root/cimv2", "Win32_Service", NULL, NULL,
                  RESITE_ERROR_INVALID, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_GET, "root/cimv2", "Win32_Service",
                  lab_object ("Name", "Spooler", "Other", "x", NULL), NULL, RESITE_ERROR_INVALID,
                  FALSE);
  assert_refused (fixture, "old", RESITE_CIM_CALL, "root/cimv2", "Win32_Service",
                  lab_object ("Name", "Spooler", NULL), "NoSuch", RESITE_ERROR_REFUSED, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_DELETE, "root/cimv2", "Win32_Service",
                  lab_object ("Name", "Spooler", NULL), NULL, RESITE_ERROR_REFUSED, FALSE);
  assert_refused (fixture, "old", RESITE_CIM_CREATE, "root/cimv2", "Win32_Service", NULL, NULL,
                  RESITE_ERROR_REFUSED, FALSE);
  g_assert_null (resite_lab_world_spell_class (fixture->world, "root/cimv2", "Win32_NoSuch"));
}

static void
test_bases (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) services =
      lab_list (fixture, "old", "ROOT/CIMV2", "SELECT * FROM CIM_Service WHERE Name = 'Spooler'");
  g_autoptr (GPtrArray) files =
      lab_list (fixture, "old", "root/cimv2",
                "SELECT Name FROM CIM_LogicalFile WHERE Name = 'c:\\\\windows'");

  g_assert_cmpuint (services->len, ==, 1);
  g_assert_cmpstr (resite_cim_object_get_class (services->pdata[0]), ==, "Win32_Service");
  g_assert_cmpuint (files->len, ==, 1);
}

static void
test_service (LabFixture *fixture, gconstpointer data)
{
  static const char *const query = "SELECT State FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'";
#define SERVICE(method, in)                                                                        \
  lab_call (fixture, "old", "Win32_Service", lab_object ("Name", "SMS_EXECUTIVE", NULL), method, in)

  g_assert_cmpint (SERVICE ("StartService", NULL), ==, 10);
  g_assert_cmpint (SERVICE ("StopService", NULL), ==, 0);
  lab_assert (fixture, "old", query, "Stop Pending");
  g_assert_cmpint (SERVICE ("StopService", NULL), ==, 5);
  lab_wait_for (fixture, "old", "root/cimv2", query, "Stopped");
  g_assert_cmpint (SERVICE ("InterrogateService", NULL), ==, 6);
  g_assert_cmpint (SERVICE ("ChangeStartMode", lab_object ("StartMode", "Auto", NULL)), ==, 21);
  g_assert_cmpint (SERVICE ("ChangeStartMode", lab_object ("StartMode", "Disabled", NULL)), ==, 0);
  g_assert_cmpint (SERVICE ("StartService", NULL), ==, 14);
  g_assert_cmpint (SERVICE ("ChangeStartMode", lab_object ("StartMode", "Automatic", NULL)), ==, 0);
  lab_assert (fixture, "old", "SELECT StartMode FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'",
              "Auto");
  g_assert_cmpint (SERVICE ("StartService", NULL), ==, 0);
  lab_wait_for (fixture, "old", "root/cimv2", query, "Running");
  g_assert_true (resite_lab_world_set_fault (fixture->world, "service-hangs", "SMS_EXECUTIVE"));
  g_assert_cmpint (SERVICE ("StopService", NULL), ==, 0);
  resite_lab_world_switch_on (fixture->world, "old", FALSE);
  resite_lab_world_switch_on (fixture->world, "old", TRUE);
  lab_assert (fixture, "old", query, "Running");
#undef SERVICE
}

static void
note_signal (ResiteLabWorld *world, const char *machine, GString *noted)
{
  g_string_append_printf (noted, "%s ", machine);
}

static ResiteCimObject *
make_static (const char *address, const char *mask)
{
  const char *addresses[] = { address, NULL };
  const char *masks[] = { mask, NULL };
  ResiteCimObject *in = resite_cim_object_new (NULL);

  resite_cim_object_take (in, "IPAddress", resite_cim_value_new_strings (addresses));
  resite_cim_object_take (in, "SubnetMask", resite_cim_value_new_strings (masks));
  return in;
}

static gint64
call_card (LabFixture *fixture, const char *machine, const char *method, ResiteCimObject *in)
{
  return lab_call (fixture, machine, "Win32_NetworkAdapterConfiguration",
                   lab_object ("Index", "1", NULL), method, in);
}

static ResiteCimObject *
make_list (const char *name, const char *first, const char *second)
{
  const char *items[] = { first, second, NULL };
  ResiteCimObject *in = resite_cim_object_new (NULL);

  resite_cim_object_take (in, name, resite_cim_value_new_strings (items));
  return in;
}

static void
test_card (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup (resite_lab_world_get_address (fixture->world, "old"));
  g_autoptr (GString) moved = g_string_new (NULL);

  g_signal_connect (fixture->world, "moved", G_CALLBACK (note_signal), moved);
  g_assert_cmpint (call_card (fixture, "old", "EnableDHCP", NULL), ==, 0);
  /* The answer is on its way before anybody hears of it. */
  g_assert_cmpstr (moved->str, ==, "");
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (moved->str, ==, "old ");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), !=, address);
  lab_assert (fixture, "old",
              "SELECT DHCPEnabled FROM Win32_NetworkAdapterConfiguration WHERE IPEnabled = TRUE",
              "true");
  g_assert_cmpint (call_card (fixture, "old", "EnableStatic", make_static (address, "255.255.0.0")),
                   ==, 0);
  g_assert_cmpint (call_card (fixture, "old", "EnableStatic", make_static (address, "255.255.0.0")),
                   ==, 81);
  g_assert_cmpint (call_card (fixture, "old", "EnableStatic", make_static ("x", "255.255.0.0")), ==,
                   70);
  g_assert_cmpint (call_card (fixture, "old", "EnableStatic", make_static (address, "x")), ==, 66);
  g_assert_cmpint (call_card (fixture, "old", "EnableStatic", NULL), ==, 68);
  g_assert_cmpint (
      call_card (fixture, "old", "SetGateways", make_list ("DefaultIPGateway", "127.1.1.1", NULL)),
      ==, 0);
  g_assert_cmpint (
      call_card (fixture, "old", "SetGateways", make_list ("DefaultIPGateway", "x", NULL)), ==, 71);
  g_assert_cmpint (call_card (fixture, "old", "SetDNSServerSearchOrder",
                              make_list ("DNSServerSearchOrder", "127.1.1.2", "127.1.1.3")),
                   ==, 0);
  g_assert_cmpint (
      call_card (fixture, "old", "SetWINSServer",
                 lab_object ("WINSPrimaryServer", "127.1.1.4", "WINSSecondaryServer", "", NULL)),
      ==, 0);
  lab_assert (fixture, "old", "SELECT DefaultIPGateway FROM Win32_NetworkAdapterConfiguration",
              "127.1.1.1");
  lab_assert (fixture, "old", "SELECT DNSServerSearchOrder FROM Win32_NetworkAdapterConfiguration",
              "127.1.1.2");
  lab_assert (fixture, "old", "SELECT WINSPrimaryServer FROM Win32_NetworkAdapterConfiguration",
              "127.1.1.4");
  lab_assert (fixture, "old", "SELECT IPSubnet FROM Win32_NetworkAdapterConfiguration",
              "255.255.0.0");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==, address);
}

/* Two machines never have one address: the second gets one that is of no use. */
static void
test_conflict (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup (resite_lab_world_get_address (fixture->world, "old"));

  call_card (fixture, "new", "EnableStatic", make_static (address, "255.255.255.0"));
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "new"), !=, address);
  resite_lab_world_switch_on (fixture->world, "old", FALSE);
  call_card (fixture, "new", "EnableStatic", make_static (address, "255.255.255.0"));
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "new"), ==, address);
}

static gint64
get_boot_time (LabFixture *fixture, const char *machine)
{
  g_autoptr (GPtrArray) rows =
      lab_list (fixture, machine, "root/cimv2", "SELECT LastBootUpTime FROM Win32_OperatingSystem");
  gint64 time = 0;

  g_assert_true (
      resite_cim_value_get_time (resite_cim_object_get (rows->pdata[0], "LastBootUpTime"), &time));
  return time;
}

static void
test_reboot (LabFixture *fixture, gconstpointer data)
{
  const gint64 before = get_boot_time (fixture, "old");
  g_autoptr (GString) changes = g_string_new (NULL);

  g_signal_connect (fixture->world, "up-changed", G_CALLBACK (note_signal), changes);
  g_assert_cmpint (lab_call (fixture, "old", "Win32_ComputerSystem",
                             lab_object ("Name", "BR01SMS", NULL), "Rename",
                             lab_object ("Name", "BR01SMS_OLD", NULL)),
                   ==, 5);
  g_assert_cmpint (lab_call (fixture, "old", "Win32_OperatingSystem", NULL, "Reboot", NULL), ==, 0);
  g_assert_true (resite_lab_world_is_up (fixture->world, "old"));
  while (resite_lab_world_is_up (fixture->world, "old"))
    g_main_context_iteration (NULL, TRUE);
  while (!resite_lab_world_is_up (fixture->world, "old"))
    g_main_context_iteration (NULL, TRUE);
  while (!g_str_equal (changes->str, "old old "))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (get_boot_time (fixture, "old"), >, before);
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
}

static void
test_shutdown (LabFixture *fixture, gconstpointer data)
{
  const gint64 before = get_boot_time (fixture, "new");

  g_assert_cmpint (lab_call (fixture, "new", "Win32_OperatingSystem", NULL, "Win32Shutdown",
                             lab_object ("Flags", "0", NULL)),
                   ==, 0);
  g_assert_cmpint (lab_call (fixture, "new", "Win32_OperatingSystem", NULL, "Win32Shutdown", NULL),
                   ==, 87);
  g_assert_cmpint (lab_call (fixture, "new", "Win32_OperatingSystem", NULL, "Win32Shutdown",
                             lab_object ("Flags", "6", NULL)),
                   ==, 0);
  while (resite_lab_world_is_up (fixture->world, "new"))
    g_main_context_iteration (NULL, TRUE);
  while (!resite_lab_world_is_up (fixture->world, "new"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (get_boot_time (fixture, "new"), >, before);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "no-reboot", "yes"));
  lab_call (fixture, "new", "Win32_OperatingSystem", NULL, "Reboot", NULL);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "no-reboot", NULL));
  lab_call (fixture, "old", "Win32_OperatingSystem", NULL, "Shutdown", NULL);
  while (resite_lab_world_is_up (fixture->world, "old"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (resite_lab_world_is_up (fixture->world, "new"));
}

static void
test_identity (LabFixture *fixture, gconstpointer data)
{
  static const char *const query = "SELECT UUID FROM Win32_ComputerSystemProduct";
  g_autofree char *old = lab_ask (fixture, "old", "root/cimv2", query);
  g_autofree char *new = lab_ask (fixture, "new", "root/cimv2", query);

  g_assert_cmpstr (old, !=, new);
  g_assert_cmpstr (resite_lab_world_get_fact (fixture->world, "old", "UUID"), ==, old);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "uuid-same", "yes"));
  lab_assert (fixture, "new", query, old);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "uuid-none", "new"));
  lab_assert (fixture, "new", query, "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
  g_assert_false (resite_lab_world_set_fault (fixture->world, "no-such-fault", "yes"));
}

static void
test_share (LabFixture *fixture, gconstpointer data)
{
#define CREATE(...)                                                                                \
  lab_call (fixture, "old", "Win32_Share", NULL, "Create", lab_object (__VA_ARGS__, NULL))

  g_assert_cmpint (CREATE ("Path", "C:\\WINDOWS", "Name", "W", "Type", "0"), ==, 0);
  g_assert_cmpint (CREATE ("Path", "C:\\WINDOWS", "Name", "w", "Type", "0"), ==, 22);
  g_assert_cmpint (CREATE ("Path", "C:\\NO", "Name", "X", "Type", "0"), ==, 24);
  g_assert_cmpint (CREATE ("Path", "C:\\WINDOWS", "Name", "a/b", "Type", "0"), ==, 9);
  g_assert_cmpint (CREATE ("Path", "C:\\WINDOWS", "Name", "X"), ==, 21);
#undef CREATE
  g_assert_cmpint (
      lab_call (fixture, "old", "Win32_Share", lab_object ("Name", "W", NULL), "Delete", NULL), ==,
      0);
  assert_refused (fixture, "old", RESITE_CIM_CALL, "root/cimv2", "Win32_Share",
                  lab_object ("Name", "W", NULL), "Delete", RESITE_ERROR_NOT_FOUND, FALSE);
  g_assert_cmpint (
      lab_call (fixture, "old", "Win32_Share", lab_object ("Name", "IPC$", NULL), "Delete", NULL),
      ==, 2);
}

static void
test_files (LabFixture *fixture, gconstpointer data)
{
  const char *id = resite_lab_packages_get_good (fixture->packages, 0);
  g_autofree char *file = g_strdup_printf (
      "SELECT Writeable FROM CIM_DataFile WHERE Name = 'e:\\\\smspkg\\\\%s.pck'", id);
  g_autofree char *renamed =
      g_build_filename (fixture->folder, "machines/source/E/SMSPKGE$_OLD", NULL);
  g_autoptr (GPtrArray) packages =
      lab_list (fixture, "source", "root/cimv2",
                "SELECT Name, FileSize FROM CIM_DataFile WHERE Drive = 'E:' AND Path = "
                "'\\\\SMSPKG\\\\' AND Extension = 'PCK'");
#define RENAME(from, to)                                                                           \
  lab_call (fixture, "source", "Win32_Directory", lab_object ("Name", from, NULL), "Rename",       \
            lab_object ("FileName", to, NULL))

  g_assert_cmpuint (packages->len, ==, 6);
  g_assert_cmpint (resite_cim_object_get_int (packages->pdata[0], "FileSize", 0), >, 0);
  lab_assert (fixture, "source", file, "false");
  lab_assert (fixture, "source",
              "SELECT FileType FROM Win32_Directory WHERE Name = 'E:\\\\SMSPKGE$'", "File Folder");
  lab_assert (fixture, "source", "SELECT Name FROM CIM_DataFile WHERE Name = 'E:\\\\SMSPKGE$'",
              NULL);
  g_assert_cmpint (RENAME ("E:\\SMSPKGE$", "C:\\X"), ==, 13);
  g_assert_cmpint (RENAME ("E:\\SMSPKGE$", "E:\\SMSPKG"), ==, 10);
  g_assert_cmpint (RENAME ("E:\\SMSPKGE$", "X"), ==, 21);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "folder-busy", "yes"));
  g_assert_cmpint (RENAME ("E:\\SMSPKGE$", "E:\\SMSPKGE$_OLD"), ==, 15);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "folder-busy", NULL));
  g_assert_cmpint (RENAME ("E:\\SMSPKGE$", "E:\\SMSPKGE$_OLD"), ==, 0);
  g_assert_true (g_file_test (renamed, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (lab_call (fixture, "source", "Win32_Directory",
                             lab_object ("Name", "E:\\SMSPKGE$_OLD", NULL), "Delete", NULL),
                   ==, 14);
  lab_assert (fixture, "source",
              "SELECT FileType FROM Win32_Directory WHERE Name = 'E:\\\\SMSPKGE$'", NULL);
  lab_assert (fixture, "source", "SELECT FileSystem FROM Win32_LogicalDisk WHERE DeviceID = 'E:'",
              "NTFS");
#undef RENAME
}

static void
test_process (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteCimObject) out = lab_call_for (
      fixture, "new", "root/cimv2", "Win32_Process", NULL, "Create",
      lab_object ("CommandLine",
                  "cmd.exe /v:on /c \"type nosuch > \"E:\\out.txt\" 2>&1 & echo !errorlevel! > "
                  "\"E:\\done.txt\"\"",
                  "CurrentDirectory", "E:\\", NULL));
  g_autoptr (ResiteCimObject) waiting = NULL;
  g_autofree char *done = g_build_filename (fixture->folder, "machines/new/E/done.txt", NULL);
  g_autofree char *text = NULL;
  g_autofree char *id = g_strdup (resite_cim_object_get_string (out, "ProcessId"));
  g_autofree char *query =
      g_strdup_printf ("SELECT Name FROM Win32_Process WHERE ProcessId = %s", id);

  g_assert_cmpint (resite_cim_object_get_int (out, "ReturnValue", -1), ==, 0);
  lab_assert (fixture, "new", query, "cmd.exe");
  lab_wait_for (fixture, "new", "root/cimv2", query, NULL);
  g_assert_true (g_file_get_contents (done, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "1 \r\n");
  g_assert_cmpint (lab_call (fixture, "new", "Win32_Process", NULL, "Create",
                             lab_object ("CommandLine", "x", "CurrentDirectory", "E:\\no", NULL)),
                   ==, 9);
  g_assert_cmpint (lab_call (fixture, "new", "Win32_Process", NULL, "Create", NULL), ==, 21);
  waiting = lab_call_for (fixture, "new", "root/cimv2", "Win32_Process", NULL, "Create",
                          lab_object ("CommandLine", "ping -n 3600 localhost", NULL));
  g_assert_cmpint (
      lab_call (fixture, "new", "Win32_Process",
                lab_object ("Handle", resite_cim_object_get_string (waiting, "ProcessId"), NULL),
                "Terminate", NULL),
      ==, 0);
  lab_wait_for (fixture, "new", "root/cimv2", "SELECT Name FROM Win32_Process", NULL);
  /* One that still runs when the world ends is let go of. */
  lab_call (fixture, "new", "Win32_Process", NULL, "Create",
            lab_object ("CommandLine", "ping -n 3600 localhost", NULL));
  lab_fixture_close (fixture);
  lab_fixture_open (fixture);
  lab_assert (fixture, "new", "SELECT Name FROM Win32_Process", NULL);
}

static gint64
call_registry (LabFixture *fixture, const char *method, ResiteCimObject *in, char **value)
{
  g_autoptr (ResiteCimObject) out =
      lab_call_for (fixture, "old", "root/default", "StdRegProv", NULL, method, in);
  ResiteCimValue *first = resite_cim_object_get_value (out, 0);

  if (value != NULL)
    {
      g_auto (GStrv) items = resite_cim_value_dup_strings (first);

      *value = g_strjoinv (",", items);
    }
  return resite_cim_object_get_int (out, "ReturnValue", -1);
}

static void
assert_registry (LabFixture *fixture, const char *method, const char *key, const char *name,
                 gint64 code, const char *expected)
{
  g_autofree char *value = NULL;

  g_assert_cmpint (call_registry (fixture, method,
                                  lab_object ("hDefKey", "2147483650", "sSubKeyName", key,
                                              "sValueName", name, NULL),
                                  &value),
                   ==, code);
  if (expected != NULL)
    g_assert_cmpstr (value, ==, expected);
}

static void
test_registry (LabFixture *fixture, gconstpointer data)
{
  static const char *const setup = "software\\microsoft\\sms\\setup";

  assert_registry (fixture, "GetStringValue", setup, "full version", 0, "2.50.4160.2000");
  assert_registry (fixture, "GetStringValue", setup, "NoSuch", 1, "");
  assert_registry (fixture, "GetStringValue", "SOFTWARE\\NoSuch", "x", 2, "");
  assert_registry (fixture, "GetDWORDValue", "SOFTWARE\\Microsoft\\InetStp", "MajorVersion", 0,
                   "6");
  assert_registry (fixture, "GetDWORDValue", setup, "Full Version", 1, "");
  assert_registry (fixture, "EnumKey", "SOFTWARE\\Microsoft\\SMS\\", "", 0,
                   "Setup,Identification,Components");
  assert_registry (fixture, "EnumValues", setup, "", 0, "Full Version,Installation Directory");
  g_assert_cmpint (call_registry (fixture, "CreateKey",
                                  lab_object ("hDefKey", "2147483650", "sSubKeyName", "A\\B", NULL),
                                  NULL),
                   ==, 0);
  g_assert_cmpint (call_registry (fixture, "SetDWORDValue",
                                  lab_object ("hDefKey", "2147483650", "sSubKeyName", "A\\B",
                                              "sValueName", "n", "uValue", "7", NULL),
                                  NULL),
                   ==, 0);
  g_assert_cmpint (call_registry (fixture, "SetStringValue",
                                  lab_object ("hDefKey", "2147483650", "sSubKeyName", "A\\No",
                                              "sValueName", "n", "sValue", "7", NULL),
                                  NULL),
                   ==, 2);
  assert_registry (fixture, "GetDWORDValue", "A\\B", "n", 0, "7");
  assert_registry (fixture, "DeleteKey", "A", "", 5, NULL);
  assert_registry (fixture, "DeleteValue", "A\\B", "n", 0, NULL);
  assert_registry (fixture, "DeleteKey", "A\\B", "", 0, NULL);
  assert_registry (fixture, "DeleteKey", "A\\B", "", 2, NULL);
  g_assert_cmpint (call_registry (fixture, "EnumKey",
                                  lab_object ("hDefKey", "2147483649", "sSubKeyName", "A", NULL),
                                  NULL),
                   ==, 2);
}

static void
test_groups (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) members = lab_list (fixture, "old", "root/cimv2",
                                            "SELECT * FROM Win32_GroupUser WHERE GroupComponent = "
                                            "'Win32_Group.Domain=\"BR01SMS\",Name=\"IIS_WPG\"'");
  ResiteCimObject *part;

  g_assert_cmpuint (members->len, ==, 1);
  part = resite_cim_value_get_object (resite_cim_object_get (members->pdata[0], "PartComponent"));
  g_assert_cmpstr (resite_cim_object_get_string (part, "Name"), ==, "IWAM_BR01SMS");
}

static void
test_addresses (LabFixture *fixture, gconstpointer data)
{
  const ResiteCimRequest request = { .verb = RESITE_CIM_GET,
                                     .space = "root/sms/site_P01",
                                     .class_name = "SMS_SCI_Address",
                                     .keys = lab_object ("FileType", "1", "ItemName", "S01|MS_LAN",
                                                         "ItemType", "Address", "SiteCode", "P01",
                                                         NULL) };
  g_autoptr (ResiteCimObject) keys = request.keys;
  g_autoptr (GPtrArray) rows = lab_list (fixture, "primary.1", "root/sms/site_P01",
                                         "SELECT * FROM SMS_SCI_Address WHERE DesSiteCode = 'S01'");
  g_autoptr (GPtrArray) whole =
      resite_lab_world_perform (fixture->world, "primary.1", &request, NULL, NULL);
  ResiteCimObject *point;

  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_true (resite_cim_value_is_null (resite_cim_object_get (rows->pdata[0], "Props")));
  point = resite_cim_value_get_object (
      resite_cim_value_get_item (resite_cim_object_get (whole->pdata[0], "Props"), 0));
  g_assert_cmpstr (resite_cim_object_get_string (point, "Value1"), ==, "BR01SMS");
}

static void
test_points (LabFixture *fixture, gconstpointer data)
{
  const char *id = resite_lab_packages_get_good (fixture->packages, 0);
  g_autofree char *query = g_strdup_printf (
      "SELECT SiteName FROM SMS_DistributionPoint WHERE PackageID = '%s' AND ServerNALPath LIKE "
      "'%%BR01SMS%%'",
      id);
  g_autoptr (ResiteCimObject) point =
      lab_object ("PackageID", id, "ServerNALPath",
                  "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\", "SiteCode",
                  "S01", "SiteName", "Branch", NULL);
  ResiteCimRequest request = { .verb = RESITE_CIM_CREATE,
                               .space = "root/sms/site_C01",
                               .class_name = "SMS_DistributionPoint",
                               .object = point };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) created =
      resite_lab_world_perform (fixture->world, "central", &request, NULL, &error);
  g_autoptr (GPtrArray) gone = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (resite_cim_object_get_n_properties (created->pdata[0]), ==, 3);
  lab_assert (fixture, "central", query, "Branch");
  request.verb = RESITE_CIM_DELETE;
  request.keys = created->pdata[0];
  gone = resite_lab_world_perform (fixture->world, "central", &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gone->len, ==, 0);
  /* Being deleted takes a while, and the row stands there meanwhile. */
  lab_assert (fixture, "central", query, "Branch");
  lab_wait_for (fixture, "central", "root/sms/site_C01", query, NULL);
  resite_cim_object_set_string (point, "ServerNALPath", "nowhere");
  request.verb = RESITE_CIM_CREATE;
  g_assert_null (resite_lab_world_perform (fixture->world, "central", &request, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_put (LabFixture *fixture, gconstpointer data)
{
  ResiteCimRequest request = { .verb = RESITE_CIM_PUT,
                               .space = "root/sms/site_P01",
                               .class_name = "SMS_Site",
                               .keys = lab_object ("SiteCode", "S02", NULL),
                               .object =
                                   lab_object ("SiteCode", "S02", "SiteName", "Other", NULL) };
  g_autoptr (ResiteCimObject) keys = request.keys;
  g_autoptr (ResiteCimObject) object = request.object;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) put =
      resite_lab_world_perform (fixture->world, "primary.1", &request, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (resite_cim_object_get_string (put->pdata[0], "SiteName"), ==, "Other");
  resite_cim_object_set_string (object, "Status", "4");
  g_assert_null (resite_lab_world_perform (fixture->world, "primary.1", &request, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/lab-world/" path, LabFixture, NULL, lab_fixture_set_up, function,                  \
              lab_fixture_tear_down)
  ADD ("begins", test_begins);
  ADD ("all-classes", test_all_classes);
  ADD ("unknown", test_unknown);
  ADD ("bases", test_bases);
  ADD ("service", test_service);
  ADD ("card", test_card);
  ADD ("conflict", test_conflict);
  ADD ("reboot", test_reboot);
  ADD ("shutdown", test_shutdown);
  ADD ("identity", test_identity);
  ADD ("share", test_share);
  ADD ("files", test_files);
  ADD ("process", test_process);
  ADD ("registry", test_registry);
  ADD ("groups", test_groups);
  ADD ("addresses", test_addresses);
  ADD ("points", test_points);
  ADD ("put", test_put);
  return g_test_run ();
}
