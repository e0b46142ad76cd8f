/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-file-private.h"
#include "resite-error.h"

static gboolean
is_small (ResiteCopyFile *self)
{
  return self->size < RESITE_COPY_SMALL && self->resume_at == 0;
}

/* The temporary file, with its marks. Read-only comes later where something has still to be done
 * with it that a read-only file does not allow. */
static gboolean
store (ResiteCopyFile *self, const guint8 *bytes, gsize size, GError **error)
{
  ResiteCopyWork *work = self->work;
  const gboolean marks_later = self->extended != NULL || resite_copy_file_waits_aside (self);
  ResiteFileMarks marks;

  resite_copy_file_get_marks (self, &marks);
  if (marks_later)
    marks.attributes &= ~(guint)RESITE_DOS_READ_ONLY;
  self->wrote = TRUE;
  if (!resite_folder_store (work->target, self->temporary, bytes, size, &marks, error))
    return FALSE;
  if (self->extended == NULL)
    return TRUE;
  if (!resite_folder_set_extended (work->target, self->temporary, self->extended, error))
    return FALSE;
  resite_copy_file_get_marks (self, &marks);
  return resite_copy_file_waits_aside (self) ||
         resite_folder_set_marks (work->target, self->temporary, &marks, error);
}

/* What the source was after it was read; its type is "other" where only a listing can tell. */
static gboolean
look_again (ResiteCopyFile *self, ResiteFileInfo *after, GError **error)
{
  g_autoptr (ResiteFileInfo) found = NULL;

  if (after->type == RESITE_FILE_PLAIN || self->work->source_traits.remote)
    return TRUE;
  found = resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);
  if (found == NULL)
    return FALSE;
  *after = *found;
  after->name = NULL;
  return TRUE;
}

/* One byte more than there should be, so that a file that has grown shows; over a network that byte
 * would cost a round trip, and the listing at the end shows it, too. */
static gsize
get_asked (ResiteCopyFile *self, const ResiteFolderTraits *traits)
{
  return traits->remote && self->size > 0 ? self->size : self->size + 1;
}

/* The file in one piece. *@steady: it is what it was; a file that has become too large for that is
 * not. */
static gboolean
write_small (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean *steady, GError **error)
{
  ResiteCopyWork *work = self->work;
  ResiteFileInfo after;
  gssize n;

  if (!resite_copy_limit_take (work->limit, self->size, work->gate, work->stop, error))
    return FALSE;
  resite_copy_file_set_young (self);
  n = resite_folder_fetch (work->source, self->entry->name, lane->buffer,
                           get_asked (self, &work->source_traits), &after, error);
  if (n < 0 || !look_again (self, &after, error))
    return FALSE;
  self->needs_word = after.type != RESITE_FILE_PLAIN;
  *steady =
      (guint64)n == self->size && (self->needs_word || resite_copy_file_fits_info (self, &after));
  if (!self->needs_word)
    resite_copy_file_take_info (self, &after);
  if (!*steady)
    return TRUE;
  self->read = n;
  g_free (self->hash);
  self->hash = resite_copy_hash_of (work->options.hash, lane->buffer, n);
  return resite_copy_file_read_extended (self, error) && store (self, lane->buffer, n, error);
}

/* Before the second reading: what is there now. */
static gboolean
look_before (ResiteCopyFile *self, GError **error)
{
  g_autoptr (ResiteFileInfo) now =
      resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);

  if (now == NULL)
    return FALSE;
  resite_copy_file_take_info (self, now);
  return TRUE;
}

static gboolean
write_once (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean may_resume, gboolean *steady,
            GError **error)
{
  if (is_small (self))
    return write_small (self, lane, steady, error);
  return resite_copy_file_write_large (self, lane, may_resume, steady, error);
}

static gboolean
write_again (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  gboolean steady;

  if (self->out != NULL)
    resite_folder_close (self->work->target, g_steal_pointer (&self->out), NULL);
  self->tries++;
  if (!look_before (self, error) || !write_once (self, lane, FALSE, &steady, error))
    return FALSE;
  if (steady && self->needs_word)
    {
      g_autoptr (ResiteFileInfo) after =
          resite_folder_query (self->work->source, self->entry->name, self->work->stop, error);

      if (after == NULL)
        return FALSE;
      self->needs_word = FALSE;
      steady = resite_copy_file_fits_info (self, after);
    }
  return steady || resite_copy_file_refuse_unsteady (self, error);
}

gboolean
resite_copy_file_write (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  gboolean steady;

  if (!write_once (self, lane, TRUE, &steady, error))
    return FALSE;
  return steady || write_again (self, lane, error);
}

gboolean
resite_copy_file_needs_word (ResiteCopyFile *self)
{
  return self->needs_word;
}

gboolean
resite_copy_file_confirm (ResiteCopyFile *self, const ResiteFileInfo *now, ResiteCopyLane *lane,
                          GError **error)
{
  self->needs_word = FALSE;
  if (now != NULL && resite_copy_file_fits_info (self, now))
    return TRUE;
  return write_again (self, lane, error);
}

gboolean
resite_copy_file_sync (ResiteCopyFile *self, GError **error)
{
  ResiteFolder *target = self->work->target;
  ResiteFile *file = self->out;
  gboolean synced;

  if (file != NULL)
    return resite_folder_sync (target, file, error);
  file = resite_folder_open_read (target, self->temporary, error);
  if (file == NULL)
    return FALSE;
  synced = resite_folder_sync (target, file, error);
  resite_folder_close (target, file, NULL);
  return synced;
}

/* The hash of what the temporary file holds, in one piece. */
static char *
read_back_small (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  ResiteFolder *target = self->work->target;
  const gsize asked = (self->size + RESITE_COPY_STEP) / RESITE_COPY_STEP * RESITE_COPY_STEP;
  ResiteFile *file;
  gssize n = -1;

  if (self->work->target_traits.remote)
    n = resite_folder_fetch (target, self->temporary, lane->buffer,
                             get_asked (self, &self->work->target_traits), NULL, error);
  else if ((file = resite_folder_open_read (target, self->temporary, error)) != NULL)
    {
      if (resite_folder_drop_cache (target, file, error))
        n = resite_folder_read (target, file, lane->buffer, asked, 0, error);
      resite_folder_close (target, file, NULL);
    }
  if (n < 0)
    return NULL;
  self->verified = n;
  return resite_copy_hash_of (self->work->options.hash, lane->buffer, n);
}

/* Going on with it, all of it was read from the disk; it must not be longer either. */
static gboolean
is_proved (ResiteCopyFile *self)
{
  ResiteFileInfo info;

  return self->proved != NULL && self->proved_at == self->size &&
         resite_folder_look (self->work->target, self->out, &info, NULL) &&
         info.type == RESITE_FILE_PLAIN && info.size == self->size;
}

/* One byte more than there should be is asked for, so that a file that is too long shows. What was
 * read when the file was taken up is not read again. */
static char *
read_back (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  ResiteFolder *target = self->work->target;

  if (self->out == NULL)
    return read_back_small (self, lane, error);
  if (is_proved (self))
    {
      self->verified = self->size;
      return resite_copy_hash_to_text (self->proved);
    }
  if (!resite_folder_drop_cache (target, self->out, error))
    return NULL;
  if (self->proved == NULL || self->proved_at == self->size)
    return resite_copy_file_hash (self, lane, target, self->out, self->size + 1, &self->verified,
                                  error);
  self->verified = self->proved_at;
  return resite_copy_file_hash_on (self, lane, target, self->out, self->proved, self->size + 1,
                                   &self->verified, error);
}

gboolean
resite_copy_file_verify (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error)
{
  g_autofree char *found = NULL;

  if (self->work->options.no_verify)
    return TRUE;
  found = read_back (self, lane, error);
  if (found == NULL)
    return FALSE;
  if (self->verified == self->size && g_str_equal (found, self->hash))
    return TRUE;
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
      _ ("The target's disk gave back something else than was written. Look at that disk"));
  return FALSE;
}
