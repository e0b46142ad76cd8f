/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-job"

#include "config.h"

#include "resite-preload-job-private.h"
#include "resite-preload-message.h"

/* What became of a package, and of all of them together. */

ResitePackageFile *
_resite_preload_get_file (ResitePreloadJob *self, ResiteJobItem *item)
{
  return resite_preload_preparation_get_file (self->preparation, resite_job_item_get_name (item));
}

void
_resite_preload_show_progress (ResitePreloadJob *self)
{
  ResiteJob *job = RESITE_JOB (self);
  const guint total = g_list_model_get_n_items (resite_job_get_items (job));
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *time_left = NULL;
  g_autofree char *detail = NULL;

  resite_rate_add (self->rate, now, self->n_runs, self->n_runs);
  time_left = resite_rate_describe (self->rate, now, total - MIN (total, self->n_over));
  detail = resite_preload_describe_progress (self->n_over, total, self->n_failed, time_left);
  resite_job_set_detail (job, detail);
  resite_job_set_fraction (job, total > 0 ? (double)self->n_over / total : 1);
}

static guint
count_not_read_only (ResitePreloadJob *self, guint *present)
{
  GListModel *items = resite_job_get_items (RESITE_JOB (self));
  const guint n = g_list_model_get_n_items (items);
  guint count = 0;

  *present = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);
      const ResitePackageFile *file = _resite_preload_get_file (self, item);

      *present += file != NULL;
      count += file != NULL && !file->read_only;
    }
  return count;
}

void
_resite_preload_tell_all_failed (ResitePreloadJob *self, gboolean stopped)
{
  guint present;
  const guint open = count_not_read_only (self, &present);
  g_autofree char *message = resite_preload_describe_failure (self->n_runs_failed, stopped, present,
                                                              open, self->preparation->unseen);

  resite_job_set_message (RESITE_JOB (self), message);
}

gboolean
_resite_preload_has_only_failures (ResitePreloadJob *self)
{
  return self->n_runs > 0 && self->n_runs == self->n_runs_failed &&
         resite_job_count_items (RESITE_JOB (self), RESITE_ITEM_GOOD) == 0;
}

static const char *
state_of (const ResiteToolResult *result, ResitePreloadVerdict verdict)
{
  if (verdict == RESITE_PRELOAD_FORWARDED)
    return "forwarded";
  if (result->timed_out)
    return "timed-out";
  if (result->stopped)
    return "unknown";
  return resite_preload_verdict_to_state (verdict);
}

void
_resite_preload_take_result (ResitePreloadJob *self, ResiteToolResult *result)
{
  const char *id = resite_job_item_get_name (self->current);
  g_autofree char *words = NULL;
  g_autofree char *message = NULL;
  const ResitePreloadVerdict verdict = resite_preload_judge (id, result->output, &words);
  const gboolean good = verdict == RESITE_PRELOAD_FORWARDED;

  if (good)
    message = g_steal_pointer (&words);
  else
    message = resite_preload_describe_run (result, words, self->patience,
                                           _resite_preload_get_file (self, self->current),
                                           self->preparation->unseen);
  resite_job_item_set_result (self->current, result->output, result->exit_code, result->seconds,
                              self->tries + 1);
  if (good)
    resite_job_item_set_progress (self->current, resite_job_item_get_size (self->current),
                                  resite_job_item_get_size (self->current));
  resite_job_item_set (self->current, state_of (result, verdict), message);

  self->n_failed += resite_job_item_get_status (self->current) == RESITE_ITEM_FAILED;
  self->n_over++;
  self->n_runs++;
  self->n_runs_failed += !good;
}
