/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* Asks the site itself again and again, beside a log. Main thread. */
typedef struct _ResiteWatchWitness ResiteWatchWitness;

/* @state: ok, warning, failed, unknown; @message: what was seen. */
typedef void (*ResiteWatchSaw) (const char *state, const char *message, gpointer data);

ResiteWatchWitness *resite_watch_witness_new (const ResiteProbe *probe,
                                              ResiteConnections *connections, ResiteClock *clock);
/* Calls @saw after each look, until it is stopped. */
void resite_watch_witness_start (ResiteWatchWitness *self, GCancellable *cancellable,
                                 ResiteWatchSaw saw, gpointer data);
/* @saw is not called any more. */
void resite_watch_witness_stop (ResiteWatchWitness *self);
void resite_watch_witness_free (ResiteWatchWitness *self);

const ResiteProbe *resite_watch_witness_get_probe (ResiteWatchWitness *self);

G_END_DECLS
