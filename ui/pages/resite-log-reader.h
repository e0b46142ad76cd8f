/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-log.h"
#include "resite-watch-job.h"

G_BEGIN_DECLS

/* A log that is read only to be seen. */

/* (nullable) (transfer none): the step watches that log at this moment. */
ResiteWatchJob *resite_log_reader_find (ResiteStepRun *step, const ResiteStepLog *log);
/* (nullable) (transfer full): reads until it is stopped; NULL: it cannot be read from here. */
ResiteWatchJob *resite_log_reader_start (ResiteRun *run, ResiteStepRun *step,
                                         const ResiteStepLog *log);
/* Stops and forgets what may be none. */
void resite_log_reader_stop (ResiteWatchJob **reader);

G_END_DECLS
