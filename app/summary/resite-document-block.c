/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-block"
#include "config.h"

#include "resite-document-flow.h"

#define TICK_BOX 7.5
#define INDENT   14.0

/* What must stand on the same page as the heading above it. */
static double
get_head (ResiteFlow *flow, const ResiteDocumentBlock *next)
{
  double few_lines = 5 * flow->document->size;

  if (next == NULL || next->kind != RESITE_DOCUMENT_TABLE)
    return few_lines;
  return MAX (few_lines, resite_flow_table_get_head (flow, next));
}

static void
flow_heading (ResiteFlow *flow, const ResiteDocumentBlock *block, const ResiteDocumentBlock *next)
{
  const ResiteFlowFont font = { .size = flow->document->size + 2, .bold = TRUE };
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  layout = resite_flow_layout (flow, block->text, resite_flow_get_room (flow), &font);
  height = resite_flow_get_height (layout);
  flow->y += 6;
  resite_flow_need (flow, height + 1.5 + get_head (flow, next));
  resite_flow_draw (flow, layout, resite_flow_get_left (flow), flow->y, 0);
  flow->y += height + 1.5;
}

static void
flow_result (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { .size = flow->document->size + 3.5, .bold = TRUE };
  double left = resite_flow_get_left (flow);
  double room = resite_flow_get_room (flow);
  g_autoptr (PangoLayout) layout = resite_flow_layout (flow, block->text, room - 16, &font);
  double height = resite_flow_get_height (layout) + 11;

  flow->y += 4;
  /* As a heading, it does not stand alone at the foot of a page. */
  resite_flow_need (flow, height + 8 * flow->document->size);
  if (resite_flow_is_drawing (flow))
    {
      cairo_set_source_rgb (flow->cairo, 0, 0, 0);
      cairo_set_line_width (flow->cairo, 1);
      cairo_rectangle (flow->cairo, left, flow->y, room, height);
      cairo_stroke (flow->cairo);
    }
  resite_flow_draw (flow, layout, left + 8, flow->y + 5.5, 0);
  flow->y += height + 5;
}

static void
flow_paragraph (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { 0 };
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  layout = resite_flow_layout (flow, block->text, resite_flow_get_room (flow), &font);
  height = resite_flow_get_height (layout);
  resite_flow_need (flow, height);
  resite_flow_draw (flow, layout, resite_flow_get_left (flow), flow->y, 0);
  flow->y += height + 3;
}

static void
flow_command (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { .fixed = TRUE };
  double left = resite_flow_get_left (flow) + INDENT;
  double room = resite_flow_get_room (flow) - INDENT;
  g_autoptr (PangoLayout) layout = resite_flow_layout (flow, block->text, room - 10, &font);
  double height = resite_flow_get_height (layout) + 4;

  resite_flow_need (flow, height);
  if (resite_flow_is_drawing (flow))
    {
      cairo_set_source_rgb (flow->cairo, 0.93, 0.93, 0.93);
      cairo_rectangle (flow->cairo, left, flow->y, room, height);
      cairo_fill (flow->cairo);
    }
  resite_flow_draw (flow, layout, left + 5, flow->y + 2, 0);
  flow->y += height + 2.5;
}

static void
flow_item (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { 0 };
  double left = resite_flow_get_left (flow);
  g_autoptr (PangoLayout) mark = resite_flow_layout (flow, block->payload, INDENT, &font);
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  layout = resite_flow_layout (flow, block->text, resite_flow_get_room (flow) - INDENT, &font);
  height = resite_flow_get_height (layout);
  resite_flow_need (flow, height);
  resite_flow_draw (flow, mark, left, flow->y, 0);
  resite_flow_draw (flow, layout, left + INDENT, flow->y, 0);
  flow->y += height + 2.5;
}

static void
flow_check (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { 0 };
  double left = resite_flow_get_left (flow);
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  layout = resite_flow_layout (flow, block->text, resite_flow_get_room (flow) - INDENT, &font);
  height = resite_flow_get_height (layout);
  resite_flow_need (flow, height);
  if (resite_flow_is_drawing (flow))
    {
      cairo_set_source_rgb (flow->cairo, 0, 0, 0);
      cairo_set_line_width (flow->cairo, 0.8);
      cairo_rectangle (flow->cairo, left + 0.5, flow->y + 1, TICK_BOX, TICK_BOX);
      cairo_stroke (flow->cairo);
    }
  resite_flow_draw (flow, layout, left + INDENT, flow->y, 0);
  flow->y += height + 2.5;
}

static void
draw_signature (ResiteFlow *flow, const char *label, double x, double width, double y)
{
  const ResiteFlowFont font = { .size = flow->document->size * 0.92 };
  g_autoptr (PangoLayout) layout = resite_flow_layout (flow, label, width, &font);

  resite_flow_line (flow, x, y, x + width, y, 0.7, 0);
  resite_flow_draw (flow, layout, x, y + 2, 0.2);
}

static void
flow_signature (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteDocumentRow *row = g_ptr_array_index (block->rows, 0);
  guint count = g_strv_length (row->cells);
  double width = resite_flow_get_room (flow) / count;
  const double height = 52;

  resite_flow_need (flow, height);
  for (guint i = 0; i < count; i++)
    draw_signature (flow, row->cells[i], resite_flow_get_left (flow) + i * width, width - 24,
                    flow->y + 34);
  flow->y += height;
}

void
resite_flow_block (ResiteFlow *flow, const ResiteDocumentBlock *block,
                   const ResiteDocumentBlock *next)
{
  switch (block->kind)
    {
    case RESITE_DOCUMENT_HEADING:
      flow_heading (flow, block, next);
      break;
    case RESITE_DOCUMENT_RESULT:
      flow_result (flow, block);
      break;
    case RESITE_DOCUMENT_PARAGRAPH:
      flow_paragraph (flow, block);
      break;
    case RESITE_DOCUMENT_COMMAND:
      flow_command (flow, block);
      break;
    case RESITE_DOCUMENT_TABLE:
      resite_flow_table (flow, block);
      break;
    case RESITE_DOCUMENT_ITEM:
      flow_item (flow, block);
      break;
    case RESITE_DOCUMENT_CHECK:
      flow_check (flow, block);
      break;
    case RESITE_DOCUMENT_SIGNATURE:
      flow_signature (flow, block);
      break;
    case RESITE_DOCUMENT_CODE:
      resite_flow_code (flow, block);
      break;
    default:
      g_assert_not_reached ();
    }
}
