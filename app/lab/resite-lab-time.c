/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-lab-time.h"
#include "resite-lab-world-private.h"

/* Always as long, so that a reader never finds the rest of a longer one: the time, the desk's
 * monotonic time then, and the pace. */
#define LINE_FORMAT "%020" G_GINT64_FORMAT " %020" G_GINT64_FORMAT " %015.3f\n"

typedef struct
{
  gint64 time;
  gint64 monotonic;
  double pace;
} Standing;

gint64
resite_lab_world_now (ResiteLabWorld *self)
{
  if (self->working != 0)
    return self->working;
  return self->clock != NULL ? resite_clock_now (self->clock) : g_get_real_time ();
}

gint64
resite_lab_world_span (ResiteLabWorld *self, double seconds)
{
  const double pace = self->clock != NULL ? 1 : self->pace;

  return (gint64)(seconds / pace * G_USEC_PER_SEC);
}

guint
resite_lab_world_call_at (ResiteLabWorld *self, gint64 due, GSourceFunc function,
                          gpointer user_data)
{
  gint64 rest;

  if (self->clock == NULL)
    {
      rest = due - g_get_real_time ();
      return g_timeout_add ((guint)CLAMP (rest / 1000 + 1, 0, G_MAXINT), function, user_data);
    }
  rest = due - resite_clock_now (self->clock);
  return resite_clock_add_timeout (self->clock, (double)MAX (rest, 0) / G_USEC_PER_SEC, function,
                                   user_data, NULL);
}

guint
resite_lab_world_call_after (ResiteLabWorld *self, double seconds, GSourceFunc function,
                             gpointer user_data)
{
  if (self->clock == NULL)
    return g_timeout_add ((guint)(seconds * 1000), function, user_data);
  return resite_clock_add_timeout (self->clock, seconds, function, user_data, NULL);
}

void
resite_lab_world_note_time (ResiteLabWorld *self)
{
  g_autofree char *line = NULL;

  if (self->clock == NULL || self->clock_file < 0)
    return;
  line = g_strdup_printf (LINE_FORMAT, resite_clock_now (self->clock), g_get_monotonic_time (),
                          resite_clock_get_pace (self->clock));
  if (pwrite (self->clock_file, line, strlen (line), 0) < 0)
    g_info ("The rehearsal's time was not kept: %s", g_strerror (errno));
}

static gboolean
read_standing (const char *folder, Standing *standing)
{
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_CLOCK, NULL);
  g_autofree char *line = NULL;
  char *end;

  if (!g_file_get_contents (path, &line, NULL, NULL))
    return FALSE;
  standing->time = g_ascii_strtoll (line, &end, 10);
  standing->monotonic = g_ascii_strtoll (end, &end, 10);
  standing->pace = g_ascii_strtod (end, NULL);
  return standing->time > 0 && standing->pace > 0;
}

gint64
resite_lab_time_read (const char *folder)
{
  const gint64 now = g_get_monotonic_time ();
  Standing standing;

  if (!read_standing (folder, &standing) || now < standing.monotonic)
    return g_get_real_time ();
  return standing.time + (gint64)((double)(now - standing.monotonic) * standing.pace);
}

void
resite_lab_world_set_clock (ResiteLabWorld *self, ResiteClock *clock)
{
  g_autofree char *path = g_build_filename (self->folder, RESITE_LAB_CLOCK, NULL);
  Standing standing;

  self->clock_file = -1;
  if (clock == NULL)
    return;
  self->clock = g_object_ref (clock);
  resite_clock_share (clock);
  if (read_standing (self->folder, &standing))
    resite_clock_catch_up (clock, standing.time);
  self->clock_file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (self->clock_file < 0)
    g_warning ("%s: %s", path, g_strerror (errno));
  g_signal_connect_object (clock, "moved", G_CALLBACK (resite_lab_world_note_time), self,
                           G_CONNECT_SWAPPED);
  resite_lab_world_note_time (self);
}

void
resite_lab_world_clear_clock (ResiteLabWorld *self)
{
  if (self->clock != NULL)
    {
      resite_lab_world_note_time (self);
      g_signal_handlers_disconnect_by_data (self->clock, self);
    }
  if (self->clock != NULL && self->clock_file >= 0)
    close (self->clock_file);
  g_clear_object (&self->clock);
}
