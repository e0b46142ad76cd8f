/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-log-place.h"
#include "resite-cli-log-print.h"
#include "resite-error.h"
#include "resite-log-name.h"
#include "resite-log-words.h"

#define LOOK_INTERVAL_MS 500

typedef struct
{
  ResiteCli *cli;
  ResiteCliLogPlace *place;
  ResiteLogScan *scan;  /* of what is asked for */
  ResiteLogScan *sieve; /* of what is read: that, or all of it */
  ResiteCliLogPrint *print;
  const char *package; /* only its lines are shown; NULL: all */
  gboolean errors;     /* only they are shown */
  gint64 since;        /* 0: all */
  gboolean reached;    /* the first line since then has come */
  gint64 first;        /* time of the first line of all */
  guint64 shown;
  ResiteLogTail *tail; /* while it is followed */
  guint gaps;          /* that were told */
  gboolean following;  /* it could be read, and is looked at again and again */
  gboolean lost;       /* it could not be read the last time */
} Reader;

static gboolean
is_of_package (const ResiteLogEntry *entry, const char *package)
{
  char id[RESITE_LOG_ID_SIZE];

  if (entry->package == NULL)
    return FALSE;
  resite_log_words_copy_package (entry->package, id);
  return g_str_equal (id, package);
}

static void
show_cb (const ResiteLogEntry *entry, gpointer data)
{
  Reader *reader = data;

  if (reader->package != NULL && !is_of_package (entry, reader->package))
    return;
  resite_cli_log_print_line (reader->print, entry);
  reader->shown++;
}

/* A server's clock may be set back: what comes behind the first line since then is since then. */
static gboolean
is_since (Reader *reader, gint64 time)
{
  if (reader->first == 0)
    reader->first = time;
  reader->reached = reader->reached || time >= reader->since;
  return reader->reached;
}

static void
sift_cb (const ResiteLogEntry *entry, gpointer data)
{
  Reader *reader = data;

  if (reader->reached || (entry->time != 0 && is_since (reader, entry->time)))
    resite_log_scan_add_line (reader->scan, entry->bytes.start, entry->bytes.length);
}

static void
take_line (Reader *reader, const char *text)
{
  ResiteLogLine line;
  ResiteLogTime time;

  if (reader->since != 0 && !reader->reached)
    {
      resite_log_line_parse (&line, text, strlen (text));
      if (!resite_log_time_read (&line, &time) || !is_since (reader, time.time))
        return;
    }
  resite_log_scan_add_line (reader->scan, text, strlen (text));
}

static void
tell_gaps (Reader *reader)
{
  const ResiteLogRecord *record = resite_log_tail_get_record (reader->tail);
  const guint gaps = resite_log_record_count_gaps (record);

  for (; reader->gaps < gaps; reader->gaps++)
    {
      const guint kept = MIN (gaps, 100);
      const guint index = kept - MIN (kept, gaps - reader->gaps);
      g_autofree char *words = resite_log_gap_describe (resite_log_record_get_gap (record, index));

      resite_cli_report_say ("%s", words);
    }
}

/* A share may go away and come back: both are told, once. */
static void
tell_state (Reader *reader)
{
  const gboolean lost = resite_log_tail_get_state (reader->tail) != RESITE_LOG_TAIL_FOLLOWING;
  const char *reason = resite_log_tail_get_reason (reader->tail);

  if (reader->following && lost != reader->lost)
    {
      if (lost)
        resite_cli_report_say (_ ("The log cannot be read at the moment: %s"),
                               reason != NULL ? reason : "?");
      else
        resite_cli_report_say ("%s", _ ("The log can be read again."));
    }
  reader->lost = lost;
}

static void
read_what_is_there (Reader *reader)
{
  gboolean more = TRUE;

  while (more && !g_cancellable_is_cancelled (resite_cli_get_cancellable (reader->cli)))
    {
      g_autoptr (GPtrArray) lines = resite_log_tail_poll (reader->tail, &more);

      for (guint i = 0; i < lines->len; i++)
        take_line (reader, ((const ResiteLogTailLine *)g_ptr_array_index (lines, i))->text);
    }
  resite_cli_log_print_flush (reader->print);
  tell_gaps (reader);
  tell_state (reader);
}

/* FALSE: it was asked to stop meanwhile. */
static gboolean
rest (GCancellable *cancellable)
{
  GPollFD poll;

  if (!g_cancellable_make_pollfd (cancellable, &poll))
    return FALSE;
  g_poll (&poll, 1, LOOK_INTERVAL_MS);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
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

static gboolean
follow_in_thread (gpointer data, GError **error)
{
  Reader *reader = data;

  read_what_is_there (reader);
  if (!check_readable (reader, resite_cli_log_place_get_path (reader->place), error))
    return FALSE;
  reader->following = TRUE;
  while (rest (resite_cli_get_cancellable (reader->cli)))
    read_what_is_there (reader);
  return TRUE;
}

static gboolean
read_in_thread (gpointer data, GError **error)
{
  Reader *reader = data;

  return resite_cli_log_place_read (reader->place, reader->sieve,
                                    resite_cli_get_cancellable (reader->cli), error);
}

/* Once, from its beginning to its end. */
static gboolean
read_once (Reader *reader, ResiteLogRules *rules, GError **error)
{
  g_autoptr (ResiteLogScan) sieve = NULL;

  if (reader->since != 0)
    {
      sieve = resite_log_scan_new (rules);
      resite_log_scan_set_visit (sieve, RESITE_LINE_INFORMATION, sift_cb, reader);
    }
  reader->sieve = sieve != NULL ? sieve : reader->scan;
  if (resite_cli_log_place_is_share (reader->place))
    return resite_cli_log_place_work (reader->place, read_in_thread, reader, error);
  return resite_cli_log_place_read (reader->place, reader->sieve, NULL, error);
}

static gboolean
read_or_follow (Reader *reader, ResiteLogRules *rules, GError **error)
{
  if (!resite_cli_has (reader->cli, "follow"))
    return read_once (reader, rules, error);
  reader->tail = resite_cli_log_place_follow (reader->place);
  return resite_cli_log_place_work (reader->place, follow_in_thread, reader, error);
}

/* NULL and no error: it is not asked for. */
static char *
get_package (ResiteCli *cli, GError **error)
{
  const char *given = resite_cli_get (cli, "package");
  char id[RESITE_LOG_ID_SIZE];

  if (given == NULL)
    return NULL;
  if (strlen (given) == RESITE_LOG_ID_SIZE - 1)
    {
      g_autofree char *named = g_strdup_printf ("package %s", given);

      if (resite_log_words_find_package (named, strlen (named)) != NULL)
        {
          resite_log_words_copy_package (given, id);
          return g_strdup (id);
        }
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is no package id; one has eight characters, as C0100012"), given);
  return NULL;
}

static ResiteLogRules *
get_rules (ResiteCli *cli, GError **error)
{
  const char *path = resite_cli_get (cli, "patterns");

  return path != NULL ? resite_log_rules_new_from_file (path, error)
                      : resite_log_rules_new_builtin ();
}

/* What was written before the log's first line lies in the full one, or is gone. */
static gboolean
reaches_back (Reader *reader)
{
  return reader->since == 0 || (reader->first != 0 && reader->first <= reader->since);
}

/* NULL: all that is asked for has come by. */
static char *
find_break (Reader *reader, const char *path)
{
  g_autofree char *first = NULL;
  g_autofree char *former = NULL;
  const gint64 since =
      reader->since != 0 ? reader->since : resite_log_scan_get_counts (reader->scan)->first;
  char *why = NULL;

  if (!reaches_back (reader))
    {
      first =
          resite_log_time_format (reader->first, resite_log_scan_get_counts (reader->scan)->offset);
      former = resite_log_name_get_former (path);
      return reader->first != 0
                 ? g_strdup_printf (_ ("The log begins only at %s. What was written before is in "
                                       "%s, if it is still there."),
                                    first, former)
                 : g_strdup (_ ("No line of the log has a time."));
    }
  if (reader->tail == NULL)
    return NULL;
  if (since != 0)
    resite_log_tail_is_unbroken (reader->tail, since, &why);
  else if (resite_log_tail_get_gaps (reader->tail) > 0)
    why = resite_log_gap_describe (
        resite_log_record_get_newest_gap (resite_log_tail_get_record (reader->tail)));
  return why;
}

static void
print_total (Reader *reader, gint64 started, gboolean unbroken)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (reader->cli);
  const ResiteLogCounts *counts = resite_log_scan_get_counts (reader->scan);
  JsonBuilder *builder;

  resite_cli_log_print_flush (reader->print);
  if (!resite_cli_is_json (reader->cli))
    {
      if (resite_cli_has (reader->cli, "summary"))
        resite_cli_log_print_summary (reader->scan, reader->package);
      return;
    }
  builder = resite_cli_report_begin_total (
      report, (gint64)counts->bytes, (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC);
  resite_cli_log_print_counts (builder, reader->scan, reader->package);
  resite_cli_report_add_int (builder, "shown", (gint64)reader->shown);
  resite_cli_report_add_int (builder, "gaps",
                             reader->tail != NULL ? resite_log_tail_get_gaps (reader->tail) : 0);
  resite_cli_report_add_flag (builder, "unbroken", unbroken);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
read_log (Reader *reader, ResiteLogRules *rules, GError **error)
{
  const gint64 started = g_get_monotonic_time ();
  g_autofree char *broken = NULL;

  if (!resite_cli_has (reader->cli, "summary"))
    resite_log_scan_set_visit (reader->scan,
                               reader->errors ? RESITE_LINE_ERROR : RESITE_LINE_INFORMATION,
                               show_cb, reader);
  if (!read_or_follow (reader, rules, error))
    return resite_cli_get_signal (reader->cli) != 0 ? RESITE_CLI_CANCELLED : RESITE_CLI_REFUSED;
  broken = find_break (reader, resite_cli_log_place_get_path (reader->place));
  print_total (reader, started, broken == NULL);
  if (broken != NULL)
    resite_cli_report_say ("%s", broken);
  return resite_cli_get_signal (reader->cli) != 0 ? RESITE_CLI_CANCELLED : RESITE_CLI_GOOD;
}

static ResiteCliStatus
run_log (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *package = get_package (cli, &fault);
  const char *since = resite_cli_get (cli, "since");
  g_autoptr (ResiteLogRules) rules = fault == NULL ? get_rules (cli, &fault) : NULL;
  g_autoptr (ResiteCliLogPrint) print = NULL;
  g_autoptr (ResiteLogScan) scan = NULL;
  g_autoptr (ResiteCliLogPlace) place = NULL;
  Reader reader = { .cli = cli, .package = package, .errors = resite_cli_has (cli, "errors") };
  ResiteCliStatus status;

  if (rules == NULL || (since != NULL && !resite_log_time_from_text (since, &reader.since, &fault)))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return RESITE_CLI_REFUSED;
    }
  place = resite_cli_log_place_open (cli, arguments[0], error);
  if (place == NULL)
    return resite_cli_get_signal (cli) != 0 ? RESITE_CLI_CANCELLED : RESITE_CLI_REFUSED;
  print = resite_cli_log_print_new (resite_cli_is_json (cli));
  scan = resite_log_scan_new (rules);
  reader.print = print;
  reader.scan = scan;
  reader.place = place;
  status = read_log (&reader, rules, error);
  g_clear_pointer (&reader.tail, resite_log_tail_unref);
  return status;
}

static const ResiteCliOption log_options[] = {
  { "follow", RESITE_CLI_FLAG, NULL, N_ ("Go on with what is written later, until stopped") },
  { "package", RESITE_CLI_TEXT, N_ ("ID"), N_ ("Only lines that name this package") },
  { "errors", RESITE_CLI_FLAG, NULL, N_ ("Only errors; each code is explained once") },
  { "since", RESITE_CLI_TEXT, N_ ("TIME"),
    N_ ("Only what was written since then, as 2008-10-14T14:10:00-05:00 or 2008-10-14 14:10") },
  { "summary", RESITE_CLI_FLAG, NULL, N_ ("No lines, only what they come to") },
  { "patterns", RESITE_CLI_PATH, N_ ("FILE"), N_ ("What lines mean, in place of the own list") },
  { "smb1", RESITE_CLI_FLAG, NULL, N_ ("Allow SMB 1, which old servers speak") },
  { "password-fd", RESITE_CLI_NUMBER, N_ ("N"),
    N_ ("Read the password of a share from this open file") },
  { NULL },
};

const ResiteCliVerb resite_cli_log_verbs[] = {
  { "log", "FILE", 1, 1, N_ ("The lines of a log that another program writes"),
    N_ ("FILE lies on this desk, or is smb://[domain;]user@server[:port]/share/folder/x.log; a "
        "password is asked for at the terminal. Knows the logs of SMS servers, clients and setups, "
        "their code pages, and that SMS begins "
        "a "
        "log anew when it is full; where lines may be missing by that, it says so."),
    log_options, run_log },
  { NULL },
};
