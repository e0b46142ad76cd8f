/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-gate.h"
#include "resite-folder.h"

G_BEGIN_DECLS

/* All that lies in a folder, at every depth, in the byte order of names. Links are not followed.
 * Infos, each the beginning of a ResiteCopyNode, and names live as long as the tree. */
typedef struct
{
  GPtrArray *files;       /* ResiteFileInfo: plain ones and others */
  GPtrArray *folders;     /* ResiteFileInfo, a folder before those in it */
  GPtrArray *temporaries; /* ResiteFileInfo: what an earlier copy left unfinished */
  GPtrArray *asides;      /* ResiteFileInfo: what an earlier copy had set aside */
  GPtrArray *unreadable;  /* ResiteCopyFault: folders that could not be listed */
  gboolean collides;      /* two names differ in case only */
  GPtrArray *arenas;
} ResiteCopyTree;

typedef struct
{
  char *name;
  char *message;
} ResiteCopyFault;

/* Lists with several threads, as many as suit the folder. Fails only where the root itself cannot
 * be listed, or cancelled. *@count (nullable, atomic) grows with what is found. */
ResiteCopyTree *resite_copy_tree_read (ResiteFolder *folder, ResiteCopyGate *gate,
                                       GCancellable *cancellable, guint *count, GError **error);
/* Just the file @name, found without case where it is not there in this spelling, and what an
 * earlier copy of it left. */
ResiteCopyTree *resite_copy_tree_read_one (ResiteFolder *folder, const char *name,
                                           GCancellable *cancellable, GError **error);
void resite_copy_tree_free (ResiteCopyTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyTree, resite_copy_tree_free)

G_END_DECLS
