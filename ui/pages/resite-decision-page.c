/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-decision-page"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-decision-bar.h"
#include "resite-decision-page.h"

struct _ResiteDecisionPage
{
  ResiteStepPage parent_instance;

  GtkWidget *bar;
};

G_DEFINE_FINAL_TYPE (ResiteDecisionPage, resite_decision_page, RESITE_TYPE_STEP_PAGE)

static ResiteMove *
make_move (ResiteDecisionPage *self, const char *verdict, const char *overrule)
{
  ResiteMove *move = resite_page_new_move (RESITE_PAGE (self), RESITE_MOVE_JUDGE);

  resite_move_set (move, "verdict", verdict);
  if (overrule != NULL)
    resite_move_set (move, "overrule", overrule);
  return move;
}

/* (nullable): why the run would not take it. */
static char *
find_obstacle (ResiteDecisionPage *self, const char *verdict, const char *overrule)
{
  g_autoptr (ResiteMove) move = make_move (self, verdict, overrule);
  g_autoptr (GError) error = NULL;

  if (resite_run_check_move (resite_page_get_run (RESITE_PAGE (self)), move, &error))
    return NULL;
  return g_strdup (error->message);
}

static void
judged_cb (ResiteDecisionPage *self, const char *verdict, const char *overrule, const char *note,
           ResiteDecisionBar *bar)
{
  g_autoptr (ResiteMove) move = make_move (self, verdict, overrule);

  if (note != NULL)
    resite_move_set (move, "note", note);
  resite_step_page_perform (RESITE_STEP_PAGE (self), move);
}

static GtkWidget *
resite_decision_page_make_end (ResiteStepPage *page)
{
  ResiteDecisionPage *self = RESITE_DECISION_PAGE (page);

  self->bar = resite_decision_bar_new ();
  g_signal_connect_object (self->bar, "judged", G_CALLBACK (judged_cb), self, G_CONNECT_SWAPPED);
  return self->bar;
}

static void
resite_decision_page_refresh_end (ResiteStepPage *page)
{
  ResiteDecisionPage *self = RESITE_DECISION_PAGE (page);
  ResiteStepRun *step = resite_page_get_step_run (RESITE_PAGE (page));
  g_autofree char *locked = find_obstacle (self, "bad", NULL);
  g_autofree char *objection = find_obstacle (self, "good", NULL);

  gtk_widget_set_visible (self->bar,
                          resite_page_is_editable (RESITE_PAGE (page)) &&
                              !resite_step_status_is_closed (resite_step_run_get_status (step)));
  if (resite_step_page_is_busy (page) && locked == NULL)
    locked = g_strdup ("");
  resite_decision_bar_show (RESITE_DECISION_BAR (self->bar),
                            objection == NULL
                                ? _ ("Your verdict. What is known speaks for it.")
                                : _ ("Your verdict. What is known does not settle it."),
                            objection, locked);
}

static char *
resite_decision_page_dup_end_reason (ResiteStepPage *page)
{
  ResiteStepRun *step = resite_page_get_step_run (RESITE_PAGE (page));
  const ResiteStepState *state = resite_step_run_get_state (step);

  if (state != NULL && g_strcmp0 (state->waits_for, "sign-off") == 0)
    return g_strdup (_ ("your word that it is done: press “I have done it”, then judge it"));
  return g_strdup (_ ("your verdict: is it good or bad?"));
}

static void
resite_decision_page_class_init (ResiteDecisionPageClass *klass)
{
  ResiteStepPageClass *page_class = RESITE_STEP_PAGE_CLASS (klass);

  page_class->make_end = resite_decision_page_make_end;
  page_class->refresh_end = resite_decision_page_refresh_end;
  page_class->dup_end_reason = resite_decision_page_dup_end_reason;
}

static void
resite_decision_page_init (ResiteDecisionPage *self)
{
}
