/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-tree"

#include "config.h"

#include "resite-copy-list.h"
#include "resite-copy-name.h"
#include "resite-copy-tree.h"
#include "resite-error.h"

static void
fault_free (gpointer data)
{
  ResiteCopyFault *fault = data;

  g_free (fault->name);
  g_free (fault->message);
  g_free (fault);
}

static ResiteCopyTree *
tree_new (void)
{
  ResiteCopyTree *tree = g_new0 (ResiteCopyTree, 1);

  tree->files = g_ptr_array_new ();
  tree->folders = g_ptr_array_new ();
  tree->temporaries = g_ptr_array_new ();
  tree->asides = g_ptr_array_new ();
  tree->unreadable = g_ptr_array_new_with_free_func (fault_free);
  tree->arenas = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_copy_arena_free);
  return tree;
}

void
resite_copy_tree_free (ResiteCopyTree *tree)
{
  if (tree == NULL)
    return;

  g_ptr_array_unref (tree->files);
  g_ptr_array_unref (tree->folders);
  g_ptr_array_unref (tree->temporaries);
  g_ptr_array_unref (tree->asides);
  g_ptr_array_unref (tree->unreadable);
  g_ptr_array_unref (tree->arenas);
  g_free (tree);
}

static void
sort_in (ResiteCopyTree *tree, ResiteFileInfo *info)
{
  if (info->type == RESITE_FILE_FOLDER)
    g_ptr_array_add (tree->folders, info);
  else if (info->type == RESITE_FILE_PLAIN && resite_copy_name_is_temporary (info->name))
    g_ptr_array_add (tree->temporaries, info);
  else if (info->type == RESITE_FILE_PLAIN && resite_copy_name_is_aside (info->name))
    g_ptr_array_add (tree->asides, info);
  else
    g_ptr_array_add (tree->files, info);
}

static void
add_unreadable (ResiteCopyTree *tree, const char *name, const char *message)
{
  ResiteCopyFault *fault = g_new (ResiteCopyFault, 1);

  fault->name = g_strdup (name);
  fault->message = g_strdup (message);
  g_ptr_array_add (tree->unreadable, fault);
}

/* Each folder's files stand where their paths belong, so that all of them are in order. */
static void
gather (ResiteCopyTree *tree, const ResiteCopyLevel *level)
{
  tree->collides |= level->collides;
  if (level->fault != NULL)
    add_unreadable (tree, level->name, level->fault);
  for (guint i = 0; i < level->n_nodes; i++)
    {
      ResiteCopyNode *node = level->nodes[i];

      sort_in (tree, &node->info);
      if (node->below != NULL)
        gather (tree, node->below);
    }
}

ResiteCopyTree *
resite_copy_tree_read (ResiteFolder *folder, ResiteCopyGate *gate, GCancellable *cancellable,
                       guint *count, GError **error)
{
  g_autoptr (ResiteCopyTree) tree = tree_new ();
  const ResiteCopyLevel *root =
      resite_copy_list_all (folder, tree->arenas, gate, cancellable, count, error);

  if (root == NULL)
    return NULL;
  gather (tree, root);
  return g_steal_pointer (&tree);
}

static ResiteFileInfo *
find_without_case (ResiteFolder *folder, const char *name, GCancellable *cancellable)
{
  g_autofree char *parent = resite_copy_name_get_folder (name);
  g_autofree char *wanted = resite_copy_name_fold (name);
  g_autoptr (GPtrArray) infos = resite_folder_list (folder, parent, cancellable, NULL);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      g_autofree char *folded = resite_copy_name_fold (((ResiteFileInfo *)infos->pdata[i])->name);

      if (g_str_equal (folded, wanted))
        {
          g_ptr_array_set_free_func (infos, NULL);
          for (guint j = 0; j < infos->len; j++)
            if (j != i)
              resite_file_info_free (infos->pdata[j]);
          return infos->pdata[i];
        }
    }
  return NULL;
}

/* Takes @info, which may be NULL. */
static void
keep (ResiteCopyTree *tree, ResiteFileInfo *info)
{
  ResiteCopyArena *arena;
  ResiteCopyNode *node;

  if (info == NULL)
    return;
  if (tree->arenas->len == 0)
    g_ptr_array_add (tree->arenas, resite_copy_arena_new ());
  arena = tree->arenas->pdata[0];
  node = resite_copy_arena_take (arena, sizeof *node);
  node->info = *info;
  node->info.name = resite_copy_arena_copy (arena, info->name);
  sort_in (tree, &node->info);
  resite_file_info_free (info);
}

static void
keep_leavings (ResiteCopyTree *tree, ResiteFolder *folder, const char *name,
               GCancellable *cancellable)
{
  g_autofree char *temporary = resite_copy_name_make_temporary (name);
  g_autofree char *aside = resite_copy_name_make_aside (name);

  keep (tree, resite_folder_query (folder, temporary, cancellable, NULL));
  keep (tree, resite_folder_query (folder, aside, cancellable, NULL));
}

ResiteCopyTree *
resite_copy_tree_read_one (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (ResiteCopyTree) tree = tree_new ();
  g_autoptr (GError) fault = NULL;
  ResiteFileInfo *info = resite_folder_query (folder, name, cancellable, &fault);

  if (info == NULL && g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    info = find_without_case (folder, name, cancellable);
  else if (info == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  keep (tree, info);
  keep_leavings (tree, folder, name, cancellable);
  return g_steal_pointer (&tree);
}
