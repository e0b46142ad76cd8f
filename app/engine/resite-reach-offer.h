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
  char *lines;       /* for the plan: "[old]\nreach=rpc\nfiles=smb://10.4.1.20" */
} ResiteReachOffer;

void resite_reach_offer_free (ResiteReachOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteReachOffer, resite_reach_offer_free)

/* (nullable) (transfer full): NULL: nothing better was seen, or somebody else is there. @machine:
 * "old", "primary.2". */
ResiteReachOffer *resite_reach_offer_new (ResitePlan *plan, const char *machine,
                                          const ResiteDeskOpinion *opinion);

G_END_DECLS
