/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-preferences.h"
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* The window: the start page, the plan form, and then the wizard of one run. Closing is safe at
 * any moment; where work is running it asks how. */
#define RESITE_TYPE_WINDOW (resite_window_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWindow, resite_window, RESITE, WINDOW, GtkApplicationWindow)

/* @site: how rehearsals are made. */
GtkWidget *resite_window_new (GtkApplication *application, ResitePreferences *preferences,
                              const char *data_folder, const ResiteRehearsalSite *site);
/* What came on the command line: a .siteplan or a .resite file. */
void resite_window_open_file (ResiteWindow *self, const char *path);
/* How many packages a rehearsal gets from now on; 0: as many as usual. */
void resite_window_set_packages (ResiteWindow *self, guint packages);
void resite_window_rehearse (ResiteWindow *self, const ResiteRehearsalOptions *options);
/* (nullable): of the run that is open. */
ResiteRun *resite_window_get_run (ResiteWindow *self);
/* As the close button. */
void resite_window_close (ResiteWindow *self);
/* Stops what runs, keeps its place, and goes: for the end of the session. */
void resite_window_close_now (ResiteWindow *self);

G_END_DECLS
