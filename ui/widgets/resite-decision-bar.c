/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-decision-bar"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-decision-bar.h"
#include "resite-wrap-box.h"

struct _ResiteDecisionBar
{
  GtkBox parent_instance;

  GtkLabel *evidence_label;
  GtkWidget *overrule_box;
  GtkLabel *overrule_label;
  GtkEntry *overrule_entry;
  GtkEntry *note_entry;
  GtkWidget *good_button;
  GtkWidget *bad_button;
  GtkLabel *reason_label;
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (ResiteDecisionBar, resite_decision_bar, GTK_TYPE_BOX)

enum
{
  JUDGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Blanks are no text. */
static const char *
get_text (GtkEntry *entry)
{
  const char *text = gtk_entry_get_text (entry);

  return text[strspn (text, " \t")] != '\0' ? text : NULL;
}

static void
update (ResiteDecisionBar *self)
{
  gboolean overrules = gtk_widget_get_visible (self->overrule_box);
  gboolean has_reason = get_text (self->overrule_entry) != NULL;

  gtk_widget_set_sensitive (self->bad_button, !self->locked);
  gtk_widget_set_sensitive (self->good_button, !self->locked && (!overrules || has_reason));
}

static void
good_cb (ResiteDecisionBar *self)
{
  const char *overrule =
      gtk_widget_get_visible (self->overrule_box) ? get_text (self->overrule_entry) : NULL;

  g_signal_emit (self, signals[JUDGED], 0, "good", overrule, get_text (self->note_entry));
}

static void
bad_cb (ResiteDecisionBar *self)
{
  g_signal_emit (self, signals[JUDGED], 0, "bad", NULL, get_text (self->note_entry));
}

static void
resite_decision_bar_class_init (ResiteDecisionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[JUDGED] =
      g_signal_new ("judged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-decision-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, evidence_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, overrule_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, overrule_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, overrule_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, good_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, bad_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteDecisionBar, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, good_cb);
  gtk_widget_class_bind_template_callback (widget_class, bad_cb);
}

static void
resite_decision_bar_init (ResiteDecisionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_decision_bar_new (void)
{
  return g_object_new (RESITE_TYPE_DECISION_BAR, NULL);
}

void
resite_decision_bar_show (ResiteDecisionBar *self, const char *evidence, const char *good_reason,
                          const char *locked_reason)
{
  g_return_if_fail (RESITE_IS_DECISION_BAR (self));

  gtk_label_set_text (self->evidence_label, evidence);
  self->locked = locked_reason != NULL;
  gtk_label_set_text (self->overrule_label, good_reason != NULL ? good_reason : "");
  gtk_widget_set_visible (self->overrule_box, good_reason != NULL && locked_reason == NULL);
  gtk_label_set_text (self->reason_label, locked_reason != NULL ? locked_reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), locked_reason != NULL);
  update (self);
}
