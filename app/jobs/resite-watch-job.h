/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"

G_BEGIN_DECLS

/* Follows log files until a pattern decides, a person ends it, or patience ends. */
#define RESITE_TYPE_WATCH_JOB (resite_watch_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWatchJob, resite_watch_job, RESITE, WATCH_JOB, ResiteJob)

typedef struct
{
  char *pattern; /* regular expression, without case */
  char *label;
  gboolean good;
  gboolean confirmed; /* an unconfirmed pattern never decides alone */
} ResiteWatchPattern;

ResiteWatchPattern *resite_watch_pattern_new (const char *pattern, const char *label, gboolean good,
                                              gboolean confirmed);
void resite_watch_pattern_free (ResiteWatchPattern *pattern);

/* @files: paths on this desk, may not exist yet. @since: lines before are read but do not decide
 * (offset at the start of the watch when 0 and the file exists). Signal "line" (file, text,
 * pattern index or -1): what the page shows. */
ResiteJob *resite_watch_job_new (const char *const *files, GPtrArray *patterns, gboolean from_start,
                                 ResiteLedger *ledger, ResiteClock *clock, double patience_seconds);
/* The person saw enough. */
void resite_watch_job_end (ResiteWatchJob *self, gboolean good);

G_END_DECLS
