/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RESITE_TYPE_CLOCK (resite_clock_get_type ())
G_DECLARE_FINAL_TYPE (ResiteClock, resite_clock, RESITE, CLOCK, GObject)

/* Where every wait and every time stamp of a run comes from: the real time, or in a rehearsal a
 * time that runs @pace times faster. Main thread only, but resite_clock_now() may be called from
 * any thread. */
ResiteClock *resite_clock_new (double pace);

/* Microseconds since 1970 in UTC, on this clock. */
gint64 resite_clock_now (ResiteClock *self);

double resite_clock_get_pace (ResiteClock *self);

/* As g_timeout_add_full(), for @seconds of this clock's time; remove with g_source_remove(). */
guint resite_clock_add_timeout (ResiteClock *self, double seconds, GSourceFunc function,
                                gpointer user_data, GDestroyNotify destroy);

/* Moves the clock forward ("let it be tomorrow"); only forward, and only where pace is not 1. */
void resite_clock_skip (ResiteClock *self, double seconds);

/* RFC 3339 with the local offset and milliseconds: "2026-11-22T10:41:07.250+01:00". */
char *resite_clock_format_exact (gint64 time);

/* As people read it, never ambiguous: "2026-11-22 10:41", local time. */
char *resite_clock_format (gint64 time);

G_END_DECLS
