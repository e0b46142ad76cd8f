/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-local-private.h"

/* DOS attributes and access rights, which mean something only where they were set. */
static gboolean
is_carried (const char *name)
{
  static const char *const kept_back[] = { "user.DOSATTRIB", "user.NTACL", "user.cifs.", NULL };

  if (!g_str_has_prefix (name, "user."))
    return FALSE;
  for (guint i = 0; kept_back[i] != NULL; i++)
    if (g_str_has_prefix (name, kept_back[i]))
      return FALSE;
  return TRUE;
}

gboolean
resite_folder_local_has_extended (const char *names, gssize length)
{
  for (const char *name = names; name < names + length; name += strlen (name) + 1)
    if (is_carried (name))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): what is kept under @name. */
static GBytes *
read_value (int fd, const char *name)
{
  const gssize length = fgetxattr (fd, name, NULL, 0);
  g_autofree char *value = length >= 0 ? g_malloc (length + 1) : NULL;
  const gssize n = value != NULL ? fgetxattr (fd, name, value, length) : -1;

  return n >= 0 ? g_bytes_new (value, n) : NULL;
}

static GHashTable *
read_values (int fd)
{
  const gssize length = flistxattr (fd, NULL, 0);
  g_autofree char *names = length > 0 ? g_malloc (length) : NULL;
  const gssize found = names != NULL ? flistxattr (fd, names, length) : 0;
  g_autoptr (GHashTable) values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);

  for (const char *name = names; name < names + MAX (0, found); name += strlen (name) + 1)
    {
      GBytes *value = is_carried (name) ? read_value (fd, name) : NULL;

      if (value != NULL)
        g_hash_table_insert (values, g_strdup (name), value);
    }
  return g_hash_table_size (values) > 0 ? g_steal_pointer (&values) : NULL;
}

GHashTable *
resite_folder_local_get_extended (ResiteFolder *folder, const char *name, GError **error)
{
  const int fd = resite_folder_local_open_plain (RESITE_FOLDER_LOCAL (folder), name, O_RDONLY);
  g_autofree char *path = NULL;
  GHashTable *values;

  if (fd < 0)
    {
      const int saved_errno = errno;

      path = resite_folder_local_build_path (folder, name);
      resite_error_set_from_errno (error, saved_errno, _ ("Cannot open %s"), path);
      return NULL;
    }
  values = read_values (fd);
  close (fd);
  return values;
}

static void
remove_others (int fd, GHashTable *attributes)
{
  g_autoptr (GHashTable) there = read_values (fd);
  GHashTableIter iter;
  gpointer name;

  if (there == NULL)
    return;
  g_hash_table_iter_init (&iter, there);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (attributes, name))
      fremovexattr (fd, name);
}

static gboolean
write_values (int fd, GHashTable *attributes)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  remove_others (fd, attributes);
  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      gsize size;
      const void *bytes = g_bytes_get_data (value, &size);

      if (fsetxattr (fd, name, bytes, size, 0) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_folder_local_set_extended (ResiteFolder *folder, const char *name, GHashTable *attributes,
                                  GError **error)
{
  const int fd = resite_folder_local_open_plain (RESITE_FOLDER_LOCAL (folder), name, O_RDONLY);
  const gboolean written = fd >= 0 && write_values (fd, attributes);
  const int saved_errno = errno;
  g_autofree char *path = NULL;

  if (fd >= 0)
    close (fd);
  if (written)
    return TRUE;
  path = resite_folder_local_build_path (folder, name);
  resite_error_set_from_errno (error, saved_errno, _ ("Cannot set the extended attributes of %s"),
                               path);
  return FALSE;
}
