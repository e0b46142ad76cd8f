/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-box-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-box-dialog.h"
#include "resite-machine-badge.h"

struct _ResiteBoxDialog
{
  ResiteQuestionDialog parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteBoxDialog, resite_box_dialog, RESITE_TYPE_QUESTION_DIALOG)

static gboolean
resite_box_dialog_accept (ResiteQuestionDialog *dialog)
{
  resite_question_answer (resite_question_dialog_get_question (dialog), TRUE);
  return TRUE;
}

static void
resite_box_dialog_class_init (ResiteBoxDialogClass *klass)
{
  RESITE_QUESTION_DIALOG_CLASS (klass)->accept = resite_box_dialog_accept;
}

static void
resite_box_dialog_init (ResiteBoxDialog *self)
{
}

/* Over WinRM a box tells its numbers, over RPC where Windows wrote them down. */
static gboolean
is_known_by_numbers (ResiteRun *run, const char *role)
{
  g_autofree char *name = g_strconcat (role, ".reach", NULL);
  const char *reach = resite_plan_get (resite_run_get_plan (run), name);

  return reach != NULL &&
         (g_ascii_strcasecmp (reach, "winrm") == 0 || g_ascii_strcasecmp (reach, "rpc") == 0);
}

GtkWidget *
resite_box_dialog_show (GtkWindow *parent, ResiteRun *run, ResiteQuestion *question)
{
  g_autofree char *word = resite_machine_badge_dup_word (run, resite_question_get_role (question));
  /* TRANSLATORS: %s is a role in capitals: OLD SERVER. */
  g_autofree char *title = g_strdup_printf (_ ("Is this the %s?"), word);
  g_autofree char *yes = g_strdup_printf (_ ("_Yes, this is the %s"), word);
  ResiteQuestionDialog *self =
      resite_question_dialog_new (RESITE_TYPE_BOX_DIALOG, parent, run, question, title);

  resite_question_dialog_add_text (self, resite_question_get_purpose (question), "resite-strong");
  resite_question_dialog_add_text (
      self,
      _ ("Go to the machine and compare with the label on its case. Names and addresses change "
         "hands today; the numbers in the box do not. What comes next is done to this box."),
      NULL);
  resite_question_dialog_add_text (
      self,
      is_known_by_numbers (run, resite_question_get_role (question))
          ? _ ("Your answer is written down with your name. Later Resite knows the box by its "
               "numbers, whatever it is called then.")
          : _ ("Your answer is written down with your name. Of this machine nothing but its name "
               "and address shows here, so you are asked again when they have changed."),
      "resite-dim");
  resite_question_dialog_add_buttons (self, _ ("_No, or I do not know"), yes, FALSE);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (self), GTK_RESPONSE_REJECT));
  return GTK_WIDGET (self);
}
