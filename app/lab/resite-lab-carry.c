/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-act"

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab-carry.h"

static gboolean carry (const char *from, const char *to, GError **error);

static void
set_failed (GError **error, const char *from, const GError *failure)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("Carrying %s to the new server: %s"),
               from, failure->message);
}

gboolean
resite_lab_is_package (const char *path)
{
  g_autofree char *small = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  small = g_ascii_strdown (path, -1);
  return g_str_has_suffix (small, ".pck") || g_str_has_suffix (small, ".pkg");
}

static gboolean
set_read_only (const char *path, gboolean read_only, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (parent, error);

  return folder != NULL && resite_folder_set_read_only (folder, name, read_only, error);
}

static gboolean
is_same (const char *from, const char *to)
{
  GStatBuf source;
  GStatBuf target;

  return g_stat (from, &source) == 0 && g_stat (to, &target) == 0 &&
         source.st_size == target.st_size && source.st_mtime == target.st_mtime;
}

/* What is larger than the disk of who rehearses must not fill it before that is said. */
static gboolean
check_room (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  struct statvfs room;
  GStatBuf info;

  if (g_stat (from, &info) != 0 || statvfs (folder, &room) != 0 ||
      (guint64)info.st_size <= (guint64)room.f_bavail * room.f_frsize)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE,
               _ ("Carrying %s to the new server: there is no room for it."), from);
  return FALSE;
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) failure = NULL;

  if (g_file_copy (source, target,
                   G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS |
                       G_FILE_COPY_TARGET_DEFAULT_PERMS,
                   NULL, NULL, NULL, &failure) ||
      g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  set_failed (error, from, failure);
  return FALSE;
}

static gboolean
carry_file (const char *from, const char *to, GError **error)
{
  if (!is_same (from, to) && (!check_room (from, to, error) || !copy_file (from, to, error)))
    return FALSE;
  return !g_file_test (to, G_FILE_TEST_EXISTS) || !resite_lab_is_package (to) ||
         set_read_only (to, TRUE, error);
}

static gboolean
carry_folder (const char *from, const char *to, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GDir) directory = g_dir_open (from, 0, &failure);
  const char *name;

  if (directory == NULL)
    {
      set_failed (error, from, failure);
      return FALSE;
    }
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (!carry (source, target, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
carry (const char *from, const char *to, GError **error)
{
  const gboolean is_folder = g_file_test (from, G_FILE_TEST_IS_DIR);
  g_autofree char *folder = is_folder ? g_strdup (to) : g_path_get_dirname (to);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Making the folder %s"), folder);
      return FALSE;
    }
  return is_folder ? carry_folder (from, to, error) : carry_file (from, to, error);
}

gboolean
resite_lab_carry (const char *folder, const char *from, const char *to, GError **error)
{
  g_autofree char *source = NULL;
  g_autofree char *target = NULL;

  g_return_val_if_fail (folder != NULL && from != NULL && to != NULL, FALSE);

  source = g_build_filename (folder, from, NULL);
  target = g_build_filename (folder, to, NULL);
  return carry (source, target, error);
}
