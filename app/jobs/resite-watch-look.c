/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include "resite-log-in-folder.h"
#include "resite-watch-job-private.h"
#include "resite-watch-past.h"

/* Seconds of the true time, in which a look at a log surely fits. */
#define LEAST_LOOK 0.1

/* One look at the logs after the other. */

void
_resite_watch_follow (ResiteWatchJob *self, const char *path)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *name = g_path_get_basename (path);
  const gboolean from_start = self->from_start || self->since != 0 || !self->catching_up;
  ResiteLogTail *tail = self->folder != NULL
                            ? resite_log_tail_new_in_folder (self->folder, path, from_start)
                            : resite_log_tail_new (path, from_start);

  if (g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL))
    {
      g_free (name);
      name = g_strdup (path);
    }
  resite_watch_past_restore (self->past, name, tail);
  g_ptr_array_add (items, resite_job_item_new (name));
  g_ptr_array_add (self->names, g_steal_pointer (&name));
  g_ptr_array_add (self->tails, tail);
  resite_watch_record_add_file (self->record);
  resite_job_add_items (RESITE_JOB (self), items);
}

static gboolean
look_again_cb (gpointer data)
{
  ResiteWatchJob *self = data;

  self->poll_source = 0;
  _resite_watch_look (self);
  return G_SOURCE_REMOVE;
}

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWatchJob) self = user_data;
  g_autoptr (ResiteWatchLook) seen = NULL;
  const ResiteWatchLine *deciding;
  GError *error = NULL;
  gboolean more;

  seen = resite_watch_poll_finish (result, &error);
  if (seen == NULL && !self->over)
    _resite_watch_conclude (self, g_steal_pointer (&error));
  g_clear_error (&error);
  if (self->over)
    return;

  deciding = _resite_watch_take_lines (self, seen->lines);
  if (self->over)
    return;
  _resite_watch_show (self, seen);
  more = seen->more || seen->appeared->len > 0;
  if (deciding != NULL)
    _resite_watch_decide (self, deciding->file, deciding->pattern, deciding->text);
  else if (self->catching_up && !more)
    _resite_watch_end_catching_up (self);
  if (!self->over && !self->catching_up)
    _resite_watch_judge (self);
  if (self->over)
    return;
  for (guint i = 0; i < seen->appeared->len; i++)
    _resite_watch_follow (self, g_ptr_array_index (seen->appeared, i));
  _resite_watch_record_changes (self);
  if (more)
    self->poll_source = g_timeout_add (0, look_again_cb, self);
  else
    self->poll_source = resite_clock_add_timeout (
        self->clock, resite_clock_stretch (self->clock, self->interval / 1000.0, LEAST_LOOK),
        look_again_cb, self, NULL);
}

void
_resite_watch_look (ResiteWatchJob *self)
{
  const ResiteWatchScope scope = {
    .tails = self->tails,
    .expressions = self->expressions,
    .patterns = self->name_patterns,
    .folder = self->folder,
    .since = self->since,
    .unbroken_since = self->begun != 0 ? self->begun : self->since,
  };

  resite_watch_poll_async (&scope, g_task_get_cancellable (self->task), polled_cb,
                           g_object_ref (self));
}
