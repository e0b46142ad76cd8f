/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-run.h"
#include "resite-check-job.h"
#include "resite-error.h"
#include "resite-folder-local.h"

typedef struct
{
  char *folder;
  ResiteConnections *connections;
  ResiteLedger *ledger;
  GPtrArray *probes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *files = NULL;

  fixture->folder = job_run_make_folder ();
  files = g_build_filename (fixture->folder, "new", NULL);
  fixture->connections = resite_connections_new ();
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, files);
  resite_connections_add (fixture->connections, "old", RESITE_REACH_BY_HAND, NULL);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->probes = g_ptr_array_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->connections);
  g_object_unref (fixture->ledger);
  job_run_remove_folder (fixture->folder);
}

static ResiteProbe *
add_probe (Fixture *fixture, const char *id, const char *type, const char *machine,
           const char *path, const char *argument)
{
  ResiteProbe *probe = resite_probe_new (id, NULL, type);

  probe->machine = g_strdup (machine);
  probe->path = g_strdup (path);
  probe->argument = g_strdup (argument);
  g_ptr_array_add (fixture->probes, probe);
  return probe;
}

static ResiteJob *
run (Fixture *fixture)
{
  ResiteJob *job = resite_check_job_new (g_steal_pointer (&fixture->probes), fixture->connections,
                                         fixture->ledger, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  return job;
}

static void
assert_message (ResiteJob *job, const char *name, const char *part)
{
  const char *message = resite_job_item_get_message (resite_job_find_item (job, name));

  g_test_message ("%s: %s", name, message);
  g_assert_nonnull (strstr (message, part));
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "new/E/SMSTools/PreLoadPkgOnSite.exe", "program"));
  g_free (job_run_write (fixture->folder, "new/E/SMSTools/empty.exe", ""));
  add_probe (fixture, "there", "file", "new", "E:\\SMSTools\\PreLoadPkgOnSite.exe", NULL);
  add_probe (fixture, "missing", "file", "new", "E:\\SMSTools\\preinst.exe", NULL);
  add_probe (fixture, "optional", "file", "new", "E:\\SMSTools\\preinst.exe", NULL)->required =
      FALSE;
  add_probe (fixture, "empty", "file", "new", "E:\\SMSTools\\empty.exe", NULL);
  add_probe (fixture, "small", "file", "new", "E:\\SMSTools\\PreLoadPkgOnSite.exe", "1000");
  add_probe (fixture, "folder", "file", "new", "E:\\SMSTools", NULL);
  job = run (fixture);
  job_run_assert_state (job, "there", "ok");
  job_run_assert_state (job, "missing", "failed");
  assert_message (job, "missing", "E:\\SMSTools\\preinst.exe");
  job_run_assert_state (job, "optional", "warning");
  job_run_assert_state (job, "empty", "failed");
  job_run_assert_state (job, "small", "failed");
  job_run_assert_state (job, "folder", "failed");
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (fixture->folder, "new", "E", "empty", NULL);
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "new/E/SMSTools/setup/setup.exe", "program"));
  g_assert_cmpint (g_mkdir_with_parents (empty, 0755), ==, 0);
  add_probe (fixture, "there", "folder", "new", "E:\\SMSTools\\setup", NULL);
  add_probe (fixture, "empty", "folder", "new", "E:\\empty", NULL);
  add_probe (fixture, "missing", "folder", "new", "E:\\SMSPKG", NULL);
  add_probe (fixture, "gone", "no-folder", "new", "E:\\SMSPKGE$", NULL);
  add_probe (fixture, "still", "no-folder", "new", "E:\\SMSTools", NULL);
  job = run (fixture);
  job_run_assert_state (job, "there", "ok");
  job_run_assert_state (job, "empty", "failed");
  job_run_assert_state (job, "missing", "failed");
  job_run_assert_state (job, "gone", "ok");
  job_run_assert_state (job, "still", "failed");
}

/* What cannot be seen is not bad, and says where to look. */
static void
test_out_of_sight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_probe (fixture, "old", "folder", "old", "E:\\SMS", NULL);
  add_probe (fixture, "nobody", "folder", "primary.9", "D:\\SMS", NULL);
  add_probe (fixture, "nowhere", "folder", "new", "", NULL);
  add_probe (fixture, "told", "told", "ad", NULL, NULL);
  add_probe (fixture, "future", "telepathy", "new", NULL, NULL);
  job = run (fixture);
  job_run_assert_state (job, "old", "unknown");
  job_run_assert_state (job, "nobody", "unknown");
  job_run_assert_state (job, "nowhere", "unknown");
  job_run_assert_state (job, "told", "unknown");
  assert_message (job, "told", "person");
  job_run_assert_state (job, "future", "unknown");
  assert_message (job, "future", "telepathy");
}

/* The disk is not mounted: what is seen in its place says nothing about it, good or bad. */
static void
test_not_mounted (Fixture *fixture, gconstpointer data)
{
  static const char *const types[] = { "file",  "folder",   "no-folder",
                                       "space", "packages", "read-only" };
  g_autoptr (ResiteJob) job = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    add_probe (fixture, types[i], types[i], "new", "E:\\SMSPKG", "1");
  job = run (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      job_run_assert_state (job, types[i], "unknown");
      assert_message (job, types[i], "mounted");
    }
}

static void
test_space (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  g_free (job_run_write (fixture->folder, "new/E/SMSPKG/sub/P0100012.PCK", "12345"));
  add_probe (fixture, "little", "space", "new", "E:\\SMS\\not\\there\\yet", "1000");
  add_probe (fixture, "huge", "space", "new", "E:\\", "9000000000000000000");
  add_probe (fixture, "measured", "space", "new", "E:\\", "new:E:\\SMSPKG");
  add_probe (fixture, "unseen", "space", "new", "E:\\", "old:E:\\SMSPKG");
  job = run (fixture);
  job_run_assert_state (job, "little", "ok");
  job_run_assert_state (job, "huge", "failed");
  job_run_assert_state (job, "measured", "ok");
  assert_message (job, "measured", "5 bytes");
  job_run_assert_state (job, "unseen", "unknown");
}

static void
add_package (Fixture *fixture, const char *name, const char *text, gboolean read_only)
{
  g_autofree char *packages = g_build_filename (fixture->folder, "new", "E", "SMSPKG", NULL);
  g_autoptr (ResiteFolder) folder = NULL;

  g_free (job_run_write (packages, name, text));
  folder = resite_folder_local_new (packages, NULL);
  if (read_only)
    g_assert_true (resite_folder_set_read_only (folder, name, TRUE, NULL));
}

static void
test_packages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  add_package (fixture, "P0100012.PCK", "1", TRUE);
  add_package (fixture, "P0100013.PCK", "1", FALSE);
  add_package (fixture, "P0100014.pkg", "", TRUE);
  add_package (fixture, "P0100012.DLT.2", "1", FALSE);
  add_probe (fixture, "scan", "packages", "new", "E:\\SMSPKG", NULL);
  add_probe (fixture, "read-only", "read-only", "new", "E:\\SMSPKG", NULL)->required = FALSE;
  add_probe (fixture, "one", "read-only", "new", "E:\\SMSPKG\\P0100012.PCK", NULL);
  job = run (fixture);
  job_run_assert_state (job, "scan", "failed");
  assert_message (job, "scan", "1 of 3");
  job_run_assert_state (job, "read-only", "warning");
  job_run_assert_state (job, "one", "ok");
  job_run_assert_state (job, "P0100012", "ready");
  job_run_assert_state (job, "P0100013", "not-read-only");
  job_run_assert_state (job, "P0100014", "failed");
  job_run_assert_state (job, "P0100012.DLT.2", "ignored");
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 7);
}

static void
test_no_packages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_package (fixture, "readme.txt", "1", FALSE);
  add_probe (fixture, "empty", "packages", "new", "E:\\SMSPKG", NULL);
  add_probe (fixture, "missing", "packages", "new", "D:\\SMSPKG", NULL);
  job = run (fixture);
  job_run_assert_state (job, "empty", "failed");
  assert_message (job, "empty", ".PCK");
  job_run_assert_state (job, "missing", "failed");
}

static void
test_plan_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_probe (fixture, "fits", "name-length", NULL, NULL, "BR01SMS-OLD");
  add_probe (fixture, "underscore", "name-length", NULL, NULL, "BR01SMS_OLD");
  add_probe (fixture, "exact", "name-length", NULL, NULL, "ABCDEFGHIJKLMNO");
  add_probe (fixture, "long", "name-length", NULL, NULL, "ABCDEFGHIJKL_OLD");
  add_probe (fixture, "odd", "name-length", NULL, NULL, "BR01:SMS");
  add_probe (fixture, "none", "name-length", NULL, NULL, NULL);
  add_probe (fixture, "value", "value", NULL, "site.address", "10.4.1.20");
  add_probe (fixture, "no-value", "value", NULL, "site.address", "");
  add_probe (fixture, "good", "step", NULL, "P1", "good");
  add_probe (fixture, "bad", "step", NULL, "P1", "bad");
  add_probe (fixture, "open", "step", NULL, "P1", "open")->required = FALSE;
  job = run (fixture);
  job_run_assert_state (job, "fits", "ok");
  job_run_assert_state (job, "underscore", "warning");
  job_run_assert_state (job, "exact", "ok");
  job_run_assert_state (job, "long", "failed");
  job_run_assert_state (job, "odd", "failed");
  job_run_assert_state (job, "none", "failed");
  job_run_assert_state (job, "value", "ok");
  assert_message (job, "value", "10.4.1.20");
  job_run_assert_state (job, "no-value", "failed");
  job_run_assert_state (job, "good", "ok");
  job_run_assert_state (job, "bad", "failed");
  job_run_assert_state (job, "open", "warning");
}

static void
test_all_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_probe (fixture, "value", "value", NULL, "site.code", "S01");
  job = run (fixture);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (resite_job_get_how (job), ==, "V");
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = run (fixture);

  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
}

static void
cancel_cb (ResiteJob *job, ResiteJobItem *item, gpointer data)
{
  resite_job_cancel (job);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  add_probe (fixture, "first", "value", NULL, NULL, "x");
  add_probe (fixture, "second", "value", NULL, NULL, "x");
  job = resite_check_job_new (g_steal_pointer (&fixture->probes), fixture->connections,
                              fixture->ledger, NULL);
  g_signal_connect (job, "item-ended", G_CALLBACK (cancel_cb), NULL);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  job_run_assert_state (job, "first", "ok");
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/check-job/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("files", test_files);
  ADD ("folders", test_folders);
  ADD ("out-of-sight", test_out_of_sight);
  ADD ("not-mounted", test_not_mounted);
  ADD ("space", test_space);
  ADD ("packages", test_packages);
  ADD ("no-packages", test_no_packages);
  ADD ("plan-values", test_plan_values);
  ADD ("all-good", test_all_good);
  ADD ("nothing", test_nothing);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
