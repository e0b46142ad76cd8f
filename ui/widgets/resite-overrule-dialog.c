/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-overrule-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-overrule-dialog.h"

#define TEXT_WIDTH  56
#define ENTRY_WIDTH 48

struct _ResiteOverruleDialog
{
  GtkDialog parent_instance;

  GtkBox *body;
  GtkEntry *name;
  GtkEntry *reason;
  GtkWidget *missing;
};

G_DEFINE_FINAL_TYPE (ResiteOverruleDialog, resite_overrule_dialog, GTK_TYPE_DIALOG)

static guint given_signal;

static char *
get_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_entry_get_text (entry)));
}

static gboolean
is_complete (ResiteOverruleDialog *self)
{
  g_autofree char *name = get_text (self->name);
  g_autofree char *reason = get_text (self->reason);
  GtkEntry *missing = *name == '\0' ? self->name : *reason == '\0' ? self->reason : NULL;

  if (missing == NULL)
    return TRUE;
  gtk_widget_hide (self->missing);
  gtk_widget_show (self->missing);
  gtk_widget_grab_focus (GTK_WIDGET (missing));
  return FALSE;
}

static void
give (ResiteOverruleDialog *self)
{
  g_autofree char *name = get_text (self->name);
  g_autofree char *reason = get_text (self->reason);
  /* TRANSLATORS: a person's name, and that person's reason; printed on the summary. */
  g_autofree char *text = g_strdup_printf (_ ("%s takes over: %s"), name, reason);

  g_signal_emit (self, given_signal, 0, text);
}

static void
resite_overrule_dialog_response (GtkDialog *dialog, int response)
{
  g_autoptr (ResiteOverruleDialog) self = g_object_ref (RESITE_OVERRULE_DIALOG (dialog));

  if (response == GTK_RESPONSE_ACCEPT)
    {
      if (!is_complete (self))
        return;
      give (self);
    }
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
resite_overrule_dialog_class_init (ResiteOverruleDialogClass *klass)
{
  GTK_DIALOG_CLASS (klass)->response = resite_overrule_dialog_response;
  given_signal = g_signal_new ("given", RESITE_TYPE_OVERRULE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
add_text (ResiteOverruleDialog *self, const char *text, const char *style)
{
  GtkWidget *label = resite_label_new (text, style);

  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_box_pack_start (self->body, label, FALSE, FALSE, 0);
  return label;
}

static GtkEntry *
add_entry (ResiteOverruleDialog *self, const char *label)
{
  GtkWidget *prompt = add_text (self, "", NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_label_set_text_with_mnemonic (GTK_LABEL (prompt), label);
  gtk_label_set_mnemonic_widget (GTK_LABEL (prompt), entry);
  gtk_entry_set_width_chars (GTK_ENTRY (entry), ENTRY_WIDTH);
  gtk_box_pack_start (self->body, entry, FALSE, FALSE, 0);
  gtk_widget_show (entry);
  return GTK_ENTRY (entry);
}

static void
resite_overrule_dialog_init (ResiteOverruleDialog *self)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (self));

  self->body = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  g_object_set (self->body, "margin", 18, "margin-bottom", 12, NULL);
  gtk_box_pack_start (GTK_BOX (content), GTK_WIDGET (self->body), TRUE, TRUE, 0);
  gtk_widget_show (GTK_WIDGET (self->body));
}

GtkWidget *
resite_overrule_dialog_show (GtkWidget *parent, ResiteRun *run, const char *stop)
{
  ResiteOverruleDialog *self = g_object_new (
      RESITE_TYPE_OVERRULE_DIALOG, "title", _ ("Go on in spite of STOP?"), "modal", TRUE,
      "transient-for", gtk_widget_get_toplevel (parent), "destroy-with-parent", TRUE,
      "window-position", GTK_WIN_POS_CENTER_ON_PARENT, "resizable", FALSE, NULL);
  const char *admin = resite_plan_get (resite_run_get_plan (run), "people.central-admin");

  add_text (self, stop, "resite-strong");
  add_text (self,
            _ ("Only who answers for the whole hierarchy may go on from here, and takes what comes "
               "of it. Name and reason are printed on the summary."),
            NULL);
  self->name = add_entry (self, _ ("Who takes _over?"));
  self->reason = add_entry (self, _ ("_Why is it right to go on?"));
  gtk_entry_set_text (self->name, admin != NULL ? admin : "");
  self->missing = add_text (self, _ ("Both are needed: the name, and one sentence."), "resite-bad");
  atk_object_set_role (gtk_widget_get_accessible (self->missing), ATK_ROLE_NOTIFICATION);
  gtk_widget_hide (self->missing);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Take over"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_CANCEL);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (admin != NULL && *admin != '\0' ? self->reason : self->name));
  return GTK_WIDGET (self);
}
