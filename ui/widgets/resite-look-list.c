/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-look-list"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-look-list.h"

#define N_STATES     (RESITE_LOOK_UNSEEN + 1)
#define WRAP_WIDTH   190
#define ROWS_SHOWN   6
#define ROW_HEIGHT   58
#define HEADER_SPACE 34

enum
{
  COLUMN_STEP,
  COLUMN_WHAT,
  COLUMN_WAS,
  COLUMN_IS,
  N_COLUMNS
};

struct _ResiteLookList
{
  GtkBox parent_instance;

  GListModel *looks;
  GPtrArray *heard; /* ResiteLook */
  guint counts[N_STATES];
  GtkWidget *progress_box;
  GtkWidget *progress_label;
  GtkWidget *changed_box;
  GtkWidget *changed_label;
  GtkWidget *unseen;
  GtkWidget *holds;
  GtkListStore *stores[N_STATES]; /* NULL: these have no table */
  GtkScrolledWindow *scrollers[N_STATES];
  guint update_id;
};

G_DEFINE_FINAL_TYPE (ResiteLookList, resite_look_list, GTK_TYPE_BOX)

enum
{
  OPEN_STEP,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
activated_cb (GtkTreeView *tree, GtkTreePath *path, GtkTreeViewColumn *column, gpointer user_data)
{
  GtkTreeModel *model = gtk_tree_view_get_model (tree);
  g_autofree char *step = NULL;
  GtkTreeIter iter;

  if (!gtk_tree_model_get_iter (model, &iter, path))
    return;
  gtk_tree_model_get (model, &iter, COLUMN_STEP, &step, -1);
  g_signal_emit (user_data, signals[OPEN_STEP], 0, step);
}

static void
add_column (GtkTreeView *tree, const char *title, int column, int width)
{
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
  GtkTreeViewColumn *view =
      gtk_tree_view_column_new_with_attributes (title, cell, "text", column, NULL);

  g_object_set (cell, "yalign", 0.0, NULL);
  if (width > 0)
    g_object_set (cell, "wrap-width", width, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  gtk_tree_view_column_set_resizable (view, TRUE);
  gtk_tree_view_column_set_expand (view, width > 0);
  gtk_tree_view_append_column (tree, view);
}

static GtkWidget *
make_table (ResiteLookList *self, ResiteLookState state, const char *name)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *tree;

  self->stores[state] =
      gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  tree = gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->stores[state]));
  resite_label_set_accessible_name (tree, name);
  add_column (GTK_TREE_VIEW (tree), _ ("Step"), COLUMN_STEP, 0);
  add_column (GTK_TREE_VIEW (tree), _ ("What"), COLUMN_WHAT, WRAP_WIDTH);
  add_column (GTK_TREE_VIEW (tree), _ ("Was"), COLUMN_WAS, WRAP_WIDTH);
  add_column (GTK_TREE_VIEW (tree), _ ("Is"), COLUMN_IS, WRAP_WIDTH);
  g_signal_connect (tree, "row-activated", G_CALLBACK (activated_cb), self);
  self->scrollers[state] = GTK_SCROLLED_WINDOW (scroller);
  gtk_container_add (GTK_CONTAINER (scroller), tree);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroller), GTK_SHADOW_IN);
  gtk_widget_show_all (scroller);
  return scroller;
}

static GtkWidget *
make_folded (ResiteLookList *self, ResiteLookState state, const char *name)
{
  GtkWidget *expander = gtk_expander_new ("");
  GtkWidget *table = make_table (self, state, name);

  gtk_widget_set_margin_top (table, 6);
  gtk_container_add (GTK_CONTAINER (expander), table);
  g_object_bind_property (expander, "expanded", table, "visible", G_BINDING_SYNC_CREATE);
  return expander;
}

static void
resite_look_list_dispose (GObject *object)
{
  ResiteLookList *self = RESITE_LOOK_LIST (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  resite_look_list_set_looks (self, NULL);
  for (guint i = 0; i < N_STATES; i++)
    g_clear_object (&self->stores[i]);
  G_OBJECT_CLASS (resite_look_list_parent_class)->dispose (object);
}

static void
resite_look_list_finalize (GObject *object)
{
  g_ptr_array_unref (RESITE_LOOK_LIST (object)->heard);
  G_OBJECT_CLASS (resite_look_list_parent_class)->finalize (object);
}

static void
resite_look_list_class_init (ResiteLookListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_look_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_look_list_finalize;
  signals[OPEN_STEP] = g_signal_new ("open-step", RESITE_TYPE_LOOK_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", RESITE_TYPE_LOOK_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_progress (ResiteLookList *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  self->progress_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->progress_label = resite_label_new ("", NULL);
  g_object_set (spinner, "active", TRUE, "visible", TRUE, NULL);
  resite_label_set_accessible_name (spinner, _ ("Looking"));
  gtk_box_pack_start (GTK_BOX (self->progress_box), spinner, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->progress_box), self->progress_label, TRUE, TRUE, 0);
  return self->progress_box;
}

static GtkWidget *
make_changed (ResiteLookList *self)
{
  self->changed_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->changed_label = resite_label_new ("", "resite-heading");
  atk_object_set_role (gtk_widget_get_accessible (self->changed_label), ATK_ROLE_HEADING);
  gtk_box_pack_start (GTK_BOX (self->changed_box), self->changed_label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->changed_box),
                      make_table (self, RESITE_LOOK_CHANGED, _ ("What is different now")), FALSE,
                      FALSE, 0);
  return self->changed_box;
}

static void
resite_look_list_init (ResiteLookList *self)
{
  GtkBox *box = GTK_BOX (self);

  self->heard = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (box, 12);
  gtk_box_pack_start (box, make_progress (self), FALSE, FALSE, 0);
  gtk_box_pack_start (box, make_changed (self), FALSE, FALSE, 0);
  self->unseen = make_folded (self, RESITE_LOOK_UNSEEN, _ ("What could not be seen now"));
  gtk_box_pack_start (box, self->unseen, FALSE, FALSE, 0);
  self->holds = make_folded (self, RESITE_LOOK_HOLDS, _ ("What still holds"));
  gtk_box_pack_start (box, self->holds, FALSE, FALSE, 0);
}

GtkWidget *
resite_look_list_new (void)
{
  return g_object_new (RESITE_TYPE_LOOK_LIST, "visible", TRUE, NULL);
}

/* A table is as high as its rows, up to a few; more are scrolled. */
static void
fit (ResiteLookList *self, ResiteLookState state)
{
  int height = (int)MIN (self->counts[state], ROWS_SHOWN) * ROW_HEIGHT + HEADER_SPACE;

  gtk_scrolled_window_set_min_content_height (self->scrollers[state], height);
}

static void
add_row (ResiteLookList *self, ResiteLook *look)
{
  GtkListStore *store = self->stores[resite_look_get_state (look)];

  if (store == NULL)
    return;
  gtk_list_store_insert_with_values (store, NULL, -1, COLUMN_STEP, resite_look_get_step (look),
                                     COLUMN_WHAT, resite_look_get_label (look), COLUMN_WAS,
                                     resite_look_get_was (look), COLUMN_IS,
                                     resite_look_get_is (look), -1);
}

static void
fill (ResiteLookList *self)
{
  guint n = self->looks != NULL ? g_list_model_get_n_items (self->looks) : 0;

  for (guint i = 0; i < N_STATES; i++)
    {
      self->counts[i] = 0;
      if (self->stores[i] != NULL)
        gtk_list_store_clear (self->stores[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ResiteLook) look = g_list_model_get_item (self->looks, i);

      self->counts[resite_look_get_state (look)]++;
      add_row (self, look);
    }
}

static void
show_progress (ResiteLookList *self, guint total)
{
  guint running = self->counts[RESITE_LOOK_RUNNING];
  /* TRANSLATORS: how many of how many. */
  g_autofree char *text = g_strdup_printf (_ ("Looking again at what Resite had seen: %u of %u…"),
                                           total - running, total);

  gtk_label_set_text (GTK_LABEL (self->progress_label), text);
  gtk_widget_set_visible (self->progress_box, running > 0);
}

static void
show_changed (ResiteLookList *self)
{
  guint count = self->counts[RESITE_LOOK_CHANGED];
  g_autofree char *text =
      g_strdup_printf (ngettext ("✗ %u thing is different now: look at its step again",
                                 "✗ %u things are different now: look at their steps again", count),
                       count);

  gtk_label_set_text (GTK_LABEL (self->changed_label), text);
  resite_label_set_style (self->changed_label, "resite-verdict-bad");
  gtk_widget_set_visible (self->changed_box, count > 0);
}

static void
show_folded (GtkWidget *expander, guint count, char *label)
{
  gtk_expander_set_label (GTK_EXPANDER (expander), label);
  resite_label_set_accessible_name (expander, label);
  gtk_widget_set_visible (expander, count > 0);
  g_free (label);
}

static gboolean
update_cb (gpointer user_data)
{
  ResiteLookList *self = user_data;
  guint held, unseen;

  self->update_id = 0;
  fill (self);
  held = self->counts[RESITE_LOOK_HOLDS];
  unseen = self->counts[RESITE_LOOK_UNSEEN];
  show_progress (self, self->looks != NULL ? g_list_model_get_n_items (self->looks) : 0);
  show_changed (self);
  show_folded (self->unseen, unseen,
               g_strdup_printf (ngettext ("? %u thing could not be seen from here now",
                                          "? %u things could not be seen from here now", unseen),
                                unseen));
  show_folded (
      self->holds, held,
      g_strdup_printf (ngettext ("✓ %u check still holds", "✓ %u checks still hold", held), held));
  fit (self, RESITE_LOOK_CHANGED);
  fit (self, RESITE_LOOK_UNSEEN);
  fit (self, RESITE_LOOK_HOLDS);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Many are settled at once; the tables are drawn once for all of them. */
static void
queue_update (ResiteLookList *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (100, update_cb, self);
}

static void
forget_looks (ResiteLookList *self)
{
  for (guint i = 0; i < self->heard->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->heard, i), self);
  g_ptr_array_set_size (self->heard, 0);
}

static void
hear_looks (ResiteLookList *self)
{
  forget_looks (self);
  for (guint i = 0; i < g_list_model_get_n_items (self->looks); i++)
    {
      ResiteLook *look = g_list_model_get_item (self->looks, i);

      g_signal_connect_swapped (look, "notify::state", G_CALLBACK (queue_update), self);
      g_ptr_array_add (self->heard, look);
    }
  queue_update (self);
}

void
resite_look_list_set_looks (ResiteLookList *self, GListModel *looks)
{
  g_return_if_fail (RESITE_IS_LOOK_LIST (self));

  if (looks == self->looks)
    return;
  forget_looks (self);
  if (self->looks != NULL)
    g_signal_handlers_disconnect_by_data (self->looks, self);
  g_set_object (&self->looks, looks);
  if (looks == NULL)
    return;
  g_signal_connect_object (looks, "items-changed", G_CALLBACK (hear_looks), self,
                           G_CONNECT_SWAPPED);
  hear_looks (self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  update_cb (self);
}

guint
resite_look_list_count (ResiteLookList *self, ResiteLookState state)
{
  g_return_val_if_fail (RESITE_IS_LOOK_LIST (self), 0);

  return self->counts[state];
}
