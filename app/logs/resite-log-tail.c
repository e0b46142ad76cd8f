/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-tail"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-log-encoding.h"
#include "resite-log-gap.h"
#include "resite-log-name.h"
#include "resite-log-tail.h"

#define CHUNK      (256 * 1024)
#define POLL_LIMIT CHUNK
#define MARK_SIZE  256
/* How much of the past is read to be shown. */
#define PAST_SIZE (16 * 1024)

/* A file is known again by its first bytes: inode numbers of a share can change with every
 * connection, and a log that was turned over begins with another time. */
struct _ResiteLogTail
{
  char *path;
  char *real_path;   /* as it is spelled on the disk */
  char *former_path; /* where SMS puts the full log: x.lo_ */
  gboolean from_start;
  gboolean begun;
  ResiteLogEncoding encoding;

  guint64 offset;
  guint64 past_until;
  char mark[MARK_SIZE];
  gsize mark_size;

  /* While nothing of this log was read by which it could be known again: what the full one was, and
   * the number by which this one would be the full one. */
  gboolean former_noted;
  gint64 former_size;
  gint64 former_time;
  guint64 number; /* 0: not known */
  int held;       /* open, so that no other file gets that number; -1: none */

  ResiteLogTailState state;
  char *reason;
  guint turns;
  ResiteLogRecord *record;
};

ResiteLogTail *
resite_log_tail_new (const char *path, gboolean from_start)
{
  ResiteLogTail *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_atomic_rc_box_new0 (ResiteLogTail);
  self->path = g_strdup (path);
  self->real_path = g_strdup (path);
  self->former_path = resite_log_name_get_former (path);
  self->from_start = from_start;
  self->record = resite_log_record_new ();
  self->held = -1;
  return self;
}

ResiteLogTail *
resite_log_tail_ref (ResiteLogTail *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_tail (gpointer data)
{
  ResiteLogTail *self = data;

  g_free (self->path);
  g_free (self->real_path);
  g_free (self->former_path);
  g_free (self->reason);
  resite_log_record_free (self->record);
  if (self->held >= 0)
    close (self->held);
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

static int
open_log (ResiteLogTail *self)
{
  /* Non-blocking, so that a pipe under the log's name cannot hold the worker for ever. */
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  g_autofree char *real = NULL;
  int fd = open (self->real_path, flags);

  if (fd >= 0 || errno != ENOENT)
    return fd;
  real = resite_log_name_find (self->path);
  if (real == NULL || g_str_equal (real, self->real_path))
    {
      errno = ENOENT;
      return -1;
    }
  g_free (self->real_path);
  self->real_path = g_steal_pointer (&real);
  g_free (self->former_path);
  self->former_path = resite_log_name_get_former (self->real_path);
  return open (self->real_path, flags);
}

static gssize
read_at (int fd, char *buffer, gsize size, guint64 offset)
{
  gsize done = 0;

  while (done < size)
    {
      const gssize n = pread (fd, buffer + done, size - done, offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += n;
    }
  return done;
}

/* The first bytes, as far as they have been read as lines: what follows may still change. */
static void
take_mark (ResiteLogTail *self, int fd)
{
  const gsize wanted = MIN (self->offset, MARK_SIZE);
  gssize got;

  if (self->mark_size >= wanted)
    return;
  got = read_at (fd, self->mark, wanted, 0);
  if (got == (gssize)wanted)
    self->mark_size = wanted;
}

/* -1: the system refuses to read it, so that nothing can be said. */
static int
has_mark (ResiteLogTail *self, int fd)
{
  char start[MARK_SIZE];
  const gssize got = read_at (fd, start, self->mark_size, 0);

  if (got < 0)
    return -1;
  return got == (gssize)self->mark_size && memcmp (start, self->mark, got) == 0;
}

static void
look_for_wide_text (ResiteLogTail *self, int fd)
{
  char start[2];
  const gssize got = read_at (fd, start, 2, 0);

  self->encoding = resite_log_encoding_find (start, got > 0 ? (gsize)got : 0);
}

static void
add_line (ResiteLogTail *self, GPtrArray *lines, const char *bytes, gsize length)
{
  ResiteLogTailLine *line = g_new0 (ResiteLogTailLine, 1);
  const char *mark = "\xEF\xBB\xBF";

  line->text = resite_log_encoding_decode (self->encoding, bytes, length);
  g_strchomp (line->text);
  if (self->offset == 0 && g_str_has_prefix (line->text, mark))
    memmove (line->text, line->text + 3, strlen (line->text + 3) + 1);
  line->past = self->offset < self->past_until;
  resite_log_record_take_line (self->record, line->text);
  g_ptr_array_add (lines, line);
}

/* Complete lines of @bytes become lines; a chunk without any line end is cut, or it would be read
 * for ever. */
static void
take_lines (ResiteLogTail *self, GPtrArray *lines, const char *bytes, gsize length)
{
  gsize at = 0;

  while (at < length)
    {
      gsize n = resite_log_encoding_find_end (self->encoding, bytes + at, length - at);

      if (n == 0 && at == 0 && length == CHUNK)
        n = length;
      if (n == 0)
        return;
      add_line (self, lines, bytes + at, n);
      at += n;
      self->offset += n;
    }
}

/* Reads from the offset on; FALSE when the system refuses. */
static gboolean
read_lines (ResiteLogTail *self, int fd, GPtrArray *lines, gboolean *more)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gsize total = 0;

  while (TRUE)
    {
      const guint64 before = self->offset;
      const gssize got = read_at (fd, buffer, CHUNK, self->offset);

      if (got < 0)
        return FALSE;
      take_lines (self, lines, buffer, got);
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

/* What was still unread; its last line has no more to come. */
static gboolean
read_rest (ResiteLogTail *self, int fd, GPtrArray *lines)
{
  g_autofree char *rest = g_malloc (CHUNK);
  gboolean more = TRUE;
  gssize got;

  while (more)
    {
      more = FALSE;
      if (!read_lines (self, fd, lines, &more))
        return FALSE;
    }
  got = read_at (fd, rest, CHUNK, self->offset);
  if (got > 0)
    add_line (self, lines, rest, (gsize)got);
  return got >= 0;
}

/* TRUE: it is another one than it was. */
static gboolean
note_former (ResiteLogTail *self)
{
  const gint64 size = self->former_size;
  const gint64 time = self->former_time;
  struct stat info;

  self->former_noted = TRUE;
  self->former_size = -1;
  self->former_time = 0;
  if (stat (self->former_path, &info) == 0)
    {
      self->former_size = info.st_size;
      self->former_time = info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
    }
  return self->former_size >= 0 && (self->former_size != size || self->former_time != time);
}

/* Whether the full log that is kept is the one that was followed; -1: it cannot be read. */
static int
is_known_former (ResiteLogTail *self, int fd)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return -1;
  return S_ISREG (info.st_mode) && (guint64)info.st_size < self->offset ? 0 : has_mark (self, fd);
}

/* FALSE: it cannot be said yet what became of it; @saved_errno may pass. */
static gboolean
read_former (ResiteLogTail *self, GPtrArray *lines, int *saved_errno)
{
  const int fd = open (self->former_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  *saved_errno = errno;
  if (fd < 0 && *saved_errno != ENOENT && *saved_errno != EACCES && *saved_errno != EPERM)
    return FALSE;
  if (fd < 0)
    resite_log_record_take_gap (self->record, *saved_errno == ENOENT ? RESITE_LOG_GAP_NO_FORMER
                                                                     : RESITE_LOG_GAP_UNREADABLE);
  else
    {
      const int known = is_known_former (self, fd);

      if (known == 0)
        resite_log_record_take_gap (self->record, RESITE_LOG_GAP_OVERWRITTEN);
      else if (known < 0 || !read_rest (self, fd, lines))
        resite_log_record_take_gap (self->record, RESITE_LOG_GAP_UNREADABLE);
    }
  if (fd >= 0)
    close (fd);
  return TRUE;
}

static gboolean
turn_over (ResiteLogTail *self, GPtrArray *lines)
{
  int saved_errno;

  note_former (self);
  if (!read_former (self, lines, &saved_errno))
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (saved_errno));
      return FALSE;
    }
  self->turns++;
  self->offset = 0;
  self->past_until = 0;
  self->mark_size = 0;
  return TRUE;
}

/* The first poll of a file whose past is only to be shown. */
static void
skip_the_past (ResiteLogTail *self, int fd, guint64 size)
{
  g_autofree char *buffer = NULL;
  gssize got;
  gsize n;

  self->past_until = size;
  if (size <= PAST_SIZE)
    return;
  self->offset = (size - PAST_SIZE) & ~(guint64)1;
  buffer = g_malloc (PAST_SIZE);
  got = read_at (fd, buffer, PAST_SIZE, self->offset);
  n = got > 0 ? resite_log_encoding_find_end (self->encoding, buffer, got) : 0;
  self->offset += n;
}

static guint64
get_number (int result, const struct stat *info)
{
  return result == 0 ? (guint64)info->st_ino : 0;
}

/* Of what the name stands for now; 0: nothing, or not known. */
static guint64
get_number_of (const char *path)
{
  struct stat info;

  return get_number (stat (path, &info), &info);
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
  return get_number_of (self->real_path) == number;
}

/* What comes next is neither the file that was empty nor the one that came after it. */
static void
note_what_was_between (ResiteLogTail *self, guint64 next)
{
  if (self->mark_size == 0 && self->number != 0 && next != self->number)
    resite_log_record_take_gap (self->record, RESITE_LOG_GAP_OVERWRITTEN);
}

/* -1 as above: a share that fails for a moment must not make old lines new again. */
static int
was_turned_over (ResiteLogTail *self, int fd, guint64 size)
{
  struct stat info;
  const guint64 number = get_number (fstat (fd, &info), &info);
  const gboolean unread = was_full_unread (self, number);
  const int known = size < self->offset || unread ? 0 : has_mark (self, fd);

  note_what_was_between (self, unread ? get_number_of (self->former_path) : number);
  self->number = number;

  return known < 0 ? -1 : !known;
}

static void
follow (ResiteLogTail *self, int fd, guint64 size, GPtrArray *lines, gboolean *more)
{
  const gboolean first = !self->begun;
  const int turned = was_turned_over (self, fd, size);

  if (turned < 0)
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (errno));
      return;
    }
  self->begun = TRUE;
  resite_log_record_begin (self->record, g_get_real_time ());
  if (turned && !turn_over (self, lines))
    return;
  look_for_wide_text (self, fd);
  if (first && !self->from_start)
    skip_the_past (self, fd, size);
  if (self->encoding != RESITE_LOG_NARROW && self->offset == 0)
    self->offset = 2;
  if (!read_lines (self, fd, lines, more))
    {
      set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (errno));
      return;
    }
  take_mark (self, fd);
  set_state (self, RESITE_LOG_TAIL_FOLLOWING, NULL);
}

/* A log that is not there at the first poll has no past: it is read whole once it appears. */
static void
note_open_error (ResiteLogTail *self, int saved_errno)
{
  if (saved_errno == ENOENT || saved_errno == ENOTDIR)
    {
      resite_log_record_begin (self->record, g_get_real_time ());
      if (!self->begun)
        {
          self->from_start = TRUE;
          if (!self->former_noted)
            note_former (self);
        }
      set_state (self, RESITE_LOG_TAIL_MISSING, g_strerror (saved_errno));
    }
  else
    set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (saved_errno));
}

/* Takes @fd. */
static void
hold (ResiteLogTail *self, int fd)
{
  if (self->held >= 0)
    close (self->held);
  self->held = self->mark_size == 0 ? fd : -1;
  if (self->held < 0)
    close (fd);
}

GPtrArray *
resite_log_tail_poll (ResiteLogTail *self, gboolean *more)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  gboolean ignored = FALSE;
  struct stat info;
  int fd;

  g_return_val_if_fail (self != NULL, NULL);

  if (more == NULL)
    more = &ignored;
  *more = FALSE;
  fd = open_log (self);
  if (fd < 0)
    {
      note_open_error (self, errno);
      return g_steal_pointer (&lines);
    }
  if (fstat (fd, &info) != 0)
    set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (errno));
  else if (!S_ISREG (info.st_mode))
    set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (EISDIR));
  else
    follow (self, fd, info.st_size, lines, more);
  hold (self, fd);
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

  length = MIN (strlen (mark) / 2, MARK_SIZE);
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
  return self->offset;
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
