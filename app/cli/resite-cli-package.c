/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "resite-assign-results.h"
#include "resite-cli-driver.h"
#include "resite-cli-ledger.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-scan.h"
#include "resite-preload-job.h"
#include "resite-read-only-job.h"

static GPtrArray *
list_ids (ResitePackageScan *scan)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *package = g_ptr_array_index (scan->packages, i);

      g_ptr_array_add (ids, g_strdup (package->id));
    }
  return ids;
}

static void
print_package (ResiteCli *cli, ResiteCliReport *report, const char *id, const char *file,
               const char *state, guint64 size, gboolean read_only)
{
  g_autoptr (ResiteJobItem) item = NULL;
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      item = resite_job_item_new (*id != '\0' ? id : file);
      resite_job_item_set (item, state, *id != '\0' ? file : "");
      resite_cli_report_item (report, item, NULL);
      return;
    }
  resite_cli_report_count (report, state);
  builder = resite_cli_report_begin ("item");
  resite_cli_report_add_text (builder, "name", id);
  resite_cli_report_add_text (builder, "state", state);
  resite_cli_report_add_int (builder, "bytes", (gint64)size);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, 0);
  resite_cli_report_add_text (builder, "message", NULL);
  resite_cli_report_add_text (builder, "file", file);
  resite_cli_report_add_flag (builder, "read_only", read_only);
  resite_cli_report_end (builder);
}

static guint64
print_scan (ResiteCli *cli, ResiteCliReport *report, ResitePackageScan *scan)
{
  guint64 bytes = 0;

  for (guint i = 0; i < scan->packages->len; i++)
    {
      const ResitePackageFile *package = g_ptr_array_index (scan->packages, i);

      bytes += package->size;
      print_package (cli, report, package->id, package->file,
                     package->read_only ? "ready" : "not-read-only", package->size,
                     package->read_only);
    }
  for (guint i = 0; i < scan->strays->len; i++)
    print_package (cli, report, "", g_ptr_array_index (scan->strays, i), "ignored", 0, FALSE);
  return bytes;
}

static gboolean
set_read_only (ResiteCli *cli, ResiteFolder *folder, GError **error)
{
  g_autoptr (ResiteJob) job = resite_read_only_job_new (folder, NULL, NULL);
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_cli_watch_signals (cli);
  resite_job_run_async (job, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_job_run_finish (job, result, error);
}

/* The package folder as the server calls it: on the tool's drive unless it was said otherwise. */
static char *
guess_windows_folder (ResiteCli *cli, const char *directory, const char *tool)
{
  g_autofree char *path = g_canonicalize_filename (directory, NULL);
  g_autofree char *name = g_path_get_basename (path);

  if (resite_cli_get (cli, "windows-folder") != NULL)
    return g_strdup (resite_cli_get (cli, "windows-folder"));
  return g_strdup_printf ("%c:\\%s", g_ascii_toupper (tool[0]), name);
}

static gboolean
write_batch (ResiteCli *cli, const char *directory, ResitePackageScan *scan, GError **error)
{
  const char *tool = resite_cli_get (cli, "tool");
  g_autofree char *folder = NULL;
  g_autofree char *results = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  GError *local = NULL;
  const char *slash;

  if (tool == NULL || !g_ascii_isalpha (tool[0]) || tool[1] != ':' || tool[2] != '\\')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("--batch needs --tool with the tool's path on the server, as "
                              "E:\\SMSTools\\PreLoadPkgOnSite.exe"));
      return FALSE;
    }
  slash = strrchr (tool, '\\');
  results = g_strndup (tool, slash - tool);
  folder = guess_windows_folder (cli, directory, tool);
  ids = list_ids (scan);
  text = resite_package_batch_format (ids, tool, folder, results);
  if (g_file_set_contents (resite_cli_get (cli, "batch"), text, -1, &local))
    return TRUE;
  g_propagate_error (error, resite_error_from_gio (local));
  return FALSE;
}

static ResiteCliStatus
run_packages (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (arguments[0], error);
  g_autoptr (ResitePackageScan) scan = NULL;

  if (folder == NULL)
    return RESITE_CLI_REFUSED;
  if (resite_cli_has (cli, "set-read-only") && !set_read_only (cli, folder, error))
    return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? RESITE_CLI_CANCELLED
                                                                      : RESITE_CLI_FAILED;
  scan = resite_package_scan_run (folder, resite_cli_get_cancellable (cli), error);
  if (scan == NULL)
    return RESITE_CLI_REFUSED;
  if (resite_cli_has (cli, "batch") && !write_batch (cli, arguments[0], scan, error))
    return RESITE_CLI_REFUSED;
  resite_cli_report_total (report, (gint64)print_scan (cli, report, scan), 0, NULL);
  if (scan->packages->len == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("%s has no package files; they end in .pck or .pkg"), arguments[0]);
      return RESITE_CLI_FAILED;
    }
  return resite_cli_report_get_count (report, "not-read-only") > 0 ? RESITE_CLI_FAILED
                                                                   : RESITE_CLI_GOOD;
}

static void
add_tool_result (JsonBuilder *builder, ResiteJobItem *item)
{
  resite_cli_report_add_int (builder, "exit_code", resite_job_item_get_exit_code (item));
  resite_cli_report_add_text (builder, "output", resite_job_item_get_output (item));
}

static GPtrArray *
choose_by_hand (const char *list, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit_set (list, ", ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *id = g_ascii_strup (words[i], -1);

      if (*id == '\0')
        continue;
      if (!resite_package_id_is_valid (id))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("\"%s\" is no package id, as C0100012"), words[i]);
          return NULL;
        }
      g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  if (ids->len > 0)
    return g_steal_pointer (&ids);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("--only names no package"));
  return NULL;
}

static void
print_left_out (ResiteCliReport *report, GPtrArray *ids, const char *why)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (ResiteJobItem) item = resite_job_item_new (g_ptr_array_index (ids, i));

      resite_job_item_set (item, "left-out", why);
      resite_cli_report_item (report, item, add_tool_result);
    }
}

static GPtrArray *
choose_known (ResiteCli *cli, ResiteCliReport *report, ResitePackageScan *scan, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (ResitePackageDifference) difference = NULL;
  GError *local = NULL;
  gsize length;

  if (!g_file_get_contents (resite_cli_get (cli, "known"), &text, &length, &local))
    {
      g_propagate_error (error, resite_error_from_gio (local));
      return NULL;
    }
  known = resite_package_list_parse (text, (gssize)length);
  difference = resite_package_scan_compare (scan, known);
  print_left_out (report, difference->only_files, _ ("the site does not know it"));
  print_left_out (report, difference->only_known, _ ("no file of it is here"));
  return g_ptr_array_ref (difference->both);
}

static GPtrArray *
choose (ResiteCli *cli, ResiteCliReport *report, ResiteFolder *folder, GError **error)
{
  g_autoptr (ResitePackageScan) scan = NULL;

  if (resite_cli_has (cli, "only"))
    return choose_by_hand (resite_cli_get (cli, "only"), error);
  scan = resite_package_scan_run (folder, resite_cli_get_cancellable (cli), error);
  if (scan == NULL)
    return NULL;
  return resite_cli_has (cli, "known") ? choose_known (cli, report, scan, error) : list_ids (scan);
}

static char *
find_tool (ResiteCli *cli, GError **error)
{
  const char *tool = resite_cli_get (cli, "tool");
  g_autofree char *path = NULL;

  if (tool == NULL)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("--tool is needed: the program that preloads one package"));
      return NULL;
    }
  path = g_canonicalize_filename (tool, NULL);
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && access (path, X_OK) == 0)
    return g_steal_pointer (&path);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("%s: there is no program of this name that may be run"), path);
  return NULL;
}

static ResiteCliStatus
preload (ResiteCli *cli, ResiteCliReport *report, const char *tool, const char *directory,
         GPtrArray *ids, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s", tool, directory);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *note = NULL;
  ResiteCliLedger *ledger = resite_cli_ledger_open (cli, key, error);
  ResiteCliStatus status;

  if (ledger == NULL)
    return RESITE_CLI_REFUSED;
  job = resite_preload_job_new (tool, directory, ids, resite_cli_ledger_get (ledger), clock,
                                resite_cli_get_number (cli, "patience", 600));
  status = resite_cli_run_job (cli, job, report, add_tool_result, error);
  note = g_strdup_printf (_ ("preload in %s: %u good, %u failed"), directory,
                          resite_job_count_items (job, RESITE_ITEM_GOOD),
                          resite_job_count_items (job, RESITE_ITEM_FAILED));
  if (!resite_cli_ledger_close (ledger, note, *error == NULL ? error : NULL) &&
      status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

static ResiteCliStatus
run_preload (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *directory = g_canonicalize_filename (arguments[0], NULL);
  g_autofree char *tool = find_tool (cli, error);
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GPtrArray) ids = NULL;

  if (tool == NULL)
    return RESITE_CLI_REFUSED;
  folder = resite_folder_local_new (directory, error);
  ids = folder != NULL ? choose (cli, report, folder, error) : NULL;
  if (ids == NULL)
    return RESITE_CLI_REFUSED;
  if (ids->len == 0)
    {
      resite_cli_report_total (report, 0, 0, NULL);
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s has no package to preload"),
                   directory);
      return RESITE_CLI_FAILED;
    }
  return preload (cli, report, tool, directory, ids, error);
}

static ResiteCliStatus
run_read_results (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *text = NULL;
  GError *local = NULL;
  gsize length;

  if (!g_file_get_contents (arguments[0], &text, &length, &local))
    {
      g_propagate_error (error, resite_error_from_gio (local));
      return RESITE_CLI_REFUSED;
    }
  rows = resite_assign_parse_results (text, (gssize)length);
  if (rows->len == 0)
    {
      g_ptr_array_unref (rows);
      rows = resite_preload_parse_results (text, (gssize)length);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);
      g_autoptr (ResiteJobItem) item = resite_job_item_new (row->name);

      resite_job_item_load_row (item, row);
      resite_cli_report_item (report, item, add_tool_result);
    }
  resite_cli_report_total (report, 0, 0, NULL);
  if (rows->len > 0)
    return resite_cli_report_get_status (report);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s holds no result of a preload, and none of assigning"), arguments[0]);
  return RESITE_CLI_FAILED;
}

static const ResiteCliOption packages_options[] = {
  { "set-read-only", RESITE_CLI_FLAG, NULL, N_ ("Make every package file read-only first") },
  { "batch", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Write the batch that preloads them by hand") },
  { "tool", RESITE_CLI_TEXT, N_ ("PATH"), N_ ("Where the tool lies on the server, for --batch") },
  { "windows-folder", RESITE_CLI_TEXT, N_ ("PATH"),
    N_ ("DIR as the server calls it, for --batch; else on the tool's drive") },
  { NULL },
};

static const ResiteCliOption preload_options[] = {
  { "tool", RESITE_CLI_PATH, N_ ("PROGRAM"), N_ ("Is run with one package id as its argument") },
  { "only", RESITE_CLI_TEXT, N_ ("ID,..."), N_ ("These packages alone") },
  { "known", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Ids that the site knows; others are left out") },
  { "patience", RESITE_CLI_NUMBER, N_ ("SECONDS"), N_ ("For one package, 600 if not given") },
  { "in", RESITE_CLI_TEXT, N_ ("ID"), N_ ("Keep the work in the journal of this run") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who does it, with --in") },
  { NULL },
};

const ResiteCliVerb resite_cli_package_verbs[] = {
  { "packages", "DIR", 1, 1, N_ ("List the package files of a folder"),
    N_ ("Items: ready, not-read-only; ignored for whatever is no package file. Exit status 1 where "
        "one is not read-only, for then it cannot be preloaded."),
    packages_options, run_packages },
  { "preload", "DIR", 1, 1, N_ ("Preload every package of a folder with a program of this desk"),
    N_ ("Runs PROGRAM ID once for each package, in DIR, and judges it by its text. Items: "
        "forwarded, half-done, failed, timed-out. Called again after a kill it goes on."),
    preload_options, run_preload },
  { "read-results", "FILE", 1, 1, N_ ("Judge the output file of work done by hand"),
    N_ ("A preload's, or that of the field kit's script which assigns packages, or a list of ids, "
        "each with assigned, already, left out, removed or failed behind it."),
    NULL, run_read_results },
  { NULL },
};
