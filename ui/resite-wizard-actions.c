/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-actions"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-emergency-dialog.h"
#include "resite-go-to-dialog.h"
#include "resite-help-dialog.h"
#include "resite-wizard-private.h"

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_next (user_data);
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_back (user_data);
}

static void
skip_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_ask_skip (user_data);
}

static void
trouble_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_open_trouble (user_data);
}

static void
set_back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_ask_set_back (user_data);
}

static void
way_back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_ask_way_back (user_data);
}

static void
abort_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_ask_abort (user_data);
}

static void
write_kit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_write_kit (user_data);
}

static void
read_kit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_read_kit (user_data);
}

static void
take_over_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  _resite_wizard_ask_take_over (user_data);
}

static void
journal_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  resite_wizard_go_to (user_data, RESITE_PLACE_JOURNAL);
}

static void
summary_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  resite_wizard_go_to (user_data, RESITE_PLACE_SUMMARY);
}

static void
current_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  ResiteStepRun *step = resite_run_get_current (self->run);

  resite_wizard_go_to (self, step != NULL ? resite_step_run_get_name (step) : RESITE_PLACE_SUMMARY);
}

/* Where the page that is shown has something to print it prints that, else the summary is what one
 * prints. */
static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  GActionGroup *page = G_ACTION_GROUP (resite_page_get_actions (self->page));

  if (!g_action_group_has_action (page, "print"))
    resite_wizard_go_to (self, RESITE_PLACE_SUMMARY);
  page = G_ACTION_GROUP (resite_page_get_actions (self->page));
  if (g_action_group_has_action (page, "print"))
    g_action_group_activate_action (page, "print", NULL);
}

static void
go_to_chosen_cb (ResiteWizard *self, const char *step)
{
  resite_wizard_go_to (self, step);
}

static void
go_to_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  GtkWidget *dialog = resite_go_to_dialog_show (GTK_WIDGET (self), self->run);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (go_to_chosen_cb), self, G_CONNECT_SWAPPED);
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  _resite_wizard_note_help (self, RESITE_COACH_HELP_READ);
  resite_help_dialog_show (GTK_WIDGET (self), self->run, _resite_wizard_get_step (self));
}

static void
emergency_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  resite_emergency_dialog_show (GTK_WIDGET (self), self->run);
}

static void
busy_page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  const char *step = resite_busy_strip_get_first_step (self->busy_strip);

  if (step != NULL)
    resite_wizard_go_to (self, step);
  else
    resite_wizard_say (self, GTK_MESSAGE_INFO, _ ("Nothing runs now."));
}

static void
sidebar_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  ResiteWizard *self = user_data;

  gtk_widget_set_visible (self->sidebar_box, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

/* Whoever asks for the sidebar, or for its room, has it so from now on. */
static void
sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action));

  self->sidebar_chosen = TRUE;
  g_action_change_state (G_ACTION (action), g_variant_new_boolean (!g_variant_get_boolean (state)));
}

static gboolean
pane_has_focus (ResiteWizard *self, GtkWidget *pane)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  return focus != NULL && (focus == pane || gtk_widget_is_ancestor (focus, pane));
}

/* The sidebar, the task, the messages, what runs, the footer: F6 goes round them. */
static void
go_round_panes (ResiteWizard *self, guint step)
{
  GtkWidget *panes[] = { GTK_WIDGET (self->phase_list), self->task_pane,
                         GTK_WIDGET (self->message_bar), GTK_WIDGET (self->busy_strip),
                         self->footer };
  guint count = G_N_ELEMENTS (panes), here = count - step % count;

  for (guint i = 0; i < count; i++)
    {
      if (pane_has_focus (self, panes[i]))
        here = i;
    }
  for (guint i = 1; i <= count; i++)
    {
      GtkWidget *pane = panes[(here + i * step) % count];

      if (gtk_widget_get_mapped (pane) && gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD))
        return;
    }
}

static void
next_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_round_panes (user_data, 1);
}

static void
previous_pane_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_round_panes (user_data, 4);
}

static const GActionEntry entries[] = {
  { "next", next_cb },
  { "back", back_cb },
  { "skip", skip_cb },
  { "trouble", trouble_cb },
  { "set-back", set_back_cb },
  { "way-back", way_back_cb },
  { "abort", abort_cb },
  { "take-over", take_over_cb },
  { "write-kit", write_kit_cb },
  { "read-kit", read_kit_cb },
  { "journal", journal_cb },
  { "summary", summary_cb },
  { "current", current_cb },
  { "print", print_cb },
  { "go-to", go_to_cb },
  { "help", help_cb },
  { "emergency", emergency_cb },
  { "busy-page", busy_page_cb },
  { "next-pane", next_pane_cb },
  { "previous-pane", previous_pane_cb },
  { "sidebar", sidebar_cb, NULL, "true", sidebar_changed_cb },
};

void
_resite_wizard_install_actions (ResiteWizard *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
