/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-rehearsal.h"
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* Puts the questions of a run to whoever sits here, one after the other. What a rehearsal's site or
 * the desktop's key ring can answer is not asked. Nothing waits for it: the main loop turns on.
 * When it goes, or its window does, what is still open is answered with no. Main thread only. */
#define RESITE_TYPE_ASKER (resite_asker_get_type ())
G_DECLARE_FINAL_TYPE (ResiteAsker, resite_asker, RESITE, ASKER, GObject)

/* @rehearsal is nullable. Becomes the asker of @run until it is let go. */
ResiteAsker *resite_asker_new (GtkWindow *window, ResiteRun *run, ResiteRehearsal *rehearsal);
/* No more questions: open ones are answered with no. */
void resite_asker_stop (ResiteAsker *self);

G_END_DECLS
