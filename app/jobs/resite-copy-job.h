/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* Copies a tree, verified from what lies on the disk, resumable. */
#define RESITE_TYPE_COPY_JOB (resite_copy_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCopyJob, resite_copy_job, RESITE, COPY_JOB, ResiteJob)

/* What proves a content. Recorded hashes are compared by the kind that they are of. */
typedef enum
{
  RESITE_COPY_XXH3,  /* XXH3 with 128 bits: against accidents */
  RESITE_COPY_SHA256 /* where somebody wants to compare it elsewhere */
} ResiteCopyHashKind;

typedef struct
{
  gboolean delta;       /* leave alone what has the same size and time and, where known, content */
  gboolean verify_only; /* copy nothing: is it all there and the same? */
  gboolean no_verify;
  gboolean dry_run;
  gboolean make_packages_read_only; /* what PreLoadPkgOnSite needs */
  const char *only;                 /* one file of the source, or NULL for all */
  guint workers;                    /* 0: chosen by the job */
  ResiteCopyHashKind hash;
  guint64 limit;         /* bytes a second that may be written, over all workers; 0 none */
  gboolean low_priority; /* the disk and the processor serve everybody else first */
  gboolean delete_extra; /* what only the target has is removed, after everything else */
  gboolean full_hash;    /* delta: look at every content, whatever the times say */
} ResiteCopyOptions;

/* Item states: copied, unchanged, resumed, verified, failed, extra, and new/changed in a dry run.
 * Totals: "resumed_bytes". */
ResiteJob *resite_copy_job_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                                ResiteClock *clock, const ResiteCopyOptions *options);

/* Main thread, at any time: bytes a second over all workers, 0 for no limit. */
void resite_copy_job_set_limit (ResiteCopyJob *self, guint64 limit);
guint64 resite_copy_job_get_limit (ResiteCopyJob *self);

G_END_DECLS
