/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-decide.h"
#include "resite-copy-list.h"
#include "resite-copy-plan.h"

G_BEGIN_DECLS

/* What a plan is made from; lives as long as that takes. Tables that most copies have no need of
 * stay empty. */
typedef struct
{
  const ResiteCopyOptions *options;
  ResiteCopyPlan *plan;
  ResiteCopyTree *source;
  ResiteCopyTree *target;
  const char *only;
  gboolean ignores_case;    /* on the target, "A" and "a" are one file */
  gboolean knows_spellings; /* the table is filled */
  GHashTable *folded;       /* folded name → name: of the source, where any two collide, or for
                            * extra files */
  GHashTable *barred;       /* folder that cannot be on the target → why */
  GHashTable *folders;      /* name → ResiteFileInfo, of the target */
  GHashTable *others;       /* name: a folder of the source, and something else on the target */
  GHashTable
      *spellings; /* folded name → ResiteFileInfo, of the target, where case does not count */
  GHashTable *specials;    /* name: has an entry beside those of the files */
  GHashTable *temporaries; /* name → ResiteFileInfo, of the target: of no use so far */
  GHashTable *asides;      /* name → ResiteFileInfo, of the target: not seen to so far */
} ResiteCopyPlanning;

/* Lists both folders and reads the ledger into @plan, side by side, but for @only (nullable), the one
 * file that the copy is about; resite-copy-plan-look.c. */
gboolean resite_copy_plan_look (ResiteCopyPlan *plan, ResiteFolder *source, ResiteFolder *target,
                                ResiteLedger *ledger, const char *only, ResiteCopyGate *gate,
                                GCancellable *cancellable, guint *count, GError **error);

/* @name and @message have to live as long as the plan. */
ResiteCopyEntry *resite_copy_planning_add (ResiteCopyPlanning *self, const char *name,
                                           const ResiteLedgerRow *row, const char *state,
                                           const char *message);

/* What is on the target, and not of the source; resite-copy-plan-rest.c. */
void resite_copy_planning_add_extra (ResiteCopyPlanning *self, const ResiteFileInfo *target,
                                     const ResiteLedgerRow *row);
/* What failed, or was too much, and was then taken away must not stay so for ever. */
void resite_copy_planning_add_gone (ResiteCopyPlanning *self, const ResiteLedgerRow *row);

/* (nullable): the file of the target that has this name but for the case, where case does not count
 * there. */
const ResiteFileInfo *resite_copy_planning_find_spelling (ResiteCopyPlanning *self,
                                                          const char *name);
void resite_copy_planning_index_leavings (ResiteCopyPlanning *self);
/* (nullable): the old file of @name that was set aside and whose place is empty; it is put back. */
const ResiteFileInfo *resite_copy_planning_restore (ResiteCopyPlanning *self, const char *name);
void resite_copy_planning_end_leavings (ResiteCopyPlanning *self);

G_END_DECLS
