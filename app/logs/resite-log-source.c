/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-source"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-log-name.h"
#include "resite-log-source.h"

typedef struct
{
  char *path;
  char *real_path;   /* as it is spelled on the disk */
  char *former_path; /* where SMS puts the full log: x.lo_ */
} Place;

static void
place_free (gpointer data)
{
  Place *self = data;

  g_free (self->path);
  g_free (self->real_path);
  g_free (self->former_path);
  g_free (self);
}

static ResiteLogAnswer
tell_errno (int saved_errno, char **reason)
{
  *reason = g_strdup (g_strerror (saved_errno));
  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
      return RESITE_LOG_NOT_THERE;
    case EACCES:
    case EPERM:
      return RESITE_LOG_BARRED;
    default:
      return RESITE_LOG_TROUBLE;
    }
}

static void
fill_facts (const struct stat *info, ResiteLogFacts *facts)
{
  facts->size = (guint64)info->st_size;
  facts->modified = info->st_mtim.tv_sec * G_USEC_PER_SEC + info->st_mtim.tv_nsec / 1000;
  facts->number = (guint64)info->st_ino;
}

static ResiteLogAnswer
query (gpointer place, gboolean former, ResiteLogFacts *facts, char **reason)
{
  const Place *self = place;
  struct stat info;

  if (stat (former ? self->former_path : self->real_path, &info) != 0)
    return tell_errno (errno, reason);
  fill_facts (&info, facts);
  return RESITE_LOG_THERE;
}

static int
open_path (const char *path)
{
  /* Non-blocking, so that a pipe under the log's name cannot hold the worker for ever. */
  return open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static int
open_log (Place *self)
{
  g_autofree char *real = NULL;
  int fd = open_path (self->real_path);

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
  return open_path (self->real_path);
}

static ResiteLogAnswer
open_file (gpointer place, gboolean former, gpointer *file, ResiteLogFacts *facts, char **reason)
{
  Place *self = place;
  const int fd = former ? open_path (self->former_path) : open_log (self);
  struct stat info;
  int saved_errno = EISDIR;

  if (fd < 0)
    return tell_errno (errno, reason);
  if (fstat (fd, &info) != 0)
    saved_errno = errno;
  else if (S_ISREG (info.st_mode))
    {
      fill_facts (&info, facts);
      *file = GINT_TO_POINTER (fd + 1);
      return RESITE_LOG_THERE;
    }
  close (fd);
  tell_errno (saved_errno, reason);
  return RESITE_LOG_BARRED;
}

static gssize
read_file (gpointer place, gpointer file, char *buffer, gsize size, guint64 offset, char **reason)
{
  const int fd = GPOINTER_TO_INT (file) - 1;
  gsize done = 0;

  while (done < size)
    {
      const gssize n = pread (fd, buffer + done, size - done, (off_t)(offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          tell_errno (errno, reason);
          return -1;
        }
      if (n == 0)
        break;
      done += (gsize)n;
    }
  return (gssize)done;
}

static void
close_file (gpointer place, gpointer file)
{
  close (GPOINTER_TO_INT (file) - 1);
}

ResiteLogSource
resite_log_source_for_path (const char *path)
{
  static const ResiteLogPlaceType type = { .free = place_free,
                                           .query = query,
                                           .open = open_file,
                                           .read = read_file,
                                           .close = close_file,
                                           .near = TRUE };
  Place *place = g_new0 (Place, 1);

  place->path = g_strdup (path);
  place->real_path = g_strdup (path);
  place->former_path = resite_log_name_get_former (path);
  return (ResiteLogSource){ &type, place };
}

void
resite_log_source_clear (ResiteLogSource *self)
{
  g_clear_pointer (&self->place, self->type->free);
}
