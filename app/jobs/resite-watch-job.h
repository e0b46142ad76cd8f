/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-watch-ending.h"
#include "resite-watch-pattern.h"
#include "resite-watch-record.h"

G_BEGIN_DECLS

/* Follows log files until a pattern decides, a person ends it, or patience ends. A bad pattern
 * makes the job fail with the line; a good one ends it well, known by "L"; a person's word by "H";
 * patience makes it stop itself. Items: one a file, with its lines and errors counted. Also one for
 * each package that it is about, and one for what the site itself says. Totals: "lines", "errors",
 * "packages" (how many different ones were named). */
#define RESITE_TYPE_WATCH_JOB (resite_watch_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWatchJob, resite_watch_job, RESITE, WATCH_JOB, ResiteJob)

/* @files: paths on this desk, may not exist yet; one whose last part holds "*" means every file of
 * that folder that matches, also those that appear later. @patterns (element-type ResiteWatchPattern).
 * @from_start: what stands in the files already decides too, by the last deciding line of each log;
 * else it is only shown. A watch over a
 * ledger that an earlier one wrote goes on where that one was. @patience_seconds of @clock; 0: no
 * end. Signal "line" (file, text, pattern index or -1): what the page shows.
 * Signal "looked": after each look, also one that found nothing new. */
ResiteJob *resite_watch_job_new (const char *const *files, GPtrArray *patterns, gboolean from_start,
                                 ResiteLedger *ledger, ResiteClock *clock, double patience_seconds);
/* The person saw enough. */
void resite_watch_job_end (ResiteWatchJob *self, gboolean good);

/* The files are names in @folder, which may lie on a server. Before it runs. */
void resite_watch_job_set_folder (ResiteWatchJob *self, ResiteFolder *folder);
/* What has to be seen before it ends well; without it the first good line that is confirmed ends it.
 * A confirmed bad line ends it in any case. Where the good end counts on that nothing else happened
 * and lines may be missing, it stops itself and says so. Owned by the job. Before it runs. */
ResiteWatchEnding *resite_watch_job_get_ending (ResiteWatchJob *self);
/* Lines that were written before are of the past, whatever @from_start says; microseconds since 1970
 * of real time, 0: none. Before it runs. */
void resite_watch_job_set_since (ResiteWatchJob *self, gint64 since);
/* Since when the record has to be unbroken; 0: since this job began. Before it runs. */
void resite_watch_job_set_unbroken_since (ResiteWatchJob *self, gint64 since);
/* It only shows what is written: no line ends it, and its patience has no end. Before it runs. */
void resite_watch_job_set_only_shows (ResiteWatchJob *self);
/* (element-type ResiteWatchPattern) (transfer none). */
GPtrArray *resite_watch_job_get_patterns (ResiteWatchJob *self);
/* (nullable) (transfer full), translated: where lines may be missing. */
char *resite_watch_job_dup_gap (ResiteWatchJob *self);
/* (nullable) (transfer full), translated: why nothing can be read now: a log that is not there yet,
 * a share that is gone. NULL: some log is followed, or nobody has looked yet. */
char *resite_watch_job_dup_absence (ResiteWatchJob *self);

/* The newest RESITE_WATCH_LINES lines, oldest first, for a page that comes later. @file and @pattern may be
 * NULL. What is handed out is owned by the job until its next line. */
guint resite_watch_job_count_lines (ResiteWatchJob *self);
const char *resite_watch_job_get_line (ResiteWatchJob *self, guint index, const char **file,
                                       int *pattern);

/* Milliseconds of real time between two looks, 2000 at first. Before it runs. */
void resite_watch_job_set_interval (ResiteWatchJob *self, guint milliseconds);

G_END_DECLS
