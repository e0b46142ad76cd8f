/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-local-visit.h"

#define WRITE_BITS (S_IWUSR | S_IWGRP | S_IWOTH)

static DIR *
open_directory (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;

  if (directory == NULL && fd >= 0)
    close (fd);
  return directory;
}

static gint64
time_to_microseconds (const struct timespec *time)
{
  return (gint64)time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

static ResiteFileInfo
make_info (char *name, const struct stat *status)
{
  ResiteFileInfo info = { .name = name,
                          .type = RESITE_FILE_OTHER,
                          .modified = time_to_microseconds (&status->st_mtim),
                          .changed = time_to_microseconds (&status->st_ctim) };

  if (S_ISDIR (status->st_mode))
    info.type = RESITE_FILE_FOLDER;
  if (!S_ISREG (status->st_mode))
    return info;
  info.type = RESITE_FILE_PLAIN;
  info.size = status->st_size;
  info.read_only = (status->st_mode & WRITE_BITS) == 0;
  info.attributes = RESITE_DOS_NOT_ASKED | (info.read_only ? RESITE_DOS_READ_ONLY : 0);
  return info;
}

static gboolean
is_ascii (const char *text)
{
  while (*text != '\0' && (*text & 0x80) == 0)
    text++;
  return *text == '\0';
}

/* FALSE when the visit is to end; what has gone since its folder was read is passed over. */
static gboolean
visit_entry (DIR *directory, char *entry, ResiteFolderVisit visit, gpointer user_data)
{
  g_autofree char *escaped = NULL;
  ResiteFileInfo info;
  struct stat status;

  if (entry[0] == '.' && (entry[1] == '\0' || (entry[1] == '.' && entry[2] == '\0')))
    return TRUE;
  if (fstatat (dirfd (directory), entry, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return TRUE;
  info = make_info (entry, &status);
  if (!is_ascii (entry) && !g_utf8_validate (entry, -1, NULL))
    {
      escaped = g_strescape (entry, NULL);
      info.name = escaped;
      info.type = RESITE_FILE_OTHER;
    }
  return visit (&info, user_data);
}

gboolean
resite_folder_local_visit (ResiteFolder *folder, const char *name, ResiteFolderVisit visit,
                           gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *root = resite_folder_describe (folder);
  g_autofree char *path = *name != '\0' ? g_build_filename (root, name, NULL) : g_strdup (root);
  DIR *directory = open_directory (path);
  struct dirent *entry = NULL;
  int fault = errno;

  if (directory != NULL)
    {
      while (!g_cancellable_is_cancelled (cancellable) &&
             (errno = 0, entry = readdir (directory)) != NULL &&
             visit_entry (directory, entry->d_name, visit, user_data))
        ;
      fault = entry == NULL ? errno : 0;
      closedir (directory);
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (directory != NULL && fault == 0)
    return TRUE;
  resite_error_set_from_errno (error, fault, _ ("Cannot read the folder %s"), path);
  return FALSE;
}
