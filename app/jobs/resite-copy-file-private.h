/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-file.h"
#include "resite-copy-hash.h"

G_BEGIN_DECLS

/* A file that is larger goes on record once all of it lies on the disk, before it is read again and
 * put in its place. */
#define RESITE_COPY_NOTICE (16 * 1024 * 1024)

struct _ResiteCopyFile
{
  ResiteCopyWork *work;
  const ResiteCopyEntry *entry;
  char *temporary;
  ResiteFile *out; /* the temporary file, while it is open */
  char *hash;      /* of the source, once all of it was read */
  ResiteCopyHashKind hash_kind;

  /* The source as it was when it was read. */
  guint64 size;
  gint64 modified;
  gint64 changed;
  guint attributes; /* as they are to be on the target */
  gboolean has_extended;
  GHashTable *extended; /* or NULL */

  /* So much of the temporary file is on record, with this hash. */
  guint64 resume_at;
  char *resume_hash;
  /* So much of it is asked to be, or need not be, and when that was. */
  guint64 asked_at;
  gint64 asked_time;
  /* So much of it was read from the disk by this program and found right: the hash of that. */
  guint64 proved_at;
  ResiteCopyHash *proved;

  guint64 read;     /* bytes of the source that were read, or need not be */
  guint64 verified; /* bytes of the target that were read again */
  guint64 resumed;
  guint tries;
  guint rounds;
  gboolean wrote; /* there may be a temporary file */
  gboolean in_place;
  gboolean differs;
  gboolean marked;     /* the ledger knows how far the temporary file got */
  gboolean needs_word; /* whether the source stayed the same is not known yet */
  gboolean young;      /* it had changed just before: its times may not tell of the next change */
  gboolean kept;

  const char *state;
  char *message;
  double seconds;
};

/* Reads @size bytes of @file and hashes them; fewer where it is shorter. *@counter grows with what
 * was read, and the table is told. NULL with @error. */
char *resite_copy_file_hash (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFolder *folder,
                             ResiteFile *file, guint64 size, guint64 *counter, GError **error);
/* The same from *@counter on; @hash is of what comes before. */
char *resite_copy_file_hash_on (ResiteCopyFile *self, ResiteCopyLane *lane, ResiteFolder *folder,
                                ResiteFile *file, ResiteCopyHash *hash, guint64 size,
                                guint64 *counter, GError **error);

/* Takes size, times and, where they are known, attributes from @info. */
void resite_copy_file_take_info (ResiteCopyFile *self, const ResiteFileInfo *info);
gboolean resite_copy_file_fits_info (ResiteCopyFile *self, const ResiteFileInfo *info);
void resite_copy_file_set_young (ResiteCopyFile *self);
void resite_copy_file_get_marks (ResiteCopyFile *self, ResiteFileMarks *marks);
ResiteLedgerRow *resite_copy_file_make_row (ResiteCopyFile *self, const char *state, guint64 bytes,
                                            const char *hash);
/* What the source has of extended attributes, where both sides keep them. */
gboolean resite_copy_file_read_extended (ResiteCopyFile *self, GError **error);
/* FALSE with RESITE_ERROR_CHANGED. */
gboolean resite_copy_file_refuse_unsteady (ResiteCopyFile *self, GError **error);

/* resite-copy-large.c: by and by, through an open file. *@steady: it was the same file before and
 * after. */
gboolean resite_copy_file_write_large (ResiteCopyFile *self, ResiteCopyLane *lane,
                                       gboolean may_resume, gboolean *steady, GError **error);
/* Until the last mark of a file that is being written is made or forgotten. */
gboolean resite_copy_file_end_marks (ResiteCopyFile *self, GError **error);
/* The first @bytes are on record. */
void resite_copy_file_set_marked (ResiteCopyFile *self, guint64 bytes, const char *hash);

/* resite-copy-settle.c */
gboolean resite_copy_file_waits_aside (ResiteCopyFile *self);

G_END_DECLS
