/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-watch-job-private.h"

#define INTERVAL 2000

G_DEFINE_FINAL_TYPE (ResiteWatchJob, resite_watch_job, RESITE_TYPE_JOB)

static guint line_signal;
static guint looked_signal;

ResiteJobItem *
_resite_watch_get_item (ResiteWatchJob *self, guint file)
{
  return resite_job_find_item (RESITE_JOB (self), g_ptr_array_index (self->names, file));
}

void
_resite_watch_tell_line (ResiteWatchJob *self, const ResiteWatchLine *line)
{
  g_signal_emit (self, line_signal, 0, g_ptr_array_index (self->names, line->file), line->text,
                 line->pattern);
}

void
_resite_watch_tell_look (ResiteWatchJob *self)
{
  g_signal_emit (self, looked_signal, 0);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  ResiteWatchJob *self = data;

  _resite_watch_conclude (
      self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The watch was stopped.")));
  return G_SOURCE_REMOVE;
}

static void
start_sources (ResiteWatchJob *self, GCancellable *cancellable)
{
  if (self->patience > 0 && !self->only_shows)
    self->patience_source = resite_clock_add_timeout (self->clock, self->patience,
                                                      _resite_watch_patience_over_cb, self, NULL);
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
}

static gboolean
expects_line (ResiteWatchJob *self)
{
  for (guint i = 0; i < self->patterns->len; i++)
    {
      const ResiteWatchPattern *pattern = self->patterns->pdata[i];

      if (pattern->good && pattern->confirmed && !pattern->only_marks)
        return TRUE;
    }
  return FALSE;
}

static void
begin (ResiteWatchJob *self)
{
  resite_watch_ending_begin (self->ending, RESITE_JOB (self), self->past, expects_line (self),
                             g_task_get_cancellable (self->task));
  for (guint i = 0; i < self->paths->len; i++)
    {
      const char *path = g_ptr_array_index (self->paths, i);

      if (strchr (path, '*') != NULL)
        g_ptr_array_add (self->name_patterns, g_strdup (path));
      else
        _resite_watch_follow (self, path);
    }
  _resite_watch_look (self);
}

static void
past_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWatchJob) self = user_data;
  GError *error = NULL;

  self->past = resite_ledger_read_finish (result, &error);
  if (self->over)
    g_clear_error (&error);
  else if (error != NULL)
    _resite_watch_conclude (self, error);
  else
    begin (self);
}

static void
resite_watch_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ResiteWatchJob *self = RESITE_WATCH_JOB (job);
  GError *error = NULL;

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_watch_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->expressions = resite_watch_patterns_compile (self->patterns, &error);
  if (self->expressions == NULL)
    {
      _resite_watch_conclude (self, error);
      return;
    }
  self->last_line = resite_clock_now (self->clock);
  start_sources (self, cancellable);
  if (self->ledger != NULL)
    resite_ledger_read_async (self->ledger, past_read_cb, g_object_ref (self));
  else
    begin (self);
}

static gboolean
resite_watch_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_watch_job_dispose (GObject *object)
{
  ResiteWatchJob *self = RESITE_WATCH_JOB (object);

  _resite_watch_clear_sources (self);
  resite_watch_ending_stop (self->ending);

  G_OBJECT_CLASS (resite_watch_job_parent_class)->dispose (object);
}

static void
resite_watch_job_finalize (GObject *object)
{
  ResiteWatchJob *self = RESITE_WATCH_JOB (object);

  g_clear_pointer (&self->patterns, g_ptr_array_unref);
  g_clear_pointer (&self->expressions, g_ptr_array_unref);
  g_clear_pointer (&self->tails, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->name_patterns, g_ptr_array_unref);
  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_clear_pointer (&self->record, resite_watch_record_free);
  g_clear_pointer (&self->ending, resite_watch_ending_free);
  g_clear_object (&self->folder);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_error (&self->end);
  g_free (self->absence);

  G_OBJECT_CLASS (resite_watch_job_parent_class)->finalize (object);
}

static void
resite_watch_job_class_init (ResiteWatchJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_watch_job_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_watch_job_finalize;
  job_class->run_async = resite_watch_job_run_async;
  job_class->run_finish = resite_watch_job_run_finish;

  line_signal = g_signal_new ("line", RESITE_TYPE_WATCH_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT);
  looked_signal = g_signal_new ("looked", RESITE_TYPE_WATCH_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
resite_watch_job_init (ResiteWatchJob *self)
{
  self->interval = INTERVAL;
  self->tails = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_log_tail_unref);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->name_patterns = g_ptr_array_new_with_free_func (g_free);
  self->record = resite_watch_record_new ();
}

ResiteJob *
resite_watch_job_new (const char *const *files, GPtrArray *patterns, gboolean from_start,
                      ResiteLedger *ledger, ResiteClock *clock, double patience_seconds)
{
  ResiteWatchJob *self;

  g_return_val_if_fail (files != NULL && patterns != NULL && RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_WATCH_JOB, NULL);
  for (guint i = 0; files[i] != NULL; i++)
    g_ptr_array_add (self->paths, g_strdup (files[i]));
  self->from_start = from_start;
  self->catching_up = TRUE;
  self->patterns = g_ptr_array_ref (patterns);
  g_set_object (&self->ledger, ledger);
  self->clock = g_object_ref (clock);
  self->ending = resite_watch_ending_new (clock);
  self->patience = patience_seconds;
  resite_job_set_title (RESITE_JOB (self), _ ("Watch the logs"));
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_watch_job_set_folder (ResiteWatchJob *self, ResiteFolder *folder)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self) && RESITE_IS_FOLDER (folder));
  g_return_if_fail (self->task == NULL);

  g_set_object (&self->folder, folder);
}

ResiteWatchEnding *
resite_watch_job_get_ending (ResiteWatchJob *self)
{
  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), NULL);

  return self->ending;
}

void
resite_watch_job_set_since (ResiteWatchJob *self, gint64 since)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self));
  g_return_if_fail (self->task == NULL);

  self->since = since;
}

void
resite_watch_job_set_unbroken_since (ResiteWatchJob *self, gint64 since)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self));
  g_return_if_fail (self->task == NULL);

  self->begun = since;
}

void
resite_watch_job_set_only_shows (ResiteWatchJob *self)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self));
  g_return_if_fail (self->task == NULL);

  self->only_shows = TRUE;
}

GPtrArray *
resite_watch_job_get_patterns (ResiteWatchJob *self)
{
  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), NULL);

  return self->patterns;
}

char *
resite_watch_job_dup_gap (ResiteWatchJob *self)
{
  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), NULL);

  return g_strdup (_resite_watch_find_gap (self));
}

char *
resite_watch_job_dup_absence (ResiteWatchJob *self)
{
  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), NULL);

  return g_strdup (self->absence);
}

void
resite_watch_job_end (ResiteWatchJob *self, gboolean good)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self));

  if (self->task == NULL || self->over)
    return;
  resite_job_set_how (RESITE_JOB (self), "H");
  if (good)
    {
      resite_job_set_message (RESITE_JOB (self), _ ("Ended by a person who saw enough."));
      _resite_watch_conclude (self, NULL);
      return;
    }
  _resite_watch_conclude (
      self, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED,
                                 _ ("Ended by a person who saw that it went wrong.")));
}

guint
resite_watch_job_count_lines (ResiteWatchJob *self)
{
  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), 0);

  return resite_watch_record_count_lines (self->record);
}

const char *
resite_watch_job_get_line (ResiteWatchJob *self, guint index, const char **file, int *pattern)
{
  const char *text;
  guint line_file;
  int line_pattern;

  g_return_val_if_fail (RESITE_IS_WATCH_JOB (self), NULL);
  g_return_val_if_fail (index < resite_watch_job_count_lines (self), NULL);

  text = resite_watch_record_get_line (self->record, index, &line_file, &line_pattern);
  if (file != NULL)
    *file = g_ptr_array_index (self->names, line_file);
  if (pattern != NULL)
    *pattern = line_pattern;
  return text;
}

void
resite_watch_job_set_interval (ResiteWatchJob *self, guint milliseconds)
{
  g_return_if_fail (RESITE_IS_WATCH_JOB (self));
  g_return_if_fail (self->task == NULL);

  self->interval = milliseconds;
}
