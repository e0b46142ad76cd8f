/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-transport.h"

G_BEGIN_DECLS

/* A process beside this one that speaks TLS 1.0 with 3DES and RC4, so that this one need not: how
 * strict TLS is, is a setting of a whole process. It speaks for one server, ends when this object
 * or this program ends, and is started when it is needed. Main thread. */
#define RESITE_TYPE_OLD_TLS (resite_old_tls_get_type ())
G_DECLARE_FINAL_TYPE (ResiteOldTls, resite_old_tls, RESITE, OLD_TLS, GObject)

ResiteOldTls *resite_old_tls_new (GUri *uri, ResiteCredentials *credentials, ResiteTrust *trust,
                                  guint connections);

/* As resite_wsman_transport_post_async(). An end of the process is RESITE_ERROR_UNREACHABLE with
 * @sent TRUE. */
void resite_old_tls_post_async (ResiteOldTls *self, GBytes *body, gsize limit, guint patience,
                                gboolean reuse, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
ResiteWsmanAnswer *resite_old_tls_post_finish (ResiteOldTls *self, GAsyncResult *result,
                                               gboolean *sent, GError **error);

G_END_DECLS
