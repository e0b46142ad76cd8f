/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-package-scan.h"
#include "resite-tool-run.h"

G_BEGIN_DECLS

/* What a preload tells a person; all translated and (transfer full). */

/* One run that was not forwarded: what the tool said (@words), how it ended, and what @file
 * (nullable: there is none) has to do with it. @unseen: nobody knows what lies there. */
char *resite_preload_describe_run (const ResiteToolResult *result, const char *words,
                                   guint patience, const ResitePackageFile *file, gboolean unseen);
/* "12 of 60 packages, about 3 min left, 1 failed". */
char *resite_preload_describe_progress (guint n_over, guint total, guint failed,
                                        const char *time_left);
/* Every run failed: @stopped: the others were not tried. @n_files of these packages lie in the
 * folder, @n_open of them are not read-only; @unseen: neither is known. */
char *resite_preload_describe_failure (guint n_failed, gboolean stopped, guint n_files,
                                       guint n_open, gboolean unseen);

G_END_DECLS
