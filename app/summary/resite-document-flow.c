/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-flow"
#include "config.h"

#include "resite-document-flow.h"

#define TOP    64.0
#define BOTTOM 52.0

double
resite_flow_get_left (const ResiteFlow *flow)
{
  return RESITE_FLOW_MARGIN;
}

double
resite_flow_get_room (const ResiteFlow *flow)
{
  return flow->width - 2 * RESITE_FLOW_MARGIN;
}

double
resite_flow_get_bottom (const ResiteFlow *flow)
{
  return flow->height - BOTTOM;
}

gboolean
resite_flow_is_drawing (const ResiteFlow *flow)
{
  return flow->page == flow->wanted;
}

gboolean
resite_flow_need (ResiteFlow *flow, double height)
{
  if (flow->y <= TOP || flow->y + height <= resite_flow_get_bottom (flow))
    {
      flow->y = MAX (flow->y, TOP);
      return FALSE;
    }
  flow->page++;
  flow->y = TOP;
  return TRUE;
}

PangoLayout *
resite_flow_layout (ResiteFlow *flow, const char *text, double width, const ResiteFlowFont *font)
{
  PangoLayout *layout = pango_layout_new (flow->pango);
  PangoFontDescription *description = pango_font_description_new ();
  double size = font->size > 0 ? font->size : flow->document->size;
  double tallest = (resite_flow_get_bottom (flow) - TOP) * 0.8;

  pango_font_description_set_family (description, font->fixed ? "DejaVu Sans Mono, Monospace"
                                                              : "DejaVu Sans, Sans");
  pango_font_description_set_absolute_size (description, size * PANGO_SCALE);
  if (font->bold)
    pango_font_description_set_weight (description, PANGO_WEIGHT_BOLD);
  if (font->slanted)
    pango_font_description_set_style (description, PANGO_STYLE_OBLIQUE);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, font->fixed ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  /* What is longer than a page would run over its foot. */
  pango_layout_set_height (layout, font->one_line ? -1 : (int)(tallest * PANGO_SCALE));
  pango_layout_set_single_paragraph_mode (layout, font->one_line);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  /* A name in another direction stays in its column's place. */
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

double
resite_flow_get_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double)logical.height / PANGO_SCALE;
}

void
resite_flow_draw (ResiteFlow *flow, PangoLayout *layout, double x, double y, double grey)
{
  if (!resite_flow_is_drawing (flow))
    return;
  cairo_set_source_rgb (flow->cairo, grey, grey, grey);
  cairo_move_to (flow->cairo, x, y);
  pango_cairo_show_layout (flow->cairo, layout);
}

void
resite_flow_line (ResiteFlow *flow, double x1, double y1, double x2, double y2, double width,
                  double grey)
{
  if (!resite_flow_is_drawing (flow))
    return;
  cairo_set_source_rgb (flow->cairo, grey, grey, grey);
  cairo_set_line_width (flow->cairo, width);
  cairo_move_to (flow->cairo, x1, y1);
  cairo_line_to (flow->cairo, x2, y2);
  cairo_stroke (flow->cairo);
}
