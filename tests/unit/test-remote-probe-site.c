/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-listener.h"
#include "fake-names.h"
#include "remote-probe-fixture.h"

/* What is seen of a site at its primary, and of names and addresses from this desk. */

#define P01 "SiteCode=P01|ServerName=HQSMS01|ReportingSiteCode=C01|Type=2|Status=1"
#define S01 "SiteCode=S01|ServerName=BR01SMS|ReportingSiteCode=P01|Type=1|Status=1"
#define S02 "SiteCode=S02|ServerName=BR02SMS|ReportingSiteCode=P01|Type=1|Status=1"
#define S03 "SiteCode=S03|ServerName=BR03SMS|ReportingSiteCode=P01|Type=1|Status=1"

static void
tell_provider (FakeCim *cim)
{
  fake_cim_forget (cim);
  fake_cim_answer (cim, PROVIDER,
                   "Machine=HQSMS01|SiteCode=P01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01",
                   NULL);
  fake_cim_answer (cim, COMPUTER, "Name=HQSMS01", NULL);
}

static void
test_site_gone (ProbeFixture *fixture, gconstpointer data)
{
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01, S01, S02, NULL);
  probe_fixture_check (fixture, "site-gone", NULL, "S01", "failed", "BR01SMS");
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01, S02, NULL);
  probe_fixture_check (fixture, "site-gone", NULL, "S01", "ok", "P01");
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01,
                   "SiteCode=S01|ServerName=BR01SMS|ReportingSiteCode=P01|Type=1|Status=4", NULL);
  probe_fixture_check (fixture, "site-gone", NULL, "S01", "ok", "deleted");
  /* No row at all is no right, and would pass for "gone". */
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, NULL);
  probe_fixture_check (fixture, "site-gone", NULL, "S01", "unknown", "no right");
}

static void
test_site_back (ProbeFixture *fixture, gconstpointer data)
{
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01, S01, NULL);
  probe_fixture_check (fixture, "site-back", "P01 BR01SMS", "S01", "ok", "BR01SMS");
  probe_fixture_check (fixture, "site-back", "P02 BR01SMS", "S01", "failed", "P02");
  probe_fixture_check (fixture, "site-back", "P01 BR01SMS_OLD", "S01", "failed", "BR01SMS_OLD");
  probe_fixture_check (fixture, "site-back", "P01 BR09", "S09", "failed", "S09");
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01,
                   "SiteCode=S01|ServerName=BR01SMS|ReportingSiteCode=P01|Type=1|Status=2", NULL);
  probe_fixture_check (fixture, "site-back", "P01 BR01SMS", "S01", "failed", "pending");
}

static void
assert_row (ResiteJob *job, const char *name, const char *state)
{
  job_run_assert_state (job, name, state);
}

/* A removal that took a sister along must stop everything, and say which one. */
static void
test_children (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) whole = NULL;
  g_autoptr (ResiteJob) missing = NULL;
  g_autoptr (ResiteJob) listed = NULL;

  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01, S02, S03, NULL);
  whole =
      probe_fixture_run (fixture, probe_fixture_make ("children", "new", "S01", "S01, S02, S03"));
  probe_fixture_assert (whole, "ok", "S02, S03");
  assert_row (whole, "S01", "left-out");
  assert_row (whole, "S02", "ok");
  assert_row (whole, "S03", "ok");

  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, SITES, P01, S03, NULL);
  missing =
      probe_fixture_run (fixture, probe_fixture_make ("children", "new", "S01", "S01 S02 S03"));
  probe_fixture_assert (missing, "failed", "S02");
  assert_row (missing, "S02", "failed");
  assert_row (missing, "S03", "ok");
  g_assert_cmpint (resite_job_get_state (missing), ==, RESITE_JOB_DONE_WITH_FAILURES);

  probe_fixture_check (fixture, "children", "S01", "s03 (Branch 03, the new one)\nS01: BR01SMS",
                       "ok", "S03");
  probe_fixture_check (fixture, "children", "S01", "as on the photo", "unknown", "photo");
  listed = probe_fixture_run (fixture, probe_fixture_make ("children", "new", NULL, NULL));
  probe_fixture_assert (listed, "ok", "S03");
  assert_row (listed, "S03", "ok");
}

static void
test_addresses (ProbeFixture *fixture, gconstpointer data)
{
  const char *line = "list " SPACE " SELECT * FROM SMS_SCI_Address *";

  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, line, NULL);
  fake_cim_answer (fixture->cim, SITES, P01, S02, NULL);
  probe_fixture_check (fixture, "sender-address-gone", NULL, "S01", "ok", "S01");
  probe_fixture_check (fixture, "sender-address", "BR01SMS", "S01", "failed", "no Standard Sender");
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, line, "SiteCode=P01|DesSiteCode=S01|ItemName=S01", NULL);
  fake_cim_answer (fixture->cim, "get " SPACE " SMS_SCI_Address*", "SiteCode=P01", NULL);
  probe_fixture_check (fixture, "sender-address-gone", NULL, "S01", "failed", "delete");
  probe_fixture_check (fixture, "sender-address", "BR01SMS", "S01", "ok", "not told");
}

static void
test_roles (ProbeFixture *fixture, gconstpointer data)
{
  const char *line = "list " SPACE " SELECT * FROM SMS_SystemResourceList *";
  const char *wanted = "BR01SMS; SMS Management Point; SMS Distribution Point";

  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, line, "RoleName=SMS Management Point|ServerName=BR01SMS",
                   "RoleName=SMS Distribution Point|ServerName=BR01SMS", NULL);
  fake_cim_answer (fixture->cim, line, "RoleName=SMS Management Point|ServerName=BR01SMS", NULL);
  fake_cim_answer (fixture->cim, line, NULL);
  probe_fixture_check (fixture, "roles", wanted, "S01", "ok", "SMS Management Point");
  probe_fixture_check (fixture, "roles", wanted, "S01", "failed", "lacks: SMS Distribution Point");
  probe_fixture_check (fixture, "roles", wanted, "S01", "failed", "no right");
}

/* No right to the site hides its addresses. */
static void
test_hidden_addresses (ProbeFixture *fixture, gconstpointer data)
{
  tell_provider (fixture->cim);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT * FROM SMS_SCI_Address *", NULL);
  fake_cim_answer (fixture->cim, SITES, NULL);
  probe_fixture_check (fixture, "sender-address-gone", NULL, "S01", "unknown", "no right");
}

/* The provider may be on a server of its own, which is nobody's role in a plan. */
static void
test_provider_elsewhere (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, PROVIDER, "Machine=HQSQL01|SiteCode=P01", NULL);
  fake_cim_answer (fixture->cim, COMPUTER, "Name=HQSMS01", NULL);
  probe_fixture_check (fixture, "site-gone", NULL, "S01", "unknown", "HQSQL01");
}

static void
set_port (ProbeFixture *fixture, guint16 port)
{
  const ResiteRemoteWay way = { .host = "127.0.0.1", .kerberos = TRUE, .port = port };

  resite_connections_set_way (fixture->connections, "new", &way);
}

static void
set_servers (ProbeFixture *fixture, const char *first, const char *second)
{
  const char *const servers[] = { first, second, NULL };

  resite_connections_set_name_servers (fixture->connections, servers);
}

static void
test_silent_address (ProbeFixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.5.20", &port);
  g_autoptr (FakeNames) names =
      fake_names_new ("20.5.83.127.in-addr.arpa", "br09.corp.example.com", NULL);

  set_port (fixture, port);
  set_servers (fixture, names->server, NULL);
  probe_fixture_check (fixture, "address-silent", NULL, "127.83.5.20", "failed",
                       "br09.corp.example.com");
  probe_fixture_check (fixture, "address-silent", NULL, "127.83.5.20", "failed", "taken");
  probe_fixture_check (fixture, "address-silent", NULL, "127.83.5.21", "ok", "free");
  probe_fixture_check (fixture, "address-silent", NULL, "BR01SMS", "unknown", "no IP address");
  g_socket_listener_close (listener);
  probe_fixture_check (fixture, "address-silent", NULL, "127.83.5.20", "ok", "free");
}

/* A name is free when nobody knows it, or nobody answers where it points; never when somebody who
 * might know did not say. */
static void
test_silent_name (ProbeFixture *fixture, gconstpointer data)
{
  guint16 port;
  g_autoptr (GSocketListener) listener = fake_listener_new ("127.83.5.22", &port);
  g_autoptr (FakeNames) names = fake_names_new ("taken.corp.example.com", "127.83.5.22",
                                                "left.corp.example.com", "127.83.5.23", NULL);
  g_autoptr (FakeNames) empty = fake_names_new (NULL);
  g_autofree char *closed = g_strdup_printf ("127.0.0.1:%u", fake_names_find_closed_port ());

  set_port (fixture, port);
  set_servers (fixture, names->server, NULL);
  probe_fixture_check (fixture, "name-silent", "corp.example.com", "taken", "failed",
                       "127.83.5.22");
  probe_fixture_check (fixture, "name-silent", "corp.example.com", "left", "ok", "127.83.5.23");
  probe_fixture_check (fixture, "name-silent", NULL, "free.corp.example.com", "ok",
                       "No name server");

  set_servers (fixture, empty->server, names->server);
  probe_fixture_check (fixture, "name-silent", "corp.example.com", "taken", "failed",
                       "127.83.5.22");
  set_servers (fixture, empty->server, closed);
  probe_fixture_check (fixture, "name-silent", "corp.example.com", "taken", "unknown", closed);
  set_servers (fixture, names->server, closed);
  probe_fixture_check (fixture, "name-silent", "corp.example.com", "taken", "failed",
                       "127.83.5.22");
}

static void
test_dns (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names =
      fake_names_new ("br01sms.corp.example.com", "10.4.1.20", "two.corp.example.com", "10.4.1.20",
                      "two.corp.example.com", "10.4.1.99", NULL);
  g_autofree char *closed = g_strdup_printf ("127.0.0.1:%u", fake_names_find_closed_port ());

  set_servers (fixture, names->server, NULL);
  probe_fixture_check (fixture, "dns", "br01sms.corp.example.com", "10.4.1.20", "ok", "10.4.1.20");
  probe_fixture_check (fixture, "dns", "br01sms.corp.example.com", "10.4.1.21", "failed",
                       "10.4.1.20");
  probe_fixture_check (fixture, "dns", "two.corp.example.com", "10.4.1.20", "failed", "10.4.1.99");
  probe_fixture_check (fixture, "dns", "none.corp.example.com", "10.4.1.20", "failed",
                       "registered");
  set_servers (fixture, names->server, closed);
  probe_fixture_check (fixture, "dns", "br01sms.corp.example.com", "10.4.1.20", "unknown", closed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/remote-probe-site/" name, ProbeFixture, NULL, probe_fixture_set_up, function,      \
              probe_fixture_tear_down)
  ADD ("site-gone", test_site_gone);
  ADD ("site-back", test_site_back);
  ADD ("children", test_children);
  ADD ("addresses", test_addresses);
  ADD ("hidden-addresses", test_hidden_addresses);
  ADD ("roles", test_roles);
  ADD ("provider-elsewhere", test_provider_elsewhere);
  ADD ("silent-address", test_silent_address);
  ADD ("silent-name", test_silent_name);
  ADD ("dns", test_dns);
  return g_test_run ();
}
