/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <cairo.h>

G_BEGIN_DECLS

/* What was done, from a run's journal (with the runbook and plan inside it) and nothing else. */
#define RESITE_TYPE_SUMMARY (resite_summary_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSummary, resite_summary, RESITE, SUMMARY, GObject)

/* Reads the journal at @path, which another program may have open. Blocks; any thread. */
ResiteSummary *resite_summary_new (const char *path, GError **error);

/* The pages one can print. */
typedef enum
{
  RESITE_PAPER_SUMMARY,   /* 1 to 3 pages */
  RESITE_PAPER_EMERGENCY, /* where the unpacked packages can be reached in this phase */
  RESITE_PAPER_CHECKLIST, /* blank, the whole procedure with this site's values */
  RESITE_PAPER_SLIP       /* handover: where we are, what runs, what is next */
} ResitePaper;

char *resite_summary_to_text (ResiteSummary *self);
char *resite_summary_to_json (ResiteSummary *self);

/* Layout in points on any cairo context. @width, @height: paper. Number of pages for that size. */
guint resite_summary_count_pages (ResiteSummary *self, ResitePaper paper, double width,
                                  double height);
void resite_summary_draw_page (ResiteSummary *self, ResitePaper paper, guint page, double width,
                               double height, cairo_t *context);
/* Needs no display. @letter: US Letter, else A4. Temporary name, sync, rename. */
gboolean resite_summary_save_pdf (ResiteSummary *self, ResitePaper paper, gboolean letter,
                                  const char *path, GError **error);
gboolean resite_summary_save_text (ResiteSummary *self, const char *path, GError **error);

/* A zip: journal, events as JSON lines, attachments, summary as text and PDF, runbook, plan. */
gboolean resite_summary_export_bundle (const char *journal_path, const char *target_path,
                                       GError **error);
/* Of a journal or a bundle; see resite_journal_verify(). */
gboolean resite_summary_verify (const char *path, guint64 *bad_sequence, char **chain_hash,
                                GError **error);

G_END_DECLS
