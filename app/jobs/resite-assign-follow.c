/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-error.h"
#include "resite-under-way.h"

/* Seconds of the clock between two looks, and what real time must be between them. */
#define POLL_SECONDS  15
#define HELD_SECONDS  5
#define SHORTEST_POLL (250 * 1000)
/* Waits of 5, 15 and 60 seconds for a package that is being taken off. */
#define MOST_TRIES         3
#define MOST_POLL_FAILURES 5
/* Packages that are asked for by name; of more, a list of all is the shorter answer. */
#define MOST_ASKED 60

typedef struct
{
  ResiteAssignJob *job;
  GPtrArray *ids;  /* NULL at the end */
  GPtrArray *next; /* so too: and those that may be written before the next poll */
  GHashTable *rows;
  GHashTable *summaries; /* or NULL */
  gint64 begun;
} Poll;

static void
poll_free (gpointer data)
{
  Poll *poll = data;

  g_object_unref (poll->job);
  g_ptr_array_unref (poll->ids);
  g_ptr_array_unref (poll->next);
  g_clear_pointer (&poll->rows, g_hash_table_unref);
  g_clear_pointer (&poll->summaries, g_hash_table_unref);
  g_free (poll);
}

guint
_resite_assign_count (ResiteAssignJob *self, ResiteAssignStage stage)
{
  guint count = 0;

  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    count += ((ResiteAssignEntry *)self->entries->pdata[i])->stage == stage;
  return count;
}

/* Rows. */

static void
lose (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  g_autofree char *message = g_strdup_printf (_ ("The assignment is gone again: somebody took %s "
                                                 "off this package, or the site does not know "
                                                 "the distribution point any more."),
                                              self->target->server);

  _resite_assign_leave_window (self, entry);
  if (self->proof != NULL)
    resite_wire_proof_settle (self->proof, entry->id);
  resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "failed", message);
  _resite_assign_mark (self, entry);
}

static void
find_row (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (!entry->doubtful)
    {
      _resite_assign_leave_window (self, entry);
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "already", NULL);
      _resite_assign_mark (self, entry);
      return;
    }
  entry->ours = TRUE;
  self->n_good++;
  resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "assigned",
                           _ ("Assigned, as the provider says now that the line is back."));
  _resite_assign_mark (self, entry);
}

/* Whatever was in doubt, this one was not written from here. */
static void
find_wrong (ResiteAssignJob *self, ResiteAssignEntry *entry, const ResiteSmsPointRow *row)
{
  g_autofree char *message = resite_assign_describe_wrong_code (row, self->target);
  g_autoptr (GError) error = g_error_new_literal (RESITE_ERROR, RESITE_ERROR_DIFFERS, message);

  _resite_assign_fail (self, entry, error);
}

static void
find_none (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (self->undo)
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "removed", NULL);
      _resite_assign_mark (self, entry);
      return;
    }
  /* It keeps its room: what is in doubt may come into being late. */
  resite_assign_entry_set (entry, RESITE_ASSIGN_TO_WRITE, entry->doubtful ? "running" : "queued",
                           NULL);
  g_queue_push_head (&self->todo, entry);
}

static void
find_deleted (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  g_autoptr (GError) error = NULL;

  if (self->undo)
    {
      find_none (self, entry);
      return;
    }
  error =
      g_error_new_literal (RESITE_ERROR, RESITE_ERROR_IN_USE,
                           _ ("The package is still being taken off this distribution point. Try "
                              "again later."));
  if (entry->tries >= MOST_TRIES)
    _resite_assign_fail (self, entry, error);
  else
    _resite_assign_keep (self, entry, error->message);
}

static void
take_row (ResiteAssignJob *self, ResiteAssignEntry *entry, const ResiteSmsPointRow *row)
{
  const gboolean deleted = row != NULL && row->status == RESITE_SMS_ROW_DELETED;
  const gboolean own = resite_sms_point_row_is_own (row);

  if (entry->stage == RESITE_ASSIGN_UNPROVED)
    {
      if (!resite_sms_point_row_is_standing (row))
        lose (self, entry);
    }
  else if (entry->stage != RESITE_ASSIGN_HELD)
    return;
  else if (deleted)
    find_deleted (self, entry);
  else if (row == NULL || (self->undo && !own))
    find_none (self, entry);
  else if (!own)
    find_wrong (self, entry, row);
  else if (self->undo)
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_TO_WRITE, entry->state, NULL);
      g_queue_push_head (&self->todo, entry);
    }
  else
    find_row (self, entry);
}

/* Asking. */

static gboolean
asks_for_all (const Poll *poll)
{
  return poll->next->len - 1 > MOST_ASKED;
}

static GHashTable *
read_summaries (Poll *poll, GCancellable *cancellable, GError **error)
{
  ResiteAssignJob *self = poll->job;
  ResiteCim *cim = resite_machine_get_cim (self->machine);

  if (asks_for_all (poll))
    return resite_sms_list_summaries (cim, self->space, self->target, cancellable, error);
  return resite_sms_read_summaries (cim, self->space, self->target,
                                    (const char *const *)poll->next->pdata, cancellable, error);
}

static void
poll_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Poll *poll = data;
  ResiteAssignJob *self = poll->job;
  ResiteCim *cim = resite_machine_get_cim (self->machine);
  GError *error = NULL;

  poll->rows = resite_sms_read_point_rows (
      cim, self->space, self->target, (const char *const *)poll->ids->pdata, cancellable, &error);
  if (poll->rows != NULL && !self->undo)
    poll->summaries = read_summaries (poll, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
take_failure (ResiteAssignJob *self, const GError *error)
{
  g_autofree char *message = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (resite_error_is_of_line (error))
    {
      _resite_assign_hold (self, error);
      return;
    }
  if (++self->poll_failures < MOST_POLL_FAILURES)
    return;
  message = g_strdup_printf (_ ("What became of the packages cannot be read any more: %s"),
                             error->message);
  _resite_assign_stop (self, message);
}

/* Of those that were asked for, one without a summary has none any more. */
static void
take_summaries (ResiteAssignJob *self, Poll *poll)
{
  if (asks_for_all (poll))
    {
      g_hash_table_unref (self->summaries);
      self->summaries = g_hash_table_ref (poll->summaries);
      return;
    }
  for (guint i = 0; poll->next->pdata[i] != NULL; i++)
    {
      ResiteSmsSummary *summary = NULL;

      if (g_hash_table_steal_extended (poll->summaries, poll->next->pdata[i], NULL,
                                       (gpointer *)&summary))
        g_hash_table_replace (self->summaries, summary->id, summary);
      else
        g_hash_table_remove (self->summaries, poll->next->pdata[i]);
    }
}

static void
take_answer (ResiteAssignJob *self, Poll *poll)
{
  self->poll_failures = 0;
  self->idle_polls++;
  _resite_assign_line_is_good (self);
  if (poll->summaries != NULL)
    take_summaries (self, poll);
  for (guint i = 0; poll->ids->pdata[i] != NULL; i++)
    {
      ResiteAssignEntry *entry = g_hash_table_lookup (self->by_id, poll->ids->pdata[i]);

      take_row (self, entry, g_hash_table_lookup (poll->rows, entry->id));
    }
  _resite_assign_judge_all (self);
}

/* A provider that answers slowly is not asked all the time. */
static void
set_next_poll (ResiteAssignJob *self, gint64 took)
{
  const gboolean held = _resite_assign_count (self, RESITE_ASSIGN_HELD) > 0;
  /* Soon after something went on, more seldom the longer nothing does. */
  const guint most = held ? HELD_SECONDS : POLL_SECONDS;
  const double seconds =
      MIN (most, 1u << MIN (self->idle_polls, 8)) / _resite_assign_get_pace (self);
  const gint64 pause = MAX ((gint64)(seconds * G_USEC_PER_SEC), SHORTEST_POLL);

  self->next_poll = _resite_assign_now (self) + MAX (pause, 2 * took);
}

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = RESITE_ASSIGN_JOB (g_object_ref (source));
  Poll *poll = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->polling = FALSE;
  set_next_poll (self, _resite_assign_now (self) - poll->begun);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    take_answer (self, poll);
  else
    take_failure (self, error);
  _resite_assign_pump (self);
}

/* Nobody waits for a proof where the last row ends the job and the window keeps none back. */
static gboolean
needs_proofs (ResiteAssignJob *self)
{
  const ResiteAssignEntry *next = g_queue_peek_head (&self->todo);

  return !self->leave_last || self->proof != NULL ||
         (next != NULL && !resite_assign_window_has_room (&self->window, next->bytes));
}

static gboolean
is_due (ResiteAssignJob *self, const ResiteAssignEntry *entry)
{
  if (entry->stage == RESITE_ASSIGN_HELD)
    return entry->due <= resite_clock_now (self->clock);
  return entry->stage == RESITE_ASSIGN_UNPROVED && needs_proofs (self);
}

static GPtrArray *
list_due (ResiteAssignJob *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->entries->len; i++)
    if (is_due (self, self->entries->pdata[i]))
      g_ptr_array_add (ids, g_strdup (((ResiteAssignEntry *)self->entries->pdata[i])->id));
  return ids;
}

/* What a package has before it is written is known from the last answer. */
static GPtrArray *
list_next (ResiteAssignJob *self, GPtrArray *due)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < due->len; i++)
    g_ptr_array_add (ids, g_strdup (due->pdata[i]));
  for (GList *next = self->todo.head; next != NULL && ids->len < MOST_ASKED; next = next->next)
    g_ptr_array_add (ids, g_strdup (((ResiteAssignEntry *)next->data)->id));
  return ids;
}

void
_resite_assign_start_poll (ResiteAssignJob *self)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  Poll *poll;

  if (self->polling || _resite_assign_now (self) < self->next_poll)
    return;
  ids = list_due (self);
  if (ids->len == 0)
    {
      set_next_poll (self, 0);
      return;
    }
  poll = g_new0 (Poll, 1);
  poll->next = list_next (self, ids);
  g_ptr_array_add (poll->next, NULL);
  g_ptr_array_add (ids, NULL);
  poll->job = g_object_ref (self);
  poll->ids = g_steal_pointer (&ids);
  poll->begun = _resite_assign_now (self);
  self->polling = TRUE;
  task = g_task_new (self, g_task_get_cancellable (self->task), polled_cb, NULL);
  g_task_set_source_tag (task, _resite_assign_start_poll);
  g_task_set_task_data (task, poll, poll_free);
  resite_under_way_run_task (task, poll_in_thread);
}
