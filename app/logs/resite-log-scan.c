/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-scan"

#include "config.h"

#include <string.h>

#include "resite-log-scan-private.h"
#include "resite-log-sending.h"
#include "resite-log-trailer.h"
#include "resite-log-wide.h"
#include "resite-log-words.h"

#define BLOCK        (256 * 1024)
#define IN_FRONT     64 /* readable before and behind, as the looks need it */
#define BEHIND       128
#define N_DULL       64 /* a power of two */
#define LONGEST_DULL 120

/* A text that says nothing: a component that waits writes it again and again. */
typedef struct
{
  gsize length;
  char text[LONGEST_DULL];
} Dull;

struct _ResiteLogScan
{
  ResiteLogRules *rules;
  ResiteLogLookFunc look;
  ResiteLogTrailers *trailers;
  ResiteLogSending *sending;
  ResiteLogTally *tally;
  ResiteLogKinds *kinds;
  ResiteLogWide *wide;
  ResiteLogCounts counts;
  Dull dull[N_DULL];

  ResiteLineSeverity visit_from;
  ResiteLogVisitFunc visit;
  gpointer visit_data;
  guint threads;

  char *block;
  char *bytes; /* in the block */
  gsize length;
  char *line_block; /* for lines that somebody else cut out */
  gsize line_size;
};

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

ResiteLogScan *
resite_log_scan_new (ResiteLogRules *rules)
{
  ResiteLogScan *self;

  g_return_val_if_fail (rules != NULL, NULL);

  self = g_new0 (ResiteLogScan, 1);
  self->rules = resite_log_rules_ref (rules);
  self->look = resite_log_look_get_func ();
  self->trailers = resite_log_trailers_new ();
  self->sending = resite_log_sending_new ();
  self->tally = resite_log_tally_new ();
  self->kinds = resite_log_kinds_new ();
  self->wide = resite_log_wide_new ();
  return self;
}

void
resite_log_scan_free (ResiteLogScan *self)
{
  if (self == NULL)
    return;
  resite_log_rules_unref (self->rules);
  resite_log_trailers_free (self->trailers);
  resite_log_sending_free (self->sending);
  resite_log_tally_free (self->tally);
  resite_log_kinds_free (self->kinds);
  resite_log_wide_free (self->wide);
  g_free (self->block);
  g_free (self->line_block);
  g_free (self);
}

void
resite_log_scan_set_visit (ResiteLogScan *self, ResiteLineSeverity severity,
                           ResiteLogVisitFunc visit, gpointer data)
{
  g_return_if_fail (self != NULL);

  self->visit_from = severity;
  self->visit = visit;
  self->visit_data = data;
}

gboolean
resite_log_scan_is_visited (const ResiteLogScan *self)
{
  return self->visit != NULL;
}

void
resite_log_scan_set_threads (ResiteLogScan *self, guint threads)
{
  g_return_if_fail (self != NULL);

  self->threads = threads;
}

guint
resite_log_scan_get_threads (const ResiteLogScan *self)
{
  return self->threads > 0 ? self->threads : MIN (g_get_num_processors (), 4);
}

ResiteLogRules *
resite_log_scan_get_rules (const ResiteLogScan *self)
{
  return self->rules;
}

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
read_marks (ResiteLogScan *self, Current *current)
{
  ResiteLogTrailer trailer;

  if (!resite_log_trailers_read (self->trailers, current->start, current->end, &trailer))
    {
      take_apart (self, current);
      return;
    }
  current->shape = RESITE_LINE_SERVER;
  current->time = trailer.time;
  current->offset = trailer.offset;
  current->thread_text = trailer.thread;
  resite_log_tally_count_component (self->tally, trailer.component);
  trim_text (current, trailer.start);
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

/* Where the text would be remembered, if it is one of those; NULL: it is too long or too short. */
static inline Dull *
find_dull (ResiteLogScan *self, const char *text, gsize length)
{
  guint64 first, last;

  if (length < sizeof first || length > LONGEST_DULL)
    return NULL;
  memcpy (&first, text, sizeof first);
  memcpy (&last, text + length - sizeof last, sizeof last);
  return &self->dull[((first * 31 + last + length) * 0x9E3779B97F4A7C15u >> 48) & (N_DULL - 1)];
}

static inline gboolean
is_dull (const Dull *dull, const char *text, gsize length)
{
  return dull != NULL && dull->length == length && memcmp (dull->text, text, length) == 0;
}

/* What a line says beside its marks. */
static void
take_text (ResiteLogScan *self, const Current *current, Dull *dull)
{
  const gsize length = (gsize)(current->text_end - current->text);
  const ResiteLogLook look = self->look (current->text, length);
  ResiteLogMatch match;
  const gboolean matches =
      resite_log_rules_match (self->rules, current->shape, current->text, length, &match);
  const char *package = match.package != NULL ? match.package : find_package (current, look.id);
  const ResiteLineSeverity severity = judge (current, look.words, match.rule);

  if (matches && (match.bytes > 0 || match.rule->sends != RESITE_LOG_SENDS_NOTHING))
    count_sending (self, current, &match);
  count_line (self, current, severity);
  if (package != NULL)
    count_package (self, package, current, match.rule, severity);
  if (self->visit != NULL && severity >= self->visit_from)
    show_line (self, current, severity, package, match.rule);
  if (dull == NULL || matches || look.id != 0 || look.words || severity != RESITE_LINE_INFORMATION)
    return;
  dull->length = length;
  memcpy (dull->text, current->text, length);
}

/* Without its end. What is around it can be read. */
static void
take_line (ResiteLogScan *self, const char *start, const char *end)
{
  Current current = { .start = start, .end = end, .text = start, .text_end = end, .told = -1 };
  gsize length;
  Dull *dull;

  if (self->counts.lines == 0 && end - start >= 3 && memcmp (start, "\xEF\xBB\xBF", 3) == 0)
    current.start = current.text = start + 3;
  while (current.end > current.start && (current.end[-1] == '\r' || current.end[-1] == '\n'))
    current.end--;
  read_marks (self, &current);
  length = (gsize)(current.text_end - current.text);
  dull = current.shape == RESITE_LINE_SERVER && self->visit == NULL
             ? find_dull (self, current.text, length)
             : NULL;
  if (is_dull (dull, current.text, length))
    count_line (self, &current, RESITE_LINE_INFORMATION);
  else
    take_text (self, &current, dull);
}

static void
take_lines (ResiteLogScan *self)
{
  const char *at = self->bytes;
  const char *end = self->bytes + self->length;
  const char *line_end;

  while ((line_end = memchr (at, '\n', (gsize)(end - at))) != NULL)
    {
      take_line (self, at, line_end);
      at = line_end + 1;
    }
  if (at == self->bytes && self->length == BLOCK)
    {
      /* No line is as long as that: random bytes, or another program's file. */
      take_line (self, at, end);
      at = end;
    }
  self->length = (gsize)(end - at);
  memmove (self->bytes, at, self->length);
}

char *
resite_log_scan_get_room (ResiteLogScan *self, gsize *size)
{
  g_return_val_if_fail (self != NULL && size != NULL, NULL);

  if (self->block == NULL)
    {
      self->block = g_malloc0 (IN_FRONT + BLOCK + BEHIND);
      self->bytes = self->block + IN_FRONT;
    }
  *size = BLOCK - self->length;
  return self->bytes + self->length;
}

static void
take_narrow (ResiteLogScan *self, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gsize size;
      char *room = resite_log_scan_get_room (self, &size);

      size = MIN (size, length);
      memcpy (room, bytes, size);
      self->length += size;
      take_lines (self);
      bytes += size;
      length -= size;
    }
}

static void
take_wide (ResiteLogScan *self, const char *bytes, gsize length)
{
  g_autofree char *narrow = NULL;
  gsize narrow_length;

  narrow = resite_log_wide_convert (self->wide, bytes, length, &narrow_length);
  take_narrow (self, narrow, narrow_length);
}

void
resite_log_scan_take (ResiteLogScan *self, gsize length)
{
  g_return_if_fail (self != NULL && self->length + length <= BLOCK);

  if (length == 0)
    return;
  if (resite_log_wide_is_plain (self->wide, self->bytes + self->length, length,
                                self->counts.bytes == 0))
    {
      self->counts.bytes += length;
      self->length += length;
      take_lines (self);
    }
  else
    {
      g_autofree char *wide = g_memdup2 (self->bytes + self->length, length);

      self->counts.bytes += length;
      take_wide (self, wide, length);
    }
}

void
resite_log_scan_feed (ResiteLogScan *self, const char *bytes, gsize length)
{
  g_return_if_fail (self != NULL && (bytes != NULL || length == 0));

  while (length > 0)
    {
      gsize size;
      char *room = resite_log_scan_get_room (self, &size);

      size = MIN (size, length);
      memcpy (room, bytes, size);
      resite_log_scan_take (self, size);
      bytes += size;
      length -= size;
    }
}

void
resite_log_scan_end (ResiteLogScan *self)
{
  g_return_if_fail (self != NULL);

  if (self->length > 0)
    take_line (self, self->bytes, self->bytes + self->length);
  self->length = 0;
}

void
resite_log_scan_add_line (ResiteLogScan *self, const char *bytes, gsize length)
{
  char *line;

  g_return_if_fail (self != NULL && (bytes != NULL || length == 0));

  if (self->line_size < IN_FRONT + length + BEHIND)
    {
      g_free (self->line_block);
      self->line_size = IN_FRONT + length * 2 + BEHIND;
      self->line_block = g_malloc0 (self->line_size);
    }
  line = self->line_block + IN_FRONT;
  memcpy (line, bytes, length);
  self->counts.bytes += length;
  take_line (self, line, line + length);
}

const ResiteLogCounts *
resite_log_scan_get_counts (const ResiteLogScan *self)
{
  return &self->counts;
}

const ResiteLogTally *
resite_log_scan_get_tally (const ResiteLogScan *self)
{
  return self->tally;
}

const ResiteLogKinds *
resite_log_scan_get_kinds (const ResiteLogScan *self)
{
  return self->kinds;
}

void
resite_log_scan_add (ResiteLogScan *self, const ResiteLogScan *other)
{
  ResiteLogCounts *to = &self->counts;
  const ResiteLogCounts *from = &other->counts;

  to->lines += from->lines;
  to->bytes += from->bytes;
  to->errors += from->errors;
  to->warnings += from->warnings;
  to->package_lines += from->package_lines;
  if (to->first == 0)
    to->first = from->first;
  if (from->last != 0)
    {
      to->last = from->last;
      to->offset = from->offset;
    }
  resite_log_sending_add (self->sending, self->tally, other->sending);
  resite_log_tally_add (self->tally, other->tally);
  resite_log_kinds_add (self->kinds, other->kinds);
}
