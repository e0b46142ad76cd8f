/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for what is made by the ten thousands and goes all at once. Used by one thread at a time;
 * what it gave stays where it is. */
typedef struct _ResiteCopyArena ResiteCopyArena;

ResiteCopyArena *resite_copy_arena_new (void);
void resite_copy_arena_free (ResiteCopyArena *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyArena, resite_copy_arena_free)

/* Zeroed, aligned for every plain type. */
gpointer resite_copy_arena_take (ResiteCopyArena *self, gsize size);
/* NULL for NULL. */
char *resite_copy_arena_copy (ResiteCopyArena *self, const char *text);
char *resite_copy_arena_copy_part (ResiteCopyArena *self, const char *text, gsize length);
/* "FOLDER/NAME", or NAME where @folder is empty. */
char *resite_copy_arena_join (ResiteCopyArena *self, const char *folder, const char *name);

G_END_DECLS
