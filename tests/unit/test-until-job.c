/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "job-run.h"
#include "resite-until-job.h"

/* Looking again and again at a machine made of a table, by a clock that runs fast. */

#define SERVICE                                                                                    \
  "list root/cimv2 SELECT Name, DisplayName, State, StartMode FROM Win32_Service WHERE Name = "    \
  "'CcmExec'"
#define STOPPED "Name=CcmExec|State=Stopped|StartMode=Auto"
#define PENDING "Name=CcmExec|State=Start Pending|StartMode=Auto"
#define RUNNING "Name=CcmExec|State=Running|StartMode=Auto"

typedef struct
{
  FakeCim *cim;
  ResiteConnections *connections;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResiteProbe *probe;
} Fixture;

static ResiteMachine *
open_fake (const char *machine, const ResiteWsmanOptions *options, const ResiteShellBook *book,
           gpointer user_data, GError **error)
{
  return resite_machine_new (machine, RESITE_CIM (user_data), NULL, book);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const ResiteRemoteWay way = { .host = "127.0.0.1", .kerberos = TRUE };

  fixture->cim = fake_cim_new ();
  fixture->connections = resite_connections_new ();
  resite_connections_add (fixture->connections, "new", RESITE_REACH_WINRM, NULL);
  resite_connections_set_way (fixture->connections, "new", &way);
  resite_connections_set_opener (fixture->connections, open_fake, fixture->cim);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (1000);
  fixture->probe = resite_probe_new ("up", "CcmExec runs", "service");
  fixture->probe->machine = g_strdup ("new");
  fixture->probe->path = g_strdup ("CcmExec");
  fixture->probe->argument = g_strdup ("Running");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  resite_probe_free (fixture->probe);
  g_object_unref (fixture->connections);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->cim);
}

static ResiteJob *
make_job (Fixture *fixture, double patience)
{
  const gint64 until =
      patience > 0 ? resite_clock_now (fixture->clock) + (gint64)(patience * G_USEC_PER_SEC) : 0;

  return resite_until_job_new (fixture->probe, fixture->connections, fixture->ledger,
                               fixture->clock, until);
}

static guint
count_items (ResiteJob *job)
{
  return g_list_model_get_n_items (resite_job_get_items (job));
}

static ResiteJobItem *
get_item (ResiteJob *job, guint index)
{
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (resite_job_get_items (job), index);

  g_assert_nonnull (item);
  return item;
}

static void
assert_item (ResiteJob *job, guint index, const char *state, const char *part)
{
  ResiteJobItem *item = get_item (job, index);

  g_test_message ("%s: %s: %s", resite_job_item_get_name (item), resite_job_item_get_state (item),
                  resite_job_item_get_message (item));
  g_assert_cmpstr (resite_job_item_get_state (item), ==, state);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), part));
}

/* Each change is one item, however often it was looked at. */
static void
test_holds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, 100000);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    fake_cim_answer (fixture->cim, SERVICE, STOPPED, NULL);
  fake_cim_answer (fixture->cim, SERVICE, PENDING, NULL);
  fake_cim_fail (fixture->cim, SERVICE, RESITE_ERROR_UNREACHABLE, "the line is down");
  fake_cim_answer (fixture->cim, SERVICE, RUNNING, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (resite_job_get_how (job), ==, "V");
  g_assert_cmpuint (fake_cim_count (fixture->cim, "*"), ==, 6);
  g_assert_cmpuint (count_items (job), ==, 4);
  assert_item (job, 0, "seen", "Stopped");
  assert_item (job, 1, "seen", "Start Pending");
  assert_item (job, 2, "seen", "the line is down");
  assert_item (job, 3, "ok", "Running");
  g_assert_nonnull (strstr (resite_job_get_message (job), "Running"));
}

static void
test_holds_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, 0);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  fake_cim_answer (fixture->cim, SERVICE, RUNNING, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_cmpuint (fake_cim_count (fixture->cim, "*"), ==, 1);
  rows = resite_ledger_read (fixture->ledger, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((ResiteLedgerRow *)g_ptr_array_index (rows, 0))->state, ==, "ok");
}

/* Patience that ended is nobody's failure: a person has to say. */
static void
test_patience (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, 60);
  g_autoptr (GError) error = NULL;

  fake_cim_answer (fixture->cim, SERVICE, STOPPED, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "Stopped"));
  g_assert_cmpuint (count_items (job), ==, 1);
  g_assert_cmpuint (fake_cim_count (fixture->cim, "*"), >=, 2);
}

/* The moment passed while no program ran: it is looked at once more before anything is said. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job =
      resite_until_job_new (fixture->probe, fixture->connections, fixture->ledger, fixture->clock,
                            resite_clock_now (fixture->clock) - G_USEC_PER_SEC);
  g_autoptr (GError) error = NULL;

  fake_cim_answer (fixture->cim, SERVICE, RUNNING, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
}

static gboolean
cancel_when_looked_cb (gpointer data)
{
  ResiteJob *job = data;

  if (count_items (job) == 0)
    return G_SOURCE_CONTINUE;
  resite_job_cancel (job);
  return G_SOURCE_REMOVE;
}

static void
test_cancel_and_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, 1000000);
  g_autoptr (ResiteJob) again = make_job (fixture, 1000000);
  g_autoptr (GError) error = NULL;

  resite_until_job_set_interval (RESITE_UNTIL_JOB (job), 100000);
  fake_cim_answer (fixture->cim, SERVICE, STOPPED, NULL);
  g_timeout_add (5, cancel_when_looked_cb, job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);

  /* The next program shows what was seen, and tells only what is new. */
  fake_cim_answer (fixture->cim, SERVICE, STOPPED, NULL);
  fake_cim_answer (fixture->cim, SERVICE, RUNNING, NULL);
  g_assert_true (job_run_to_end (again, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_items (again), ==, 2);
  assert_item (again, 0, "seen", "Stopped");
  assert_item (again, 1, "ok", "Running");
}

static gboolean
cancel_cb (gpointer data)
{
  resite_job_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel_while_looking (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = make_job (fixture, 0);
  g_autoptr (GError) error = NULL;

  fixture->cim->deaf = TRUE;
  g_timeout_add (50, cancel_cb, job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_items (job), ==, 0);
}

static void
test_goes_away (Fixture *fixture, gconstpointer data)
{
  ResiteJob *job = make_job (fixture, 0);
  g_autoptr (GError) error = NULL;

  fake_cim_answer (fixture->cim, SERVICE, RUNNING, NULL);
  g_assert_true (job_run_to_end (job, NULL, &error));
  job_run_assert_gone (job);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/until-job/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("holds", test_holds);
  ADD ("holds-at-once", test_holds_at_once);
  ADD ("patience", test_patience);
  ADD ("late", test_late);
  ADD ("cancel-and-resume", test_cancel_and_resume);
  ADD ("cancel-while-looking", test_cancel_while_looking);
  ADD ("goes-away", test_goes_away);
  return g_test_run ();
}
