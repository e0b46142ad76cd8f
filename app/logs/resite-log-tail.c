/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-tail"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-clock.h"
#include "resite-log-gap.h"
#include "resite-log-tail-private.h"

ResiteLogTail *
resite_log_tail_new_for_source (const char *path, ResiteLogSource source, gboolean from_start)
{
  ResiteLogTail *self;

  g_return_val_if_fail (path != NULL && source.type != NULL, NULL);

  self = g_atomic_rc_box_new0 (ResiteLogTail);
  self->path = g_strdup (path);
  self->source = source;
  self->from_start = from_start;
  self->record = resite_log_record_new ();
  self->join = resite_log_join_new (_resite_log_tail_take_message, self);
  return self;
}

ResiteLogTail *
resite_log_tail_new (const char *path, gboolean from_start)
{
  g_return_val_if_fail (path != NULL, NULL);

  return resite_log_tail_new_for_source (path, resite_log_source_for_path (path), from_start);
}

ResiteLogTail *
resite_log_tail_ref (ResiteLogTail *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
close_file (ResiteLogTail *self, gpointer file)
{
  if (file != NULL)
    self->source.type->close (self->source.place, file);
}

static void
clear_tail (gpointer data)
{
  ResiteLogTail *self = data;

  close_file (self, self->held);
  resite_log_source_clear (&self->source);
  g_free (self->path);
  g_free (self->reason);
  resite_log_record_free (self->record);
  resite_log_join_free (self->join);
}

void
resite_log_tail_unref (ResiteLogTail *self)
{
  g_atomic_rc_box_release_full (self, clear_tail);
}

static void
line_free (gpointer data)
{
  ResiteLogTailLine *line = data;

  g_free (line->text);
  g_free (line);
}

static void
set_state (ResiteLogTail *self, ResiteLogTailState state, const char *reason)
{
  self->state = state;
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

static ResiteLogAnswer
query (ResiteLogTail *self, gboolean former, ResiteLogFacts *facts)
{
  g_autofree char *reason = NULL;

  *facts = (ResiteLogFacts){ 0 };
  return self->source.type->query (self->source.place, former, facts, &reason);
}

/* TRUE: it is another one than it was. */
static gboolean
note_former (ResiteLogTail *self)
{
  const gint64 size = self->former_size;
  const gint64 time = self->former_time;
  ResiteLogFacts facts;

  self->former_noted = TRUE;
  self->former_size = -1;
  self->former_time = 0;
  if (query (self, TRUE, &facts) == RESITE_LOG_THERE)
    {
      self->former_size = (gint64)facts.size;
      self->former_time = facts.modified;
    }
  return self->former_size >= 0 && (self->former_size != size || self->former_time != time);
}

/* FALSE: it cannot be said yet what became of it. */
static gboolean
read_open_former (ResiteLogTail *self, gpointer file, guint64 size, char **reason)
{
  const int known = size < self->offset ? 0 : _resite_log_tail_has_mark (self, file, reason);

  if (known == 0)
    resite_log_record_take_gap (self->record, RESITE_LOG_GAP_OVERWRITTEN);
  else if (known < 0 || !_resite_log_tail_read_rest (self, file, reason))
    {
      /* A line to a server breaks and comes back; what was read of it was counted. */
      if (!self->source.type->near)
        return FALSE;
      resite_log_record_take_gap (self->record, RESITE_LOG_GAP_UNREADABLE);
    }
  return TRUE;
}

/* FALSE as above. */
static gboolean
read_former (ResiteLogTail *self, char **reason)
{
  ResiteLogFacts facts = { 0 };
  gpointer file = NULL;
  gboolean read = TRUE;

  switch (self->source.type->open (self->source.place, TRUE, &file, &facts, reason))
    {
    case RESITE_LOG_THERE:
      read = read_open_former (self, file, facts.size, reason);
      close_file (self, file);
      return read;
    case RESITE_LOG_NOT_THERE:
      resite_log_record_take_gap (self->record, RESITE_LOG_GAP_NO_FORMER);
      return TRUE;
    case RESITE_LOG_BARRED:
      resite_log_record_take_gap (self->record, RESITE_LOG_GAP_UNREADABLE);
      return TRUE;
    case RESITE_LOG_TROUBLE:
    default:
      return FALSE;
    }
}

static gboolean
turn_over (ResiteLogTail *self)
{
  g_autofree char *reason = NULL;

  note_former (self);
  if (!read_former (self, &reason))
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, reason);
      return FALSE;
    }
  resite_log_join_release (self->join);
  self->turns++;
  self->offset = 0;
  self->past_until = 0;
  self->mark_size = 0;
  return TRUE;
}

/* What the name stands for now is the file of that number, as far as that can be told. */
static gboolean
is_still (ResiteLogTail *self, guint64 number)
{
  ResiteLogFacts facts;

  return query (self, FALSE, &facts) == RESITE_LOG_THERE && facts.number == number;
}

/* A full log that was not there before is the one that was empty when it was looked at. It is noted
 * first, and then it is made sure that the open one is still the log: what is turned over in between
 * shows the next time. */
static gboolean
was_full_unread (ResiteLogTail *self, guint64 number)
{
  const gboolean noted = self->former_noted;

  if (self->mark_size > 0 || !note_former (self) || !noted || !(self->begun || self->from_start))
    return FALSE;
  return is_still (self, number);
}

static guint64
get_number_of_former (ResiteLogTail *self)
{
  ResiteLogFacts facts;

  return query (self, TRUE, &facts) == RESITE_LOG_THERE ? facts.number : 0;
}

/* What comes next is neither the file that was empty nor the one that came after it. */
static void
note_what_was_between (ResiteLogTail *self, guint64 next)
{
  if (self->mark_size == 0 && self->number != 0 && next != self->number)
    resite_log_record_take_gap (self->record, RESITE_LOG_GAP_OVERWRITTEN);
}

/* -1 as for a mark: a share that fails for a moment must not make old lines new again. */
static int
was_turned_over (ResiteLogTail *self, gpointer file, const ResiteLogFacts *facts, char **reason)
{
  const gboolean unread = was_full_unread (self, facts->number);
  const int known =
      facts->size < self->offset || unread ? 0 : _resite_log_tail_has_mark (self, file, reason);

  note_what_was_between (self, unread ? get_number_of_former (self) : facts->number);
  self->number = facts->number;

  return known < 0 ? -1 : !known;
}

static void
follow (ResiteLogTail *self, gpointer file, const ResiteLogFacts *facts, gboolean *more)
{
  const gboolean first = !self->begun;
  g_autofree char *reason = NULL;
  const int turned = was_turned_over (self, file, facts, &reason);

  if (turned < 0)
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, reason);
      return;
    }
  self->begun = TRUE;
  resite_log_record_begin (self->record, resite_clock_desk_now ());
  if (turned && !turn_over (self))
    return;
  _resite_log_tail_look_for_wide_text (self, file);
  if (first && !self->from_start)
    _resite_log_tail_skip_the_past (self, file, facts->size);
  if (self->encoding != RESITE_LOG_NARROW && self->offset == 0)
    self->offset = 2;
  if (!_resite_log_tail_read_lines (self, file, more, &reason))
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, reason);
      return;
    }
  _resite_log_tail_take_mark (self, file);
  set_state (self, RESITE_LOG_TAIL_FOLLOWING, NULL);
}

/* A log that is not there at the first poll has no past: it is read whole once it appears. */
static void
note_trouble (ResiteLogTail *self, ResiteLogAnswer answer, const char *reason)
{
  if (answer != RESITE_LOG_NOT_THERE)
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, reason);
      return;
    }
  resite_log_record_begin (self->record, resite_clock_desk_now ());
  if (!self->begun)
    {
      self->from_start = TRUE;
      if (!self->former_noted)
        note_former (self);
    }
  set_state (self, RESITE_LOG_TAIL_MISSING, reason);
}

/* Takes @file. One on a server is never kept open: it could not be renamed there. */
static void
hold (ResiteLogTail *self, gpointer file)
{
  close_file (self, self->held);
  self->held = self->mark_size == 0 && self->source.type->near ? file : NULL;
  if (self->held == NULL)
    close_file (self, file);
}

/* The server is asked for facts only, which costs one answer and is in nobody's way. */
static gboolean
is_as_it_was (ResiteLogTail *self)
{
  ResiteLogFacts facts;

  if (self->source.type->near || !self->all_read || self->mark_size == 0)
    return FALSE;
  return query (self, FALSE, &facts) == RESITE_LOG_THERE && facts.size == self->read.size &&
         facts.modified == self->read.modified;
}

static void
look (ResiteLogTail *self, gboolean *more)
{
  g_autofree char *reason = NULL;
  ResiteLogFacts facts = { 0 };
  gpointer file = NULL;
  const ResiteLogAnswer answer =
      self->source.type->open (self->source.place, FALSE, &file, &facts, &reason);

  self->all_read = FALSE;
  if (answer != RESITE_LOG_THERE)
    {
      note_trouble (self, answer, reason);
      return;
    }
  follow (self, file, &facts, more);
  hold (self, file);
  /* What came while it was read shows by the size. */
  self->all_read = self->state == RESITE_LOG_TAIL_FOLLOWING && !*more;
  self->read = facts;
}

/* Part of a message is waited for, but not for more than one look: lines that never get marks are
 * told, too. */
static void
settle (ResiteLogTail *self, guint64 before)
{
  const gboolean sure = resite_log_join_is_sure (self->join);

  if (!sure || (self->waited && self->offset == before))
    resite_log_join_release (self->join);
  self->waited = resite_log_join_is_waiting (self->join);
}

GPtrArray *
resite_log_tail_poll (ResiteLogTail *self, gboolean *more)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  gboolean ignored = FALSE;
  guint64 before;

  g_return_val_if_fail (self != NULL, NULL);

  if (more == NULL)
    more = &ignored;
  *more = FALSE;
  self->lines = lines;
  before = self->offset;
  if (!is_as_it_was (self))
    look (self, more);
  if (!*more)
    settle (self, before);
  self->lines = NULL;
  return g_steal_pointer (&lines);
}

static guint8
hex_byte (const char *text)
{
  return g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]);
}

void
resite_log_tail_set_place (ResiteLogTail *self, guint64 offset, const char *mark)
{
  gsize length;

  g_return_if_fail (self != NULL && !self->begun && mark != NULL);

  length = MIN (strlen (mark) / 2, RESITE_LOG_MARK_SIZE);
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isxdigit (mark[2 * i]) || !g_ascii_isxdigit (mark[2 * i + 1]))
        return;
      self->mark[i] = hex_byte (mark + 2 * i);
    }
  self->mark_size = length;
  self->offset = offset;
  self->from_start = TRUE;
  resite_log_record_go_on (self->record);
}

char *
resite_log_tail_get_mark (ResiteLogTail *self)
{
  GString *mark;

  g_return_val_if_fail (self != NULL, NULL);

  mark = g_string_sized_new (2 * self->mark_size);
  for (gsize i = 0; i < self->mark_size; i++)
    g_string_append_printf (mark, "%02x", (guint8)self->mark[i]);
  return g_string_free (mark, FALSE);
}

const char *
resite_log_tail_get_path (ResiteLogTail *self)
{
  return self->path;
}

ResiteLogTailState
resite_log_tail_get_state (ResiteLogTail *self)
{
  return self->state;
}

const char *
resite_log_tail_get_reason (ResiteLogTail *self)
{
  return self->reason;
}

guint64
resite_log_tail_get_offset (ResiteLogTail *self)
{
  return resite_log_join_is_waiting (self->join) ? self->joined_from : self->offset;
}

guint
resite_log_tail_get_turns (ResiteLogTail *self)
{
  return self->turns;
}

guint
resite_log_tail_get_gaps (ResiteLogTail *self)
{
  return resite_log_record_count_gaps (self->record);
}

const ResiteLogRecord *
resite_log_tail_get_record (ResiteLogTail *self)
{
  return self->record;
}

gboolean
resite_log_tail_is_unbroken (ResiteLogTail *self, gint64 since, char **why)
{
  g_return_val_if_fail (self != NULL && why != NULL, FALSE);

  if (self->state == RESITE_LOG_TAIL_UNREADABLE ||
      (self->state == RESITE_LOG_TAIL_MISSING && self->begun))
    {
      *why = g_strdup_printf (_ ("The log cannot be read at the moment: %s"),
                              self->reason != NULL ? self->reason : "?");
      return FALSE;
    }
  return resite_log_record_is_unbroken (self->record, since, why);
}
