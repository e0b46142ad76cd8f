/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-folded-text.h"
#include "resite-look-list.h"
#include "resite-look-private.h"
#include "resite-welcome-page.h"

/* What was looked at again: in front what changed, folded away what holds. */

typedef struct
{
  GtkWidget *window;
  GtkWidget *list;
  GListStore *looks;
  DisplayHeard opened;
} Looks;

static void
set_up (Looks *looks, gconstpointer data)
{
  looks->looks = g_list_store_new (RESITE_TYPE_LOOK);
  looks->list = resite_look_list_new ();
  looks->window = display_show (looks->list);
  resite_look_list_set_looks (RESITE_LOOK_LIST (looks->list), G_LIST_MODEL (looks->looks));
  display_listen (looks->list, "open-step", display_heard_text_cb, &looks->opened);
}

static void
tear_down (Looks *looks, gconstpointer data)
{
  display_destroy (looks->window);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (looks->looks)); i++)
    {
      g_autoptr (ResiteLook) look = g_list_model_get_item (G_LIST_MODEL (looks->looks), i);

      display_assert_unheard (look, "notify");
    }
  display_assert_unheard (looks->looks, "items-changed");
  g_assert_finalize_object (looks->looks);
  display_heard_clear (&looks->opened);
}

static ResiteLook *
add (Looks *looks, const char *step, const char *label, const char *was)
{
  ResiteLook *look = _resite_look_new (step, label, was);

  g_list_store_append (looks->looks, look);
  g_object_unref (look); /* the list keeps it */
  return look;
}

static guint
count (Looks *looks, ResiteLookState state)
{
  return resite_look_list_count (RESITE_LOOK_LIST (looks->list), state);
}

static GtkTreeView *
get_table (Looks *looks, const char *name)
{
  return GTK_TREE_VIEW (display_named (looks->list, name));
}

static char *
get_cell (GtkTreeView *table, int row, int column)
{
  GtkTreeModel *model = gtk_tree_view_get_model (table);
  GtkTreeIter iter;
  char *text = NULL;

  g_assert_true (gtk_tree_model_iter_nth_child (model, &iter, NULL, row));
  gtk_tree_model_get (model, &iter, column, &text, -1);
  return text;
}

static void
test_nothing (Looks *looks, gconstpointer data)
{
  g_autofree char *text = display_read (looks->list);

  g_assert_cmpstr (text, ==, "");
}

static void
test_progress (Looks *looks, gconstpointer data)
{
  ResiteLook *first = add (looks, "C2", "Services", "stopped");
  ResiteLook *second = add (looks, "C3", "Name", "free");

  display_until (count (looks, RESITE_LOOK_RUNNING) == 2);
  display_assert_says (looks->list, "Looking again at what Resite had seen: 0 of 2…");
  _resite_look_settle (first, RESITE_LOOK_HOLDS, "stopped");
  display_until (display_says (looks->list, "1 of 2…"));
  display_assert_says (looks->list, "✓ 1 check still holds");
  _resite_look_settle (second, RESITE_LOOK_HOLDS, "free");
  display_until (display_says (looks->list, "✓ 2 checks still hold"));
  display_assert_silent (looks->list, "Looking again");
  display_assert_silent (looks->list, "different now");
  display_assert_named (looks->window);
}

static void
test_changed (Looks *looks, gconstpointer data)
{
  ResiteLook *look = add (looks, "C2", STRANGE_TEXT, "was " RTL_TEXT);
  GtkTreeView *table;
  g_autofree char *what = NULL;
  g_autofree char *is = NULL;
  GtkTreePath *path;

  _resite_look_settle (add (looks, "C3", "Name", "free"), RESITE_LOOK_HOLDS, "free");
  _resite_look_settle (look, RESITE_LOOK_CHANGED, "SMS_EXECUTIVE is Automatic again");
  display_until (count (looks, RESITE_LOOK_CHANGED) == 1);
  display_assert_says (looks->list, "✗ 1 thing is different now");
  table = get_table (looks, "What is different now");
  what = get_cell (table, 0, 1);
  is = get_cell (table, 0, 3);
  g_assert_cmpstr (what, ==, STRANGE_TEXT);
  g_assert_cmpstr (is, ==, "SMS_EXECUTIVE is Automatic again");
  path = gtk_tree_path_new_first ();
  gtk_tree_view_row_activated (table, path, gtk_tree_view_get_column (table, 0));
  gtk_tree_path_free (path);
  g_assert_cmpstr (looks->opened.text, ==, "C2");
}

/* Folded things are there when they are asked for. */
static void
test_folded (Looks *looks, gconstpointer data)
{
  GtkWidget *expander;

  _resite_look_settle (add (looks, "P1", "Copy", "there"), RESITE_LOOK_UNSEEN, "no password");
  display_until (display_says (looks->list, "? 1 thing could not be seen from here now"));
  expander = display_named (looks->list, "? 1 thing could not be seen from here now");
  g_assert_false (gtk_widget_get_visible (gtk_bin_get_child (GTK_BIN (expander))));
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  g_assert_true (gtk_widget_get_visible (gtk_bin_get_child (GTK_BIN (expander))));
  g_assert_cmpint (
      gtk_tree_model_iter_n_children (
          gtk_tree_view_get_model (get_table (looks, "What could not be seen now")), NULL),
      ==, 1);
}

static void
test_many (Looks *looks, gconstpointer data)
{
  for (guint i = 0; i < 500; i++)
    _resite_look_settle (add (looks, "P1", "Copy", "there"), RESITE_LOOK_HOLDS, "there");
  display_until (display_says (looks->list, "✓ 500 checks still hold"));
  g_list_store_remove_all (looks->looks);
  display_until (count (looks, RESITE_LOOK_HOLDS) == 0);
  display_assert_silent (looks->list, "still hold");
}

/* The page over a run whose marker went away over night. */
static void
test_welcome_page (void)
{
  Fixture *site = display_run_new ("stop.xml");
  g_auto (DisplayHeard) gone_to = { 0 };
  g_autofree char *marker = fixture_path (site, "new/E/gone.txt");
  GtkWidget *page, *window;

  fixture_write (site, "new/E/gone.txt", "there", 0644);
  fixture_do (site, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (site, "P1", "done");
  g_assert_cmpint (g_unlink (marker), ==, 0);
  fixture_reopen (site);
  page = resite_welcome_page_new (site->run, FIXTURE_BY);
  resite_page_refresh (RESITE_PAGE (page));
  window = display_show (page);
  display_listen (page, "go-to", display_heard_text_cb, &gone_to);
  display_until (display_says (page, "✗ 1 thing is different now"));
  display_until (resite_step_run_get_status (fixture_step (site, "P1")) == RESITE_STEP_LOOK_AGAIN);
  g_assert_true (resite_page_grab_first_focus (RESITE_PAGE (page)));
  g_assert_true (display_focus (window) == display_button (page, "C_ontinue"));
  display_assert_silent (page, "Ask for passwords");
  display_assert_named (window);
  display_press (window, GDK_KEY_Return, 0);
  g_assert_cmpstr (gone_to.text, ==, "P1");
  display_destroy (window);
  display_run_assert_unheard (site);
  fixture_free (site);
}

/* Errors in two parts. */
static void
test_folded_text (void)
{
  GtkWidget *text = resite_folded_text_new ();
  GtkWidget *window;
  GtkExpander *expander;

  resite_folded_text_set_text (RESITE_FOLDED_TEXT (text), "It is refused:\n– one\n– two");
  window = display_show (text);
  display_assert_says (text, "It is refused:\n");
  display_assert_silent (text, "– one");
  expander = display_nth (text, GTK_TYPE_EXPANDER, 0);
  gtk_expander_set_expanded (expander, TRUE);
  display_assert_says (text, "– one\n– two");
  resite_folded_text_set_text (RESITE_FOLDED_TEXT (text), "It is refused:\n– one\n– two");
  g_assert_true (gtk_expander_get_expanded (expander));
  resite_folded_text_set_text (RESITE_FOLDED_TEXT (text), "Short.");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (expander)));
  resite_folded_text_set_text (RESITE_FOLDED_TEXT (text), NULL);
  g_assert_false (gtk_widget_get_visible (text));
  display_destroy (window);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/look-list/" name, Looks, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("nothing", test_nothing);
  ADD ("progress", test_progress);
  ADD ("changed", test_changed);
  ADD ("folded", test_folded);
  ADD ("many", test_many);
  g_test_add_func ("/look-list/welcome-page", test_welcome_page);
  g_test_add_func ("/look-list/folded-text", test_folded_text);
  return g_test_run ();
}
