/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-ledger.h"
#include "resite-copy-job.h"
#include "resite-error.h"
#include "resite-folder-local.h"

static gboolean
lies_in (const char *inner, const char *outer)
{
  gsize length = strlen (outer);

  return strncmp (inner, outer, length) == 0 && (inner[length] == '/' || inner[length] == '\0');
}

/* An address would become a folder of that name here, and an empty word (a script's unset
 * variable) would mean the folder that the script happens to stand in. */
static char *
find_path (const char *word, GError **error)
{
  g_autofree char *scheme = g_uri_parse_scheme (word);
  g_autofree char *path = NULL;

  if (*word == '\0')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("a folder has an empty name"));
      return NULL;
    }
  if (scheme != NULL && strstr (word, "://") != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is an address; mount it on this desk and name the folder"), word);
      return NULL;
    }
  path = g_canonicalize_filename (word, NULL);
  return g_steal_pointer (&path);
}

/* What lies behind links, for the part of the path that is there. */
static char *
find_real_path (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  g_autofree char *above = NULL;

  if (real != NULL || g_str_equal (path, "/"))
    return g_strdup (real != NULL ? real : path);
  parent = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  above = find_real_path (parent);
  return g_build_filename (above, name, NULL);
}

/* A copy into itself would never end, and one onto itself would look well done. */
static gboolean
check_apart (const char *source, const char *target, GError **error)
{
  g_autofree char *real_source = find_real_path (source);
  g_autofree char *real_target = find_real_path (target);

  if (!lies_in (real_target, real_source) && !lies_in (real_source, real_target))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s and %s lie inside each other; a copy needs two places"), source, target);
  return FALSE;
}

/* Only to be told what a copy would do, nothing need be there: an empty folder stands in. */
static char *
make_stand_in (ResiteCli *cli, const char *path, GError **error)
{
  GError *local = NULL;
  char *stand_in;

  if (!resite_cli_has (cli, "dry-run") || g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (path);
  stand_in = g_dir_make_tmp ("resite-empty-XXXXXX", &local);
  if (stand_in == NULL)
    g_propagate_error (error, resite_error_from_gio (local));
  return stand_in;
}

static ResiteFolder *
open_target (ResiteCli *cli, const char *path, GError **error)
{
  if (!resite_cli_has (cli, "verify-only") && !resite_cli_has (cli, "dry-run") &&
      g_mkdir_with_parents (path, 0755) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Making %s"), path);
      return NULL;
    }
  return resite_folder_local_new (path, error);
}

static char *
format_note (const char *source, const char *target, ResiteJob *job)
{
  /* TRANSLATORS: a note in the record: from, to, how many items are good, how many failed. */
  return g_strdup_printf (_ ("copy from %s to %s: %u good, %u failed"), source, target,
                          resite_job_count_items (job, RESITE_ITEM_GOOD),
                          resite_job_count_items (job, RESITE_ITEM_FAILED));
}

static ResiteCliStatus
copy (ResiteCli *cli, const char *source_path, const char *target_path, ResiteFolder *source,
      ResiteFolder *target, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autofree char *key = g_strdup_printf ("%s\n%s", source_path, target_path);
  ResiteCliLedger *ledger = resite_cli_ledger_open (cli, key, error);
  ResiteCopyOptions options = {
    .delta = resite_cli_has (cli, "delta"),
    .verify_only = resite_cli_has (cli, "verify-only"),
    .no_verify = resite_cli_has (cli, "no-verify"),
    .dry_run = resite_cli_has (cli, "dry-run"),
    .make_packages_read_only = resite_cli_has (cli, "set-read-only"),
    .only = resite_cli_get (cli, "only"),
    .workers = resite_cli_get_number (cli, "jobs", 0),
  };
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *note = NULL;
  ResiteCliStatus status;

  if (ledger == NULL)
    return RESITE_CLI_REFUSED;
  job = resite_copy_job_new (source, target, resite_cli_ledger_get (ledger), clock, &options);
  status = resite_cli_run_job (cli, job, report, NULL, error);
  note = format_note (source_path, target_path, job);
  if (!resite_cli_ledger_close (ledger, note, *error == NULL ? error : NULL) &&
      status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

static ResiteCliStatus
run_copy (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *source_path = find_path (arguments[0], error);
  g_autofree char *target_path = source_path != NULL ? find_path (arguments[1], error) : NULL;
  g_autofree char *stand_in = NULL;
  g_autoptr (ResiteFolder) source = NULL;
  g_autoptr (ResiteFolder) target = NULL;
  ResiteCliStatus status;

  if (target_path == NULL || !check_apart (source_path, target_path, error))
    return RESITE_CLI_REFUSED;
  source = resite_folder_local_new (source_path, error);
  if (source == NULL)
    return RESITE_CLI_REFUSED;
  stand_in = make_stand_in (cli, target_path, error);
  target = stand_in != NULL ? open_target (cli, stand_in, error) : NULL;
  if (target == NULL)
    return RESITE_CLI_REFUSED;
  status = copy (cli, source_path, target_path, source, target, error);
  if (strcmp (stand_in, target_path) != 0)
    g_rmdir (stand_in);
  return status;
}

static const ResiteCliOption copy_options[] = {
  { "delta", RESITE_CLI_FLAG, NULL, N_ ("Leave alone what is the same by size and time") },
  { "verify-only", RESITE_CLI_FLAG, NULL, N_ ("Copy nothing: is all there, and the same?") },
  { "no-verify", RESITE_CLI_FLAG, NULL, N_ ("Do not read the copies back") },
  { "dry-run", RESITE_CLI_FLAG, NULL, N_ ("Only tell what would be done") },
  { "set-read-only", RESITE_CLI_FLAG, NULL, N_ ("Make package files read-only, as preloads need") },
  { "only", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("One file of SRC") },
  { "jobs", RESITE_CLI_NUMBER, N_ ("N"), N_ ("Files at a time") },
  { "in", RESITE_CLI_TEXT, N_ ("ID"), N_ ("Keep the work in the journal of this run") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who does it, with --in") },
  { NULL },
};

const ResiteCliVerb resite_cli_copy_verbs[] = {
  { "copy", "SRC DST", 2, 2, N_ ("Copy a folder, read it back, go on after a kill"),
    N_ ("SRC and DST are folders of this desk or mounted on it. Each file gets its place only when "
        "it is whole and compared. Called again after a kill it goes on. Items: copied, unchanged, "
        "resumed, verified, failed, extra."),
    copy_options, run_copy },
  { NULL },
};
