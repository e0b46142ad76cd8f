/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-text"
#include "config.h"

#include <string.h>

#include "resite-summary-file.h"
#include "resite-summary-private.h"

char *
resite_summary_to_text (ResiteSummary *self)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_val_if_fail (RESITE_IS_SUMMARY (self), NULL);

  document = resite_summary_build (self, 0);
  return resite_document_to_text (document);
}

gboolean
resite_summary_save_text (ResiteSummary *self, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (RESITE_IS_SUMMARY (self) && path != NULL, FALSE);

  text = resite_summary_to_text (self);
  bytes = g_bytes_new (text, strlen (text));
  return resite_summary_write_file (path, bytes, error);
}
