/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "resite-list-tree-model.h"
#include "resite-row-text.h"

#define MANY 10000

/* A view without a window: it keeps its own list by the model's signals alone, so that a wrong
 * signal shows as a wrong list. */
typedef struct
{
  ResiteListTreeModel *model;
  GPtrArray *names; /* utf8 */
  guint n_inserted, n_deleted, n_changed, n_reordered, n_settled;
} Viewer;

static char *
read_text (GtkTreeModel *model, GtkTreeIter *iter, ResiteListColumn column)
{
  char *text = NULL;

  gtk_tree_model_get (model, iter, column, &text, -1);
  return text;
}

static guint
get_index (GtkTreePath *path)
{
  g_assert_cmpint (gtk_tree_path_get_depth (path), ==, 1);
  return (guint)gtk_tree_path_get_indices (path)[0];
}

static void
inserted_cb (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, Viewer *viewer)
{
  g_ptr_array_insert (viewer->names, (int)get_index (path),
                      read_text (model, iter, RESITE_LIST_COLUMN_NAME));
  viewer->n_inserted++;
}

static void
deleted_cb (GtkTreeModel *model, GtkTreePath *path, Viewer *viewer)
{
  g_ptr_array_remove_index (viewer->names, get_index (path));
  viewer->n_deleted++;
}

static void
changed_cb (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, Viewer *viewer)
{
  g_autofree char *name = read_text (model, iter, RESITE_LIST_COLUMN_NAME);

  g_assert_cmpstr (g_ptr_array_index (viewer->names, get_index (path)), ==, name);
  viewer->n_changed++;
}

static void
reordered_cb (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer order,
              Viewer *viewer)
{
  GPtrArray *former = viewer->names;

  viewer->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < former->len; i++)
    g_ptr_array_add (viewer->names,
                     g_strdup (g_ptr_array_index (former, (guint)((int *)order)[i])));
  g_ptr_array_unref (former);
  viewer->n_reordered++;
}

static void
settled_cb (ResiteListTreeModel *model, Viewer *viewer)
{
  viewer->n_settled++;
}

static void
viewer_init (Viewer *viewer, GListModel *items)
{
  memset (viewer, 0, sizeof *viewer);
  viewer->names = g_ptr_array_new_with_free_func (g_free);
  viewer->model = resite_list_tree_model_new (items);
  g_signal_connect (viewer->model, "row-inserted", G_CALLBACK (inserted_cb), viewer);
  g_signal_connect (viewer->model, "row-deleted", G_CALLBACK (deleted_cb), viewer);
  g_signal_connect (viewer->model, "row-changed", G_CALLBACK (changed_cb), viewer);
  g_signal_connect (viewer->model, "rows-reordered", G_CALLBACK (reordered_cb), viewer);
  g_signal_connect (viewer->model, "settled", G_CALLBACK (settled_cb), viewer);
}

static void
viewer_clear (Viewer *viewer)
{
  g_assert_finalize_object (viewer->model);
  g_ptr_array_unref (viewer->names);
}

static void
settle (Viewer *viewer)
{
  guint before = viewer->n_settled;

  while (viewer->n_settled == before)
    g_main_context_iteration (NULL, TRUE);
}

/* What the model says when it is walked equals what its signals said. */
static void
assert_same (Viewer *viewer)
{
  GtkTreeModel *model = GTK_TREE_MODEL (viewer->model);
  GtkTreeIter iter;
  guint n = 0;
  gboolean more = gtk_tree_model_get_iter_first (model, &iter);

  while (more)
    {
      g_autofree char *name = read_text (model, &iter, RESITE_LIST_COLUMN_NAME);

      g_assert_cmpuint (n, <, viewer->names->len);
      g_assert_cmpstr (g_ptr_array_index (viewer->names, n), ==, name);
      n++;
      more = gtk_tree_model_iter_next (model, &iter);
    }
  g_assert_cmpuint (n, ==, viewer->names->len);
  g_assert_cmpint (gtk_tree_model_iter_n_children (model, NULL), ==, (int)n);
  g_assert_cmpuint (resite_list_tree_model_count_shown (viewer->model), ==, n);
}

static ResiteJobItem *
add_item (GListStore *store, guint number)
{
  g_autofree char *name = g_strdup_printf ("C01%05X.PCK", number);
  g_autoptr (ResiteJobItem) item = resite_job_item_new (name);

  resite_job_item_set_progress (item, 0, 1000 + (gint64)number);
  g_list_store_append (store, item);
  return item; /* the store keeps it */
}

static GListStore *
make_store (guint n)
{
  GListStore *store = g_list_store_new (RESITE_TYPE_JOB_ITEM);

  for (guint i = 0; i < n; i++)
    add_item (store, i);
  return store;
}

static ResiteJobItem *
peek (GListStore *store, guint position)
{
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (G_LIST_MODEL (store), position);

  return item;
}

static void
test_many (void)
{
  g_autoptr (GListStore) store = make_store (MANY);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  g_assert_cmpuint (resite_list_tree_model_count_all (viewer.model), ==, MANY);
  g_assert_cmpuint (viewer.names->len, ==, 0);
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, MANY);
  assert_same (&viewer);
  viewer_clear (&viewer);
}

static void
test_coalesced (void)
{
  g_autoptr (GListStore) store = make_store (MANY);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  for (guint round = 1; round <= 5; round++)
    for (guint i = 0; i < MANY; i++)
      resite_job_item_set_progress (peek (store, i), round * 200, 1000);
  g_assert_cmpuint (viewer.n_changed, ==, 0);
  settle (&viewer);
  g_assert_cmpuint (viewer.n_changed, ==, MANY);
  g_assert_cmpuint (viewer.n_inserted, ==, MANY);
  assert_same (&viewer);
  viewer_clear (&viewer);
}

static void
assert_cell (Viewer *viewer, int row, ResiteListColumn column, const char *expected)
{
  GtkTreeIter iter;
  g_autofree char *text = NULL;

  g_assert_true (gtk_tree_model_iter_nth_child (GTK_TREE_MODEL (viewer->model), &iter, NULL, row));
  text = read_text (GTK_TREE_MODEL (viewer->model), &iter, column);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_newest_state (void)
{
  g_autoptr (GListStore) store = make_store (3);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  resite_job_item_set (peek (store, 1), "running", "");
  resite_job_item_set_progress (peek (store, 1), 550, 1000);
  assert_cell (&viewer, 1, RESITE_LIST_COLUMN_PROGRESS, "55 %");
  resite_job_item_set (peek (store, 1), "failed", "the disk\nis full");
  settle (&viewer);
  g_assert_cmpuint (viewer.n_changed, ==, 1);
  assert_cell (&viewer, 1, RESITE_LIST_COLUMN_STATE, "✗ failed");
  assert_cell (&viewer, 1, RESITE_LIST_COLUMN_MESSAGE, "the disk is full");
  assert_cell (&viewer, 0, RESITE_LIST_COLUMN_STATE, "· waiting");
  assert_cell (&viewer, 0, RESITE_LIST_COLUMN_PROGRESS, "");
  g_assert_cmpuint (resite_list_tree_model_count (viewer.model, RESITE_ITEM_FAILED), ==, 1);
  g_assert_cmpuint (resite_list_tree_model_count (viewer.model, RESITE_ITEM_QUEUED), ==, 2);
  viewer_clear (&viewer);
}

static void
test_filter (void)
{
  g_autoptr (GListStore) store = make_store (10);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  resite_job_item_set (peek (store, 7), "failed", "not reachable");
  resite_job_item_set (peek (store, 2), "failed", "no rights");
  settle (&viewer);
  resite_list_tree_model_set_filter (viewer.model, RESITE_LIST_STATUS_BIT (RESITE_ITEM_FAILED),
                                     NULL);
  g_assert_cmpuint (viewer.names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 0), ==, "C0100002.PCK");
  assert_same (&viewer);

  /* A row that comes to match is put where it belongs, one that no longer does goes. */
  resite_job_item_set (peek (store, 4), "failed", "no space");
  resite_job_item_set (peek (store, 2), "copied", "");
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 0), ==, "C0100004.PCK");
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 1), ==, "C0100007.PCK");
  assert_same (&viewer);

  resite_list_tree_model_set_filter (viewer.model, RESITE_LIST_EVERY_STATUS, "REACHABLE");
  g_assert_cmpuint (viewer.names->len, ==, 1);
  resite_list_tree_model_set_filter (viewer.model, RESITE_LIST_EVERY_STATUS, "nobody says this");
  g_assert_cmpuint (viewer.names->len, ==, 0);
  g_assert_cmpuint (resite_list_tree_model_count_all (viewer.model), ==, 10);
  resite_list_tree_model_set_filter (viewer.model, RESITE_LIST_EVERY_STATUS, "");
  g_assert_cmpuint (viewer.names->len, ==, 10);
  assert_same (&viewer);
  viewer_clear (&viewer);
}

static void
test_sort_holds (void)
{
  g_autoptr (GListStore) store = make_store (5);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  resite_list_tree_model_sort (viewer.model, RESITE_LIST_COLUMN_SIZE, TRUE);
  g_assert_cmpuint (viewer.n_reordered, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 0), ==, "C0100004.PCK");
  assert_same (&viewer);

  /* Bigger than all now, but rows do not jump. */
  resite_job_item_set_progress (peek (store, 0), 0, 99999);
  add_item (store, 77);
  settle (&viewer);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 4), ==, "C0100000.PCK");
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 5), ==, "C010004D.PCK");
  assert_same (&viewer);

  /* One signal, not a row that goes and a row that comes for each. */
  resite_list_tree_model_unsort (viewer.model);
  g_assert_cmpuint (viewer.n_reordered, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 0), ==, "C0100000.PCK");
  assert_same (&viewer);
  resite_list_tree_model_unsort (viewer.model);
  g_assert_cmpuint (viewer.n_reordered, ==, 2);
  viewer_clear (&viewer);
}

/* Rows of a sorted list go, change and come back, and each is told where it stands. */
static void
test_sorted_changes (void)
{
  g_autoptr (GListStore) store = make_store (12);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  resite_list_tree_model_sort (viewer.model, RESITE_LIST_COLUMN_NAME, TRUE);
  resite_list_tree_model_set_filter (viewer.model, RESITE_LIST_STATUS_BIT (RESITE_ITEM_QUEUED),
                                     NULL);
  assert_same (&viewer);
  resite_list_tree_model_sort (viewer.model, RESITE_LIST_COLUMN_NAME, TRUE);
  resite_job_item_set (peek (store, 4), "failed", "");
  resite_job_item_set (peek (store, 9), "failed", "");
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 10);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 2), ==, "C0100008.PCK");
  assert_same (&viewer);
  resite_job_item_set (peek (store, 4), "queued", "");
  g_list_store_remove (store, 0);
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 10);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 9), ==, "C0100004.PCK");
  assert_same (&viewer);
  resite_list_tree_model_unsort (viewer.model);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 3), ==, "C0100004.PCK");
  assert_same (&viewer);
  viewer_clear (&viewer);
}

static void
test_removed (void)
{
  g_autoptr (GListStore) store = make_store (20);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  resite_job_item_set (peek (store, 3), "failed", "");
  resite_job_item_set (peek (store, 9), "failed", "");
  g_list_store_splice (store, 2, 5, NULL, 0);
  g_assert_cmpuint (viewer.names->len, ==, 15);
  settle (&viewer);
  assert_same (&viewer);
  g_assert_cmpuint (resite_list_tree_model_count (viewer.model, RESITE_ITEM_FAILED), ==, 1);
  add_item (store, 50);
  settle (&viewer);
  g_assert_cmpstr (g_ptr_array_index (viewer.names, 15), ==, "C0100032.PCK");
  g_list_store_remove_all (store);
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 0);
  assert_same (&viewer);
  viewer_clear (&viewer);
}

static void
test_iterators (void)
{
  g_autoptr (GListStore) store = make_store (3);
  Viewer viewer;
  GtkTreeModel *model;
  GtkTreeIter iter;
  GtkTreeIter child;
  g_autoptr (GtkTreePath) deep = gtk_tree_path_new_from_indices (1, 0, -1);
  g_autoptr (GtkTreePath) beyond = gtk_tree_path_new_from_indices (3, -1);

  viewer_init (&viewer, G_LIST_MODEL (store));
  settle (&viewer);
  model = GTK_TREE_MODEL (viewer.model);
  g_assert_false (gtk_tree_model_get_iter (model, &iter, deep));
  g_assert_false (gtk_tree_model_get_iter (model, &iter, beyond));
  g_assert_true (gtk_tree_model_get_iter_from_string (model, &iter, "2"));
  g_assert_false (gtk_tree_model_iter_has_child (model, &iter));
  g_assert_false (gtk_tree_model_iter_children (model, &child, &iter));
  g_assert_false (gtk_tree_model_iter_parent (model, &child, &iter));
  g_assert_true (gtk_tree_model_iter_previous (model, &iter));
  g_assert_true (resite_list_tree_model_get_item (viewer.model, &iter) == peek (store, 1));
  g_assert_cmpint (gtk_tree_model_get_flags (model), ==, GTK_TREE_MODEL_LIST_ONLY);

  /* An iterator from before a change of rows is told from one that holds. */
  g_list_store_remove (store, 0);
  g_assert_null (resite_list_tree_model_get_item (viewer.model, &iter));
  viewer_clear (&viewer);
}

static void
test_other_items (void)
{
  g_autoptr (GListStore) first = make_store (4);
  g_autoptr (GListStore) second = make_store (2);
  Viewer viewer;

  viewer_init (&viewer, G_LIST_MODEL (first));
  settle (&viewer);
  resite_list_tree_model_set_items (viewer.model, G_LIST_MODEL (second));
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 2);
  resite_job_item_set (peek (first, 0), "failed", "");
  add_item (first, 9);
  resite_job_item_set (peek (second, 1), "failed", "");
  settle (&viewer);
  g_assert_cmpuint (viewer.n_changed, ==, 1);
  g_assert_cmpuint (resite_list_tree_model_count (viewer.model, RESITE_ITEM_FAILED), ==, 1);
  resite_list_tree_model_set_items (viewer.model, NULL);
  settle (&viewer);
  g_assert_cmpuint (viewer.names->len, ==, 0);
  viewer_clear (&viewer);
}

static void
test_gone_in_between (void)
{
  GListStore *store = make_store (MANY);
  g_autoptr (ResiteJobItem) item = g_object_ref (peek (store, 0));
  ResiteListTreeModel *model = resite_list_tree_model_new (G_LIST_MODEL (store));

  g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (model);
  resite_job_item_set (item, "failed", "nobody looks any more");
  g_assert_finalize_object (store);
}

static void
test_csv (void)
{
  g_autoptr (GListStore) store = make_store (1);
  ResiteJobItem *item = peek (store, 0);
  g_autofree char *csv = NULL;
  g_autofree char *row = NULL;

  resite_job_item_set (item, "failed", "=it said \"no\", twice");
  resite_job_item_set_result (item, "line 1\nline 2", 3, 4.5, 2);
  csv = resite_row_text_csv (G_LIST_MODEL (store));
  g_assert_cmpstr (csv, ==,
                   "name,size,state,message,tries,seconds,output\r\n"
                   "C0100000.PCK,1000,failed,\"'=it said \"\"no\"\", twice\",2,4,"
                   "\"line 1\nline 2\"\r\n");
  row = resite_row_text_copy (item);
  g_assert_cmpstr (row, ==, "C0100000.PCK\t1.0 kB\t✗ failed\t=it said \"no\", twice");
}

/* "retrying 2 of 3 in 15 s"; what does not say which try it is says the word. */
static void
test_retrying (void)
{
  static const struct
  {
    guint tries;
    const char *text;
  } rows[] = {
    { 1, "▸ retrying 1 of 3 in 5 s" },
    { 2, "▸ retrying 2 of 3 in 15 s" },
    { 3, "▸ retrying 3 of 3 in 60 s" },
    { 0, "▸ trying again" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ResiteJobItem) item = resite_job_item_new ("C0100010.PCK");
      g_autofree char *text = NULL;

      resite_job_item_set_result (item, NULL, -1, 0, rows[i].tries);
      resite_job_item_set (item, "retrying", "Somebody has it open");
      text = resite_row_text_state (item);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/list-tree-model/many", test_many);
  g_test_add_func ("/list-tree-model/coalesced", test_coalesced);
  g_test_add_func ("/list-tree-model/newest-state", test_newest_state);
  g_test_add_func ("/list-tree-model/filter", test_filter);
  g_test_add_func ("/list-tree-model/sort-holds", test_sort_holds);
  g_test_add_func ("/list-tree-model/sorted-changes", test_sorted_changes);
  g_test_add_func ("/list-tree-model/removed", test_removed);
  g_test_add_func ("/list-tree-model/iterators", test_iterators);
  g_test_add_func ("/list-tree-model/other-items", test_other_items);
  g_test_add_func ("/list-tree-model/gone-in-between", test_gone_in_between);
  g_test_add_func ("/row-text/csv", test_csv);
  g_test_add_func ("/row-text/retrying", test_retrying);
  return g_test_run ();
}
