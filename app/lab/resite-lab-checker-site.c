/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-lab-checker-private.h"

static const struct
{
  const char *code, *server;
} sites[] = { { RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER },
              { "S02", "BR02SMS" },
              { "S03", "BR03SMS" } };

static const char *const primaries[] = { "primary.1", "primary.2" };

/* Site, address and the roles of the server, at one primary. */
static void
look_at_site (ResiteLabLook *look, const char *primary, const char *code, const char *server)
{
  static const char *const roles[] = { "SMS Site Server", "SMS Component Server", "SMS Site System",
                                       "SMS Management Point", "SMS Distribution Point" };

  resite_lab_look_expect (look, primary, "SMS_Site", code, "ServerName", server);
  resite_lab_look_expect (look, primary, "SMS_Site", code, "ReportingSiteCode", RESITE_LAB_PRIMARY);
  resite_lab_look_expect (look, primary, "SMS_Site", code, "Status", "1");
  resite_lab_look_expect (look, primary, "SMS_SCI_Address", code, "Server", server);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s,%s,%s", code, server, roles[i]);

      resite_lab_look_expect (look, primary, "SMS_SystemResourceList", name, "ServerName", server);
    }
}

static gboolean
is_of_site (const char *server)
{
  return g_strcmp0 (server, RESITE_LAB_SITE_SERVER) == 0 ||
         g_strcmp0 (server, RESITE_LAB_SOURCE_SERVER) == 0;
}

/* Systems of the site under a name that is no more. */
static void
look_at_strangers (ResiteLabLook *look, const char *primary)
{
  g_autoptr (GPtrArray) roles =
      resite_lab_store_list (look->store, primary, "SMS_SystemResourceList");

  for (guint i = 0; i < roles->len; i++)
    if (resite_lab_record_is (roles->pdata[i], "SiteCode", RESITE_LAB_SITE) &&
        !is_of_site (resite_lab_record_get (roles->pdata[i], "ServerName")))
      resite_lab_look_add (look, _ ("%s knows a system of the site that is not there: %s"), primary,
                           resite_lab_record_get_name (roles->pdata[i]));
}

static void
look_at_primaries (ResiteLabLook *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (sites); k++)
        look_at_site (look, primaries[i], sites[k].code, sites[k].server);
      resite_lab_look_expect (look, primaries[i], "SMS_Site", RESITE_LAB_PRIMARY, "ServerName",
                              RESITE_LAB_PRIMARY_SERVER);
      look_at_strangers (look, primaries[i]);
    }
}

/* The directory. */

static void
look_at_object (ResiteLabLook *look, const char *code, const char *server)
{
  const char *owner = g_str_equal (code, RESITE_LAB_SITE) ? "new" : NULL;
  g_autofree char *site = g_strconcat ("SMS-Site-", code, NULL);
  g_autofree char *point = g_strdup_printf ("SMS-MP-%s-%s", code, server);
  const char *names[] = { site, point };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      resite_lab_look_expect (look, "directory", "object", names[i], "Server", server);
      if (owner != NULL)
        resite_lab_look_expect (look, "directory", "object", names[i], "Owner", owner);
    }
}

static void
look_at_directory (ResiteLabLook *look)
{
  g_autoptr (GPtrArray) objects = resite_lab_store_list (look->store, "directory", "object");
  guint n_own = 0;

  for (guint k = 0; k < G_N_ELEMENTS (sites); k++)
    look_at_object (look, sites[k].code, sites[k].server);
  for (guint i = 0; i < objects->len; i++)
    n_own += resite_lab_record_is (objects->pdata[i], "Code", RESITE_LAB_SITE);
  if (n_own > 2)
    resite_lab_look_add (look, _ ("the directory still has something of the old server"));
  if (resite_lab_store_find (look->store, "directory", "right", "new") == NULL)
    resite_lab_look_add (look, _ ("the new server has no rights in the directory"));
}

void
resite_lab_look_at_sites (ResiteLabLook *look)
{
  look_at_primaries (look);
  look_at_directory (look);
}
