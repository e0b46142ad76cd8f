/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* TRUE: Resite itself deletes in the directory when @step is started. */
gboolean resite_run_deletes_in_directory (ResiteRun *self, ResiteStepRun *step);
/* It needs a password that nobody gave yet. */
gboolean resite_run_lacks_directory_password (ResiteRun *self);

/* Looks for what @step would delete, at every controller; nothing is changed or written down. Asks
 * for the password if there is none. Main thread. */
void resite_run_look_into_directory_async (ResiteRun *self, ResiteStepRun *step,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);
/* (transfer full): a job that is over; its items say what was found where. */
ResiteJob *resite_run_look_into_directory_finish (ResiteRun *self, GAsyncResult *result,
                                                  GError **error);

G_END_DECLS
