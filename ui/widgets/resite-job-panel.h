/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job.h"

G_BEGIN_DECLS

/* A job as it goes: state in a word, bar, percent as text, one line of detail, why it stopped
 * itself; Pause and Stop while it runs. Signal "stop": the person wants it stopped. */
#define RESITE_TYPE_JOB_PANEL (resite_job_panel_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJobPanel, resite_job_panel, RESITE, JOB_PANEL, GtkBox)

GtkWidget *resite_job_panel_new (void);
/* @job (nullable): hides itself. */
void resite_job_panel_set_job (ResiteJobPanel *self, ResiteJob *job);
/* FALSE: one may look, not stop. */
void resite_job_panel_set_editable (ResiteJobPanel *self, gboolean editable);
/* Pause, or go on; nothing where the job cannot pause. */
void resite_job_panel_toggle_paused (ResiteJobPanel *self);

G_END_DECLS
