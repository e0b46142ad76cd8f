/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call to a WS-Management server sends, repeats, and never repeats. */
#include "config.h"

#include <string.h>

#include "resite-wsman-fixture.h"
#include "resite-wsman-queue.h"

typedef struct
{
  const char *subcode; /* fault for the first @times requests; NULL: the connection is cut */
  guint32 code;
  guint status;
  guint times;
  gboolean reset;
  const char *content; /* afterwards */
} Script;

#define CALL_OUTPUT                                                                                \
  "<p:StartService_OUTPUT "                                                                        \
  "xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service\">"            \
  "<p:ReturnValue>0</p:ReturnValue></p:StartService_OUTPUT>"

static void
answer_script (Request *request, gpointer data)
{
  const Script *script = data;

  if (request->number > script->times)
    reply_soap (request, 200, script->content != NULL ? script->content : INSTANCE);
  else if (script->subcode != NULL)
    reply_fault (request, script->status, script->subcode, script->code);
  else
    cut (request, script->reset);
}

static void
test_get (void)
{
  const Script script = { 0 };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (resite_cim_object_get_string (service, "State"), ==, "Running");
  g_assert_cmpuint (server_count (server), ==, 1);
  /* The log-on goes with every request from the first on: no server asks for it. */
  g_assert_cmpuint (server_count_log_ons (server), ==, 2);
}

static void
answer_head (Request *request, gpointer data)
{
  g_autofree char *lower = g_ascii_strdown (request->head, -1);
  g_autofree char *pair =
      g_base64_encode ((const guchar *)USER ":" SECRET, strlen (USER ":" SECRET));
  g_autofree char *line = g_strconcat ("\r\nAuthorization: Basic ", pair, "\r\n", NULL);
  GPtrArray *ids = data;

  g_assert_true (g_str_has_prefix (request->head, "POST /wsman HTTP/1.1\r\n"));
  g_assert_null (strstr (lower, "accept-encoding"));
  g_assert_nonnull (strstr (lower, "content-type: application/soap+xml;charset=utf-8\r\n"));
  g_assert_nonnull (strstr (request->head, line));
  g_assert_nonnull (strstr (request->body, "512000"));
  g_ptr_array_add (ids, get_message_id (request));
  if (request->number < 3)
    reply_fault (request, 500, "w:TimedOut", 2150858793u);
  else
    reply_soap (request, 200, INSTANCE);
}

/* Every try has an id of its own, and nothing compressed is asked for. */
static void
test_request (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Server) server = server_new (answer_head, ids);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 3);
  g_assert_true (g_str_has_prefix (ids->pdata[0], "uuid:"));
  g_assert_cmpstr (ids->pdata[0], !=, ids->pdata[1]);
  g_assert_cmpstr (ids->pdata[1], !=, ids->pdata[2]);
}

typedef struct
{
  const char *name;
  Script script;
  gboolean is_change;
  int code; /* -1: it works */
  guint requests;
} Case;

#define MANY 1000

static const Case cases[] = {
  { "read cut once", { .times = 1 }, FALSE, -1, 2 },
  { "read reset twice", { .times = 2, .reset = TRUE }, FALSE, -1, 3 },
  { "read cut always", { .times = MANY }, FALSE, RESITE_ERROR_UNREACHABLE, 3 },
  { "read timed out twice", { "w:TimedOut", 0, 500, 2 }, FALSE, -1, 3 },
  { "read timed out always", { "w:TimedOut", 0, 500, MANY }, FALSE, RESITE_ERROR_TIMED_OUT, 3 },
  { "read of a busy server", { "w:QuotaLimit", 0, 400, 3 }, FALSE, -1, 4 },
  { "read of a full server", { "w:QuotaLimit", 0, 400, MANY }, FALSE, RESITE_ERROR_BUSY, 4 },
  { "read of a starting server", { "a:EndpointUnavailable", 0, 503, 1 }, FALSE, -1, 2 },
  { "read without right", { "w:AccessDenied", 5, 500, MANY }, FALSE, RESITE_ERROR_NO_ACCESS, 1 },
  { "fault with 200", { "w:AccessDenied", 5, 200, MANY }, FALSE, RESITE_ERROR_NO_ACCESS, 1 },
  { "no such class",
    { "a:DestinationUnreachable", 0, 503, MANY },
    FALSE,
    RESITE_ERROR_NOT_FOUND,
    1 },
  { "change", { .content = CALL_OUTPUT }, TRUE, -1, 1 },
  { "change cut", { .times = MANY }, TRUE, RESITE_ERROR_OUTCOME_UNKNOWN, 1 },
  { "change reset", { .times = MANY, .reset = TRUE }, TRUE, RESITE_ERROR_OUTCOME_UNKNOWN, 1 },
  { "change timed out", { "w:TimedOut", 0, 500, MANY }, TRUE, RESITE_ERROR_OUTCOME_UNKNOWN, 1 },
  { "change at a full server", { "w:QuotaLimit", 0, 400, MANY }, TRUE, RESITE_ERROR_BUSY, 1 },
  { "change without right", { "w:AccessDenied", 5, 500, MANY }, TRUE, RESITE_ERROR_NO_ACCESS, 1 },
};

static void
check_outcome (const Case *c, const GError *error)
{
  if (c->code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, RESITE_ERROR, c->code);
}

static void
test_tries (gconstpointer data)
{
  const Case *c = data;
  const guint soon[3] = { 1, 2, 3 };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&c->script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (ResiteCimObject) service = NULL;
  g_autoptr (GError) error = NULL;

  resite_wsman_set_backoff (wsman, soon);
  if (c->is_change)
    start_service (wsman, &error);
  else
    service = get_service (wsman, &error);
  check_outcome (c, error);
  g_assert_cmpuint (server_count (server), ==, c->requests);
  if (error != NULL)
    g_assert_null (strstr (error->message, SECRET));
}

/* The last wait would end after the deadline: the call ends with it. */
static void
test_backoff_ends_with_the_deadline (void)
{
  const Script script = { "w:QuotaLimit", 0, 400, MANY };
  const guint late[3] = { 1, 60000, 60000 };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 1);
  g_autoptr (GError) error = NULL;

  resite_wsman_set_backoff (wsman, late);
  g_assert_null (get_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_BUSY);
  g_assert_cmpuint (server_count (server), ==, 2);
}

/* Nothing is left of the time after a wait for the time that is left. */
static void
test_time_left (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      const gint64 deadline = g_get_monotonic_time () + 50 * i;
      const gint64 left = resite_wsman_time_left (deadline);

      g_assert_cmpint (left, >=, 1);
      g_assert_cmpint (g_get_monotonic_time () + 1000 * left, >=, deadline);
    }
}

static void
answer_never (Request *request, gpointer data)
{
  hang (request);
}

static void
test_hang (void)
{
  g_autoptr (Server) server = server_new (answer_never, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 1);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) change_error = NULL;

  g_assert_null (get_service (wsman, &read_error));
  g_assert_error (read_error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  g_assert_false (start_service (wsman, &change_error));
  g_assert_error (change_error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (server_count (server), ==, 2);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  const guint late[3] = { 60000, 60000, 60000 };
  const Script busy = { "w:QuotaLimit", 0, 400, MANY };
  g_autoptr (Server) silent_server = server_new (answer_never, NULL);
  g_autoptr (Server) busy_server = server_new (answer_script, (gpointer)&busy);
  g_autoptr (ResiteWsman) silent = wsman_for (silent_server, 100);
  g_autoptr (ResiteWsman) waiting = wsman_for (busy_server, 100);
  ResiteWsman *both[] = { silent, waiting };

  resite_wsman_set_backoff (waiting, late);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      /* Before the call, and in the midst of it. */
      if (i < 2)
        g_cancellable_cancel (cancellable);
      else
        g_timeout_add (100, cancel_cb, cancellable);
      g_assert_null (perform (both[i % 2], &get_request, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_cmpuint (server_count (silent_server), ==, 1);
  g_assert_cmpuint (server_count (busy_server), ==, 1);
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_cim_perform_finish (RESITE_CIM (source), result, &error));
  g_assert_nonnull (error);
  ++*(guint *)data;
}

/* Calls hold what they need; dropping the object ends none of them and leaks none. */
static void
test_dropped_object (void)
{
  g_autoptr (Server) server = server_new (answer_never, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ResiteWsman *wsman = wsman_for (server, 100);
  guint ended = 0;

  for (guint i = 0; i < 12; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, cancellable, count_cb, &ended);
  spin (50);
  g_object_add_weak_pointer (G_OBJECT (wsman), (gpointer *)&wsman);
  g_object_unref (wsman);
  g_assert_nonnull (wsman);
  g_cancellable_cancel (cancellable);
  while (ended < 12 || wsman != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_nobody_there (void)
{
  Server *server = server_new (answer_never, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (ResiteWsman) nameless =
      wsman_with ("https://no-such-machine.invalid/", NULL, FALSE, 10);
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) change_error = NULL;
  g_autoptr (GError) name_error = NULL;

  server_free (server);
  g_assert_null (get_service (wsman, &read_error));
  g_assert_error (read_error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  /* Nothing was sent, so there is nothing to look for. */
  g_assert_false (start_service (wsman, &change_error));
  g_assert_error (change_error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_null (get_service (nameless, &name_error));
  g_assert_error (name_error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
}

typedef struct
{
  const char *url;
  gboolean allow_plain;
  const char *cleaned; /* NULL: refused */
} Address;

static const Address addresses[] = {
  { "https://br01sms", FALSE, "https://br01sms:5986/wsman" },
  { "https://tom:pw@br01sms:443/wsman2?x=1#y", FALSE, "https://br01sms:443/wsman2" },
  { "http://127.9.8.7/", FALSE, "http://127.9.8.7:5985/wsman" },
  { "http://localhost:8080/wsman", FALSE, "http://localhost:8080/wsman" },
  { "http://[::1]/wsman", FALSE, "http://[::1]:5985/wsman" },
  { "http://10.1.0.10/wsman", FALSE, NULL },
  { "http://localhost.example.com/wsman", FALSE, NULL },
  { "http://10.1.0.10/wsman", TRUE, "http://10.1.0.10:5985/wsman" },
  { "ftp://br01sms/", TRUE, NULL },
  { "br01sms", TRUE, NULL },
  { "https:///wsman", TRUE, NULL },
  { "", TRUE, NULL },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const ResiteWsmanOptions options = { .url = addresses[i].url,
                                           .allow_plain_http = addresses[i].allow_plain };
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteWsman) wsman = resite_wsman_new (&options, &error);

      if (addresses[i].cleaned == NULL)
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      else
        g_assert_cmpstr (resite_wsman_get_url (wsman), ==, addresses[i].cleaned);
      if (wsman != NULL)
        g_assert_true (resite_wsman_is_plain (wsman) ==
                       g_str_has_prefix (addresses[i].url, "http:"));
    }
}

/* In Basic the first colon ends the name: the rest would be taken for the password. */
static void
test_user_with_a_colon (void)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("to:m", SECRET);
  const ResiteWsmanOptions options = { .url = "https://br01sms/", .credentials = credentials };
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_wsman_new (&options, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_null (strstr (error->message, SECRET));
}

/* Instances cannot be made or deleted before 3.0: nobody is asked. */
static void
test_create_on_an_old_server (void)
{
  const Script script = { 0 };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (ResiteCimObject) object = resite_cim_object_new ("SMS_DistributionPoint");
  const ResiteCimVerb verbs[] = { RESITE_CIM_CREATE, RESITE_CIM_DELETE };

  server_set_version (server, "OS: 5.2.3790 SP: 2.0 Stack: 2.0");
  resite_cim_object_set_string (object, "PackageID", "C0100012");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      const ResiteCimRequest request = { .verb = verbs[i],
                                         .space = "root/sms/site_C01",
                                         .class_name = "SMS_DistributionPoint",
                                         .keys = object,
                                         .object = object };
      g_autoptr (GError) error = NULL;

      g_assert_null (perform (wsman, &request, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "Stack: 2.0"));
    }
  g_assert_cmpuint (server_count (server), ==, 0);
}

static void
test_delete_on_a_newer_server (void)
{
  const Script script = { .content = "" };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  const ResiteCimRequest request = { .verb = RESITE_CIM_DELETE,
                                     .space = "root/cimv2",
                                     .class_name = "Win32_Share" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = perform (wsman, &request, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
}

/* A change that was made, and an answer that nobody can read. */
static void
test_unreadable_answer_to_a_change (void)
{
  const Script script = { .content = "<x></y>" };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (GError) error = NULL;

  g_assert_false (start_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (server_count (server), ==, 1);
}

typedef struct
{
  ResiteWsman *wsman;
  GMainLoop *loop;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  g_autoptr (GError) error = NULL;
  const ResiteWsmanIdentity *identity = resite_wsman_identify (worker->wsman, NULL, &error);
  g_autoptr (ResiteCimObject) service = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (identity->os, ==, "6.3.9600");
  service = resite_cim_get (RESITE_CIM (worker->wsman), "root/cimv2", "Win32_Service", NULL, NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_nonnull (service);
  g_main_loop_quit (worker->loop);
  return NULL;
}

static void
test_worker (void)
{
  const Script script = { 0 };
  g_autoptr (Server) server = server_new (answer_script, (gpointer)&script);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Worker worker = { wsman, loop };
  GThread *thread = g_thread_new ("worker", work, &worker);

  g_main_loop_run (loop);
  g_thread_join (thread);
  g_assert_cmpuint (server_count (server), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wsman/get", test_get);
  g_test_add_func ("/wsman/request", test_request);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/wsman/tries/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_tries);
    }
  g_test_add_func ("/wsman/backoff-ends-with-the-deadline", test_backoff_ends_with_the_deadline);
  g_test_add_func ("/wsman/hang", test_hang);
  g_test_add_func ("/wsman/time-left", test_time_left);
  g_test_add_func ("/wsman/cancel", test_cancel);
  g_test_add_func ("/wsman/dropped-object", test_dropped_object);
  g_test_add_func ("/wsman/nobody-there", test_nobody_there);
  g_test_add_func ("/wsman/addresses", test_addresses);
  g_test_add_func ("/wsman/user-with-a-colon", test_user_with_a_colon);
  g_test_add_func ("/wsman/create-on-an-old-server", test_create_on_an_old_server);
  g_test_add_func ("/wsman/delete-on-a-newer-server", test_delete_on_a_newer_server);
  g_test_add_func ("/wsman/unreadable-answer-to-a-change", test_unreadable_answer_to_a_change);
  g_test_add_func ("/wsman/worker", test_worker);
  return g_test_run ();
}
