/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-watch-job-private.h"

/* What a person sees of the logs and of what was read. */

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
  resite_job_item_set (_resite_watch_get_item (self, index),
                       file->state == RESITE_LOG_TAIL_FOLLOWING ? "running" : "queued", message);
}

static void
show_totals (ResiteWatchJob *self)
{
  ResiteJob *job = RESITE_JOB (self);
  const double quiet = (resite_clock_now (self->clock) - self->last_line) / (double)G_USEC_PER_SEC;
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

void
_resite_watch_show (ResiteWatchJob *self, ResiteWatchLook *seen)
{
  if (self->begun == 0)
    self->begun = resite_clock_desk_now ();
  for (guint i = 0; i < seen->files->len; i++)
    show_file (self, i, g_ptr_array_index (seen->files, i));
  g_free (self->absence);
  self->absence = find_absence (self, seen);
  show_totals (self);
  _resite_watch_tell_look (self);
}
