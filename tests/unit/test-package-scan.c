/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-scan.h"
#include "resite-read-only-job.h"

static void
test_ids (void)
{
  static const char *const good[] = { "P0100012", "c01ABCDE", "A1200000", "00100012" };
  static const char *const bad[] = {
    "", "P010001", "P01000122", "P01000G2", "P-100012", "P0100 12"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (resite_package_id_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (resite_package_id_is_valid (bad[i]));
  g_assert_false (resite_package_id_is_valid (NULL));
}

static void
test_file_names (void)
{
  static const struct
  {
    const char *name;
    const char *id;
  } cases[] = {
    { "P0100012.PCK", "P0100012" }, { "p010001a.pkg", "P010001A" }, { "P010001B.DLT.2", NULL },
    { "P010001B.DLT.5.6", NULL },   { "P0100021.PCK.1", NULL },     { "P0100021.PCK.temp", NULL },
    { "preload.bat", NULL },        { "U2J0GVIQ.PKG", NULL },       { "P0100012", NULL },
    { "P0100012.PCKX", NULL },      { "P0100012.TXT", NULL },       { "xP0100012.PCK", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = resite_package_id_from_file_name (cases[i].name);

      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

static ResitePackageScan *
scan (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, &error);
  ResitePackageScan *result;

  g_assert_no_error (error);
  result = resite_package_scan_run (folder, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static const ResitePackageFile *
package_at (ResitePackageScan *result, guint i)
{
  return g_ptr_array_index (result->packages, i);
}

/* The folder of tests/data/preload/smspkg-dir.txt, made for real. */
static void
test_folder (void)
{
  g_autofree char *names = job_run_read_data ("preload/smspkg-dir.txt", NULL);
  g_auto (GStrv) lines = NULL;
  char *folder = job_run_make_folder ();
  g_autofree char *subfolder = g_build_filename (folder, "P0100099.PCK", NULL);
  g_autoptr (ResitePackageScan) result = NULL;

  lines = g_strsplit (names, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_free (job_run_write (folder, lines[i], "x"));
  g_assert_cmpint (g_mkdir (subfolder, 0755), ==, 0);

  result = scan (folder);
  g_assert_cmpuint (result->packages->len, ==, 8);
  g_assert_cmpstr (package_at (result, 0)->id, ==, "P0100007");
  g_assert_cmpstr (package_at (result, 5)->id, ==, "P0100020");
  g_assert_cmpstr (package_at (result, 5)->file, ==, "P0100020.pkg");
  g_assert_cmpuint (package_at (result, 5)->size, ==, 1);
  g_assert_cmpuint (result->strays->len, ==, 5);
  g_assert_cmpstr (g_ptr_array_index (result->strays, 0), ==, "P010001B.DLT.2");
  g_assert_cmpstr (g_ptr_array_index (result->strays, 2), ==, "P0100099.PCK/");
  job_run_remove_folder (folder);
}

static void
test_both_endings (void)
{
  char *folder = job_run_make_folder ();
  g_autoptr (ResitePackageScan) result = NULL;

  g_free (job_run_write (folder, "P0100012.PKG", "1"));
  g_free (job_run_write (folder, "P0100012.pck", "22"));
  g_free (job_run_write (folder, "P0100013.PCK", "22"));
  g_free (job_run_write (folder, "P0100013.pkg", "1"));
  result = scan (folder);
  g_assert_cmpuint (result->packages->len, ==, 2);
  g_assert_cmpstr (package_at (result, 0)->file, ==, "P0100012.pck");
  g_assert_cmpuint (package_at (result, 0)->size, ==, 2);
  g_assert_cmpstr (package_at (result, 1)->file, ==, "P0100013.PCK");
  g_assert_cmpuint (result->strays->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (result->strays, 0), ==, "P0100012.PKG");
  g_assert_cmpstr (g_ptr_array_index (result->strays, 1), ==, "P0100013.pkg");
  job_run_remove_folder (folder);
}

static void
test_read_only_repair (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *open_file = job_run_write (folder, "P0100012.PCK", "1");
  g_autofree char *shut_file = job_run_write (folder, "P0100013.PCK", "1");
  g_autofree char *stray = job_run_write (folder, "readme.txt", "1");
  g_autoptr (ResiteFolder) target = resite_folder_local_new (folder, NULL);
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = resite_read_only_job_new (target, ledger, NULL);
  g_autoptr (ResitePackageScan) before = NULL;
  g_autoptr (ResitePackageScan) after = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_folder_set_read_only (target, "P0100013.PCK", TRUE, &error));
  before = scan (folder);
  g_assert_false (package_at (before, 0)->read_only);
  g_assert_true (package_at (before, 1)->read_only);

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpint (*(gint64 *)g_hash_table_lookup (resite_job_get_totals (job), "changed"), ==, 1);
  job_run_assert_state (job, "P0100012", "ready");

  after = scan (folder);
  g_assert_true (package_at (after, 0)->read_only);
  g_assert_true (package_at (after, 1)->read_only);
  info = resite_folder_query (target, "readme.txt", NULL, &error);
  g_assert_false (info->read_only);
  rows = resite_ledger_read (ledger, &error);
  g_assert_cmpuint (rows->len, ==, 2);
  job_run_remove_folder (folder);
}

static void
test_no_folder (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *gone = g_build_filename (folder, "sub", NULL);
  g_autoptr (ResiteFolder) target = NULL;
  g_autoptr (ResitePackageScan) result = NULL;
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (gone, 0755), ==, 0);
  target = resite_folder_local_new (gone, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rmdir (gone), ==, 0);
  result = resite_package_scan_run (target, NULL, &error);
  g_assert_null (result);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  job = resite_read_only_job_new (target, NULL, NULL);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
  job_run_remove_folder (folder);
}

static void
assert_list (const char *text, gssize length, const char *expected)
{
  g_autoptr (GPtrArray) ids = resite_package_list_parse (text, length);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", (char *)g_ptr_array_index (ids, i));
  g_assert_cmpstr (joined->str, ==, expected);
  g_string_free (joined, TRUE);
}

static void
test_known_lists (void)
{
  static const char wide[] = "\xFF\xFEP\0"
                             "0\0"
                             "1\0"
                             "0\0"
                             "0\0"
                             "0\0"
                             "1\0"
                             "2\0"
                             "\r\0\n\0";

  assert_list ("", -1, "");
  assert_list ("P0100013\np0100012\nP0100013\n", -1, "P0100012 P0100013");
  assert_list ("# P0100099 is gone\r\nP0100012 3 # P0100098\r\n", -1, "P0100012");
  assert_list (" Volume in drive E\r\n10/14/2008  09:02 AM  1,268,544 P0100012.PKG\r\n"
               "10/14/2008  09:02 AM  20081014 P010001B.DLT.2\r\n",
               -1, "P0100012");
  assert_list ("\\\\srv\\sms_s01\\inboxes\\pkginfo.box\\P010001A.PKG\n", -1, "P010001A");
  assert_list ("PackageID\tName\nP0100012\t\"Office 20081014\"\n", -1, "P0100012");
  assert_list ("{12345678-ABCD-4444-9999-ABCDEF012345}\n", -1, "");
  assert_list ("00100012\n", -1, "00100012");
  assert_list (wide, sizeof wide - 1, "P0100012");
  assert_list ("P0100012 M\xFCller\r\n", -1, "P0100012");
}

static void
test_difference (void)
{
  char *folder = job_run_make_folder ();
  g_autoptr (ResitePackageScan) result = NULL;
  g_autoptr (GPtrArray) known = resite_package_list_parse ("P0100013\nP0100014\nP0100001\n", -1);
  g_autoptr (ResitePackageDifference) difference = NULL;

  g_free (job_run_write (folder, "P0100012.PCK", "1"));
  g_free (job_run_write (folder, "p0100013.pck", "1"));
  result = scan (folder);
  difference = resite_package_scan_compare (result, known);
  g_assert_cmpuint (difference->both->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (difference->both, 0), ==, "P0100013");
  g_assert_cmpuint (difference->only_files->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (difference->only_files, 0), ==, "P0100012");
  g_assert_cmpuint (difference->only_known->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (difference->only_known, 0), ==, "P0100001");
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package-scan/ids", test_ids);
  g_test_add_func ("/package-scan/file-names", test_file_names);
  g_test_add_func ("/package-scan/folder", test_folder);
  g_test_add_func ("/package-scan/both-endings", test_both_endings);
  g_test_add_func ("/package-scan/read-only-repair", test_read_only_repair);
  g_test_add_func ("/package-scan/no-folder", test_no_folder);
  g_test_add_func ("/package-scan/known-lists", test_known_lists);
  g_test_add_func ("/package-scan/difference", test_difference);
  return g_test_run ();
}
