/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-log-tail.h"
#include "resite-wire-line.h"

G_BEGIN_DECLS

/* One look at the logs of senders, by a worker. */
typedef struct
{
  GArray *lines; /* ResiteWireLine, oldest first */
  ResiteLogTailState state;
  char *reason;  /* (nullable): why it is not followed */
  guint n_gaps;  /* so far */
  char *gap;     /* (nullable): the newest, in words */
  char *reaches; /* (nullable): why it does not reach back to the beginning */
} ResiteWireLook;

void resite_wire_look_free (ResiteWireLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWireLook, resite_wire_look_free)

/* @tails (element-type ResiteLogTail). @since: microseconds since 1970; lines from before are of the
 * past; 0: those that the tail says. Giving up through @cancellable does not wait for a worker that
 * hangs on a dead share. */
void resite_wire_look_async (GPtrArray *tails, gint64 since, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* (element-type ResiteWireLook) (transfer full): one for each tail. */
GPtrArray *resite_wire_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
