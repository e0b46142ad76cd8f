/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-view"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-log-lines.h"
#include "resite-log-search.h"
#include "resite-log-view.h"
#include "resite-text.h"
#include "resite-wrap-box.h"

/* Lines that come within one glance are put in together. */
#define GLANCE_MS 100
/* While it is paused lines wait; a log that writes more than this meanwhile is read elsewhere. */
#define WAITING_MOST 200000

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
  GtkToggleButton *pause_button;
  GtkWidget *error_button;
  GtkWidget *copy_button;
  GtkWidget *keep_button;
  ResiteLogSearch *search;

  GQueue rows;          /* ResiteLogRow, the newest */
  GQueue waiting;       /* ResiteLogRow that came and were not put in yet */
  ResiteLogLines lines; /* of @rows: those that are shown */
  guint n_lost;         /* while it was paused, too many to be kept */
  char *empty_text;
  guint flush_id;
  guint scroll_id;
};

G_DEFINE_FINAL_TYPE (ResiteLogView, resite_log_view, GTK_TYPE_BOX)

enum
{
  KEEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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

static char *
describe_count (ResiteLogView *self)
{
  g_autofree char *all = resite_text_count (self->rows.length);
  g_autofree char *shown = resite_text_count (self->lines.shown.length);
  g_autofree char *bad =
      g_strdup_printf (ngettext ("%u error", "%u errors", self->lines.n_bad), self->lines.n_bad);
  g_autofree char *lines = NULL;

  if (self->lines.shown.length == self->rows.length)
    lines = g_strdup_printf (ngettext ("%s line", "%s lines", self->rows.length), all);
  else
    /* TRANSLATORS: how many lines a filter shows, of how many. */
    lines = g_strdup_printf (ngettext ("%s of %s line", "%s of %s lines", self->rows.length), shown,
                             all);
  return g_strdup_printf ("%s, %s", lines, bad);
}

static void
append_pause (ResiteLogView *self, GString *text)
{
  g_autofree char *waiting = resite_text_count (self->waiting.length);
  g_autofree char *lost = resite_text_count (self->n_lost);

  if (gtk_toggle_button_get_active (self->pause_button))
    /* TRANSLATORS: %s is a number. */
    g_string_append_printf (
        text, ngettext (". Paused, %s new line", ". Paused, %s new lines", self->waiting.length),
        waiting);
  if (self->n_lost > 0)
    g_string_append_printf (text,
                            ngettext (". %s older line is only in the file",
                                      ". %s older lines are only in the file", self->n_lost),
                            lost);
}

static void
show_counts (ResiteLogView *self)
{
  g_autofree char *count = describe_count (self);
  GString *text = g_string_new (count);
  const gboolean any = self->lines.shown.length > 0;

  append_pause (self, text);
  gtk_label_set_text (self->count_label, text->str);
  g_string_free (text, TRUE);
  gtk_label_set_text (self->empty_label, self->rows.length > 0
                                             ? _ ("No line is as you look for it.")
                                             : (self->empty_text != NULL ? self->empty_text : ""));
  gtk_stack_set_visible_child_name (self->stack, any ? "lines" : "empty");
  gtk_widget_set_sensitive (self->error_button, self->lines.n_bad > 0);
  gtk_widget_set_sensitive (self->copy_button, any);
  gtk_widget_set_sensitive (self->keep_button, any);
}

static gboolean
is_mixed (ResiteLogView *self)
{
  return resite_log_search_count_files (self->search) > 1;
}

void
resite_log_view_flush (ResiteLogView *self)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();
  ResiteLogFilter filter;
  ResiteLogRow *row;

  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  filter = resite_log_search_get_filter (self->search);
  while (self->waiting.length > RESITE_LOG_VIEW_LINES)
    resite_log_row_free (g_queue_pop_head (&self->waiting));
  if (self->rows.length + self->waiting.length > RESITE_LOG_VIEW_LINES)
    resite_log_lines_drop_oldest (&self->lines, &self->rows,
                                  self->rows.length + self->waiting.length - RESITE_LOG_VIEW_LINES);
  while ((row = g_queue_pop_head (&self->waiting)) != NULL)
    {
      resite_log_search_add_file (self->search, row->file);
      g_queue_push_tail (&self->rows, row);
      if (resite_log_filter_takes (&filter, row))
        g_ptr_array_add (taken, row);
    }
  if (taken->len > 0)
    resite_log_lines_add (&self->lines, taken, is_mixed (self));
  show_counts (self);
  scroll_to_end (self);
}

static gboolean
flush_cb (gpointer user_data)
{
  ResiteLogView *self = user_data;

  self->flush_id = 0;
  if (gtk_toggle_button_get_active (self->pause_button))
    show_counts (self);
  else
    resite_log_view_flush (self);
  return G_SOURCE_REMOVE;
}

static void
flush_soon (ResiteLogView *self)
{
  if (self->flush_id == 0)
    self->flush_id = g_timeout_add (GLANCE_MS, flush_cb, self);
}

static void
filter_cb (ResiteLogView *self)
{
  const ResiteLogFilter filter = resite_log_search_get_filter (self->search);
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();

  resite_log_lines_clear (&self->lines);
  for (GList *link = self->rows.head; link != NULL; link = link->next)
    {
      if (resite_log_filter_takes (&filter, link->data))
        g_ptr_array_add (taken, link->data);
    }
  if (taken->len > 0)
    resite_log_lines_add (&self->lines, taken, is_mixed (self));
  show_counts (self);
  scroll_to_end (self);
}

static void
pause_cb (ResiteLogView *self)
{
  if (gtk_toggle_button_get_active (self->pause_button))
    {
      show_counts (self);
      return;
    }
  resite_log_view_flush (self);
  self->n_lost = 0;
}

static void
copy_cb (ResiteLogView *self)
{
  g_autofree char *text = resite_log_lines_dup_chosen (&self->lines, is_mixed (self));

  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
}

void
resite_log_view_keep (ResiteLogView *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  if (self->lines.shown.length == 0)
    return;
  text = resite_log_lines_dup_chosen (&self->lines, is_mixed (self));
  g_signal_emit (self, signals[KEEP], 0, text);
}

static void
next_error_cb (ResiteLogView *self)
{
  resite_log_view_find_error (self, 1);
}

/* Who moves about in the lines reads them. */
static void
move_cb (ResiteLogView *self)
{
  gtk_toggle_button_set_active (self->follow_button, FALSE);
}

static void
resite_log_view_style_updated (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (resite_log_view_parent_class)->style_updated (widget);
  resite_log_lines_set_colours (&RESITE_LOG_VIEW (widget)->lines,
                                gtk_widget_get_style_context (widget));
}

static void
forget_rows (ResiteLogView *self)
{
  g_queue_clear (&self->lines.shown);
  g_queue_clear_full (&self->rows, (GDestroyNotify)resite_log_row_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify)resite_log_row_free);
}

static void
resite_log_view_dispose (GObject *object)
{
  g_clear_handle_id (&RESITE_LOG_VIEW (object)->scroll_id, g_source_remove);
  g_clear_handle_id (&RESITE_LOG_VIEW (object)->flush_id, g_source_remove);
  G_OBJECT_CLASS (resite_log_view_parent_class)->dispose (object);
}

static void
resite_log_view_finalize (GObject *object)
{
  ResiteLogView *self = RESITE_LOG_VIEW (object);

  forget_rows (self);
  g_free (self->empty_text);
  G_OBJECT_CLASS (resite_log_view_parent_class)->finalize (object);
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
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, error_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, keep_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteLogView, search);
  gtk_widget_class_bind_template_callback (widget_class, scroll_to_end);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_error_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, resite_log_view_keep);
}

static void
resite_log_view_class_init (ResiteLogViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_log_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_log_view_finalize;
  GTK_WIDGET_CLASS (klass)->style_updated = resite_log_view_style_updated;
  signals[KEEP] = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  g_type_ensure (RESITE_TYPE_LOG_SEARCH);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
resite_log_view_init (ResiteLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  resite_log_lines_init (&self->lines, self->buffer);
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);
  resite_log_lines_set_colours (&self->lines, gtk_widget_get_style_context (GTK_WIDGET (self)));
  show_counts (self);
}

GtkWidget *
resite_log_view_new (void)
{
  return g_object_new (RESITE_TYPE_LOG_VIEW, NULL);
}

void
resite_log_view_append (ResiteLogView *self, const char *file, const char *text, const char *word,
                        ResiteLineSeverity severity, gboolean good)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));
  g_return_if_fail (text != NULL);

  g_queue_push_tail (&self->waiting, resite_log_row_new (file, text, word, severity, good));
  if (self->waiting.length > WAITING_MOST)
    {
      resite_log_row_free (g_queue_pop_head (&self->waiting));
      self->n_lost++;
    }
  flush_soon (self);
}

void
resite_log_view_clear (ResiteLogView *self)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  resite_log_lines_clear (&self->lines);
  forget_rows (self);
  resite_log_search_forget_files (self->search);
  self->n_lost = 0;
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

  if (g_strcmp0 (self->empty_text, text) == 0)
    return;
  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  show_counts (self);
}

void
resite_log_view_find_error (ResiteLogView *self, int direction)
{
  GtkTextIter iter;
  guint line;

  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  if (self->lines.n_bad == 0 || !resite_log_lines_find_bad (&self->lines, direction, &line))
    return;
  gtk_toggle_button_set_active (self->follow_button, FALSE);
  gtk_text_buffer_get_iter_at_line (self->buffer, &iter, (int)line);
  gtk_text_buffer_place_cursor (self->buffer, &iter);
  gtk_text_view_scroll_to_iter (self->view, &iter, 0, TRUE, 0, 0.3);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
resite_log_view_set_paused (ResiteLogView *self, gboolean paused)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  gtk_toggle_button_set_active (self->pause_button, paused);
}

gboolean
resite_log_view_is_paused (ResiteLogView *self)
{
  g_return_val_if_fail (RESITE_IS_LOG_VIEW (self), FALSE);

  return gtk_toggle_button_get_active (self->pause_button);
}

void
resite_log_view_find (ResiteLogView *self)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  resite_log_search_grab (self->search);
}

void
resite_log_view_grab (ResiteLogView *self)
{
  g_return_if_fail (RESITE_IS_LOG_VIEW (self));

  if (self->lines.shown.length > 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  else
    resite_log_search_grab (self->search);
}
