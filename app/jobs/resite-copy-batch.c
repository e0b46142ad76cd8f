/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-batch"

#include "config.h"

#include "resite-copy-batch.h"
#include "resite-copy-file.h"
#include "resite-copy-name.h"

/* A file of the batch: under way until it is written and settled, failed, or ended by a deed that
 * writes nothing. */
typedef struct
{
  ResiteCopyFile *file;
  GError *error;
  gboolean begun;
  gboolean under_way;
} Slot;

typedef gboolean (*Stage) (ResiteCopyFile *file, GError **error);

static gboolean
begin_write (Slot *slot)
{
  slot->under_way = TRUE;
  return resite_copy_file_write (slot->file, &slot->error);
}

static void
begin_recheck (ResiteCopyWork *work, Slot *slot)
{
  gboolean same;

  if (!resite_copy_file_recheck (slot->file, &same, &slot->error))
    return;
  if (same)
    resite_copy_file_touch (slot->file, &slot->error);
  else if (!work->options.dry_run)
    begin_write (slot);
}

static void
begin_arrived (Slot *slot)
{
  gboolean proved;

  if (!resite_copy_file_prove_arrived (slot->file, &proved, &slot->error))
    return;
  if (proved)
    resite_copy_file_touch (slot->file, &slot->error);
  else
    begin_write (slot);
}

static void
begin (ResiteCopyWork *work, Slot *slot)
{
  if (!resite_copy_gate_pass (work->gate, work->stop, &slot->error))
    return;
  slot->begun = TRUE;
  resite_copy_file_tell (slot->file);
  switch (resite_copy_file_get_entry (slot->file)->deed)
    {
    case RESITE_COPY_WRITE:
      begin_write (slot);
      break;
    case RESITE_COPY_RECHECK:
      begin_recheck (work, slot);
      break;
    case RESITE_COPY_ARRIVED:
      begin_arrived (slot);
      break;
    case RESITE_COPY_COMPARE:
      resite_copy_file_compare (slot->file, &slot->error);
      break;
    case RESITE_COPY_TOUCH:
      resite_copy_file_touch (slot->file, &slot->error);
      break;
    case RESITE_COPY_NOTHING:
    default:
      g_assert_not_reached ();
    }
}

static void
pass_stage (GArray *slots, Stage stage)
{
  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = &g_array_index (slots, Slot, i);

      if (slot->under_way && slot->error == NULL)
        stage (slot->file, &slot->error);
    }
}

/* The new names have to lie on the disk too before a row may speak of them. */
static void
sync_folders (ResiteCopyWork *work, GArray *slots)
{
  g_autoptr (GHashTable) synced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = &g_array_index (slots, Slot, i);
      char *folder;

      if (!slot->under_way || slot->error != NULL)
        continue;
      folder = resite_copy_name_get_folder (resite_copy_file_get_entry (slot->file)->name);
      if (g_hash_table_contains (synced, folder) ||
          resite_folder_sync_folder (work->target, folder, &slot->error))
        g_hash_table_add (synced, folder);
      else
        g_free (folder);
    }
}

static gboolean
is_cancelled (const Slot *slot)
{
  return g_error_matches (slot->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
end_all (ResiteCopyWork *work, GArray *slots, double seconds)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  gboolean recorded;

  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = &g_array_index (slots, Slot, i);

      if (is_cancelled (slot))
        continue;
      resite_copy_file_set_end (slot->file, slot->error, seconds);
      g_ptr_array_add (rows, resite_copy_file_to_row (slot->file));
    }
  recorded = resite_copy_work_record (work, rows, NULL);
  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = &g_array_index (slots, Slot, i);

      if (recorded && !is_cancelled (slot))
        {
          resite_copy_file_tell (slot->file);
          resite_copy_work_judge (work, slot->error);
        }
      else if (slot->begun)
        resite_copy_file_put_back (slot->file);
    }
}

static void
clear_slot (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->file, resite_copy_file_free);
  g_clear_error (&slot->error);
}

void
resite_copy_batch_run (ResiteCopyWork *work, GPtrArray *group)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  const gint64 started = g_get_monotonic_time ();
  double seconds;

  g_array_set_clear_func (slots, clear_slot);
  for (guint i = 0; i < group->len; i++)
    {
      Slot slot = { .file = resite_copy_file_new (work, group->pdata[i]) };

      g_array_append_val (slots, slot);
    }
  for (guint i = 0; i < slots->len; i++)
    begin (work, &g_array_index (slots, Slot, i));
  pass_stage (slots, resite_copy_file_sync);
  pass_stage (slots, resite_copy_file_verify);
  pass_stage (slots, resite_copy_file_settle);
  sync_folders (work, slots);

  seconds = (g_get_monotonic_time () - started) / (double)G_USEC_PER_SEC / slots->len;
  end_all (work, slots, seconds);
}
