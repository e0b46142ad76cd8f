/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-line"

#include "config.h"

#include <string.h>

#include "resite-log-line.h"
#include "resite-log-words.h"
#include "resite-text.h"

#define CLIENT_START "<![LOG["
#define CLIENT_END   "]LOG]!>"
#define STATUS       "STATMSG:"

static ResiteLogPart
part (const char *start, const char *end)
{
  return (ResiteLogPart){ start, end > start ? (gsize)(end - start) : 0 };
}

static gboolean
starts_with (const char *at, const char *end, const char *word)
{
  const gsize length = strlen (word);

  return (gsize)(end - at) >= length && memcmp (at, word, length) == 0;
}

static gboolean
is_component_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.';
}

static void
set_text (ResiteLogLine *line, const char *start, const char *end)
{
  while (end > start && (g_ascii_isspace (end[-1]) || end[-1] == '~'))
    end--;
  while (start < end && *start == '~')
    start++;
  line->text = part (start, end);
}

static guint32
read_thread (const char *at, const char *end, guint base)
{
  guint32 thread = 0;

  for (; at < end && g_ascii_isxdigit (*at); at++)
    {
      const guint digit = (guint)g_ascii_xdigit_value (*at);

      if (digit >= base)
        break;
      thread = thread * base + digit;
    }
  return thread;
}

/* Behind the component: "<time><thread=...>"; FALSE where it is cut off before its end. */
static gboolean
read_server_marks (ResiteLogLine *line, const char *at, const char *end)
{
  const char *close;

  if (at == end || *at != '<')
    return FALSE;
  close = memchr (at, '>', end - at);
  if (close == NULL)
    return FALSE;
  line->time = part (at + 1, close);
  if (!starts_with (close + 1, end, "<thread="))
    return FALSE;
  /* SMS 1.x wrote it in hexadecimal only, and marked the end of its time. */
  line->thread = read_thread (close + 9, end, close[-1] == '~' ? 16 : 10);
  return end[-1] == '>';
}

/* A component's name up to ">", or up to the end of a line that is cut there. */
static gboolean
read_server_mark (ResiteLogLine *line, const char *start, const char *mark, const char *end)
{
  const char *name = mark + 3;
  const char *close = name;

  while (close < end && is_component_byte (*close))
    close++;
  if (close == name || (close < end && *close != '>'))
    return FALSE;
  line->shape = RESITE_LINE_SERVER;
  line->component = part (name, close);
  line->cut = close == end || !read_server_marks (line, close + 1, end);
  set_text (line, start, mark);
  return TRUE;
}

/* The last "$$<" counts: a text may hold one of its own. */
static gboolean
parse_server (ResiteLogLine *line, const char *start, const char *end)
{
  const char *until = end;

  while (until > start)
    {
      const char *at = memrchr (start, '$', until - start);

      if (at == NULL || at == start)
        return FALSE;
      if (at[-1] == '$' && at + 1 < end && at[1] == '<' &&
          read_server_mark (line, start, at - 1, end))
        return TRUE;
      until = at;
    }
  return FALSE;
}

/* The value of @name="..." between @at and @end. */
static ResiteLogPart
find_value (const char *at, const char *end, const char *name)
{
  const gsize length = strlen (name);
  const char *found = memmem (at, end - at, name, length);
  const char *close;

  if (found == NULL)
    return (ResiteLogPart){ NULL, 0 };
  found += length;
  close = memchr (found, '"', end - found);
  return part (found, close != NULL ? close : end);
}

static void
read_client_marks (ResiteLogLine *line, const char *at, const char *end)
{
  const ResiteLogPart thread = find_value (at, end, "thread=\"");
  const ResiteLogPart type = find_value (at, end, "type=\"");

  line->time = part (at, end);
  line->component = find_value (at, end, "component=\"");
  line->thread =
      thread.length > 0 ? read_thread (thread.start, thread.start + thread.length, 10) : 0;
  line->type = type.length == 1 && g_ascii_isdigit (*type.start) ? (guint)(*type.start - '0') : 0;
  line->cut = end[-1] != '>';
}

/* Also the last line of a message that began on another. */
static gboolean
parse_client (ResiteLogLine *line, const char *start, const char *end)
{
  const gboolean begins = starts_with (start, end, CLIENT_START);
  const char *text = begins ? start + strlen (CLIENT_START) : start;
  const char *mark = memmem (text, end - text, CLIENT_END, strlen (CLIENT_END));

  if (!begins && (mark == NULL || !starts_with (mark + strlen (CLIENT_END), end, "<time=\"")))
    return FALSE;
  line->shape = RESITE_LINE_CLIENT;
  line->begins = mark == NULL;
  set_text (line, text, mark != NULL ? mark : end);
  if (mark != NULL && mark + strlen (CLIENT_END) < end)
    read_client_marks (line, mark + strlen (CLIENT_END), end);
  else
    line->cut = mark != NULL;
  return TRUE;
}

/* "<04-21-2010 23:20:51> text"; how exactly the date is written differs, but it has digits, and
 * marks such as "<JOB STATUS" have none. */
static gboolean
parse_setup (ResiteLogLine *line, const char *start, const char *end)
{
  const char *close = *start == '<' ? memchr (start, '>', MIN (end - start, 48)) : NULL;

  if (close == NULL || close - start < 6 || !g_ascii_isdigit (start[1]) ||
      memchr (start, ':', close - start) == NULL)
    return FALSE;
  line->shape = RESITE_LINE_SETUP;
  line->time = part (start + 1, close);
  set_text (line, close + 1 < end && close[1] == ' ' ? close + 2 : close + 1, end);
  return TRUE;
}

static gboolean
parse_copied (ResiteLogLine *line, const char *start, const char *end)
{
  const char *tabs[3];
  const char *until = end;

  for (int i = 2; i >= 0; i--)
    {
      tabs[i] = memrchr (start, '\t', until - start);
      if (tabs[i] == NULL)
        return FALSE;
      until = tabs[i];
    }
  for (const char *at = tabs[0] + 1; at < tabs[1]; at++)
    if (!is_component_byte (*at))
      return FALSE;
  if (tabs[1] == tabs[0] + 1 || tabs[2] + 1 == end || !g_ascii_isdigit (tabs[2][1]))
    return FALSE;
  line->shape = RESITE_LINE_COPIED;
  line->component = part (tabs[0] + 1, tabs[1]);
  line->time = part (tabs[1] + 1, tabs[2]);
  line->thread = read_thread (tabs[2] + 1, end, 10);
  set_text (line, start, tabs[0]);
  return TRUE;
}

void
resite_log_line_parse (ResiteLogLine *line, const char *bytes, gsize length)
{
  const char *end = bytes + length;

  g_return_if_fail (line != NULL && (bytes != NULL || length == 0));

  memset (line, 0, sizeof *line);
  while (end > bytes && (end[-1] == '\n' || end[-1] == '\r'))
    end--;
  if (end == bytes)
    {
      line->text = part (bytes, end);
      return;
    }
  if (*bytes == '<' && parse_client (line, bytes, end))
    return;
  if (parse_server (line, bytes, end) || parse_setup (line, bytes, end) ||
      parse_client (line, bytes, end) || parse_copied (line, bytes, end))
    return;
  set_text (line, bytes, end);
}

/* A status message says itself how bad it is. -1: it does not. */
static int
get_told_severity (const ResiteLogLine *line)
{
  const char *mark;

  if (line->type != 0)
    return line->type >= 3   ? RESITE_LINE_ERROR
           : line->type == 2 ? RESITE_LINE_WARNING
                             : RESITE_LINE_INFORMATION;
  if (line->text.length < 20 || !starts_with (line->text.start, line->text.start + 20, STATUS))
    return -1;
  mark = memmem (line->text.start, MIN (line->text.length, 40), " SEV=", 5);
  if (mark == NULL || mark + 5 >= line->text.start + line->text.length)
    return -1;
  return mark[5] == 'E'   ? RESITE_LINE_ERROR
         : mark[5] == 'W' ? RESITE_LINE_WARNING
                          : RESITE_LINE_INFORMATION;
}

ResiteLineSeverity
resite_log_line_get_severity (const ResiteLogLine *line)
{
  int told;

  g_return_val_if_fail (line != NULL, RESITE_LINE_INFORMATION);

  told = get_told_severity (line);
  return told >= 0 ? (ResiteLineSeverity)told
                   : resite_log_words_judge (line->text.start, line->text.length);
}

const char *
resite_line_severity_get_name (ResiteLineSeverity severity)
{
  static const char *const names[] = { "info", "warning", "error" };

  g_return_val_if_fail (severity < G_N_ELEMENTS (names), NULL);

  return names[severity];
}

char *
resite_log_part_dup (const ResiteLogPart *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return resite_text_from_foreign (self->start != NULL ? self->start : "", (gssize)self->length);
}

gboolean
resite_log_part_equal (const ResiteLogPart *self, const char *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  return strlen (text) == self->length && memcmp (self->start, text, self->length) == 0;
}
