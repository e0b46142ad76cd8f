/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-text"
#include "config.h"

#include <string.h>

#include "resite-document.h"

#define WIDTH 78

static void
add_line (GString *text, guint indent, const char *words, gsize length)
{
  for (guint i = 0; i < indent; i++)
    g_string_append_c (text, ' ');
  g_string_append_len (text, words, (gssize)length);
  g_string_append_c (text, '\n');
}

/* Words broken at WIDTH; a word that is longer stands alone. */
static void
add_wrapped (GString *text, guint first_indent, guint indent, const char *content)
{
  g_auto (GStrv) words = g_strsplit_set (content, " \t\r\n", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  glong width = 0;
  guint now = first_indent;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);

      if (length == 0)
        continue;
      if (line->len > 0 && (glong)now + width + 1 + length > WIDTH)
        {
          add_line (text, now, line->str, line->len);
          g_string_truncate (line, 0);
          width = 0;
          now = indent;
        }
      if (line->len > 0)
        {
          g_string_append_c (line, ' ');
          width++;
        }
      g_string_append (line, words[i]);
      width += length;
    }
  if (line->len > 0)
    add_line (text, now, line->str, line->len);
}

static void
add_underlined (GString *text, const char *content, char stroke)
{
  glong length = g_utf8_strlen (content, -1);

  g_string_append_printf (text, "%s\n", content);
  for (glong i = 0; i < length; i++)
    g_string_append_c (text, stroke);
  g_string_append_c (text, '\n');
}

/* The last column takes what is left and may be broken; the others are as wide as their widest
 * cell, within reason. */
static void
measure_columns (const ResiteDocumentBlock *table, glong *widths)
{
  for (guint column = 0; column < table->n_columns; column++)
    {
      if (table->titles != NULL)
        widths[column] = g_utf8_strlen (table->titles[column], -1);
      for (guint i = 0; i < table->rows->len; i++)
        {
          const ResiteDocumentRow *row = g_ptr_array_index (table->rows, i);

          if (column < g_strv_length (row->cells) && row->cells[1] != NULL)
            widths[column] = MAX (widths[column], g_utf8_strlen (row->cells[column], -1));
        }
      widths[column] = MIN (widths[column], 60);
    }
}

static void
add_cells (GString *text, char **cells, const glong *widths, guint n_columns)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint n_cells = g_strv_length (cells);

  for (guint i = 0; i < n_cells; i++)
    {
      g_autofree char *flat = g_strdelimit (g_strdup (cells[i]), "\r\n\t", ' ');
      glong length = g_utf8_strlen (flat, -1);

      if (widths[i] == 0)
        continue;
      g_string_append (line, flat);
      for (glong pad = length; i + 1 < n_cells && pad < widths[i] + 2; pad++)
        g_string_append_c (line, ' ');
      if (i + 1 < n_cells && length >= widths[i] + 2)
        g_string_append (line, "  ");
    }
  g_strchomp (line->str);
  g_string_append_printf (text, "  %s\n", line->str);
}

static void
add_table (GString *text, const ResiteDocumentBlock *table)
{
  g_autofree glong *widths = g_new0 (glong, table->n_columns);

  measure_columns (table, widths);
  if (table->titles != NULL)
    add_cells (text, table->titles, widths, table->n_columns);
  for (guint i = 0; i < table->rows->len; i++)
    add_cells (text, ((ResiteDocumentRow *)g_ptr_array_index (table->rows, i))->cells, widths,
               table->n_columns);
}

static void
add_signatures (GString *text, const ResiteDocumentBlock *block)
{
  const ResiteDocumentRow *row = g_ptr_array_index (block->rows, 0);

  for (guint i = 0; row->cells[i] != NULL; i++)
    g_string_append_printf (text, "\n\n________________________________________\n%s\n",
                            row->cells[i]);
}

static void
add_paragraphs (GString *text, const char *content)
{
  g_auto (GStrv) lines = g_strsplit (content, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    add_wrapped (text, 0, 0, lines[i]);
}

static void
add_block (GString *text, const ResiteDocumentBlock *block)
{
  switch (block->kind)
    {
    case RESITE_DOCUMENT_HEADING:
      g_string_append_c (text, '\n');
      add_underlined (text, block->text, '-');
      break;
    case RESITE_DOCUMENT_RESULT:
      add_wrapped (text, 0, 0, block->text);
      g_string_append_c (text, '\n');
      break;
    case RESITE_DOCUMENT_COMMAND:
      g_string_append_printf (text, "      %s\n", block->text);
      break;
    case RESITE_DOCUMENT_TABLE:
      add_table (text, block);
      break;
    case RESITE_DOCUMENT_ITEM:
      g_string_append_printf (text, "%-4s", block->payload);
      add_wrapped (text, 0, 4, block->text);
      break;
    case RESITE_DOCUMENT_CHECK:
      g_string_append (text, "[ ] ");
      add_wrapped (text, 0, 4, block->text);
      break;
    case RESITE_DOCUMENT_SIGNATURE:
      add_signatures (text, block);
      break;
    case RESITE_DOCUMENT_CODE:
      g_string_append_c (text, '\n');
      add_paragraphs (text, block->text);
      break;
    case RESITE_DOCUMENT_PARAGRAPH:
    default:
      add_paragraphs (text, block->text);
      break;
    }
}

char *
resite_document_to_text (const ResiteDocument *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->mark != NULL)
    g_string_append_printf (text, "*** %s ***\n\n", self->mark);
  add_underlined (text, self->title, '=');
  g_string_append_printf (text, "%s\n%s\n\n", self->head, self->foot);
  for (guint i = 0; i < self->blocks->len; i++)
    add_block (text, g_ptr_array_index (self->blocks, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
