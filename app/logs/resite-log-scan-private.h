/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-join.h"
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
  guint unknown; /* texts that were not */
  ResiteLogJoin *join;

  ResiteLineSeverity visit_from;
  ResiteLogVisitFunc visit;
  gpointer visit_data;
  guint threads;

  char *block;
  char *bytes; /* in the block */
  gsize length;
  char *line_block; /* for lines that do not stand in the block */
  gsize line_size;
};

gboolean resite_log_scan_is_visited (const ResiteLogScan *self);
guint resite_log_scan_get_threads (const ResiteLogScan *self);
ResiteLogRules *resite_log_scan_get_rules (const ResiteLogScan *self);

/* What is around it can be read: 2 bytes before it, 64 behind. */
void _resite_log_scan_take_line (ResiteLogScan *self, const char *start, const char *end);
/* A whole message that does not stand where that can be read. Of type ResiteLogJoinFunc. */
void _resite_log_scan_take_message (const char *bytes, gsize length, guint lines, gpointer self);
/* The same with room around it; until the next one. */
char *_resite_log_scan_copy (ResiteLogScan *self, const char *bytes, gsize length);

G_END_DECLS
