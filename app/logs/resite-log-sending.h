/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-rules.h"
#include "resite-log-tally.h"

G_BEGIN_DECLS

/* Which package each thread of a sender is sending, so that the bytes it writes are known as that
 * package's. Bounded. */
typedef struct _ResiteLogSending ResiteLogSending;

ResiteLogSending *resite_log_sending_new (void);
void resite_log_sending_free (ResiteLogSending *self);

/* @match: of a line of @thread. */
void resite_log_sending_take (ResiteLogSending *self, ResiteLogTally *tally, guint32 thread,
                              const ResiteLogMatch *match);
/* Joins a piece of a log with the piece behind: what a thread wrote there before it said for what
 * belongs to what it was sending here. */
void resite_log_sending_add (ResiteLogSending *self, ResiteLogTally *tally,
                             const ResiteLogSending *other);

G_END_DECLS
