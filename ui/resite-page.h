/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* What fills the task pane of the window: one page for one step of a run, or a page without a
 * step (the journal, the summary). A vertical box; its first child is packed at the top.
 *
 * The window draws what all pages share: machine badge, heading ("C3  Rename the old server"),
 * number, minutes and way, the hazard band, the read-ahead line, the scrolling, the footer and the
 * bar for messages. A page draws what is below: why, what to do, what Resite sees, evidence.
 *
 * Pages are made new for every visit. They hold no fact of their own: what counts is in the run,
 * and a page shows it again when refresh() is called. Main thread only. */
#define RESITE_TYPE_PAGE (resite_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ResitePage, resite_page, RESITE, PAGE, GtkBox)

struct _ResitePageClass
{
  GtkBoxClass parent_class;

  /* The page came on the screen. Chain up is not needed. */
  void (*shown) (ResitePage *self);
  /* Something was recorded, or the step's status or job changed: show it. Called at least once,
   * after construction and before shown(). Never called while a former call runs. */
  void (*refresh) (ResitePage *self);
  /* (transfer full) (nullable): NULL when Next may go, else what it waits for, as half a sentence
   * that follows "Next waits for: ". The default: the guard when it is locked, then the step when
   * it is not closed. */
  char *(*dup_next_reason) (ResitePage *self);
  /* Next was pressed and there is no reason against it: record what is to be recorded (a sign-off,
   * a form, a signature). The window turns the page when it ends well. Default: nothing to do. */
  void (*apply_async) (ResitePage *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*apply_finish) (ResitePage *self, GAsyncResult *result, GError **error);
  /* Focus to the first unfinished thing; FALSE leaves it on the heading. */
  gboolean (*grab_first_focus) (ResitePage *self);

  gpointer padding[8];
};

/* Properties: "run", "step-run" (NULL for pages without a step), "person" (who sits here; the
 * window keeps it up to date), all to be given at construction; "title" (what the heading says,
 * defaults to the step's title); "editable" (read only, see below).
 *
 * Actions: the page puts those that it has into resite_page_get_actions(); the window offers them
 * as "page.NAME" and the keys of the contract work wherever the focus is:
 *   note F2, evidence Ctrl+E, check-again F5, log F8, copy Ctrl+Shift+C, find Ctrl+F,
 *   retry Ctrl+R, pause Ctrl+space, next-error F3, previous-error Shift+F3, print Ctrl+P. */

ResiteRun *resite_page_get_run (ResitePage *self);
/* (nullable) */
ResiteStepRun *resite_page_get_step_run (ResitePage *self);
const char *resite_page_get_person (ResitePage *self);
const char *resite_page_get_title (ResitePage *self);
void resite_page_set_title (ResitePage *self, const char *title);
GSimpleActionGroup *resite_page_get_actions (ResitePage *self);

/* FALSE: for reading only, because the step is not reached yet, the run is open for looking, or
 * it has ended. Notified as "editable". A closed step is editable: it can be set back. */
gboolean resite_page_is_editable (ResitePage *self);

/* (transfer none): the lock before a dangerous deed, made for steps with guard level 2 or more,
 * NULL for all others. A page that has one puts it before its commands and its sign-off, and binds
 * their "sensitive" to its "unlocked". */
GtkWidget *resite_page_get_guard (ResitePage *self);

/* A move by this person on this page's step, still without its facts. */
ResiteMove *resite_page_new_move (ResitePage *self, ResiteMoveKind kind);
/* Lets the run do it; a failure is shown in the window's bar. For moves that the page does not
 * need to wait for. Takes no reference that outlives the call. */
void resite_page_perform (ResitePage *self, ResiteMove *move);
/* The same for a page that waits: ends with resite_page_perform_finish(). */
void resite_page_perform_async (ResitePage *self, ResiteMove *move, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_page_perform_finish (ResitePage *self, GAsyncResult *result, GError **error);

/* One line in the window's bar, spoken by a screen reader. */
void resite_page_say (ResitePage *self, GtkMessageType type, const char *text);
/* The same for an error; being cancelled says nothing. */
void resite_page_complain (ResitePage *self, const GError *error);
/* Tell the window that dup_next_reason() may answer differently now. */
void resite_page_next_changed (ResitePage *self);
/* Ask the window for another page: a step's name, "journal", "summary". */
void resite_page_go_to (ResitePage *self, const char *place);

/* What the window calls. */
void resite_page_shown (ResitePage *self);
void resite_page_refresh (ResitePage *self);
char *resite_page_dup_next_reason (ResitePage *self);
void resite_page_apply_async (ResitePage *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_page_apply_finish (ResitePage *self, GAsyncResult *result, GError **error);
gboolean resite_page_grab_first_focus (ResitePage *self);

/* Signals: "say" (int GtkMessageType, string), "next-changed", "go-to" (string). */

G_END_DECLS
