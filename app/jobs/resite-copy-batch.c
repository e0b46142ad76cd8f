/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-batch"

#include "config.h"

#include "resite-copy-batch.h"
#include "resite-copy-confirm.h"
#include "resite-copy-file.h"
#include "resite-copy-name.h"
#include "resite-copy-retry.h"
#include "resite-copy-sync.h"
#include "resite-error.h"

#define STREAK 4

/* A file of the batch: under way until it is written and settled, failed, or ended by a deed that
 * writes nothing. */
typedef struct
{
  ResiteCopyFile *file;
  GError *error;
  gboolean begun;
  gboolean under_way;
  gboolean again;  /* the line was at fault, and there is a try left */
  gboolean judged; /* its failure has been counted */
} Slot;

struct _ResiteCopyBatch
{
  ResiteCopyWork *work;
  gpointer *entries; /* ResiteCopyEntry: there are no slots before it is begun */
  guint count;
  GArray *slots;
  gint64 busy; /* microseconds that threads worked at it */
  guint64 bytes;
  gboolean written;
  gboolean settled;
};

static void
clear_slot (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->file, resite_copy_file_free);
  g_clear_error (&slot->error);
}

static ResiteCopyBatch *
batch_new (ResiteCopyWork *work, guint count)
{
  ResiteCopyBatch *self = g_new0 (ResiteCopyBatch, 1);

  self->work = work;
  self->count = count;
  self->slots = g_array_sized_new (FALSE, TRUE, sizeof (Slot), count);
  g_array_set_clear_func (self->slots, clear_slot);
  return self;
}

static void
add_file (ResiteCopyBatch *self, ResiteCopyFile *file)
{
  const Slot slot = { .file = file };

  g_array_append_val (self->slots, slot);
}

ResiteCopyBatch *
resite_copy_batch_new (ResiteCopyWork *work, gpointer *entries, guint count)
{
  ResiteCopyBatch *self = batch_new (work, count);

  self->entries = g_memdup2 (entries, count * sizeof *entries);
  return self;
}

void
resite_copy_batch_free (ResiteCopyBatch *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->slots);
  g_free (self->entries);
  g_free (self);
}

#define SLOT(self, i)       (&g_array_index ((self)->slots, Slot, (i)))
#define GOES_ON(slot)       ((slot)->under_way && (slot)->error == NULL)
#define IS_DEED(slot, what) (resite_copy_file_get_entry ((slot)->file)->deed == (what))
#define IS_CANCELLED(slot)  g_error_matches ((slot)->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)

static void
begin_write (Slot *slot, ResiteCopyLane *lane)
{
  slot->under_way = TRUE;
  resite_copy_file_write (slot->file, lane, &slot->error);
}

static void
begin_recheck (ResiteCopyBatch *self, Slot *slot, ResiteCopyLane *lane)
{
  gboolean same;

  if (!resite_copy_file_recheck (slot->file, lane, &same, &slot->error))
    return;
  if (same)
    resite_copy_file_touch (slot->file, &slot->error);
  else if (!self->work->options.dry_run)
    begin_write (slot, lane);
}

static void
begin_arrived (Slot *slot, ResiteCopyLane *lane)
{
  gboolean proved;

  if (!resite_copy_file_prove_arrived (slot->file, lane, &proved, &slot->error))
    return;
  if (proved)
    resite_copy_file_touch (slot->file, &slot->error);
  else
    begin_write (slot, lane);
}

static void
begin (ResiteCopyBatch *self, Slot *slot, ResiteCopyLane *lane)
{
  if (!resite_copy_gate_pass (self->work->gate, self->work->stop, &slot->error))
    return;
  slot->begun = TRUE;
  switch (resite_copy_file_get_entry (slot->file)->deed)
    {
    case RESITE_COPY_WRITE:
      begin_write (slot, lane);
      break;
    case RESITE_COPY_RECHECK:
      begin_recheck (self, slot, lane);
      break;
    case RESITE_COPY_ARRIVED:
      begin_arrived (slot, lane);
      break;
    case RESITE_COPY_COMPARE:
      resite_copy_file_compare (slot->file, lane, &slot->error);
      break;
    case RESITE_COPY_TOUCH:
      resite_copy_file_touch (slot->file, &slot->error);
      break;
    case RESITE_COPY_NOTHING:
    default:
      g_assert_not_reached ();
    }
}

/* Those whose source could not say by itself whether it stayed the same. */
static void
confirm_all (ResiteCopyBatch *self, ResiteCopyLane *lane)
{
  g_autoptr (ResiteCopyConfirm) confirm = resite_copy_confirm_new (self->work);

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);

      if (GOES_ON (slot) && resite_copy_file_needs_word (slot->file))
        resite_copy_file_confirm (
            slot->file,
            resite_copy_confirm_find (confirm, resite_copy_file_get_entry (slot->file)->name), lane,
            &slot->error);
    }
}

/* Failures count in the order of the files. Where several stand side by side it is not waited for
 * the end of the batch: perhaps it is time to stop. */
static void
judge_streak (ResiteCopyBatch *self, guint last)
{
  guint first = last + 1;

  while (first > 0 && SLOT (self, first - 1)->error != NULL)
    first--;
  if (last + 1 - first < STREAK)
    return;
  for (guint i = first; i <= last; i++)
    {
      Slot *slot = SLOT (self, i);

      if (!slot->judged && !IS_CANCELLED (slot) &&
          !resite_copy_retry_is_due (slot->file, slot->error))
        resite_copy_work_judge (self->work, slot->error);
      slot->judged = TRUE;
    }
}

static void
write_all (ResiteCopyBatch *self, ResiteCopyLane *lane)
{
  for (guint i = 0; self->entries != NULL && i < self->count; i++)
    add_file (self, resite_copy_file_new (self->work, self->entries[i]));
  for (guint i = 0; i < self->slots->len; i++)
    {
      begin (self, SLOT (self, i), lane);
      judge_streak (self, i);
    }
  confirm_all (self, lane);
  for (guint i = 0; i < self->slots->len; i++)
    if (GOES_ON (SLOT (self, i)))
      self->bytes += 1 + resite_copy_file_get_size (SLOT (self, i)->file);
  self->written = TRUE;
}

void
resite_copy_batch_offer_notices (ResiteCopyBatch *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (GOES_ON (SLOT (self, i)))
      resite_copy_file_offer_notice (SLOT (self, i)->file);
}

/* Rows that others need to understand what they find when this stops in the middle. */
static void
put_notices (ResiteCopyBatch *self)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->slots->len; i++)
    {
      ResiteLedgerRow *row =
          GOES_ON (SLOT (self, i)) ? resite_copy_file_make_notice (SLOT (self, i)->file) : NULL;

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  if (!resite_copy_work_record (self->work, rows, &error))
    resite_copy_batch_fail (self, error);
}

static void
settle_all (ResiteCopyBatch *self, ResiteCopyLane *lane)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);

      if (GOES_ON (slot) &&
          resite_copy_gate_pass (self->work->gate, self->work->stop, &slot->error))
        resite_copy_file_verify (slot->file, lane, &slot->error);
      judge_streak (self, i);
    }
  put_notices (self);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);

      if (GOES_ON (slot))
        resite_copy_file_settle (slot->file, &slot->error);
    }
  self->settled = TRUE;
}

void
resite_copy_batch_work (ResiteCopyBatch *self, ResiteCopyLane *lane)
{
  const gint64 began = g_get_monotonic_time ();

  if (!self->written)
    write_all (self, lane);
  else
    settle_all (self, lane);
  /* Without a sync that means something there is nothing to wait for. */
  if (!self->settled && (self->bytes == 0 || !self->work->target_traits.syncs))
    {
      resite_copy_batch_offer_notices (self);
      settle_all (self, lane);
    }
  self->busy += g_get_monotonic_time () - began;
  resite_copy_sync_take (self->work->sync, self);
}

guint64
resite_copy_batch_get_bytes (ResiteCopyBatch *self)
{
  return self->work->target_traits.syncs ? self->bytes : 0;
}

guint
resite_copy_batch_count (ResiteCopyBatch *self)
{
  return self->count;
}

gboolean
resite_copy_batch_is_settled (ResiteCopyBatch *self)
{
  return self->settled;
}

static void
sync_folders (ResiteCopyBatch *self, GHashTable *synced)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);
      char *folder;

      if (!GOES_ON (slot))
        continue;
      folder = resite_copy_name_get_folder (resite_copy_file_get_entry (slot->file)->name);
      if (g_hash_table_contains (synced, folder) ||
          resite_folder_sync_folder (self->work->target, folder, &slot->error))
        g_hash_table_add (synced, folder);
      else
        g_free (folder);
    }
}

void
resite_copy_batch_sync_each (ResiteCopyBatch *self, GHashTable *synced)
{
  if (self->settled)
    {
      sync_folders (self, synced);
      return;
    }
  for (guint i = 0; i < self->slots->len; i++)
    if (GOES_ON (SLOT (self, i)))
      resite_copy_file_sync (SLOT (self, i)->file, &SLOT (self, i)->error);
}

void
resite_copy_batch_fail (ResiteCopyBatch *self, const GError *error)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (GOES_ON (SLOT (self, i)))
      SLOT (self, i)->error = g_error_copy (error);
}

void
resite_copy_batch_add_rows (ResiteCopyBatch *self, GPtrArray *rows)
{
  const double seconds = self->busy / (double)G_USEC_PER_SEC / self->slots->len;

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);

      if (IS_CANCELLED (slot))
        continue;
      slot->again = slot->begun && resite_copy_retry_is_due (slot->file, slot->error) &&
                    !g_cancellable_is_cancelled (self->work->stop);
      if (slot->again)
        {
          resite_copy_file_tell_retry (slot->file, slot->error, seconds);
          continue;
        }
      resite_copy_file_set_end (slot->file, slot->error, seconds);
      if (slot->error != NULL || !resite_copy_file_is_recorded (slot->file))
        g_ptr_array_add (rows, resite_copy_file_to_row (slot->file));
    }
}

static void
try_again (ResiteCopyBatch *self, Slot *slot)
{
  ResiteCopyBatch *next = batch_new (self->work, 1);
  const gint64 due = resite_copy_retry_get_due (self->work->clock, slot->file);

  add_file (next, resite_copy_file_again (g_steal_pointer (&slot->file)));
  resite_copy_pool_add_later (self->work->pool, next, due);
}

void
resite_copy_batch_end (ResiteCopyBatch *self, gboolean recorded)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = SLOT (self, i);

      if (slot->again)
        try_again (self, slot);
      else if (recorded && !IS_CANCELLED (slot))
        {
          resite_copy_file_tell (slot->file);
          if (!slot->judged)
            resite_copy_work_judge (self->work, slot->error);
        }
      else if (slot->begun)
        resite_copy_file_put_back (slot->file);
    }
}
