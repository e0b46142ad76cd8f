/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions-table"

#include "config.h"
#include <glib/gi18n.h>
#include <string.h>
#include "resite-permissions-table.h"

#define WRAP_WIDTH   200
#define LEAST_HEIGHT 220

enum
{
  COLUMN_CHOSEN,
  COLUMN_FOLDER,
  COLUMN_IS,
  COLUMN_SHOULD,
  COLUMN_DIFFERENCE,
  COLUMN_DIFFERS,
  N_COLUMNS
};

struct _ResitePermissionsTable
{
  GtkBox parent_instance;

  GListModel *items;
  GtkListStore *store;
};

G_DEFINE_FINAL_TYPE (ResitePermissionsTable, resite_permissions_table, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
toggled_cb (GtkCellRendererToggle *renderer, const char *path, gpointer user_data)
{
  ResitePermissionsTable *self = user_data;
  GtkTreeModel *model = GTK_TREE_MODEL (self->store);
  GtkTreeIter iter;
  gboolean chosen, differs;

  if (!gtk_tree_model_get_iter_from_string (model, &iter, path))
    return;
  gtk_tree_model_get (model, &iter, COLUMN_CHOSEN, &chosen, COLUMN_DIFFERS, &differs, -1);
  if (!differs)
    return;
  gtk_list_store_set (self->store, &iter, COLUMN_CHOSEN, !chosen, -1);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_toggle (ResitePermissionsTable *self, GtkTreeView *tree)
{
  GtkCellRenderer *renderer = gtk_cell_renderer_toggle_new ();

  g_signal_connect_object (renderer, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_tree_view_insert_column_with_attributes (tree, -1, _ ("Reset"), renderer, "active",
                                               COLUMN_CHOSEN, "sensitive", COLUMN_DIFFERS,
                                               "activatable", COLUMN_DIFFERS, NULL);
}

static void
add_column (GtkTreeView *tree, const char *title, int column)
{
  GtkCellRenderer *renderer = gtk_cell_renderer_text_new ();

  g_object_set (renderer, "wrap-mode", PANGO_WRAP_WORD_CHAR, "wrap-width",
                column == COLUMN_FOLDER ? -1 : WRAP_WIDTH, "yalign", 0.0, NULL);
  gtk_tree_view_insert_column_with_attributes (tree, -1, title, renderer, "text", column, NULL);
  gtk_tree_view_column_set_resizable (gtk_tree_view_get_column (tree, column), TRUE);
}

static void
resite_permissions_table_dispose (GObject *object)
{
  ResitePermissionsTable *self = RESITE_PERMISSIONS_TABLE (object);

  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->items);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (resite_permissions_table_parent_class)->dispose (object);
}

static void
resite_permissions_table_class_init (ResitePermissionsTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_permissions_table_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_tree (ResitePermissionsTable *self)
{
  GtkWidget *tree = gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->store));

  add_toggle (self, GTK_TREE_VIEW (tree));
  add_column (GTK_TREE_VIEW (tree), _ ("Folder"), COLUMN_FOLDER);
  add_column (GTK_TREE_VIEW (tree), _ ("As it is"), COLUMN_IS);
  add_column (GTK_TREE_VIEW (tree), _ ("As it should be"), COLUMN_SHOULD);
  add_column (GTK_TREE_VIEW (tree), _ ("Difference"), COLUMN_DIFFERENCE);
  gtk_tree_view_set_search_column (GTK_TREE_VIEW (tree), COLUMN_FOLDER);
  atk_object_set_name (gtk_widget_get_accessible (tree), _ ("Permissions of the folders"));
  return tree;
}

static void
resite_permissions_table_init (ResitePermissionsTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  self->store = gtk_list_store_new (N_COLUMNS, G_TYPE_BOOLEAN, G_TYPE_STRING, G_TYPE_STRING,
                                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroller), GTK_SHADOW_IN);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LEAST_HEIGHT);
  gtk_container_add (GTK_CONTAINER (scroller), make_tree (self));
  gtk_widget_show_all (scroller);
  gtk_box_pack_start (GTK_BOX (self), scroller, TRUE, TRUE, 0);
}

GtkWidget *
resite_permissions_table_new (void)
{
  return g_object_new (RESITE_TYPE_PERMISSIONS_TABLE, "orientation", GTK_ORIENTATION_VERTICAL,
                       NULL);
}

gboolean
resite_permissions_table_fits (ResiteJobItem *item)
{
  const char *output = resite_job_item_get_output (item);

  return output != NULL && g_str_has_prefix (output, "is=");
}

/* (transfer full): of a line "KEY=VALUE". */
static char *
dup_line (ResiteJobItem *item, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (resite_job_item_get_output (item), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key))
      return g_strdup (lines[i] + strlen (key));
  return g_strdup ("");
}

static void
add_item (ResitePermissionsTable *self, ResiteJobItem *item)
{
  const char *state = resite_job_item_get_state (item);
  g_autofree char *is = dup_line (item, "is=");
  g_autofree char *should = dup_line (item, "should=");
  const gboolean differs = g_strcmp0 (state, "ok") != 0;

  gtk_list_store_insert_with_values (self->store, NULL, -1, COLUMN_CHOSEN, differs, COLUMN_FOLDER,
                                     resite_job_item_get_name (item), COLUMN_IS, is, COLUMN_SHOULD,
                                     should, COLUMN_DIFFERENCE, resite_job_item_get_message (item),
                                     COLUMN_DIFFERS, differs, -1);
}

static void
rebuild (ResitePermissionsTable *self)
{
  gtk_list_store_clear (self->store);
  for (guint i = 0; i < g_list_model_get_n_items (self->items); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, i);

      if (resite_permissions_table_fits (item))
        add_item (self, item);
    }
}

void
resite_permissions_table_set_items (ResitePermissionsTable *self, GListModel *items)
{
  g_return_if_fail (RESITE_IS_PERMISSIONS_TABLE (self));
  g_return_if_fail (G_IS_LIST_MODEL (items));

  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  rebuild (self);
}

char *
resite_permissions_table_dup_chosen (ResitePermissionsTable *self)
{
  GtkTreeModel *model;
  GString *names = g_string_new (NULL);
  GtkTreeIter iter;
  gboolean more;

  g_return_val_if_fail (RESITE_IS_PERMISSIONS_TABLE (self), NULL);

  model = GTK_TREE_MODEL (self->store);
  for (more = gtk_tree_model_get_iter_first (model, &iter); more;
       more = gtk_tree_model_iter_next (model, &iter))
    {
      g_autofree char *name = NULL;
      gboolean chosen;

      gtk_tree_model_get (model, &iter, COLUMN_CHOSEN, &chosen, COLUMN_FOLDER, &name, -1);
      if (chosen)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  if (names->len == 0)
    g_string_append (names, "none");
  return g_string_free (names, FALSE);
}
