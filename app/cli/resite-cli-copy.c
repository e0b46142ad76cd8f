/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-ledger.h"
#include "resite-cli-place.h"
#include "resite-copy-job.h"
#include "resite-error.h"

#define LARGEST_RATE 1e15

/* "2M": bytes a second, by thousands as everywhere here. */
static gboolean
parse_rate (const char *text, guint64 *rate, GError **error)
{
  static const char units[] = "KMG";
  char *rest = NULL;
  double number = g_ascii_strtod (text, &rest);
  const char *unit = *rest != '\0' ? strchr (units, g_ascii_toupper (*rest)) : NULL;

  for (const char *step = units; unit != NULL && step <= unit; step++)
    number *= 1000;
  if (rest == text || number < 1 || number > LARGEST_RATE ||
      (*rest != '\0' && (unit == NULL || rest[1] != '\0')))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("--limit is bytes a second, as 500K, 2M or 1.5G, not %s"), text);
      return FALSE;
    }
  *rate = (guint64)number;
  return TRUE;
}

static gboolean
parse_hash (const char *text, ResiteCopyHashKind *hash, GError **error)
{
  if (g_ascii_strcasecmp (text, "xxh3") == 0)
    *hash = RESITE_COPY_XXH3;
  else if (g_ascii_strcasecmp (text, "sha256") == 0)
    *hash = RESITE_COPY_SHA256;
  else
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("--hash is xxh3 or sha256, not %s"), text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_together (ResiteCli *cli, GError **error)
{
  if (resite_cli_has (cli, "delete-extra") &&
      (resite_cli_has (cli, "verify-only") || resite_cli_has (cli, "only")))
    {
      g_set_error_literal (
          error, RESITE_ERROR, RESITE_ERROR_INVALID,
          _ ("--delete-extra needs a copy of the whole folder; it does not go with "
             "--verify-only or --only"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_options (ResiteCli *cli, ResiteCopyOptions *options, GError **error)
{
  *options = (ResiteCopyOptions){
    .delta = resite_cli_has (cli, "delta"),
    .verify_only = resite_cli_has (cli, "verify-only"),
    .no_verify = resite_cli_has (cli, "no-verify"),
    .dry_run = resite_cli_has (cli, "dry-run"),
    .make_packages_read_only = resite_cli_has (cli, "set-read-only"),
    .only = resite_cli_get (cli, "only"),
    .workers = resite_cli_get_number (cli, "jobs", 0),
    .low_priority = resite_cli_has (cli, "low-priority"),
    .delete_extra = resite_cli_has (cli, "delete-extra"),
    .full_hash = resite_cli_has (cli, "full-hash"),
  };

  if (resite_cli_has (cli, "limit") &&
      !parse_rate (resite_cli_get (cli, "limit"), &options->limit, error))
    return FALSE;
  if (resite_cli_has (cli, "hash") &&
      !parse_hash (resite_cli_get (cli, "hash"), &options->hash, error))
    return FALSE;
  return check_together (cli, error);
}

static char *
format_note (const char *source, const char *target, ResiteJob *job)
{
  /* TRANSLATORS: a note in the record: from, to, how many items are good, how many failed. */
  return g_strdup_printf (_ ("copy from %s to %s: %u good, %u failed"), source, target,
                          resite_job_count_items (job, RESITE_ITEM_GOOD),
                          resite_job_count_items (job, RESITE_ITEM_FAILED));
}

/* A folder that cannot even be listed, as one that is not there in its share. */
static gboolean
could_not_start (ResiteJob *job)
{
  return resite_job_get_state (job) == RESITE_JOB_FAILED &&
         !g_hash_table_contains (resite_job_get_totals (job), "new_files");
}

static ResiteCliStatus
copy (ResiteCli *cli, const ResiteCliPlace *from, const ResiteCliPlace *to, ResiteFolder *source,
      ResiteFolder *target, const ResiteCopyOptions *options, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autofree char *key = g_strdup_printf ("%s\n%s", from->name, to->name);
  ResiteCliLedger *ledger = resite_cli_ledger_open (cli, key, error);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *note = NULL;
  ResiteCliStatus status;

  if (ledger == NULL)
    return RESITE_CLI_REFUSED;
  job = resite_copy_job_new (source, target, resite_cli_ledger_get (ledger), clock, options);
  status = resite_cli_run_job (cli, job, report, NULL, error);
  if (could_not_start (job))
    status = RESITE_CLI_REFUSED;
  note = format_note (from->name, to->name, job);
  if (!resite_cli_ledger_close (ledger, note, *error == NULL ? error : NULL) &&
      status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

/* Nothing is begun where one of the two cannot be reached. */
static ResiteCliStatus
open_and_copy (ResiteCli *cli, const ResiteCliPlace *from, const ResiteCliPlace *to,
               const ResiteCopyOptions *options, GError **error)
{
  const ResiteCliPlaceUse use = options->dry_run       ? RESITE_CLI_PLACE_IMAGINE
                                : options->verify_only ? RESITE_CLI_PLACE_READ
                                                       : RESITE_CLI_PLACE_WRITE;
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (ResiteFolder) source =
      resite_cli_place_open (cli, from, RESITE_CLI_PLACE_READ, &credentials, error);
  g_autoptr (ResiteFolder) target =
      source != NULL ? resite_cli_place_open (cli, to, use, &credentials, error) : NULL;

  if (target != NULL)
    return copy (cli, from, to, source, target, options, error);
  return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? RESITE_CLI_CANCELLED
                                                                    : RESITE_CLI_REFUSED;
}

static ResiteCliStatus
run_copy (ResiteCli *cli, const char *const *arguments, GError **error)
{
  ResiteCopyOptions options;
  g_autoptr (ResiteCliPlace) from =
      resite_cli_place_parse (arguments[0], "source-password-fd", error);
  g_autoptr (ResiteCliPlace) to =
      from != NULL ? resite_cli_place_parse (arguments[1], "target-password-fd", error) : NULL;

  if (to == NULL || !resite_cli_place_check_apart (from, to, error) ||
      !read_options (cli, &options, error))
    return RESITE_CLI_REFUSED;
  return open_and_copy (cli, from, to, &options, error);
}

static const ResiteCliOption copy_options[] = {
  { "delta", RESITE_CLI_FLAG, NULL, N_ ("Leave alone what is the same by size and time") },
  { "verify-only", RESITE_CLI_FLAG, NULL, N_ ("Copy nothing: is all there, and the same?") },
  { "no-verify", RESITE_CLI_FLAG, NULL, N_ ("Do not read the copies back") },
  { "dry-run", RESITE_CLI_FLAG, NULL, N_ ("Only tell what would be done") },
  { "set-read-only", RESITE_CLI_FLAG, NULL, N_ ("Make package files read-only, as preloads need") },
  { "only", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("One file of SRC") },
  { "jobs", RESITE_CLI_NUMBER, N_ ("N"), N_ ("Files at a time") },
  { "full-hash", RESITE_CLI_FLAG, NULL, N_ ("Read every file of SRC, whatever its times say") },
  { "hash", RESITE_CLI_TEXT, N_ ("KIND"), N_ ("What proves a content: xxh3 (usual) or sha256") },
  { "delete-extra", RESITE_CLI_FLAG, NULL,
    N_ ("Remove from DST what SRC does not have, at the end") },
  { "limit", RESITE_CLI_TEXT, N_ ("RATE"), N_ ("Bytes a second at most, as 500K or 2M") },
  { "low-priority", RESITE_CLI_FLAG, NULL, N_ ("Let other programs have the disk first") },
  { "smb1", RESITE_CLI_FLAG, NULL, N_ ("Allow SMB 1, which old servers speak") },
  { "source-password-fd", RESITE_CLI_NUMBER, N_ ("N"),
    N_ ("Read the password for SRC from this open file") },
  { "target-password-fd", RESITE_CLI_NUMBER, N_ ("N"),
    N_ ("Read the password for DST from this open file") },
  { "in", RESITE_CLI_TEXT, N_ ("ID"), N_ ("Keep the work in the journal of this run") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who does it, with --in") },
  { NULL },
};

const ResiteCliVerb resite_cli_copy_verbs[] = {
  { "copy", "SRC DST", 2, 2, N_ ("Copy a folder, read it back, go on after a kill"),
    N_ ("SRC and DST are folders of this desk, or smb://[domain;]user@server[:port]/share/folder; "
        "a "
        "password is asked for at the terminal. Each file gets its place only when it is whole and "
        "compared. Called again it leaves alone what did not change, and after a kill it goes on; "
        "a "
        "change time that moved has the content read. A file that is in use, or a line that is "
        "cut, "
        "is tried three times more. --dry-run tells what is new, changed, unchanged and extra. "
        "Items: copied, unchanged, resumed, verified, failed, extra, removed; with --dry-run new "
        "and changed."),
    copy_options, run_copy },
  { NULL },
};
