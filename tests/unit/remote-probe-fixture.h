/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-cim.h"
#include "job-run.h"
#include "resite-check-job.h"

/* Checks that ask a machine made of a table. */

#define LIST     "list root/cimv2 "
#define COMPUTER LIST "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem"
#define SERVICES                                                                                   \
  LIST "SELECT Name, DisplayName, State, StartMode FROM Win32_Service WHERE Name LIKE *"
#define SPACE    "root/sms/site_P01"
#define PROVIDER "list root/sms SELECT * FROM SMS_ProviderLocation *"
#define SITES    "list " SPACE " SELECT *FROM SMS_Site"

typedef struct
{
  FakeCim *cim;
  ResiteConnections *connections;
  ResiteLedger *ledger;
} ProbeFixture;

static ResiteMachine *
probe_fixture_open (const char *machine, const ResiteWsmanOptions *options,
                    const ResiteShellBook *book, gpointer user_data, GError **error)
{
  return resite_machine_new (machine, RESITE_CIM (user_data), NULL, book);
}

static inline void
probe_fixture_set_up (ProbeFixture *fixture, gconstpointer data)
{
  const ResiteRemoteWay way = { .host = "127.0.0.1", .kerberos = TRUE };

  fixture->cim = fake_cim_new ();
  fixture->connections = resite_connections_new ();
  resite_connections_add (fixture->connections, "new", RESITE_REACH_WINRM, NULL);
  resite_connections_set_way (fixture->connections, "new", &way);
  resite_connections_add (fixture->connections, "old", RESITE_REACH_BY_HAND, NULL);
  resite_connections_set_opener (fixture->connections, probe_fixture_open, fixture->cim);
}

static inline void
probe_fixture_tear_down (ProbeFixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->connections);
  g_clear_object (&fixture->ledger);
  g_object_unref (fixture->cim);
}

static inline ResiteProbe *
probe_fixture_make (const char *type, const char *machine, const char *path, const char *argument)
{
  ResiteProbe *probe = resite_probe_new ("probe", NULL, type);

  probe->machine = g_strdup (machine);
  probe->path = g_strdup (path);
  probe->argument = g_strdup (argument);
  return probe;
}

/* One probe looked at once; takes @probe. */
static inline ResiteJob *
probe_fixture_run (ProbeFixture *fixture, ResiteProbe *probe)
{
  GPtrArray *probes = g_ptr_array_new ();
  ResiteJob *job;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (probes, probe);
  job = resite_check_job_new (probes, fixture->connections, fixture->ledger, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  return job;
}

static inline void
probe_fixture_assert (ResiteJob *job, const char *state, const char *part)
{
  ResiteJobItem *item = resite_job_find_item (job, "probe");
  const char *message = resite_job_item_get_message (item);

  g_test_message ("%s: %s", resite_job_item_get_state (item), message);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, state);
  g_assert_nonnull (strstr (message, part));
}

static inline void
probe_fixture_check (ProbeFixture *fixture, const char *type, const char *path,
                     const char *argument, const char *state, const char *part)
{
  g_autoptr (ResiteJob) job =
      probe_fixture_run (fixture, probe_fixture_make (type, "new", path, argument));

  probe_fixture_assert (job, state, part);
}
