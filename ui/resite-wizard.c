/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-coach-page.h"
#include "resite-journal-page.h"
#include "resite-page-factory.h"
#include "resite-scroll.h"
#include "resite-welcome-page.h"
#include "resite-wizard-private.h"

G_DEFINE_FINAL_TYPE (ResiteWizard, resite_wizard, GTK_TYPE_BOX)

enum
{
  CLOSE_ASKED,
  TAKE_OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update_navigator (ResiteWizard *self)
{
  GListModel *steps = resite_run_get_steps (self->run);
  ResiteStepRun *current = resite_run_get_current (self->run);
  gboolean way_back = resite_run_state_is_way_back (resite_run_get_state (self->run));

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      const char *phase = resite_step_get_phase_id (resite_step_run_get_step (step));
      ResiteStepStatus status = resite_step_run_get_status (step);
      gboolean back = g_strcmp0 (phase, "back") == 0;

      resite_navigator_set_step (self->navigator, resite_step_run_get_name (step), status,
                                 resite_step_run_is_reached (step),
                                 back == way_back || resite_step_status_is_closed (status));
    }
  resite_navigator_set_current (self->navigator,
                                current != NULL ? resite_step_run_get_name (current) : NULL);
}

static gboolean
step_is_open (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);

  return step != NULL && !resite_step_status_is_closed (resite_step_run_get_status (step));
}

static void
run_changed_cb (ResiteWizard *self)
{
  update_navigator (self);
  if (step_is_open (self))
    self->only_read = FALSE;
  _resite_wizard_show_head (self);
  _resite_wizard_show_footer (self);
}

static GtkWidget *
new_page (ResiteWizard *self, const char *place)
{
  if (g_strcmp0 (place, RESITE_PLACE_SUMMARY) == 0)
    return resite_page_factory_new_summary_page (self->run, self->person);
  if (g_strcmp0 (place, RESITE_PLACE_JOURNAL) == 0)
    return resite_journal_page_new (self->run, self->person);
  if (g_strcmp0 (place, RESITE_PLACE_WELCOME) == 0)
    return resite_welcome_page_new (self->run, self->person);
  if (g_strcmp0 (place, RESITE_PLACE_COACH) == 0 && self->rehearsal != NULL)
    return resite_coach_page_new (self->run, self->person, self->rehearsal);
  return resite_page_factory_new_step_page (self->run, resite_run_find_step (self->run, place),
                                            self->person);
}

static void
page_say_cb (ResiteWizard *self, int type, const char *text)
{
  resite_wizard_say (self, type, text);
}

static void
page_go_to_cb (ResiteWizard *self, const char *place)
{
  resite_wizard_go_to (self, place);
}

static void
page_next_changed_cb (ResiteWizard *self)
{
  _resite_wizard_show_footer (self);
}

static void
put_page (ResiteWizard *self, GtkWidget *page)
{
  if (self->page != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->page, self);
      gtk_widget_destroy (GTK_WIDGET (self->page));
    }
  self->page = RESITE_PAGE (page);
  g_signal_connect_object (page, "say", G_CALLBACK (page_say_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "go-to", G_CALLBACK (page_go_to_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "next-changed", G_CALLBACK (page_next_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_container_add (self->page_holder, page);
  gtk_widget_show (page);
  if (self->window != NULL)
    gtk_widget_insert_action_group (self->window, "page",
                                    G_ACTION_GROUP (resite_page_get_actions (self->page)));
}

static void
scroll_to_top (ResiteWizard *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
}

static void
focus_page (ResiteWizard *self)
{
  if (!resite_page_grab_first_focus (self->page))
    gtk_widget_grab_focus (self->heading_box);
  scroll_to_top (self);
}

void
_resite_wizard_show_place (ResiteWizard *self)
{
  const char *place = resite_navigator_get_place (self->navigator);

  resite_message_bar_clear (self->message_bar);
  put_page (self, new_page (self, place));
  self->only_read = !step_is_open (self);
  _resite_wizard_show_head (self);
  resite_page_refresh (self->page);
  resite_phase_list_set_place (self->phase_list, place);
  _resite_wizard_show_log (self);
  resite_page_shown (self->page);
  focus_page (self);
  _resite_wizard_show_footer (self);
}

ResiteStepRun *
_resite_wizard_get_step (ResiteWizard *self)
{
  return self->page != NULL ? resite_page_get_step_run (self->page) : NULL;
}

static void
performed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GError) error = NULL;

  if (resite_run_perform_finish (RESITE_RUN (object), result, &error) || self->page == NULL)
    return;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    resite_wizard_say (self, GTK_MESSAGE_ERROR, error->message);
}

void
_resite_wizard_perform (ResiteWizard *self, ResiteMove *move)
{
  resite_run_perform_async (self->run, move, NULL, performed_cb, g_object_ref (self));
}

static void
open_step_cb (ResiteWizard *self, const char *name)
{
  resite_wizard_go_to (self, name);
}

static void
stop_step_cb (ResiteWizard *self, const char *name)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_STOP, self->person, name);

  _resite_wizard_perform (self, move);
}

static void
answer_cb (ResiteWizard *self, const char *question, const char *choice)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_ANSWER, self->person, NULL);

  resite_move_set (move, "question", question);
  resite_move_set (move, "choice", choice);
  _resite_wizard_perform (self, move);
}

static void
close_clicked_cb (ResiteWizard *self)
{
  g_signal_emit (self, signals[CLOSE_ASKED], 0);
}

static void
resite_wizard_dispose (GObject *object)
{
  ResiteWizard *self = RESITE_WIZARD (object);

  if (self->apply != NULL)
    g_cancellable_cancel (self->apply);
  g_clear_object (&self->apply);
  g_clear_handle_id (&self->room_source, g_source_remove);
  g_clear_weak_pointer (&self->focus_before_log);
  self->log_drawer = NULL;
  g_clear_object (&self->run);
  g_clear_object (&self->rehearsal);
  g_clear_object (&self->navigator);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->person, g_free);
  self->page = NULL;
  G_OBJECT_CLASS (resite_wizard_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, rehearsal_band);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, look_bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, look_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, log_paned);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, phase_list);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, task_pane);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, head_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, badge);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, heading_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, heading_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, meta_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, way_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, hazard_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, reach_band);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, ahead_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, question_bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, scroller);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, page_holder);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, message_bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, busy_strip);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, footer);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, close_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, skip_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, back_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteWizard, next_button);
}

#define BIND_CALLBACK(widget_class, name, function)                                                \
  gtk_widget_class_bind_template_callback_full (widget_class, name, G_CALLBACK (function))

static void
resite_wizard_class_init (ResiteWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_wizard_dispose;
  signals[CLOSE_ASKED] = g_signal_new ("close-asked", RESITE_TYPE_WIZARD, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TAKE_OVER] = g_signal_new ("take-over", RESITE_TYPE_WIZARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_PHASE_LIST);
  g_type_ensure (RESITE_TYPE_MACHINE_BADGE);
  g_type_ensure (RESITE_TYPE_QUESTION_BAR);
  g_type_ensure (RESITE_TYPE_REACH_BAND);
  g_type_ensure (RESITE_TYPE_MESSAGE_BAR);
  g_type_ensure (RESITE_TYPE_BUSY_STRIP);
  g_type_ensure (RESITE_TYPE_REHEARSAL_BAND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-wizard.ui");
  bind_children (widget_class);
  BIND_CALLBACK (widget_class, "resite_wizard_open_step_cb", open_step_cb);
  BIND_CALLBACK (widget_class, "resite_wizard_stop_step_cb", stop_step_cb);
  BIND_CALLBACK (widget_class, "resite_wizard_answer_cb", answer_cb);
  BIND_CALLBACK (widget_class, "resite_wizard_try_again_cb", _resite_wizard_reach);
  BIND_CALLBACK (widget_class, "resite_wizard_confirm_cb", _resite_wizard_ask_confirm);
  BIND_CALLBACK (widget_class, "resite_wizard_close_clicked_cb", close_clicked_cb);
  BIND_CALLBACK (widget_class, "resite_wizard_next_clicked_cb", _resite_wizard_next);
  BIND_CALLBACK (widget_class, "resite_wizard_back_clicked_cb", _resite_wizard_back);
  BIND_CALLBACK (widget_class, "resite_wizard_skip_clicked_cb", _resite_wizard_ask_skip);
  BIND_CALLBACK (widget_class, "resite_wizard_trouble_clicked_cb", _resite_wizard_open_trouble);
}

static void
resite_wizard_init (ResiteWizard *self)
{
  self->navigator = resite_navigator_new ();
  self->actions = g_simple_action_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  resite_scroll_follow_focus (GTK_WIDGET (self->scroller));
}

GtkWidget *
resite_wizard_new (ResiteRun *run, const char *person)
{
  ResiteWizard *self = g_object_new (RESITE_TYPE_WIZARD, NULL);

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  self->run = g_object_ref (run);
  self->person = g_strdup (person);
  resite_phase_list_set_run (self->phase_list, run);
  resite_busy_strip_set_run (self->busy_strip, run);
  resite_question_bar_set_run (self->question_bar, run);
  gtk_widget_set_visible (GTK_WIDGET (self->rehearsal_band), resite_run_is_rehearsal (run));
  update_navigator (self);
  _resite_wizard_install_actions (self);
  _resite_wizard_install_log (self);
  _resite_wizard_watch_room (self);
  g_signal_connect_object (run, "changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "machine-changed", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

ResiteRun *
resite_wizard_get_run (ResiteWizard *self)
{
  g_return_val_if_fail (RESITE_IS_WIZARD (self), NULL);
  return self->run;
}

const char *
resite_wizard_get_place (ResiteWizard *self)
{
  g_return_val_if_fail (RESITE_IS_WIZARD (self), NULL);
  return resite_navigator_get_place (self->navigator);
}

void
resite_wizard_set_rehearsal (ResiteWizard *self, ResiteRehearsal *rehearsal)
{
  g_return_if_fail (RESITE_IS_WIZARD (self));
  g_set_object (&self->rehearsal, rehearsal);
  resite_rehearsal_band_set_rehearsal (self->rehearsal_band, rehearsal);
}

void
_resite_wizard_note_help (ResiteWizard *self, ResiteCoachHelp help)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);

  if (self->rehearsal != NULL && step != NULL)
    resite_rehearsal_note_help (self->rehearsal, help, resite_step_run_get_name (step));
}

gboolean
resite_wizard_go_to (ResiteWizard *self, const char *place)
{
  g_return_val_if_fail (RESITE_IS_WIZARD (self), FALSE);
  g_return_val_if_fail (place != NULL, FALSE);
  if ((self->rehearsal == NULL && g_str_equal (place, RESITE_PLACE_COACH)) ||
      !resite_navigator_go_to (self->navigator, place))
    {
      /* TRANSLATORS: %s is what was typed. */
      g_autofree char *text = g_strdup_printf (_ ("There is no step %s in this run."), place);

      resite_wizard_say (self, GTK_MESSAGE_WARNING, text);
      return FALSE;
    }
  _resite_wizard_show_place (self);
  return TRUE;
}

void
resite_wizard_say (ResiteWizard *self, GtkMessageType type, const char *text)
{
  g_return_if_fail (RESITE_IS_WIZARD (self));
  self->said_reason = FALSE;
  resite_message_bar_say (self->message_bar, type, text);
}

void
resite_wizard_attach_actions (ResiteWizard *self, GtkWidget *window)
{
  g_return_if_fail (RESITE_IS_WIZARD (self));
  self->window = window;
  gtk_widget_insert_action_group (window, "run", G_ACTION_GROUP (self->actions));
  if (self->page != NULL)
    gtk_widget_insert_action_group (window, "page",
                                    G_ACTION_GROUP (resite_page_get_actions (self->page)));
}
