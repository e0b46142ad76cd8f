/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-way"

#include "config.h"

#include "resite-directory-way.h"

static const char *
get (ResitePlan *plan, const char *name)
{
  const char *value = resite_plan_get (plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
says (ResitePlan *plan, const char *name, const char *word)
{
  const char *value = get (plan, name);

  return value != NULL && g_ascii_strcasecmp (value, word) == 0;
}

static GStrv
list_servers (ResitePlan *plan)
{
  const char *text = get (plan, "ad.servers");
  g_auto (GStrv) parts = g_strsplit_set (text != NULL ? text : "", ",; ", -1);
  g_autoptr (GStrvBuilder) servers = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (servers, parts[i]);
  return g_strv_builder_end (servers);
}

ResiteDirectoryPlace *
resite_directory_way_open (ResitePlan *plan)
{
  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);

  g_auto (GStrv) servers = list_servers (plan);
  const ResiteDirectoryWay way = {
    .servers = (const char *const *)servers,
    .domain = get (plan, "ad.domain"),
    .kerberos = !says (plan, "ad.logon", "simple"),
    .tls = says (plan, "ad.tls", "ldaps")      ? RESITE_DIRECTORY_LDAPS
           : says (plan, "ad.tls", "starttls") ? RESITE_DIRECTORY_START_TLS
                                               : RESITE_DIRECTORY_SEALED,
    .ca_file = get (plan, "ad.ca"),
    .user = get (plan, "ad.user"),
  };

  return says (plan, "ad.reach", "ldap") ? resite_directory_place_new (&way) : NULL;
}
