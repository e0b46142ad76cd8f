/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-proof"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-wire-proof-private.h"

/* The logs of the senders, one look after the other, and where lines may be missing. */

/* A desk whose lid was closed has watched nothing for as long as that. */
#define MOST_UNWATCHED    (15.0 * 60)
#define MOST_MISSED_LOOKS 30
/* Seconds of the true time, in which a look at the logs surely fits. */
#define LEAST_LOOK 0.05

void
_resite_wire_add_break (ResiteWireProof *self, char *text)
{
  g_ptr_array_add (self->breaks, text);
}

static double
get_look_seconds (ResiteWireProof *self)
{
  return resite_clock_stretch (self->clock, self->interval / 1000.0, LEAST_LOOK);
}

static double
get_most_unwatched (ResiteWireProof *self)
{
  return MOST_UNWATCHED + MOST_MISSED_LOOKS * get_look_seconds (self);
}

static void
note_time (ResiteWireProof *self)
{
  const gint64 now = resite_clock_now (self->clock);
  const double unwatched = (double)(now - self->tick) / G_USEC_PER_SEC;

  if (self->tick != 0 && unwatched > get_most_unwatched (self))
    {
      g_autofree char *from = resite_clock_format (self->tick);
      g_autofree char *until = resite_clock_format (now);

      /* TRANSLATORS: two times. */
      _resite_wire_add_break (
          self, g_strdup_printf (_ ("Nobody watched the line between %s and %s."), from, until));
    }
  self->tick = now;
}

static void
take_gaps (ResiteWireProof *self, ResiteWireLog *log, const ResiteWireLook *look)
{
  if (look->n_gaps > log->n_gaps)
    _resite_wire_add_break (self, g_strdup_printf ("%s: %s", log->name, look->gap));
  log->n_gaps = look->n_gaps;
  if (look->state != RESITE_LOG_TAIL_FOLLOWING)
    {
      log->barred = log->barred || look->state == RESITE_LOG_TAIL_UNREADABLE;
      return;
    }
  if (!log->followed && log->barred)
    _resite_wire_add_break (self,
                            g_strdup_printf (_ ("%s could not be read at first."), log->name));
  log->followed = TRUE;
}

static void
take_state (ResiteWireProof *self, ResiteWireLog *log, const ResiteWireLook *look)
{
  if (self->gap != NULL || look->state == RESITE_LOG_TAIL_FOLLOWING)
    return;
  if (look->state == RESITE_LOG_TAIL_MISSING)
    self->gap = g_strdup_printf (_ ("%s is not there."), log->name);
  else
    self->gap = g_strdup_printf (_ ("%s cannot be read: %s"), log->name,
                                 look->reason != NULL ? look->reason : "?");
}

/* "4711:2f2f7e46:D:\\SMS\\Logs\\sender.log", without a number where it could not be read. */
static void
note_place (ResiteWireLog *log, const ResiteWireLook *look)
{
  if (log->place != NULL || look->more)
    return;
  if (look->state == RESITE_LOG_TAIL_UNREADABLE)
    log->place = g_strdup_printf ("::%s", log->name);
  else
    log->place =
        g_strdup_printf ("%" G_GUINT64_FORMAT ":%s:%s", look->offset, look->mark, log->name);
}

static void
take_look (ResiteWireProof *self, guint index, const ResiteWireLook *look)
{
  ResiteWireLog *log = self->logs->pdata[index];

  for (guint i = 0; i < look->lines->len; i++)
    resite_wire_count_take (log->count, &g_array_index (look->lines, ResiteWireLine, i));
  if (!look->more)
    resite_wire_count_settle (log->count);
  take_gaps (self, log, look);
  note_place (log, look);
  take_state (self, log, look);
}

/* TRUE: all was read. */
static gboolean
take_looks (ResiteWireProof *self, GPtrArray *looks)
{
  gboolean all = TRUE;

  g_clear_pointer (&self->gap, g_free);
  for (guint i = 0; i < looks->len; i++)
    {
      const ResiteWireLook *look = looks->pdata[i];

      take_look (self, i, look);
      all = all && !look->more;
    }
  return all;
}

static gboolean
look_again_cb (gpointer data)
{
  ResiteWireProof *self = data;

  self->source = 0;
  _resite_wire_look (self);
  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWireProof) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) looks = resite_wire_look_finish (result, &error);
  gboolean all;

  if (looks == NULL || self->cancellable == NULL)
    return;
  note_time (self);
  all = take_looks (self, looks);
  if (all)
    self->caught_up = self->look_begun;
  self->source = all ? resite_clock_add_timeout (self->clock, get_look_seconds (self),
                                                 look_again_cb, self, NULL)
                     : g_timeout_add (0, look_again_cb, self);
  _resite_wire_tell_look (self);
}

void
_resite_wire_look (ResiteWireProof *self)
{
  note_time (self);
  self->look_begun = g_get_monotonic_time ();
  resite_wire_look_async (self->tails, self->cancellable, looked_cb, g_object_ref (self));
}
