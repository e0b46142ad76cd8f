/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-items.h"
#include "display.h"
#include "resite-command-job.h"
#include "resite-item-table.h"

#define MANY 10000

typedef struct
{
  GtkWidget *window;
  ResiteItemTable *table;
  GtkTreeView *view;
  GListStore *items;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->items = items_new ();
  fixture->table = RESITE_ITEM_TABLE (resite_item_table_new ());
  resite_item_table_set_items (fixture->table, G_LIST_MODEL (fixture->items), "Packages");
  fixture->window = display_show (GTK_WIDGET (fixture->table));
  fixture->view = display_child (fixture->table, "view");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_assert_unheard (fixture->items, "items-changed");
  g_assert_finalize_object (fixture->items);
}

static int
count_rows (Fixture *fixture)
{
  return gtk_tree_model_iter_n_children (gtk_tree_view_get_model (fixture->view), NULL);
}

static char *
read_cell (Fixture *fixture, int row, int column)
{
  GtkTreeModel *model = gtk_tree_view_get_model (fixture->view);
  GtkTreeIter iter;
  char *text = NULL;

  g_assert_true (gtk_tree_model_iter_nth_child (model, &iter, NULL, row));
  gtk_tree_model_get (model, &iter, column, &text, -1);
  return text;
}

static void
assert_cell (Fixture *fixture, int row, int column, const char *expected)
{
  g_autofree char *text = read_cell (fixture, row, column);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
has_cell (Fixture *fixture, int row, int column, const char *expected)
{
  g_autofree char *text = count_rows (fixture) > row ? read_cell (fixture, row, column) : NULL;

  return g_strcmp0 (text, expected) == 0;
}

static void
choose_row (Fixture *fixture, int row)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices (row, -1);

  gtk_tree_view_set_cursor (fixture->view, path, NULL, FALSE);
  display_settle ();
}

static const char *
get_visible_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (display_child (fixture->table, "stack"));
}

static void
add_mixture (Fixture *fixture)
{
  items_add (fixture->items, "C0100010", "copied", "");
  items_add (fixture->items, "C0100011", "failed", "the disk is full");
  items_add (fixture->items, "C0100012", "running", "");
  items_add (fixture->items, "C0100013", "queued", "");
  items_add (fixture->items, "C0100014", "ignored", "not ours");
  items_add (fixture->items, "C0100015", "not-read-only", "");
  display_until (count_rows (fixture) == 6);
}

static GtkWidget *
get_chip (Fixture *fixture, guint n)
{
  return display_nth (display_child (fixture->table, "filter_bar"), GTK_TYPE_RADIO_BUTTON, n);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_visible_page (fixture), ==, "empty");
  display_assert_says (fixture->table, "Nothing here yet.");
  resite_item_table_set_empty_text (fixture->table, "No *.PCK in E:\\SMSPKG & " STRANGE_TEXT);
  display_assert_says (fixture->table, "No *.PCK in E:\\SMSPKG & " STRANGE_TEXT);
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->table, "export_button")));
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->table, "copy_button")));
  resite_item_table_set_empty_text (fixture->table, NULL);
  display_assert_says (fixture->table, "Nothing here yet.");
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  add_mixture (fixture);
  g_assert_cmpstr (get_visible_page (fixture), ==, "rows");
  assert_cell (fixture, 0, 0, "C0100010");
  assert_cell (fixture, 0, 2, "✓ copied");
  assert_cell (fixture, 1, 2, "✗ failed");
  assert_cell (fixture, 1, 4, "the disk is full");
  assert_cell (fixture, 2, 2, "▸ running");
  assert_cell (fixture, 5, 2, "! not read-only");
  g_assert_true (gtk_widget_get_sensitive (display_child (fixture->table, "export_button")));
}

static void
test_chips (Fixture *fixture, gconstpointer data)
{
  static const char *const labels[] = { "All 6",        "Running 1", "Failed 1",
                                        "To look at 1", "Done 1",    "Left out 1" };
  static const int shown[] = { 6, 1, 1, 1, 1, 1 };

  add_mixture (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      GtkWidget *chip = get_chip (fixture, i);

      display_until (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (chip)), labels[i]) == 0);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
      g_assert_cmpint (count_rows (fixture), ==, shown[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 2)), TRUE);
  assert_cell (fixture, 0, 0, "C0100011");
}

static void
test_empty_chip (Fixture *fixture, gconstpointer data)
{
  items_add (fixture->items, "C0100010", "copied", "");
  display_until (count_rows (fixture) == 1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 2)), TRUE);
  g_assert_cmpstr (get_visible_page (fixture), ==, "empty");
  display_assert_says (fixture->table, "Nothing failed.");
  g_assert_true (gtk_widget_get_sensitive (display_child (fixture->table, "export_button")));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 0)), TRUE);
  g_assert_cmpstr (get_visible_page (fixture), ==, "rows");
}

/* An item that fails appears under the chip without anybody asking again. */
static void
test_chip_follows (Fixture *fixture, gconstpointer data)
{
  add_mixture (fixture);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 2)), TRUE);
  g_assert_cmpint (count_rows (fixture), ==, 1);
  {
    g_autoptr (ResiteJobItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->items), 2);

    resite_job_item_set (item, "failed", "gone");
  }
  display_until (count_rows (fixture) == 2);
  display_until (
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (get_chip (fixture, 2))), "Failed 2") == 0);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = display_child (fixture->table, "search_entry");

  add_mixture (fixture);
  resite_item_table_find (fixture->table);
  g_assert_true (display_focus (fixture->window) == entry);
  display_type (entry, "DISK");
  display_until (count_rows (fixture) == 1);
  assert_cell (fixture, 0, 0, "C0100011");
  display_type (entry, "0100014");
  display_until (has_cell (fixture, 0, 0, "C0100014"));
  g_assert_cmpint (count_rows (fixture), ==, 1);
  display_type (entry, "no such thing");
  display_until (count_rows (fixture) == 0);
  display_assert_says (fixture->table, "No row holds these letters.");
  display_type (entry, "");
  display_until (count_rows (fixture) == 6);
}

static void
test_details (Fixture *fixture, gconstpointer data)
{
  GtkWidget *details = display_child (fixture->table, "details");

  add_mixture (fixture);
  g_assert_false (gtk_widget_get_visible (details));
  choose_row (fixture, 1);
  g_assert_true (gtk_widget_get_visible (details));
  display_assert_says (details, "C0100011");
  display_assert_says (details, "the disk is full");
  choose_row (fixture, 0);
  display_assert_silent (details, "the disk is full");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 1)), TRUE);
  g_assert_false (gtk_widget_get_visible (details));
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->table, "copy_button")));
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  add_mixture (fixture);
  choose_row (fixture, 1);
  display_click (display_child (fixture->table, "copy_button"));
  text = display_read_clipboard ();
  g_assert_cmpstr (text, ==, "C0100011\t\t✗ failed\tthe disk is full");
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  GtkTreeViewColumn *state = gtk_tree_view_get_column (fixture->view, 1);
  GtkWidget *unsort = display_child (fixture->table, "unsort_button");

  items_add (fixture->items, "b", "failed", "");
  items_add (fixture->items, "c", "copied", "");
  items_add (fixture->items, "a", "failed", "");
  display_until (count_rows (fixture) == 3);
  g_assert_false (gtk_widget_get_visible (unsort));
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (fixture->view, 0));
  assert_cell (fixture, 0, 0, "a");
  assert_cell (fixture, 2, 0, "c");
  display_assert_says (fixture->table, "Sorted by Name as of ");
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (fixture->view, 0));
  assert_cell (fixture, 0, 0, "c");
  gtk_tree_view_column_clicked (state);
  display_assert_says (fixture->table, "Sorted by State as of ");
  display_click (unsort);
  assert_cell (fixture, 0, 0, "b");
  assert_cell (fixture, 2, 0, "a");
  g_assert_false (gtk_widget_get_visible (unsort));
  display_assert_silent (fixture->table, "Sorted by");
  g_assert_true (display_focus (fixture->window) == GTK_WIDGET (fixture->view));
}

/* A row does not move under the finger: it keeps its place when it changes after the sort. */
static void
test_sorted_rows_stay (Fixture *fixture, gconstpointer data)
{
  ResiteJobItem *first = items_add (fixture->items, "b", "queued", "");

  items_add (fixture->items, "a", "failed", "");
  display_until (count_rows (fixture) == 2);
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (fixture->view, 0));
  assert_cell (fixture, 1, 0, "b");
  resite_job_item_set (first, "copied", "");
  display_until (has_cell (fixture, 1, 2, "✓ copied"));
  assert_cell (fixture, 1, 0, "b");
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  add_mixture (fixture);
  choose_row (fixture, 1);
  display_assert_named (fixture->window);
  g_assert_true (display_named (fixture->table, "Packages") == fixture->view);
  g_assert_nonnull (display_named (fixture->table, "Search in the table"));
}

static void
test_arrows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkTreePath) path = NULL;

  add_mixture (fixture);
  choose_row (fixture, 0);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  display_press (fixture->window, GDK_KEY_Down, 0);
  display_press (fixture->window, GDK_KEY_Down, 0);
  gtk_tree_view_get_cursor (fixture->view, &path, NULL);
  g_assert_cmpint (gtk_tree_path_get_indices (path)[0], ==, 2);
  display_assert_says (display_child (fixture->table, "details"), "C0100012");
  display_press (fixture->window, GDK_KEY_End, 0);
  display_assert_says (display_child (fixture->table, "details"), "C0100015");
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;

  items_add_many (fixture->items, MANY, "queued");
  display_until (count_rows (fixture) == MANY);
  last = read_cell (fixture, MANY - 1, 0);
  g_assert_cmpstr (last, ==, "C010270F");
  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->items), i);

      resite_job_item_set (item, i % 1000 == 7 ? "failed" : "copied", "");
    }
  display_until (
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (get_chip (fixture, 2))), "Failed 10") == 0);
  display_until (strstr (gtk_button_get_label (GTK_BUTTON (get_chip (fixture, 4))), "990") != NULL);
  g_assert_cmpint (count_rows (fixture), ==, MANY);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 2)), TRUE);
  g_assert_cmpint (count_rows (fixture), ==, 10);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_chip (fixture, 0)), TRUE);
  g_assert_cmpint (count_rows (fixture), ==, MANY);
}

static void
test_other_items (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) other = items_new ();

  add_mixture (fixture);
  items_add (other, "elsewhere", "forwarded", "");
  resite_item_table_set_items (fixture->table, G_LIST_MODEL (other), "Preloads");
  display_until (has_cell (fixture, 0, 0, "elsewhere"));
  display_assert_unheard (fixture->items, "items-changed");
  items_add (fixture->items, "late", "failed", "");
  display_settle ();
  g_assert_cmpint (count_rows (fixture), ==, 1);
  resite_item_table_set_items (fixture->table, NULL, "Preloads");
  display_until (count_rows (fixture) == 0);
  display_assert_unheard (other, "items-changed");
}

static void
test_strange_names (Fixture *fixture, gconstpointer data)
{
  items_add (fixture->items, STRANGE_TEXT, "failed", STRANGE_TEXT);
  items_add (fixture->items, RTL_TEXT, "copied", RTL_TEXT);
  display_until (count_rows (fixture) == 2);
  choose_row (fixture, 0);
  display_assert_says (display_child (fixture->table, "details"), STRANGE_TEXT);
  choose_row (fixture, 1);
  display_assert_says (display_child (fixture->table, "details"), RTL_TEXT);
  gtk_widget_set_direction (GTK_WIDGET (fixture->table), GTK_TEXT_DIR_RTL);
  display_settle ();
  assert_cell (fixture, 1, 0, RTL_TEXT);
}

/* Stages of a deed: words for their names, and no columns for what stages have not. */
static void
test_titles (Fixture *fixture, gconstpointer data)
{
  resite_item_table_set_titles (fixture->table, resite_command_job_get_item_title);
  items_add (fixture->items, "identity", "ok", "it is");
  items_add (fixture->items, "SMS_EXECUTIVE", "ok", "down");
  display_until (count_rows (fixture) == 2);
  assert_cell (fixture, 0, RESITE_LIST_COLUMN_NAME, "Is it this machine?");
  assert_cell (fixture, 1, RESITE_LIST_COLUMN_NAME, "SMS_EXECUTIVE");
  for (int i = 0; i < 5; i++)
    {
      GtkTreeViewColumn *column = gtk_tree_view_get_column (fixture->view, i);

      g_assert_cmpint (gtk_tree_view_column_get_visible (column), ==, i != 2 && i != 3);
    }
  display_type (display_child (fixture->table, "search_entry"), "THIS MACHINE");
  display_until (count_rows (fixture) == 1);
  choose_row (fixture, 0);
  display_assert_says (display_child (fixture->table, "details"), "Is it this machine?");
}

static const char *
get_title (Fixture *fixture, int n)
{
  return gtk_tree_view_column_get_title (gtk_tree_view_get_column (fixture->view, n));
}

/* Facts in the items' output become columns: they can be read, searched and sorted by. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  static const char *const versions[] = { "10", "9", "" };
  GtkWidget *details = display_child (fixture->table, "details");

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *name = g_strdup_printf ("C010001%u", i);
      g_autofree char *output =
          g_strdup_printf ("name=Package %u\nsource_version=%s\nread_only=yes\n", i, versions[i]);
      ResiteJobItem *item = items_add (fixture->items, name, "ready", "");

      resite_job_item_set_result (item, output, -1, 0, 1);
    }
  display_until (count_rows (fixture) == 3);
  display_until (g_strcmp0 (get_title (fixture, 1), "Name") == 0);
  g_assert_cmpstr (get_title (fixture, 0), ==, "Package");
  assert_cell (fixture, 1, RESITE_LIST_COLUMN_FACT, "Package 1");
  display_type (display_child (fixture->table, "search_entry"), "PACKAGE 2");
  display_until (count_rows (fixture) == 1);
  display_type (display_child (fixture->table, "search_entry"), "");
  display_until (count_rows (fixture) == 3);
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (fixture->view, 5));
  assert_cell (fixture, 1, RESITE_LIST_COLUMN_FACT, "Package 1");
  assert_cell (fixture, 2, RESITE_LIST_COLUMN_FACT, "Package 0");
  choose_row (fixture, 2);
  display_assert_says (details, "Source ver.: 10");
  display_assert_silent (details, "source_version");
  display_assert_named (fixture->window);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (display_button (fixture->table, "Not right 0")),
                                TRUE);
  display_assert_says (fixture->table, "All of it is right.");
}

/* Changes that still wait for their tick when the window goes must not reach it. */
static void
test_gone_while_waiting (void)
{
  g_autoptr (GListStore) items = items_new ();
  GtkWidget *table = resite_item_table_new ();
  GtkWidget *window;
  ResiteJobItem *item = items_add (items, "C0100010", "queued", "");

  resite_item_table_set_items (RESITE_ITEM_TABLE (table), G_LIST_MODEL (items), "Packages");
  window = display_show (table);
  resite_job_item_set (item, "running", "");
  items_add_many (items, 100, "queued");
  display_destroy (window);
  display_assert_unheard (item, "changed");
  resite_job_item_set (item, "failed", "too late");
  items_add_many (items, 100, "queued");
  display_settle ();
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/item-table/empty", test_empty);
  add ("/item-table/rows", test_rows);
  add ("/item-table/chips", test_chips);
  add ("/item-table/empty-chip", test_empty_chip);
  add ("/item-table/chip-follows", test_chip_follows);
  add ("/item-table/search", test_search);
  add ("/item-table/details", test_details);
  add ("/item-table/copy", test_copy);
  add ("/item-table/sort", test_sort);
  add ("/item-table/sorted-rows-stay", test_sorted_rows_stay);
  add ("/item-table/names", test_names);
  add ("/item-table/arrows", test_arrows);
  add ("/item-table/many", test_many);
  add ("/item-table/other-items", test_other_items);
  add ("/item-table/strange-names", test_strange_names);
  add ("/item-table/titles", test_titles);
  add ("/item-table/facts", test_facts);
  g_test_add_func ("/item-table/gone-while-waiting", test_gone_while_waiting);
  return g_test_run ();
}
