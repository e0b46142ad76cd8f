/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-in-folder"

#include "config.h"

#include <errno.h>
#include <string.h>

#include "resite-error.h"
#include "resite-log-in-folder.h"
#include "resite-log-name.h"

typedef struct
{
  ResiteFolder *folder;
  char *name;
  char *former; /* x.lo_ */
} Place;

static void
place_free (gpointer data)
{
  Place *self = data;

  g_object_unref (self->folder);
  g_free (self->name);
  g_free (self->former);
  g_free (self);
}

static ResiteLogAnswer
tell (const GError *error, char **reason)
{
  *reason = g_strdup (error->message);
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return RESITE_LOG_NOT_THERE;
  return g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS) ? RESITE_LOG_BARRED
                                                                       : RESITE_LOG_TROUBLE;
}

static void
fill_facts (const ResiteFileInfo *info, ResiteLogFacts *facts)
{
  *facts = (ResiteLogFacts){ .size = info->size, .modified = info->modified };
}

static ResiteLogAnswer
query (gpointer place, gboolean former, ResiteLogFacts *facts, char **reason)
{
  const Place *self = place;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFileInfo) info =
      resite_folder_query (self->folder, former ? self->former : self->name, NULL, &error);

  if (info == NULL)
    return tell (error, reason);
  if (info->type != RESITE_FILE_PLAIN)
    {
      *reason = g_strdup (g_strerror (EISDIR));
      return RESITE_LOG_BARRED;
    }
  fill_facts (info, facts);
  return RESITE_LOG_THERE;
}

/* Facts are of what had the name before it was opened. Where that was turned over meanwhile, the open
 * file's beginning shows it; the facts of a later one would make an old file look new. */
static ResiteLogAnswer
open_file (gpointer place, gboolean former, gpointer *file, ResiteLogFacts *facts, char **reason)
{
  const Place *self = place;
  g_autoptr (GError) error = NULL;
  const ResiteLogAnswer answer = query (place, former, facts, reason);

  if (answer != RESITE_LOG_THERE)
    return answer;
  *file = resite_folder_open_read (self->folder, former ? self->former : self->name, &error);
  return *file != NULL ? RESITE_LOG_THERE : tell (error, reason);
}

static gssize
read_file (gpointer place, gpointer file, char *buffer, gsize size, guint64 offset, char **reason)
{
  const Place *self = place;
  g_autoptr (GError) error = NULL;
  const gssize got = resite_folder_read (self->folder, file, buffer, size, offset, &error);

  if (got < 0)
    tell (error, reason);
  return got;
}

static void
close_file (gpointer place, gpointer file)
{
  const Place *self = place;

  resite_folder_close (self->folder, file, NULL);
}

ResiteLogTail *
resite_log_tail_new_in_folder (ResiteFolder *folder, const char *name, gboolean from_start)
{
  static const ResiteLogPlaceType type = {
    .free = place_free, .query = query, .open = open_file, .read = read_file, .close = close_file
  };
  Place *place;

  g_return_val_if_fail (RESITE_IS_FOLDER (folder) && name != NULL, NULL);

  place = g_new0 (Place, 1);
  place->folder = g_object_ref (folder);
  place->name = g_strdup (name);
  place->former = resite_log_name_get_former (name);
  return resite_log_tail_new_for_source (name, (ResiteLogSource){ &type, place }, from_start);
}

static gboolean
read_all (ResiteLogScan *scan, ResiteFolder *folder, ResiteFile *file, GCancellable *cancellable,
          GError **error)
{
  guint64 at = 0;
  gssize got;

  do
    {
      gsize size;
      char *room = resite_log_scan_get_room (scan, &size);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      got = resite_folder_read (folder, file, room, size, at, error);
      if (got < 0)
        return FALSE;
      resite_log_scan_take (scan, (gsize)got);
      at += (guint64)got;
    }
  while (got > 0);
  resite_log_scan_end (scan);
  return TRUE;
}

gboolean
resite_log_scan_read_in_folder (ResiteLogScan *scan, ResiteFolder *folder, const char *name,
                                GCancellable *cancellable, GError **error)
{
  ResiteFile *file;
  gboolean read;

  g_return_val_if_fail (scan != NULL && RESITE_IS_FOLDER (folder) && name != NULL, FALSE);

  file = resite_folder_open_read (folder, name, error);
  if (file == NULL)
    return FALSE;
  read = read_all (scan, folder, file, cancellable, error);
  resite_folder_close (folder, file, NULL);
  return read;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
add_fitting (GPtrArray *names, const char *parent, GPatternSpec *spec, const ResiteFileInfo *info)
{
  const char *slash = strrchr (info->name, '/');
  const char *base = slash != NULL ? slash + 1 : info->name;
  g_autofree char *lower = g_utf8_strdown (base, -1);

  if (info->type == RESITE_FILE_PLAIN && g_pattern_spec_match_string (spec, lower))
    g_ptr_array_add (names,
                     *parent != '\0' ? g_strconcat (parent, "/", base, NULL) : g_strdup (base));
}

GPtrArray *
resite_log_folder_list (ResiteFolder *folder, const char *pattern, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *parent = NULL;
  g_autofree char *lower = NULL;
  g_autoptr (GPatternSpec) spec = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) fault = NULL;
  const char *slash;

  g_return_val_if_fail (RESITE_IS_FOLDER (folder) && pattern != NULL, NULL);

  slash = strrchr (pattern, '/');
  parent = slash != NULL ? g_strndup (pattern, (gsize)(slash - pattern)) : g_strdup ("");
  lower = g_utf8_strdown (slash != NULL ? slash + 1 : pattern, -1);
  spec = g_pattern_spec_new (lower);
  files = resite_folder_list (folder, parent, cancellable, &fault);
  if (files == NULL && !g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  for (guint i = 0; files != NULL && i < files->len; i++)
    add_fitting (names, parent, spec, g_ptr_array_index (files, i));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}
