/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-arena"

#include "config.h"

#include <string.h>

#include "resite-copy-arena.h"

/* So large that the C library gives it whole pages of its own, zeroed by the kernel. */
#define BLOCK (256 * 1024)
#define ALIGN 16

struct _ResiteCopyArena
{
  GPtrArray *blocks;
  guint8 *next;
  gsize left;
};

ResiteCopyArena *
resite_copy_arena_new (void)
{
  ResiteCopyArena *self = g_new0 (ResiteCopyArena, 1);

  self->blocks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
resite_copy_arena_free (ResiteCopyArena *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->blocks);
  g_free (self);
}

static guint8 *
take (ResiteCopyArena *self, gsize size)
{
  guint8 *place;

  if (size > self->left)
    {
      const gsize block = MAX (size, BLOCK);

      self->next = g_malloc0 (block);
      self->left = block;
      g_ptr_array_add (self->blocks, self->next);
    }
  place = self->next;
  self->next += size;
  self->left -= size;
  return place;
}

gpointer
resite_copy_arena_take (ResiteCopyArena *self, gsize size)
{
  const gsize off = (guintptr)self->next % ALIGN;

  if (off != 0 && self->left > 0)
    take (self, MIN (ALIGN - off, self->left));
  return take (self, size);
}

char *
resite_copy_arena_copy_part (ResiteCopyArena *self, const char *text, gsize length)
{
  guint8 *copy = take (self, length + 1);

  memcpy (copy, text, length);
  return (char *)copy;
}

char *
resite_copy_arena_copy (ResiteCopyArena *self, const char *text)
{
  return text != NULL ? resite_copy_arena_copy_part (self, text, strlen (text)) : NULL;
}

char *
resite_copy_arena_join (ResiteCopyArena *self, const char *folder, const char *name)
{
  const gsize before = strlen (folder);
  const gsize after = strlen (name);
  guint8 *path;

  if (before == 0)
    return resite_copy_arena_copy_part (self, name, after);
  path = take (self, before + after + 2);
  memcpy (path, folder, before);
  path[before] = '/';
  memcpy (path + before + 1, name, after);
  return (char *)path;
}
