/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-error.h"
#include "resite-wsman-private.h"

G_BEGIN_DECLS

/* A server on loopback that does to its clients whatever a test says, byte for byte; in threads of
 * its own. */
typedef struct _Server Server;

typedef struct
{
  Server *server;
  guint number;     /* of this request, from 1; Identify does not count */
  guint connection; /* from 1 */
  char *head;       /* request line and headers, as they came */
  char *body;
  char *action; /* last part: "Get", "Pull"; "Identify" */
  GIOStream *stream;
  GSocketConnection *line;
  gboolean over; /* nothing more on this connection */
} Request;

/* On a thread of the server. */
typedef void (*Answer) (Request *request, gpointer data);

Server *server_new (Answer answer, gpointer data);
/* @certificate: file with certificate and key; server_new() is plain. */
Server *server_new_tls (const char *certificate, Answer answer, gpointer data);
void server_free (Server *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

/* Before the first client. "OS: 6.3.9600 SP: 0.0 Stack: 3.0" unless it is said; NULL: Identify goes
 * to the test's function, too. */
void server_set_version (Server *self, const char *version);
guint server_get_port (Server *self);
char *server_get_url (Server *self);
/* Requests that were read in full, without and with Identify; those with an Authorization; most
 * at once; accepted connections. */
guint server_count (Server *self);
guint server_count_all (Server *self);
guint server_count_log_ons (Server *self);
guint server_count_most (Server *self);
guint server_count_connections (Server *self);
void server_forget_most (Server *self);
/* "Enumerate Pull Release", in the order in which they came. */
char *server_dup_actions (Server *self);
/* Bytes that clients took. */
guint64 server_count_written (Server *self);

/* For answers. */
void reply (Request *request, guint status, const char *type, const char *body);
void reply_soap (Request *request, guint status, const char *body_content);
/* @subcode "w:TimedOut"; @code 0: none. */
void reply_fault (Request *request, guint status, const char *subcode, guint32 code);
/* What reply_soap() would send. */
char *make_reply (Request *request, guint status, const char *type, const char *body);
char *make_envelope (const char *relates_to, const char *body_content);
char *get_message_id (Request *request);
gboolean write_bytes (Request *request, const void *bytes, gsize size);
/* Ends the connection, cleanly or by a reset. */
void cut (Request *request, gboolean reset);
/* Until the client goes away. */
void hang (Request *request);
#define SOAP "application/soap+xml;charset=UTF-8"
#define INSTANCE                                                                                   \
  "<p:Win32_Service xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"           \
  "Win32_Service\"><p:Name>SMS_EXECUTIVE</p:Name><p:State>Running</p:State></p:Win32_Service>"

/* For tests. */
ResiteWsman *wsman_for (Server *server, guint deadline_seconds);
ResiteWsman *wsman_with (const char *url, ResiteTrust *trust, gboolean old_tls,
                         guint deadline_seconds);
#define USER   "BR01SMS\\installer"
#define SECRET "T0p-Secret.2003"
/* Run the main loop until the call is over. */
GPtrArray *perform (ResiteWsman *wsman, const ResiteCimRequest *request, GCancellable *cancellable,
                    GError **error);
ResiteCimObject *get_service (ResiteWsman *wsman, GError **error);
gboolean start_service (ResiteWsman *wsman, GError **error);
GPtrArray *list_services (ResiteWsman *wsman, GCancellable *cancellable, GError **error);
const ResiteWsmanIdentity *identify (ResiteWsman *wsman, GError **error);
void spin (guint milliseconds);
extern const ResiteCimRequest get_request;
extern const ResiteCimRequest call_request;
extern const ResiteCimRequest list_request;

/* A folder with ca.pem, and good, wrong-name, expired, own (self-signed), rsa: each .pem holds
 * certificate and key. NULL: certtool is not installed. */
const char *certificates (void);
char *certificate_path (const char *name);
void certificates_remove (void);

G_END_DECLS
