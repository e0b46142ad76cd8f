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
  gboolean more; /* there is more to be read at once */
  ResiteLogTailState state;
  char *reason; /* (nullable): why it is not followed */
  guint n_gaps; /* so far */
  char *gap;    /* (nullable): the newest, in words */
  guint64 offset;
  char *mark;
} ResiteWireLook;

void resite_wire_look_free (ResiteWireLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWireLook, resite_wire_look_free)

/* @tails (element-type ResiteLogTail). Giving up through @cancellable does not wait for a worker that
 * hangs on a dead share. */
void resite_wire_look_async (GPtrArray *tails, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* (element-type ResiteWireLook) (transfer full): one for each tail. */
GPtrArray *resite_wire_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
