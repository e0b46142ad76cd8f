/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab.h"
#include "resite-package-scan.h"
#include "resite-plan.h"
#include "resite-preload-job.h"
#include "resite-read-only-job.h"

/* Few, small and fast: the tool then takes two milliseconds a package. */
static ResiteLab *
make_lab (guint packages, const char *folder)
{
  const ResiteLabOptions options = { .packages = packages,
                                     .bytes = 40000,
                                     .pace = 1000,
                                     .seed = 5,
                                     .folder = folder,
                                     .reach = RESITE_LAB_LOCAL };
  g_autoptr (GError) error = NULL;
  ResiteLab *lab = resite_lab_new (&options, &error);

  g_assert_no_error (error);
  return lab;
}

static char *
place_of (ResiteLab *lab, const char *name)
{
  return g_build_filename (resite_lab_get_folder (lab), name, NULL);
}

static ResitePackageScan *
scan (const char *path)
{
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);
  g_autoptr (GError) error = NULL;
  ResitePackageScan *result = resite_package_scan_run (folder, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static guint
count_open (ResitePackageScan *result)
{
  guint open = 0;

  for (guint i = 0; i < result->packages->len; i++)
    open += !((ResitePackageFile *)result->packages->pdata[i])->read_only;
  return open;
}

static void
test_plan (void)
{
  g_autoptr (ResiteLab) lab = make_lab (24, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (resite_lab_get_plan_path (lab), &error);
  g_autoptr (GPtrArray) faults = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (resite_plan_get (plan, "site.sms-folder"), ==, "E:\\SMS");
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_test_message ("%s.%s: %s", fault->group, fault->key, fault->message);
      g_assert_cmpint (fault->severity, !=, RESITE_PLAN_FAULT_ERROR);
    }
  g_assert_true (
      g_file_test (resite_plan_get (plan, "tools.preload-desk"), G_FILE_TEST_IS_EXECUTABLE));
  g_assert_true (g_file_test (resite_plan_get (plan, "desk.setup-source"), G_FILE_TEST_IS_DIR));
  resite_lab_destroy (lab);
  g_assert_false (g_file_test (resite_lab_get_folder (lab), G_FILE_TEST_EXISTS));
}

static void
test_packages (void)
{
  g_autoptr (ResiteLab) lab = make_lab (60, NULL);
  g_autoptr (ResiteLab) twin = make_lab (60, NULL);
  g_autofree char *path = place_of (lab, "machines/source/E/SMSPKG");
  g_autofree char *twin_path = place_of (twin, "machines/source/E/SMSPKG");
  g_autofree char *known_path = place_of (lab, "known-packages.txt");
  g_autofree char *text = NULL;
  g_autoptr (ResitePackageScan) result = scan (path);
  g_autoptr (ResitePackageScan) twin_result = scan (twin_path);
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (ResitePackageDifference) difference = NULL;

  g_assert_cmpuint (result->packages->len, ==, 59);
  g_assert_cmpuint (result->strays->len, ==, 3);
  g_assert_cmpuint (count_open (result), >, 0);
  g_assert_cmpuint (count_open (result), <, 10);
  for (guint i = 0; i < result->packages->len; i++)
    g_assert_cmpstr (((ResitePackageFile *)result->packages->pdata[i])->id, ==,
                     ((ResitePackageFile *)twin_result->packages->pdata[i])->id);

  g_assert_true (g_file_get_contents (known_path, &text, NULL, NULL));
  known = resite_package_list_parse (text, -1);
  difference = resite_package_scan_compare (result, known);
  g_assert_cmpuint (difference->only_files->len, ==, 1);
  g_assert_cmpuint (difference->only_known->len, ==, 1);
  resite_lab_destroy (lab);
  resite_lab_destroy (twin);
}

static GPtrArray *
list_ids (ResitePackageScan *result)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < result->packages->len; i++)
    g_ptr_array_add (ids, g_strdup (((ResitePackageFile *)result->packages->pdata[i])->id));
  return ids;
}

static ResiteJob *
preload_all (ResiteLab *lab, const char *path, ResiteLedger *ledger)
{
  g_autoptr (ResitePackageScan) result = scan (path);
  g_autoptr (GPtrArray) ids = list_ids (result);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (GError) error = NULL;
  ResiteJob *job =
      resite_preload_job_new (resite_lab_get_tool_path (lab), path, ids, ledger, clock, 60);

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  return job;
}

static guint
count_calls (ResiteLab *lab, const char *what)
{
  g_autofree char *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (resite_lab_get_calls_path (lab), &text, NULL, NULL));
  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}

/* The whole point of the stand-in: the results are bad because the files are, and turn good when
 * the files do. */
static void
test_remedy (void)
{
  g_autoptr (ResiteLab) lab = make_lab (40, NULL);
  g_autofree char *path = place_of (lab, "machines/source/E/SMSPKG");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResitePackageScan) before = scan (path);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);
  g_autoptr (ResiteJob) first = preload_all (lab, path, ledger);
  g_autoptr (ResiteJob) remedy = resite_read_only_job_new (folder, NULL, NULL);
  g_autoptr (ResiteJob) second = NULL;
  const guint open = count_open (before);

  /* One is older than the site's, one the site does not know: those stay bad. */
  g_assert_cmpuint (resite_job_count_items (first, RESITE_ITEM_FAILED), ==, open + 2);
  g_assert_cmpint (resite_job_get_state (first), ==, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpuint (count_calls (lab, "\tbegin\t"), ==, before->packages->len);

  g_assert_true (job_run_to_end (remedy, NULL, NULL));
  second = preload_all (lab, path, ledger);
  g_assert_cmpuint (resite_job_count_items (second, RESITE_ITEM_FAILED), ==, 2);
  g_assert_cmpuint (resite_job_count_items (second, RESITE_ITEM_GOOD), ==,
                    before->packages->len - 2);
  /* Only what had failed was run again. */
  g_assert_cmpuint (count_calls (lab, "\tbegin\t"), ==, before->packages->len + open + 2);
  g_assert_cmpuint (count_calls (lab, "\tforwarded\n"), ==, before->packages->len - 2);
  resite_lab_destroy (lab);
}

static void
test_tool_log (void)
{
  g_autoptr (ResiteLab) lab = make_lab (40, NULL);
  g_autofree char *path = place_of (lab, "machines/source/E/SMSPKG");
  g_autofree char *log = place_of (lab, "machines/source/E/SMS/Logs/distmgr.log");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = preload_all (lab, path, ledger);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  g_assert_nonnull (strstr (text, "$$<SMS_DISTRIBUTION_MANAGER><"));
  g_assert_nonnull (strstr (text, "requires a newer version"));
  g_assert_nonnull (strstr (text, "StoredPkgVersion in database is"));
  resite_lab_destroy (lab);
}

static void
test_tool_outside (void)
{
  g_autoptr (ResiteLab) lab = make_lab (3, NULL);
  char *folder = job_run_make_folder ();
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawn (launcher, &error, resite_lab_get_tool_path (lab),
                                         "C0100012", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
  job_run_remove_folder (folder);
  resite_lab_destroy (lab);
}

static void
assert_there (ResiteLab *lab, const char *name, gboolean there)
{
  g_autofree char *path = place_of (lab, name);

  g_test_message ("%s", name);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, there);
}

/* What SMS tells of itself comes as time goes. */
static void
wait_for (ResiteLab *lab, const char *name)
{
  g_autofree char *path = place_of (lab, name);

  g_test_message ("%s", name);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
}

static void
act (ResiteLab *lab, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_act (lab, step, &error));
  g_assert_no_error (error);
}

/* The share's way through C10, R1 and R2, each done twice. */
static void
test_acts (void)
{
  g_autoptr (ResiteLab) lab = make_lab (6, NULL);
  g_autofree char *one = place_of (lab, "machines/new/E/SMSPKGE$/C0199999");
  static const char *const steps[] = { "C10", "C10", "C11", "C11", "C14", "R1", "R1" };

  g_assert_cmpint (g_mkdir_with_parents (one, 0755), ==, 0);
  act (lab, "G1");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    act (lab, steps[i]);
  assert_there (lab, "machines/new/E/SMSPKGE$_OLD/C0199999", TRUE);
  assert_there (lab, "machines/new/E/SMSPKGE$/C0199999", FALSE);
  wait_for (lab, "machines/new/E/SMS/Logs/distmgr.log");
  wait_for (lab, "machines/new/E/SMS/Logs/MPSetup.log");
  act (lab, "R2");
  act (lab, "R2");
  assert_there (lab, "machines/new/E/SMSPKGE$/C0199999", TRUE);
  assert_there (lab, "machines/new/E/SMSPKGE$_OLD", FALSE);
  act (lab, "R6");
  act (lab, "R13");
  resite_lab_destroy (lab);
}

/* Deleting follows no link and stops at what the lab did not make. */
static void
test_destroy (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *own = g_build_filename (folder, "lab", NULL);
  g_autofree char *kept = job_run_write (folder, "kept/file.txt", "kept");
  g_autofree char *kept_folder = g_path_get_dirname (kept);
  g_autoptr (ResiteLab) lab = make_lab (3, own);
  g_autofree char *link = place_of (lab, "machines/new/E/link");

  g_assert_cmpint (symlink (kept_folder, link), ==, 0);
  resite_lab_destroy (lab);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  job_run_remove_folder (folder);
}

static void
test_folder_in_use (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *kept = job_run_write (folder, "file.txt", "kept");
  const ResiteLabOptions options = { .packages = 3, .folder = folder };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLab) lab = resite_lab_new (&options, &error);

  g_assert_null (lab);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  job_run_remove_folder (folder);
}

static void
test_json (void)
{
  g_autoptr (ResiteLab) lab = make_lab (3, NULL);
  g_autofree char *json = resite_lab_to_json (lab);
  g_autofree char *smspkg =
      g_strdup_printf ("\"smspkg\": \"%s/machines/source/E/SMSPKG\"", resite_lab_get_folder (lab));

  g_assert_true (g_str_has_prefix (json, "{\"type\": \"lab\", "));
  g_assert_true (g_str_has_suffix (json, "}"));
  g_assert_null (strchr (json, '\n'));
  g_assert_nonnull (strstr (json, smspkg));
  g_assert_nonnull (strstr (json, "\"primary.2\": {\"name\": \"CENSMS01\", \"files\": "));
  resite_lab_destroy (lab);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/plan", test_plan);
  g_test_add_func ("/lab/packages", test_packages);
  g_test_add_func ("/lab/remedy", test_remedy);
  g_test_add_func ("/lab/tool-log", test_tool_log);
  g_test_add_func ("/lab/tool-outside", test_tool_outside);
  g_test_add_func ("/lab/acts", test_acts);
  g_test_add_func ("/lab/destroy", test_destroy);
  g_test_add_func ("/lab/folder-in-use", test_folder_in_use);
  g_test_add_func ("/lab/json", test_json);
  return g_test_run ();
}
