/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* Runs the plan's tool once per package in the package folder and judges each by its text. */
#define RESITE_TYPE_PRELOAD_JOB (resite_preload_job_get_type ())
G_DECLARE_FINAL_TYPE (ResitePreloadJob, resite_preload_job, RESITE, PRELOAD_JOB, ResiteJob)

/* What one run of PreLoadPkgOnSite said. The last success line decides; half done is failed; no
 * line is failed; the exit code is recorded and never decides. */
typedef enum
{
  RESITE_PRELOAD_FORWARDED,
  RESITE_PRELOAD_HALF_DONE,
  RESITE_PRELOAD_FAILED
} ResitePreloadVerdict;

ResitePreloadVerdict resite_preload_judge (const char *package_id, const char *output,
                                           char **message);
const char *resite_preload_verdict_to_state (ResitePreloadVerdict verdict);

/* A by-hand run's output file read back: (element-type ResiteLedgerRow), a row for each block;
 * of several blocks of a package the last counts. Lines before the first heading that name no
 * package become one row with an empty name. */
GPtrArray *resite_preload_parse_results (const char *text, gssize length);

/* @directory: where it is run, a path on this desk. @ids (element-type utf8). Item states:
 * forwarded, half-done, failed, timed-out. Stops itself when the first ten all fail. */
ResiteJob *resite_preload_job_new (const char *tool, const char *directory, GPtrArray *ids,
                                   ResiteLedger *ledger, ResiteClock *clock, guint patience_seconds);

G_END_DECLS
