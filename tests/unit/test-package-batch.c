/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-run.h"
#include "resite-folder-local.h"
#include "resite-package-batch.h"
#include "resite-preload-results.h"

static GPtrArray *
make_ids (const char *first, ...)
{
  GPtrArray *ids = g_ptr_array_new ();
  va_list more;

  va_start (more, first);
  for (const char *id = first; id != NULL; id = va_arg (more, const char *))
    g_ptr_array_add (ids, (gpointer)id);
  va_end (more);
  return ids;
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

static void
assert_crlf (const char *text)
{
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  g_assert_cmpuint (count (text, "\n"), ==, count (text, "\r\n"));
  g_assert_cmpuint (count (text, "\r"), ==, count (text, "\r\n"));
}

static void
test_batch (void)
{
  g_autoptr (GPtrArray) ids = make_ids ("P0100012", "p010001a", "preload.", "P0100013", NULL);
  g_autofree char *text = resite_package_batch_format (ids, "E:\\SMSTools\\PreLoadPkgOnSite.exe",
                                                       "E:\\SMSPKG", "E:\\SMSTools");

  assert_crlf (text);
  g_assert_true (g_str_has_prefix (text, "@echo off\r\n"));
  g_assert_nonnull (strstr (text, "pushd \"E:\\SMSPKG\"\r\n"));
  g_assert_nonnull (strstr (text, ">>\"%result%\" echo ==== Resite: package P0100012 ====\r\n"));
  g_assert_nonnull (
      strstr (text, ">>\"%result%\" 2>&1 \"E:\\SMSTools\\PreLoadPkgOnSite.exe\" P010001A\r\n"));
  g_assert_cmpuint (count (text, "2>&1"), ==, 3);
  /* No id of a batch file, which the article's script could put into its own list. */
  g_assert_null (strstr (text, "preload. "));
  /* A new file for each run, and one that is there is never written to. */
  g_assert_nonnull (strstr (text, "set \"result=E:\\SMSTools\\preload-result-%stamp%.txt\"\r\n"));
  g_assert_nonnull (strstr (text, "if not exist \"%result%\" goto start\r\n"));
  g_assert_null (strstr (text, "P0100012>>"));
}

static void
test_batch_paths (void)
{
  g_autoptr (GPtrArray) ids = make_ids ("P0100012", NULL);
  g_autofree char *text = resite_package_batch_format (ids, "E:\\R&D 100%\\a^b\\tool (x86).exe",
                                                       "\\\\srv\\e$\\SMS \"PKG\"", "E:\\out put\\");

  g_assert_nonnull (strstr (text, "\"E:\\R&D 100%%\\a^b\\tool (x86).exe\" P0100012\r\n"));
  g_assert_nonnull (strstr (text, "pushd \"\\\\srv\\e$\\SMS PKG\"\r\n"));
  g_assert_nonnull (strstr (text, "set \"result=E:\\out put\\preload-result-%stamp%.txt\""));
  assert_crlf (text);
}

static void
test_empty_batch (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *text =
      resite_package_batch_format (ids, "E:\\t.exe", "E:\\SMSPKG", "E:\\SMSTools");

  assert_crlf (text);
  g_assert_cmpuint (count (text, "2>&1"), ==, 0);
}

static void
test_script (void)
{
  g_autofree char *text = resite_package_script_format ("E:\\SMSTools\\PreLoadPkgOnSite.exe",
                                                        "E:\\SMSPKG", "E:\\SMSTools");

  assert_crlf (text);
  g_assert_nonnull (strstr (text, "packageFolder = \"E:\\SMSPKG\"\r\n"));
  g_assert_nonnull (strstr (text, "^[A-Z0-9]{3}[0-9A-F]{5}\\.(PCK|PKG)$"));
  g_assert_nonnull (strstr (text, "CreateTextFile(batchName, False)"));
  g_assert_nonnull (strstr (text, "fso.BuildPath(resultFolder"));
  g_assert_null (strstr (text, "BuildPath(packageFolder"));
  /* Even in a string every quote has its pair. */
  g_assert_cmpuint (count (text, "\"") % 2, ==, 0);
}

/* What the batch would write, and what we make of it, belong together. */
static void
test_round_trip (void)
{
  static const char result[] = RESITE_PACKAGE_HEADING
      "P0100012" RESITE_PACKAGE_HEADING_TAIL "\r\n"
      "Forward package status for pkg P0100012 to site P01\r\n"
      "****** Successfully set the Compressed Package Path on this site ******\r\n"
      "****** Successfully forwarded the information up the hierarchy "
      "******\r\n" RESITE_PACKAGE_EXIT_CODE "0\r\n" RESITE_PACKAGE_HEADING
      "P0100013" RESITE_PACKAGE_HEADING_TAIL "\r\n" RESITE_PACKAGE_EXIT_CODE "5\r\n";
  g_autoptr (GPtrArray) rows = resite_preload_parse_results (result, -1);
  const ResiteLedgerRow *row;

  g_assert_cmpuint (rows->len, ==, 2);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->name, ==, "P0100012");
  g_assert_cmpstr (row->state, ==, "forwarded");
  g_assert_cmpint (row->exit_code, ==, 0);
  row = g_ptr_array_index (rows, 1);
  g_assert_cmpstr (row->state, ==, "failed");
  g_assert_cmpint (row->exit_code, ==, 5);
}

static void
test_write (void)
{
  char *folder = job_run_make_folder ();
  g_autoptr (ResiteFolder) target = resite_folder_local_new (folder, NULL);
  g_autofree char *path = job_run_write (folder, "preload.bat", "an older and longer text");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_package_text_write (target, "preload.bat", "new\r\n", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "new\r\n");
  entries = resite_folder_list (target, "", NULL, &error);
  g_assert_cmpuint (entries->len, ==, 1);

  g_assert_false (resite_package_text_write (target, "no/such/folder.bat", "new\r\n", &error));
  g_assert_nonnull (error);
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package-batch/batch", test_batch);
  g_test_add_func ("/package-batch/paths", test_batch_paths);
  g_test_add_func ("/package-batch/empty", test_empty_batch);
  g_test_add_func ("/package-batch/script", test_script);
  g_test_add_func ("/package-batch/round-trip", test_round_trip);
  g_test_add_func ("/package-batch/write", test_write);
  return g_test_run ();
}
