/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-assign-entry.h"
#include "resite-sms-package.h"

G_BEGIN_DECLS

/* What the provider says before anything is written. All tables go by package id in capitals. */
typedef struct
{
  GHashTable *source_rows; /* ResiteSmsPointRow, or NULL: no model */
  GHashTable *target_rows; /* ResiteSmsPointRow */
  GHashTable *packages;    /* ResiteSmsPackage */
  GHashTable *summaries;   /* ResiteSmsSummary of the target */
  GHashTable *masters;     /* Status of the compressed copy at the target's site, or NULL */
} ResiteAssignFacts;

void resite_assign_facts_free (ResiteAssignFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteAssignFacts, resite_assign_facts_free)

/* Waiting, for workers. @source is nullable. @masters: it must be known what is preloaded; else that
 * is told where it is known. */
ResiteAssignFacts *resite_assign_facts_read (ResiteCim *cim, const char *space,
                                             const ResiteSmsPoint *target,
                                             const ResiteSmsPoint *source, gboolean masters,
                                             GCancellable *cancellable, GError **error);

typedef struct
{
  const ResiteAssignFacts *facts;
  const ResiteSmsPoint *target;
  GPtrArray *ids;          /* utf8, or NULL: all that the model has */
  GHashTable *left_out;    /* id → why, or NULL */
  GHashTable *ledger;      /* id → ResiteLedgerRow */
  gboolean only_preloaded; /* leaves out whose compressed copy is not known to be there */
} ResiteAssignWish;

/* (element-type ResiteAssignEntry): all packages that this is about, the smallest first, each with
 * what is to be done and, where nothing is, with its last word. Pure. */
GPtrArray *resite_assign_choose (const ResiteAssignWish *wish);
/* The same for taking off again what the ledger says was added: those whose rows are there to be
 * removed are to be written, the others are settled. What others added is not among them. */
GPtrArray *resite_assign_choose_undo (const ResiteAssignWish *wish);

/* (transfer full): what is wrong with a row that is not the target's own. */
char *resite_assign_describe_wrong_code (const ResiteSmsPointRow *row,
                                         const ResiteSmsPoint *target);

G_END_DECLS
