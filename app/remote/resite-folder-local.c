/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "resite-dos-attribute.h"
#include "resite-error.h"
#include "resite-folder-local-visit.h"
#include "resite-folder-local.h"

#define WRITE_BITS (S_IWUSR | S_IWGRP | S_IWOTH)

struct _ResiteFolderLocal
{
  GObject parent_instance;

  char *path; /* absolute, links resolved */
};

struct _ResiteFile
{
  int fd;
  char *path;
};

static void resite_folder_local_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderLocal, resite_folder_local, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      resite_folder_local_init_folder))

static char *
build_path (ResiteFolder *folder, const char *name)
{
  const char *root = RESITE_FOLDER_LOCAL (folder)->path;

  return *name == '\0' ? g_strdup (root) : g_build_filename (root, name, NULL);
}

static gint64
time_to_microseconds (const struct timespec *time)
{
  return (gint64)time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

static gboolean
is_read_only (const char *path, const struct stat *status)
{
  gboolean read_only = FALSE;

  if ((status->st_mode & WRITE_BITS) == 0)
    return TRUE;
  return resite_dos_attribute_get_read_only (path, &read_only) && read_only;
}

static ResiteFileInfo *
make_info (const char *path, const char *name, const struct stat *status)
{
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);

  info->name = g_strdup (name);
  info->modified = time_to_microseconds (&status->st_mtim);
  info->changed = time_to_microseconds (&status->st_ctim);
  if (S_ISDIR (status->st_mode))
    info->type = RESITE_FILE_FOLDER;
  else if (S_ISREG (status->st_mode))
    {
      info->type = RESITE_FILE_PLAIN;
      info->size = status->st_size;
      info->read_only = is_read_only (path, status);
    }
  else
    info->type = RESITE_FILE_OTHER;
  return info;
}

static char *
resite_folder_local_describe (ResiteFolder *folder)
{
  return g_strdup (RESITE_FOLDER_LOCAL (folder)->path);
}

static int
compare_infos (gconstpointer a, gconstpointer b)
{
  const ResiteFileInfo *const *first = a;
  const ResiteFileInfo *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

/* NULL for what has gone since its folder was read. */
static ResiteFileInfo *
inspect_entry (const char *folder_path, const char *folder_name, const char *entry)
{
  g_autofree char *path = g_build_filename (folder_path, entry, NULL);
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;
  ResiteFileInfo *info;
  struct stat status;

  if (lstat (path, &status) != 0)
    return NULL;
  shown = g_utf8_validate (entry, -1, NULL) ? g_strdup (entry) : g_strescape (entry, NULL);
  name = *folder_name == '\0' ? g_strdup (shown) : g_build_filename (folder_name, shown, NULL);
  info = make_info (path, name, &status);
  if (!g_str_equal (shown, entry))
    info->type = RESITE_FILE_OTHER;
  return info;
}

static DIR *
open_directory (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;

  if (directory == NULL)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot read the folder %s"), path);
      if (fd >= 0)
        close (fd);
    }
  return directory;
}

static GPtrArray *
resite_folder_local_list (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *path = build_path (folder, name);
  g_autoptr (GPtrArray) infos =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  DIR *directory = open_directory (path, error);
  struct dirent *entry;
  int saved_errno = 0;

  if (directory == NULL)
    return NULL;
  while (!g_cancellable_is_cancelled (cancellable) && (errno = 0, entry = readdir (directory)))
    {
      ResiteFileInfo *info;

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      info = inspect_entry (path, name, entry->d_name);
      if (info != NULL)
        g_ptr_array_add (infos, info);
    }
  saved_errno = errno;
  closedir (directory);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (saved_errno != 0)
    {
      resite_error_set_from_errno (error, saved_errno, _ ("Cannot read the folder %s"), path);
      return NULL;
    }
  g_ptr_array_sort (infos, compare_infos);
  return g_steal_pointer (&infos);
}

static ResiteFileInfo *
resite_folder_local_query (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *path = build_path (folder, name);
  struct stat status;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (lstat (path, &status) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot look at %s"), path);
      return NULL;
    }
  return make_info (path, name, &status);
}

static gboolean
resite_folder_local_make_folder (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = build_path (folder, name);

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot make the folder %s"), path);
  return FALSE;
}

static ResiteFile *
take_fd (int fd, char *path)
{
  ResiteFile *file = g_new (ResiteFile, 1);

  file->fd = fd;
  file->path = path;
  return file;
}

static ResiteFile *
resite_folder_local_open_read (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = build_path (folder, name);
  /* Non-blocking, so that a pipe that took a file's place cannot hold the thread. */
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
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
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return take_fd (fd, g_steal_pointer (&path));
}

static void
allow_writing (const char *path)
{
  struct stat status;

  if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;
  chmod (path, (status.st_mode & 07777) | S_IWUSR);
  resite_dos_attribute_set_read_only (path, FALSE);
}

static gboolean
reserve (int fd, guint64 size, const char *path, GError **error)
{
  if (size == 0 || fallocate (fd, FALLOC_FL_KEEP_SIZE, 0, size) == 0 || errno != ENOSPC)
    return TRUE;
  resite_error_set_from_errno (error, ENOSPC, _ ("Cannot write %s"), path);
  return FALSE;
}

static ResiteFile *
resite_folder_local_open_write (ResiteFolder *folder, const char *name, gboolean keep,
                                guint64 expected_size, GError **error)
{
  g_autofree char *path = build_path (folder, name);
  const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (keep ? 0 : O_TRUNC);
  int fd = open (path, flags, 0644);

  if (fd < 0 && (errno == EACCES || errno == EPERM))
    {
      allow_writing (path);
      fd = open (path, flags, 0644);
    }
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
  return take_fd (fd, g_steal_pointer (&path));
}

static gssize
resite_folder_local_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size,
                          guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (file->fd, (char *)buffer + done, size - done, offset + done);

      if (n == 0)
        break;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("Cannot read %s"), file->path);
          return -1;
        }
      done += n;
    }
  return done;
}

static gboolean
resite_folder_local_write (ResiteFolder *folder, ResiteFile *file, const void *buffer, gsize size,
                           guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pwrite (file->fd, (const char *)buffer + done, size - done, offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("Cannot write %s"), file->path);
          return FALSE;
        }
      done += n;
    }
  return TRUE;
}

static gboolean
resite_folder_local_sync (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  if (fdatasync (file->fd) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot bring %s to the disk"), file->path);
  return FALSE;
}

static gboolean
resite_folder_local_drop_cache (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  int code = posix_fadvise (file->fd, 0, 0, POSIX_FADV_DONTNEED);

  if (code == 0)
    return TRUE;
  resite_error_set_from_errno (error, code, _ ("Cannot read %s back from the disk"), file->path);
  return FALSE;
}

static gboolean
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

static gboolean
resite_folder_local_replace (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  g_autofree char *from_path = build_path (folder, from);
  g_autofree char *to_path = build_path (folder, to);

  if (rename (from_path, to_path) == 0)
    return TRUE;
  /* A mounted Windows share does not put one file over another that is read-only. */
  if (errno == EACCES || errno == EPERM)
    {
      allow_writing (to_path);
      if (rename (from_path, to_path) == 0)
        return TRUE;
    }
  resite_error_set_from_errno (error, errno, _ ("Cannot put the new file in the place of %s"),
                               to_path);
  return FALSE;
}

static gboolean
resite_folder_local_remove (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = build_path (folder, name);

  if (g_remove (path) == 0)
    return TRUE;
  if (errno == EACCES || errno == EPERM)
    {
      allow_writing (path);
      if (g_remove (path) == 0)
        return TRUE;
    }
  resite_error_set_from_errno (error, errno, _ ("Cannot remove %s"), path);
  return FALSE;
}

static gboolean
resite_folder_local_set_times (ResiteFolder *folder, const char *name, gint64 modified,
                               GError **error)
{
  g_autofree char *path = build_path (folder, name);
  gint64 seconds = modified / G_USEC_PER_SEC - (modified % G_USEC_PER_SEC < 0 ? 1 : 0);
  struct timespec times[2] = { { 0, UTIME_OMIT } };

  times[1].tv_sec = seconds;
  times[1].tv_nsec = (modified - seconds * G_USEC_PER_SEC) * 1000;
  if (utimensat (AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot set the time of %s"), path);
  return FALSE;
}

static gboolean
set_write_bits (const char *path, gboolean read_only)
{
  struct stat status;
  mode_t mode;

  if (lstat (path, &status) != 0)
    return FALSE;
  mode = status.st_mode & 07777;
  mode = read_only ? mode & ~WRITE_BITS : mode | S_IWUSR;
  return mode == (status.st_mode & 07777) || chmod (path, mode) == 0;
}

static gboolean
resite_folder_local_set_read_only (ResiteFolder *folder, const char *name, gboolean read_only,
                                   GError **error)
{
  g_autofree char *path = build_path (folder, name);
  gboolean set;

  /* Extended attributes can be written only while the file may be. */
  if (read_only)
    set = resite_dos_attribute_set_read_only (path, TRUE) && set_write_bits (path, TRUE);
  else
    set = set_write_bits (path, FALSE) && resite_dos_attribute_set_read_only (path, FALSE);
  if (!set)
    resite_error_set_from_errno (error, errno, _ ("Cannot set the read-only attribute of %s"),
                                 path);
  return set;
}

static gboolean
resite_folder_local_sync_folder (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = build_path (folder, name);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced;
  int saved_errno;

  /* Some mounted file systems know no sync of a folder; they keep its entries in order. */
  synced = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP);
  saved_errno = errno;
  if (fd >= 0)
    close (fd);
  if (!synced)
    resite_error_set_from_errno (error, saved_errno, _ ("Cannot bring %s to the disk"), path);
  return synced;
}

static guint64
resite_folder_local_get_free_space (ResiteFolder *folder, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  struct statvfs status;

  if (statvfs (self->path, &status) == 0)
    return (guint64)status.f_bavail * status.f_frsize;
  resite_error_set_from_errno (error, errno, _ ("Cannot tell the free space of %s"), self->path);
  return 0;
}

static void
resite_folder_local_finalize (GObject *object)
{
  g_free (RESITE_FOLDER_LOCAL (object)->path);

  G_OBJECT_CLASS (resite_folder_local_parent_class)->finalize (object);
}

static void
resite_folder_local_class_init (ResiteFolderLocalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_folder_local_finalize;
}

static void
resite_folder_local_init (ResiteFolderLocal *self)
{
}

static void
resite_folder_local_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = resite_folder_local_describe;
  iface->list = resite_folder_local_list;
  iface->query = resite_folder_local_query;
  iface->make_folder = resite_folder_local_make_folder;
  iface->open_read = resite_folder_local_open_read;
  iface->open_write = resite_folder_local_open_write;
  iface->read = resite_folder_local_read;
  iface->write = resite_folder_local_write;
  iface->sync = resite_folder_local_sync;
  iface->drop_cache = resite_folder_local_drop_cache;
  iface->close = resite_folder_local_close;
  iface->replace = resite_folder_local_replace;
  iface->remove = resite_folder_local_remove;
  iface->set_times = resite_folder_local_set_times;
  iface->set_read_only = resite_folder_local_set_read_only;
  iface->sync_folder = resite_folder_local_sync_folder;
  iface->get_free_space = resite_folder_local_get_free_space;
  iface->visit = resite_folder_local_visit;
}

ResiteFolder *
resite_folder_local_new (const char *path, GError **error)
{
  ResiteFolderLocal *self;
  char *real;

  g_return_val_if_fail (path != NULL, NULL);

  real = realpath (path, NULL);
  if (real == NULL)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot open the folder %s"), path);
      return NULL;
    }
  if (!g_file_test (real, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s is not a folder"), path);
      free (real);
      return NULL;
    }
  self = g_object_new (RESITE_TYPE_FOLDER_LOCAL, NULL);
  self->path = g_strdup (real);
  free (real);
  return RESITE_FOLDER (self);
}
