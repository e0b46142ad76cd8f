/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-form-field"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-form-field.h"
#include "resite-label.h"
#include "resite-plan-keys.h"

struct _ResiteFormField
{
  GtkBox parent_instance;

  char *id;
  char *label;
  ResitePlanType type;
  gboolean required;
  GtkWidget *input; /* GtkEntry, GtkTextView or, of yes and no, the button for yes */
  GtkWidget *no_button;
  GtkWidget *fault_label;
};

G_DEFINE_FINAL_TYPE (ResiteFormField, resite_form_field, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *name;
  ResitePlanType type;
} types[] = {
  { "text", RESITE_PLAN_TEXT },     { "multiline", RESITE_PLAN_TEXT },
  { "yes-no", RESITE_PLAN_YES_NO }, { "address", RESITE_PLAN_ADDRESS },
  { "number", RESITE_PLAN_NUMBER }, { "name", RESITE_PLAN_COMPUTER_NAME },
  { "mask", RESITE_PLAN_MASK },
};

static ResitePlanType
find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, name) == 0)
      return types[i].type;
  return RESITE_PLAN_TEXT;
}

static void
input_changed_cb (ResiteFormField *self)
{
  g_autofree char *fault = resite_form_field_check (self, FALSE);

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_label (ResiteFormField *self, GtkWidget *input)
{
  g_autofree char *text = self->required
                              ? g_strdup (self->label)
                              /* TRANSLATORS: after the name of a field that may stay empty. */
                              : g_strdup_printf (_ ("%s (optional)"), self->label);
  GtkWidget *label = resite_label_new (text, NULL);

  if (input != NULL)
    gtk_label_set_mnemonic_widget (GTK_LABEL (label), input);
  gtk_box_pack_start (GTK_BOX (self), label, FALSE, FALSE, 0);
}

static void
make_text_view (ResiteFormField *self, const char *value)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);
  GtkTextBuffer *buffer;

  self->input = gtk_text_view_new ();
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
  gtk_text_buffer_set_text (buffer, value, -1);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->input), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->input), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->input), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->input), 6);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (input_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (window), GTK_SHADOW_IN);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), 84);
  gtk_container_add (GTK_CONTAINER (window), self->input);
  resite_label_set_accessible_name (self->input, self->label);
  gtk_widget_show_all (window);
  add_label (self, self->input);
  gtk_box_pack_start (GTK_BOX (self), window, FALSE, FALSE, 0);
}

static void
make_yes_no (ResiteFormField *self, const char *value)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  /* A third button, never shown, so that neither answer is there before it was given. */
  GtkWidget *none = gtk_radio_button_new (NULL);

  self->input = gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (none), _ ("Yes"));
  self->no_button = gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (none), _ ("No"));
  gtk_box_pack_start (GTK_BOX (row), none, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->input, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->no_button, FALSE, FALSE, 0);
  gtk_widget_show (self->input);
  gtk_widget_show (self->no_button);
  gtk_widget_show (row);
  if (g_strcmp0 (value, "yes") == 0)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->input), TRUE);
  if (g_strcmp0 (value, "no") == 0)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->no_button), TRUE);
  g_signal_connect_object (self->input, "toggled", G_CALLBACK (input_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->no_button, "toggled", G_CALLBACK (input_changed_cb), self,
                           G_CONNECT_SWAPPED);
  add_label (self, NULL);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
}

static void
make_entry (ResiteFormField *self, const char *value)
{
  self->input = gtk_entry_new ();
  gtk_entry_set_text (GTK_ENTRY (self->input), value);
  gtk_entry_set_width_chars (GTK_ENTRY (self->input), 32);
  if (self->type != RESITE_PLAN_TEXT)
    {
      gtk_widget_set_halign (self->input, GTK_ALIGN_START);
      gtk_widget_set_direction (self->input, GTK_TEXT_DIR_LTR);
    }
  g_signal_connect_object (self->input, "changed", G_CALLBACK (input_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_show (self->input);
  add_label (self, self->input);
  gtk_box_pack_start (GTK_BOX (self), self->input, FALSE, FALSE, 0);
}

static void
resite_form_field_finalize (GObject *object)
{
  ResiteFormField *self = RESITE_FORM_FIELD (object);

  g_free (self->id);
  g_free (self->label);
  G_OBJECT_CLASS (resite_form_field_parent_class)->finalize (object);
}

static void
resite_form_field_class_init (ResiteFormFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_form_field_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_form_field_init (ResiteFormField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
}

GtkWidget *
resite_form_field_new (ResiteEntry *entry, const char *label, const char *value)
{
  ResiteFormField *self = g_object_new (RESITE_TYPE_FORM_FIELD, "visible", TRUE, NULL);
  const char *type = resite_entry_get (entry, "type");

  self->id = g_strdup (resite_entry_get_id (entry));
  self->label = g_strdup (label);
  self->type = find_type (type);
  self->required = g_strcmp0 (resite_entry_get (entry, "required"), "yes") == 0;
  if (g_strcmp0 (type, "multiline") == 0)
    make_text_view (self, value);
  else if (self->type == RESITE_PLAN_YES_NO)
    make_yes_no (self, value);
  else
    make_entry (self, value);
  self->fault_label = resite_label_new ("", "resite-verdict-bad");
  gtk_widget_hide (self->fault_label);
  gtk_box_pack_start (GTK_BOX (self), self->fault_label, FALSE, FALSE, 0);
  return GTK_WIDGET (self);
}

char *
resite_form_field_dup_value (ResiteFormField *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (RESITE_IS_FORM_FIELD (self), NULL);

  if (GTK_IS_ENTRY (self->input))
    return g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->input))));
  if (GTK_IS_TOGGLE_BUTTON (self->input))
    {
      if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->input)))
        return g_strdup ("yes");
      return g_strdup (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->no_button)) ? "no"
                                                                                          : "");
    }
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
resite_form_field_set_value (ResiteFormField *self, const char *value)
{
  g_return_if_fail (RESITE_IS_FORM_FIELD (self) && value != NULL);

  if (GTK_IS_ENTRY (self->input))
    gtk_entry_set_text (GTK_ENTRY (self->input), value);
}

static char *
find_fault (ResiteFormField *self, const char *value)
{
  ResitePlanKey key = { .group = "step", .key = self->id, .type = self->type };
  char *message = NULL;

  if (*value == '\0')
    return self->required ? g_strdup (_ ("this is needed")) : NULL;
  /* Free text may have several lines, which a value of the plan may not. */
  if (self->type == RESITE_PLAN_TEXT)
    return NULL;
  return resite_plan_key_check (&key, value, &message) ? NULL : message;
}

char *
resite_form_field_check (ResiteFormField *self, gboolean strict)
{
  g_autofree char *value = NULL;
  g_autofree char *fault = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (RESITE_IS_FORM_FIELD (self), NULL);

  value = resite_form_field_dup_value (self);
  fault = find_fault (self, value);
  shown = fault != NULL && (strict || *value != '\0') ? g_strconcat ("✗ ", fault, NULL) : NULL;
  gtk_label_set_text (GTK_LABEL (self->fault_label), shown != NULL ? shown : "");
  gtk_widget_set_visible (self->fault_label, shown != NULL);
  /* TRANSLATORS: the name of a field, and what is wrong with it. */
  return fault != NULL ? g_strdup_printf (_ ("%s: %s"), self->label, fault) : NULL;
}

const char *
resite_form_field_get_id (ResiteFormField *self)
{
  g_return_val_if_fail (RESITE_IS_FORM_FIELD (self), NULL);

  return self->id;
}

void
resite_form_field_grab (ResiteFormField *self)
{
  g_return_if_fail (RESITE_IS_FORM_FIELD (self));

  gtk_widget_grab_focus (self->input);
}
