/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-form-view"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-form-field.h"
#include "resite-form-view.h"
#include "resite-step-words.h"

struct _ResiteFormView
{
  GtkBox parent_instance;

  ResiteAction *action;
  GPtrArray *fields; /* ResiteFormField, unowned */
};

G_DEFINE_FINAL_TYPE (ResiteFormView, resite_form_view, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
field_changed_cb (ResiteFormView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_field (ResiteFormView *self, ResiteRun *run, ResiteStepRun *step, ResiteEntry *entry)
{
  const char *text = resite_entry_get_label (entry);
  g_autofree char *label = resite_run_expand (run, step, text != NULL ? text : "");
  g_autofree char *value =
      resite_step_run_get_field (step, self->action, resite_entry_get_id (entry));
  GtkWidget *field = resite_form_field_new (entry, label, value != NULL ? value : "");

  g_signal_connect_object (field, "changed", G_CALLBACK (field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self), field, FALSE, FALSE, 0);
  g_ptr_array_add (self->fields, field);
}

static void
resite_form_view_dispose (GObject *object)
{
  g_clear_object (&RESITE_FORM_VIEW (object)->action);
  g_clear_pointer (&RESITE_FORM_VIEW (object)->fields, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_form_view_parent_class)->dispose (object);
}

static void
resite_form_view_class_init (ResiteFormViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_form_view_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_form_view_init (ResiteFormView *self)
{
  self->fields = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

GtkWidget *
resite_form_view_new (ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  ResiteFormView *self = g_object_new (RESITE_TYPE_FORM_VIEW, "visible", TRUE, NULL);
  GPtrArray *entries = resite_action_get_entries (action);

  self->action = g_object_ref (action);
  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      if (resite_step_words_holds (run, step, resite_entry_get (entry, "when")))
        add_field (self, run, step, entry);
    }
  return GTK_WIDGET (self);
}

void
resite_form_view_fill (ResiteFormView *self, ResiteMove *move)
{
  g_return_if_fail (RESITE_IS_FORM_VIEW (self));

  resite_move_set (move, "action", resite_action_get_id (self->action));
  for (guint i = 0; i < self->fields->len; i++)
    {
      ResiteFormField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *value = resite_form_field_dup_value (field);
      g_autofree char *name = g_strconcat ("field.", resite_form_field_get_id (field), NULL);

      resite_move_set (move, name, value);
    }
}

void
resite_form_view_offer (ResiteFormView *self, const char *id, const char *value)
{
  g_return_if_fail (RESITE_IS_FORM_VIEW (self));
  g_return_if_fail (id != NULL && value != NULL);

  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_equal (resite_form_field_get_id (self->fields->pdata[i]), id))
      resite_form_field_set_value (self->fields->pdata[i], value);
}

char *
resite_form_view_dup_fault (ResiteFormView *self, gboolean strict)
{
  g_autofree char *first = NULL;

  g_return_val_if_fail (RESITE_IS_FORM_VIEW (self), NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      g_autofree char *fault =
          resite_form_field_check (g_ptr_array_index (self->fields, i), strict);

      if (first == NULL)
        first = g_steal_pointer (&fault);
    }
  return g_steal_pointer (&first);
}

void
resite_form_view_grab_fault (ResiteFormView *self)
{
  g_return_if_fail (RESITE_IS_FORM_VIEW (self));

  for (guint i = 0; i < self->fields->len; i++)
    {
      g_autofree char *fault = resite_form_field_check (g_ptr_array_index (self->fields, i), TRUE);

      if (fault != NULL)
        {
          resite_form_field_grab (g_ptr_array_index (self->fields, i));
          return;
        }
    }
}

void
resite_form_view_grab_first (ResiteFormView *self)
{
  g_return_if_fail (RESITE_IS_FORM_VIEW (self));

  if (self->fields->len > 0)
    resite_form_field_grab (g_ptr_array_index (self->fields, 0));
}
