/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* The computer and its operating system: name, domain, clock, restart. */

/* What a server needs from the order to the moment when nobody answers any more. */
#define GOING_DOWN 3
/* Flag of Win32Shutdown; 4 is force, 8 power off. */
#define SHUTDOWN_REBOOT 2
#define SHUTDOWN_FORCE  4

static const ResiteLabProperty computer_properties[] = {
  { "BootupState", TEXT, "Normal boot" },
  { "Caption", TEXT, "@Name" },
  { "CreationClassName", TEXT, "Win32_ComputerSystem" },
  { "CurrentTimeZone", NUMBER, "0" },
  { "Description", TEXT, "AT/AT COMPATIBLE" },
  { "DNSHostName", TEXT, "@Name" },
  { "Domain", TEXT, "@Domain" },
  { "DomainRole", NUMBER, "3" },
  { "Manufacturer", TEXT, "Resite rehearsal" },
  { "Model", TEXT, "@Model" },
  { "Name", TEXT, "@Name" },
  { "NumberOfProcessors", NUMBER, "2" },
  { "PartOfDomain", BOOLEAN, "@PartOfDomain" },
  { "PrimaryOwnerName", TEXT, "Rehearsal" },
  { "Status", TEXT, "OK" },
  { "SystemType", TEXT, "X86-based PC" },
  { "TotalPhysicalMemory", NUMBER, "2146762752" },
  { "UserName", TEXT, "@User" },
  { "Workgroup", TEXT, NULL },
  { NULL },
};

static const ResiteLabProperty system_properties[] = {
  { "BuildNumber", TEXT, "3790" },
  { "Caption", TEXT, "Microsoft(R) Windows(R) Server 2003, Standard Edition" },
  { "CodeSet", TEXT, "@CodeSet" },
  { "CountryCode", TEXT, "1" },
  { "CSDVersion", TEXT, "Service Pack 2" },
  { "CSName", TEXT, "@Name" },
  { "CurrentTimeZone", NUMBER, "0" },
  { "FreePhysicalMemory", NUMBER, "1310720" },
  { "InstallDate", TIME, "@InstallDate" },
  { "LastBootUpTime", TIME, "@BootTime" },
  { "LocalDateTime", TIME, NULL },
  { "Locale", TEXT, "0409" },
  { "Manufacturer", TEXT, "Microsoft Corporation" },
  { "Name", TEXT, "Microsoft Windows Server 2003 Standard Edition|C:\\WINDOWS|" },
  { "OSLanguage", NUMBER, "1033" },
  { "OSType", NUMBER, "18" },
  { "ProductType", NUMBER, "3" },
  { "RegisteredUser", TEXT, "Rehearsal" },
  { "SerialNumber", TEXT, "69712-640-0000000-45000" },
  { "ServicePackMajorVersion", NUMBER, "2" },
  { "ServicePackMinorVersion", NUMBER, "0" },
  { "Status", TEXT, "OK" },
  { "SystemDirectory", TEXT, "C:\\WINDOWS\\system32" },
  { "SystemDrive", TEXT, "C:" },
  { "TotalVisibleMemorySize", NUMBER, "2096448" },
  { "Version", TEXT, "5.2.3790" },
  { "WindowsDirectory", TEXT, "C:\\WINDOWS" },
  { NULL },
};

static void
list_system (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
             GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, resite_lab_machine_now (machine));

  resite_cim_object_take (row, "LocalDateTime", resite_lab_class_make_value (TIME, now));
  g_ptr_array_add (rows, row);
}

/* From outside, a member of a domain cannot be renamed this way: netdom at the machine does it. */
static guint32
call_rename (ResiteLabCall *call)
{
  const char *name = resite_cim_object_get_string (call->in, "Name");

  if (name == NULL)
    return 87;
  if (g_strcmp0 (resite_lab_machine_get (call->machine, "PartOfDomain"), "true") == 0)
    return 5;
  return resite_lab_machine_rename (call->machine, name);
}

static guint32
call_reboot (ResiteLabCall *call)
{
  resite_lab_machine_restart (call->machine, GOING_DOWN, TRUE);
  return 0;
}

static guint32
call_shutdown (ResiteLabCall *call)
{
  resite_lab_machine_restart (call->machine, GOING_DOWN, FALSE);
  return 0;
}

static guint32
call_win32_shutdown (ResiteLabCall *call)
{
  const gint64 flags = resite_cim_object_get_int (call->in, "Flags", -1);

  if (flags < 0)
    return 87;
  /* 0 and 4 sign the person at the console off: nobody is there. */
  if ((flags & ~SHUTDOWN_FORCE) == 0)
    return 0;
  resite_lab_machine_restart (call->machine, GOING_DOWN, (flags & SHUTDOWN_REBOOT) != 0);
  return 0;
}

static const ResiteLabMethod computer_methods[] = {
  { "Rename", FALSE, call_rename },
  { NULL },
};

static const ResiteLabMethod system_methods[] = {
  { "Reboot", FALSE, call_reboot },
  { "Shutdown", FALSE, call_shutdown },
  { "Win32Shutdown", FALSE, call_win32_shutdown },
  { NULL },
};

static const ResiteLabClass computer = {
  .space = "root/cimv2",
  .name = "Win32_ComputerSystem",
  .bases = "CIM_UnitaryComputerSystem,CIM_ComputerSystem",
  .keys = "Name",
  .properties = computer_properties,
  .list = resite_lab_class_list_single,
  .methods = computer_methods,
};

static const ResiteLabClass operating_system = {
  .space = "root/cimv2",
  .name = "Win32_OperatingSystem",
  .bases = "CIM_OperatingSystem",
  .properties = system_properties,
  .list = list_system,
  .methods = system_methods,
};

const ResiteLabClass *const resite_lab_classes_system[] = { &computer, &operating_system, NULL };
