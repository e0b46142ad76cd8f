/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "resite-dos-attribute.h"
#include "resite-error.h"
#include "resite-folder-local-private.h"

#define WRITE_BITS  (S_IWUSR | S_IWGRP | S_IWOTH)
#define LONGEST_SET 4096

static gboolean
fail_reading (ResiteFolder *folder, const char *name, int saved_errno, GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);

  resite_error_set_from_errno (error, saved_errno, _ ("Cannot read %s"), path);
  return FALSE;
}

static gboolean
fail_writing (ResiteFolder *folder, const char *name, int saved_errno, GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);

  resite_error_set_from_errno (error, saved_errno, _ ("Cannot write %s"), path);
  return FALSE;
}

/* As many bytes as there are, from *@done on, but no more than @size. A short answer is taken for
 * the end: what the file's size says decides. FALSE with errno. */
static gboolean
read_on (int fd, char *buffer, gsize size, gsize *done)
{
  gssize n;

  do
    {
      n = pread (fd, buffer + *done, size - *done, *done);
    }
  while (n < 0 && errno == EINTR);
  *done += MAX (0, n);
  return n >= 0;
}

static gboolean
write_all (int fd, const char *bytes, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      const gssize n = pwrite (fd, bytes + done, size - done, done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      done += n;
    }
  return TRUE;
}

void
resite_folder_local_look (ResiteFolderLocal *self, int fd, const struct stat *status,
                          ResiteFileInfo *info)
{
  char names[LONGEST_SET];
  const gssize length = flistxattr (fd, names, sizeof names);
  const gboolean lists_all = !self->hides_attributes && status->st_dev == self->device;

  if (length != 0 || !lists_all)
    resite_dos_attribute_get (fd, &info->attributes);
  if ((status->st_mode & WRITE_BITS) == 0)
    info->attributes |= RESITE_DOS_READ_ONLY;
  info->read_only = (info->attributes & RESITE_DOS_READ_ONLY) != 0;
  info->has_extended =
      length > 0 ? resite_folder_local_has_extended (names, length) : length < 0 && errno == ERANGE;
}

static void
look_after (ResiteFolderLocal *self, int fd, const struct stat *status, ResiteFileInfo *info)
{
  *info =
      (ResiteFileInfo){ .type = S_ISREG (status->st_mode) ? RESITE_FILE_PLAIN : RESITE_FILE_OTHER,
                        .size = status->st_size,
                        .modified = resite_folder_local_get_time (&status->st_mtim),
                        .changed = resite_folder_local_get_time (&status->st_ctim) };
  resite_folder_local_look (self, fd, status, info);
}

gboolean
resite_folder_local_look_at (ResiteFolder *folder, ResiteFile *file, ResiteFileInfo *info,
                             GError **error)
{
  struct stat status;

  if (fstat (file->fd, &status) == 0)
    {
      look_after (RESITE_FOLDER_LOCAL (folder), file->fd, &status, info);
      return TRUE;
    }
  resite_error_set_from_errno (error, errno, _ ("Cannot read %s"), file->path);
  return FALSE;
}

/* All of the file and then what it is; -1 with errno. */
static gssize
read_and_look (int fd, char *buffer, gsize size, struct stat *status)
{
  gsize done = 0;
  gsize before;

  do
    {
      before = done;
      if (!read_on (fd, buffer, size, &done) || fstat (fd, status) != 0)
        return -1;
    }
  while (done < size && done > before && done < (gsize)status->st_size);
  return done;
}

gssize
resite_folder_local_fetch (ResiteFolder *folder, const char *name, void *buffer, gsize size,
                           ResiteFileInfo *after, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  const int fd = resite_folder_local_open_plain (self, name, O_RDONLY);
  struct stat status;
  gssize n;
  int saved_errno;

  if (fd < 0)
    {
      fail_reading (folder, name, errno, error);
      return -1;
    }
  n = read_and_look (fd, buffer, size, &status);
  saved_errno = errno;
  if (n >= 0 && after != NULL)
    look_after (self, fd, &status, after);
  close (fd);
  if (n < 0)
    fail_reading (folder, name, saved_errno, error);
  return n;
}

static int
open_anew (ResiteFolder *folder, const char *name)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  const int flags = O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  const int fd = openat (self->fd, name, flags, 0644);
  g_autofree char *path = NULL;

  if (fd >= 0 || (errno != EACCES && errno != EPERM))
    return fd;
  path = resite_folder_local_build_path (folder, name);
  resite_folder_local_allow_writing (path);
  return openat (self->fd, name, flags, 0644);
}

/* Extended attributes can be written only while the file may be, and each of them moves no time but
 * the change time. */
static gboolean
mark (int fd, const ResiteFileMarks *marks)
{
  struct timespec times[2] = { { 0, UTIME_OMIT } };
  struct stat status;

  resite_folder_local_to_timespec (marks->modified, &times[1]);
  if (futimens (fd, times) != 0)
    return FALSE;
  if (marks->attributes == 0)
    return TRUE;
  if (!resite_dos_attribute_set (fd, marks->attributes))
    return FALSE;
  if ((marks->attributes & RESITE_DOS_READ_ONLY) == 0)
    return TRUE;
  return fstat (fd, &status) == 0 && fchmod (fd, status.st_mode & 07777 & ~WRITE_BITS) == 0;
}

gboolean
resite_folder_local_store (ResiteFolder *folder, const char *name, const void *bytes, gsize size,
                           const ResiteFileMarks *marks, GError **error)
{
  const int fd = open_anew (folder, name);
  gboolean stored;
  int saved_errno;

  if (fd < 0)
    return fail_writing (folder, name, errno, error);
  stored = write_all (fd, bytes, size) && mark (fd, marks);
  saved_errno = errno;
  if (close (fd) != 0 && stored && errno != EINTR)
    {
      saved_errno = errno;
      stored = FALSE;
    }
  return stored || fail_writing (folder, name, saved_errno, error);
}

static gboolean
mark_writable (int fd, const ResiteFileMarks *marks)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return FALSE;
  if ((status.st_mode & S_IWUSR) == 0 && fchmod (fd, (status.st_mode & 07777) | S_IWUSR) != 0)
    return FALSE;
  return (marks->attributes != 0 || resite_dos_attribute_set (fd, 0)) && mark (fd, marks);
}

gboolean
resite_folder_local_set_marks (ResiteFolder *folder, const char *name, const ResiteFileMarks *marks,
                               GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  const int fd = resite_folder_local_open_plain (self, name, O_RDONLY);
  gboolean marked = fd >= 0 && mark_writable (fd, marks);
  const int saved_errno = errno;
  g_autofree char *path = NULL;

  if (fd >= 0)
    close (fd);
  if (marked)
    return TRUE;
  path = resite_folder_local_build_path (folder, name);
  resite_error_set_from_errno (error, saved_errno, _ ("Cannot set the time and attributes of %s"),
                               path);
  return FALSE;
}

/* Small files go by the folder's descriptor, which stays good when another folder takes its place or
 * its disk is pulled; what was written so would not be where people look for it. */
static gboolean
is_still_there (ResiteFolderLocal *self)
{
  struct stat here;
  struct stat mine;

  if (stat (self->path, &here) != 0 || fstat (self->fd, &mine) != 0)
    return FALSE;
  errno = ENOENT;
  return here.st_dev == mine.st_dev && here.st_ino == mine.st_ino;
}

gboolean
resite_folder_local_sync_all (ResiteFolder *folder, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);

  if (is_still_there (self) && syncfs (self->fd) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot bring %s to the disk"), self->path);
  return FALSE;
}
