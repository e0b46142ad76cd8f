/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trouble-panel"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-label.h"
#include "resite-overrule-dialog.h"
#include "resite-reach-words.h"
#include "resite-step-page.h"
#include "resite-step-words.h"
#include "resite-trouble-panel.h"
#include "resite-wrap-box.h"

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
  GtkWidget *ways; /* on from a STOP */
};

G_DEFINE_FINAL_TYPE (ResiteTroublePanel, resite_trouble_panel, GTK_TYPE_BOX)

static const char *
get_band (ResiteStepStatus status, const char *stop)
{
  if (stop != NULL)
    return _ ("STOP");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("CUT OFF");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return _ ("LOOK AGAIN");
  return _ ("FAILED");
}

static const char *
get_what (const ResiteStepState *state, ResiteStepStatus status, const char *stop)
{
  if (stop != NULL)
    return stop;
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
get_so_what (ResiteStepRun *step, ResiteStepStatus status, const char *stop)
{
  if (stop != NULL)
    return _ ("Do not go on: what follows builds on this. Find the cause first.");
  if (status == RESITE_STEP_LOOK_AGAIN)
    return _ ("It was right once. Things may have changed since, so see for yourself.");
  if (status == RESITE_STEP_INTERRUPTED && resite_step_run_get_rerun (step) == RESITE_RERUN_NEVER)
    return _ ("It must not simply be run again. Look at the machine, then say what you found.");
  if (status == RESITE_STEP_INTERRUPTED)
    return _ ("What was finished is kept. Going on does only the rest.");
  return _ ("Nothing that was finished is lost. This step stays open, and what comes after it "
            "waits.");
}

static const char *
get_now_what (ResiteStepRun *step, ResiteStepStatus status, const char *stop)
{
  if (stop != NULL)
    return _ ("Touch nothing more, and call. When the cause is found and mended, check again. Or "
              "the central administrator takes over, with name and reason. Or give up for today: "
              "Resite opens here again.");
  if (status == RESITE_STEP_INTERRUPTED && resite_step_run_get_rerun (step) == RESITE_RERUN_NEVER)
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

/* The ways on from a STOP. */

static void
overrule (ResiteTroublePanel *self, const char *text)
{
  ResiteStepRun *step = resite_page_get_step_run (self->page);
  gboolean verdict = resite_step_is_verdict (resite_step_run_get_step (step));
  g_autoptr (ResiteMove) move =
      resite_page_new_move (self->page, verdict ? RESITE_MOVE_JUDGE : RESITE_MOVE_DONE);

  if (verdict)
    resite_move_set (move, "verdict", "good");
  resite_move_set (move, "overrule", text);
  resite_step_page_perform (RESITE_STEP_PAGE (self->page), move);
}

static void
take_over_cb (ResiteTroublePanel *self)
{
  const char *stop = resite_step_words_find_stop (resite_page_get_step_run (self->page));
  GtkWidget *dialog;

  if (stop == NULL)
    return;
  dialog = resite_overrule_dialog_show (GTK_WIDGET (self), resite_page_get_run (self->page), stop);
  g_signal_connect_object (dialog, "given", G_CALLBACK (overrule), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
add_way (GtkWidget *ways, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_container_add (GTK_CONTAINER (ways), button);
  return button;
}

static GtkWidget *
make_ways (ResiteTroublePanel *self)
{
  GtkWidget *ways = resite_wrap_box_new ();
  GtkWidget *button;

  gtk_box_set_spacing (GTK_BOX (ways), 8);
  gtk_widget_set_margin_top (ways, 6);
  add_way (ways, _ ("C_heck again"), "page.check-again");
  button = add_way (ways, _ ("The central administrator takes o_ver…"), NULL);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_over_cb), self, G_CONNECT_SWAPPED);
  add_way (ways, _ ("_Give up for today"), "win.close");
  gtk_widget_show_all (ways);
  return ways;
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
  self->who = add (self, resite_label_new ("", "resite-strong"));
  self->ways = add (self, make_ways (self));
  self->remedies = add (self, resite_block_view_new ());
}

GtkWidget *
resite_trouble_panel_new (ResitePage *page)
{
  ResiteTroublePanel *self = g_object_new (RESITE_TYPE_TROUBLE_PANEL, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static gboolean
is_trouble (ResiteTroublePanel *self, ResiteStepRun *step, ResiteStepStatus status)
{
  /* That another box answers is said above, and nothing is to be mended before that. */
  if (resite_reach_words_find_mismatch (resite_page_get_run (self->page),
                                        resite_step_run_get_machine (step)) != NULL)
    return FALSE;
  return (resite_step_words_find_stop (step) != NULL && status != RESITE_STEP_RUNNING) ||
         status == RESITE_STEP_FAILED || status == RESITE_STEP_INTERRUPTED ||
         status == RESITE_STEP_LOOK_AGAIN;
}

static void
fill (ResiteTroublePanel *self, ResiteStepRun *step, ResiteStepStatus status)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  ResiteStep *fact = resite_step_run_get_step (step);
  ResiteRun *run = resite_page_get_run (self->page);
  const char *stop = resite_step_words_find_stop (step);
  g_autofree char *who = resite_step_words_whom_to_call (run);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (stop || status == RESITE_STEP_FAILED)
    gtk_style_context_add_class (style, "resite-halt");
  else
    gtk_style_context_remove_class (style, "resite-halt");
  gtk_label_set_text (GTK_LABEL (self->band), get_band (status, stop));
  gtk_label_set_text (GTK_LABEL (self->what), get_what (state, status, stop));
  gtk_label_set_text (GTK_LABEL (self->so_what), get_so_what (step, status, stop));
  gtk_label_set_text (GTK_LABEL (self->now_what), get_now_what (step, status, stop));
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (self->remedies), run, step,
                                resite_step_get_wrong (fact));
  gtk_widget_set_visible (self->remedies, status == RESITE_STEP_FAILED);
  gtk_widget_set_visible (self->ways, stop != NULL && resite_page_is_editable (self->page));
  gtk_label_set_text (GTK_LABEL (self->who), who != NULL ? who : "");
  gtk_widget_set_visible (self->who, who != NULL && (stop != NULL || status == RESITE_STEP_FAILED));
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
  if (is_trouble (self, step, status))
    fill (self, step, status);
  gtk_widget_set_visible (GTK_WIDGET (self), is_trouble (self, step, status));
}
