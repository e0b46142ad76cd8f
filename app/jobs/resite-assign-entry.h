/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-item.h"
#include "resite-ledger.h"

G_BEGIN_DECLS

/* One package of an assignment: what is known of it, and what is done with it next. Belongs to the
 * main thread once the job has it. */

typedef enum
{
  RESITE_ASSIGN_TO_WRITE, /* no row there */
  RESITE_ASSIGN_HELD,     /* its row is to be read before anything else is done */
  RESITE_ASSIGN_INTENDED, /* its intent is being written down */
  RESITE_ASSIGN_READY,    /* the intent is durable */
  RESITE_ASSIGN_IN_HAND,  /* a worker has it */
  RESITE_ASSIGN_UNPROVED, /* a row of ours is there: it takes room in the window */
  RESITE_ASSIGN_SETTLED   /* nothing more to do */
} ResiteAssignStage;

typedef struct
{
  char *id;      /* in capitals */
  char *name;    /* "": not known */
  gint64 bytes;  /* that it takes on the line when it is sent in full; -1 not known */
  guint version; /* of its source */

  ResiteAssignStage stage;
  char *state;           /* of the ledger; see resite-assign-job.h */
  char *message;         /* or NULL */
  char *proof;           /* or NULL: "info-only", "in-full", "not-decided" */
  char *way;             /* or NULL: "create", "script" */
  const char *preloaded; /* "yes", "no", "unknown": at the target's site */
  gint64 sent;           /* bytes that were seen on the line for it */
  gint64 written_at;     /* microseconds since 1970, of this desk; 0 never */
  gint64 copied_before;  /* the summarizer's LastCopied before the row was written; 0 none */
  char *place;           /* or NULL: where the senders' logs were when it was written */
  gboolean ours;         /* the row there was written by this ledger, or may have been */
  gboolean past;         /* proved by an earlier job: this one has nothing to do */
  gboolean doubtful;     /* may: the ledger says no more than that it was begun */
  guint tries;           /* of this job */
  gint64 due;            /* held: not before this moment of the clock */
  gint64 installed_at;   /* monotonic: first seen installed at the right version; 0 not */
  gboolean is_hopeless;  /* installed, and its record has a gap: no proof can come any more */
  gboolean in_window;
  gboolean is_dirty; /* to be written down */
  gboolean is_told;  /* the job said that it ended */

  ResiteJobItem *item; /* or NULL */
} ResiteAssignEntry;

ResiteAssignEntry *resite_assign_entry_new (const char *id);
void resite_assign_entry_free (ResiteAssignEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteAssignEntry, resite_assign_entry_free)

/* Without an item nothing but the entry changes. */
void resite_assign_entry_set (ResiteAssignEntry *self, ResiteAssignStage stage, const char *state,
                              const char *message);
void resite_assign_entry_set_proof (ResiteAssignEntry *self, const char *proof, gint64 sent);
void resite_assign_entry_set_way (ResiteAssignEntry *self, const char *way);

/* What an earlier job over the same ledger knew. */
void resite_assign_entry_load_row (ResiteAssignEntry *self, const ResiteLedgerRow *row);
/* "running" where it failed and is in doubt. */
ResiteLedgerRow *resite_assign_entry_to_row (const ResiteAssignEntry *self);
/* Shows @self in its item. */
void resite_assign_entry_show (ResiteAssignEntry *self);

/* The ledger's states of which a row there is ours. */
gboolean resite_assign_state_is_ours (const char *state);

/* What an item of an assignment says beside its state, message and bytes: lines "key=value" of its
 * output, of name, preloaded, installed, proof and way. (nullable) (transfer full). */
char *resite_assign_item_get_proof (ResiteJobItem *item);
char *resite_assign_item_get_way (ResiteJobItem *item);
gboolean resite_assign_item_is_installed (ResiteJobItem *item);
/* An earlier job over the same ledger assigned and proved it. */
gboolean resite_assign_item_is_past (ResiteJobItem *item);
char *resite_assign_item_get_title (ResiteJobItem *item);

G_END_DECLS
