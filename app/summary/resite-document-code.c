/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-code"
#include "config.h"

#include <qrencode.h>

#include "resite-document-flow.h"

#define CODE_SIZE 82.0

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

static void
draw_code (ResiteFlow *flow, const char *payload, double x, double y)
{
  g_autoptr (QRcode) code = NULL;
  double module;

  if (!resite_flow_is_drawing (flow))
    return;
  code = QRcode_encodeString8bit (payload, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return;
  module = CODE_SIZE / code->width;
  cairo_set_source_rgb (flow->cairo, 0, 0, 0);
  for (int row = 0; row < code->width; row++)
    {
      for (int column = 0; column < code->width; column++)
        {
          if (code->data[row * code->width + column] & 1)
            cairo_rectangle (flow->cairo, x + column * module, y + row * module, module, module);
        }
    }
  cairo_fill (flow->cairo);
}

void
resite_flow_code (ResiteFlow *flow, const ResiteDocumentBlock *block)
{
  const ResiteFlowFont font = { 0 };
  double left = resite_flow_get_left (flow);
  double text_left = left + CODE_SIZE + 14;
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  layout =
      resite_flow_layout (flow, block->text, left + resite_flow_get_room (flow) - text_left, &font);
  height = MAX (resite_flow_get_height (layout), CODE_SIZE);
  flow->y += 8;
  resite_flow_need (flow, height + 4);
  draw_code (flow, block->payload, left, flow->y);
  resite_flow_draw (flow, layout, text_left, flow->y, 0);
  flow->y += height + 4;
}
