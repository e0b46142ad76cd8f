/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-path"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"

static gboolean
has_drive (const char *path)
{
  return g_ascii_isalpha (path[0]) && path[1] == ':';
}

static void
add_parts (GPtrArray *parts, const char *path)
{
  g_auto (GStrv) split = g_strsplit_set (path, "\\/", -1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      if (g_str_equal (split[i], "..") && parts->len > 0)
        g_ptr_array_remove_index (parts, parts->len - 1);
      else if (*split[i] != '\0' && !g_str_equal (split[i], ".") && !g_str_equal (split[i], ".."))
        g_ptr_array_add (parts, g_strdup (split[i]));
    }
}

char *
resite_lab_path_complete (const char *directory, const char *path)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *drive = directory;
  GString *whole;

  g_return_val_if_fail (directory != NULL && has_drive (directory) && path != NULL, NULL);

  if (has_drive (path))
    {
      drive = path;
      path += 2;
    }
  /* "E:x" of another drive means its root here: no drive but the current one has a folder. */
  if (drive == directory && *path != '\\' && *path != '/')
    add_parts (parts, directory + 2);
  add_parts (parts, path);
  whole = g_string_new (NULL);
  g_string_append_printf (whole, "%c:", g_ascii_toupper (*drive));
  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (whole, "\\%s", (const char *)g_ptr_array_index (parts, i));
  if (parts->len == 0)
    g_string_append_c (whole, '\\');
  return g_string_free (whole, FALSE);
}

static gboolean
is_same_text (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_validate (a, -1, NULL) ? g_utf8_casefold (a, -1) : g_strdup (a);
  g_autofree char *second = g_utf8_validate (b, -1, NULL) ? g_utf8_casefold (b, -1) : g_strdup (b);

  return g_str_equal (first, second);
}

static gboolean
is_same_name (const char *a, const char *b)
{
  /* Nearly all are so, and a folder may have ten thousand. */
  if (g_str_is_ascii (a) && g_str_is_ascii (b))
    return g_ascii_strcasecmp (a, b) == 0;
  return is_same_text (a, b);
}

static char *
find_part (const char *folder, const char *part)
{
  g_autofree char *exact = g_build_filename (folder, part, NULL);
  g_autoptr (GDir) directory = NULL;
  const char *name;

  if (g_file_test (exact, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&exact);
  directory = g_dir_open (folder, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (is_same_name (name, part))
        return g_build_filename (folder, name, NULL);
    }
  return g_steal_pointer (&exact);
}

char *
resite_lab_path_find (const char *folder, const char *windows_path)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *path = NULL;
  char drive[2] = "";

  g_return_val_if_fail (folder != NULL && windows_path != NULL, NULL);

  if (!has_drive (windows_path))
    return NULL;
  drive[0] = g_ascii_toupper (*windows_path);
  path = g_build_filename (folder, drive, NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return NULL;
  parts = g_strsplit_set (windows_path + 2, "\\/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *found;

      /* Nothing of a machine lies outside its folder. */
      if (g_str_equal (parts[i], ".."))
        return NULL;
      if (*parts[i] == '\0' || g_str_equal (parts[i], "."))
        continue;
      found = find_part (path, parts[i]);
      g_free (path);
      path = found;
    }
  return g_steal_pointer (&path);
}

char *
resite_lab_path_get_parent (const char *windows_path)
{
  return resite_lab_path_complete (windows_path, "..");
}

const char *
resite_lab_path_get_name (const char *windows_path)
{
  const char *last = strrchr (windows_path, '\\');

  return last != NULL ? last + 1 : windows_path;
}
