/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-file"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-file-private.h"
#include "resite-copy-mark.h"
#include "resite-copy-name.h"
#include "resite-error.h"

/* A time stamp is taken when a write begins, and clocks of file systems step: a file that changed so
 * short a time ago may change again and look the same. */
#define YOUNG (2 * G_TIME_SPAN_SECOND)

ResiteCopyFile *
resite_copy_file_new (ResiteCopyWork *work, const ResiteCopyEntry *entry)
{
  ResiteCopyFile *self = g_new0 (ResiteCopyFile, 1);

  self->work = work;
  self->entry = entry;
  self->hash_kind = work->options.hash;
  self->size = entry->size;
  self->modified = entry->modified;
  self->changed = entry->changed;
  self->attributes = entry->attributes | (entry->read_only ? RESITE_DOS_READ_ONLY : 0);
  self->resume_at = entry->resume_at;
  self->resume_hash = g_strdup (entry->hash);
  self->state = "running";
  self->tries = 1;
  if (entry->deed == RESITE_COPY_TOUCH)
    self->hash = g_strdup (entry->hash);
  else
    self->temporary = resite_copy_name_make_temporary (entry->name);
  return self;
}

ResiteCopyFile *
resite_copy_file_again (ResiteCopyFile *former)
{
  ResiteCopyFile *self = resite_copy_file_new (former->work, former->entry);

  self->rounds = former->rounds + 1;
  self->tries = former->tries + 1;
  if (former->resume_at > 0)
    {
      resite_copy_file_keep (former);
      self->resume_at = former->resume_at;
      g_free (self->resume_hash);
      self->resume_hash = g_steal_pointer (&former->resume_hash);
      self->size = former->size;
      self->modified = former->modified;
      self->changed = former->changed;
    }
  resite_copy_file_free (former);
  return self;
}

/* Who has cancelled does not wait for a server that is gone: the next copy clears up there. */
static void
remove_temporary (ResiteCopyFile *self)
{
  ResiteCopyWork *work = self->work;
  g_autoptr (GError) error = NULL;

  if (g_atomic_int_get (&work->line_lost) && g_cancellable_is_cancelled (work->stop))
    return;
  if (!resite_folder_remove (work->target, self->temporary, &error) &&
      resite_error_is_of_line (error))
    g_atomic_int_set (&work->line_lost, TRUE);
}

void
resite_copy_file_free (ResiteCopyFile *self)
{
  if (self == NULL)
    return;

  resite_copy_file_end_marks (self, NULL);
  if (self->out != NULL)
    resite_folder_close (self->work->target, self->out, NULL);
  if (self->wrote && !self->in_place && !self->kept)
    remove_temporary (self);
  g_clear_pointer (&self->extended, g_hash_table_unref);
  g_clear_pointer (&self->proved, resite_copy_hash_free);
  g_free (self->resume_hash);
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

guint
resite_copy_file_get_rounds (ResiteCopyFile *self)
{
  return self->rounds;
}

guint64
resite_copy_file_get_size (ResiteCopyFile *self)
{
  return self->size;
}

void
resite_copy_file_take_info (ResiteCopyFile *self, const ResiteFileInfo *info)
{
  self->size = info->size;
  self->modified = info->modified;
  self->changed = info->changed;
  self->has_extended = info->has_extended;
  if ((info->attributes & RESITE_DOS_NOT_ASKED) == 0)
    self->attributes = info->attributes | (info->read_only ? RESITE_DOS_READ_ONLY : 0) |
                       (self->entry->read_only ? RESITE_DOS_READ_ONLY : 0);
}

gboolean
resite_copy_file_fits_info (ResiteCopyFile *self, const ResiteFileInfo *info)
{
  return info->type == RESITE_FILE_PLAIN && self->size == info->size &&
         self->modified == info->modified && self->changed == info->changed;
}

void
resite_copy_file_set_young (ResiteCopyFile *self)
{
  const gint64 age = g_get_real_time () - self->changed;

  self->young = self->changed != 0 && ABS (age) < YOUNG;
}

void
resite_copy_file_get_marks (ResiteCopyFile *self, ResiteFileMarks *marks)
{
  marks->modified = self->modified;
  marks->attributes = self->attributes & ~(guint)RESITE_DOS_NOT_ASKED;
}

gboolean
resite_copy_file_read_extended (ResiteCopyFile *self, GError **error)
{
  ResiteCopyWork *work = self->work;
  g_autoptr (GError) fault = NULL;

  g_clear_pointer (&self->extended, g_hash_table_unref);
  if (!self->has_extended || !work->source_traits.keeps_extended ||
      !work->target_traits.keeps_extended)
    return TRUE;
  self->extended = resite_folder_get_extended (work->source, self->entry->name, &fault);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

gboolean
resite_copy_file_refuse_unsteady (ResiteCopyFile *self, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CHANGED,
               _ ("The file changed at the source while it was read, twice. Copy it again when "
                  "nothing writes to it"));
  return FALSE;
}

ResiteLedgerRow *
resite_copy_file_make_row (ResiteCopyFile *self, const char *state, guint64 bytes, const char *hash)
{
  ResiteLedgerRow *row = resite_ledger_row_new (self->entry->name, state);
  const ResiteCopyMark mark = { .hash = (char *)hash,
                                .changed = self->young ? 0 : self->changed,
                                .attributes = self->attributes & ~(guint)RESITE_DOS_NOT_ASKED };

  row->bytes = bytes;
  row->size = self->size;
  row->modified = self->modified;
  row->digest = resite_copy_mark_to_text (&mark);
  row->seconds = self->seconds;
  row->tries = self->tries;
  return row;
}

void
resite_copy_file_set_marked (ResiteCopyFile *self, guint64 bytes, const char *hash)
{
  self->marked = TRUE;
  self->resume_at = bytes;
  g_free (self->resume_hash);
  self->resume_hash = g_strdup (hash);
}

void
resite_copy_file_keep (ResiteCopyFile *self)
{
  resite_copy_file_end_marks (self, NULL);
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

static void
set_message (ResiteCopyFile *self, const GError *error)
{
  g_free (self->message);
  self->message = g_strdup (error->message);
}

void
resite_copy_file_set_end (ResiteCopyFile *self, const GError *error, double seconds)
{
  self->seconds = seconds;
  self->state = error != NULL ? "failed" : get_good_state (self);
  if (error != NULL)
    set_message (self, error);
}

ResiteLedgerRow *
resite_copy_file_to_row (ResiteCopyFile *self)
{
  const gboolean failed = g_str_equal (self->state, "failed");
  ResiteLedgerRow *row =
      resite_copy_file_make_row (self, self->state, failed ? 0 : self->size, self->hash);

  if (self->message != NULL)
    {
      g_free (row->message);
      row->message = g_strdup (self->message);
    }
  return row;
}

gboolean
resite_copy_file_is_recorded (ResiteCopyFile *self)
{
  return self->entry->deed == RESITE_COPY_RECHECK && self->entry->recorded &&
         !self->entry->retime && g_str_equal (self->state, "unchanged") &&
         self->changed == self->entry->changed;
}

static gboolean
is_over (ResiteCopyFile *self)
{
  return !g_str_equal (self->state, "running") && !g_str_equal (self->state, "queued") &&
         !g_str_equal (self->state, "retrying");
}

static gint64
get_progress (ResiteCopyFile *self)
{
  guint64 proved;

  if (g_str_equal (self->state, "failed") || g_str_equal (self->state, "queued") ||
      g_str_equal (self->state, "retrying"))
    return 0;
  if (!g_str_equal (self->state, "running"))
    return self->size;
  if (self->work->options.no_verify)
    return self->read;
  proved = MAX (self->verified, self->resumed) - self->resumed;
  return MIN (self->size, self->resumed + (self->read - self->resumed + proved) / 2);
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
  update->ended = is_over (self);
  resite_copy_feed_put (self->work->feed, update);
}

void
resite_copy_file_tell_retry (ResiteCopyFile *self, const GError *error, double seconds)
{
  set_message (self, error);
  self->seconds = seconds;
  self->state = "retrying";
  resite_copy_file_tell (self);
}

void
resite_copy_file_put_back (ResiteCopyFile *self)
{
  resite_copy_file_keep (self);
  self->state = "queued";
  self->read = 0;
  self->verified = 0;
  g_clear_pointer (&self->message, g_free);
  resite_copy_file_tell (self);
}
