/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-view.h"
#include "resite-page.h"

G_BEGIN_DECLS

/* The lower half of the window: a log of the step whose page is shown, to read beside it. It decides
 * nothing; where the step watches that log now, it shows the same lines. Signals "keep" (name, text)
 * and "close". */
#define RESITE_TYPE_LOG_DRAWER (resite_log_drawer_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLogDrawer, resite_log_drawer, RESITE, LOG_DRAWER, GtkBox)

GtkWidget *resite_log_drawer_new (ResiteRun *run);
/* @step (nullable): the page has none, or the drawer is shut: nothing is read any more. The log that
 * a person chose stays while @step is the same. */
void resite_log_drawer_set_step (ResiteLogDrawer *self, ResiteStepRun *step);
ResiteLogView *resite_log_drawer_get_view (ResiteLogDrawer *self);

G_END_DECLS
