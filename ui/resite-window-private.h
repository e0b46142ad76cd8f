/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-asker.h"
#include "resite-plan-page.h"
#include "resite-start-page.h"
#include "resite-window.h"
#include "resite-wizard.h"

G_BEGIN_DECLS

struct _ResiteWindow
{
  GtkApplicationWindow parent_instance;

  GtkHeaderBar *header_bar;
  GtkStack *stack;
  ResiteStartPage *start_page;
  GtkLabel *wait_label;
  GtkWidget *help_button;
  GtkWidget *log_button;
  GtkWidget *emergency_button;
  GtkWidget *menu_button;

  ResitePreferences *preferences;
  char *data_folder;
  const ResiteRehearsalSite *site;
  guint packages; /* of the next rehearsal, 0: as many as usual */

  ResiteRun *run;
  ResiteRehearsal *rehearsal;
  ResiteAsker *asker;
  ResiteWizard *wizard;      /* in the stack, not owned */
  ResitePlanPage *plan_page; /* in the stack, not owned */
  char *reason;              /* for taking over, while that is under way */
  gboolean closing;          /* the run is being closed, the window goes with it */
  guint inhibit_cookie;
};

/* resite-window.c */
void _resite_window_show_start (ResiteWindow *self);
void _resite_window_show_wait (ResiteWindow *self, const char *text);
void _resite_window_show_run (ResiteWindow *self, ResiteRun *run, gboolean first_time);
void _resite_window_complain (ResiteWindow *self, const GError *error);
const char *_resite_window_keep_person (ResiteWindow *self);

/* resite-window-open.c: everything between the start page and an open run. */
void _resite_window_open_plan (ResiteWindow *self, const char *path);
void _resite_window_new_plan (ResiteWindow *self);
void _resite_window_open_run (ResiteWindow *self, const char *path, ResiteRunMode mode,
                              const char *reason);
void _resite_window_take_over (ResiteWindow *self, const char *reason);

void _resite_window_start_run (ResiteWindow *self, const char *plan_path);

/* resite-window-rehearsal.c */
void _resite_window_choose_scenario (ResiteWindow *self);
/* The site of the run that is shown, if it is a rehearsal's, and what only a rehearsal offers. */
void _resite_window_attach_rehearsal (ResiteWindow *self, gboolean first_time);

/* resite-window-close.c */
gboolean _resite_window_delete_event (ResiteWindow *self);
void _resite_window_watch_jobs (ResiteWindow *self);

G_END_DECLS
