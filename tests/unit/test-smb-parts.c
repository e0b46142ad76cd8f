/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-smb-parts"

#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-smb.h"
#include "resite-smb-greet.h"
#include "resite-smb-wire.h"

/* Addresses, first answers and the wire: what needs no server. */

static void
test_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSmbPlace) place =
      resite_smb_place_parse ("smb://CORP;tom@br01:1445/SMSPKGE$/a%20b/%C3%BC%25//c/", &error);
  g_autoptr (ResiteSmbPlace) copy = NULL;
  g_autoptr (ResiteSmbPlace) bare = NULL;
  g_autofree char *text = NULL;
  g_autofree char *bare_text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (place->server, ==, "br01");
  g_assert_cmpuint (place->port, ==, 1445);
  g_assert_cmpstr (place->share, ==, "SMSPKGE$");
  g_assert_cmpstr (place->path, ==, "a b/ü%/c");
  g_assert_cmpstr (place->domain, ==, "CORP");
  g_assert_cmpstr (place->user, ==, "tom");
  copy = resite_smb_place_copy (place);
  text = resite_smb_place_to_text (copy);
  g_assert_cmpstr (text, ==, "smb://CORP;tom@br01:1445/SMSPKGE$/a b/ü%/c");

  bare = resite_smb_place_parse ("smb://10.0.0.7/E$", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bare->port, ==, 0);
  g_assert_cmpstr (bare->path, ==, "");
  g_assert_null (bare->user);
  g_assert_null (bare->domain);
  bare_text = resite_smb_place_to_text (bare);
  g_assert_cmpstr (bare_text, ==, "smb://10.0.0.7/E$");
  resite_smb_place_free (NULL);
}

static void
test_bad_addresses (void)
{
  static const char *const addresses[] = {
    "",
    "br01",
    "http://br01/x",
    "smb://",
    "smb:///share",
    "smb://br01",
    "smb://br01/",
    "smb://br01//",
    "smb://br01/x?y",
    "smb://br01/x#y",
    "smb://b/%",
    "smb://b/x/../y",
    "smb://b/x/./y",
    "smb://b/x%5C..%5Cy",
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_smb_place_parse (addresses[i], &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

/* Nor does it come back in what is said about it. */
static void
test_password_in_address (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_smb_place_parse ("smb://tom:s3cret@br01/x", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_null (strstr (error->message, "s3cret"));
}

/* [MS-SMB2] 2.2.4, as much of it as is looked at. */
static void
make_answer (guint8 bytes[128], guint dialect, guint security)
{
  memset (bytes, 0, 128);
  memcpy (bytes, "\xfeSMB", 4);
  bytes[4] = 64;
  bytes[64] = 65;
  bytes[66] = security;
  bytes[68] = dialect & 0xff;
  bytes[69] = dialect >> 8;
}

static void
test_answers (void)
{
  static const struct
  {
    guint dialect;
    guint security;
    const char *text;
  } good[] = { { 0x0202, 1, "SMB 2.0.2" },
               { 0x0210, 1, "SMB 2.1" },
               { 0x0300, 3, "SMB 3.0, signed" },
               { 0x0302, 1, "SMB 3.0.2" },
               { 0x0311, 3, "SMB 3.1.1, signed" } };
  guint8 bytes[128];
  ResiteSmbGreeting greeting = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = NULL;

      make_answer (bytes, good[i].dialect, good[i].security);
      g_assert_true (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
      text = resite_smb_greeting_to_text (&greeting);
      g_assert_cmpstr (text, ==, good[i].text);
    }
}

static void
test_answers_of_none (void)
{
  guint8 bytes[128];
  ResiteSmbGreeting greeting = { 0 };

  make_answer (bytes, 0x0311, 1);
  for (gsize size = 0; size < 128; size++)
    g_assert_cmpint (resite_smb_greet_read (bytes, size, &greeting), ==, size >= 128);
  make_answer (bytes, 0x0311, 1);
  bytes[0] = 0xff;
  g_assert_false (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  make_answer (bytes, 0x0311, 1);
  bytes[8] = 0x0d; /* a failure */
  g_assert_false (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  make_answer (bytes, 0x0311, 1);
  bytes[12] = 1; /* to another question */
  g_assert_false (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  make_answer (bytes, 0x02ff, 1);
  g_assert_false (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  make_answer (bytes, 0x0999, 1);
  g_assert_false (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
}

static void
test_old_answers (void)
{
  guint8 bytes[80] = "\xffSMB\x72";
  ResiteSmbGreeting greeting = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *signs = NULL;

  bytes[32] = 17;
  bytes[35] = 3;
  g_assert_true (resite_smb_greet_read_old (bytes, sizeof bytes, &greeting));
  g_assert_cmpuint (greeting.dialect, ==, RESITE_SMB_DIALECT_1);
  text = resite_smb_greeting_to_text (&greeting);
  g_assert_cmpstr (text, ==, "SMB 1");
  bytes[35] = 0x0f;
  g_assert_true (resite_smb_greet_read_old (bytes, sizeof bytes, &greeting));
  signs = resite_smb_greeting_to_text (&greeting);
  g_assert_cmpstr (signs, ==, "SMB 1, signed");

  for (gsize size = 0; size < 67; size++)
    g_assert_false (resite_smb_greet_read_old (bytes, size, &greeting));
  bytes[33] = bytes[34] = 0xff; /* none of the dialects */
  g_assert_false (resite_smb_greet_read_old (bytes, sizeof bytes, &greeting));
  bytes[33] = bytes[34] = 0;
  bytes[32] = 1;
  g_assert_false (resite_smb_greet_read_old (bytes, sizeof bytes, &greeting));
}

/* 2003-07-14 10:00:00 UTC as a FILETIME. */
static void
put_time (guint8 *bytes)
{
  const guint64 ticks = ((guint64)1058176800 + 11644473600) * 10000000;

  for (guint i = 0; i < 8; i++)
    bytes[i] = ticks >> 8 * i & 0xff;
}

static void
test_clocks (void)
{
  guint8 bytes[128];
  guint8 old[80] = "\xffSMB\x72";
  ResiteSmbGreeting greeting = { .time = 1 };

  make_answer (bytes, 0x0311, 1);
  g_assert_true (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  g_assert_cmpint (greeting.time, ==, 0);
  put_time (bytes + 104);
  g_assert_true (resite_smb_greet_read (bytes, sizeof bytes, &greeting));
  g_assert_cmpint (greeting.time, ==, (gint64)1058176800 * G_USEC_PER_SEC);

  old[32] = 17;
  g_assert_true (resite_smb_greet_read_old (old, sizeof old, &greeting));
  g_assert_cmpint (greeting.time, ==, 0);
  put_time (old + 56);
  g_assert_true (resite_smb_greet_read_old (old, sizeof old, &greeting));
  g_assert_cmpint (greeting.time, ==, (gint64)1058176800 * G_USEC_PER_SEC);
  memset (old + 56, 0xff, 8);
  g_assert_true (resite_smb_greet_read_old (old, sizeof old, &greeting));
  g_assert_cmpint (greeting.time, >, (gint64)1058176800 * G_USEC_PER_SEC);
}

static void
test_chance_answers (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint8 bytes[160];
      const gsize size = g_test_rand_int_range (0, sizeof bytes);
      ResiteSmbGreeting greeting = { 0 };

      make_answer (bytes, 0x0311, 1);
      for (guint k = 0; k < 3; k++)
        bytes[g_test_rand_int_range (0, 128)] = g_test_rand_int_range (0, 256);
      if (resite_smb_greet_read (bytes, MIN (size, 128), &greeting))
        g_assert_cmpuint (size, >=, 128);
      resite_smb_greet_read_old (bytes, MIN (size, 128), &greeting);
    }
}

static void
test_split (void)
{
  char good[] = "one\0\0three";
  char open_end[] = { 'a', '\0', 'b' };
  const char *strings[3];

  g_assert_true (resite_smb_wire_split (good, sizeof good, strings, 3));
  g_assert_cmpstr (strings[0], ==, "one");
  g_assert_cmpstr (strings[1], ==, "");
  g_assert_cmpstr (strings[2], ==, "three");
  g_assert_false (resite_smb_wire_split (good, sizeof good, strings, 2));
  g_assert_false (resite_smb_wire_split (open_end, sizeof open_end, strings, 2));
  g_assert_false (resite_smb_wire_split (good, 0, strings, 1));
}

static gpointer
send_long (gpointer data)
{
  const int fd = GPOINTER_TO_INT (data);
  g_autofree char *bytes = g_malloc (3000000);

  memset (bytes, 'x', 3000000);
  g_assert_true (resite_smb_wire_send (fd, "head", 4, bytes, 3000000));
  g_assert_true (resite_smb_wire_send (fd, "tail", 4, NULL, 0));
  close (fd);
  return NULL;
}

/* More than a socket takes in one go, and an end in the middle. */
static void
test_wire (void)
{
  g_autofree char *bytes = g_malloc (3000000);
  char word[4];
  GThread *thread;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  thread = g_thread_new ("send", send_long, GINT_TO_POINTER (ends[0]));
  g_assert_true (resite_smb_wire_receive (ends[1], word, 4));
  g_assert_cmpmem (word, 4, "head", 4);
  g_assert_true (resite_smb_wire_receive (ends[1], bytes, 3000000));
  g_assert_cmpint (bytes[2999999], ==, 'x');
  g_assert_true (resite_smb_wire_receive (ends[1], word, 4));
  g_assert_cmpmem (word, 4, "tail", 4);
  g_thread_join (thread);
  g_assert_false (resite_smb_wire_receive (ends[1], word, 4));
  g_assert_false (resite_smb_wire_send (ends[1], "lost", 4, NULL, 0));
  close (ends[1]);
}

static void
test_descriptors (void)
{
  int ends[2], fds[2], got[2];
  char word = 0;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_true (resite_smb_wire_send_fds (ends[0], "w", 1, fds, 2));
  g_assert_cmpint (resite_smb_wire_receive_fds (ends[1], &word, 1, got, 2), ==, 1);
  g_assert_cmpint (word, ==, 'w');
  g_assert_cmpint (write (got[1], "p", 1), ==, 1);
  g_assert_cmpint (read (fds[0], &word, 1), ==, 1);
  g_assert_cmpint (word, ==, 'p');
  g_assert_true (resite_smb_wire_send_fds (ends[0], "n", 1, NULL, 0));
  close (got[0]);
  close (got[1]);
  g_assert_cmpint (resite_smb_wire_receive_fds (ends[1], &word, 1, got, 2), ==, 1);
  g_assert_cmpint (got[0], ==, -1);
  close (ends[0]);
  g_assert_cmpint (resite_smb_wire_receive_fds (ends[1], &word, 1, got, 2), ==, 0);
  close (ends[1]);
  close (fds[0]);
  close (fds[1]);
}

/* One who says nothing, at a port that only an administrator may have. NULL: it may not be had. */
static GSocketListener *
listen_at (const char *address, guint16 port)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string (address, port);

  return g_socket_listener_add_address (listener, place, G_SOCKET_TYPE_STREAM,
                                        G_SOCKET_PROTOCOL_TCP, NULL, NULL, NULL)
             ? g_steal_pointer (&listener)
             : NULL;
}

static gpointer
cancel_once_called (gpointer data)
{
  gpointer *both = data;
  g_autoptr (GSocketConnection) line = g_socket_listener_accept (both[0], NULL, NULL, NULL);

  g_cancellable_cancel (both[1]);
  return NULL;
}

/* Who gives up while the second door is tried has given up, whatever came of the first. */
static void
test_given_up_at_the_old_port (void)
{
  g_autoptr (GSocketListener) listener = listen_at ("127.83.6.39", RESITE_SMB_OLD_PORT);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { listener, cancellable };
  ResiteSmbGreeting greeting = { 0 };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  if (listener == NULL)
    {
      g_test_skip ("only an administrator may listen at port 139");
      return;
    }
  thread = g_thread_new ("called", cancel_once_called, both);
  g_assert_false (resite_smb_greet_default ("127.83.6.39", 60, &greeting, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smb-parts/address", test_address);
  g_test_add_func ("/smb-parts/bad-addresses", test_bad_addresses);
  g_test_add_func ("/smb-parts/password-in-address", test_password_in_address);
  g_test_add_func ("/smb-parts/answers", test_answers);
  g_test_add_func ("/smb-parts/answers-of-none", test_answers_of_none);
  g_test_add_func ("/smb-parts/old-answers", test_old_answers);
  g_test_add_func ("/smb-parts/clocks", test_clocks);
  g_test_add_func ("/smb-parts/chance-answers", test_chance_answers);
  g_test_add_func ("/smb-parts/split", test_split);
  g_test_add_func ("/smb-parts/wire", test_wire);
  g_test_add_func ("/smb-parts/descriptors", test_descriptors);
  g_test_add_func ("/smb-parts/given-up-at-the-old-port", test_given_up_at_the_old_port);
  return g_test_run ();
}
