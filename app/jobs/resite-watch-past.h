/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"
#include "resite-log-tail.h"

G_BEGIN_DECLS

/* Where an earlier watch over the same ledger was: the offset is a row's bytes, its digest the mark
 * by which the file is known again. */

/* @rows (nullable). A file that they do not know is left as it is. */
void resite_watch_past_restore (GPtrArray *rows, const char *name, ResiteLogTail *tail);
/* @mark (nullable). */
void resite_watch_past_note (ResiteLedgerRow *row, guint64 offset, const char *mark);

G_END_DECLS
