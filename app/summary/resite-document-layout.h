/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "resite-document.h"

G_BEGIN_DECLS

/* Pages in points on any cairo context; the first page is 0. */
guint resite_document_count_pages (const ResiteDocument *self, double width, double height);
void resite_document_draw_page (const ResiteDocument *self, guint page, double width, double height,
                                cairo_t *context);
/* The whole as PDF, with fonts embedded. The same document gives the same bytes. */
GBytes *resite_document_to_pdf (const ResiteDocument *self, double width, double height,
                                GError **error);

G_END_DECLS
