/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include "resite-lab-world-private.h"

/* What setups leave behind on a machine. */

#define COMPONENTS "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Oc Manager\\Subcomponents"

void
resite_lab_install_iis (ResiteLabMachine *machine)
{
  static const char *const components[] = {
    "complusnetwork",
    "dtcnetwork",
    "iis_common",
    "iis_www",
    "iis_inetmgr",
    "iis_asp",
    "iis_webdav",
    "aspnet",
    "BitsServerExtensionsISAPI",
    "BitsServerExtensionsManager",
  };
  const char *name = resite_lab_machine_get (machine, "Name");
  g_autofree char *guest = g_strconcat ("IUSR_", name, NULL);
  g_autofree char *worker = g_strconcat ("IWAM_", name, NULL);

  /* Its users keep the name that the computer had then. */
  if (resite_lab_store_find (machine->store, machine->role, "Win32_Service", "W3SVC") != NULL)
    return;
  resite_lab_service_add (machine, "IISADMIN", "IIS Admin Service", "Auto", TRUE);
  resite_lab_service_add (machine, "W3SVC", "World Wide Web Publishing Service", "Auto", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    resite_lab_registry_set (machine, COMPONENTS, components[i], 4, "1");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\InetStp", "MajorVersion", 4, "6");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\InetStp", "MinorVersion", 4, "0");
  resite_lab_user_add (machine, guest, "Internet Guest Account");
  resite_lab_user_add (machine, worker, "Launch IIS Process Account");
  resite_lab_group_add_member (machine, "IIS_WPG", worker);
}

void
resite_lab_uninstall_iis (ResiteLabMachine *machine)
{
  static const char *const services[] = { "IISADMIN", "W3SVC" };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      ResiteLabRecord *service =
          resite_lab_store_find (machine->store, machine->role, "Win32_Service", services[i]);

      if (service != NULL)
        resite_lab_store_remove (machine->store, service);
    }
  resite_lab_users_remove (machine, "IUSR_");
  resite_lab_users_remove (machine, "IWAM_");
}

void
resite_lab_install_sms (ResiteLabMachine *machine)
{
  static const char *const setup = "SOFTWARE\\Microsoft\\SMS\\Setup";
  static const char *const identification = "SOFTWARE\\Microsoft\\SMS\\Identification";

  resite_lab_service_add (machine, "SMS_SITE_COMPONENT_MANAGER", "SMS_SITE_COMPONENT_MANAGER",
                          "Auto", TRUE);
  resite_lab_service_add (machine, "SMS_EXECUTIVE", "SMS_EXECUTIVE", "Auto", TRUE);
  resite_lab_service_add (machine, "SMS_SITE_BACKUP", "SMS_SITE_BACKUP", "Manual", FALSE);
  resite_lab_service_add (machine, "CcmExec", "SMS Agent Host", "Auto", TRUE);
  resite_lab_share_add (machine, "SMS_" RESITE_LAB_SITE, "E:\\SMS", "SMS Site");
  resite_lab_share_add (machine, "SMS_SITE", "E:\\SMS\\inboxes\\despoolr.box\\receive", "SMS Site");
  resite_lab_share_add (machine, "CAP_" RESITE_LAB_SITE, "E:\\SMS\\CAP_" RESITE_LAB_SITE,
                        "SMS Site");
  resite_lab_registry_set (machine, setup, "Full Version", 1, "2.50.4160.2000");
  resite_lab_registry_set (machine, setup, "Installation Directory", 1, "E:\\SMS");
  resite_lab_registry_set (machine, identification, "Site Code", 1, RESITE_LAB_SITE);
  resite_lab_registry_set (machine, identification, "Parent Site Code", 1, RESITE_LAB_PRIMARY);
  resite_lab_registry_set (machine, identification, "Site Server", 1, RESITE_LAB_SITE_SERVER);
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\NAL", "Version", 1, "2.50");
  resite_lab_registry_set (machine, "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_Replication_Manager",
                           "Transaction ID", 4,
                           g_str_equal (machine->role, "old") ? "48213" : "17");
}
