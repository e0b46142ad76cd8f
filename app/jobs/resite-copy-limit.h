/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-gate.h"

G_BEGIN_DECLS

/* How fast a copy may be, all its threads together. Any thread. */
typedef struct _ResiteCopyLimit ResiteCopyLimit;

/* @rate: bytes a second, 0 as fast as it goes. */
ResiteCopyLimit *resite_copy_limit_new (guint64 rate);
void resite_copy_limit_free (ResiteCopyLimit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyLimit, resite_copy_limit_free)

/* Counts for what waits already, too. */
void resite_copy_limit_set (ResiteCopyLimit *self, guint64 rate);
guint64 resite_copy_limit_get (ResiteCopyLimit *self);

/* How much should go at a time, of @chunk at most, so that nothing waits long for its turn. */
gsize resite_copy_limit_cut (ResiteCopyLimit *self, gsize chunk);
/* Waits until @bytes more may go; in a pause, before the gate. FALSE with G_IO_ERROR_CANCELLED. */
gboolean resite_copy_limit_take (ResiteCopyLimit *self, gsize bytes, ResiteCopyGate *gate,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
