/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#include "resite-error.h"
#include "resite-lab-checker-private.h"

#define MOST_PACKAGES 250000

void
resite_lab_findings_free (ResiteLabFindings *findings)
{
  g_ptr_array_unref (findings->faults);
  g_free (findings);
}

void
resite_lab_look_add (ResiteLabLook *look, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (look->findings->faults, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

char *
resite_lab_look_find_path (ResiteLabLook *look, const char *role, const char *name)
{
  return g_build_filename (look->folder, "machines", role, name, NULL);
}

void
resite_lab_look_expect (ResiteLabLook *look, const char *place, const char *kind, const char *name,
                        const char *field, const char *wanted)
{
  ResiteLabRecord *record = resite_lab_store_find (look->store, place, kind, name);
  const char *found = record != NULL ? resite_lab_record_get (record, field) : NULL;

  if (record == NULL)
    resite_lab_look_add (look, _ ("%s: %s is not there"), place, name);
  else if (g_strcmp0 (found, wanted) != 0)
    resite_lab_look_add (look, _ ("%s: %s of %s is “%s”, not “%s”"), place, field, name,
                         found != NULL ? found : "", wanted);
}

static GPtrArray *
read_packages (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_MARKER, NULL);
  g_autoptr (GKeyFile) marker = g_key_file_new ();
  guint64 number;

  if (!g_key_file_load_from_file (marker, path, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, _ ("The rehearsal's folder %s: "), folder);
      return NULL;
    }
  number = g_key_file_get_uint64 (marker, "packages", "number", NULL);
  if (number >= 1 && number <= MOST_PACKAGES)
    return resite_lab_packages_new (
        (guint)number, g_key_file_get_uint64 (marker, "packages", "bytes", NULL),
        (guint32)g_key_file_get_uint64 (marker, "packages", "seed", NULL));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("The rehearsal's folder %s is damaged: what its packages were made from is not "
                  "in it. Start a new rehearsal."),
               folder);
  return NULL;
}

static ResiteLabStore *
open_world (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (ResiteLabStore) store = resite_lab_store_open (path, error);

  if (store == NULL)
    return NULL;
  if (!resite_lab_store_is_empty (store))
    return g_steal_pointer (&store);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("The rehearsal's folder %s holds no machines."), folder);
  return NULL;
}

static void
look_clear (ResiteLabLook *look)
{
  g_clear_pointer (&look->store, resite_lab_store_free);
  g_clear_pointer (&look->packages, g_ptr_array_unref);
  g_clear_pointer (&look->findings, resite_lab_findings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteLabLook, look_clear)

static gboolean
begin (ResiteLabLook *look, const char *folder, GError **error)
{
  look->folder = folder;
  look->packages = read_packages (folder, error);
  look->store = look->packages != NULL ? open_world (folder, RESITE_LAB_WORLD_FILE, error) : NULL;
  look->findings = g_new0 (ResiteLabFindings, 1);
  look->findings->faults = g_ptr_array_new_with_free_func (g_free);
  return look->store != NULL;
}

ResiteLabFindings *
resite_lab_checker_look (const char *folder, GError **error)
{
  g_auto (ResiteLabLook) look = { 0 };

  g_return_val_if_fail (folder != NULL, NULL);

  if (!begin (&look, folder, error))
    return NULL;
  resite_lab_look_at_machines (&look);
  resite_lab_look_at_sites (&look);
  return resite_lab_look_at_packages (&look, error) ? g_steal_pointer (&look.findings) : NULL;
}

ResiteLabFindings *
resite_lab_checker_look_back (const char *folder, GError **error)
{
  g_auto (ResiteLabLook) look = { 0 };
  g_autoptr (ResiteLabStore) morning = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  if (!begin (&look, folder, error))
    return NULL;
  morning = open_world (folder, RESITE_LAB_MORNING, error);
  if (morning == NULL)
    return NULL;
  resite_lab_look_at_morning (&look, morning);
  resite_lab_look_at_order (&look);
  return resite_lab_look_at_stock (&look, error) ? g_steal_pointer (&look.findings) : NULL;
}
