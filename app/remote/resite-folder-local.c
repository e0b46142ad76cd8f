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
#include "resite-folder-local-private.h"

#define WRITE_BITS (S_IWUSR | S_IWGRP | S_IWOTH)

static void resite_folder_local_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderLocal, resite_folder_local, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      resite_folder_local_init_folder))

char *
resite_folder_local_build_path (ResiteFolder *folder, const char *name)
{
  const char *root = RESITE_FOLDER_LOCAL (folder)->path;

  return *name == '\0' ? g_strdup (root) : g_build_filename (root, name, NULL);
}

gint64
resite_folder_local_get_time (const struct timespec *time)
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
  info->modified = resite_folder_local_get_time (&status->st_mtim);
  info->changed = resite_folder_local_get_time (&status->st_ctim);
  if (S_ISDIR (status->st_mode))
    info->type = RESITE_FILE_FOLDER;
  else if (S_ISREG (status->st_mode))
    {
      info->type = RESITE_FILE_PLAIN;
      info->size = status->st_size;
      info->read_only = is_read_only (path, status);
      info->attributes = info->read_only ? RESITE_DOS_READ_ONLY : 0;
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
  g_autofree char *path = resite_folder_local_build_path (folder, name);
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

/* All of its attributes, where it may be opened. */
static ResiteFileInfo *
look_closely (ResiteFolder *folder, ResiteFileInfo *info, const struct stat *status)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  int fd = -1;

  if (info->type == RESITE_FILE_PLAIN)
    fd = resite_folder_local_open_plain (self, info->name, O_RDONLY);
  if (fd < 0)
    return info;
  resite_folder_local_look (self, fd, status, info);
  close (fd);
  return info;
}

static ResiteFileInfo *
resite_folder_local_query (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);
  struct stat status;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (lstat (path, &status) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot look at %s"), path);
      return NULL;
    }
  return look_closely (folder, make_info (path, name, &status), &status);
}

static gboolean
resite_folder_local_make_folder (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot make the folder %s"), path);
  return FALSE;
}

void
resite_folder_local_allow_writing (const char *path)
{
  struct stat status;

  if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;
  chmod (path, (status.st_mode & 07777) | S_IWUSR);
  resite_dos_attribute_set_read_only (path, FALSE);
}

int
resite_folder_local_open_plain (ResiteFolderLocal *self, const char *name, int flags)
{
  /* Non-blocking, so that a pipe that took a file's place cannot hold the thread. */
  const int all = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  int fd = -1;

  /* Only a file's owner may read it as if it had not been read. */
  if (!self->touches_times)
    {
      fd = openat (self->fd, name, all | O_NOATIME);
      if (fd >= 0 || errno != EPERM)
        return fd;
      self->touches_times = TRUE;
    }
  return openat (self->fd, name, all);
}

static gboolean
resite_folder_local_replace (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  g_autofree char *from_path = resite_folder_local_build_path (folder, from);
  g_autofree char *to_path = resite_folder_local_build_path (folder, to);

  if (rename (from_path, to_path) == 0)
    return TRUE;
  /* A mounted Windows share does not put one file over another that is read-only. */
  if (errno == EACCES || errno == EPERM)
    {
      resite_folder_local_allow_writing (to_path);
      if (rename (from_path, to_path) == 0)
        return TRUE;
    }
  resite_error_set_from_errno (error, errno, _ ("Cannot put the new file in the place of %s"),
                               to_path);
  return FALSE;
}

static gboolean
resite_folder_local_rename (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);

  return renameat (self->fd, from, self->fd, to) == 0 ||
         resite_folder_local_replace (folder, from, to, error);
}

static gboolean
resite_folder_local_remove (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);

  if (g_remove (path) == 0)
    return TRUE;
  if (errno == EACCES || errno == EPERM)
    {
      resite_folder_local_allow_writing (path);
      if (g_remove (path) == 0)
        return TRUE;
    }
  resite_error_set_from_errno (error, errno, _ ("Cannot remove %s"), path);
  return FALSE;
}

void
resite_folder_local_to_timespec (gint64 microseconds, struct timespec *time)
{
  const gint64 seconds =
      microseconds / G_USEC_PER_SEC - (microseconds % G_USEC_PER_SEC < 0 ? 1 : 0);

  time->tv_sec = seconds;
  time->tv_nsec = (microseconds - seconds * G_USEC_PER_SEC) * 1000;
}

static gboolean
resite_folder_local_set_times (ResiteFolder *folder, const char *name, gint64 modified,
                               GError **error)
{
  g_autofree char *path = resite_folder_local_build_path (folder, name);
  struct timespec times[2] = { { 0, UTIME_OMIT } };

  resite_folder_local_to_timespec (modified, &times[1]);
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
  g_autofree char *path = resite_folder_local_build_path (folder, name);
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
  g_autofree char *path = resite_folder_local_build_path (folder, name);
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
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);

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
  self->fd = -1;
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
  iface->get_traits = resite_folder_local_get_traits;
  iface->look = resite_folder_local_look_at;
  iface->fetch = resite_folder_local_fetch;
  iface->store = resite_folder_local_store;
  iface->set_marks = resite_folder_local_set_marks;
  iface->rename = resite_folder_local_rename;
  iface->sync_all = resite_folder_local_sync_all;
  iface->get_extended = resite_folder_local_get_extended;
  iface->set_extended = resite_folder_local_set_extended;
  iface->visit = resite_folder_local_visit;
}

ResiteFolder *
resite_folder_local_new (const char *path, GError **error)
{
  ResiteFolderLocal *self;
  struct stat status;
  char *real;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  real = realpath (path, NULL);
  fd = real != NULL ? open (real, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      if (errno == ENOTDIR)
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s is not a folder"), path);
      else
        resite_error_set_from_errno (error, errno, _ ("Cannot open the folder %s"), path);
      free (real);
      return NULL;
    }
  self = g_object_new (RESITE_TYPE_FOLDER_LOCAL, NULL);
  self->path = g_strdup (real);
  self->fd = fd;
  self->device = status.st_dev;
  self->hides_attributes = resite_folder_local_hides_attributes (fd);
  free (real);
  return RESITE_FOLDER (self);
}
