/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"

/* However fast the clock of a rehearsal is. */
#define FEWEST_POLLS 8

static gboolean
timer_cb (gpointer user_data)
{
  ResiteAssignJob *self = user_data;

  self->timer = 0;
  g_object_ref (self);
  _resite_assign_pump (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

gint64
_resite_assign_now (ResiteAssignJob *self)
{
  return resite_clock_is_leaping (self->clock) ? resite_clock_now (self->clock)
                                               : g_get_monotonic_time ();
}

double
_resite_assign_get_pace (ResiteAssignJob *self)
{
  return resite_clock_is_leaping (self->clock) ? 1 : resite_clock_get_pace (self->clock);
}

/* By _resite_assign_now(): when something is to be done that no worker, log or person sets going. */
static gint64
find_next_turn (ResiteAssignJob *self)
{
  if (_resite_assign_is_ending (self))
    return G_MAXINT64;
  if (_resite_assign_is_held (self))
    return self->held_until;
  if (self->ready_until != 0)
    return self->ready_until;
  return self->chosen && !self->polling ? self->next_poll : G_MAXINT64;
}

static void
set_timer (ResiteAssignJob *self)
{
  const gint64 now = _resite_assign_now (self);
  const gint64 next = find_next_turn (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (next == G_MAXINT64)
    return;
  if (resite_clock_is_leaping (self->clock))
    {
      self->timer = resite_clock_add_timeout (
          self->clock, (double)MAX (next - now, 0) / G_USEC_PER_SEC, timer_cb, self, NULL);
      return;
    }
  self->timer =
      g_timeout_add ((guint)CLAMP ((next - now) / 1000 + 1, 20, 60 * 1000), timer_cb, self);
}

/* Until the logs were read to their end, nothing that is assigned could be proved. */
static gboolean
waits_for_logs (ResiteAssignJob *self)
{
  const char *gap;
  g_autofree char *message = NULL;

  if (self->proof == NULL || self->ready_until == 0)
    return FALSE;
  if (resite_wire_proof_is_ready (self->proof))
    {
      self->ready_until = 0;
      self->place = resite_wire_proof_get_place (self->proof);
      return FALSE;
    }
  if (_resite_assign_now (self) < self->ready_until)
    return TRUE;
  gap = resite_wire_proof_get_gap (self->proof);
  message = g_strdup_printf (_ ("Not decided, so nothing was assigned: the logs of the senders "
                                "cannot be read, and without "
                                "them nobody could say what crosses the line. %s"),
                             gap != NULL ? gap : "");
  _resite_assign_stop (self, message);
  return FALSE;
}

static gboolean
has_more (ResiteAssignJob *self)
{
  if (self->todo.length > 0 || self->ready.length > 0 || self->intended > 0)
    return TRUE;
  if (_resite_assign_count (self, RESITE_ASSIGN_HELD) > 0)
    return TRUE;
  return !self->leave_last && _resite_assign_count (self, RESITE_ASSIGN_UNPROVED) > 0;
}

/* Of what is assigned and not proved. */
static gboolean
is_all_hopeless (ResiteAssignJob *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED && !entry->is_hopeless)
        return FALSE;
    }
  return TRUE;
}

/* A package whose record has a gap never opens the window again. */
static gboolean
is_stuck (ResiteAssignJob *self)
{
  const ResiteAssignEntry *next = g_queue_peek_head (&self->todo);

  return self->proof != NULL && self->ready.length == 0 && self->intended == 0 &&
         (next == NULL || !resite_assign_window_has_room (&self->window, next->bytes)) &&
         is_all_hopeless (self);
}

static void
stop_unproved (ResiteAssignJob *self, guint unproved, gboolean stuck)
{
  const char *gap = self->proof != NULL ? resite_wire_proof_get_gap (self->proof) : NULL;
  g_autofree char *waited =
      g_strdup_printf (ngettext ("No proof came in for %u minute, so nothing more is assigned.",
                                 "No proof came in for %u minutes, so nothing more is assigned.",
                                 (guint)(self->patience / (60 * G_USEC_PER_SEC))),
                       (guint)(self->patience / (60 * G_USEC_PER_SEC)));
  g_autofree char *message = g_strdup_printf (
      /* TRANSLATORS: a sentence that says why, a number, a sentence that says more. */
      ngettext (
          "%s %u package is assigned and not proved. %s Start again and it is looked at anew.",
          "%s %u packages are assigned and not proved. %s Start again and they are looked at "
          "anew.",
          unproved),
      stuck ? _ ("Not decided: nobody can say any more what crossed the line, so nothing more is "
                 "assigned.")
            : waited,
      unproved, gap != NULL ? gap : _ ("Look at their rows: each says what is missing."));

  _resite_assign_stop (self, message);
}

/* Each package is gone through here: not while anything is in hand, when nothing follows from it. */
static void
check_patience (ResiteAssignJob *self)
{
  const gint64 idle = resite_clock_now (self->clock) - self->last_progress;
  guint unproved;
  gboolean stuck;

  if (self->undo || self->lanes > 0 || (self->leave_last && !has_more (self)))
    return;
  unproved = _resite_assign_count (self, RESITE_ASSIGN_UNPROVED);
  if (unproved == 0)
    return;
  stuck = _resite_assign_count (self, RESITE_ASSIGN_HELD) == 0 && is_stuck (self);
  if (stuck || (idle > self->patience && self->idle_polls >= FEWEST_POLLS))
    stop_unproved (self, unproved, stuck);
}

static gboolean
is_idle (ResiteAssignJob *self)
{
  return self->lanes == 0 && !self->committing && !self->polling && self->dirty->len == 0;
}

static void
tell_paused (ResiteAssignJob *self)
{
  if (!self->paused || self->pause_told || self->lanes > 0)
    return;
  self->pause_told = TRUE;
  resite_job_tell_paused (RESITE_JOB (self));
}

void
_resite_assign_pump (ResiteAssignJob *self)
{
  if (self->task == NULL)
    return;
  if (!self->chosen && !_resite_assign_is_ending (self) && !_resite_assign_is_held (self) &&
      self->lanes == 0)
    _resite_assign_look (self);
  if (self->chosen && !_resite_assign_is_ending (self))
    check_patience (self);
  if (self->chosen && !_resite_assign_is_ending (self) && !_resite_assign_is_held (self) &&
      !waits_for_logs (self))
    {
      if (!self->paused)
        _resite_assign_take_next (self);
      if (!self->paused)
        _resite_assign_start_lanes (self);
      _resite_assign_start_poll (self);
    }
  if (_resite_assign_is_ending (self))
    _resite_assign_give_back (self);
  if (self->failure == NULL)
    _resite_assign_start_commit (self);
  tell_paused (self);
  if ((self->failure != NULL ? self->lanes == 0 && !self->committing && !self->polling
                             : is_idle (self)) &&
      (_resite_assign_is_ending (self) || (self->chosen && !has_more (self))))
    _resite_assign_finish (self);
  else
    set_timer (self);
}
