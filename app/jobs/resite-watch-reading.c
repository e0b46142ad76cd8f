/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-reading"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-log-code.h"
#include "resite-log-time.h"
#include "resite-log-words.h"
#include "resite-watch-reading.h"

/* Read once: a watch looks every other second. */
static const ResiteLogRules *
get_rules (void)
{
  static ResiteLogRules *rules = NULL;

  if (g_once_init_enter (&rules))
    g_once_init_leave (&rules, resite_log_rules_new_builtin ());
  return rules;
}

static void
take_rule (ResiteWatchReading *reading, const ResiteLogMatch *match)
{
  reading->severity = resite_log_rule_get_severity (match->rule, reading->severity);
  reading->event = match->rule->event;
  reading->confirmed = match->rule->confirmed;
  reading->bytes = match->bytes;
  reading->sends = match->rule->sends;
}

void
resite_watch_reading_take (ResiteWatchReading *reading, const char *text)
{
  ResiteLogMatch match = { NULL, NULL, 0 };
  ResiteLogLine line;
  ResiteLogTime time;
  const char *package;

  g_return_if_fail (reading != NULL && text != NULL);

  memset (reading, 0, sizeof *reading);
  reading->event = -1;
  resite_log_line_parse (&line, text, strlen (text));
  reading->severity = resite_log_line_get_severity (&line);
  reading->thread = line.thread;
  if (resite_log_time_read (&line, &time))
    reading->time = time.time;
  if (resite_log_rules_match (get_rules (), line.shape, line.text.start, line.text.length, &match))
    take_rule (reading, &match);
  package = match.package != NULL
                ? match.package
                : resite_log_words_find_package (line.text.start, line.text.length);
  if (package != NULL)
    resite_log_words_copy_package (package, reading->package);
}

char *
resite_watch_reading_explain (const char *text)
{
  ResiteLogLine line;
  ResiteLogCode code;
  g_autofree char *title = NULL;
  const char *words;

  g_return_val_if_fail (text != NULL, NULL);

  resite_log_line_parse (&line, text, strlen (text));
  if (!resite_log_code_find (line.text.start, line.text.length, &code))
    return NULL;
  title = resite_log_code_get_title (&code);
  words = resite_log_code_explain (&code);
  if (words == NULL)
    return NULL;
  /* TRANSLATORS: "Windows error 53", what it means. */
  return g_strdup_printf (_ ("%s: %s"), title, words);
}

/* The server's own clock, since that is what a person compares it with. */
static char *
format_when (const ResiteLogLine *line)
{
  ResiteLogTime time;
  g_autoptr (GDateTime) moment = NULL;

  if (!resite_log_time_read (line, &time))
    return NULL;
  moment = g_date_time_new_from_unix_utc (time.time / G_USEC_PER_SEC + 60 * (gint64)time.offset);
  return moment != NULL ? g_date_time_format (moment, "%H:%M:%S") : NULL;
}

char *
resite_watch_reading_split (const char *text, char **when, char **component)
{
  ResiteLogLine line;

  g_return_val_if_fail (text != NULL && when != NULL && component != NULL, NULL);

  resite_log_line_parse (&line, text, strlen (text));
  *when = format_when (&line);
  *component = line.component.length > 0 ? resite_log_part_dup (&line.component) : NULL;
  return resite_log_part_dup (&line.text);
}
