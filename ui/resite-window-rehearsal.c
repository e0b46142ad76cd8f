/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-window-rehearsal"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-navigator.h"
#include "resite-scenario-page.h"
#include "resite-window-private.h"

static void
site_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRehearsal) rehearsal = resite_rehearsal_make_finish (result, &error);

  if (self->data_folder == NULL)
    return;
  if (rehearsal == NULL)
    {
      _resite_window_complain (self, error);
      return;
    }
  g_set_object (&self->rehearsal, rehearsal);
  _resite_window_start_run (self, resite_rehearsal_get_plan_path (rehearsal));
}

/* Whoever only rehearses need not say who they are. */
void
resite_window_rehearse (ResiteWindow *self, const ResiteRehearsalOptions *options)
{
  ResiteRehearsalOptions chosen;

  g_return_if_fail (RESITE_IS_WINDOW (self) && options != NULL);
  chosen = *options;
  if (chosen.packages == 0)
    chosen.packages = self->packages;
  if (!resite_start_page_has_person (self->start_page))
    resite_start_page_set_person (self->start_page, _ ("Trainee"), "");
  _resite_window_show_wait (self, _ ("Building a site to rehearse on…"));
  resite_rehearsal_make_async (self->site, self->data_folder, &chosen, site_made_cb,
                               g_object_ref (self));
}

static void
scenario_chosen_cb (ResiteWindow *self, ResiteScenarioPage *page)
{
  ResiteRehearsalOptions options = resite_scenario_page_get_options (page);

  resite_window_rehearse (self, &options);
}

static void
scenario_cancelled_cb (ResiteWindow *self)
{
  _resite_window_show_start (self);
}

void
_resite_window_choose_scenario (ResiteWindow *self)
{
  g_autoptr (GPtrArray) choices = self->site->list_choices ();
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, "scenarios");

  if (page != NULL)
    gtk_widget_destroy (page);
  page = resite_scenario_page_new (choices);
  g_signal_connect_object (page, "rehearse", G_CALLBACK (scenario_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "cancelled", G_CALLBACK (scenario_cancelled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, "scenarios");
  gtk_stack_set_visible_child_name (self->stack, "scenarios");
  resite_scenario_page_grab_focus (RESITE_SCENARIO_PAGE (page));
}

static void
tomorrow_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWindow *self = user_data;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  resite_rehearsal_let_it_be_tomorrow (self->rehearsal);
  time = resite_clock_format (resite_clock_now (resite_rehearsal_get_clock (self->rehearsal)));
  text = g_strdup_printf (_ ("Here it is %s now."), time);
  resite_wizard_say (self->wizard, GTK_MESSAGE_INFO, text);
}

static void
noted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!resite_run_perform_finish (RESITE_RUN (object), result, &error))
    g_message ("%s", error->message);
}

/* The record shows that somebody helped, and with what. */
static void
note (ResiteWindow *self, const char *step, const char *said)
{
  g_autoptr (ResiteMove) move =
      resite_move_new (RESITE_MOVE_NOTE, resite_preferences_get_person (self->preferences), step);
  g_autofree char *text = g_strdup_printf (_ ("The person at the machines: %s"), said);

  resite_move_set (move, "note", text);
  resite_run_perform_async (self->run, move, NULL, noted_cb, NULL);
  resite_wizard_say (self->wizard, GTK_MESSAGE_INFO, text);
}

static void
remedy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWindow *self = user_data;
  const char *step = resite_wizard_get_place (self->wizard);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  if (step == NULL || resite_run_find_step (self->run, step) == NULL)
    {
      resite_wizard_say (self->wizard, GTK_MESSAGE_WARNING,
                         _ ("Go to the step that does not go on first."));
      return;
    }
  said = resite_rehearsal_remedy (self->rehearsal, step, &error);
  if (said != NULL)
    note (self, step, said);
  else
    resite_wizard_say (self->wizard, error != NULL ? GTK_MESSAGE_ERROR : GTK_MESSAGE_INFO,
                       error != NULL ? error->message
                                     : _ ("The person at the machines: nothing is to be done here "
                                          "beyond the step itself."));
}

static void
coach_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  resite_wizard_go_to (((ResiteWindow *)user_data)->wizard, RESITE_PLACE_COACH);
}

static const GActionEntry actions[] = {
  { "tomorrow", tomorrow_cb },
  { "remedy", remedy_cb },
  { "coach", coach_cb },
};

void
_resite_window_attach_rehearsal (ResiteWindow *self, gboolean first_time)
{
  g_autoptr (GSimpleActionGroup) group = NULL;

  if (self->rehearsal == NULL)
    {
      gtk_widget_insert_action_group (GTK_WIDGET (self), "rehearsal", NULL);
      return;
    }
  group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "rehearsal", G_ACTION_GROUP (group));
  resite_rehearsal_attach (self->rehearsal, self->run);
  /* Its machines let us in without a person, so all that was seen can be looked at again at once. */
  if (!first_time)
    resite_run_look_again_async (self->run, TRUE, NULL, NULL, NULL);
}
