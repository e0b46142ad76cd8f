/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-windows.h"

/* What is read of a machine, and how what it says is understood. */

#define LIST     "list root/cimv2 "
#define PRODUCT  LIST "SELECT UUID FROM Win32_ComputerSystemProduct"
#define COMPUTER LIST "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem"
#define CARDS                                                                                      \
  LIST "SELECT Index, MACAddress, NetConnectionID, PNPDeviceID FROM Win32_NetworkAdapter"

static void
tell_machine (FakeCim *cim, const char *uuid)
{
  g_autofree char *row = g_strdup_printf ("UUID=%s", uuid);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) there = g_date_time_add_minutes (now, 7);
  g_autofree char *clock = g_date_time_format (there, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *system =
      g_strdup_printf ("Caption= Microsoft(R) Windows(R) Server 2003 |CSDVersion=Service Pack 2|"
                       "LastBootUpTime=20261101080000.000000+060|LocalDateTime=%s",
                       clock);

  fake_cim_answer (cim, PRODUCT, row, NULL);
  fake_cim_answer (cim, LIST "SELECT SerialNumber FROM Win32_BIOS", "SerialNumber= CZ1234 ", NULL);
  fake_cim_answer (cim, COMPUTER,
                   "Name=BR01SMS|Domain=corp.example.com|PartOfDomain=true|Model=ProLiant|"
                   "UserName=BR01\\admin",
                   NULL);
  fake_cim_answer (cim, LIST "SELECT Caption, *", system, NULL);
  fake_cim_answer (
      cim, CARDS, "Index=1|MACAddress=00:0c:29:4f:8e:35|NetConnectionID=LAN|PNPDeviceID=PCI\\VEN",
      "Index=2|MACAddress=50:50:54:50:30:30|PNPDeviceID=ROOT\\MS_PPTPMINIPORT\\0000",
      "Index=3|MACAddress=00:0C:29:4F:8E:01|NetConnectionID=LAN 2|PNPDeviceID=PCI\\VEN2",
      "Index=4|NetConnectionID=1394|PNPDeviceID=V1394\\NIC1394", NULL);
}

static void
identify (gpointer data)
{
  FakeQuestion *question = data;

  question->result =
      resite_windows_identify (question->cim, question->cancellable, &question->error);
}

static void
test_identity (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteWindowsIdentity) identity = NULL;
  FakeQuestion question = { 0 };

  tell_machine (cim, "4c4c4544-0042-3510-8054-b7c04f4e3332");
  fake_cim_ask (cim, identify, &question);
  g_assert_no_error (question.error);
  identity = question.result;
  g_assert_cmpstr (identity->uuid, ==, "4C4C4544-0042-3510-8054-B7C04F4E3332");
  g_assert_cmpstr (identity->serial, ==, "CZ1234");
  g_assert_cmpstr (identity->name, ==, "BR01SMS");
  g_assert_cmpstr (identity->domain, ==, "corp.example.com");
  g_assert_cmpstr (identity->user, ==, "BR01\\admin");
  g_assert_cmpstr (identity->product, ==, "Microsoft(R) Windows(R) Server 2003, Service Pack 2");
  g_assert_cmpuint (g_strv_length (identity->macs), ==, 2);
  g_assert_cmpstr (identity->macs[0], ==, "00:0C:29:4F:8E:01");
  g_assert_cmpstr (identity->macs[1], ==, "00:0C:29:4F:8E:35");
  /* 2026-11-01 07:00 UTC */
  g_assert_cmpint (identity->booted_at, ==, G_GINT64_CONSTANT (1793516400) * G_USEC_PER_SEC);
  /* Seconds of a running clock: only the minutes are told. */
  g_assert_cmpint (identity->clock_ahead, >, 6 * 60 * G_USEC_PER_SEC);
  g_assert_cmpint (identity->clock_ahead, <=, 7 * 60 * G_USEC_PER_SEC);
}

static void
test_slow_answer (void)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;

  /* Whenever in those twenty minutes it read its clock, that may have been right. */
  g_assert_cmpint (resite_windows_compare_clocks (0, 20 * minute, 0), ==, 0);
  g_assert_cmpint (resite_windows_compare_clocks (0, 20 * minute, minute), ==, 0);
  g_assert_cmpint (resite_windows_compare_clocks (0, 20 * minute, 20 * minute), ==, 0);
  g_assert_cmpint (resite_windows_compare_clocks (0, 20 * minute, -6 * minute), ==, -6 * minute);
  g_assert_cmpint (resite_windows_compare_clocks (0, 20 * minute, 26 * minute), ==, 6 * minute);
  g_assert_cmpint (resite_windows_compare_clocks (minute, minute, 8 * minute), ==, 7 * minute);
}

/* Two boxes that say the same nothing are not one box. */
static void
test_placeholders (void)
{
  static const char *const ids[] = { "00000000-0000-0000-0000-000000000000",
                                     "ffffffff-ffff-ffff-ffff-ffffffffffff",
                                     "03000200-0400-0500-0006-000700080009", "" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (FakeCim) cim = fake_cim_new ();
      g_autoptr (ResiteWindowsIdentity) identity = NULL;
      FakeQuestion question = { 0 };

      tell_machine (cim, ids[i]);
      fake_cim_ask (cim, identify, &question);
      g_assert_no_error (question.error);
      identity = question.result;
      g_assert_null (identity->uuid);
    }
}

static void
test_identity_fails (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_fail (cim, PRODUCT, RESITE_ERROR_NO_ACCESS, "no right");
  fake_cim_ask (cim, identify, &question);
  g_assert_null (question.result);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&question.error);

  fake_cim_forget (cim);
  fake_cim_answer (cim, PRODUCT, NULL);
  fake_cim_ask (cim, identify, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (question.error->message, "right"));
  g_clear_error (&question.error);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FakeQuestion question = { .cancellable = cancellable };

  cim->deaf = TRUE;
  g_timeout_add (20, cancel_cb, cancellable);
  fake_cim_ask (cim, identify, &question);
  g_assert_null (question.result);
  g_assert_error (question.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&question.error);
}

static void
read_boot_time (gpointer data)
{
  FakeQuestion *question = data;

  question->number = resite_windows_get_boot_time (question->cim, NULL, &question->error);
}

static void
test_boot_time (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };
  const char *line = LIST "SELECT LastBootUpTime FROM Win32_OperatingSystem";

  fake_cim_answer (cim, line, "LastBootUpTime=2014-04-03T14:45:50.5+08:00", NULL);
  fake_cim_answer (cim, line, "LastBootUpTime-=", NULL);
  fake_cim_ask (cim, read_boot_time, &question);
  g_assert_no_error (question.error);
  g_assert_cmpint (question.number, ==, G_GINT64_CONSTANT (1396507550500000));
  fake_cim_ask (cim, read_boot_time, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_clear_error (&question.error);
}

static void
list_adapters (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_windows_list_adapters (question->cim, NULL, &question->error);
}

static void
test_adapters (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) adapters = NULL;
  const ResiteWindowsAdapter *adapter;
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, LIST "SELECT * FROM Win32_NetworkAdapterConfiguration *",
                   "Index=7|MACAddress=00:0c:29:4f:8e:35|DHCPEnabled=false|"
                   "IPAddress[]=10.4.1.20,fe80::1,10.4.1.21|IPSubnet[]=255.255.255.0,64,255.0.0.0|"
                   "DefaultIPGateway[]=10.4.1.1|DNSServerSearchOrder[]=10.1.0.10,10.1.0.11|"
                   "WINSPrimaryServer=10.1.0.12|WINSSecondaryServer-=",
                   "Index=8|DHCPEnabled=TRUE|IPAddress-=|IPSubnet-=", NULL);
  fake_cim_answer (cim, CARDS, "Index=7|NetConnectionID=Local Area Connection", NULL);
  fake_cim_ask (cim, list_adapters, &question);
  g_assert_no_error (question.error);
  adapters = question.result;
  g_assert_cmpuint (adapters->len, ==, 2);
  adapter = g_ptr_array_index (adapters, 0);
  g_assert_cmpuint (adapter->index, ==, 7);
  g_assert_cmpstr (adapter->mac, ==, "00:0C:29:4F:8E:35");
  g_assert_cmpstr (adapter->connection, ==, "Local Area Connection");
  g_assert_false (adapter->dhcp);
  g_assert_cmpuint (g_strv_length (adapter->addresses), ==, 2);
  g_assert_cmpstr (adapter->addresses[1], ==, "10.4.1.21");
  g_assert_cmpstr (adapter->masks[1], ==, "255.0.0.0");
  g_assert_cmpstr (adapter->gateways[0], ==, "10.4.1.1");
  g_assert_cmpuint (g_strv_length (adapter->dns), ==, 2);
  g_assert_cmpuint (g_strv_length (adapter->wins), ==, 1);
  adapter = g_ptr_array_index (adapters, 1);
  g_assert_true (adapter->dhcp);
  g_assert_null (adapter->addresses[0]);
  g_assert_null (adapter->connection);
}

static void
list_services (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_windows_list_sms_services (question->cim, NULL, &question->error);
}

/* The component manager starts the others again, so it has to come first. */
static void
test_service_order (void)
{
  static const char *const names[] = {
    "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE", "SMS_SITE_BACKUP", "SMS_REPORTING_POINT",
    "SMS_SERVER_LOCATOR_POINT",   "CcmExec"
  };
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) services = NULL;
  FakeQuestion question = { 0 };

  fake_cim_answer (cim,
                   LIST "SELECT Name, DisplayName, State, StartMode FROM Win32_Service WHERE Name "
                        "LIKE 'SMS[_]%' OR Name = 'CcmExec'",
                   "Name=CcmExec|DisplayName=SMS Agent Host|State=Running|StartMode=Auto",
                   "Name=SMS_SERVER_LOCATOR_POINT|State=Running|StartMode=Auto",
                   "Name=SMS_EXECUTIVE|State=Running|StartMode=Auto",
                   "Name=SMS_REPORTING_POINT|State=Stopped|StartMode=Manual",
                   "Name=SMS_SITE_BACKUP|State=Stopped|StartMode=Manual",
                   "Name=SMS_SITE_COMPONENT_MANAGER|State=Running|StartMode=Auto", NULL);
  fake_cim_ask (cim, list_services, &question);
  g_assert_no_error (question.error);
  services = question.result;
  g_assert_cmpuint (services->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < services->len; i++)
    g_assert_cmpstr (((ResiteWindowsService *)g_ptr_array_index (services, i))->name, ==, names[i]);
}

static void
get_share (gpointer data)
{
  FakeQuestion *question = data;

  question->result =
      resite_windows_get_share (question->cim, question->argument, NULL, &question->error);
}

static void
has_folder (gpointer data)
{
  FakeQuestion *question = data;

  resite_windows_has_folder (question->cim, question->argument, &question->flag, NULL,
                             &question->error);
}

static void
test_shares_and_folders (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autofree char *folder = NULL;
  FakeQuestion question = { .argument = "SMSPKGE$" };

  fake_cim_answer (cim, LIST "SELECT Name, Path FROM Win32_Share WHERE Name = 'SMSPKGE$'",
                   "Name=SMSPKGE$|Path=E:\\SMSPKGE$", NULL);
  fake_cim_answer (cim, LIST "SELECT Name, Path FROM Win32_Share WHERE Name = 'IT\\'S'", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM Win32_Directory WHERE Name = 'E:\\\\SMSPKG'",
                   "Name=e:\\smspkg", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM Win32_Directory WHERE Name = 'E:\\\\none'", NULL);
  fake_cim_ask (cim, get_share, &question);
  folder = question.result;
  g_assert_cmpstr (folder, ==, "E:\\SMSPKGE$");
  question.argument = "IT'S";
  fake_cim_ask (cim, get_share, &question);
  g_assert_null (question.result);
  g_assert_no_error (question.error);
  question.argument = "E:\\SMSPKG\\";
  fake_cim_ask (cim, has_folder, &question);
  g_assert_true (question.flag);
  question.argument = "E:\\none";
  fake_cim_ask (cim, has_folder, &question);
  g_assert_false (question.flag);
  g_assert_no_error (question.error);
}

static void
read_string (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_windows_get_registry_string (question->cim, question->argument,
                                                         "Full Version", NULL, &question->error);
}

static void
read_number (gpointer data)
{
  FakeQuestion *question = data;

  question->number = resite_windows_get_registry_dword (question->cim, question->argument,
                                                        "iis_www", NULL, &question->error);
}

static void
has_key (gpointer data)
{
  FakeQuestion *question = data;

  resite_windows_has_registry_key (question->cim, question->argument, &question->flag, NULL,
                                   &question->error);
}

static void
test_registry (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autofree char *text = NULL;
  FakeQuestion question = { .argument = "SOFTWARE\\X" };
  const char *string_line = "call root/default StdRegProv.GetStringValue(hDefKey=2147483650|"
                            "sSubKeyName=SOFTWARE\\X|sValueName=Full Version)";
  const char *number_line = "call root/default StdRegProv.GetDWORDValue(*";
  const char *key_line =
      "call root/default StdRegProv.EnumKey(hDefKey=2147483650|sSubKeyName=SOFTWARE\\X)";

  fake_cim_answer (cim, string_line, "ReturnValue=0|sValue=2.50.4253.3000", NULL);
  fake_cim_answer (cim, string_line, "ReturnValue=2|sValue-=", NULL);
  fake_cim_answer (cim, string_line, "ReturnValue=5", NULL);
  fake_cim_answer (cim, number_line, "ReturnValue=0|uValue=1", NULL);
  fake_cim_answer (cim, number_line, "ReturnValue=2", NULL);
  fake_cim_answer (cim, key_line, "ReturnValue=0", NULL);
  fake_cim_answer (cim, key_line, "ReturnValue=2", NULL);
  fake_cim_answer (cim, key_line, "ReturnValue=1450", NULL);

  fake_cim_ask (cim, read_string, &question);
  text = question.result;
  g_assert_cmpstr (text, ==, "2.50.4253.3000");
  fake_cim_ask (cim, read_string, &question);
  g_assert_null (question.result);
  g_assert_no_error (question.error);
  fake_cim_ask (cim, read_string, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&question.error);
  fake_cim_ask (cim, read_number, &question);
  g_assert_cmpint (question.number, ==, 1);
  fake_cim_ask (cim, read_number, &question);
  g_assert_cmpint (question.number, ==, -1);
  g_assert_no_error (question.error);
  fake_cim_ask (cim, has_key, &question);
  g_assert_true (question.flag);
  fake_cim_ask (cim, has_key, &question);
  g_assert_false (question.flag);
  fake_cim_ask (cim, has_key, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (question.error->message, "1450"));
  g_clear_error (&question.error);
}

static void
list_users (gpointer data)
{
  FakeQuestion *question = data;

  question->result =
      resite_windows_list_local_users (question->cim, question->argument, NULL, &question->error);
}

static void
list_group (gpointer data)
{
  FakeQuestion *question = data;

  question->result =
      resite_windows_list_group (question->cim, question->argument, NULL, &question->error);
}

/* Providers tell a missing value by a number of their own; as to a key it is none that is known. */
static void
test_registry_without_the_value (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { .argument = "SOFTWARE\\X", .number = 7 };

  fake_cim_answer (cim, "call root/default StdRegProv.GetStringValue(*", "ReturnValue=1", NULL);
  fake_cim_answer (cim, "call root/default StdRegProv.GetDWORDValue(*", "ReturnValue=1", NULL);
  fake_cim_answer (cim, "call root/default StdRegProv.EnumKey(*", "ReturnValue=1", NULL);

  fake_cim_ask (cim, read_string, &question);
  g_assert_no_error (question.error);
  g_assert_null (question.result);
  fake_cim_ask (cim, read_number, &question);
  g_assert_no_error (question.error);
  g_assert_cmpint (question.number, ==, -1);
  fake_cim_ask (cim, has_key, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_clear_error (&question.error);
}

static void
test_users (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_auto (GStrv) users = NULL;
  g_auto (GStrv) members = NULL;
  FakeQuestion question = { .argument = "IUSR_" };

  fake_cim_answer (cim, LIST "SELECT Name FROM Win32_UserAccount WHERE LocalAccount = TRUE",
                   "Name=Administrator", "Name=iusr_BR01SMS", "Name=IWAM_BR01SMS", "Name=IUSRX",
                   NULL);
  fake_cim_answer (cim, COMPUTER, "Name=BR01SMS", NULL);
  fake_cim_answer (cim,
                   LIST "SELECT * FROM Win32_GroupUser WHERE GroupComponent = "
                        "'Win32_Group.Domain=\"BR01SMS\",Name=\"IIS_WPG\"'",
                   "PartComponent{}=Domain:BR01SMS,Name:IWAM_BR01SMS",
                   "PartComponent{}=Domain:CORP,Name:BR01SMS$", NULL);
  fake_cim_ask (cim, list_users, &question);
  users = question.result;
  g_assert_cmpuint (g_strv_length (users), ==, 1);
  g_assert_cmpstr (users[0], ==, "iusr_BR01SMS");
  question.argument = "IIS_WPG";
  fake_cim_ask (cim, list_group, &question);
  g_assert_no_error (question.error);
  members = question.result;
  g_assert_cmpuint (g_strv_length (members), ==, 2);
  g_assert_cmpstr (members[0], ==, "BR01SMS\\IWAM_BR01SMS");
  g_assert_cmpstr (members[1], ==, "CORP\\BR01SMS$");
}

static void
list_drives (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_windows_list_drives (question->cim, NULL, &question->error);
}

static void
has_process (gpointer data)
{
  FakeQuestion *question = data;

  resite_windows_has_process (question->cim, 4711, &question->flag, NULL, &question->error);
}

static void
test_drives_and_processes (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_auto (GStrv) drives = NULL;
  FakeQuestion question = { 0 };
  const char *line = LIST "SELECT ProcessId FROM Win32_Process WHERE ProcessId = 4711";

  fake_cim_answer (cim, LIST "SELECT DeviceID FROM Win32_LogicalDisk WHERE DriveType = 3",
                   "DeviceID=C:", "DeviceID=E:", NULL);
  fake_cim_answer (cim, line, "ProcessId=4711", NULL);
  fake_cim_answer (cim, line, NULL);
  fake_cim_ask (cim, list_drives, &question);
  drives = question.result;
  g_assert_cmpuint (g_strv_length (drives), ==, 2);
  fake_cim_ask (cim, has_process, &question);
  g_assert_true (question.flag);
  fake_cim_ask (cim, has_process, &question);
  g_assert_false (question.flag);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/windows-read/identity", test_identity);
  g_test_add_func ("/windows-read/slow-answer", test_slow_answer);
  g_test_add_func ("/windows-read/placeholders", test_placeholders);
  g_test_add_func ("/windows-read/identity-fails", test_identity_fails);
  g_test_add_func ("/windows-read/cancel", test_cancel);
  g_test_add_func ("/windows-read/boot-time", test_boot_time);
  g_test_add_func ("/windows-read/adapters", test_adapters);
  g_test_add_func ("/windows-read/service-order", test_service_order);
  g_test_add_func ("/windows-read/shares-and-folders", test_shares_and_folders);
  g_test_add_func ("/windows-read/registry", test_registry);
  g_test_add_func ("/windows-read/registry-value", test_registry_without_the_value);
  g_test_add_func ("/windows-read/users", test_users);
  g_test_add_func ("/windows-read/drives-and-processes", test_drives_and_processes);
  return g_test_run ();
}
