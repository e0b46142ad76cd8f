/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-log-scan.h"

G_BEGIN_DECLS

/* Lines of a log and what was counted in it, on standard output: as text or as JSON Lines. A log may
 * have millions of lines, so that lines are written in large pieces; flush where somebody waits. */
typedef struct _ResiteCliLogPrint ResiteCliLogPrint;

ResiteCliLogPrint *resite_cli_log_print_new (gboolean json);
void resite_cli_log_print_free (ResiteCliLogPrint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliLogPrint, resite_cli_log_print_free)

void resite_cli_log_print_line (ResiteCliLogPrint *self, const ResiteLogEntry *entry);
void resite_cli_log_print_flush (ResiteCliLogPrint *self);

/* Members of the total. @package (nullable): only this one is listed. */
void resite_cli_log_print_counts (JsonBuilder *builder, const ResiteLogScan *scan,
                                  const char *package);
/* The same for a person. */
void resite_cli_log_print_summary (const ResiteLogScan *scan, const char *package);

G_END_DECLS
