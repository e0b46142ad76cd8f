/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-text.h"
#include "resite-watch-job-private.h"
#include "resite-watch-past.h"

/* What is written down, and how a watch ends. */

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
      row = resite_job_item_to_row (_resite_watch_get_item (self, i));
      resite_watch_past_note (row, count->offset, count->mark);
      count->changed = FALSE;
      g_ptr_array_add (rows, row);
    }
  return rows;
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

void
_resite_watch_clear_sources (ResiteWatchJob *self)
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
  ResiteJobItem *item = _resite_watch_get_item (self, file);

  if (resite_job_item_get_status (item) == RESITE_ITEM_RUNNING)
    resite_job_item_set (item, "seen", resite_job_item_get_message (item));
  else if (resite_job_item_get_status (item) == RESITE_ITEM_QUEUED)
    resite_job_item_set (item, "warning", resite_job_item_get_message (item));
  resite_job_item_ended (RESITE_JOB (self), item);
}

void
_resite_watch_conclude (ResiteWatchJob *self, GError *error)
{
  g_autoptr (GPtrArray) rows = NULL;

  self->over = TRUE;
  self->end = error;
  resite_watch_ending_stop (self->ending);
  _resite_watch_clear_sources (self);
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
    _resite_watch_conclude (self, error);
}

void
_resite_watch_record_changes (ResiteWatchJob *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (self->ledger == NULL)
    return;
  rows = collect_rows (self, FALSE);
  if (rows->len > 0)
    resite_ledger_commit_async (self->ledger, rows, rows_recorded_cb, g_object_ref (self));
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
  _resite_watch_conclude (self, NULL);
}

void
_resite_watch_judge (ResiteWatchJob *self)
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

const char *
_resite_watch_find_gap (ResiteWatchJob *self)
{
  for (guint i = 0; i < resite_watch_record_count_files (self->record); i++)
    {
      const ResiteWatchCount *count = resite_watch_record_get (self->record, i);

      if (count->gap != NULL)
        return count->gap;
    }
  return NULL;
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

gboolean
_resite_watch_patience_over_cb (gpointer data)
{
  g_autoptr (ResiteWatchJob) self = g_object_ref (data);
  g_autofree char *silence = describe_silence (self);
  g_autofree char *facts = resite_watch_ending_describe (self->ending);
  const char *gap = _resite_watch_find_gap (self);
  const char *const parts[] = { silence, facts != NULL ? facts : gap, facts != NULL ? gap : NULL,
                                NULL };
  g_autofree char *message = g_strjoinv (" ", (char **)parts);

  self->patience_source = 0;
  /* What was seen since the last look at the log counts, too. */
  if (!self->catching_up)
    _resite_watch_judge (self);
  if (self->over)
    return G_SOURCE_REMOVE;
  resite_job_set_message (RESITE_JOB (self), message);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
  _resite_watch_conclude (self, NULL);
  return G_SOURCE_REMOVE;
}
