/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "resite-smb-serve.h"

#define DOS_READ_ONLY 0x01
#define DOS_HIDDEN    0x02
#define DOS_SYSTEM    0x04
#define DOS_FOLDER    0x10
#define DOS_ARCHIVE   0x20
#define DOS_REPARSE   0x400
#define DOS_SETTABLE  (DOS_READ_ONLY | DOS_HIDDEN | DOS_SYSTEM | DOS_ARCHIVE)

/* libsmbclient takes and gives DOS attributes as these bits of a Unix mode, because the
 * configuration that it was loaded with says so. That is one question where its extended attributes
 * need two, and cut every time to seconds. */
#define MODE_ARCHIVE S_IXUSR
#define MODE_SYSTEM  S_IXGRP
#define MODE_HIDDEN  S_IXOTH
#define MODE_WRITE   (S_IWUSR | S_IWGRP | S_IWOTH)

static gint64
time_to_microseconds (const struct timespec *time)
{
  return (gint64)time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

static void
add_entry (GByteArray *entries, const struct libsmb_file_info *info)
{
  const ResiteSmbEntry entry = { .size = info->size,
                                 .modified = time_to_microseconds (&info->mtime_ts),
                                 .changed = time_to_microseconds (&info->ctime_ts),
                                 .attributes = info->attrs,
                                 .length = strlen (info->name) };

  g_byte_array_append (entries, (const guint8 *)&entry, sizeof entry);
  g_byte_array_append (entries, (const guint8 *)info->name, entry.length);
}

int
resite_smb_serve_list (ResiteSmbServer *self, const char *name, GByteArray *entries)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  const int folder = smbc_opendir (url);
  const struct libsmb_file_info *info;

  if (folder < 0)
    return errno;
  while ((info = smbc_readdirplus (folder)) != NULL)
    if (strcmp (info->name, ".") != 0 && strcmp (info->name, "..") != 0)
      add_entry (entries, info);
  smbc_closedir (folder);
  return 0;
}

static guint
mode_to_attributes (mode_t mode)
{
  return (S_ISDIR (mode) ? DOS_FOLDER : 0) | (S_ISREG (mode) || S_ISDIR (mode) ? 0 : DOS_REPARSE) |
         (mode & S_IWUSR ? 0 : DOS_READ_ONLY) | (mode & MODE_ARCHIVE ? DOS_ARCHIVE : 0) |
         (mode & MODE_SYSTEM ? DOS_SYSTEM : 0) | (mode & MODE_HIDDEN ? DOS_HIDDEN : 0);
}

int
resite_smb_serve_query (ResiteSmbServer *self, const char *name, ResiteSmbEntry *entry)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  struct stat status;

  if (smbc_stat (url, &status) != 0)
    return errno;
  entry->size = status.st_size;
  entry->modified = time_to_microseconds (&status.st_mtim);
  entry->changed = time_to_microseconds (&status.st_ctim);
  entry->attributes = mode_to_attributes (status.st_mode);
  return 0;
}

static int
make_one (ResiteSmbServer *self, const char *name)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  ResiteSmbEntry entry;
  int code;

  if (smbc_mkdir (url, 0777) == 0)
    return 0;
  if (errno != EEXIST)
    return errno;
  code = resite_smb_serve_query (self, name, &entry);
  if (code == 0 && (entry.attributes & DOS_FOLDER) == 0)
    code = ENOTDIR;
  return code;
}

int
resite_smb_serve_make_folder (ResiteSmbServer *self, const char *name)
{
  const char *slash = strrchr (name, '/');
  g_autofree char *parent = slash != NULL ? g_strndup (name, slash - name) : NULL;
  int code = make_one (self, name);

  if (code != ENOENT || parent == NULL)
    return code;
  code = resite_smb_serve_make_folder (self, parent);
  return code == 0 ? make_one (self, name) : code;
}

int
resite_smb_serve_set_attributes (ResiteSmbServer *self, const char *name, guint attributes)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  mode_t mode = S_IRUSR | S_IRGRP | S_IROTH;

  if ((attributes & DOS_READ_ONLY) == 0)
    mode |= MODE_WRITE;
  if ((attributes & DOS_ARCHIVE) != 0)
    mode |= MODE_ARCHIVE;
  if ((attributes & DOS_SYSTEM) != 0)
    mode |= MODE_SYSTEM;
  if ((attributes & DOS_HIDDEN) != 0)
    mode |= MODE_HIDDEN;
  return smbc_chmod (url, mode) == 0 ? 0 : errno;
}

int
resite_smb_serve_set_read_only (ResiteSmbServer *self, const char *name, gboolean read_only)
{
  ResiteSmbEntry entry;
  const int code = resite_smb_serve_query (self, name, &entry);
  const guint wanted =
      read_only ? entry.attributes | DOS_READ_ONLY : entry.attributes & ~DOS_READ_ONLY;

  if (code != 0 || wanted == entry.attributes)
    return code;
  return resite_smb_serve_set_attributes (self, name, wanted);
}

/* libsmbclient takes all attributes away with that. */
static int
set_time_only (ResiteSmbServer *self, const char *name, gint64 modified)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  const gint64 seconds = modified / G_USEC_PER_SEC - (modified % G_USEC_PER_SEC < 0 ? 1 : 0);
  struct timeval times[2];

  times[0].tv_sec = times[1].tv_sec = seconds;
  times[0].tv_usec = times[1].tv_usec = modified - seconds * G_USEC_PER_SEC;
  return smbc_utimes (url, times) == 0 ? 0 : errno;
}

int
resite_smb_serve_set_marks (ResiteSmbServer *self, const char *name, gint64 modified,
                            guint attributes)
{
  const int code = set_time_only (self, name, modified);

  if (code != 0 || attributes == 0)
    return code;
  return resite_smb_serve_set_attributes (self, name, attributes);
}

int
resite_smb_serve_set_time (ResiteSmbServer *self, const char *name, gint64 modified)
{
  ResiteSmbEntry entry;
  const int code = resite_smb_serve_query (self, name, &entry);

  if (code != 0)
    return code;
  return resite_smb_serve_set_marks (self, name, modified, entry.attributes & DOS_SETTABLE);
}

/* It has to be known what it is: told to remove a file, libsmbclient does away with an empty folder,
 * and calls it done where the folder is not empty and stays. */
int
resite_smb_serve_remove (ResiteSmbServer *self, const char *name)
{
  g_autofree char *url = resite_smb_serve_url (self, name);
  ResiteSmbEntry entry;
  int code = resite_smb_serve_query (self, name, &entry);
  const gboolean folder = code == 0 && (entry.attributes & DOS_FOLDER) != 0;
  const gboolean barred = code == 0 && !folder && (entry.attributes & DOS_READ_ONLY) != 0;

  if (barred)
    code = resite_smb_serve_set_attributes (self, name, entry.attributes & ~DOS_READ_ONLY);
  if (code != 0)
    return code;
  code = (folder ? smbc_rmdir (url) : smbc_unlink (url)) == 0 ? 0 : errno;
  if (code != 0 && barred)
    resite_smb_serve_set_attributes (self, name, entry.attributes & DOS_SETTABLE);
  return code;
}

int
resite_smb_serve_rename (ResiteSmbServer *self, const char *from, const char *to, gboolean replace)
{
  g_autofree char *from_url = resite_smb_serve_url (self, from);
  g_autofree char *to_url = resite_smb_serve_url (self, to);
  ResiteSmbEntry entry;
  /* libsmbclient removes what is in the way by itself, which is not for it to decide. */
  int code = resite_smb_serve_query (self, to, &entry);

  if (code == 0 && !replace)
    return EEXIST;
  if (code == 0)
    code = resite_smb_serve_remove (self, to);
  if (code != 0 && code != ENOENT)
    return code;
  return smbc_rename (from_url, to_url) == 0 ? 0 : errno;
}

int
resite_smb_serve_space (ResiteSmbServer *self, gint64 *space)
{
  struct statvfs status;

  if (smbc_statvfs (self->url, &status) != 0)
    return errno;
  /* Without Unix extensions one is the size of a sector, the other how many are a cluster. */
  *space = (gint64)status.f_bavail * (gint64)status.f_frsize *
           ((status.f_flag & SMBC_VFS_FEATURE_NO_UNIXCIFS) != 0 ? (gint64)status.f_bsize : 1);
  return 0;
}
