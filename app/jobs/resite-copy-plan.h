/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-arena.h"
#include "resite-copy-job.h"
#include "resite-copy-past.h"
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

/* All of it is the plan's. */
typedef struct
{
  const char *name;
  guint index;
  guint order; /* the place in which its folder named it: near ones lie near each other */
  ResiteCopyDeed deed;
  const char *state;   /* static; of RESITE_COPY_NOTHING */
  const char *message; /* never NULL */
  gboolean recorded;   /* the ledger says the same already; of RESITE_COPY_RECHECK: if the content
                        * is the same */
  gboolean removes;    /* an extra file that is to go, after everything else */
  guint64 size;
  gint64 modified;
  gint64 changed;
  gboolean read_only; /* as it is to be on the target */
  guint attributes;   /* the same; with RESITE_DOS_NOT_ASKED the source is to be asked */
  gboolean replaces;
  gboolean retime;   /* where its content is proved the same: time and attributes are to be set */
  guint64 resume_at; /* so much of the temporary file was recorded */
  const char *hash;  /* of that, or of all of it by the ledger; or NULL */
} ResiteCopyEntry;

/* What a killed program had set aside, and whose place is empty. */
typedef struct
{
  const char *aside;
  const char *name;
} ResiteCopyRestore;

typedef struct
{
  guint files;
  guint64 bytes;
} ResiteCopyCount;

/* What a person wants to know before it begins. */
typedef struct
{
  ResiteCopyCount fresh;   /* not on the target yet */
  ResiteCopyCount changed; /* to be replaced */
  ResiteCopyCount same;
  ResiteCopyCount open; /* to be read first: the content tells */
  ResiteCopyCount extra;
  ResiteCopyCount barred; /* cannot be copied */
} ResiteCopyPreview;

typedef struct
{
  GPtrArray *entries;   /* ResiteCopyEntry, by name */
  GPtrArray *folders;   /* ResiteFileInfo: to be made, a folder before those in it */
  GPtrArray *restores;  /* ResiteCopyRestore: renames to be done before anything else */
  GPtrArray *leavings;  /* utf8: on the target, of no use any more */
  GPtrArray *emptied;   /* utf8: folders that only the target has, what lies in a folder first; to
                         * be removed with the extra files, where nothing is left in them */
  guint64 bytes_total;  /* of all files of the source that can be copied */
  guint64 bytes_left;   /* of them, what is to be written or read */
  guint64 bytes_needed; /* on the target's disk */
  double past_bytes;    /* what the ledger says was copied before, and how long that took */
  double past_seconds;
  ResiteCopyPreview preview;

  /* What the entries' texts lie in. */
  ResiteCopyArena *arena;
  ResiteCopyTree *source;
  ResiteCopyTree *target;
  ResiteCopyPast *past;
} ResiteCopyPlan;

/* Lists both trees and reads the ledger, all at the same time. The caller is inside of @gate. */
ResiteCopyPlan *resite_copy_plan_new (ResiteFolder *source, ResiteFolder *target,
                                      ResiteLedger *ledger, const ResiteCopyOptions *options,
                                      ResiteCopyGate *gate, GCancellable *cancellable, guint *count,
                                      GError **error);
void resite_copy_plan_free (ResiteCopyPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyPlan, resite_copy_plan_free)

G_END_DECLS
