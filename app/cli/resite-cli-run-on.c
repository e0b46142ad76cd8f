/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "resite-cli-detached.h"
#include "resite-cli-driver.h"
#include "resite-cli-report.h"
#include "resite-cli-shell-book.h"
#include "resite-cli-terminal.h"
#include "resite-cli-wsman.h"
#include "resite-error.h"
#include "resite-under-way.h"

typedef struct
{
  ResiteShell *shell;
  char *line;
  ResiteShellOptions options;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->shell);
  g_free (errand->line);
  g_clear_pointer (&errand->options.input, g_bytes_unref);
  g_free (errand);
}

/* As it comes, for somebody may be reading along. */
static void
pass_on (const char *text, gboolean is_error, gpointer user_data)
{
  resite_cli_terminal_write (is_error ? STDERR_FILENO : STDOUT_FILENO, text);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Errand *errand = data;
  GError *error = NULL;
  ResiteShellResult *result =
      resite_shell_run (errand->shell, errand->line, &errand->options, cancellable, &error);

  resite_shell_close (errand->shell);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify)resite_shell_result_free);
  else
    g_task_return_error (task, error);
}

static char *
make_line (const char *const *words, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = resite_shell_quote (words[i], error);

      if (word == NULL)
        return NULL;
      if (i > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, word);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static gboolean
read_input (ResiteCli *cli, GBytes **input, GError **error)
{
  const char *path = resite_cli_get (cli, "input");
  GError *local = NULL;
  char *text;
  gsize length;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, &local))
    {
      g_propagate_error (error, resite_error_from_gio (local));
      return FALSE;
    }
  *input = g_bytes_new_take (text, length);
  return TRUE;
}

static ResiteShellResult *
run_and_wait (ResiteCli *cli, ResiteShell *shell, const char *line, GBytes *input, GError **error)
{
  ResiteCliWait wait = { NULL };
  Errand *errand = g_new0 (Errand, 1);
  g_autoptr (GTask) task =
      g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = NULL;

  errand->shell = g_object_ref (shell);
  errand->line = g_strdup (line);
  errand->options.input = input != NULL ? g_bytes_ref (input) : NULL;
  errand->options.directory = resite_cli_get (cli, "directory");
  errand->options.patience_seconds =
      (guint)MIN (resite_cli_get_number (cli, "patience", 0), G_MAXINT);
  errand->options.told = resite_cli_is_json (cli) ? NULL : pass_on;
  g_task_set_task_data (task, errand, errand_free);
  /* What the program wrote before it was stopped is worth having. */
  g_task_set_check_cancellable (task, FALSE);
  resite_under_way_run_task (task, run_in_thread);
  result = resite_cli_wait (&wait);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
name_state (const ResiteShellResult *result)
{
  if (result->timed_out)
    return "timed-out";
  if (!result->has_exit_code)
    return "unknown";
  return result->exit_code == 0 ? "done" : "failed";
}

static void
add_exit_code (JsonBuilder *builder, const ResiteShellResult *result)
{
  if (result->has_exit_code)
    {
      resite_cli_report_add_int (builder, "exit_code", result->exit_code);
      return;
    }
  json_builder_set_member_name (builder, "exit_code");
  json_builder_add_null_value (builder);
}

static char *
describe (const ResiteShellResult *result)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();

  if (result->timed_out)
    g_ptr_array_add (sentences, _ ("It did not end in time and was told to stop."));
  else if (!result->has_exit_code)
    g_ptr_array_add (sentences, _ ("It ended, but the server does not say with which exit code."));
  if (result->incomplete)
    g_ptr_array_add (sentences, _ ("The line broke meanwhile: some of its output is lost."));
  if (result->cut_off)
    g_ptr_array_add (sentences,
                     _ ("It wrote more than is kept: the rest of its output is left out."));
  g_ptr_array_add (sentences, NULL);
  return g_strjoinv (" ", (char **)sentences->pdata);
}

static void
print_json (ResiteCliReport *report, const char *line, const ResiteShellResult *result)
{
  const gint64 bytes =
      (gint64)(g_bytes_get_size (result->raw_output) + g_bytes_get_size (result->raw_errors));
  g_autofree char *message = describe (result);
  JsonBuilder *builder = resite_cli_report_begin ("item");

  resite_cli_report_count (report, name_state (result));
  resite_cli_report_add_text (builder, "name", line);
  resite_cli_report_add_text (builder, "state", name_state (result));
  resite_cli_report_add_int (builder, "bytes", bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, result->seconds);
  resite_cli_report_add_text (builder, "message", message);
  add_exit_code (builder, result);
  resite_cli_report_add_text (builder, "output", result->output);
  resite_cli_report_add_text (builder, "errors", result->errors);
  resite_cli_report_add_flag (builder, "incomplete", result->incomplete);
  resite_cli_report_end (builder);
  builder = resite_cli_report_begin_total (report, bytes, result->seconds);
  add_exit_code (builder, result);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
report_result (ResiteCli *cli, const char *line, const ResiteShellResult *result)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *message = describe (result);
  const gboolean good = result->has_exit_code && result->exit_code == 0;

  if (resite_cli_is_json (cli))
    print_json (report, line, result);
  if (*message != '\0')
    resite_cli_report_problem (resite_cli_get_verb (cli), message);
  else if (!good)
    resite_cli_report_say (_ ("The program ended with exit code %u."), result->exit_code);
  return good ? RESITE_CLI_GOOD : RESITE_CLI_FAILED;
}

static ResiteCliStatus
report_stopped (ResiteCli *cli)
{
  resite_cli_report_problem (resite_cli_get_verb (cli),
                             _ ("stopped; the program on the server was told to stop, too"));
  return RESITE_CLI_CANCELLED;
}

static ResiteCliStatus
run_run_on (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *line = make_line (arguments + 1, error);
  g_autoptr (GBytes) input = NULL;
  g_autoptr (ResiteCliShellBook) book = NULL;
  g_autoptr (ResiteWsman) wsman = NULL;
  g_autoptr (ResiteShell) shell = NULL;
  g_autoptr (ResiteShellResult) result = NULL;
  GError *local = NULL;

  if (line == NULL || !read_input (cli, &input, error))
    return RESITE_CLI_REFUSED;
  wsman = resite_cli_wsman_open (cli, arguments[0], error);
  book = wsman != NULL ? resite_cli_shell_book_new (resite_cli_get_data_folder (cli), error) : NULL;
  if (book == NULL)
    return RESITE_CLI_BY_ERROR;
  if (resite_cli_has (cli, "detached"))
    return resite_cli_run_detached (cli, wsman, resite_cli_shell_book_get (book), line,
                                    resite_cli_get (cli, "detached"), error);
  shell = resite_shell_new (wsman, resite_cli_shell_book_get (book));
  result = run_and_wait (cli, shell, line, input, &local);
  if (result != NULL)
    return report_result (cli, line, result);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (local);
      return report_stopped (cli);
    }
  g_propagate_error (error, local);
  return g_error_matches (local, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) ? RESITE_CLI_FAILED
                                                                             : RESITE_CLI_REFUSED;
}

static const ResiteCliOption run_on_options[] = {
  RESITE_CLI_WSMAN_OPTIONS,
  { "directory", RESITE_CLI_TEXT, N_ ("PATH"), N_ ("The folder on the server to run it in") },
  { "input", RESITE_CLI_PATH, N_ ("FILE"), N_ ("What the program reads from its standard input") },
  { "patience", RESITE_CLI_NUMBER, N_ ("SECONDS"),
    N_ ("How long it may take, 600 if not given; then it is told to stop") },
  { "detached", RESITE_CLI_TEXT, N_ ("STEM"),
    N_ ("Let it run by itself and watch it by its files there, STEM.txt and STEM.end") },
  { NULL },
};

const ResiteCliVerb resite_cli_run_on_verbs[] = {
  { "run-on", "URL -- PROGRAM ARG...", 2, G_MAXUINT,
    N_ ("Run a program on a Windows server through WS-Management"),
    N_ ("URL is https://user@host:5986/wsman. The line is run by cmd.exe there; arguments are "
        "quoted "
        "so that it takes them literally. What the program writes comes out here. Exit status 0 "
        "where it ended with 0, 1 where it did not, or where that is not known, and 2 where it was "
        "not started. Ended by a signal, it is ended on the server too. With --detached it "
        "outlives "
        "the line and this program: STEM is a path on the server, as E:\\SMSTools\\setup1, and "
        "the same "
        "STEM is the same order, so calling again after a break goes on watching."),
    run_on_options, run_run_on },
  { NULL },
};
