/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* A log that belongs to a step: one that it watches, or those of the server it is done on. */
typedef struct
{
  char *machine;        /* "new", "primary.2" */
  char *path;           /* as the server has it; its last part may hold "*" */
  ResiteAction *action; /* whose good and bad lines are marked; NULL: none are known */
  char *obstacle;       /* why it cannot be read from here, translated; NULL: it can */
} ResiteStepLog;

void resite_step_log_free (ResiteStepLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteStepLog, resite_step_log_free)

/* (element-type ResiteStepLog) (transfer full): those it watches first. */
GPtrArray *resite_step_log_list (ResiteRun *run, ResiteStepRun *step);
/* A ResiteWatchJob that only shows: it decides nothing and records nothing, and begins near the end
 * of what is there. It ends when it is cancelled. NULL: @log's obstacle, as an error. */
ResiteJob *resite_step_log_follow (ResiteRun *run, ResiteStepRun *step, const ResiteStepLog *log,
                                   GError **error);

G_END_DECLS
