/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-job.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* A list of probes, each an item named after the probe's id: ok, warning, failed, unknown (cannot
 * be seen from here, or only a person can say). A "packages" probe adds an item for each package,
 * ready or not-read-only, and for each other file, ignored; "children" one for each site. Machines
 * that @connections reach are asked; what cannot be seen from here keeps the row, ok or failed, that
 * the ledger has of it with an output: a person brought that. */
#define RESITE_TYPE_CHECK_JOB (resite_check_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCheckJob, resite_check_job, RESITE, CHECK_JOB, ResiteJob)

/* Takes @probes (element-type ResiteProbe). @ledger and @clock may be NULL. */
ResiteJob *resite_check_job_new (GPtrArray *probes, ResiteConnections *connections,
                                 ResiteLedger *ledger, ResiteClock *clock);

G_END_DECLS
