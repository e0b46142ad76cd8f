/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb.h"
#include "resite-smb-pool.h"

#define DOS_FOLDER  0x10
#define DOS_REPARSE 0x400
#define DOS_KNOWN                                                                                  \
  (RESITE_DOS_READ_ONLY | RESITE_DOS_HIDDEN | RESITE_DOS_SYSTEM | RESITE_DOS_ARCHIVE)

struct _ResiteFolderSmb
{
  GObject parent_instance;

  ResiteSmbPool *pool;
  char *address;
  gboolean create;
  GMutex create_lock; /* held while the folder is made */
  gboolean created;
};

struct _ResiteFile
{
  ResiteSmbWorker *worker;
  gint32 id;
  char *name;
  gboolean writes;
};

static void resite_folder_smb_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderSmb, resite_folder_smb, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      resite_folder_smb_init_folder))

static char *
resite_folder_smb_describe (ResiteFolder *folder)
{
  return g_strdup (RESITE_FOLDER_SMB (folder)->address);
}

/* Windows gives other meanings to these: a stream of a file, a pattern, a folder. */
static gboolean
is_good_part (const char *part)
{
  const gsize length = strlen (part);

  for (const char *c = part; *c != '\0'; c++)
    if ((guchar)*c < ' ' || strchr ("\\:*?\"<>|", *c) != NULL)
      return FALSE;
  return length > 0 && part[length - 1] != '.' && part[length - 1] != ' ';
}

static gboolean
check_name (const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_good_part (parts[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("Windows cannot have a file named %s."), name);
        return FALSE;
      }
  return TRUE;
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

static gboolean
ask (ResiteFolderSmb *self, ResiteSmbCall *call, ResiteSmbReply *reply, GByteArray **bytes,
     GError **error)
{
  if (call->name != NULL && *call->name != '\0' && !check_name (call->name, error))
    return FALSE;
  if (call->other != NULL && !check_name (call->other, error))
    return FALSE;
  return create (self, call->cancellable, error) && run (self, call, reply, bytes, error);
}

static void
fill_info (ResiteFileInfo *info, const ResiteSmbEntry *entry)
{
  const gboolean folder = (entry->attributes & DOS_FOLDER) != 0;

  info->modified = entry->modified;
  info->changed = entry->changed;
  /* A folder that leads somewhere else could lead round in a circle. */
  if (folder)
    info->type = (entry->attributes & DOS_REPARSE) != 0 ? RESITE_FILE_OTHER : RESITE_FILE_FOLDER;
  else
    info->type = RESITE_FILE_PLAIN;
  info->size = folder ? 0 : entry->size;
  info->attributes = entry->attributes & DOS_KNOWN;
  info->read_only = info->type == RESITE_FILE_PLAIN && (info->attributes & RESITE_DOS_READ_ONLY);
}

static ResiteFileInfo *
make_info (const char *folder, const ResiteSmbEntry *entry, const char *bytes)
{
  g_autofree char *name = g_strndup (bytes, entry->length);
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);

  fill_info (info, entry);
  if (!g_utf8_validate (name, -1, NULL))
    {
      char *escaped = g_strescape (name, NULL);

      g_free (name);
      name = escaped;
      info->type = RESITE_FILE_OTHER;
    }
  info->name = *folder == '\0' ? g_steal_pointer (&name) : g_strconcat (folder, "/", name, NULL);
  return info;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResiteFileInfo *const *)a)->name, (*(ResiteFileInfo *const *)b)->name);
}

static GPtrArray *
read_listing (const char *folder, const GByteArray *bytes)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  gsize at = 0;

  while (at + sizeof (ResiteSmbEntry) <= bytes->len)
    {
      ResiteSmbEntry entry;

      memcpy (&entry, bytes->data + at, sizeof entry);
      at += sizeof entry;
      if (entry.length > bytes->len - at)
        break;
      g_ptr_array_add (infos, make_info (folder, &entry, (const char *)bytes->data + at));
      at += entry.length;
    }
  g_ptr_array_sort (infos, compare_names);
  return infos;
}

static GPtrArray *
resite_folder_smb_list (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_LIST },
                         .name = name,
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;

  if (!ask (RESITE_FOLDER_SMB (folder), &call, &reply, &bytes, error))
    return NULL;
  return read_listing (name, bytes);
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

  if (!ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return NULL;
  info = g_new0 (ResiteFileInfo, 1);
  info->name = g_strdup (name);
  fill_info (info, &reply.entry);
  return info;
}

/* Most verbs: a name, an answer without more. */
static gboolean
do_verb (ResiteFolder *folder, const ResiteSmbRequest *request, const char *name, const char *other,
         gboolean repeats, GError **error)
{
  ResiteSmbCall call = { .request = *request, .name = name, .other = other, .repeats = repeats };
  ResiteSmbReply reply;

  return ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error);
}

static gboolean
resite_folder_smb_make_folder (ResiteFolder *folder, const char *name, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_MAKE_FOLDER };

  if (*name == '\0')
    return TRUE;
  return do_verb (folder, &request, name, NULL, TRUE, error);
}

static ResiteFile *
open_file (ResiteFolder *folder, const ResiteSmbRequest *request, const char *name, GError **error)
{
  ResiteSmbCall call = { .request = *request, .name = name, .opens = TRUE };
  ResiteSmbReply reply;
  ResiteFile *file;

  call.repeats = request->verb == RESITE_SMB_OPEN_READ || request->flag;
  if (!ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return NULL;
  file = g_new (ResiteFile, 1);
  file->worker = call.worker;
  file->id = reply.value;
  file->name = g_strdup (name);
  file->writes = request->verb == RESITE_SMB_OPEN_WRITE;
  return file;
}

static ResiteFile *
resite_folder_smb_open_read (ResiteFolder *folder, const char *name, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_OPEN_READ };

  return open_file (folder, &request, name, error);
}

static ResiteFile *
resite_folder_smb_open_write (ResiteFolder *folder, const char *name, gboolean keep,
                              guint64 expected_size, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_OPEN_WRITE, .flag = keep };

  return open_file (folder, &request, name, error);
}

static gssize
read_piece (ResiteFolderSmb *self, ResiteFile *file, void *buffer, gsize size, guint64 offset,
            GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_READ, .file = file->id },
                         .name = file->name,
                         .worker = file->worker,
                         .take = buffer };
  ResiteSmbReply reply;

  call.request.offset = offset;
  call.request.size = size;
  return run (self, &call, &reply, NULL, error) ? reply.value : -1;
}

/* After a cut the same place is read on another connection, once. */
static gboolean
open_again (ResiteFolderSmb *self, ResiteFile *file, GError **error)
{
  ResiteFile *again = resite_folder_smb_open_read (RESITE_FOLDER (self), file->name, error);

  if (again == NULL)
    return FALSE;
  resite_smb_worker_unref_file (self->pool, file->worker);
  file->worker = again->worker;
  file->id = again->id;
  g_free (again->name);
  g_free (again);
  return TRUE;
}

static gssize
read_surely (ResiteFolderSmb *self, ResiteFile *file, void *buffer, gsize size, guint64 offset,
             GError **error)
{
  g_autoptr (GError) failure = NULL;
  gssize n = read_piece (self, file, buffer, size, offset, &failure);

  if (n < 0 && !file->writes && g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_UNREACHABLE))
    {
      g_clear_error (&failure);
      if (open_again (self, file, &failure))
        n = read_piece (self, file, buffer, size, offset, &failure);
    }
  if (n < 0)
    g_propagate_error (error, g_steal_pointer (&failure));
  return n;
}

static gssize
resite_folder_smb_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size,
                        guint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      const gsize piece = MIN (size - done, RESITE_SMB_DATA_SIZE);
      const gssize n = read_surely (RESITE_FOLDER_SMB (folder), file, (char *)buffer + done, piece,
                                    offset + done, error);

      if (n < 0)
        return -1;
      done += n;
      if ((gsize)n < piece)
        break;
    }
  return done;
}

static gboolean
write_piece (ResiteFolderSmb *self, ResiteFile *file, const void *buffer, gsize size,
             guint64 offset, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_WRITE, .file = file->id },
                         .name = file->name,
                         .worker = file->worker,
                         .give = buffer };
  ResiteSmbReply reply;

  call.request.offset = offset;
  call.request.size = size;
  return run (self, &call, &reply, NULL, error);
}

static gboolean
resite_folder_smb_write (ResiteFolder *folder, ResiteFile *file, const void *buffer, gsize size,
                         guint64 offset, GError **error)
{
  for (gsize done = 0; done < size; done += RESITE_SMB_DATA_SIZE)
    if (!write_piece (RESITE_FOLDER_SMB (folder), file, (const char *)buffer + done,
                      MIN (size - done, RESITE_SMB_DATA_SIZE), offset + done, error))
      return FALSE;
  return TRUE;
}

/* libsmbclient has no word for it; that is what the trait "syncs" tells. */
static gboolean
resite_folder_smb_sync (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  return TRUE;
}

static gboolean
resite_folder_smb_close (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (folder);
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_CLOSE, .file = file->id },
                         .name = file->name,
                         .worker = file->worker };
  ResiteSmbReply reply;
  gboolean closed = run (self, &call, &reply, NULL, error);

  resite_smb_worker_unref_file (self->pool, file->worker);
  g_free (file->name);
  g_free (file);
  return closed;
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
                                     .attributes = marks->attributes & DOS_KNOWN,
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

  if (!ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
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
                                  .ignores_case = TRUE };
  return TRUE;
}

static gssize
fetch_long (ResiteFolder *folder, const char *name, void *buffer, gsize size, GError **error)
{
  ResiteFile *file = resite_folder_smb_open_read (folder, name, error);
  gssize n;

  if (file == NULL)
    return -1;
  n = resite_folder_smb_read (folder, file, buffer, size, 0, error);
  resite_folder_smb_close (folder, file, NULL);
  return n;
}

static gssize
resite_folder_smb_fetch (ResiteFolder *folder, const char *name, void *buffer, gsize size,
                         ResiteFileInfo *after, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_FETCH, .size = size },
                         .name = name,
                         .take = buffer,
                         .repeats = TRUE };
  ResiteSmbReply reply;

  if (size > RESITE_SMB_DATA_SIZE)
    return fetch_long (folder, name, buffer, size, error);
  if (!ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return -1;
  return reply.value;
}

static gboolean
store_long (ResiteFolder *folder, const char *name, const void *bytes, gsize size,
            const ResiteFileMarks *marks, GError **error)
{
  ResiteFile *file = resite_folder_smb_open_write (folder, name, FALSE, size, error);
  gboolean written;

  if (file == NULL)
    return FALSE;
  written = resite_folder_smb_write (folder, file, bytes, size, 0, error);
  if (!resite_folder_smb_close (folder, file, written ? error : NULL))
    return FALSE;
  return written && resite_folder_smb_set_marks (folder, name, marks, error);
}

static gboolean
resite_folder_smb_store (ResiteFolder *folder, const char *name, const void *bytes, gsize size,
                         const ResiteFileMarks *marks, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_STORE,
                                      .size = size,
                                      .attributes = marks->attributes & DOS_KNOWN,
                                      .modified = marks->modified },
                         .name = name,
                         .give = bytes,
                         .repeats = TRUE };
  ResiteSmbReply reply;

  if (size > RESITE_SMB_DATA_SIZE)
    return store_long (folder, name, bytes, size, marks, error);
  return ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error);
}

static void
resite_folder_smb_finalize (GObject *object)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (object);

  resite_smb_pool_free (self->pool);
  g_free (self->address);
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
