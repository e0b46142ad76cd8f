/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-name"

#include "config.h"

#include <string.h>

#include "resite-log-name.h"

char *
resite_log_name_get_former (const char *path)
{
  char *former = g_strdup (path);
  const gsize length = strlen (former);

  if (length > 0)
    former[length - 1] = '_';
  return former;
}

/* (nullable): the entry of @folder that Windows would take for @name. */
static char *
find_entry (const char *folder, const char *name)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  g_autofree char *wanted = g_utf8_validate (name, -1, NULL) ? g_utf8_casefold (name, -1) : NULL;
  const char *entry;

  while (directory != NULL && wanted != NULL && (entry = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *folded =
          g_utf8_validate (entry, -1, NULL) ? g_utf8_casefold (entry, -1) : NULL;

      if (g_strcmp0 (folded, wanted) == 0)
        return g_build_filename (folder, entry, NULL);
    }
  return NULL;
}

char *
resite_log_name_find (const char *path)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *real_folder = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (path);
  folder = g_path_get_dirname (path);
  if (g_str_equal (folder, path))
    return NULL;
  name = g_path_get_basename (path);
  real_folder = resite_log_name_find (folder);
  return real_folder != NULL ? find_entry (real_folder, name) : NULL;
}
