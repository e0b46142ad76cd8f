/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"

G_BEGIN_DECLS

/* Waits until a moment of the clock; survives a restart because the moment is in its arguments. */
#define RESITE_TYPE_WAIT_JOB (resite_wait_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWaitJob, resite_wait_job, RESITE, WAIT_JOB, ResiteJob)

/* @until: microseconds since 1970 on @clock. */
ResiteJob *resite_wait_job_new (const char *title, gint64 until, ResiteClock *clock);
/* It can only be lengthened. */
void resite_wait_job_lengthen (ResiteWaitJob *self, double seconds);

G_END_DECLS
