/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reason-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-reason-dialog.h"

struct _ResiteReasonDialog
{
  GtkDialog parent_instance;

  GtkLabel *explanation_label;
  GtkLabel *prompt_label;
  GtkEntry *entry;
  GtkLabel *missing_label;
  GtkButton *verb_button;
};

G_DEFINE_FINAL_TYPE (ResiteReasonDialog, resite_reason_dialog, GTK_TYPE_DIALOG)

static guint given_signal;

static void
resite_reason_dialog_response (GtkDialog *dialog, int response)
{
  ResiteReasonDialog *self = RESITE_REASON_DIALOG (dialog);
  g_autofree char *reason = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    {
      gtk_widget_destroy (GTK_WIDGET (self));
      return;
    }
  reason = g_strstrip (g_strdup (gtk_entry_get_text (self->entry)));
  if (*reason == '\0')
    {
      gtk_widget_hide (GTK_WIDGET (self->missing_label));
      gtk_widget_show (GTK_WIDGET (self->missing_label));
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
      return;
    }
  g_object_ref (self);
  g_signal_emit (self, given_signal, 0, reason);
  gtk_widget_destroy (GTK_WIDGET (self));
  g_object_unref (self);
}

static void
resite_reason_dialog_class_init (ResiteReasonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_DIALOG_CLASS (klass)->response = resite_reason_dialog_response;
  given_signal = g_signal_new ("given", RESITE_TYPE_REASON_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-reason-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteReasonDialog, explanation_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteReasonDialog, prompt_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteReasonDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteReasonDialog, missing_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteReasonDialog, verb_button);
}

static void
resite_reason_dialog_init (ResiteReasonDialog *self)
{
  AtkObject *accessible;

  gtk_widget_init_template (GTK_WIDGET (self));
  accessible = gtk_widget_get_accessible (GTK_WIDGET (self->missing_label));
  atk_object_set_role (accessible, ATK_ROLE_NOTIFICATION);
}

GtkWidget *
resite_reason_dialog_show (GtkWidget *parent, const char *title, const char *explanation,
                           const char *prompt, const char *verb)
{
  GtkWidget *window = gtk_widget_get_toplevel (parent);
  ResiteReasonDialog *self =
      g_object_new (RESITE_TYPE_REASON_DIALOG, "title", title, "transient-for", window, NULL);

  gtk_label_set_text (self->explanation_label, explanation);
  gtk_label_set_text_with_mnemonic (self->prompt_label, prompt);
  gtk_button_set_label (self->verb_button, verb);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return GTK_WIDGET (self);
}
