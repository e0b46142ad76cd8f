/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-witness"

#include "config.h"

#include "resite-clock.h"
#include "resite-probe-place.h"
#include "resite-watch-witness.h"

#define INTERVAL 15 /* seconds of the clock */

/* Counted, since a look that is under way comes back after the watch has ended. */
struct _ResiteWatchWitness
{
  ResiteProbe *probe;
  ResiteConnections *connections;
  ResiteClock *clock;
  GCancellable *cancellable;
  ResiteWatchSaw saw; /* NULL: nobody asks */
  gpointer data;
  guint source;
};

static void look (ResiteWatchWitness *self);

static void
clear (gpointer data)
{
  ResiteWatchWitness *self = data;

  resite_probe_free (self->probe);
  g_clear_object (&self->connections);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
}

static gboolean
look_again_cb (gpointer data)
{
  ResiteWatchWitness *self = data;

  self->source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteWatchWitness *self = data;
  const ResiteProbeView *view = resite_probe_view_look_finish (result, NULL);

  if (view != NULL && self->saw != NULL)
    self->saw (view->state, view->message, self->data);
  if (view != NULL && self->saw != NULL)
    self->source = resite_clock_add_timeout (self->clock, INTERVAL, look_again_cb, self, NULL);
  g_rc_box_release_full (self, clear);
}

static void
look (ResiteWatchWitness *self)
{
  resite_probe_view_look_async (resite_probe_view_new_at (self->probe, self->connections),
                                self->cancellable, looked_cb, g_rc_box_acquire (self));
}

ResiteWatchWitness *
resite_watch_witness_new (const ResiteProbe *probe, ResiteConnections *connections,
                          ResiteClock *clock)
{
  ResiteWatchWitness *self;

  g_return_val_if_fail (probe != NULL && RESITE_IS_CONNECTIONS (connections), NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self = g_rc_box_new0 (ResiteWatchWitness);
  self->probe = resite_probe_copy (probe);
  self->connections = g_object_ref (connections);
  self->clock = g_object_ref (clock);
  return self;
}

void
resite_watch_witness_start (ResiteWatchWitness *self, GCancellable *cancellable, ResiteWatchSaw saw,
                            gpointer data)
{
  g_return_if_fail (self != NULL && saw != NULL && self->saw == NULL);

  self->saw = saw;
  self->data = data;
  g_set_object (&self->cancellable, cancellable);
  look (self);
}

void
resite_watch_witness_stop (ResiteWatchWitness *self)
{
  g_return_if_fail (self != NULL);

  self->saw = NULL;
  g_clear_handle_id (&self->source, g_source_remove);
}

void
resite_watch_witness_free (ResiteWatchWitness *self)
{
  if (self == NULL)
    return;
  resite_watch_witness_stop (self);
  g_rc_box_release_full (self, clear);
}

const ResiteProbe *
resite_watch_witness_get_probe (ResiteWatchWitness *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->probe;
}
