/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a server says to a greeting of 2003. A server that shares no cipher with us often just
 * closes the connection, which looks like many other troubles. */
typedef enum
{
  RESITE_TLS_SILENT,  /* nothing */
  RESITE_TLS_FOREIGN, /* what is no TLS */
  RESITE_TLS_REFUSED, /* TLS, but not that of 2003 either */
  RESITE_TLS_OLD      /* it greets back */
} ResiteTlsGreeting;

/* Sends nothing but the greeting; no secret is on the line. @seconds at most. */
void resite_tls_probe_async (const char *host, guint16 port, guint seconds,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
ResiteTlsGreeting resite_tls_probe_finish (GAsyncResult *result);

G_END_DECLS
