/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run.h"

G_BEGIN_DECLS

/* The events of a run in their order, each once: first those on record, read in a worker, then
 * each as it is written. Main thread only. Signals: "event" (ResiteEvent), "read" when what was on
 * record has been told, "unreadable" (the sentence of the error, translated) instead of it. */
#define RESITE_TYPE_EVENT_TRAIL (resite_event_trail_get_type ())
G_DECLARE_FINAL_TYPE (ResiteEventTrail, resite_event_trail, RESITE, EVENT_TRAIL, GObject)

/* Nothing is told before the main loop runs again. */
ResiteEventTrail *resite_event_trail_new (ResiteRun *run);
/* Lets go of it; nothing more is told, not even what is being read. */
void resite_event_trail_end (ResiteEventTrail *self);

G_END_DECLS
