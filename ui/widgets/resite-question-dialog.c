/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-question-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-machine-badge.h"
#include "resite-question-dialog.h"

/* Characters a line. */
#define TEXT_WIDTH 60

typedef struct
{
  ResiteRun *run;
  ResiteQuestion *question;
  GtkBox *body;
} ResiteQuestionDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ResiteQuestionDialog, resite_question_dialog, GTK_TYPE_DIALOG)

static ResiteQuestionDialogPrivate *
private_of (ResiteQuestionDialog *self)
{
  return resite_question_dialog_get_instance_private (self);
}

static void
resite_question_dialog_response (GtkDialog *dialog, int response)
{
  g_autoptr (ResiteQuestionDialog) self = g_object_ref (RESITE_QUESTION_DIALOG (dialog));

  if (response == GTK_RESPONSE_ACCEPT && !RESITE_QUESTION_DIALOG_GET_CLASS (self)->accept (self))
    return;
  gtk_widget_destroy (GTK_WIDGET (self));
}

/* Letting go of a question answers it with no. */
static void
resite_question_dialog_destroy (GtkWidget *widget)
{
  ResiteQuestionDialogPrivate *priv = private_of (RESITE_QUESTION_DIALOG (widget));

  if (priv->question != NULL)
    resite_question_set_given_up (priv->question, NULL, NULL);
  g_clear_pointer (&priv->question, resite_question_unref);
  g_clear_object (&priv->run);
  GTK_WIDGET_CLASS (resite_question_dialog_parent_class)->destroy (widget);
}

static void
resite_question_dialog_class_init (ResiteQuestionDialogClass *klass)
{
  GTK_WIDGET_CLASS (klass)->destroy = resite_question_dialog_destroy;
  GTK_DIALOG_CLASS (klass)->response = resite_question_dialog_response;
}

static void
resite_question_dialog_init (ResiteQuestionDialog *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  private_of (self)->body = GTK_BOX (body);
  g_object_set (body, "margin", 18, "margin-bottom", 12, NULL);
  gtk_box_pack_start (GTK_BOX (content), body, TRUE, TRUE, 0);
  gtk_widget_show (body);
}

static void
add_badge (ResiteQuestionDialog *self)
{
  ResiteQuestionDialogPrivate *priv = private_of (self);
  const char *role = resite_question_get_role (priv->question);
  GtkWidget *badge;

  if (g_strcmp0 (role, "account") == 0)
    return;
  badge = resite_machine_badge_new ();
  resite_machine_badge_set_lead (RESITE_MACHINE_BADGE (badge), _ ("This is about:"));
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), priv->run, role);
  gtk_widget_set_halign (badge, GTK_ALIGN_START);
  gtk_widget_set_margin_start (badge, 0);
  gtk_box_pack_start (priv->body, badge, FALSE, FALSE, 0);
}

static void
given_up_cb (ResiteQuestion *question, gpointer user_data)
{
  gtk_widget_destroy (user_data);
}

gpointer
resite_question_dialog_new (GType type, GtkWindow *parent, ResiteRun *run, ResiteQuestion *question,
                            const char *title)
{
  ResiteQuestionDialog *self =
      g_object_new (type, "title", title, "transient-for", parent, "modal", TRUE,
                    "destroy-with-parent", TRUE, "window-position", GTK_WIN_POS_CENTER_ON_PARENT,
                    "resizable", FALSE, "type-hint", GDK_WINDOW_TYPE_HINT_DIALOG, NULL);
  ResiteQuestionDialogPrivate *priv = private_of (self);

  priv->run = g_object_ref (run);
  priv->question = resite_question_ref (question);
  resite_question_set_given_up (question, given_up_cb, self);
  resite_question_dialog_add_text (self, title, "resite-title");
  add_badge (self);
  return self;
}

ResiteQuestion *
resite_question_dialog_get_question (ResiteQuestionDialog *self)
{
  g_return_val_if_fail (RESITE_IS_QUESTION_DIALOG (self), NULL);

  return private_of (self)->question;
}

ResiteRun *
resite_question_dialog_get_run (ResiteQuestionDialog *self)
{
  g_return_val_if_fail (RESITE_IS_QUESTION_DIALOG (self), NULL);

  return private_of (self)->run;
}

GtkBox *
resite_question_dialog_get_body (ResiteQuestionDialog *self)
{
  g_return_val_if_fail (RESITE_IS_QUESTION_DIALOG (self), NULL);

  return private_of (self)->body;
}

GtkWidget *
resite_question_dialog_add_text (ResiteQuestionDialog *self, const char *text, const char *style)
{
  GtkWidget *label;

  g_return_val_if_fail (RESITE_IS_QUESTION_DIALOG (self), NULL);

  label = resite_label_new (text, style);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_box_pack_start (private_of (self)->body, label, FALSE, FALSE, 0);
  return label;
}

void
resite_question_dialog_add_buttons (ResiteQuestionDialog *self, const char *no, const char *yes,
                                    gboolean yes_is_default)
{
  GtkDialog *dialog = GTK_DIALOG (self);
  GtkWidget *button;

  g_return_if_fail (RESITE_IS_QUESTION_DIALOG (self));

  gtk_dialog_add_button (dialog, no, GTK_RESPONSE_REJECT);
  button = gtk_dialog_add_button (dialog, yes, GTK_RESPONSE_ACCEPT);
  if (yes_is_default)
    gtk_style_context_add_class (gtk_widget_get_style_context (button), "suggested-action");
  gtk_dialog_set_default_response (dialog,
                                   yes_is_default ? GTK_RESPONSE_ACCEPT : GTK_RESPONSE_REJECT);
}
