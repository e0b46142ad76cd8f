/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-plan.h"

G_BEGIN_DECLS

/* All that is known of one file of the source before it is touched. */
typedef struct
{
  const ResiteFileInfo *source;
  const ResiteFileInfo *target;    /* or NULL */
  const ResiteFileInfo *temporary; /* what an earlier copy of it left unfinished, or NULL */
  const ResiteLedgerRow *row;      /* or NULL */
} ResiteCopyFacts;

/* Fills @entry with what is to be done; its texts lie in @arena. Pure. */
void resite_copy_decide (ResiteCopyEntry *entry, const ResiteCopyFacts *facts,
                         const ResiteCopyOptions *options, ResiteCopyArena *arena);

/* The times of two copies of one file, where the target's file system may have cut off what it
 * cannot store: below a second, or below ten milliseconds as exFAT does. */
gboolean resite_copy_times_match (gint64 source, gint64 target);

G_END_DECLS
