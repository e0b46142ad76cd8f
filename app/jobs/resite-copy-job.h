/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* Copies a tree, verified from what lies on the disk, resumable. */
#define RESITE_TYPE_COPY_JOB (resite_copy_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCopyJob, resite_copy_job, RESITE, COPY_JOB, ResiteJob)

typedef struct
{
  gboolean delta;       /* leave alone what has the same size and time and, where known, content */
  gboolean verify_only; /* copy nothing: is it all there and the same? */
  gboolean no_verify;
  gboolean dry_run;
  gboolean make_packages_read_only; /* what PreLoadPkgOnSite needs */
  const char *only;                 /* one file of the source, or NULL for all */
  guint workers;                    /* 0: chosen by the job */
} ResiteCopyOptions;

/* Item states: copied, unchanged, resumed, verified, failed, extra, and new/changed in a dry run.
 * Totals: "resumed_bytes". */
ResiteJob *resite_copy_job_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                                ResiteClock *clock, const ResiteCopyOptions *options);

G_END_DECLS
