/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-plan"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-copy-decide.h"
#include "resite-copy-name.h"
#include "resite-copy-plan.h"

/* What a plan is made from; lives as long as that takes. */
typedef struct
{
  const ResiteCopyOptions *options;
  ResiteCopyTree *source;
  ResiteCopyTree *target;
  GHashTable *rows;         /* name → ResiteLedgerRow */
  GHashTable *source_names; /* name */
  GHashTable *folded;       /* folded name → name, files and folders of the source */
  GHashTable *barred;       /* folder that cannot be on the target → why */
  GHashTable *found;        /* name → ResiteFileInfo of the target */
  GHashTable *temporaries;  /* name → ResiteFileInfo of the target */
  ResiteCopyPlan *plan;
} Planning;

static void
entry_free (gpointer data)
{
  ResiteCopyEntry *entry = data;

  g_free (entry->name);
  g_free (entry->message);
  g_free (entry->hash);
  g_free (entry);
}

static ResiteCopyPlan *
plan_new (void)
{
  ResiteCopyPlan *plan = g_new0 (ResiteCopyPlan, 1);

  plan->entries = g_ptr_array_new_with_free_func (entry_free);
  plan->folders = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  plan->temporaries = g_ptr_array_new_with_free_func (g_free);
  return plan;
}

void
resite_copy_plan_free (ResiteCopyPlan *plan)
{
  if (plan == NULL)
    return;

  g_ptr_array_unref (plan->entries);
  g_ptr_array_unref (plan->folders);
  g_ptr_array_unref (plan->temporaries);
  g_free (plan);
}

static void
planning_clear (Planning *self)
{
  g_clear_pointer (&self->source, resite_copy_tree_free);
  g_clear_pointer (&self->target, resite_copy_tree_free);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->source_names, g_hash_table_unref);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->barred, g_hash_table_unref);
  g_clear_pointer (&self->found, g_hash_table_unref);
  g_clear_pointer (&self->temporaries, g_hash_table_unref);
  g_clear_pointer (&self->plan, resite_copy_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planning, planning_clear)

static ResiteCopyEntry *
add_entry (Planning *self, const char *name, const char *state, const char *message)
{
  ResiteCopyEntry *entry = g_new0 (ResiteCopyEntry, 1);
  const ResiteLedgerRow *row = g_hash_table_lookup (self->rows, name);

  entry->name = g_strdup (name);
  entry->deed = RESITE_COPY_NOTHING;
  entry->state = state;
  entry->message = g_strdup (message != NULL ? message : "");
  entry->recorded = row != NULL && g_strcmp0 (row->state, state) == 0 &&
                    g_strcmp0 (row->message, entry->message) == 0;
  g_ptr_array_add (self->plan->entries, entry);
  return entry;
}

static void
index_target (Planning *self)
{
  self->found = g_hash_table_new (g_str_hash, g_str_equal);
  self->temporaries = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->target->files->len; i++)
    {
      ResiteFileInfo *info = self->target->files->pdata[i];

      g_hash_table_insert (self->found, info->name, info);
    }
  for (guint i = 0; i < self->target->folders->len; i++)
    {
      ResiteFileInfo *info = self->target->folders->pdata[i];

      g_hash_table_insert (self->found, info->name, info);
    }
  for (guint i = 0; i < self->target->temporaries->len; i++)
    {
      ResiteFileInfo *info = self->target->temporaries->pdata[i];

      g_hash_table_insert (self->temporaries, info->name, info);
    }
}

static gboolean
index_ledger (Planning *self, ResiteLedger *ledger, GError **error)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, error);

  if (rows == NULL)
    return FALSE;
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_ledger_row_free);
  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteLedgerRow *row = rows->pdata[i];

      g_hash_table_replace (self->rows, row->name, row);
    }
  return TRUE;
}

static gboolean
holds_files (Planning *self, const char *folder)
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

/* (transfer full) (nullable): why nothing can be put there. A link in a folder's place would lead
 * what is written out of the target. */
static char *
find_barrier (Planning *self, const char *name)
{
  for (const char *end = strchr (name, '/'); end != NULL; end = strchr (end + 1, '/'))
    {
      g_autofree char *folder = g_strndup (name, end - name);
      const char *fault = g_hash_table_lookup (self->barred, folder);

      if (fault != NULL)
        return g_strdup_printf ("%s: %s", folder, fault);
    }
  return NULL;
}

static void
plan_folders (Planning *self)
{
  for (guint i = 0; i < self->source->folders->len; i++)
    {
      ResiteFileInfo *info = self->source->folders->pdata[i];
      const ResiteFileInfo *there = g_hash_table_lookup (self->found, info->name);
      g_autofree char *fault = resite_copy_name_get_fault (info->name);

      if (fault == NULL && there != NULL && there->type != RESITE_FILE_FOLDER)
        fault = g_strdup (_ ("On the target, what has this name is not a folder"));
      if (fault == NULL)
        fault = find_barrier (self, info->name);
      g_hash_table_insert (self->folded, resite_copy_name_fold (info->name), info->name);
      if (fault != NULL)
        {
          if (!holds_files (self, info->name))
            add_entry (self, info->name, "failed", fault);
          g_hash_table_insert (self->barred, g_strdup (info->name), g_steal_pointer (&fault));
          continue;
        }
      if (self->options->verify_only || self->options->dry_run || there != NULL)
        continue;
      self->source->folders->pdata[i] = NULL;
      g_ptr_array_add (self->plan->folders, info);
    }
}

/* (transfer full) (nullable): why this name cannot be on a Windows server, alone or beside the
 * others. */
static char *
get_fault_of_name (Planning *self, const ResiteFileInfo *info)
{
  g_autofree char *folded = resite_copy_name_fold (info->name);
  const char *other = g_hash_table_lookup (self->folded, folded);
  char *fault;

  if (info->type != RESITE_FILE_PLAIN)
    return g_strdup (_ ("Not a plain file but a link, a pipe or a device; such are not copied"));
  if (other != NULL)
    return g_strdup_printf (_ ("Differs from “%s” only in case, and Windows can hold only one"),
                            other);
  g_hash_table_insert (self->folded, g_steal_pointer (&folded), info->name);
  fault = resite_copy_name_get_fault (info->name);
  return fault != NULL ? fault : find_barrier (self, info->name);
}

static void
count_entry (Planning *self, const ResiteCopyEntry *entry, const ResiteFileInfo *target)
{
  const ResiteLedgerRow *row = g_hash_table_lookup (self->rows, entry->name);
  ResiteCopyPlan *plan = self->plan;
  guint64 old = target != NULL ? target->size : 0;

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

static void
plan_file (Planning *self, const ResiteFileInfo *info)
{
  g_autofree char *fault = get_fault_of_name (self, info);
  g_autofree char *temporary = NULL;
  ResiteCopyEntry *entry;
  ResiteCopyFacts facts;

  if (fault != NULL)
    {
      entry = add_entry (self, info->name, "failed", fault);
      entry->size = info->size;
      return;
    }
  entry = add_entry (self, info->name, "failed", NULL);
  temporary = resite_copy_name_make_temporary (info->name);
  facts = (ResiteCopyFacts){ .source = info,
                             .target = g_hash_table_lookup (self->found, info->name),
                             .temporary = g_hash_table_lookup (self->temporaries, temporary),
                             .row = g_hash_table_lookup (self->rows, info->name) };
  resite_copy_decide (entry, &facts, self->options);
  if (entry->resume_at > 0 && entry->deed == RESITE_COPY_WRITE)
    g_hash_table_remove (self->temporaries, temporary);
  if (!(entry->deed == RESITE_COPY_NOTHING && g_str_equal (entry->state, "failed")))
    count_entry (self, entry, facts.target);
}

static void
plan_faults (Planning *self)
{
  for (guint i = 0; i < self->source->unreadable->len; i++)
    {
      const ResiteCopyFault *fault = self->source->unreadable->pdata[i];

      add_entry (self, fault->name, "failed", fault->message);
    }
}

/* Whether the source has it cannot be told. */
static gboolean
lies_in_the_dark (Planning *self, const char *name)
{
  for (guint i = 0; i < self->source->unreadable->len; i++)
    {
      const char *folder = ((ResiteCopyFault *)self->source->unreadable->pdata[i])->name;
      const gsize length = strlen (folder);

      if (strncmp (name, folder, length) == 0 && name[length] == '/')
        return TRUE;
    }
  return FALSE;
}

static void
plan_extra (Planning *self)
{
  for (guint i = 0; i < self->target->files->len; i++)
    {
      const ResiteFileInfo *info = self->target->files->pdata[i];
      g_autofree char *message = NULL;
      g_autofree char *folded = NULL;
      const char *other;
      ResiteCopyEntry *entry;

      if (g_hash_table_contains (self->source_names, info->name) ||
          lies_in_the_dark (self, info->name))
        continue;
      folded = resite_copy_name_fold (info->name);
      other = g_hash_table_lookup (self->folded, folded);
      if (other != NULL)
        message = g_strdup_printf (_ ("On the target only; differs from “%s” in case"), other);
      entry = add_entry (self, info->name, "extra", message);
      entry->size = info->size;
      entry->modified = info->modified;
    }
}

/* What failed, or was too much, and was then taken away must not stay so for ever. */
static void
plan_gone (Planning *self)
{
  static const char *const open_ends[] = { "failed", "running", "extra", NULL };
  g_autoptr (GHashTable) covered = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;
  gpointer row;

  for (guint i = 0; i < self->plan->entries->len; i++)
    g_hash_table_add (covered, ((ResiteCopyEntry *)self->plan->entries->pdata[i])->name);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &name, &row))
    {
      const char *state = ((ResiteLedgerRow *)row)->state;

      if (g_strv_contains (open_ends, state) && !g_hash_table_contains (covered, name))
        add_entry (self, name, "left-out", _ ("No such file any more"));
    }
}

static void
collect_temporaries (Planning *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->temporaries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (self->plan->temporaries, g_strdup (name));
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const ResiteCopyEntry *const *first = a;
  const ResiteCopyEntry *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static void
name_source (Planning *self)
{
  self->source_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->barred = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < self->source->files->len; i++)
    g_hash_table_add (self->source_names, ((ResiteFileInfo *)self->source->files->pdata[i])->name);
  for (guint i = 0; i < self->source->unreadable->len; i++)
    g_hash_table_add (self->source_names,
                      ((ResiteCopyFault *)self->source->unreadable->pdata[i])->name);
}

static void
make_plan (Planning *self)
{
  name_source (self);
  index_target (self);
  self->plan = plan_new ();
  if (self->options->only != NULL && self->source->files->len == 0)
    add_entry (self, self->options->only, "failed", _ ("Not there, at the source"));
  plan_folders (self);
  for (guint i = 0; i < self->source->files->len; i++)
    plan_file (self, self->source->files->pdata[i]);
  plan_faults (self);
  if (self->options->only == NULL)
    {
      plan_extra (self);
      plan_gone (self);
    }
  collect_temporaries (self);
  g_ptr_array_sort (self->plan->entries, compare_entries);
  for (guint i = 0; i < self->plan->entries->len; i++)
    ((ResiteCopyEntry *)self->plan->entries->pdata[i])->index = i;
}

static ResiteCopyTree *
read_target_for_one (Planning *self, ResiteFolder *target, GCancellable *cancellable,
                     GError **error)
{
  const char *name = self->source->files->len > 0
                         ? ((ResiteFileInfo *)self->source->files->pdata[0])->name
                         : self->options->only;
  g_autofree char *temporary = resite_copy_name_make_temporary (name);
  g_autoptr (ResiteCopyTree) tree = resite_copy_tree_read_one (target, name, cancellable, error);
  ResiteFileInfo *info;

  if (tree == NULL)
    return NULL;
  info = resite_folder_query (target, temporary, cancellable, NULL);
  if (info != NULL)
    g_ptr_array_add (tree->temporaries, info);
  return g_steal_pointer (&tree);
}

ResiteCopyPlan *
resite_copy_plan_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                      const ResiteCopyOptions *options, ResiteCopyGate *gate,
                      GCancellable *cancellable, guint *count, GError **error)
{
  g_auto (Planning) self = { .options = options };

  if (!index_ledger (&self, ledger, error))
    return NULL;
  if (options->only != NULL)
    self.source = resite_copy_tree_read_one (source, options->only, cancellable, error);
  else
    self.source = resite_copy_tree_read (source, gate, cancellable, count, error);
  if (self.source == NULL)
    return NULL;
  if (options->only != NULL)
    self.target = read_target_for_one (&self, target, cancellable, error);
  else
    self.target = resite_copy_tree_read (target, gate, cancellable, NULL, error);
  if (self.target == NULL)
    return NULL;
  make_plan (&self);
  return g_steal_pointer (&self.plan);
}
