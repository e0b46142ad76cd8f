/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-go-to-dialog"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-go-to-dialog.h"

struct _ResiteGoToDialog
{
  GtkDialog parent_instance;

  GtkEntry *entry;
};

G_DEFINE_FINAL_TYPE (ResiteGoToDialog, resite_go_to_dialog, GTK_TYPE_DIALOG)

static guint chosen_signal;

enum
{
  COLUMN_NAME,
  COLUMN_TEXT,
  N_COLUMNS
};

static void
resite_go_to_dialog_response (GtkDialog *dialog, int response)
{
  g_autoptr (ResiteGoToDialog) self = g_object_ref (RESITE_GO_TO_DIALOG (dialog));
  g_autofree char *text = g_strstrip (g_strdup (gtk_entry_get_text (self->entry)));

  gtk_widget_hide (GTK_WIDGET (self));
  if (response == GTK_RESPONSE_ACCEPT && *text != '\0')
    g_signal_emit (self, chosen_signal, 0, text);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
resite_go_to_dialog_class_init (ResiteGoToDialogClass *klass)
{
  GTK_DIALOG_CLASS (klass)->response = resite_go_to_dialog_response;
  chosen_signal = g_signal_new ("chosen", RESITE_TYPE_GO_TO_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_go_to_dialog_init (ResiteGoToDialog *self)
{
  GtkBox *box = GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (self)));
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Step, for instance C6:"));

  gtk_window_set_title (GTK_WINDOW (self), _ ("Go to step"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_width_chars (self->entry, 40);
  gtk_entry_set_activates_default (self->entry, TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->entry));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_set_spacing (box, 6);
  g_object_set (box, "margin", 12, NULL);
  gtk_box_pack_start (box, label, FALSE, FALSE, 0);
  gtk_box_pack_start (box, GTK_WIDGET (self->entry), FALSE, FALSE, 0);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Go"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_ACCEPT);
  gtk_widget_show_all (GTK_WIDGET (box));
}

static GtkTreeModel *
list_places (ResiteRun *run)
{
  GtkListStore *store = gtk_list_store_new (N_COLUMNS, G_TYPE_STRING, G_TYPE_STRING);
  GListModel *steps = resite_run_get_steps (run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      const char *name = resite_step_run_get_name (step);
      g_autofree char *title = resite_step_run_get_title (step);
      g_autofree char *text = g_strdup_printf ("%s  %s", name, title);

      gtk_list_store_insert_with_values (store, NULL, -1, COLUMN_NAME, name, COLUMN_TEXT, text, -1);
    }
  return GTK_TREE_MODEL (store);
}

/* "del" finds what has it in its title, "c" what begins with C. */
static gboolean
match_cb (GtkEntryCompletion *completion, const char *key, GtkTreeIter *iter, gpointer user_data)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;

  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, COLUMN_TEXT, &text, -1);
  folded = g_utf8_casefold (text, -1);
  return g_str_has_prefix (folded, key) || (strlen (key) > 2 && strstr (folded, key) != NULL);
}

static gboolean
go_cb (gpointer dialog)
{
  if (gtk_widget_get_visible (dialog))
    gtk_dialog_response (dialog, GTK_RESPONSE_ACCEPT);
  return G_SOURCE_REMOVE;
}

/* The completion still needs its entry when this returns, so the dialog goes a little later. */
static gboolean
match_selected_cb (GtkEntryCompletion *completion, GtkTreeModel *model, GtkTreeIter *iter,
                   ResiteGoToDialog *self)
{
  g_autofree char *name = NULL;

  gtk_tree_model_get (model, iter, COLUMN_NAME, &name, -1);
  gtk_entry_set_text (self->entry, name);
  g_idle_add_full (G_PRIORITY_DEFAULT, go_cb, g_object_ref (self), g_object_unref);
  return TRUE;
}

GtkWidget *
resite_go_to_dialog_show (GtkWidget *parent, ResiteRun *run)
{
  ResiteGoToDialog *self = g_object_new (RESITE_TYPE_GO_TO_DIALOG, "transient-for",
                                         gtk_widget_get_toplevel (parent), NULL);
  g_autoptr (GtkEntryCompletion) completion = gtk_entry_completion_new ();
  g_autoptr (GtkTreeModel) places = list_places (run);

  gtk_entry_completion_set_model (completion, places);
  gtk_entry_completion_set_text_column (completion, COLUMN_TEXT);
  gtk_entry_completion_set_match_func (completion, match_cb, NULL, NULL);
  g_signal_connect (completion, "match-selected", G_CALLBACK (match_selected_cb), self);
  gtk_entry_set_completion (self->entry, completion);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return GTK_WIDGET (self);
}
