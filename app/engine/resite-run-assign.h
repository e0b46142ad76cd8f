/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run.h"

G_BEGIN_DECLS

/* Assignments of a run: what a person chooses for them. Main thread only. */

/* (nullable): the step's assignment. */
ResiteAction *resite_run_find_assignment (ResiteRun *self, ResiteStepRun *step);

/* Which distribution points would do as a model for the new one, by the packages that were preloaded
 * in this run, or by those that the new one has. Asks the provider; nothing is written down. */
void resite_run_suggest_source_async (ResiteRun *self, ResiteStepRun *step,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (element-type ResiteSmsSimilar) (transfer full): the most like first. */
GPtrArray *resite_run_suggest_source_finish (ResiteRun *self, GAsyncResult *result, GError **error);

G_END_DECLS
