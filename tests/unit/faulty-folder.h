/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-error.h"
#include "resite-folder-local.h"

/* A real folder with a hook before some of its calls, by which a test breaks things on purpose:
 * on the disk, or by failing the call. The hook may run in several threads. With traits of its own
 * it is what they say: one that does not rename over what is there, or is far away. */
typedef enum
{
  FAULTY_LIST,
  FAULTY_OPEN_READ,
  FAULTY_OPEN_WRITE,
  FAULTY_READ,
  FAULTY_WRITE,
  FAULTY_SYNC,
  FAULTY_DROP_CACHE,
  FAULTY_REPLACE,
  FAULTY_CLOSE,
  FAULTY_RENAME,
  FAULTY_REMOVE,
  FAULTY_SET_MARKS,
  FAULTY_MAKE_FOLDER,
  FAULTY_SYNC_ALL
} FaultyCall;

/* Changes what is on the disk. */
static inline gboolean
faulty_call_is_deed (FaultyCall call)
{
  return call == FAULTY_OPEN_WRITE || call == FAULTY_WRITE || call == FAULTY_REPLACE ||
         call >= FAULTY_CLOSE;
}

typedef gboolean (*FaultyHook) (FaultyCall call, const char *name, guint64 offset, gpointer data,
                                GError **error);

G_DECLARE_FINAL_TYPE (FaultyFolder, faulty_folder, FAULTY, FOLDER, GObject)

struct _FaultyFolder
{
  GObject parent_instance;

  ResiteFolder *inner;
  FaultyHook hook;
  gpointer data;
  const ResiteFolderTraits *traits; /* or NULL: those of the real one */
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
  return faulty_call (folder, FAULTY_MAKE_FOLDER, name, 0, error) &&
         resite_folder_make_folder (INNER (folder), name, error);
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
  const gboolean good = faulty_call_file (folder, FAULTY_CLOSE, file, 0, error);

  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->names, file);
  g_mutex_unlock (&self->lock);
  return resite_folder_close (self->inner, file, good ? error : NULL) && good;
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
  return faulty_call (folder, FAULTY_REMOVE, name, 0, error) &&
         resite_folder_remove (INNER (folder), name, error);
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

static gboolean
faulty_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits, GCancellable *cancellable,
                   GError **error)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);

  if (self->traits == NULL)
    return resite_folder_get_traits (self->inner, traits, cancellable, error);
  *traits = *self->traits;
  return TRUE;
}

static gboolean
faulty_set_marks (ResiteFolder *folder, const char *name, const ResiteFileMarks *marks,
                  GError **error)
{
  return faulty_call (folder, FAULTY_SET_MARKS, name, 0, error) &&
         resite_folder_set_marks (INNER (folder), name, marks, error);
}

static gboolean
faulty_rename (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  FaultyFolder *self = FAULTY_FOLDER (folder);
  g_autoptr (ResiteFileInfo) there = NULL;

  if (!faulty_call (folder, FAULTY_RENAME, to, 0, error))
    return FALSE;
  if (self->traits != NULL && !self->traits->renames_over)
    there = resite_folder_query (self->inner, to, NULL, NULL);
  if (there == NULL)
    return resite_folder_rename (self->inner, from, to, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS, "%s is there", to);
  return FALSE;
}

static gboolean
faulty_sync_all (ResiteFolder *folder, GError **error)
{
  return faulty_call (folder, FAULTY_SYNC_ALL, "", 0, error) &&
         resite_folder_sync_all (INNER (folder), error);
}

static GHashTable *
faulty_get_extended (ResiteFolder *folder, const char *name, GError **error)
{
  return resite_folder_get_extended (INNER (folder), name, error);
}

static gboolean
faulty_set_extended (ResiteFolder *folder, const char *name, GHashTable *attributes, GError **error)
{
  return resite_folder_set_extended (INNER (folder), name, attributes, error);
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
  iface->get_traits = faulty_get_traits;
  iface->set_marks = faulty_set_marks;
  iface->rename = faulty_rename;
  iface->sync_all = faulty_sync_all;
  iface->get_extended = faulty_get_extended;
  iface->set_extended = faulty_set_extended;
}

static inline ResiteFolder *
faulty_folder_new_around (ResiteFolder *inner, FaultyHook hook, gpointer data)
{
  FaultyFolder *self = g_object_new (faulty_folder_get_type (), NULL);

  self->inner = g_object_ref (inner);
  self->hook = hook;
  self->data = data;
  return RESITE_FOLDER (self);
}

static inline ResiteFolder *
faulty_folder_new (const char *path, FaultyHook hook, gpointer data)
{
  g_autoptr (ResiteFolder) inner = resite_folder_local_new (path, NULL);

  g_assert_nonnull (inner);
  return faulty_folder_new_around (inner, hook, data);
}
