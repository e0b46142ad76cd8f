/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-lines"

#include "config.h"
#include "resite-log-lines.h"

void
resite_log_lines_init (ResiteLogLines *self, GtkTextBuffer *buffer)
{
  self->buffer = buffer;
  self->good_tag =
      gtk_text_buffer_create_tag (self->buffer, "good", "weight", PANGO_WEIGHT_BOLD, NULL);
  self->warning_tag = gtk_text_buffer_create_tag (self->buffer, "warning", NULL, NULL);
  self->bad_tag =
      gtk_text_buffer_create_tag (self->buffer, "bad", "weight", PANGO_WEIGHT_BOLD, NULL);
  self->code_tag = gtk_text_buffer_create_tag (self->buffer, "code", "style", PANGO_STYLE_ITALIC,
                                               "weight", PANGO_WEIGHT_NORMAL, NULL);
}

/* The colours have 4.5:1 on the theme's own text background, light and dark. */
void
resite_log_lines_set_colours (ResiteLogLines *self, GtkStyleContext *context)
{
  const struct
  {
    const char *name;
    GtkTextTag *tag;
  } tags[] = {
    { "resite_good_fg", self->good_tag },
    { "resite_warning_fg", self->warning_tag },
    { "resite_bad_fg", self->bad_tag },
  };
  GdkRGBA colour;

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      if (gtk_style_context_lookup_color (context, tags[i].name, &colour))
        g_object_set (tags[i].tag, "foreground-rgba", &colour, NULL);
    }
}

static gboolean
is_bad (const ResiteLogRow *row)
{
  return !row->good && row->severity == RESITE_LINE_ERROR;
}

static GtkTextTag *
find_tag (ResiteLogLines *self, const ResiteLogRow *row)
{
  if (row->good)
    return self->good_tag;
  if (is_bad (row))
    return self->bad_tag;
  return row->severity == RESITE_LINE_WARNING ? self->warning_tag : NULL;
}

static void
tag_line (ResiteLogLines *self, int line, const ResiteLogRow *row, int explained)
{
  GtkTextTag *tag = find_tag (self, row);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_line (self->buffer, &start, line);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  if (tag != NULL)
    gtk_text_buffer_apply_tag (self->buffer, tag, &start, &end);
  if (explained >= 0)
    {
      gtk_text_iter_forward_chars (&start, explained);
      gtk_text_buffer_apply_tag (self->buffer, self->code_tag, &start, &end);
    }
}

/* In one piece: a text view counts insertions, not letters. */
void
resite_log_lines_add (ResiteLogLines *self, GPtrArray *rows, gboolean with_file)
{
  g_autoptr (GArray) explained = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GString) text = g_string_new (NULL);
  const int first = (int)self->shown.length;
  GtkTextIter end;

  for (guint i = 0; i < rows->len; i++)
    {
      int at;
      g_autofree char *line = resite_log_row_format (rows->pdata[i], with_file, &at);

      if (self->shown.length > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, line);
      g_array_append_val (explained, at);
      g_queue_push_tail (&self->shown, rows->pdata[i]);
      self->n_bad += is_bad (rows->pdata[i]);
    }
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_insert (self->buffer, &end, text->str, (int)text->len);
  for (guint i = 0; i < rows->len; i++)
    tag_line (self, first + (int)i, rows->pdata[i], g_array_index (explained, int, i));
}

void
resite_log_lines_drop_oldest (ResiteLogLines *self, GQueue *rows, guint n)
{
  int lines = 0;
  GtkTextIter start;
  GtkTextIter end;

  for (guint i = 0; i < n; i++)
    {
      ResiteLogRow *row = g_queue_pop_head (rows);

      if (g_queue_peek_head (&self->shown) == row)
        {
          g_queue_pop_head (&self->shown);
          self->n_bad -= is_bad (row);
          lines++;
        }
      resite_log_row_free (row);
    }
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  if (self->shown.length > 0)
    gtk_text_buffer_get_iter_at_line (self->buffer, &end, lines);
  else
    gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
}

void
resite_log_lines_clear (ResiteLogLines *self)
{
  gtk_text_buffer_set_text (self->buffer, "", 0);
  g_queue_clear (&self->shown);
  self->n_bad = 0;
}

/* Lines of the buffer that were chosen; all of them where none was. */
static void
get_chosen (ResiteLogLines *self, guint *first, guint *last)
{
  GtkTextIter start;
  GtkTextIter end;

  *first = 0;
  *last = self->shown.length > 0 ? self->shown.length - 1 : 0;
  if (!gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end))
    return;
  *first = (guint)gtk_text_iter_get_line (&start);
  *last = (guint)gtk_text_iter_get_line (&end);
  if (gtk_text_iter_starts_line (&end) && *last > *first)
    --*last;
}

char *
resite_log_lines_dup_chosen (ResiteLogLines *self, gboolean with_file)
{
  GString *text = g_string_new (NULL);
  const char *file = NULL;
  guint first;
  guint last;

  get_chosen (self, &first, &last);
  for (GList *link = g_queue_peek_nth_link (&self->shown, first); link != NULL && first <= last;
       link = link->next, first++)
    {
      const ResiteLogRow *row = link->data;

      if (with_file && row->file != file)
        g_string_append_printf (text, "[%s]\n", row->file);
      file = row->file;
      g_string_append_printf (text, "%s\n", row->text);
    }
  return g_string_free (text, FALSE);
}

gboolean
resite_log_lines_find_bad (ResiteLogLines *self, int direction, guint *line)
{
  const guint n = self->shown.length;
  GtkTextIter iter;
  guint here;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  here = (guint)gtk_text_iter_get_line (&iter);
  for (guint i = 1; i <= n; i++)
    {
      *line = direction > 0 ? (here + i) % n : (here + n - i) % n;
      gtk_text_buffer_get_iter_at_line (self->buffer, &iter, (int)*line);
      if (gtk_text_iter_has_tag (&iter, self->bad_tag))
        return TRUE;
    }
  return FALSE;
}
