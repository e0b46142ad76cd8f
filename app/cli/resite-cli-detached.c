/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-detached.h"
#include "resite-cli-driver.h"
#include "resite-cli-report.h"
#include "resite-detached.h"
#include "resite-under-way.h"

#define DEFAULT_PATIENCE 600

typedef struct
{
  ResiteMachine *machine;
  ResiteDetachedOrder order;
  char *line, *directory, *output_file, *done_file;
  guint patience;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->machine);
  g_free (errand->line);
  g_free (errand->directory);
  g_free (errand->output_file);
  g_free (errand->done_file);
  g_free (errand);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *errand = data;
  GError *error = NULL;
  ResiteDetachedStatus *status =
      resite_detached_run (errand->machine, &errand->order, errand->patience, cancellable, &error);

  if (status != NULL)
    g_task_return_pointer (task, status, (GDestroyNotify)resite_detached_status_free);
  else
    g_task_return_error (task, error);
}

static Errand *
errand_new (ResiteCli *cli, ResiteWsman *wsman, const ResiteShellBook *book, const char *line,
            const char *stem)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->machine = resite_machine_new ("run-on", RESITE_CIM (wsman), wsman, book);
  errand->line = g_strdup (line);
  errand->directory = g_strdup (resite_cli_get (cli, "directory"));
  errand->output_file = g_strconcat (stem, ".txt", NULL);
  errand->done_file = g_strconcat (stem, ".end", NULL);
  errand->patience =
      (guint)MIN (resite_cli_get_number (cli, "patience", DEFAULT_PATIENCE), G_MAXINT);
  errand->order = (ResiteDetachedOrder){ .command_line = errand->line,
                                         .directory = errand->directory,
                                         .output_file = errand->output_file,
                                         .done_file = errand->done_file };
  return errand;
}

static ResiteDetachedStatus *
run_and_wait (ResiteCli *cli, Errand *errand, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task =
      g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);

  g_task_set_source_tag (task, run_and_wait);
  g_task_set_task_data (task, errand, errand_free);
  resite_under_way_run_task (task, run_in_thread);
  g_autoptr (GAsyncResult) result = resite_cli_wait (&wait);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
name_state (const ResiteDetachedStatus *status)
{
  switch (status->state)
    {
    case RESITE_DETACHED_RUNNING:
      return "running";
    case RESITE_DETACHED_ENDED:
      return !status->has_exit_code ? "unknown" : status->exit_code == 0 ? "done" : "failed";
    case RESITE_DETACHED_ABSENT:
    case RESITE_DETACHED_LOST:
    default:
      return "unknown";
    }
}

static const char *
describe (const ResiteDetachedStatus *status)
{
  if (status->state == RESITE_DETACHED_RUNNING)
    return _ ("It still runs on the server. Call the same line again to go on watching.");
  if (status->state == RESITE_DETACHED_ENDED && status->has_exit_code)
    return "";
  return _ ("It was started and is gone, and did not leave its exit code: perhaps the server was "
            "restarted. Look there.");
}

static void
print_json (ResiteCliReport *report, const char *line, const ResiteDetachedStatus *status,
            double seconds)
{
  const gint64 bytes = status->output != NULL ? (gint64)strlen (status->output) : 0;
  JsonBuilder *builder = resite_cli_report_begin ("item");

  resite_cli_report_count (report, name_state (status));
  resite_cli_report_add_text (builder, "name", line);
  resite_cli_report_add_text (builder, "state", name_state (status));
  resite_cli_report_add_int (builder, "bytes", bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, seconds);
  resite_cli_report_add_text (builder, "message", describe (status));
  if (status->has_exit_code)
    resite_cli_report_add_int (builder, "exit_code", status->exit_code);
  resite_cli_report_add_int (builder, "process_id", status->process_id);
  resite_cli_report_add_text (builder, "output", status->output);
  resite_cli_report_end (builder);
  resite_cli_report_total (report, bytes, seconds, NULL);
}

static ResiteCliStatus
report_status (ResiteCli *cli, const char *line, const ResiteDetachedStatus *status, double seconds)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  const gboolean good =
      status->state == RESITE_DETACHED_ENDED && status->has_exit_code && status->exit_code == 0;

  if (resite_cli_is_json (cli))
    print_json (report, line, status, seconds);
  else if (status->output != NULL)
    g_print ("%s", status->output);
  if (*describe (status) != '\0')
    resite_cli_report_problem (resite_cli_get_verb (cli), describe (status));
  else if (!good)
    resite_cli_report_say (_ ("The program ended with exit code %u."), status->exit_code);
  return good ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

ResiteCliStatus
resite_cli_run_detached (ResiteCli *cli, ResiteWsman *wsman, const ResiteShellBook *book,
                         const char *line, const char *stem, GError **error)
{
  const gint64 started = g_get_monotonic_time ();
  g_autoptr (ResiteDetachedStatus) status =
      run_and_wait (cli, errand_new (cli, wsman, book, line, stem), error);

  if (status != NULL)
    return report_status (cli, line, status,
                          (g_get_monotonic_time () - started) / (double)G_USEC_PER_SEC);
  if (error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (error);
      resite_cli_report_problem (resite_cli_get_verb (cli),
                                 _ ("stopped watching; the program on the server goes on"));
      return RESITE_CLI_CANCELLED;
    }
  return RESITE_CLI_BY_ERROR;
}
