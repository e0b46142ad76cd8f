/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-under-way.h"

/* How it ends, and how it waits for a line that broke. */

/* Seconds of the clock after which a line that broke is tried again; then it is given up. In a
 * rehearsal a server restarts no faster than it does, so never less than some real time. */
static const guint pauses[] = { 5, 15, 60 };
#define SHORTEST_PAUSE 700 /* milliseconds */

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  resite_point_writer_close (data);
  g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (source);

  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @ended. A program that ends with its job would leave at the server what is open there. */
static void
close_and_return (ResiteAssignJob *self, GTask *ended)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, closed_cb, ended);

  g_task_set_source_tag (task, close_and_return);
  g_task_set_task_data (task, g_object_ref (self->writer), g_object_unref);
  resite_under_way_run_task (task, close_in_thread);
}

static void
unwatch_cancelled (ResiteAssignJob *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

void
_resite_assign_finish (ResiteAssignJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autofree char *message = NULL;

  g_clear_handle_id (&self->timer, g_source_remove);
  unwatch_cancelled (self);
  if (self->proof != NULL)
    {
      g_clear_signal_handler (&self->proof_id, self->proof);
      resite_wire_proof_stop (self->proof);
    }
  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED && !entry->is_told)
        resite_job_item_ended (RESITE_JOB (self), entry->item);
    }
  _resite_assign_set_totals (self);
  _resite_assign_show_progress (self);
  if (self->failure == NULL && !self->stopping &&
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_set_error_literal (&self->failure, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("The work was stopped; what was assigned stays assigned."));
  message = self->failure == NULL ? _resite_assign_describe_end (self) : NULL;
  if (resite_job_get_message (RESITE_JOB (self)) == NULL && message != NULL)
    resite_job_set_message (RESITE_JOB (self), message);
  close_and_return (self, g_steal_pointer (&task));
}

void
_resite_assign_break_off (ResiteAssignJob *self, GError *error)
{
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
}

gboolean
_resite_assign_is_ending (ResiteAssignJob *self)
{
  return self->stopping || self->failure != NULL ||
         g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

void
_resite_assign_stop (ResiteAssignJob *self, const char *why)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  resite_job_set_message (RESITE_JOB (self), why);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
}

/* The line. */

void
_resite_assign_line_is_good (ResiteAssignJob *self)
{
  self->line_failures = 0;
}

void
_resite_assign_go_on (ResiteAssignJob *self)
{
  self->last_progress = resite_clock_now (self->clock);
  self->idle_polls = 0;
}

gboolean
_resite_assign_may_try_again (ResiteAssignJob *self)
{
  return self->line_failures < G_N_ELEMENTS (pauses);
}

void
_resite_assign_hold (ResiteAssignJob *self, const GError *error)
{
  const gint64 now = _resite_assign_now (self);
  guint milliseconds;
  g_autofree char *message = NULL;

  /* Several workers lose the same line. */
  if (self->held_until > now || _resite_assign_is_ending (self))
    return;
  if (!_resite_assign_may_try_again (self))
    {
      message = g_strdup_printf (
          _ ("The provider does not answer any more: %s What was written stays written. Start "
             "again when it answers, and it goes on; what is not sure is looked at first."),
          error->message);
      _resite_assign_stop (self, message);
      return;
    }
  milliseconds = (guint)(pauses[self->line_failures++] * 1000 / _resite_assign_get_pace (self));
  self->held_until = now + (gint64)MAX (milliseconds, SHORTEST_PAUSE) * 1000;
  resite_job_set_detail (RESITE_JOB (self), _ ("The line broke; it is tried again in a moment."));
}

gboolean
_resite_assign_is_held (ResiteAssignJob *self)
{
  return self->held_until > _resite_assign_now (self);
}
