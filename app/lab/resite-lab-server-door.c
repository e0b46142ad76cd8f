/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "resite-lab-server-door.h"
#include "resite-trust-system.h"

/* Clients that wait to be taken while the computer is busy; others come again after a second. */
#define MOST_WAITING 128

struct _ResiteLabDoor
{
  SoupServer *server;
  GSocketService *service;      /* (nullable): while it is open */
  GTlsCertificate *certificate; /* (nullable) */
  GHashTable *beginning;        /* Line: within the handshake */
  GHashTable *sockets;          /* GSocket: of lines that the server has */
};

typedef struct
{
  ResiteLabDoor *door; /* (unowned) (nullable): NULL once it was shut */
  GSocketConnection *connection;
  GCancellable *cancellable;
} Line;

static void
line_free (Line *line)
{
  if (line->door != NULL)
    g_hash_table_remove (line->door->beginning, line);
  g_object_unref (line->connection);
  g_object_unref (line->cancellable);
  g_free (line);
}

/* libsoup 3.2 lets go of a connection that its client has left, and never closes it. */
static gboolean
is_left_cb (gpointer socket, gpointer value, gpointer data)
{
  char byte;

  if (g_socket_is_closed (socket))
    return TRUE;
  if (recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
    return FALSE;
  g_socket_close (socket, NULL);
  return TRUE;
}

static void
hand_over (ResiteLabDoor *self, GSocketConnection *connection, GIOStream *stream)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSocketAddress) here = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) there = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GError) error = NULL;

  /* A client that is gone already has no address any more. */
  if (here == NULL || there == NULL)
    return;
  if (soup_server_accept_iostream (self->server, stream, here, there, &error))
    g_hash_table_add (self->sockets, g_object_ref (socket));
  else
    g_debug ("a line is not taken: %s", error->message);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Line *line = data;
  g_autoptr (GError) error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    g_debug ("no TLS: %s", error->message);
  else if (line->door != NULL)
    hand_over (line->door, line->connection, G_IO_STREAM (source));
  line_free (line);
}

static void
begin_tls (ResiteLabDoor *self, GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream =
      g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  Line *line;

  if (stream == NULL)
    {
      g_debug ("no TLS: %s", error->message);
      return;
    }
  line = g_new0 (Line, 1);
  line->door = self;
  line->connection = g_object_ref (connection);
  line->cancellable = g_cancellable_new ();
  g_hash_table_add (self->beginning, line);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT,
                                    line->cancellable, handshake_cb, line);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  ResiteLabDoor *self = data;

  g_hash_table_foreach_remove (self->sockets, is_left_cb, NULL);
  /* A handshake is many small pieces, and each would wait for the client's word on the last. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE,
                       NULL);
  if (self->certificate != NULL)
    begin_tls (self, connection);
  else
    hand_over (self, connection, G_IO_STREAM (connection));
  return TRUE;
}

ResiteLabDoor *
resite_lab_door_new (SoupServer *server)
{
  ResiteLabDoor *self = g_new0 (ResiteLabDoor, 1);

  /* GIO would read all that the system trusts for each line, and a server judges nobody by it. */
  resite_trust_system_get ();
  self->server = g_object_ref (server);
  self->beginning = g_hash_table_new (NULL, NULL);
  self->sockets = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  return self;
}

void
resite_lab_door_free (ResiteLabDoor *self)
{
  resite_lab_door_shut (self);
  g_hash_table_unref (self->beginning);
  g_hash_table_unref (self->sockets);
  g_object_unref (self->server);
  g_free (self);
}

/* libsoup 3.2 keeps a line for its next request only while it listens somewhere itself. So it does,
 * at a socket that takes nobody: shut down, it lets no client in and is never ready again. */
static gboolean
let_lines_be_kept (ResiteLabDoor *self, GError **error)
{
  GSList *listeners;

  if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  listeners = soup_server_get_listeners (self->server);
  for (GSList *link = listeners; link != NULL; link = link->next)
    shutdown (g_socket_get_fd (link->data), SHUT_RDWR);
  g_slist_free (listeners);
  return TRUE;
}

gboolean
resite_lab_door_open (ResiteLabDoor *self, const char *address, guint16 *port,
                      GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, *port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();

  resite_lab_door_shut (self);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), MOST_WAITING);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, error) ||
      !let_lines_be_kept (self, error))
    return FALSE;
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), self);
  g_set_object (&self->certificate, certificate);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->service = g_steal_pointer (&service);
  return TRUE;
}

static void
stop_listening (ResiteLabDoor *self)
{
  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

static void
hang_up (GSocket *socket)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown (g_socket_get_fd (socket), SHUT_RDWR);
}

/* The number stays until the handshake's thread has come back: one that is about to wait for the
 * line would otherwise wait for ever, or for a line that got the same number since. */
static void
cut_beginning (ResiteLabDoor *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->beginning);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Line *line = key;

      line->door = NULL;
      g_cancellable_cancel (line->cancellable);
      hang_up (g_socket_connection_get_socket (line->connection));
    }
  g_hash_table_remove_all (self->beginning);
}

static void
hang_up_cb (gpointer socket, gpointer value, gpointer data)
{
  if (!g_socket_is_closed (socket))
    hang_up (socket);
}

static gboolean
close_cb (gpointer socket, gpointer value, gpointer data)
{
  g_socket_close (socket, NULL);
  return TRUE;
}

void
resite_lab_door_shut (ResiteLabDoor *self)
{
  stop_listening (self);
  cut_beginning (self);
  /* First, so that no farewell waits for a client that reads nothing. */
  g_hash_table_foreach (self->sockets, hang_up_cb, NULL);
  soup_server_disconnect (self->server);
  g_hash_table_foreach_remove (self->sockets, close_cb, NULL);
  g_clear_object (&self->certificate);
}
