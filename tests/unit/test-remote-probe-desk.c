/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-desk.h"
#include "fake-names.h"
#include "remote-probe-fixture.h"

/* Checks that ask who it is that holds an address or a name, at the port that Windows itself
 * answers at. */

#define ADDRESS "127.83.6.30"
#define SMB     445

/* NULL: this account may not listen there, or another server of this desk does. */
static FakeDesk *
open_desk (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (ADDRESS, SMB);
  g_autoptr (GError) error = NULL;

  if (g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                     NULL, NULL, &error))
    return fake_desk_new_for (g_steal_pointer (&listener), SMB);
  g_test_skip (error->message);
  return NULL;
}

static void
set_servers (ProbeFixture *fixture, FakeNames *names)
{
  const char *const servers[] = { names->server, NULL };

  resite_connections_set_name_servers (fixture->connections, servers);
}

static void
test_held_by (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  g_autoptr (FakeDesk) desk = open_desk ();

  if (desk == NULL)
    return;
  set_servers (fixture, names);
  for (guint i = 0; i < 2; i++)
    {
      desk->smb1 = i == 0;
      desk->smb2 = i == 1;
      probe_fixture_check (fixture, "held-by", ADDRESS, "BR01SMS", "ok", "(certain)");
      probe_fixture_check (fixture, "held-by", ADDRESS, "br01sms.corp.example", "ok",
                           "At " ADDRESS " answers br01sms.corp.example");
      probe_fixture_check (fixture, "held-by", ADDRESS, "BR01SMS_OLD", "failed",
                           "answers BR01SMS, not BR01SMS_OLD");
      probe_fixture_check (fixture, "held-by", ADDRESS, "br01sms.other.example", "failed",
                           "Find out which machine it is");
    }
  desk->computer = "FILE07";
  probe_fixture_check (fixture, "held-by", ADDRESS, "BR01SMS", "failed", "answers FILE07");
  fake_desk_stop (desk);
  probe_fixture_check (fixture, "held-by", ADDRESS, "BR01SMS", "unknown", "Nobody at " ADDRESS);
}

/* A row for each way in which somebody was seen, for a person to read. */
static void
test_rows (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names =
      fake_names_new ("30.6.83.127.in-addr.arpa", "file07.corp.example", "30.6.83.127.in-addr.arpa",
                      "file08.corp.example", NULL);
  g_autoptr (FakeDesk) desk = open_desk ();
  g_autoptr (ResiteJob) job = NULL;
  ResiteJobItem *item;

  if (desk == NULL)
    return;
  set_servers (fixture, names);
  job = probe_fixture_run (fixture, probe_fixture_make ("held-by", "new", ADDRESS, "BR01SMS"));
  /* The name in DNS is another one, and only a hint. */
  probe_fixture_assert (job, "ok", "BR01SMS");
  item = resite_job_find_item (job, ADDRESS " smb");
  g_assert_nonnull (item);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "(certain)"));
  item = resite_job_find_item (job, ADDRESS " reverse");
  g_assert_nonnull (item);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "file07.corp.example (a hint"));
  item = resite_job_find_item (job, ADDRESS " reverse 2");
  g_assert_nonnull (item);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "file08.corp.example (a hint"));
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 4);
}

/* What decides nothing: a name in DNS alone, no address, an address at which nobody is. */
static void
test_nobody (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names =
      fake_names_new ("31.6.83.127.in-addr.arpa", "br01sms.corp.example", NULL);

  set_servers (fixture, names);
  probe_fixture_check (fixture, "held-by", "127.83.6.31", "BR01SMS", "unknown",
                       "Nobody at 127.83.6.31 says who it is");
  probe_fixture_check (fixture, "held-by", "127.83.6.32", "BR01SMS", "unknown", "says who it is");
  probe_fixture_check (fixture, "held-by", "BR01SMS", "BR01SMS", "unknown", "Nobody at BR01SMS");
  probe_fixture_check (fixture, "held-by", NULL, "BR01SMS", "unknown", "says who it is");
}

/* Whose address and whose name it is stands in what is said of them. */
static void
test_owner_of_taken (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names = fake_names_new ("taken.corp.example", ADDRESS, NULL);
  g_autoptr (FakeDesk) desk = open_desk ();

  if (desk == NULL)
    return;
  set_servers (fixture, names);
  desk->computer = "FILE07";
  probe_fixture_check (fixture, "address-silent", NULL, ADDRESS, "failed",
                       "Who it is: its log-on service says FILE07 of CORP");
  probe_fixture_check (fixture, "name-silent", "corp.example", "taken", "failed",
                       "Who it is: its log-on service says FILE07 of CORP");
  fake_desk_stop (desk);
  probe_fixture_check (fixture, "address-silent", NULL, ADDRESS, "ok", "is free");
  probe_fixture_check (fixture, "name-silent", "corp.example", "taken", "ok", "Nobody answers");
}

static void
test_cancel (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  g_autoptr (FakeDesk) desk = open_desk ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) probes = g_ptr_array_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  if (desk == NULL)
    return;
  set_servers (fixture, names);
  desk->mute = TRUE;
  desk->cancellable = cancellable;
  g_ptr_array_add (probes, probe_fixture_make ("held-by", "new", ADDRESS, "BR01SMS"));
  job = resite_check_job_new (g_steal_pointer (&probes), fixture->connections, NULL, NULL);
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (resite_job_item_get_state (resite_job_find_item (job, "probe")), !=, "ok");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/remote-probe-desk/" name, ProbeFixture, NULL, probe_fixture_set_up, func,          \
              probe_fixture_tear_down)
  ADD ("held-by", test_held_by);
  ADD ("rows", test_rows);
  ADD ("nobody", test_nobody);
  ADD ("owner-of-taken", test_owner_of_taken);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
