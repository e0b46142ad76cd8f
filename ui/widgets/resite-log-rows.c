/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-rows"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-log-rows.h"

ResiteLogRow *
resite_log_row_new (const char *file, const char *text, const char *word,
                    ResiteLineSeverity severity, gboolean good)
{
  ResiteLogRow *row;
  ResiteWatchReading reading;

  g_return_val_if_fail (text != NULL, NULL);

  resite_watch_reading_take (&reading, text);
  row = g_new0 (ResiteLogRow, 1);
  row->file = g_intern_string (file != NULL ? file : "");
  row->text = g_strdup (text);
  row->word = g_strdup (word);
  row->severity = MAX (severity, good ? RESITE_LINE_INFORMATION : reading.severity);
  row->good = good;
  memcpy (row->package, reading.package, sizeof row->package);
  if (row->word == NULL && reading.event >= 0)
    row->word = g_strdup (resite_log_event_get_label ((ResiteLogEvent)reading.event));
  return row;
}

void
resite_log_row_free (ResiteLogRow *row)
{
  if (row == NULL)
    return;
  g_free (row->text);
  g_free (row->word);
  g_free (row);
}

static const char *
get_mark (const ResiteLogRow *row)
{
  if (row->good)
    return "✓ ";
  switch (row->severity)
    {
    case RESITE_LINE_ERROR:
      return "✗ ";
    case RESITE_LINE_WARNING:
      return "! ";
    case RESITE_LINE_INFORMATION:
    default:
      return "";
    }
}

static void
append_explanation (GString *shown, const ResiteLogRow *row, int *explained)
{
  g_autofree char *words = resite_watch_reading_explain (row->text);

  if (words == NULL)
    return;
  *explained = (int)g_utf8_strlen (shown->str, (gssize)shown->len);
  /* TRANSLATORS: behind a line of a log: "Windows error 53: the server was not found ...". */
  g_string_append_printf (shown, _ ("  ⇒ %s"), words);
}

char *
resite_log_row_format (const ResiteLogRow *row, gboolean with_file, int *explained)
{
  GString *shown = g_string_new (get_mark (row));
  g_autofree char *when = NULL;
  g_autofree char *component = NULL;
  g_autofree char *message = resite_watch_reading_split (row->text, &when, &component);

  *explained = -1;
  if (when != NULL)
    g_string_append_printf (shown, "%s ", when);
  if (with_file && *row->file != '\0')
    g_string_append_printf (shown, "%s ", row->file);
  if (row->word != NULL)
    g_string_append_printf (shown, "%s: ", row->word);
  g_string_append (shown, message);
  append_explanation (shown, row, explained);
  g_strdelimit (shown->str, "\r\n", ' ');
  return g_string_free (shown, FALSE);
}

static gboolean
is_shown (ResiteLogShow show, const ResiteLogRow *row)
{
  switch (show)
    {
    case RESITE_LOG_SHOW_MARKED:
      return row->good || row->word != NULL || row->severity > RESITE_LINE_INFORMATION;
    case RESITE_LOG_SHOW_WARNINGS:
      return row->severity >= RESITE_LINE_WARNING;
    case RESITE_LOG_SHOW_ERRORS:
      return row->severity >= RESITE_LINE_ERROR;
    case RESITE_LOG_SHOW_ALL:
    default:
      return TRUE;
    }
}

/* What is typed is short, and so are lines: no index pays. */
static gboolean
holds_text (const char *text, const char *part)
{
  const gsize length = strlen (part);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_strncasecmp (at, part, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_anything (const char *text)
{
  return text == NULL || *text == '\0';
}

gboolean
resite_log_filter_takes (const ResiteLogFilter *filter, const ResiteLogRow *row)
{
  g_return_val_if_fail (filter != NULL && row != NULL, FALSE);

  if (!is_shown (filter->show, row))
    return FALSE;
  if (!is_anything (filter->file) && strcmp (filter->file, row->file) != 0)
    return FALSE;
  if (!is_anything (filter->package) &&
      g_ascii_strncasecmp (row->package, filter->package, strlen (filter->package)) != 0)
    return FALSE;
  return is_anything (filter->text) || holds_text (row->text, filter->text) ||
         (row->word != NULL && holds_text (row->word, filter->text));
}

gboolean
resite_log_filter_is_set (const ResiteLogFilter *filter)
{
  g_return_val_if_fail (filter != NULL, FALSE);

  return filter->show != RESITE_LOG_SHOW_ALL || !is_anything (filter->text) ||
         !is_anything (filter->package) || !is_anything (filter->file);
}
