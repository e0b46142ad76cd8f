/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-view"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-log-view.h"
#include "resite-text.h"
#include "resite-wrap-box.h"

struct _ResiteLogView
{
  GtkBox parent_instance;

  GtkTextBuffer *buffer;
  GtkTextView *view;
  GtkStack *stack;
  GtkLabel *source_label;
  GtkLabel *empty_label;
  GtkLabel *count_label;
  GtkToggleButton *follow_button;
  GtkWidget *error_button;
  GtkWidget *copy_button;
  GtkWidget *keep_button;

  GtkTextTag *tags[RESITE_LOG_BAD + 1];
  guint n_lines;
  guint n_bad;
  guint scroll_id;
};

G_DEFINE_FINAL_TYPE (ResiteLogView, resite_log_view, GTK_TYPE_BOX)

enum
{
  KEEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The colours have 4.5:1 on the theme's own text background, light and dark. */
static void
update_colours (ResiteLogView *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA good;
  GdkRGBA bad;

  if (gtk_style_context_lookup_color (context, "resite_good_fg", &good))
    g_object_set (self->tags[RESITE_LOG_GOOD], "foreground-rgba", &good, NULL);
  if (gtk_style_context_lookup_color (context, "resite_bad_fg", &bad))
    g_object_set (self->tags[RESITE_LOG_BAD], "foreground-rgba", &bad, NULL);
}

static gboolean
scroll_cb (gpointer user_data)
{
  ResiteLogView *self = user_data;
  GtkTextIter end;

  self->scroll_id = 0;
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_iter_set_line_offset (&end, 0);
  gtk_text_view_scroll_to_iter (self->view, &end, 0, FALSE, 0, 1);
  return G_SOURCE_REMOVE;
}

static void
scroll_to_end (ResiteLogView *self)
{
  if (self->scroll_id == 0 && gtk_toggle_button_get_active (self->follow_button))
    self->scroll_id = g_idle_add (scroll_cb, self);
}

static void
show_counts (ResiteLogView *self)
{
  g_autofree char *count = resite_text_count (self->n_lines);
  g_autofree char *lines = g_strdup_printf (ngettext ("%s line", "%s lines", self->n_lines), count);
  g_autofree char *bad =
      g_strdup_printf (ngettext ("%u error", "%u errors", self->n_bad), self->n_bad);
  g_autofree char *text = g_strdup_printf ("%s, %s", lines, bad);

  gtk_label_set_text (self->count_label, text);
  gtk_stack_set_visible_child_name (self->stack, self->n_lines > 0 ? "lines" : "empty");
  gtk_widget_set_sensitive (self->error_button, self->n_bad > 0);
  gtk_widget_set_sensitive (self->copy_button, self->n_lines > 0);
  gtk_widget_set_sensitive (self->keep_button, self->n_lines > 0);
}

static void
drop_oldest (ResiteLogView *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_start_iter (self->buffer, &start);
  end = start;
  gtk_text_iter_forward_line (&end);
  if (gtk_text_iter_has_tag (&start, self->tags[RESITE_LOG_BAD]))
    self->n_bad--;
  gtk_text_buffer_delete (self->buffer, &start, &end);
  self->n_lines--;
}

static char *
get_chosen_text (ResiteLogView *self)
{
  GtkTextIter start;
  GtkTextIter end;

  if (!gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end))
    gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
copy_cb (ResiteLogView *self)
{
  g_autofree char *text = get_chosen_text (self);

  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
}

static void
keep_cb (ResiteLogView *self)
{
  g_autofree char *text = get_chosen_text (self);

  g_signal_emit (self, signals[KEEP], 0, text);
}

static void
next_error_cb (ResiteLogView *self)
{
  resite_log_view_find_error (self, 1);
}

static void
resite_log_view_style_updated (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (resite_log_view_parent_class)->style_updated (widget);
  update_colours (RESITE_LOG_VIEW (widget));
}

static void
resite_log_view_dispose (GObject *object)
{
  g_clear_handle_id (&RESITE_LOG_VIEW (object)->scroll_id, g_source_remove);
  G_OBJECT_CLASS (resite_log_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, buffer);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, view);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, stack);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, source_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, count_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, follow_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, error_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, keep_button);
  gtk_widget_class_bind_template_callback (widget_class, scroll_to_end);
  gtk_widget_class_bind_template_callback (widget_class, next_error_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
}

static void
resite_log_view_class_init (ResiteLogViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_log_view_dispose;
  GTK_WIDGET_CLASS (klass)->style_updated = resite_log_view_style_updated;
  signals[KEEP] = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
resite_log_view_init (ResiteLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->tags[RESITE_LOG_PLAIN] = gtk_text_buffer_create_tag (self->buffer, "plain", NULL);
  self->tags[RESITE_LOG_GOOD] =
      gtk_text_buffer_create_tag (self->buffer, "good", "weight", PANGO_WEIGHT_BOLD, NULL);
  self->tags[RESITE_LOG_BAD] =
      gtk_text_buffer_create_tag (self->buffer, "bad", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);
  update_colours (self);
  show_counts (self);
}

GtkWidget *
resite_log_view_new (void)
{
  return g_object_new (RESITE_TYPE_LOG_VIEW, NULL);
}

void
resite_log_view_append (ResiteLogView *self, ResiteLogSeverity severity, const char *word,
                        const char *line)
{
  static const char *const marks[] = { "", "✓ ", "✗ " };
  g_autofree char *text = NULL;
  GtkTextIter end;

  g_return_if_fail (RESITE_IS_LOG_VIEW (self));
  g_return_if_fail (severity <= RESITE_LOG_BAD);
  g_return_if_fail (line != NULL);

  text = word != NULL ? g_strdup_printf ("%s%s: %s", marks[severity], word, line)
                      : g_strconcat (marks[severity], line, NULL);
  g_strdelimit (text, "\r\n", ' ');
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (self->n_lines > 0)
    gtk_text_buffer_insert (self->buffer, &end, "\n", 1);
  gtk_text_buffer_insert_with_tags (self->buffer, &end, text, -1, self->tags[severity], NULL);
  self->n_lines++;
  if (severity == RESITE_LOG_BAD)
    self->n_bad++;
  if (self->n_lines > RESITE_LOG_VIEW_LINES)
    drop_oldest (self);
  show_counts (self);
  scroll_to_end (self);
}

void
resite_log_view_clear (ResiteLogView *self)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  gtk_text_buffer_set_text (self->buffer, "", 0);
  self->n_lines = 0;
  self->n_bad = 0;
  show_counts (self);
}

void
resite_log_view_set_source (ResiteLogView *self, const char *source)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  gtk_label_set_text (self->source_label, source);
}

void
resite_log_view_set_empty_text (ResiteLogView *self, const char *text)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  gtk_label_set_text (self->empty_label, text);
}

void
resite_log_view_find_error (ResiteLogView *self, int direction)
{
  GtkTextIter iter;
  gboolean found = FALSE;

  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  gtk_text_iter_set_line_offset (&iter, 0);
  while (!found &&
         (direction > 0 ? gtk_text_iter_forward_line (&iter) : gtk_text_iter_backward_line (&iter)))
    found = gtk_text_iter_has_tag (&iter, self->tags[RESITE_LOG_BAD]);
  if (!found && direction > 0)
    {
      gtk_text_buffer_get_start_iter (self->buffer, &iter);
      found = gtk_text_iter_has_tag (&iter, self->tags[RESITE_LOG_BAD]) ||
              gtk_text_iter_forward_to_tag_toggle (&iter, self->tags[RESITE_LOG_BAD]);
    }
  if (!found)
    return;
  gtk_toggle_button_set_active (self->follow_button, FALSE);
  gtk_text_buffer_place_cursor (self->buffer, &iter);
  gtk_text_view_scroll_to_iter (self->view, &iter, 0, TRUE, 0, 0.3);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
