/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* What runs now, on every page: at most three rows, then "and 2 more". Hidden while nothing runs.
 * Emits "stop-step" and "show-step" (name of the step). */
#define RESITE_TYPE_BUSY_STRIP (resite_busy_strip_get_type ())
G_DECLARE_FINAL_TYPE (ResiteBusyStrip, resite_busy_strip, RESITE, BUSY_STRIP, GtkBox)

GtkWidget *resite_busy_strip_new (void);
void resite_busy_strip_set_run (ResiteBusyStrip *self, ResiteRun *run);
/* (nullable): the step whose job is the first in the strip. */
const char *resite_busy_strip_get_first_step (ResiteBusyStrip *self);

G_END_DECLS
