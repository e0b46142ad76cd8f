/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-layout"
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-document-layout.h"
#include "resite-error.h"
#include "resite-summary-file.h"
#include "resite-summary-private.h"

#define MOST_PAGES 3

/* Of the levels the first that fits: little happened, little paper; and never over three. */
static ResiteDocument *
build_fitting (ResiteSummary *self, double width, double height)
{
  for (guint level = 0;; level++)
    {
      g_autoptr (ResiteDocument) document = resite_summary_build (self, level);

      if (level + 1 == RESITE_SUMMARY_LEVELS ||
          resite_document_count_pages (document, width, height) <= MOST_PAGES)
        return g_steal_pointer (&document);
    }
}

static ResiteDocument *
build (ResiteSummary *self, ResitePaper paper, double width, double height)
{
  switch (paper)
    {
    case RESITE_PAPER_EMERGENCY:
      return resite_summary_build_emergency (self);
    case RESITE_PAPER_CHECKLIST:
      return resite_summary_build_checklist (self);
    case RESITE_PAPER_SLIP:
      return resite_summary_build_slip (self);
    case RESITE_PAPER_SUMMARY:
    default:
      return build_fitting (self, width, height);
    }
}

guint
resite_summary_count_pages (ResiteSummary *self, ResitePaper paper, double width, double height)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_val_if_fail (RESITE_IS_SUMMARY (self), 0);

  document = build (self, paper, width, height);
  return resite_document_count_pages (document, width, height);
}

void
resite_summary_draw_page (ResiteSummary *self, ResitePaper paper, guint page, double width,
                          double height, cairo_t *context)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_if_fail (RESITE_IS_SUMMARY (self) && context != NULL);

  document = build (self, paper, width, height);
  resite_document_draw_page (document, page, width, height, context);
}

GBytes *
resite_summary_to_pdf (ResiteSummary *self, ResitePaper paper, gboolean letter, GError **error)
{
  double width = letter ? 612 : 595.276;
  double height = letter ? 792 : 841.89;
  g_autoptr (ResiteDocument) document = build (self, paper, width, height);

  return resite_document_to_pdf (document, width, height, error);
}

gboolean
resite_summary_save_pdf (ResiteSummary *self, ResitePaper paper, gboolean letter, const char *path,
                         GError **error)
{
  g_autoptr (GBytes) pdf = NULL;

  g_return_val_if_fail (RESITE_IS_SUMMARY (self) && path != NULL, FALSE);

  pdf = resite_summary_to_pdf (self, paper, letter, error);
  return pdf != NULL && resite_summary_write_file (path, pdf, error);
}
