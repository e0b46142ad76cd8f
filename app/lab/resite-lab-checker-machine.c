/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-lab-checker-private.h"

#define FACTS      "facts"
#define COMPONENTS "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Oc Manager\\Subcomponents"
#define NAMES      "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\"

static const char *const roles[] = { "old", "new", "source", "primary.1", "primary.2" };

static const char *
get_fact (ResiteLabLook *look, const char *role, const char *fact)
{
  ResiteLabRecord *facts = resite_lab_store_find (look->store, role, "machine", FACTS);
  const char *value = facts != NULL ? resite_lab_record_get (facts, fact) : NULL;

  return value != NULL ? value : "";
}

static void
expect_fact (ResiteLabLook *look, const char *role, const char *fact, const char *wanted)
{
  resite_lab_look_expect (look, role, "machine", FACTS, fact, wanted);
}

static void
expect_value (ResiteLabLook *look, const char *key, const char *name, const char *wanted)
{
  resite_lab_look_expect (look, "new", "registry", key, name, wanted);
}

/* Names and addresses. */

static void
look_at_network (ResiteLabLook *look)
{
  ResiteLabRecord *site = resite_lab_store_find (look->store, "site", "network", "address");
  const char *address = site != NULL ? resite_lab_record_get (site, "Address") : NULL;
  const char *dot = address != NULL ? strrchr (address, '.') : NULL;
  g_autofree char *gateway = NULL;
  g_autofree char *dns = NULL;

  if (dot == NULL)
    {
      resite_lab_look_add (look, _ ("nobody knows the address of the site"));
      return;
    }
  gateway = g_strdup_printf ("%.*s.1", (int)(dot - address), address);
  dns = g_strdup_printf ("%.*s.53", (int)(dot - address), address);
  expect_fact (look, "new", "Address", address);
  expect_fact (look, "new", "Mask", "255.255.255.0");
  expect_fact (look, "new", "Gateway", gateway);
  expect_fact (look, "new", "DNS", dns);
  expect_fact (look, "new", "DHCP", "false");
}

static void
look_at_names (ResiteLabLook *look)
{
  static const char *const keys[] = { NAMES "ActiveComputerName", NAMES "ComputerName" };
  static const struct
  {
    const char *role, *name;
  } stay[] = { { "source", RESITE_LAB_SOURCE_SERVER },
               { "primary.1", RESITE_LAB_PRIMARY_SERVER },
               { "primary.2", RESITE_LAB_CENTRAL_SERVER } };

  expect_fact (look, "new", "Name", RESITE_LAB_SITE_SERVER);
  expect_fact (look, "new", "PartOfDomain", "true");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    expect_value (look, keys[i], "ComputerName", "1:" RESITE_LAB_SITE_SERVER);
  for (guint i = 0; i < G_N_ELEMENTS (stay); i++)
    expect_fact (look, stay[i].role, "Name", stay[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (*get_fact (look, roles[i], "NamePending") != '\0')
        resite_lab_look_add (look, _ ("%s: a new name waits for a restart"), roles[i]);
      if (!g_str_equal (roles[i], "old"))
        expect_fact (look, roles[i], "State", "up");
    }
}

static void
look_at_twins (ResiteLabLook *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    for (guint k = i + 1; k < G_N_ELEMENTS (roles); k++)
      {
        if (g_ascii_strcasecmp (get_fact (look, roles[i], "Name"),
                                get_fact (look, roles[k], "Name")) == 0)
          resite_lab_look_add (look, _ ("%s and %s have the same name"), roles[i], roles[k]);
        if (g_str_equal (get_fact (look, roles[i], "State"), "up") &&
            g_str_equal (get_fact (look, roles[k], "State"), "up") &&
            g_str_equal (get_fact (look, roles[i], "Address"),
                         get_fact (look, roles[k], "Address")))
          resite_lab_look_add (look, _ ("%s and %s answer under the same address"), roles[i],
                               roles[k]);
      }
}

/* Services. */

static gboolean
is_sms_service (const char *name)
{
  return g_ascii_strncasecmp (name, "SMS_", 4) == 0 || g_ascii_strcasecmp (name, "CcmExec") == 0;
}

/* Switched off, or under another name with all of SMS disabled. */
static void
look_at_old (ResiteLabLook *look)
{
  g_autoptr (GPtrArray) services = resite_lab_store_list (look->store, "old", "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    {
      ResiteLabRecord *service = services->pdata[i];

      if (is_sms_service (resite_lab_record_get_name (service)) &&
          (!resite_lab_record_is (service, "StartMode", "Disabled") ||
           !resite_lab_record_is (service, "State", "Stopped")))
        resite_lab_look_add (look, _ ("the old server's service %s is not disabled and stopped"),
                             resite_lab_record_get_name (service));
    }
}

static void
look_at_services (ResiteLabLook *look, const char *role)
{
  g_autoptr (GPtrArray) services = resite_lab_store_list (look->store, role, "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    {
      ResiteLabRecord *service = services->pdata[i];

      if (resite_lab_record_is (service, "StartMode", "Auto") &&
          !resite_lab_record_is (service, "State", "Running"))
        resite_lab_look_add (look, _ ("%s: the service %s does not run"), role,
                             resite_lab_record_get_name (service));
    }
}

static void
look_at_start_types (ResiteLabLook *look)
{
  static const char *const automatic[] = {
    "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE", "CcmExec", "W3SVC", "IISADMIN", "lanmanserver"
  };

  for (guint i = 0; i < G_N_ELEMENTS (automatic); i++)
    resite_lab_look_expect (look, "new", "Win32_Service", automatic[i], "StartMode", "Auto");
  for (guint i = 1; i < G_N_ELEMENTS (roles); i++)
    look_at_services (look, roles[i]);
}

/* What is installed. */

/* IIS' users keep the name that the computer had when it was installed. */
static void
look_at_iis (ResiteLabLook *look)
{
  static const char *const components[] = { "iis_common", "iis_www", "iis_webdav",
                                            "BitsServerExtensionsISAPI",
                                            "BitsServerExtensionsManager" };
  static const char *const users[] = { "IUSR_" RESITE_LAB_SITE_SERVER,
                                       "IWAM_" RESITE_LAB_SITE_SERVER };
  g_autoptr (GPtrArray) accounts = resite_lab_store_list (look->store, "new", "Win32_UserAccount");

  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    expect_value (look, COMPONENTS, components[i], "4:1");
  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    resite_lab_look_expect (look, "new", "Win32_UserAccount", users[i], "Name", users[i]);
  for (guint i = 0; i < accounts->len; i++)
    {
      const char *name = resite_lab_record_get_name (accounts->pdata[i]);

      if ((g_ascii_strncasecmp (name, "IUSR_", 5) == 0 ||
           g_ascii_strncasecmp (name, "IWAM_", 5) == 0) &&
          g_ascii_strcasecmp (name + 5, RESITE_LAB_SITE_SERVER) != 0)
        resite_lab_look_add (look, _ ("IIS works under a former name: %s"), name);
    }
}

static void
look_at_sms (ResiteLabLook *look)
{
  expect_value (look, "SOFTWARE\\Microsoft\\SMS\\Setup", "Installation Directory", "1:E:\\SMS");
  expect_value (look, "SOFTWARE\\Microsoft\\SMS\\Identification", "Site Code",
                "1:" RESITE_LAB_SITE);
  expect_value (look, "SOFTWARE\\Microsoft\\SMS\\Identification", "Parent Site Code",
                "1:" RESITE_LAB_PRIMARY);
  expect_value (look, "SOFTWARE\\Microsoft\\SMS\\Identification", "Site Server",
                "1:" RESITE_LAB_SITE_SERVER);
  resite_lab_look_expect (look, "new", "management-point", "state", "State", "ready");
}

/* Shares. */

static void
look_at_shares (ResiteLabLook *look)
{
  static const struct
  {
    const char *role, *name, *path;
  } shares[] = {
    { "new", "SMS_" RESITE_LAB_SITE, "E:\\SMS" },
    { "new", "SMS_SITE", "E:\\SMS\\inboxes\\despoolr.box\\receive" },
    { "new", "CAP_" RESITE_LAB_SITE, "E:\\SMS\\CAP_" RESITE_LAB_SITE },
    { "new", "SMSPKGE$", "E:\\SMSPKGE$" },
    { "source", "SMSPKGE$", "E:\\SMSPKGE$" },
  };
  g_autoptr (GPtrArray) found = resite_lab_store_list (look->store, "new", "Win32_Share");

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    resite_lab_look_expect (look, shares[i].role, "Win32_Share", shares[i].name, "Path",
                            shares[i].path);
  for (guint i = 0; i < found->len; i++)
    {
      const char *name = resite_lab_record_get_name (found->pdata[i]);

      if (g_ascii_strncasecmp (name, "SMSPKG", 6) == 0 &&
          g_ascii_strcasecmp (name, "SMSPKGE$") != 0)
        resite_lab_look_add (look, _ ("the share %s was left behind on the new server"), name);
    }
}

/* What lies about. */

static gboolean
is_leftover (const char *name)
{
  return g_str_has_prefix (name, ".resite-") || g_str_has_suffix (name, ".resite-new") ||
         g_str_has_suffix (name, ".part") || g_str_equal (name, "SMSPKGE$_OLD");
}

static void
look_below (ResiteLabLook *look, const char *path, gboolean all)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (all || is_leftover (name))
        resite_lab_look_add (look, _ ("%s was left behind"), below + strlen (look->folder) + 1);
      else if (g_file_test (below, G_FILE_TEST_IS_DIR) &&
               !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        look_below (look, below,
                    g_str_has_suffix (path, "/C/WINDOWS") && g_str_equal (name, "Temp"));
    }
}

static void
look_at_leftovers (ResiteLabLook *look)
{
  g_autofree char *folder = g_build_filename (look->folder, "machines", NULL);

  look_below (look, folder, FALSE);
}

static void
look_at_mark (ResiteLabLook *look)
{
  g_autofree char *mark = resite_lab_look_find_path (look, "new", "C/NO_SMS_ON_DRIVE.SMS");

  if (!g_file_test (mark, G_FILE_TEST_EXISTS))
    resite_lab_look_add (look, _ ("drive C: of the new server is not closed to packages"));
}

void
resite_lab_look_at_order (ResiteLabLook *look)
{
  look_at_twins (look);
  look_at_leftovers (look);
}

void
resite_lab_look_at_machines (ResiteLabLook *look)
{
  look_at_network (look);
  look_at_names (look);
  look_at_old (look);
  look_at_start_types (look);
  look_at_iis (look);
  look_at_sms (look);
  look_at_shares (look);
  look_at_mark (look);
  resite_lab_look_at_order (look);
}
