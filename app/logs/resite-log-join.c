/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-join"

#include "config.h"

#include <string.h>

#include "resite-log-join.h"
#include "resite-log-line.h"

#define MOST_LINES 200
#define MOST_BYTES (64 * 1024)

struct _ResiteLogJoin
{
  ResiteLogJoinFunc func;
  gpointer data;
  GString *waiting;
  guint lines;          /* in it */
  gboolean client;      /* it began as a client's message */
  ResiteLineShape seen; /* of the last line that had marks */
};

ResiteLogJoin *
resite_log_join_new (ResiteLogJoinFunc func, gpointer data)
{
  ResiteLogJoin *self = g_new0 (ResiteLogJoin, 1);

  self->func = func;
  self->data = data;
  self->waiting = g_string_new (NULL);
  return self;
}

void
resite_log_join_free (ResiteLogJoin *self)
{
  if (self == NULL)
    return;
  g_string_free (self->waiting, TRUE);
  g_free (self);
}

gboolean
resite_log_join_is_waiting (const ResiteLogJoin *self)
{
  return self->lines > 0;
}

gboolean
resite_log_join_is_sure (const ResiteLogJoin *self)
{
  return self->client || self->seen == RESITE_LINE_SERVER;
}

static void
forget (ResiteLogJoin *self)
{
  self->lines = 0;
  self->client = FALSE;
  g_string_truncate (self->waiting, 0);
}

void
resite_log_join_release (ResiteLogJoin *self)
{
  const char *at = self->waiting->str;

  for (; self->lines > 0; self->lines--)
    {
      const char *end = strchrnul (at, '\n');

      self->func (at, (gsize)(end - at), 1, self->data);
      at = end + 1;
    }
  forget (self);
}

/* A byte of zero would end the line too early when it is released. */
static void
append (ResiteLogJoin *self, const char *bytes, gsize length)
{
  const gsize start = self->waiting->len;

  g_string_append_len (self->waiting, bytes, (gssize)length);
  for (gsize i = start; i < self->waiting->len; i++)
    if (self->waiting->str[i] == '\0' || self->waiting->str[i] == '\n')
      self->waiting->str[i] = ' ';
}

static void
wait_for_more (ResiteLogJoin *self, const char *bytes, gsize length)
{
  if (self->lines > 0)
    g_string_append_c (self->waiting, '\n');
  append (self, bytes, length);
  self->lines++;
  if (self->lines >= MOST_LINES || self->waiting->len > MOST_BYTES)
    resite_log_join_release (self);
}

static void
complete (ResiteLogJoin *self, const char *bytes, gsize length)
{
  g_string_append_c (self->waiting, '\n');
  append (self, bytes, length);
  self->func (self->waiting->str, self->waiting->len, self->lines + 1, self->data);
  forget (self);
}

/* @line is none of those that wait, or the last of them. */
static gboolean
ends_waiting (const ResiteLogJoin *self, const ResiteLogLine *line, const char *bytes)
{
  return self->client ? line->shape == RESITE_LINE_CLIENT && !line->begins && *bytes != '<'
                      : line->shape == RESITE_LINE_SERVER;
}

static gboolean
begins_waiting (const ResiteLogJoin *self, const ResiteLogLine *line)
{
  if (line->shape == RESITE_LINE_CLIENT)
    return line->begins;
  return line->shape == RESITE_LINE_PLAIN && line->text.length > 0 &&
         (self->seen == RESITE_LINE_SERVER || self->seen == RESITE_LINE_PLAIN);
}

void
resite_log_join_take (ResiteLogJoin *self, const char *bytes, gsize length)
{
  ResiteLogLine line;

  resite_log_line_parse (&line, bytes, length);
  if (self->lines > 0 && line.shape == RESITE_LINE_PLAIN)
    {
      wait_for_more (self, bytes, length);
      return;
    }
  if (line.shape != RESITE_LINE_PLAIN)
    self->seen = line.shape;
  if (self->lines > 0 && ends_waiting (self, &line, bytes))
    {
      complete (self, bytes, length);
      return;
    }
  resite_log_join_release (self);
  if (begins_waiting (self, &line))
    {
      self->client = line.shape == RESITE_LINE_CLIENT;
      wait_for_more (self, bytes, length);
    }
  else
    self->func (bytes, length, 1, self->data);
}
