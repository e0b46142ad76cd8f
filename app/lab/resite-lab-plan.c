/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-plan"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-lab-directory.h"
#include "resite-lab-met.h"
#include "resite-lab-plan.h"
#include "resite-lab-site.h"

#define OLD_NAME  RESITE_LAB_SITE_SERVER "_OLD"
#define LONG_NAME RESITE_LAB_SITE_SERVER "_REPLACED_OLD"

typedef struct
{
  const char *group;
  const char *key;
  const char *value;
} PlanLine;

static const PlanLine facts[] = {
  { "site", "code", RESITE_LAB_SITE },
  { "site", "name", "Branch 01 (rehearsal)" },
  { "site", "place", "12 Mill Road, ground floor (rehearsal)" },
  { "site", "server-name", RESITE_LAB_SITE_SERVER },
  { "site", "address", "10.4.1.20" },
  { "site", "mask", "255.255.255.0" },
  { "site", "gateway", "10.4.1.1" },
  { "site", "dns", "10.1.0.10, 10.1.0.11" },
  { "site", "drive", "E" },
  { "site", "share-drive", "E" },
  { "site", "sms-folder", "E:\\SMS" },
  { "site", "setup-folder", "SMSSETUP\\BIN\\I386" },
  { "site", "product", "sms2003-sp2" },
  { "site", "service-pack", "SP2" },
  { "old", "name-after", OLD_NAME },
  { "old", "serial", "REHEARSAL-OLD" },
  { "old", "mac", "02:00:00:00:00:01" },
  { "old", "model", "Simulated server, old" },
  { "old", "place", "Rack 1, unit 12 (rehearsal)" },
  { "old", "reach", "by-hand" },
  { "new", "name-before", "BR01NEW" },
  { "new", "serial", "REHEARSAL-NEW" },
  { "new", "mac", "02:00:00:00:00:02" },
  { "new", "model", "Simulated server, new" },
  { "new", "place", "Rack 1, unit 16 (rehearsal)" },
  { "new", "reach", "local" },
  { "source", "server-name", RESITE_LAB_SOURCE_SERVER },
  { "source", "drive", "E" },
  { "source", "reach", "local" },
  { "clone", "source-dp", "BR02SMS" },
  { "clone", "source-site", "S02" },
  { "primary.1", "server-name", RESITE_LAB_PRIMARY_SERVER },
  { "primary.1", "site-code", RESITE_LAB_PRIMARY },
  { "primary.1", "reach", "by-hand" },
  { "primary.1", "sms-folder", "D:\\SMS" },
  { "primary.1", "logs", "D:\\SMS\\Logs" },
  { "primary.2", "server-name", RESITE_LAB_CENTRAL_SERVER },
  { "primary.2", "site-code", RESITE_LAB_CENTRAL },
  { "primary.2", "reach", "by-hand" },
  { "primary.2", "sms-folder", "D:\\SMS" },
  { "primary.2", "logs", "D:\\SMS\\Logs" },
  { "central", "same-as", "primary.2" },
  { "ad", "domain", "corp.example.com" },
  { "ad", "container", "CN=System Management,CN=System,DC=corp,DC=example,DC=com" },
  { "ad", "reach", "by-hand" },
  { "options", "emergency-share", "yes" },
  { "options", "delta", "yes" },
  { "options", "management-point", "yes" },
  { "options", "address-first", "yes" },
  { "options", "first-copy", "copy" },
  { "options", "remove-iis", "no" },
  { "options", "preload-patience", "600" },
  { "preinst", "delsite", "preinst /DELSITE " RESITE_LAB_SITE " ${primary.1.site-code}" },
  { "preinst", "deljob", "preinst /DELJOB " RESITE_LAB_SITE },
  { "preinst", "query.1",
    "SELECT SiteCode, SiteServer, ReportToSite FROM Sites WHERE SiteCode = '" RESITE_LAB_SITE "'" },
  { "people", "technician", "R. Hearsal" },
  { "people", "technician-phone", "+49 7361 555 0142" },
  { "people", "central-admin", "C. Entral" },
  { "people", "central-admin-phone", "+49 711 555 0100" },
  { "people", "local-contact", "L. Ocal" },
  { "people", "local-contact-phone", "+49 7361 555 0100" },
  { "accounts", "installer", "CORP\\sms-install" },
  { "accounts", "sender", "CORP\\sms-sender" },
  { "accounts", "service", "CORP\\sms-service" },
};

/* Values that are places below the rehearsal's folder. */
static const PlanLine places[] = {
  { "new", "files", "machines/new" },
  { "source", "files", "machines/source" },
  { "desk", "setup-source", "desk/setup" },
  { "desk", "os-source", "desk/os" },
  { "desk", "tools-folder", "desk/tools" },
  { "desk", "snapshot-folder", "desk/stick" },
  { "tools", "preinst", "desk/tools/preinst.exe" },
  { "tools", "preload", "desk/tools/PreLoadPkgOnSite.exe" },
  { "tools", "clonedp", "desk/tools/CloneDP.exe" },
  { "tools", "mp-troubleshooter", "desk/tools/MPTroubleshooter.exe" },
  { "options", "known-packages", RESITE_LAB_KNOWN },
  { "documents", "removal", "desk/documents/site-removal.txt" },
  { "documents", "setup", "desk/documents/secondary-setup.txt" },
};

static void
set_package (GKeyFile *plan, const char *key, GPtrArray *packages, guint n)
{
  const char *id = resite_lab_packages_get_good (packages, n);

  if (id != NULL)
    g_key_file_set_value (plan, "options", key, id);
}

/* The machines of the world, by the group that the plan has for them. */
static const struct
{
  const char *group;
  const char *files;
} machines[] = {
  { "old", "machines/old" },
  { "new", "machines/new" },
  { "source", "machines/source" },
  { "primary.1", "machines/primary.1" },
  { "primary.2", "machines/primary.2" },
};

static void
set_place (GKeyFile *plan, const char *folder, const char *group, const char *key,
           const char *place)
{
  g_autofree char *path = g_build_filename (folder, place, NULL);

  g_key_file_set_value (plan, group, key, path);
}

/* A rehearsal asks nobody off this desk: where no machine of it can be reached, nobody knows its
 * names and none of them serves pages. The port is that of “discard”. */
#define NOBODY "127.89.123.53:9"

/* The addresses of the loopback network that the lab's machines really have. */
static void
set_addresses (GKeyFile *plan, ResiteLabWorld *world)
{
  g_key_file_set_value (plan, "site", "address", resite_lab_world_get_address (world, "old"));
  g_key_file_set_value (plan, "site", "gateway",
                        resite_lab_world_get_fact (world, "old", "Gateway"));
  g_key_file_set_value (plan, "site", "dns", resite_lab_world_get_fact (world, "old", "DNS"));
  g_key_file_set_value (plan, "old", "address-after",
                        resite_lab_world_get_fact (world, "old", "DHCPAddress"));
  g_key_file_set_value (plan, "new", "address-before", resite_lab_world_get_address (world, "new"));
}

static void
set_winrm (GKeyFile *plan, const ResiteLabPlanFacts *given, const char *group)
{
  g_autofree char *port =
      g_strdup_printf ("%u", resite_lab_server_get_https_port (given->server, group));

  g_key_file_set_value (plan, group, "reach", "winrm");
  g_key_file_set_value (plan, group, "winrm-port", port);
  g_key_file_set_value (plan, group, "winrm-user", given->user);
  g_key_file_set_value (plan, group, "winrm-ca", resite_lab_server_get_ca_file (given->server));
  g_key_file_set_value (plan, group, "uuid",
                        resite_lab_world_get_fact (given->world, group, "UUID"));
  /* The desk's own resolver knows no machine of the lab; the old and the new server are looked for
   * at the address that they have at the time. */
  if (!g_str_equal (group, "old") && !g_str_equal (group, "new"))
    g_key_file_set_value (plan, group, "winrm-host",
                          resite_lab_world_get_address (given->world, group));
}

static void
set_directory (GKeyFile *plan, const ResiteLabPlanFacts *given)
{
  g_key_file_set_value (plan, "ad", "reach", "ldap");
  g_key_file_set_value (plan, "ad", "servers", resite_lab_ldap_get_url (given->ldap, FALSE));
  g_key_file_set_value (plan, "ad", "logon", "simple");
  g_key_file_set_value (plan, "ad", "tls", "starttls");
  g_key_file_set_value (plan, "ad", "ca", resite_lab_server_get_ca_file (given->server));
  g_key_file_set_value (plan, "ad", "user", RESITE_LAB_DOMAIN_SHORT "\\Administrator");
}

static void
set_reach (GKeyFile *plan, const ResiteLabPlanFacts *given)
{
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      set_place (plan, given->folder, machines[i].group, "files", machines[i].files);
      if (given->reach == RESITE_LAB_WINRM)
        set_winrm (plan, given, machines[i].group);
      else
        g_key_file_set_value (plan, machines[i].group, "reach", "by-hand");
    }
  if (given->reach != RESITE_LAB_WINRM)
    return;
  set_addresses (plan, given->world);
  set_directory (plan, given);
  g_key_file_set_value (plan, "site", "web", resite_lab_web_get_url (given->web));
  g_key_file_set_value (plan, "desk", "name-servers",
                        resite_lab_server_get_name_server (given->server));
}

static gboolean
save (GKeyFile *plan, const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (g_key_file_save_to_file (plan, path, &failure))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("Making the rehearsal's plan: %s"),
               failure->message);
  return FALSE;
}

gboolean
resite_lab_plan_set_old_name (const char *path, gboolean too_long, GError **error)
{
  g_autoptr (GKeyFile) plan = g_key_file_new ();

  g_return_val_if_fail (path != NULL, FALSE);

  if (!g_key_file_load_from_file (plan, path, G_KEY_FILE_KEEP_COMMENTS, error))
    return FALSE;
  g_key_file_set_value (plan, "old", "name-after", too_long ? LONG_NAME : OLD_NAME);
  return save (plan, path, error);
}

gboolean
resite_lab_plan_write (const char *path, const ResiteLabPlanFacts *given, GError **error)
{
  g_autoptr (GKeyFile) plan = g_key_file_new ();

  g_return_val_if_fail (path != NULL && given != NULL, FALSE);

  /* As they are: the plan keeps backslashes single, which the key file would double. */
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_key_file_set_value (plan, facts[i].group, facts[i].key, facts[i].value);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    set_place (plan, given->folder, places[i].group, places[i].key, places[i].value);
  if (given->reach != RESITE_LAB_WINRM)
    {
      /* Where the new server is reached, its own tool is run there. */
      g_key_file_set_value (plan, "tools", "preload-desk", given->tool);
      g_key_file_set_value (plan, "desk", "name-servers", NOBODY);
      g_key_file_set_value (plan, "site", "web", "http://" NOBODY);
    }
  if (given->reach != RESITE_LAB_LOCAL)
    set_reach (plan, given);
  set_package (plan, "first-package", given->packages, 0);
  set_package (plan, "canary-package", given->packages, 1);
  set_package (plan, "proof-package", given->packages, 2);
  g_key_file_set_comment (plan, NULL, NULL,
                          " The plan of a Resite rehearsal: none of its machines is real.", NULL);
  if (resite_lab_met_get_open (given->world, "name-too-long") != NULL)
    g_key_file_set_value (plan, "old", "name-after", LONG_NAME);
  return save (plan, path, error);
}
