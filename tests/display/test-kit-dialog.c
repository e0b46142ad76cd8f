/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "kit-fixture.h"
#include "resite-kit-dialog.h"
#include "resite-page-factory.h"
#include "resite-step-controls.h"
#include "resite-wizard.h"

/* The field kit in the window: it is written, its results are read, looked at and taken. */

#define SERVICES "C2-disable-services.cmd"
#define STOPPED                                                                                    \
  "        STATE              : 1  STOPPED\r\n        START_TYPE         : 4   DISABLED"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *wizard;
} Kit;

static void
set_up (Kit *kit, gconstpointer data)
{
  kit->site = kit_fixture_new ();
  kit->wizard = resite_wizard_new (kit->site->run, FIXTURE_BY);
  kit->window = display_show (kit->wizard);
  resite_wizard_attach_actions (RESITE_WIZARD (kit->wizard), kit->window);
  resite_wizard_go_to (RESITE_WIZARD (kit->wizard), "P0.1");
}

static void
tear_down (Kit *kit, gconstpointer data)
{
  display_destroy (kit->window);
  display_assert_unheard (kit->site->run, "changed");
  fixture_free (kit->site);
}

static void
call (Kit *kit, const char *action)
{
  GActionGroup *group = gtk_widget_get_action_group (kit->window, "run");

  g_assert_true (g_action_group_get_action_enabled (group, action));
  g_action_group_activate_action (group, action, NULL);
}

static char *
make_folder (Kit *kit)
{
  char *folder = fixture_path (kit->site, "kit");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  return folder;
}

static GtkWidget *
read_results (Kit *kit)
{
  g_autofree char *folder = make_folder (kit);

  call (kit, "read-kit");
  display_choose_file (folder);
  return display_wait_dialog (RESITE_TYPE_KIT_DIALOG);
}

static void
test_written (Kit *kit, gconstpointer data)
{
  g_autofree char *folder = make_folder (kit);
  g_autofree char *script = g_build_filename (folder, SERVICES, NULL);

  call (kit, "write-kit");
  display_choose_file (folder);
  display_until (display_says (kit->wizard, "Start with READ-ME.txt there."));
  g_assert_true (g_file_test (script, G_FILE_TEST_IS_REGULAR));
}

static void
test_nothing_came_back (Kit *kit, gconstpointer data)
{
  GtkWidget *dialog = read_results (kit);

  display_assert_says (dialog, "No result of this run is in that folder.");
  display_assert_named (dialog);
  g_assert_false (gtk_widget_is_sensitive (display_button (dialog, "_Take into the run")));
  g_assert_false (gtk_widget_is_visible (display_nth (dialog, GTK_TYPE_TREE_VIEW, 0)));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  display_until (display_find_dialog (RESITE_TYPE_KIT_DIALOG) == NULL);
}

static char *
read_table (GtkWidget *dialog)
{
  GtkTreeModel *model = gtk_tree_view_get_model (display_nth (dialog, GTK_TYPE_TREE_VIEW, 0));
  GString *text = g_string_new (NULL);
  GtkTreeIter iter;

  for (gboolean more = gtk_tree_model_get_iter_first (model, &iter); more;
       more = gtk_tree_model_iter_next (model, &iter))
    {
      g_autofree char *step = NULL, *state = NULL, *what = NULL, *found = NULL;

      gtk_tree_model_get (model, &iter, 0, &step, 1, &state, 2, &what, 3, &found, -1);
      g_string_append_printf (text, "%s|%s|%s|%s\n", step, state, what, found);
    }
  return g_string_free (text, FALSE);
}

static void
test_read_and_taken (Kit *kit, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *rows = NULL;

  procedure_walk_until (kit->site, "C2");
  kit_leave_result (kit->site, SERVICES, STOPPED, 0, TRUE);
  dialog = read_results (kit);
  display_assert_named (dialog);
  display_assert_says (dialog, "One script has left a result.");
  rows = read_table (dialog);
  g_assert_nonnull (strstr (rows, "C2|✓ good|"));
  display_assert_silent (dialog, "did not come to its end");
  g_assert_cmpuint (fixture_count_events (kit->site, RESITE_EVENT_ACTION_ENDED, "C2"), ==, 0);
  display_click (display_button (dialog, "_Take into the run"));
  display_until (display_says (kit->wizard, "Taken into the run: C2."));
  g_assert_cmpuint (fixture_count_events (kit->site, RESITE_EVENT_ACTION_ENDED, "C2"), >, 0);
}

static void
test_broken_off (Kit *kit, gconstpointer data)
{
  GtkWidget *dialog;

  procedure_walk_until (kit->site, "C2");
  kit_leave_result (kit->site, SERVICES, STOPPED, 0, FALSE);
  dialog = read_results (kit);
  display_assert_says (dialog, "! " SERVICES " did not come to its end");
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  display_until (display_find_dialog (RESITE_TYPE_KIT_DIALOG) == NULL);
  g_assert_cmpuint (fixture_count_events (kit->site, RESITE_EVENT_ACTION_ENDED, "C2"), ==, 0);
}

static void
test_too_early (Kit *kit, gconstpointer data)
{
  GtkWidget *dialog;

  kit_leave_result (kit->site, SERVICES, STOPPED, 0, TRUE);
  dialog = read_results (kit);
  display_click (display_button (dialog, "_Take into the run"));
  display_until (display_says (kit->wizard, "Nothing could be taken yet. Not yet: C2"));
}

static gboolean
offers_kit (Kit *kit, const char *step)
{
  GtkWidget *page = resite_page_factory_new_step_page (
      kit->site->run, resite_run_find_step (kit->site->run, step), FIXTURE_BY);
  gboolean offers;

  g_object_ref_sink (page);
  resite_page_refresh (RESITE_PAGE (page));
  offers = gtk_widget_get_visible (
      display_child (display_nth (page, RESITE_TYPE_STEP_CONTROLS, 0), "kit_button"));
  gtk_widget_destroy (page);
  g_object_unref (page);
  return offers;
}

/* Only where somebody goes to a machine that is not reached. */
static void
test_offered (Kit *kit, gconstpointer data)
{
  g_assert_false (offers_kit (kit, "P0.1"));
  procedure_walk_until (kit->site, "C2");
  g_assert_true (offers_kit (kit, "C2"));
  g_assert_false (offers_kit (kit, "G1"));
  g_assert_false (offers_kit (kit, "C4")); /* not reached yet */
}

#define ADD(name, function) g_test_add ("/kit-dialog/" name, Kit, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("written", test_written);
  ADD ("nothing-came-back", test_nothing_came_back);
  ADD ("read-and-taken", test_read_and_taken);
  ADD ("broken-off", test_broken_off);
  ADD ("too-early", test_too_early);
  ADD ("offered", test_offered);
  return g_test_run ();
}
