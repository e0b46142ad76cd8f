/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-tail"

#include "config.h"

#include <string.h>

#include "resite-log-tail-private.h"

#define CHUNK      (256 * 1024)
#define POLL_LIMIT CHUNK
/* How much of the past is read to be shown. */
#define PAST_SIZE (16 * 1024)

/* @reason: NULL where it is of no use. */
static gssize
read_at (ResiteLogTail *self, gpointer file, char *buffer, gsize size, guint64 offset,
         char **reason)
{
  g_autofree char *unused = NULL;

  return self->source.type->read (self->source.place, file, buffer, size, offset,
                                  reason != NULL ? reason : &unused);
}

void
_resite_log_tail_take_mark (ResiteLogTail *self, gpointer file)
{
  const gsize wanted = MIN (self->offset, RESITE_LOG_MARK_SIZE);
  gssize got;

  if (self->mark_size >= wanted)
    return;
  got = read_at (self, file, self->mark, wanted, 0, NULL);
  if (got == (gssize)wanted)
    self->mark_size = wanted;
}

int
_resite_log_tail_has_mark (ResiteLogTail *self, gpointer file, char **reason)
{
  char start[RESITE_LOG_MARK_SIZE];
  const gssize got = read_at (self, file, start, self->mark_size, 0, reason);

  if (got < 0)
    return -1;
  return got == (gssize)self->mark_size && memcmp (start, self->mark, got) == 0;
}

void
_resite_log_tail_look_for_wide_text (ResiteLogTail *self, gpointer file)
{
  char start[2];
  const gssize got = read_at (self, file, start, 2, 0, NULL);

  self->encoding = resite_log_encoding_find (start, got > 0 ? (gsize)got : 0);
}

void
_resite_log_tail_take_message (const char *bytes, gsize length, guint lines, gpointer data)
{
  ResiteLogTail *self = data;
  ResiteLogTailLine *line = g_new0 (ResiteLogTailLine, 1);

  line->text = g_strndup (bytes, length);
  line->past = self->joined_from < self->past_until;
  resite_log_record_take_line (self->record, line->text);
  g_ptr_array_add (self->lines, line);
}

static void
add_line (ResiteLogTail *self, const char *bytes, gsize length)
{
  g_autofree char *text = resite_log_encoding_decode (self->encoding, bytes, length);
  const char *mark = "\xEF\xBB\xBF";
  const gboolean marked = self->offset == 0 && g_str_has_prefix (text, mark);

  g_strchomp (text);
  if (!resite_log_join_is_waiting (self->join))
    self->joined_from = self->offset;
  resite_log_join_take (self->join, marked ? text + 3 : text, strlen (text) - (marked ? 3 : 0));
}

/* Complete lines of @bytes become lines; a chunk without any line end is cut, or it would be read
 * for ever. */
static void
take_lines (ResiteLogTail *self, const char *bytes, gsize length)
{
  gsize at = 0;

  while (at < length)
    {
      gsize n = resite_log_encoding_find_end (self->encoding, bytes + at, length - at);

      if (n == 0 && at == 0 && length == CHUNK)
        n = length;
      if (n == 0)
        return;
      add_line (self, bytes + at, n);
      at += n;
      self->offset += n;
    }
}

gboolean
_resite_log_tail_read_lines (ResiteLogTail *self, gpointer file, gboolean *more, char **reason)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gsize total = 0;

  while (TRUE)
    {
      const guint64 before = self->offset;
      const gssize got = read_at (self, file, buffer, CHUNK, self->offset, reason);

      if (got < 0)
        return FALSE;
      take_lines (self, buffer, (gsize)got);
      total += self->offset - before;
      if (got < CHUNK || self->offset == before)
        return TRUE;
      if (total >= POLL_LIMIT)
        {
          *more = TRUE;
          return TRUE;
        }
    }
}

gboolean
_resite_log_tail_read_rest (ResiteLogTail *self, gpointer file, char **reason)
{
  g_autofree char *rest = g_malloc (CHUNK);
  gboolean more = TRUE;
  gssize got;

  while (more)
    {
      more = FALSE;
      if (!_resite_log_tail_read_lines (self, file, &more, reason))
        return FALSE;
    }
  got = read_at (self, file, rest, CHUNK, self->offset, reason);
  if (got > 0)
    add_line (self, rest, (gsize)got);
  resite_log_join_release (self->join);
  return got >= 0;
}

void
_resite_log_tail_skip_the_past (ResiteLogTail *self, gpointer file, guint64 size)
{
  g_autofree char *buffer = NULL;
  gssize got;
  gsize n;

  self->past_until = size;
  if (size <= PAST_SIZE)
    return;
  self->offset = (size - PAST_SIZE) & ~(guint64)1;
  buffer = g_malloc (PAST_SIZE);
  got = read_at (self, file, buffer, PAST_SIZE, self->offset, NULL);
  n = got > 0 ? resite_log_encoding_find_end (self->encoding, buffer, got) : 0;
  self->offset += n;
}
