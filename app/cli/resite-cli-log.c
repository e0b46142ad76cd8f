/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-log-tail.h"

#define LOOK_INTERVAL_MS 500

typedef struct
{
  ResiteCli *cli;
  ResiteLogTail *tail;
  guint64 lines;
} Reader;

static void
print_line (Reader *reader, const ResiteLogTailLine *line)
{
  reader->lines++;
  if (resite_cli_is_json (reader->cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("event");

      resite_cli_report_add_text (builder, "text", line->text);
      resite_cli_report_end (builder);
    }
  else
    g_print ("%s\n", line->text);
}

static void
read_what_is_there (Reader *reader)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GPtrArray) lines = resite_log_tail_poll (reader->tail, &more);

      for (guint i = 0; i < lines->len; i++)
        print_line (reader, g_ptr_array_index (lines, i));
    }
}

static gboolean
look_cb (gpointer data)
{
  Reader *reader = data;

  read_what_is_there (reader);
  return G_SOURCE_CONTINUE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_main_loop_quit (data);
}

static void
follow (Reader *reader)
{
  GCancellable *cancellable = resite_cli_get_cancellable (reader->cli);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gulong cancelled_id;
  guint look_id;

  resite_cli_watch_signals (reader->cli);
  cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), loop, NULL);
  look_id = g_timeout_add (LOOK_INTERVAL_MS, look_cb, reader);
  g_main_loop_run (loop);
  g_source_remove (look_id);
  g_cancellable_disconnect (cancellable, cancelled_id);
}

static gboolean
check_readable (Reader *reader, const char *path, GError **error)
{
  const char *reason = resite_log_tail_get_reason (reader->tail);

  switch (resite_log_tail_get_state (reader->tail))
    {
    case RESITE_LOG_TAIL_FOLLOWING:
      return TRUE;
    case RESITE_LOG_TAIL_MISSING:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s: there is no such log"),
                   path);
      return FALSE;
    case RESITE_LOG_TAIL_UNREADABLE:
    default:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS, _ ("%s cannot be read: %s"), path,
                   reason != NULL ? reason : "?");
      return FALSE;
    }
}

static ResiteCliStatus
run_log (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *path = g_canonicalize_filename (arguments[0], NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new (path, TRUE);
  Reader reader = { .cli = cli, .tail = tail };

  read_what_is_there (&reader);
  if (!check_readable (&reader, path, error))
    return RESITE_CLI_REFUSED;
  if (resite_cli_has (cli, "follow"))
    follow (&reader);
  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin_total (report, 0, 0);

      resite_cli_report_add_int (builder, "lines", (gint64)reader.lines);
      resite_cli_report_end (builder);
    }
  return resite_cli_get_signal (cli) != 0 ? RESITE_CLI_CANCELLED : RESITE_CLI_GOOD;
}

static const ResiteCliOption log_options[] = {
  { "follow", RESITE_CLI_FLAG, NULL, N_ ("Go on with what is written later, until stopped") },
  { NULL },
};

const ResiteCliVerb resite_cli_log_verbs[] = {
  { "log", "FILE", 1, 1, N_ ("The lines of a log that another program writes"),
    N_ ("Knows code pages, and that SMS begins a log anew when it is full."), log_options,
    run_log },
  { NULL },
};
