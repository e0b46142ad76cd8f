/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-plan"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-copy-name.h"
#include "resite-copy-plan-private.h"
#include "resite-copy-removal.h"

static gboolean
lies_below (const char *name, const char *folder)
{
  const gsize length = strlen (folder);

  return strncmp (name, folder, length) == 0 && (name[length] == '/' || name[length] == '\0');
}

/* Whether the source has it cannot be told. */
static gboolean
lies_in_the_dark (ResiteCopyPlanning *self, const char *name)
{
  for (guint i = 0; i < self->source->unreadable->len; i++)
    if (lies_below (name, ((ResiteCopyFault *)self->source->unreadable->pdata[i])->name))
      return TRUE;
  return FALSE;
}

static void
fold_source (ResiteCopyPlanning *self)
{
  if (self->source->collides || g_hash_table_size (self->folded) > 0)
    return;
  for (guint i = 0; i < self->source->files->len; i++)
    {
      char *name = ((ResiteFileInfo *)self->source->files->pdata[i])->name;

      g_hash_table_insert (self->folded, resite_copy_name_fold (name), name);
    }
}

/* (nullable): the file of the source that has this name but for the case. */
static const char *
find_twin (ResiteCopyPlanning *self, const char *name)
{
  g_autofree char *folded = resite_copy_name_fold (name);

  fold_source (self);
  return g_hash_table_lookup (self->folded, folded);
}

const ResiteFileInfo *
resite_copy_planning_find_spelling (ResiteCopyPlanning *self, const char *name)
{
  g_autofree char *folded = NULL;

  if (!self->ignores_case)
    return NULL;
  for (guint i = 0; !self->knows_spellings && i < self->target->files->len; i++)
    {
      ResiteFileInfo *info = self->target->files->pdata[i];

      g_hash_table_insert (self->spellings, resite_copy_name_fold (info->name), info);
    }
  self->knows_spellings = TRUE;
  folded = resite_copy_name_fold (name);
  return g_hash_table_lookup (self->spellings, folded);
}

void
resite_copy_planning_add_extra (ResiteCopyPlanning *self, const ResiteFileInfo *target,
                                const ResiteLedgerRow *row)
{
  const char *message = "";
  const char *twin;
  ResiteCopyEntry *entry;

  if (self->options->only != NULL || g_hash_table_contains (self->specials, target->name) ||
      lies_in_the_dark (self, target->name))
    return;
  twin = find_twin (self, target->name);
  if (twin != NULL && self->ignores_case)
    return;
  if (twin != NULL)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("On the target only; differs from “%s” in case"), twin);

      message = resite_copy_arena_copy (self->plan->arena, text);
    }
  entry = resite_copy_planning_add (self, target->name, row, "extra", message);
  entry->size = target->size;
  entry->modified = target->modified;
  /* On a server that does not tell cases apart, both are one file. */
  entry->removes = self->options->delete_extra && !self->options->verify_only &&
                   !self->options->dry_run && twin == NULL;
  self->plan->preview.extra.files++;
  self->plan->preview.extra.bytes += target->size;
}

void
resite_copy_planning_add_gone (ResiteCopyPlanning *self, const ResiteLedgerRow *row)
{
  static const char *const open_ends[] = { "failed", "running", "extra", NULL };

  if (self->options->only != NULL || !g_strv_contains (open_ends, row->state) ||
      g_hash_table_contains (self->specials, row->name))
    return;
  if (g_strcmp0 (row->digest, RESITE_COPY_REMOVING) == 0)
    resite_copy_planning_add (self, row->name, row, "removed", "");
  else
    resite_copy_planning_add (self, row->name, row, "left-out", _ ("No such file any more"));
}

static void
index_infos (GHashTable *table, GPtrArray *infos)
{
  for (guint i = 0; i < infos->len; i++)
    {
      ResiteFileInfo *info = infos->pdata[i];

      g_hash_table_insert (table, info->name, info);
    }
}

void
resite_copy_planning_index_leavings (ResiteCopyPlanning *self)
{
  index_infos (self->temporaries, self->target->temporaries);
  index_infos (self->asides, self->target->asides);
}

static void
restore (ResiteCopyPlanning *self, const char *aside, const char *name)
{
  ResiteCopyRestore *restore = resite_copy_arena_take (self->plan->arena, sizeof *restore);

  restore->aside = aside;
  restore->name = name;
  g_ptr_array_add (self->plan->restores, restore);
}

const ResiteFileInfo *
resite_copy_planning_restore (ResiteCopyPlanning *self, const char *name)
{
  g_autofree char *aside = NULL;
  const ResiteFileInfo *info;

  if (g_hash_table_size (self->asides) == 0)
    return NULL;
  aside = resite_copy_name_make_aside (name);
  info = g_hash_table_lookup (self->asides, aside);
  if (info == NULL)
    return NULL;
  restore (self, info->name, name);
  g_hash_table_remove (self->asides, aside);
  return info;
}

/* The new file lies in its place, so the old one is of no use; a file whose name nobody knows any
 * more stays, for it may be the only one. */
static void
end_asides (ResiteCopyPlanning *self)
{
  GHashTableIter iter;
  gpointer aside;

  for (guint i = 0; g_hash_table_size (self->asides) > 0 && i < self->target->files->len; i++)
    {
      const ResiteFileInfo *file = self->target->files->pdata[i];
      g_autofree char *name = resite_copy_name_make_aside (file->name);
      const ResiteFileInfo *old = g_hash_table_lookup (self->asides, name);

      if (old == NULL)
        continue;
      g_ptr_array_add (self->plan->leavings, old->name);
      g_hash_table_remove (self->asides, name);
    }
  for (guint i = 0;
       g_hash_table_size (self->asides) > 0 && i < resite_copy_past_count (self->plan->past); i++)
    resite_copy_planning_restore (self, resite_copy_past_get (self->plan->past, i)->name);
  g_hash_table_iter_init (&iter, self->asides);
  while (self->options->only == NULL && g_hash_table_iter_next (&iter, &aside, NULL))
    resite_copy_planning_add (self, aside, NULL, "extra",
                              _ ("An older file, set aside by a copy that was cut off"));
}

static gboolean
holds_source_files (ResiteCopyPlanning *self, GHashTable *wanted, const char *name)
{
  g_autofree char *folded = self->ignores_case ? resite_copy_name_fold (name) : NULL;

  return g_hash_table_contains (wanted, folded != NULL ? folded : name) ||
         lies_in_the_dark (self, name);
}

/* From the end, so that what lies in a folder comes before it. */
static void
find_emptied (ResiteCopyPlanning *self)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!self->options->delete_extra || self->options->verify_only || self->options->dry_run ||
      self->options->only != NULL)
    return;
  for (guint i = 0; i < self->source->folders->len; i++)
    {
      const char *name = ((ResiteFileInfo *)self->source->folders->pdata[i])->name;

      g_hash_table_add (wanted,
                        self->ignores_case ? resite_copy_name_fold (name) : g_strdup (name));
    }
  for (guint i = self->target->folders->len; i > 0; i--)
    {
      char *name = ((ResiteFileInfo *)self->target->folders->pdata[i - 1])->name;

      if (!holds_source_files (self, wanted, name))
        g_ptr_array_add (self->plan->emptied, name);
    }
}

void
resite_copy_planning_end_leavings (ResiteCopyPlanning *self)
{
  GHashTableIter iter;
  gpointer name;

  end_asides (self);
  g_hash_table_iter_init (&iter, self->temporaries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (self->plan->leavings, name);
  find_emptied (self);
}
