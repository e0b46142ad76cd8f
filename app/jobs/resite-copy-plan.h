/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-job.h"
#include "resite-copy-tree.h"

G_BEGIN_DECLS

/* What a copy will do with each file, decided from both trees and the ledger before a byte is
 * moved. Not changed once it is made, so that every thread may read it. */
typedef enum
{
  RESITE_COPY_NOTHING, /* its end is plain already: state and message */
  RESITE_COPY_TOUCH,   /* unchanged, but has to become read-only */
  RESITE_COPY_WRITE,
  RESITE_COPY_RECHECK, /* looks the same, but the source was touched: the content decides */
  RESITE_COPY_COMPARE, /* verify only */
  RESITE_COPY_ARRIVED  /* was put in place just before the power went: prove it and record it */
} ResiteCopyDeed;

typedef struct
{
  char *name;
  guint index;
  ResiteCopyDeed deed;
  const char *state; /* static; of RESITE_COPY_NOTHING */
  char *message;
  gboolean recorded; /* the ledger says the same already */
  guint64 size;
  gint64 modified;
  gint64 changed;
  gboolean read_only; /* as it is to be on the target */
  gboolean replaces;
  guint64 resume_at; /* so much of the temporary file was recorded */
  char *hash;        /* of that, or of all of it by the ledger; or NULL */
} ResiteCopyEntry;

typedef struct
{
  GPtrArray *entries;     /* ResiteCopyEntry, by name */
  GPtrArray *folders;     /* ResiteFileInfo: to be made, a folder before those in it */
  GPtrArray *temporaries; /* utf8: on the target, of no use any more */
  guint64 bytes_total;    /* of all files of the source that can be copied */
  guint64 bytes_left;     /* of them, what is to be written or read */
  guint64 bytes_needed;   /* on the target's disk */
  double past_bytes;      /* what the ledger says was copied before, and how long that took */
  double past_seconds;
} ResiteCopyPlan;

ResiteCopyPlan *resite_copy_plan_new (ResiteFolder *source, ResiteFolder *target,
                                      ResiteLedger *ledger, const ResiteCopyOptions *options,
                                      ResiteCopyGate *gate, GCancellable *cancellable, guint *count,
                                      GError **error);
void resite_copy_plan_free (ResiteCopyPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyPlan, resite_copy_plan_free)

G_END_DECLS
