/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Begins an asynchronous call, on the main thread; @callback goes to it with @user_data. */
typedef void (*ResiteMainCallStart) (gpointer data, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/* Has @start called on the main thread, waits for the call's end and gives its result, to be
 * finished by the caller. Never on the main thread, whose loop must run. @data is freed by
 * @destroy (nullable) when the call is over, on the main thread.
 * A cancelled call has a few seconds to end by itself; then G_IO_ERROR_CANCELLED.
 * (transfer full) (nullable). */
GAsyncResult *resite_main_call (ResiteMainCallStart start, gpointer data, GDestroyNotify destroy,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
