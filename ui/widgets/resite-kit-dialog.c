/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-kit-dialog.h"
#include "resite-label.h"

struct _ResiteKitDialog
{
  GtkDialog parent_instance;

  GtkListStore *rows;
  GtkWidget *tree;
  GtkBox *box;
  GPtrArray *scripts;
  GPtrArray *results;
};

G_DEFINE_FINAL_TYPE (ResiteKitDialog, resite_kit_dialog, GTK_TYPE_DIALOG)

static guint take_signal;

enum
{
  COLUMN_STEP,
  COLUMN_STATE,
  COLUMN_NAME,
  COLUMN_MESSAGE,
  N_COLUMNS
};

static void
resite_kit_dialog_response (GtkDialog *dialog, int response)
{
  g_autoptr (ResiteKitDialog) self = g_object_ref (RESITE_KIT_DIALOG (dialog));

  gtk_widget_hide (GTK_WIDGET (self));
  if (response == GTK_RESPONSE_ACCEPT)
    g_signal_emit (self, take_signal, 0);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
resite_kit_dialog_finalize (GObject *object)
{
  ResiteKitDialog *self = RESITE_KIT_DIALOG (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->scripts, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_kit_dialog_parent_class)->finalize (object);
}

static void
resite_kit_dialog_class_init (ResiteKitDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_kit_dialog_finalize;
  GTK_DIALOG_CLASS (klass)->response = resite_kit_dialog_response;
  take_signal = g_signal_new ("take", RESITE_TYPE_KIT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
add_column (ResiteKitDialog *self, const char *title, int column)
{
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
  GtkTreeViewColumn *view =
      gtk_tree_view_column_new_with_attributes (title, cell, "text", column, NULL);

  gtk_tree_view_column_set_resizable (view, TRUE);
  gtk_tree_view_append_column (GTK_TREE_VIEW (self->tree), view);
}

static GtkWidget *
make_table (ResiteKitDialog *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  self->rows =
      gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  self->tree = gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->rows));
  atk_object_set_name (gtk_widget_get_accessible (self->tree), _ ("What the scripts found"));
  add_column (self, _ ("Step"), COLUMN_STEP);
  add_column (self, _ ("State"), COLUMN_STATE);
  add_column (self, _ ("What"), COLUMN_NAME);
  add_column (self, _ ("Found"), COLUMN_MESSAGE);
  gtk_container_add (GTK_CONTAINER (scroller), self->tree);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroller), GTK_SHADOW_IN);
  return scroller;
}

static void
resite_kit_dialog_init (ResiteKitDialog *self)
{
  self->box = GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self)));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Results of the field kit"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 760, 460);
  gtk_box_set_spacing (self->box, 8);
  g_object_set (self->box, "margin", 12, NULL);
  gtk_box_pack_start (self->box, make_table (self), TRUE, TRUE, 0);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Take into the run"), GTK_RESPONSE_ACCEPT);
}

static const char *
find_word (const char *state)
{
  static const struct
  {
    const char *state;
    const char *word;
  } words[] = {
    { "ok", N_ ("good") },
    { "failed", N_ ("failed") },
    { "unknown", N_ ("open") },
    { "forwarded", N_ ("forwarded") },
    { "half-done", N_ ("half done") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].state, state))
      return _ (words[i].word);
  return state;
}

static void
add_rows (ResiteKitDialog *self, const ResiteKitResult *result)
{
  for (guint i = 0; i < result->actions->len; i++)
    {
      const ResiteKitVerdict *verdict = result->actions->pdata[i];

      for (guint j = 0; j < verdict->rows->len; j++)
        {
          const ResiteLedgerRow *row = verdict->rows->pdata[j];

          gtk_list_store_insert_with_values (
              self->rows, NULL, -1, COLUMN_STEP, result->script->step, COLUMN_STATE,
              find_word (row->state), COLUMN_NAME, row->name, COLUMN_MESSAGE, row->message, -1);
        }
    }
}

static void
add_strange (ResiteKitDialog *self, GPtrArray *strange)
{
  for (guint i = 0; i < strange->len; i++)
    {
      g_autofree char *line = g_strdup_printf (_ ("Left alone: %s"), (char *)strange->pdata[i]);
      GtkWidget *label = resite_label_new (line, "resite-hint");

      gtk_box_pack_start (self->box, label, FALSE, FALSE, 0);
    }
}

GtkWidget *
resite_kit_dialog_show (GtkWidget *parent, GPtrArray *scripts, GPtrArray *results,
                        GPtrArray *strange)
{
  g_return_val_if_fail (scripts != NULL && results != NULL && strange != NULL, NULL);

  ResiteKitDialog *self = g_object_new (RESITE_TYPE_KIT_DIALOG, "transient-for",
                                        gtk_widget_get_toplevel (parent), NULL);

  self->scripts = scripts;
  self->results = results;
  for (guint i = 0; i < results->len; i++)
    add_rows (self, results->pdata[i]);
  add_strange (self, strange);
  g_ptr_array_unref (strange);
  if (results->len == 0)
    {
      GtkWidget *label = resite_label_new (
          _ ("No result of this run is in that folder. Choose the folder that the kit was written "
             "to, after its scripts were run."),
          "resite-why");
      gtk_box_pack_start (self->box, label, FALSE, FALSE, 0);
      gtk_box_reorder_child (self->box, label, 0);
      gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_ACCEPT, FALSE);
    }
  gtk_widget_show_all (GTK_WIDGET (self->box));
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (self->tree);
  return GTK_WIDGET (self);
}

GPtrArray *
resite_kit_dialog_get_results (ResiteKitDialog *self)
{
  g_return_val_if_fail (RESITE_IS_KIT_DIALOG (self), NULL);

  return self->results;
}
