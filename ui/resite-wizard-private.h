/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-busy-strip.h"
#include "resite-log-drawer.h"
#include "resite-machine-badge.h"
#include "resite-message-bar.h"
#include "resite-navigator.h"
#include "resite-page.h"
#include "resite-phase-list.h"
#include "resite-question-bar.h"
#include "resite-reach-band.h"
#include "resite-rehearsal-band.h"
#include "resite-wizard.h"

G_BEGIN_DECLS

struct _ResiteWizard
{
  GtkBox parent_instance;

  ResiteRehearsalBand *rehearsal_band;
  GtkWidget *look_bar;
  GtkLabel *look_label;
  GtkPaned *log_paned;
  GtkWidget *sidebar_box;
  ResitePhaseList *phase_list;
  GtkWidget *task_pane;
  GtkWidget *head_box;
  ResiteMachineBadge *badge;
  GtkWidget *heading_box; /* takes the focus when a page turns */
  GtkLabel *heading_label;
  GtkLabel *meta_label;
  GtkLabel *way_label;
  GtkLabel *hazard_label;
  ResiteReachBand *reach_band;
  GtkLabel *ahead_label;
  ResiteQuestionBar *question_bar;
  GtkScrolledWindow *scroller;
  GtkContainer *page_holder;
  ResiteMessageBar *message_bar;
  ResiteBusyStrip *busy_strip;
  GtkWidget *footer;
  GtkButton *close_button;
  GtkButton *trouble_button;
  GtkButton *skip_button;
  GtkButton *back_button;
  GtkButton *next_button;

  ResiteRun *run;
  ResiteRehearsal *rehearsal; /* or NULL */
  char *person;
  ResiteNavigator *navigator;
  ResitePage *page;
  GCancellable *apply;  /* while Next is being done */
  gboolean said_reason; /* what Next waits for is the message that is shown */
  gboolean only_read;   /* the step was closed all the time that its page is shown */
  GSimpleActionGroup *actions;
  gboolean roomy;          /* there is width for the sidebar too */
  gboolean sidebar_chosen; /* the person said whether it shows */
  guint room_source;
  GtkWidget *window;           /* where the actions are, not owned */
  ResiteLogDrawer *log_drawer; /* in the pane, or NULL: nobody asked for it yet */
  GtkWidget *focus_before_log; /* weak */
};

/* resite-wizard.c */
void _resite_wizard_show_place (ResiteWizard *self);
/* The coach of a rehearsal hears of it. */
void _resite_wizard_note_help (ResiteWizard *self, ResiteCoachHelp help);
void _resite_wizard_perform (ResiteWizard *self, ResiteMove *move);
/* (nullable): of the page that is shown. */
ResiteStepRun *_resite_wizard_get_step (ResiteWizard *self);

/* resite-wizard-head.c: what stands above the page. */
void _resite_wizard_show_head (ResiteWizard *self);
void _resite_wizard_show_footer (ResiteWizard *self);

/* resite-wizard-turn.c: Next and Back. */
void _resite_wizard_next (ResiteWizard *self);
void _resite_wizard_back (ResiteWizard *self);

/* resite-wizard-room.c: the sidebar gives way to big text in a small window. */
void _resite_wizard_watch_room (ResiteWizard *self);

/* resite-wizard-actions.c */
void _resite_wizard_install_actions (ResiteWizard *self);

/* resite-wizard-log.c: the log below the page, and keys that mean it when it is open. */
void _resite_wizard_install_log (ResiteWizard *self);
void _resite_wizard_show_log (ResiteWizard *self);

/* resite-wizard-deeds.c: moves that need a word first. */
void _resite_wizard_ask_skip (ResiteWizard *self);
void _resite_wizard_ask_set_back (ResiteWizard *self);
void _resite_wizard_ask_way_back (ResiteWizard *self);
void _resite_wizard_ask_abort (ResiteWizard *self);
void _resite_wizard_ask_take_over (ResiteWizard *self);
void _resite_wizard_open_trouble (ResiteWizard *self);

/* resite-wizard-reach.c: the way to the machine of the page. */
void _resite_wizard_show_reach (ResiteWizard *self);
void _resite_wizard_reach (ResiteWizard *self);
void _resite_wizard_ask_confirm (ResiteWizard *self);

/* resite-wizard-kit.c: scripts for machines that are not reached, and what they found. */
void _resite_wizard_write_kit (ResiteWizard *self);
void _resite_wizard_read_kit (ResiteWizard *self);

G_END_DECLS
