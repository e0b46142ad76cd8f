/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-overrule-dialog.h"
#include "resite-page.h"
#include "resite-step-controls.h"
#include "resite-step-words.h"
#include "resite-trouble-panel.h"
#include "resite-wizard.h"

/* A page that says STOP: nobody goes on by habit, and each way on does what it says. */

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *wizard;
  DisplayHeard closed;
} Stop;

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ((DisplayHeard *)data)->count++;
}

/* What the window around the wizard would offer. */
static void
add_window_actions (Stop *stop)
{
  static const GActionEntry entries[] = { { "close", close_cb } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries),
                                   &stop->closed);
  gtk_widget_insert_action_group (stop->window, "win", G_ACTION_GROUP (group));
}

static void
set_up (Stop *stop, gconstpointer data)
{
  stop->site = display_run_new ("stop.xml");
  stop->wizard = resite_wizard_new (stop->site->run, FIXTURE_BY);
  stop->window = display_show (stop->wizard);
  add_window_actions (stop);
  resite_wizard_attach_actions (RESITE_WIZARD (stop->wizard), stop->window);
  resite_wizard_go_to (RESITE_WIZARD (stop->wizard), "P1");
}

static void
tear_down (Stop *stop, gconstpointer data)
{
  display_destroy (stop->window);
  display_heard_clear (&stop->closed);
  display_run_assert_unheard (stop->site);
  fixture_free (stop->site);
}

static GtkWidget *
get_panel (Stop *stop)
{
  return display_nth (stop->wizard, RESITE_TYPE_TROUBLE_PANEL, 0);
}

static gboolean
shows (Stop *stop, const char *id)
{
  return gtk_widget_is_visible (display_child (stop->wizard, id));
}

static void
run_into_it (Stop *stop)
{
  g_assert_true (shows (stop, "next_button"));
  g_assert_true (shows (stop, "skip_button"));
  g_assert_true (shows (stop, "by_hand_button"));
  fixture_do (stop->site, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (stop->site, "P1", "failed");
  display_until (display_says (stop->wizard, "STOP"));
  display_settle ();
}

static void
test_page (Stop *stop, gconstpointer data)
{
  GtkStyleContext *style;

  run_into_it (stop);
  style = gtk_widget_get_style_context (get_panel (stop));
  g_assert_true (gtk_style_context_has_class (style, "resite-halt"));
  display_assert_says (get_panel (stop),
                       resite_step_words_find_stop (fixture_step (stop->site, "P1")));
  display_assert_says (get_panel (stop), "Touch nothing more, and call.");
  display_assert_says (get_panel (stop), "One is missing: call.");
  g_assert_false (shows (stop, "next_button"));
  g_assert_false (shows (stop, "skip_button"));
  g_assert_false (shows (stop, "by_hand_button"));
  display_assert_named (stop->window);
}

static void
test_check_again (Stop *stop, gconstpointer data)
{
  run_into_it (stop);
  fixture_write (stop->site, "new/E/gone.txt", "found", 0644);
  display_click (display_button (get_panel (stop), "C_heck again"));
  display_until (resite_step_run_get_status (fixture_step (stop->site, "P1")) == RESITE_STEP_DONE);
  display_until (!gtk_widget_get_visible (get_panel (stop)));
  g_assert_true (shows (stop, "next_button"));
}

static void
test_check_again_in_vain (Stop *stop, gconstpointer data)
{
  run_into_it (stop);
  display_click (display_button (get_panel (stop), "C_heck again"));
  display_until (fixture_count_events (stop->site, RESITE_EVENT_ACTION_ENDED, "P1") == 2);
  /* The step fails by an event of its own, after its action's. */
  display_until (resite_step_run_get_status (fixture_step (stop->site, "P1")) ==
                 RESITE_STEP_FAILED);
  display_until (display_says (stop->wizard, "STOP") && !shows (stop, "next_button"));
}

static GtkWidget *
ask_to_take_over (Stop *stop)
{
  GtkWidget *dialog;

  display_click (display_button (get_panel (stop), "The central administrator takes o_ver…"));
  dialog = display_wait_dialog (RESITE_TYPE_OVERRULE_DIALOG);
  display_assert_named (dialog);
  return dialog;
}

static void
test_take_over (Stop *stop, gconstpointer data)
{
  const ResiteStepState *state;
  GtkWidget *dialog;

  run_into_it (stop);
  dialog = ask_to_take_over (stop);
  display_assert_says (dialog, resite_step_words_find_stop (fixture_step (stop->site, "P1")));
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), " C. Admin ");
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 1), STRANGE_TEXT);
  display_click (display_button (dialog, "_Take over"));
  display_until (resite_step_run_get_status (fixture_step (stop->site, "P1")) == RESITE_STEP_DONE);
  state = resite_step_run_get_state (fixture_step (stop->site, "P1"));
  g_assert_cmpstr (state->overrule, ==, "C. Admin takes over: " STRANGE_TEXT);
  display_until (shows (stop, "next_button"));
}

static void
test_take_over_needs_both (Stop *stop, gconstpointer data)
{
  GtkWidget *dialog;

  run_into_it (stop);
  dialog = ask_to_take_over (stop);
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), "  ");
  display_click (display_button (dialog, "_Take over"));
  display_assert_says (dialog, "Both are needed");
  g_assert_true (display_focus (dialog) == display_nth (dialog, GTK_TYPE_ENTRY, 0));
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), "C. Admin");
  display_click (display_button (dialog, "_Take over"));
  g_assert_true (display_focus (dialog) == display_nth (dialog, GTK_TYPE_ENTRY, 1));
  display_press (dialog, GDK_KEY_Escape, 0);
  display_until (display_find_dialog (RESITE_TYPE_OVERRULE_DIALOG) == NULL);
  fixture_assert_status (stop->site, "P1", "failed");
}

static void
test_give_up (Stop *stop, gconstpointer data)
{
  run_into_it (stop);
  display_click (display_button (get_panel (stop), "_Give up for today"));
  g_assert_cmpuint (stop->closed.count, ==, 1);
  fixture_assert_status (stop->site, "P1", "failed");
}

/* A verdict that was bad stops, too; who takes over judges it good and answers for that. */
static void
test_bad_verdict (Stop *stop, gconstpointer data)
{
  GtkWidget *dialog;

  resite_wizard_go_to (RESITE_WIZARD (stop->wizard), "P2");
  fixture_do (stop->site, RESITE_MOVE_START, "P2", NULL);
  fixture_do (stop->site, RESITE_MOVE_DONE, "P2", NULL);
  fixture_do (stop->site, RESITE_MOVE_JUDGE, "P2", "verdict", "bad", NULL);
  display_until (display_says (stop->wizard, "STOP"));
  display_assert_says (stop->wizard, "This was judged bad.");
  display_settle ();
  g_assert_false (shows (stop, "next_button"));
  dialog = ask_to_take_over (stop);
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), "C. Admin");
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 1), "seen it before");
  display_click (display_button (dialog, "_Take over"));
  display_until (resite_step_run_get_status (fixture_step (stop->site, "P2")) == RESITE_STEP_DONE);
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (stop->site, "P2"))->overrule, ==,
                   "C. Admin takes over: seen it before");
}

#define ADD(name, function) g_test_add ("/stop/" name, Stop, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("page", test_page);
  ADD ("check-again", test_check_again);
  ADD ("check-again-in-vain", test_check_again_in_vain);
  ADD ("take-over", test_take_over);
  ADD ("take-over-needs-both", test_take_over_needs_both);
  ADD ("give-up", test_give_up);
  ADD ("bad-verdict", test_bad_verdict);
  return g_test_run ();
}
