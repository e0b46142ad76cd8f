/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-clock.h"
#include "resite-copy-feed.h"
#include "resite-copy-gate.h"
#include "resite-copy-limit.h"
#include "resite-copy-plan.h"
#include "resite-copy-pool.h"

G_BEGIN_DECLS

/* What the threads of one copy share. Folders and ledger are safe to be used by several; the rest
 * guards itself or does not change. */
typedef struct _ResiteCopyWork ResiteCopyWork;
typedef struct _ResiteCopySync ResiteCopySync;
typedef struct _ResiteCopyMarker ResiteCopyMarker;

struct _ResiteCopyWork
{
  ResiteFolder *source;
  ResiteFolder *target;
  ResiteFolderTraits source_traits; /* known before the plan is made */
  ResiteFolderTraits target_traits;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResiteCopyOptions options; /* owns only */
  ResiteCopyGate *gate;
  ResiteCopyFeed *feed;
  ResiteCopyLimit *limit;
  ResiteCopyPool *pool; /* while it runs */
  ResiteCopySync *sync; /* likewise */
  ResiteCopyMarker *marker;
  GCancellable *stop; /* the person's, and that of the work itself */
  guint workers;      /* to begin with */
  guint most_workers;
  guint listed;  /* atomic: files found so far */
  int line_lost; /* atomic: what is cleared up there waits for nothing but its patience */

  guint64 reserve; /* bytes of the target's disk that are left free */

  GMutex lock;          /* for what follows */
  ResiteCopyPlan *plan; /* NULL until it is made */
  char *warning;        /* known with the plan: what will not go well, translated; or NULL */
  char *remark;         /* (nullable): holds where all went well, too */
  gboolean any_good;
  gboolean any_failed;
  guint failures_in_a_row;
  int failure_class;
  char *stop_reason; /* why it stopped itself, translated; or NULL */
  GError *fatal;     /* nothing can be recorded any more */
};

ResiteCopyWork *resite_copy_work_new (ResiteFolder *source, ResiteFolder *target,
                                      ResiteLedger *ledger, ResiteClock *clock,
                                      const ResiteCopyOptions *options);
void resite_copy_work_free (ResiteCopyWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyWork, resite_copy_work_free)

/* Lists, plans and does all of it; in a thread of its own, once. A file that fails is no failure
 * of this. */
gboolean resite_copy_work_run (ResiteCopyWork *work, GCancellable *cancellable, GError **error);

/* (nullable): from the moment it is made it does not change, nor does the warning. */
ResiteCopyPlan *resite_copy_work_get_plan (ResiteCopyWork *work);

/* One file came to its end: counts what failed in a row, and stops the work where that says that
 * not the files are at fault. */
void resite_copy_work_judge (ResiteCopyWork *work, const GError *error);

/* FALSE, and the work stops, when @rows cannot be recorded. */
gboolean resite_copy_work_record (ResiteCopyWork *work, GPtrArray *rows, GError **error);

G_END_DECLS
