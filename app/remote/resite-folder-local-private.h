/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "resite-folder-local.h"

G_BEGIN_DECLS

/* What O_DIRECT wants memory, places and sizes to be multiples of; enough for every disk here. */
#define RESITE_DIRECT_STEP 4096

struct _ResiteFolderLocal
{
  GObject parent_instance;

  char *path; /* absolute, links resolved */
  int fd;     /* of that folder */
  dev_t device;
  gboolean hides_attributes; /* its DOS attributes are not among the names that it lists */
  gboolean touches_times;    /* reading as if it had not been read is not allowed */
};

struct _ResiteFile
{
  int fd;
  gboolean direct; /* past the page cache */
  char *path;
};

/* (transfer full) */
char *resite_folder_local_build_path (ResiteFolder *folder, const char *name);
gint64 resite_folder_local_get_time (const struct timespec *time);
void resite_folder_local_to_timespec (gint64 microseconds, struct timespec *time);
/* So that a file that is there can be written. */
void resite_folder_local_allow_writing (const char *path);
/* A descriptor of the file, or -1 with errno. */
int resite_folder_local_open_plain (ResiteFolderLocal *self, const char *name, int flags);

/* resite-folder-local-file.c */
ResiteFile *resite_folder_local_open_read (ResiteFolder *folder, const char *name, GError **error);
ResiteFile *resite_folder_local_open_write (ResiteFolder *folder, const char *name, gboolean keep,
                                            guint64 expected_size, GError **error);
gssize resite_folder_local_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size,
                                 guint64 offset, GError **error);
gboolean resite_folder_local_write (ResiteFolder *folder, ResiteFile *file, const void *buffer,
                                    gsize size, guint64 offset, GError **error);
gboolean resite_folder_local_sync (ResiteFolder *folder, ResiteFile *file, GError **error);
gboolean resite_folder_local_drop_cache (ResiteFolder *folder, ResiteFile *file, GError **error);
gboolean resite_folder_local_close (ResiteFolder *folder, ResiteFile *file, GError **error);

/* resite-folder-local-whole.c */
/* DOS attributes, and whether there are others to be carried. */
void resite_folder_local_look (ResiteFolderLocal *self, int fd, const struct stat *status,
                               ResiteFileInfo *info);
gboolean resite_folder_local_look_at (ResiteFolder *folder, ResiteFile *file, ResiteFileInfo *info,
                                      GError **error);
gssize resite_folder_local_fetch (ResiteFolder *folder, const char *name, void *buffer, gsize size,
                                  ResiteFileInfo *after, GError **error);
gboolean resite_folder_local_store (ResiteFolder *folder, const char *name, const void *bytes,
                                    gsize size, const ResiteFileMarks *marks, GError **error);
gboolean resite_folder_local_set_marks (ResiteFolder *folder, const char *name,
                                        const ResiteFileMarks *marks, GError **error);
gboolean resite_folder_local_sync_all (ResiteFolder *folder, GError **error);

/* resite-folder-local-extended.c */
GHashTable *resite_folder_local_get_extended (ResiteFolder *folder, const char *name,
                                              GError **error);
gboolean resite_folder_local_set_extended (ResiteFolder *folder, const char *name,
                                           GHashTable *attributes, GError **error);
/* Is there anything among @names (of @length, as listxattr tells them) that is carried over? */
gboolean resite_folder_local_has_extended (const char *names, gssize length);

/* resite-folder-local-traits.c */
gboolean resite_folder_local_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits,
                                         GCancellable *cancellable, GError **error);
/* File systems that keep DOS attributes under names which they do not list. */
gboolean resite_folder_local_hides_attributes (int fd);

G_END_DECLS
