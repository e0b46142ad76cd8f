/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-certificate-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-certificate-dialog.h"
#include "resite-label.h"

#define PAIRS_IN_LINE  8
#define PAIRS_IN_GROUP 2

struct _ResiteCertificateDialog
{
  ResiteQuestionDialog parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteCertificateDialog, resite_certificate_dialog,
                     RESITE_TYPE_QUESTION_DIALOG)

static gboolean
resite_certificate_dialog_accept (ResiteQuestionDialog *dialog)
{
  resite_question_answer (resite_question_dialog_get_question (dialog), TRUE);
  return TRUE;
}

static void
resite_certificate_dialog_class_init (ResiteCertificateDialogClass *klass)
{
  RESITE_QUESTION_DIALOG_CLASS (klass)->accept = resite_certificate_dialog_accept;
}

static void
resite_certificate_dialog_init (ResiteCertificateDialog *self)
{
}

char *
resite_certificate_dialog_format_fingerprint (const char *fingerprint)
{
  GString *text = g_string_new (NULL);
  guint digits = 0;

  g_return_val_if_fail (fingerprint != NULL, NULL);
  for (const char *c = fingerprint; *c != '\0'; c++)
    {
      if (!g_ascii_isxdigit (*c))
        continue;
      if (digits > 0 && digits % (2 * PAIRS_IN_LINE) == 0)
        g_string_append_c (text, '\n');
      else if (digits > 0 && digits % (2 * PAIRS_IN_GROUP) == 0)
        g_string_append (text, "  ");
      g_string_append_c (text, g_ascii_toupper (*c));
      digits++;
    }
  return g_string_free (text, FALSE);
}

static void
add_fingerprint (ResiteQuestionDialog *self, const char *fingerprint)
{
  g_autofree char *text = resite_certificate_dialog_format_fingerprint (fingerprint);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = resite_label_new_literal (text);
  g_autofree char *spoken = g_strdup_printf (_ ("Fingerprint: %s"), text);

  gtk_style_context_add_class (gtk_widget_get_style_context (row), "resite-command");
  resite_label_set_accessible_name (label, spoken);
  gtk_box_pack_start (GTK_BOX (row), label, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row),
                      resite_label_new_copy_button (fingerprint, _ ("Copy the fingerprint")), FALSE,
                      FALSE, 0);
  gtk_widget_show (row);
  resite_question_dialog_add_text (self, _ ("Its fingerprint (SHA-256):"), "resite-strong");
  gtk_box_pack_start (resite_question_dialog_get_body (self), row, FALSE, FALSE, 0);
}

static void
add_description (ResiteQuestionDialog *self, ResiteQuestion *question)
{
  const char *server = resite_question_get_server (question);
  const char *description = resite_question_get_purpose (question);
  /* TRANSLATORS: name or address of a computer; "made out to ..., signed by ..., valid until ...".
   */
  g_autofree char *text =
      g_strdup_printf (_ ("%s shows a certificate that this desk does not "
                          "know: %s."),
                       server != NULL ? server : "", description != NULL ? description : "");

  resite_question_dialog_add_text (self, text, NULL);
}

GtkWidget *
resite_certificate_dialog_show (GtkWindow *parent, ResiteRun *run, ResiteQuestion *question)
{
  const char *server = resite_question_get_server (question);
  const char *fingerprint = resite_question_get_fingerprint (question);
  /* TRANSLATORS: %s is the name or address of a computer. */
  g_autofree char *title =
      g_strdup_printf (_ ("Is this the certificate of %s?"), server != NULL ? server : "");
  ResiteQuestionDialog *self =
      resite_question_dialog_new (RESITE_TYPE_CERTIFICATE_DIALOG, parent, run, question, title);

  add_description (self, question);
  if (fingerprint != NULL)
    add_fingerprint (self, fingerprint);
  resite_question_dialog_add_text (
      self,
      _ ("Compare it with what whoever set the machine up wrote down, or with the certificate "
         "itself at the machine's own screen. A server in between would show another one, and "
         "could read the password."),
      NULL);
  resite_question_dialog_add_text (
      self,
      _ ("If you trust it, that is written down with your name, and asked no more in this "
         "run."),
      "resite-dim");
  resite_question_dialog_add_buttons (self, _ ("_Do not trust it"), _ ("_Trust this certificate"),
                                      FALSE);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (self), GTK_RESPONSE_REJECT));
  return GTK_WIDGET (self);
}
