/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-summary.h"

G_BEGIN_DECLS

typedef enum
{
  RESITE_SUMMARY_FORM_PDF,
  RESITE_SUMMARY_FORM_TEXT,
  RESITE_SUMMARY_FORM_BUNDLE
} ResiteSummaryForm;

/* What blocks in the summary, on a worker thread that reads the journal for itself. */
void resite_summary_task_read_async (const char *journal_path, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
ResiteSummary *resite_summary_task_read_finish (GAsyncResult *result, GError **error);

void resite_summary_task_write_async (const char *journal_path, ResiteSummaryForm form,
                                      ResitePaper paper, gboolean letter, const char *path,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* The path that was written. */
char *resite_summary_task_write_finish (GAsyncResult *result, GError **error);

G_END_DECLS
