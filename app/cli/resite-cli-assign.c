/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-assign-job.h"
#include "resite-cli-ledger.h"
#include "resite-cli-provider.h"
#include "resite-error.h"
#include "resite-package-scan.h"

/* CloneDP: what one distribution point has, assigned to another. */

typedef struct
{
  ResiteCliProvider *provider;
  GPtrArray *points;
  GPtrArray *similar; /* or NULL */
  const char *from;   /* (nullable) */
  const char *to;
  const char *code; /* (nullable) */
  gboolean suggest;
  const ResiteSmsPoint *source; /* (nullable): of points */
  const ResiteSmsPoint *target;
} Look;

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->similar, g_ptr_array_unref);
  g_clear_pointer (&look->points, g_ptr_array_unref);
  g_clear_pointer (&look->provider, resite_cli_provider_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static gboolean
look_in_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  ResiteCliProvider *provider = look->provider;

  look->points = resite_sms_list_points (provider->cim, provider->space, cancellable, error);
  if (look->points == NULL)
    return FALSE;
  look->target = resite_sms_find_point (look->points, look->to, look->code, error);
  if (look->target == NULL)
    return FALSE;
  if (look->from != NULL)
    {
      look->source = resite_sms_find_point (look->points, look->from, NULL, error);
      if (look->source == NULL)
        return FALSE;
    }
  if (!look->suggest)
    return TRUE;
  look->similar = resite_sms_find_similar (provider->cim, provider->space, look->points, NULL,
                                           look->target, cancellable, error);
  return look->similar != NULL;
}

/* Items. */

static void
add_facts (JsonBuilder *builder, ResiteJobItem *item)
{
  g_autofree char *proof = resite_assign_item_get_proof (item);
  g_autofree char *way = resite_assign_item_get_way (item);
  g_autofree char *title = resite_assign_item_get_title (item);

  resite_cli_report_add_text (builder, "package", title);
  resite_cli_report_add_flag (builder, "installed", resite_assign_item_is_installed (item));
  resite_cli_report_add_text (builder, "proof", proof);
  resite_cli_report_add_int (builder, "sent", resite_job_item_get_exit_code (item));
  resite_cli_report_add_text (builder, "way", way);
}

/* Whether it is proved is a fact beside, and what is sent in full has failed. */
static const char *
name_state (ResiteJobItem *item)
{
  const char *state = resite_job_item_get_state (item);

  if (g_str_equal (state, "installed"))
    return resite_assign_item_is_past (item) ? "already" : "assigned";
  return g_str_equal (state, "in-full") ? "failed" : state;
}

static void
item_ended_cb (ResiteJob *job, ResiteJobItem *item, gpointer data)
{
  g_autoptr (ResiteJobItem) told = resite_job_item_new (resite_job_item_get_name (item));
  const gint64 size = MAX (resite_job_item_get_size (item), 0);

  resite_job_item_set_progress (told, size, size);
  resite_job_item_set_result (told, resite_job_item_get_output (item),
                              resite_job_item_get_bytes (item), 0,
                              resite_job_item_get_tries (item));
  resite_job_item_set (told, name_state (item), resite_job_item_get_message (item));
  resite_cli_report_item (data, told, add_facts);
}

static void
print_total (ResiteCli *cli, ResiteCliReport *report, ResiteJob *job)
{
  static const char *const names[] = { "installed", "crossed_bytes", "not_crossed_bytes" };
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      resite_cli_report_total (report, resite_job_get_bytes_done (job),
                               resite_job_get_seconds (job), NULL);
      return;
    }
  builder = resite_cli_report_begin_total (report, resite_job_get_bytes_done (job),
                                           resite_job_get_seconds (job));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gint64 *value = g_hash_table_lookup (resite_job_get_totals (job), names[i]);

      resite_cli_report_add_int (builder, names[i], value != NULL ? *value : 0);
    }
  resite_cli_report_add_flag (builder, "dry_run", resite_cli_has (cli, "dry-run"));
  resite_cli_report_end (builder);
}

static ResiteCliStatus
run_job (ResiteCli *cli, ResiteCliReport *report, ResiteJob *job, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  GError *failure = NULL;
  const char *message;

  resite_cli_watch_signals (cli);
  resite_cli_report_follow_progress (report, job);
  g_signal_connect (job, "item-ended", G_CALLBACK (item_ended_cb), report);
  resite_job_run_async (job, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  if (!resite_job_run_finish (job, result, &failure))
    {
      const gboolean stopped = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      print_total (cli, report, job);
      g_propagate_error (error, failure);
      return stopped ? RESITE_CLI_CANCELLED : RESITE_CLI_FAILED;
    }
  print_total (cli, report, job);
  message = resite_job_get_message (job);
  if (message != NULL && *message != '\0')
    resite_cli_report_problem (resite_cli_get_verb (cli), message);
  return resite_job_get_state (job) == RESITE_JOB_DONE ? resite_cli_report_get_status (report)
                                                       : RESITE_CLI_FAILED;
}

/* What is asked for. */

static gboolean
read_ids (ResiteCli *cli, GPtrArray **ids, GError **error)
{
  const char *path = resite_cli_get (cli, "packages");
  g_autofree char *text = NULL;
  GError *local = NULL;
  gsize length;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, &local))
    {
      g_propagate_error (error, resite_error_from_gio (local));
      return FALSE;
    }
  *ids = resite_package_list_parse (text, (gssize)length);
  if ((*ids)->len > 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s names no package"), path);
  return FALSE;
}

static gboolean
check_together (ResiteCli *cli, GError **error)
{
  const char *why = NULL;

  if (!resite_cli_has (cli, "to"))
    why = _ ("--to is needed: the server of the new distribution point");
  else if (!resite_cli_has (cli, "from") && !resite_cli_has (cli, "undo") &&
           !resite_cli_has (cli, "packages") && !resite_cli_has (cli, "suggest"))
    why = _ ("--from is needed: the server of the model; --suggest says which would do");
  else if (resite_cli_has (cli, "undo") && resite_cli_has (cli, "sender-log"))
    why = _ ("--undo sends nothing, and takes no --sender-log");
  if (why != NULL)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, why);
  return why == NULL;
}

/* (nullable) (transfer full) */
static ResiteWireProof *
make_proof (ResiteCli *cli, const ResiteSmsPoint *target, ResiteClock *clock)
{
  const char *logs = resite_cli_get (cli, "sender-log");
  g_auto (GStrv) paths = logs != NULL ? g_strsplit (logs, ",", -1) : NULL;
  ResiteWireProof *proof;

  if (paths == NULL)
    return NULL;
  proof = resite_wire_proof_new (target->site_code, target->server, clock);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);

      resite_wire_proof_add_file (proof, path);
    }
  return proof;
}

static void
print_similar (ResiteCli *cli, ResiteCliReport *report, GPtrArray *similar)
{
  for (guint i = 0; i < similar->len; i++)
    {
      const ResiteSmsSimilar *one = g_ptr_array_index (similar, i);
      g_autoptr (ResiteJobItem) item = resite_job_item_new (one->point->server);
      g_autofree char *message = g_strdup_printf (
          /* TRANSLATORS: a site code, then numbers of packages. */
          _ ("site %s, %u packages, %u of them wanted: %.0f %% alike"), one->point->site_code,
          one->n_packages, one->n_shared, one->likeness * 100);

      resite_job_item_set (item, "found", message);
      resite_cli_report_item (report, item, NULL);
    }
  resite_cli_report_total (report, 0, 0, NULL);
}

static char *
format_note (const Look *look, ResiteJob *job)
{
  /* TRANSLATORS: a note in the record: to which server, how many are good, how many failed. */
  return g_strdup_printf (_ ("assign to %s: %u good, %u failed"), look->target->server,
                          resite_job_count_items (job, RESITE_ITEM_GOOD),
                          resite_job_count_items (job, RESITE_ITEM_FAILED));
}

static ResiteCliStatus
assign (ResiteCli *cli, ResiteCliReport *report, const Look *look, GPtrArray *ids, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s", look->provider->space, look->target->nal_path);
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteWireProof) proof = make_proof (cli, look->target, clock);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *note = NULL;
  ResiteCliLedger *ledger = resite_cli_ledger_open (cli, key, error);
  ResiteCliStatus status;
  const ResiteAssignOptions options = {
    .machine = look->provider->machine,
    .space = look->provider->space,
    .target = look->target,
    .source = look->source,
    .ids = ids,
    .only_preloaded = resite_cli_has (cli, "only-preloaded"),
    .window_packages = (guint)MIN (resite_cli_get_number (cli, "window", 0), G_MAXINT),
    .window_bytes = (gint64)MIN (resite_cli_get_number (cli, "window-bytes", 0), G_MAXINT64),
    .jobs = (guint)MIN (resite_cli_get_number (cli, "jobs", 0), 64),
    .patience = (guint)MIN (resite_cli_get_number (cli, "patience", 0), 7 * 24 * 60),
    .proof = proof,
    .leave_last = resite_cli_has (cli, "no-wait"),
    .dry_run = resite_cli_has (cli, "dry-run"),
    .undo = resite_cli_has (cli, "undo"),
  };

  if (ledger == NULL)
    return RESITE_CLI_REFUSED;
  job = resite_assign_job_new (&options, resite_cli_ledger_get (ledger), clock);
  status = run_job (cli, report, job, error);
  note = format_note (look, job);
  if (!resite_cli_ledger_close (ledger, note, *error == NULL ? error : NULL) &&
      status == RESITE_CLI_GOOD)
    status = RESITE_CLI_FAILED;
  return status;
}

static ResiteCliStatus
run_assign (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GPtrArray) ids = NULL;
  g_auto (Look) look = { NULL };

  if (!check_together (cli, error) || !read_ids (cli, &ids, error))
    return RESITE_CLI_REFUSED;
  look.from = resite_cli_get (cli, "from");
  look.to = resite_cli_get (cli, "to");
  look.code = resite_cli_get (cli, "site");
  look.suggest = resite_cli_has (cli, "suggest");
  look.provider = resite_cli_provider_open (cli, error);
  if (look.provider == NULL || !resite_cli_work (cli, look_in_worker, &look, error))
    return RESITE_CLI_BY_ERROR;
  if (look.suggest)
    {
      print_similar (cli, report, look.similar);
      return RESITE_CLI_GOOD;
    }
  return assign (cli, report, &look, ids, error);
}

static const ResiteCliOption assign_options[] = {
  RESITE_CLI_PROVIDER_OPTIONS,
  { "from", RESITE_CLI_TEXT, N_ ("SERVER"), N_ ("The model: its packages are assigned") },
  { "to", RESITE_CLI_TEXT, N_ ("SERVER"), N_ ("The new distribution point") },
  { "site", RESITE_CLI_TEXT, N_ ("CODE"), N_ ("Its site, where two have such a server") },
  { "packages", RESITE_CLI_PATH, N_ ("FILE"), N_ ("These packages alone, one id a line") },
  { "only-preloaded", RESITE_CLI_FLAG, NULL,
    N_ ("Leave out what is not preloaded at the new site: it would cross the line") },
  { "dry-run", RESITE_CLI_FLAG, NULL, N_ ("Change nothing; state ready: it would be assigned") },
  { "undo", RESITE_CLI_FLAG, NULL, N_ ("Take off again what this verb added there, nothing else") },
  { "suggest", RESITE_CLI_FLAG, NULL, N_ ("Say which distribution points are the most like --to") },
  { "window", RESITE_CLI_NUMBER, N_ ("N"),
    N_ ("Packages that may be assigned and not proved, 20 if not given") },
  { "window-bytes", RESITE_CLI_NUMBER, N_ ("B"), N_ ("The same by size, 200000000 if not given") },
  { "jobs", RESITE_CLI_NUMBER, N_ ("N"), N_ ("Rows written at once, as many as the server takes") },
  { "sender-log", RESITE_CLI_TEXT, N_ ("FILE,..."),
    N_ ("Follow these logs of senders: what crosses the line decides") },
  { "patience", RESITE_CLI_NUMBER, N_ ("MINUTES"),
    N_ ("How long to wait for any proof, 30 if not given") },
  { "no-wait", RESITE_CLI_FLAG, NULL, N_ ("End when the last row is written, not when proved") },
  { "in", RESITE_CLI_TEXT, N_ ("ID"), N_ ("Keep the work in the journal of this run") },
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who does it, with --in") },
  { NULL },
};

const ResiteCliVerb resite_cli_assign_verbs[] = {
  { "assign", "", 0, 0, N_ ("Assign to a distribution point what another one has, as CloneDP does"),
    N_ ("The smallest first, and never more than a window assigned that is not proved: SMS sends "
        "as soon as a package is assigned. Proved is a package that is installed there at the "
        "right "
        "version and, with --sender-log, for which nothing but information was sent. One that is "
        "sent in full ends all assigning. Called again after a kill it goes on, and writes nothing "
        "twice. Items: assigned, already, left-out, failed, removed; ready with --dry-run."),
    assign_options, run_assign },
  { NULL },
};
