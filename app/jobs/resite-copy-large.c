/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-file-private.h"
#include "resite-error.h"
#include "resite-text.h"

/* Room is left on the disk, because a server whose disk is full to the last byte stops. */
static gboolean
check_space (ResiteCopyFile *self, GError **error)
{
  g_autoptr (GError) unknown = NULL;
  g_autofree char *needed = NULL;
  g_autofree char *free_text = NULL;
  guint64 free_space = resite_folder_get_free_space (self->work->target, &unknown);

  if (resite_error_is_of_line (unknown))
    {
      g_propagate_error (error, g_steal_pointer (&unknown));
      return FALSE;
    }
  /* A disk without a byte says so best when it is written to. */
  if (unknown != NULL || free_space == 0 || self->size + self->work->reserve <= free_space)
    return TRUE;
  needed = resite_text_size (self->size);
  free_text = resite_text_size (free_space);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE,
               _ ("Not enough space on the target: the file needs %s, and %s are free"), needed,
               free_text);
  return FALSE;
}

gboolean
resite_copy_file_put_mark (ResiteCopyFile *self, guint64 bytes, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  g_ptr_array_add (rows, resite_copy_file_make_row (self, "running", bytes, hash));
  if (!resite_copy_work_record (self->work, rows, error))
    return FALSE;
  self->marked = TRUE;
  self->resume_at = bytes;
  g_free (self->resume_hash);
  self->resume_hash = g_strdup (hash);
  return TRUE;
}

/* The next piece: no further than to the next mark, and so small that a pause does not wait. */
static gsize
get_piece (ResiteCopyFile *self, ResiteCopyLane *lane, guint64 at, guint64 end)
{
  const guint64 mark = (at / RESITE_COPY_MARK + 1) * RESITE_COPY_MARK;

  return MIN (resite_copy_limit_cut (self->work->limit, lane->chunk), MIN (end, mark) - at);
}

char *
resite_copy_file_hash (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFolder *folder,
                       ResiteFile *file, guint64 size, guint64 *counter, GError **error)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (self->hash_kind);
  guint64 at = 0;

  *counter = 0;
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

/* Goes through what was written before, so that nothing is trusted that was not proved and the
 * hash of the whole comes out right. */
static gboolean
take_up (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteCopyHash *hash, GError **error)
{
  const guint64 end = self->resume_at;
  g_autofree char *found = NULL;
  guint64 at = 0;

  while (at < end)
    {
      gssize n;

      if (!resite_copy_gate_pass (self->work->gate, self->work->stop, error))
        return FALSE;
      n = resite_folder_read (self->work->target, self->out, lane->buffer,
                              MIN (lane->chunk, end - at), at, error);
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      resite_copy_hash_update (hash, lane->buffer, n);
      at += n;
    }
  found = resite_copy_hash_to_text (hash);
  if (at == end && g_strcmp0 (found, self->resume_hash) == 0)
    {
      self->resumed = end;
      self->read = end;
      self->marked = TRUE;
      return TRUE;
    }
  resite_copy_hash_reset (hash);
  resite_folder_close (self->work->target, g_steal_pointer (&self->out), NULL);
  self->out =
      resite_folder_open_write (self->work->target, self->temporary, FALSE, self->size, error);
  return self->out != NULL;
}

/* Sync, then row. */
static gboolean
reach_mark (ResiteCopyFile *self, ResiteCopyHash *hash, GError **error)
{
  g_autofree char *so_far = NULL;

  if (self->read % RESITE_COPY_MARK != 0 || self->read >= self->size)
    return TRUE;
  so_far = resite_copy_hash_to_text (hash);
  return resite_folder_sync (self->work->target, self->out, error) &&
         resite_copy_file_put_mark (self, self->read, so_far, error);
}

static gssize
move_piece (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFile *in, ResiteCopyHash *hash,
            GError **error)
{
  ResiteCopyWork *work = self->work;
  const gsize piece = get_piece (self, lane, self->read, self->size);
  gint64 began;
  gssize n;

  if (!resite_copy_gate_pass (work->gate, work->stop, error) ||
      !resite_copy_limit_take (work->limit, piece, work->gate, work->stop, error))
    return -1;
  began = g_get_monotonic_time ();
  n = resite_folder_read (work->source, in, lane->buffer, piece, self->read, error);
  if (n <= 0)
    return n;
  resite_copy_hash_update (hash, lane->buffer, n);
  if (!resite_folder_write (work->target, self->out, lane->buffer, n, self->read, error))
    return -1;
  resite_copy_lane_learn (lane, n, g_get_monotonic_time () - began);
  return n;
}

/* Everything from where it stands to the end; less where the source is shorter than it was. */
static gboolean
move_bytes (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFile *in, ResiteCopyHash *hash,
            GError **error)
{
  while (self->read < self->size)
    {
      const gssize n = move_piece (self, lane, in, hash, error);

      if (n <= 0)
        return n == 0;
      self->read += n;
      resite_copy_pool_count (self->work->pool, n);
      resite_copy_file_tell (self);
      if (!reach_mark (self, hash, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
open_target (ResiteCopyFile *self, gboolean resume, GError **error)
{
  if (!resume && !check_space (self, error))
    return FALSE;
  self->wrote = TRUE;
  self->out =
      resite_folder_open_write (self->work->target, self->temporary, resume, self->size, error);
  return self->out != NULL;
}

static gboolean
copy_once (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean resume, GError **error)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (self->work->options.hash);
  ResiteFile *in = resite_folder_open_read (self->work->source, self->entry->name, error);
  gboolean moved;

  if (in == NULL)
    return FALSE;
  self->read = 0;
  self->resumed = 0;
  self->marked = FALSE;
  moved = open_target (self, resume, error) && (!resume || take_up (self, lane, hash, error)) &&
          move_bytes (self, lane, in, hash, error);
  resite_folder_close (self->work->source, in, NULL);
  if (!moved)
    return FALSE;
  g_free (self->hash);
  self->hash = resite_copy_hash_to_text (hash);
  return TRUE;
}

/* What the listing has just told of a server's file is not asked for again: if it is not so any
 * more, the question after the reading tells. */
static gboolean
look_before (ResiteCopyFile *self, gboolean *may_resume, GError **error)
{
  g_autoptr (ResiteFileInfo) before = NULL;

  if (self->work->source_traits.remote && self->tries == 1)
    return TRUE;
  before = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (before == NULL)
    return FALSE;
  *may_resume = *may_resume && resite_copy_file_fits_info (self, before);
  resite_copy_file_take_info (self, before);
  return TRUE;
}

gboolean
resite_copy_file_write_large (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean may_resume,
                              gboolean *steady, GError **error)
{
  g_autoptr (ResiteFileInfo) after = NULL;

  may_resume = may_resume && self->resume_at > 0 &&
               resite_copy_hash_kind_of (self->resume_hash) == self->work->options.hash;
  if (!look_before (self, &may_resume, error))
    return FALSE;
  resite_copy_file_set_young (self);
  resite_copy_file_tell (self);
  if (!resite_copy_file_read_extended (self, error) || !copy_once (self, lane, may_resume, error))
    return FALSE;
  after = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (after == NULL)
    return FALSE;
  *steady = self->read == self->size && resite_copy_file_fits_info (self, after);
  return TRUE;
}
