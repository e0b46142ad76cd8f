/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-tree"

#include "config.h"

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

  tree->files = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  tree->folders = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  tree->temporaries = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  tree->unreadable = g_ptr_array_new_with_free_func (fault_free);
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
  g_ptr_array_unref (tree->unreadable);
  g_free (tree);
}

static void
sort_in (ResiteCopyTree *tree, ResiteFileInfo *info)
{
  if (info->type == RESITE_FILE_FOLDER)
    g_ptr_array_add (tree->folders, info);
  else if (info->type == RESITE_FILE_PLAIN && resite_copy_name_is_temporary (info->name))
    g_ptr_array_add (tree->temporaries, info);
  else
    g_ptr_array_add (tree->files, info);
}

static void
add_unreadable (ResiteCopyTree *tree, const char *name, const GError *error)
{
  ResiteCopyFault *fault = g_new (ResiteCopyFault, 1);

  fault->name = g_strdup (name);
  fault->message = g_strdup (error->message);
  g_ptr_array_add (tree->unreadable, fault);
}

static gboolean
read_level (ResiteCopyTree *tree, ResiteFolder *folder, const char *name, GCancellable *cancellable,
            guint *count, GError **error)
{
  g_autoptr (GPtrArray) infos = resite_folder_list (folder, name, cancellable, error);

  if (infos == NULL)
    return FALSE;
  if (count != NULL)
    g_atomic_int_add ((int *)count, infos->len);
  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    sort_in (tree, infos->pdata[i]);
  return TRUE;
}

ResiteCopyTree *
resite_copy_tree_read (ResiteFolder *folder, ResiteCopyGate *gate, GCancellable *cancellable,
                       guint *count, GError **error)
{
  g_autoptr (ResiteCopyTree) tree = tree_new ();

  if (!read_level (tree, folder, "", cancellable, count, error))
    return NULL;
  for (guint i = 0; i < tree->folders->len; i++)
    {
      const ResiteFileInfo *info = tree->folders->pdata[i];
      g_autoptr (GError) fault = NULL;

      if (!resite_copy_gate_pass (gate, cancellable, error))
        return NULL;
      if (read_level (tree, folder, info->name, cancellable, count, &fault))
        continue;
      if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }
      add_unreadable (tree, info->name, fault);
    }
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
  if (info != NULL)
    sort_in (tree, info);
  return g_steal_pointer (&tree);
}
