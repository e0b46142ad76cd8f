/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-groups"

#include "config.h"

#include <string.h>

#include "resite-copy-groups.h"
#include "resite-copy-prepare.h"
#include "resite-copy-sync.h"

/* A group is lost when the program is killed, and a pause may wait for one file of it. */
#define GROUP_FILES 64
#define GROUP_BYTES (8 * 1024 * 1024)

/* Two, so that one reads while the other writes; more only make the disk jump. */
#define LOCAL_LARGE 2
#define LOCAL_CHUNK (4 * 1024 * 1024)
/* What keeps the line full with one file, as the smb client does. */
#define REMOTE_CHUNK (8 * 1024 * 1024)

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;

  return (*first)->size < (*second)->size ? 1 : (*first)->size > (*second)->size ? -1 : 0;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;

  return (*first)->order < (*second)->order ? -1 : (*first)->order > (*second)->order ? 1 : 0;
}

static gboolean
lie_together (const ResiteCopyEntry *a, const ResiteCopyEntry *b)
{
  const char *slash = strrchr (a->name, '/');
  const gsize length = slash != NULL ? (gsize)(slash - a->name + 1) : 0;

  return strncmp (a->name, b->name, length) == 0 && strchr (b->name + length, '/') == NULL;
}

/* Over a network a group is one folder's, which is listed once more at its end. */
static gboolean
fits_group (ResiteCopyWork *work, GPtrArray *small, guint first, guint next, guint64 bytes)
{
  const ResiteCopyEntry *entry = small->pdata[next];

  if (next - first >= GROUP_FILES || bytes + entry->size > GROUP_BYTES)
    return FALSE;
  return !work->source_traits.remote || lie_together (small->pdata[first], entry);
}

static void
add_small (ResiteCopyWork *work, GPtrArray *small)
{
  guint first = 0;

  while (first < small->len)
    {
      guint64 bytes = ((ResiteCopyEntry *)small->pdata[first])->size;
      guint next = first + 1;

      while (next < small->len && fits_group (work, small, first, next, bytes))
        bytes += ((ResiteCopyEntry *)small->pdata[next++])->size;
      resite_copy_pool_add (
          work->pool, resite_copy_batch_new (work, small->pdata + first, next - first), FALSE);
      first = next;
    }
}

static void
add_all (ResiteCopyWork *work)
{
  g_autoptr (GPtrArray) large = g_ptr_array_new ();
  g_autoptr (GPtrArray) small = g_ptr_array_new ();

  for (guint i = 0; i < work->plan->entries->len; i++)
    {
      ResiteCopyEntry *entry = work->plan->entries->pdata[i];

      if (entry->deed != RESITE_COPY_NOTHING)
        g_ptr_array_add (entry->size >= RESITE_COPY_SMALL ? large : small, entry);
    }
  g_ptr_array_sort (large, compare_sizes);
  g_ptr_array_sort (small, compare_places);
  for (guint i = 0; i < large->len; i++)
    resite_copy_pool_add (work->pool, resite_copy_batch_new (work, large->pdata + i, 1), TRUE);
  add_small (work, small);
}

static void
work_at (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  ResiteCopyWork *work = user_data;

  resite_copy_gate_enter (work->gate);
  resite_copy_batch_work (task, lane);
  resite_copy_gate_leave (work->gate);
}

static void
stop_cb (GCancellable *cancellable, gpointer user_data)
{
  resite_copy_pool_hurry (user_data);
}

gboolean
resite_copy_groups_run (ResiteCopyWork *work, GError **error)
{
  const gboolean remote = work->source_traits.remote || work->target_traits.remote;
  const ResiteCopyPoolSetup setup = { .work = work_at,
                                      .begin_thread = resite_copy_prepare_thread,
                                      .user_data = work,
                                      .first = work->workers,
                                      .most = work->most_workers,
                                      .heavy = remote ? work->most_workers : LOCAL_LARGE,
                                      .buffer = remote ? REMOTE_CHUNK : LOCAL_CHUNK };
  gulong handler;

  work->pool = resite_copy_pool_new (&setup);
  work->sync = resite_copy_sync_new (work);
  handler = g_cancellable_connect (work->stop, G_CALLBACK (stop_cb), work->pool, NULL);
  add_all (work);
  resite_copy_pool_run (work->pool);
  g_cancellable_disconnect (work->stop, handler);
  g_clear_pointer (&work->sync, resite_copy_sync_free);
  g_clear_pointer (&work->pool, resite_copy_pool_free);
  return TRUE;
}
