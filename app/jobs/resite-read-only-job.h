/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* Sets the DOS read-only attribute on every package file of a folder: what PreLoadPkgOnSite needs.
 * Nothing else of a file is touched. Items: one a package, ready or failed; "changed" among the
 * totals says how many were not read-only before. Harmless to repeat. */
#define RESITE_TYPE_READ_ONLY_JOB (resite_read_only_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteReadOnlyJob, resite_read_only_job, RESITE, READ_ONLY_JOB, ResiteJob)

/* @ledger and @clock may be NULL. */
ResiteJob *resite_read_only_job_new (ResiteFolder *folder, ResiteLedger *ledger,
                                     ResiteClock *clock);

G_END_DECLS
