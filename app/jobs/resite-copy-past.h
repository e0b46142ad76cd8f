/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"

G_BEGIN_DECLS

/* What the ledger says of earlier copies, in the byte order of names: the index that is merged with
 * what lies there now. Not changed once it is made. */
typedef struct _ResiteCopyPast ResiteCopyPast;

ResiteCopyPast *resite_copy_past_read (ResiteLedger *ledger, GError **error);
void resite_copy_past_free (ResiteCopyPast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyPast, resite_copy_past_free)

guint resite_copy_past_count (const ResiteCopyPast *self);
const ResiteLedgerRow *resite_copy_past_get (const ResiteCopyPast *self, guint place);
/* (nullable) */
const ResiteLedgerRow *resite_copy_past_find (const ResiteCopyPast *self, const char *name);

G_END_DECLS
