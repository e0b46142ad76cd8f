/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-block-view.h"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  ResiteBlockView *view;
} View;

static void
set_up (View *view, gconstpointer data)
{
  view->site = display_run_new ("strange.xml");
  view->view = RESITE_BLOCK_VIEW (resite_block_view_new ());
  view->window = display_show (GTK_WIDGET (view->view));
}

static void
tear_down (View *view, gconstpointer data)
{
  display_destroy (view->window);
  display_run_assert_unheard (view->site);
  fixture_free (view->site);
}

static void
show (View *view, const char *step, const char *action)
{
  resite_block_view_set_blocks (
      view->view, view->site->run, fixture_step (view->site, step),
      resite_action_get_blocks (display_run_action (view->site, step, action)));
}

static void
test_empty (View *view, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_assert_true (resite_block_view_is_empty (view->view));
  resite_block_view_set_blocks (view->view, view->site->run, fixture_step (view->site, "P1"), none);
  g_assert_true (resite_block_view_is_empty (view->view));
  g_assert_null (resite_block_view_get_command (view->view));
}

static void
test_texts (View *view, gconstpointer data)
{
  show (view, "P1", "do");
  g_assert_false (resite_block_view_is_empty (view->view));
  display_assert_says (view->view, "A paragraph <b>with</b> & for S01.");
  display_assert_says (view->view, "First thing_one");
  display_assert_says (view->view, "خادم يمين");
  display_assert_says (view->view, "<b>Code</b>");
}

/* Where Resite gives the commands, they are for reading. */
static void
test_automatic (View *view, gconstpointer data)
{
  show (view, "P1", "do");
  display_assert_says (view->view, "Type on ");
  resite_block_view_set_automatic (view->view, TRUE);
  show (view, "P1", "do");
  display_assert_says (view->view, "The same by hand, on ");
  display_assert_silent (view->view, "Type on ");
  resite_block_view_set_automatic (view->view, FALSE);
  show (view, "P1", "do");
  display_assert_says (view->view, "Type on ");
}

/* What does not hold is not there, and leaves no gap in the numbers. */
static void
test_conditions (View *view, gconstpointer data)
{
  show (view, "P1", "do");
  display_assert_silent (view->view, "Only with the share");
  display_assert_says (view->view, "2.\nOnly without the share");
  display_assert_silent (view->view, "3.");
}

static void
test_commands (View *view, gconstpointer data)
{
  g_autofree char *text = NULL;

  show (view, "P1", "do");
  display_assert_says (view->view, "Type on NEW SERVER BR01NEW:\ndir \"E:\\SMSPKG\" & echo <done>");
  display_assert_says (view->view, "Type on PRIMARY HQSMS01:\npreinst /DUMP");
  g_assert_cmpstr (resite_block_view_get_command (view->view), ==,
                   "dir \"E:\\SMSPKG\" & echo <done>");
  display_click (display_named (
      view->view, "Copy the command for NEW SERVER BR01NEW: dir \"E:\\SMSPKG\" & echo <done>"));
  text = display_read_clipboard ();
  g_assert_cmpstr (text, ==, "dir \"E:\\SMSPKG\" & echo <done>");
}

/* Two lines for one machine stand under one heading. */
static void
test_one_box_for_a_machine (View *view, gconstpointer data)
{
  g_autofree char *text = NULL;
  char *first;

  show (view, "P1", "do");
  text = display_read (view->view);
  first = strstr (text, "Type on NEW SERVER");
  g_assert_nonnull (first);
  g_assert_null (strstr (first + 1, "Type on NEW SERVER"));
  g_assert_nonnull (strstr (first, "echo second"));
}

static void
test_values (View *view, gconstpointer data)
{
  g_autofree char *text = NULL;

  show (view, "P1", "do");
  display_click (display_named (view->view, "Copy Name_now: BR01SMS"));
  text = display_read_clipboard ();
  g_assert_cmpstr (text, ==, "BR01SMS");
}

/* A line that does harm carries its machine's name along, as a remark of its own language. */
static void
test_dangerous_commands (View *view, gconstpointer data)
{
  g_autofree char *text = NULL;

  show (view, "C3", "rename");
  g_assert_cmpstr (resite_block_view_get_command (view->view), ==,
                   "rem OLD SERVER BR01SMS\nnetdom renamecomputer BR01SMS");
  display_click (display_named (view->view,
                                "Copy the command for OLD SERVER BR01SMS: select name from table"));
  text = display_read_clipboard ();
  g_assert_cmpstr (text, ==, "-- OLD SERVER BR01SMS\nselect name from table");
  display_assert_silent (view->view, "rem ");
}

/* The same texts again: nothing is drawn anew, so that focus and selection stay. */
static void
test_same_again (View *view, gconstpointer data)
{
  GtkWidget *button;

  show (view, "P1", "do");
  button = display_named (view->view, "Copy Name_now: BR01SMS");
  gtk_widget_grab_focus (button);
  show (view, "P1", "do");
  g_assert_true (display_focus (view->window) == button);
  show (view, "C3", "rename");
  display_assert_silent (view->view, "Name_now");
}

/* After the rename the blocks say the name that the machine has then. */
static void
test_name_changes (View *view, gconstpointer data)
{
  show (view, "C3", "rename");
  display_assert_says (view->view, "netdom renamecomputer BR01SMS\n");
  fixture_do (view->site, RESITE_MOVE_DONE, "C3", NULL);
  show (view, "C3", "rename");
  display_assert_says (view->view, "netdom renamecomputer BR01SMS_OLD\n");
  g_assert_cmpstr (resite_block_view_get_command (view->view), ==,
                   "rem OLD SERVER BR01SMS_OLD\nnetdom renamecomputer BR01SMS_OLD");
}

/* Commands, paths and values read from left to right in every language. */
static void
check_literal (GtkWidget *widget, gpointer data)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (GTK_IS_LABEL (widget) && gtk_style_context_has_class (context, "resite-mono"))
    {
      g_assert_cmpint (gtk_widget_get_direction (widget), ==, GTK_TEXT_DIR_LTR);
      ++*(guint *)data;
    }
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), check_literal, data);
}

static void
test_direction (View *view, gconstpointer data)
{
  guint count = 0;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show (view, "P1", "do");
  check_literal (GTK_WIDGET (view->view), &count);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_cmpuint (count, ==, 5);
}

static void
test_keys (View *view, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  show (view, "P1", "do");
  display_settle ();
  display_assert_named (view->window);
  stops = display_list_tab_stops (view->window);
  g_assert_cmpuint (stops->len, ==, 5);
  for (guint i = 0; i < stops->len; i++)
    g_assert_true (GTK_IS_BUTTON (g_ptr_array_index (stops, i)));
}

static void
add (const char *path, void (*test) (View *, gconstpointer))
{
  g_test_add (path, View, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/block-view/empty", test_empty);
  add ("/block-view/texts", test_texts);
  add ("/block-view/automatic", test_automatic);
  add ("/block-view/conditions", test_conditions);
  add ("/block-view/commands", test_commands);
  add ("/block-view/one-box-for-a-machine", test_one_box_for_a_machine);
  add ("/block-view/values", test_values);
  add ("/block-view/dangerous-commands", test_dangerous_commands);
  add ("/block-view/same-again", test_same_again);
  add ("/block-view/name-changes", test_name_changes);
  add ("/block-view/direction", test_direction);
  add ("/block-view/keys", test_keys);
  return g_test_run ();
}
