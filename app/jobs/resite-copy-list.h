/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-arena.h"
#include "resite-copy-gate.h"
#include "resite-folder.h"

G_BEGIN_DECLS

/* A tree as several threads list it: folder by folder, joined by pointers. */
typedef struct _ResiteCopyLevel ResiteCopyLevel;

typedef struct
{
  ResiteFileInfo info;    /* its name is relative to the root of the tree */
  ResiteCopyLevel *below; /* of a folder */
  guint order;            /* the place in which its folder named it */
} ResiteCopyNode;

struct _ResiteCopyLevel
{
  const char *name;       /* "" is the root */
  ResiteCopyNode **nodes; /* in the byte order of the paths of all files below them */
  guint n_nodes;
  gboolean collides; /* two names differ in case only, most likely */
  char *fault;       /* why it could not be listed, or NULL */
};

/* How many folders are listed at a time: on this desk, so that the disk has something to choose
 * from; far away, so that the answers to several questions are under way. */
guint resite_copy_list_count_threads (const ResiteFolderTraits *traits);

/* All of @folder; what it consists of lies in arenas that are added to @arenas (element-type
 * ResiteCopyArena). NULL with @error where the root cannot be listed, or cancelled. The caller is
 * not inside of @gate; *@count (nullable, atomic) grows with what is found. */
ResiteCopyLevel *resite_copy_list_all (ResiteFolder *folder, GPtrArray *arenas,
                                       ResiteCopyGate *gate, GCancellable *cancellable,
                                       guint *count, GError **error);

G_END_DECLS
