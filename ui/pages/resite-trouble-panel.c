/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trouble-panel"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-label.h"
#include "resite-step-words.h"
#include "resite-trouble-panel.h"

struct _ResiteTroublePanel
{
  GtkBox parent_instance;

  ResitePage *page; /* unowned: we are inside it */
  GtkWidget *band;
  GtkWidget *what;
  GtkWidget *so_what;
  GtkWidget *now_what_heading;
  GtkWidget *now_what;
  GtkWidget *remedies;
  GtkWidget *who;
};

G_DEFINE_FINAL_TYPE (ResiteTroublePanel, resite_trouble_panel, GTK_TYPE_BOX)

static gboolean
is_stop (ResiteStepRun *step, const ResiteStepState *state)
{
  return state != NULL && g_strcmp0 (state->verdict, "bad") == 0 &&
         resite_step_is_verdict (resite_step_run_get_step (step));
}

static const char *
get_band (ResiteStepStatus status, gboolean stop)
{
  if (stop)
    return _ ("STOP");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("CUT OFF");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return _ ("LOOK AGAIN");
  return _ ("FAILED");
}

static const char *
get_what (const ResiteStepState *state, ResiteStepStatus status, gboolean stop)
{
  if (stop)
    return _ ("This was judged bad.");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("Resite ended while this step was under way. What was in hand is looked at first.");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return state != NULL && state->reason != NULL ? state->reason
                                                  : _ ("This step is to be looked at once more.");
  if (state != NULL && state->message != NULL)
    return state->message;
  return _ ("Something here did not work. The rows marked ✗ below say what.");
}

static const char *
get_so_what (ResiteStep *step, ResiteStepStatus status, gboolean stop)
{
  if (stop)
    return _ ("Do not go on: what follows builds on this. Find the cause first.");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return _ ("It was right once. Things may have changed since, so see for yourself.");
  if (status == RESITE_STEP_INTERRUPTED && resite_step_get_rerun (step) == RESITE_RERUN_NEVER)
    return _ ("It must not simply be run again. Look at the machine, then say what you found.");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("What was finished is kept. Going on does only the rest.");
  return _ ("Nothing that was finished is lost. This step stays open, and what comes after it "
            "waits.");
}

static const char *
get_now_what (ResiteStep *step, ResiteStepStatus status, gboolean stop)
{
  if (stop)
    return _ ("Find the cause, then start again or set the step back. Or let the central "
              "administrator take over, and close Resite for today: it opens here again.");
  if (status == RESITE_STEP_INTERRUPTED && resite_step_get_rerun (step) == RESITE_RERUN_NEVER)
    return _ ("Check by hand what was done, then sign it off below, or set it back.");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("Press “Go on”, or do the rest by hand.");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return _ ("Do it again as before, or sign it off if it still holds.");
  return _ ("Mend the cause, then retry what failed. Or do it by hand. Or skip it with a reason, "
            "where that is allowed.");
}

static GtkWidget *
add (ResiteTroublePanel *self, GtkWidget *widget)
{
  gtk_box_pack_start (GTK_BOX (self), widget, FALSE, FALSE, 0);
  return widget;
}

static void
resite_trouble_panel_class_init (ResiteTroublePanelClass *klass)
{
}

static void
resite_trouble_panel_init (ResiteTroublePanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-trouble");
  atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self)), ATK_ROLE_ALERT);
  self->band = add (self, resite_label_new ("", "resite-band"));
  self->what = add (self, resite_label_new ("", "resite-strong"));
  gtk_label_set_selectable (GTK_LABEL (self->what), TRUE);
  gtk_widget_set_can_focus (self->what, FALSE);
  self->so_what = add (self, resite_label_new ("", NULL));
  self->now_what_heading = add (self, resite_label_new (_ ("What to do now"), "resite-heading"));
  self->now_what = add (self, resite_label_new ("", NULL));
  self->remedies = add (self, resite_block_view_new ());
  self->who = add (self, resite_label_new ("", "resite-strong"));
}

GtkWidget *
resite_trouble_panel_new (ResitePage *page)
{
  ResiteTroublePanel *self = g_object_new (RESITE_TYPE_TROUBLE_PANEL, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static gboolean
is_trouble (ResiteStepStatus status)
{
  return status == RESITE_STEP_FAILED || status == RESITE_STEP_INTERRUPTED ||
         status == RESITE_STEP_LOOK_AGAIN;
}

static void
fill (ResiteTroublePanel *self, ResiteStepRun *step, ResiteStepStatus status)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  ResiteStep *fact = resite_step_run_get_step (step);
  ResiteRun *run = resite_page_get_run (self->page);
  gboolean stop = is_stop (step, state);
  g_autofree char *who = resite_step_words_whom_to_call (run);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (stop || status == RESITE_STEP_FAILED)
    gtk_style_context_add_class (style, "resite-halt");
  else
    gtk_style_context_remove_class (style, "resite-halt");
  gtk_label_set_text (GTK_LABEL (self->band), get_band (status, stop));
  gtk_label_set_text (GTK_LABEL (self->what), get_what (state, status, stop));
  gtk_label_set_text (GTK_LABEL (self->so_what), get_so_what (fact, status, stop));
  gtk_label_set_text (GTK_LABEL (self->now_what), get_now_what (fact, status, stop));
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (self->remedies), run, step,
                                resite_step_get_wrong (fact));
  gtk_widget_set_visible (self->remedies, status == RESITE_STEP_FAILED);
  gtk_label_set_text (GTK_LABEL (self->who), who != NULL ? who : "");
  gtk_widget_set_visible (self->who, who != NULL && status == RESITE_STEP_FAILED);
  resite_label_set_accessible_name (GTK_WIDGET (self), get_what (state, status, stop));
}

void
resite_trouble_panel_refresh (ResiteTroublePanel *self)
{
  ResiteStepRun *step;
  ResiteStepStatus status;

  g_return_if_fail (RESITE_IS_TROUBLE_PANEL (self));

  step = resite_page_get_step_run (self->page);
  status = resite_step_run_get_status (step);
  if (is_trouble (status))
    fill (self, step, status);
  gtk_widget_set_visible (GTK_WIDGET (self), is_trouble (status));
}
