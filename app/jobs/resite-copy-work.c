/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-work"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-groups.h"
#include "resite-copy-mark.h"
#include "resite-copy-name.h"
#include "resite-copy-prepare.h"
#include "resite-copy-removal.h"
#include "resite-copy-work.h"
#include "resite-error.h"

#define ROWS_AT_ONCE 500

ResiteCopyWork *
resite_copy_work_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                      ResiteClock *clock, const ResiteCopyOptions *options)
{
  ResiteCopyWork *work = g_new0 (ResiteCopyWork, 1);

  work->source = g_object_ref (source);
  work->target = g_object_ref (target);
  work->ledger = g_object_ref (ledger);
  work->clock = g_object_ref (clock);
  work->options = *options;
  work->options.only = g_strdup (options->only);
  work->gate = resite_copy_gate_new ();
  work->feed = resite_copy_feed_new ();
  work->limit = resite_copy_limit_new (options->limit);
  work->stop = g_cancellable_new ();
  g_mutex_init (&work->lock);
  return work;
}

void
resite_copy_work_free (ResiteCopyWork *work)
{
  if (work == NULL)
    return;

  g_clear_error (&work->fatal);
  g_free (work->stop_reason);
  g_free (work->warning);
  g_free (work->remark);
  resite_copy_plan_free (work->plan);
  g_mutex_clear (&work->lock);
  g_object_unref (work->stop);
  resite_copy_limit_free (work->limit);
  resite_copy_feed_free (work->feed);
  resite_copy_gate_free (work->gate);
  g_free ((char *)work->options.only);
  g_object_unref (work->clock);
  g_object_unref (work->ledger);
  g_object_unref (work->target);
  g_object_unref (work->source);
  g_free (work);
}

ResiteCopyPlan *
resite_copy_work_get_plan (ResiteCopyWork *work)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&work->lock);

  return work->plan;
}

gboolean
resite_copy_work_record (ResiteCopyWork *work, GPtrArray *rows, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (rows->len == 0 || work->options.dry_run || resite_ledger_commit (work->ledger, rows, &fault))
    return TRUE;
  g_mutex_lock (&work->lock);
  if (work->fatal == NULL)
    work->fatal = g_error_copy (fault);
  g_mutex_unlock (&work->lock);
  g_cancellable_cancel (work->stop);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* How many failures in a row of one kind say that not the files are at fault; 0 for kinds that
 * only ever say something of the file. */
static guint
get_limit (int code, gboolean any_good)
{
  switch (code)
    {
    case RESITE_ERROR_FAILED:
    case RESITE_ERROR_TIMED_OUT:
    case RESITE_ERROR_UNREACHABLE:
    case RESITE_ERROR_DIFFERS:
      return 5;
    case RESITE_ERROR_NOT_FOUND:
      return 10;
    case RESITE_ERROR_NO_ACCESS:
      return any_good ? 0 : 10;
    default:
      return 0;
    }
}

void
resite_copy_work_judge (ResiteCopyWork *work, const GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&work->lock);
  const int code = error != NULL && error->domain == RESITE_ERROR ? error->code : -1;
  const guint limit = get_limit (code, work->any_good);

  work->any_good |= error == NULL;
  work->any_failed |= error != NULL;
  work->failures_in_a_row = limit == 0                    ? 0
                            : code == work->failure_class ? work->failures_in_a_row + 1
                                                          : 1;
  work->failure_class = code;
  if (limit == 0 || work->failures_in_a_row < limit || work->stop_reason != NULL)
    return;
  work->stop_reason = g_strdup_printf (
      /* TRANSLATORS: a number, then the last error */
      _ ("%u files in a row failed in the same way, so the copy stopped by itself. The last: %s"),
      work->failures_in_a_row, error->message);
  g_cancellable_cancel (work->stop);
}

static ResiteLedgerRow *
make_planned_row (const ResiteCopyEntry *entry)
{
  const gboolean good = g_str_equal (entry->state, "unchanged");
  const ResiteCopyMark mark = { .changed = entry->changed,
                                .attributes = entry->attributes & ~(guint)RESITE_DOS_NOT_ASKED };
  ResiteLedgerRow *row = resite_ledger_row_new (entry->name, entry->state);

  g_free (row->message);
  row->message = g_strdup (entry->message);
  row->bytes = good ? entry->size : 0;
  row->size = entry->size;
  row->modified = entry->modified;
  row->digest = good ? resite_copy_mark_to_text (&mark) : NULL;
  return row;
}

/* What needs no work goes on record before the work begins. */
static gboolean
record_plan (ResiteCopyWork *work, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < work->plan->entries->len; i++)
    {
      const ResiteCopyEntry *entry = work->plan->entries->pdata[i];

      if (entry->deed == RESITE_COPY_NOTHING && !entry->recorded)
        g_ptr_array_add (rows, make_planned_row (entry));
      if (rows->len < ROWS_AT_ONCE)
        continue;
      if (!resite_copy_gate_pass (work->gate, work->stop, error) ||
          !resite_copy_work_record (work, rows, error))
        return FALSE;
      g_ptr_array_set_size (rows, 0);
    }
  return resite_copy_work_record (work, rows, error);
}

/* A kill between two renames left the old file under the name by which it was set aside. */
static void
resume_renames (ResiteCopyWork *work)
{
  for (guint i = 0; i < work->plan->restores->len; i++)
    {
      const ResiteCopyRestore *restore = work->plan->restores->pdata[i];

      resite_folder_rename (work->target, restore->aside, restore->name, NULL);
    }
  for (guint i = 0; i < work->plan->leavings->len; i++)
    resite_folder_remove (work->target, work->plan->leavings->pdata[i], NULL);
}

/* A folder that cannot be made is named by every file that should go into it. */
static void
make_folders (ResiteCopyWork *work)
{
  g_autoptr (GHashTable) parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer parent;

  resume_renames (work);
  for (guint i = 0; i < work->plan->folders->len; i++)
    {
      const ResiteFileInfo *folder = work->plan->folders->pdata[i];

      if (resite_folder_make_folder (work->target, folder->name, NULL))
        g_hash_table_add (parents, resite_copy_name_get_folder (folder->name));
    }
  g_hash_table_iter_init (&iter, parents);
  while (g_hash_table_iter_next (&iter, &parent, NULL))
    resite_folder_sync_folder (work->target, parent, NULL);
}

/* Last, because every file that comes into a folder sets its time anew. */
static void
set_folder_times (ResiteCopyWork *work)
{
  for (guint i = work->plan->folders->len; i > 0; i--)
    {
      const ResiteFileInfo *folder = work->plan->folders->pdata[i - 1];

      resite_folder_set_times (work->target, folder->name, folder->modified, NULL);
    }
}

static gboolean
plan_and_prepare (ResiteCopyWork *work, GError **error)
{
  const gboolean writes = !work->options.verify_only && !work->options.dry_run;
  ResiteCopyPlan *plan =
      resite_copy_plan_new (work->source, work->target, work->ledger, &work->options, work->gate,
                            work->stop, &work->listed, error);

  if (plan == NULL)
    return FALSE;
  resite_copy_prepare_warn (work, plan, writes);
  g_mutex_lock (&work->lock);
  work->plan = plan;
  g_mutex_unlock (&work->lock);

  if (!record_plan (work, error))
    return FALSE;
  if (writes)
    make_folders (work);
  return TRUE;
}

/* A copy into itself would list what it has just written. */
static gboolean
check_apart (ResiteCopyWork *work, GError **error)
{
  g_autofree char *source = resite_folder_describe (work->source);
  g_autofree char *target = resite_folder_describe (work->target);
  g_autofree char *below = g_strconcat (source, g_str_has_suffix (source, "/") ? "" : "/", NULL);

  if (work->options.only != NULL && !g_str_equal (source, target))
    return TRUE;
  if (!g_str_equal (source, target) && !g_str_has_prefix (target, below))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("The target %s is the source or lies in it. Choose another folder"), target);
  return FALSE;
}

static void
stop_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Who only looks needs no more than what lists. */
static void
make_ready (ResiteCopyWork *work)
{
  if (work->options.dry_run)
    return;
  resite_folder_make_ready (work->source);
  resite_folder_make_ready (work->target);
}

static gboolean
do_all (ResiteCopyWork *work, GError **error)
{
  gboolean prepared;

  if (!check_apart (work, error) || !resite_copy_prepare (work, error))
    return FALSE;
  make_ready (work);
  resite_copy_gate_enter (work->gate);
  prepared = plan_and_prepare (work, error);
  resite_copy_gate_leave (work->gate);
  if (!prepared || !resite_copy_groups_run (work, error))
    return FALSE;
  if (work->options.verify_only || work->options.dry_run)
    return TRUE;
  if (!resite_copy_removal_run (work, error))
    return FALSE;
  set_folder_times (work);
  return TRUE;
}

gboolean
resite_copy_work_run (ResiteCopyWork *work, GCancellable *cancellable, GError **error)
{
  gulong handler = 0;
  gboolean done;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (stop_cb), g_object_ref (work->stop),
                                     g_object_unref);
  done = do_all (work, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);

  if (work->fatal != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&work->fatal));
      return FALSE;
    }
  if (!done || work->stop_reason != NULL)
    return done;
  return !g_cancellable_set_error_if_cancelled (work->stop, error);
}
