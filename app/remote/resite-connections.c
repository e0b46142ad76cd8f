/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-connections"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-connections-private.h"
#include "resite-error.h"
#include "resite-folder-local.h"

G_DEFINE_FINAL_TYPE (ResiteConnections, resite_connections, G_TYPE_OBJECT)

static void
machine_free (gpointer data)
{
  ResiteConnection *machine = data;

  for (guint i = 0; i < RESITE_DRIVES; i++)
    g_free (machine->drives[i]);
  g_free (machine->files);
  _resite_remote_clear (&machine->remote);
  _resite_files_remote_clear (&machine->over_smb);
  g_free (machine);
}

static void
resite_connections_finalize (GObject *object)
{
  ResiteConnections *self = RESITE_CONNECTIONS (object);

  g_hash_table_unref (self->machines);
  g_hash_table_unref (self->aliases);
  g_strfreev (self->name_servers);
  g_clear_pointer (&self->directory, resite_directory_place_unref);

  G_OBJECT_CLASS (resite_connections_parent_class)->finalize (object);
}

static void
resite_connections_class_init (ResiteConnectionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_connections_finalize;
}

static void
resite_connections_init (ResiteConnections *self)
{
  self->machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, machine_free);
  self->aliases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ResiteConnections *
resite_connections_new (void)
{
  return g_object_new (RESITE_TYPE_CONNECTIONS, NULL);
}

ResiteConnection *
_resite_connections_ensure (ResiteConnections *self, const char *name)
{
  ResiteConnection *machine = g_hash_table_lookup (self->machines, name);

  if (machine == NULL)
    {
      machine = g_new0 (ResiteConnection, 1);
      g_hash_table_insert (self->machines, g_strdup (name), machine);
    }
  return machine;
}

void
resite_connections_add (ResiteConnections *self, const char *machine, ResiteReach reach,
                        const char *files)
{
  ResiteConnection *entry;

  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);

  entry = _resite_connections_ensure (self, machine);
  entry->reach = reach;
  g_free (entry->files);
  entry->files = files != NULL && *files != '\0' ? g_strdup (files) : NULL;
}

void
resite_connections_add_drive (ResiteConnections *self, const char *machine, char drive,
                              const char *folder)
{
  ResiteConnection *entry;
  guint place;

  g_return_if_fail (RESITE_IS_CONNECTIONS (self));
  g_return_if_fail (machine != NULL);
  g_return_if_fail (g_ascii_isalpha (drive));
  g_return_if_fail (folder != NULL);

  entry = _resite_connections_ensure (self, machine);
  place = g_ascii_toupper (drive) - 'A';
  g_free (entry->drives[place]);
  entry->drives[place] = g_strdup (folder);
}

ResiteReach
resite_connections_get_reach (ResiteConnections *self, const char *machine)
{
  ResiteConnection *entry;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), RESITE_REACH_BY_HAND);
  g_return_val_if_fail (machine != NULL, RESITE_REACH_BY_HAND);

  entry = g_hash_table_lookup (self->machines, machine);
  if (entry == NULL)
    return g_str_equal (machine, "desk") ? RESITE_REACH_LOCAL : RESITE_REACH_BY_HAND;
  return entry->reach;
}

gboolean
resite_connections_has_files (ResiteConnections *self, const char *machine)
{
  ResiteConnection *entry;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL, FALSE);

  if (g_str_equal (machine, "desk"))
    return TRUE;
  entry = g_hash_table_lookup (self->machines, machine);
  if (entry == NULL)
    return FALSE;
  for (guint i = 0; i < RESITE_DRIVES; i++)
    if (entry->drives[i] != NULL)
      return TRUE;
  return entry->files != NULL || resite_connections_has_remote_files (self, machine);
}

/* What @name is called in @folder when case does not count; @name itself when it is not there. */
static char *
find_without_case (const char *folder, const char *name)
{
  g_autofree char *exact = g_build_filename (folder, name, NULL);
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  g_autoptr (GDir) dir = NULL;
  const char *entry;

  if (g_file_test (exact, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&exact);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folded =
          g_utf8_validate (entry, -1, NULL) ? g_utf8_casefold (entry, -1) : NULL;

      if (g_strcmp0 (folded, wanted) == 0)
        return g_build_filename (folder, entry, NULL);
    }
  return g_steal_pointer (&exact);
}

static char *
get_drive_folder (ResiteConnection *machine, char drive)
{
  static const char suffixes[] = { '\0', '$', ':' };
  const char upper = g_ascii_toupper (drive);

  if (machine->drives[upper - 'A'] != NULL)
    return g_strdup (machine->drives[upper - 'A']);
  if (machine->files == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      const char name[] = { upper, suffixes[i], '\0' };
      g_autofree char *folder = find_without_case (machine->files, name);

      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&folder);
    }
  return g_strdup_printf ("%s/%c", machine->files, upper);
}

static gboolean
is_separator (char c)
{
  return c == '\\' || c == '/';
}

/* "E:\SMSPKG", "E$\SMSPKG" and "\\SERVER\E$\SMSPKG": the drive, and what follows it; NULL for
 * what is none of these. */
static const char *
split_drive (const char *path, char *drive)
{
  if (is_separator (path[0]) && is_separator (path[1]))
    {
      path += 2;
      path += strcspn (path, "\\/");
      path += is_separator (*path) ? 1 : 0;
      if (!g_ascii_isalpha (path[0]) || path[1] != '$')
        return NULL;
    }
  if (!g_ascii_isalpha (path[0]) || (path[1] != ':' && path[1] != '$'))
    return NULL;
  if (path[2] != '\0' && !is_separator (path[2]))
    return NULL;
  *drive = path[0];
  return path + 2;
}

static char *
walk (const char *folder, const char *rest, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (rest, "\\/", -1);
  g_autofree char *path = g_strdup (folder);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *next;

      if (*parts[i] == '\0' || g_str_equal (parts[i], "."))
        continue;
      if (g_str_equal (parts[i], ".."))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("“%s” leads out of its folder: write the path without “..”"), rest);
          return NULL;
        }
      next = find_without_case (path, parts[i]);
      g_free (path);
      path = next;
    }
  return g_steal_pointer (&path);
}

/* (nullable): whose @windows_path is reached over SMB; *@drive and *@rest then say where. */
static ResiteConnection *
find_remote (ResiteConnections *self, const char *machine, const char *windows_path, char *drive,
             const char **rest)
{
  ResiteConnection *entry = _resite_connections_find (self, machine);

  *rest = entry != NULL ? split_drive (windows_path, drive) : NULL;
  return *rest != NULL && _resite_connections_lies_remote (entry, *drive) ? entry : NULL;
}

gboolean
resite_connections_is_remote_path (ResiteConnections *self, const char *machine,
                                   const char *windows_path)
{
  const char *rest;
  char drive;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL && windows_path != NULL, FALSE);

  return find_remote (self, machine, windows_path, &drive, &rest) != NULL;
}

char *
resite_connections_resolve (ResiteConnections *self, const char *machine, const char *windows_path,
                            GError **error)
{
  g_autofree char *folder = NULL;
  const char *rest;
  ResiteConnection *entry;
  char drive;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);
  g_return_val_if_fail (windows_path != NULL, NULL);

  entry = g_hash_table_lookup (self->machines, machine);
  rest = split_drive (windows_path, &drive);
  if (rest == NULL && g_str_equal (machine, "desk") && g_path_is_absolute (windows_path))
    return g_strdup (windows_path);
  if (!g_utf8_validate (windows_path, -1, NULL))
    {
      g_autofree char *shown = g_utf8_make_valid (windows_path, -1);
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("“%s” is not valid text"), shown);
      return NULL;
    }
  if (rest == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” does not begin with a drive, as in E:\\SMSPKG"), windows_path);
      return NULL;
    }
  if (resite_connections_is_remote_path (self, machine, windows_path))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   _ ("The files of “%s” are reached over SMB, and this needs them below a folder "
                      "of this desk"),
                   machine);
      return NULL;
    }
  folder = entry != NULL ? get_drive_folder (entry, drive) : NULL;
  if (folder == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("The files of drive %c: of “%s” cannot be seen from this desk. In the plan, "
                      "below [%s], say where they are: files, or drive.%c"),
                   g_ascii_toupper (drive), machine, machine, g_ascii_toupper (drive));
      return NULL;
    }
  return walk (folder, rest, error);
}

gboolean
resite_connections_check_base (ResiteConnections *self, const char *machine,
                               const char *windows_path, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), FALSE);
  g_return_val_if_fail (machine != NULL && windows_path != NULL, FALSE);

  ResiteConnection *entry = g_hash_table_lookup (self->machines, machine);
  const char *base;
  char drive;

  if (entry == NULL || split_drive (windows_path, &drive) == NULL ||
      resite_connections_is_remote_path (self, machine, windows_path))
    return TRUE;
  base = entry->drives[g_ascii_toupper (drive) - 'A'];
  if (base == NULL)
    base = entry->files;
  if (base == NULL || g_file_test (base, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
      _ ("The folder %s, where the files of “%s” are to be, does not exist. Is its disk or "
         "share mounted?"),
      base, machine);
  return FALSE;
}

ResiteFolder *
resite_connections_open_folder (ResiteConnections *self, const char *machine,
                                const char *windows_path, gboolean create, GError **error)
{
  g_autofree char *path = NULL;
  ResiteConnection *remote;
  const char *rest;
  char drive;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL && windows_path != NULL, NULL);

  remote = find_remote (self, machine, windows_path, &drive, &rest);
  if (remote != NULL)
    return _resite_connections_open_remote (self, remote, machine, drive, rest, create, NULL,
                                            error);
  path = resite_connections_resolve (self, machine, windows_path, error);
  if (path == NULL || !resite_connections_check_base (self, machine, windows_path, error))
    return NULL;
  if (create && g_mkdir_with_parents (path, 0755) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot make the folder %s"), path);
      return NULL;
    }
  return resite_folder_local_new (path, error);
}

ResiteFolder *
resite_connections_open_share (ResiteConnections *self, const char *machine,
                               const char *windows_path, char **name, GError **error)
{
  ResiteConnection *remote;
  const char *rest;
  char drive;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL && windows_path != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  remote = find_remote (self, machine, windows_path, &drive, &rest);
  g_return_val_if_fail (remote != NULL, NULL);
  return _resite_connections_open_remote (self, remote, machine, drive, rest, FALSE, name, error);
}

char *
resite_connections_describe_share (ResiteConnections *self, const char *machine,
                                   const char *windows_path)
{
  g_autoptr (ResiteSmbPlace) place = NULL;
  ResiteConnection *remote;
  const char *rest;
  char drive;

  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);
  g_return_val_if_fail (machine != NULL && windows_path != NULL, NULL);

  remote = find_remote (self, machine, windows_path, &drive, &rest);
  place = remote != NULL ? _resite_connections_find_place (remote, drive, rest, NULL) : NULL;
  if (place == NULL)
    return NULL;
  return g_strdup_printf ("smb://%s/%s", place->server != NULL ? place->server : "", place->share);
}
