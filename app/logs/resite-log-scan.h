/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-kinds.h"
#include "resite-log-line.h"
#include "resite-log-rules.h"
#include "resite-log-tally.h"
#include "resite-log-time.h"

G_BEGIN_DECLS

/* Reads a log once and counts what is in it, a message of several lines as one: lines of each component, what happened to each package,
 * errors by kind, the first and the last time. Fed with bytes as they come, in pieces of any size;
 * takes the same memory for a large log as for a small one. One thread at a time. */
typedef struct _ResiteLogScan ResiteLogScan;

typedef struct
{
  guint64 lines; /* as they stand in the file */
  guint64 bytes;
  guint64 errors;
  guint64 warnings;
  guint64 package_lines; /* that name a package */
  gint64 first;          /* microseconds since 1970; 0: no line had a time */
  gint64 last;
  int offset; /* of the last one: minutes that the server's time is ahead of UTC */
} ResiteLogCounts;

/* A line as it comes by. Valid until the next one. */
typedef struct
{
  ResiteLogPart bytes; /* all of it, without its end; "\n" between the lines of a message */
  ResiteLogLine line;
  ResiteLineSeverity severity;
  const char *package;       /* where its id stands; NULL: none */
  const ResiteLogRule *rule; /* NULL: no pattern fits */
  gint64 time;               /* 0: not told */
  int offset;
} ResiteLogEntry;

typedef void (*ResiteLogVisitFunc) (const ResiteLogEntry *entry, gpointer data);

ResiteLogScan *resite_log_scan_new (ResiteLogRules *rules);
void resite_log_scan_free (ResiteLogScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLogScan, resite_log_scan_free)

/* @visit is called for lines of at least @severity. */
void resite_log_scan_set_visit (ResiteLogScan *self, ResiteLineSeverity severity,
                                ResiteLogVisitFunc visit, gpointer data);

/* UTF-16 is known by its mark at the beginning. */
void resite_log_scan_feed (ResiteLogScan *self, const char *bytes, gsize length);
/* Without a copy: room for *@size bytes, of which the first @length are then taken. */
char *resite_log_scan_get_room (ResiteLogScan *self, gsize *size);
void resite_log_scan_take (ResiteLogScan *self, gsize length);
/* What stands behind the last line's end is a line, too. */
void resite_log_scan_end (ResiteLogScan *self);
/* One line that somebody else has cut out, or a message of several, with or without its end. */
void resite_log_scan_add_line (ResiteLogScan *self, const char *bytes, gsize length);

/* A local file by its path, from its beginning to what is its end now; with several threads where it
 * is large and nobody visits its lines. Blocks; G_IO_ERROR_CANCELLED. */
gboolean resite_log_scan_read_file (ResiteLogScan *self, const char *path,
                                    GCancellable *cancellable, GError **error);
/* 0: as many as there are processors, at most four. */
void resite_log_scan_set_threads (ResiteLogScan *self, guint threads);

const ResiteLogCounts *resite_log_scan_get_counts (const ResiteLogScan *self);
const ResiteLogTally *resite_log_scan_get_tally (const ResiteLogScan *self);
const ResiteLogKinds *resite_log_scan_get_kinds (const ResiteLogScan *self);

/* Adds what @other counted of the piece behind. */
void resite_log_scan_add (ResiteLogScan *self, const ResiteLogScan *other);

G_END_DECLS
