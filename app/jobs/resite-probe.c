/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-ledger.h"
#include "resite-package-scan.h"
#include "resite-probe.h"
#include "resite-text.h"

/* NetBIOS, which SMS 2003 knows its servers by. */
#define NAME_LIMIT 15

ResiteProbe *
resite_probe_new (const char *id, const char *label, const char *type)
{
  ResiteProbe *probe;

  g_return_val_if_fail (id != NULL && type != NULL, NULL);

  probe = g_new0 (ResiteProbe, 1);
  probe->id = g_strdup (id);
  probe->label = g_strdup (label);
  probe->type = g_strdup (type);
  probe->required = TRUE;
  return probe;
}

ResiteProbe *
resite_probe_copy (const ResiteProbe *probe)
{
  ResiteProbe *copy = resite_probe_new (probe->id, probe->label, probe->type);

  copy->machine = g_strdup (probe->machine);
  copy->path = g_strdup (probe->path);
  copy->argument = g_strdup (probe->argument);
  copy->required = probe->required;
  return copy;
}

void
resite_probe_free (ResiteProbe *probe)
{
  if (probe == NULL)
    return;
  g_free (probe->id);
  g_free (probe->label);
  g_free (probe->type);
  g_free (probe->machine);
  g_free (probe->path);
  g_free (probe->argument);
  g_free (probe);
}

ResiteProbeView *
resite_probe_view_new (const ResiteProbe *probe)
{
  ResiteProbeView *view = g_new0 (ResiteProbeView, 1);

  view->probe = resite_probe_copy (probe);
  return view;
}

void
resite_probe_view_free (ResiteProbeView *view)
{
  if (view == NULL)
    return;
  resite_probe_free (view->probe);
  g_free (view->place);
  g_free (view->unseen);
  g_free (view->measured);
  g_free (view->state);
  g_free (view->message);
  g_clear_pointer (&view->found, g_ptr_array_unref);
  g_free (view);
}

static void
settle (ResiteProbeView *view, const char *state, char *message)
{
  g_free (view->state);
  view->state = g_strdup (state);
  g_free (view->message);
  view->message = message;
}

static void
settle_good (ResiteProbeView *view, char *message)
{
  settle (view, "ok", message);
}

static void
settle_bad (ResiteProbeView *view, char *message)
{
  settle (view, view->probe->required ? "failed" : "warning", message);
}

static void
settle_unknown (ResiteProbeView *view, char *message)
{
  settle (view, "unknown", message);
}

/* A thing that could not be looked at is unknown, not bad. */
static void
settle_error (ResiteProbeView *view, const GError *error)
{
  settle_unknown (view, g_strdup_printf (_ ("It could not be looked at: %s"), error->message));
}

static const char *
shown_path (ResiteProbeView *view)
{
  return view->probe->path != NULL ? view->probe->path : view->place;
}

/* FALSE with the probe settled when nothing is there or it cannot be looked at. */
static gboolean
query (ResiteProbeView *view, GFileInfo **info, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (view->place);
  g_autoptr (GError) error = NULL;

  *info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, cancellable, &error);
  if (*info != NULL)
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    settle_bad (view, g_strdup_printf (_ ("There is no %s."), shown_path (view)));
  else
    settle_error (view, error);
  return FALSE;
}

static guint64
parse_size (const char *argument)
{
  return argument != NULL ? g_ascii_strtoull (argument, NULL, 10) : 0;
}

static void
look_at_file (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *size = NULL;
  const guint64 least = parse_size (view->probe->argument);

  if (!query (view, &info, cancellable))
    return;
  size = resite_text_size (g_file_info_get_size (info));
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    settle_bad (view, g_strdup_printf (_ ("%s is there, but it is no file."), shown_path (view)));
  else if (g_file_info_get_size (info) == 0 || (guint64)g_file_info_get_size (info) < least)
    settle_bad (view,
                g_strdup_printf (_ ("%s is there, but it has only %s."), shown_path (view), size));
  else
    settle_good (view, g_strdup_printf (_ ("%s is there, %s."), shown_path (view), size));
}

static void
look_at_folder (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  if (!query (view, &info, cancellable))
    return;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_DIRECTORY)
    {
      settle_bad (view,
                  g_strdup_printf (_ ("%s is there, but it is no folder."), shown_path (view)));
      return;
    }
  folder = resite_folder_local_new (view->place, &error);
  if (folder != NULL)
    entries = resite_folder_list (folder, "", cancellable, &error);
  if (entries == NULL)
    settle_error (view, error);
  else if (entries->len == 0)
    settle_bad (view, g_strdup_printf (_ ("%s is there, but it is empty."), shown_path (view)));
  else
    settle_good (view, g_strdup_printf (ngettext ("%s is there, with %u entry.",
                                                  "%s is there, with %u entries.", entries->len),
                                        shown_path (view), entries->len));
}

static void
look_for_no_folder (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info = NULL;

  if (query (view, &info, cancellable))
    settle_bad (view, g_strdup_printf (_ ("%s is there, and it must not be."), shown_path (view)));
  else if (!g_str_equal (view->state, "unknown"))
    settle_good (view, g_strdup_printf (_ ("There is no %s, as it should be."), shown_path (view)));
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
    folder = open_nearest (view->place, &error);
  if (folder != NULL)
    space = resite_folder_get_free_space (folder, &error);
  if (error != NULL)
    {
      settle_error (view, error);
      return;
    }
  free_text = resite_text_size (space);
  needed_text = resite_text_size (needed);
  if (space < needed)
    settle_bad (view, g_strdup_printf (_ ("%s are free and %s are needed: make room first."),
                                       free_text, needed_text));
  else if (space - needed < needed / 10)
    settle (view, "warning",
            g_strdup_printf (_ ("%s are free and %s are needed: that leaves little."), free_text,
                             needed_text));
  else
    settle_good (view,
                 g_strdup_printf (_ ("%s are free and %s are needed."), free_text, needed_text));
}

static void
add_found (ResiteProbeView *view, const char *name, const char *state, const char *message,
           gint64 size)
{
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  g_free (row->message);
  row->message = g_strdup (message);
  row->size = size;
  row->bytes = MAX (size, 0);
  g_ptr_array_add (view->found, row);
}

static guint
add_packages (ResiteProbeView *view, ResitePackageScan *scan)
{
  guint open = 0;

  view->found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *file = g_ptr_array_index (scan->packages, i);

      open += !file->read_only;
      if (file->size == 0)
        add_found (view, file->id, "failed", _ ("The package file is empty: copy it again."), 0);
      else
        add_found (view, file->id, file->read_only ? "ready" : "not-read-only",
                   file->read_only ? file->file : _ ("The preload tool wants it read-only."),
                   file->size);
    }
  for (guint i = 0; i < scan->strays->len; i++)
    add_found (view, g_ptr_array_index (scan->strays, i), "ignored", _ ("This is no package file."),
               -1);
  return open;
}

static ResitePackageScan *
scan_place (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (view->place, &error);
  ResitePackageScan *scan = NULL;

  if (folder != NULL)
    scan = resite_package_scan_run (folder, cancellable, &error);
  if (scan != NULL)
    return scan;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    settle_bad (view, g_strdup_printf (_ ("There is no folder %s."), shown_path (view)));
  else
    settle_error (view, error);
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
    settle_bad (view, g_strdup_printf (_ ("No package file lies in %s. Names like P0100012.PCK or "
                                          "P0100012.PKG were looked for."),
                                       shown_path (view)));
  else if (open > 0)
    settle_bad (view,
                g_strdup_printf (ngettext ("%u of %u package files is not read-only, and the "
                                           "preload tool needs that.",
                                           "%u of %u package files are not read-only, and the "
                                           "preload tool needs that.",
                                           open),
                                 open, scan->packages->len));
  else
    settle_good (
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

static void
look_at_one_file (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autofree char *parent = g_path_get_dirname (view->place);
  g_autofree char *name = g_path_get_basename (view->place);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (parent, &error);
  g_autoptr (ResiteFileInfo) info = NULL;

  if (folder != NULL)
    info = resite_folder_query (folder, name, cancellable, &error);
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    settle_bad (view, g_strdup_printf (_ ("There is no %s."), shown_path (view)));
  else if (info == NULL)
    settle_error (view, error);
  else if (info->read_only)
    settle_good (view, g_strdup_printf (_ ("%s is read-only."), shown_path (view)));
  else
    settle_bad (view, g_strdup_printf (_ ("%s is not read-only."), shown_path (view)));
}

static void
look_at_read_only (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (ResitePackageScan) scan = NULL;
  guint open;

  if (!g_file_test (view->place, G_FILE_TEST_IS_DIR))
    {
      look_at_one_file (view, cancellable);
      return;
    }
  scan = scan_place (view, cancellable);
  if (scan == NULL)
    return;
  open = count_open (scan);
  if (open == 0)
    settle_good (
        view, g_strdup_printf (ngettext ("%u package file, read-only.",
                                         "%u package files, all read-only.", scan->packages->len),
                               scan->packages->len));
  else
    settle_bad (view, g_strdup_printf (_ ("%u of %u package files are not read-only: make them "
                                          "read-only."),
                                       open, scan->packages->len));
}

static void
look_at_name (ResiteProbeView *view)
{
  const char *name = view->probe->argument;
  const glong length = name != NULL ? g_utf8_strlen (name, -1) : 0;

  if (length == 0)
    settle_bad (view, g_strdup (_ ("The plan names none.")));
  else if (length > NAME_LIMIT)
    settle_bad (view, g_strdup_printf (_ ("%s has %ld characters, and a computer name may have %d: "
                                          "choose a shorter one in the plan."),
                                       name, length, NAME_LIMIT));
  else if (strpbrk (name, "/\\[]:;|=,+*?<>\" .") != NULL)
    settle_bad (view,
                g_strdup_printf (_ ("%s has a character that no computer name may have."), name));
  else if (strchr (name, '_') != NULL)
    settle (view, "warning",
            g_strdup_printf (_ ("%s fits, but DNS knows no underscore: it may refuse the name."),
                             name));
  else
    settle_good (view,
                 g_strdup_printf (_ ("%s has %ld of %d characters."), name, length, NAME_LIMIT));
}

static void
look_at_value (ResiteProbeView *view)
{
  const char *value = view->probe->argument;

  if (value == NULL || *value == '\0')
    settle_bad (view, g_strdup (_ ("The plan does not say it: fill it in.")));
  else
    settle_good (view, g_strdup (value));
}

static void
look_at_step (ResiteProbeView *view)
{
  const char *said = view->probe->argument != NULL ? view->probe->argument : "";
  const char *step = view->probe->path != NULL ? view->probe->path : view->probe->id;

  if (g_str_equal (said, "good") || g_str_equal (said, "ok"))
    settle_good (view, g_strdup_printf (_ ("Step %s is closed."), step));
  else if (g_str_equal (said, "bad") || g_str_equal (said, "failed"))
    settle_bad (view, g_strdup_printf (_ ("Step %s ended badly: look at it first."), step));
  else
    settle_bad (view, g_strdup_printf (_ ("Step %s is still open."), step));
}

static void
look_at_told (ResiteProbeView *view)
{
  settle_unknown (view, g_strdup (_ ("Only a person can say this: look, and say what you see.")));
}

typedef struct
{
  const char *type;
  gboolean needs_files;
  void (*look) (ResiteProbeView *view, GCancellable *cancellable);
  void (*look_at_plan) (ResiteProbeView *view);
} ProbeType;

static const ProbeType types[] = {
  { "file", TRUE, look_at_file, NULL },
  { "folder", TRUE, look_at_folder, NULL },
  { "no-folder", TRUE, look_for_no_folder, NULL },
  { "space", TRUE, look_at_space, NULL },
  { "packages", TRUE, look_at_packages, NULL },
  { "read-only", TRUE, look_at_read_only, NULL },
  { "name-length", FALSE, NULL, look_at_name },
  { "value", FALSE, NULL, look_at_value },
  { "step", FALSE, NULL, look_at_step },
  { "told", FALSE, NULL, look_at_told },
};

static const ProbeType *
find_type (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_equal (types[i].type, type))
        return &types[i];
    }
  return NULL;
}

gboolean
resite_probe_needs_files (const ResiteProbe *probe)
{
  const ProbeType *type;

  g_return_val_if_fail (probe != NULL, FALSE);

  type = find_type (probe->type);
  return type != NULL && type->needs_files;
}

void
resite_probe_view_look (ResiteProbeView *view, GCancellable *cancellable)
{
  const ProbeType *type;

  g_return_if_fail (view != NULL);

  type = find_type (view->probe->type);
  if (type == NULL)
    settle_unknown (view, g_strdup_printf (_ ("This version of Resite has no check “%s”: look "
                                              "there yourself."),
                                           view->probe->type));
  else if (!type->needs_files)
    type->look_at_plan (view);
  else if (view->place == NULL)
    settle_unknown (view, g_strdup (view->unseen));
  else
    type->look (view, cancellable);
}
