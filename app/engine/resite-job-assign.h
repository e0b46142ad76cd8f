/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-factory-private.h"
#include "resite-job-order.h"

G_BEGIN_DECLS

/* Assignments to the new distribution point, from the machine that has the provider. */

/* (nullable): by what @order's action is no assignment that Resite can do itself; translated. */
char *_resite_job_assign_find_obstacle (const ResiteJobOrder *order);
gboolean _resite_job_assign_is_one (const ResiteJobOrder *order);
/* (nullable) (transfer full): the role whose provider is asked: the server that the step's form
 * names, the central site's, or the direct parent's. */
char *_resite_job_assign_find_provider (const ResiteJobOrder *order);

/* What the action needs beside its attributes. */
void _resite_job_assign_complete (ResiteJobArguments *arguments, const ResiteJobOrder *order);

/* Finds provider and distribution points in a worker. */
void _resite_job_assign_make_async (ResiteJobArguments *arguments, ResiteLedger *ledger,
                                    ResiteClock *clock, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* *@remark (transfer full, nullable). */
ResiteJob *_resite_job_assign_make_finish (GAsyncResult *result, char **remark, GError **error);

G_END_DECLS
