/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-ledger.h"

G_BEGIN_DECLS

/* What a refresh job does in its worker; waits. One thread at a time. */
typedef struct _ResiteRefreshWork ResiteRefreshWork;

ResiteRefreshWork *resite_refresh_work_new (ResiteCim *cim, const char *server, const char *code,
                                            gboolean everywhere, ResiteLedger *ledger);
void resite_refresh_work_free (ResiteRefreshWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRefreshWork, resite_refresh_work_free)

/* Reads the past, and asks what the product can and which versions the packages have. */
gboolean resite_refresh_work_begin (ResiteRefreshWork *self, GCancellable *cancellable,
                                    GError **error);
/* (transfer full): what became of it, written down already. NULL: stopped, or nothing can be
 * written down. */
ResiteLedgerRow *resite_refresh_work_send (ResiteRefreshWork *self, const char *id,
                                           GCancellable *cancellable, GError **error);

G_END_DECLS
