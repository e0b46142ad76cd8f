/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-probe-fixture.h"

/* What is seen of one machine, and what is said of it. */

static void
tell_machine (FakeCim *cim, const char *name, int minutes_ahead)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) there = g_date_time_add_minutes (now, minutes_ahead);
  g_autofree char *clock = g_date_time_format (there, "%Y-%m-%dT%H:%M:%S.%fZ");
  g_autofree char *system = g_strdup_printf (
      "Caption=Windows Server 2003|LastBootUpTime=2026-11-01T08:00:00Z|LocalDateTime=%s", clock);
  g_autofree char *computer =
      g_strdup_printf ("Name=%s|Domain=corp.example.com|PartOfDomain=true", name);

  fake_cim_forget (cim);
  fake_cim_answer (cim, LIST "SELECT UUID FROM *", "UUID=4C4C4544-0042-3510-8054-B7C04F4E3332",
                   NULL);
  fake_cim_answer (cim, LIST "SELECT SerialNumber FROM *", "SerialNumber=CZ1234", NULL);
  fake_cim_answer (cim, COMPUTER, computer, NULL);
  fake_cim_answer (cim, LIST "SELECT Caption, *", system, NULL);
  fake_cim_answer (cim, LIST "SELECT Index, *",
                   "Index=1|MACAddress=00:0C:29:4F:8E:35|PNPDeviceID=PCI\\VEN", NULL);
}

static void
test_reach (ProbeFixture *fixture, gconstpointer data)
{
  const ResiteRemoteWay plain = { .host = "127.0.0.1", .kerberos = TRUE, .plain = TRUE };

  tell_machine (fixture->cim, "BR01SMS", 0);
  probe_fixture_check (fixture, "reach", NULL, NULL, "ok", "BR01SMS");
  tell_machine (fixture->cim, "BR01SMS", -6);
  probe_fixture_check (fixture, "reach", NULL, NULL, "warning", "behind");
  tell_machine (fixture->cim, "BR01SMS", 6);
  probe_fixture_check (fixture, "reach", NULL, NULL, "warning", "ahead");
  resite_connections_set_way (fixture->connections, "new", &plain);
  tell_machine (fixture->cim, "BR01SMS", 0);
  probe_fixture_check (fixture, "reach", NULL, NULL, "warning", "plain HTTP");
  fake_cim_forget (fixture->cim);
  fake_cim_fail (fixture->cim, "*", RESITE_ERROR_UNREACHABLE, "nobody answers at 10.4.1.20");
  probe_fixture_check (fixture, "reach", NULL, NULL, "failed", "nobody answers at 10.4.1.20");
}

static void
test_clock (ProbeFixture *fixture, gconstpointer data)
{
  tell_machine (fixture->cim, "BR01SMS", 2);
  probe_fixture_check (fixture, "clock", NULL, NULL, "ok", "ahead");
  probe_fixture_check (fixture, "clock", NULL, "60", "failed", "1 min");
  tell_machine (fixture->cim, "BR01SMS", 0);
  probe_fixture_check (fixture, "clock", NULL, "60", "ok", "together");
}

/* The same name on another box, and the same box under another name. */
static void
test_identity (ProbeFixture *fixture, gconstpointer data)
{
  tell_machine (fixture->cim, "BR01SMS", 0);
  probe_fixture_check (fixture, "identity", NULL, "4c4c4544-0042-3510-8054-b7c04f4e3332", "ok",
                       "BR01SMS");
  probe_fixture_check (fixture, "identity", NULL, "5C4C4544-0042-3510-8054-B7C04F4E3332", "failed",
                       "another box");
  probe_fixture_check (fixture, "identity", NULL, "00:0c:29:4f:8e:35", "ok", "00:0C:29:4F:8E:35");
  probe_fixture_check (fixture, "identity", NULL, "00-0C-29-4F-8E-35", "ok", "00:0C:29:4F:8E:35");
  probe_fixture_check (fixture, "identity", NULL, "00:0c:29:4f:8e:99", "failed", "another box");
  /* A card may be new, the board may not. */
  probe_fixture_check (fixture, "identity", NULL,
                       "00:0c:29:4f:8e:99, 4c4c4544-0042-3510-8054-b7c04f4e3332", "ok", "BR01SMS");
  probe_fixture_check (fixture, "identity", NULL, "", "unknown", "confirmed");
}

static void
test_names (ProbeFixture *fixture, gconstpointer data)
{
  tell_machine (fixture->cim, "BR01SMS", 0);
  probe_fixture_check (fixture, "computer-name", NULL, "br01sms", "ok", "BR01SMS");
  probe_fixture_check (fixture, "computer-name", NULL, "BR01SMS_OLD", "failed", "BR01SMS_OLD");
  probe_fixture_check (fixture, "member-of", NULL, "CORP", "ok", "corp.example.com");
  probe_fixture_check (fixture, "member-of", NULL, "corp.example.com", "ok", "member");
  probe_fixture_check (fixture, "member-of", NULL, "corp.example.org", "failed", "org");
}

#define COMPONENT "Name=SMS_SITE_COMPONENT_MANAGER|"
#define EXECUTIVE "Name=SMS_EXECUTIVE|"
#define DOWN      "State=Stopped|StartMode=Disabled"
#define UP        "State=Running|StartMode=Auto"

static void
test_services (ProbeFixture *fixture, gconstpointer data)
{
  FakeCim *cim = fixture->cim;

  fake_cim_answer (cim, SERVICES, COMPONENT DOWN, EXECUTIVE UP, NULL);
  probe_fixture_check (fixture, "services-down", NULL, NULL, "failed",
                       "SMS_EXECUTIVE: Running, Auto");
  probe_fixture_check (fixture, "services-up", NULL, NULL, "failed",
                       "SMS_SITE_COMPONENT_MANAGER: Stopped, Disabled");
  probe_fixture_check (fixture, "no-services", NULL, NULL, "failed", "SMS_EXECUTIVE");
  fake_cim_forget (cim);
  /* Stopped, but it comes back with the next start. */
  fake_cim_answer (cim, SERVICES, COMPONENT DOWN, EXECUTIVE "State=Stopped|StartMode=Auto", NULL);
  probe_fixture_check (fixture, "services-down", NULL, NULL, "failed",
                       "SMS_EXECUTIVE: Stopped, Auto");
  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICES, COMPONENT DOWN, EXECUTIVE DOWN, NULL);
  probe_fixture_check (fixture, "services-down", NULL, NULL, "ok", "SMS_EXECUTIVE");
  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICES, COMPONENT UP, EXECUTIVE UP,
                   "Name=SMS_SITE_BACKUP|State=Stopped|StartMode=Manual", NULL);
  probe_fixture_check (fixture, "services-up", NULL, NULL, "ok", "Running");
  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICES, NULL);
  probe_fixture_check (fixture, "services-down", NULL, NULL, "failed", "right one");
  probe_fixture_check (fixture, "services-up", NULL, NULL, "failed", "not");
  probe_fixture_check (fixture, "no-services", NULL, NULL, "ok", "no SMS service");
}

static void
test_service (ProbeFixture *fixture, gconstpointer data)
{
  const char *line =
      LIST "SELECT Name, DisplayName, State, StartMode FROM Win32_Service WHERE Name "
           "= 'W3SVC'";

  fake_cim_answer (fixture->cim, line, "Name=W3SVC|State=Running|StartMode=Auto", NULL);
  probe_fixture_check (fixture, "service", "W3SVC", "Running", "ok", "Running, Auto");
  probe_fixture_check (fixture, "service", "W3SVC", "Running, Automatic", "ok", "Auto");
  probe_fixture_check (fixture, "service", "W3SVC", "Stopped,Disabled", "failed",
                       "Stopped,Disabled");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, line, NULL);
  probe_fixture_check (fixture, "service", "W3SVC", "Running", "failed", "no service W3SVC");
}

#define NETWORK "address=10.4.1.20;mask=255.255.255.0;gateway=10.4.1.1;dns=10.1.0.10,10.1.0.11"

static void
test_network (ProbeFixture *fixture, gconstpointer data)
{
  const char *line = LIST "SELECT * FROM Win32_NetworkAdapterConfiguration *";

  fake_cim_answer (fixture->cim, LIST "SELECT Index, *", NULL);
  fake_cim_answer (fixture->cim, line,
                   "Index=2|DHCPEnabled=true|IPAddress[]=192.168.7.7|IPSubnet[]=255.255.0.0",
                   "Index=1|DHCPEnabled=false|IPAddress[]=10.4.1.20|IPSubnet[]=255.255.255.0|"
                   "DefaultIPGateway[]=10.4.1.1|DNSServerSearchOrder[]=10.1.0.10,10.1.0.11",
                   NULL);
  probe_fixture_check (fixture, "network", NULL, NETWORK ";dhcp=no", "ok", "10.4.1.20");
  probe_fixture_check (fixture, "network", NULL, "address=10.4.1.20;gateway=10.4.1.254", "failed",
                       "10.4.1.254");
  probe_fixture_check (fixture, "network", NULL, "address=10.4.1.20;dns=10.1.0.11,10.1.0.10",
                       "failed", "10.1.0.11, 10.1.0.10");
  probe_fixture_check (fixture, "network", NULL, "address=10.4.1.20;dhcp=yes", "failed", "DHCP");
  probe_fixture_check (fixture, "network", NULL, "address=10.4.1.99", "failed", "10.4.1.99");
}

static void
test_users (ProbeFixture *fixture, gconstpointer data)
{
  const char *line = LIST "SELECT Name FROM Win32_UserAccount *";

  fake_cim_answer (fixture->cim, line, "Name=IUSR_BR01SMS", "Name=IWAM_BR01SMS", NULL);
  probe_fixture_check (fixture, "local-users", NULL, "BR01SMS", "ok", "IWAM_BR01SMS");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, line, "Name=IUSR_BR01SMS", "Name=IWAM_BR01SMS",
                   "Name=IUSR_BR01NEW", NULL);
  probe_fixture_check (fixture, "local-users", NULL, "BR01SMS", "failed", "IUSR_BR01NEW");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, line, "Name=IUSR_BR01SMS", NULL);
  probe_fixture_check (fixture, "local-users", NULL, "BR01SMS", "failed", "IWAM_BR01SMS");
}

static void
test_group (ProbeFixture *fixture, gconstpointer data)
{
  const char *line = LIST "SELECT * FROM Win32_GroupUser *";

  fake_cim_answer (fixture->cim, COMPUTER, "Name=HQSMS01", NULL);
  fake_cim_answer (fixture->cim, line, "PartComponent{}=Domain:CORP,Name:BR01SMS$", NULL);
  probe_fixture_check (fixture, "group-member", "SMS_SiteToSiteConnection_P01", "corp\\br01sms$",
                       "ok", "SMS_SiteToSiteConnection_P01");
  probe_fixture_check (fixture, "group-member", "SMS_SiteToSiteConnection_P01", "BR01SMS$", "ok",
                       "is in");
  probe_fixture_check (fixture, "group-member", "SMS_SiteToSiteConnection_P01", "OTHER\\BR01SMS$",
                       "failed", "add it");
  probe_fixture_check (fixture, "group-member", "SMS_SiteToSiteConnection_P01",
                       "corp.example.com\\BR01SMS$", "ok", "is in");
}

static void
test_registry (ProbeFixture *fixture, gconstpointer data)
{
  FakeCim *cim = fixture->cim;

  fake_cim_answer (cim, "call root/default *sValueName=iis_webdav)", "ReturnValue=0|uValue=1",
                   NULL);
  fake_cim_answer (cim, "call root/default *sValueName=BitsServerExtensionsISAPI)",
                   "ReturnValue=0|uValue=0", NULL);
  fake_cim_answer (cim, "call root/default *EnumKey*Microsoft\\NAL)", "ReturnValue=2", NULL);
  fake_cim_answer (cim, "call root/default *EnumKey*Microsoft\\SMS)", "ReturnValue=0", NULL);
  fake_cim_answer (cim, "call root/default *EnumKey*secret)", "ReturnValue=5", NULL);
  fake_cim_answer (cim, "call root/default *sValueName=Full Version)",
                   "ReturnValue=0|sValue=2.50.4160.2000", NULL);
  probe_fixture_check (fixture, "components", NULL, "iis_webdav", "ok", "iis_webdav");
  probe_fixture_check (fixture, "components", NULL, "iis_webdav,BitsServerExtensionsISAPI",
                       "failed", "BitsServerExtensionsISAPI");
  probe_fixture_check (fixture, "no-registry", "SOFTWARE\\Microsoft\\NAL", NULL, "ok", "NAL");
  probe_fixture_check (fixture, "no-registry", "SOFTWARE\\Microsoft\\SMS", NULL, "failed", "left");
  probe_fixture_check (fixture, "no-registry", "SOFTWARE\\secret", NULL, "unknown", "right");
  probe_fixture_check (fixture, "version", NULL, "sms2003-sp2", "ok", "SP2");
  probe_fixture_check (fixture, "version", NULL, "sms2003-sp3", "failed", "newer");
  probe_fixture_check (fixture, "version", NULL, "sms2003-sp1", "failed", "service pack");
  probe_fixture_check (fixture, "version", NULL, "sms5000", "unknown", "2.50.4160.2000");
}

static void
test_disks (ProbeFixture *fixture, gconstpointer data)
{
  FakeCim *cim = fixture->cim;

  fake_cim_answer (cim, LIST "SELECT DeviceID *",
                   "DeviceID=C:", "DeviceID=E:", "DeviceID=F:", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM CIM_DataFile WHERE Name = 'C:*'",
                   "Name=c:\\no_sms_on_drive.sms", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM CIM_DataFile WHERE Name = 'F:*'", NULL);
  fake_cim_answer (cim, LIST "SELECT Name, Path FROM Win32_Share WHERE Name = 'SMSPKGE$'",
                   "Name=SMSPKGE$|Path=E:\\SMSPKGE$", NULL);
  fake_cim_answer (cim, LIST "SELECT Name, Path FROM Win32_Share WHERE Name = 'NONE$'", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM Win32_Directory WHERE Name = 'E:\\\\SMSPKG'",
                   "Name=e:\\smspkg", NULL);
  fake_cim_answer (cim, LIST "SELECT Name FROM Win32_Directory WHERE Name = '*none'", NULL);
  probe_fixture_check (fixture, "markers", NULL, "E,F", "ok", "E,F");
  probe_fixture_check (fixture, "markers", NULL, "e:", "failed", "F:");
  probe_fixture_check (fixture, "share", "SMSPKGE$", "e:\\smspkge$", "ok", "E:\\SMSPKGE$");
  probe_fixture_check (fixture, "share", "SMSPKGE$", "F:\\SMSPKGF$", "failed", "F:\\SMSPKGF$");
  probe_fixture_check (fixture, "share", "NONE$", NULL, "failed", "no share NONE$");
  probe_fixture_check (fixture, "no-share", "NONE$", NULL, "ok", "no share NONE$");
  probe_fixture_check (fixture, "no-share", "SMSPKGE$", NULL, "failed", "still there");
  probe_fixture_check (fixture, "remote-folder", "E:\\SMSPKG", NULL, "ok", "E:\\SMSPKG");
  probe_fixture_check (fixture, "no-remote-folder", "E:\\SMSPKG", NULL, "failed", "must not");
  probe_fixture_check (fixture, "remote-folder", "E:\\none", NULL, "failed", "no E:\\none");
  probe_fixture_check (fixture, "no-remote-folder", "E:\\none", NULL, "ok", "should");
}

static const char *const machine_types[] = {
  "clock",         "identity",         "computer-name",  "member-of",
  "network",       "services-down",    "services-up",    "no-services",
  "service",       "local-users",      "group-member",   "components",
  "no-registry",   "markers",          "share",          "no-share",
  "remote-folder", "no-remote-folder", "version",        "site-gone",
  "site-back",     "children",         "sender-address", "sender-address-gone",
  "roles",
};

/* A line that is down, a right that is missing, a machine that is not reached: never "good", and
 * never "bad" either, for nothing was seen. */
static void
test_not_seen (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_fail (fixture->cim, "*", RESITE_ERROR_NO_ACCESS, "the account has no right");
  for (guint i = 0; i < G_N_ELEMENTS (machine_types); i++)
    {
      g_autoptr (ResiteJob) denied =
          probe_fixture_run (fixture, probe_fixture_make (machine_types[i], "new", "X", "X"));
      g_autoptr (ResiteJob) by_hand =
          probe_fixture_run (fixture, probe_fixture_make (machine_types[i], "old", "X", "X"));
      g_autoptr (ResiteJob) nobody =
          probe_fixture_run (fixture, probe_fixture_make (machine_types[i], NULL, "X", "X"));

      g_test_message ("%s", machine_types[i]);
      g_assert_true (resite_probe_is_known (machine_types[i]));
      probe_fixture_assert (denied, "unknown", "no right");
      probe_fixture_assert (by_hand, "unknown", "person");
      probe_fixture_assert (nobody, "unknown", "person");
    }
  g_assert_false (resite_probe_is_known ("telepathy"));
}

static void
test_faulty (ProbeFixture *fixture, gconstpointer data)
{
  resite_connections_set_fault (fixture->connections, "new", "Another box answers there.");
  probe_fixture_check (fixture, "services-down", NULL, NULL, "unknown",
                       "Another box answers there.");
  g_assert_cmpuint (fake_cim_count (fixture->cim, "*"), ==, 0);
}

/* What was brought from the machine stays when nobody can look, and goes when somebody can. */
static void
test_brought (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteLedgerRow) row = resite_ledger_row_new ("probe", "failed");
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (ResiteJob) by_hand = NULL;

  fixture->ledger = resite_memory_ledger_new ();
  row->message = (g_free (row->message), g_strdup ("SMS_EXECUTIVE runs"));
  row->output = g_strdup ("STATE : 4 RUNNING");
  g_ptr_array_add (rows, row);
  resite_ledger_commit_async (fixture->ledger, rows, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  by_hand = probe_fixture_run (fixture, probe_fixture_make ("services-down", "old", NULL, NULL));
  probe_fixture_assert (by_hand, "failed", "SMS_EXECUTIVE runs");
  fake_cim_answer (fixture->cim, SERVICES, EXECUTIVE DOWN, NULL);
  probe_fixture_check (fixture, "services-down", NULL, NULL, "ok", "Disabled");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/remote-probe/" name, ProbeFixture, NULL, probe_fixture_set_up, function,           \
              probe_fixture_tear_down)
  ADD ("reach", test_reach);
  ADD ("clock", test_clock);
  ADD ("identity", test_identity);
  ADD ("names", test_names);
  ADD ("services", test_services);
  ADD ("service", test_service);
  ADD ("network", test_network);
  ADD ("users", test_users);
  ADD ("group", test_group);
  ADD ("registry", test_registry);
  ADD ("disks", test_disks);
  ADD ("not-seen", test_not_seen);
  ADD ("faulty", test_faulty);
  ADD ("brought", test_brought);
  return g_test_run ();
}
