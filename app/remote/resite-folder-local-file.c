/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-local-private.h"

/* From here on what is written goes past the page cache: less work for the processor, and what else the
 * desk has in its memory stays there. */
#define LARGE (1024 * 1024)

static ResiteFile *
take_fd (int fd, gboolean direct, char *path)
{
  ResiteFile *file = g_new (ResiteFile, 1);

  file->fd = fd;
  file->direct = direct;
  file->path = path;
  return file;
}

static gboolean
set_direct (int fd, gboolean direct)
{
  const int flags = fcntl (fd, F_GETFL);

  return flags >= 0 && fcntl (fd, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

ResiteFile *
resite_folder_local_open_read (ResiteFolder *folder, const char *name, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  g_autofree char *path = resite_folder_local_build_path (folder, name);
  int fd = resite_folder_local_open_plain (self, name, O_RDONLY);
  struct stat status;

  if (fd < 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot open %s"), path);
      return NULL;
    }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s is not a plain file"), path);
      close (fd);
      return NULL;
    }
  /* Through the page cache: the disk reads ahead while others write what there is. */
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return take_fd (fd, FALSE, g_steal_pointer (&path));
}

/* All of it, so that the file lies in one piece and a disk that is too small says so at once. */
static gboolean
reserve (int fd, guint64 size, const char *path, GError **error)
{
  if (size < LARGE || fallocate (fd, 0, 0, size) == 0 ||
      (errno != ENOSPC && errno != EFBIG && errno != EDQUOT))
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot write %s"), path);
  return FALSE;
}

static int
open_target (const char *path, int flags)
{
  int fd = open (path, flags, 0644);

  if (fd >= 0 || (errno != EACCES && errno != EPERM))
    return fd;
  resite_folder_local_allow_writing (path);
  return open (path, flags, 0644);
}

ResiteFile *
resite_folder_local_open_write (ResiteFolder *folder, const char *name, gboolean keep,
                                guint64 expected_size, GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);
  const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (keep ? 0 : O_TRUNC);
  int fd = open_target (path, flags);

  if (fd < 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot write %s"), path);
      return NULL;
    }
  if (!reserve (fd, expected_size, path, error))
    {
      close (fd);
      return NULL;
    }
  return take_fd (fd, expected_size >= LARGE && set_direct (fd, TRUE), g_steal_pointer (&path));
}

/* Ends of files do not fit what O_DIRECT asks for; they go through the page cache. */
static gboolean
fits_direct (const void *buffer, gsize size, guint64 offset)
{
  return ((guintptr)buffer | size | offset) % RESITE_DIRECT_STEP == 0;
}

static void
leave_direct (ResiteFile *file)
{
  set_direct (file->fd, FALSE);
  file->direct = FALSE;
}

gssize
resite_folder_local_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size,
                          guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n;

      if (file->direct && !fits_direct ((char *)buffer + done, size - done, offset + done))
        leave_direct (file);
      n = pread (file->fd, (char *)buffer + done, size - done, offset + done);
      if (n == 0)
        break;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && file->direct && errno == EINVAL)
        {
          leave_direct (file);
          continue;
        }
      if (n < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("Cannot read %s"), file->path);
          return -1;
        }
      done += n;
      /* Less than was asked for, and not to a block's end: the file ends here. */
      if (file->direct && n % RESITE_DIRECT_STEP != 0)
        break;
    }
  return done;
}

gboolean
resite_folder_local_write (ResiteFolder *folder, ResiteFile *file, const void *buffer, gsize size,
                           guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      const gsize left = size - done;
      gsize part = left;
      gssize n;

      if (file->direct && left > RESITE_DIRECT_STEP)
        part -= left % RESITE_DIRECT_STEP;
      if (file->direct && !fits_direct ((const char *)buffer + done, part, offset + done))
        leave_direct (file);
      n = pwrite (file->fd, (const char *)buffer + done, part, offset + done);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && file->direct && errno == EINVAL)
        {
          leave_direct (file);
          continue;
        }
      if (n < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("Cannot write %s"), file->path);
          return FALSE;
        }
      done += n;
    }
  return TRUE;
}

gboolean
resite_folder_local_sync (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  if (fdatasync (file->fd) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot bring %s to the disk"), file->path);
  return FALSE;
}

gboolean
resite_folder_local_drop_cache (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  int code = posix_fadvise (file->fd, 0, 0, POSIX_FADV_DONTNEED);

  if (code == 0)
    {
      file->direct = set_direct (file->fd, TRUE);
      return TRUE;
    }
  resite_error_set_from_errno (error, code, _ ("Cannot read %s back from the disk"), file->path);
  return FALSE;
}

gboolean
resite_folder_local_close (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  g_autofree char *path = g_steal_pointer (&file->path);
  int fd = file->fd;

  g_free (file);
  /* On Linux the descriptor is gone after EINTR too, so it is never closed twice. */
  if (close (fd) == 0 || errno == EINTR)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot write %s"), path);
  return FALSE;
}
