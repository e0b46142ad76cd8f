/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* Sends single packages again, one after the other: to one distribution point where the product can
 * do that, or with @everywhere to all that have it, which raises the package's version and cannot
 * be taken back. Item states: refreshed, updated, left-out (the product cannot), failed, unknown
 * (stopped in the middle). What it was before is durable before the site is told; after a cut the
 * package's version says whether the site was told already. What was sent once is left alone. */
#define RESITE_TYPE_REFRESH_JOB (resite_refresh_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRefreshJob, resite_refresh_job, RESITE, REFRESH_JOB, ResiteJob)

/* @ids (element-type utf8): may be empty. @server, @code (nullable): the distribution point. @clock
 * (nullable). */
ResiteJob *resite_refresh_job_new (ResiteCim *cim, const char *server, const char *code,
                                   GPtrArray *ids, gboolean everywhere, ResiteLedger *ledger,
                                   ResiteClock *clock);

G_END_DECLS
