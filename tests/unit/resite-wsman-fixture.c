/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-wsman-fixture.h"

struct _Server
{
  GSocketService *service;
  GTlsCertificate *certificate;
  guint16 port;
  Answer answer;
  gpointer data;
  char *version;

  GMutex mutex;
  guint requests, all, log_ons, now, most, connections, open;
  guint64 written;
  GString *actions;
  GHashTable *sockets;
  gboolean closing;
};

static char *
read_head (GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autoptr (GString) head = g_string_new (NULL);
  char c;

  while (g_input_stream_read (input, &c, 1, NULL, NULL) == 1)
    {
      g_string_append_c (head, c);
      if (g_str_has_suffix (head->str, "\r\n\r\n"))
        return g_string_free (g_steal_pointer (&head), FALSE);
    }
  return NULL;
}

static char *
read_body (GIOStream *stream, const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *at = strstr (lower, "content-length:");
  const gsize length = at != NULL ? g_ascii_strtoull (at + 15, NULL, 10) : 0;
  g_autofree char *body = g_malloc0 (length + 1);
  gsize got = 0;

  if (!g_input_stream_read_all (g_io_stream_get_input_stream (stream), body, length, &got, NULL,
                                NULL) ||
      got < length)
    return NULL;
  return g_steal_pointer (&body);
}

static char *
between (const char *text, const char *start, const char *end)
{
  const char *from = strstr (text, start);
  const char *to;

  if (from == NULL)
    return NULL;
  from = strchr (from, '>');
  to = from != NULL ? strstr (from, end) : NULL;
  return to != NULL ? g_strndup (from + 1, to - from - 1) : NULL;
}

static char *
find_action (const char *body)
{
  g_autofree char *action = between (body, ":Action", "</");
  const char *last = action != NULL ? strrchr (action, '/') : NULL;

  if (strstr (body, "Identify") != NULL && action == NULL)
    return g_strdup ("Identify");
  return g_strdup (last != NULL ? last + 1 : "?");
}

static void
count_in (Request *request)
{
  Server *self = request->server;
  const gboolean own = g_str_equal (request->action, "Identify") && self->version != NULL;

  g_mutex_lock (&self->mutex);
  self->all++;
  self->now++;
  self->most = MAX (self->most, self->now);
  if (!own)
    {
      request->number = ++self->requests;
      g_string_append_printf (self->actions, "%s%s", self->actions->len > 0 ? " " : "",
                              request->action);
    }
  if (strstr (request->head, "\r\nAuthorization: ") != NULL)
    self->log_ons++;
  g_mutex_unlock (&self->mutex);
}

static void
answer_identify (Request *request)
{
  g_autofree char *content = g_strdup_printf (
      "<i:IdentifyResponse "
      "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">"
      "<i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</i:ProtocolVersion>"
      "<i:ProductVendor>Microsoft Corporation</i:ProductVendor>"
      "<i:ProductVersion>%s</i:ProductVersion></i:IdentifyResponse>",
      request->server->version);

  reply_soap (request, 200, content);
}

static gboolean
serve_one (Request *request)
{
  Server *self = request->server;

  request->head = read_head (request->stream);
  request->body = request->head != NULL ? read_body (request->stream, request->head) : NULL;
  if (request->body == NULL)
    return FALSE;
  request->action = find_action (request->body);
  count_in (request);
  if (request->number == 0)
    answer_identify (request);
  else
    self->answer (request, self->data);
  return !request->over;
}

static void
leave_one (Request *request)
{
  if (request->action != NULL && request->server->now > 0)
    {
      g_mutex_lock (&request->server->mutex);
      request->server->now--;
      g_mutex_unlock (&request->server->mutex);
    }
  g_clear_pointer (&request->head, g_free);
  g_clear_pointer (&request->body, g_free);
  g_clear_pointer (&request->action, g_free);
}

static GIOStream *
open_stream (Server *self, GSocketConnection *line)
{
  g_autoptr (GIOStream) stream = NULL;

  if (self->certificate == NULL)
    return g_object_ref (G_IO_STREAM (line));
  stream = g_tls_server_connection_new (G_IO_STREAM (line), self->certificate, NULL);
  if (stream == NULL || !g_tls_connection_handshake (G_TLS_CONNECTION (stream), NULL, NULL))
    return NULL;
  return g_steal_pointer (&stream);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *line, GObject *source, gpointer data)
{
  Server *self = data;
  GSocket *socket = g_socket_connection_get_socket (line);
  Request request = { .server = self, .line = line };
  gboolean more = TRUE;

  g_mutex_lock (&self->mutex);
  request.connection = ++self->connections;
  self->open++;
  g_hash_table_add (self->sockets, socket);
  g_mutex_unlock (&self->mutex);
  request.stream = open_stream (self, line);
  while (more && request.stream != NULL)
    {
      request.number = 0;
      more = serve_one (&request);
      leave_one (&request);
    }
  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->sockets, socket);
  g_mutex_unlock (&self->mutex);
  if (request.stream != NULL)
    g_io_stream_close (request.stream, NULL, NULL);
  g_clear_object (&request.stream);
  g_mutex_lock (&self->mutex);
  self->open--;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

Server *
server_new (Answer answer, gpointer data)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GError) error = NULL;

  self->answer = answer;
  self->data = data;
  self->version = g_strdup ("OS: 6.3.9600 SP: 0.0 Stack: 3.0");
  self->actions = g_string_new (NULL);
  self->sockets = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->mutex);
  self->service = g_threaded_socket_service_new (64);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &own, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

Server *
server_new_tls (const char *certificate, Answer answer, gpointer data)
{
  Server *self = server_new (answer, data);
  g_autoptr (GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_file (certificate, &error);
  g_assert_no_error (error);
  return self;
}

void
server_free (Server *self)
{
  GHashTableIter iter;
  gpointer socket;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    shutdown (g_socket_get_fd (socket), SHUT_RDWR);
  g_mutex_unlock (&self->mutex);
  for (;;)
    {
      g_mutex_lock (&self->mutex);
      const gboolean idle = self->open == 0;
      g_mutex_unlock (&self->mutex);

      if (idle)
        break;
      spin (5);
    }
  g_clear_object (&self->service);
  g_clear_object (&self->certificate);
  g_hash_table_unref (self->sockets);
  g_string_free (self->actions, TRUE);
  g_free (self->version);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
server_set_version (Server *self, const char *version)
{
  g_free (self->version);
  self->version = g_strdup (version);
}

guint
server_get_port (Server *self)
{
  return self->port;
}

char *
server_get_url (Server *self)
{
  return g_strdup_printf ("%s://127.0.0.1:%u/wsman", self->certificate != NULL ? "https" : "http",
                          self->port);
}

#define COUNTER(name, type, field)                                                                 \
  type name (Server *self)                                                                         \
  {                                                                                                \
    type count;                                                                                    \
                                                                                                   \
    g_mutex_lock (&self->mutex);                                                                   \
    count = self->field;                                                                           \
    g_mutex_unlock (&self->mutex);                                                                 \
    return count;                                                                                  \
  }

COUNTER (server_count, guint, requests)
COUNTER (server_count_all, guint, all)
COUNTER (server_count_log_ons, guint, log_ons)
COUNTER (server_count_most, guint, most)
COUNTER (server_count_connections, guint, connections)
COUNTER (server_count_written, guint64, written)

void
server_forget_most (Server *self)
{
  g_mutex_lock (&self->mutex);
  self->most = self->now;
  g_mutex_unlock (&self->mutex);
}

char *
server_dup_actions (Server *self)
{
  char *actions;

  g_mutex_lock (&self->mutex);
  actions = g_strdup (self->actions->str);
  g_mutex_unlock (&self->mutex);
  return actions;
}

char *
get_message_id (Request *request)
{
  return between (request->body, ":MessageID", "</");
}

char *
make_envelope (const char *relates_to, const char *body_content)
{
  return g_strdup_printf (
      "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
      "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
      "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
      "xmlns:x=\"http://schemas.xmlsoap.org/ws/2004/09/transfer\" "
      "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\">"
      "<s:Header><a:RelatesTo>%s</a:RelatesTo></s:Header><s:Body>%s</s:Body></s:Envelope>",
      relates_to, body_content);
}

char *
make_reply (Request *request, guint status, const char *type, const char *body)
{
  g_autofree char *kind = type != NULL ? g_strdup_printf ("Content-Type: %s\r\n", type) : NULL;

  return g_strdup_printf ("HTTP/1.1 %u (null)\r\nDate: Wed, 22 Nov 2006 12:00:00 GMT\r\n"
                          "Server: Microsoft-HTTPAPI/1.0\r\n%sContent-Length: %zu\r\n\r\n%s",
                          status, kind != NULL ? kind : "", strlen (body), body);
}

gboolean
write_bytes (Request *request, const void *bytes, gsize size)
{
  gsize written = 0;
  const gboolean all = g_output_stream_write_all (g_io_stream_get_output_stream (request->stream),
                                                  bytes, size, &written, NULL, NULL);

  g_mutex_lock (&request->server->mutex);
  request->server->written += written;
  g_mutex_unlock (&request->server->mutex);
  return all;
}

/* The client may ask again as soon as it has read the last byte. */
static void
write_last (Request *request, const char *text)
{
  g_mutex_lock (&request->server->mutex);
  request->server->now--;
  g_mutex_unlock (&request->server->mutex);
  g_clear_pointer (&request->action, g_free);
  if (!write_bytes (request, text, strlen (text)))
    request->over = TRUE;
}

void
reply (Request *request, guint status, const char *type, const char *body)
{
  g_autofree char *text = make_reply (request, status, type, body);

  write_last (request, text);
}

void
reply_soap (Request *request, guint status, const char *body_content)
{
  g_autofree char *id = get_message_id (request);
  g_autofree char *envelope = make_envelope (id != NULL ? id : "", body_content);

  reply (request, status, SOAP, envelope);
}

void
reply_fault (Request *request, guint status, const char *subcode, guint32 code)
{
  g_autofree char *detail =
      code != 0
          ? g_strdup_printf ("<s:Detail><f:WSManFault "
                             "xmlns:f=\"http://schemas.microsoft.com/wbem/wsman/1/wsmanfault\" "
                             "Code=\"%u\"/></s:Detail>",
                             code)
          : g_strdup ("");
  g_autofree char *fault = g_strdup_printf (
      "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>%s</s:Value></s:Subcode>"
      "</s:Code><s:Reason><s:Text xml:lang=\"en-US\">It went "
      "wrong.</s:Text></s:Reason>%s</s:Fault>",
      subcode, detail);

  reply_soap (request, status, fault);
}

void
cut (Request *request, gboolean reset)
{
  GSocket *socket = g_socket_connection_get_socket (request->line);
  const struct linger at_once = { 1, 0 };

  if (reset)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  request->over = TRUE;
}

void
hang (Request *request)
{
  char c;

  while (g_input_stream_read (g_io_stream_get_input_stream (request->stream), &c, 1, NULL, NULL) >
         0)
    ;
  request->over = TRUE;
}

const ResiteCimRequest get_request = { .verb = RESITE_CIM_GET,
                                       .space = "root/cimv2",
                                       .class_name = "Win32_Service" };
const ResiteCimRequest call_request = { .verb = RESITE_CIM_CALL,
                                        .space = "root/cimv2",
                                        .class_name = "Win32_Service",
                                        .method = "StartService" };
const ResiteCimRequest list_request = { .verb = RESITE_CIM_LIST,
                                        .space = "root/cimv2",
                                        .query = "SELECT * FROM Win32_Service" };

ResiteWsman *
wsman_with (const char *url, ResiteTrust *trust, gboolean old_tls, guint deadline_seconds)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  const ResiteWsmanOptions options = { .url = url,
                                       .credentials = credentials,
                                       .trust = trust,
                                       .allow_old_tls = old_tls,
                                       .deadline_seconds = deadline_seconds };
  g_autoptr (GError) error = NULL;
  ResiteWsman *wsman = resite_wsman_new (&options, &error);

  g_assert_no_error (error);
  return wsman;
}

ResiteWsman *
wsman_for (Server *server, guint deadline_seconds)
{
  g_autofree char *url = server_get_url (server);

  return wsman_with (url, NULL, FALSE, deadline_seconds);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

GPtrArray *
perform (ResiteWsman *wsman, const ResiteCimRequest *request, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_cim_perform_async (RESITE_CIM (wsman), request, cancellable, keep_result_cb, &result);
  wait_for (&result);
  return resite_cim_perform_finish (RESITE_CIM (wsman), result, error);
}

ResiteCimObject *
get_service (ResiteWsman *wsman, GError **error)
{
  g_autoptr (GPtrArray) rows = perform (wsman, &get_request, NULL, error);

  return rows != NULL ? resite_cim_object_ref (rows->pdata[0]) : NULL;
}

gboolean
start_service (ResiteWsman *wsman, GError **error)
{
  g_autoptr (GPtrArray) rows = perform (wsman, &call_request, NULL, error);

  return rows != NULL;
}

GPtrArray *
list_services (ResiteWsman *wsman, GCancellable *cancellable, GError **error)
{
  return perform (wsman, &list_request, cancellable, error);
}

const ResiteWsmanIdentity *
identify (ResiteWsman *wsman, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_wsman_identify_async (wsman, NULL, keep_result_cb, &result);
  wait_for (&result);
  return resite_wsman_identify_finish (wsman, result, error);
}

static gboolean
set_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
spin (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, set_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static char *certificate_folder = NULL;

static const char make_certificates[] =
    "set -e; cd \"$1\"\n"
    "key () { certtool --generate-privkey --key-type $2 --outfile $1.key; }\n"
    "sign () { key $1 ecdsa; certtool --generate-certificate --load-privkey $1.key "
    "--load-ca-certificate ca.pem --load-ca-privkey ca.key --template $1.cfg --outfile $1.crt; "
    "cat $1.crt $1.key > $1.pem; }\n"
    "server='tls_www_server\\nsigning_key\\nencryption_key\\n'\n"
    "printf 'cn=Test CA\\nca\\ncert_signing_key\\nexpiration_days=2\\n' > ca.cfg; key ca ecdsa\n"
    "certtool --generate-self-signed --load-privkey ca.key --template ca.cfg --outfile ca.pem\n"
    "printf 'cn=BR01SMS\\ndns_name=localhost\\nip_address=127.0.0.1\\nexpiration_days=2\\n'"
    "\"$server\" > good.cfg; sign good\n"
    "printf 'cn=OTHER\\ndns_name=other.example.com\\nexpiration_days=2\\n'\"$server\" "
    "> wrong-name.cfg; sign wrong-name\n"
    "printf 'cn=BR01SMS\\nip_address=127.0.0.1\\nactivation_date=2003-01-01 00:00:00 UTC\\n"
    "expiration_date=2004-01-01 00:00:00 UTC\\n'\"$server\" > expired.cfg; sign expired\n"
    "for n in own rsa; do k=ecdsa; [ $n = own ] || k=rsa; key $n $k\n"
    "certtool --generate-self-signed --load-privkey $n.key --template good.cfg --outfile $n.crt\n"
    "cat $n.crt $n.key > $n.pem; done\n";

const char *
certificates (void)
{
  const char *command[] = { "/bin/sh", "-c", make_certificates, "sh", NULL, NULL };
  g_autofree char *tool = g_find_program_in_path ("certtool");
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (certificate_folder != NULL || tool == NULL)
    return certificate_folder;
  certificate_folder = g_dir_make_tmp ("resite-certificates-XXXXXX", NULL);
  command[4] = certificate_folder;
  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("certtool: %s", errors);
  return certificate_folder;
}

char *
certificate_path (const char *name)
{
  return g_strdup_printf ("%s/%s.pem", certificate_folder, name);
}

void
certificates_remove (void)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (certificate_folder == NULL)
    return;
  folder = g_dir_open (certificate_folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (certificate_folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (certificate_folder);
  g_clear_pointer (&certificate_folder, g_free);
}
