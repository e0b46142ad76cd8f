/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates of all kinds, and servers whose TLS is too old. */
#include "config.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "resite-wsman-fixture.h"

static void
answer_service (Request *request, gpointer data)
{
  reply_soap (request, 200, INSTANCE);
}

/* A change is begun, and never answered. */
static void
answer_slow_change (Request *request, gpointer data)
{
  if (g_str_equal (request->action, "StartService"))
    hang (request);
  else
    answer_service (request, data);
}

typedef struct
{
  const char *certificate;
  const char *ca;     /* (nullable) */
  const char *pinned; /* (nullable): the certificate whose fingerprint it is */
  const char *said;   /* part of the refusal; NULL: trusted */
} Case;

static const Case cases[] = {
  { "good", "ca", NULL, NULL },
  { "good", NULL, NULL, "nobody whom we trust" },
  { "wrong-name", "ca", NULL, "not made out to" },
  { "expired", "ca", NULL, "expired" },
  { "own", NULL, NULL, "nobody whom we trust" },
  { "own", "ca", NULL, "nobody whom we trust" },
  { "own", NULL, "own", NULL },
  { "wrong-name", NULL, "wrong-name", NULL },
  { "expired", NULL, "expired", NULL },
  { "good", "ca", "own", "another one" },
  { "own", NULL, "good", "another one" },
};

static char *
fingerprint_of (const char *name)
{
  g_autofree char *path = certificate_path (name);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);

  return resite_trust_fingerprint_of (certificate);
}

static void
test_certificate (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = certificate_path (c->certificate);
  g_autofree char *ca = c->ca != NULL ? certificate_path (c->ca) : NULL;
  g_autofree char *pinned = c->pinned != NULL ? fingerprint_of (c->pinned) : NULL;
  g_autofree char *shown = fingerprint_of (c->certificate);
  g_autofree char *seen = NULL;
  g_autoptr (Server) server = server_new_tls (path, answer_service, NULL);
  g_autofree char *url = server_get_url (server);
  g_autoptr (ResiteTrust) trust = resite_trust_new (ca, pinned, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (url, trust, FALSE, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

  if (c->said == NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (server_count (server), ==, 1);
      return;
    }
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, c->said));
  g_assert_nonnull (strstr (error->message, shown));
  seen = resite_trust_dup_seen_fingerprint (trust);
  g_assert_cmpstr (seen, ==, shown);
  /* Not a byte of HTTP, so no password, before the certificate was judged. */
  g_assert_cmpuint (server_count_all (server), ==, 0);
}

/* TLS may go on where it was left without a certificate being shown: what one client trusts is
 * nothing to another. */
static void
test_trust_is_not_inherited (void)
{
  g_autofree char *path = certificate_path ("good");
  g_autofree char *ca = certificate_path ("ca");
  g_autofree char *other = fingerprint_of ("own");
  g_autofree char *own = fingerprint_of ("good");
  g_autoptr (Server) server = server_new_tls (path, answer_service, NULL);
  g_autofree char *url = server_get_url (server);
  const struct
  {
    const char *ca;
    const char *pinned;
    gboolean trusted;
  } rounds[] = { { ca, NULL, TRUE },    { NULL, other, FALSE }, { NULL, own, TRUE },
                 { NULL, NULL, FALSE }, { ca, NULL, TRUE },     { ca, other, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr (ResiteTrust) trust = resite_trust_new (rounds[i].ca, rounds[i].pinned, NULL);
      g_autoptr (ResiteWsman) wsman = wsman_with (url, trust, FALSE, 20);
      g_autoptr (GError) error = NULL;
      const guint before = server_count_all (server);
      g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

      if (rounds[i].trusted)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
          g_assert_cmpuint (server_count_all (server), ==, before);
        }
    }
}

/* What the person says after having seen it holds at once. */
static void
test_pin_after_a_look (void)
{
  g_autofree char *path = certificate_path ("own");
  g_autoptr (Server) server = server_new_tls (path, answer_service, NULL);
  g_autofree char *url = server_get_url (server);
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (url, trust, FALSE, 20);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *described = NULL;

  g_assert_false (start_service (wsman, &refusal));
  g_assert_error (refusal, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
  described = resite_trust_describe_seen (trust);
  g_assert_nonnull (strstr (described, "BR01SMS"));
  seen = resite_trust_dup_seen_fingerprint (trust);
  resite_trust_pin (trust, seen);
  service = get_service (wsman, &error);
  g_assert_no_error (error);
}

static void
test_plain_server_on_a_secure_port (void)
{
  g_autoptr (Server) server = server_new (answer_service, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/wsman", server_get_port (server));
  g_autoptr (ResiteWsman) wsman = wsman_with (url, NULL, FALSE, 3);
  g_autoptr (GError) error = NULL;

  g_assert_null (get_service (wsman, &error));
  g_assert_true (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) ||
                 g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT));
  g_assert_cmpuint (server_count_log_ons (server), ==, 0);
}

static void
answer_soup_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  const char *text = g_bytes_get_data (bytes, NULL);
  const char *content =
      strstr (text, "Identify") != NULL
          ? "<i:IdentifyResponse "
            "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">"
            "<i:ProductVersion>Stack: 3.0</i:ProductVersion></i:IdentifyResponse>"
          : INSTANCE;
  g_autofree char *envelope = g_strdup_printf (
      "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>%s</s:Body>"
      "</s:Envelope>",
      content);

  *(SoupHTTPVersion *)data = soup_server_message_get_http_version (message);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, SOAP, SOUP_MEMORY_COPY, envelope, strlen (envelope));
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = resite_cim_perform_finish (RESITE_CIM (source), result, &error);

  g_assert_no_error (error);
  ++*(guint *)data;
}

/* Newer servers take HTTP/2 when it is offered. */
static void
test_http2 (void)
{
  g_autofree char *path = certificate_path ("good");
  g_autofree char *ca = certificate_path ("ca");
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (SoupServer) server = soup_server_new ("tls-certificate", certificate, NULL);
  g_autoptr (ResiteTrust) trust = resite_trust_new (ca, NULL, NULL);
  g_autoptr (ResiteWsman) wsman = NULL;
  g_autofree char *url = NULL;
  SoupHTTPVersion version = SOUP_HTTP_1_0;
  GSList *uris;
  guint ended = 0;

  soup_server_add_handler (server, NULL, answer_soup_cb, &version, NULL);
  g_assert_true (soup_server_listen_local (
      server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  url = g_strdup_printf ("https://127.0.0.1:%d/wsman", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  wsman = wsman_with (url, trust, FALSE, 20);
  for (guint i = 0; i < 50; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, count_cb, &ended);
  while (ended < 50)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (version, ==, SOUP_HTTP_2_0);
}

static gboolean
quit_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* A process whose TLS is what Windows 2003 has: it prints its port and ends with its input. */
static int
serve_old_tls (const char *certificate)
{
  g_autoptr (Server) server = server_new_tls (certificate, answer_slow_change, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);

  g_print ("%u\n", server_get_port (server));
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, quit_cb, loop);
  g_main_loop_run (loop);
  return 0;
}

typedef struct
{
  GSubprocess *process;
  char *url;
} OldServer;

static OldServer *
old_server_new (const char *cipher)
{
  OldServer *self = g_new0 (OldServer, 1);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *certificate = certificate_path ("rsa");
  g_autofree char *priority = g_strdup_printf (
      "NORMAL:%%COMPAT:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+%s:-KX-ALL:+RSA:+SHA1:+MD5", cipher);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "G_TLS_GNUTLS_PRIORITY", priority, TRUE);
  self->process =
      g_subprocess_launcher_spawn (launcher, &error, program, "--old-tls", certificate, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  port = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("https://127.0.0.1:%s/wsman", port);
  return self;
}

static void
old_server_free (OldServer *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OldServer, old_server_free)

static void
test_old_tls_refused (gconstpointer data)
{
  g_autoptr (OldServer) server = old_server_new (data);
  g_autofree char *pinned = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, pinned, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (server->url, trust, FALSE, 10);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) change_error = NULL;

  g_assert_null (get_service (wsman, &read_error));
  g_assert_error (read_error, RESITE_ERROR, RESITE_ERROR_OLD_TLS);
  g_assert_nonnull (strstr (read_error->message, "no longer safe"));
  g_assert_false (start_service (wsman, &change_error));
  g_assert_error (change_error, RESITE_ERROR, RESITE_ERROR_OLD_TLS);
}

static void
test_old_tls_allowed (gconstpointer data)
{
  g_autoptr (OldServer) server = old_server_new (data);
  g_autofree char *pinned = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, pinned, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (server->url, trust, TRUE, 20);
  g_autoptr (GError) error = NULL;
  guint ended = 0;

  for (guint i = 0; i < 20; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, count_cb, &ended);
  while (ended < 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (identify (wsman, &error)->stack, ==, 3.0);
  g_assert_no_error (error);
}

/* The certificate is judged there, and known here. */
static void
test_old_tls_untrusted (void)
{
  g_autoptr (OldServer) server = old_server_new ("3DES-CBC");
  g_autofree char *shown = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (server->url, trust, TRUE, 20);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = NULL;
  g_autofree char *seen = NULL;

  g_assert_null (get_service (wsman, &refusal));
  g_assert_error (refusal, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
  seen = resite_trust_dup_seen_fingerprint (trust);
  g_assert_cmpstr (seen, ==, shown);
  resite_trust_pin (trust, seen);
  service = get_service (wsman, &error);
  g_assert_no_error (error);
}

/* Process ids of the helper programs that are children of this one. */
static GArray *
list_helpers (void)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (pid_t));
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
      g_autofree char *text = NULL;
      const char *after;
      int parent = 0;
      const pid_t pid = atoi (name);

      if (pid == 0 || !g_file_get_contents (path, &text, NULL, NULL) ||
          strstr (text, "(resite-tls-help") == NULL)
        continue;
      after = strrchr (text, ')');
      if (after != NULL && after[2] != 'Z' && sscanf (after + 4, "%d", &parent) == 1 &&
          parent == getpid ())
        g_array_append_val (found, pid);
    }
  return found;
}

static gboolean
signal_helpers_cb (gpointer data)
{
  g_autoptr (GArray) helpers = list_helpers ();

  for (guint i = 0; i < helpers->len; i++)
    kill (g_array_index (helpers, pid_t, i), GPOINTER_TO_INT (data));
  return helpers->len == 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
check_no_helpers (void)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GArray) helpers = list_helpers ();

      if (helpers->len == 0)
        return;
      spin (20);
    }
  g_assert_not_reached ();
}

/* Asked after its end, another one is started. */
static void
test_old_tls_killed (void)
{
  g_autoptr (OldServer) server = old_server_new ("3DES-CBC");
  g_autofree char *pinned = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, pinned, NULL);
  ResiteWsman *wsman = wsman_with (server->url, trust, TRUE, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) helpers = NULL;
  g_autoptr (ResiteCimObject) first = get_service (wsman, &error);
  g_autoptr (ResiteCimObject) second = NULL;

  g_assert_no_error (error);
  helpers = list_helpers ();
  g_assert_cmpuint (helpers->len, ==, 1);
  signal_helpers_cb (GINT_TO_POINTER (SIGKILL));
  second = get_service (wsman, &error);
  g_assert_no_error (error);
  /* And none outlives its user. */
  g_object_unref (wsman);
  check_no_helpers ();
}

/* Killed, or stopped so that it never says a word again. */
static void
test_old_tls_lost_in_a_change (gconstpointer data)
{
  g_autoptr (OldServer) server = old_server_new ("3DES-CBC");
  g_autofree char *pinned = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, pinned, NULL);
  ResiteWsman *wsman = wsman_with (server->url, trust, TRUE, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = NULL;

  g_assert_nonnull (identify (wsman, NULL));
  g_timeout_add (200, signal_helpers_cb, (gpointer)data);
  g_assert_false (start_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  /* The next question has a process of its own again. */
  service = get_service (wsman, NULL);
  g_assert_nonnull (service);
  g_object_unref (wsman);
  check_no_helpers ();
}

static void
test_secret_is_not_in_process_lists (void)
{
  g_autoptr (OldServer) server = old_server_new ("3DES-CBC");
  g_autofree char *pinned = fingerprint_of ("rsa");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, pinned, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (server->url, trust, TRUE, 20);
  g_autoptr (ResiteCimObject) service = get_service (wsman, NULL);
  g_autoptr (GArray) helpers = list_helpers ();
  static const char *const files[] = { "cmdline", "environ" };

  g_assert_cmpuint (helpers->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/proc/%d/%s", (int)g_array_index (helpers, pid_t, 0), files[i]);
      g_autofree char *text = NULL;
      gsize size = 0;

      if (g_file_get_contents (path, &text, &size, NULL))
        g_assert_null (memmem (text, size, SECRET, strlen (SECRET)));
    }
}

int
main (int argc, char **argv)
{
  static const char *const ciphers[] = { "3DES-CBC", "ARCFOUR-128" };
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--old-tls"))
    return serve_old_tls (argv[2]);
  /* libsoup has a server of HTTP/2 only for those who ask. */
  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (certificates () == NULL)
    {
      g_printerr ("certtool (gnutls-bin) is not installed\n");
      return 77;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/wsman/tls/%u-%s-%s-%s", i, cases[i].certificate,
                                               cases[i].ca != NULL ? cases[i].ca : "system",
                                               cases[i].pinned != NULL ? cases[i].pinned : "free");

      g_test_add_data_func (path, &cases[i], test_certificate);
    }
  g_test_add_func ("/wsman/tls/trust-is-not-inherited", test_trust_is_not_inherited);
  g_test_add_func ("/wsman/tls/pin-after-a-look", test_pin_after_a_look);
  g_test_add_func ("/wsman/tls/plain-server", test_plain_server_on_a_secure_port);
  g_test_add_func ("/wsman/tls/http2", test_http2);
  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      g_autofree char *refused = g_strdup_printf ("/wsman/old-tls/refused/%s", ciphers[i]);
      g_autofree char *allowed = g_strdup_printf ("/wsman/old-tls/allowed/%s", ciphers[i]);

      g_test_add_data_func (refused, ciphers[i], test_old_tls_refused);
      g_test_add_data_func (allowed, ciphers[i], test_old_tls_allowed);
    }
  g_test_add_func ("/wsman/old-tls/untrusted", test_old_tls_untrusted);
  g_test_add_func ("/wsman/old-tls/killed", test_old_tls_killed);
  g_test_add_data_func ("/wsman/old-tls/killed-in-a-change", GINT_TO_POINTER (SIGKILL),
                        test_old_tls_lost_in_a_change);
  g_test_add_data_func ("/wsman/old-tls/stopped-in-a-change", GINT_TO_POINTER (SIGSTOP),
                        test_old_tls_lost_in_a_change);
  g_test_add_func ("/wsman/old-tls/secret", test_secret_is_not_in_process_lists);
  status = g_test_run ();
  certificates_remove ();
  return status;
}
