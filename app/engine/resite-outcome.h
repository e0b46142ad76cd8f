/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-event.h"
#include "resite-job-factory.h"

G_BEGIN_DECLS

/* What became of an action: how a job's end reads in the journal. */
typedef struct
{
  const char *word; /* ok, warning, failed, stopped, unknown, told */
  const char *how;
  char *message;
  gint64 good, failed, bytes;
  double seconds;
  char *stop; /* (nullable): why nothing may go on */
} ResiteOutcome;

/* @error (nullable): of the job's run; being cancelled is "stopped". */
ResiteOutcome *resite_outcome_new_from_job (ResiteJob *job, ResiteAction *action,
                                            ResiteJobArguments *arguments, const GError *error);
ResiteOutcome *resite_outcome_new_from_error (const GError *error);
/* (element-type ResiteLedgerRow): results of @action that a person brought. @how: O or F. In a bulk
 * the majority decides, everywhere else each row does. */
ResiteOutcome *resite_outcome_new_from_rows (ResiteAction *action, GPtrArray *rows,
                                             const char *how);
void resite_outcome_free (ResiteOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteOutcome, resite_outcome_free)

/* @remark (nullable). */
void resite_outcome_add_remark (ResiteOutcome *self, const char *remark);
void resite_outcome_describe (const ResiteOutcome *self, ResiteEvent *event);

G_END_DECLS
