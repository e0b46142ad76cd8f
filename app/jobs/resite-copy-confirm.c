/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-confirm"

#include "config.h"

#include "resite-copy-confirm.h"
#include "resite-copy-name.h"

struct _ResiteCopyConfirm
{
  ResiteCopyWork *work;
  GHashTable *folders; /* those that were listed */
  GHashTable *files;   /* name → ResiteFileInfo */
};

ResiteCopyConfirm *
resite_copy_confirm_new (ResiteCopyWork *work)
{
  ResiteCopyConfirm *self = g_new0 (ResiteCopyConfirm, 1);

  self->work = work;
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->files =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_file_info_free);
  return self;
}

void
resite_copy_confirm_free (ResiteCopyConfirm *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->files);
  g_hash_table_unref (self->folders);
  g_free (self);
}

static void
list (ResiteCopyConfirm *self, const char *folder)
{
  g_autoptr (GPtrArray) infos =
      resite_folder_list (self->work->source, folder, self->work->stop, NULL);

  if (infos == NULL)
    return;
  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    {
      ResiteFileInfo *info = infos->pdata[i];

      g_hash_table_replace (self->files, info->name, info);
    }
}

const ResiteFileInfo *
resite_copy_confirm_find (ResiteCopyConfirm *self, const char *name)
{
  char *folder = resite_copy_name_get_folder (name);

  if (g_hash_table_contains (self->folders, folder))
    g_free (folder);
  else
    {
      list (self, folder);
      g_hash_table_add (self->folders, folder);
    }
  return g_hash_table_lookup (self->files, name);
}
