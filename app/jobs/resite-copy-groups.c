/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-groups"

#include "config.h"

#include <string.h>

#include "resite-copy-groups.h"
#include "resite-copy-marker.h"
#include "resite-copy-prepare.h"
#include "resite-copy-sync.h"

/* A group is lost when the program is killed, and a pause may wait for one file of it. */
#define GROUP_FILES 64
#define GROUP_BYTES (8 * 1024 * 1024)
/* Fewer where there are few files, so that every thread gets some. */
#define FEWEST_FILES    5
#define GROUPS_A_WORKER 3

/* Two, so that one reads while the other writes; more only make the disk jump. */
#define LOCAL_LARGE 2
#define LOCAL_CHUNK (4 * 1024 * 1024)
/* What keeps the line full with one file, as the smb client does. */
#define REMOTE_CHUNK (8 * 1024 * 1024)
#define NEAR_LARGE   8
#define FAR_LARGE    16
#define FAR_TRIP     (5 * G_TIME_SPAN_MILLISECOND)

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;

  return (*first)->size < (*second)->size ? 1 : (*first)->size > (*second)->size ? -1 : 0;
}

/* Of the folder's name, with its slash. */
static gsize
get_folder_length (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? (gsize)(slash - name + 1) : 0;
}

static int
compare_folders (const ResiteCopyEntry *a, const ResiteCopyEntry *b)
{
  const gsize first = get_folder_length (a->name);
  const gsize second = get_folder_length (b->name);
  const int order = strncmp (a->name, b->name, MIN (first, second));

  return order != 0 || first == second ? order : first < second ? -1 : 1;
}

/* Folder by folder, and in it as the folder names them: near ones lie near each other on the disk. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;
  const int folders = compare_folders (*first, *second);

  if (folders != 0)
    return folders;
  return (*first)->order < (*second)->order ? -1 : (*first)->order > (*second)->order ? 1 : 0;
}

/* How small files are cut into groups. */
typedef struct
{
  ResiteCopyWork *work;
  GPtrArray *small;
  guint most; /* files in a group */
} Cutting;

/* Over a network a group is one folder's, which is listed once more at its end. */
static gboolean
fits_group (const Cutting *self, guint first, guint next, guint64 bytes)
{
  const ResiteCopyEntry *entry = self->small->pdata[next];

  if (next - first >= self->most || bytes + entry->size > GROUP_BYTES)
    return FALSE;
  return !self->work->source_traits.remote ||
         compare_folders (self->small->pdata[first], entry) == 0;
}

static void
add_small (ResiteCopyWork *work, GPtrArray *small)
{
  const Cutting cutting = { work, small,
                            CLAMP (small->len / (work->most_workers * GROUPS_A_WORKER),
                                   FEWEST_FILES, GROUP_FILES) };
  guint first = 0;

  while (first < small->len)
    {
      guint64 bytes = ((ResiteCopyEntry *)small->pdata[first])->size;
      guint next = first + 1;

      while (next < small->len && fits_group (&cutting, first, next, bytes))
        bytes += ((ResiteCopyEntry *)small->pdata[next++])->size;
      resite_copy_pool_add (
          work->pool, resite_copy_batch_new (work, small->pdata + first, next - first), FALSE);
      first = next;
    }
}

/* Who only looks what a comparison would read does not want it read. */
static gboolean
is_to_be_done (ResiteCopyWork *work, const ResiteCopyEntry *entry)
{
  return entry->deed != RESITE_COPY_NOTHING &&
         (entry->deed != RESITE_COPY_COMPARE || !work->options.dry_run);
}

static void
add_all (ResiteCopyWork *work)
{
  g_autoptr (GPtrArray) large = g_ptr_array_new ();
  g_autoptr (GPtrArray) small = g_ptr_array_new ();

  for (guint i = 0; i < work->plan->entries->len; i++)
    {
      ResiteCopyEntry *entry = work->plan->entries->pdata[i];

      if (is_to_be_done (work, entry))
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

/* Large files at a time. */
static guint
count_large (const ResiteCopyWork *work)
{
  const gint64 trip = MAX (work->source_traits.round_trip, work->target_traits.round_trip);

  if (!work->source_traits.remote && !work->target_traits.remote)
    return LOCAL_LARGE;
  return MIN (work->most_workers, trip < FAR_TRIP ? NEAR_LARGE : FAR_LARGE);
}

/* Threads that did not come back by themselves wait for a server that does not answer. */
static void
interrupt (gpointer user_data)
{
  ResiteCopyWork *work = user_data;

  resite_folder_interrupt (work->source);
  resite_folder_interrupt (work->target);
}

gboolean
resite_copy_groups_run (ResiteCopyWork *work, GError **error)
{
  const gboolean remote = work->source_traits.remote || work->target_traits.remote;
  const ResiteCopyPoolSetup setup = { .work = work_at,
                                      .begin_thread = resite_copy_prepare_thread,
                                      .interrupt = interrupt,
                                      .user_data = work,
                                      .first = work->workers,
                                      .most = work->most_workers,
                                      .heavy = count_large (work),
                                      .buffer = remote ? REMOTE_CHUNK : LOCAL_CHUNK,
                                      .remote = remote };
  gulong handler;

  work->pool = resite_copy_pool_new (&setup);
  work->sync = resite_copy_sync_new (work);
  work->marker = resite_copy_marker_new (work);
  handler = g_cancellable_connect (work->stop, G_CALLBACK (stop_cb), work->pool, NULL);
  add_all (work);
  resite_copy_pool_run (work->pool);
  g_cancellable_disconnect (work->stop, handler);
  g_clear_pointer (&work->marker, resite_copy_marker_free);
  g_clear_pointer (&work->sync, resite_copy_sync_free);
  g_clear_pointer (&work->pool, resite_copy_pool_free);
  return TRUE;
}
