/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-decide.h"
#include "resite-copy-file-private.h"
#include "resite-error.h"

char *
resite_copy_file_hash (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFolder *folder,
                       ResiteFile *file, guint64 size, guint64 *counter, GError **error)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (self->hash_kind);

  *counter = 0;
  return resite_copy_file_hash_on (self, lane, folder, file, hash, size, counter, error);
}

char *
resite_copy_file_hash_on (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFolder *folder,
                          ResiteFile *file, ResiteCopyHash *hash, guint64 size, guint64 *counter,
                          GError **error)
{
  guint64 at = *counter;

  while (at < size)
    {
      /* In whole steps, so that the disk itself is read; it ends where the file does. */
      const gsize piece = MIN (lane->chunk, (size - at + RESITE_COPY_STEP - 1) / RESITE_COPY_STEP *
                                                RESITE_COPY_STEP);
      const gint64 began = g_get_monotonic_time ();
      gssize n;

      if (!resite_copy_gate_pass (self->work->gate, self->work->stop, error))
        return NULL;
      n = resite_folder_read (folder, file, lane->buffer, piece, at, error);
      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      resite_copy_hash_update (hash, lane->buffer, n);
      at += n;
      *counter = at;
      resite_copy_lane_learn (lane, n, g_get_monotonic_time () - began);
      resite_copy_file_tell (self);
    }
  return resite_copy_hash_to_text (hash);
}

static char *
hash_source (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  ResiteFile *in = resite_folder_open_read (self->work->source, self->entry->name, error);
  char *hash;

  if (in == NULL)
    return NULL;
  hash = resite_copy_file_hash (self, lane, self->work->source, in, self->size + 1, &self->read,
                                error);
  resite_folder_close (self->work->source, in, NULL);
  return hash;
}

/* From the disk: what somebody just wrote there is brought to it first. */
static char *
hash_target (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  ResiteFolder *target = self->work->target;
  ResiteFile *file = resite_folder_open_read (target, self->entry->name, error);
  char *hash = NULL;

  if (file == NULL)
    return NULL;
  if (resite_folder_sync (target, file, error) && resite_folder_drop_cache (target, file, error))
    hash = resite_copy_file_hash (self, lane, target, file, self->size + 1, &self->verified, error);
  resite_folder_close (target, file, NULL);
  return hash;
}

/* The same in one call, where the source can tell by it what it was after the reading. FALSE without
 * @error: it cannot, or it was not what was listed. */
static gboolean
read_small_source (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  ResiteFileInfo after;
  gssize n;

  if (self->size >= RESITE_COPY_SMALL || self->work->source_traits.remote)
    return FALSE;
  resite_copy_file_set_young (self);
  n = resite_folder_fetch (self->work->source, self->entry->name, lane->buffer, self->size + 1,
                           &after, error);
  if (n < 0 || (guint64)n != self->size || !resite_copy_file_fits_info (self, &after))
    return FALSE;
  resite_copy_file_take_info (self, &after);
  g_free (self->hash);
  self->hash = resite_copy_hash_of (self->hash_kind, lane->buffer, n);
  self->read = n;
  return TRUE;
}

/* The source's hash, with proof that it did not change while it was read. */
static gboolean
read_source (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  g_autoptr (ResiteFileInfo) before = NULL;
  g_autoptr (ResiteFileInfo) after = NULL;
  g_autoptr (GError) fault = NULL;

  if (read_small_source (self, lane, &fault))
    return TRUE;
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  before = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (before == NULL)
    return FALSE;
  resite_copy_file_take_info (self, before);
  resite_copy_file_set_young (self);
  g_clear_pointer (&self->hash, g_free);
  self->hash = hash_source (self, lane, error);
  if (self->hash == NULL)
    return FALSE;
  after = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (after == NULL)
    return FALSE;
  if (self->read == self->size && resite_copy_file_fits_info (self, after))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CHANGED,
               _ ("The file changed at the source while it was read"));
  return FALSE;
}

gboolean
resite_copy_file_compare (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  g_autofree char *found = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;

  if (!read_source (self, lane, error))
    return FALSE;
  found = hash_target (self, lane, error);
  if (found == NULL)
    return FALSE;
  if (!g_str_equal (found, self->hash))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
                   _ ("The content on the target is not that of the source"));
      return FALSE;
    }
  info = resite_folder_query (self->work->target, self->entry->name, self->work->stop, NULL);
  if (info != NULL && !resite_copy_times_match (self->modified, info->modified))
    self->message = g_strdup (_ ("Same content, but another time than at the source"));
  return TRUE;
}

gboolean
resite_copy_file_prove_arrived (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean *proved,
                                GError **error)
{
  g_autofree char *found = NULL;

  self->hash_kind = resite_copy_hash_kind_of (self->entry->hash);
  found = hash_target (self, lane, error);
  self->hash_kind = self->work->options.hash;
  if (found == NULL)
    return FALSE;
  *proved = g_strcmp0 (found, self->entry->hash) == 0;
  if (!*proved)
    {
      self->verified = 0;
      return TRUE;
    }
  self->hash = g_steal_pointer (&found);
  self->resumed = self->size;
  return TRUE;
}

/* What the source has beside its content, where that was not read with it. */
static gboolean
ask_source (ResiteCopyFile *self, GError **error)
{
  g_autoptr (ResiteFileInfo) info = NULL;

  if ((self->attributes & RESITE_DOS_NOT_ASKED) == 0)
    return TRUE;
  info = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (info == NULL)
    return FALSE;
  info->size = self->size;
  info->modified = self->modified;
  info->changed = self->changed;
  resite_copy_file_take_info (self, info);
  return TRUE;
}

/* Those that the source has no more go, too. */
static gboolean
set_extended_anew (ResiteCopyFile *self, GError **error)
{
  ResiteCopyWork *work = self->work;
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *attributes = self->extended != NULL ? self->extended : none;
  g_autoptr (GError) fault = NULL;

  if (!work->source_traits.keeps_extended || !work->target_traits.keeps_extended ||
      resite_folder_set_extended (work->target, self->entry->name, attributes, &fault))
    return TRUE;
  if (g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NO_ACCESS))
    return resite_folder_set_read_only (work->target, self->entry->name, FALSE, error) &&
           resite_folder_set_extended (work->target, self->entry->name, attributes, error);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
mark_anew (ResiteCopyFile *self, GError **error)
{
  ResiteFileMarks marks;

  if (!ask_source (self, error) || !resite_copy_file_read_extended (self, error) ||
      !set_extended_anew (self, error))
    return FALSE;
  resite_copy_file_get_marks (self, &marks);
  return resite_folder_set_marks (self->work->target, self->entry->name, &marks, error);
}

gboolean
resite_copy_file_touch (ResiteCopyFile *self, GError **error)
{
  if (self->work->options.dry_run)
    return TRUE;
  if (self->entry->retime)
    return mark_anew (self, error);
  return !self->entry->read_only ||
         resite_folder_set_read_only (self->work->target, self->entry->name, TRUE, error);
}

gboolean
resite_copy_file_recheck (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean *same,
                          GError **error)
{
  self->hash_kind = resite_copy_hash_kind_of (self->entry->hash);
  if (!read_source (self, lane, error))
    return FALSE;
  self->hash_kind = self->work->options.hash;
  *same = g_strcmp0 (self->hash, self->entry->hash) == 0;
  self->differs = !*same;
  self->read = 0;
  return TRUE;
}
