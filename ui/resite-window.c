/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-window"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-navigator.h"
#include "resite-window-private.h"

/* Seconds. */
#define SHORT_ABSENCE 60

G_DEFINE_FINAL_TYPE (ResiteWindow, resite_window, GTK_TYPE_APPLICATION_WINDOW)

static void
set_titles (ResiteWindow *self, const char *title, const char *subtitle)
{
  gtk_header_bar_set_title (self->header_bar, title);
  gtk_header_bar_set_subtitle (self->header_bar, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
show_run_buttons (ResiteWindow *self, gboolean visible)
{
  gtk_widget_set_visible (self->help_button, visible);
  gtk_widget_set_visible (self->log_button, visible);
  gtk_widget_set_visible (self->emergency_button, visible);
}

void
_resite_window_show_start (ResiteWindow *self)
{
  /* What is begun from here is no part of a rehearsal whose run was never begun. */
  g_clear_object (&self->rehearsal);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "rehearsal", NULL);
  set_titles (self, "Resite", NULL);
  show_run_buttons (self, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "start");
  resite_start_page_read_runs (self->start_page, self->data_folder);
  resite_start_page_grab_focus (self->start_page);
}

void
_resite_window_show_wait (ResiteWindow *self, const char *text)
{
  gtk_label_set_text (self->wait_label, text);
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

static void
show_run_titles (ResiteWindow *self)
{
  ResitePlan *plan = resite_run_get_plan (self->run);
  const char *code = resite_plan_get (plan, "site.code");
  const char *server = resite_plan_get (plan, "site.server-name");
  const char *person = resite_preferences_get_person (self->preferences);
  /* TRANSLATORS: site code and name of the server. */
  g_autofree char *title =
      g_strdup_printf (_ ("Site %s · %s"), code != NULL ? code : "", server != NULL ? server : "");
  /* TRANSLATORS: number of the run, name of the technician. */
  g_autofree char *subtitle =
      g_strdup_printf (_ ("run %s · technician: %s"), resite_run_get_id (self->run), person);

  set_titles (self, title, subtitle);
}

static void
close_asked_cb (ResiteWindow *self)
{
  resite_window_close (self);
}

static void
take_over_cb (ResiteWindow *self, const char *reason)
{
  _resite_window_take_over (self, reason);
}

static void
remove_wizard (ResiteWindow *self)
{
  if (self->wizard != NULL)
    gtk_widget_destroy (GTK_WIDGET (self->wizard));
  self->wizard = NULL;
}

/* Whoever was away for a moment only, and finds nothing cut off, goes straight on. */
static gboolean
has_been_away (ResiteRun *run)
{
  GStrv welcome = resite_run_get_welcome (run);

  if (welcome == NULL || !resite_run_may_act (run))
    return FALSE;
  return resite_run_get_away_seconds (run) >= SHORT_ABSENCE || g_strv_length (welcome) > 2;
}

static const char *
choose_first_place (ResiteRun *run, gboolean first_time)
{
  ResiteStepRun *current = resite_run_get_current (run);

  if (!first_time && has_been_away (run))
    return RESITE_PLACE_WELCOME;
  return current != NULL ? resite_step_run_get_name (current) : RESITE_PLACE_SUMMARY;
}

void
_resite_window_show_run (ResiteWindow *self, ResiteRun *run, gboolean first_time)
{
  GtkWidget *wizard;

  remove_wizard (self);
  g_clear_object (&self->asker);
  g_set_object (&self->run, run);
  self->asker = resite_asker_new (GTK_WINDOW (self), run, self->rehearsal);
  _resite_window_attach_rehearsal (self, first_time);
  wizard = resite_wizard_new (run, resite_preferences_get_person (self->preferences));
  self->wizard = RESITE_WIZARD (wizard);
  resite_wizard_set_rehearsal (self->wizard, self->rehearsal);
  g_signal_connect_object (wizard, "close-asked", G_CALLBACK (close_asked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wizard, "take-over", G_CALLBACK (take_over_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, wizard, "run");
  gtk_widget_show (wizard);
  gtk_stack_set_visible_child_name (self->stack, "run");
  resite_wizard_attach_actions (self->wizard, GTK_WIDGET (self));
  show_run_titles (self);
  show_run_buttons (self, TRUE);
  _resite_window_watch_jobs (self);
  resite_wizard_go_to (self->wizard, choose_first_place (run, first_time));
}

void
_resite_window_complain (ResiteWindow *self, const GError *error)
{
  _resite_window_show_start (self);
  resite_start_page_say (self->start_page, GTK_MESSAGE_ERROR, error->message);
}

const char *
_resite_window_keep_person (ResiteWindow *self)
{
  g_autofree char *person = g_strstrip (g_strdup (resite_start_page_get_person (self->start_page)));
  g_autofree char *phone = g_strstrip (g_strdup (resite_start_page_get_phone (self->start_page)));

  resite_preferences_set_person (self->preferences, person, phone);
  return resite_preferences_get_person (self->preferences);
}

static void
rehearse_cb (ResiteWindow *self)
{
  const ResiteRehearsalOptions options = { 0 };

  resite_window_rehearse (self, &options);
}

static void
choose_scenario_cb (ResiteWindow *self)
{
  _resite_window_choose_scenario (self);
}

static void
new_plan_cb (ResiteWindow *self)
{
  _resite_window_new_plan (self);
}

static void
open_plan_cb (ResiteWindow *self, const char *path)
{
  _resite_window_open_plan (self, path);
}

static void
open_run_cb (ResiteWindow *self, const char *path)
{
  _resite_window_open_run (self, path, RESITE_RUN_ACT, NULL);
}

static void
close_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  resite_window_close (user_data);
}

static void
menu_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWindow *self = user_data;

  gtk_button_clicked (GTK_BUTTON (self->menu_button));
}

static const GActionEntry actions[] = {
  { "close", close_action_cb },
  { "menu", menu_action_cb },
};

static gboolean
resite_window_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  return _resite_window_delete_event (RESITE_WINDOW (widget));
}

static void
resite_window_dispose (GObject *object)
{
  ResiteWindow *self = RESITE_WINDOW (object);

  remove_wizard (self);
  g_clear_object (&self->asker);
  g_clear_object (&self->run);
  g_clear_object (&self->rehearsal);
  g_clear_object (&self->preferences);
  g_clear_pointer (&self->data_folder, g_free);
  g_clear_pointer (&self->reason, g_free);
  G_OBJECT_CLASS (resite_window_parent_class)->dispose (object);
}

#define BIND(widget_class, child)                                                                  \
  gtk_widget_class_bind_template_child (widget_class, ResiteWindow, child)
#define BIND_CALLBACK(widget_class, name, function)                                                \
  gtk_widget_class_bind_template_callback_full (widget_class, name, G_CALLBACK (function))

static void
resite_window_class_init (ResiteWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_window_dispose;
  widget_class->delete_event = resite_window_delete_event;
  g_type_ensure (RESITE_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-window.ui");
  BIND (widget_class, header_bar);
  BIND (widget_class, stack);
  BIND (widget_class, start_page);
  BIND (widget_class, wait_label);
  BIND (widget_class, help_button);
  BIND (widget_class, log_button);
  BIND (widget_class, emergency_button);
  BIND (widget_class, menu_button);
  BIND_CALLBACK (widget_class, "resite_window_rehearse_cb", rehearse_cb);
  BIND_CALLBACK (widget_class, "resite_window_choose_scenario_cb", choose_scenario_cb);
  BIND_CALLBACK (widget_class, "resite_window_new_plan_cb", new_plan_cb);
  BIND_CALLBACK (widget_class, "resite_window_open_plan_cb", open_plan_cb);
  BIND_CALLBACK (widget_class, "resite_window_open_run_cb", open_run_cb);
}

static void
resite_window_init (ResiteWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

GtkWidget *
resite_window_new (GtkApplication *application, ResitePreferences *preferences,
                   const char *data_folder, const ResiteRehearsalSite *site)
{
  ResiteWindow *self = g_object_new (RESITE_TYPE_WINDOW, "application", application, NULL);

  self->preferences = g_object_ref (preferences);
  self->data_folder = g_strdup (data_folder);
  self->site = site;
  resite_start_page_set_person (self->start_page, resite_preferences_get_person (preferences),
                                resite_preferences_get_phone (preferences));
  _resite_window_show_start (self);
  return GTK_WIDGET (self);
}

ResiteRun *
resite_window_get_run (ResiteWindow *self)
{
  g_return_val_if_fail (RESITE_IS_WINDOW (self), NULL);
  return self->run;
}
