/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

/* Machines of the rehearsal as they move, go down and come back, and lines to them. */

static void
count_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);

  g_assert_nonnull (bytes);
  (*(guint *)data)++;
}

static void
test_many_at_once (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *text = lab_envelope (TRANSFER "Get", SERVICE, S3, "");
  g_autoptr (SoupSession) session = soup_session_new_with_options ("max-conns-per-host", 6, NULL);
  guint answered = 0;

  lab_behave (fixture, "delay", "30");
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (SoupMessage) message = lab_make_message (url, LAB_SECRET, text);

      soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, count_cb,
                                        &answered);
    }
  while (answered < 30)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (resite_lab_server_get_most_at_once (fixture->server, "old"), ==, 6);
  g_assert_cmpuint (resite_lab_server_get_most_at_once (fixture->server, "new"), ==, 0);
}

/* The request that takes the line away gets no answer; the next one finds the machine where it is. */
static void
test_moving (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *before = resite_lab_server_get_http (fixture->server, "old");
  const guint16 port = resite_lab_server_get_https_port (fixture->server, "old");
  g_autofree char *move = lab_envelope (SERVICE "/Move", SERVICE, S3, "");
  g_autoptr (SoupMessage) message = lab_make_message (before, LAB_SECRET, move);
  g_autoptr (SoupMessage) again = lab_make_message (before, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) secure = NULL;
  g_autoptr (LabAnswer) lost = lab_send (fixture, message);
  g_autoptr (LabAnswer) silent = lab_send (fixture, again);
  g_autoptr (LabAnswer) good = lab_post (fixture, IDENTIFY);
  g_autoptr (LabAnswer) trusted = NULL;
  g_autofree char *after = resite_lab_server_get_https (fixture->server, "old");

  g_assert_nonnull (lost->error);
  g_assert_error (silent->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpuint (good->status, ==, 200);
  g_assert_cmpuint (resite_lab_server_get_https_port (fixture->server, "old"), ==, port);
  secure = lab_make_message (after, LAB_SECRET, IDENTIFY);
  trusted = lab_send (fixture, secure);
  g_assert_no_error (trusted->error);
}

static void
test_down_and_up (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) down = NULL;
  g_autoptr (LabAnswer) up = NULL;
  g_autoptr (LabAnswer) forgotten = NULL;
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");

  fixture->world->machines[0].up = FALSE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  down = lab_post (fixture, IDENTIFY);
  g_assert_nonnull (down->error);
  fixture->world->machines[0].up = TRUE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  up = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (up->status, ==, 200);
  forgotten = lab_pull (fixture, begun, SERVICE, "");
  lab_assert_fault (forgotten, "n:InvalidEnumerationContext", "2150858779");
}

/* Each takes the other's address, the one that arrives first while the other is still there. */
static void
test_swap (LabFixture *fixture, gconstpointer data)
{
  FakeMachine *machines = fixture->world->machines;
  g_autofree char *parked = g_strdup (machines[0].address);
  g_autofree char *url = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (LabAnswer) answer = NULL;

  g_free (machines[0].address);
  machines[0].address = g_strdup (machines[1].address);
  g_signal_emit_by_name (fixture->world, "moved", "old");
  g_free (machines[1].address);
  machines[1].address = g_steal_pointer (&parked);
  g_signal_emit_by_name (fixture->world, "moved", "new");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  url = resite_lab_server_get_https (fixture->server, "new");
  g_assert_nonnull (strstr (url, machines[1].address));
  message = lab_make_message (url, LAB_SECRET, IDENTIFY);
  answer = lab_send (fixture, message);
  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_only_loopback (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-lab-server-XXXXXX", NULL);
  g_autoptr (ResiteLabWorld) world = g_object_new (RESITE_TYPE_LAB_WORLD, NULL);
  g_autoptr (GError) error = NULL;

  g_free (world->machines[1].address);
  world->machines[1].address = g_strdup ("0.0.0.0");
  g_assert_null (resite_lab_server_new (world, folder, LAB_USER, LAB_SECRET, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "0.0.0.0"));
  {
    g_autofree char *ca = g_build_filename (folder, "ca.pem", NULL);
    g_autofree char *key = g_build_filename (folder, "ca-key.pem", NULL);

    g_remove (ca);
    g_remove (key);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What a plan says of ports and trust holds when the lab is opened again. */
static void
test_opened_again (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *before = resite_lab_server_get_https (fixture->server, "new");
  g_autofree char *names = g_strdup (resite_lab_server_get_name_server (fixture->server));
  g_autofree char *after = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (LabAnswer) answer = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  lab_serve (fixture);
  after = resite_lab_server_get_https (fixture->server, "new");
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (names, ==, resite_lab_server_get_name_server (fixture->server));
  message = lab_make_message (after, LAB_SECRET, IDENTIFY);
  answer = lab_send (fixture, message);
  g_assert_no_error (answer->error);
}

/* The server ends all the same: who says half a sentence is not waited for. */
static void
test_half_a_handshake (LabFixture *fixture, gconstpointer data)
{
  static const guint8 half[] = { 0x16, 0x03, 0x01, 0x02, 0x00, 0x01 };
  g_autofree char *url = resite_lab_server_get_https (fixture->server, "old");
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) line =
      g_socket_client_connect_to_uri (client, url, 443, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (line)),
                                            half, sizeof half, NULL, NULL, &error));
  lab_let_pass (200);
  resite_lab_server_close (fixture->server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/lab-server/" name, LabFixture, NULL, lab_set_up, function, lab_tear_down)
  ADD ("many-at-once", test_many_at_once);
  ADD ("moving", test_moving);
  ADD ("down-and-up", test_down_and_up);
  ADD ("swap", test_swap);
  ADD ("opened-again", test_opened_again);
  ADD ("half-a-handshake", test_half_a_handshake);
  g_test_add_func ("/lab-server/only-loopback", test_only_loopback);
  return g_test_run ();
}
