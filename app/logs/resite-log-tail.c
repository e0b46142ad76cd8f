/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-tail"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-log-tail.h"
#include "resite-text.h"

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
  gboolean wide; /* UTF-16, low byte first */

  guint64 offset;
  guint64 past_until;
  char mark[MARK_SIZE];
  gsize mark_size;

  ResiteLogTailState state;
  char *reason;
  guint turns;
  guint gaps;
};

static char *
former_name (const char *path)
{
  char *former = g_strdup (path);
  const gsize length = strlen (former);

  if (length > 0)
    former[length - 1] = '_';
  return former;
}

ResiteLogTail *
resite_log_tail_new (const char *path, gboolean from_start)
{
  ResiteLogTail *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_atomic_rc_box_new0 (ResiteLogTail);
  self->path = g_strdup (path);
  self->real_path = g_strdup (path);
  self->former_path = former_name (path);
  self->from_start = from_start;
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

/* (nullable): the entry of @folder that Windows would take for @name. */
static char *
find_entry (const char *folder, const char *name)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  g_autofree char *wanted = g_utf8_validate (name, -1, NULL) ? g_utf8_casefold (name, -1) : NULL;
  const char *entry;

  while (directory != NULL && wanted != NULL && (entry = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *folded =
          g_utf8_validate (entry, -1, NULL) ? g_utf8_casefold (entry, -1) : NULL;

      if (g_strcmp0 (folded, wanted) == 0)
        return g_build_filename (folder, entry, NULL);
    }
  return NULL;
}

/* SMS makes MPSetup.log where its papers say mpsetup.log, and the folder may be LOGS: a file that
 * appears later can be in any case. */
static char *
find_in_any_case (const char *path)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *real_folder = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup (path);
  folder = g_path_get_dirname (path);
  if (g_str_equal (folder, path))
    return NULL;
  name = g_path_get_basename (path);
  real_folder = find_in_any_case (folder);
  return real_folder != NULL ? find_entry (real_folder, name) : NULL;
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
  real = find_in_any_case (self->path);
  if (real == NULL || g_str_equal (real, self->real_path))
    {
      errno = ENOENT;
      return -1;
    }
  g_free (self->real_path);
  self->real_path = g_steal_pointer (&real);
  g_free (self->former_path);
  self->former_path = former_name (self->real_path);
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

  self->wide = read_at (fd, start, 2, 0) == 2 && memcmp (start, "\xFF\xFE", 2) == 0;
}

static char *
decode (ResiteLogTail *self, const char *bytes, gsize length)
{
  g_autofree char *text = NULL;

  if (!self->wide)
    return resite_text_from_foreign (bytes, length);
  text = g_convert_with_fallback (bytes, length - length % 2, "UTF-8", "UTF-16LE", "?", NULL, NULL,
                                  NULL);
  return g_utf8_make_valid (text != NULL ? text : "?", -1);
}

static void
add_line (ResiteLogTail *self, GPtrArray *lines, const char *bytes, gsize length)
{
  ResiteLogTailLine *line = g_new0 (ResiteLogTailLine, 1);
  const char *mark = "\xEF\xBB\xBF";

  line->text = decode (self, bytes, length);
  g_strchomp (line->text);
  if (self->offset == 0 && g_str_has_prefix (line->text, mark))
    memmove (line->text, line->text + 3, strlen (line->text + 3) + 1);
  line->past = self->offset < self->past_until;
  g_ptr_array_add (lines, line);
}

/* Where the line that begins at @bytes ends, its end included; 0: not within @length. */
static gsize
line_length (ResiteLogTail *self, const char *bytes, gsize length)
{
  if (!self->wide)
    {
      const char *end = memchr (bytes, '\n', length);

      return end != NULL ? (gsize)(end - bytes) + 1 : 0;
    }
  for (gsize i = 0; i + 1 < length; i += 2)
    {
      if (bytes[i] == '\n' && bytes[i + 1] == '\0')
        return i + 2;
    }
  return 0;
}

/* Complete lines of @bytes become lines; a chunk without any line end is cut, or it would be read
 * for ever. */
static void
take_lines (ResiteLogTail *self, GPtrArray *lines, const char *bytes, gsize length)
{
  gsize at = 0;

  while (at < length)
    {
      gsize n = line_length (self, bytes + at, length - at);

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

/* What was still unread when the log was turned over. Its last line has no more to come. */
static void
read_former_rest (ResiteLogTail *self, GPtrArray *lines)
{
  const int fd = open (self->former_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;
  gboolean more = TRUE;

  if (fd < 0 || fstat (fd, &info) != 0 || (guint64)info.st_size < self->offset ||
      has_mark (self, fd) != 1)
    self->gaps++;
  else
    {
      g_autofree char *rest = g_malloc (CHUNK);
      gssize got;

      while (more)
        {
          more = FALSE;
          if (!read_lines (self, fd, lines, &more))
            break;
        }
      got = read_at (fd, rest, CHUNK, self->offset);
      if (got > 0)
        add_line (self, lines, rest, got);
    }
  if (fd >= 0)
    close (fd);
}

static void
turn_over (ResiteLogTail *self, GPtrArray *lines)
{
  self->turns++;
  read_former_rest (self, lines);
  self->offset = 0;
  self->past_until = 0;
  self->mark_size = 0;
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
  n = got > 0 ? line_length (self, buffer, got) : 0;
  self->offset += n;
}

/* -1 as above: a share that fails for a moment must not make old lines new again. */
static int
was_turned_over (ResiteLogTail *self, int fd, guint64 size)
{
  const int known = size < self->offset ? 0 : has_mark (self, fd);

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
  if (turned)
    turn_over (self, lines);
  look_for_wide_text (self, fd);
  if (first && !self->from_start)
    skip_the_past (self, fd, size);
  if (self->wide && self->offset == 0)
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
      if (!self->begun)
        self->from_start = TRUE;
      set_state (self, RESITE_LOG_TAIL_MISSING, g_strerror (saved_errno));
    }
  else
    set_state (self, RESITE_LOG_TAIL_UNREADABLE, g_strerror (saved_errno));
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
  close (fd);
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
  return self->gaps;
}
