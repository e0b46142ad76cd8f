/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-scan.h"
#include "resite-probe-private.h"
#include "resite-text.h"

static const char *
shown_path (ResiteProbeView *view)
{
  return view->probe->path != NULL ? view->probe->path : view->place;
}

static ResiteFileInfo *
info_new (ResiteFileType type)
{
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);

  info->type = type;
  return info;
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

/* Links are followed: a drive may be mounted anywhere. */
static ResiteFileInfo *
query_here (const char *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (place);
  g_autoptr (GFileInfo) seen =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, cancellable, error);
  ResiteFileInfo *info;

  if (seen == NULL)
    return NULL;
  info = info_new (RESITE_FILE_OTHER);
  if (g_file_info_get_file_type (seen) == G_FILE_TYPE_REGULAR)
    info->type = RESITE_FILE_PLAIN;
  else if (g_file_info_get_file_type (seen) == G_FILE_TYPE_DIRECTORY)
    info->type = RESITE_FILE_FOLDER;
  info->size = g_file_info_get_size (seen);
  return info;
}

static ResiteFileInfo *
query_there (ResiteProbeView *view, GCancellable *cancellable, GError **error)
{
  if (*view->name == '\0')
    return info_new (RESITE_FILE_FOLDER);
  return resite_folder_query (view->share, view->name, cancellable, error);
}

/* FALSE with the probe settled when nothing is there or it cannot be looked at. */
static gboolean
query (ResiteProbeView *view, ResiteFileInfo **info, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  *info = view->share != NULL ? query_there (view, cancellable, &error)
                              : query_here (view->place, cancellable, &error);
  if (*info != NULL)
    return TRUE;
  if (is_absent (error))
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no %s."), shown_path (view)));
  else
    resite_probe_settle_error (view, error);
  return FALSE;
}

/* What lies in the place itself, by bare names. */
static GPtrArray *
list (ResiteProbeView *view, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteFolder) folder = NULL;
  GPtrArray *entries;

  if (view->share == NULL)
    {
      folder = resite_folder_local_new (view->place, error);
      return folder != NULL ? resite_folder_list (folder, "", cancellable, error) : NULL;
    }
  entries = resite_folder_list (view->share, view->name, cancellable, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      ResiteFileInfo *info = g_ptr_array_index (entries, i);
      char *bare = g_path_get_basename (info->name);

      g_free (info->name);
      info->name = bare;
    }
  return entries;
}

static guint64
parse_size (const char *argument)
{
  return argument != NULL ? g_ascii_strtoull (argument, NULL, 10) : 0;
}

static void
look_at_file (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autofree char *size = NULL;
  const guint64 least = parse_size (view->probe->argument);

  if (!query (view, &info, cancellable))
    return;
  size = resite_text_size (info->size);
  if (info->type != RESITE_FILE_PLAIN)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s is there, but it is no file."), shown_path (view)));
  else if (info->size == 0 || info->size < least)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s is there, but it has only %s."), shown_path (view), size));
  else
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("%s is there, %s."), shown_path (view), size));
}

static void
look_at_folder (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  if (!query (view, &info, cancellable))
    return;
  if (info->type != RESITE_FILE_FOLDER)
    {
      resite_probe_settle_bad (
          view, g_strdup_printf (_ ("%s is there, but it is no folder."), shown_path (view)));
      return;
    }
  entries = list (view, cancellable, &error);
  if (entries == NULL)
    resite_probe_settle_error (view, error);
  else if (entries->len == 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s is there, but it is empty."), shown_path (view)));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (ngettext ("%s is there, with %u entry.",
                                         "%s is there, with %u entries.", entries->len),
                               shown_path (view), entries->len));
}

static void
look_for_no_folder (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResiteFileInfo) info = NULL;

  if (query (view, &info, cancellable))
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s is there, and it must not be."), shown_path (view)));
  else if (!g_str_equal (view->state, "unknown"))
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("There is no %s, as it should be."), shown_path (view)));
}

static gboolean
measure (ResiteFolder *folder, const char *name, guint64 *bytes, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GPtrArray) entries = resite_folder_list (folder, name, cancellable, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const ResiteFileInfo *entry = g_ptr_array_index (entries, i);

      if (entry->type == RESITE_FILE_PLAIN)
        *bytes += entry->size;
      else if (entry->type == RESITE_FILE_FOLDER &&
               !measure (folder, entry->name, bytes, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
get_needed (ResiteProbeView *view, guint64 *needed, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteFolder) folder = NULL;

  *needed = 0;
  if (view->measured_share != NULL)
    return measure (view->measured_share, view->measured_name, needed, cancellable, error);
  if (view->measured == NULL)
    {
      *needed = parse_size (view->probe->argument);
      return TRUE;
    }
  folder = resite_folder_local_new (view->measured, error);
  return folder != NULL && measure (folder, "", needed, cancellable, error);
}

/* The folder itself may only be made by the copy: its nearest ancestor lies on the same drive. */
static ResiteFolder *
open_nearest (const char *place, GError **error)
{
  g_autofree char *path = g_strdup (place);

  while (!g_file_test (path, G_FILE_TEST_IS_DIR) && strlen (path) > 1)
    {
      char *parent = g_path_get_dirname (path);

      g_free (path);
      path = parent;
    }
  return resite_folder_local_new (path, error);
}

static void
look_at_space (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFolder) folder = NULL;
  g_autofree char *free_text = NULL;
  g_autofree char *needed_text = NULL;
  guint64 needed;
  guint64 space = 0;

  if (get_needed (view, &needed, cancellable, &error))
    folder = view->share != NULL ? g_object_ref (view->share) : open_nearest (view->place, &error);
  if (folder != NULL)
    space = resite_folder_get_free_space (folder, &error);
  if (error != NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  free_text = resite_text_size (space);
  needed_text = resite_text_size (needed);
  if (space < needed)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s are free and %s are needed: make room first."),
                                              free_text, needed_text));
  else if (space - needed < needed / 10)
    resite_probe_settle (view, "warning",
                         g_strdup_printf (_ ("%s are free and %s are needed: that leaves little."),
                                          free_text, needed_text));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("%s are free and %s are needed."), free_text, needed_text));
}

static guint
add_packages (ResiteProbeView *view, ResitePackageScan *scan)
{
  guint open = 0;

  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *file = g_ptr_array_index (scan->packages, i);

      open += !file->read_only;
      if (file->size == 0)
        resite_probe_add_found (view, file->id, "failed",
                                _ ("The package file is empty: copy it again."), 0);
      else
        resite_probe_add_found (
            view, file->id, file->read_only ? "ready" : "not-read-only",
            file->read_only ? file->file : _ ("The preload tool wants it read-only."), file->size);
    }
  for (guint i = 0; i < scan->strays->len; i++)
    resite_probe_add_found (view, g_ptr_array_index (scan->strays, i), "ignored",
                            _ ("This is no package file."), -1);
  return open;
}

static ResitePackageScan *
scan_place (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = list (view, cancellable, &error);

  if (entries != NULL)
    return resite_package_scan_new (entries);
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("There is no folder %s."), shown_path (view)));
  else
    resite_probe_settle_error (view, error);
  return NULL;
}

static void
look_at_packages (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResitePackageScan) scan = scan_place (view, cancellable);
  guint open;

  if (scan == NULL)
    return;
  open = add_packages (view, scan);
  if (scan->packages->len == 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("No package file lies in %s. Names like P0100012.PCK or "
                                  "P0100012.PKG were looked for."),
                               shown_path (view)));
  else if (open > 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (ngettext ("%u of %u package files is not read-only, and the "
                                         "preload tool needs that.",
                                         "%u of %u package files are not read-only, and the "
                                         "preload tool needs that.",
                                         open),
                               open, scan->packages->len));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (ngettext ("%u package file, read-only.",
                                         "%u package files, all read-only.", scan->packages->len),
                               scan->packages->len));
}

static guint
count_open (ResitePackageScan *scan)
{
  guint open = 0;

  for (guint i = 0; i < scan->packages->len; i++)
    open += !((ResitePackageFile *)g_ptr_array_index (scan->packages, i))->read_only;
  return open;
}

static ResiteFileInfo *
query_mark (ResiteProbeView *view, GCancellable *cancellable, GError **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  g_autoptr (ResiteFolder) folder = NULL;

  if (view->share != NULL)
    return query_there (view, cancellable, error);
  parent = g_path_get_dirname (view->place);
  name = g_path_get_basename (view->place);
  folder = resite_folder_local_new (parent, error);
  return folder != NULL ? resite_folder_query (folder, name, cancellable, error) : NULL;
}

static void
look_at_one_file (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFileInfo) info = query_mark (view, cancellable, &error);

  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no %s."), shown_path (view)));
  else if (info == NULL)
    resite_probe_settle_error (view, error);
  else if (info->read_only)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s is read-only."), shown_path (view)));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s is not read-only."), shown_path (view)));
}

static void
look_at_read_only (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResitePackageScan) scan = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  guint open;

  if (!query (view, &info, cancellable))
    return;
  if (info->type != RESITE_FILE_FOLDER)
    {
      look_at_one_file (view, cancellable);
      return;
    }
  scan = scan_place (view, cancellable);
  if (scan == NULL)
    return;
  open = count_open (scan);
  if (open == 0)
    resite_probe_settle_good (
        view, g_strdup_printf (ngettext ("%u package file, read-only.",
                                         "%u package files, all read-only.", scan->packages->len),
                               scan->packages->len));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%u of %u package files are not read-only: make them "
                                  "read-only."),
                               open, scan->packages->len));
}

ResiteProbeLook
resite_probe_find_file_look (const char *type)
{
  static const ResiteFileProbe looks[] = {
    { "file", look_at_file },
    { "folder", look_at_folder },
    { "no-folder", look_for_no_folder },
    { "space", look_at_space },
    { "packages", look_at_packages },
    { "read-only", look_at_read_only },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_str_equal (looks[i].type, type))
      return looks[i].look;
  for (const ResiteFileProbe *probe = resite_file_probes_permissions; probe->type != NULL; probe++)
    if (g_str_equal (probe->type, type))
      return probe->look;
  for (const ResiteFileProbe *probe = resite_file_probes_mp; probe->type != NULL; probe++)
    if (g_str_equal (probe->type, type))
      return probe->look;
  return NULL;
}
