/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-summary.h"

G_BEGIN_DECLS

/* Temporary name, sync, rename; our error codes. */
gboolean resite_summary_write_file (const char *path, GBytes *bytes, GError **error);

GBytes *resite_summary_to_pdf (ResiteSummary *self, ResitePaper paper, gboolean letter,
                               GError **error);

G_END_DECLS
