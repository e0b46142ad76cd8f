/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-clock.h"
#include "resite-log-view.h"
#include "resite-watch-job.h"

G_BEGIN_DECLS

/* The lines of a watch, with what says whether they are all of them: a bar when the record is not
 * unbroken, a bar when the log is gone, and what good and bad lines look like. Signal "keep" (name,
 * text): evidence, with the log and the time it was kept. */
#define RESITE_TYPE_LOG_PANEL (resite_log_panel_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLogPanel, resite_log_panel, RESITE, LOG_PANEL, GtkBox)

/* @with_legend: good and bad lines are explained here, folded away. */
GtkWidget *resite_log_panel_new (ResiteClock *clock, gboolean with_legend);
/* @job (nullable): nothing is read. The lines stay while the same job goes on. */
void resite_log_panel_set_job (ResiteLogPanel *self, ResiteWatchJob *job);
ResiteWatchJob *resite_log_panel_get_job (ResiteLogPanel *self);
/* @path as the server has it, @machine in words; both translated where words are. */
void resite_log_panel_set_place (ResiteLogPanel *self, const char *path, const char *machine);
/* What is said while nothing was read yet. */
void resite_log_panel_set_empty_text (ResiteLogPanel *self, const char *text);
ResiteLogView *resite_log_panel_get_view (ResiteLogPanel *self);

G_END_DECLS
