/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-error.h"
#include "resite-folder-local.h"

/* A folder of this desk with NTFS permissions beside it, as a server would keep them. */

#define GUARDED_TYPE_FOLDER (guarded_folder_get_type ())
G_DECLARE_FINAL_TYPE (GuardedFolder, guarded_folder, GUARDED, FOLDER, GObject)

#define GUARDED_MODEL "REVISION:1,ACL:S-1-5-32-544:0/3/2032127,ACL:S-1-5-32-545:0/3/1179817"
#define GUARDED_OPEN  "REVISION:1,ACL:S-1-1-0:0/3/2032127"

struct _GuardedFolder
{
  GObject parent_instance;

  ResiteFolder *inner;
  GHashTable *permissions; /* name → text; others have GUARDED_OPEN */
  const char *denied;      /* nothing can be set there */
  const char *deaf;        /* what is set there is not kept */
  guint n_set;
  guint n_until_cut; /* changes until the line is cut; 0 never */
};

static void guarded_folder_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GuardedFolder, guarded_folder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      guarded_folder_init_folder))

static inline const char *
guarded_folder_get (GuardedFolder *self, const char *name)
{
  const char *text = g_hash_table_lookup (self->permissions, name);

  return text != NULL ? text : GUARDED_OPEN;
}

static gboolean
guarded_folder_count (GuardedFolder *self, GError **error)
{
  if (self->n_until_cut == 0 || --self->n_until_cut > 0)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE, "the line is cut");
  return FALSE;
}

static char *
guarded_folder_describe (ResiteFolder *folder)
{
  return resite_folder_describe (GUARDED_FOLDER (folder)->inner);
}

static GPtrArray *
guarded_folder_list (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                     GError **error)
{
  return resite_folder_list (GUARDED_FOLDER (folder)->inner, name, cancellable, error);
}

static ResiteFileInfo *
guarded_folder_query (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                      GError **error)
{
  return resite_folder_query (GUARDED_FOLDER (folder)->inner, name, cancellable, error);
}

static gboolean
guarded_folder_rename (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  return guarded_folder_count (GUARDED_FOLDER (folder), error) &&
         resite_folder_rename (GUARDED_FOLDER (folder)->inner, from, to, error);
}

static gboolean
guarded_folder_remove (ResiteFolder *folder, const char *name, GError **error)
{
  return guarded_folder_count (GUARDED_FOLDER (folder), error) &&
         resite_folder_remove (GUARDED_FOLDER (folder)->inner, name, error);
}

static ResitePermissions *
guarded_folder_read_permissions (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (ResiteFileInfo) info = resite_folder_query (folder, name, cancellable, error);

  return info != NULL
             ? resite_permissions_parse (guarded_folder_get (GUARDED_FOLDER (folder), name), error)
             : NULL;
}

static gboolean
guarded_folder_write_permissions (ResiteFolder *folder, const char *name,
                                  const ResitePermissions *permissions, GError **error)
{
  GuardedFolder *self = GUARDED_FOLDER (folder);

  if (g_strcmp0 (self->denied, name) == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS, "no right to %s", name);
      return FALSE;
    }
  if (!guarded_folder_count (self, error))
    return FALSE;
  self->n_set++;
  if (g_strcmp0 (self->deaf, name) != 0)
    g_hash_table_replace (self->permissions, g_strdup (name),
                          resite_permissions_to_text (permissions));
  return TRUE;
}

static void
guarded_folder_finalize (GObject *object)
{
  GuardedFolder *self = GUARDED_FOLDER (object);

  g_object_unref (self->inner);
  g_hash_table_unref (self->permissions);
  G_OBJECT_CLASS (guarded_folder_parent_class)->finalize (object);
}

static void
guarded_folder_class_init (GuardedFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guarded_folder_finalize;
}

static void
guarded_folder_init (GuardedFolder *self)
{
  self->permissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
guarded_folder_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = guarded_folder_describe;
  iface->list = guarded_folder_list;
  iface->query = guarded_folder_query;
  iface->rename = guarded_folder_rename;
  iface->remove = guarded_folder_remove;
  iface->read_permissions = guarded_folder_read_permissions;
  iface->write_permissions = guarded_folder_write_permissions;
}

static inline GuardedFolder *
guarded_folder_new (const char *path)
{
  GuardedFolder *self = g_object_new (GUARDED_TYPE_FOLDER, NULL);
  g_autoptr (GError) error = NULL;

  self->inner = resite_folder_local_new (path, &error);
  g_assert_no_error (error);
  return self;
}
