/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-policy.h"

G_BEGIN_DECLS

/* What the policy's caller does beside the moves. */
typedef struct
{
  ResitePolicyDeed deed;
  gpointer deed_data;
  ResitePolicyWitness witness;
  gpointer witness_data;
  ResitePolicyRemedy remedy;
  gpointer remedy_data;
} ResitePolicyHands;

ResitePolicyHands *_resite_policy_get_hands (ResitePolicy *self);

/* TRUE when the policy says that the run is to be closed. */
gboolean _resite_policy_finishes (ResitePolicy *self);
const char *_resite_policy_get_by (ResitePolicy *self);
/* (transfer full). */
ResiteMove *_resite_policy_try_again (ResitePolicy *self, ResiteStepRun *step);

/* (transfer full) (nullable): @step is closed, and after it the old server is put back. */
ResiteMove *_resite_policy_turn_back (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step);

/* resite-policy-hands.c */
gboolean _resite_policy_do_deed (ResitePolicy *self, ResiteStepRun *step, GError **error);
void _resite_policy_tell_witness (ResitePolicy *self, ResiteStepRun *step);
gboolean _resite_policy_do_remedy (ResitePolicy *self, ResiteStepRun *step, char **said,
                                   GError **error);
/* What was seen of @step speaks against closing it as it is; of one that is closed: warns. */
gboolean _resite_policy_is_amiss (ResiteRun *run, ResiteStepRun *step);

/* One walk along the road. */
typedef struct
{
  ResiteRun *run;
  GHashTable *again;    /* "C6@primary.2#1" → tries that are left since something was put right */
  GHashTable *moves;    /* "C6@primary.2#1" → how many */
  GHashTable *tries;    /* the same → retries */
  GHashTable *given_up; /* the same → why */
  char *key;            /* of the step in hand */
  char *last;           /* step that was moved last */
  char *reason;         /* why the first step that stays open does */
  gboolean waits;       /* before the next move */
  ResiteMove *next;     /* the one that waits */
  guint timer;
  GSource *cancelled;
} ResiteWalk;

/* resite-policy-remedy.c */
guint _resite_walk_count (GHashTable *table, const char *key);
char *_resite_walk_make_key (ResiteStepRun *step, guint later);
ResiteMove *_resite_walk_put_right (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step,
                                    const char *key, GError **error);
ResiteMove *_resite_walk_put_right_behind (ResitePolicy *self, ResiteWalk *walk, GError **error);
ResiteMove *_resite_walk_begin_anew_once (ResitePolicy *self, ResiteWalk *walk,
                                          ResiteStepRun *step);

G_END_DECLS
