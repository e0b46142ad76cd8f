/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-file.h"
#include "resite-copy-hash.h"

G_BEGIN_DECLS

/* How much is read at a time; a pause or a cancel waits for no more than that. */
#define RESITE_COPY_CHUNK (1024 * 1024)
/* A file that is larger goes on record each time that so much more of it lies on the disk. */
#define RESITE_COPY_MARK (64 * 1024 * 1024)

struct _ResiteCopyFile
{
  ResiteCopyWork *work;
  const ResiteCopyEntry *entry;
  char *temporary;
  ResiteFile *out; /* the temporary file, while it is open */
  char *hash;      /* of the source, once all of it was read */

  /* The source as it was when it was read. */
  guint64 size;
  gint64 modified;
  gint64 changed;

  guint64 read;     /* bytes of the source that were read, or need not be */
  guint64 verified; /* bytes of the target that were read again */
  guint64 resumed;
  guint tries;
  gboolean wrote; /* there may be a temporary file */
  gboolean in_place;
  gboolean differs;
  gboolean marked; /* the ledger knows how far the temporary file got */
  gboolean kept;

  const char *state;
  char *message;
  double seconds;
};

/* Reads @size bytes of @file and hashes them; fewer where it is shorter. *@counter grows with what
 * was read, and the table is told. NULL with @error. */
char *resite_copy_file_hash (ResiteCopyFile *self, ResiteFolder *folder, ResiteFile *file,
                             guint64 size, guint64 *counter, GError **error);

/* Takes size and times from @info. */
void resite_copy_file_take_info (ResiteCopyFile *self, const ResiteFileInfo *info);
gboolean resite_copy_file_fits_info (ResiteCopyFile *self, const ResiteFileInfo *info);

G_END_DECLS
