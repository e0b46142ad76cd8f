/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-file-private.h"
#include "resite-copy-mark.h"
#include "resite-copy-name.h"
#include "resite-error.h"
#include "resite-text.h"

ResiteCopyFile *
resite_copy_file_new (ResiteCopyWork *work, const ResiteCopyEntry *entry)
{
  ResiteCopyFile *self = g_new0 (ResiteCopyFile, 1);

  self->work = work;
  self->entry = entry;
  self->temporary = resite_copy_name_make_temporary (entry->name);
  self->size = entry->size;
  self->modified = entry->modified;
  self->changed = entry->changed;
  self->state = "running";
  self->tries = 1;
  if (entry->deed == RESITE_COPY_TOUCH)
    self->hash = g_strdup (entry->hash);
  return self;
}

void
resite_copy_file_free (ResiteCopyFile *self)
{
  if (self->out != NULL)
    resite_folder_close (self->work->target, self->out, NULL);
  if (self->wrote && !self->in_place && !self->kept)
    resite_folder_remove (self->work->target, self->temporary, NULL);
  g_free (self->temporary);
  g_free (self->hash);
  g_free (self->message);
  g_free (self);
}

const ResiteCopyEntry *
resite_copy_file_get_entry (ResiteCopyFile *self)
{
  return self->entry;
}

void
resite_copy_file_take_info (ResiteCopyFile *self, const ResiteFileInfo *info)
{
  self->size = info->size;
  self->modified = info->modified;
  self->changed = info->changed;
}

gboolean
resite_copy_file_fits_info (ResiteCopyFile *self, const ResiteFileInfo *info)
{
  return info->type == RESITE_FILE_PLAIN && self->size == info->size &&
         self->modified == info->modified && self->changed == info->changed;
}

/* Room is left on the disk, because a server whose disk is full to the last byte stops. */
static gboolean
check_space (ResiteCopyFile *self, GError **error)
{
  g_autoptr (GError) unknown = NULL;
  g_autofree char *needed = NULL;
  g_autofree char *free_text = NULL;
  guint64 free_space = resite_folder_get_free_space (self->work->target, &unknown);

  if (unknown != NULL || self->size + self->work->reserve <= free_space)
    return TRUE;
  needed = resite_text_size (self->size);
  free_text = resite_text_size (free_space);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE,
               _ ("Not enough space on the target: the file needs %s, and %s are free"), needed,
               free_text);
  return FALSE;
}

static ResiteLedgerRow *
make_row (ResiteCopyFile *self, const char *state, guint64 bytes, const char *hash)
{
  ResiteLedgerRow *row = resite_ledger_row_new (self->entry->name, state);

  row->bytes = bytes;
  row->size = self->size;
  row->modified = self->modified;
  row->digest = resite_copy_mark_format (hash, self->changed);
  row->seconds = self->seconds;
  row->tries = self->tries;
  return row;
}

static gboolean
put_mark (ResiteCopyFile *self, guint64 bytes, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  g_ptr_array_add (rows, make_row (self, "running", bytes, hash));
  if (!resite_copy_work_record (self->work, rows, error))
    return FALSE;
  self->marked = TRUE;
  return TRUE;
}

/* Goes through what an earlier program wrote, so that nothing is trusted that was not proved and
 * the hash of the whole comes out right. */
static gboolean
take_up (ResiteCopyFile *self, ResiteCopyHash *hash, guint8 *buffer, GError **error)
{
  const guint64 end = self->entry->resume_at;
  g_autofree char *found = NULL;
  guint64 at = 0;

  while (at < end)
    {
      gssize n;

      if (!resite_copy_gate_pass (self->work->gate, self->work->stop, error))
        return FALSE;
      n = resite_folder_read (self->work->target, self->out, buffer,
                              MIN (RESITE_COPY_CHUNK, end - at), at, error);
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      resite_copy_hash_update (hash, buffer, n);
      at += n;
    }
  found = resite_copy_hash_to_text (hash);
  if (at == end && g_strcmp0 (found, self->entry->hash) == 0)
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

/* Everything from where it stands to the end; less where the source is shorter than it was. */
static gboolean
move_bytes (ResiteCopyFile *self, ResiteFile *in, ResiteCopyHash *hash, guint8 *buffer,
            GError **error)
{
  ResiteCopyWork *work = self->work;

  while (self->read < self->size)
    {
      gssize n;

      if (!resite_copy_gate_pass (work->gate, work->stop, error))
        return FALSE;
      n = resite_folder_read (work->source, in, buffer,
                              MIN (RESITE_COPY_CHUNK, self->size - self->read), self->read, error);
      if (n <= 0)
        return n == 0;
      resite_copy_hash_update (hash, buffer, n);
      if (!resite_folder_write (work->target, self->out, buffer, n, self->read, error))
        return FALSE;
      self->read += n;
      resite_copy_file_tell (self);
      if (self->read % RESITE_COPY_MARK == 0 && self->read < self->size)
        {
          g_autofree char *so_far = resite_copy_hash_to_text (hash);

          if (!resite_folder_sync (work->target, self->out, error) ||
              !put_mark (self, self->read, so_far, error))
            return FALSE;
        }
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
copy_once (ResiteCopyFile *self, gboolean resume, GError **error)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new ();
  g_autofree guint8 *buffer = g_malloc (CLAMP (self->size, 1, RESITE_COPY_CHUNK));
  ResiteFile *in = resite_folder_open_read (self->work->source, self->entry->name, error);
  gboolean moved;

  if (in == NULL)
    return FALSE;
  self->read = 0;
  self->resumed = 0;
  self->marked = FALSE;
  moved = open_target (self, resume, error) && (!resume || take_up (self, hash, buffer, error)) &&
          move_bytes (self, in, hash, buffer, error);
  resite_folder_close (self->work->source, in, NULL);
  if (!moved)
    return FALSE;
  g_free (self->hash);
  self->hash = resite_copy_hash_to_text (hash);
  return TRUE;
}

/* One reading of the source. *@steady: it was the same file before and after. */
static gboolean
attempt (ResiteCopyFile *self, gboolean may_resume, gboolean *steady, GError **error)
{
  g_autoptr (ResiteFileInfo) before = NULL;
  g_autoptr (ResiteFileInfo) after = NULL;

  before = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (before == NULL)
    return FALSE;
  may_resume =
      may_resume && self->entry->resume_at > 0 && resite_copy_file_fits_info (self, before);
  resite_copy_file_take_info (self, before);
  if (!copy_once (self, may_resume, error))
    return FALSE;
  after = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (after == NULL)
    return FALSE;
  *steady = self->read == self->size && resite_copy_file_fits_info (self, after);
  return TRUE;
}

gboolean
resite_copy_file_write (ResiteCopyFile *self, GError **error)
{
  gboolean steady;

  if (!attempt (self, TRUE, &steady, error))
    return FALSE;
  if (steady)
    return TRUE;

  resite_folder_close (self->work->target, g_steal_pointer (&self->out), NULL);
  self->tries++;
  if (!attempt (self, FALSE, &steady, error))
    return FALSE;
  if (!steady)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_CHANGED,
                 _ ("The file changed at the source while it was read, twice. Copy it again when "
                    "nothing writes to it"));
  return steady;
}

gboolean
resite_copy_file_sync (ResiteCopyFile *self, GError **error)
{
  return resite_folder_sync (self->work->target, self->out, error);
}

gboolean
resite_copy_file_verify (ResiteCopyFile *self, GError **error)
{
  g_autofree char *found = NULL;

  if (self->work->options.no_verify)
    return TRUE;
  if (!resite_folder_drop_cache (self->work->target, self->out, error))
    return FALSE;
  /* One byte more than there should be, so that a file that is too long shows. */
  found = resite_copy_file_hash (self, self->work->target, self->out, self->size + 1,
                                 &self->verified, error);
  if (found == NULL)
    return FALSE;
  if (self->verified == self->size && g_str_equal (found, self->hash))
    return TRUE;
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
      _ ("The target's disk gave back something else than was written. Look at that disk"));
  return FALSE;
}

gboolean
resite_copy_file_settle (ResiteCopyFile *self, GError **error)
{
  ResiteFolder *target = self->work->target;

  /* So that a large file which the power leaves under either name is not copied again. */
  if (self->size > RESITE_COPY_MARK && !put_mark (self, self->size, self->hash, error))
    return FALSE;
  if (!resite_folder_close (target, g_steal_pointer (&self->out), error) ||
      !resite_folder_set_times (target, self->temporary, self->modified, error))
    return FALSE;
  if (self->entry->read_only && !resite_folder_set_read_only (target, self->temporary, TRUE, error))
    return FALSE;
  if (!resite_folder_replace (target, self->temporary, self->entry->name, error))
    return FALSE;
  self->in_place = TRUE;
  return TRUE;
}

void
resite_copy_file_keep (ResiteCopyFile *self)
{
  self->kept = self->marked;
}

static const char *
get_good_state (ResiteCopyFile *self)
{
  if (self->resumed > 0)
    return "resumed";
  if (self->in_place)
    return "copied";
  if (self->entry->deed == RESITE_COPY_COMPARE)
    return "verified";
  return self->differs ? "changed" : "unchanged";
}

void
resite_copy_file_set_end (ResiteCopyFile *self, const GError *error, double seconds)
{
  self->seconds = seconds;
  self->state = error != NULL ? "failed" : get_good_state (self);
  if (error == NULL)
    return;
  g_free (self->message);
  self->message = g_strdup (error->message);
}

ResiteLedgerRow *
resite_copy_file_to_row (ResiteCopyFile *self)
{
  const gboolean failed = g_str_equal (self->state, "failed");
  ResiteLedgerRow *row = make_row (self, self->state, failed ? 0 : self->size, self->hash);

  if (self->message != NULL)
    {
      g_free (row->message);
      row->message = g_strdup (self->message);
    }
  return row;
}

static gint64
get_progress (ResiteCopyFile *self)
{
  if (g_str_equal (self->state, "failed") || g_str_equal (self->state, "queued"))
    return 0;
  if (!g_str_equal (self->state, "running"))
    return self->size;
  if (self->work->options.no_verify)
    return self->read;
  return MIN (self->size, self->resumed + (self->read - self->resumed + self->verified) / 2);
}

void
resite_copy_file_tell (ResiteCopyFile *self)
{
  ResiteCopyUpdate *update = g_new0 (ResiteCopyUpdate, 1);

  update->index = self->entry->index;
  update->state = self->state;
  update->message = g_strdup (self->message);
  update->bytes = get_progress (self);
  update->size = self->size;
  update->resumed = g_str_equal (self->state, "queued") ? 0 : self->resumed;
  update->seconds = self->seconds;
  update->tries = self->tries;
  update->ended = !g_str_equal (self->state, "running") && !g_str_equal (self->state, "queued");
  resite_copy_feed_put (self->work->feed, update);
}

void
resite_copy_file_put_back (ResiteCopyFile *self)
{
  resite_copy_file_keep (self);
  self->state = "queued";
  self->read = 0;
  self->verified = 0;
  resite_copy_file_tell (self);
}
