/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include "resite-error.h"
#include "resite-folder-smb-private.h"

struct _ResiteFile
{
  ResiteSmbWorker *worker;
  gint32 id;
  char *name;
  gboolean writes;
};

static ResiteFile *
open_file (ResiteFolder *folder, const ResiteSmbRequest *request, const char *name, GError **error)
{
  ResiteSmbCall call = { .request = *request, .name = name, .opens = TRUE };
  ResiteSmbReply reply;
  ResiteFile *file;

  call.repeats = request->verb == RESITE_SMB_OPEN_READ || request->flag;
  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
    return NULL;
  file = g_new (ResiteFile, 1);
  file->worker = call.worker;
  file->id = reply.value;
  file->name = g_strdup (name);
  file->writes = request->verb == RESITE_SMB_OPEN_WRITE;
  return file;
}

ResiteFile *
resite_folder_smb_open_read (ResiteFolder *folder, const char *name, GError **error)
{
  const ResiteSmbRequest request = { .verb = RESITE_SMB_OPEN_READ };

  return open_file (folder, &request, name, error);
}

ResiteFile *
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
  return resite_smb_pool_call (self->pool, &call, &reply, NULL, error) ? reply.value : -1;
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

gssize
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
  return resite_smb_pool_call (self->pool, &call, &reply, NULL, error);
}

gboolean
resite_folder_smb_write (ResiteFolder *folder, ResiteFile *file, const void *buffer, gsize size,
                         guint64 offset, GError **error)
{
  for (gsize done = 0; done < size; done += RESITE_SMB_DATA_SIZE)
    if (!write_piece (RESITE_FOLDER_SMB (folder), file, (const char *)buffer + done,
                      MIN (size - done, RESITE_SMB_DATA_SIZE), offset + done, error))
      return FALSE;
  return TRUE;
}

gboolean
resite_folder_smb_close (ResiteFolder *folder, ResiteFile *file, GError **error)
{
  ResiteFolderSmb *self = RESITE_FOLDER_SMB (folder);
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_CLOSE, .file = file->id },
                         .name = file->name,
                         .worker = file->worker };
  ResiteSmbReply reply;
  gboolean closed = resite_smb_pool_call (self->pool, &call, &reply, NULL, error);

  resite_smb_worker_unref_file (self->pool, file->worker);
  g_free (file->name);
  g_free (file);
  return closed;
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

gssize
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
  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error))
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
  return written && resite_folder_set_marks (folder, name, marks, error);
}

gboolean
resite_folder_smb_store (ResiteFolder *folder, const char *name, const void *bytes, gsize size,
                         const ResiteFileMarks *marks, GError **error)
{
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_STORE,
                                      .size = size,
                                      .attributes =
                                          marks->attributes & RESITE_FOLDER_SMB_ATTRIBUTES,
                                      .modified = marks->modified },
                         .name = name,
                         .give = bytes,
                         .repeats = TRUE };
  ResiteSmbReply reply;

  if (size > RESITE_SMB_DATA_SIZE)
    return store_long (folder, name, bytes, size, marks, error);
  return resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, NULL, error);
}
