/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-item-table"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-filter-bar.h"
#include "resite-item-details.h"
#include "resite-item-table.h"
#include "resite-list-tree-model.h"
#include "resite-page.h"
#include "resite-row-text.h"
#include "resite-save-dialog.h"

/* How many items are looked at for what there is to show of them. */
#define FIRST_ITEMS 20

struct _ResiteItemTable
{
  GtkBox parent_instance;

  ResiteFilterBar *filter_bar;
  GtkEntry *search_entry;
  GtkStack *stack;
  GtkTreeView *view;
  GtkTreeSelection *selection;
  GtkLabel *empty_label;
  ResiteItemDetails *details;
  GtkLabel *order_label;
  GtkWidget *unsort_button;
  GtkWidget *copy_button;
  GtkWidget *export_button;

  ResiteListTreeModel *model;
  const ResiteItemLayout *layout;
  gboolean guesses; /* the layout, by the items */
  char *empty_text;
  ResiteListColumn order;
  gboolean descending;
};

G_DEFINE_FINAL_TYPE (ResiteItemTable, resite_item_table, GTK_TYPE_BOX)

static const char *
get_empty_text (ResiteItemTable *self)
{
  const char *of_chip = resite_filter_bar_get_empty_text (self->filter_bar);

  if (gtk_entry_get_text_length (self->search_entry) > 0 &&
      resite_list_tree_model_count_all (self->model) > 0)
    return _ ("No row holds these letters.");
  if (of_chip != NULL)
    return of_chip;
  return self->empty_text != NULL ? self->empty_text : _ ("Nothing here yet.");
}

static void
show_state (ResiteItemTable *self)
{
  gboolean empty = resite_list_tree_model_count_shown (self->model) == 0;

  resite_filter_bar_show_counts (self->filter_bar, self->model);
  if (empty)
    gtk_label_set_text (self->empty_label, get_empty_text (self));
  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "rows");
  gtk_widget_set_sensitive (self->export_button,
                            resite_list_tree_model_count_all (self->model) > 0);
}

static ResiteJobItem *
get_selected_item (ResiteItemTable *self)
{
  GtkTreeIter iter;

  if (!gtk_tree_selection_get_selected (self->selection, NULL, &iter))
    return NULL;
  return resite_list_tree_model_get_item (self->model, &iter);
}

static void
selection_changed_cb (ResiteItemTable *self)
{
  ResiteJobItem *item = get_selected_item (self);

  resite_item_details_set_item (self->details, item);
  gtk_widget_set_sensitive (self->copy_button, item != NULL);
}

/* The view hears of thousands of rows that go and come only when it has the model in hand. */
static void
apply_filter (ResiteItemTable *self)
{
  gtk_tree_view_set_model (self->view, NULL);
  resite_list_tree_model_set_filter (self->model, resite_filter_bar_get_statuses (self->filter_bar),
                                     gtk_entry_get_text (self->search_entry));
  gtk_tree_view_set_model (self->view, GTK_TREE_MODEL (self->model));
  gtk_label_set_text (self->order_label, "");
  gtk_widget_hide (self->unsort_button);
  selection_changed_cb (self);
  show_state (self);
}

static void
search_changed_cb (ResiteItemTable *self)
{
  apply_filter (self);
}

static const char *
get_column_title (ResiteItemTable *self, ResiteListColumn id)
{
  for (guint i = 0; i < self->layout->n_columns; i++)
    if (self->layout->columns[i].id == id)
      return _ (self->layout->columns[i].title);
  return "";
}

static void
column_clicked_cb (GtkTreeViewColumn *column, ResiteItemTable *self)
{
  ResiteListColumn id = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "resite-column"));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M");
  g_autofree char *text = NULL;

  self->descending =
      gtk_widget_get_visible (self->unsort_button) && self->order == id && !self->descending;
  self->order = id;
  resite_list_tree_model_sort (self->model, id, self->descending);
  /* TRANSLATORS: rows do not move when they change; this says since when. */
  text = g_strdup_printf (_ ("Sorted by %s as of %s"), get_column_title (self, id), time);
  gtk_label_set_text (self->order_label, text);
  gtk_widget_show (self->unsort_button);
}

static void
unsort_cb (ResiteItemTable *self)
{
  resite_list_tree_model_unsort (self->model);
  gtk_label_set_text (self->order_label, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  gtk_widget_hide (self->unsort_button);
}

static void
copy_cb (ResiteItemTable *self)
{
  ResiteJobItem *item = get_selected_item (self);
  g_autofree char *text = NULL;

  if (item == NULL)
    return;
  text = resite_row_text_copy (item);
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteItemTable) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), RESITE_TYPE_PAGE);

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error) && page != NULL)
    resite_page_complain (RESITE_PAGE (page), error);
}

static void
save_to_cb (GtkWidget *widget, GFile *file)
{
  ResiteItemTable *self = RESITE_ITEM_TABLE (widget);
  char *csv = resite_row_text_csv (resite_list_tree_model_get_items (self->model));
  g_autoptr (GBytes) bytes = g_bytes_new_take (csv, strlen (csv));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, saved_cb,
                                       g_object_ref (self));
}

static void
export_cb (ResiteItemTable *self)
{
  resite_save_dialog_show (GTK_WIDGET (self), _ ("Export the table"), "resite-table.csv",
                           save_to_cb);
}

static gboolean
is_number (ResiteListColumn id)
{
  return id == RESITE_LIST_COLUMN_SIZE || id == RESITE_LIST_COLUMN_PROGRESS ||
         id == RESITE_LIST_COLUMN_SENT;
}

static GtkCellRenderer *
make_cell (const ResiteItemColumn *column)
{
  return g_object_new (GTK_TYPE_CELL_RENDERER_TEXT, "ellipsize",
                       column->id == RESITE_LIST_COLUMN_NAME ? PANGO_ELLIPSIZE_MIDDLE
                                                             : PANGO_ELLIPSIZE_END,
                       "xalign", is_number (column->id) ? 1.0 : 0.0, NULL);
}

static GtkTreeViewColumn *
make_column (ResiteItemTable *self, const ResiteItemColumn *column)
{
  GtkTreeViewColumn *made = gtk_tree_view_column_new_with_attributes (
      _ (column->title), make_cell (column), "text", column->id, NULL);
  const gboolean sortable = column->id != RESITE_LIST_COLUMN_PROGRESS;

  gtk_tree_view_column_set_sizing (made, GTK_TREE_VIEW_COLUMN_FIXED);
  gtk_tree_view_column_set_fixed_width (made, column->width);
  gtk_tree_view_column_set_resizable (made, TRUE);
  gtk_tree_view_column_set_alignment (made, is_number (column->id) ? 1.0f : 0.0f);
  gtk_tree_view_column_set_expand (made, column->id == RESITE_LIST_COLUMN_MESSAGE);
  gtk_tree_view_column_set_clickable (made, sortable);
  g_object_set_data (G_OBJECT (made), "resite-column", GINT_TO_POINTER (column->id));
  if (sortable)
    g_signal_connect (made, "clicked", G_CALLBACK (column_clicked_cb), self);
  return made;
}

static void
take_layout (ResiteItemTable *self, const ResiteItemLayout *layout)
{
  GtkTreeViewColumn *column;

  if (layout == self->layout)
    return;
  self->layout = layout;
  while ((column = gtk_tree_view_get_column (self->view, 0)) != NULL)
    gtk_tree_view_remove_column (self->view, column);
  resite_list_tree_model_set_layout (self->model,
                                     layout != resite_item_layout_get_plain () ? layout : NULL);
  resite_item_details_set_layout (self->details, layout);
  resite_filter_bar_set_judges (self->filter_bar, layout == resite_item_layout_get_preflight () ||
                                                      layout == resite_item_layout_get_status ());
  for (guint i = 0; i < layout->n_columns; i++)
    gtk_tree_view_append_column (self->view, make_column (self, &layout->columns[i]));
}

/* Jobs whose items have facts have them in every item: one of the first tells. */
static void
guess_layout (ResiteItemTable *self)
{
  GListModel *items = resite_list_tree_model_get_items (self->model);

  for (guint i = 0; items != NULL && i < FIRST_ITEMS; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      if (item == NULL)
        return;
      if (resite_job_item_get_output (item) == NULL)
        continue;
      take_layout (self, resite_item_layout_find (item));
      return;
    }
}

static void
settled_cb (ResiteItemTable *self)
{
  if (self->guesses)
    guess_layout (self);
  show_state (self);
}

static void
resite_item_table_dispose (GObject *object)
{
  ResiteItemTable *self = RESITE_ITEM_TABLE (object);

  g_clear_object (&self->model);
  G_OBJECT_CLASS (resite_item_table_parent_class)->dispose (object);
}

static void
resite_item_table_finalize (GObject *object)
{
  g_free (RESITE_ITEM_TABLE (object)->empty_text);
  G_OBJECT_CLASS (resite_item_table_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-item-table.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, stack);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, view);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, selection);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, empty_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, details);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, order_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, unsort_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemTable, export_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unsort_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
}

static void
resite_item_table_class_init (ResiteItemTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_item_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_item_table_finalize;
  g_type_ensure (RESITE_TYPE_FILTER_BAR);
  g_type_ensure (RESITE_TYPE_ITEM_DETAILS);
  bind_template (GTK_WIDGET_CLASS (klass));
}

/* Else a screen reader says the file name of the picture. */
static void
name_search_icon (ResiteItemTable *self)
{
  AtkObject *entry = gtk_widget_get_accessible (GTK_WIDGET (self->search_entry));
  g_autoptr (AtkObject) icon = atk_object_ref_accessible_child (entry, 0);

  if (icon != NULL)
    atk_object_set_name (icon, _ ("Search"));
}

static void
resite_item_table_init (ResiteItemTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->model = resite_list_tree_model_new (NULL);
  self->guesses = TRUE;
  take_layout (self, resite_item_layout_get_plain ());
  gtk_tree_view_set_model (self->view, GTK_TREE_MODEL (self->model));
  g_signal_connect_object (self->model, "settled", G_CALLBACK (settled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_bar, "changed", G_CALLBACK (apply_filter), self,
                           G_CONNECT_SWAPPED);
  name_search_icon (self);
  show_state (self);
}

GtkWidget *
resite_item_table_new (void)
{
  return g_object_new (RESITE_TYPE_ITEM_TABLE, NULL);
}

void
resite_item_table_set_items (ResiteItemTable *self, GListModel *items, const char *name)
{
  g_return_if_fail (RESITE_IS_ITEM_TABLE (self));

  resite_list_tree_model_set_items (self->model, items);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->view)), name);
}

void
resite_item_table_set_empty_text (ResiteItemTable *self, const char *text)
{
  g_return_if_fail (RESITE_IS_ITEM_TABLE (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  show_state (self);
}

void
resite_item_table_find (ResiteItemTable *self)
{
  g_return_if_fail (RESITE_IS_ITEM_TABLE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* Stages are neither large nor half done. */
void
resite_item_table_set_titles (ResiteItemTable *self, ResiteRowTitle title)
{
  g_return_if_fail (RESITE_IS_ITEM_TABLE (self));

  resite_list_tree_model_set_titles (self->model, title);
  resite_item_details_set_titles (self->details, title);
  resite_item_table_set_layout (self, resite_item_layout_get_plain ());
  for (guint i = 0; i < self->layout->n_columns; i++)
    gtk_tree_view_column_set_visible (gtk_tree_view_get_column (self->view, (int)i),
                                      title == NULL || !is_number (self->layout->columns[i].id));
}

void
resite_item_table_set_layout (ResiteItemTable *self, const ResiteItemLayout *layout)
{
  g_return_if_fail (RESITE_IS_ITEM_TABLE (self));
  g_return_if_fail (layout != NULL);

  self->guesses = FALSE;
  take_layout (self, layout);
}
