/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-scan"

#include "config.h"

#include <string.h>

#include "resite-foreign-text.h"
#include "resite-package-scan.h"

#define ID_LENGTH 8

static void
package_file_free (gpointer data)
{
  ResitePackageFile *package = data;

  g_free (package->id);
  g_free (package->file);
  g_free (package);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
is_id (const char *text, gsize length)
{
  if (length != ID_LENGTH)
    return FALSE;
  for (gsize i = 0; i < ID_LENGTH; i++)
    {
      if (i < 3 ? !g_ascii_isalnum (text[i]) : !g_ascii_isxdigit (text[i]))
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_package_id_is_valid (const char *id)
{
  return id != NULL && is_id (id, strlen (id));
}

/* "PCK" or "PKG", NULL for any other ending. */
static const char *
package_ending (const char *ending)
{
  if (g_ascii_strcasecmp (ending, ".PCK") == 0)
    return "PCK";
  if (g_ascii_strcasecmp (ending, ".PKG") == 0)
    return "PKG";
  return NULL;
}

char *
resite_package_id_from_file_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (strlen (name) != ID_LENGTH + 4 || !is_id (name, ID_LENGTH) ||
      package_ending (name + ID_LENGTH) == NULL)
    return NULL;
  return g_ascii_strup (name, ID_LENGTH);
}

static gboolean
is_compressed_copy (const ResitePackageFile *package)
{
  return g_str_equal (package_ending (package->file + ID_LENGTH), "PCK");
}

static ResitePackageFile *
package_file_new (const ResiteFileInfo *info, char *id)
{
  ResitePackageFile *package = g_new0 (ResitePackageFile, 1);

  package->id = id;
  package->file = g_strdup (info->name);
  package->size = info->size;
  package->modified = info->modified;
  package->read_only = info->read_only;
  return package;
}

/* One file a package: where both endings lie side by side, the .PCK is what the tool reads. */
static void
add_package (ResitePackageScan *scan, GHashTable *by_id, ResitePackageFile *package)
{
  ResitePackageFile *there = g_hash_table_lookup (by_id, package->id);

  if (there == NULL)
    {
      g_hash_table_insert (by_id, package->id, package);
      g_ptr_array_add (scan->packages, package);
      return;
    }
  if (is_compressed_copy (package) && !is_compressed_copy (there))
    {
      ResitePackageFile better = *package;

      *package = *there;
      *there = better;
      /* The table's key is the id of the entry that stays in the list. */
      g_hash_table_replace (by_id, there->id, there);
    }
  g_ptr_array_add (scan->strays, g_strdup (package->file));
  package_file_free (package);
}

static int
compare_packages (gconstpointer a, gconstpointer b)
{
  const ResitePackageFile *first = *(ResitePackageFile *const *)a;
  const ResitePackageFile *second = *(ResitePackageFile *const *)b;

  return strcmp (first->id, second->id);
}

static void
sort_entries (ResitePackageScan *scan, GPtrArray *entries)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteFileInfo *info = g_ptr_array_index (entries, i);
      char *id = NULL;

      if (info->type == RESITE_FILE_PLAIN)
        id = resite_package_id_from_file_name (info->name);
      if (id != NULL)
        add_package (scan, by_id, package_file_new (info, id));
      else if (info->type == RESITE_FILE_FOLDER)
        g_ptr_array_add (scan->strays, g_strconcat (info->name, "/", NULL));
      else
        g_ptr_array_add (scan->strays, g_strdup (info->name));
    }
}

ResitePackageScan *
resite_package_scan_new (GPtrArray *entries)
{
  ResitePackageScan *scan;

  g_return_val_if_fail (entries != NULL, NULL);

  scan = g_new0 (ResitePackageScan, 1);
  scan->packages = g_ptr_array_new_with_free_func (package_file_free);
  scan->strays = g_ptr_array_new_with_free_func (g_free);
  sort_entries (scan, entries);
  g_ptr_array_sort (scan->packages, compare_packages);
  g_ptr_array_sort (scan->strays, compare_strings);
  return scan;
}

ResitePackageScan *
resite_package_scan_run (ResiteFolder *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (RESITE_IS_FOLDER (folder), NULL);

  entries = resite_folder_list (folder, "", cancellable, error);
  return entries != NULL ? resite_package_scan_new (entries) : NULL;
}

void
resite_package_scan_free (ResitePackageScan *scan)
{
  if (scan == NULL)
    return;
  g_clear_pointer (&scan->packages, g_ptr_array_unref);
  g_clear_pointer (&scan->strays, g_ptr_array_unref);
  g_free (scan);
}

/* What belongs to one word of a listing; braces and dashes keep a GUID in one piece. */
static gboolean
is_word_character (char character)
{
  return g_ascii_isalnum (character) || strchr ("_-{}$", character) != NULL;
}

static gboolean
is_all_digits (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
    }
  return TRUE;
}

/* A word is followed by ".": then it is a file name, and only a package's ending makes it an id. */
static gboolean
has_fitting_ending (const char *after)
{
  g_autofree char *ending = NULL;
  gsize length = 1;

  if (*after != '.')
    return TRUE;
  while (is_word_character (after[length]) && after[length] != '\0')
    length++;
  if (length == 1)
    return TRUE;
  ending = g_strndup (after, length);
  return after[length] != '.' && package_ending (ending) != NULL;
}

/* Eight digits in a column are a date or a size sooner than an id. */
static gboolean
word_is_id (const char *word, gsize length, gboolean first)
{
  if (!is_id (word, length) || !has_fitting_ending (word + length))
    return FALSE;
  return first || word[length] == '.' || !is_all_digits (word, length);
}

static void
parse_list_line (const char *line, GHashTable *ids)
{
  gboolean first = TRUE;

  for (const char *at = line; *at != '\0' && *at != '#';)
    {
      gsize length = 0;

      while (at[length] != '\0' && is_word_character (at[length]))
        length++;
      if (length == 0)
        {
          at++;
          continue;
        }
      if (word_is_id (at, length, first))
        g_hash_table_add (ids, g_ascii_strup (at, length));
      first = FALSE;
      at += length;
    }
}

static GPtrArray *
sorted_keys (GHashTable *set)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_sort (keys, compare_strings);
  return keys;
}

GPtrArray *
resite_package_list_parse (const char *text, gssize length)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *decoded = resite_foreign_text_decode (text, length);
  g_auto (GStrv) lines = g_strsplit (decoded, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    parse_list_line (lines[i], ids);
  return sorted_keys (ids);
}

ResitePackageDifference *
resite_package_scan_compare (ResitePackageScan *scan, GPtrArray *known)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) site = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) site_ids = NULL;
  ResitePackageDifference *difference;

  g_return_val_if_fail (scan != NULL && known != NULL, NULL);

  difference = g_new0 (ResitePackageDifference, 1);
  difference->both = g_ptr_array_new_with_free_func (g_free);
  difference->only_files = g_ptr_array_new_with_free_func (g_free);
  difference->only_known = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < known->len; i++)
    g_hash_table_add (site, g_ascii_strup (g_ptr_array_index (known, i), -1));
  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *package = g_ptr_array_index (scan->packages, i);

      g_hash_table_add (files, package->id);
      g_ptr_array_add (g_hash_table_contains (site, package->id) ? difference->both
                                                                 : difference->only_files,
                       g_strdup (package->id));
    }
  site_ids = sorted_keys (site);
  for (guint i = 0; i < site_ids->len; i++)
    {
      if (!g_hash_table_contains (files, g_ptr_array_index (site_ids, i)))
        g_ptr_array_add (difference->only_known, g_strdup (g_ptr_array_index (site_ids, i)));
    }
  return difference;
}

void
resite_package_difference_free (ResitePackageDifference *difference)
{
  if (difference == NULL)
    return;
  g_clear_pointer (&difference->both, g_ptr_array_unref);
  g_clear_pointer (&difference->only_files, g_ptr_array_unref);
  g_clear_pointer (&difference->only_known, g_ptr_array_unref);
  g_free (difference);
}
