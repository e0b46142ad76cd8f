/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-factory.h"
#include "resite-remote-tool.h"

G_BEGIN_DECLS

/* Expanded and of its own: it may go to a worker, but for the connections, which stay on the main
 * thread. */
struct _ResiteJobArguments
{
  gatomicrefcount references;
  ResiteActionKind kind;
  GHashTable *values;   /* name → expanded value */
  GPtrArray *probes;    /* ResiteProbe */
  GPtrArray *patterns;  /* ResiteWatchPattern */
  GPtrArray *forwarded; /* utf8, or NULL */
  GHashTable *left_out; /* id → why, or NULL */
  ResiteConnections *connections;
  gint64 until;
  gint64 after;                   /* of a directory poll */
  GPtrArray *shown;               /* ResiteLedgerRow, or NULL */
  GPtrArray *earlier;             /* ResiteLedger of an assignment's attempts before, or NULL */
  ResiteCredentials *credentials; /* or NULL */
};

ResiteJobArguments *_resite_job_arguments_ref (ResiteJobArguments *self);

/* Which of a folder's packages a preload takes. Blocks; for worker threads. */
typedef struct
{
  ResiteFolder *source;
  ResiteRemoteTool *remote; /* or NULL: in whose folder, instead of @source */
  char *place;              /* for a person */
  char *known_path;         /* (nullable) */
  char *wanted;             /* (nullable): the one package that the plan names */
  gboolean one;
  GPtrArray *forwarded; /* (nullable) utf8 */
  GHashTable *left_out; /* (nullable): id → why */
  ResiteLedger *ledger; /* (nullable): what this step itself tried */
} ResitePackageChoice;

void _resite_package_choice_free (ResitePackageChoice *choice);
/* (element-type utf8); *@remark (transfer full, nullable). */
GPtrArray *_resite_package_choice_run (ResitePackageChoice *choice, GCancellable *cancellable,
                                       char **remark, GError **error);

G_END_DECLS
