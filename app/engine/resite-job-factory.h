/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-order.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* From an action to the job that does it: the one place that knows all types of jobs. First the
 * arguments are expanded, so that they can be written down before anything happens; then the job
 * is made from what was written down. */
typedef struct _ResiteJobArguments ResiteJobArguments;

/* RESITE_ERROR_NOT_FOUND that names what the plan does not say. */
ResiteJobArguments *resite_job_arguments_new (const ResiteJobOrder *order, GError **error);
void resite_job_arguments_free (ResiteJobArguments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteJobArguments, resite_job_arguments_free)
/* (transfer full): "name=value" lines, for the journal. */
char *resite_job_arguments_format (ResiteJobArguments *self);
/* (nullable). */
const char *resite_job_arguments_get (ResiteJobArguments *self, const char *name);
/* Replaces one, or adds it; NULL takes it away. For what only the run knows. */
void resite_job_arguments_set (ResiteJobArguments *self, const char *name, const char *value);
/* Of a command: of the domain account that renames computers. */
void resite_job_arguments_set_credentials (ResiteJobArguments *self,
                                           ResiteCredentials *credentials);
/* Of a wait: the moment on the clock until which it lasts. */
void resite_job_arguments_set_until (ResiteJobArguments *self, gint64 until);
/* Of an assignment: (element-type ResiteLedger) of the attempts before, the oldest first. */
void resite_job_arguments_set_earlier (ResiteJobArguments *self, GPtrArray *ledgers);
/* Of a directory action: (element-type ResiteLedgerRow) what was shown before a deletion; when the
 * setup began and when patience ends. */
void resite_job_arguments_set_shown (ResiteJobArguments *self, GPtrArray *rows);
void resite_job_arguments_set_times (ResiteJobArguments *self, gint64 after, gint64 until);
/* (element-type utf8), for preloads: ids that other steps brought through, to be left out. */
void resite_job_arguments_set_forwarded (ResiteJobArguments *self, GPtrArray *ids);
/* Package id → why it is left out of a bulk over all packages, translated. */
void resite_job_arguments_set_left_out (ResiteJobArguments *self, GHashTable *reasons);

/* A package folder is read in a worker; other jobs are there at once. */
void resite_job_factory_make_async (ResiteJobArguments *arguments, ResiteLedger *ledger,
                                    ResiteClock *clock, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* *@remark (transfer full, nullable), translated: what was left out, and why. *@package
 * (transfer full, nullable): the one that a canary job takes. */
ResiteJob *resite_job_factory_make_finish (GAsyncResult *result, char **remark, char **package,
                                           GError **error);

/* What a check with batch="yes" or batch="script" leaves on the machine for doing it by hand.
 * TRUE at once for other actions. */
void resite_job_factory_write_batch_async (ResiteJobArguments *arguments, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* *@remark as above: what was written where. */
gboolean resite_job_factory_write_batch_finish (GAsyncResult *result, char **remark,
                                                GError **error);

G_END_DECLS
