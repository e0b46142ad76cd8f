/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include "resite-lab-directory.h"
#include "resite-lab-world-private.h"

/* The world as it is on the morning of the change. */

#define DAY       (24 * 3600 * G_TIME_SPAN_SECOND)
#define DOMAIN    "corp.example.com"
#define VERSION   "2.50.4160.2000"
#define SITE_HOST 20
#define MEMBER_OF "CORP\\"

typedef struct
{
  const char *role;
  const char *name;
  const char *model;
  const char *serial;
  const char *mac;
  guint host;      /* of its address now */
  guint dhcp_host; /* of the one that DHCP gives it */
  guint days_up;
  int clock_ahead; /* seconds */
  gboolean dhcp;
  const char *site;
} MachineFacts;

static const MachineFacts machines[] = {
  { "old", RESITE_LAB_SITE_SERVER, "Simulated server, old", "REHEARSAL-OLD", "02:00:00:00:00:01",
    SITE_HOST, 121, 211, 2, FALSE, NULL },
  { "new", "BR01NEW", "Simulated server, new", "REHEARSAL-NEW", "02:00:00:00:00:02", 122, 122, 1,
    -1, TRUE, NULL },
  { "source", RESITE_LAB_SOURCE_SERVER, "Simulated server", "REHEARSAL-DP2", "02:00:00:00:00:03",
    30, 123, 97, 1, FALSE, NULL },
  { "primary.1", RESITE_LAB_PRIMARY_SERVER, "Simulated server, large", "REHEARSAL-P01",
    "02:00:00:00:00:04", 10, 124, 63, 0, FALSE, RESITE_LAB_PRIMARY },
  { "primary.2", RESITE_LAB_CENTRAL_SERVER, "Simulated server, large", "REHEARSAL-C01",
    "02:00:00:00:00:05", 11, 125, 63, 0, FALSE, RESITE_LAB_CENTRAL },
};

static void
set_address (ResiteLabRecord *facts, const char *fact, const char *net, guint host)
{
  g_autofree char *address = g_strdup_printf ("%s.%u", net, host);

  resite_lab_record_set (facts, fact, address);
}

static void
make_machine (ResiteLabWorld *self, const MachineFacts *given, const char *net)
{
  ResiteLabRecord *facts =
      resite_lab_store_add (self->store, given->role, RESITE_LAB_MACHINE_KIND, RESITE_LAB_FACTS);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *upper = g_ascii_strup (uuid, -1);

  resite_lab_record_set (facts, "Name", given->name);
  resite_lab_record_set (facts, "Model", given->model);
  resite_lab_record_set (facts, "Serial", given->serial);
  resite_lab_record_set (facts, "MAC", given->mac);
  resite_lab_record_set (facts, "UUID", upper);
  resite_lab_record_set (facts, "Domain", DOMAIN);
  resite_lab_record_set (facts, "PartOfDomain", "true");
  resite_lab_record_set (facts, "CodeSet", "1252");
  resite_lab_record_set (facts, "State", "up");
  resite_lab_record_set (facts, "Site", given->site);
  set_address (facts, "Address", net, given->host);
  set_address (facts, "DHCPAddress", net, given->dhcp_host);
  set_address (facts, "SpareAddress", net, given->dhcp_host + 100);
  set_address (facts, "Gateway", net, 1);
  set_address (facts, "DHCPGateway", net, 1);
  set_address (facts, "DNS", net, 53);
  resite_lab_record_set (facts, "Mask", "255.255.255.0");
  resite_lab_record_set (facts, "DHCP", given->dhcp ? "true" : "false");
  resite_lab_record_set_int (facts, "ClockAhead", given->clock_ahead);
  resite_lab_record_set_int (facts, "BootTime", resite_lab_world_now (self) - given->days_up * DAY);
  resite_lab_record_set_int (facts, "InstallDate", resite_lab_world_now (self) - 700 * DAY);
}

static void
make_windows (const ResiteLabMachine *machine)
{
  static const struct
  {
    const char *name, *display, *mode;
    gboolean running;
  } services[] = {
    { "Dhcp", "DHCP Client", "Auto", TRUE },
    { "Dnscache", "DNS Client", "Auto", TRUE },
    { "Eventlog", "Event Log", "Auto", TRUE },
    { "lanmanserver", "Server", "Auto", TRUE },
    { "lanmanworkstation", "Workstation", "Auto", TRUE },
    { "Messenger", "Messenger", "Disabled", FALSE },
    { "MSDTC", "Distributed Transaction Coordinator", "Auto", TRUE },
    { "Netlogon", "Net Logon", "Auto", TRUE },
    { "RpcSs", "Remote Procedure Call (RPC)", "Auto", TRUE },
    { "Schedule", "Task Scheduler", "Auto", TRUE },
    { "Spooler", "Print Spooler", "Auto", TRUE },
    { "W32Time", "Windows Time", "Auto", TRUE },
    { "winmgmt", "Windows Management Instrumentation", "Auto", TRUE },
    { "WinRM", "Windows Remote Management (WS-Management)", "Auto", TRUE },
  };
  ResiteLabRecord *share;

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    resite_lab_service_add (machine, services[i].name, services[i].display, services[i].mode,
                            services[i].running);
  share = resite_lab_share_add (machine, "ADMIN$", "C:\\WINDOWS", "Remote Admin");
  resite_lab_record_set (share, "Type", "2147483648");
  share = resite_lab_share_add (machine, "IPC$", "", "Remote IPC");
  resite_lab_record_set (share, "Type", "2147483651");
  resite_lab_user_add (machine, "Administrator",
                       "Built-in account for administering the computer/domain");
  resite_lab_user_add (machine, "Guest",
                       "Built-in account for guest access to the computer/domain");
  resite_lab_group_add_member (machine, "Administrators", "Administrator");
  resite_lab_group_add_member (machine, "Administrators", MEMBER_OF "sms-install");
  resite_lab_group_add_member (machine, "Users", "");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
                           "ProductName", 1, "Microsoft Windows Server 2003");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
                           "CurrentVersion", 1, "5.2");
  resite_lab_machine_note_names (machine);
}

/* Drives and folders that every server has; what the lab's own files are in is there already. */
static void
make_folders (const ResiteLabMachine *machine)
{
  static const char *const names[] = { "C/WINDOWS/system32", "C/WINDOWS/Temp",
                                       "C/Documents and Settings/Administrator" };
  g_autofree char *folder = resite_lab_machine_get_folder (machine);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_mkdir_with_parents (path, 0755) != 0)
        g_warning ("%s cannot be made", path);
    }
}

/* Where preinst and the logs of a primary are. */
static void
make_sms_folders (const ResiteLabMachine *machine)
{
  static const char *const names[] = { "D/SMS/bin/i386/00000409/preinst.exe",
                                       "D/SMS/inboxes/hman.box/readme.txt",
                                       "D/SMS/inboxes/despoolr.box/receive/readme.txt" };
  g_autofree char *folder = resite_lab_machine_get_folder (machine);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!resite_lab_write_text (
              folder, names[i], "Placeholder of a Resite rehearsal. It does nothing.\r\n", &error))
        g_warning ("%s", error->message);
    }
}

static const char *const siblings[][3] = {
  { "S01", "Branch 01 (rehearsal)", "BR01SMS" },
  { "S02", "Branch 02 (rehearsal)", "BR02SMS" },
  { "S03", "Branch 03 (rehearsal)", "BR03SMS" },
};

static void
add_child (ResiteLabMachine *machine, const char *const *site)
{
  resite_lab_site_add (machine->world, machine->role, site[0], site[1], site[2], RESITE_LAB_PRIMARY,
                       1);
  for (guint i = 0; resite_lab_site_server_roles[i] != NULL; i++)
    resite_lab_role_add (machine->world, machine->role, site[0], site[2],
                         resite_lab_site_server_roles[i]);
  for (guint i = 0; resite_lab_given_roles[i] != NULL; i++)
    resite_lab_role_add (machine->world, machine->role, site[0], site[2],
                         resite_lab_given_roles[i]);
}

void
resite_lab_site_restore (ResiteLabMachine *machine, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (siblings); i++)
    {
      if (g_ascii_strcasecmp (siblings[i][0], code) == 0 &&
          resite_lab_store_find (machine->store, machine->role, "SMS_Site", code) == NULL)
        add_child (machine, siblings[i]);
    }
}

static void
make_primary (ResiteLabMachine *machine)
{
  const char *code = resite_lab_machine_get (machine, "Site");
  g_autofree char *group = g_strconcat ("SMS_SiteToSiteConnection_", code, NULL);
  g_autofree char *share = g_strconcat ("SMS_", code, NULL);

  make_sms_folders (machine);
  resite_lab_service_add (machine, "SMS_EXECUTIVE", "SMS_EXECUTIVE", "Auto", TRUE);
  resite_lab_service_add (machine, "SMS_SITE_COMPONENT_MANAGER", "SMS_SITE_COMPONENT_MANAGER",
                          "Auto", TRUE);
  resite_lab_service_add (machine, "SMS_SITE_BACKUP", "SMS_SITE_BACKUP", "Manual", FALSE);
  resite_lab_service_add (machine, "SMS_SQL_MONITOR", "SMS_SQL_MONITOR", "Auto", TRUE);
  resite_lab_service_add (machine, "CcmExec", "SMS Agent Host", "Auto", TRUE);
  resite_lab_service_add (machine, "W3SVC", "World Wide Web Publishing Service", "Auto", TRUE);
  resite_lab_share_add (machine, share, "D:\\SMS", "SMS Site");
  resite_lab_share_add (machine, "SMS_SITE", "D:\\SMS\\inboxes\\despoolr.box\\receive", "SMS Site");
  resite_lab_group_add_member (machine, "SMS Admins", "Administrator");
  resite_lab_group_add_member (machine, group, MEMBER_OF RESITE_LAB_SITE_SERVER "$");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\SMS\\Setup", "Full Version", 1, VERSION);
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\SMS\\Identification", "Site Code", 1,
                           code);
  resite_lab_site_add (machine->world, machine->role, RESITE_LAB_PRIMARY, "Head office (rehearsal)",
                       RESITE_LAB_PRIMARY_SERVER, RESITE_LAB_CENTRAL, 2);
  for (guint i = 0; i < G_N_ELEMENTS (siblings); i++)
    {
      add_child (machine, siblings[i]);
      resite_lab_address_add (machine, siblings[i][0], siblings[i][2]);
    }
  resite_lab_role_add (machine->world, machine->role, RESITE_LAB_SITE, RESITE_LAB_SOURCE_SERVER,
                       "SMS Distribution Point");
}

void
resite_lab_world_make (ResiteLabWorld *self)
{
  g_autofree char *net =
      g_strdup_printf ("127.%d.%d", g_random_int_range (16, 250), g_random_int_range (1, 250));
  ResiteLabMachine machine;

  set_address (resite_lab_store_add (self->store, "site", "network", "address"), "Address", net,
               SITE_HOST);
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      make_machine (self, &machines[i], net);
      resite_lab_world_find_machine (self, machines[i].role, &machine);
      make_folders (&machine);
      make_windows (&machine);
      if (machines[i].site != NULL)
        make_primary (&machine);
    }
  resite_lab_world_find_machine (self, "primary.2", &machine);
  resite_lab_site_add (self, "primary.2", RESITE_LAB_CENTRAL, "Central (rehearsal)",
                       RESITE_LAB_CENTRAL_SERVER, "", 2);
  resite_lab_world_find_machine (self, "old", &machine);
  resite_lab_install_iis (&machine);
  resite_lab_install_sms (&machine);
  resite_lab_share_add (&machine, "SMSPKGE$", "E:\\SMSPKGE$", "SMS Site");
  resite_lab_world_find_machine (self, "source", &machine);
  resite_lab_service_add (&machine, "CcmExec", "SMS Agent Host", "Auto", TRUE);
  resite_lab_share_add (&machine, "SMSPKGE$", "E:\\SMSPKGE$", "SMS Site");
  resite_lab_directory_make (self);
}
