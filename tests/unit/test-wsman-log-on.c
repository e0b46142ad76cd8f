/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* How often a password is sent while nobody knows whether it is right, and to whom; and what becomes
 * of a client that is forgotten or dropped while it is asked. */
#include "config.h"

#include <string.h>

#include "resite-wsman-fixture.h"

/* What a server tells of itself to those who did not sign in. */
#define WITHHELD "OS: 0.0.0 SP: 0.0 Stack: 2.0"

static void
answer_401 (Request *request, gpointer data)
{
  g_usleep (20 * 1000);
  reply (request, 401, NULL, "");
}

static void
answer_cut (Request *request, gpointer data)
{
  cut (request, FALSE);
}

static void
answer_late (Request *request, gpointer data)
{
  g_usleep (20 * 1000);
  reply_soap (request, 200, INSTANCE);
}

typedef struct
{
  guint ended;
  guint good;
} Count;

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) rows = resite_cim_perform_finish (RESITE_CIM (source), result, NULL);
  Count *count = data;

  count->ended++;
  count->good += rows != NULL;
}

static void
ask_many (ResiteWsman *wsman, guint calls, Count *count)
{
  for (guint i = 0; i < calls; i++)
    resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, counted_cb, count);
}

static void
wait_for (Count *count, guint calls)
{
  while (count->ended < calls)
    g_main_context_iteration (NULL, TRUE);
}

static ResiteWsman *
open_with (Server *server, ResiteCredentials *credentials)
{
  g_autofree char *url = server_get_url (server);
  const ResiteWsmanOptions options = { .url = url,
                                       .credentials = credentials,
                                       .deadline_seconds = 20 };
  g_autoptr (GError) error = NULL;
  ResiteWsman *wsman = resite_wsman_new (&options, &error);

  g_assert_no_error (error);
  return wsman;
}

/* Somebody took the password and said nothing: it may have been counted. */
static void
test_cut_is_one_try (void)
{
  g_autoptr (Server) server = server_new (answer_cut, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;

  server_set_version (server, NULL);
  g_assert_null (get_service (wsman, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_cmpuint (server_count_log_ons (server), ==, 1);
}

/* Such a server lets anybody ask who it is: that it answered proves nothing. */
static void
test_one_try_behind_an_open_door (void)
{
  g_autoptr (Server) server = server_new (answer_401, NULL);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) wsman = open_with (server, credentials);
  Count count = { 0 };

  server_set_version (server, WITHHELD);
  ask_many (wsman, 20, &count);
  wait_for (&count, 20);
  g_assert_cmpuint (count.good, ==, 0);
  g_assert_true (resite_credentials_is_refused (credentials));
  g_assert_false (resite_credentials_is_proven (credentials));
  /* Identify, and one. */
  g_assert_cmpuint (server_count_log_ons (server), ==, 2);
}

static void
test_all_places_once_it_is_proven (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) wsman = open_with (server, credentials);
  Count count = { 0 };

  server_set_version (server, WITHHELD);
  ask_many (wsman, 100, &count);
  wait_for (&count, 100);
  g_assert_cmpuint (count.good, ==, 100);
  g_assert_true (resite_credentials_is_proven (credentials));
  g_assert_cmpuint (server_count_most (server), ==, 8);
}

/* Two ways to one account: one try all the same. */
static void
test_two_clients_at_once (void)
{
  g_autoptr (Server) server = server_new (answer_401, NULL);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) one = open_with (server, credentials);
  g_autoptr (ResiteWsman) other = open_with (server, credentials);
  Count count = { 0 };

  server_set_version (server, NULL);
  ask_many (one, 3, &count);
  ask_many (other, 3, &count);
  wait_for (&count, 6);
  g_assert_cmpuint (count.good, ==, 0);
  g_assert_cmpuint (server_count_log_ons (server), ==, 1);
}

/* 401 to the requests with these numbers. */
typedef struct
{
  guint from, to;
} Refusals;

static void
answer_refusals (Request *request, gpointer data)
{
  const Refusals *refusals = data;

  if (request->number >= refusals->from && request->number <= refusals->to)
    reply (request, 401, NULL, "");
  else
    reply_soap (request, 200, INSTANCE);
}

static void
get_one (ResiteWsman *wsman, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) service = get_service (wsman, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, RESITE_ERROR, code);
}

/* A server that is just starting refuses everybody for a moment. */
static void
test_refused_for_a_moment (void)
{
  const Refusals refusals = { 2, 2 };
  g_autoptr (Server) server = server_new (answer_refusals, (gpointer)&refusals);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) wsman = open_with (server, credentials);

  get_one (wsman, -1);
  get_one (wsman, RESITE_ERROR_NO_ACCESS);
  g_assert_false (resite_credentials_is_refused (credentials));
  g_assert_false (resite_credentials_is_proven (credentials));
  get_one (wsman, -1);
  g_assert_true (resite_credentials_is_proven (credentials));
}

/* A password that was changed meanwhile is tried once more, and then by nobody. */
static void
test_refused_from_now_on (void)
{
  const Refusals refusals = { 2, 1000 };
  g_autoptr (Server) server = server_new (answer_refusals, (gpointer)&refusals);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) wsman = open_with (server, credentials);
  Count count = { 0 };

  get_one (wsman, -1);
  get_one (wsman, RESITE_ERROR_NO_ACCESS);
  ask_many (wsman, 20, &count);
  wait_for (&count, 20);
  g_assert_cmpuint (count.good, ==, 0);
  g_assert_true (resite_credentials_is_refused (credentials));
  /* Identify, the good one, and two. */
  g_assert_cmpuint (server_count_log_ons (server), ==, 4);
}

static void
answer_never (Request *request, gpointer data)
{
  hang (request);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* Who waits for the first log-on can give up, has a deadline, and is let go when that one is given
 * up. */
static void
test_waiting_for_the_first (void)
{
  g_autoptr (Server) server = server_new (answer_never, NULL);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteWsman) first = open_with (server, credentials);
  g_autoptr (ResiteWsman) second = open_with (server, credentials);
  g_autoptr (GCancellable) stop_first = g_cancellable_new ();
  g_autoptr (GCancellable) stop_second = g_cancellable_new ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  Count count = { 0 };

  server_set_version (server, NULL);
  resite_cim_perform_async (RESITE_CIM (first), &get_request, stop_first, counted_cb, &count);
  g_timeout_add (100, cancel_cb, stop_second);
  rows = perform (second, &get_request, stop_second, &error);
  g_assert_null (rows);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (server_count_log_ons (server), ==, 1);

  g_cancellable_cancel (stop_first);
  wait_for (&count, 1);
  g_assert_false (resite_credentials_is_refused (credentials));
  g_clear_error (&error);
  g_cancellable_reset (stop_second);
  g_timeout_add (100, cancel_cb, stop_second);
  g_assert_null (perform (second, &get_request, stop_second, &error));
  g_assert_cmpuint (server_count_log_ons (server), ==, 2);
}

typedef struct
{
  const char *subcode;
  guint32 code;
  int error; /* -1: it is met all the same */
} Door;

static const Door doors[] = {
  { "w:AccessDenied", 5, RESITE_ERROR_NO_ACCESS },
  { "w:QuotaLimit", 2150859174u, RESITE_ERROR_BUSY },
  { "a:EndpointUnavailable", 2150858770u, RESITE_ERROR_BUSY },
  { "w:TimedOut", 2150858793u, RESITE_ERROR_TIMED_OUT },
  { "a:ActionNotSupported", 2150858771u, -1 },
  { "w:InternalError", 0, -1 },
};

static void
answer_door (Request *request, gpointer data)
{
  const Door *door = data;

  reply_fault (request, 500, door->subcode, door->code);
}

/* "You may not" is no answer to "who are you": only a server that does not know the question is
 * met without one. */
static void
test_door (gconstpointer data)
{
  const guint soon[3] = { 1, 2, 3 };
  const Door *door = data;
  g_autoptr (Server) server = server_new (answer_door, (gpointer)door);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autoptr (GError) error = NULL;
  const ResiteWsmanIdentity *identity;

  server_set_version (server, NULL);
  resite_wsman_set_backoff (wsman, soon);
  identity = identify (wsman, &error);
  if (door->error < 0)
    {
      g_assert_no_error (error);
      g_assert_nonnull (identity);
      g_assert_null (identity->version);
      return;
    }
  g_assert_null (identity);
  g_assert_error (error, RESITE_ERROR, door->error);
}

typedef struct
{
  guint ended;
  guint met;
} Meeting;

static void
met_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  const ResiteWsmanIdentity *identity =
      resite_wsman_identify_finish (RESITE_WSMAN (source), result, &error);
  Meeting *meeting = data;

  g_assert_true ((identity != NULL) != (error != NULL));
  meeting->ended++;
  meeting->met += identity != NULL;
  resite_wsman_forget (RESITE_WSMAN (source));
}

/* One who is told who the server is says at once that it is another now: the others still hear
 * something. */
static void
test_forgotten_while_met (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  Meeting meeting = { 0 };
  Count count = { 0 };

  for (guint i = 0; i < 5; i++)
    {
      resite_wsman_identify_async (wsman, NULL, met_cb, &meeting);
      ask_many (wsman, 1, &count);
    }
  while (meeting.ended < 5)
    g_main_context_iteration (NULL, TRUE);
  wait_for (&count, 5);
  g_assert_cmpuint (meeting.met, ==, 5);
  g_assert_cmpuint (count.good, ==, 5);
}

static gpointer
drop_in_thread (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

/* A worker may be the last who needs a machine, while the loop turns. */
static void
test_dropped_by_a_worker (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);

  for (guint i = 0; i < 20; i++)
    {
      ResiteWsman *wsman = wsman_for (server, 20);
      g_autoptr (GThread) thread = NULL;
      Count count = { 0 };

      ask_many (wsman, 4, &count);
      wait_for (&count, 4);
      g_assert_cmpuint (count.good, ==, 4);
      g_object_add_weak_pointer (G_OBJECT (wsman), (gpointer *)&wsman);
      /* Nothing that ended still holds it. */
      while (G_OBJECT (wsman)->ref_count > 1)
        g_main_context_iteration (NULL, TRUE);
      thread = g_thread_ref (g_thread_new ("worker", drop_in_thread, wsman));
      while (wsman != NULL)
        spin (1);
      g_thread_join (g_steal_pointer (&thread));
      spin (1);
    }
}

static void
test_no_proxy (void)
{
  g_autoptr (Server) proxy = server_new (answer_401, NULL);
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 20);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", server_get_port (proxy));
  g_autoptr (ResiteCimObject) service = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("http_proxy", url, TRUE);
  g_setenv ("https_proxy", url, TRUE);
  g_setenv ("all_proxy", url, TRUE);
  service = get_service (wsman, &error);
  g_unsetenv ("http_proxy");
  g_unsetenv ("https_proxy");
  g_unsetenv ("all_proxy");
  g_assert_no_error (error);
  g_assert_cmpuint (server_count_all (proxy), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wsman/log-on/cut-is-one-try", test_cut_is_one_try);
  g_test_add_func ("/wsman/log-on/one-try-behind-an-open-door", test_one_try_behind_an_open_door);
  g_test_add_func ("/wsman/log-on/all-places-once-it-is-proven", test_all_places_once_it_is_proven);
  g_test_add_func ("/wsman/log-on/two-clients-at-once", test_two_clients_at_once);
  g_test_add_func ("/wsman/log-on/refused-for-a-moment", test_refused_for_a_moment);
  g_test_add_func ("/wsman/log-on/refused-from-now-on", test_refused_from_now_on);
  g_test_add_func ("/wsman/log-on/waiting-for-the-first", test_waiting_for_the_first);
  for (guint i = 0; i < G_N_ELEMENTS (doors); i++)
    {
      g_autofree char *path = g_strdup_printf ("/wsman/log-on/door/%s", doors[i].subcode);

      g_test_add_data_func (path, &doors[i], test_door);
    }
  g_test_add_func ("/wsman/log-on/forgotten-while-met", test_forgotten_while_met);
  g_test_add_func ("/wsman/log-on/dropped-by-a-worker", test_dropped_by_a_worker);
  g_test_add_func ("/wsman/log-on/no-proxy", test_no_proxy);
  return g_test_run ();
}
