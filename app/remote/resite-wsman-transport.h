/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-credentials.h"
#include "resite-trust.h"

G_BEGIN_DECLS

/* One HTTP server: bytes there and bytes back, nothing known of envelopes. Main thread. Never asks
 * twice, never follows a redirect, never answers a log-on question, uses no proxy. */
#define RESITE_TYPE_WSMAN_TRANSPORT (resite_wsman_transport_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWsmanTransport, resite_wsman_transport, RESITE, WSMAN_TRANSPORT,
                      GObject)

/* @uri: as ResiteWsman has checked it. @credentials, @trust: as in ResiteWsmanOptions.
 * @old_tls: a server that speaks only old TLS is asked through a helper process. */
ResiteWsmanTransport *resite_wsman_transport_new (GUri *uri, ResiteCredentials *credentials,
                                                  ResiteTrust *trust, gboolean old_tls);
/* Connections at once; 2 at first. */
void resite_wsman_transport_set_connections (ResiteWsmanTransport *self, guint connections);
/* Nothing that is asked from now on goes over a connection that is open now. */
void resite_wsman_transport_forget (ResiteWsmanTransport *self);

typedef struct
{
  guint status;
  char *type;     /* (nullable) of the content, without parameters, lower case */
  char *encoding; /* (nullable) */
  char *location; /* (nullable) */
  GBytes *body;
  gint64 time_difference; /* of the server's clock, as in ResiteWsmanIdentity */
} ResiteWsmanAnswer;

void resite_wsman_answer_free (ResiteWsmanAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanAnswer, resite_wsman_answer_free)

/* @limit: bytes of the answer's body; @patience: milliseconds until it must be here. @reuse: may go
 * over a connection that was used before; such a one may be about to close, which is nothing to a
 * question that can be repeated and a doubt about a change. */
void resite_wsman_transport_post_async (ResiteWsmanTransport *self, GBytes *body, gsize limit,
                                        guint patience, gboolean reuse, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
/* RESITE_ERROR_UNREACHABLE, _UNTRUSTED, _OLD_TLS, _TIMED_OUT, _MALFORMED. @sent: FALSE when surely
 * nothing of the request reached the server; also set on success. */
ResiteWsmanAnswer *resite_wsman_transport_post_finish (ResiteWsmanTransport *self,
                                                       GAsyncResult *result, gboolean *sent,
                                                       GError **error);

G_END_DECLS
