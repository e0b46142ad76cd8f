/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <netinet/in.h>

#include "fake-web.h"
#include "resite-error.h"
#include "resite-web.h"

/* One question to web servers that are proper, none, slow, cut off, or liars. */

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: Text/XML; charset=utf-8\r\n"

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static ResiteWebAnswer *
ask (const ResiteWebQuestion *question, GCancellable *cancellable, GError **error)
{
  Wait wait = { g_main_loop_new (NULL, FALSE), NULL };
  ResiteWebAnswer *answer;

  resite_web_ask_async (question, cancellable, answered_cb, &wait);
  if (wait.result == NULL)
    g_main_loop_run (wait.loop);
  answer = resite_web_ask_finish (wait.result, error);
  g_object_unref (wait.result);
  g_main_loop_unref (wait.loop);
  return answer;
}

static ResiteWebAnswer *
get (const char *url, GError **error)
{
  const ResiteWebQuestion question = { .method = "GET", .url = url, .patience = 20000 };

  return ask (&question, NULL, error);
}

static void
assert_body (const ResiteWebAnswer *answer, const char *text)
{
  gsize size;
  const char *bytes = g_bytes_get_data (answer->body, &size);

  g_assert_cmpmem (bytes, size, text, strlen (text));
}

/* The question fails with @code, and its sentence has @words. */
static void
assert_fails (const char *url, guint patience, ResiteError code, const char *words)
{
  const ResiteWebQuestion question = { .method = "GET", .url = url, .patience = patience };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWebAnswer) answer = ask (&question, NULL, &error);

  g_assert_null (answer);
  g_assert_error (error, RESITE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_answer (void)
{
  FakeWeb *web = fake_web_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWebAnswer) answer = NULL;
  g_autofree char *words = NULL;

  fake_web_say (web, "", HEAD "Server: Microsoft-IIS/6.0\r\nContent-Length: 9\r\n\r\n<MPList/>");
  answer = get (web->base, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->type, ==, "text/xml");
  g_assert_cmpstr (answer->server, ==, "Microsoft-IIS/6.0");
  g_assert_cmpint (answer->length, ==, 9);
  g_assert_false (answer->cut);
  assert_body (answer, "<MPList/>");
  words = resite_web_answer_describe (answer);
  g_assert_cmpstr (words, ==, "200 OK");
  fake_web_stop (web);
}

/* A status is an answer; nothing is followed, no password is asked for twice. */
static void
test_other_statuses (void)
{
  FakeWeb *web = fake_web_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWebAnswer) moved = NULL;
  g_autoptr (ResiteWebAnswer) refused = NULL;
  g_autofree char *asked = NULL;

  fake_web_say (web, "GET /moved",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n");
  fake_web_say (web, "GET /closed",
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");
  {
    g_autofree char *url = g_strconcat (web->base, "/moved", NULL);
    g_autofree char *other = g_strconcat (web->base, "/closed", NULL);

    moved = get (url, &error);
    g_assert_no_error (error);
    refused = get (other, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (moved->status, ==, 302);
  g_assert_cmpstr (moved->location, ==, "http://127.0.0.1:9/");
  g_assert_cmpuint (refused->status, ==, 401);
  g_assert_cmpstr (refused->logon, ==, "NTLM");
  asked = fake_web_dup_asked (web);
  g_assert_null (strstr (asked, "Authorization"));
  fake_web_stop (web);
}

static void
test_methods (void)
{
  FakeWeb *web = fake_web_new ();
  g_autofree char *url = g_strconcat (web->base, "/SMS_DP_SMSPKGE$/A%20B?x", NULL);
  const ResiteWebQuestion list = { .method = "PROPFIND", .url = url, .depth = "1" };
  const ResiteWebQuestion piece = { .method = "GET", .url = url, .range = "bytes=0-3" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWebAnswer) listed = NULL;
  g_autoptr (ResiteWebAnswer) part = NULL;
  g_autofree char *asked = NULL;

  fake_web_say (web, "GET /SMS_DP_SMSPKGE$/A%20B?x",
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/9\r\n"
                "Content-Length: 4\r\n\r\nMSCF");
  fake_web_say_body (web, "", "207 Multi-Status", "<a/>");
  listed = ask (&list, NULL, &error);
  g_assert_no_error (error);
  part = ask (&piece, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listed->status, ==, 207);
  g_assert_cmpstr (part->range, ==, "bytes 0-3/9");
  assert_body (part, "MSCF");
  asked = fake_web_dup_asked (web);
  g_assert_nonnull (strstr (asked, "PROPFIND /SMS_DP_SMSPKGE$/A%20B?x HTTP/1.1"));
  g_assert_nonnull (strstr (asked, "Depth: 1"));
  g_assert_nonnull (strstr (asked, "Range: bytes=0-3"));
  fake_web_stop (web);
}

/* No more than was agreed is kept, with and without an announced length. */
static void
test_limit (void)
{
  FakeWeb *web = fake_web_new ();
  const ResiteWebQuestion question = { .method = "GET", .url = web->base, .limit = 4 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ResiteWebAnswer) answer = NULL;

      fake_web_say (web, "",
                    i == 0 ? HEAD "Content-Length: 10\r\n\r\n0123456789"
                           : HEAD "Connection: close\r\n\r\n0123456789");
      answer = ask (&question, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (answer->cut);
      assert_body (answer, "0123");
    }
  fake_web_stop (web);
}

static void
test_liars (void)
{
  FakeWeb *web = fake_web_new ();

  fake_web_say (web, "", "220 mail.example.com ESMTP\r\n");
  assert_fails (web->base, 20000, RESITE_ERROR_MALFORMED, "no web server");
  fake_web_say (web, "", "\r\n\r\n\r\n");
  assert_fails (web->base, 20000, RESITE_ERROR_MALFORMED, "no web server");
  fake_web_say (web, "", HEAD "Content-Length: 100\r\n\r\n<MPLi");
  assert_fails (web->base, 20000, RESITE_ERROR_UNREACHABLE, "before the answer was complete");
  fake_web_say (web, "", "HTTP/1.1 200 OK\r\nContent-Le");
  assert_fails (web->base, 20000, RESITE_ERROR_MALFORMED, "no web server");
  fake_web_stop (web);
}

static void
test_slow (void)
{
  FakeWeb *web = fake_web_new ();

  web->hold = TRUE;
  assert_fails (web->base, 300, RESITE_ERROR_TIMED_OUT, "took the question");
  fake_web_say (web, "", HEAD "Content-Length: 100\r\n\r\n<MPLi");
  assert_fails (web->base, 300, RESITE_ERROR_TIMED_OUT, "began to answer");
  fake_web_stop (web);
}

/* The kernel lets no third one in where nobody takes the first. */
static void
test_silence (void)
{
  const struct sockaddr_in any = { .sin_family = AF_INET,
                                   .sin_addr = { g_htonl (INADDR_LOOPBACK) } };
  struct sockaddr_in own;
  socklen_t length = sizeof own;
  const int door = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int lines[4];
  g_autofree char *url = NULL;

  g_assert_cmpint (bind (door, (const struct sockaddr *)&any, sizeof any), ==, 0);
  g_assert_cmpint (listen (door, 0), ==, 0);
  g_assert_cmpint (getsockname (door, (struct sockaddr *)&own, &length), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      lines[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      connect (lines[i], (const struct sockaddr *)&own, length);
    }
  url = g_strdup_printf ("http://127.0.0.1:%u/", g_ntohs (own.sin_port));
  assert_fails (url, 500, RESITE_ERROR_TIMED_OUT, "is silent");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    close (lines[i]);
  close (door);
}

static void
test_nobody (void)
{
  FakeWeb *web = fake_web_new ();
  g_autofree char *secure = g_strconcat ("https", strchr (web->base, ':'), NULL);

  fake_web_say (web, "", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  assert_fails (secure, 20000, RESITE_ERROR_MALFORMED, "does not speak TLS");
  fake_web_stop (web);
  assert_fails (web->base, 20000, RESITE_ERROR_UNREACHABLE, "W3SVC");
  assert_fails ("http://no-such-server.invalid/", 20000, RESITE_ERROR_NOT_FOUND, "is not known");
  assert_fails ("ftp://BR01SMS/", 20000, RESITE_ERROR_INVALID, "http://");
  assert_fails ("http://joe:secret@BR01SMS/", 20000, RESITE_ERROR_INVALID, "http://");
  assert_fails ("http:///x", 20000, RESITE_ERROR_INVALID, "http://");
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  FakeWeb *web = fake_web_new ();
  const ResiteWebQuestion question = { .method = "GET", .url = web->base, .patience = 60000 };
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) meanwhile = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  web->hold = TRUE;
  g_cancellable_cancel (before);
  g_assert_null (ask (&question, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_timeout_add (50, cancel_cb, meanwhile);
  g_assert_null (ask (&question, meanwhile, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_web_stop (web);
}

/* A secret never goes over a plain line as Basic, and a refused one is not sent again. */
static void
test_secret (void)
{
  FakeWeb *web = fake_web_new ();
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("joe", "Passw0rd!");
  const ResiteWebQuestion question = { .method = "GET",
                                       .url = web->base,
                                       .credentials = credentials };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWebAnswer) answer = NULL;
  g_autofree char *asked = NULL;

  fake_web_say (web, "",
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                "Content-Length: 0\r\nConnection: close\r\n\r\n");
  answer = ask (&question, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 401);
  asked = fake_web_dup_asked (web);
  g_assert_null (strstr (asked, "Authorization"));
  fake_web_stop (web);
}

typedef struct
{
  const char *url;
  ResiteWebAnswer *answer;
  gboolean ended;
} Worker;

static gpointer
ask_in_worker (gpointer data)
{
  Worker *worker = data;
  const ResiteWebQuestion question = { .method = "GET", .url = worker->url };

  worker->answer = resite_web_ask (&question, NULL, NULL);
  g_atomic_int_set (&worker->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
test_worker (void)
{
  FakeWeb *web = fake_web_new ();
  Worker worker = { .url = web->base };

  fake_web_say_body (web, "", "200 OK", "<MPList/>");
  fake_web_in_worker (ask_in_worker, &worker, &worker.ended);
  g_assert_nonnull (worker.answer);
  assert_body (worker.answer, "<MPList/>");
  resite_web_answer_free (worker.answer);
  fake_web_stop (web);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/answer", test_answer);
  g_test_add_func ("/web/other-statuses", test_other_statuses);
  g_test_add_func ("/web/methods", test_methods);
  g_test_add_func ("/web/limit", test_limit);
  g_test_add_func ("/web/liars", test_liars);
  g_test_add_func ("/web/slow", test_slow);
  g_test_add_func ("/web/silence", test_silence);
  g_test_add_func ("/web/nobody", test_nobody);
  g_test_add_func ("/web/cancel", test_cancel);
  g_test_add_func ("/web/secret", test_secret);
  g_test_add_func ("/web/worker", test_worker);
  return g_test_run ();
}
