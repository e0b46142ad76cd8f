/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-plan"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-copy-name.h"
#include "resite-copy-plan-private.h"

static ResiteCopyPlan *
plan_new (void)
{
  ResiteCopyPlan *plan = g_new0 (ResiteCopyPlan, 1);

  plan->entries = g_ptr_array_new ();
  plan->folders = g_ptr_array_new ();
  plan->restores = g_ptr_array_new ();
  plan->leavings = g_ptr_array_new ();
  plan->emptied = g_ptr_array_new ();
  plan->arena = resite_copy_arena_new ();
  return plan;
}

void
resite_copy_plan_free (ResiteCopyPlan *plan)
{
  if (plan == NULL)
    return;

  g_ptr_array_unref (plan->entries);
  g_ptr_array_unref (plan->folders);
  g_ptr_array_unref (plan->restores);
  g_ptr_array_unref (plan->leavings);
  g_ptr_array_unref (plan->emptied);
  resite_copy_arena_free (plan->arena);
  resite_copy_tree_free (plan->source);
  resite_copy_tree_free (plan->target);
  resite_copy_past_free (plan->past);
  g_free (plan);
}

ResiteCopyEntry *
resite_copy_planning_add (ResiteCopyPlanning *self, const char *name, const ResiteLedgerRow *row,
                          const char *state, const char *message)
{
  ResiteCopyEntry *entry = resite_copy_arena_take (self->plan->arena, sizeof *entry);

  entry->name = name;
  entry->deed = RESITE_COPY_NOTHING;
  entry->state = state;
  entry->message = message;
  entry->recorded =
      row != NULL && strcmp (row->state, state) == 0 && g_strcmp0 (row->message, message) == 0;
  g_ptr_array_add (self->plan->entries, entry);
  return entry;
}

/* An entry that lies beside what is merged: whoever merges must know that it was seen to. */
static void
add_special (ResiteCopyPlanning *self, const char *name, const char *message)
{
  resite_copy_planning_add (self, name, resite_copy_past_find (self->plan->past, name), "failed",
                            message);
  g_hash_table_add (self->specials, (char *)name);
}

/* (nullable): why nothing can be put there. A link in a folder's place would lead what is written
 * out of the target. */
static const char *
find_barrier (ResiteCopyPlanning *self, const char *name)
{
  if (g_hash_table_size (self->barred) == 0)
    return NULL;
  for (const char *end = strchr (name, '/'); end != NULL; end = strchr (end + 1, '/'))
    {
      g_autofree char *folder = g_strndup (name, end - name);
      const char *fault = g_hash_table_lookup (self->barred, folder);
      g_autofree char *message = NULL;

      if (fault == NULL)
        continue;
      message = g_strdup_printf ("%s: %s", folder, fault);
      return resite_copy_arena_copy (self->plan->arena, message);
    }
  return NULL;
}

static gboolean
holds_files (ResiteCopyPlanning *self, const char *folder)
{
  const gsize length = strlen (folder);

  for (guint i = 0; i < self->source->files->len; i++)
    {
      const char *name = ((ResiteFileInfo *)self->source->files->pdata[i])->name;

      if (strncmp (name, folder, length) == 0 && name[length] == '/')
        return TRUE;
    }
  return FALSE;
}

static const char *
keep_message (ResiteCopyPlanning *self, char *message)
{
  const char *kept = resite_copy_arena_copy (self->plan->arena, message);

  g_free (message);
  return kept;
}

static const char *
find_fault_of_folder (ResiteCopyPlanning *self, const ResiteFileInfo *info)
{
  char *fault = resite_copy_name_get_fault (info->name);

  if (fault != NULL)
    return keep_message (self, fault);
  if (g_hash_table_size (self->others) > 0 && g_hash_table_contains (self->others, info->name))
    return _ ("On the target, what has this name is not a folder");
  return find_barrier (self, info->name);
}

static void
plan_folder (ResiteCopyPlanning *self, ResiteFileInfo *info)
{
  const gboolean there = g_hash_table_contains (self->folders, info->name);
  const char *fault = find_fault_of_folder (self, info);

  if (self->source->collides)
    g_hash_table_insert (self->folded, resite_copy_name_fold (info->name), info->name);
  if (fault != NULL)
    {
      if (!holds_files (self, info->name))
        add_special (self, info->name, fault);
      g_hash_table_insert (self->barred, info->name, (char *)fault);
    }
  else if (!self->options->verify_only && !self->options->dry_run && !there)
    g_ptr_array_add (self->plan->folders, info);
}

/* What is on the target in the place of a folder of the source, other than a folder. */
static void
find_others (ResiteCopyPlanning *self)
{
  guint at = 0;
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->source->folders->len; i++)
    {
      char *name = ((ResiteFileInfo *)self->source->folders->pdata[i])->name;

      if (!g_hash_table_contains (self->folders, name))
        g_hash_table_add (wanted, name);
    }
  for (; g_hash_table_size (wanted) > 0 && at < self->target->files->len; at++)
    {
      char *name = ((ResiteFileInfo *)self->target->files->pdata[at])->name;

      if (g_hash_table_contains (wanted, name))
        g_hash_table_add (self->others, name);
    }
}

static void
plan_folders (ResiteCopyPlanning *self)
{
  for (guint i = 0; i < self->target->folders->len; i++)
    {
      ResiteFileInfo *info = self->target->folders->pdata[i];

      g_hash_table_insert (self->folders, info->name, info);
    }
  find_others (self);
  for (guint i = 0; i < self->source->folders->len; i++)
    plan_folder (self, self->source->folders->pdata[i]);
  for (guint i = 0; i < self->source->unreadable->len; i++)
    {
      const ResiteCopyFault *fault = self->source->unreadable->pdata[i];

      add_special (self, fault->name, fault->message);
    }
}

/* (nullable): why this name cannot be on a Windows server, alone or beside the others. */
static const char *
find_fault_of_file (ResiteCopyPlanning *self, const ResiteFileInfo *info)
{
  char *fault;

  if (info->type != RESITE_FILE_PLAIN)
    return _ ("Not a plain file but a link, a pipe or a device; such are not copied");
  if (self->source->collides)
    {
      char *folded = resite_copy_name_fold (info->name);
      const char *other = g_hash_table_lookup (self->folded, folded);

      if (other == NULL)
        g_hash_table_insert (self->folded, folded, info->name);
      else
        {
          g_free (folded);
          return keep_message (
              self,
              g_strdup_printf (_ ("Differs from “%s” only in case, and Windows can hold only one"),
                               other));
        }
    }
  fault = resite_copy_name_get_fault (info->name);
  return fault != NULL ? keep_message (self, fault) : find_barrier (self, info->name);
}

static void
count (ResiteCopyCount *count, guint64 bytes)
{
  count->files++;
  count->bytes += bytes;
}

static ResiteCopyCount *
get_preview_count (ResiteCopyPreview *preview, const ResiteCopyEntry *entry)
{
  switch (entry->deed)
    {
    case RESITE_COPY_WRITE:
      return entry->replaces ? &preview->changed : &preview->fresh;
    case RESITE_COPY_RECHECK:
    case RESITE_COPY_COMPARE:
      return &preview->open;
    case RESITE_COPY_ARRIVED:
    case RESITE_COPY_TOUCH:
      return &preview->same;
    case RESITE_COPY_NOTHING:
    default:
      return strcmp (entry->state, "new") == 0         ? &preview->fresh
             : strcmp (entry->state, "changed") == 0   ? &preview->changed
             : strcmp (entry->state, "unchanged") == 0 ? &preview->same
                                                       : &preview->barred;
    }
}

static void
count_entry (ResiteCopyPlanning *self, const ResiteCopyEntry *entry, const ResiteCopyFacts *facts)
{
  const ResiteLedgerRow *row = facts->row;
  ResiteCopyPlan *plan = self->plan;
  const guint64 old = facts->target != NULL ? facts->target->size : 0;

  plan->bytes_total += entry->size;
  if (entry->deed != RESITE_COPY_NOTHING && entry->deed != RESITE_COPY_TOUCH)
    plan->bytes_left += entry->size - entry->resume_at;
  else if (row != NULL)
    {
      plan->past_bytes += row->seconds > 0 ? entry->size : 0;
      plan->past_seconds += row->seconds;
    }
  if (entry->deed == RESITE_COPY_WRITE && entry->size - entry->resume_at > old)
    plan->bytes_needed += entry->size - entry->resume_at - old;
}

/* What an earlier copy of this very file left beside it. */
static void
find_leavings (ResiteCopyPlanning *self, ResiteCopyFacts *facts, const char *name)
{
  if (g_hash_table_size (self->temporaries) > 0)
    {
      g_autofree char *temporary = resite_copy_name_make_temporary (name);

      facts->temporary = g_hash_table_lookup (self->temporaries, temporary);
    }
  if (facts->target == NULL)
    facts->target = resite_copy_planning_find_spelling (self, name);
  if (facts->target == NULL)
    facts->target = resite_copy_planning_restore (self, name);
  if (facts->target == NULL)
    facts->target = g_hash_table_lookup (self->folders, name);
}

static void
plan_file (ResiteCopyPlanning *self, const ResiteFileInfo *source, const ResiteFileInfo *target,
           const ResiteLedgerRow *row)
{
  const char *fault = find_fault_of_file (self, source);
  ResiteCopyEntry *entry =
      resite_copy_planning_add (self, source->name, row, "failed", fault != NULL ? fault : "");
  ResiteCopyFacts facts = { .source = source, .target = target, .row = row };

  entry->order = ((const ResiteCopyNode *)source)->order;
  if (fault != NULL)
    {
      entry->size = source->size;
      count (&self->plan->preview.barred, source->size);
      return;
    }
  if (target == NULL || g_hash_table_size (self->temporaries) > 0)
    find_leavings (self, &facts, source->name);
  resite_copy_decide (entry, &facts, self->options, self->plan->arena);
  if (entry->resume_at > 0 && entry->deed == RESITE_COPY_WRITE)
    g_hash_table_remove (self->temporaries, facts.temporary->name);
  count (get_preview_count (&self->plan->preview, entry), entry->size);
  if (!(entry->deed == RESITE_COPY_NOTHING && strcmp (entry->state, "failed") == 0))
    count_entry (self, entry, &facts);
}

/* Three rows that run side by side, each in the byte order of names. */
static void
merge (ResiteCopyPlanning *self)
{
  const GPtrArray *sources = self->source->files;
  const GPtrArray *targets = self->target->files;
  const ResiteCopyPast *past = self->plan->past;
  const guint n_rows = resite_copy_past_count (past);
  guint s = 0;
  guint t = 0;
  guint r = 0;

  while (s < sources->len || t < targets->len || r < n_rows)
    {
      const ResiteFileInfo *source = s < sources->len ? sources->pdata[s] : NULL;
      const ResiteFileInfo *target = t < targets->len ? targets->pdata[t] : NULL;
      const ResiteLedgerRow *row = r < n_rows ? resite_copy_past_get (past, r) : NULL;

      if (source != NULL && target != NULL)
        {
          const int order = strcmp (source->name, target->name);

          source = order > 0 ? NULL : source;
          target = order < 0 ? NULL : target;
        }
      if (row != NULL && (source != NULL || target != NULL))
        {
          const int order = strcmp (source != NULL ? source->name : target->name, row->name);

          row = order < 0 ? NULL : row;
          source = order > 0 ? NULL : source;
          target = order > 0 ? NULL : target;
        }
      s += source != NULL;
      t += target != NULL;
      r += row != NULL;
      if (source != NULL)
        plan_file (self, source, target, row);
      else if (target != NULL)
        resite_copy_planning_add_extra (self, target, row);
      else
        resite_copy_planning_add_gone (self, row);
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static void
number_entries (ResiteCopyPlan *plan)
{
  gboolean sorted = TRUE;

  for (guint i = 1; sorted && i < plan->entries->len; i++)
    sorted = compare_entries (&plan->entries->pdata[i - 1], &plan->entries->pdata[i]) <= 0;
  if (!sorted)
    g_ptr_array_sort (plan->entries, compare_entries);
  for (guint i = 0; i < plan->entries->len; i++)
    ((ResiteCopyEntry *)plan->entries->pdata[i])->index = i;
}

static void
make_plan (ResiteCopyPlanning *self)
{
  resite_copy_planning_index_leavings (self);
  if (self->options->only != NULL && self->source->files->len == 0)
    add_special (self, self->only, _ ("Not there, at the source"));
  plan_folders (self);
  merge (self);
  resite_copy_planning_end_leavings (self);
  number_entries (self->plan);
}

static void
planning_clear (ResiteCopyPlanning *self)
{
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->barred, g_hash_table_unref);
  g_clear_pointer (&self->folders, g_hash_table_unref);
  g_clear_pointer (&self->others, g_hash_table_unref);
  g_clear_pointer (&self->specials, g_hash_table_unref);
  g_clear_pointer (&self->spellings, g_hash_table_unref);
  g_clear_pointer (&self->temporaries, g_hash_table_unref);
  g_clear_pointer (&self->asides, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResiteCopyPlanning, planning_clear)

static void
planning_init (ResiteCopyPlanning *self, ResiteCopyPlan *plan, const ResiteCopyOptions *options)
{
  self->plan = plan;
  self->options = options;
  self->source = plan->source;
  self->target = plan->target;
  self->only = resite_copy_arena_copy (plan->arena, options->only);
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->barred = g_hash_table_new (g_str_hash, g_str_equal);
  self->folders = g_hash_table_new (g_str_hash, g_str_equal);
  self->others = g_hash_table_new (g_str_hash, g_str_equal);
  self->specials = g_hash_table_new (g_str_hash, g_str_equal);
  self->spellings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->temporaries = g_hash_table_new (g_str_hash, g_str_equal);
  self->asides = g_hash_table_new (g_str_hash, g_str_equal);
}

ResiteCopyPlan *
resite_copy_plan_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                      const ResiteCopyOptions *options, ResiteCopyGate *gate,
                      GCancellable *cancellable, guint *count, GError **error)
{
  g_autoptr (ResiteCopyPlan) plan = plan_new ();
  g_auto (ResiteCopyPlanning) planning = { NULL };
  ResiteFolderTraits traits;

  if (!resite_copy_plan_look (plan, source, target, ledger, options->only, gate, cancellable, count,
                              error) ||
      !resite_folder_get_traits (target, &traits, cancellable, error))
    return NULL;
  planning_init (&planning, plan, options);
  planning.ignores_case = traits.ignores_case;
  make_plan (&planning);
  return g_steal_pointer (&plan);
}
