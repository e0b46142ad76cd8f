/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document"
#include "config.h"

#include "resite-document.h"

static void
row_free (gpointer data)
{
  ResiteDocumentRow *row = data;

  g_strfreev (row->cells);
  g_free (row);
}

static void
block_free (gpointer data)
{
  ResiteDocumentBlock *block = data;

  g_free (block->text);
  g_free (block->payload);
  g_strfreev (block->titles);
  g_free (block->weights);
  g_free (block->needs);
  g_ptr_array_unref (block->rows);
  g_free (block);
}

ResiteDocument *
resite_document_new (const char *title)
{
  ResiteDocument *self = g_new0 (ResiteDocument, 1);

  self->title = g_strdup (title);
  self->size = 8;
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  return self;
}

void
resite_document_free (ResiteDocument *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->head);
  g_free (self->foot);
  g_free (self->mark);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

static ResiteDocumentBlock *
add_block (ResiteDocument *self, ResiteDocumentKind kind, const char *text)
{
  ResiteDocumentBlock *block = g_new0 (ResiteDocumentBlock, 1);

  block->kind = kind;
  block->scale = 1;
  block->text = g_strdup (text != NULL ? text : "");
  block->rows = g_ptr_array_new_with_free_func (row_free);
  g_ptr_array_add (self->blocks, block);
  return block;
}

void
resite_document_add (ResiteDocument *self, ResiteDocumentKind kind, const char *text)
{
  g_return_if_fail (self != NULL);
  add_block (self, kind, text);
}

void
resite_document_add_item (ResiteDocument *self, const char *mark, const char *text)
{
  g_return_if_fail (self != NULL);
  add_block (self, RESITE_DOCUMENT_ITEM, text)->payload = g_strdup (mark);
}

void
resite_document_add_code (ResiteDocument *self, const char *text, const char *payload)
{
  g_return_if_fail (self != NULL);
  add_block (self, RESITE_DOCUMENT_CODE, text)->payload = g_strdup (payload);
}

ResiteDocumentBlock *
resite_document_add_table (ResiteDocument *self, const char *columns, gboolean with_titles)
{
  ResiteDocumentBlock *block;
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (self != NULL && columns != NULL, NULL);

  block = add_block (self, RESITE_DOCUMENT_TABLE, NULL);
  parts = g_strsplit (columns, "|", -1);
  block->n_columns = g_strv_length (parts);
  block->weights = g_new0 (double, block->n_columns);
  for (guint i = 0; i < block->n_columns; i++)
    {
      char *colon = g_strrstr (parts[i], ":");

      g_assert (colon != NULL);
      block->weights[i] = g_ascii_strtod (colon + 1, NULL);
      *colon = '\0';
    }
  if (with_titles)
    block->titles = g_steal_pointer (&parts);
  return block;
}

void
resite_document_fit_columns (ResiteDocumentBlock *table)
{
  table->needs = g_new0 (double, table->n_columns);
  for (guint i = 0; i < table->n_columns; i++)
    {
      glong longest = table->titles != NULL ? g_utf8_strlen (table->titles[i], -1) : 1;

      for (guint j = 0; j < table->rows->len; j++)
        {
          const ResiteDocumentRow *row = g_ptr_array_index (table->rows, j);
          guint n_cells = g_strv_length (row->cells);

          /* One cell alone has the whole width anyway. */
          if (n_cells > 1 && i < n_cells)
            longest = MAX (longest, g_utf8_strlen (row->cells[i], -1));
        }
      if (table->weights[i] < RESITE_DOCUMENT_LONG)
        table->needs[i] = MIN ((double)longest, table->weights[i]);
      table->weights[i] = MIN ((double)longest, table->weights[i]);
    }
}

ResiteDocumentBlock *
resite_document_add_signatures (ResiteDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return add_block (self, RESITE_DOCUMENT_SIGNATURE, NULL);
}

void
resite_document_add_row (ResiteDocumentBlock *table, ResiteRowStyle style, ...)
{
  g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
  ResiteDocumentRow *row = g_new0 (ResiteDocumentRow, 1);
  const char *cell;
  va_list arguments;

  va_start (arguments, style);
  while ((cell = va_arg (arguments, const char *)) != NULL)
    g_strv_builder_add (cells, cell);
  va_end (arguments);
  row->cells = g_strv_builder_end (cells);
  row->style = style;
  g_ptr_array_add (table->rows, row);
}
