/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-command-job.h"
#include "resite-kit-dialog.h"
#include "resite-label.h"

#define WHAT_WIDTH  240
#define FOUND_WIDTH 280
#define TEXT_WIDTH  80

struct _ResiteKitDialog
{
  GtkDialog parent_instance;

  GtkListStore *rows;
  GtkWidget *tree;
  GtkBox *box;
  ResiteRun *run;
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
  g_clear_object (&self->run);
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
add_column (ResiteKitDialog *self, const char *title, int column, int width)
{
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
  GtkTreeViewColumn *view =
      gtk_tree_view_column_new_with_attributes (title, cell, "text", column, NULL);

  g_object_set (cell, "yalign", 0.0, NULL);
  if (width > 0)
    g_object_set (cell, "wrap-width", width, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  gtk_tree_view_column_set_resizable (view, TRUE);
  gtk_tree_view_column_set_expand (view, width > 0);
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
  add_column (self, _ ("Step"), COLUMN_STEP, 0);
  add_column (self, _ ("State"), COLUMN_STATE, 0);
  add_column (self, _ ("What"), COLUMN_NAME, WHAT_WIDTH);
  add_column (self, _ ("Found"), COLUMN_MESSAGE, FOUND_WIDTH);
  gtk_container_add (GTK_CONTAINER (scroller), self->tree);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroller), GTK_SHADOW_IN);
  return scroller;
}

static void
resite_kit_dialog_init (ResiteKitDialog *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *take;

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  g_object_set (self->box, "margin", 18, "margin-bottom", 8, NULL);
  gtk_box_pack_start (GTK_BOX (content), GTK_WIDGET (self->box), TRUE, TRUE, 0);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Results of the field kit"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 780, 500);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  take = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Take into the run"), GTK_RESPONSE_ACCEPT);
  gtk_style_context_add_class (gtk_widget_get_style_context (take), "suggested-action");
}

static const char *
find_word (const char *state)
{
  static const struct
  {
    const char *state;
    const char *word;
  } words[] = {
    { "ok", N_ ("✓ good") },
    { "failed", N_ ("✗ failed") },
    { "unknown", N_ ("? open") },
    { "forwarded", N_ ("✓ forwarded") },
    { "half-done", N_ ("! half done") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].state, state))
      return _ (words[i].word);
  return state;
}

static ResiteAction *
find_action (ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (g_strcmp0 (resite_action_get_id (actions->pdata[i]), id) == 0)
      return actions->pdata[i];
  return NULL;
}

/* What the page of the step calls it. (transfer full) */
static char *
describe_row (ResiteKitDialog *self, const char *step_name, const char *action_id,
              const char *row_name)
{
  ResiteStepRun *step = resite_run_find_step (self->run, step_name);
  ResiteAction *action = step != NULL ? find_action (step, action_id) : NULL;
  GPtrArray *entries = action != NULL ? resite_action_get_entries (action) : NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const char *label = resite_entry_get_label (entries->pdata[i]);

      if (label != NULL && g_strcmp0 (resite_entry_get_id (entries->pdata[i]), row_name) == 0)
        return resite_run_expand (self->run, step, label);
    }
  return g_strdup (resite_command_job_get_item_title (row_name));
}

static void
add_verdict (ResiteKitDialog *self, const char *step, const ResiteKitVerdict *verdict)
{
  for (guint i = 0; i < verdict->rows->len; i++)
    {
      const ResiteLedgerRow *row = verdict->rows->pdata[i];
      g_autofree char *what = describe_row (self, step, verdict->action, row->name);

      gtk_list_store_insert_with_values (self->rows, NULL, -1, COLUMN_STEP, step, COLUMN_STATE,
                                         find_word (row->state), COLUMN_NAME, what, COLUMN_MESSAGE,
                                         row->message, -1);
    }
}

static GtkWidget *
add_text (ResiteKitDialog *self, const char *text, const char *style)
{
  GtkWidget *label = resite_label_new (text, style);

  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_box_pack_start (self->box, label, FALSE, FALSE, 0);
  return label;
}

/* A result that breaks off says less than its rows. */
static void
add_result (ResiteKitDialog *self, const ResiteKitResult *result)
{
  g_autofree char *text = NULL;

  for (guint i = 0; i < result->actions->len; i++)
    add_verdict (self, result->script->step, result->actions->pdata[i]);
  if (result->complete)
    return;
  /* TRANSLATORS: %s is the name of a script. */
  text = g_strdup_printf (_ ("! %s did not come to its end: what it would have done after that is "
                             "open."),
                          result->script->name);
  add_text (self, text, "resite-warning");
}

static void
add_strange (ResiteKitDialog *self, GPtrArray *strange)
{
  for (guint i = 0; i < strange->len; i++)
    {
      g_autofree char *line = g_strdup_printf (_ ("Left alone: %s"), (char *)strange->pdata[i]);

      add_text (self, line, "resite-dim");
    }
}

static void
add_introduction (ResiteKitDialog *self)
{
  g_autofree char *text = NULL;

  if (self->results->len == 0)
    {
      add_text (self,
                _ ("No result of this run is in that folder. Choose the folder that the kit was "
                   "written to, after its scripts were run."),
                "resite-why");
      return;
    }
  text = g_strdup_printf (ngettext ("One script has left a result. Nothing of it is in the run "
                                    "yet: read it, then take it.",
                                    "%u scripts have left results. Nothing of them is in the run "
                                    "yet: read them, then take them.",
                                    self->results->len),
                          self->results->len);
  add_text (self, text, "resite-why");
}

static void
show_results (ResiteKitDialog *self, GPtrArray *strange)
{
  GtkWidget *table = make_table (self);

  add_introduction (self);
  gtk_box_pack_start (self->box, table, TRUE, TRUE, 0);
  for (guint i = 0; i < self->results->len; i++)
    add_result (self, self->results->pdata[i]);
  add_strange (self, strange);
  gtk_widget_show_all (GTK_WIDGET (self->box));
  gtk_widget_set_visible (table, self->results->len > 0);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_ACCEPT,
                                     self->results->len > 0);
}

GtkWidget *
resite_kit_dialog_show (GtkWidget *parent, ResiteRun *run, GPtrArray *scripts, GPtrArray *results,
                        GPtrArray *strange)
{
  g_return_val_if_fail (scripts != NULL && results != NULL && strange != NULL, NULL);

  ResiteKitDialog *self = g_object_new (RESITE_TYPE_KIT_DIALOG, "transient-for",
                                        gtk_widget_get_toplevel (parent), NULL);

  self->run = g_object_ref (run);
  self->scripts = scripts;
  self->results = results;
  show_results (self, strange);
  g_ptr_array_unref (strange);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (results->len > 0 ? self->tree
                                          : gtk_dialog_get_widget_for_response (
                                                GTK_DIALOG (self), GTK_RESPONSE_CANCEL));
  return GTK_WIDGET (self);
}

GPtrArray *
resite_kit_dialog_get_results (ResiteKitDialog *self)
{
  g_return_val_if_fail (RESITE_IS_KIT_DIALOG (self), NULL);

  return self->results;
}
