/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-files-way"

#include "config.h"

#include "resite-files-way.h"

/* As smb-user: nobody signs in. */
#define NOBODY "guest"

#define SHARES_MAX 99

static const char *
get (ResitePlan *plan, const char *section, const char *key)
{
  g_autofree char *name = g_strconcat (section, ".", key, NULL);
  const char *value = resite_plan_get (plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static const char *
get_drive (ResitePlan *plan, const char *section, char drive)
{
  const char key[] = { 'd', 'r', 'i', 'v', 'e', '.', drive, '\0' };

  return get (plan, section, key);
}

gboolean
resite_files_way_is_wanted (ResitePlan *plan, const char *section)
{
  const char *reach = get (plan, section, "reach");

  if (resite_plan_is_smb (get (plan, section, "files")) ||
      (reach != NULL && g_ascii_strcasecmp (reach, "smb") == 0))
    return TRUE;
  for (char drive = 'A'; drive <= 'Z'; drive++)
    if (resite_plan_is_smb (get_drive (plan, section, drive)))
      return TRUE;
  return FALSE;
}

char *
resite_files_way_dup_server (ResitePlan *plan, const char *section)
{
  const char *files = get (plan, section, "files");
  g_auto (GStrv) parts = resite_plan_is_smb (files) ? g_strsplit (files, "/", 4) : NULL;

  if (parts == NULL || g_strv_length (parts) < 3 || *parts[2] == '\0')
    return NULL;
  return g_strdup (parts[2]);
}

/* (transfer full): folder, share, folder, share ... */
static GStrv
list_shares (ResitePlan *plan, const char *section)
{
  g_autoptr (GStrvBuilder) shares = g_strv_builder_new ();

  for (guint i = 1; i <= SHARES_MAX; i++)
    {
      g_autofree char *key = g_strdup_printf ("share.%u", i);
      const char *value = get (plan, section, key);
      g_autofree char *folder = NULL;
      g_autofree char *share = NULL;

      if (value == NULL || !resite_plan_parse_share (value, &folder, &share))
        continue;
      g_strv_builder_add (shares, folder);
      g_strv_builder_add (shares, share);
    }
  return g_strv_builder_end (shares);
}

void
resite_files_way_add (ResiteConnections *connections, ResitePlan *plan, const char *section,
                      const char *host)
{
  const char *port = get (plan, section, "smb-port");
  const char *user = get (plan, section, "smb-user");
  const char *smb1 = get (plan, section, "smb1");
  g_auto (GStrv) shares = NULL;

  if (!resite_files_way_is_wanted (plan, section))
    return;
  if (user == NULL)
    user = get (plan, section, "winrm-user");
  shares = list_shares (plan, section);

  const ResiteFilesWay way = {
    .host = host,
    .port = port != NULL ? (guint)g_ascii_strtoull (port, NULL, 10) : 0,
    .user = user != NULL && g_ascii_strcasecmp (user, NOBODY) != 0 ? user : NULL,
    .allow_smb1 = smb1 != NULL && g_ascii_strcasecmp (smb1, "yes") == 0,
    .shares = (const char *const *)shares,
  };
  resite_connections_set_files_way (connections, section, &way);
}

void
resite_files_way_add_drives (ResiteConnections *connections, ResitePlan *plan, const char *machine,
                             const char *section)
{
  for (char drive = 'A'; drive <= 'Z'; drive++)
    if (get_drive (plan, section, drive) != NULL)
      resite_connections_add_drive (connections, machine, drive, get_drive (plan, section, drive));
}
