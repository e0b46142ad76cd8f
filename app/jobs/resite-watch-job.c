/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-log-in-folder.h"
#include "resite-text.h"
#include "resite-watch-job.h"
#include "resite-watch-past.h"
#include "resite-watch-poll.h"
#include "resite-watch-record.h"

#define INTERVAL 2000

struct _ResiteWatchJob
{
  ResiteJob parent_instance;

  GPtrArray *patterns;
  GPtrArray *expressions;   /* GRegex, one for each pattern */
  GPtrArray *paths;         /* as they were given */
  GPtrArray *name_patterns; /* those of them with "*" */
  GPtrArray *tails;
  GPtrArray *names;
  ResiteWatchRecord *record;
  ResiteWatchEnding *ending;
  ResiteFolder *folder; /* or NULL: paths of this desk */
  gint64 since;         /* 0: no line is too old */
  gint64 begun;         /* real time since when no line may be missing; 0: the first look's end */
  ResiteLedger *ledger;
  ResiteClock *clock;
  double patience;
  guint interval;
  gint64 last_line; /* monotonic */

  GTask *task; /* while it runs */
  GError *end; /* what it ends with, once that is settled */
  gboolean over;
  gboolean from_start;
  gboolean only_shows;
  char *absence;        /* why no log is followed, by the newest look */
  gboolean catching_up; /* reading what was there at the start */
  GPtrArray *past;      /* ResiteLedgerRow of an earlier watch */
  guint patience_source;
  guint poll_source;
  GSource *cancel_source;
};

G_DEFINE_FINAL_TYPE (ResiteWatchJob, resite_watch_job, RESITE_TYPE_JOB)

static guint line_signal;
static guint looked_signal;

static void look (ResiteWatchJob *self);

static ResiteJobItem *
item_of (ResiteWatchJob *self, guint file)
{
  return resite_job_find_item (RESITE_JOB (self), g_ptr_array_index (self->names, file));
}

static void
give_result (ResiteWatchJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->end != NULL)
    g_task_return_error (task, g_steal_pointer (&self->end));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWatchJob) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!resite_ledger_commit_finish (self->ledger, result, &error) && self->end == NULL)
    self->end = g_steal_pointer (&error);
  give_result (self);
}

static GPtrArray *
collect_rows (ResiteWatchJob *self, gboolean all)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  resite_watch_ending_show (self->ending, RESITE_JOB (self), rows);
  for (guint i = 0; i < self->names->len; i++)
    {
      ResiteWatchCount *count = resite_watch_record_get (self->record, i);
      ResiteLedgerRow *row;

      if (!all && !count->changed)
        continue;
      row = resite_job_item_to_row (item_of (self, i));
      resite_watch_past_note (row, count->offset, count->mark);
      count->changed = FALSE;
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static void
clear_sources (ResiteWatchJob *self)
{
  if (self->patience_source != 0)
    g_source_remove (self->patience_source);
  self->patience_source = 0;
  if (self->poll_source != 0)
    g_source_remove (self->poll_source);
  self->poll_source = 0;
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
}

static void
end_item (ResiteWatchJob *self, guint file)
{
  ResiteJobItem *item = item_of (self, file);

  if (resite_job_item_get_status (item) == RESITE_ITEM_RUNNING)
    resite_job_item_set (item, "seen", resite_job_item_get_message (item));
  else if (resite_job_item_get_status (item) == RESITE_ITEM_QUEUED)
    resite_job_item_set (item, "warning", resite_job_item_get_message (item));
  resite_job_item_ended (RESITE_JOB (self), item);
}

/* Takes @error. */
static void
conclude (ResiteWatchJob *self, GError *error)
{
  g_autoptr (GPtrArray) rows = NULL;

  self->over = TRUE;
  self->end = error;
  resite_watch_ending_stop (self->ending);
  clear_sources (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      for (guint i = 0; i < self->names->len; i++)
        end_item (self, i);
    }
  rows = collect_rows (self, TRUE);
  if (self->ledger == NULL || rows->len == 0)
    give_result (self);
  else
    resite_ledger_commit_async (self->ledger, rows, end_recorded_cb, g_object_ref (self));
}

static void
decide (ResiteWatchJob *self, guint file, int index, const char *text)
{
  const ResiteWatchPattern *pattern = g_ptr_array_index (self->patterns, index);
  ResiteJobItem *item = item_of (self, file);
  /* TRANSLATORS: what the line means, the log's name, the line itself. */
  g_autofree char *message = g_strdup_printf (_ ("%s (%s): %s"), pattern->label,
                                              (char *)g_ptr_array_index (self->names, file), text);

  resite_job_item_set (item, pattern->good ? "ok" : "failed", text);
  resite_job_set_message (RESITE_JOB (self), message);
  if (pattern->good)
    {
      resite_job_set_how (RESITE_JOB (self), "L");
      resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_DONE);
      conclude (self, NULL);
    }
  else
    conclude (self, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED, message));
}

static gboolean
is_of_log (ResiteWatchJob *self, const ResiteWatchPattern *pattern, guint file)
{
  g_autofree char *name = g_path_get_basename (self->names->pdata[file]);

  return pattern->log == NULL || g_ascii_strcasecmp (pattern->log, name) == 0;
}

/* What an earlier attempt wrote into that log does not count any more. */
static void
begin_again (ResiteWatchJob *self, guint file)
{
  resite_watch_record_forget_deciding (self->record, file);
  resite_watch_ending_set_good (self->ending, FALSE);
}

static gboolean
may_decide (ResiteWatchJob *self, const ResiteWatchLine *line)
{
  const ResiteWatchPattern *pattern;

  if (line->past || line->pattern < 0 || self->only_shows)
    return FALSE;
  pattern = g_ptr_array_index (self->patterns, line->pattern);
  if (!is_of_log (self, pattern, line->file) || pattern->only_marks)
    return FALSE;
  if (pattern->again)
    begin_again (self, line->file);
  else if (!pattern->confirmed)
    resite_watch_record_keep_hint (self->record, line);
  if (pattern->again || !pattern->confirmed)
    return FALSE;
  if (pattern->good)
    resite_watch_ending_set_good (self->ending, TRUE);
  return !pattern->good || resite_watch_ending_is_by_line (self->ending);
}

static void
take_line (ResiteWatchJob *self, const ResiteWatchLine *line)
{
  resite_watch_record_take_line (self->record, line);
  resite_watch_ending_take_line (self->ending, line);
  if (!line->past)
    self->last_line = g_get_monotonic_time ();
  g_signal_emit (self, line_signal, 0, g_ptr_array_index (self->names, line->file), line->text,
                 line->pattern);
}

static char *
describe_file (const ResiteWatchCount *count, const ResiteWatchFile *file)
{
  if (file->state == RESITE_LOG_TAIL_MISSING && count->offset == 0)
    return g_strdup (_ ("It is not there yet. It appears when SMS writes its first line."));
  if (file->state == RESITE_LOG_TAIL_MISSING)
    return g_strdup (_ ("It is not there at the moment. The watch goes on once it is back."));
  if (file->state == RESITE_LOG_TAIL_UNREADABLE)
    return g_strdup_printf (_ ("It cannot be read at the moment: %s"), file->reason);
  return resite_watch_count_describe (count);
}

static void
show_file (ResiteWatchJob *self, guint index, const ResiteWatchFile *file)
{
  g_autofree char *message = NULL;

  resite_watch_record_take_file (self->record, index, file);
  message = describe_file (resite_watch_record_get (self->record, index), file);
  resite_job_item_set (item_of (self, index),
                       file->state == RESITE_LOG_TAIL_FOLLOWING ? "running" : "queued", message);
}

static void
show_totals (ResiteWatchJob *self)
{
  ResiteJob *job = RESITE_JOB (self);
  const double quiet = (g_get_monotonic_time () - self->last_line) / (double)G_USEC_PER_SEC *
                       resite_clock_get_pace (self->clock);
  const ResiteWatchCount sum = resite_watch_record_get_sum (self->record);
  g_autofree char *duration = resite_text_duration (quiet);
  g_autofree char *count = resite_watch_count_describe (&sum);
  g_autofree char *detail = NULL;

  /* TRANSLATORS: "12 lines, 0 errors", then a duration. */
  detail = g_strdup_printf (_ ("%s, quiet for %s"), count, duration);
  resite_job_set_detail (job, detail);
  resite_job_set_total (job, "lines", sum.lines);
  resite_job_set_total (job, "errors", sum.errors);
  resite_job_set_total (job, "packages", resite_watch_record_count_packages (self->record));
}

/* A good line behind a bad one of the same log: that attempt went well in the end. */
static void
forgive (ResiteWatchJob *self, const ResiteWatchLine *line)
{
  const ResiteWatchPattern *pattern =
      line->pattern >= 0 ? g_ptr_array_index (self->patterns, line->pattern) : NULL;

  if (pattern != NULL && !line->past && pattern->good && pattern->confirmed &&
      is_of_log (self, pattern, line->file))
    resite_watch_record_forget_deciding (self->record, line->file);
}

/* What is written while we watch decides at once. Of what was there before, the newest deciding
 * line of each log counts: SMS tries its setups again and writes on in the same file. */
static const ResiteWatchLine *
take_lines (ResiteWatchJob *self, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len && !self->over; i++)
    {
      const ResiteWatchLine *line = g_ptr_array_index (lines, i);

      take_line (self, line);
      if (self->over)
        continue;
      if (!may_decide (self, line))
        forgive (self, line);
      else if (!self->catching_up)
        return line;
      else
        resite_watch_record_keep_deciding (self->record, line);
    }
  return NULL;
}

static gboolean
decide_by_past (ResiteWatchJob *self, gboolean good)
{
  for (guint i = 0; i < resite_watch_record_count_files (self->record); i++)
    {
      const ResiteWatchCount *count = resite_watch_record_get (self->record, i);
      const ResiteWatchPattern *pattern;

      if (count->deciding == NULL)
        continue;
      pattern = g_ptr_array_index (self->patterns, count->pattern);
      if (pattern->good == good)
        {
          decide (self, i, count->pattern, count->deciding);
          return TRUE;
        }
    }
  return FALSE;
}

/* Between logs the bad line counts. */
static void
end_catching_up (ResiteWatchJob *self)
{
  self->catching_up = FALSE;
  if (!decide_by_past (self, FALSE))
    decide_by_past (self, TRUE);
}

static gboolean
look_again_cb (gpointer data)
{
  ResiteWatchJob *self = data;

  self->poll_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
rows_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWatchJob) self = user_data;
  GError *error = NULL;

  if (resite_ledger_commit_finish (self->ledger, result, &error))
    return;
  g_prefix_error (&error, _ ("What was seen could not be recorded: "));
  if (self->over)
    g_error_free (error);
  else
    conclude (self, error);
}

static void
record_changes (ResiteWatchJob *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (self->ledger == NULL)
    return;
  rows = collect_rows (self, FALSE);
  if (rows->len > 0)
    resite_ledger_commit_async (self->ledger, rows, rows_recorded_cb, g_object_ref (self));
}

/* A log that appears during the watch has nothing in it that is older than the watch. */
static void
follow_file (ResiteWatchJob *self, const char *path)
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

static char *
find_absence (ResiteWatchJob *self, ResiteWatchLook *seen)
{
  char *absence = NULL;

  if (self->names->len + seen->appeared->len == 0)
    return g_strdup (_ ("There is no log yet. Logs appear when SMS writes its first lines."));
  for (guint i = 0; i < seen->files->len; i++)
    {
      const ResiteWatchFile *file = g_ptr_array_index (seen->files, i);

      if (file->state == RESITE_LOG_TAIL_FOLLOWING)
        {
          g_free (absence);
          return NULL;
        }
      if (absence == NULL)
        {
          g_autofree char *why = describe_file (resite_watch_record_get (self->record, i), file);

          /* TRANSLATORS: the log's name, why it is not read. */
          absence = g_strdup_printf (_ ("%s: %s"), (char *)self->names->pdata[i], why);
        }
    }
  return absence;
}

static void
show_look (ResiteWatchJob *self, ResiteWatchLook *seen)
{
  if (self->begun == 0)
    self->begun = g_get_real_time ();
  for (guint i = 0; i < seen->files->len; i++)
    show_file (self, i, g_ptr_array_index (seen->files, i));
  g_free (self->absence);
  self->absence = find_absence (self, seen);
  show_totals (self);
  g_signal_emit (self, looked_signal, 0);
}

/* (nullable) */
static const char *
find_break (ResiteWatchJob *self)
{
  for (guint i = 0; i < resite_watch_record_count_files (self->record); i++)
    {
      const ResiteWatchCount *count = resite_watch_record_get (self->record, i);

      if (count->broken != NULL)
        return count->broken;
    }
  return NULL;
}

static void
end_by_facts (ResiteWatchJob *self, ResiteWatchVerdict verdict, const char *how, const char *why)
{
  if (why != NULL)
    resite_job_set_message (RESITE_JOB (self), why);
  if (verdict == RESITE_WATCH_GOOD)
    resite_job_set_how (RESITE_JOB (self), how);
  resite_job_set_outcome (RESITE_JOB (self), verdict == RESITE_WATCH_GOOD
                                                 ? RESITE_JOB_DONE
                                                 : RESITE_JOB_STOPPED_ITSELF);
  conclude (self, NULL);
}

/* Whoever asks the site is heard where its log cannot be read, too. */
static void
judge (ResiteWatchJob *self)
{
  g_autofree char *why = NULL;
  const char *how;
  ResiteWatchVerdict verdict;
  const char *gap = find_break (self);

  if (self->only_shows || resite_watch_ending_is_by_line (self->ending))
    return;
  resite_watch_ending_take_look (self->ending, self->absence == NULL,
                                 gap != NULL ? gap : self->absence);
  verdict = resite_watch_ending_judge (self->ending, &why, &how);
  if (verdict != RESITE_WATCH_GOES_ON)
    end_by_facts (self, verdict, how, why);
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
    conclude (self, g_steal_pointer (&error));
  g_clear_error (&error);
  if (self->over)
    return;

  deciding = take_lines (self, seen->lines);
  if (self->over)
    return;
  show_look (self, seen);
  more = seen->more || seen->appeared->len > 0;
  if (deciding != NULL)
    decide (self, deciding->file, deciding->pattern, deciding->text);
  else if (self->catching_up && !more)
    end_catching_up (self);
  if (!self->over && !self->catching_up)
    judge (self);
  if (self->over)
    return;
  for (guint i = 0; i < seen->appeared->len; i++)
    follow_file (self, g_ptr_array_index (seen->appeared, i));
  record_changes (self);
  self->poll_source = g_timeout_add (more ? 0 : self->interval, look_again_cb, self);
}

static void
look (ResiteWatchJob *self)
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

static char *
describe_silence (ResiteWatchJob *self)
{
  g_autofree char *duration = resite_text_duration (self->patience);
  const ResiteWatchPattern *pattern;
  const char *line;
  guint file;
  int index;

  line = resite_watch_record_get_hint (self->record, &file, &index);
  if (line == NULL)
    /* TRANSLATORS: %s is a duration. */
    return g_strdup_printf (_ ("No line decided within %s. Look at the last lines and say what "
                               "you see, or watch again."),
                            duration);
  pattern = g_ptr_array_index (self->patterns, index);
  /* TRANSLATORS: a duration, what a line may mean, the line. */
  return g_strdup_printf (_ ("No line decided within %s. This one was seen, but its wording is not "
                             "proved for SMS 2003, so a person must judge it: %s: %s"),
                          duration, pattern->label, line);
}

/* "No such line was seen" is worth less where lines may be missing. */
static const char *
find_gap (ResiteWatchJob *self)
{
  for (guint i = 0; i < resite_watch_record_count_files (self->record); i++)
    {
      const ResiteWatchCount *count = resite_watch_record_get (self->record, i);

      if (count->gap != NULL)
        return count->gap;
    }
  return NULL;
}

static gboolean
patience_over_cb (gpointer data)
{
  g_autoptr (ResiteWatchJob) self = g_object_ref (data);
  g_autofree char *silence = describe_silence (self);
  g_autofree char *facts = resite_watch_ending_describe (self->ending);
  const char *gap = find_gap (self);
  const char *const parts[] = { silence, facts != NULL ? facts : gap, facts != NULL ? gap : NULL,
                                NULL };
  g_autofree char *message = g_strjoinv (" ", (char **)parts);

  self->patience_source = 0;
  /* What was seen since the last look at the log counts, too. */
  if (!self->catching_up)
    judge (self);
  if (self->over)
    return G_SOURCE_REMOVE;
  resite_job_set_message (RESITE_JOB (self), message);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
  conclude (self, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  ResiteWatchJob *self = data;

  conclude (self,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The watch was stopped.")));
  return G_SOURCE_REMOVE;
}

static void
start_sources (ResiteWatchJob *self, GCancellable *cancellable)
{
  if (self->patience > 0 && !self->only_shows)
    self->patience_source =
        resite_clock_add_timeout (self->clock, self->patience, patience_over_cb, self, NULL);
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
        follow_file (self, path);
    }
  look (self);
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
    conclude (self, error);
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
      conclude (self, error);
      return;
    }
  self->last_line = g_get_monotonic_time ();
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

  clear_sources (self);
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

  return g_strdup (find_gap (self));
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
      conclude (self, NULL);
      return;
    }
  conclude (self, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED,
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
