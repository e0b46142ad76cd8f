/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-permissions.h"

G_BEGIN_DECLS

/* A folder tree somewhere: on this desk or mounted here, or on a server by SMB.
 * Every call blocks and is for worker threads; a folder may be used by several at once. Names are
 * relative, separated by "/", valid UTF-8. Times are microseconds since 1970. */
#define RESITE_TYPE_FOLDER (resite_folder_get_type ())
G_DECLARE_INTERFACE (ResiteFolder, resite_folder, RESITE, FOLDER, GObject)

typedef enum
{
  RESITE_FILE_PLAIN,
  RESITE_FILE_FOLDER,
  RESITE_FILE_OTHER /* links, pipes, devices: listed, never copied */
} ResiteFileType;

/* DOS attributes, [MS-FSCC] 2.6. */
typedef enum
{
  RESITE_DOS_READ_ONLY = 0x01,
  RESITE_DOS_HIDDEN = 0x02,
  RESITE_DOS_SYSTEM = 0x04,
  RESITE_DOS_ARCHIVE = 0x20,
  RESITE_DOS_NOT_ASKED =
      0x10000 /* no attribute: not known, since asking takes a call for each file;
                                  * only from resite_folder_visit() */
} ResiteDosAttributes;

typedef struct
{
  char *name; /* relative to the root of the folder */
  ResiteFileType type;
  guint64 size;
  gint64 modified;
  gint64 changed;        /* change time where there is one, else 0 */
  gboolean read_only;    /* the DOS attribute; see resite-folder-local.c for how it is kept here */
  guint attributes;      /* ResiteDosAttributes, as far as they are known; read-only among them */
  gboolean has_extended; /* see get_extended(); told by fetch() only */
} ResiteFileInfo;

/* What a file is to have beside its content. */
typedef struct
{
  gint64 modified;
  guint attributes; /* ResiteDosAttributes */
} ResiteFileMarks;

/* FALSE ends the visit, without an error. */
typedef gboolean (*ResiteFolderVisit) (const ResiteFileInfo *info, gpointer user_data);

/* What a folder is good at. */
typedef struct
{
  gboolean remote;          /* each call is a round trip over the network */
  gint64 round_trip;        /* microseconds, measured; 0 on this desk */
  guint most_at_once;       /* calls it can have under way at one time; 0 as many as one likes */
  gboolean syncs;           /* what it synced lies on the disk; else it can only be read again */
  gboolean renames_over;    /* rename() takes the place of a file that is there */
  gboolean ignores_case;    /* "A" and "a" are one file */
  guint64 largest_file;     /* bytes; 0 no limit is known */
  gint64 time_step;         /* microseconds that a time is cut to; 0 or 1 none */
  gboolean keeps_extended;  /* extended attributes */
  gboolean has_permissions; /* NTFS permissions can be read and set */
} ResiteFolderTraits;

void resite_file_info_free (ResiteFileInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteFileInfo, resite_file_info_free)

/* An open file; reading and writing at places of one's choice, so that a copy can go on in the
 * middle. Freed files that were not finished leave their temporary name behind on purpose. */
typedef struct _ResiteFile ResiteFile;

struct _ResiteFolderInterface
{
  GTypeInterface parent_iface;

  char *(*describe) (ResiteFolder *self);
  GPtrArray *(*list) (ResiteFolder *self, const char *name, GCancellable *cancellable,
                      GError **error);
  ResiteFileInfo *(*query) (ResiteFolder *self, const char *name, GCancellable *cancellable,
                            GError **error);
  gboolean (*make_folder) (ResiteFolder *self, const char *name, GError **error);
  ResiteFile *(*open_read) (ResiteFolder *self, const char *name, GError **error);
  ResiteFile *(*open_write) (ResiteFolder *self, const char *name, gboolean keep,
                             guint64 expected_size, GError **error);
  gssize (*read) (ResiteFolder *self, ResiteFile *file, void *buffer, gsize size, guint64 offset,
                  GError **error);
  gboolean (*write) (ResiteFolder *self, ResiteFile *file, const void *buffer, gsize size,
                     guint64 offset, GError **error);
  gboolean (*sync) (ResiteFolder *self, ResiteFile *file, GError **error);
  gboolean (*drop_cache) (ResiteFolder *self, ResiteFile *file, GError **error);
  gboolean (*close) (ResiteFolder *self, ResiteFile *file, GError **error);
  gboolean (*replace) (ResiteFolder *self, const char *from, const char *to, GError **error);
  gboolean (*remove) (ResiteFolder *self, const char *name, GError **error);
  gboolean (*set_times) (ResiteFolder *self, const char *name, gint64 modified, GError **error);
  gboolean (*set_read_only) (ResiteFolder *self, const char *name, gboolean read_only,
                             GError **error);
  gboolean (*sync_folder) (ResiteFolder *self, const char *name, GError **error);
  guint64 (*get_free_space) (ResiteFolder *self, GError **error);

  /* May be NULL; see the functions of these names for what is done then. */
  gboolean (*get_traits) (ResiteFolder *self, ResiteFolderTraits *traits, GCancellable *cancellable,
                          GError **error);
  gssize (*fetch) (ResiteFolder *self, const char *name, void *buffer, gsize size,
                   ResiteFileInfo *after, GError **error);
  gboolean (*store) (ResiteFolder *self, const char *name, const void *bytes, gsize size,
                     const ResiteFileMarks *marks, GError **error);
  gboolean (*set_marks) (ResiteFolder *self, const char *name, const ResiteFileMarks *marks,
                         GError **error);
  gboolean (*rename) (ResiteFolder *self, const char *from, const char *to, GError **error);
  gboolean (*sync_all) (ResiteFolder *self, GError **error);
  GHashTable *(*get_extended) (ResiteFolder *self, const char *name, GError **error);
  gboolean (*set_extended) (ResiteFolder *self, const char *name, GHashTable *attributes,
                            GError **error);
  gboolean (*look) (ResiteFolder *self, ResiteFile *file, ResiteFileInfo *info, GError **error);
  void (*make_ready) (ResiteFolder *self);
  ResitePermissions *(*read_permissions) (ResiteFolder *self, const char *name,
                                          GCancellable *cancellable, GError **error);
  gboolean (*write_permissions) (ResiteFolder *self, const char *name,
                                 const ResitePermissions *permissions, GError **error);
  void (*interrupt) (ResiteFolder *self);
  gboolean (*visit) (ResiteFolder *self, const char *name, ResiteFolderVisit visit,
                     gpointer user_data, GCancellable *cancellable, GError **error);
};

/* For messages: the path or address. (transfer full) */
char *resite_folder_describe (ResiteFolder *self);
/* (element-type ResiteFileInfo), one level, sorted by name; "" is the root. Names that are not
 * UTF-8 come with RESITE_FILE_OTHER and an escaped name. */
GPtrArray *resite_folder_list (ResiteFolder *self, const char *name, GCancellable *cancellable,
                               GError **error);
/* The same for very many files: @visit is called for each, in no order; the info and its name, which
 * is without the folder's, are only lent. Attributes may come as RESITE_DOS_NOT_ASKED, with read_only
 * as far as it shows without them. */
gboolean resite_folder_visit (ResiteFolder *self, const char *name, ResiteFolderVisit visit,
                              gpointer user_data, GCancellable *cancellable, GError **error);
/* RESITE_ERROR_NOT_FOUND when it is not there. */
ResiteFileInfo *resite_folder_query (ResiteFolder *self, const char *name,
                                     GCancellable *cancellable, GError **error);
/* With its parents; fine if it is there. */
gboolean resite_folder_make_folder (ResiteFolder *self, const char *name, GError **error);
ResiteFile *resite_folder_open_read (ResiteFolder *self, const char *name, GError **error);
/* @keep: go on with what is there, else start empty. @expected_size: space to reserve, 0 none. */
ResiteFile *resite_folder_open_write (ResiteFolder *self, const char *name, gboolean keep,
                                      guint64 expected_size, GError **error);
/* Bytes read, less than @size only at the end; -1 and @error. */
gssize resite_folder_read (ResiteFolder *self, ResiteFile *file, void *buffer, gsize size,
                           guint64 offset, GError **error);
gboolean resite_folder_write (ResiteFolder *self, ResiteFile *file, const void *buffer, gsize size,
                              guint64 offset, GError **error);
/* What an open file is now, its name NULL; RESITE_FILE_OTHER where that is not known without the
 * name. */
gboolean resite_folder_look (ResiteFolder *self, ResiteFile *file, ResiteFileInfo *info,
                             GError **error);
gboolean resite_folder_sync (ResiteFolder *self, ResiteFile *file, GError **error);
/* So that what is read next comes from the disk. */
gboolean resite_folder_drop_cache (ResiteFolder *self, ResiteFile *file, GError **error);
/* Frees @file in any case. */
gboolean resite_folder_close (ResiteFolder *self, ResiteFile *file, GError **error);
/* Puts @from in the place of @to, whether or not that is there or read-only. */
gboolean resite_folder_replace (ResiteFolder *self, const char *from, const char *to,
                                GError **error);
gboolean resite_folder_remove (ResiteFolder *self, const char *name, GError **error);
gboolean resite_folder_set_times (ResiteFolder *self, const char *name, gint64 modified,
                                  GError **error);
gboolean resite_folder_set_read_only (ResiteFolder *self, const char *name, gboolean read_only,
                                      GError **error);
gboolean resite_folder_sync_folder (ResiteFolder *self, const char *name, GError **error);
guint64 resite_folder_get_free_space (ResiteFolder *self, GError **error);

/* Fills in all of @traits; connects where that was not done. Without the vfunc: a folder on this
 * desk. */
gboolean resite_folder_get_traits (ResiteFolder *self, ResiteFolderTraits *traits,
                                   GCancellable *cancellable, GError **error);
/* A small file in one go: at most @size bytes into @buffer; how many, or -1. @after (nullable): what
 * the file was after the reading (name NULL), type RESITE_FILE_OTHER where that is not known without
 * another question. Ask for the size of the listing and one byte more: a file that has grown
 * shows. */
gssize resite_folder_fetch (ResiteFolder *self, const char *name, void *buffer, gsize size,
                            ResiteFileInfo *after, GError **error);
/* A small file in one go, in the place of what @name was, with its marks; its folder is there. Not
 * synced. */
gboolean resite_folder_store (ResiteFolder *self, const char *name, const void *bytes, gsize size,
                              const ResiteFileMarks *marks, GError **error);
/* Time, then attributes. */
gboolean resite_folder_set_marks (ResiteFolder *self, const char *name,
                                  const ResiteFileMarks *marks, GError **error);
/* One step, so that a power cut leaves one name or the other. Where the folder does not rename over
 * (traits), RESITE_ERROR_EXISTS when @to is there. */
gboolean resite_folder_rename (ResiteFolder *self, const char *from, const char *to,
                               GError **error);
/* All that was written so far, contents and names, lies on the disk; TRUE at once where the folder
 * has no such thing. */
gboolean resite_folder_sync_all (ResiteFolder *self, GError **error);
/* (transfer full) (element-type utf8 GBytes): "user.*" as they are to be carried over, without those
 * in which DOS attributes and access rights are kept; NULL without @error: none, or not known. */
GHashTable *resite_folder_get_extended (ResiteFolder *self, const char *name, GError **error);
gboolean resite_folder_set_extended (ResiteFolder *self, const char *name, GHashTable *attributes,
                                     GError **error);

/* Much will be asked soon, by several threads: what takes time to begin is begun. Does not wait. Any
 * thread. */
void resite_folder_make_ready (ResiteFolder *self);
/* NTFS permissions of a file or folder. RESITE_ERROR_REFUSED, with words for a person, where a folder
 * has none: those of Unix on this desk are not they. */
ResitePermissions *resite_folder_read_permissions (ResiteFolder *self, const char *name,
                                                   GCancellable *cancellable, GError **error);
/* Sets the entries of @permissions, not owner and group, and reads again what is there then:
 * RESITE_ERROR_DIFFERS where that is not the same. Refuses what resite_permissions_may_be_set()
 * does. */
gboolean resite_folder_write_permissions (ResiteFolder *self, const char *name,
                                          const ResitePermissions *permissions,
                                          GCancellable *cancellable, GError **error);

/* Every call that is under way ends with an error soon, whatever it waits for; later ones are made
 * as ever. Nothing where calls do not wait for others. Any thread. */
void resite_folder_interrupt (ResiteFolder *self);

G_END_DECLS
