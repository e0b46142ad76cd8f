/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-tls-probe.h"

G_BEGIN_DECLS

/* What was seen of an exchange that did not come to its end, from which the reason is told. */
typedef struct
{
  const char *host; /* borrowed */
  int port;
  guint patience;           /* milliseconds */
  GSocketClientEvent stage; /* the last one seen */
  gboolean sent;            /* something may have reached the server */
  gboolean timed_out;
  GError *judgement; /* (nullable): of the certificate */
  ResiteTlsGreeting greeting;
} ResiteWsmanFailure;

/* Whether it failed where a look at the server's TLS tells more. */
gboolean resite_wsman_failure_is_in_handshake (ResiteWsmanFailure *self, const GError *error);
/* Takes @error, as libsoup gave it; G_IO_ERROR_CANCELLED passes through unless our own patience was
 * the canceller. */
GError *resite_wsman_failure_explain (ResiteWsmanFailure *self, GError *error);
GError *resite_wsman_failure_too_large (ResiteWsmanFailure *self, gsize limit);
/* What a stranger sent, as a piece of a text: valid UTF-8 without control characters, those of
 * terminals among them. @size -1: up to its end. */
char *resite_wsman_failure_clean (const char *bytes, gssize size);

G_END_DECLS
