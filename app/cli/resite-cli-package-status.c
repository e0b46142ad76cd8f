/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-ledger.h"
#include "resite-cli-driver.h"
#include "resite-cli-package-site.h"
#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-package-look.h"
#include "resite-refresh-job.h"

/* The day after: Package Status of one distribution point, and single packages sent again. */

typedef struct
{
  ResiteCliProvider *site; /* or NULL: a list is given */
  const char *server;
  const char *code; /* (nullable) */
  char *text;       /* or NULL: of the list */
  gsize length;

  GPtrArray *states; /* ResitePackageState */
} Look;

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->site, resite_cli_provider_free);
  g_free (look->text);
  g_clear_pointer (&look->states, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static gboolean
look_in_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  if (look->site != NULL)
    look->states = resite_package_look_status (look->site->cim, look->site->space, look->server,
                                               look->code, cancellable, error);
  else
    look->states = resite_package_status_parse (look->text, (gssize)look->length, error);
  return look->states != NULL;
}

static void
add_version (JsonBuilder *builder, const char *name, gint64 version)
{
  if (version >= 0)
    resite_cli_report_add_int (builder, name, version);
}

static void
print_json (const ResitePackageState *state, const ResiteLedgerRow *row)
{
  JsonBuilder *builder = resite_cli_report_begin ("item");

  resite_cli_report_add_text (builder, "name", state->id);
  resite_cli_report_add_text (builder, "state", state->state);
  resite_cli_report_add_int (builder, "bytes", (gint64)state->compressed);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, 0);
  resite_cli_report_add_text (builder, "message", row->message);
  resite_cli_report_add_text (builder, "package", state->name);
  resite_cli_report_add_text (builder, "source_site", state->source_site);
  add_version (builder, "installed_version", state->there);
  add_version (builder, "source_version", state->wanted);
  resite_cli_report_add_time (builder, "last_copied", state->last_copied);
  resite_cli_report_add_time (builder, "summary_date", state->summary_date);
  if (state->points > 0)
    resite_cli_report_add_int (builder, "points", state->points);
  resite_cli_report_end (builder);
}

static void
print_state (ResiteCli *cli, ResiteCliReport *report, const ResitePackageState *state)
{
  g_autoptr (ResiteLedgerRow) row = resite_package_state_to_ledger (state);
  g_autoptr (ResiteJobItem) item = NULL;

  if (resite_cli_has (cli, "not-right") && resite_package_state_is_right (state))
    {
      resite_cli_report_count (report, state->state);
      return;
    }
  if (resite_cli_is_json (cli))
    {
      resite_cli_report_count (report, state->state);
      print_json (state, row);
      return;
    }
  item = resite_job_item_new (state->id);
  resite_job_item_set (item, state->state, row->message);
  resite_cli_report_item (report, item, NULL);
}

static void
add_pattern (JsonBuilder *builder, const ResiteStatusPattern *pattern)
{
  json_builder_begin_object (builder);
  resite_cli_report_add_text (builder, "pattern", pattern->words);
  resite_cli_report_add_int (builder, "not_right", pattern->n_wrong);
  resite_cli_report_add_int (builder, "packages", pattern->n_all);
  json_builder_set_member_name (builder, "names");
  json_builder_begin_array (builder);
  for (guint i = 0; i < pattern->ids->len; i++)
    json_builder_add_string_value (builder, pattern->ids->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_total (ResiteCliReport *report, GPtrArray *states)
{
  JsonBuilder *builder = resite_cli_report_begin_total (report, 0, 0);
  g_autoptr (GPtrArray) patterns = resite_package_status_group (states);
  g_autofree char *text = resite_package_status_describe (states);

  resite_cli_report_add_int (builder, "not_right", resite_package_status_count_wrong (states));
  resite_cli_report_add_flag (builder, "one_cause", resite_package_status_is_epidemic (states));
  resite_cli_report_add_text (builder, "message", text);
  json_builder_set_member_name (builder, "patterns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < patterns->len; i++)
    add_pattern (builder, patterns->pdata[i]);
  json_builder_end_array (builder);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
print_states (ResiteCli *cli, ResiteCliReport *report, GPtrArray *states)
{
  g_autofree char *text = resite_package_status_describe (states);

  for (guint i = 0; i < states->len; i++)
    print_state (cli, report, states->pdata[i]);
  if (resite_cli_is_json (cli))
    print_total (report, states);
  else
    {
      resite_cli_report_total (report, 0, 0, NULL);
      g_print ("%s\n", text);
    }
  return states->len > 0 && resite_package_status_count_wrong (states) == 0 ? RESITE_CLI_GOOD
                                                                            : RESITE_CLI_FAILED;
}

static GPtrArray *
read_ids (const char *list, GError **error)
{
  g_autoptr (GPtrArray) ids = resite_package_list_parse (list, -1);

  if (ids->len > 0)
    return g_steal_pointer (&ids);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" names no package; ids are as C0100012, with commas between"), list);
  return NULL;
}

/* To all that have it: said before, and a person at a terminal or --yes agrees. */
static gboolean
may_update (ResiteCli *cli, GError **error)
{
  if (resite_cli_has (cli, "yes"))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("--update-all sends the whole package to all of its distribution points "
                          "again, and that cannot be taken back. Look at \"points\" of the package "
                          "first, and say --yes"));
  return FALSE;
}

static ResiteCliStatus
send_again (ResiteCli *cli, Look *look, const char *list, gboolean everywhere, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GPtrArray) ids = read_ids (list, error);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = NULL;

  if (ids == NULL || (everywhere && !may_update (cli, error)))
    return RESITE_CLI_REFUSED;
  job = resite_refresh_job_new (look->site->cim, look->server, look->code, ids, everywhere, ledger,
                                clock);
  return resite_cli_run_job (cli, job, report, NULL, error);
}

static gboolean
check_options (ResiteCli *cli, GError **error)
{
  const gboolean repairs = resite_cli_has (cli, "refresh") || resite_cli_has (cli, "update-all");

  if (!resite_cli_has (cli, "server") && !resite_cli_has (cli, "list"))
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                         _ ("--server is needed: the distribution point to look at"));
  else if (repairs && resite_cli_has (cli, "list"))
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                         _ ("a list sends nothing again: that needs --provider"));
  else if (resite_cli_has (cli, "refresh") && resite_cli_has (cli, "update-all"))
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                         _ ("--refresh and --update-all are two deeds: one after the other"));
  else
    return TRUE;
  return FALSE;
}

static ResiteCliStatus
run_package_status (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = NULL;
  g_auto (Look)
      look = { .server = resite_cli_get (cli, "server"), .code = resite_cli_get (cli, "site") };
  GError *failure = NULL;

  if (!check_options (cli, error) ||
      !resite_cli_site_or_list (cli, &look.site, &look.text, &look.length, error))
    return resite_cli_status_from_error (*error);
  if (resite_cli_has (cli, "refresh"))
    return send_again (cli, &look, resite_cli_get (cli, "refresh"), FALSE, error);
  if (resite_cli_has (cli, "update-all"))
    return send_again (cli, &look, resite_cli_get (cli, "update-all"), TRUE, error);
  if (!resite_cli_work (cli, look_in_worker, &look, &failure))
    return resite_cli_site_tell_failure (cli, failure, error);
  report = resite_cli_report_new (cli);
  return print_states (cli, report, look.states);
}

static const ResiteCliOption status_options[] = {
  RESITE_CLI_SITE_OPTIONS,
  { "server", RESITE_CLI_TEXT, N_ ("SERVER"), N_ ("The distribution point to look at") },
  { "site", RESITE_CLI_TEXT, N_ ("CODE"), N_ ("Its site, where two have one on that server") },
  { "not-right", RESITE_CLI_FLAG, NULL, N_ ("Only those that are not right; all are counted") },
  { "refresh", RESITE_CLI_TEXT, N_ ("ID,..."),
    N_ ("Send these to this distribution point again; SMS 2003 cannot") },
  { "update-all", RESITE_CLI_TEXT, N_ ("ID,..."),
    N_ ("Send these to all of their distribution points again, with --yes") },
  { "yes", RESITE_CLI_FLAG, NULL, N_ ("It is known what --update-all does") },
  { NULL },
};

const ResiteCliVerb resite_cli_package_status_verbs[] = {
  { "package-status", "", 0, 0, N_ ("Package Status of a distribution point, the day after"),
    N_ ("Items: installed, pending, retrying, failed, outdated, unknown. The last line says what "
        "those that "
        "are not right have in common. Exit status 1 where one is not right. With --refresh or "
        "--update-all single packages are sent again: refreshed, updated, left-out, failed."),
    status_options, run_package_status },
  { NULL },
};
