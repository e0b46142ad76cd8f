/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-save-dialog"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-save-dialog.h"

typedef struct
{
  GWeakRef widget;
  ResiteFileChosen chosen;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_weak_ref_clear (&question->widget);
  g_free (question);
}

static void
response_cb (GtkNativeDialog *dialog, int response, Question *question)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&question->widget);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && widget != NULL)
    question->chosen (widget, file);
  g_object_unref (dialog);
}

static GtkFileChooserNative *
show_dialog (GtkWidget *widget, const char *title, GtkFileChooserAction action, const char *accept,
             ResiteFileChosen chosen)
{
  GtkWidget *window = gtk_widget_get_toplevel (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      title, GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL, action, accept, NULL);
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->widget, widget);
  question->chosen = chosen;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  return dialog;
}

void
resite_save_dialog_show (GtkWidget *widget, const char *title, const char *name,
                         ResiteFileChosen chosen)
{
  GtkFileChooserNative *dialog;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  dialog = show_dialog (widget, title, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), chosen);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
resite_open_dialog_show (GtkWidget *widget, const char *title, ResiteFileChosen chosen)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_native_dialog_show (GTK_NATIVE_DIALOG (
      show_dialog (widget, title, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), chosen)));
}

void
resite_folder_dialog_show (GtkWidget *widget, const char *title, ResiteFileChosen chosen)
{
  GtkFileChooserNative *dialog;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  dialog =
      show_dialog (widget, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), chosen);
  gtk_file_chooser_set_create_folders (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
