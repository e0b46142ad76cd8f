/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fake-cim.h"
#include "job-run.h"
#include "lab-reached.h"
#include "resite-check-job.h"
#include "resite-error.h"
#include "resite-presence.h"
#include "resite-sms-provider.h"
#include "resite-until-job.h"
#include "resite-windows.h"

/* The same questions and checks over HTTPS at the rehearsal's machines. */

#define PACE 600

static void
set_up (LabReached *fixture, gconstpointer data)
{
  lab_reached_set_up (fixture, PACE);
}

static void
tear_down (LabReached *fixture, gconstpointer data)
{
  lab_reached_tear_down (fixture);
}

static ResiteCim *
open_cim (LabReached *fixture, const char *role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine =
      resite_connections_open_machine (fixture->connections, role, NULL, &error);

  g_assert_no_error (error);
  return g_object_ref (resite_machine_get_cim (machine));
}

static void
check (LabReached *fixture, const char *type, const char *machine, const char *path,
       const char *argument, const char *state)
{
  GPtrArray *probes = g_ptr_array_new ();
  ResiteProbe *probe = resite_probe_new ("probe", NULL, type);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;
  ResiteJobItem *item;

  probe->machine = g_strdup (machine);
  probe->path = g_strdup (path);
  probe->argument = g_strdup (argument);
  g_ptr_array_add (probes, probe);
  job = resite_check_job_new (probes, fixture->connections, NULL, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  item = resite_job_find_item (job, "probe");
  g_test_message ("%s at %s: %s: %s", type, machine, resite_job_item_get_state (item),
                  resite_job_item_get_message (item));
  g_assert_cmpstr (resite_job_item_get_state (item), ==, state);
}

static void
act (LabReached *fixture, const char *step)
{
  g_autoptr (GError) error = NULL;

  resite_lab_act (fixture->lab, step, &error);
  g_assert_no_error (error);
}

typedef struct
{
  ResiteCim *cim;
  GError *error;
} Work;

static void
read_machine (gpointer data)
{
  Work *work = data;
  g_autoptr (ResiteWindowsIdentity) identity = NULL;
  g_autoptr (GPtrArray) adapters = NULL;
  g_auto (GStrv) drives = NULL;
  const ResiteWindowsAdapter *adapter;

  identity = resite_windows_identify (work->cim, NULL, &work->error);
  g_assert_no_error (work->error);
  g_assert_cmpstr (identity->name, ==, "BR01SMS");
  g_assert_nonnull (identity->uuid);
  g_assert_cmpuint (g_strv_length (identity->macs), >=, 1);
  g_assert_cmpint (identity->booted_at, >, 0);
  g_assert_nonnull (identity->domain);
  adapters = resite_windows_list_adapters (work->cim, NULL, &work->error);
  g_assert_no_error (work->error);
  g_assert_cmpuint (adapters->len, >=, 1);
  adapter = g_ptr_array_index (adapters, 0);
  g_assert_false (adapter->dhcp);
  g_assert_true (g_str_has_prefix (adapter->addresses[0], "127."));
  g_assert_nonnull (adapter->connection);
  drives = resite_windows_list_drives (work->cim, NULL, &work->error);
  g_assert_true (g_strv_contains ((const char *const *)drives, "E:"));
}

static void
test_read (LabReached *fixture, gconstpointer data)
{
  g_autoptr (ResiteCim) cim = open_cim (fixture, "old");
  Work work = { cim, NULL };

  fake_cim_work (read_machine, &work);
}

static void
disable_services (gpointer data)
{
  Work *work = data;
  g_autoptr (GPtrArray) services = NULL;

  services = resite_windows_list_sms_services (work->cim, NULL, &work->error);
  g_assert_no_error (work->error);
  g_assert_cmpuint (services->len, >=, 4);
  g_assert_cmpstr (((ResiteWindowsService *)services->pdata[0])->name, ==,
                   "SMS_SITE_COMPONENT_MANAGER");
  for (guint i = 0; i < services->len; i++)
    {
      const ResiteWindowsService *service = services->pdata[i];

      g_assert_true (
          resite_windows_set_start_mode (work->cim, service->name, "Disabled", NULL, &work->error));
      g_assert_true (
          resite_windows_stop_service (work->cim, service->name, 60, NULL, &work->error));
    }
  /* Twice is fine. */
  g_assert_true (resite_windows_stop_service (work->cim, "SMS_EXECUTIVE", 60, NULL, &work->error));
  g_assert_false (
      resite_windows_start_service (work->cim, "SMS_EXECUTIVE", 60, NULL, &work->error));
  g_assert_error (work->error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_clear_error (&work->error);
}

static void
test_services (LabReached *fixture, gconstpointer data)
{
  g_autoptr (ResiteCim) cim = open_cim (fixture, "old");
  Work work = { cim, NULL };

  check (fixture, "reach", "old", NULL, NULL, "ok");
  check (fixture, "services-up", "old", NULL, NULL, "ok");
  check (fixture, "services-down", "old", NULL, NULL, "failed");
  fake_cim_work (disable_services, &work);
  check (fixture, "services-down", "old", NULL, NULL, "ok");
  check (fixture, "services-up", "old", NULL, NULL, "failed");
  check (fixture, "no-services", "new", NULL, NULL, "ok");
}

static void
read_site (gpointer data)
{
  Work *work = data;
  g_autofree char *machine = NULL;
  g_autofree char *space = resite_sms_find_provider (work->cim, &machine, NULL, &work->error);
  g_autoptr (GPtrArray) sites = NULL;
  g_auto (GStrv) children = NULL;

  g_assert_no_error (work->error);
  g_assert_null (machine);
  g_assert_cmpstr (space, ==, "root/sms/site_P01");
  sites = resite_sms_list_sites (work->cim, space, NULL, &work->error);
  g_assert_no_error (work->error);
  children = resite_sms_list_children (sites, "P01");
  g_assert_true (g_strv_contains ((const char *const *)children, "S01"));
  g_assert_true (g_strv_contains ((const char *const *)children, "S02"));
  g_assert_true (g_strv_contains ((const char *const *)children, "S03"));
}

/* The row goes some time after the order, and only then is it gone. */
static void
wait_until_gone (LabReached *fixture)
{
  g_autoptr (ResiteProbe) probe = resite_probe_new ("gone", NULL, "site-gone");
  g_autoptr (ResiteClock) clock = resite_clock_new (PACE);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  probe->machine = g_strdup ("primary.1");
  probe->argument = g_strdup ("S01");
  job = resite_until_job_new (probe, fixture->connections, NULL, clock,
                              resite_clock_now (clock) + G_GINT64_CONSTANT (7200) * G_USEC_PER_SEC);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("%s", resite_job_get_message (job));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
}

static void
test_site (LabReached *fixture, gconstpointer data)
{
  g_autoptr (ResiteCim) cim = open_cim (fixture, "primary.1");
  Work work = { cim, NULL };

  fake_cim_work (read_site, &work);
  check (fixture, "site-gone", "primary.1", NULL, "S01", "failed");
  check (fixture, "site-back", "primary.1", "P01 BR01SMS", "S01", "ok");
  check (fixture, "sender-address", "primary.1", NULL, "S01", "ok");
  check (fixture, "sender-address-gone", "primary.1", NULL, "S01", "failed");
  check (fixture, "roles", "primary.1", "BR01SMS; SMS Site Server", "S01", "ok");
  check (fixture, "version", "primary.1", NULL, "sms2003-sp2", "ok");
  check (fixture, "children", "primary.1", "S01", "S01,S02,S03", "ok");
  act (fixture, "C6@primary.1");
  wait_until_gone (fixture);
  check (fixture, "children", "primary.1", "S01", "S01,S02,S03", "ok");
  check (fixture, "children", "primary.1", NULL, "S01,S02,S03", "failed");
  act (fixture, "C8");
  check (fixture, "sender-address-gone", "primary.1", NULL, "S01", "ok");
}

/* What a machine of the plan that is no primary site says when it is asked for sites. */
static void
test_no_site (LabReached *fixture, gconstpointer data)
{
  check (fixture, "site-gone", "new", NULL, "S01", "unknown");
}

/* Name and address go from the old box to the new one, and are free in between. */
static void
test_name_and_address (LabReached *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup (resite_lab_world_get_address (fixture->world, "old"));

  check (fixture, "dns", NULL, "BR01SMS", address, "ok");
  check (fixture, "name-silent", NULL, NULL, "BR01SMS", "failed");
  check (fixture, "address-silent", NULL, NULL, address, "failed");
  act (fixture, "C2");
  act (fixture, "C3");
  check (fixture, "address-silent", NULL, NULL, address, "ok");
  check (fixture, "name-silent", NULL, NULL, "BR01SMS", "ok");
  act (fixture, "C4");
  resite_connections_set_host (fixture->connections, "new", address);
  resite_connections_forget (fixture->connections, "new");
  for (guint i = 0; i < 3000 && !resite_lab_world_is_up (fixture->world, "new"); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  check (fixture, "computer-name", "new", NULL, "BR01SMS", "ok");
  check (fixture, "address-silent", NULL, NULL, address, "failed");
  check (fixture, "dns", NULL, "BR01SMS", address, "ok");
}

static void
test_wrong_secret (LabReached *fixture, gconstpointer data)
{
  g_autoptr (ResiteCredentials) wrong =
      resite_credentials_new (resite_lab_get_user (fixture->lab), "not the word");

  resite_connections_set_credentials (fixture->connections, "old", wrong);
  check (fixture, "services-down", "old", NULL, NULL, "unknown");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/windows-lab/" name, LabReached, NULL, set_up, function, tear_down)
  ADD ("read", test_read);
  ADD ("services", test_services);
  ADD ("site", test_site);
  ADD ("no-site", test_no_site);
  ADD ("name-and-address", test_name_and_address);
  ADD ("wrong-secret", test_wrong_secret);
  return g_test_run ();
}
