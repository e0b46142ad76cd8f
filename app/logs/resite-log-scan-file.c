/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-scan"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-log-scan-private.h"

/* Below this a second thread costs more than it saves. */
#define LARGE ((guint64)8 * 1024 * 1024)
/* For each thread. */
#define PIECES 4
/* A piece begins behind a message's end, which is looked for this far. */
#define LINE_SEARCH (128 * 1024)

/* Bytes from @from up to @until of one file. */
typedef struct
{
  ResiteLogScan *scan;
  int fd;
  guint64 from;
  guint64 until;
  GCancellable *cancellable;
  int saved_errno; /* 0: read */
} Piece;

/* The threads take piece after piece, so that one that is held up by other programs has less to do. */
typedef struct
{
  GArray *pieces;
  guint next; /* atomic */
} Work;

/* Read, not mapped: a log that is cut while it is read must not kill the program. */
static gboolean
read_some (Piece *piece, guint64 *at)
{
  gsize size;
  char *room = resite_log_scan_get_room (piece->scan, &size);
  gssize got;

  do
    got = pread (piece->fd, room, MIN (size, piece->until - *at), (off_t)*at);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    piece->saved_errno = errno;
  if (got <= 0)
    return FALSE;
  resite_log_scan_take (piece->scan, (gsize)got);
  *at += (guint64)got;
  return TRUE;
}

static void
read_piece (Piece *piece)
{
  guint64 at = piece->from;

  while (at < piece->until && !g_cancellable_is_cancelled (piece->cancellable) &&
         read_some (piece, &at))
    ;
  resite_log_scan_end (piece->scan);
}

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  guint number;

  while ((number = g_atomic_int_add (&work->next, 1)) < work->pieces->len)
    read_piece (&g_array_index (work->pieces, Piece, number));
  return NULL;
}

/* No message goes on behind such a line. */
static gboolean
ends_message (const char *start, const char *end)
{
  ResiteLogLine line;

  resite_log_line_parse (&line, start, (gsize)(end - start));
  return line.shape != RESITE_LINE_PLAIN && !line.begins && !line.cut;
}

/* Behind the first message's end at or after @from; 0: none near. */
static guint64
find_line (int fd, guint64 from)
{
  g_autofree char *bytes = g_malloc (LINE_SEARCH);
  const gssize got = pread (fd, bytes, LINE_SEARCH, (off_t)from);
  const char *behind = bytes + MAX (got, 0);
  const char *start = memchr (bytes, '\n', (gsize)MAX (got, 0));

  while (start != NULL && ++start < behind)
    {
      const char *end = memchr (start, '\n', (gsize)(behind - start));

      if (end != NULL && ends_message (start, end))
        return from + (guint64)(end - bytes) + 1;
      start = end;
    }
  return 0;
}

static gboolean
has_wide_mark (int fd)
{
  char mark[2];

  return pread (fd, mark, 2, 0) == 2 &&
         (memcmp (mark, "\xFF\xFE", 2) == 0 || memcmp (mark, "\xFE\xFF", 2) == 0);
}

static guint
count_threads (ResiteLogScan *self, int fd, guint64 size)
{
  if (size < LARGE || resite_log_scan_is_visited (self) || has_wide_mark (fd))
    return 1;
  return resite_log_scan_get_threads (self);
}

/* The first piece is @self's own. */
static GArray *
cut_pieces (ResiteLogScan *self, int fd, guint64 size, guint count, GCancellable *cancellable)
{
  GArray *pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  guint64 from = 0;

  for (guint i = 0; i < count && from < size; i++)
    {
      const guint64 next = i + 1 < count ? find_line (fd, size / count * (i + 1)) : size;
      Piece piece = { .fd = fd, .from = from, .cancellable = cancellable };

      if (next <= from)
        continue;
      piece.until = next;
      piece.scan = i == 0 ? self : resite_log_scan_new (resite_log_scan_get_rules (self));
      g_array_append_val (pieces, piece);
      from = next;
    }
  return pieces;
}

/* What was counted in the pieces comes together in their order. */
static int
add_pieces (ResiteLogScan *self, GArray *pieces)
{
  int saved_errno = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);

      saved_errno = saved_errno != 0 ? saved_errno : piece->saved_errno;
      if (piece->scan == self)
        continue;
      resite_log_scan_add (self, piece->scan);
      resite_log_scan_free (piece->scan);
    }
  return saved_errno;
}

static int
read_regular (ResiteLogScan *self, int fd, guint64 size, GCancellable *cancellable)
{
  const guint threads = count_threads (self, fd, size);
  g_autoptr (GArray) pieces =
      cut_pieces (self, fd, size, threads > 1 ? threads * PIECES : 1, cancellable);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  Work work = { pieces, 0 };

  for (guint i = 1; i < threads; i++)
    g_ptr_array_add (others, g_thread_new ("log", work_thread, &work));
  work_thread (&work);
  for (guint i = 0; i < others->len; i++)
    g_thread_join (others->pdata[i]);
  return add_pieces (self, pieces);
}

static gboolean
read_open_file (ResiteLogScan *self, int fd, const char *path, GCancellable *cancellable,
                GError **error)
{
  struct stat info;
  int saved_errno = EISDIR;

  if (fstat (fd, &info) != 0)
    saved_errno = errno;
  else if (S_ISREG (info.st_mode))
    saved_errno = read_regular (self, fd, (guint64)info.st_size, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (saved_errno != 0)
    resite_error_set_from_errno (error, saved_errno, _ ("Reading the log %s"), path);
  return saved_errno == 0;
}

gboolean
resite_log_scan_read_file (ResiteLogScan *self, const char *path, GCancellable *cancellable,
                           GError **error)
{
  gboolean read;
  int fd;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  /* Non-blocking, so that a pipe under the log's name cannot hold the thread for ever. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Reading the log %s"), path);
      return FALSE;
    }
  read = read_open_file (self, fd, path, cancellable, error);
  close (fd);
  return read;
}
