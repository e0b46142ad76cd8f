/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Many questions to one server: how many at once, lists in batches, and what a server is. */
#include "config.h"

#include <string.h>

#include "resite-wsman-fixture.h"

#define DELAY 20 /* milliseconds */

static void
answer_late (Request *request, gpointer data)
{
  g_usleep (DELAY * 1000);
  reply_soap (request, 200, INSTANCE);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = resite_cim_perform_finish (RESITE_CIM (source), result, &error);

  g_assert_no_error (error);
  ++*(guint *)data;
}

static void
check_most (const char *version, guint calls, guint most)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 100);
  guint ended = 0;

  server_set_version (server, version);
  for (guint i = 0; i < calls; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, counted_cb, &ended);
  while (ended < calls)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server_count (server), ==, calls);
  /* All places are used, and never one more. */
  g_assert_cmpuint (server_count_most (server), ==, most);
  /* Two before the server is known, and those that it then allows. */
  g_assert_cmpuint (server_count_connections (server), <=, most + 2);
}

static void
test_concurrency (void)
{
  check_most ("OS: 6.1.7601 SP: 1.0 Stack: 2.0", 1000, 8);
  check_most ("OS: 5.2.3790 SP: 2.0 Stack: 1.1", 40, 2);
  check_most ("OS: 0.0.0 SP: 0.0", 10, 2);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* A place is given back on every way out. */
static void
test_places_come_back (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 100);
  guint ended = 0;

  server_set_version (server, "OS: 5.2.3790 SP: 2.0 Stack: 1.1");
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GError) error = NULL;

      resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, counted_cb, &ended);
      g_timeout_add_full (G_PRIORITY_DEFAULT, i, cancel_cb, g_object_ref (cancellable),
                          g_object_unref);
      rows = perform (wsman, i % 2 ? &list_request : &get_request, cancellable, &error);
      spin (1);
    }
  while (ended < 20)
    g_main_context_iteration (NULL, TRUE);
  /* The server does not notice at once that nobody waits for an answer. */
  spin (3 * DELAY);
  server_forget_most (server);
  for (guint i = 0; i < 20; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, counted_cb, &ended);
  while (ended < 40)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (server_count_most (server), ==, 2);
}

typedef struct
{
  guint rows;       /* of the class */
  guint at;         /* rows told so far */
  guint generation; /* of the context */
  guint most;       /* rows a batch may have: more is a fault */
  guint lose_at;    /* Pull that finds its context gone */
  guint lose_always;
  guint cut_at; /* Pull whose answer is cut */
  guint pulls;
  gboolean empty_first;
  gboolean endless;
  GMutex mutex;
  guint lists, most_lists;
} Table;

static guint
get_batch (Request *request)
{
  const char *at = strstr (request->body, "MaxElements>");

  return at != NULL ? (guint)g_ascii_strtoull (at + strlen ("MaxElements>"), NULL, 10) : 1;
}

static char *
make_rows (Table *table, guint number)
{
  GString *rows = g_string_new (NULL);

  for (guint i = 0; i < number && (table->at < table->rows || table->endless); i++)
    g_string_append_printf (rows,
                            "<p:Win32_Service xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/"
                            "wmi/root/cimv2/Win32_Service\"><p:Name>S%u</p:Name>"
                            "</p:Win32_Service>",
                            table->at++);
  return g_string_free (rows, FALSE);
}

static void
answer_batch (Request *request, Table *table, gboolean pull)
{
  g_autofree char *rows = make_rows (table, table->empty_first && !pull ? 0 : get_batch (request));
  const gboolean end = table->at >= table->rows && !table->endless;
  const char *kind = pull ? "PullResponse" : "EnumerateResponse";
  const char *prefix = pull ? "n" : "w";
  g_autofree char *content = g_strdup_printf (
      "<n:%s><n:EnumerationContext>uuid:%u</n:EnumerationContext><%s:Items>%s</%s:Items>%s%s%s"
      "</n:%s>",
      kind, ++table->generation, prefix, rows, prefix, end ? "<" : "", end ? prefix : "",
      end ? ":EndOfSequence/>" : "", kind);

  reply_soap (request, 200, content);
}

static void
answer_pull (Request *request, Table *table)
{
  g_autofree char *context = g_strdup_printf ("uuid:%u<", table->generation);

  table->pulls++;
  if (table->pulls == table->cut_at)
    {
      g_free (make_rows (table, get_batch (request)));
      cut (request, TRUE);
    }
  else if (table->pulls == table->lose_at || table->lose_always ||
           strstr (request->body, context) == NULL)
    reply_fault (request, 500, "n:InvalidEnumerationContext", 0);
  else
    answer_batch (request, table, TRUE);
}

static void
answer_table (Request *request, gpointer data)
{
  Table *table = data;

  if (g_str_equal (request->action, "Release"))
    reply_soap (request, 200, "");
  else if (get_batch (request) > table->most)
    reply_fault (request, 500, "w:EncodingLimit", 2150858790u);
  else if (g_str_equal (request->action, "Pull"))
    answer_pull (request, table);
  else
    {
      table->at = 0;
      answer_batch (request, table, FALSE);
    }
}

static void
check_table (Table *table, const char *actions)
{
  g_autoptr (Server) server = server_new (answer_table, table);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = list_services (wsman, NULL, &error);
  g_autofree char *seen = server_dup_actions (server);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, table->rows);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("S%u", i);

      g_assert_cmpstr (resite_cim_object_get_string (rows->pdata[i], "Name"), ==, name);
    }
  g_assert_cmpstr (seen, ==, actions);
}

static void
test_batches (void)
{
  check_table (&(Table){ .rows = 0, .most = 100 }, "Enumerate");
  check_table (&(Table){ .rows = 99, .most = 100 }, "Enumerate");
  check_table (&(Table){ .rows = 250, .most = 100 }, "Enumerate Pull Pull");
  check_table (&(Table){ .rows = 250, .most = 100, .empty_first = TRUE },
               "Enumerate Pull Pull Pull");
  /* 100, 50, 25 are too many. */
  check_table (&(Table){ .rows = 24, .most = 12 }, "Enumerate Enumerate Enumerate Enumerate Pull");
  check_table (&(Table){ .rows = 250, .most = 100, .lose_at = 2 },
               "Enumerate Pull Pull Enumerate Pull Pull");
  /* What was in the lost answer is lost there, too: the next Pull would leave a hole. */
  check_table (&(Table){ .rows = 250, .most = 100, .cut_at = 1 },
               "Enumerate Pull Release Enumerate Pull Pull");
}

static void
check_failing_table (Table *table, int code, const char *actions)
{
  g_autoptr (Server) server = server_new (answer_table, table);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  g_assert_null (list_services (wsman, NULL, &error));
  g_assert_error (error, RESITE_ERROR, code);
  spin (50);
  seen = server_dup_actions (server);
  g_assert_cmpstr (seen, ==, actions);
}

static void
test_failing_lists (void)
{
  check_failing_table (&(Table){ .rows = 250, .most = 100, .lose_always = TRUE },
                       RESITE_ERROR_FAILED, "Enumerate Pull Enumerate Pull Release");
  check_failing_table (&(Table){ .rows = 1, .most = 0 }, RESITE_ERROR_FAILED,
                       "Enumerate Enumerate Enumerate Enumerate Enumerate Enumerate Enumerate");
}

static void
answer_nothing_yet (Request *request, gpointer data)
{
  const char *kind = g_str_equal (request->action, "Pull") ? "PullResponse" : "EnumerateResponse";
  g_autofree char *content = g_strdup_printf (
      "<n:%s><n:EnumerationContext>uuid:1</n:EnumerationContext></n:%s>", kind, kind);

  reply_soap (request, 200, g_str_equal (request->action, "Release") ? "" : content);
}

/* "Nothing yet", for ever: the deadline ends it, in words that say what was asked. */
static void
test_list_that_never_comes (void)
{
  g_autoptr (Server) server = server_new (answer_nothing_yet, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  g_assert_null (list_services (wsman, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, list_request.query));
  spin (100);
  seen = server_dup_actions (server);
  g_assert_true (g_str_has_prefix (seen, "Enumerate Pull"));
  g_assert_true (g_str_has_suffix (seen, "Release"));
}

/* However small its envelopes are, their sum has an end. */
static void
test_list_without_end (void)
{
  Table table = { .most = 100, .endless = TRUE };
  g_autoptr (Server) server = server_new (answer_table, &table);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;

  resite_wsman_set_list_limit (wsman, 100000);
  g_assert_null (list_services (wsman, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
  g_assert_cmpuint (server_count_written (server), <, 200000);
}

/* Giving up tells the server, and the next list waits until that is done. */
static void
test_release (void)
{
  Table table = { .rows = 1, .most = 100, .endless = TRUE, .empty_first = TRUE };
  g_autoptr (Server) server = server_new (answer_table, &table);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) next_error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *seen = NULL;

  g_timeout_add (100, cancel_cb, cancellable);
  g_assert_null (list_services (wsman, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  table.endless = table.empty_first = FALSE;
  rows = list_services (wsman, NULL, &next_error);
  g_assert_no_error (next_error);
  seen = server_dup_actions (server);
  g_assert_cmpstr (seen, ==, "Enumerate Release Enumerate");
}

static void
answer_list_slowly (Request *request, gpointer data)
{
  Table *table = data;

  if (g_str_equal (request->action, "Get"))
    {
      answer_late (request, NULL);
      return;
    }
  g_mutex_lock (&table->mutex);
  table->lists++;
  table->most_lists = MAX (table->most_lists, table->lists);
  g_mutex_unlock (&table->mutex);
  g_usleep (DELAY * 1000);
  g_mutex_lock (&table->mutex);
  table->lists--;
  g_mutex_unlock (&table->mutex);
  reply_soap (request, 200,
              "<n:EnumerateResponse><n:EnumerationContext/><w:Items/><w:EndOfSequence/>"
              "</n:EnumerateResponse>");
}

/* One list at a time; what else is asked goes on beside it. */
static void
test_one_list_at_a_time (void)
{
  Table table = { 0 };
  g_autoptr (Server) server = server_new (answer_list_slowly, &table);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  guint ended = 0;

  for (guint i = 0; i < 20; i++)
    {
      resite_cim_perform_async (RESITE_CIM (wsman), &list_request, NULL, counted_cb, &ended);
      resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, counted_cb, &ended);
    }
  while (ended < 40)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (table.most_lists, ==, 1);
  g_assert_cmpuint (server_count_most (server), >, 2);
}

typedef struct
{
  const char *version;
  double stack;
  const char *os;
  const char *service_pack;
  gboolean can_create;
  guint concurrency;
} Version;

static const Version versions[] = {
  { "OS: 5.2.3790 SP: 2.0 Stack: 1.1", 1.1, "5.2.3790", "2.0", FALSE, 2 },
  { "OS: 6.1.7601 SP: 1.0 Stack: 2.0", 2.0, "6.1.7601", "1.0", FALSE, 8 },
  { "OS: 10.0.20348 SP: 0.0 Stack: 3.0", 3.0, "10.0.20348", "0.0", TRUE, 8 },
  { "2.6.5", 0, NULL, NULL, FALSE, 2 },
};

static void
test_identity (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      const Version *v = &versions[i];
      g_autoptr (Server) server = server_new (answer_late, NULL);
      g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
      g_autoptr (GError) error = NULL;
      const ResiteWsmanIdentity *identity;

      server_set_version (server, v->version);
      identity = identify (wsman, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (identity->vendor, ==, "Microsoft Corporation");
      g_assert_cmpstr (identity->version, ==, v->version);
      g_assert_cmpfloat (identity->stack, ==, v->stack);
      g_assert_cmpstr (identity->os, ==, v->os);
      g_assert_cmpstr (identity->service_pack, ==, v->service_pack);
      g_assert_true (identity->can_create == v->can_create);
      g_assert_cmpuint (identity->concurrency, ==, v->concurrency);
      g_assert_cmpuint (identity->envelope, ==, v->can_create ? 512000 : 153600);
      /* The server's Date is of 2006. */
      g_assert_cmpint (identity->time_difference, <, 0);
      g_assert_true (identify (wsman, NULL) == identity);
      g_assert_cmpuint (server_count_all (server), ==, 1);
    }
}

/* After a restart the server may be another one; what was told before stays readable. */
static void
test_forget (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  const ResiteWsmanIdentity *before, *after;
  guint connections;

  before = identify (wsman, NULL);
  connections = server_count_connections (server);
  resite_wsman_forget (wsman);
  server_set_version (server, "OS: 5.2.3790 SP: 2.0 Stack: 1.1");
  after = identify (wsman, NULL);
  g_assert_cmpfloat (before->stack, ==, 3.0);
  g_assert_cmpfloat (after->stack, ==, 1.1);
  g_assert_cmpuint (server_count_connections (server), >, connections);
}

static void
answer_shells_only (Request *request, gpointer data)
{
  if (g_str_equal (request->action, "Identify"))
    reply (request, 500, SOAP, "");
  else if (g_str_equal (request->action, "Delete"))
    reply (request, 200, NULL, "");
  else
    reply_fault (request, 500, "w:TimedOut", 2150858793u);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static ResiteWsmanReply *
exchange (ResiteWsman *wsman, const char *action, gboolean is_read, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_wsman_exchange_async (wsman, action,
                               "http://schemas.microsoft.com/wbem/wsman/1/windows/"
                               "shell/cmd",
                               NULL, NULL, is_read, 2, NULL, kept_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_wsman_exchange_finish (wsman, result, error);
}

/* Faults are the caller's to judge; a server that knows shells only is met all the same. */
static void
test_exchange (void)
{
  g_autoptr (Server) server = server_new (answer_shells_only, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWsmanReply) received = NULL;
  g_autoptr (ResiteWsmanReply) deleted = NULL;
  const ResiteWsmanFault *fault;

  server_set_version (server, NULL);
  received = exchange (wsman, "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive",
                       FALSE, &error);
  g_assert_no_error (error);
  fault = resite_wsman_reply_get_fault (received);
  g_assert_nonnull (fault);
  g_assert_true (fault->flags & RESITE_WSMAN_FAULT_TIMED_OUT);
  deleted =
      exchange (wsman, "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete", FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (resite_wsman_reply_is_empty (deleted));
  g_assert_cmpuint (identify (wsman, NULL)->concurrency, ==, 2);
  g_assert_cmpuint (server_count (server), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wsman/concurrency", test_concurrency);
  g_test_add_func ("/wsman/places-come-back", test_places_come_back);
  g_test_add_func ("/wsman/batches", test_batches);
  g_test_add_func ("/wsman/failing-lists", test_failing_lists);
  g_test_add_func ("/wsman/list-that-never-comes", test_list_that_never_comes);
  g_test_add_func ("/wsman/list-without-end", test_list_without_end);
  g_test_add_func ("/wsman/release", test_release);
  g_test_add_func ("/wsman/one-list-at-a-time", test_one_list_at_a_time);
  g_test_add_func ("/wsman/identity", test_identity);
  g_test_add_func ("/wsman/forget", test_forget);
  g_test_add_func ("/wsman/exchange", test_exchange);
  return g_test_run ();
}
