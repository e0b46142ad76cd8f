/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "resite-cli-driver.h"
#include "resite-cli-report.h"
#include "resite-kit.h"

static gint64
measure_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_size : 0;
}

/* How many bytes of it were written. */
static gint64
print_script (ResiteCli *cli, ResiteCliReport *report, const char *folder,
              const ResiteKitScript *script)
{
  const char *state = script->missing != NULL ? "failed" : "written";
  const gint64 bytes = script->missing != NULL ? 0 : measure_file (folder, script->name);
  JsonBuilder *builder;

  resite_cli_report_count (report, state);
  if (!resite_cli_is_json (cli))
    {
      g_print ("%-28s %-14s %s%s%s\n", script->name, script->server != NULL ? script->server : "?",
               script->title, script->missing != NULL ? ": " : "",
               script->missing != NULL ? script->missing : "");
      return bytes;
    }
  builder = resite_cli_report_begin ("item");
  resite_cli_report_add_text (builder, "name", script->name);
  resite_cli_report_add_text (builder, "state", state);
  resite_cli_report_add_int (builder, "bytes", bytes);
  resite_cli_report_add_int (builder, "seconds", 0);
  resite_cli_report_add_text (builder, "message", script->missing);
  resite_cli_report_add_text (builder, "step", script->step);
  resite_cli_report_add_text (builder, "machine", script->server);
  resite_cli_report_end (builder);
  return bytes;
}

static double
get_seconds_since (gint64 started)
{
  return (g_get_monotonic_time () - started) / (double)G_USEC_PER_SEC;
}

static ResiteCliStatus
run_kit_write (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResiteRun) run = resite_cli_open_run (cli, arguments[0], RESITE_RUN_LOOK, NULL, error);
  g_autoptr (GPtrArray) scripts = run != NULL ? resite_kit_list (run) : NULL;
  const gint64 started = g_get_monotonic_time ();
  gint64 bytes = 0;
  guint written;

  if (scripts == NULL || !resite_kit_write (scripts, arguments[1], &written, error))
    return RESITE_CLI_REFUSED;
  for (guint i = 0; i < scripts->len; i++)
    bytes += print_script (cli, report, arguments[1], scripts->pdata[i]);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, bytes, get_seconds_since (started), NULL);
  else
    g_print (ngettext ("%u script is in %s. Start with READ-ME.txt there.\n",
                       "%u scripts are in %s. Start with READ-ME.txt there.\n", written),
             written, arguments[1]);
  return resite_cli_report_get_status (report);
}

static void
print_row (ResiteCli *cli, ResiteCliReport *report, const ResiteKitResult *result,
           const ResiteKitVerdict *verdict, const ResiteLedgerRow *row)
{
  JsonBuilder *builder;

  resite_cli_report_count (report, row->state);
  if (!resite_cli_is_json (cli))
    {
      g_print ("%-14s %-10s %s: %s\n", result->script->step, row->state, row->name,
               row->message != NULL ? row->message : "");
      return;
    }
  builder = resite_cli_report_begin ("item");
  resite_cli_report_add_text (builder, "name", row->name);
  resite_cli_report_add_text (builder, "state", row->state);
  resite_cli_report_add_int (builder, "bytes", row->bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, row->seconds);
  resite_cli_report_add_text (builder, "message", row->message);
  resite_cli_report_add_text (builder, "step", result->script->step);
  resite_cli_report_add_text (builder, "action", verdict->action);
  resite_cli_report_add_text (builder, "file", result->path);
  resite_cli_report_add_int (builder, "exit_code", row->exit_code);
  resite_cli_report_end (builder);
}

static void
print_results (ResiteCli *cli, ResiteCliReport *report, GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    {
      const ResiteKitResult *result = results->pdata[i];

      for (guint j = 0; j < result->actions->len; j++)
        {
          const ResiteKitVerdict *verdict = result->actions->pdata[j];

          for (guint k = 0; k < verdict->rows->len; k++)
            print_row (cli, report, result, verdict, verdict->rows->pdata[k]);
        }
    }
}

static void
say_all (GPtrArray *lines, const char *what)
{
  for (guint i = 0; i < lines->len; i++)
    resite_cli_report_problem (what, lines->pdata[i]);
}

static gboolean
take (ResiteCli *cli, ResiteRun *run, GPtrArray *results, ResiteCliReport *report, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) later = NULL;

  resite_kit_take_async (run, results, resite_cli_get_by (cli), resite_cli_get_cancellable (cli),
                         resite_cli_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = resite_cli_wait (&wait);
  if (!resite_kit_take_finish (run, result, &taken, &later, error))
    return FALSE;
  for (guint i = 0; i < taken->len; i++)
    resite_cli_report_say (_ ("Taken into the run: %s"), (const char *)taken->pdata[i]);
  g_autoptr (GPtrArray) waiting = resite_kit_list_waiting (run, taken);
  for (guint i = 0; i < waiting->len; i++)
    resite_cli_report_say (_ ("Waits for a person: %s"), (const char *)waiting->pdata[i]);
  for (guint i = 0; i < later->len; i++)
    resite_cli_report_count (report, "later");
  say_all (later, _ ("not taken yet"));
  return TRUE;
}

static ResiteCliStatus
run_kit_read (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GPtrArray) strange = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ResiteRun) run = resite_cli_open_run (cli, arguments[0], RESITE_RUN_ACT, NULL, error);
  g_autoptr (GPtrArray) scripts = run != NULL ? resite_kit_list (run) : NULL;
  g_autoptr (GPtrArray) results =
      scripts != NULL ? resite_kit_read (scripts, arguments[1], strange, error) : NULL;
  const gint64 started = g_get_monotonic_time ();
  gboolean good = results != NULL;

  if (good)
    {
      print_results (cli, report, results);
      good = take (cli, run, results, report, error);
      say_all (strange, _ ("left alone"));
    }
  if (run != NULL && !resite_cli_close_run (cli, run, good ? error : NULL))
    good = FALSE;
  if (!good)
    return RESITE_CLI_BY_ERROR;
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, get_seconds_since (started), NULL);
  return strange->len > 0 ? RESITE_CLI_FAILED : resite_cli_report_get_status (report);
}

static const ResiteCliOption kit_read_options[] = {
  { "by", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who says so") },
  { NULL },
};

const ResiteCliVerb resite_cli_kit_verbs[] = {
  { "kit write", "ID DIR", 2, 2, N_ ("Write the field kit: a script for every step"),
    N_ ("For every step that a line can do, a script for exactly this site is written into DIR, to "
        "be taken to machines that Resite does not reach. Each asks whether it runs on the right "
        "machine, may be run twice, and leaves its results in DIR/results. READ-ME.txt there "
        "names them in their order. Write the kit again when the plan is corrected."),
    NULL, run_kit_write },
  { "kit read", "ID DIR", 2, 2, N_ ("Read the field kit's results back into the run"),
    N_ ("What the scripts found is judged as if Resite had run them itself and taken into the run, "
        "step by step as far as the steps are reached; the files are attached. What cannot be "
        "taken yet is named; read the kit once more then."),
    kit_read_options, run_kit_read },
  { NULL },
};
