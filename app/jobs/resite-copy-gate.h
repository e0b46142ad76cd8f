/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where the threads of a copy stop for a pause, between two chunks. Any thread. */
typedef struct _ResiteCopyGate ResiteCopyGate;

ResiteCopyGate *resite_copy_gate_new (void);
void resite_copy_gate_free (ResiteCopyGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyGate, resite_copy_gate_free)

void resite_copy_gate_set_closed (ResiteCopyGate *self, gboolean closed);
/* Closed, and every thread that is at work waits before it. */
gboolean resite_copy_gate_is_still (ResiteCopyGate *self);

/* A thread begins and ends its work. */
void resite_copy_gate_enter (ResiteCopyGate *self);
void resite_copy_gate_leave (ResiteCopyGate *self);
/* Waits while it is closed. FALSE with G_IO_ERROR_CANCELLED. */
gboolean resite_copy_gate_pass (ResiteCopyGate *self, GCancellable *cancellable, GError **error);

G_END_DECLS
