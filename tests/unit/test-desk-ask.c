/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-names.h"
#include "fake-netbios.h"
#include "fake-web.h"

#include "resite-error.h"

/* Who is at an address: NetBIOS over UDP, web servers, and all ways at once. */

#define ADDRESS "127.83.6.21"

static ResiteDeskSight *
ask_netbios (FakeNetbios *names, GCancellable *cancellable)
{
  return resite_desk_ask_netbios (ADDRESS, names->port, cancellable);
}

/* What is no answer to the question is passed over, and a lost question is asked again. */
static void
test_netbios (void)
{
  static const FakeNetbiosWay ways[] = { FAKE_NETBIOS_GOOD, FAKE_NETBIOS_LATE, FAKE_NETBIOS_MIXED };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, ways[i]);
      g_autoptr (ResiteDeskSight) sight = ask_netbios (names, NULL);

      g_assert_nonnull (sight);
      g_assert_cmpstr (sight->source, ==, "netbios");
      g_assert_cmpint (sight->sure, ==, RESITE_SURE_LIKELY);
      g_assert_cmpstr (sight->computer, ==, "BR01SMS");
      g_assert_cmpstr (sight->mac, ==, "00:0C:29:AB:CD:EF");
      g_assert_nonnull (strstr (sight->text, "BR01SMS of CORP"));
      fake_netbios_stop (names);
      g_assert_cmpuint (names->questions->len, ==, ways[i] == FAKE_NETBIOS_LATE ? 2 : 1);
    }
}

static void
test_netbios_in_vain (void)
{
  static const FakeNetbiosWay ways[] = { FAKE_NETBIOS_MUTE, FAKE_NETBIOS_ECHOES };
  g_autoptr (FakeNetbios) gone = fake_netbios_new (ADDRESS, FAKE_NETBIOS_GOOD);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, ways[i]);

      g_assert_null (ask_netbios (names, NULL));
      fake_netbios_stop (names);
      g_assert_cmpuint (names->questions->len, ==, 3);
    }
  fake_netbios_stop (gone);
  g_assert_null (ask_netbios (gone, NULL));
  g_assert_null (resite_desk_ask_netbios ("BR01SMS", gone->port, NULL));
}

static void
test_netbios_cancel (void)
{
  g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, FAKE_NETBIOS_MUTE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  names->cancellable = cancellable;
  g_assert_null (ask_netbios (names, cancellable));
  g_assert_null (ask_netbios (names, cancellable));
  fake_netbios_stop (names);
  g_assert_cmpuint (names->questions->len, ==, 1);
}

static GStrv
find (FakeNetbios *names, GCancellable *cancellable, GError **error)
{
  return resite_desk_find_netbios_name ("br01sms", ADDRESS, names->port, cancellable, error);
}

static void
test_find_name (void)
{
  static const FakeNetbiosWay ways[] = { FAKE_NETBIOS_GOOD, FAKE_NETBIOS_LATE };
  guint8 name[34];

  resite_netbios_encode ("BR01SMS", ' ', 0x20, name);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, ways[i]);
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) found = find (names, NULL, &error);
      gsize length;
      const guint8 *question;

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (found), ==, 2);
      g_assert_cmpstr (found[0], ==, "10.4.1.20");
      g_assert_cmpstr (found[1], ==, "10.4.1.21");
      fake_netbios_stop (names);
      question = g_bytes_get_data (names->questions->pdata[0], &length);
      g_assert_cmpuint (length, ==, 50);
      g_assert_cmpmem (question + 12, sizeof name, name, sizeof name);
      /* One server alone is asked, so it is no broadcast. */
      g_assert_cmpuint (question[3] & 0x10, ==, 0);
    }
}

/* Nobody of that name is no error. */
static void
test_find_nobody (void)
{
  static const FakeNetbiosWay ways[] = { FAKE_NETBIOS_REFUSES, FAKE_NETBIOS_MUTE,
                                         FAKE_NETBIOS_ECHOES };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) nowhere = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, ways[i]);
      g_auto (GStrv) found = find (names, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (found);
      g_assert_cmpuint (g_strv_length (found), ==, 0);
    }
  nowhere = resite_desk_find_netbios_name ("BR01SMS", "no address", 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (nowhere), ==, 0);
}

static void
test_find_cancel (void)
{
  g_autoptr (FakeNetbios) names = fake_netbios_new (ADDRESS, FAKE_NETBIOS_MUTE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  names->cancellable = cancellable;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (find (names, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  fake_netbios_stop (names);
  g_assert_cmpuint (names->questions->len, ==, 1);
}

/* What asks web servers needs a main loop that turns meanwhile. */
typedef struct
{
  const char *address;
  ResiteDeskPorts ports;
  const char *const *name_servers;
  GCancellable *cancellable;
  ResiteDeskSight *sight; /* of the web server alone */
  GPtrArray *sights;
  GError *error;
  gboolean ended;
} Worker;

static gpointer
ask_http_in_worker (gpointer data)
{
  Worker *worker = data;

  worker->sight = resite_desk_ask_http (worker->address, worker->ports.http, worker->cancellable);
  g_atomic_int_set (&worker->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static guint
get_port (FakeWeb *web)
{
  return (guint)g_ascii_strtoull (strrchr (web->base, ':') + 1, NULL, 10);
}

static ResiteDeskSight *
ask_http (FakeWeb *web, GCancellable *cancellable)
{
  Worker worker = { .address = "127.0.0.1",
                    .ports.http = get_port (web),
                    .cancellable = cancellable };

  fake_web_in_worker (ask_http_in_worker, &worker, &worker.ended);
  return worker.sight;
}

static void
say_challenge (FakeWeb *web, const char *server, const char *before, const char *computer,
               const char *after)
{
  g_autoptr (GByteArray) message = fake_desk_make_challenge (computer, "br01sms.corp.example");
  g_autofree char *code = g_base64_encode (message->data, message->len);
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 401 Unauthorized\r\n%sWWW-Authenticate: %s%s%s\r\n"
                       "Content-Length: 0\r\nConnection: close\r\n\r\n",
                       server, before, code, after);

  fake_web_say (web, "", answer);
}

static void
test_http_challenge (void)
{
  static const struct
  {
    const char *before, *after;
  } ways[] = { { "NTLM ", "" },
               { "Negotiate\r\nWWW-Authenticate: NTLM ", "" },
               { "NTLM ", ", Basic realm=\"x\"" } };
  FakeWeb *web = fake_web_new ();
  g_autoptr (GBytes) greeting = resite_ntlm_make_greeting ();
  gsize size;
  const guint8 *data = g_bytes_get_data (greeting, &size);
  g_autofree char *code = g_base64_encode (data, size);
  g_autofree char *line = g_strdup_printf ("Authorization: NTLM %s\r\n", code);
  g_autofree char *asked = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (ResiteDeskSight) sight = NULL;

      say_challenge (web, "Server: Microsoft-IIS/6.0\r\n", ways[i].before, "BR01SMS",
                     ways[i].after);
      sight = ask_http (web, NULL);
      g_assert_nonnull (sight);
      g_assert_cmpstr (sight->source, ==, "http");
      g_assert_cmpint (sight->sure, ==, RESITE_SURE_CERTAIN);
      g_assert_cmpstr (sight->computer, ==, "BR01SMS");
      g_assert_cmpstr (sight->domain, ==, "CORP");
      g_assert_cmpstr (sight->dns_name, ==, "br01sms.corp.example");
      g_assert_cmpstr (sight->system, ==, "Microsoft-IIS/6.0");
      g_assert_nonnull (strstr (sight->text, "log-on says BR01SMS"));
    }
  asked = fake_web_dup_asked (web);
  g_assert_true (g_str_has_prefix (asked, "HEAD / HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (asked, line));
  fake_web_stop (web);
}

/* A banner says what is there, and never who. */
static void
test_http_banner (void)
{
  static const struct
  {
    const char *answer, *words;
  } banners[] = {
    { "HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/6.0\r\nContent-Length: 0\r\n\r\n",
      "answers: Microsoft-IIS/6.0" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "answers: no name" },
    { "HTTP/1.1 401 Unauthorized\r\nServer: x\r\nWWW-Authenticate: Negotiate\r\n"
      "Content-Length: 0\r\n\r\n",
      "answers: x" },
    { "HTTP/1.1 401 Unauthorized\r\nServer: x\r\nWWW-Authenticate: NTLM\r\n"
      "Content-Length: 0\r\n\r\n",
      "answers: x" },
    { "HTTP/1.1 401 Unauthorized\r\nServer: x\r\nWWW-Authenticate: NTLM !*?%\r\n"
      "Content-Length: 0\r\n\r\n",
      "answers: x" },
    { "HTTP/1.1 401 Unauthorized\r\nServer: x\r\nWWW-Authenticate: NTLM TlRMTVNTUAACAAAA\r\n"
      "Content-Length: 0\r\n\r\n",
      "answers: x" },
  };
  FakeWeb *web = fake_web_new ();
  g_autoptr (ResiteDeskSight) nameless = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (banners); i++)
    {
      g_autoptr (ResiteDeskSight) sight = NULL;

      fake_web_say (web, "", banners[i].answer);
      sight = ask_http (web, NULL);
      g_assert_nonnull (sight);
      g_assert_cmpint (sight->sure, ==, RESITE_SURE_HINT);
      g_assert_null (sight->computer);
      g_assert_nonnull (strstr (sight->text, banners[i].words));
    }
  say_challenge (web, "", "NTLM ", "BR01\033[2J", "");
  nameless = ask_http (web, NULL);
  g_assert_cmpint (nameless->sure, ==, RESITE_SURE_HINT);
  g_assert_null (nameless->computer);
  g_assert_null (strchr (nameless->text, '\033'));
  fake_web_stop (web);
}

static void
test_http_in_vain (void)
{
  FakeWeb *web = fake_web_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fake_web_say (web, "", "220 mail.example.com ESMTP\r\n");
  g_assert_null (ask_http (web, NULL));
  fake_web_say (web, "", "HTTP/1.1 401 Unauthorized\r\nWWW-Authen");
  g_assert_null (ask_http (web, NULL));
  fake_web_say (web, "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  g_cancellable_cancel (cancellable);
  g_assert_null (ask_http (web, cancellable));
  fake_web_stop (web);
  g_assert_null (ask_http (web, NULL));
}

static gpointer
look_in_worker (gpointer data)
{
  Worker *worker = data;

  worker->sights = resite_desk_look_at_address (
      worker->address, &worker->ports, worker->name_servers, worker->cancellable, &worker->error);
  g_atomic_int_set (&worker->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
look (Worker *worker)
{
  worker->ended = FALSE;
  fake_web_in_worker (look_in_worker, worker, &worker->ended);
}

static const ResiteDeskSight *
find_sight (GPtrArray *sights, const char *source)
{
  for (guint i = 0; i < sights->len; i++)
    {
      const ResiteDeskSight *sight = sights->pdata[i];

      if (g_str_equal (sight->source, source))
        return sight;
    }
  return NULL;
}

/* Of all that answers the surest stands first, and a stale name in DNS decides nothing. */
static void
test_all_ways (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new ("127.0.0.1");
  g_autoptr (FakeDesk) session = fake_desk_new ("127.0.0.1");
  g_autoptr (FakeNetbios) netbios = fake_netbios_new ("127.0.0.1", FAKE_NETBIOS_GOOD);
  g_autoptr (FakeNames) names =
      fake_names_new ("1.0.0.127.in-addr.arpa", "file07.corp.example", NULL);
  const char *const servers[] = { names->server, NULL };
  FakeWeb *web = fake_web_new ();
  Worker worker = { .address = "127.0.0.1", .name_servers = servers };
  g_autofree char *text = NULL;
  const ResiteDeskSight *by = NULL;

  session->smb2 = FALSE;
  say_challenge (web, "", "NTLM ", "BR01SMS", "");
  worker.ports = (ResiteDeskPorts){ netbios->port,  session->port,       desk->port,
                                    get_port (web), RESITE_DESK_NO_PORT, get_port (web) };
  look (&worker);
  g_assert_no_error (worker.error);
  g_assert_cmpuint (worker.sights->len, ==, 6);
  for (guint i = 1; i < worker.sights->len; i++)
    {
      const ResiteDeskSight *before = worker.sights->pdata[i - 1];
      const ResiteDeskSight *sight = worker.sights->pdata[i];

      g_assert_cmpint (before->sure, >=, sight->sure);
    }
  g_assert_nonnull (find_sight (worker.sights, "http"));
  g_assert_true (find_sight (worker.sights, "winrm")->encrypted);
  g_assert_cmpint (find_sight (worker.sights, "winrm")->sure, ==, RESITE_SURE_HINT);
  g_assert_nonnull (find_sight (worker.sights, "netbios"));
  g_assert_cmpstr (find_sight (worker.sights, "reverse")->computer, ==, "file07");
  g_assert_cmpint (resite_desk_judge (worker.sights, "BR01SMS", &by), ==, RESITE_DESK_SAME);
  g_assert_cmpint (by->sure, ==, RESITE_SURE_CERTAIN);
  g_assert_cmpint (resite_desk_judge (worker.sights, "file07", NULL), ==, RESITE_DESK_OTHER);
  g_assert_cmpint (resite_desk_judge (worker.sights, "br01sms.corp.example", NULL), ==,
                   RESITE_DESK_SAME);
  g_assert_cmpint (resite_desk_judge (worker.sights, "br01sms.other.example", NULL), ==,
                   RESITE_DESK_OTHER);
  text = resite_desk_describe (worker.sights);
  g_assert_nonnull (strstr (text, "SMB 1 only"));
  g_assert_nonnull (strstr (text, "file07.corp.example (a hint only)"));
  g_ptr_array_unref (worker.sights);
  fake_web_stop (web);
}

/* Where nobody says anything the list is empty, and that is no error. */
static void
test_nobody (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  const guint closed = fake_names_find_closed_port ();
  Worker worker = { .address = ADDRESS, .name_servers = servers };

  for (guint i = 0; i < 2; i++)
    {
      const guint port = i == 0 ? RESITE_DESK_NO_PORT : closed;

      worker.ports = (ResiteDeskPorts){ port, port, port, port, port, port };
      look (&worker);
      g_assert_no_error (worker.error);
      g_assert_cmpuint (worker.sights->len, ==, 0);
      g_assert_cmpint (resite_desk_judge (worker.sights, "BR01SMS", NULL), ==, RESITE_DESK_NOBODY);
      g_clear_pointer (&worker.sights, g_ptr_array_unref);
    }
}

static void
test_no_address (void)
{
  static const char *const addresses[] = { "", "BR01SMS", "10.4.1", "10.4.1.20/24", "10.4.1.256" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_desk_look_at_address (addresses[i], NULL, NULL, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, addresses[i]));
    }
}

/* One of its ways waits for a mute server when it is cancelled. */
static void
test_cancel (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Worker worker = { .address = ADDRESS, .cancellable = cancellable };

  desk->mute = TRUE;
  desk->cancellable = cancellable;
  worker.ports = (ResiteDeskPorts){ RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT, desk->port,
                                    RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT };
  look (&worker);
  g_assert_null (worker.sights);
  g_assert_error (worker.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (worker.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk-ask/netbios", test_netbios);
  g_test_add_func ("/desk-ask/netbios-in-vain", test_netbios_in_vain);
  g_test_add_func ("/desk-ask/netbios-cancel", test_netbios_cancel);
  g_test_add_func ("/desk-ask/find-name", test_find_name);
  g_test_add_func ("/desk-ask/find-nobody", test_find_nobody);
  g_test_add_func ("/desk-ask/find-cancel", test_find_cancel);
  g_test_add_func ("/desk-ask/http-challenge", test_http_challenge);
  g_test_add_func ("/desk-ask/http-banner", test_http_banner);
  g_test_add_func ("/desk-ask/http-in-vain", test_http_in_vain);
  g_test_add_func ("/desk-ask/all-ways", test_all_ways);
  g_test_add_func ("/desk-ask/nobody", test_nobody);
  g_test_add_func ("/desk-ask/no-address", test_no_address);
  g_test_add_func ("/desk-ask/cancel", test_cancel);
  return g_test_run ();
}
