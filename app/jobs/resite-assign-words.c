/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-text.h"

#define SHOW_INTERVAL (100 * 1000)

typedef struct
{
  guint total;
  guint over;
  guint rows; /* assigned by us, proved or not */
  guint unproved;
  guint installed;
  guint failed;
  gint64 crossed;
  gint64 not_crossed;
} Sums;

static void
add_entry (Sums *sums, const ResiteAssignEntry *entry)
{
  const gboolean installed = g_str_equal (entry->state, "installed");

  sums->total++;
  sums->over += entry->stage == RESITE_ASSIGN_SETTLED;
  sums->rows += entry->stage == RESITE_ASSIGN_UNPROVED || installed;
  sums->unproved += entry->stage == RESITE_ASSIGN_UNPROVED;
  sums->installed += installed;
  sums->failed += g_str_equal (entry->state, "failed") || g_str_equal (entry->state, "in-full");
  sums->crossed += entry->sent;
  if (g_strcmp0 (entry->proof, "info-only") == 0 && entry->bytes > 0)
    sums->not_crossed += MAX (entry->bytes - entry->sent, 0);
}

static Sums
sum_up (ResiteAssignJob *self)
{
  Sums sums = { 0 };

  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    add_entry (&sums, self->entries->pdata[i]);
  return sums;
}

static void
set_totals (ResiteAssignJob *self, const Sums *sums)
{
  ResiteJob *job = RESITE_JOB (self);

  resite_job_set_total (job, "installed", sums->installed);
  resite_job_set_total (job, "crossed_bytes", sums->crossed);
  resite_job_set_total (job, "not_crossed_bytes", sums->not_crossed);
  resite_job_set_total (job, "open_packages", self->window.packages);
  resite_job_set_total (job, "open_bytes", self->window.bytes);
  resite_job_set_total (job, "window_packages", self->window.most_packages);
  resite_job_set_total (job, "window_bytes", self->window.most_bytes);
  resite_job_set_bytes (job, sums->crossed, sums->crossed + sums->not_crossed);
}

void
_resite_assign_set_totals (ResiteAssignJob *self)
{
  const Sums sums = sum_up (self);

  set_totals (self, &sums);
}

static char *
describe_progress (ResiteAssignJob *self, const Sums *sums)
{
  if (self->undo)
    /* TRANSLATORS: how many of how many packages are taken off, how many failed. */
    return g_strdup_printf (_ ("%u of %u taken off, %u failed"), sums->over - sums->failed,
                            sums->total, sums->failed);
  /* TRANSLATORS: how many of how many packages are done with, how many are assigned and not proved
   * yet, how many of these there may be, how many failed. */
  return g_strdup_printf (
      _ ("%u of %u done, %u assigned and not proved yet (at most %u), %u failed"), sums->over,
      sums->total, sums->unproved, self->window.most_packages, sums->failed);
}

void
_resite_assign_show_progress (ResiteAssignJob *self)
{
  ResiteJob *job = RESITE_JOB (self);
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *detail = NULL;
  Sums sums;

  /* Of thousands, not for each. */
  if (!self->chosen || (self->task != NULL && now < self->shown_at + SHOW_INTERVAL))
    return;
  self->shown_at = now;
  sums = sum_up (self);
  detail = describe_progress (self, &sums);
  resite_job_set_detail (job, detail);
  resite_job_set_fraction (job,
                           sums.total > 0 ? (sums.over + sums.unproved * 0.5) / sums.total : 1);
  set_totals (self, &sums);
}

char *
_resite_assign_describe_end (ResiteAssignJob *self)
{
  const Sums sums = sum_up (self);
  g_autofree char *size = resite_text_size ((guint64)sums.not_crossed);

  if (self->undo)
    return g_strdup_printf (ngettext ("%u package was taken off %s again.",
                                      "%u packages were taken off %s again.",
                                      sums.over - sums.failed),
                            sums.over - sums.failed, self->target->server);
  if (self->dry_run || sums.rows == 0)
    return NULL;
  if (self->proof == NULL && !self->leave_last)
    return g_strdup (
        _ ("No log of a sender was followed: that nothing large crossed the line is not "
           "proved."));
  if (sums.not_crossed > 0)
    return g_strdup_printf (_ ("%s did not have to cross the line."), size);
  return NULL;
}

/* Clocks of servers differ by minutes: said only where it is plain. */
#define CLOCKS_DIFFER (10 * 60 * G_TIME_SPAN_SECOND)

char *
_resite_assign_describe_waiting (ResiteAssignJob *self, const ResiteAssignEntry *entry,
                                 const ResiteSmsSummary *summary)
{
  g_autofree char *when = NULL;

  if (summary == NULL)
    return g_strdup (_ ("Assigned; the site says nothing of it yet."));
  when = resite_clock_format (summary->summary_date);
  if (summary->state == RESITE_SMS_STATE_INSTALL_FAILED ||
      summary->state == RESITE_SMS_STATE_INSTALL_RETRYING)
    return g_strdup_printf (_ ("Assigned; the site says that installing it failed (as of %s). SMS "
                               "tries again by itself; look into distmgr.log of the parent, for "
                               "2302 above all."),
                            when);
  if (summary->state == RESITE_SMS_STATE_INSTALLED && summary->source_version < entry->version &&
      summary->last_copied != entry->copied_before)
    return g_strdup_printf (
        _ ("Assigned; version %u is installed, and the package is at version %u."),
        summary->source_version, entry->version);
  if (summary->summary_date != 0 && summary->summary_date + CLOCKS_DIFFER < entry->written_at)
    return g_strdup_printf (_ ("Assigned; what the site says of it is of %s, before that: its "
                               "summarizer lags. It is asked again."),
                            when);
  return g_strdup_printf (_ ("Assigned; not installed yet, as of %s."), when);
}

char *
_resite_assign_describe_crossing (ResiteAssignJob *self, const ResiteAssignEntry *entry,
                                  const char *sentence)
{
  const Sums sums = sum_up (self);

  return g_strdup_printf (
      ngettext (
          "%s is being sent in full: %s Nothing more is assigned. %u package is assigned and "
          "not proved; SMS goes on with it by itself. Take it off again (undo), and look at "
          "the preload in distmgr.log of the new server, as in R5.",
          "%s is being sent in full: %s Nothing more is assigned. %u packages are assigned and "
          "not proved; SMS goes on with them by itself. Take them off again (undo), and look "
          "at the preload in distmgr.log of the new server, as in R5.",
          sums.unproved),
      entry->id, sentence, sums.unproved);
}
