/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-watch-job-private.h"

/* Which line decides, and what it decides. */

void
_resite_watch_decide (ResiteWatchJob *self, guint file, int index, const char *text)
{
  const ResiteWatchPattern *pattern = g_ptr_array_index (self->patterns, index);
  ResiteJobItem *item = _resite_watch_get_item (self, file);
  /* TRANSLATORS: what the line means, the log's name, the line itself. */
  g_autofree char *message = g_strdup_printf (_ ("%s (%s): %s"), pattern->label,
                                              (char *)g_ptr_array_index (self->names, file), text);

  resite_job_item_set (item, pattern->good ? "ok" : "failed", text);
  resite_job_set_message (RESITE_JOB (self), message);
  if (pattern->good)
    {
      resite_job_set_how (RESITE_JOB (self), "L");
      resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_DONE);
      _resite_watch_conclude (self, NULL);
    }
  else
    _resite_watch_conclude (self, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_FAILED, message));
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
    self->last_line = resite_clock_now (self->clock);
  _resite_watch_tell_line (self, line);
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

const ResiteWatchLine *
_resite_watch_take_lines (ResiteWatchJob *self, GPtrArray *lines)
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
          _resite_watch_decide (self, i, count->pattern, count->deciding);
          return TRUE;
        }
    }
  return FALSE;
}

void
_resite_watch_end_catching_up (ResiteWatchJob *self)
{
  self->catching_up = FALSE;
  if (!decide_by_past (self, FALSE))
    decide_by_past (self, TRUE);
}
