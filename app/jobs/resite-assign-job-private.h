/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-assign-choice.h"
#include "resite-assign-job.h"
#include "resite-assign-window.h"
#include "resite-point-writer.h"

G_BEGIN_DECLS

struct _ResiteAssignJob
{
  ResiteJob parent_instance;

  ResiteMachine *machine;
  char *space;
  ResiteSmsPoint *target;
  ResiteSmsPoint *source;
  GPtrArray *ids;
  GHashTable *left_out;
  GHashTable *may_cross;
  gboolean only_preloaded;
  guint most_jobs;
  gint64 patience; /* microseconds of the clock */
  ResiteWireProof *proof;
  gulong proof_id;
  char *place; /* where its record begins, once it is ready */
  gboolean leave_last;
  gboolean dry_run;
  gboolean undo;

  ResiteLedger *ledger;
  ResiteClock *clock;
  ResitePointWriter *writer;
  ResiteAssignFacts *facts;
  GHashTable *summaries; /* the newest */

  GTask *task;      /* while it runs */
  GHashTable *rows; /* of the ledger as it was found */
  GPtrArray *entries;
  GHashTable *by_id;
  GQueue todo; /* ResiteAssignEntry, the smallest first */
  GQueue ready;
  GPtrArray *dirty;
  ResiteAssignWindow window;

  gboolean chosen; /* the entries are there */
  gboolean paused;
  gboolean pause_told;
  gboolean crossing;
  gboolean committing;
  gboolean polling;
  gboolean stopping;
  GError *failure; /* the job's own */
  guint lanes;     /* workers that write */
  guint intended;

  guint timer;         /* source id, or 0 */
  GSource *cancelled;  /* or NULL */
  gint64 held_until;   /* by _resite_assign_now(): the line broke, nothing is asked before; 0 */
  guint line_failures; /* one after the other */
  guint poll_failures;
  gint64 next_poll;     /* so too */
  gint64 last_progress; /* on the clock */
  guint idle_polls;     /* since then */
  gint64 ready_until;   /* so too: so long the logs may take to be read */
  int last_code;        /* of the packages that failed one after the other */
  guint same_failures;
  guint n_good;    /* rows written */
  gint64 shown_at; /* so too */
};

/* resite-assign-turn.c: what can go on goes on; what cannot, ends. */
/* What waits are measured by: the true time, of which a clock that runs faster needs less; or a
 * clock that leaps. */
gint64 _resite_assign_now (ResiteAssignJob *self);
double _resite_assign_get_pace (ResiteAssignJob *self);
void _resite_assign_pump (ResiteAssignJob *self);

/* resite-assign-record.c */
/* To be written down; whoever calls this pumps. */
void _resite_assign_mark (ResiteAssignJob *self, ResiteAssignEntry *entry);
void _resite_assign_start_commit (ResiteAssignJob *self);
/* Tells who watches, once, of what is over. */
void _resite_assign_tell_ended (ResiteAssignJob *self, ResiteAssignEntry *entry);

/* resite-assign-next.c */
void _resite_assign_enter_window (ResiteAssignJob *self, ResiteAssignEntry *entry);
void _resite_assign_leave_window (ResiteAssignJob *self, ResiteAssignEntry *entry);
void _resite_assign_take_next (ResiteAssignJob *self);
/* What is ready and was not begun. */
void _resite_assign_give_back (ResiteAssignJob *self);

/* resite-assign-look.c: the look before anything is written. */
void _resite_assign_look (ResiteAssignJob *self);

/* resite-assign-end.c */
void _resite_assign_finish (ResiteAssignJob *self);
/* Fails as a whole; the first @error (transfer full) stays. */
void _resite_assign_break_off (ResiteAssignJob *self, GError *error);
/* Ends the job by itself when what is in hand is over; the first reason stays. */
void _resite_assign_stop (ResiteAssignJob *self, const char *why);
gboolean _resite_assign_is_ending (ResiteAssignJob *self);
/* The line broke: nothing is asked for a while, and after some times nothing any more. */
void _resite_assign_hold (ResiteAssignJob *self, const GError *error);
gboolean _resite_assign_is_held (ResiteAssignJob *self);
gboolean _resite_assign_may_try_again (ResiteAssignJob *self);
void _resite_assign_line_is_good (ResiteAssignJob *self);
/* Something went on: patience begins anew. */
void _resite_assign_go_on (ResiteAssignJob *self);

/* resite-assign-write.c */
void _resite_assign_start_lanes (ResiteAssignJob *self);
/* How many packages a worker takes at most. */
guint _resite_assign_get_batch (ResiteAssignJob *self);
/* Failed packages of one kind in a row mean that something is wrong with all of them. */
void _resite_assign_fail (ResiteAssignJob *self, ResiteAssignEntry *entry, const GError *error);
/* @entry is to be read before anything else is done with it. */
void _resite_assign_keep (ResiteAssignJob *self, ResiteAssignEntry *entry, const char *message);

/* resite-assign-follow.c */
void _resite_assign_start_poll (ResiteAssignJob *self);
guint _resite_assign_count (ResiteAssignJob *self, ResiteAssignStage stage);

/* resite-assign-judge.c */
void _resite_assign_judge_all (ResiteAssignJob *self);

/* resite-assign-words.c */
void _resite_assign_show_progress (ResiteAssignJob *self);
void _resite_assign_set_totals (ResiteAssignJob *self);
/* (transfer full) */
char *_resite_assign_describe_end (ResiteAssignJob *self);
char *_resite_assign_describe_waiting (ResiteAssignJob *self, const ResiteAssignEntry *entry,
                                       const ResiteSmsSummary *summary);
char *_resite_assign_describe_crossing (ResiteAssignJob *self, const ResiteAssignEntry *entry,
                                        const char *sentence);

G_END_DECLS
