/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-listener.h"
#include "fake-names.h"
#include "resite-error.h"
#include "resite-presence-private.h"

/* Is anybody there? Against real sockets of this desk. */

static ResitePresenceAnswer *
ask (const char *address, guint16 port)
{
  const guint16 ports[] = { port, 0 };
  g_autoptr (GError) error = NULL;
  ResitePresenceAnswer *answer = resite_presence_ask_address (address, ports, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%s: %s", address, answer->how);
  return answer;
}

static void
test_answers (void)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.4.20", &port);
  g_autoptr (ResitePresenceAnswer) answer = ask ("127.83.4.20", port);
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_assert_cmpint (answer->presence, ==, RESITE_PRESENCE_ANSWERS);
  g_assert_nonnull (strstr (answer->how, number));
}

/* On loopback this desk itself refuses, so that says nothing; the neighbour at the next address
 * says nothing either. */
static void
test_silent (void)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.4.20", &port);
  g_autoptr (ResitePresenceAnswer) answer = ask ("127.83.4.21", port);
  g_autoptr (ResitePresenceAnswer) without_ports = NULL;

  g_assert_cmpint (answer->presence, ==, RESITE_PRESENCE_SILENT);
  g_assert_null (answer->mac);
  without_ports = ask ("127.83.4.21", 0);
  g_assert_cmpint (without_ports->presence, ==, RESITE_PRESENCE_SILENT);
}

/* Who listens at just this address is found without being told the port; who listens at all of
 * them is this desk. */
static void
test_unknown_port (void)
{
  guint16 port;
  guint16 own_port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.4.24", &port);
  g_autoptr (GSocketListener) own = fake_listener_new ("0.0.0.0", &own_port);
  g_autoptr (ResitePresenceAnswer) there = ask ("127.83.4.24", 0);
  g_autoptr (ResitePresenceAnswer) not_there = ask ("127.83.4.25", 0);

  g_assert_cmpint (there->presence, ==, RESITE_PRESENCE_ANSWERS);
  g_assert_cmpint (not_there->presence, ==, RESITE_PRESENCE_SILENT);
}

static void
test_listeners (void)
{
  const char *table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
      "   0: 1404537F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
      "   1: 1404537F:1F91 1404537F:0050 01 00000000:00000000 00:00000000 00000000     0\n"
      "   2: 00000000:01BD 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
      "   3: 1504537F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
      "  nonsense\n";
  g_autoptr (GArray) ports = g_array_new (TRUE, TRUE, sizeof (guint16));

  resite_presence_add_listeners (table, "127.83.4.20", ports);
  resite_presence_add_listeners (table, "::1", ports);
  resite_presence_add_listeners ("", "127.83.4.20", ports);
  g_assert_cmpuint (ports->len, ==, 1);
  g_assert_cmpuint (g_array_index (ports, guint16, 0), ==, 0x1F90);
}

/* The same address, before and after its machine went away. */
static void
test_goes_away (void)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.4.22", &port);
  g_autoptr (ResitePresenceAnswer) before = ask ("127.83.4.22", port);
  g_autoptr (ResitePresenceAnswer) after = NULL;

  g_socket_listener_close (listener);
  after = ask ("127.83.4.22", port);
  g_assert_cmpint (before->presence, ==, RESITE_PRESENCE_ANSWERS);
  g_assert_cmpint (after->presence, ==, RESITE_PRESENCE_SILENT);
}

static void
test_mistakes (void)
{
  static const char *const addresses[] = { "", "BR01SMS", "10.4.1", "10.4.1.20/24" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_presence_ask_address (addresses[i], NULL, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (resite_presence_ask_address ("127.83.4.20", NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* TEST-NET addresses belong to nobody, so nothing may be said to answer there. Whether this desk
 * has a road there decides between silent and unknown. */
static void
test_nobody (void)
{
  g_autoptr (ResitePresenceAnswer) answer = ask ("192.0.2.77", 0);

  if (answer->presence == RESITE_PRESENCE_ANSWERS)
    {
      g_test_skip ("something on this desk's network answers for every address");
      return;
    }
  g_assert_null (answer->mac);
}

/* Cancelled while it waits: a listener whose queue is full lets a connection wait. */
static gpointer
cancel_thread (gpointer data)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static GSocket *
make_full_listener (guint16 *port, GPtrArray *clients)
{
  g_autoptr (GError) error = NULL;
  GSocket *server =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.83.4.23", 0);
  g_autoptr (GSocketAddress) local = NULL;

  g_socket_set_listen_backlog (server, 0);
  g_assert_true (g_socket_bind (server, address, TRUE, &error));
  g_assert_true (g_socket_listen (server, &error));
  local = g_socket_get_local_address (server, &error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  for (guint i = 0; i < 8; i++)
    {
      GSocket *client =
          g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (client, FALSE);
      g_socket_connect (client, local, NULL, NULL);
      g_ptr_array_add (clients, client);
    }
  return server;
}

static void
test_cancel_while_waiting (void)
{
  guint16 ports[] = { 0, 0 };
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) server = make_full_listener (&ports[0], clients);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_autoptr (ResitePresenceAnswer) answer =
      resite_presence_ask_address ("127.83.4.23", ports, cancellable, &error);

  g_thread_join (thread);
  g_assert_null (answer);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_neighbours (void)
{
  const char *table =
      "IP address       HW type     Flags       HW address            Mask     Device\n"
      "10.4.1.20        0x1         0x2         00:0c:29:4f:8e:35     *        eth0\n"
      "10.4.1.21        0x1         0x0         00:0c:29:4f:8e:36     *        eth0\n"
      "10.4.1.22        0x1         0x2         00:00:00:00:00:00     *        eth0\n"
      "10.4.1.2         0x1         0x6         00:0C:29:00:00:01     *        eth0\n"
      "broken line\n";
  g_autofree char *there = resite_presence_find_neighbour (table, "10.4.1.20");
  g_autofree char *fixed = resite_presence_find_neighbour (table, "10.4.1.2");

  g_assert_cmpstr (there, ==, "00:0C:29:4F:8E:35");
  g_assert_cmpstr (fixed, ==, "00:0C:29:00:00:01");
  /* Asked for in vain, without a card, unknown. */
  g_assert_null (resite_presence_find_neighbour (table, "10.4.1.21"));
  g_assert_null (resite_presence_find_neighbour (table, "10.4.1.22"));
  g_assert_null (resite_presence_find_neighbour (table, "10.4.1.23"));
  g_assert_null (resite_presence_find_neighbour ("", "10.4.1.20"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/answers", test_answers);
  g_test_add_func ("/presence/silent", test_silent);
  g_test_add_func ("/presence/unknown-port", test_unknown_port);
  g_test_add_func ("/presence/listeners", test_listeners);
  g_test_add_func ("/presence/goes-away", test_goes_away);
  g_test_add_func ("/presence/mistakes", test_mistakes);
  g_test_add_func ("/presence/cancelled", test_cancelled);
  g_test_add_func ("/presence/cancel-while-waiting", test_cancel_while_waiting);
  g_test_add_func ("/presence/nobody", test_nobody);
  g_test_add_func ("/presence/neighbours", test_neighbours);
  return g_test_run ();
}
