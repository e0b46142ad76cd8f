/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-field"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-plan-field.h"

struct _ResitePlanField
{
  GtkBox parent_instance;

  GtkWidget *row;    /* the editor and its buttons */
  GtkWidget *editor; /* GtkEntry or GtkComboBoxText */
  GtkLabel *label;
  GtkWidget *help_label; /* or NULL */
  GtkLabel *message_label;

  const ResitePlanKey *key;
  char *name;
  char *own_fault;   /* of this value alone */
  char *other_fault; /* across values */
  ResitePlanSeverity other_severity;
  gboolean insisting; /* what is merely missing is shown as well */
};

G_DEFINE_FINAL_TYPE (ResitePlanField, resite_plan_field, GTK_TYPE_BOX)

static guint edited_signal;

static gboolean
is_choice (const ResitePlanKey *key)
{
  return key->type == RESITE_PLAN_CHOICE || key->type == RESITE_PLAN_YES_NO;
}

static gboolean
is_literal (const ResitePlanKey *key)
{
  return key->type != RESITE_PLAN_TEXT && !is_choice (key);
}

static const char *
get_message (ResitePlanField *self)
{
  g_autofree char *value = resite_plan_field_get_value (self);

  if (value == NULL && !self->insisting)
    return NULL;
  return self->own_fault != NULL ? self->own_fault : self->other_fault;
}

static void
show_message (ResitePlanField *self)
{
  const char *message = get_message (self);
  gboolean warning = self->own_fault == NULL && self->other_severity == RESITE_PLAN_FAULT_WARNING;
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self->message_label));
  AtkObject *accessible = gtk_widget_get_accessible (self->editor);
  const char *help = self->key->help != NULL ? _ (self->key->help) : "";
  g_autofree char *shown = NULL;

  gtk_style_context_remove_class (context, "resite-bad");
  gtk_style_context_remove_class (context, "resite-warning");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), message != NULL);
  atk_object_set_description (accessible, message != NULL ? message : help);
  /* What is merely missing is told with the help; once is enough. */
  if (self->help_label != NULL)
    gtk_widget_set_visible (self->help_label, message == NULL || strstr (message, help) == NULL);
  if (message == NULL)
    return;
  shown = g_strdup_printf ("%s %s", warning ? "!" : "✘", message);
  gtk_style_context_add_class (context, warning ? "resite-warning" : "resite-bad");
  gtk_label_set_text (self->message_label, shown);
}

static void
check_value (ResitePlanField *self)
{
  g_autofree char *value = resite_plan_field_get_value (self);
  char *message = NULL;

  g_clear_pointer (&self->own_fault, g_free);
  if (value != NULL)
    resite_plan_key_check (self->key, value, &message);
  self->own_fault = message;
  show_message (self);
}

static void
editor_changed_cb (ResitePlanField *self)
{
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  g_clear_pointer (&self->other_fault, g_free);
  self->insisting = TRUE;
  check_value (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
resite_plan_field_finalize (GObject *object)
{
  ResitePlanField *self = RESITE_PLAN_FIELD (object);

  g_free (self->name);
  g_free (self->own_fault);
  g_free (self->other_fault);
  G_OBJECT_CLASS (resite_plan_field_parent_class)->finalize (object);
}

static void
resite_plan_field_class_init (ResitePlanFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_plan_field_finalize;
  edited_signal = g_signal_new ("edited", RESITE_TYPE_PLAN_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
resite_plan_field_init (ResitePlanField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-field");
}

static GtkWidget *
new_choice (const ResitePlanKey *key, const char *given, const char *fallback)
{
  GtkWidget *combo = gtk_combo_box_text_new ();
  const char *words = key->type == RESITE_PLAN_YES_NO ? "yes|no" : key->choices;
  g_auto (GStrv) choices = g_strsplit (words != NULL ? words : "", "|", -1);
  g_autofree char *nothing = NULL;

  /* TRANSLATORS: %s is a word of the plan, such as "yes". */
  nothing = fallback != NULL ? g_strdup_printf (_ ("not given: %s"), fallback)
                             : g_strdup (_ ("not given"));
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), "", nothing);
  for (guint i = 0; choices[i] != NULL; i++)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), choices[i], choices[i]);
  if (given != NULL && !gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), given))
    {
      gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), given, given);
      gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), given);
    }
  if (given == NULL)
    gtk_combo_box_set_active (GTK_COMBO_BOX (combo), 0);
  return combo;
}

static GtkWidget *
new_entry (const ResitePlanKey *key, const char *given, const char *fallback)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *hint = fallback != NULL ? fallback : key->example;
  g_autofree char *text = NULL;

  if (given != NULL)
    gtk_entry_set_text (GTK_ENTRY (entry), given);
  if (fallback == NULL && hint != NULL)
    /* TRANSLATORS: %s is an example of a value. */
    text = g_strdup_printf (_ ("such as %s"), hint);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), text != NULL ? text : hint);
  if (!is_literal (key))
    return entry;
  gtk_widget_set_direction (entry, GTK_TEXT_DIR_LTR);
  gtk_style_context_add_class (gtk_widget_get_style_context (entry), "resite-mono");
  return entry;
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, ResitePlanField *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->editor != NULL)
    {
      g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));

      gtk_entry_set_text (GTK_ENTRY (self->editor), path != NULL ? path : "");
    }
  g_object_unref (dialog);
}

static gboolean
is_folder (const ResitePlanKey *key)
{
  return key->type == RESITE_PLAN_FOLDER || key->type == RESITE_PLAN_FILES ||
         key->type == RESITE_PLAN_DRIVE_FILES;
}

static void
choose_cb (ResitePlanField *self)
{
  gboolean folder = is_folder (self->key);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ (self->key->label), window,
      folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
unlock_cb (ResitePlanField *self, GtkWidget *button)
{
  if (GTK_IS_ENTRY (self->editor))
    gtk_editable_set_editable (GTK_EDITABLE (self->editor), TRUE);
  gtk_widget_set_sensitive (self->editor, TRUE);
  gtk_widget_hide (button);
  gtk_widget_grab_focus (self->editor);
}

static GtkWidget *
add_button (ResitePlanField *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", label, _ (self->key->label));

  g_signal_connect_swapped (button, "clicked", callback, self);
  resite_label_set_accessible_name (button, spoken);
  gtk_box_pack_end (GTK_BOX (self->row), button, FALSE, FALSE, 0);
  return button;
}

static void
lock (ResitePlanField *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("This is wrong"));
  g_autofree char *spoken = g_strdup_printf (_ ("%s: this is wrong"), _ (self->key->label));

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (unlock_cb), self);
  resite_label_set_accessible_name (button, spoken);
  gtk_box_pack_end (GTK_BOX (self->row), button, FALSE, FALSE, 0);
  if (GTK_IS_ENTRY (self->editor))
    gtk_editable_set_editable (GTK_EDITABLE (self->editor), FALSE);
  else
    gtk_widget_set_sensitive (self->editor, FALSE);
}

static void
add_label (ResitePlanField *self)
{
  const char *repeat = strrchr (self->name, '.');
  g_autoptr (GString) text = g_string_new (_ (self->key->label));

  if (self->key->repeated && repeat != NULL)
    g_string_append_printf (text, " %s", repeat + 1);
  if (self->key->required)
    g_string_append_printf (text, " %s", _ ("(needed)"));
  self->label = GTK_LABEL (resite_label_new (text->str, "resite-strong"));
  gtk_label_set_mnemonic_widget (self->label, self->editor);
  gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->label));
}

static void
build (ResitePlanField *self, const char *given, const char *fallback)
{
  if (is_choice (self->key))
    self->editor = new_choice (self->key, given, fallback);
  else
    self->editor = new_entry (self->key, given, fallback);
  add_label (self);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_pack_start (GTK_BOX (self->row), self->editor, !is_choice (self->key), TRUE, 0);
  if (is_folder (self->key) || self->key->type == RESITE_PLAN_FILE)
    add_button (self, _ ("Choose…"), G_CALLBACK (choose_cb));
  gtk_container_add (GTK_CONTAINER (self), self->row);
  if (self->key->help != NULL)
    {
      self->help_label = resite_label_new (_ (self->key->help), "resite-small");
      gtk_container_add (GTK_CONTAINER (self), self->help_label);
    }
  self->message_label = GTK_LABEL (resite_label_new (NULL, NULL));
  gtk_widget_set_no_show_all (GTK_WIDGET (self->message_label), TRUE);
  gtk_widget_hide (GTK_WIDGET (self->message_label));
  gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->message_label));
}

GtkWidget *
resite_plan_field_new (const ResitePlanKey *key, const char *name, const char *given,
                       const char *fallback, gboolean locked)
{
  ResitePlanField *self = g_object_new (RESITE_TYPE_PLAN_FIELD, NULL);

  self->key = key;
  self->name = g_strdup (name);
  build (self, given, fallback);
  if (locked && given != NULL)
    lock (self);
  gtk_widget_show_all (GTK_WIDGET (self));
  check_value (self);
  g_signal_connect_swapped (self->editor, "changed", G_CALLBACK (editor_changed_cb), self);
  return GTK_WIDGET (self);
}

const char *
resite_plan_field_get_name (ResitePlanField *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN_FIELD (self), NULL);
  return self->name;
}

char *
resite_plan_field_get_value (ResitePlanField *self)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN_FIELD (self), NULL);
  if (GTK_IS_ENTRY (self->editor))
    value = g_strdup (gtk_entry_get_text (GTK_ENTRY (self->editor)));
  else
    value = g_strdup (gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->editor)));
  if (value != NULL)
    g_strstrip (value);
  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

void
resite_plan_field_set_fault (ResitePlanField *self, const char *message,
                             ResitePlanSeverity severity)
{
  g_return_if_fail (RESITE_IS_PLAN_FIELD (self));
  if (g_strcmp0 (self->other_fault, message) == 0 && self->other_severity == severity)
    return;
  g_free (self->other_fault);
  self->other_fault = g_strdup (message);
  self->other_severity = severity;
  show_message (self);
}

void
resite_plan_field_insist (ResitePlanField *self)
{
  g_return_if_fail (RESITE_IS_PLAN_FIELD (self));
  self->insisting = TRUE;
  check_value (self);
}

gboolean
resite_plan_field_is_fine (ResitePlanField *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN_FIELD (self), TRUE);
  if (self->own_fault != NULL)
    return FALSE;
  return self->other_fault == NULL || self->other_severity != RESITE_PLAN_FAULT_ERROR;
}

void
resite_plan_field_grab_focus (ResitePlanField *self)
{
  g_return_if_fail (RESITE_IS_PLAN_FIELD (self));
  gtk_widget_grab_focus (self->editor);
}
