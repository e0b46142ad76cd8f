/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-label"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"

static const char *const verdict_styles[] = { "resite-verdict-good", "resite-verdict-bad",
                                              "resite-verdict-warning", "resite-verdict-none" };

GtkWidget *
resite_label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style);
  gtk_widget_show (label);
  return label;
}

/* Longer ones may break after all: better than a window that grows wider than the screen. */
#define LONGEST_WHOLE_PATH 24

void
resite_label_keep_paths_whole (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *text = gtk_label_get_text (label);

  for (const char *word = text; *word != '\0';)
    {
      gsize length = strcspn (word, " ");
      PangoAttribute *whole = NULL;

      if (length <= LONGEST_WHOLE_PATH && memchr (word, '\\', length) != NULL)
        {
          whole = pango_attr_allow_breaks_new (FALSE);
          whole->start_index = (guint)(word - text);
          whole->end_index = (guint)(word - text + length);
          pango_attr_list_insert (attributes, whole);
        }
      word += length + strspn (word + length, " ");
    }
  gtk_label_set_attributes (label, attributes);
}

GtkWidget *
resite_label_new_literal (const char *text)
{
  GtkWidget *label = resite_label_new (text, "resite-mono");

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  return label;
}

static void
copy_cb (GtkButton *button, const char *text)
{
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
  gtk_button_set_label (button, _ ("Copied"));
}

static void
free_text (gpointer text, GClosure *closure)
{
  g_free (text);
}

GtkWidget *
resite_label_new_copy_button (const char *text, const char *what)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Copy"));

  g_signal_connect_data (button, "clicked", G_CALLBACK (copy_cb), g_strdup (text), free_text, 0);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, what);
  resite_label_set_accessible_name (button, what);
  gtk_widget_show (button);
  return button;
}

void
resite_label_set_accessible_name (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  atk_object_set_name (gtk_widget_get_accessible (widget), name);
}

void
resite_label_set_style (GtkWidget *widget, const char *style)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  for (guint i = 0; i < G_N_ELEMENTS (verdict_styles); i++)
    gtk_style_context_remove_class (context, verdict_styles[i]);
  gtk_style_context_add_class (context, style);
}

static void
destroy_cb (GtkWidget *widget, gpointer user_data)
{
  gtk_widget_destroy (widget);
}

void
resite_label_empty_box (GtkContainer *box)
{
  g_return_if_fail (GTK_IS_CONTAINER (box));

  gtk_container_foreach (box, destroy_cb, NULL);
}
