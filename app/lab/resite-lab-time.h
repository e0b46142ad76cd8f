/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* FOLDER/clock: where the clock of the rehearsal stood last, for the program that goes on with it
 * and for the tools that run in it. */
#define RESITE_LAB_CLOCK "clock"

/* Microseconds since 1970 of the world's time: of the clock that it was given, or else the real
 * one. While something is worked off that was due earlier, the time at which it was due. */
gint64 resite_lab_world_now (ResiteLabWorld *self);
/* How long @seconds of the lab's life last, in microseconds of that time. */
gint64 resite_lab_world_span (ResiteLabWorld *self, double seconds);
/* At @due of that time, once; remove with g_source_remove(). */
guint resite_lab_world_call_at (ResiteLabWorld *self, gint64 due, GSourceFunc function,
                                gpointer user_data);
/* What takes so long to whoever looks on, in seconds of that time; remove with g_source_remove(). */
guint resite_lab_world_call_after (ResiteLabWorld *self, double seconds, GSourceFunc function,
                                   gpointer user_data);

/* @clock (nullable). */
void resite_lab_world_set_clock (ResiteLabWorld *self, ResiteClock *clock);
void resite_lab_world_clear_clock (ResiteLabWorld *self);
void resite_lab_world_note_time (ResiteLabWorld *self);

/* Of a tool that runs in the lab in @folder, in a process of its own. */
gint64 resite_lab_time_read (const char *folder);

G_END_DECLS
