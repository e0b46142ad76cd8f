/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-item-details"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-item-details.h"
#include "resite-label.h"
#include "resite-row-text.h"
#include "resite-text.h"

struct _ResiteItemDetails
{
  GtkBox parent_instance;

  GtkLabel *name_label;
  GtkLabel *fact_label;
  GtkLabel *message_label;
  GtkWidget *output_window;
  GtkTextView *output_view;
  ResiteJobItem *item;
  gulong changed_id;
  ResiteRowTitle title;
  const ResiteItemLayout *layout;
};

G_DEFINE_FINAL_TYPE (ResiteItemDetails, resite_item_details, GTK_TYPE_BOX)

static char *
describe_facts (ResiteJobItem *item)
{
  g_autofree char *state = resite_row_text_state (item);
  g_autofree char *size = resite_row_text_size (item);
  g_autofree char *time = resite_text_duration (resite_job_item_get_seconds (item));
  guint tries = resite_job_item_get_tries (item);
  GString *facts = g_string_new (state);

  if (*size != '\0')
    g_string_append_printf (facts, " · %s", size);
  if (resite_job_item_get_seconds (item) > 0)
    g_string_append_printf (facts, " · %s", time);
  if (tries > 1)
    g_string_append_printf (facts, ngettext (" · %u try", " · %u tries", tries), tries);
  if (resite_job_item_get_exit_code (item) >= 0)
    /* TRANSLATORS: the number with which a program ended; it is told, it decides nothing. */
    g_string_append_printf (facts, _ (" · exit code %d"),
                            (int)resite_job_item_get_exit_code (item));
  return g_string_free (facts, FALSE);
}

static void
show_output (ResiteItemDetails *self)
{
  g_autofree char *described = resite_item_layout_describe (self->layout, self->item);
  const char *output = described != NULL ? described : resite_job_item_get_output (self->item);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->output_view),
                            output != NULL ? output : "", -1);
  gtk_text_view_set_monospace (self->output_view, described == NULL);
  resite_label_set_accessible_name (GTK_WIDGET (self->output_view),
                                    described != NULL ? _ ("What is known of it")
                                                      : _ ("What the program printed"));
  gtk_widget_set_visible (self->output_window, output != NULL && *output != '\0');
}

static void
show_item (ResiteItemDetails *self)
{
  g_autofree char *facts = describe_facts (self->item);
  const char *message = resite_job_item_get_message (self->item);
  const char *name = resite_job_item_get_name (self->item);

  gtk_label_set_text (self->name_label, self->title != NULL ? self->title (name) : name);
  gtk_label_set_text (self->fact_label, facts);
  gtk_label_set_text (self->message_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), message != NULL && *message != '\0');
  show_output (self);
}

static void
forget_item (ResiteItemDetails *self)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_clear_object (&self->item);
}

static void
resite_item_details_dispose (GObject *object)
{
  forget_item (RESITE_ITEM_DETAILS (object));
  G_OBJECT_CLASS (resite_item_details_parent_class)->dispose (object);
}

static void
resite_item_details_class_init (ResiteItemDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_item_details_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-item-details.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteItemDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemDetails, fact_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemDetails, message_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemDetails, output_window);
  gtk_widget_class_bind_template_child (widget_class, ResiteItemDetails, output_view);
}

static void
resite_item_details_init (ResiteItemDetails *self)
{
  self->layout = resite_item_layout_get_plain ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (GTK_WIDGET (self->output_view), GTK_TEXT_DIR_LTR);
}

void
resite_item_details_set_item (ResiteItemDetails *self, ResiteJobItem *item)
{
  g_return_if_fail (RESITE_IS_ITEM_DETAILS (self));
  g_return_if_fail (item == NULL || RESITE_IS_JOB_ITEM (item));

  if (item == self->item)
    return;
  forget_item (self);
  if (item != NULL)
    {
      self->item = g_object_ref (item);
      self->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item), self);
      show_item (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), item != NULL);
}

void
resite_item_details_set_titles (ResiteItemDetails *self, ResiteRowTitle title)
{
  g_return_if_fail (RESITE_IS_ITEM_DETAILS (self));

  self->title = title;
}

void
resite_item_details_set_layout (ResiteItemDetails *self, const ResiteItemLayout *layout)
{
  g_return_if_fail (RESITE_IS_ITEM_DETAILS (self));
  g_return_if_fail (layout != NULL);

  self->layout = layout;
  if (self->item != NULL)
    show_item (self);
}
