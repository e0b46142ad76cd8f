/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "resite-wsman-transport.h"

G_BEGIN_DECLS

/* One POST over libsoup in this process. @session is one of resite_wsman_http_new_session(), for
 * which @trust must be loaded, unless the address is a plain one. */
SoupSession *resite_wsman_http_new_session (ResiteTrust *trust, gboolean negotiate,
                                            guint connections);

typedef struct
{
  SoupSession *session;
  GUri *uri;
  ResiteCredentials *credentials; /* (nullable) */
  ResiteTrust *trust;
  GBytes *body;
  gsize limit;
  guint patience; /* milliseconds */
  gboolean reuse;
} ResiteWsmanPost;

/* Borrows nothing: what @post names is referenced. */
void resite_wsman_http_post_async (const ResiteWsmanPost *post, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
ResiteWsmanAnswer *resite_wsman_http_post_finish (GAsyncResult *result, gboolean *sent,
                                                  GError **error);

G_END_DECLS
