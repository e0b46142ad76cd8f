/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-password-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-password-dialog.h"
#include "resite-reach-words.h"

#define ENTRY_WIDTH 32
/* Of at most four bytes each: what ResiteCredentials takes. */
#define MOST_CHARACTERS 1024

struct _ResitePasswordDialog
{
  ResiteQuestionDialog parent_instance;

  GtkEntry *account;
  GtkEntry *password;
  GtkWidget *caps_label;
  GtkWidget *keep_button;
  GtkWidget *where_label;
  GtkWidget *missing_label;
};

G_DEFINE_FINAL_TYPE (ResitePasswordDialog, resite_password_dialog, RESITE_TYPE_QUESTION_DIALOG)

static guint given_signal;

/* The buffer of an entry overwrites what is deleted from it. */
static void
wipe (ResitePasswordDialog *self)
{
  if (self->password != NULL)
    gtk_entry_set_text (self->password, "");
}

static gboolean
is_complete (ResitePasswordDialog *self)
{
  g_autofree char *account = g_strstrip (g_strdup (gtk_entry_get_text (self->account)));
  GtkEntry *missing = *account == '\0'                                  ? self->account
                      : gtk_entry_get_text_length (self->password) == 0 ? self->password
                                                                        : NULL;

  if (missing == NULL)
    return TRUE;
  gtk_label_set_text (GTK_LABEL (self->missing_label),
                      missing == self->account ? _ ("Type the account first.")
                                               : _ ("Type the password first, or do it by hand."));
  gtk_widget_hide (self->missing_label);
  gtk_widget_show (self->missing_label);
  gtk_widget_grab_focus (GTK_WIDGET (missing));
  return FALSE;
}

static gboolean
resite_password_dialog_accept (ResiteQuestionDialog *dialog)
{
  ResitePasswordDialog *self = RESITE_PASSWORD_DIALOG (dialog);
  g_autofree char *account = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (!is_complete (self))
    return FALSE;
  account = g_strstrip (g_strdup (gtk_entry_get_text (self->account)));
  credentials = resite_credentials_new (account, gtk_entry_get_text (self->password));
  wipe (self);
  g_signal_emit (self, given_signal, 0, credentials,
                 gtk_widget_get_visible (self->keep_button) &&
                     gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->keep_button)));
  resite_question_answer_credentials (resite_question_dialog_get_question (dialog), credentials);
  return TRUE;
}

static void
resite_password_dialog_destroy (GtkWidget *widget)
{
  ResitePasswordDialog *self = RESITE_PASSWORD_DIALOG (widget);

  wipe (self);
  self->password = NULL;
  GTK_WIDGET_CLASS (resite_password_dialog_parent_class)->destroy (widget);
}

static void
resite_password_dialog_class_init (ResitePasswordDialogClass *klass)
{
  GTK_WIDGET_CLASS (klass)->destroy = resite_password_dialog_destroy;
  RESITE_QUESTION_DIALOG_CLASS (klass)->accept = resite_password_dialog_accept;
  given_signal = g_signal_new ("given", RESITE_TYPE_PASSWORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
}

static void
resite_password_dialog_init (ResitePasswordDialog *self)
{
}

static void
show_caps_cb (ResitePasswordDialog *self)
{
  GdkKeymap *keymap = gdk_keymap_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  gtk_widget_set_visible (self->caps_label, gdk_keymap_get_caps_lock_state (keymap));
}

static void
show_where_cb (ResitePasswordDialog *self)
{
  gboolean keep = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->keep_button));

  gtk_label_set_text (GTK_LABEL (self->where_label),
                      keep ? _ ("It goes into this desktop's key ring once the machine has taken "
                                "it, and into no file of Resite.")
                           : _ ("It is kept in memory only, until Resite is closed."));
}

static GtkEntry *
add_entry (GtkGrid *grid, int row, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *prompt = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (prompt), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (prompt), entry);
  gtk_entry_set_width_chars (GTK_ENTRY (entry), ENTRY_WIDTH);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_grid_attach (grid, prompt, 0, row, 1, 1);
  gtk_grid_attach (grid, entry, 1, row, 1, 1);
  return GTK_ENTRY (entry);
}

static void
add_entries (ResitePasswordDialog *self, ResiteQuestion *question)
{
  GtkWidget *grid = gtk_grid_new ();
  const char *user = resite_question_get_user (question);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->account = add_entry (GTK_GRID (grid), 0, _ ("_Account:"));
  self->password = add_entry (GTK_GRID (grid), 1, _ ("_Password:"));
  gtk_entry_set_text (self->account, user != NULL ? user : "");
  gtk_entry_set_activates_default (self->account, TRUE);
  gtk_entry_set_visibility (self->password, FALSE);
  gtk_entry_set_max_length (self->password, MOST_CHARACTERS);
  gtk_entry_set_input_purpose (self->password, GTK_INPUT_PURPOSE_PASSWORD);
  gtk_entry_set_activates_default (self->password, TRUE);
  g_object_set (self->password, "caps-lock-warning", FALSE, NULL); /* ours is in words */
  gtk_widget_show_all (grid);
  gtk_box_pack_start (resite_question_dialog_get_body (RESITE_QUESTION_DIALOG (self)), grid, FALSE,
                      FALSE, 0);
}

static GtkWidget *
add_line (ResitePasswordDialog *self, const char *text, const char *style, AtkRole role)
{
  GtkWidget *label = resite_question_dialog_add_text (RESITE_QUESTION_DIALOG (self), text, style);

  atk_object_set_role (gtk_widget_get_accessible (label), role);
  return label;
}

static void
add_keeping (ResitePasswordDialog *self)
{
  self->keep_button =
      gtk_check_button_new_with_mnemonic (_ ("_Keep it in this desktop's key ring"));
  g_signal_connect_swapped (self->keep_button, "toggled", G_CALLBACK (show_where_cb), self);
  gtk_box_pack_start (resite_question_dialog_get_body (RESITE_QUESTION_DIALOG (self)),
                      self->keep_button, FALSE, FALSE, 0);
  self->where_label = add_line (self, "", "resite-dim", ATK_ROLE_LABEL);
  show_where_cb (self);
}

static void
add_warnings (ResitePasswordDialog *self, ResiteRun *run, ResiteQuestion *question)
{
  const char *warning = resite_reach_words_find_warning (run, resite_question_get_role (question));

  if (resite_question_was_refused (question))
    add_line (self,
              _ ("✗ The password that was given before was refused. Look at the account and at "
                 "the layout of the keyboard. Each password is tried once only, so that no "
                 "account is locked."),
              "resite-bad", ATK_ROLE_NOTIFICATION);
  if (warning != NULL)
    add_line (self, warning, "resite-warning", ATK_ROLE_NOTIFICATION);
}

static void
add_caps_lock (ResitePasswordDialog *self)
{
  GdkKeymap *keymap = gdk_keymap_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->caps_label =
      add_line (self, _ ("⚠ Caps Lock is on."), "resite-warning", ATK_ROLE_NOTIFICATION);
  g_signal_connect_object (keymap, "state-changed", G_CALLBACK (show_caps_cb), self,
                           G_CONNECT_SWAPPED);
  show_caps_cb (self);
}

static char *
format_title (ResiteQuestion *question)
{
  const char *server = resite_question_get_server (question);

  if (g_strcmp0 (resite_question_get_role (question), "account") == 0)
    /* TRANSLATORS: %s is a domain. */
    return g_strdup_printf (_ ("Password of an account of %s"), server != NULL ? server : "");
  /* TRANSLATORS: %s is the name of a computer. */
  return g_strdup_printf (_ ("Password for %s"), server != NULL ? server : "");
}

GtkWidget *
resite_password_dialog_show (GtkWindow *parent, ResiteRun *run, ResiteQuestion *question)
{
  g_autofree char *title = format_title (question);
  ResitePasswordDialog *self =
      resite_question_dialog_new (RESITE_TYPE_PASSWORD_DIALOG, parent, run, question, title);
  ResiteQuestionDialog *dialog = RESITE_QUESTION_DIALOG (self);

  resite_question_dialog_add_text (dialog, resite_question_get_purpose (question), NULL);
  add_warnings (self, run, question);
  add_entries (self, question);
  add_caps_lock (self);
  add_keeping (self);
  self->missing_label = add_line (self, "", "resite-bad", ATK_ROLE_NOTIFICATION);
  gtk_widget_hide (self->missing_label);
  resite_question_dialog_add_buttons (dialog, _ ("By _hand instead"), _ ("_Sign in"), TRUE);
  gtk_widget_grab_focus (
      GTK_WIDGET (gtk_entry_get_text_length (self->account) == 0 ? self->account : self->password));
  gtk_widget_show (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
resite_password_dialog_offer_key_ring (ResitePasswordDialog *self, gboolean offer)
{
  g_return_if_fail (RESITE_IS_PASSWORD_DIALOG (self));

  gtk_widget_set_visible (self->keep_button, offer);
}
