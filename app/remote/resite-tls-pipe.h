/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Messages between this program and the process that speaks old TLS for it: four bytes of length,
 * least first, then a GVariant a{sv}. Both ends on their main threads. What was written or read is
 * overwritten afterwards, because passwords go this way. */
#define RESITE_TYPE_TLS_PIPE (resite_tls_pipe_get_type ())
G_DECLARE_FINAL_TYPE (ResiteTlsPipe, resite_tls_pipe, RESITE, TLS_PIPE, GObject)

/* @message: valid during the call. */
typedef void (*ResiteTlsPipeReceived) (GVariantDict *message, gpointer user_data);
/* Nothing comes any more: the other end is gone, or speaks nonsense. Called once. */
typedef void (*ResiteTlsPipeClosed) (gpointer user_data);

/* Longer messages end the pipe. */
#define RESITE_TLS_PIPE_LIMIT (16 * 1024 * 1024)

/* Neither function is called after resite_tls_pipe_close(). */
ResiteTlsPipe *resite_tls_pipe_new (GInputStream *input, GOutputStream *output,
                                    ResiteTlsPipeReceived received, ResiteTlsPipeClosed closed,
                                    gpointer user_data);
/* Consumes @message. In order; what cannot be written any more is dropped. */
void resite_tls_pipe_send (ResiteTlsPipe *self, GVariantDict *message);
void resite_tls_pipe_close (ResiteTlsPipe *self);

G_END_DECLS
