/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder"

#include "config.h"

#include <string.h>

#include "resite-folder.h"

G_DEFINE_INTERFACE (ResiteFolder, resite_folder, G_TYPE_OBJECT)

static void
resite_folder_default_init (ResiteFolderInterface *iface)
{
}

void
resite_file_info_free (ResiteFileInfo *info)
{
  if (info == NULL)
    return;

  g_free (info->name);
  g_free (info);
}

char *
resite_folder_describe (ResiteFolder *self)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);

  return RESITE_FOLDER_GET_IFACE (self)->describe (self);
}

GPtrArray *
resite_folder_list (ResiteFolder *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return RESITE_FOLDER_GET_IFACE (self)->list (self, name, cancellable, error);
}

static gboolean
visit_list (ResiteFolder *self, const char *name, ResiteFolderVisit visit, gpointer user_data,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = resite_folder_list (self, name, cancellable, error);
  const gsize prefix = *name != '\0' ? strlen (name) + 1 : 0;

  if (infos == NULL)
    return FALSE;
  for (guint i = 0; i < infos->len; i++)
    {
      ResiteFileInfo lent = *(ResiteFileInfo *)infos->pdata[i];

      lent.name += prefix;
      if (!visit (&lent, user_data))
        break;
    }
  return TRUE;
}

gboolean
resite_folder_visit (ResiteFolder *self, const char *name, ResiteFolderVisit visit,
                     gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && visit != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->visit != NULL)
    return RESITE_FOLDER_GET_IFACE (self)->visit (self, name, visit, user_data, cancellable, error);
  return visit_list (self, name, visit, user_data, cancellable, error);
}

ResiteFileInfo *
resite_folder_query (ResiteFolder *self, const char *name, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return RESITE_FOLDER_GET_IFACE (self)->query (self, name, cancellable, error);
}

gboolean
resite_folder_make_folder (ResiteFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->make_folder (self, name, error);
}

ResiteFile *
resite_folder_open_read (ResiteFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return RESITE_FOLDER_GET_IFACE (self)->open_read (self, name, error);
}

ResiteFile *
resite_folder_open_write (ResiteFolder *self, const char *name, gboolean keep,
                          guint64 expected_size, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return RESITE_FOLDER_GET_IFACE (self)->open_write (self, name, keep, expected_size, error);
}

gssize
resite_folder_read (ResiteFolder *self, ResiteFile *file, void *buffer, gsize size, guint64 offset,
                    GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), -1);
  g_return_val_if_fail (file != NULL, -1);

  return RESITE_FOLDER_GET_IFACE (self)->read (self, file, buffer, size, offset, error);
}

gboolean
resite_folder_write (ResiteFolder *self, ResiteFile *file, const void *buffer, gsize size,
                     guint64 offset, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->write (self, file, buffer, size, offset, error);
}

gboolean
resite_folder_sync (ResiteFolder *self, ResiteFile *file, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->sync (self, file, error);
}

gboolean
resite_folder_drop_cache (ResiteFolder *self, ResiteFile *file, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->drop_cache (self, file, error);
}

gboolean
resite_folder_close (ResiteFolder *self, ResiteFile *file, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->close (self, file, error);
}

gboolean
resite_folder_replace (ResiteFolder *self, const char *from, const char *to, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->replace (self, from, to, error);
}

gboolean
resite_folder_remove (ResiteFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->remove (self, name, error);
}

gboolean
resite_folder_set_times (ResiteFolder *self, const char *name, gint64 modified, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->set_times (self, name, modified, error);
}

gboolean
resite_folder_set_read_only (ResiteFolder *self, const char *name, gboolean read_only,
                             GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->set_read_only (self, name, read_only, error);
}

gboolean
resite_folder_sync_folder (ResiteFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return RESITE_FOLDER_GET_IFACE (self)->sync_folder (self, name, error);
}

guint64
resite_folder_get_free_space (ResiteFolder *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), 0);

  return RESITE_FOLDER_GET_IFACE (self)->get_free_space (self, error);
}

gboolean
resite_folder_get_traits (ResiteFolder *self, ResiteFolderTraits *traits, GCancellable *cancellable,
                          GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (traits != NULL, FALSE);

  *traits = (ResiteFolderTraits){ .syncs = TRUE, .renames_over = TRUE };
  if (RESITE_FOLDER_GET_IFACE (self)->get_traits == NULL)
    return TRUE;
  return RESITE_FOLDER_GET_IFACE (self)->get_traits (self, traits, cancellable, error);
}

gssize
resite_folder_fetch (ResiteFolder *self, const char *name, void *buffer, gsize size,
                     ResiteFileInfo *after, GError **error)
{
  ResiteFile *file;
  gssize n;

  g_return_val_if_fail (RESITE_IS_FOLDER (self), -1);
  g_return_val_if_fail (name != NULL && buffer != NULL, -1);

  if (after != NULL)
    *after = (ResiteFileInfo){ .type = RESITE_FILE_OTHER };
  if (RESITE_FOLDER_GET_IFACE (self)->fetch != NULL)
    return RESITE_FOLDER_GET_IFACE (self)->fetch (self, name, buffer, size, after, error);
  file = resite_folder_open_read (self, name, error);
  if (file == NULL)
    return -1;
  n = resite_folder_read (self, file, buffer, size, 0, error);
  resite_folder_close (self, file, NULL);
  return n;
}

static gboolean
write_and_close (ResiteFolder *self, ResiteFile *file, const void *bytes, gsize size,
                 GError **error)
{
  if (resite_folder_write (self, file, bytes, size, 0, error))
    return resite_folder_close (self, file, error);
  resite_folder_close (self, file, NULL);
  return FALSE;
}

gboolean
resite_folder_store (ResiteFolder *self, const char *name, const void *bytes, gsize size,
                     const ResiteFileMarks *marks, GError **error)
{
  ResiteFile *file;

  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && marks != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->store != NULL)
    return RESITE_FOLDER_GET_IFACE (self)->store (self, name, bytes, size, marks, error);
  file = resite_folder_open_write (self, name, FALSE, size, error);
  return file != NULL && write_and_close (self, file, bytes, size, error) &&
         resite_folder_set_marks (self, name, marks, error);
}

gboolean
resite_folder_set_marks (ResiteFolder *self, const char *name, const ResiteFileMarks *marks,
                         GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && marks != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->set_marks != NULL)
    return RESITE_FOLDER_GET_IFACE (self)->set_marks (self, name, marks, error);
  return resite_folder_set_times (self, name, marks->modified, error) &&
         ((marks->attributes & RESITE_DOS_READ_ONLY) == 0 ||
          resite_folder_set_read_only (self, name, TRUE, error));
}

gboolean
resite_folder_rename (ResiteFolder *self, const char *from, const char *to, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->rename != NULL)
    return RESITE_FOLDER_GET_IFACE (self)->rename (self, from, to, error);
  return resite_folder_replace (self, from, to, error);
}

gboolean
resite_folder_sync_all (ResiteFolder *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->sync_all == NULL)
    return TRUE;
  return RESITE_FOLDER_GET_IFACE (self)->sync_all (self, error);
}

GHashTable *
resite_folder_get_extended (ResiteFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (RESITE_FOLDER_GET_IFACE (self)->get_extended == NULL)
    return NULL;
  return RESITE_FOLDER_GET_IFACE (self)->get_extended (self, name, error);
}

gboolean
resite_folder_set_extended (ResiteFolder *self, const char *name, GHashTable *attributes,
                            GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (name != NULL && attributes != NULL, FALSE);

  if (RESITE_FOLDER_GET_IFACE (self)->set_extended == NULL)
    return TRUE;
  return RESITE_FOLDER_GET_IFACE (self)->set_extended (self, name, attributes, error);
}

gboolean
resite_folder_look (ResiteFolder *self, ResiteFile *file, ResiteFileInfo *info, GError **error)
{
  g_return_val_if_fail (RESITE_IS_FOLDER (self), FALSE);
  g_return_val_if_fail (file != NULL && info != NULL, FALSE);

  *info = (ResiteFileInfo){ .type = RESITE_FILE_OTHER };
  return RESITE_FOLDER_GET_IFACE (self)->look == NULL ||
         RESITE_FOLDER_GET_IFACE (self)->look (self, file, info, error);
}

void
resite_folder_make_ready (ResiteFolder *self)
{
  g_return_if_fail (RESITE_IS_FOLDER (self));

  if (RESITE_FOLDER_GET_IFACE (self)->make_ready != NULL)
    RESITE_FOLDER_GET_IFACE (self)->make_ready (self);
}

void
resite_folder_interrupt (ResiteFolder *self)
{
  g_return_if_fail (RESITE_IS_FOLDER (self));

  if (RESITE_FOLDER_GET_IFACE (self)->interrupt != NULL)
    RESITE_FOLDER_GET_IFACE (self)->interrupt (self);
}
