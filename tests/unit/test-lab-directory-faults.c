/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab-directory-fixture.h"

/* The rehearsal's domain controller at its worst, and at the worst that comes to it. */

static void
test_faults (DirectoryFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    int code;
  } cases[] = {
    { "directory-busy", LDAP_BUSY },       { "directory-unavailable", LDAP_UNAVAILABLE },
    { "directory-cut", LDAP_SERVER_DOWN }, { "directory-garbage", LDAP_SERVER_DOWN },
    { "directory-hang", LDAP_TIMEOUT },    { "directory-password", LDAP_INVALID_CREDENTIALS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (DirectoryClient) client = { .user = ADMIN, .timeout = 1 };

      g_test_message ("%s", cases[i].name);
      directory_set_fault (fixture, cases[i].name, "1");
      directory_run (fixture, &client);
      g_assert_cmpint (client.bound, !=, LDAP_SUCCESS);
      if (cases[i].code != LDAP_SERVER_DOWN)
        g_assert_cmpint (client.bound, ==, cases[i].code);
      g_assert_true (directory_has (fixture, SITE_DN));
    }
  g_assert_false (resite_lab_world_set_fault (fixture->lab.world, "directory-nonsense", "yes"));
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* A line that sends @bytes and says nothing more; what it is told until the server hangs up. */
static void
throw_bytes (DirectoryFixture *fixture, const guint8 *bytes, gsize size)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *host = g_strdup (strstr (resite_lab_ldap_get_url (fixture->ldap, FALSE), "127"));
  g_autoptr (GSocketConnection) line =
      g_socket_client_connect_to_host (client, host, 0, NULL, NULL);
  GSocket *socket = g_socket_connection_get_socket (line);
  g_autoptr (GSource) source = g_socket_create_source (socket, G_IO_IN, NULL);
  char answer[4096];
  gssize n = 0;

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), NULL, NULL);
  g_source_attach (source, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (line)), bytes, size, NULL,
                             NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);
  /* The end comes, whatever it was. */
  for (gboolean over = FALSE; !over;)
    {
      g_autoptr (GError) error = NULL;

      g_main_context_iteration (NULL, TRUE);
      n = g_socket_receive (socket, answer, sizeof answer, NULL, &error);
      over = n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
    }
  g_source_destroy (source);
}

static const guint8 message[] = {
  0x30, 0x38, 0x02, 0x01, 0x01, 0x63, 0x33, 0x04, 0x00, 0x0a, 0x01, 0x00, 0x0a, 0x01, 0x00,
  0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x01, 0x01, 0x00, 0xa0, 0x19, 0x87, 0x0b, 'o',  'b',
  'j',  'e',  'c',  't',  'C',  'l',  'a',  's',  's',  0xa3, 0x0a, 0x04, 0x02, 'c',  'n',
  0x04, 0x04, 'n',  'a',  'm',  'e',  0x30, 0x05, 0x04, 0x03, '1',  '.',  '1',
};

static void
test_broken_bytes (DirectoryFixture *fixture, gconstpointer data)
{
  static const guint8 huge[] = { 0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x01 };
  static const guint8 endless[] = { 0x30, 0x80, 0x02, 0x01, 0x01 };
  static const guint8 web[] = "GET / HTTP/1.1\r\n\r\n";

  throw_bytes (fixture, huge, sizeof huge);
  throw_bytes (fixture, endless, sizeof endless);
  throw_bytes (fixture, web, sizeof web);
  for (gsize length = 0; length <= sizeof message; length++)
    throw_bytes (fixture, message, length);
  for (gsize at = 0; at < sizeof message; at++)
    {
      g_autofree guint8 *flipped = g_memdup2 (message, sizeof message);

      flipped[at] ^= (guint8)g_test_rand_int_range (1, 256);
      throw_bytes (fixture, flipped, sizeof message);
    }
  g_assert_true (directory_has (fixture, SITE_DN));
}

static void
test_random_bytes (DirectoryFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      guint8 bytes[130];
      const guint8 length = (guint8)g_test_rand_int_range (3, 126);

      for (guint k = 0; k < sizeof bytes; k++)
        bytes[k] = (guint8)g_test_rand_int ();
      bytes[0] = 0x30;
      bytes[1] = length;
      throw_bytes (fixture, bytes, length + 2u);
    }
  g_assert_true (directory_has (fixture, SITE_DN));
}

/* Filters within filters, more than anybody needs. */
static void
test_deep_filter (DirectoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) filter = g_string_new (NULL);
  g_auto (DirectoryClient) client = { .user = ADMIN };

  for (guint i = 0; i < 500; i++)
    g_string_append (filter, "(!");
  g_string_append (filter, "(cn=x)");
  for (guint i = 0; i < 500; i++)
    g_string_append_c (filter, ')');
  client.filter = filter->str;
  directory_run (fixture, &client);
  g_assert_cmpint (client.code, !=, LDAP_SUCCESS);
  g_assert_true (directory_has (fixture, SITE_DN));
}

static void
test_many_clients (DirectoryFixture *fixture, gconstpointer data)
{
  enum
  {
    N = 60
  };
  DirectoryClient clients[N] = { { .user = NULL } };
  GThread *threads[N];

  for (guint i = 0; i < N; i++)
    {
      clients[i].user = ADMIN;
      clients[i].scope = LDAP_SCOPE_ONELEVEL;
      directory_begin (fixture, &clients[i]);
      threads[i] = g_thread_new ("client", directory_client_work, &clients[i]);
    }
  for (guint i = 0; i < N; i++)
    {
      while (!g_atomic_int_get (&clients[i].done))
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (threads[i]);
      g_assert_cmpint (clients[i].code, ==, LDAP_SUCCESS);
      g_assert_cmpint (clients[i].names->len, ==, 12);
      directory_client_clear (&clients[i]);
    }
  while (resite_lab_ldap_get_n_lines (fixture->ldap) > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  directory_add ("faults", test_faults);
  directory_add ("broken-bytes", test_broken_bytes);
  directory_add ("random-bytes", test_random_bytes);
  directory_add ("deep-filter", test_deep_filter);
  directory_add ("many-clients", test_many_clients);
  return g_test_run ();
}
