/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "resite-document.h"

G_BEGIN_DECLS

/* A walk down a document's pages that measures everything and draws the one page that is wanted.
 * Measuring and drawing are the same code, so a page never comes out other than it was counted. */
typedef struct
{
  const ResiteDocument *document;
  cairo_t *cairo;
  PangoContext *pango;
  double width; /* of the sheet */
  double height;
  double y;
  guint page;
  guint wanted; /* G_MAXUINT: none, only count */
} ResiteFlow;

typedef struct
{
  double size; /* in points; 0: the document's */
  gboolean bold;
  gboolean slanted;
  gboolean fixed; /* a fixed-width font, broken anywhere */
  gboolean one_line;
} ResiteFlowFont;

#define RESITE_FLOW_MARGIN 45.0

double resite_flow_get_left (const ResiteFlow *flow);
double resite_flow_get_room (const ResiteFlow *flow);
double resite_flow_get_bottom (const ResiteFlow *flow);

gboolean resite_flow_is_drawing (const ResiteFlow *flow);
/* Makes sure that @height fits on the page, else begins the next one. TRUE: a page began. */
gboolean resite_flow_need (ResiteFlow *flow, double height);

PangoLayout *resite_flow_layout (ResiteFlow *flow, const char *text, double width,
                                 const ResiteFlowFont *font);
double resite_flow_get_height (PangoLayout *layout);
/* Black is 0. Draws only on the wanted page. */
void resite_flow_draw (ResiteFlow *flow, PangoLayout *layout, double x, double y, double grey);
void resite_flow_line (ResiteFlow *flow, double x1, double y1, double x2, double y2, double width,
                       double grey);

/* One block each, at flow->y, which it moves on. @next (nullable): what follows, so that a heading
 * does not stand alone at the foot of a page. */
void resite_flow_block (ResiteFlow *flow, const ResiteDocumentBlock *block,
                        const ResiteDocumentBlock *next);
void resite_flow_table (ResiteFlow *flow, const ResiteDocumentBlock *block);
void resite_flow_code (ResiteFlow *flow, const ResiteDocumentBlock *block);
/* The titles and the first row together. */
double resite_flow_table_get_head (ResiteFlow *flow, const ResiteDocumentBlock *block);

G_END_DECLS
