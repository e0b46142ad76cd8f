/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-smb-faults"

#include "config.h"

#include "smb-server.h"

#define MEBIBYTE (1024 * 1024)

static SmbFolder *
open_through (SmbLine *line, guint patience)
{
  const ResiteSmbOptions options = { .create = TRUE, .patience = patience, .most_connections = 2 };

  return smb_folder_open (line->port, "public/faults", NULL, NULL, &options);
}

static void
test_nobody (void)
{
  g_autoptr (SmbFolder) opened = smb_folder_open (1, "public", NULL, NULL, NULL);
  ResiteFolderTraits traits;
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_folder_get_traits (opened->folder, &traits, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_null (resite_folder_list (opened->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
}

static gpointer
close_lines (gpointer data)
{
  GSocketListener *listener = data;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GSocketConnection) line = g_socket_listener_accept (listener, NULL, NULL, NULL);

      g_io_stream_close (G_IO_STREAM (line), NULL, NULL);
    }
  return NULL;
}

/* Somebody is there, but is no file server. */
static void
test_another_service (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  const guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  GThread *thread = g_thread_new ("close", close_lines, listener);
  g_autoptr (SmbFolder) opened = smb_folder_open (port, "public", NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_folder_list (opened->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "not as a file server"));
  g_thread_join (thread);
}

/* Idle connections die while nobody looks. */
static void
test_cut_while_idle (void)
{
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  if (!smb_have_server ("full=0"))
    return;
  line = smb_line_start (smb_server, "");
  opened = open_through (line, 0);
  smb_store (opened->folder, "idle", "x");
  text = smb_fetch (opened->folder, "idle");
  smb_line_cut (line);
  again = smb_fetch (opened->folder, "idle");
  g_assert_cmpstr (again, ==, "x");
  smb_line_cut (line);
  smb_store (opened->folder, "idle", "y");
}

/* Whatever byte it is that the line breaks at: small files are read and written by going on. */
static void
test_cut_anywhere (void)
{
  static const guint bytes[] = { 300, 500, 900, 1500, 2500 };

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/cut", 3000);
  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      g_autoptr (SmbLine) line = smb_line_start (smb_server, "");
      g_autoptr (SmbFolder) opened = open_through (line, 0);
      g_autofree char *faults = g_strdup_printf ("cut_after=%u\ncut=rst\nonly=3\n", bytes[i]);
      g_autofree char *buffer = g_malloc (4000);
      g_autoptr (GError) error = NULL;
      gssize n;

      smb_line_set (line, faults);
      n = resite_folder_fetch (opened->folder, "cut", buffer, 4000, NULL, &error);
      for (guint k = 0; n < 0 && k < 5; k++)
        {
          /* Only ever a matter of the line: neither of the password nor of the file. */
          g_test_message ("%u: %s", bytes[i], error->message);
          g_assert_true (resite_error_is_of_line (error));
          g_assert_false (resite_credentials_is_refused (opened->credentials));
          g_clear_error (&error);
          n = resite_folder_fetch (opened->folder, "cut", buffer, 4000, NULL, &error);
        }
      g_assert_cmpint (n, ==, 3000);
      smb_assert_filled (buffer, 3000, 0);
    }
}

/* In the middle of a file that is read: it goes on by itself on another connection. */
static void
test_cut_while_reading (void)
{
  g_autofree char *buffer = g_malloc (4 * MEBIBYTE);
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;
  ResiteFile *file;

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/read", 12 * MEBIBYTE);
  /* The first connection greets; the second is the one that breaks. */
  line = smb_line_start (smb_server, "skip=1\nonly=2\ncut_after=6000000\ncut=rst\n");
  opened = open_through (line, 0);
  file = resite_folder_open_read (opened->folder, "read", &error);
  g_assert_no_error (error);
  for (gsize at = 0; at < 12 * MEBIBYTE; at += 4 * MEBIBYTE)
    {
      gssize n = resite_folder_read (opened->folder, file, buffer, 4 * MEBIBYTE, at, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, ==, 4 * MEBIBYTE);
      smb_assert_filled (buffer, n, at);
    }
  g_assert_true (resite_folder_close (opened->folder, file, &error));
}

/* One that is written is the caller's to go on with, who knows what was proved. */
static void
test_cut_while_writing (void)
{
  g_autofree char *bytes = g_malloc0 (2 * MEBIBYTE);
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  ResiteFile *file;

  if (!smb_have_server ("full=0"))
    return;
  line = smb_line_start (smb_server, "");
  opened = open_through (line, 0);
  file = resite_folder_open_write (opened->folder, "write", FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (opened->folder, file, bytes, MEBIBYTE, 0, &error));
  smb_line_cut (line);
  g_assert_false (resite_folder_write (opened->folder, file, bytes, MEBIBYTE, MEBIBYTE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_false (resite_folder_close (opened->folder, file, NULL));

  file = resite_folder_open_write (opened->folder, "write", TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (opened->folder, file, bytes, MEBIBYTE, MEBIBYTE, &error));
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  info = resite_folder_query (opened->folder, "write", NULL, &error);
  g_assert_cmpuint (info->size, ==, 2 * MEBIBYTE);
}

static void
test_hang (void)
{
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (SmbFolder) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  char byte;

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/hang", 3000);
  line = smb_line_start (smb_server, "skip=1\nonly=2\ncut_after=1500\ncut=hang\n");
  opened = open_through (line, 2);
  g_assert_cmpint (resite_folder_fetch (opened->folder, "hang", &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_cmpint (resite_folder_fetch (opened->folder, "hang", &byte, 1, NULL, &error), ==, 1);

  /* Somebody who takes connections and says nothing. */
  smb_line_set (line, "blackhole=1\n");
  late = open_through (line, 2);
  g_assert_null (resite_folder_list (late->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
}

static gpointer
cancel_later (gpointer folder)
{
  g_usleep (300000);
  resite_folder_smb_cancel (folder);
  return NULL;
}

static gpointer
cancel_cancellable_later (gpointer cancellable)
{
  g_usleep (300000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (SmbFolder) fresh = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GThread *thread;
  char byte;

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/cancel", 1);
  line = smb_line_start (smb_server, "");
  opened = open_through (line, 60);
  text = smb_fetch (opened->folder, "cancel");
  smb_line_set (line, "blackhole=1\n");
  thread = g_thread_new ("cancel", cancel_later, opened->folder);
  g_assert_cmpint (resite_folder_fetch (opened->folder, "cancel", &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);

  thread = g_thread_new ("cancel", cancel_cancellable_later, cancellable);
  g_assert_null (resite_folder_list (opened->folder, "", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);

  /* Before anything was said, too. */
  fresh = open_through (line, 60);
  thread = g_thread_new ("cancel", cancel_later, fresh->folder);
  g_clear_error (&error);
  g_assert_null (resite_folder_list (fresh->folder, "", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);

  smb_line_set (line, "");
  g_free (text);
  text = smb_fetch (opened->folder, "cancel");
}

static void
kill_workers (guint first)
{
  g_autoptr (GArray) workers = smb_list_workers ();

  g_assert_cmpuint (workers->len, >, first);
  for (guint i = first; i < workers->len; i++)
    kill (g_array_index (workers, pid_t, i), SIGKILL);
  /* They are gone when their sockets are. */
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GArray) left = smb_list_workers ();

      if (left->len <= first)
        return;
      g_usleep (10000);
    }
}

static void
test_killed_workers (void)
{
  const ResiteSmbOptions options = { .create = TRUE };
  g_autofree char *buffer = g_malloc (MEBIBYTE);
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  ResiteFile *file;

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/killed", 2 * MEBIBYTE);
  opened = smb_folder_open (smb_server->port, "public/faults", NULL, NULL, &options);
  smb_store (opened->folder, "small", "small");
  kill_workers (1);
  text = smb_fetch (opened->folder, "small");
  g_assert_cmpstr (text, ==, "small");

  file = resite_folder_open_read (opened->folder, "killed", &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_folder_read (opened->folder, file, buffer, MEBIBYTE, 0, &error), ==,
                   MEBIBYTE);
  kill_workers (1);
  g_assert_cmpint (resite_folder_read (opened->folder, file, buffer, MEBIBYTE, MEBIBYTE, &error),
                   ==, MEBIBYTE);
  g_assert_no_error (error);
  smb_assert_filled (buffer, MEBIBYTE, MEBIBYTE);
  g_assert_true (resite_folder_close (opened->folder, file, &error));

  /* The one that makes them, too. */
  kill_workers (0);
  g_free (text);
  text = smb_fetch (opened->folder, "small");
  g_assert_cmpstr (text, ==, "small");
}

static gboolean
is_alive (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) &&
         strstr (text, "(resite-smb-work") != NULL && strstr (text, ") Z ") == NULL;
}

/* In another process: tells its workers, and is killed. */
static int
die_with_workers (guint port)
{
  g_autoptr (SmbFolder) opened = smb_folder_open (port, "public/faults", NULL, NULL, NULL);
  g_autoptr (GPtrArray) infos = resite_folder_list (opened->folder, "", NULL, NULL);
  g_autoptr (GArray) workers = smb_list_workers ();

  if (infos != NULL && workers->len == 2)
    printf ("%d %d\n", g_array_index (workers, pid_t, 0), g_array_index (workers, pid_t, 1));
  fflush (stdout);
  return kill (getpid (), SIGKILL);
}

static void
test_dies_with_parent (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) other = NULL;
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *port = NULL;
  g_autofree char *line = NULL;
  int workers[2] = { 0, 0 };

  if (!smb_have_server ("full=0"))
    return;
  smb_server_put (smb_server, "public/faults/parent", 1);
  port = g_strdup_printf ("%u", smb_server->port);
  g_subprocess_launcher_setenv (launcher, "TEST_SMB_DIE", port, TRUE);
  other = g_subprocess_launcher_spawn (launcher, NULL, own, NULL);
  line = smb_read_line (other);
  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "%d %d", &workers[0], &workers[1]), ==, 2);
  g_subprocess_wait (other, NULL, NULL);
  for (guint i = 0; i < 500 && (is_alive (workers[0]) || is_alive (workers[1])); i++)
    g_usleep (10000);
  g_assert_false (is_alive (workers[0]));
  g_assert_false (is_alive (workers[1]));
}

int
main (int argc, char **argv)
{
  const char *die = g_getenv ("TEST_SMB_DIE");
  int result;

  if (die != NULL)
    return die_with_workers (atoi (die));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smb-faults/nobody", test_nobody);
  g_test_add_func ("/smb-faults/another-service", test_another_service);
  g_test_add_func ("/smb-faults/cut-while-idle", test_cut_while_idle);
  g_test_add_func ("/smb-faults/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/smb-faults/cut-while-reading", test_cut_while_reading);
  g_test_add_func ("/smb-faults/cut-while-writing", test_cut_while_writing);
  g_test_add_func ("/smb-faults/hang", test_hang);
  g_test_add_func ("/smb-faults/cancel", test_cancel);
  g_test_add_func ("/smb-faults/killed-workers", test_killed_workers);
  g_test_add_func ("/smb-faults/dies-with-parent", test_dies_with_parent);
  result = g_test_run ();
  smb_server_stop (smb_server);
  return result;
}
