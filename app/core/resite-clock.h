/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RESITE_TYPE_CLOCK (resite_clock_get_type ())
G_DECLARE_FINAL_TYPE (ResiteClock, resite_clock, RESITE, CLOCK, GObject)

/* A year in half a minute; a clock that ran faster would run out of years. */
#define RESITE_CLOCK_MOST_PACE 1e6

/* Where every wait and every time stamp of a run comes from: the real time, or in a rehearsal a
 * time that runs @pace times faster, but RESITE_CLOCK_MOST_PACE at most. From any thread, but timers
 * fire in the main loop. */
ResiteClock *resite_clock_new (double pace);

/* One that leaps to the next of its timers whenever nothing is under way: the main loop has nothing
 * to do, and resite_under_way_is_any() says no. While something is, it runs at @pace (more than 1).
 * Nobody waits then, and no wait is cut short before the work that it waits for. */
ResiteClock *resite_clock_new_leaping (double pace);
gboolean resite_clock_is_leaping (ResiteClock *self);

/* Microseconds since 1970 in UTC, on this clock. */
gint64 resite_clock_now (ResiteClock *self);

double resite_clock_get_pace (ResiteClock *self);

/* As g_timeout_add_full(), for @seconds of this clock's time; remove with g_source_remove(). */
guint resite_clock_add_timeout (ResiteClock *self, double seconds, GSourceFunc function,
                                gpointer user_data, GDestroyNotify destroy);

/* Signal "moved" (): it stands later than by its running alone. */

/* Moves the clock forward ("let it be tomorrow"); only forward, and only where pace is not 1. */
void resite_clock_skip (ResiteClock *self, double seconds);

/* Moves it forward to @time; one that is there already, and the true clock, stay as they are. */
void resite_clock_catch_up (ResiteClock *self, gint64 time);

/* "Let it be tomorrow": to the next 08:00 of the local time. */
void resite_clock_skip_to_morning (ResiteClock *self);

/* Waits in a worker, which is counted with resite_under_way_begin(), for @seconds of this clock's
 * time. The main loop has to run meanwhile. G_IO_ERROR_CANCELLED. */
gboolean resite_clock_sleep (ResiteClock *self, double seconds, GCancellable *cancellable,
                             GError **error);

/* @seconds of this clock's time, but at least @least_real of the true time where this clock runs
 * faster and leaps over nothing: for looks that would else come too fast for what is looked at. */
double resite_clock_stretch (ResiteClock *self, double seconds, double least_real);

/* The machines live by this clock too. Else machines write the real time, and one moment of a
 * clock that runs faster than that has to be translated. */
void resite_clock_share (ResiteClock *self);
/* The time of this desk as its machines count: of the clock that is shared in this program, or the
 * true one. */
gint64 resite_clock_desk_now (void);
/* As g_get_monotonic_time(), for the patience with what resite_clock_desk_sleep() waits for. */
gint64 resite_clock_desk_monotonic (void);
/* Waits in a worker, in the true time; but where the clock that is shared leaps, with that. */
gboolean resite_clock_desk_sleep (double seconds, GCancellable *cancellable, GError **error);
/* The moment @time of this clock as machines write it down. */
gint64 resite_clock_to_machines (ResiteClock *self, gint64 time);

/* RFC 3339 with the local offset and milliseconds: "2026-11-22T10:41:07.250+01:00". */
char *resite_clock_format_exact (gint64 time);

/* As people read it, never ambiguous: "2026-11-22 10:41", local time. */
char *resite_clock_format (gint64 time);

G_END_DECLS
