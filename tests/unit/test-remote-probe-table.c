/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "remote-probe-fixture.h"

/* The tables of packages that a machine's provider is asked for. */

#define PACKAGES  "list " SPACE " SELECT PackageID, Name*FROM SMS_Package"
#define POINTS    "list " SPACE " *SMS_SystemResourceList*"
#define SIZES     "list " SPACE " *SMS_PackageStatusRootSummarizer*"
#define ROWS      "list " SPACE " SELECT PackageID, ServerNALPath*FROM SMS_DistributionPoint*"
#define COUNTS    "list " SPACE " SELECT ServerNALPath FROM SMS_DistributionPoint*"
#define SUMMARIES "list " SPACE " *SMS_PackageStatusDistPointsSummarizer*"
#define NAL       "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define ROW(id)   "PackageID=" id "|ServerNALPath=" NAL "|SiteCode=S01|Status=1"

typedef struct
{
  ProbeFixture probe;
  char *folder;
  GPtrArray *files;
} Table;

static void
set_up (Table *table, gconstpointer data)
{
  FakeCim *cim;
  const ResiteRemoteWay way = { .host = "127.0.0.1", .kerberos = TRUE };

  probe_fixture_set_up (&table->probe, NULL);
  table->folder = g_dir_make_tmp ("resite-test-XXXXXX", NULL);
  table->files = g_ptr_array_new_with_free_func (g_free);
  resite_connections_add (table->probe.connections, "source", RESITE_REACH_LOCAL, table->folder);
  resite_connections_set_way (table->probe.connections, "new", &way);
  cim = table->probe.cim;
  fake_cim_answer (cim, PROVIDER,
                   "SiteCode=P01|Machine=HQSMS01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01",
                   NULL);
  fake_cim_answer (cim, COMPUTER, "Name=HQSMS01", NULL);
  fake_cim_answer (cim, SITES, "SiteCode=S01|SiteName=Branch|Status=1|Type=1", NULL);
  fake_cim_answer (cim, SIZES, NULL);
  fake_cim_answer (cim, POINTS,
                   "NALPath=" NAL "|SiteCode=S01|ServerName=BR01SMS|RoleName=SMS Distribution "
                   "Point",
                   NULL);
}

static void
tear_down (Table *table, gconstpointer data)
{
  g_autofree char *packages = g_build_filename (table->folder, "E", "SMSPKG", NULL);
  g_autofree char *drive = g_build_filename (table->folder, "E", NULL);

  for (guint i = 0; i < table->files->len; i++)
    g_remove (table->files->pdata[i]);
  g_rmdir (packages);
  g_rmdir (drive);
  g_rmdir (table->folder);
  g_free (table->folder);
  g_ptr_array_unref (table->files);
  probe_fixture_tear_down (&table->probe, NULL);
}

static void
add_file (Table *table, const char *name, int mode)
{
  g_autofree char *folder = g_build_filename (table->folder, "E", "SMSPKG", NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "package", -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  g_ptr_array_add (table->files, path);
}

static ResiteJob *
look_before (Table *table, const char *machine, const char *argument)
{
  ResiteProbe *probe = probe_fixture_make ("preflight", machine, "source:E:\\SMSPKG", argument);

  probe->required = FALSE;
  return probe_fixture_run (&table->probe, probe);
}

static ResiteJob *
look_after (Table *table)
{
  return probe_fixture_run (&table->probe,
                            probe_fixture_make ("package-status", "new", "S01", "BR01SMS"));
}

static const char *
get_message (ResiteJob *job, const char *name)
{
  return resite_job_item_get_message (resite_job_find_item (job, name));
}

static void
test_preflight (Table *table, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_file (table, "AUS00001.PCK", 0444);
  add_file (table, "AUS00002.PCK", 0644);
  add_file (table, "AUS00003.PCK", 0444);
  fake_cim_answer (table->probe.cim, PACKAGES,
                   "PackageID=AUS00001|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=AUS00002|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=AUS00003|SourceVersion=2|StoredPkgVersion=1",
                   "PackageID=AUS00004|SourceVersion=1|StoredPkgVersion=1", NULL);
  job = look_before (table, "new", "||");
  job_run_assert_state (job, "AUS00001", "ready");
  job_run_assert_state (job, "AUS00002", "not-read-only");
  job_run_assert_state (job, "AUS00003", "versions-differ");
  job_run_assert_state (job, "AUS00004", "missing-file");
  job_run_assert_state (job, "probe", "warning");
  g_assert_cmpstr (get_message (job, "probe"), ==,
                   "1 ready; 1 not read-only; 1 versions differ; 1 file is missing");
}

/* Only what the model has is missed. */
static void
test_model (Table *table, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_file (table, "AUS00001.PCK", 0444);
  fake_cim_answer (table->probe.cim, PACKAGES,
                   "PackageID=AUS00001|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=AUS00004|SourceVersion=1|StoredPkgVersion=1", NULL);
  fake_cim_answer (table->probe.cim, ROWS, ROW ("AUS00001"), NULL);
  job = look_before (table, "new", "BR01SMS|S01|");
  job_run_assert_state (job, "probe", "ok");
  g_assert_null (resite_job_find_item (job, "AUS00004"));
}

static void
test_list_where_nobody_answers (Table *table, gconstpointer data)
{
  g_autofree char *list = g_build_filename (table->folder, "known.txt", NULL);
  g_autofree char *argument = g_strconcat ("||", list, NULL);
  g_autoptr (ResiteJob) job = NULL;

  add_file (table, "AUS00001.PCK", 0444);
  g_assert_true (g_file_set_contents (list, "AUS00001\n", -1, NULL));
  g_ptr_array_add (table->files, g_strdup (list));
  fake_cim_forget (table->probe.cim);
  fake_cim_fail (table->probe.cim, PROVIDER, RESITE_ERROR_UNREACHABLE, "nobody answers");
  job = look_before (table, "new", argument);
  job_run_assert_state (job, "AUS00001", "unknown");
  job_run_assert_state (job, "probe", "unknown");
  g_assert_nonnull (strstr (get_message (job, "probe"), "nobody answers"));
  g_clear_object (&job);

  g_assert_true (g_file_set_contents (
      list, "PackageID,SourceVersion,StoredPkgVersion\nAUS00001,3,3\n", -1, NULL));
  job = look_before (table, "new", argument);
  job_run_assert_state (job, "AUS00001", "ready");
  job_run_assert_state (job, "probe", "ok");
}

/* Neither a site nor a list: not known, and that blocks nothing. */
static void
test_nobody_says (Table *table, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  add_file (table, "AUS00001.PCK", 0444);
  job = look_before (table, "old", "||");
  job_run_assert_state (job, "AUS00001", "unknown");
  job_run_assert_state (job, "probe", "unknown");
}

static void
test_no_folder (Table *table, gconstpointer data)
{
  g_autoptr (ResiteJob) job = look_before (table, "new", "||");

  job_run_assert_state (job, "probe", "unknown");
  g_assert_cmpuint (table->probe.cim->asked->len, ==, 0);
}

static void
test_status (Table *table, gconstpointer data)
{
  FakeCim *cim = table->probe.cim;
  g_autoptr (ResiteJob) job = NULL;

  fake_cim_answer (cim, PACKAGES, "PackageID=AUS00001|SourceVersion=2|StoredPkgVersion=2",
                   "PackageID=AUS00002|SourceVersion=2|StoredPkgVersion=2",
                   "PackageID=AUS00003|SourceVersion=2|StoredPkgVersion=2", NULL);
  fake_cim_answer (cim, ROWS, ROW ("AUS00001"), ROW ("AUS00002"), ROW ("AUS00003"), NULL);
  fake_cim_answer (cim, SUMMARIES, "PackageID=AUS00001|SiteCode=S01|State=0|SourceVersion=2",
                   "PackageID=AUS00002|SiteCode=S01|State=3|SourceVersion=2", NULL);
  fake_cim_answer (cim, COUNTS, "ServerNALPath=one", "ServerNALPath=two", "ServerNALPath=three",
                   NULL);
  job = look_after (table);
  job_run_assert_state (job, "AUS00001", "installed");
  job_run_assert_state (job, "AUS00002", "failed");
  job_run_assert_state (job, "AUS00003", "pending");
  job_run_assert_state (job, "probe", "failed");
  g_assert_nonnull (strstr (get_message (job, "AUS00002"), "3 distribution points have"));
  g_assert_cmpuint (fake_cim_count (cim, COUNTS), ==, 2);
}

static void
test_status_all_right (Table *table, gconstpointer data)
{
  FakeCim *cim = table->probe.cim;
  g_autoptr (ResiteJob) job = NULL;

  fake_cim_answer (cim, PACKAGES, "PackageID=AUS00001|SourceVersion=2|StoredPkgVersion=2", NULL);
  fake_cim_answer (cim, ROWS, ROW ("AUS00001"), NULL);
  fake_cim_answer (cim, SUMMARIES, "PackageID=AUS00001|SiteCode=S01|State=0|SourceVersion=2", NULL);
  job = look_after (table);
  job_run_assert_state (job, "probe", "ok");
}

static void
test_status_cut (Table *table, gconstpointer data)
{
  FakeCim *cim = table->probe.cim;
  g_autoptr (ResiteJob) job = NULL;

  fake_cim_answer (cim, ROWS, ROW ("AUS00001"), NULL);
  fake_cim_fail (cim, SUMMARIES, RESITE_ERROR_TIMED_OUT, "it takes too long");
  job = look_after (table);
  job_run_assert_state (job, "probe", "unknown");
  g_assert_nonnull (strstr (get_message (job, "probe"), "it takes too long"));
  g_assert_null (resite_job_find_item (job, "AUS00001"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/remote-probe-table/" name, Table, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("preflight", test_preflight);
  ADD ("model", test_model);
  ADD ("list-where-nobody-answers", test_list_where_nobody_answers);
  ADD ("nobody-says", test_nobody_says);
  ADD ("no-folder", test_no_folder);
  ADD ("status", test_status);
  ADD ("status/all-right", test_status_all_right);
  ADD ("status/cut", test_status_cut);
  return g_test_run ();
}
