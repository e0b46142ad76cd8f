/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-removal"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-removal.h"
#include "resite-error.h"

/* So many files are removed between two visits to the ledger. */
#define BATCH 200

typedef struct
{
  const ResiteCopyEntry *entry;
  GError *error;
  gboolean over;
} Removal;

static ResiteLedgerRow *
make_row (const ResiteCopyEntry *entry, const char *state, const char *message, const char *digest)
{
  ResiteLedgerRow *row = resite_ledger_row_new (entry->name, state);

  g_free (row->message);
  row->message = g_strdup (message);
  row->digest = g_strdup (digest);
  row->size = entry->size;
  row->modified = entry->modified;
  return row;
}

static void
tell (ResiteCopyWork *work, const ResiteCopyEntry *entry, const char *state, const char *message)
{
  ResiteCopyUpdate *update = g_new0 (ResiteCopyUpdate, 1);

  update->index = entry->index;
  update->state = state;
  update->message = g_strdup (message);
  update->size = entry->size;
  update->ended = TRUE;
  resite_copy_feed_put (work->feed, update);
}

static gboolean
announce (ResiteCopyWork *work, GArray *removals, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < removals->len; i++)
    {
      const ResiteCopyEntry *entry = g_array_index (removals, Removal, i).entry;

      g_ptr_array_add (rows, make_row (entry, "extra", entry->message, RESITE_COPY_REMOVING));
    }
  return resite_copy_work_record (work, rows, error);
}

static void
remove_one (gpointer data, gpointer user_data)
{
  Removal *removal = data;
  ResiteCopyWork *work = user_data;

  resite_copy_gate_enter (work->gate);
  if (resite_copy_gate_pass (work->gate, work->stop, &removal->error) &&
      !resite_folder_remove (work->target, removal->entry->name, &removal->error) &&
      g_error_matches (removal->error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    g_clear_error (&removal->error);
  removal->over = !g_error_matches (removal->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  resite_copy_gate_leave (work->gate);
}

/* In several threads where each file costs a question over the network. */
static gboolean
remove_all (ResiteCopyWork *work, GArray *removals, GError **error)
{
  ResiteFolderTraits traits;
  guint threads;
  GThreadPool *pool;

  if (!resite_folder_get_traits (work->target, &traits, work->stop, error))
    return FALSE;
  threads = traits.remote ? MIN (MAX (work->workers, 1), removals->len) : 1;
  pool = g_thread_pool_new (remove_one, work, threads, TRUE, error);
  if (pool == NULL)
    return FALSE;
  for (guint i = 0; i < removals->len; i++)
    g_thread_pool_push (pool, &g_array_index (removals, Removal, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return resite_folder_sync_all (work->target, error);
}

static void
add_end (GPtrArray *rows, const Removal *removal)
{
  const ResiteCopyEntry *entry = removal->entry;

  if (removal->error == NULL)
    g_ptr_array_add (rows, make_row (entry, "removed", "", NULL));
  else
    g_ptr_array_add (rows, make_row (entry, "failed", removal->error->message, NULL));
}

static gboolean
record_ends (ResiteCopyWork *work, GArray *removals, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < removals->len; i++)
    if (g_array_index (removals, Removal, i).over)
      add_end (rows, &g_array_index (removals, Removal, i));
  if (!resite_copy_work_record (work, rows, error))
    return FALSE;
  for (guint i = 0; i < removals->len; i++)
    {
      const Removal *removal = &g_array_index (removals, Removal, i);

      if (!removal->over)
        tell (work, removal->entry, "extra", removal->entry->message);
      else if (removal->error != NULL)
        tell (work, removal->entry, "failed", removal->error->message);
      else
        tell (work, removal->entry, "removed", "");
    }
  return TRUE;
}

static gboolean
do_batch (ResiteCopyWork *work, GArray *removals, GError **error)
{
  if (removals->len == 0)
    return TRUE;
  return announce (work, removals, error) && remove_all (work, removals, error) &&
         record_ends (work, removals, error);
}

static void
clear_removal (gpointer data)
{
  g_clear_error (&((Removal *)data)->error);
}

static gboolean
remove_files (ResiteCopyWork *work, GError **error)
{
  g_autoptr (GArray) removals = g_array_sized_new (FALSE, TRUE, sizeof (Removal), BATCH);

  g_array_set_clear_func (removals, clear_removal);
  for (guint i = 0; i < work->plan->entries->len; i++)
    {
      const Removal removal = { .entry = work->plan->entries->pdata[i] };

      if (!removal.entry->removes)
        continue;
      g_array_append_val (removals, removal);
      if (removals->len < BATCH)
        continue;
      if (!do_batch (work, removals, error))
        return FALSE;
      g_array_set_size (removals, 0);
    }
  return do_batch (work, removals, error);
}

/* What is still full cannot be removed, and that is right. */
static void
remove_folders (ResiteCopyWork *work)
{
  for (guint i = 0; i < work->plan->emptied->len; i++)
    {
      if (g_cancellable_is_cancelled (work->stop))
        return;
      resite_folder_remove (work->target, work->plan->emptied->pdata[i], NULL);
    }
}

static void
leave_all (ResiteCopyWork *work)
{
  for (guint i = 0; i < work->plan->entries->len; i++)
    {
      const ResiteCopyEntry *entry = work->plan->entries->pdata[i];

      if (entry->removes)
        tell (work, entry, "extra",
              _ ("Left there, because not everything could be copied; copy again first"));
    }
}

static gboolean
any_failed (ResiteCopyWork *work)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&work->lock);

  return work->any_failed || work->stop_reason != NULL;
}

gboolean
resite_copy_removal_run (ResiteCopyWork *work, GError **error)
{
  if (work->plan->preview.barred.files > 0 || work->plan->source->unreadable->len > 0 ||
      any_failed (work) || g_cancellable_is_cancelled (work->stop))
    {
      leave_all (work);
      return TRUE;
    }
  if (!remove_files (work, error))
    return FALSE;
  remove_folders (work);
  return TRUE;
}
