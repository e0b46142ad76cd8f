/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "resite-smb-serve.h"

/* How long one question for content may take, and how much it asks for. */
#define LONG_PIECE  (G_USEC_PER_SEC)
#define GROWTH      4
#define LEAST_PIECE (64 * 1024)

/* Where libsmbclient stands in it. */
static gint64 *
find_place (ResiteSmbServer *self, int file)
{
  return g_hash_table_lookup (self->places, GINT_TO_POINTER (file));
}

int
resite_smb_serve_open (ResiteSmbServer *self, const char *name, int flags, gint64 *file)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  int fd = smbc_open (url, flags, 0666);

  if (fd < 0 && (errno == EACCES || errno == EPERM) && (flags & O_ACCMODE) != O_RDONLY &&
      resite_smb_serve_set_attributes (self, name, 0) == 0)
    fd = smbc_open (url, flags, 0666);
  if (fd < 0)
    return errno;
  g_hash_table_insert (self->places, GINT_TO_POINTER (fd), g_new0 (gint64, 1));
  *file = fd;
  return 0;
}

int
resite_smb_serve_close (ResiteSmbServer *self, int file)
{
  if (!g_hash_table_remove (self->places, GINT_TO_POINTER (file)))
    return EBADF;
  return smbc_close (file) == 0 ? 0 : errno;
}

static int
go_to (int fd, gint64 *at, gint64 place)
{
  if (*at == place)
    return 0;
  if (smbc_lseek (fd, place, SEEK_SET) < 0)
    return errno;
  *at = place;
  return 0;
}

/* A slow line gets small questions, so that each is answered in time; one that was quick would take
 * less than the longest time for GROWTH times as much. */
static void
note_duration (ResiteSmbServer *self, gsize size, gint64 duration)
{
  if (duration > LONG_PIECE)
    self->piece = MAX (self->piece / 2, LEAST_PIECE);
  else if (duration < LONG_PIECE / GROWTH && size == self->piece)
    self->piece = MIN (self->piece * GROWTH, RESITE_SMB_DATA_SIZE);
  resite_smb_serve_step (self);
}

static int
read_bytes (ResiteSmbServer *self, int fd, gsize size, gint64 *done)
{
  char *buffer = self->memory + RESITE_SMB_DATA_OFFSET;

  *done = 0;
  while ((gsize)*done < size)
    {
      const gint64 start = g_get_monotonic_time ();
      const gsize piece = MIN (size - *done, self->piece);
      const gssize n = smbc_read (fd, buffer + *done, piece);

      if (n < 0)
        return errno;
      note_duration (self, n, g_get_monotonic_time () - start);
      *done += n;
      if ((gsize)n < piece)
        break;
    }
  return 0;
}

static int
write_bytes (ResiteSmbServer *self, int fd, gsize size)
{
  const char *buffer = self->memory + RESITE_SMB_DATA_OFFSET;
  gsize done = 0;

  while (done < size)
    {
      const gint64 start = g_get_monotonic_time ();
      const gssize n = smbc_write (fd, buffer + done, MIN (size - done, self->piece));

      if (n <= 0)
        return n == 0 ? EIO : errno;
      note_duration (self, n, g_get_monotonic_time () - start);
      done += n;
    }
  return 0;
}

/* Whoever asks for much knows that so much is there: libsmbclient asks the server for every byte that
 * it is told to, those behind the end, too. */
int
resite_smb_serve_read (ResiteSmbServer *self, int file, guint64 offset, gsize size, gint64 *done)
{
  gint64 *place = find_place (self, file);
  int code = place != NULL ? go_to (file, place, offset) : EBADF;

  *done = 0;
  if (code == 0 && size > 0)
    code = read_bytes (self, file, size, done);
  if (place != NULL)
    *place = code == 0 ? *place + *done : -1;
  return code;
}

int
resite_smb_serve_write (ResiteSmbServer *self, int file, guint64 offset, gsize size)
{
  gint64 *place = find_place (self, file);
  int code = place != NULL ? go_to (file, place, offset) : EBADF;

  if (code == 0)
    code = write_bytes (self, file, size);
  if (place != NULL)
    *place = code == 0 ? *place + (gint64)size : -1;
  return code;
}

int
resite_smb_serve_fetch (ResiteSmbServer *self, const char *name, gsize size, gint64 *done)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  const int fd = smbc_open (url, O_RDONLY, 0);
  int code;

  if (fd < 0)
    return errno;
  code = size > 0 ? read_bytes (self, fd, size, done) : 0;
  smbc_close (fd);
  return code;
}

static int
open_to_store (ResiteSmbServer *self, const char *name, int *fd)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  int code;

  *fd = smbc_open (url, flags, 0666);
  if (*fd >= 0)
    return 0;
  code = errno;
  /* Nor is a hidden file emptied by somebody who does not say that it is hidden. */
  if ((code == EACCES || code == EPERM) && resite_smb_serve_set_attributes (self, name, 0) == 0)
    *fd = smbc_open (url, flags, 0666);
  return *fd >= 0 ? 0 : code;
}

int
resite_smb_serve_store (ResiteSmbServer *self, const char *name, gsize size, gint64 modified,
                        guint attributes)
{
  int fd, code, closed;

  code = open_to_store (self, name, &fd);
  if (code != 0)
    return code;
  code = write_bytes (self, fd, size);
  closed = smbc_close (fd) == 0 ? 0 : errno;
  if (code == 0)
    code = closed;
  return code != 0 ? code : resite_smb_serve_set_marks (self, name, modified, attributes);
}
