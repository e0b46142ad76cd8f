/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-table"
#include "config.h"

#include "resite-document-flow.h"

#define GAP     5.0
#define PADDING 1.6

typedef struct
{
  PangoLayout **layouts;
  double *x;
  guint n_cells;
  double height;
} Row;

/* Of a letter, bold ones and figures included, by the size of the text. */
#define LETTER_WIDTH 0.68
/* However much the short columns need, this much is left to the long ones. */
#define LONG_SHARE 0.35

static double
sum_weights (const ResiteDocumentBlock *block)
{
  double sum = 0;

  for (guint i = 0; i < block->n_columns; i++)
    if (block->needs == NULL || block->needs[i] == 0)
      sum += block->weights[i];
  return sum;
}

static double
get_need (ResiteFlow *flow, const ResiteDocumentBlock *block, guint column)
{
  if (block->needs == NULL || block->needs[column] == 0)
    return 0;
  return block->needs[column] * LETTER_WIDTH * flow->document->size * block->scale + GAP;
}

static double
get_width (ResiteFlow *flow, const ResiteDocumentBlock *block, guint column)
{
  double room = resite_flow_get_room (flow);
  double need = 0;
  double given;

  for (guint i = 0; i < block->n_columns; i++)
    need += get_need (flow, block, i);
  given = MIN (need, room * (1 - LONG_SHARE));
  if (get_need (flow, block, column) > 0)
    return get_need (flow, block, column) * given / need;
  return (room - given) * block->weights[column] / sum_weights (block);
}

/* One cell alone, as "12 more in the bundle", has the whole width. */
static void
lay_row (ResiteFlow *flow, const ResiteDocumentBlock *block, char **cells,
         const ResiteFlowFont *font, Row *row)
{
  double room = resite_flow_get_room (flow);
  double x = resite_flow_get_left (flow);

  row->n_cells = MIN (g_strv_length (cells), block->n_columns);
  row->layouts = g_new0 (PangoLayout *, row->n_cells);
  row->x = g_new0 (double, row->n_cells);
  row->height = 0;
  for (guint i = 0; i < row->n_cells; i++)
    {
      double width = row->n_cells == 1 ? room : get_width (flow, block, i);
      ResiteFlowFont own = *font;

      own.one_line = font->one_line && row->n_cells > 1;
      own.bold = font->bold || (block->titles == NULL && i == 0 && block->n_columns > 1);
      row->x[i] = x;
      row->layouts[i] = resite_flow_layout (flow, cells[i], width - GAP, &own);
      row->height = MAX (row->height, resite_flow_get_height (row->layouts[i]));
      x += width;
    }
  row->height += 2 * PADDING;
}

static void
draw_row (ResiteFlow *flow, Row *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    resite_flow_draw (flow, row->layouts[i], row->x[i], flow->y + PADDING, 0);
  flow->y += row->height;
}

static void
row_clear (Row *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    g_object_unref (row->layouts[i]);
  g_free (row->layouts);
  g_free (row->x);
}

static void
rule (ResiteFlow *flow, double width, double grey)
{
  double left = resite_flow_get_left (flow);

  resite_flow_line (flow, left, flow->y, left + resite_flow_get_room (flow), flow->y, width, grey);
}

static ResiteFlowFont
get_title_font (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  return (ResiteFlowFont){ .size = flow->document->size * block->scale * 0.92,
                           .bold = TRUE,
                           .one_line = TRUE };
}

static ResiteFlowFont
get_row_font (ResiteFlow *flow, const ResiteDocumentBlock *block, const ResiteDocumentRow *content)
{
  return (ResiteFlowFont){ .size = flow->document->size * block->scale,
                           .bold = content->style == RESITE_ROW_STRONG,
                           .slanted = content->style == RESITE_ROW_ASIDE,
                           .one_line = block->one_line };
}

static double
measure_row (ResiteFlow *flow, const ResiteDocumentBlock *block, char **cells,
             const ResiteFlowFont *font)
{
  Row row;

  lay_row (flow, block, cells, font, &row);
  row_clear (&row);
  return row.height;
}

double
resite_flow_table_get_head (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont title_font = get_title_font (flow, block);
  double height = 0;

  if (block->titles != NULL)
    height += measure_row (flow, block, block->titles, &title_font);
  if (block->rows->len > 0)
    {
      const ResiteDocumentRow *first = g_ptr_array_index (block->rows, 0);
      const ResiteFlowFont font = get_row_font (flow, block, first);

      height += measure_row (flow, block, first->cells, &font);
    }
  return height;
}

static void
flow_titles (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = get_title_font (flow, block);
  Row row;

  if (block->titles == NULL)
    return;
  lay_row (flow, block, block->titles, &font, &row);
  draw_row (flow, &row);
  rule (flow, 0.7, 0.2);
  row_clear (&row);
}

static void
flow_row (ResiteFlow *flow, const ResiteDocumentBlock *block, const ResiteDocumentRow *content)
{
  const ResiteFlowFont font = get_row_font (flow, block, content);
  Row row;

  lay_row (flow, block, content->cells, &font, &row);
  if (resite_flow_need (flow, row.height))
    flow_titles (flow, block);
  draw_row (flow, &row);
  if (block->titles != NULL)
    rule (flow, 0.3, 0.8);
  row_clear (&row);
}

void
resite_flow_table (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  flow_titles (flow, block);
  for (guint i = 0; i < block->rows->len; i++)
    flow_row (flow, block, g_ptr_array_index (block->rows, i));
  flow->y += 3;
}
