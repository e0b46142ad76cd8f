/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-outcome"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-job-factory-private.h"
#include "resite-check-job.h"
#include "resite-outcome.h"

#define MAX_FAILURES_NAMED 3

void
resite_outcome_free (ResiteOutcome *self)
{
  g_free (self->message);
  g_free (self->stop);
  g_free (self);
}

ResiteOutcome *
resite_outcome_new_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  ResiteOutcome *self = g_new0 (ResiteOutcome, 1);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->word = "stopped";
      return self;
    }
  self->word = "failed";
  self->message = g_strdup (error->message);
  return self;
}

/* In a bulk the majority decides: a few that did not go through are looked at one by one later,
 * all or most of them mean that something is wrong. */
static const char *
judge_bulk (gint64 good, gint64 failed)
{
  if (failed == 0)
    return "ok";
  return good > failed ? "warning" : "failed";
}

static gboolean
is_required (ResiteJobArguments *arguments, const char *name)
{
  for (guint i = 0; i < arguments->probes->len; i++)
    {
      const ResiteProbe *probe = arguments->probes->pdata[i];
      if (g_str_equal (probe->id, name))
        return probe->required;
    }
  return TRUE;
}

static gboolean
is_anything_unknown (ResiteJob *job, ResiteJobArguments *arguments)
{
  GListModel *items = resite_job_get_items (job);
  guint n_items = g_list_model_get_n_items (items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);
      if (resite_job_item_get_status (item) == RESITE_ITEM_UNKNOWN &&
          is_required (arguments, resite_job_item_get_name (item)))
        return TRUE;
    }
  return FALSE;
}

/* The first few that failed, by their messages; a job that says more itself is asked first. */
static char *
describe_failures (ResiteJob *job)
{
  GListModel *items = resite_job_get_items (job);
  guint n_items = g_list_model_get_n_items (items);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_items && lines->len < MAX_FAILURES_NAMED; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);
      if (resite_job_item_get_status (item) == RESITE_ITEM_FAILED)
        g_ptr_array_add (lines, g_strdup_printf ("%s: %s", resite_job_item_get_name (item),
                                                 resite_job_item_get_message (item)));
    }
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (" ", (GStrv)lines->pdata);
}

/* (nullable): of the first probe that must hold for anything to go on, and does not. */
static char *
find_stop (ResiteAction *action, ResiteJob *job)
{
  GPtrArray *entries = resite_action_get_entries (action);

  for (guint i = 0; i < entries->len; i++)
    {
      const char *id = resite_entry_get_id (entries->pdata[i]);
      ResiteJobItem *item = g_strcmp0 (resite_entry_get (entries->pdata[i], "stop"), "yes") == 0
                                ? resite_job_find_item (job, id)
                                : NULL;

      if (item != NULL && resite_job_item_get_status (item) == RESITE_ITEM_FAILED)
        return g_strdup (resite_job_item_get_message (item));
    }
  return NULL;
}

static gboolean
has_table (ResiteJobArguments *arguments)
{
  for (guint i = 0; i < arguments->probes->len; i++)
    if (resite_probe_is_table (arguments->probes->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Of the probes alone: a table of packages says itself how it is to be taken. */
static const char *
judge_probes (ResiteJob *job, ResiteJobArguments *arguments)
{
  const char *word = "ok";

  for (guint i = 0; i < arguments->probes->len; i++)
    {
      const ResiteProbe *probe = arguments->probes->pdata[i];
      ResiteJobItem *item = resite_job_find_item (job, probe->id);
      const ResiteItemStatus status =
          item != NULL ? resite_job_item_get_status (item) : RESITE_ITEM_UNKNOWN;

      if (status == RESITE_ITEM_FAILED)
        return "failed";
      if (status == RESITE_ITEM_UNKNOWN && probe->required)
        word = "unknown";
      else if (status == RESITE_ITEM_WARNING && g_str_equal (word, "ok"))
        word = "warning";
    }
  return word;
}

static const char *
judge_check (ResiteJob *job, ResiteJobArguments *arguments)
{
  if (has_table (arguments))
    return judge_probes (job, arguments);
  if (resite_job_count_items (job, RESITE_ITEM_FAILED) > 0)
    return "failed";
  if (is_anything_unknown (job, arguments))
    return "unknown";
  return resite_job_count_items (job, RESITE_ITEM_WARNING) > 0 ? "warning" : "ok";
}

/* Patience that ended proves nothing, for or against. */
static const char *
judge_watch (ResiteJob *job)
{
  switch (resite_job_get_state (job))
    {
    case RESITE_JOB_DONE:
      return resite_job_count_items (job, RESITE_ITEM_FAILED) > 0 ? "warning" : "ok";
    case RESITE_JOB_STOPPED_ITSELF:
      return "unknown";
    case RESITE_JOB_PENDING:
    case RESITE_JOB_RUNNING:
    case RESITE_JOB_PAUSING:
    case RESITE_JOB_PAUSED:
    case RESITE_JOB_CANCELLING:
    case RESITE_JOB_DONE_WITH_FAILURES:
    case RESITE_JOB_CANCELLED:
    case RESITE_JOB_FAILED:
    default:
      return "failed";
    }
}

static const char *
judge_job (ResiteJob *job, ResiteAction *action, ResiteJobArguments *arguments,
           const ResiteOutcome *self)
{
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_CHECK:
      return judge_check (job, arguments);
    case RESITE_ACTION_WATCH:
      return judge_watch (job);
    case RESITE_ACTION_BULK:
      /* What was taken off again is still to be done. */
      if (resite_job_get_state (job) == RESITE_JOB_STOPPED_ITSELF ||
          g_strcmp0 (resite_job_arguments_get (arguments, "undo"), "yes") == 0)
        return "failed";
      return judge_bulk (self->good, self->failed);
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_COPY:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
    case RESITE_ACTION_WAIT:
    default:
      return resite_job_get_state (job) == RESITE_JOB_DONE ? "ok" : "failed";
    }
}

/* (transfer full) (nullable): what a table says of all its packages. */
static char *
dup_table_message (ResiteJob *job, ResiteJobArguments *arguments)
{
  for (guint i = 0; i < arguments->probes->len; i++)
    {
      const ResiteProbe *probe = arguments->probes->pdata[i];
      ResiteJobItem *item =
          resite_probe_is_table (probe) ? resite_job_find_item (job, probe->id) : NULL;

      if (item != NULL)
        return g_strdup (resite_job_item_get_message (item));
    }
  return NULL;
}

ResiteOutcome *
resite_outcome_new_from_job (ResiteJob *job, ResiteAction *action, ResiteJobArguments *arguments,
                             const GError *error)
{
  g_return_val_if_fail (RESITE_IS_JOB (job), NULL);

  ResiteOutcome *self =
      error != NULL ? resite_outcome_new_from_error (error) : g_new0 (ResiteOutcome, 1);

  self->good = resite_job_count_items (job, RESITE_ITEM_GOOD);
  self->failed = resite_job_count_items (job, RESITE_ITEM_FAILED);
  if (resite_action_get_kind (action) == RESITE_ACTION_BULK)
    self->failed += resite_job_count_items (job, RESITE_ITEM_UNKNOWN);
  self->bytes = resite_job_get_bytes_done (job);
  self->seconds = resite_job_get_seconds (job);
  if (error != NULL)
    return self;
  self->word = judge_job (job, action, arguments, self);
  if (resite_action_get_kind (action) == RESITE_ACTION_CHECK)
    self->stop = find_stop (action, job);
  /* Nobody knows yet: what a person says next is how it will be known. */
  self->how = g_str_equal (self->word, "unknown") ? NULL : resite_job_get_how (job);
  self->message = g_strdup (resite_job_get_message (job));
  if (self->message == NULL && resite_action_get_kind (action) == RESITE_ACTION_CHECK)
    self->message = dup_table_message (job, arguments);
  if (g_str_equal (self->word, "failed") && (self->message == NULL || *self->message == '\0'))
    {
      g_free (self->message);
      self->message = describe_failures (job);
    }
  return self;
}

static void
count_rows (ResiteOutcome *self, GPtrArray *rows, guint *unknown)
{
  *unknown = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];
      ResiteItemStatus status = resite_item_status_from_state (row->state);

      if (status == RESITE_ITEM_GOOD)
        self->good++;
      else if (status == RESITE_ITEM_UNKNOWN)
        ++*unknown;
      else if (status != RESITE_ITEM_LEFT_OUT)
        self->failed++;
    }
}

static const char *
judge_rows (ResiteAction *action, const ResiteOutcome *self, guint unknown)
{
  if (self->good == 0 && self->failed == 0 && unknown == 0)
    return "told";
  if (resite_action_get_kind (action) == RESITE_ACTION_BULK)
    return judge_bulk (self->good, self->failed + unknown);
  if (self->failed > 0)
    return "failed";
  return unknown > 0 ? "unknown" : "ok";
}

/* (nullable): what a table of packages says of them all. */
static const ResiteLedgerRow *
find_verdict (ResiteAction *action, GPtrArray *rows)
{
  GPtrArray *entries = resite_action_get_entries (action);

  for (guint i = 0; i < entries->len; i++)
    {
      const char *type = resite_entry_get (entries->pdata[i], "type");
      g_autoptr (ResiteProbe) probe = resite_probe_new ("", NULL, type != NULL ? type : "");

      if (!resite_probe_is_table (probe))
        continue;
      for (guint j = 0; j < rows->len; j++)
        if (g_strcmp0 (((ResiteLedgerRow *)rows->pdata[j])->name,
                       resite_entry_get_id (entries->pdata[i])) == 0)
          return rows->pdata[j];
    }
  return NULL;
}

/* (transfer full) */
static char *
describe_rows (ResiteAction *action, guint good, guint bad)
{
  if (resite_action_get_kind (action) != RESITE_ACTION_BULK)
    return g_strdup_printf (_ ("Read from what a script of the field kit found: %u good, %u not."),
                            good, bad);
  if (g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0)
    return g_strdup_printf (_ ("Read from what was assigned by hand: %u are assigned, %u are not."),
                            good, bad);
  return g_strdup_printf (_ ("Read from what was printed by hand: %u forwarded, %u not."), good,
                          bad);
}

ResiteOutcome *
resite_outcome_new_from_rows (ResiteAction *action, GPtrArray *rows, const char *how)
{
  g_return_val_if_fail (RESITE_IS_ACTION (action), NULL);
  g_return_val_if_fail (rows != NULL, NULL);

  ResiteOutcome *self = g_new0 (ResiteOutcome, 1);
  const ResiteLedgerRow *verdict = find_verdict (action, rows);
  guint unknown;

  if (verdict != NULL)
    {
      count_rows (self, rows, &unknown);
      self->word = g_str_equal (verdict->state, "ok") ? "ok" : "warning";
      self->how = how;
      self->message = g_strdup (verdict->message);
      return self;
    }

  count_rows (self, rows, &unknown);
  self->word = judge_rows (action, self, unknown);
  self->how = how;
  self->message = describe_rows (action, (guint)self->good, (guint)self->failed + unknown);
  if (resite_action_get_kind (action) == RESITE_ACTION_BULK)
    self->failed += unknown;
  return self;
}

void
resite_outcome_add_remark (ResiteOutcome *self, const char *remark)
{
  g_return_if_fail (self != NULL);

  if (remark == NULL)
    return;
  char *joined = self->message != NULL && *self->message != '\0'
                     ? g_strconcat (self->message, " ", remark, NULL)
                     : g_strdup (remark);
  g_free (self->message);
  self->message = joined;
}

void
resite_outcome_describe (const ResiteOutcome *self, ResiteEvent *event)
{
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (self != NULL);

  resite_event_set (event, "outcome", self->word);
  resite_event_set (event, "how", self->how);
  resite_event_set_text (event, "message", self->message);
  if (self->stop != NULL)
    resite_event_set_text (event, "stop", self->stop);
  resite_event_set_int (event, "good", self->good);
  resite_event_set_int (event, "failed", self->failed);
  resite_event_set_int (event, "bytes", self->bytes);
  resite_event_set (event, "seconds",
                    g_ascii_formatd (seconds, sizeof seconds, "%.3f", self->seconds));
}
