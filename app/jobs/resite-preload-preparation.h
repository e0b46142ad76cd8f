/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-package-scan.h"
#include "resite-remote-tool.h"

G_BEGIN_DECLS

/* What a preload has to know before its first run: the files that lie there, and what became of
 * each package in an earlier run over the same ledger. */
typedef struct
{
  char *directory;          /* on this desk, or: */
  ResiteRemoteTool *remote; /* (nullable) */
  ResiteLedger *ledger;
  gboolean unseen; /* the server does not tell what lies in its folder */
  ResitePackageScan *scan;
  GPtrArray *rows;   /* ResiteLedgerRow */
  GHashTable *files; /* id → ResitePackageFile of the scan */
} ResitePreloadPreparation;

void resite_preload_preparation_free (ResitePreloadPreparation *preparation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePreloadPreparation, resite_preload_preparation_free)

/* One of @directory and @remote. There, what a run that was cut off left in its file is read, and
 * written into the ledger where it was good. */
void resite_preload_prepare_async (const char *directory, ResiteRemoteTool *remote,
                                   ResiteLedger *ledger, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
ResitePreloadPreparation *resite_preload_prepare_finish (GAsyncResult *result, GError **error);

/* (nullable) */
ResitePackageFile *resite_preload_preparation_get_file (ResitePreloadPreparation *preparation,
                                                        const char *id);
/* (element-type ResiteJobItem) (transfer full): one for each of @ids without doubles, good where
 * the ledger says that it was forwarded and the file is still the same. */
GPtrArray *resite_preload_preparation_make_items (ResitePreloadPreparation *preparation,
                                                  GPtrArray *ids);

G_END_DECLS
