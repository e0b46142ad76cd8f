/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-names.h"
#include "resite-error.h"
#include "resite-presence.h"

/* What name servers are asked, against real sockets. */

static GStrv
ask (const char *name, const char *first, const char *second, GError **error)
{
  const char *const servers[] = { first, second, NULL };

  return resite_name_query_addresses (name, servers, NULL, error);
}

static void
test_addresses (void)
{
  g_autoptr (FakeNames) names =
      fake_names_new ("br01sms.corp.example.com", "10.4.1.20", "br01sms.corp.example.com",
                      "10.4.1.21", "BR01SMS_OLD", "10.4.1.99", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) both = ask ("BR01SMS.corp.example.com", names->server, NULL, &error);
  g_auto (GStrv) old = ask ("br01sms_old", names->server, NULL, &error);
  g_auto (GStrv) none = ask ("nobody.corp.example.com", names->server, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (both), ==, 2);
  g_assert_cmpstr (both[0], ==, "10.4.1.20");
  g_assert_cmpstr (both[1], ==, "10.4.1.21");
  g_assert_cmpstr (old[0], ==, "10.4.1.99");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_names (void)
{
  g_autoptr (FakeNames) names =
      fake_names_new ("20.1.4.10.in-addr.arpa", "br01sms.corp.example.com", NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = resite_name_query_names ("10.4.1.20", servers, NULL, &error);
  g_auto (GStrv) none = resite_name_query_names ("10.4.1.21", servers, NULL, &error);
  g_auto (GStrv) wrong = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (found), ==, 1);
  g_assert_cmpstr (found[0], ==, "br01sms.corp.example.com");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  wrong = resite_name_query_names ("br01sms", servers, NULL, &error);
  g_assert_null (wrong);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

/* "I do not know" and "there is none" must never be one. */
static void
test_no_answer (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  g_autofree char *closed = g_strdup_printf ("127.0.0.1:%u", fake_names_find_closed_port ());
  const char *const questions[] = { "servfail.example.com", "silent.example.com" };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask (questions[i], names->server, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
      g_assert_nonnull (strstr (error->message, names->server));
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (ask ("br01sms", closed, NULL, &error));
    g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
    g_assert_nonnull (strstr (error->message, closed));
  }
}

static void
test_two_servers (void)
{
  g_autoptr (FakeNames) one = fake_names_new ("br01sms", "10.4.1.20", NULL);
  g_autoptr (FakeNames) other =
      fake_names_new ("br01sms", "10.4.1.20", "br01sms", "10.4.1.99", NULL);
  g_autofree char *closed = g_strdup_printf ("127.0.0.1:%u", fake_names_find_closed_port ());
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) all = ask ("br01sms", one->server, other->server, &error);
  g_auto (GStrv) half = ask ("br01sms", closed, one->server, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (all), ==, 2);
  g_assert_cmpuint (g_strv_length (half), ==, 1);
}

static void
test_damaged (void)
{
  g_autoptr (FakeNames) names = fake_names_new ("cut.example.com", "10.4.1.20", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = ask ("cut.example.com", names->server, NULL, &error);

  g_assert_null (found);
  g_assert_nonnull (error);
  g_assert_true (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_MALFORMED) ||
                 g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE));
}

static void
test_mistakes (void)
{
  static const char *const servers[] = { "dc.example.com",  "10.1.0",      "10.1.0.10:0",
                                         "10.1.0.10:70000", "10.1.0.10:x", "" };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask ("br01sms", servers[i], NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (ask ("", "127.0.0.1:53", NULL, &error));
    g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  }
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_auto (GStrv) found =
      resite_name_query_addresses ("silent.example.com", servers, cancellable, &error);

  g_thread_join (thread);
  g_assert_null (found);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* It did not ask as often as it would have. */
  g_assert_cmpint (g_atomic_int_get (&names->asked), <, 3);
}

/* Without servers of its own the desk's way is taken: files, then its servers. */
static void
test_desk (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = resite_name_query_addresses ("localhost", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_cmpstr (found[0], ==, "127.0.0.1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name-query/addresses", test_addresses);
  g_test_add_func ("/name-query/names", test_names);
  g_test_add_func ("/name-query/no-answer", test_no_answer);
  g_test_add_func ("/name-query/two-servers", test_two_servers);
  g_test_add_func ("/name-query/damaged", test_damaged);
  g_test_add_func ("/name-query/mistakes", test_mistakes);
  g_test_add_func ("/name-query/cancel", test_cancel);
  g_test_add_func ("/name-query/desk", test_desk);
  return g_test_run ();
}
