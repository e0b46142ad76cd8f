/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-tls-probe.h"

G_BEGIN_DECLS

/* What was seen of a question that got no answer, from which the reason is told. */
typedef struct
{
  const char *host; /* borrowed */
  int port;
  guint patience; /* milliseconds */
  GSocketClientEvent stage;
  gboolean secure; /* HTTPS */
  gboolean sent;
  gboolean begun; /* the head of an answer has come */
  gboolean timed_out;
  GError *judgement; /* (nullable): of the certificate */
  ResiteTlsGreeting greeting;
} ResiteWebFailure;

gboolean resite_web_failure_is_in_handshake (const ResiteWebFailure *self, const GError *error);
/* Takes @error, as libsoup gave it. */
GError *resite_web_failure_explain (ResiteWebFailure *self, GError *error);

G_END_DECLS
