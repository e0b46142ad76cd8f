/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-private.h"
#include "resite-error.h"
#include "resite-presence-private.h"

#define TRIES          3
#define DATAGRAM       2048
#define PORT_NETBIOS   137
#define PORT_SESSION   139
#define PORT_SMB       445
#define PORT_HTTP      80
#define PORT_WINRM     5985
#define PORT_WINRM_TLS 5986

static GSocket *
open_socket (const char *address, guint port, GSocketAddress **target)
{
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  *target = g_inet_socket_address_new_from_string (address, port);
  if (socket == NULL || *target == NULL)
    {
      g_clear_object (&socket);
      g_clear_object (target);
    }
  /* What was announced may be thrown away before it is read. */
  if (socket != NULL)
    g_socket_set_timeout (socket, RESITE_DESK_PATIENCE);
  return socket;
}

typedef gboolean (*TakeAnswer) (const guint8 *data, gsize length, gpointer user_data);

/* Until @take has had enough, or the time of one try is over. FALSE: nobody listens, or cancelled. */
static gboolean
take_answers (GSocket *socket, TakeAnswer take, gpointer user_data, gboolean *enough,
              GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + RESITE_DESK_PATIENCE * G_USEC_PER_SEC / TRIES;
  gint64 left;

  while (!*enough && (left = end - g_get_monotonic_time ()) > 0)
    {
      guint8 data[DATAGRAM];
      gssize got;

      if (!g_socket_condition_timed_wait (socket, G_IO_IN, left, cancellable, NULL))
        return !g_cancellable_is_cancelled (cancellable);
      got = g_socket_receive (socket, (char *)data, sizeof data, cancellable, NULL);
      if (got < 0)
        return FALSE;
      *enough = take (data, (gsize)got, user_data);
    }
  return TRUE;
}

static gboolean
ask_datagram (GSocket *socket, GSocketAddress *target, GBytes *query, TakeAnswer take,
              gpointer user_data, GCancellable *cancellable)
{
  gboolean enough = FALSE;
  gsize length;
  const char *data = g_bytes_get_data (query, &length);

  for (guint i = 0; i < TRIES && !enough; i++)
    if (g_socket_send_to (socket, target, data, length, cancellable, NULL) < 0 ||
        !take_answers (socket, take, user_data, &enough, cancellable))
      return FALSE;
  return enough;
}

typedef struct
{
  guint16 id;
  ResiteDeskSight *sight;
  GPtrArray *addresses;
} Awaited;

static gboolean
take_status (const guint8 *data, gsize length, gpointer user_data)
{
  Awaited *awaited = user_data;

  awaited->sight = resite_netbios_read_status (data, length, awaited->id);
  return awaited->sight != NULL;
}

ResiteDeskSight *
resite_desk_ask_netbios (const char *address, guint port, GCancellable *cancellable)
{
  g_autoptr (GSocketAddress) target = NULL;
  g_autoptr (GSocket) socket = open_socket (address, port, &target);
  Awaited awaited = { .id = g_random_int_range (1, G_MAXUINT16) };
  g_autoptr (GBytes) query = resite_netbios_make_status_query (awaited.id);

  /* Connected, so that a refusal is heard and nobody else's answer counts. */
  if (socket == NULL || !g_socket_connect (socket, target, cancellable, NULL) ||
      !ask_datagram (socket, NULL, query, take_status, &awaited, cancellable))
    return NULL;
  /* TRANSLATORS: computer, domain or workgroup. NetBIOS is the name of a protocol. */
  awaited.sight->text =
      g_strdup_printf (_ ("its NetBIOS name service says %s of %s"), awaited.sight->computer,
                       awaited.sight->domain != NULL ? awaited.sight->domain : "?");
  return awaited.sight;
}

static gboolean
take_name (const guint8 *data, gsize length, gpointer user_data)
{
  Awaited *awaited = user_data;

  return resite_netbios_read_name (data, length, awaited->id, awaited->addresses);
}

GStrv
resite_desk_find_netbios_name (const char *name, const char *server, guint port,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketAddress) target = NULL;
  g_autoptr (GSocket) socket = open_socket (server != NULL ? server : "255.255.255.255",
                                            port != 0 ? port : PORT_NETBIOS, &target);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  Awaited awaited = { .id = g_random_int_range (1, G_MAXUINT16), .addresses = addresses };
  g_autoptr (GBytes) query = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  query = resite_netbios_make_name_query (name, awaited.id, server == NULL);
  if (socket != NULL)
    {
      g_socket_set_broadcast (socket, server == NULL);
      ask_datagram (socket, target, query, take_name, &awaited, cancellable);
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_add (addresses, NULL);
  return (GStrv)g_ptr_array_steal (addresses, NULL);
}

/* All ways are asked at once, each in a thread of its own. */
typedef struct
{
  const char *address;
  guint port;
  ResiteDeskSight *(*ask) (const char *address, guint port, GCancellable *cancellable);
  GCancellable *cancellable;
} Way;

static ResiteDeskSight *
ask_smb (const char *address, guint port, GCancellable *cancellable)
{
  return resite_desk_ask_smb (address, port, FALSE, cancellable);
}

static ResiteDeskSight *
ask_session (const char *address, guint port, GCancellable *cancellable)
{
  return resite_desk_ask_smb (address, port, TRUE, cancellable);
}

/* That somebody listens is all that is asked: who it is, it would say to an account only. */
static ResiteDeskSight *
knock (const char *address, guint port, gboolean encrypted, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) line = NULL;
  ResiteDeskSight *sight;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, RESITE_DESK_PATIENCE);
  line = g_socket_client_connect_to_host (client, address, port, cancellable, NULL);
  if (line == NULL)
    return NULL;
  g_io_stream_close (G_IO_STREAM (line), NULL, NULL);
  sight = resite_desk_sight_new ("winrm", RESITE_SURE_HINT);
  sight->encrypted = encrypted;
  /* TRANSLATORS: %u is a port. WinRM is the name of a service. */
  sight->text = g_strdup_printf (_ ("somebody listens where WinRM would (port %u)"), port);
  return sight;
}

static ResiteDeskSight *
ask_winrm (const char *address, guint port, GCancellable *cancellable)
{
  return knock (address, port, FALSE, cancellable);
}

static ResiteDeskSight *
ask_winrm_tls (const char *address, guint port, GCancellable *cancellable)
{
  return knock (address, port, TRUE, cancellable);
}

static gpointer
ask_in_thread (gpointer data)
{
  const Way *way = data;

  return way->port != RESITE_DESK_NO_PORT ? way->ask (way->address, way->port, way->cancellable)
                                          : NULL;
}

/* GLib of Debian 12 can lock up for ever when several threads are the first to need these classes,
 * which need one another. */
static void
prepare_classes (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  g_type_ensure (G_TYPE_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_INET_SOCKET_ADDRESS);
  g_type_class_ref (G_TYPE_SOCKET);
  g_type_class_ref (G_TYPE_SOCKET_CLIENT);
  g_type_class_ref (G_TYPE_SOCKET_CONNECTION);
  g_once_init_leave (&done, 1);
}

static void
ask_all (const char *address, const ResiteDeskPorts *ports, GPtrArray *sights,
         GCancellable *cancellable)
{
  const Way ways[] = {
    { address, ports->smb != 0 ? ports->smb : PORT_SMB, ask_smb, cancellable },
    { address, ports->session != 0 ? ports->session : PORT_SESSION, ask_session, cancellable },
    { address, ports->http != 0 ? ports->http : PORT_HTTP, resite_desk_ask_http, cancellable },
    { address, ports->netbios != 0 ? ports->netbios : PORT_NETBIOS, resite_desk_ask_netbios,
      cancellable },
    { address, ports->winrm != 0 ? ports->winrm : PORT_WINRM, ask_winrm, cancellable },
    { address, ports->winrm_tls != 0 ? ports->winrm_tls : PORT_WINRM_TLS, ask_winrm_tls,
      cancellable },
  };
  GThread *threads[G_N_ELEMENTS (ways)];

  prepare_classes ();
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    threads[i] = g_thread_new ("resite-desk", ask_in_thread, (gpointer)&ways[i]);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      ResiteDeskSight *sight = g_thread_join (threads[i]);

      if (sight != NULL)
        g_ptr_array_add (sights, sight);
    }
}

static void
add_names (const char *address, const char *const *name_servers, GPtrArray *sights,
           GCancellable *cancellable)
{
  g_auto (GStrv) names = resite_name_query_names (address, name_servers, cancellable, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      ResiteDeskSight *sight = resite_desk_sight_new ("reverse", RESITE_SURE_HINT);

      sight->computer = g_strndup (names[i], strcspn (names[i], "."));
      sight->dns_name = g_strdup (names[i]);
      sight->text = g_strdup_printf (_ ("DNS calls the address %s"), names[i]);
      g_ptr_array_add (sights, sight);
    }
}

static void
add_neighbour (const char *address, GPtrArray *sights)
{
  g_autofree char *table = NULL;
  g_autofree char *mac = NULL;
  ResiteDeskSight *sight;

  if (g_file_get_contents ("/proc/net/arp", &table, NULL, NULL))
    mac = resite_presence_find_neighbour (table, address);
  if (mac == NULL)
    return;
  sight = resite_desk_sight_new ("arp", RESITE_SURE_HINT);
  sight->text = g_strdup_printf (_ ("its network card is %s"), mac);
  sight->mac = g_steal_pointer (&mac);
  g_ptr_array_add (sights, sight);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const ResiteDeskSight *one = *(const ResiteDeskSight *const *)a;
  const ResiteDeskSight *other = *(const ResiteDeskSight *const *)b;

  return (int)other->sure - (int)one->sure;
}

GPtrArray *
resite_desk_look_at_address (const char *address, const ResiteDeskPorts *ports,
                             const char *const *name_servers, GCancellable *cancellable,
                             GError **error)
{
  static const ResiteDeskPorts usual = { 0 };
  g_autoptr (GPtrArray) sights =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_desk_sight_free);

  g_return_val_if_fail (address != NULL, NULL);

  if (!g_hostname_is_ip_address (address))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s is no IP address."), address);
      return NULL;
    }
  ask_all (address, ports != NULL ? ports : &usual, sights, cancellable);
  add_names (address, name_servers, sights, cancellable);
  add_neighbour (address, sights);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_sort (sights, compare);
  return g_steal_pointer (&sights);
}
