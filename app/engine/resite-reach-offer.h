/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-desk-opinion.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* A way to a machine that was found from this desk and does more than the plan's, or works where the
 * plan's does not. Whether an account is let in is not known before somebody signs in. */
typedef struct
{
  const char *reach; /* static, as in the plan: "rpc" */
  char *text;        /* sentences, translated: why, what it would do, what it costs */
  const char *cost;  /* (nullable): of @text: what whoever takes it has to bear */
  char *lines;       /* for the plan: "[old]\nreach=rpc\nfiles=smb://" */
  GPtrArray *values; /* of ResiteReachValue, in an order that is right at each step; "reach" last */
  char *user_key;    /* (nullable): "old.smb-user": the plan names nobody who could sign in so */
} ResiteReachOffer;

typedef struct
{
  char *key; /* "old.reach" */
  char *value;
} ResiteReachValue;

void resite_reach_offer_free (ResiteReachOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteReachOffer, resite_reach_offer_free)

/* (nullable) (transfer full): NULL: nothing better was seen, or somebody else is there. @machine:
 * "old", "primary.2". */
ResiteReachOffer *resite_reach_offer_new (ResitePlan *plan, const char *machine,
                                          const ResiteDeskOpinion *opinion);

/* Who signs in there; only where "user_key" asks for it. */
void resite_reach_offer_set_user (ResiteReachOffer *self, const char *user);

/* RESITE_ERROR_INVALID: nobody said who signs in, or a plan cannot name somebody so. */
gboolean resite_reach_offer_check (ResiteReachOffer *self, GError **error);
/* The same, and @plan has it then; where it is wrong @plan is as before. */
gboolean resite_reach_offer_take (ResiteReachOffer *self, ResitePlan *plan, GError **error);

G_END_DECLS
