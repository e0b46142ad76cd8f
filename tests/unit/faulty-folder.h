/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

/* A real folder with a hook before some of its calls, by which a test breaks things on purpose:
 * on the disk, or by failing the call. The hook may run in several threads. */
typedef enum
{
  FAULTY_LIST,
  FAULTY_OPEN_READ,
  FAULTY_OPEN_WRITE,
  FAULTY_READ,
  FAULTY_WRITE,
  FAULTY_SYNC,
  FAULTY_DROP_CACHE,
  FAULTY_REPLACE
} FaultyCall;

typedef gboolean (*FaultyHook) (FaultyCall call, const char *name, guint64 offset, gpointer data,
                                GError **error);

G_DECLARE_FINAL_TYPE (FaultyFolder, faulty_folder, FAULTY, FOLDER, GObject)

struct _FaultyFolder
{
  GObject parent_instance;

  ResiteFolder *inner;
  FaultyHook hook;
  gpointer data;
  GMutex lock;
  GHashTable *names; /* open file → name */
};

static void faulty_folder_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FaultyFolder, faulty_folder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      faulty_folder_init_folder))

#define INNER(folder) (FAULTY_FOLDER (folder)->inner)

static gboolean
faulty_call (ResiteFolder *folder, FaultyCall call, const char *name, guint64 offset,
             GError **error)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);

  return self->hook (call, name, offset, self->data, error);
}

static gboolean
faulty_call_file (ResiteFolder *folder, FaultyCall call, ResiteFile *file, guint64 offset,
                  GError **error)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);
  g_autofree char *name = NULL;

  g_mutex_lock (&self->lock);
  name = g_strdup (g_hash_table_lookup (self->names, file));
  g_mutex_unlock (&self->lock);
  return faulty_call (folder, call, name, offset, error);
}

static ResiteFile *
faulty_remember (ResiteFolder *folder, ResiteFile *file, const char *name)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);

  if (file == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->names, file, g_strdup (name));
  g_mutex_unlock (&self->lock);
  return file;
}

static char *
faulty_describe (ResiteFolder *folder)
{
  return resite_folder_describe (INNER (folder));
}

static GPtrArray *
faulty_list (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  if (!faulty_call (folder, FAULTY_LIST, name, 0, error))
    return NULL;
  return resite_folder_list (INNER (folder), name, cancellable, error);
}

static ResiteFileInfo *
faulty_query (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  return resite_folder_query (INNER (folder), name, cancellable, error);
}

static gboolean
faulty_make_folder (ResiteFolder *folder, const char *name, GError **error)
{
  return resite_folder_make_folder (INNER (folder), name, error);
}

static ResiteFile *
faulty_open_read (ResiteFolder *folder, const char *name, GError **error)
{
  if (!faulty_call (folder, FAULTY_OPEN_READ, name, 0, error))
    return NULL;
  return faulty_remember (folder, resite_folder_open_read (INNER (folder), name, error), name);
}

static ResiteFile *
faulty_open_write (ResiteFolder *folder, const char *name, gboolean keep, guint64 expected_size,
                   GError **error)
{
  if (!faulty_call (folder, FAULTY_OPEN_WRITE, name, keep, error))
    return NULL;
  return faulty_remember (
      folder, resite_folder_open_write (INNER (folder), name, keep, expected_size, error), name);
}

static gssize
faulty_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size, guint64 offset,
             GError **error)
{
  if (!faulty_call_file (folder, FAULTY_READ, file, offset, error))
    return -1;
  return resite_folder_read (INNER (folder), file, buffer, size, offset, error);
}

static gboolean
faulty_write (ResiteFolder *folder, ResiteFile *file, const void *buffer, gsize size,
              guint64 offset, GError **error)
{
  return faulty_call_file (folder, FAULTY_WRITE, file, offset, error) &&
         resite_folder_write (INNER (folder), file, buffer, size, offset, error);
}

static gboolean
faulty_sync (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return faulty_call_file (folder, FAULTY_SYNC, file, 0, error) &&
         resite_folder_sync (INNER (folder), file, error);
}

static gboolean
faulty_drop_cache (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return faulty_call_file (folder, FAULTY_DROP_CACHE, file, 0, error) &&
         resite_folder_drop_cache (INNER (folder), file, error);
}

static gboolean
faulty_close (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);

  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->names, file);
  g_mutex_unlock (&self->lock);
  return resite_folder_close (self->inner, file, error);
}

static gboolean
faulty_replace (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  return faulty_call (folder, FAULTY_REPLACE, to, 0, error) &&
         resite_folder_replace (INNER (folder), from, to, error);
}

static gboolean
faulty_remove (ResiteFolder *folder, const char *name, GError **error)
{
  return resite_folder_remove (INNER (folder), name, error);
}

static gboolean
faulty_set_times (ResiteFolder *folder, const char *name, gint64 modified, GError **error)
{
  return resite_folder_set_times (INNER (folder), name, modified, error);
}

static gboolean
faulty_set_read_only (ResiteFolder *folder, const char *name, gboolean read_only, GError **error)
{
  return resite_folder_set_read_only (INNER (folder), name, read_only, error);
}

static gboolean
faulty_sync_folder (ResiteFolder *folder, const char *name, GError **error)
{
  return resite_folder_sync_folder (INNER (folder), name, error);
}

static guint64
faulty_get_free_space (ResiteFolder *folder, GError **error)
{
  return resite_folder_get_free_space (INNER (folder), error);
}

static void
faulty_folder_finalize (GObject *object)
{
  FaultyFolder *self = FAULTY_FOLDER (object);

  g_object_unref (self->inner);
  g_hash_table_unref (self->names);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (faulty_folder_parent_class)->finalize (object);
}

static void
faulty_folder_class_init (FaultyFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = faulty_folder_finalize;
}

static void
faulty_folder_init (FaultyFolder *self)
{
  g_mutex_init (&self->lock);
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

static void
faulty_folder_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = faulty_describe;
  iface->list = faulty_list;
  iface->query = faulty_query;
  iface->make_folder = faulty_make_folder;
  iface->open_read = faulty_open_read;
  iface->open_write = faulty_open_write;
  iface->read = faulty_read;
  iface->write = faulty_write;
  iface->sync = faulty_sync;
  iface->drop_cache = faulty_drop_cache;
  iface->close = faulty_close;
  iface->replace = faulty_replace;
  iface->remove = faulty_remove;
  iface->set_times = faulty_set_times;
  iface->set_read_only = faulty_set_read_only;
  iface->sync_folder = faulty_sync_folder;
  iface->get_free_space = faulty_get_free_space;
}

static inline ResiteFolder *
faulty_folder_new (const char *path, FaultyHook hook, gpointer data)
{
  FaultyFolder *self = g_object_new (faulty_folder_get_type (), NULL);

  self->inner = resite_folder_local_new (path, NULL);
  g_assert_nonnull (self->inner);
  self->hook = hook;
  self->data = data;
  return RESITE_FOLDER (self);
}
