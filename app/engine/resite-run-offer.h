/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-reach-offer.h"
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* (nullable) (transfer full): the way to @role that was found from this desk and is better than the
 * plan's; NULL also where nobody looked yet. */
ResiteReachOffer *resite_run_find_offer (ResiteRun *self, const char *role);

/* From now on the run goes there by @offer: each of its values is a correction of the plan, on record
 * with @reason. What was said of the way before is forgotten. @offer is not kept. Where it is cut off
 * between two of them, the plan has its former way still, and the offer stands. */
void resite_run_take_offer_async (ResiteRun *self, ResiteReachOffer *offer, const char *by,
                                  const char *reason, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_run_take_offer_finish (ResiteRun *self, GAsyncResult *result, GError **error);

G_END_DECLS
