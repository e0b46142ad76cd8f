/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-connections"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-connections-private.h"
#include "resite-error.h"
#include "resite-folder-smb.h"

#define SCHEME "smb:"

/* Files over SMB: which share of which server a path of a machine is. */

gboolean
_resite_connections_is_smb (const char *place)
{
  return place != NULL && g_ascii_strncasecmp (place, SCHEME, strlen (SCHEME)) == 0;
}

void
_resite_files_remote_clear (ResiteFilesRemote *files)
{
  g_clear_pointer (&files->host, g_free);
  g_clear_pointer (&files->user, g_free);
  g_clear_pointer (&files->shares, g_strfreev);
  g_clear_pointer (&files->credentials, resite_credentials_unref);
}

void
resite_connections_set_files_way (ResiteConnections *self, const char *machine,
                                  const ResiteFilesWay *way)
{
  ResiteConnection *entry;

  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL && way != NULL);

  entry = _resite_connections_ensure (self, machine);
  _resite_files_remote_clear (&entry->over_smb);
  entry->over_smb.is_set = TRUE;
  entry->over_smb.host = g_strdup (way->host);
  entry->over_smb.port = way->port;
  entry->over_smb.user = g_strdup (way->user);
  entry->over_smb.allow_smb1 = way->allow_smb1;
  entry->over_smb.shares = g_strdupv ((GStrv)way->shares);
}

/* (nullable). */
static ResiteFilesRemote *
find_files (ResiteConnections *self, const char *machine)
{
  ResiteConnection *entry = _resite_connections_find (self, machine);

  return entry != NULL && entry->over_smb.is_set ? &entry->over_smb : NULL;
}

gboolean
resite_connections_has_remote_files (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  return find_files (self, machine) != NULL;
}

void
resite_connections_set_files_host (ResiteConnections *self, const char *machine, const char *host)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteFilesRemote *files = find_files (self, machine);

  if (files == NULL)
    return;
  g_free (files->host);
  files->host = g_strdup (host);
}

const char *
resite_connections_get_files_host (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteFilesRemote *files = find_files (self, machine);
  return files != NULL ? files->host : NULL;
}

const char *
resite_connections_get_files_user (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteFilesRemote *files = find_files (self, machine);
  return files != NULL ? files->user : NULL;
}

gboolean
resite_connections_allows_smb1 (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  ResiteFilesRemote *files = find_files (self, machine);
  return files != NULL && files->allow_smb1;
}

/* Credentials. */

/* One account has one password: it is kept where WinRM has it. */
static ResiteCredentials **
find_place_of_credentials (ResiteConnection *entry)
{
  ResiteFilesRemote *files = &entry->over_smb;
  ResiteRemote *remote = &entry->remote;

  if (entry->reach == RESITE_REACH_WINRM && !remote->kerberos && files->user != NULL &&
      remote->user != NULL && g_ascii_strcasecmp (files->user, remote->user) == 0)
    return &remote->credentials;
  return &files->credentials;
}

ResiteCredentials *
resite_connections_get_files_credentials (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  ResiteConnection *entry = _resite_connections_find (self, machine);
  return entry != NULL ? *find_place_of_credentials (entry) : NULL;
}

void
resite_connections_set_files_credentials (ResiteConnections *self, const char *machine,
                                          ResiteCredentials *credentials)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  ResiteConnection *entry = _resite_connections_find (self, machine);
  ResiteCredentials **place;

  if (entry == NULL || !entry->over_smb.is_set)
    return;
  place = find_place_of_credentials (entry);
  if (place == &entry->remote.credentials)
    {
      resite_connections_set_credentials (self, machine, credentials);
      return;
    }
  g_clear_pointer (place, resite_credentials_unref);
  *place = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
}

gboolean
resite_connections_needs_files_credentials (ResiteConnections *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  ResiteFilesRemote *files = find_files (self, machine);
  ResiteCredentials *credentials;

  if (files == NULL || files->user == NULL)
    return FALSE;
  credentials = resite_connections_get_files_credentials (self, machine);
  return credentials == NULL || resite_credentials_is_refused (credentials);
}

static gboolean
is_same_way (const ResiteFilesRemote *a, const ResiteFilesRemote *b)
{
  return g_strcmp0 (a->user, b->user) == 0 && g_strcmp0 (a->host, b->host) == 0 &&
         a->port == b->port;
}

void
_resite_files_remote_inherit (ResiteFilesRemote *files, const ResiteFilesRemote *former)
{
  if (files->credentials == NULL && former->credentials != NULL && is_same_way (files, former))
    files->credentials = resite_credentials_ref (former->credentials);
}

/* Places. */

/* (nullable) (transfer full): "SMSPKG/x" of "\SMSPKG\.\x". */
static char *
join_parts (const char *windows_path, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (windows_path, "\\/", -1);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0' || g_str_equal (parts[i], "."))
        continue;
      if (g_str_equal (parts[i], ".."))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("“%s” leads out of its folder: write the path without “..”"),
                       windows_path);
          g_string_free (joined, TRUE);
          return NULL;
        }
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? "/" : "", parts[i]);
    }
  return g_string_free (joined, FALSE);
}

/* What of @path lies below @folder, both "SMSPKG/x", without case; NULL: it does not. */
static const char *
find_below (const char *path, const char *folder)
{
  g_autofree char *folded = g_utf8_casefold (path, -1);
  g_autofree char *wanted = g_utf8_casefold (folder, -1);
  const gsize length = strlen (wanted);

  if (!g_str_has_prefix (folded, wanted) ||
      (length > 0 && folded[length] != '\0' && folded[length] != '/'))
    return NULL;
  path = g_utf8_offset_to_pointer (path, g_utf8_strlen (folder, -1));
  return *path == '/' ? path + 1 : path;
}

/* The share that shows the most of the way to @path of @drive. */
static const char *
find_share (const ResiteFilesRemote *files, char drive, const char *path, const char **below)
{
  const char *best = NULL;

  for (guint i = 0; files->shares != NULL && files->shares[i] != NULL; i += 2)
    {
      g_autofree char *folder = NULL;
      const char *rest;

      if (g_ascii_toupper (files->shares[i][0]) != g_ascii_toupper (drive) ||
          files->shares[i][1] != ':')
        continue;
      folder = join_parts (files->shares[i] + 2, NULL);
      rest = folder != NULL ? find_below (path, folder) : NULL;
      if (rest != NULL && (best == NULL || strlen (rest) < strlen (*below)))
        {
          best = files->shares[i + 1];
          *below = rest;
        }
    }
  return best;
}

/* A drive that the plan has in a share of its own: server, share and folder of "smb://S/SHARE/F". */
static gboolean
take_drive_apart (const char *text, ResiteSmbPlace *place, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (text + strlen (SCHEME) + 2, "/", 3);
  const char *folder;
  gsize length;

  if (g_strv_length (parts) < 2 || *parts[1] == '\0')
    return FALSE;
  if (*parts[0] != '\0')
    {
      g_free (place->server);
      place->server = g_strdup (parts[0]);
    }
  folder = parts[2] != NULL ? parts[2] : "";
  length = strlen (folder);
  while (length > 0 && folder[length - 1] == '/')
    length--;
  place->share = g_strdup (parts[1]);
  place->path = g_strdup_printf ("%.*s%s%s", (int)length, folder,
                                 length > 0 && *path != '\0' ? "/" : "", path);
  return TRUE;
}

/* "DOMAIN\user" and "user". */
static void
take_user_apart (const char *text, ResiteSmbPlace *place)
{
  const char *separator = text != NULL ? strchr (text, '\\') : NULL;

  if (separator != NULL)
    {
      place->domain = g_strndup (text, separator - text);
      place->user = g_strdup (separator + 1);
    }
  else
    place->user = g_strdup (text);
}

ResiteSmbPlace *
_resite_connections_find_place (ResiteConnection *entry, char drive, const char *rest,
                                GError **error)
{
  const ResiteFilesRemote *files = &entry->over_smb;
  const char *given = entry->drives[g_ascii_toupper (drive) - 'A'];
  g_autofree char *path = join_parts (rest, error);
  g_autoptr (ResiteSmbPlace) place = NULL;
  const char *below = path;
  const char *share;

  if (path == NULL)
    return NULL;
  place = g_new0 (ResiteSmbPlace, 1);
  place->server = g_strdup (files->host);
  place->port = files->port;
  take_user_apart (files->user, place);
  share = find_share (files, drive, path, &below);
  if (share != NULL || !_resite_connections_is_smb (given) ||
      !take_drive_apart (given, place, path))
    {
      place->share =
          share != NULL ? g_strdup (share) : g_strdup_printf ("%c$", g_ascii_toupper (drive));
      place->path = g_strdup (below);
    }
  return g_steal_pointer (&place);
}

gboolean
_resite_connections_lies_remote (ResiteConnection *entry, char drive)
{
  const char *given = entry->drives[g_ascii_toupper (drive) - 'A'];

  if (!entry->over_smb.is_set)
    return FALSE;
  return given != NULL ? _resite_connections_is_smb (given)
                       : entry->files == NULL || _resite_connections_is_smb (entry->files);
}

/* Opening. */

static gboolean
may_open (ResiteConnections *self, ResiteConnection *entry, const char *machine, GError **error)
{
  ResiteCredentials *credentials = resite_connections_get_files_credentials (self, machine);

  if (entry->reach == RESITE_REACH_WINRM && entry->remote.fault != NULL)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_DIFFERS, entry->remote.fault);
  else if (entry->over_smb.user == NULL)
    return TRUE;
  else if (credentials == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("Resite has no password for the files of “%s” yet. It asks for it when a step "
                    "is started."),
                 machine);
  else if (resite_credentials_is_refused (credentials))
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
        _ ("“%s” refused the password of %s. It is not sent there again, so that the account "
           "is not locked out."),
        machine, resite_credentials_get_user (credentials));
  else
    return TRUE;
  return FALSE;
}

ResiteFolder *
_resite_connections_open_remote (ResiteConnections *self, ResiteConnection *entry,
                                 const char *machine, char drive, const char *rest, gboolean create,
                                 char **name, GError **error)
{
  const ResiteSmbOptions options = { .allow_smb1 = entry->over_smb.allow_smb1, .create = create };
  g_autoptr (ResiteSmbPlace) place = NULL;

  if (!may_open (self, entry, machine, error))
    return NULL;
  place = _resite_connections_find_place (entry, drive, rest, error);
  if (place == NULL)
    return NULL;
  if (place->server == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("Nobody knows where “%s” is now. Write its name or address into the plan, "
                      "below [%s]: files = smb://SERVER."),
                   machine, machine);
      return NULL;
    }
  if (name != NULL)
    {
      *name = place->path;
      place->path = g_strdup ("");
    }
  return resite_folder_smb_new (place,
                                entry->over_smb.user != NULL
                                    ? resite_connections_get_files_credentials (self, machine)
                                    : NULL,
                                &options);
}
