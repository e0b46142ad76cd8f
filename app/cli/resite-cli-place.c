/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-place.h"
#include "resite-cli-secret.h"
#include "resite-error.h"
#include "resite-folder-absent.h"
#include "resite-folder-local.h"
#include "resite-under-way.h"

#define SMB_SCHEME "smb://"

/* An address of another kind would become a folder of that name here, and an empty word (a script's
 * unset variable) would mean the folder that the script happens to stand in. */
static gboolean
check_word (const char *word, GError **error)
{
  g_autofree char *scheme = g_uri_parse_scheme (word);

  if (*word == '\0')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("a folder has an empty name"));
      return FALSE;
    }
  if (scheme != NULL && strstr (word, "://") != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is an address of a kind that cannot be copied from or to; write "
                      "smb://user@server/share/folder, or mount it and name the folder"),
                   word);
      return FALSE;
    }
  return TRUE;
}

ResiteCliPlace *
resite_cli_place_parse (const char *word, const char *descriptor, GError **error)
{
  g_autoptr (ResiteCliPlace) place = g_new0 (ResiteCliPlace, 1);

  place->descriptor = descriptor;
  if (g_ascii_strncasecmp (word, SMB_SCHEME, strlen (SMB_SCHEME)) == 0)
    {
      place->share = resite_smb_place_parse (word, error);
      if (place->share == NULL)
        return NULL;
      place->name = resite_smb_place_to_text (place->share);
      return g_steal_pointer (&place);
    }
  if (!check_word (word, error))
    return NULL;
  place->name = g_canonicalize_filename (word, NULL);
  return g_steal_pointer (&place);
}

void
resite_cli_place_free (ResiteCliPlace *place)
{
  if (place == NULL)
    return;

  g_clear_pointer (&place->share, resite_smb_place_free);
  g_free (place->name);
  g_free (place);
}

static gboolean
lies_in (const char *inner, const char *outer)
{
  const gsize length = strlen (outer);

  return strncmp (inner, outer, length) == 0 &&
         (inner[length] == '/' || inner[length] == '\0' || length == 0 || outer[length - 1] == '/');
}

/* What lies behind links, for the part of the path that is there. */
static char *
find_real_path (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  g_autofree char *above = NULL;

  if (real != NULL || g_str_equal (path, "/"))
    return g_strdup (real != NULL ? real : path);
  parent = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  above = find_real_path (parent);
  return g_build_filename (above, name, NULL);
}

/* Servers, shares and folders are found in any case; two names of one server are not found out. */
static char *
find_real_share (const ResiteSmbPlace *share)
{
  g_autofree char *path =
      g_strdup_printf ("//%s:%u/%s%s%s", share->server, share->port, share->share,
                       *share->path != '\0' ? "/" : "", share->path);

  return g_utf8_casefold (path, -1);
}

gboolean
resite_cli_place_check_apart (const ResiteCliPlace *source, const ResiteCliPlace *target,
                              GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if ((source->share == NULL) != (target->share == NULL))
    return TRUE;
  from = source->share != NULL ? find_real_share (source->share) : find_real_path (source->name);
  to = target->share != NULL ? find_real_share (target->share) : find_real_path (target->name);
  if (!lies_in (to, from) && !lies_in (from, to))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s and %s lie inside each other; a copy needs two places"), source->name,
               target->name);
  return FALSE;
}

static ResiteFolder *
open_here (const ResiteCliPlace *place, ResiteCliPlaceUse use, GError **error)
{
  if (use == RESITE_CLI_PLACE_IMAGINE && !g_file_test (place->name, G_FILE_TEST_EXISTS))
    return resite_folder_absent_new (NULL, place->name);
  if (use == RESITE_CLI_PLACE_WRITE && g_mkdir_with_parents (place->name, 0755) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Making %s"), place->name);
      return NULL;
    }
  return resite_folder_local_new (place->name, error);
}

static void
connect_thread (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  ResiteFolderTraits traits;
  GError *error = NULL;

  if (resite_folder_get_traits (folder, &traits, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Beside the main loop, so that Ctrl+C is heard. */
static gboolean
reach (ResiteCli *cli, ResiteFolder *folder, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  resite_cli_watch_signals (cli);
  task = g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_task_set_task_data (task, g_object_ref (folder), g_object_unref);
  resite_under_way_run_task (task, connect_thread);
  result = resite_cli_wait (&wait);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* One person on one server is asked once. */
static char *
make_account (const ResiteSmbPlace *share)
{
  return g_strdup_printf ("%s%s%s", share->domain != NULL ? share->domain : "",
                          share->domain != NULL ? "\\" : "", share->user);
}

static gboolean
log_on (ResiteCli *cli, const ResiteCliPlace *place, ResiteCredentials **credentials,
        GError **error)
{
  g_autofree char *account = NULL;

  if (place->share->user == NULL)
    {
      g_clear_pointer (credentials, resite_credentials_unref);
      return TRUE;
    }
  account = make_account (place->share);
  if (*credentials != NULL && !resite_cli_has (cli, place->descriptor) &&
      g_ascii_strcasecmp (resite_credentials_get_user (*credentials), account) == 0)
    return TRUE;
  g_clear_pointer (credentials, resite_credentials_unref);
  *credentials =
      resite_cli_secret_ask_by (cli, place->descriptor, place->share->server, account, error);
  return *credentials != NULL;
}

static ResiteFolder *
open_share (ResiteCli *cli, const ResiteCliPlace *place, ResiteCliPlaceUse use,
            ResiteCredentials **credentials, GError **error)
{
  const ResiteSmbOptions options = { .allow_smb1 = resite_cli_has (cli, "smb1"),
                                     .create = use == RESITE_CLI_PLACE_WRITE };
  g_autoptr (ResiteFolder) folder = NULL;

  if (!log_on (cli, place, credentials, error))
    return NULL;
  folder = resite_folder_smb_new (place->share, *credentials, &options);
  if (!reach (cli, folder, error))
    return NULL;
  if (use == RESITE_CLI_PLACE_IMAGINE)
    return resite_folder_absent_new (folder, place->name);
  return g_steal_pointer (&folder);
}

ResiteFolder *
resite_cli_place_open (ResiteCli *cli, const ResiteCliPlace *place, ResiteCliPlaceUse use,
                       ResiteCredentials **credentials, GError **error)
{
  if (place->share == NULL)
    return open_here (place, use, error);
  return open_share (cli, place, use, credentials, error);
}
