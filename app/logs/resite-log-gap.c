/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-gap"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-log-gap.h"
#include "resite-log-time.h"

#define GAPS_KEPT 100

struct _ResiteLogRecord
{
  GArray *gaps;
  guint n_gaps; /* also those that are not kept any more */
  gboolean begun;
  gboolean goes_on;
  gint64 begun_at; /* by this desk's clock */
  gint64 first;    /* by the log's; 0: no line with a time */
  gint64 last;
};

static char *
format_moment (gint64 time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == 0)
    return g_strdup (_ ("an unknown time"));
  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  return g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
}

static const char *
get_reason (ResiteLogGapType type)
{
  switch (type)
    {
    case RESITE_LOG_GAP_OVERWRITTEN:
      return _ ("the log was full twice before it was looked at, and SMS keeps only one full log");
    case RESITE_LOG_GAP_NO_FORMER:
      return _ ("the log was cut off or deleted, and no full log was kept");
    case RESITE_LOG_GAP_UNREADABLE:
    default:
      return _ ("the log was full, and the full one could not be read");
    }
}

char *
resite_log_gap_describe (const ResiteLogGap *gap)
{
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;

  g_return_val_if_fail (gap != NULL, NULL);

  from = format_moment (gap->from);
  until = gap->until != 0 ? format_moment (gap->until) : g_strdup (_ ("now"));
  /* TRANSLATORS: two times, then the reason. */
  return g_strdup_printf (_ ("Lines between %s and %s may be missing: %s."), from, until,
                          get_reason (gap->type));
}

ResiteLogRecord *
resite_log_record_new (void)
{
  ResiteLogRecord *self = g_new0 (ResiteLogRecord, 1);

  self->gaps = g_array_new (FALSE, TRUE, sizeof (ResiteLogGap));
  return self;
}

void
resite_log_record_free (ResiteLogRecord *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->gaps);
  g_free (self);
}

void
resite_log_record_begin (ResiteLogRecord *self, gint64 now)
{
  if (self->begun)
    return;
  self->begun = TRUE;
  self->begun_at = now;
}

void
resite_log_record_go_on (ResiteLogRecord *self)
{
  self->goes_on = TRUE;
}

void
resite_log_record_take_line (ResiteLogRecord *self, const char *text)
{
  ResiteLogLine line;
  ResiteLogTime time;
  ResiteLogGap *gap;

  resite_log_line_parse (&line, text, strlen (text));
  if (!resite_log_time_read (&line, &time))
    return;
  if (self->first == 0)
    self->first = time.time;
  self->last = time.time;
  gap = self->gaps->len > 0 ? &g_array_index (self->gaps, ResiteLogGap, self->gaps->len - 1) : NULL;
  if (gap != NULL && gap->until == 0)
    gap->until = time.time;
}

void
resite_log_record_take_gap (ResiteLogRecord *self, ResiteLogGapType type)
{
  const ResiteLogGap gap = { type, self->last, 0 };

  if (self->gaps->len == GAPS_KEPT)
    g_array_remove_index (self->gaps, 0);
  g_array_append_val (self->gaps, gap);
  self->n_gaps++;
}

guint
resite_log_record_count_gaps (const ResiteLogRecord *self)
{
  return self->n_gaps;
}

const ResiteLogGap *
resite_log_record_get_gap (const ResiteLogRecord *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->gaps->len, NULL);

  return &g_array_index (self->gaps, ResiteLogGap, index);
}

const ResiteLogGap *
resite_log_record_get_newest_gap (const ResiteLogRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->gaps->len > 0 ? resite_log_record_get_gap (self, self->gaps->len - 1) : NULL;
}

/* It was read from before @since on, or that was read as what was there already. */
static gboolean
reaches_back (const ResiteLogRecord *self, gint64 since)
{
  if (self->goes_on || (self->begun && self->begun_at <= since))
    return TRUE;
  return self->first != 0 && self->first <= since;
}

gboolean
resite_log_record_is_unbroken (const ResiteLogRecord *self, gint64 since, char **why)
{
  g_return_val_if_fail (self != NULL && why != NULL, FALSE);

  *why = NULL;
  if (!self->begun)
    *why = g_strdup (_ ("The log was not read yet."));
  else if (!reaches_back (self, since))
    {
      g_autofree char *first = format_moment (self->first);
      g_autofree char *wanted = format_moment (since);

      /* TRANSLATORS: two times. */
      *why = g_strdup_printf (_ ("The log was read only from %s on, not since %s."), first, wanted);
    }
  for (guint i = 0; *why == NULL && i < self->gaps->len; i++)
    {
      const ResiteLogGap *gap = resite_log_record_get_gap (self, i);

      if (gap->until == 0 || gap->until > since)
        *why = resite_log_gap_describe (gap);
    }
  return *why == NULL;
}
