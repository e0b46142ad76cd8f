/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <sys/statvfs.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* The box itself, as inventories ask for it, and its disks. */

static const ResiteLabProperty product_properties[] = {
  { "Caption", TEXT, "Computer System Product" },
  { "Description", TEXT, "Computer System Product" },
  { "IdentifyingNumber", TEXT, "@Serial" },
  { "Name", TEXT, "@Model" },
  { "SKUNumber", TEXT, NULL },
  { "UUID", TEXT, "@UUID" },
  { "Vendor", TEXT, "Resite rehearsal" },
  { "Version", TEXT, "1" },
  { NULL },
};

static const ResiteLabProperty bios_properties[] = {
  { "BIOSVersion", TEXTS, "REHEARSAL - 1,Simulated BIOS 1.0" },
  { "Caption", TEXT, "Simulated BIOS 1.0" },
  { "Description", TEXT, "Simulated BIOS 1.0" },
  { "Manufacturer", TEXT, "Resite rehearsal" },
  { "Name", TEXT, "Simulated BIOS 1.0" },
  { "PrimaryBIOS", BOOLEAN, "true" },
  { "ReleaseDate", TIME, "@InstallDate" },
  { "SerialNumber", TEXT, "@Serial" },
  { "SMBIOSBIOSVersion", TEXT, "1.0" },
  { "SoftwareElementID", TEXT, "Simulated BIOS 1.0" },
  { "SoftwareElementState", NUMBER, "3" },
  { "Status", TEXT, "OK" },
  { "TargetOperatingSystem", NUMBER, "0" },
  { "Version", TEXT, "REHEARSAL - 1" },
  { NULL },
};

static const ResiteLabProperty processor_properties[] = {
  { "AddressWidth", NUMBER, "32" },
  { "Architecture", NUMBER, "0" },
  { "Caption", TEXT, "x86 Family 15 Model 4 Stepping 1" },
  { "CurrentClockSpeed", NUMBER, "2793" },
  { "DeviceID", TEXT, "CPU0" },
  { "Manufacturer", TEXT, "GenuineIntel" },
  { "MaxClockSpeed", NUMBER, "2793" },
  { "Name", TEXT, "Simulated processor 2.80GHz" },
  { "NumberOfCores", NUMBER, "1" },
  { "NumberOfLogicalProcessors", NUMBER, "1" },
  { "ProcessorId", TEXT, "0FEBFBFF00000F41" },
  { "SocketDesignation", TEXT, "Proc 1" },
  { "Status", TEXT, "OK" },
  { NULL },
};

static const ResiteLabProperty enclosure_properties[] = {
  { "ChassisTypes", NUMBERS, "23" },     { "Manufacturer", TEXT, "Resite rehearsal" },
  { "SerialNumber", TEXT, "@Serial" },   { "SMBIOSAssetTag", TEXT, "@Serial" },
  { "Tag", TEXT, "System Enclosure 0" }, { NULL },
};

static const ResiteLabProperty memory_properties[] = {
  { "Capacity", NUMBER, "1073741824" }, { "DeviceLocator", TEXT, "DIMM 1" },
  { "MemoryType", NUMBER, "20" },       { "Speed", NUMBER, "400" },
  { "Tag", TEXT, "Physical Memory 0" }, { NULL },
};

static const ResiteLabProperty board_properties[] = {
  { "Manufacturer", TEXT, "Resite rehearsal" },
  { "Product", TEXT, "Simulated board" },
  { "SerialNumber", TEXT, "@Serial" },
  { "Tag", TEXT, "Base Board" },
  { NULL },
};

static const ResiteLabProperty zone_properties[] = {
  { "Bias", NUMBER, "0" },
  { "Caption", TEXT, "(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London" },
  { "StandardName", TEXT, "GMT Standard Time" },
  { NULL },
};

static const ResiteLabProperty disk_properties[] = {
  { "Access", NUMBER, "0" },
  { "Caption", TEXT, NULL },
  { "Description", TEXT, "Local Fixed Disk" },
  { "DeviceID", TEXT, NULL },
  { "DriveType", NUMBER, "3" },
  { "FileSystem", TEXT, "NTFS" },
  { "FreeSpace", NUMBER, NULL },
  { "MediaType", NUMBER, "12" },
  { "Name", TEXT, NULL },
  { "Size", NUMBER, NULL },
  { "SystemName", TEXT, "@Name" },
  { "VolumeName", TEXT, NULL },
  { "VolumeSerialNumber", TEXT, "5C0FFEE1" },
  { NULL },
};

/* One box whose identity cannot be told from another's is the worst there is. */
static void
list_product (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
              GPtrArray *rows)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  const char *twin = resite_lab_world_get_fault (machine->world, "uuid-same");
  const char *none = resite_lab_world_get_fault (machine->world, "uuid-none");
  ResiteLabMachine other;

  if (g_strcmp0 (none, machine->role) == 0)
    resite_cim_object_set_string (row, "UUID", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
  else if (twin != NULL && g_str_equal (machine->role, "new") &&
           resite_lab_world_find_machine (machine->world, "old", &other))
    resite_cim_object_set_string (row, "UUID", resite_lab_machine_get (&other, "UUID"));
  g_ptr_array_add (rows, row);
}

static ResiteCimObject *
make_disk (const ResiteLabClass *self, ResiteLabMachine *machine, const char *path, char letter)
{
  ResiteCimObject *row = resite_lab_class_make_row (self, machine, NULL);
  const char name[] = { letter, ':', '\0' };
  struct statvfs room;

  resite_cim_object_set_string (row, "Caption", name);
  resite_cim_object_set_string (row, "DeviceID", name);
  resite_cim_object_set_string (row, "Name", name);
  if (statvfs (path, &room) == 0)
    {
      resite_cim_object_set_int (row, "FreeSpace", (gint64)room.f_bavail * room.f_frsize);
      resite_cim_object_set_int (row, "Size", (gint64)room.f_blocks * room.f_frsize);
    }
  return row;
}

static void
list_disks (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
            GPtrArray *rows)
{
  g_autofree char *folder = resite_lab_machine_get_folder (machine);

  for (char letter = 'C'; letter <= 'Z'; letter++)
    {
      const char name[] = { letter, '\0' };
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (rows, make_disk (self, machine, path, letter));
    }
}

static const ResiteLabClass product = {
  .space = "root/cimv2",
  .name = "Win32_ComputerSystemProduct",
  .bases = "CIM_Product",
  .keys = "IdentifyingNumber,Name,Version",
  .properties = product_properties,
  .list = list_product,
};

static const ResiteLabClass bios = {
  .space = "root/cimv2",
  .name = "Win32_BIOS",
  .bases = "CIM_BIOSElement,CIM_SoftwareElement",
  .keys = "Name,SoftwareElementID,SoftwareElementState,TargetOperatingSystem,Version",
  .properties = bios_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass processor = {
  .space = "root/cimv2",
  .name = "Win32_Processor",
  .bases = "CIM_Processor",
  .keys = "DeviceID",
  .properties = processor_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass enclosure = {
  .space = "root/cimv2",
  .name = "Win32_SystemEnclosure",
  .bases = "CIM_Chassis",
  .keys = "Tag",
  .properties = enclosure_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass memory = {
  .space = "root/cimv2",
  .name = "Win32_PhysicalMemory",
  .bases = "CIM_PhysicalMemory",
  .keys = "Tag",
  .properties = memory_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass board = {
  .space = "root/cimv2",
  .name = "Win32_BaseBoard",
  .bases = "CIM_Card",
  .keys = "Tag",
  .properties = board_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass zone = {
  .space = "root/cimv2",
  .name = "Win32_TimeZone",
  .keys = "StandardName",
  .properties = zone_properties,
  .list = resite_lab_class_list_single,
};

static const ResiteLabClass disk = {
  .space = "root/cimv2",
  .name = "Win32_LogicalDisk",
  .bases = "CIM_LogicalDisk,CIM_StorageExtent",
  .keys = "DeviceID",
  .properties = disk_properties,
  .list = list_disks,
};

const ResiteLabClass *const resite_lab_classes_hardware[] = {
  &product, &bios, &processor, &enclosure, &memory, &board, &zone, &disk, NULL,
};
