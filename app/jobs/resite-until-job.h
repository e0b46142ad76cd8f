/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-job.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* Looks at one thing again and again until it holds. Items: each change of what was seen, named by
 * its time; the last one is "ok" when it holds. What cannot be looked at for a while is waited for
 * like everything else. When patience ends first it stops itself and says what was seen last. */
#define RESITE_TYPE_UNTIL_JOB (resite_until_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteUntilJob, resite_until_job, RESITE, UNTIL_JOB, ResiteJob)

/* @until: microseconds since 1970 on @clock, 0: no end; a job that is made again after a restart
 * with the same moment and ledger goes on where the first one was. It looks at least once. @ledger
 * may be NULL. */
ResiteJob *resite_until_job_new (const ResiteProbe *probe, ResiteConnections *connections,
                                 ResiteLedger *ledger, ResiteClock *clock, gint64 until);
/* Seconds of the clock between two looks, 15 at first. Before it runs. */
void resite_until_job_set_interval (ResiteUntilJob *self, double seconds);

G_END_DECLS
