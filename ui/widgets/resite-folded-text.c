/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folded-text"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-folded-text.h"
#include "resite-label.h"

struct _ResiteFoldedText
{
  GtkBox parent_instance;

  char *text;
  GtkLabel *first;
  GtkWidget *expander;
  GtkLabel *rest;
};

G_DEFINE_FINAL_TYPE (ResiteFoldedText, resite_folded_text, GTK_TYPE_BOX)

static void
resite_folded_text_finalize (GObject *object)
{
  g_free (RESITE_FOLDED_TEXT (object)->text);
  G_OBJECT_CLASS (resite_folded_text_parent_class)->finalize (object);
}

static void
resite_folded_text_class_init (ResiteFoldedTextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_folded_text_finalize;
}

static GtkLabel *
new_label (void)
{
  GtkWidget *label = resite_label_new ("", NULL);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  return GTK_LABEL (label);
}

static void
resite_folded_text_init (ResiteFoldedText *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->first = new_label ();
  self->rest = new_label ();
  self->expander = gtk_expander_new (_ ("What it may come from"));
  gtk_widget_set_margin_start (GTK_WIDGET (self->rest), 18);
  gtk_container_add (GTK_CONTAINER (self->expander), GTK_WIDGET (self->rest));
  g_object_bind_property (self->expander, "expanded", self->rest, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->first), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->expander, FALSE, FALSE, 0);
}

GtkWidget *
resite_folded_text_new (void)
{
  return g_object_new (RESITE_TYPE_FOLDED_TEXT, NULL);
}

void
resite_folded_text_set_text (ResiteFoldedText *self, const char *text)
{
  const char *end;
  g_autofree char *first = NULL;

  g_return_if_fail (RESITE_IS_FOLDED_TEXT (self));

  text = text != NULL ? text : "";
  gtk_widget_set_visible (GTK_WIDGET (self), *text != '\0');
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  end = strchrnul (text, '\n');
  first = g_strndup (text, (gsize)(end - text));
  gtk_label_set_text (self->first, first);
  gtk_label_set_text (self->rest, *end != '\0' ? end + 1 : "");
  gtk_expander_set_expanded (GTK_EXPANDER (self->expander), FALSE);
  gtk_widget_set_visible (self->expander, *end != '\0');
}
