/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-scan"

#include "config.h"

#include <string.h>

#include "resite-log-scan-private.h"

#define BLOCK    (256 * 1024)
#define IN_FRONT 64 /* readable before and behind, as the looks need it */
#define BEHIND   128

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
  self->known = resite_log_known_new ();
  self->join = resite_log_join_new (_resite_log_scan_take_message, self);
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
  resite_log_known_free (self->known);
  resite_log_join_free (self->join);
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

static void
take_lines (ResiteLogScan *self)
{
  const char *at = self->bytes;
  const char *end = self->bytes + self->length;
  const char *line_end;

  while ((line_end = memchr (at, '\n', (gsize)(end - at))) != NULL)
    {
      _resite_log_scan_take_line (self, at, line_end);
      at = line_end + 1;
    }
  if (at == self->bytes && self->length == BLOCK)
    {
      /* No line is as long as that: random bytes, or another program's file. */
      _resite_log_scan_take_line (self, at, end);
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
    _resite_log_scan_take_line (self, self->bytes, self->bytes + self->length);
  self->length = 0;
  resite_log_join_release (self->join);
}

char *
_resite_log_scan_copy (ResiteLogScan *self, const char *bytes, gsize length)
{
  if (self->line_size < IN_FRONT + length + BEHIND)
    {
      g_free (self->line_block);
      self->line_size = IN_FRONT + length * 2 + BEHIND;
      self->line_block = g_malloc0 (self->line_size);
    }
  memcpy (self->line_block + IN_FRONT, bytes, length);
  return self->line_block + IN_FRONT;
}

void
resite_log_scan_add_line (ResiteLogScan *self, const char *bytes, gsize length)
{
  guint lines = 1;

  g_return_if_fail (self != NULL && (bytes != NULL || length == 0));

  self->counts.bytes += length;
  while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
    length--;
  for (gsize i = 0; i < length; i++)
    lines += bytes[i] == '\n';
  _resite_log_scan_take_message (bytes, length, lines, self);
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
