/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-connections.h"
#include "resite-error.h"

/* How machines are opened: under which address, with whose password, and when anew. */

typedef struct
{
  guint opened;
  char *url;
  gboolean had_credentials;
  gboolean plain;
} Opener;

static ResiteMachine *
open_cb (const char *machine, const ResiteWsmanOptions *options, const ResiteShellBook *book,
         gpointer user_data, GError **error)
{
  Opener *opener = user_data;
  g_autoptr (FakeCim) cim = fake_cim_new ();

  opener->opened++;
  g_free (opener->url);
  opener->url = g_strdup (options->url);
  opener->had_credentials = options->credentials != NULL;
  opener->plain = options->allow_plain_http;
  g_assert_nonnull (options->trust);
  return resite_machine_new (machine, RESITE_CIM (cim), NULL, book);
}

static ResiteConnections *
make (Opener *opener, const ResiteRemoteWay *way)
{
  ResiteConnections *connections = resite_connections_new ();

  resite_connections_set_opener (connections, open_cb, opener);
  resite_connections_add (connections, "old", RESITE_REACH_WINRM, NULL);
  resite_connections_set_way (connections, "old", way);
  return connections;
}

static void
give (ResiteConnections *connections, const char *machine)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("Administrator", "x");

  resite_connections_set_credentials (connections, machine, credentials);
}

static ResiteMachine *
open_machine (ResiteConnections *connections, const char *machine, const char *address)
{
  g_autoptr (GError) error = NULL;
  ResiteMachine *opened = resite_connections_open_machine (connections, machine, address, &error);

  g_assert_no_error (error);
  g_assert_nonnull (opened);
  return opened;
}

static void
refuse (ResiteConnections *connections, const char *machine, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_connections_open_machine (connections, machine, NULL, &error));
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
}

static const ResiteRemoteWay basic = { .host = "10.4.1.20", .user = "Administrator" };

static void
test_addresses (void)
{
  static const struct
  {
    ResiteRemoteWay way;
    const char *url;
  } cases[] = {
    { { .host = "10.4.1.20" }, "https://10.4.1.20:5986/wsman" },
    { { .host = "10.4.1.20", .plain = TRUE }, "http://10.4.1.20:5985/wsman" },
    { { .host = "br01sms.corp", .port = 443 }, "https://br01sms.corp:443/wsman" },
    { { .host = "fd00::20" }, "https://[fd00::20]:5986/wsman" },
    { { .host = "[fd00::20]", .port = 443 }, "https://[fd00::20]:443/wsman" },
    { { .host = NULL }, NULL },
    { { .host = "" }, NULL },
  };
  Opener opener = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ResiteConnections) connections = make (&opener, &cases[i].way);
      g_autofree char *url = resite_connections_format_url (connections, "old", NULL);
      g_autofree char *other = resite_connections_format_url (connections, "old", "10.9.9.9");

      g_assert_cmpstr (url, ==, cases[i].url);
      g_assert_nonnull (strstr (other, "10.9.9.9"));
    }
}

static void
test_kept_until_something_changes (void)
{
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &basic);
  g_autoptr (ResiteMachine) first = NULL;
  g_autoptr (ResiteMachine) second = NULL;
  g_autoptr (ResiteMachine) moved = NULL;
  g_autoptr (ResiteMachine) elsewhere = NULL;
  g_autoptr (ResiteMachine) restarted = NULL;

  refuse (connections, "old", RESITE_ERROR_NEEDS_PERSON, "password");
  give (connections, "old");
  first = open_machine (connections, "old", NULL);
  second = open_machine (connections, "old", NULL);
  g_assert_true (first == second);
  g_assert_true (opener.had_credentials);
  g_assert_cmpuint (opener.opened, ==, 1);
  resite_connections_set_host (connections, "old", "10.4.1.20");
  g_assert_cmpuint (opener.opened, ==, 1);

  resite_connections_set_host (connections, "old", "10.4.1.99");
  moved = open_machine (connections, "old", NULL);
  g_assert_true (moved != first);
  g_assert_cmpstr (opener.url, ==, "https://10.4.1.99:5986/wsman");
  elsewhere = open_machine (connections, "old", "10.4.1.77");
  g_assert_cmpstr (opener.url, ==, "https://10.4.1.77:5986/wsman");
  g_assert_cmpstr (resite_connections_get_opened_host (connections, "old"), ==, "10.4.1.77");
  resite_connections_forget (connections, "old");
  restarted = open_machine (connections, "old", NULL);
  g_assert_cmpuint (opener.opened, ==, 4);
  g_free (opener.url);
}

static void
test_refused_password (void)
{
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &basic);

  g_assert_true (resite_connections_needs_credentials (connections, "old"));
  give (connections, "old");
  g_assert_false (resite_connections_needs_credentials (connections, "old"));
  resite_credentials_set_refused (resite_connections_get_credentials (connections, "old"));
  g_assert_true (resite_connections_needs_credentials (connections, "old"));
  refuse (connections, "old", RESITE_ERROR_NO_ACCESS, "Administrator");
  g_assert_cmpuint (opener.opened, ==, 0);
}

static void
test_kerberos_needs_none (void)
{
  const ResiteRemoteWay way = { .host = "br01sms", .kerberos = TRUE };
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &way);
  g_autoptr (ResiteMachine) machine = NULL;

  g_assert_false (resite_connections_needs_credentials (connections, "old"));
  machine = open_machine (connections, "old", NULL);
  g_assert_false (opener.had_credentials);
  g_free (opener.url);
}

/* Another box answers there: nothing is asked of it, but a deed may look for the right one. */
static void
test_fault (void)
{
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &basic);
  g_autoptr (ResiteMachine) elsewhere = NULL;
  g_autoptr (ResiteMachine) again = NULL;

  give (connections, "old");
  resite_connections_set_fault (connections, "old", "it is another box");
  refuse (connections, "old", RESITE_ERROR_DIFFERS, "another box");
  elsewhere = open_machine (connections, "old", "10.4.1.77");
  resite_connections_set_fault (connections, "old", NULL);
  again = open_machine (connections, "old", NULL);
  g_free (opener.url);
}

static void
test_alias (void)
{
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &basic);
  g_autoptr (ResiteMachine) machine = NULL;

  resite_connections_add (connections, "source", RESITE_REACH_WINRM, NULL);
  resite_connections_set_alias (connections, "source", "old");
  g_assert_true (resite_connections_needs_credentials (connections, "source"));
  give (connections, "source");
  g_assert_false (resite_connections_needs_credentials (connections, "old"));
  machine = open_machine (connections, "source", NULL);
  g_assert_cmpstr (resite_connections_get_host (connections, "source"), ==, "10.4.1.20");
  g_free (opener.url);
}

static void
test_by_hand (void)
{
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) connections = make (&opener, &basic);

  resite_connections_add (connections, "new", RESITE_REACH_BY_HAND, NULL);
  refuse (connections, "new", RESITE_ERROR_REFUSED, "new");
  refuse (connections, "central", RESITE_ERROR_REFUSED, "central");
  give (connections, "new");
  g_assert_null (resite_connections_get_credentials (connections, "new"));
  g_assert_false (resite_connections_needs_credentials (connections, "new"));
  g_assert_null (resite_connections_get_trust (connections, "new", NULL));
}

/* A password goes where it was given for, and nowhere else. */
static void
test_inherit (void)
{
  const ResiteRemoteWay elsewhere = { .host = "10.9.9.9", .user = "Administrator" };
  const ResiteRemoteWay other_user = { .host = "10.4.1.20", .user = "Guest" };
  const ResiteRemoteWay *const others[] = { &elsewhere, &other_user };
  Opener opener = { 0 };
  g_autoptr (ResiteConnections) former = make (&opener, &basic);
  g_autoptr (ResiteConnections) same = make (&opener, &basic);

  give (former, "old");
  resite_connections_inherit (same, former);
  g_assert_false (resite_connections_needs_credentials (same, "old"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (ResiteConnections) other = make (&opener, others[i]);

      resite_connections_inherit (other, former);
      g_assert_true (resite_connections_needs_credentials (other, "old"));
    }
}

static void
test_name_servers (void)
{
  static const char *const servers[] = { "10.1.0.10", "127.9.9.9:5353", NULL };
  g_autoptr (ResiteConnections) connections = resite_connections_new ();

  g_assert_null (resite_connections_get_name_servers (connections));
  resite_connections_set_name_servers (connections, servers);
  g_assert_cmpstrv (resite_connections_get_name_servers (connections), servers);
  resite_connections_set_name_servers (connections, &servers[2]);
  g_assert_null (resite_connections_get_name_servers (connections));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connections-remote/addresses", test_addresses);
  g_test_add_func ("/connections-remote/kept", test_kept_until_something_changes);
  g_test_add_func ("/connections-remote/refused", test_refused_password);
  g_test_add_func ("/connections-remote/kerberos", test_kerberos_needs_none);
  g_test_add_func ("/connections-remote/fault", test_fault);
  g_test_add_func ("/connections-remote/alias", test_alias);
  g_test_add_func ("/connections-remote/by-hand", test_by_hand);
  g_test_add_func ("/connections-remote/inherit", test_inherit);
  g_test_add_func ("/connections-remote/name-servers", test_name_servers);
  return g_test_run ();
}
