/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-local"

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

#include "resite-folder-local-private.h"

/* statfs(2): what its manual page lists, and ntfs3's and exfat's own. */
#define FAT   0x4d44
#define EXFAT 0x2011bab0
#define NTFS  0x5346544e
#define NTFS3 0x7366746e
#define CIFS  0xff534d42
#define SMB2  0xfe534d42
#define FUSE  0x65735546

#define FAT_LARGEST G_GUINT64_CONSTANT (0xffffffff)
#define FAT_STEP    (2 * G_USEC_PER_SEC)
#define EXFAT_STEP  (10 * 1000)

static guint32
get_file_system (int fd)
{
  struct statfs status;

  return fstatfs (fd, &status) == 0 ? (guint32)status.f_type : 0;
}

gboolean
resite_folder_local_hides_attributes (int fd)
{
  const guint32 type = get_file_system (fd);

  return type == NTFS || type == NTFS3 || type == CIFS || type == SMB2 || type == FUSE;
}

static char
swap_case (char c)
{
  return g_ascii_islower (c) ? g_ascii_toupper (c) : g_ascii_tolower (c);
}

/* The folder's own name in other letters: is that the same folder? Nothing needs to be written to
 * find out, but the name must have letters and not be a mount's. */
static gboolean
answers_to_other_case (ResiteFolderLocal *self)
{
  g_autofree char *parent = g_path_get_dirname (self->path);
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *other = NULL;
  struct stat above;
  struct stat mine;
  struct stat found;

  for (char *p = name; *p != '\0'; p++)
    *p = swap_case (*p);
  other = g_build_filename (parent, name, NULL);
  return !g_str_equal (other, self->path) && stat (parent, &above) == 0 &&
         fstat (self->fd, &mine) == 0 && above.st_dev == mine.st_dev &&
         lstat (other, &found) == 0 && found.st_dev == mine.st_dev && found.st_ino == mine.st_ino;
}

static guint64
get_largest_file (guint32 type)
{
  guint64 largest = type == FAT ? FAT_LARGEST : 0;
  struct rlimit limit;

  if (getrlimit (RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return largest;
  /* Writing past it would end the program instead of failing. */
  signal (SIGXFSZ, SIG_IGN);
  return largest == 0 ? limit.rlim_cur : MIN (largest, limit.rlim_cur);
}

gboolean
resite_folder_local_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits,
                                GCancellable *cancellable, GError **error)
{
  ResiteFolderLocal *self = RESITE_FOLDER_LOCAL (folder);
  const guint32 type = get_file_system (self->fd);

  traits->ignores_case =
      type == FAT || type == EXFAT || type == CIFS || type == SMB2 || answers_to_other_case (self);
  traits->largest_file = get_largest_file (type);
  traits->time_step = type == FAT ? FAT_STEP : type == EXFAT ? EXFAT_STEP : 1;
  traits->keeps_extended = fgetxattr (self->fd, "user.resite", NULL, 0) >= 0 || errno != ENOTSUP;
  return TRUE;
}
