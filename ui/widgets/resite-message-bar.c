/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-message-bar"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-message-bar.h"

struct _ResiteMessageBar
{
  GtkInfoBar parent_instance;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (ResiteMessageBar, resite_message_bar, GTK_TYPE_INFO_BAR)

static void
resite_message_bar_response (GtkInfoBar *bar, int response)
{
  gtk_widget_hide (GTK_WIDGET (bar));
}

static void
resite_message_bar_class_init (ResiteMessageBarClass *klass)
{
  GTK_INFO_BAR_CLASS (klass)->response = resite_message_bar_response;
}

static void
resite_message_bar_init (ResiteMessageBar *self)
{
  GtkWidget *content = gtk_info_bar_get_content_area (GTK_INFO_BAR (self));

  gtk_info_bar_set_show_close_button (GTK_INFO_BAR (self), TRUE);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_line_wrap (self->label, TRUE);
  gtk_label_set_line_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_width_chars (self->label, 20);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_container_add (GTK_CONTAINER (content), GTK_WIDGET (self->label));
  gtk_widget_show (GTK_WIDGET (self->label));
  gtk_widget_set_no_show_all (GTK_WIDGET (self), TRUE);
}

GtkWidget *
resite_message_bar_new (void)
{
  return g_object_new (RESITE_TYPE_MESSAGE_BAR, NULL);
}

void
resite_message_bar_say (ResiteMessageBar *self, GtkMessageType type, const char *text)
{
  g_return_if_fail (RESITE_IS_MESSAGE_BAR (self));
  g_return_if_fail (text != NULL);
  gtk_widget_hide (GTK_WIDGET (self));
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self), type);
  gtk_label_set_text (self->label, text);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), text);
  gtk_widget_show (GTK_WIDGET (self));
}

void
resite_message_bar_clear (ResiteMessageBar *self)
{
  g_return_if_fail (RESITE_IS_MESSAGE_BAR (self));
  gtk_widget_hide (GTK_WIDGET (self));
}
