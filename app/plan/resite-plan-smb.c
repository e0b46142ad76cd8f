/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan-check-private.h"
#include "resite-plan-keys-private.h"
#include "resite-plan-private.h"

#define SCHEME "smb:"

#define SHARE_LENGTH_MAX 80 /* [MS-SRVS] 2.2.4 */

gboolean
resite_plan_is_smb (const char *value)
{
  return value != NULL && g_ascii_strncasecmp (value, SCHEME, strlen (SCHEME)) == 0;
}

gboolean
resite_plan_parse_share (const char *value, char **folder, char **share)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (value != NULL, FALSE);

  parts = g_strsplit (value, "=", 2);
  if (g_strv_length (parts) != 2)
    return FALSE;
  g_strstrip (parts[0]);
  g_strstrip (parts[1]);
  if (*parts[0] == '\0' || *parts[1] == '\0')
    return FALSE;
  if (folder != NULL)
    *folder = g_strdup (parts[0]);
  if (share != NULL)
    *share = g_strdup (parts[1]);
  return TRUE;
}

static gboolean
is_share_name (const char *name)
{
  return *name != '\0' && g_utf8_strlen (name, -1) <= SHARE_LENGTH_MAX &&
         strpbrk (name, "\"/\\[]:|<>+=;,*?") == NULL;
}

static char *
check_share (const char *value)
{
  static const ResitePlanKey path_key = { .type = RESITE_PLAN_WINDOWS_PATH };
  g_autofree char *folder = NULL;
  g_autofree char *share = NULL;

  if (!resite_plan_parse_share (value, &folder, &share))
    return g_strdup_printf (_ ("\"%s\" is no folder with its share: write both with an equals "
                               "sign between them, as E:\\SMSPKGE$ = SMSPKGE$."),
                            value);
  if (!is_share_name (share))
    return g_strdup_printf (_ ("\"%s\" is no name of a share; write it alone, without the "
                               "server."),
                            share);
  return _resite_plan_value_check (&path_key, folder);
}

static char *
check_server_part (const char *value, const char *host)
{
  static const ResitePlanKey host_key = { .type = RESITE_PLAN_HOST };

  if (host == NULL || *host == '\0')
    return NULL;
  if (strchr (host, '@') != NULL)
    return g_strdup_printf (_ ("\"%s\" names an account; write it below smb-user, without its "
                               "password."),
                            value);
  return _resite_plan_value_check (&host_key, host);
}

/* "smb://SERVER" alone, or with a share and folders behind it. */
static char *
check_place (const ResitePlanKey *key, const char *value)
{
  const char *rest = value + strlen (SCHEME);
  g_auto (GStrv) parts = NULL;
  gboolean has_share;
  char *wrong;

  if (!g_str_has_prefix (rest, "//"))
    return g_strdup_printf (_ ("\"%s\" is written with two slashes behind the colon, as "
                               "smb://BR01DP2."),
                            value);
  parts = g_strsplit (rest + 2, "/", 2);
  has_share = parts[0] != NULL && parts[1] != NULL && *parts[1] != '\0' && *parts[1] != '/';
  wrong = check_server_part (value, parts[0]);
  if (wrong != NULL)
    return wrong;
  if (key->type == RESITE_PLAN_FILES && has_share)
    return g_strdup_printf (_ ("\"%s\" names a share, and here only the server is wanted. Write "
                               "one drive's share below drive.E, one folder's below share.1."),
                            value);
  if (key->type == RESITE_PLAN_DRIVE_FILES && !has_share)
    return g_strdup_printf (_ ("\"%s\" names no share; write it behind the server, as "
                               "smb://BR01DP2/E$."),
                            value);
  return NULL;
}

char *
_resite_plan_value_check_smb (const ResitePlanKey *key, const char *value)
{
  return key->type == RESITE_PLAN_SHARE ? check_share (value) : check_place (key, value);
}

/* Across keys. */

static gboolean
is_yes (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *value = _resite_plan_get_given (self, group, key);

  return value != NULL && g_ascii_strcasecmp (value, "yes") == 0;
}

static gboolean
is_reach (ResitePlan *self, const char *group, const char *word)
{
  g_autofree char *reach = _resite_plan_get_given (self, group, "reach");

  return reach != NULL && g_ascii_strcasecmp (reach, word) == 0;
}

static gboolean
uses_smb (ResitePlan *self, const char *group)
{
  g_autofree char *files = _resite_plan_get_given (self, group, "files");
  g_auto (GStrv) keys = _resite_plan_list_keys (self, group);

  if (resite_plan_is_smb (files) || is_reach (self, group, "smb") || is_reach (self, group, "rpc"))
    return TRUE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_str_has_prefix (keys[i], "drive.")
                                   ? _resite_plan_get_given (self, group, keys[i])
                                   : NULL;
      if (resite_plan_is_smb (value))
        return TRUE;
    }
  return FALSE;
}

static void
check_account (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *user = _resite_plan_get_given (self, group, "smb-user");
  g_autofree char *other = _resite_plan_get_given (self, group, "winrm-user");

  if (user == NULL && other == NULL && !is_reach (self, group, "rpc"))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, "smb-user",
                            _ ("Who reads and writes the files there? Name an account "
                               "(smb-user=), or write guest for a server that asks for none."));
  if (is_yes (self, group, "smb1"))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_WARNING, group, "smb1",
                            _ ("SMB 1: who sits on the line can read what is copied, and change "
                               "it. Allow it only where the server speaks nothing newer, and take "
                               "it away afterwards."));
}

static void
check_words (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *files = _resite_plan_get_given (self, group, "files");

  if (is_reach (self, group, "smb") && files != NULL && !resite_plan_is_smb (files))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, "files",
                            _ ("This is reached over SMB, and its files are said to lie on this "
                               "desk. Write reach=local, or files=smb://SERVER."));
  if (is_reach (self, group, "local") && resite_plan_is_smb (files))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, "reach",
                            _ ("local means a folder of this desk, and the files are said to be "
                               "reached over SMB. Write reach=smb."));
}

/* The box is known by what WinRM says of it; files of another address would be another box's. */
static void
check_one_box (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *files = _resite_plan_get_given (self, group, "files");
  g_autofree char *host = _resite_plan_get_given (self, group, "winrm-host");
  g_autofree char *server = NULL;

  if (!is_reach (self, group, "winrm") || host == NULL || !resite_plan_is_smb (files))
    return;
  server = g_strdup (files + MIN (strlen (files), strlen ("smb://")));
  server[strcspn (server, "/")] = '\0';
  if (*server != '\0' && g_ascii_strcasecmp (server, host) != 0)
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, "files",
                            _ ("WinRM is asked at %s and files are copied at %s: that one is the "
                               "same machine could not be seen. Write smb:// alone, then both go "
                               "to the same address."),
                            host, server);
}

void
_resite_plan_check_smb (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *alias = _resite_plan_get_raw (self, group, "same-as");

  if (alias != NULL)
    return;
  check_words (self, faults, group);
  if (!uses_smb (self, group))
    return;
  check_account (self, faults, group);
  check_one_box (self, faults, group);
}
