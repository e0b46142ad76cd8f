/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Speed and time left, from samples of what is done. Pure: every call brings its own time, in
 * microseconds of one clock. Work is counted in units: bytes for a copy, items for preloads; items
 * that failed or were left out are no work and are not reported as any. One thread. */
typedef struct _ResiteRate ResiteRate;

ResiteRate *resite_rate_new (void);
void resite_rate_free (ResiteRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRate, resite_rate_free)

/* What was done before this program began, in @seconds of work: the first estimate after a resume
 * comes from it and is shown at once. Fades as own samples come in. */
void resite_rate_set_past (ResiteRate *self, double units, double seconds);

/* How many items there are at all, where that is under three; the estimate waits for no more. */
void resite_rate_set_items (ResiteRate *self, guint total);

/* @units and @items done since the start, both never falling. The first sample is the start. */
void resite_rate_add (ResiteRate *self, gint64 now, double units, guint items);

/* Time between the two calls does not count. */
void resite_rate_pause (ResiteRate *self, gint64 now);
void resite_rate_resume (ResiteRate *self, gint64 now);

/* Units a second over the last five minutes of work; 0 while nothing is known. */
double resite_rate_get_speed (ResiteRate *self, gint64 now);

/* Seconds of work since units last grew. */
double resite_rate_get_idle (ResiteRate *self, gint64 now);

/* The range of seconds in which @left units are likely done. FALSE before ten seconds and three
 * items, and while nothing moves. */
gboolean resite_rate_estimate (ResiteRate *self, gint64 now, double left, double *low,
                               double *high);

/* What a person reads, translated: "about 18 to 24 min left", "almost done", "no movement for
 * 4 min", or "" while there is nothing to say. (transfer full) */
char *resite_rate_describe (ResiteRate *self, gint64 now, double left);

G_END_DECLS
