/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-folder-absent.h"

struct _ResiteFolderAbsent
{
  GObject parent_instance;

  ResiteFolder *folder; /* or NULL */
  char *place;
};

static void init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderAbsent, resite_folder_absent, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER, init_folder))

static char *
describe (ResiteFolder *folder)
{
  return g_strdup (RESITE_FOLDER_ABSENT (folder)->place);
}

static void
set_missing (ResiteFolderAbsent *self, const char *name, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("There is no %s in %s"), name,
               self->place);
}

static GPtrArray *
list (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);
  g_autoptr (GError) fault = NULL;
  GPtrArray *entries =
      self->folder != NULL ? resite_folder_list (self->folder, name, cancellable, &fault) : NULL;

  if (entries != NULL)
    return entries;
  if (fault != NULL &&
      (*name != '\0' || !g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND)))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
}

static ResiteFileInfo *
query (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);

  if (self->folder != NULL)
    return resite_folder_query (self->folder, name, cancellable, error);
  set_missing (self, name, error);
  return NULL;
}

static ResiteFile *
open_read (ResiteFolder *folder, const char *name, GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);

  if (self->folder != NULL)
    return resite_folder_open_read (self->folder, name, error);
  set_missing (self, name, error);
  return NULL;
}

/* Files are the other folder's own. */
static gssize
read_file (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size, guint64 offset,
           GError **error)
{
  return resite_folder_read (RESITE_FOLDER_ABSENT (folder)->folder, file, buffer, size, offset,
                             error);
}

static gboolean
drop_cache (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return resite_folder_drop_cache (RESITE_FOLDER_ABSENT (folder)->folder, file, error);
}

static gboolean
close_file (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return resite_folder_close (RESITE_FOLDER_ABSENT (folder)->folder, file, error);
}

static gssize
fetch (ResiteFolder *folder, const char *name, void *buffer, gsize size, ResiteFileInfo *after,
       GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);

  if (self->folder != NULL)
    return resite_folder_fetch (self->folder, name, buffer, size, after, error);
  set_missing (self, name, error);
  return -1;
}

/* What is not there has all the room that a person will have to give it. */
static guint64
get_free_space (ResiteFolder *folder, GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);
  g_autoptr (GError) fault = NULL;
  guint64 space = self->folder != NULL ? resite_folder_get_free_space (self->folder, &fault) : 0;

  if (self->folder != NULL && fault == NULL)
    return space;
  if (fault == NULL || g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return G_MAXINT64;
  g_propagate_error (error, g_steal_pointer (&fault));
  return 0;
}

static gboolean
get_traits (ResiteFolder *folder, ResiteFolderTraits *traits, GCancellable *cancellable,
            GError **error)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);

  if (self->folder != NULL)
    return resite_folder_get_traits (self->folder, traits, cancellable, error);
  *traits = (ResiteFolderTraits){ .syncs = TRUE, .renames_over = TRUE };
  return TRUE;
}

static void
interrupt (ResiteFolder *folder)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (folder);

  if (self->folder != NULL)
    resite_folder_interrupt (self->folder);
}

static void
init_folder (ResiteFolderInterface *iface)
{
  iface->describe = describe;
  iface->list = list;
  iface->query = query;
  iface->open_read = open_read;
  iface->read = read_file;
  iface->drop_cache = drop_cache;
  iface->close = close_file;
  iface->fetch = fetch;
  iface->get_free_space = get_free_space;
  iface->get_traits = get_traits;
  iface->interrupt = interrupt;
}

static void
resite_folder_absent_finalize (GObject *object)
{
  ResiteFolderAbsent *self = RESITE_FOLDER_ABSENT (object);

  g_clear_object (&self->folder);
  g_free (self->place);
  G_OBJECT_CLASS (resite_folder_absent_parent_class)->finalize (object);
}

static void
resite_folder_absent_class_init (ResiteFolderAbsentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_folder_absent_finalize;
}

static void
resite_folder_absent_init (ResiteFolderAbsent *self)
{
}

ResiteFolder *
resite_folder_absent_new (ResiteFolder *folder, const char *place)
{
  ResiteFolderAbsent *self;

  g_return_val_if_fail (folder == NULL || RESITE_IS_FOLDER (folder), NULL);
  g_return_val_if_fail (folder != NULL || place != NULL, NULL);

  self = g_object_new (RESITE_TYPE_FOLDER_ABSENT, NULL);
  g_set_object (&self->folder, folder);
  self->place = folder != NULL ? resite_folder_describe (folder) : g_strdup (place);
  return RESITE_FOLDER (self);
}
