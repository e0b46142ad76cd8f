/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The line to the process that speaks old TLS, that process itself, and the look at a server's TLS. */
#include "config.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-tls-pipe.h"
#include "resite-tls-probe.h"
#include "resite-wsman-fixture.h"

typedef struct
{
  ResiteTlsPipe *pipe;
  int other; /* the raw end */
  GString *words;
  guint closed;
} End;

static void
received_cb (GVariantDict *message, gpointer data)
{
  End *end = data;
  const char *word = "?";

  g_variant_dict_lookup (message, "word", "&s", &word);
  g_string_append (end->words, word);
}

static void
closed_cb (gpointer data)
{
  ((End *)data)->closed++;
}

static void
end_open (End *end)
{
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GOutputStream) output = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  /* As the pipes of a GSubprocess are. */
  g_assert_true (g_unix_set_fd_nonblocking (ends[0], TRUE, NULL));
  input = g_unix_input_stream_new (ends[0], FALSE);
  output = g_unix_output_stream_new (dup (ends[0]), TRUE);
  end->other = ends[1];
  end->words = g_string_new (NULL);
  end->closed = 0;
  end->pipe = resite_tls_pipe_new (input, output, received_cb, closed_cb, end);
}

static void
end_close (End *end)
{
  resite_tls_pipe_close (end->pipe);
  g_clear_object (&end->pipe);
  if (end->other >= 0)
    close (end->other);
  g_string_free (end->words, TRUE);
  spin (5);
}

static void
send_word (ResiteTlsPipe *pipe, const char *word)
{
  GVariantDict message;

  g_variant_dict_init (&message, NULL);
  g_variant_dict_insert (&message, "word", "s", word);
  resite_tls_pipe_send (pipe, &message);
}

/* What one end writes the other reads, in order, however long. */
static void
test_there_and_back (void)
{
  End end;
  g_autofree char *longer = g_strnfill (300000, 'x');
  g_autofree char *wanted = g_strconcat ("a", longer, "b", NULL);
  g_autofree char *bytes = NULL;
  gsize got = 0;

  end_open (&end);
  send_word (end.pipe, "a");
  send_word (end.pipe, longer);
  send_word (end.pipe, "b");
  /* Everything is sent back as it came. */
  bytes = g_malloc (400000);
  for (guint i = 0; end.words->len < strlen (wanted) && i < 2000; i++)
    {
      const gssize piece = recv (end.other, bytes, 400000, MSG_DONTWAIT);

      for (gssize at = 0; at < piece;)
        {
          const gssize sent = send (end.other, bytes + at, piece - at, MSG_DONTWAIT);

          at += MAX (sent, 0);
          spin (1);
        }
      got += MAX (piece, 0);
      spin (1);
    }
  g_assert_cmpuint (got, >, strlen (wanted));
  g_assert_cmpstr (end.words->str, ==, wanted);
  g_assert_cmpuint (end.closed, ==, 0);
  end_close (&end);
}

typedef struct
{
  const char *bytes;
  gsize size;
  guint words;
} Nonsense;

static const Nonsense nonsense[] = {
  { "", 0, 0 },
  { "\1\0", 2, 0 },
  { "\377\377\377\377", 4, 0 },
  { "\1\0\0\2x", 5, 0 },
  { "\10\0\0\0abc", 7, 0 },
  /* No dictionary, but of the right length: read as one that is empty. */
  { "\3\0\0\0abc", 7, 1 },
  { "\0\0\0\0", 4, 1 },
};

static void
test_nonsense (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      End end;

      end_open (&end);
      g_assert_cmpint (write (end.other, nonsense[i].bytes, nonsense[i].size), ==,
                       (gssize)nonsense[i].size);
      close (end.other);
      end.other = -1;
      for (guint turn = 0; end.closed == 0 && turn < 1000; turn++)
        spin (1);
      g_assert_cmpuint (end.closed, ==, 1);
      g_assert_cmpuint (end.words->len, ==, nonsense[i].words);
      end_close (&end);
    }
}

static char *
find_helper (void)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (own);

  return g_build_filename (folder, "../../app/remote/resite-tls-helper", NULL);
}

static GSubprocess *
start_helper (void)
{
  g_autofree char *path = find_helper ();
  g_autoptr (GError) error = NULL;
  GSubprocess *helper = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, path, NULL);

  g_assert_no_error (error);
  return helper;
}

/* It ends with its input, and with the first thing that it does not understand. */
static void
test_helper_ends (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GSubprocess) helper = start_helper ();
      GOutputStream *input = g_subprocess_get_stdin_pipe (helper);
      g_autoptr (GError) error = NULL;

      g_output_stream_write_all (input, nonsense[i].bytes, nonsense[i].size, NULL, NULL, NULL);
      g_output_stream_close (input, NULL, NULL);
      g_assert_true (g_subprocess_wait (helper, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_exited (helper));
      g_assert_cmpint (g_subprocess_get_exit_status (helper), ==, 0);
    }
}

typedef struct
{
  const char *bytes;
  gsize size;
  ResiteTlsGreeting greeting;
} Says;

static const Says greetings[] = {
  { "\x16\x03\x01\x00\x30\x02", 6, RESITE_TLS_OLD },
  { "\x16\x03\x00\x00\x30\x02", 6, RESITE_TLS_OLD },
  { "\x15\x03\x01\x00\x02\x02\x28", 7, RESITE_TLS_REFUSED },
  { "\x15\x03", 2, RESITE_TLS_REFUSED },
  { "HTTP/1.1 400 Bad Request\r\n\r\n", 28, RESITE_TLS_FOREIGN },
  { "\x16\x03\x01", 3, RESITE_TLS_FOREIGN },
  { "", 0, RESITE_TLS_SILENT },
};

static gboolean
greet_cb (GThreadedSocketService *service, GSocketConnection *line, GObject *source, gpointer data)
{
  const Says *says = *(const Says **)data;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (line));
  guint8 hello[54];
  gsize got = 0;

  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (line)), hello, sizeof hello,
                           &got, NULL, NULL);
  /* The whole of a ClientHello, and not a byte more. */
  g_assert_cmpuint (got, ==, sizeof hello);
  g_assert_cmpint (hello[0], ==, 0x16);
  g_assert_cmpint (hello[3] * 256 + hello[4], ==, sizeof hello - 5);
  g_assert_cmpint (hello[8], ==, sizeof hello - 9);
  g_output_stream_write_all (output, says->bytes, says->size, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (line), NULL, NULL);
  return TRUE;
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static ResiteTlsGreeting
probe (guint16 port)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_tls_probe_async ("127.0.0.1", port, 5, NULL, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_tls_probe_finish (result);
}

static void
test_probe (void)
{
  const Says *says = greetings;
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  const guint16 port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);

  g_assert_cmpuint (port, >, 0);
  g_signal_connect (service, "run", G_CALLBACK (greet_cb), &says);
  g_socket_service_start (service);
  for (; says < greetings + G_N_ELEMENTS (greetings); says++)
    g_assert_cmpint (probe (port), ==, says->greeting);
  says = greetings;
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  spin (10);
  g_assert_cmpint (probe (port), ==, RESITE_TLS_SILENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls-pipe/there-and-back", test_there_and_back);
  g_test_add_func ("/tls-pipe/nonsense", test_nonsense);
  g_test_add_func ("/tls-pipe/helper-ends", test_helper_ends);
  g_test_add_func ("/tls-probe/greetings", test_probe);
  return g_test_run ();
}
