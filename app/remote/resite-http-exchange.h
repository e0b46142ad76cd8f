/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "resite-tls-probe.h"
#include "resite-trust.h"

G_BEGIN_DECLS

/* One message over libsoup, with a deadline for all of it and a bound for what comes back. */

/* What was seen of an exchange that did not come to its end, from which the reason is told. */
typedef struct
{
  const char *host; /* borrowed */
  int port;
  guint patience;           /* milliseconds */
  GSocketClientEvent stage; /* the last one seen */
  gboolean secure;          /* HTTPS */
  gboolean sent;            /* something may have reached the server */
  gboolean begun;           /* the head of an answer has come */
  gboolean timed_out;
  GError *judgement; /* (nullable): of the certificate */
  ResiteTlsGreeting greeting;
} ResiteHttpFailure;

/* Whether it failed where a look at the server's TLS tells more. */
gboolean resite_http_failure_is_in_handshake (const ResiteHttpFailure *self, const GError *error);

typedef struct
{
  SoupSession *session;
  SoupMessage *message; /* with all that is to be sent */
  ResiteTrust *trust;
  gsize limit;    /* bytes of the answer's body */
  gboolean whole; /* nothing is read of an answer that announces more */
  guint patience; /* milliseconds */
  /* Takes @error, as libsoup gave it, and gives the one to be told. */
  GError *(*explain) (ResiteHttpFailure *seen, GError *error);
} ResiteHttpQuestion;

/* Borrows nothing. Main thread. */
void resite_http_exchange_async (const ResiteHttpQuestion *question, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* The body, cut off at the limit when *@cut. (transfer full); NULL with @error. */
GBytes *resite_http_exchange_finish (GAsyncResult *result, gboolean *cut, GError **error);
/* What was seen of it, as long as @result lives. */
ResiteHttpFailure *resite_http_exchange_get_seen (GAsyncResult *result);

G_END_DECLS
