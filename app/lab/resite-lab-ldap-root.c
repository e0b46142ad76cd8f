/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include <ldap.h>

#include "resite-lab-directory.h"
#include "resite-lab-ldap-root.h"
#include "resite-lab-time.h"

ResiteLabEntry *
resite_lab_ldap_make_root (ResiteLabWorld *world)
{
  static const char *const facts[][2] = {
    { "defaultNamingContext", RESITE_LAB_DOMAIN_DN },
    { "rootDomainNamingContext", RESITE_LAB_DOMAIN_DN },
    { "configurationNamingContext", "CN=Configuration," RESITE_LAB_DOMAIN_DN },
    { "schemaNamingContext", "CN=Schema,CN=Configuration," RESITE_LAB_DOMAIN_DN },
    { "namingContexts", RESITE_LAB_DOMAIN_DN },
    { "namingContexts", "CN=Configuration," RESITE_LAB_DOMAIN_DN },
    { "namingContexts", "CN=Schema,CN=Configuration," RESITE_LAB_DOMAIN_DN },
    { "dnsHostName", RESITE_LAB_CONTROLLER "." RESITE_LAB_DOMAIN },
    { "ldapServiceName", RESITE_LAB_DOMAIN ":" RESITE_LAB_CONTROLLER "$@CORP.EXAMPLE.COM" },
    { "serverName", "CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN="
                    "Configuration," RESITE_LAB_DOMAIN_DN },
    { "supportedLDAPVersion", "3" },
    { "supportedLDAPVersion", "2" },
    { "supportedControl", LDAP_CONTROL_PAGEDRESULTS },
    { "supportedControl", "1.2.840.113556.1.4.801" },
    { "supportedExtension", LDAP_EXOP_START_TLS },
    { "supportedCapabilities", "1.2.840.113556.1.4.800" },
    { "supportedCapabilities", "1.2.840.113556.1.4.1670" },
    { "domainFunctionality", "2" },
    { "forestFunctionality", "2" },
    { "domainControllerFunctionality", "2" },
    { "isSynchronized", "TRUE" },
    { "isGlobalCatalogReady", "TRUE" },
  };
  ResiteLabEntry *root = resite_lab_entry_new ("");

  resite_lab_entry_add_time (root, "currentTime", resite_lab_world_now (world));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    resite_lab_entry_add (root, facts[i][0], facts[i][1]);
  resite_lab_entry_add (root, "objectClass", "top");
  resite_lab_entry_hide (root, "objectClass");
  return root;
}
