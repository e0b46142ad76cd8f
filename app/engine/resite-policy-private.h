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

/* resite-policy-hands.c */
gboolean _resite_policy_do_deed (ResitePolicy *self, ResiteStepRun *step, GError **error);
void _resite_policy_tell_witness (ResitePolicy *self, ResiteStepRun *step);
gboolean _resite_policy_do_remedy (ResitePolicy *self, ResiteStepRun *step, char **said,
                                   GError **error);
/* What was seen of @step speaks against closing it as it is; of one that is closed: warns. */
gboolean _resite_policy_is_amiss (ResiteRun *run, ResiteStepRun *step);

G_END_DECLS
