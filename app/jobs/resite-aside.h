/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* The unpacked packages that were put aside while SMS made its share anew: compared with the folder
 * that it built itself, made like that one, moved back beside it. @root is the drive or another
 * folder that both lie in; all names are below it. Everything blocks; for workers. */

/* How the permissions of one folder stand to the model's. */
typedef struct
{
  char *name;
  char *state;   /* "ok"; "warning": the same people may do the same; "failed"; "unknown" */
  char *is;      /* in words; NULL: not known */
  char *message; /* what differs, or why it is not known */
} ResiteAsideFolder;

void resite_aside_folder_free (ResiteAsideFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteAsideFolder, resite_aside_folder_free)

/* (element-type utf8): the folders in @old, sorted, without what they lie in. Files beside them are
 * left out. */
GPtrArray *resite_aside_list (ResiteFolder *root, const char *old, GCancellable *cancellable,
                              GError **error);
/* Whether @names has one that Windows takes for @name. */
gboolean resite_aside_has (GPtrArray *names, const char *name);

/* What is set: of the model, safe to be set; RESITE_ERROR_REFUSED where it is not. */
ResitePermissions *resite_aside_read_model (ResiteFolder *root, const char *model,
                                            GCancellable *cancellable, GError **error);
/* NULL: cancelled or the line is cut. What is wrong with this folder alone is in the result. */
ResiteAsideFolder *resite_aside_compare (ResiteFolder *root, const char *old, const char *name,
                                         const ResitePermissions *model, GCancellable *cancellable,
                                         GError **error);
/* Sets @path as @model is, and everything below as it would get it from there, the folder itself
 * last: a reset that was broken off shows in the folder. *@n_below: how much that was. */
gboolean resite_aside_reset (ResiteFolder *root, const char *path, const ResitePermissions *model,
                             guint *n_below, GCancellable *cancellable, GError **error);

/* Moves one folder, all of it at once; RESITE_ERROR_EXISTS and nothing moved where @folder has one of
 * that name. */
gboolean resite_aside_move (ResiteFolder *root, const char *old, const char *name,
                            const char *folder, GCancellable *cancellable, GError **error);

/* TRUE where nothing but the old twin of @built is left in @old and @built itself is in @folder.
 * RESITE_ERROR_NEEDS_PERSON says what else there is. @may_be_empty: a deletion was broken off. */
gboolean resite_aside_may_delete (ResiteFolder *root, const char *old, const char *folder,
                                  const char *built, gboolean may_be_empty,
                                  GCancellable *cancellable, GError **error);
/* Looks so once more, then deletes @old with what is in it. */
gboolean resite_aside_delete (ResiteFolder *root, const char *old, const char *folder,
                              const char *built, gboolean may_be_empty, guint *n_deleted,
                              GCancellable *cancellable, GError **error);

G_END_DECLS
