/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-head"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-reach-words.h"
#include "resite-step-words.h"
#include "resite-wizard-private.h"

static char *
format_number (ResiteStepRun *step)
{
  guint minutes = resite_step_get_minutes (resite_step_run_get_step (step));
  guint total, number = resite_step_run_get_number (step, &total);
  g_autofree char *place = g_strdup_printf (_ ("Step %u of %u"), number, total);
  g_autofree char *time = NULL;

  if (minutes == 0)
    return g_steal_pointer (&place);
  time = g_strdup_printf (ngettext ("about %u minute", "about %u minutes", minutes), minutes);
  return g_strconcat (place, " · ", time, NULL);
}

static gboolean
has_part_by_hand (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_INSTRUCTION &&
        resite_step_run_holds (step, resite_action_get (actions->pdata[i], "when")))
      return TRUE;
  return FALSE;
}

static const char *
describe_way (ResiteRun *run, ResiteStepRun *step)
{
  const char *way = resite_step_run_get_way (step);
  gboolean remote = resite_reach_words_is_remote (run, resite_step_run_get_machine (step));

  if (g_strcmp0 (way, "RUN") == 0 && has_part_by_hand (step))
    return _ ("RUN: a part is yours, then Resite does it");
  if (g_strcmp0 (way, "RUN") == 0)
    return remote ? _ ("RUN: Resite does it, over the network") : _ ("RUN: Resite does it");
  if (g_strcmp0 (way, "CHECK") == 0)
    return _ ("CHECK: you do it, Resite looks");
  return _ ("TELL: you do it, and say so here");
}

static char *
format_meta (ResiteStepRun *step)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *number = format_number (step);
  guint attempt = resite_step_run_get_attempt (step);

  g_string_append (text, number);
  if (resite_step_is_optional (resite_step_run_get_step (step)))
    g_string_append_printf (text, " · %s", _ ("optional **"));
  if (attempt > 1)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("attempt %u"), attempt);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_heading (ResiteWizard *self, const char *heading, const char *spoken)
{
  gtk_label_set_text (self->heading_label, heading);
  resite_label_keep_paths_whole (self->heading_label);
  atk_object_set_name (gtk_widget_get_accessible (self->heading_box), spoken);
  atk_object_set_name (gtk_widget_get_accessible (self->task_pane), heading);
}

/* The page under an irreversible step knows it too: there, the button that does the deed is red. */
static void
mark_irreversible (ResiteWizard *self, gboolean irreversible)
{
  GtkWidget *widgets[] = { GTK_WIDGET (self->hazard_label), GTK_WIDGET (self->page_holder) };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      GtkStyleContext *context = gtk_widget_get_style_context (widgets[i]);

      if (irreversible)
        gtk_style_context_add_class (context, "irreversible");
      else
        gtk_style_context_remove_class (context, "irreversible");
    }
}

static void
show_hazard (ResiteWizard *self, ResiteHazard hazard)
{
  gtk_widget_set_visible (GTK_WIDGET (self->hazard_label), hazard != RESITE_HAZARD_NONE);
  mark_irreversible (self, hazard == RESITE_HAZARD_IRREVERSIBLE);
  if (hazard == RESITE_HAZARD_IRREVERSIBLE)
    {
      gtk_label_set_text (self->hazard_label, _ ("! This cannot be undone. Read it to the end "
                                                 "before you begin."));
    }
  else
    {
      gtk_label_set_text (self->hazard_label, _ ("! Careful: done on the wrong machine, this does "
                                                 "harm."));
    }
}

static void
show_ahead (ResiteWizard *self, ResiteStepRun *step)
{
  ResiteStepStatus status = resite_step_run_get_status (step);
  const char *text = NULL;

  if (status == RESITE_STEP_LEFT_OUT)
    text = _ ("The plan does not ask for this step. It is shown for reading only.");
  else if (resite_navigator_is_ahead (self->navigator))
    text = _ ("You can read ahead. Nothing here can be done yet.");
  gtk_widget_set_visible (GTK_WIDGET (self->ahead_label), text != NULL);
  gtk_label_set_text (self->ahead_label, text != NULL ? text : "");
}

static void
show_step_head (ResiteWizard *self, ResiteStepRun *step)
{
  const char *machine = resite_step_run_get_machine (step);
  g_autofree char *word = resite_machine_badge_dup_word (self->run, machine);
  g_autofree char *meta = format_meta (step);
  g_autofree char *heading =
      g_strdup_printf ("%s  %s", resite_step_get_id (resite_step_run_get_step (step)),
                       resite_page_get_title (self->page));
  /* TRANSLATORS: read aloud at each page turn: heading, machine, number of the step. */
  g_autofree char *spoken = g_strdup_printf (_ ("%s, do this on: %s, %s"), heading, word, meta);

  resite_machine_badge_show_machine (self->badge, self->run, machine);
  set_heading (self, heading, spoken);
  gtk_label_set_text (self->meta_label, meta);
  gtk_label_set_text (self->way_label, describe_way (self->run, step));
  show_hazard (self, resite_step_get_hazard (resite_step_run_get_step (step)));
  show_ahead (self, step);
}

static void
show_look (ResiteWizard *self)
{
  g_autofree char *owner = NULL;
  g_autofree char *text = NULL;
  const char *path = resite_journal_get_path (resite_run_get_journal (self->run));

  if (resite_run_may_act (self->run))
    {
      gtk_widget_hide (self->look_bar);
      return;
    }
  if (gtk_widget_get_visible (self->look_bar))
    return;
  owner = resite_journal_describe_owner (path, NULL);
  if (owner != NULL)
    /* TRANSLATORS: %s is "J. Doe on desk1, since 10:41". */
    text = g_strdup_printf (_ ("Open for looking only: %s works in this run."), owner);
  else
    text = g_strdup (_ ("Open for looking only."));
  gtk_label_set_text (self->look_label, text);
  gtk_widget_show (self->look_bar);
}

void
_resite_wizard_show_head (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);
  gboolean of_step = step != NULL;

  if (self->page == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->badge), of_step);
  gtk_widget_set_visible (GTK_WIDGET (self->meta_label), of_step);
  gtk_widget_set_visible (GTK_WIDGET (self->way_label), of_step);
  show_look (self);
  _resite_wizard_show_reach (self);
  if (of_step)
    {
      show_step_head (self, step);
      return;
    }
  show_hazard (self, RESITE_HAZARD_NONE);
  gtk_widget_hide (GTK_WIDGET (self->ahead_label));
  set_heading (self, resite_page_get_title (self->page), resite_page_get_title (self->page));
}

static gboolean
may_skip (ResiteWizard *self, ResiteStepRun *step)
{
  ResiteStep *what = step != NULL ? resite_step_run_get_step (step) : NULL;

  return what != NULL && resite_run_may_act (self->run) && !resite_step_is_pause (what) &&
         !resite_step_is_verdict (what) && resite_step_words_find_stop (step) == NULL &&
         resite_step_run_is_reached (step) &&
         !resite_step_status_is_closed (resite_step_run_get_status (step));
}

/* What was said of Next goes when it is no longer so; how far running work is may change. */
static void
forget_old_reason (ResiteWizard *self, const char *text)
{
  g_autofree char *former = gtk_widget_get_tooltip_text (GTK_WIDGET (self->next_button));
  ResiteStepRun *step = _resite_wizard_get_step (self);

  if (!self->said_reason || g_strcmp0 (former, text) == 0 ||
      (step != NULL && resite_step_run_get_status (step) == RESITE_STEP_RUNNING))
    return;
  self->said_reason = FALSE;
  resite_message_bar_clear (self->message_bar);
}

static void
show_next_reason (ResiteWizard *self, const char *reason)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self->next_button));
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self->next_button));
  g_autofree char *text = NULL;

  if (reason == NULL)
    gtk_style_context_remove_class (context, "waits");
  else
    gtk_style_context_add_class (context, "waits");
  if (reason != NULL)
    /* TRANSLATORS: %s is what has to happen first: "the name of the machine, typed by you". */
    text = g_strdup_printf (_ ("Next waits for: %s"), reason);
  forget_old_reason (self, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->next_button), text);
  atk_object_set_description (accessible, text != NULL ? text : "");
}

/* Buttons that would do nothing here are not shown; Next always is, and says what it waits for. */
void
_resite_wizard_show_footer (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);
  g_autofree char *reason = NULL;

  if (self->page == NULL)
    return;
  reason = resite_page_dup_next_reason (self->page);
  show_next_reason (self, reason);
  gtk_widget_set_visible (GTK_WIDGET (self->skip_button), may_skip (self, step));
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_button), step != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button),
                          resite_navigator_peek_next (self->navigator) != NULL &&
                              (step == NULL || resite_step_words_find_stop (step) == NULL));
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_button),
                            resite_navigator_peek_back (self->navigator) != NULL);
}
