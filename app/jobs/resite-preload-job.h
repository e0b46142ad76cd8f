/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-machine.h"
#include "resite-preload-results.h"
#include "resite-preload-verdict.h"

G_BEGIN_DECLS

/* Runs the plan's tool once per package in the package folder and judges each by its text. The
 * row "running" is durable before the tool starts, the outcome before the next one does. What the
 * ledger knows as forwarded is left alone unless the package file changed since; what it knows as
 * running is run again, which does no harm. Stopping at will ends the tool that runs. */
#define RESITE_TYPE_PRELOAD_JOB (resite_preload_job_get_type ())
G_DECLARE_FINAL_TYPE (ResitePreloadJob, resite_preload_job, RESITE, PRELOAD_JOB, ResiteJob)

/* @directory: where it is run, a path on this desk. @ids (element-type utf8). Item states:
 * forwarded, half-done, failed, timed-out, and unknown for one that was stopped. Stops itself when
 * the first ten all fail. @patience_seconds of real time for one run, since a program runs no
 * faster in a rehearsal; 0: ten minutes. */
ResiteJob *resite_preload_job_new (const char *tool, const char *directory, GPtrArray *ids,
                                   ResiteLedger *ledger, ResiteClock *clock,
                                   guint patience_seconds);

/* The same at a server, through its remote shell: all paths are Windows paths there. @results is a
 * folder that gets one file per package. Judged by the same text. Where the line is lost the job
 * stops itself, with "unknown" for the package in hand; the next one over the same ledger looks into
 * that package's file before it runs it again. */
ResiteJob *resite_preload_job_new_remote (ResiteMachine *machine, const char *tool,
                                          const char *directory, const char *results,
                                          GPtrArray *ids, ResiteLedger *ledger, ResiteClock *clock,
                                          guint patience_seconds);

G_END_DECLS
