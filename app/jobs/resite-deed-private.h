/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-deed.h"

G_BEGIN_DECLS

typedef struct
{
  const ResiteDeedStage *stage;
  ResiteLedgerRow *row;
  ResiteDeedPast past;
  gboolean changed; /* not in the ledger as it is here */
} ResiteStageRecord;

/* One deed in one worker, over one job. */
struct _ResiteDeed
{
  ResiteJob *job; /* touched on the main thread only */
  const ResiteDeedKind *kind;
  const char *role;
  GHashTable *values;
  ResiteCredentials *credentials;
  ResiteFolder *files;
  ResiteLedger *ledger;
  ResiteClock *clock;
  double pace;
  GCancellable *cancellable;
  ResiteMachineLookup lookup;
  gpointer lookup_data;

  GPtrArray *rows;   /* ResiteLedgerRow of the past */
  GPtrArray *stages; /* ResiteStageRecord */
  guint insert_at;
  ResiteStageRecord *current;
  guint n_failed; /* of stages apart */

  ResiteMachine *machine;
  ResiteWindowsIdentity *identity;
  char *address;
};

ResiteStageRecord *resite_deed_find_stage (ResiteDeed *self, const char *name);
/* Shows the stage's row on the main thread. @ended: and tells that it reached its end. */
void resite_deed_show (ResiteDeed *self, const ResiteStageRecord *record, gboolean ended);
gboolean resite_deed_commit (ResiteDeed *self, GError **error);
/* From the first stage to the last. */
gboolean resite_deed_run (ResiteDeed *self, GError **error);

G_END_DECLS
