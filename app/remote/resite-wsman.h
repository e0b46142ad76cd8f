/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"
#include "resite-credentials.h"
#include "resite-trust.h"

G_BEGIN_DECLS

/* A WS-Management (WinRM) server: implements ResiteCim over libsoup. Main thread. */
#define RESITE_TYPE_WSMAN (resite_wsman_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWsman, resite_wsman, RESITE, WSMAN, GObject)

typedef struct
{
  const char *url;                /* https://host:5986/wsman; a user in it is ignored */
  ResiteCredentials *credentials; /* Basic; NULL: the Kerberos ticket of this desk */
  ResiteTrust *trust;             /* NULL: the certificates of this system */
  gboolean allow_plain_http;      /* also beyond this desk; loopback is always allowed */
  gboolean allow_old_tls;         /* TLS 1.0 with 3DES and RC4, in a helper process */
  guint deadline_seconds;         /* of one call with all its tries; 0: 120 */
} ResiteWsmanOptions;

/* RESITE_ERROR_INVALID for an address that is none, plain HTTP that is not allowed, or a user that
 * Basic cannot name (with a colon). */
ResiteWsman *resite_wsman_new (const ResiteWsmanOptions *options, GError **error);
/* Another machine, reached as @self is: port, account, trust and the rest are the same. Any thread;
 * the last reference is given up on the main thread. */
ResiteWsman *resite_wsman_new_elsewhere (ResiteWsman *self, const char *host, GError **error);
/* From now on everything that is asked of the namespace @space goes to @host, reached likewise: the
 * provider of a site can be on a server of its own. Any thread. */
gboolean resite_wsman_redirect (ResiteWsman *self, const char *space, const char *host,
                                GError **error);
const char *resite_wsman_get_url (ResiteWsman *self);
gboolean resite_wsman_is_plain (ResiteWsman *self);

/* What the server says it is. Asked once, kept; asked by itself before the first call. */
typedef struct
{
  char *vendor;
  char *version; /* "OS: 5.2.3790 SP: 2.0 Stack: 1.1" */
  double stack;  /* of WinRM, 1.1; 0: not said */
  char *os;      /* "5.2.3790" */
  char *service_pack;
  gboolean can_create;    /* WMI instances: WinRM 3.0 and later */
  guint concurrency;      /* 2 for WinRM 1.x, up to 8 from 2.0 */
  gsize envelope;         /* bytes, the largest answer that is asked for */
  gint64 time_difference; /* microseconds of the server's clock ahead of ours, from HTTP's Date;
                             G_MININT64: not said */
} ResiteWsmanIdentity;

void resite_wsman_identify_async (ResiteWsman *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
/* (transfer none): lives as long as @self. */
const ResiteWsmanIdentity *resite_wsman_identify_finish (ResiteWsman *self, GAsyncResult *result,
                                                         GError **error);
/* Waiting; never on the main thread. */
const ResiteWsmanIdentity *resite_wsman_identify (ResiteWsman *self, GCancellable *cancellable,
                                                  GError **error);

/* Closes idle connections and forgets what the server said it is: after a restart or a change of
 * name or address. */
void resite_wsman_forget (ResiteWsman *self);

/* One envelope there and back, for what is no WMI (the shell). @action, @resource: URIs; @headers
 * (nullable): XML of further header blocks; @body: XML of the body's content; @is_read: may be
 * repeated by itself. @timeout_seconds: OperationTimeout.
 *
 * The reply is a ResiteWsmanReply, also when it holds a fault, which is the caller's to judge. @error
 * is for no reply at all: as of ResiteCim, with RESITE_ERROR_OUTCOME_UNKNOWN where the envelope is no
 * read and may have arrived. What is no read goes over a connection of its own. */
struct _ResiteWsmanReply;
void resite_wsman_exchange_async (ResiteWsman *self, const char *action, const char *resource,
                                  const char *headers, const char *body, gboolean is_read,
                                  guint timeout_seconds, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
struct _ResiteWsmanReply *resite_wsman_exchange_finish (ResiteWsman *self, GAsyncResult *result,
                                                        GError **error);

/* An unknown certificate ends a call with RESITE_ERROR_UNTRUSTED, and
 * resite_trust_get_seen() then has what was shown. */

G_END_DECLS
