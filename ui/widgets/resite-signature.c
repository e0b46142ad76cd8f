/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-signature"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-signature.h"
#include "resite-wrap-box.h"

struct _ResiteSignature
{
  GtkBox parent_instance;

  GtkWidget *released_box;
  GtkLabel *released_label;
  GtkEntry *released_entry;
  GtkWidget *overrule_box;
  GtkLabel *overrule_label;
  GtkEntry *overrule_entry;
  GtkEntry *note_entry;
  GtkWidget *sign_button;
  GtkLabel *reason_label;
  char *locked_reason;
};

G_DEFINE_FINAL_TYPE (ResiteSignature, resite_signature, GTK_TYPE_BOX)

enum
{
  SIGN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update (ResiteSignature *self)
{
  const char *missing = resite_signature_get_missing (self);

  gtk_widget_set_sensitive (self->sign_button, missing == NULL);
  gtk_label_set_text (self->reason_label, missing != NULL ? missing : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), missing != NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
sign_cb (ResiteSignature *self)
{
  g_signal_emit (self, signals[SIGN], 0);
}

static void
resite_signature_finalize (GObject *object)
{
  g_free (RESITE_SIGNATURE (object)->locked_reason);
  G_OBJECT_CLASS (resite_signature_parent_class)->finalize (object);
}

static void
resite_signature_class_init (ResiteSignatureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_signature_finalize;
  signals[SIGN] = g_signal_new ("sign", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-signature.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, released_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, released_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, released_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, overrule_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, overrule_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, overrule_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, sign_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignature, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
}

static void
resite_signature_init (ResiteSignature *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_signature_new (void)
{
  return g_object_new (RESITE_TYPE_SIGNATURE, NULL);
}

void
resite_signature_set_released_by (ResiteSignature *self, const char *released_by)
{
  g_return_if_fail (RESITE_IS_SIGNATURE (self));

  gtk_label_set_text (self->released_label, released_by != NULL ? released_by : "");
  gtk_widget_set_visible (self->released_box, released_by != NULL);
  update (self);
}

void
resite_signature_show (ResiteSignature *self, const char *person, const char *fault,
                       const char *locked_reason)
{
  g_autofree char *label = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (RESITE_IS_SIGNATURE (self));

  /* TRANSLATORS: on a button; %s is the person who signs. */
  label = g_strdup_printf (_ ("Sign as %s"), person != NULL ? person : "?");
  gtk_button_set_label (GTK_BUTTON (self->sign_button), label);
  g_free (self->locked_reason);
  self->locked_reason = g_strdup (locked_reason);
  if (fault != NULL)
    /* TRANSLATORS: %s is a line of a list that is not as it should be. */
    sentence = g_strdup_printf (_ ("A line does not hold, or cannot be seen from here: %s"), fault);
  gtk_label_set_text (self->overrule_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->overrule_box, fault != NULL && locked_reason == NULL);
  update (self);
}

/* Blanks are no text. */
static const char *
get_text (GtkEntry *entry)
{
  const char *text = gtk_entry_get_text (entry);

  return text[strspn (text, " \t")] != '\0' ? text : NULL;
}

const char *
resite_signature_get_released_by (ResiteSignature *self)
{
  g_return_val_if_fail (RESITE_IS_SIGNATURE (self), NULL);

  return gtk_widget_get_visible (self->released_box) ? get_text (self->released_entry) : NULL;
}

const char *
resite_signature_get_overrule (ResiteSignature *self)
{
  g_return_val_if_fail (RESITE_IS_SIGNATURE (self), NULL);

  return gtk_widget_get_visible (self->overrule_box) ? get_text (self->overrule_entry) : NULL;
}

const char *
resite_signature_get_note (ResiteSignature *self)
{
  g_return_val_if_fail (RESITE_IS_SIGNATURE (self), NULL);

  return get_text (self->note_entry);
}

const char *
resite_signature_get_missing (ResiteSignature *self)
{
  g_return_val_if_fail (RESITE_IS_SIGNATURE (self), NULL);

  if (self->locked_reason != NULL)
    return self->locked_reason;
  if (gtk_widget_get_visible (self->released_box) &&
      resite_signature_get_released_by (self) == NULL)
    return _ ("The name of the person who released it");
  if (gtk_widget_get_visible (self->overrule_box) && resite_signature_get_overrule (self) == NULL)
    return _ ("The reason why the line above is accepted");
  return NULL;
}
