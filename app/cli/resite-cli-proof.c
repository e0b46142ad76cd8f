/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "resite-cli-proof.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-scan.h"

void
resite_cli_proof_free (ResiteCliProof *proof)
{
  g_ptr_array_unref (proof->faults);
  g_free (proof);
}

static char *
load (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  GError *local = NULL;

  if (g_file_get_contents (path, &text, length, &local))
    return g_steal_pointer (&text);
  g_propagate_error (error, resite_error_from_gio (local));
  return NULL;
}

/* id → the last state that the tool wrote down for it. */
static GHashTable *
read_calls (const char *path)
{
  GHashTable *states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return states;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (columns) == 5 && strcmp (columns[2], "end") == 0)
        g_hash_table_insert (states, g_strdup (columns[3]), g_strdup (columns[4]));
    }
  return states;
}

/* The third column: the version of the site's compressed copy. Where it is another one, a preload
 * has no effect and nobody is to try one. */
static gboolean
has_other_copy (const char *columns)
{
  int version, stored;

  return sscanf (columns, "%d %d", &version, &stored) == 2 && version != stored;
}

/* id → version that the site has, and one more; of packages whose copy differs G_MAXUINT. */
static GHashTable *
read_known (const char *path, GError **error)
{
  g_autofree char *text = load (path, NULL, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  GHashTable *known;

  if (lines == NULL)
    return NULL;
  known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *id = g_strndup (lines[i], strcspn (lines[i], " \t\r"));

      if (resite_package_id_is_valid (id))
        g_hash_table_insert (known, g_ascii_strup (id, -1),
                             GUINT_TO_POINTER (has_other_copy (lines[i] + strlen (id))
                                                   ? G_MAXUINT
                                                   : (guint)atoi (lines[i] + strlen (id)) + 1));
    }
  return known;
}

/* The stand-in's packages begin with their id and version. */
static guint
read_version (const char *content, gsize length)
{
  g_autofree char *head = g_strndup (content, MIN (length, 128));
  const char *mark = strstr (head, " version ");

  return mark != NULL ? (guint)atoi (mark + strlen (" version ")) : 0;
}

typedef struct
{
  const char *source;
  const char *target;
  GHashTable *known;
  GHashTable *calls;
  ResiteCliProof *proof;
} Look;

static void
add_fault (Look *look, char *fault)
{
  g_ptr_array_add (look->proof->faults, fault);
}

static const ResitePackageFile *
find_package (ResitePackageScan *scan, const char *id)
{
  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *package = g_ptr_array_index (scan->packages, i);

      if (strcmp (package->id, id) == 0)
        return package;
    }
  return NULL;
}

static void
look_at_forwarding (Look *look, const char *id, guint version)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (look->known, id));
  const char *state = g_hash_table_lookup (look->calls, id);

  if (known == 0 || version + 1 < known)
    look->proof->left++;
  else if (g_strcmp0 (state, "forwarded") == 0)
    look->proof->forwarded++;
  else
    add_fault (look, g_strdup_printf (_ ("%s was not forwarded; the tool's last word is \"%s\""),
                                      id, state != NULL ? state : _ ("nothing")));
}

static gboolean
look_at_package (Look *look, const ResitePackageFile *from, const ResitePackageFile *to,
                 GError **error)
{
  g_autofree char *from_path = g_build_filename (look->source, from->file, NULL);
  g_autofree char *to_path = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *found = NULL;
  gsize wanted_length;
  gsize found_length;

  look->proof->packages++;
  if (to == NULL)
    {
      add_fault (look, g_strdup_printf (_ ("%s is not on the new server"), from->file));
      return TRUE;
    }
  to_path = g_build_filename (look->target, to->file, NULL);
  wanted = load (from_path, &wanted_length, error);
  found = wanted != NULL ? load (to_path, &found_length, error) : NULL;
  if (found == NULL)
    return FALSE;
  if (wanted_length != found_length || memcmp (wanted, found, wanted_length) != 0)
    add_fault (look, g_strdup_printf (_ ("%s differs on the new server"), to->file));
  if (!to->read_only)
    add_fault (look, g_strdup_printf (_ ("%s is not read-only on the new server"), to->file));
  look_at_forwarding (look, from->id, read_version (wanted, wanted_length));
  return TRUE;
}

static ResitePackageScan *
scan (const char *path, GError **error)
{
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, error);

  return folder != NULL ? resite_package_scan_run (folder, NULL, error) : NULL;
}

ResiteCliProof *
resite_cli_proof_look (const char *source, const char *target, const char *calls_path,
                       const char *known_path, GError **error)
{
  g_autoptr (ResitePackageScan) from = scan (source, error);
  g_autoptr (ResitePackageScan) to = from != NULL ? scan (target, error) : NULL;
  g_autoptr (GHashTable) known = to != NULL ? read_known (known_path, error) : NULL;
  g_autoptr (GHashTable) calls = NULL;
  g_autoptr (ResiteCliProof) proof = NULL;
  Look look;

  if (known == NULL)
    return NULL;
  calls = read_calls (calls_path);
  proof = g_new0 (ResiteCliProof, 1);
  proof->faults = g_ptr_array_new_with_free_func (g_free);
  look = (Look){ source, target, known, calls, proof };
  for (guint i = 0; i < from->packages->len; i++)
    {
      const ResitePackageFile *package = g_ptr_array_index (from->packages, i);

      if (!look_at_package (&look, package, find_package (to, package->id), error))
        return NULL;
    }
  return g_steal_pointer (&proof);
}
