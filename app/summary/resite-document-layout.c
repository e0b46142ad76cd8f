/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-document-layout"
#include "config.h"

#include <cairo-pdf.h>
#include <math.h>
#include <glib/gi18n-lib.h>

#include "resite-document-flow.h"
#include "resite-document-layout.h"
#include "resite-error.h"

#define HEAD_LINE 34.0
#define FOOT_LINE 34.0

/* No hinting: text must be as wide on paper, on the screen and in the counting. */
static PangoContext *
make_pango (cairo_t *cairo)
{
  PangoContext *pango = pango_cairo_create_context (cairo);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (pango, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (pango, 72);
  pango_context_set_round_glyph_positions (pango, FALSE);
  return pango;
}

static void
flow_title (ResiteFlow *flow)
{
  const ResiteFlowFont font = { .size = 16, .bold = TRUE };
  g_autoptr (PangoLayout) layout = NULL;

  layout = resite_flow_layout (flow, flow->document->title, resite_flow_get_room (flow), &font);
  resite_flow_need (flow, resite_flow_get_height (layout));
  resite_flow_draw (flow, layout, resite_flow_get_left (flow), flow->y, 0);
  flow->y += resite_flow_get_height (layout) + 7;
}

static void
flow_all (ResiteFlow *flow)
{
  GPtrArray *blocks = flow->document->blocks;

  flow_title (flow);
  for (guint i = 0; i < blocks->len; i++)
    resite_flow_block (flow, g_ptr_array_index (blocks, i),
                       i + 1 < blocks->len ? g_ptr_array_index (blocks, i + 1) : NULL);
}

static void
draw_mark (ResiteFlow *flow, double sheet)
{
  const ResiteFlowFont font = { .size = 84, .bold = TRUE };
  g_autoptr (PangoLayout) layout = NULL;
  PangoRectangle logical;
  double scale;

  if (flow->document->mark == NULL)
    return;
  layout = resite_flow_layout (flow, flow->document->mark, 5000, &font);
  pango_layout_get_extents (layout, NULL, &logical);
  scale = MIN (1, 0.85 * hypot (flow->width, sheet) * PANGO_SCALE / logical.width);
  cairo_save (flow->cairo);
  cairo_translate (flow->cairo, flow->width / 2, sheet / 2);
  cairo_rotate (flow->cairo, -atan2 (sheet, flow->width));
  cairo_scale (flow->cairo, scale, scale);
  resite_flow_draw (flow, layout, -(double)logical.width / PANGO_SCALE / 2,
                    -(double)logical.height / PANGO_SCALE / 2, 0.92);
  cairo_restore (flow->cairo);
}

static void
draw_at_edge (ResiteFlow *flow, const char *text, double y, gboolean right, gboolean bold)
{
  const ResiteFlowFont font = { .size = 8, .bold = bold };
  g_autoptr (PangoLayout) layout = NULL;

  if (text == NULL)
    return;
  layout = resite_flow_layout (flow, text, resite_flow_get_room (flow), &font);
  pango_layout_set_alignment (layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  resite_flow_draw (flow, layout, resite_flow_get_left (flow), y, 0.15);
}

static void
draw_frame (ResiteFlow *flow, guint n_pages, double sheet)
{
  double left = resite_flow_get_left (flow);
  double right = left + resite_flow_get_room (flow);
  double foot = sheet - FOOT_LINE;
  g_autofree char *number = NULL;

  number = g_strdup_printf (_ ("page %u of %u"), flow->wanted + 1, n_pages);
  draw_at_edge (flow, flow->document->head, HEAD_LINE, FALSE, FALSE);
  draw_at_edge (flow, flow->document->mark, HEAD_LINE, TRUE, TRUE);
  resite_flow_line (flow, left, HEAD_LINE + 13, right, HEAD_LINE + 13, 0.5, 0.3);
  resite_flow_line (flow, left, foot - 4, right, foot - 4, 0.5, 0.3);
  draw_at_edge (flow, flow->document->foot, foot, FALSE, FALSE);
  draw_at_edge (flow, number, foot, TRUE, FALSE);
}

static void
draw_cut_line (ResiteFlow *flow)
{
  const double dashes[] = { 4, 4 };

  cairo_save (flow->cairo);
  cairo_set_dash (flow->cairo, dashes, G_N_ELEMENTS (dashes), 0);
  resite_flow_line (flow, 0, flow->height / 2, flow->width, flow->height / 2, 0.5, 0.5);
  cairo_restore (flow->cairo);
}

static ResiteFlow
begin_flow (const ResiteDocument *self, double width, double height, guint wanted, cairo_t *cairo)
{
  return (ResiteFlow){ .document = self,
                       .cairo = cairo,
                       .pango = make_pango (cairo),
                       .width = width,
                       .height = height,
                       .wanted = wanted };
}

typedef struct
{
  guint n_pages;
  double end; /* of the text on the last page */
} Extent;

static Extent
measure (const ResiteDocument *self, double width, double height)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cairo = cairo_create (surface);
  ResiteFlow flow = begin_flow (self, width, height, G_MAXUINT, cairo);

  flow_all (&flow);
  g_object_unref (flow.pango);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return (Extent){ .n_pages = flow.page + 1, .end = flow.y };
}

guint
resite_document_count_pages (const ResiteDocument *self, double width, double height)
{
  g_return_val_if_fail (self != NULL && width > 0 && height > 0, 0);

  return measure (self, width, height).n_pages;
}

/* A slip that fits on the upper half is framed and cut there. */
static gboolean
is_half (const ResiteDocument *self, const Extent *extent, double height)
{
  return self->half && extent->n_pages == 1 && extent->end < height / 2 - FOOT_LINE - 6;
}

static void
draw_page (const ResiteDocument *self, guint page, const Extent *extent, double width,
           double height, cairo_t *context)
{
  ResiteFlow flow = begin_flow (self, width, height, page, context);
  gboolean half = is_half (self, extent, height);
  double sheet = half ? height / 2 : height;

  cairo_save (context);
  flow.page = page;
  draw_mark (&flow, sheet);
  draw_frame (&flow, extent->n_pages, sheet);
  if (half)
    draw_cut_line (&flow);
  flow.page = 0;
  flow_all (&flow);
  cairo_restore (context);
  g_object_unref (flow.pango);
}

void
resite_document_draw_page (const ResiteDocument *self, guint page, double width, double height,
                           cairo_t *context)
{
  Extent extent;

  g_return_if_fail (self != NULL && context != NULL);

  extent = measure (self, width, height);
  draw_page (self, page, &extent, width, height, context);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_metadata (const ResiteDocument *self, cairo_surface_t *surface)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (self->created_at / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->head);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Resite " RESITE_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, text);
}

GBytes *
resite_document_to_pdf (const ResiteDocument *self, double width, double height, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  cairo_t *context = cairo_create (surface);
  Extent extent = measure (self, width, height);
  cairo_status_t status;

  set_metadata (self, surface);
  for (guint page = 0; page < extent.n_pages; page++)
    {
      draw_page (self, page, &extent, width, height, context);
      cairo_show_page (context);
    }
  cairo_destroy (context);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("The pages could not be drawn: %s"),
               cairo_status_to_string (status));
  return NULL;
}
