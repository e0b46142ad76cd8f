/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb-private.h"

static void resite_folder_smb_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderSmb, resite_folder_smb, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      resite_folder_smb_init_folder))

static char *
resite_folder_smb_describe (ResiteFolder *folder)
{
  return g_strdup (RESITE_FOLDER_SMB (folder)->address);
}

static gboolean
run (ResiteFolderSmb *self, ResiteSmbCall *call, ResiteSmbReply *reply, GByteArray **bytes,
     GError **error)
{
  return resite_smb_pool_call (self->pool, call, reply, bytes, error);
}

/* The folder itself, the first time that anything is asked of it. */
static gboolean
create (ResiteFolderSmb *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_MAKE_FOLDER },
                         .name = "",
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;

  if (!self->create)
    return TRUE;
  locker = g_mutex_locker_new (&self->create_lock);
  if (!self->created)
    self->created = run (self, &call, &reply, NULL, error);
  return self->created;
}

gboolean
resite_folder_smb_ask (ResiteFolderSmb *self, ResiteSmbCall *call, ResiteSmbReply *reply,
                       GByteArray **bytes, GError **error)
{
  if (call->name != NULL && *call->name != '\0' &&
      !resite_folder_smb_check_name (call->name, error))
    return FALSE;
  if (call->other != NULL && !resite_folder_smb_check_name (call->other, error))
    return FALSE;
  return create (self, call->cancellable, error) && run (self, call, reply, bytes, error);
}

static ResiteFileInfo *
resite_folder_smb_query (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                         GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_QUERY },
                         .name = name,
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;
  ResiteFileInfo *info;

  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return NULL;
  info = g_new0 (ResiteFileInfo, 1);
  info->name = g_strdup (name);
  resite_folder_smb_fill_info (info, &reply.entry);
  return info;
}

/* Most verbs: a name, an answer without more. */
static gboolean
do_verb (ResiteFolder *folder, const ResiteSmbRequest *request, const char *name, const char *other,
         gboolean repeats, GError **error)
{
  ResiteSmbCall call = { .request = *request, .name = name, .other = other, .repeats = repeats };
  ResiteSmbReply reply;

  return resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error);
}

static gboolean
resite_folder_smb_make_folder (ResiteFolder *folder, const char *name, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_MAKE_FOLDER };

  if (*name == '\0')
    return TRUE;
  return do_verb (folder, &request, name, NULL, TRUE, error);
}

/* libsmbclient has no word for it; that is what the trait "syncs" tells. */
static gboolean
resite_folder_smb_sync (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return TRUE;
}

static gboolean
resite_folder_smb_replace (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_RENAME, .flag = TRUE };

  return do_verb (folder, &request, from, to, FALSE, error);
}

static gboolean
resite_folder_smb_rename (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_RENAME };

  return do_verb (folder, &request, from, to, FALSE, error);
}

static gboolean
resite_folder_smb_remove (ResiteFolder *folder, const char *name, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_REMOVE };

  return do_verb (folder, &request, name, NULL, FALSE, error);
}

static gboolean
resite_folder_smb_set_times (ResiteFolder *folder, const char *name, gint64 modified,
                             GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_SET_TIME, .modified = modified };

  return do_verb (folder, &request, name, NULL, TRUE, error);
}

static gboolean
resite_folder_smb_set_read_only (ResiteFolder *folder, const char *name, gboolean read_only,
                                 GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_SET_READ_ONLY, .flag = read_only };

  return do_verb (folder, &request, name, NULL, TRUE, error);
}

static gboolean
resite_folder_smb_set_marks (ResiteFolder *folder, const char *name, const ResiteFileMarks *marks,
                             GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_SET_MARKS,
                                     .attributes = marks->attributes & RESITE_FOLDER_SMB_ATTRIBUTES,
                                     .modified = marks->modified };

  return do_verb (folder, &request, name, NULL, TRUE, error);
}

static gboolean
resite_folder_smb_sync_folder (ResiteFolder *folder, const char *name, GError **error)
{
  return TRUE;
}

static guint64
resite_folder_smb_get_free_space (ResiteFolder *folder, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_SPACE }, .name = "", .repeats = TRUE };
  ResiteSmbReply reply;

  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return 0;
  return reply.value;
}

static gboolean
resite_folder_smb_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits,
                              GCancellable *cancellable, GError **error)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (folder);
  ResiteSmbGreeting greeting;

  if (!resite_smb_pool_greet (self->pool, &greeting, cancellable, error))
    return FALSE;
  *traits = (ResiteFolderTraits){ .remote = TRUE,
                                  .round_trip = MAX (greeting.round_trip, 1),
                                  .most_at_once = resite_smb_pool_get_limit (self->pool),
                                  .ignores_case = TRUE,
                                  .has_permissions = TRUE };
  return TRUE;
}

static void
resite_folder_smb_finalize (GObject *object)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (object);

  resite_smb_pool_free (self->pool);
  g_free (self->address);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_mutex_clear (&self->create_lock);
  G_OBJECT_CLASS (resite_folder_smb_parent_class)->finalize (object);
}

static void
resite_folder_smb_class_init (ResiteFolderSmbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_folder_smb_finalize;
}

static void
resite_folder_smb_init (ResiteFolderSmb *self)
{
  g_mutex_init (&self->create_lock);
}

static void
resite_folder_smb_make_ready (ResiteFolder *folder)
{
  resite_smb_pool_make_ready (RESITE_FOLDER_SMB (folder)->pool);
}

static void
resite_folder_smb_interrupt (ResiteFolder *folder)
{
  resite_folder_smb_cancel (RESITE_FOLDER_SMB (folder));
}

static void
resite_folder_smb_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = resite_folder_smb_describe;
  iface->list = resite_folder_smb_list;
  iface->query = resite_folder_smb_query;
  iface->make_folder = resite_folder_smb_make_folder;
  iface->open_read = resite_folder_smb_open_read;
  iface->open_write = resite_folder_smb_open_write;
  iface->read = resite_folder_smb_read;
  iface->write = resite_folder_smb_write;
  iface->sync = resite_folder_smb_sync;
  iface->drop_cache = resite_folder_smb_sync;
  iface->close = resite_folder_smb_close;
  iface->replace = resite_folder_smb_replace;
  iface->remove = resite_folder_smb_remove;
  iface->set_times = resite_folder_smb_set_times;
  iface->set_read_only = resite_folder_smb_set_read_only;
  iface->sync_folder = resite_folder_smb_sync_folder;
  iface->get_free_space = resite_folder_smb_get_free_space;
  iface->get_traits = resite_folder_smb_get_traits;
  iface->fetch = resite_folder_smb_fetch;
  iface->store = resite_folder_smb_store;
  iface->set_marks = resite_folder_smb_set_marks;
  iface->rename = resite_folder_smb_rename;
  /* No "look": of a file that it has open itself, Samba tells the time that it had before. */
  iface->make_ready = resite_folder_smb_make_ready;
  iface->read_permissions = resite_folder_smb_read_permissions;
  iface->write_permissions = resite_folder_smb_write_permissions;
  iface->interrupt = resite_folder_smb_interrupt;
}

ResiteFolder *
resite_folder_smb_new (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                       const ResiteSmbOptions *options)
{
  ResiteFolderSmb *self;

  g_return_val_if_fail (place != NULL, NULL);

  self = g_object_new (RESITE_TYPE_FOLDER_SMB, NULL);
  self->pool = resite_smb_pool_new (place, credentials, options);
  self->address = resite_smb_place_to_text (place);
  self->create = options != NULL && options->create;
  return RESITE_FOLDER (self);
}

void
resite_folder_smb_cancel (ResiteFolderSmb *self)
{
  g_return_if_fail (RESITE_IS_FOLDER_SMB (self));

  resite_smb_pool_cancel (self->pool);
}

char *
resite_folder_smb_get_dialect (ResiteFolderSmb *self)
{
  ResiteSmbGreeting greeting;

  g_return_val_if_fail (RESITE_IS_FOLDER_SMB (self), NULL);

  if (!resite_smb_pool_get_greeting (self->pool, &greeting))
    return NULL;
  return resite_smb_greeting_to_text (&greeting);
}
