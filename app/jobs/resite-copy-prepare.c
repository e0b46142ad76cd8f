/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-prepare"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "resite-copy-prepare.h"
#include "resite-text.h"

/* ioprio_set(2) has no header of its own. */
#define IO_WHO_PROCESS 1
#define IO_CLASS_IDLE  (3 << 13)
#define LEAST_NICE     19

#define LARGEST_RESERVE (G_GUINT64_CONSTANT (2) * 1000 * 1000 * 1000)
#define RESERVE_SHARE   50 /* of what was free at the start: one in so many bytes */

/* A disk here is kept busy by a few; over a network each file waits for several round trips, so that
 * many have to wait at the same time. */
#define LOCAL_MOST  4
#define LAN_WORKERS 4
#define LAN_MOST    8
#define WAN_WORKERS 24  /* as many as a far folder has connections */
#define WAN_TRIP    500 /* microseconds */

static guint
cut_to_most (guint workers, const ResiteFolderTraits *traits)
{
  return traits->most_at_once > 0 ? MIN (workers, traits->most_at_once) : workers;
}

static void
choose_workers (ResiteCopyWork *work)
{
  const gint64 trip = MAX (work->source_traits.round_trip, work->target_traits.round_trip);
  const gboolean remote = work->source_traits.remote || work->target_traits.remote;
  const gboolean wan = remote && trip >= WAN_TRIP;

  if (work->options.workers > 0)
    work->workers = work->most_workers = work->options.workers;
  else if (remote)
    {
      work->workers = wan ? WAN_WORKERS : LAN_WORKERS;
      work->most_workers = wan ? WAN_WORKERS : LAN_MOST;
    }
  else
    work->workers = work->most_workers = LOCAL_MOST;
  work->most_workers = cut_to_most (work->most_workers, &work->source_traits);
  work->most_workers = cut_to_most (work->most_workers, &work->target_traits);
  work->workers = MIN (work->workers, work->most_workers);
}

gboolean
resite_copy_prepare (ResiteCopyWork *work, GError **error)
{
  if (!resite_folder_get_traits (work->source, &work->source_traits, work->stop, error) ||
      !resite_folder_get_traits (work->target, &work->target_traits, work->stop, error))
    return FALSE;
  choose_workers (work);
  return TRUE;
}

void
resite_copy_prepare_thread (gpointer data)
{
  ResiteCopyWork *work = data;
  const pid_t thread = gettid ();

  if (!work->options.low_priority)
    return;
  if (syscall (SYS_ioprio_set, IO_WHO_PROCESS, thread, IO_CLASS_IDLE) != 0)
    g_debug ("The disk does not know low priority");
  setpriority (PRIO_PROCESS, thread, LEAST_NICE);
}

static void
add_warning (ResiteCopyWork *work, char *warning)
{
  char *both = work->warning != NULL ? g_strdup_printf ("%s %s", work->warning, warning) : NULL;

  if (both == NULL)
    {
      work->warning = warning;
      return;
    }
  g_free (work->warning);
  g_free (warning);
  work->warning = both;
}

/* What does not fit fails file by file, so that as much as possible gets there; but the person
 * hears of it before hours have passed. */
static void
look_at_space (ResiteCopyWork *work, const ResiteCopyPlan *plan)
{
  g_autoptr (GError) unknown = NULL;
  const guint64 free_space = resite_folder_get_free_space (work->target, &unknown);
  g_autofree char *needed = NULL;
  g_autofree char *free_text = NULL;

  if (unknown != NULL)
    return;
  work->reserve = MIN (LARGEST_RESERVE, free_space / RESERVE_SHARE);
  if (plan->bytes_needed + work->reserve <= free_space)
    return;
  needed = resite_text_size (plan->bytes_needed);
  free_text = resite_text_size (free_space);
  add_warning (work,
               g_strdup_printf (_ ("The target has %s free, and %s are to be copied: some files "
                                   "will not fit. Make room, or leave out what is not needed."),
                                free_text, needed));
}

static void
look_at_largest (ResiteCopyWork *work, const ResiteCopyPlan *plan)
{
  const guint64 largest = work->target_traits.largest_file;
  g_autofree char *size = NULL;
  guint count = 0;

  for (guint i = 0; largest > 0 && i < plan->entries->len; i++)
    {
      const ResiteCopyEntry *entry = plan->entries->pdata[i];

      count += entry->deed == RESITE_COPY_WRITE && entry->size > largest;
    }
  if (count == 0)
    return;
  size = resite_text_size (largest);
  add_warning (
      work, g_strdup_printf (ngettext ("%u file is too large for the target, which takes no file "
                                       "larger than %s.",
                                       "%u files are too large for the target, which takes no file "
                                       "larger than %s.",
                                       count),
                             count, size));
}

/* Servers are expected to do so, and are told of only where it matters. */
static void
look_at_case (ResiteCopyWork *work, const ResiteCopyPlan *plan)
{
  if (!work->target_traits.ignores_case)
    return;
  if (plan->source->collides)
    add_warning (work,
                 g_strdup (_ ("The target does not tell upper from lower case in names, and the "
                              "source has files that differ in nothing else: only one of them is "
                              "copied. Rename the others.")));
  else if (!work->target_traits.remote)
    add_warning (work,
                 g_strdup (_ ("The target does not tell upper from lower case in names: a file "
                              "that lies there in another case is replaced.")));
}

/* As Samba does it, where a file that was changed and given its old time back looks as before. */
static gboolean
hides_changes (const ResiteCopyPlan *plan)
{
  const GPtrArray *files = plan->source->files;

  for (guint i = 0; i < files->len; i++)
    {
      const ResiteFileInfo *info = files->pdata[i];

      if (info->changed != 0 && info->changed != info->modified)
        return FALSE;
    }
  return files->len > 0;
}

static void
look_at_change_times (ResiteCopyWork *work, const ResiteCopyPlan *plan)
{
  const ResiteCopyOptions *options = &work->options;

  if (!work->source_traits.remote || !options->delta || options->full_hash ||
      options->verify_only || !hides_changes (plan))
    return;
  work->remark =
      g_strdup (_ ("The source does not tell when a file was changed, only its time: one "
                   "that was changed and given its old time back is taken for the "
                   "same. Where that may be, have every file read: "
                   "resite-cli copy --full-hash."));
  add_warning (work, g_strdup (work->remark));
}

void
resite_copy_prepare_warn (ResiteCopyWork *work, const ResiteCopyPlan *plan, gboolean writes)
{
  look_at_change_times (work, plan);
  if (!writes)
    return;
  look_at_space (work, plan);
  look_at_largest (work, plan);
  look_at_case (work, plan);
}
