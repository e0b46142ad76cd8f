/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-permissions-table.h"

typedef struct
{
  GtkWidget *window;
  ResitePermissionsTable *table;
  GListStore *items;
  guint n_changed;
} Fixture;

static void
add (Fixture *fixture, const char *name, const char *state, const char *message, const char *output)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new (name);

  resite_job_item_set_result (item, output, -1, 0, 0);
  resite_job_item_set (item, state, message);
  g_list_store_append (fixture->items, item);
}

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->items = g_list_store_new (RESITE_TYPE_JOB_ITEM);
  add (fixture, "C0100011", "ok", "As the model", "is=Users: may read\nshould=Users: may read\n");
  add (fixture, "C0100012", "warning", "Users: " STRANGE_TEXT,
       "is=Everyone: Full Control\nshould=Users: may read\n");
  add (fixture, "C0100013", "failed", "Users: is missing", "is=\nshould=Users: may read\n");
  add (fixture, "other", "ok", "", NULL);
  fixture->table = RESITE_PERMISSIONS_TABLE (resite_permissions_table_new ());
  resite_permissions_table_set_items (fixture->table, G_LIST_MODEL (fixture->items));
  gtk_widget_show (GTK_WIDGET (fixture->table));
  fixture->window = display_show (GTK_WIDGET (fixture->table));
  g_signal_connect_swapped (fixture->table, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  g_assert_finalize_object (fixture->items);
}

static GtkTreeView *
get_tree (Fixture *fixture)
{
  return GTK_TREE_VIEW (display_nth (fixture->table, GTK_TYPE_TREE_VIEW, 0));
}

static void
assert_chosen (Fixture *fixture, const char *names)
{
  g_autofree char *chosen = resite_permissions_table_dup_chosen (fixture->table);

  g_assert_cmpstr (chosen, ==, names);
}

/* As a press on the box of a row does. */
static void
toggle (Fixture *fixture, const char *row)
{
  GtkTreeViewColumn *column = gtk_tree_view_get_column (get_tree (fixture), 0);
  g_autoptr (GList) cells = gtk_cell_layout_get_cells (GTK_CELL_LAYOUT (column));

  g_signal_emit_by_name (cells->data, "toggled", row);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  GtkTreeModel *model = gtk_tree_view_get_model (get_tree (fixture));
  g_autofree char *folder = NULL;
  g_autofree char *is = NULL;
  g_autofree char *should = NULL;
  g_autofree char *difference = NULL;
  GtkTreeIter iter;

  g_assert_cmpint (gtk_tree_model_iter_n_children (model, NULL), ==, 3);
  g_assert_true (gtk_tree_model_get_iter_from_string (model, &iter, "1"));
  gtk_tree_model_get (model, &iter, 1, &folder, 2, &is, 3, &should, 4, &difference, -1);
  g_assert_cmpstr (folder, ==, "C0100012");
  g_assert_cmpstr (is, ==, "Everyone: Full Control");
  g_assert_cmpstr (should, ==, "Users: may read");
  g_assert_cmpstr (difference, ==, "Users: " STRANGE_TEXT);
  g_assert_cmpuint (gtk_tree_view_get_n_columns (get_tree (fixture)), ==, 5);
}

static void
test_choose (Fixture *fixture, gconstpointer data)
{
  assert_chosen (fixture, "C0100012, C0100013");
  toggle (fixture, "1");
  assert_chosen (fixture, "C0100013");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  /* What is right is not reset. */
  toggle (fixture, "0");
  assert_chosen (fixture, "C0100013");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  toggle (fixture, "2");
  assert_chosen (fixture, "none");
  toggle (fixture, "1");
  assert_chosen (fixture, "C0100012");
}

static void
test_looked_again (Fixture *fixture, gconstpointer data)
{
  g_list_store_remove_all (fixture->items);
  assert_chosen (fixture, "none");
  add (fixture, "C0100014", "failed", "m", "is=a\nshould=b\n");
  assert_chosen (fixture, "C0100014");
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJobItem) first = g_list_model_get_item (G_LIST_MODEL (fixture->items), 0);
  g_autoptr (ResiteJobItem) last = g_list_model_get_item (G_LIST_MODEL (fixture->items), 3);

  g_assert_true (resite_permissions_table_fits (first));
  g_assert_false (resite_permissions_table_fits (last));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/permissions-table/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rows", test_rows);
  ADD ("choose", test_choose);
  ADD ("looked-again", test_looked_again);
  ADD ("fits", test_fits);
  return g_test_run ();
}
