/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-scan"

#include "config.h"

#include <string.h>

#include "resite-log-scan-private.h"

/* What is known of the line in hand. */
typedef struct
{
  const char *start;
  const char *end;
  const char *text;
  const char *text_end;
  ResiteLineShape shape;
  gint64 time;
  int offset;
  guint32 thread;
  const char *thread_text; /* where it stands, if it was not read yet */
  int told;                /* severity, or -1 */
} Current;

/* Lines of a form that is not known yet, or that has none. */
static void
take_apart (ResiteLogScan *self, Current *current)
{
  ResiteLogLine line;
  ResiteLogTime time;

  resite_log_line_parse (&line, current->start, (gsize)(current->end - current->start));
  current->shape = line.shape;
  current->text = line.text.start;
  current->text_end = line.text.start + line.text.length;
  current->thread = line.thread;
  current->told = line.type > 0 ? (int)MIN (line.type, 3) - 1 : -1;
  if (resite_log_time_read (&line, &time))
    {
      current->time = time.time;
      current->offset = time.offset;
    }
  if (line.component.length == 0)
    return;
  {
    const guint component =
        resite_log_tally_get_component (self->tally, line.component.start, line.component.length);

    resite_log_tally_count_component (self->tally, component);
    if (line.shape == RESITE_LINE_SERVER && !line.cut && current->time != 0 && time.zone_known)
      resite_log_trailers_learn (self->trailers, line.component.start - 3, current->end, component,
                                 time.offset);
  }
}

static inline void
trim_text (Current *current, const char *end)
{
  while (end > current->text && (end[-1] == ' ' || end[-1] == '~'))
    end--;
  while (current->text < end && *current->text == '~')
    current->text++;
  current->text_end = end;
}

static inline void
take_trailer (ResiteLogScan *self, Current *current, const ResiteLogTrailer *trailer)
{
  current->shape = RESITE_LINE_SERVER;
  current->time = trailer->time;
  current->offset = trailer->offset;
  current->thread_text = trailer->thread;
  resite_log_tally_count_component (self->tally, trailer->component);
  trim_text (current, trailer->start);
}

/* The look has seen eight letters and digits, the last five hexadecimal: a site with a letter and a
 * number with a digit are a package at once. Letters have 0x40, digits have not. */
static inline gboolean
is_clearly_package (const char *at)
{
  static const guint8 site[8] = { 0x40, 0x40, 0x40 };
  static const guint8 number[8] = { 0, 0, 0, 0x40, 0x40, 0x40, 0x40, 0x40 };
  guint64 id, letters, digits;

  memcpy (&id, at, sizeof id);
  memcpy (&letters, site, sizeof letters);
  memcpy (&digits, number, sizeof digits);
  return (id & letters) != 0 && (~id & digits) != 0 && at[-1] != '{' && at[8] != '-';
}

static inline const char *
find_package (const Current *current, gsize behind)
{
  const char *at = current->text + behind - 8;

  if (behind == 0)
    return NULL;
  if (is_clearly_package (at))
    return at;
  return resite_log_words_find_package_from (current->text,
                                             (gsize)(current->text_end - current->text), at);
}

static void
count_sending (ResiteLogScan *self, const Current *current, const ResiteLogMatch *match)
{
  const guint32 thread = current->thread_text != NULL
                             ? (guint32)g_ascii_strtoull (current->thread_text, NULL, 10)
                             : current->thread;

  resite_log_sending_take (self->sending, self->tally, thread, match);
}

static ResiteLineSeverity
judge (const Current *current, gboolean words, const ResiteLogRule *rule)
{
  const gsize length = (gsize)(current->text_end - current->text);
  ResiteLineSeverity severity = RESITE_LINE_INFORMATION;

  if (current->told >= 0)
    severity = (ResiteLineSeverity)current->told;
  else if (length > 20 && memcmp (current->text, "STATMSG:", 8) == 0)
    {
      const ResiteLogLine line = { .text = { current->text, length } };

      severity = resite_log_line_get_severity (&line);
    }
  else if (words)
    severity = resite_log_words_judge (current->text, length);
  return rule != NULL ? resite_log_rule_get_severity (rule, severity) : severity;
}

static inline void
count_package (ResiteLogScan *self, const char *id, const Current *current,
               const ResiteLogRule *rule, ResiteLineSeverity severity)
{
  ResiteLogPackage *package = resite_log_tally_get_package (self->tally, id);

  self->counts.package_lines++;
  if (package == NULL)
    return;
  package->lines++;
  package->errors += severity == RESITE_LINE_ERROR;
  if (rule != NULL && rule->event >= 0 && rule->counts)
    package->events[rule->event]++;
  if (current->time == 0)
    return;
  if (package->first == 0)
    package->first = current->time;
  package->last = current->time;
}

static inline void
count_line (ResiteLogScan *self, const Current *current, ResiteLineSeverity severity)
{
  ResiteLogCounts *counts = &self->counts;

  counts->lines++;
  if (current->time != 0)
    {
      if (counts->first == 0)
        counts->first = current->time;
      counts->last = current->time;
      counts->offset = current->offset;
    }
  if (severity == RESITE_LINE_INFORMATION)
    return;
  if (severity == RESITE_LINE_WARNING)
    {
      counts->warnings++;
      return;
    }
  counts->errors++;
  resite_log_kinds_take (self->kinds, current->text, (gsize)(current->text_end - current->text),
                         current->time);
}

static void
show_line (ResiteLogScan *self, const Current *current, ResiteLineSeverity severity,
           const char *package, const ResiteLogRule *rule)
{
  ResiteLogEntry entry = { .bytes = { current->start, (gsize)(current->end - current->start) },
                           .severity = severity,
                           .package = package,
                           .rule = rule,
                           .time = current->time,
                           .offset = current->offset };

  resite_log_line_parse (&entry.line, current->start, (gsize)(current->end - current->start));
  self->visit (&entry, self->visit_data);
}

/* What is found in a text is remembered for the next of its kind. */
static void
remember (ResiteLogScan *self, const Current *current, gsize id, const ResiteLogMatch *match,
          ResiteLineSeverity severity)
{
  const gsize length = (gsize)(current->text_end - current->text);
  const ResiteLogFinding finding = {
    .id = id,
    .settled = id == 0 || !resite_log_rules_depend (self->rules, current->text, length,
                                                    current->text + id - 8),
    .match = { match->rule, NULL, match->bytes },
    .package = match->package != NULL ? (gsize)(match->package - current->text) + 1 : 0,
    .dull = id == 0 && match->rule == NULL && severity == RESITE_LINE_INFORMATION
  };

  resite_log_known_take (self->known, current->text, length, &finding);
}

/* What a line says beside its marks. */
static void
take_text (ResiteLogScan *self, const Current *current, const ResiteLogFinding *known)
{
  const gsize length = (gsize)(current->text_end - current->text);
  const ResiteLogLook look =
      known != NULL ? (ResiteLogLook){ FALSE, known->id } : self->look (current->text, length);
  ResiteLogMatch match;
  const char *package;
  ResiteLineSeverity severity;

  if (known != NULL && known->settled)
    {
      match = known->match;
      match.package = known->package > 0 ? current->text + known->package - 1 : NULL;
    }
  else
    resite_log_rules_match (self->rules, current->shape, current->text, length, &match);
  package = match.package != NULL ? match.package : find_package (current, look.id);
  severity = judge (current, look.words, match.rule);

  if (match.rule != NULL && (match.bytes > 0 || match.rule->sends != RESITE_LOG_SENDS_NOTHING))
    count_sending (self, current, &match);
  count_line (self, current, severity);
  if (package != NULL)
    count_package (self, package, current, match.rule, severity);
  if (self->visit != NULL && severity >= self->visit_from)
    show_line (self, current, severity, package, match.rule);
  /* One in four: texts that come again are learned soon, those with numbers cost little. */
  if (known == NULL && !look.words && current->shape == RESITE_LINE_SERVER &&
      self->unknown++ % 4 == 0)
    remember (self, current, look.id, &match, severity);
}

/* What the marks say is known. */
static inline void
take_marked (ResiteLogScan *self, const Current *current)
{
  const gsize length = (gsize)(current->text_end - current->text);
  const ResiteLogFinding *known = current->shape == RESITE_LINE_SERVER
                                      ? resite_log_known_find (self->known, current->text, length)
                                      : NULL;

  if (known != NULL && known->dull && self->visit == NULL)
    count_line (self, current, RESITE_LINE_INFORMATION);
  else
    take_text (self, current, known);
}

void
_resite_log_scan_take_message (const char *bytes, gsize length, guint lines, gpointer data)
{
  ResiteLogScan *self = data;
  const char *start = _resite_log_scan_copy (self, bytes, length);
  Current current = {
    .start = start, .end = start + length, .text = start, .text_end = start + length, .told = -1
  };
  ResiteLogTrailer trailer;

  if (resite_log_trailers_read (self->trailers, start, start + length, &trailer))
    take_trailer (self, &current, &trailer);
  else
    take_apart (self, &current);
  take_marked (self, &current);
  self->counts.lines += lines - 1;
}

void
_resite_log_scan_take_line (ResiteLogScan *self, const char *start, const char *end)
{
  Current current = { .start = start, .text = start, .told = -1 };
  ResiteLogTrailer trailer;

  if (self->counts.lines == 0 && end - start >= 3 && memcmp (start, "\xEF\xBB\xBF", 3) == 0)
    current.start = current.text = start = start + 3;
  while (end > start && (end[-1] == '\r' || end[-1] == '\n'))
    end--;
  if (resite_log_join_is_waiting (self->join) ||
      !resite_log_trailers_read (self->trailers, start, end, &trailer))
    {
      resite_log_join_take (self->join, start, (gsize)(end - start));
      return;
    }
  current.end = current.text_end = end;
  take_trailer (self, &current, &trailer);
  take_marked (self, &current);
}
