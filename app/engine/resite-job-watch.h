/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-factory-private.h"
#include "resite-watch-job.h"

G_BEGIN_DECLS

/* Borrowed for the call. */
typedef struct
{
  ResiteConnections *connections;
  const char *machine;
  const char *path; /* as the server has it; its last part may hold "*" */
  gboolean from_start;
} ResiteLogPlace;

/* A watch of a log wherever it lies, on this desk or over SMB. */
ResiteJob *_resite_job_watch_open (const ResiteLogPlace *place, GPtrArray *patterns,
                                   ResiteLedger *ledger, ResiteClock *clock, double patience,
                                   GError **error);
/* The job of a watch, with what ends it. */
ResiteJob *_resite_job_watch_make (ResiteJobArguments *arguments, ResiteLedger *ledger,
                                   ResiteClock *clock, GError **error);

G_END_DECLS
