/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-known.h"
#include "resite-log-scan.h"
#include "resite-log-sending.h"
#include "resite-log-trailer.h"
#include "resite-log-wide.h"

G_BEGIN_DECLS

struct _ResiteLogScan
{
  ResiteLogRules *rules;
  ResiteLogLookFunc look;
  ResiteLogTrailers *trailers;
  ResiteLogSending *sending;
  ResiteLogTally *tally;
  ResiteLogKinds *kinds;
  ResiteLogWide *wide;
  ResiteLogCounts counts;
  ResiteLogKnown *known;

  ResiteLineSeverity visit_from;
  ResiteLogVisitFunc visit;
  gpointer visit_data;
  guint threads;

  char *block;
  char *bytes; /* in the block */
  gsize length;
  char *line_block; /* for lines that somebody else cut out */
  gsize line_size;
};

gboolean resite_log_scan_is_visited (const ResiteLogScan *self);
guint resite_log_scan_get_threads (const ResiteLogScan *self);
ResiteLogRules *resite_log_scan_get_rules (const ResiteLogScan *self);

/* Without its end. What is around it can be read: 2 bytes before it, 64 behind. */
void _resite_log_scan_take_line (ResiteLogScan *self, const char *start, const char *end);

G_END_DECLS
