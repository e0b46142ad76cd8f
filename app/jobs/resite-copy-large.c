/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-ahead.h"
#include "resite-copy-file-private.h"
#include "resite-copy-mark.h"
#include "resite-copy-marker.h"
#include "resite-error.h"
#include "resite-text.h"

/* What a kill may cost: so much, or what a second does; less where the disk is fast, since nobody
 * waits for it. */
#define MARK_BYTES   (64 * 1024 * 1024)
#define MARK_TIME    G_TIME_SPAN_SECOND
#define LEAST_BYTES  (16 * 1024 * 1024)
#define LEAST_TIME   (100 * G_TIME_SPAN_MILLISECOND)
#define NEARLY_THERE (4 * 1024 * 1024) /* from the end or from the last one: no mark is worth it */

#define WORTH_A_THREAD (8 * 1024 * 1024)

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

/* The next piece: so small that a pause does not wait. */
static gsize
get_piece (ResiteCopyFile *self, ResiteCopyLane *lane, guint64 at, guint64 end)
{
  const gsize most = resite_copy_limit_cut (self->work->limit, lane->chunk);

  return MIN (most, end - at);
}

/* Goes through what was written before, so that nothing is trusted that was not proved and the
 * hash of the whole comes out right. */
static gboolean
take_up (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteCopyHash *hash, GError **error)
{
  const guint64 end = self->resume_at;
  g_autofree char *found = NULL;
  guint64 at = 0;

  if (!resite_folder_drop_cache (self->work->target, self->out, error))
    return FALSE;
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
      self->asked_at = end;
      self->proved_at = end;
      self->proved = resite_copy_hash_copy (hash);
      return TRUE;
    }
  self->marked = FALSE;
  self->resume_at = 0;
  resite_copy_hash_reset (hash);
  resite_folder_close (self->work->target, g_steal_pointer (&self->out), NULL);
  self->out =
      resite_folder_open_write (self->work->target, self->temporary, FALSE, self->size, error);
  return self->out != NULL;
}

static gboolean
is_mark_due (ResiteCopyFile *self, gint64 now)
{
  const guint64 bytes = self->read - self->asked_at;
  const gint64 time = now - self->asked_time;

  if (self->read + NEARLY_THERE > self->size)
    return FALSE;
  return bytes >= MARK_BYTES || time >= MARK_TIME || (bytes >= LEAST_BYTES && time >= LEAST_TIME);
}

static void
ask_for_mark (ResiteCopyFile *self, ResiteCopyHash *hash)
{
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *so_far = NULL;

  if (!is_mark_due (self, now))
    return;
  so_far = resite_copy_hash_to_text (hash);
  resite_copy_marker_put (self->work->marker, self, self->out,
                          resite_copy_file_make_row (self, "running", self->read, so_far));
  self->asked_at = self->read;
  self->asked_time = now;
}

gboolean
resite_copy_file_end_marks (ResiteCopyFile *self, GError **error)
{
  g_autoptr (ResiteLedgerRow) row = NULL;
  g_autoptr (ResiteCopyMark) mark = NULL;
  gboolean good;

  if (self->asked_time == 0)
    return TRUE;
  good = resite_copy_marker_leave (self->work->marker, self, &row, error);
  if (row == NULL)
    return good;
  mark = resite_copy_mark_parse (row->digest);
  resite_copy_file_set_marked (self, row->bytes, mark->hash);
  return good;
}

/* What goes from one side to the other. */
typedef struct
{
  ResiteCopyFile *file;
  ResiteCopyLane *lane;
  ResiteCopyHash *hash; /* of what was written */
  ResiteFile *in;
  ResiteCopyAhead *ahead; /* NULL: a piece is read when the one before is written */
  guint8 *buffers[2];
  guint at;    /* which of them */
  gsize piece; /* what is read, or is to be */
} Move;

static void
ask_for_piece (Move *self, guint64 offset)
{
  ResiteCopyFile *file = self->file;

  self->piece = offset < file->size ? get_piece (file, self->lane, offset, file->size) : 0;
  if (self->ahead == NULL || self->piece == 0)
    return;
  /* In whole steps, so that the disk itself is read; it ends where the file does. */
  resite_copy_ahead_ask (self->ahead, self->buffers[self->at],
                         (self->piece + RESITE_COPY_STEP - 1) / RESITE_COPY_STEP * RESITE_COPY_STEP,
                         offset);
}

static gssize
get_piece_read (Move *self, GError **error)
{
  ResiteCopyFile *file = self->file;

  gssize n;

  if (self->ahead == NULL)
    return resite_folder_read (file->work->source, self->in, self->buffers[self->at], self->piece,
                               file->read, error);
  n = resite_copy_ahead_take (self->ahead, error);
  return MIN (n, (gssize)self->piece);
}

static gssize
move_piece (Move *self, GError **error)
{
  ResiteCopyFile *file = self->file;
  ResiteCopyWork *work = file->work;
  guint8 *buffer = self->buffers[self->at];
  gint64 began;
  gssize n;

  if (!resite_copy_gate_pass (work->gate, work->stop, error) ||
      !resite_copy_limit_take (work->limit, self->piece, work->gate, work->stop, error))
    return -1;
  began = g_get_monotonic_time ();
  n = get_piece_read (self, error);
  if (n <= 0)
    return n;
  self->at = 1 - self->at;
  ask_for_piece (self, file->read + n);
  if (!resite_folder_write (work->target, file->out, buffer, n, file->read, error))
    return -1;
  resite_copy_hash_update (self->hash, buffer, n);
  resite_copy_lane_learn (self->lane, n, g_get_monotonic_time () - began);
  return n;
}

static gboolean
move_pieces (Move *self, GError **error)
{
  ResiteCopyFile *file = self->file;

  ask_for_piece (self, file->read);
  while (file->read < file->size)
    {
      const gssize n = move_piece (self, error);

      if (n <= 0)
        return n == 0;
      file->read += n;
      resite_copy_pool_count (file->work->pool, n);
      resite_copy_file_tell (file);
      ask_for_mark (file, self->hash);
    }
  return TRUE;
}

/* Everything from where it stands to the end; less where the source is shorter than it was. */
static gboolean
move_bytes (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFile *in, ResiteCopyHash *hash,
            GError **error)
{
  const gboolean ahead =
      !self->work->source_traits.remote && self->size - self->read >= WORTH_A_THREAD;
  Move move = { .file = self,
                .lane = lane,
                .hash = hash,
                .in = in,
                .buffers = { lane->buffer,
                             ahead ? resite_copy_lane_get_spare (lane) : lane->buffer } };
  gboolean moved;

  if (ahead)
    move.ahead = resite_copy_ahead_new (self->work->source, in);
  moved = move_pieces (&move, error);
  resite_copy_ahead_free (move.ahead);
  return moved;
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

/* What was cancelled or lost by the line is gone on with where it stood. */
static void
keep_progress (ResiteCopyFile *self, ResiteCopyHash *hash, const GError *error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autofree char *so_far = NULL;

  if (self->out == NULL || self->read < (self->marked ? self->resume_at : 0) + NEARLY_THERE ||
      !(g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
        resite_error_is_of_line (error)))
    return;
  so_far = resite_copy_hash_to_text (hash);
  g_ptr_array_add (rows, resite_copy_file_make_row (self, "running", self->read, so_far));
  if (resite_folder_sync (self->work->target, self->out, NULL) &&
      resite_copy_work_record (self->work, rows, NULL))
    resite_copy_file_set_marked (self, self->read, so_far);
}

static void
begin_anew (ResiteCopyFile *self, gboolean resume)
{
  self->read = 0;
  self->resumed = 0;
  self->marked = resume;
  self->asked_at = 0;
  self->asked_time = g_get_monotonic_time ();
  self->proved_at = 0;
  g_clear_pointer (&self->proved, resite_copy_hash_free);
}

/* *@after: what the source was after the reading; its type is "other" where that is not known. */
static gboolean
copy_once (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean resume, ResiteFileInfo *after,
           GError **error)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (self->work->options.hash);
  ResiteFile *in = resite_folder_open_read (self->work->source, self->entry->name, error);
  g_autoptr (GError) fault = NULL;
  gboolean moved;

  if (in == NULL)
    return FALSE;
  begin_anew (self, resume);
  moved = open_target (self, resume, &fault) && (!resume || take_up (self, lane, hash, &fault)) &&
          move_bytes (self, lane, in, hash, &fault) &&
          resite_folder_look (self->work->source, in, after, &fault);
  resite_folder_close (self->work->source, in, NULL);
  moved = resite_copy_file_end_marks (self, moved ? &fault : NULL) && moved;
  if (!moved)
    {
      keep_progress (self, hash, fault);
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
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
  g_autoptr (ResiteFileInfo) found = NULL;
  ResiteFileInfo after;

  may_resume = may_resume && self->resume_at > 0 &&
               resite_copy_hash_kind_of (self->resume_hash) == self->work->options.hash;
  if (!look_before (self, &may_resume, error))
    return FALSE;
  resite_copy_file_set_young (self);
  resite_copy_file_tell (self);
  if (!resite_copy_file_read_extended (self, error) ||
      !copy_once (self, lane, may_resume, &after, error))
    return FALSE;
  if (after.type == RESITE_FILE_OTHER)
    {
      found = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
      if (found == NULL)
        return FALSE;
    }
  *steady =
      self->read == self->size && resite_copy_file_fits_info (self, found != NULL ? found : &after);
  return TRUE;
}
