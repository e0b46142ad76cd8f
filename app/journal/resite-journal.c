/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-event-private.h"
#include "resite-journal-lock.h"
#include "resite-journal-owner.h"
#include "resite-journal-reader.h"
#include "resite-journal-schema.h"
#include "resite-journal-writer.h"
#include "resite-journal.h"

struct _ResiteJournal
{
  GObject parent_instance;

  char *path;
  ResiteJournalLock *lock;
  ResiteJournalWriter *writer; /* NULL: opened to look only, or closed */
  GMutex mutex;                /* guards the next one */
  sqlite3 *reader;
};

G_DEFINE_FINAL_TYPE (ResiteJournal, resite_journal, G_TYPE_OBJECT)

static void
close_all (ResiteJournal *self)
{
  /* The writer's connection goes last: only one that may write folds the log file into the
   * journal and takes it away. */
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->reader, sqlite3_close);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->writer, resite_journal_writer_free);
  g_clear_pointer (&self->lock, resite_journal_lock_free);
}

static void
resite_journal_dispose (GObject *object)
{
  close_all (RESITE_JOURNAL (object));
  G_OBJECT_CLASS (resite_journal_parent_class)->dispose (object);
}

static void
resite_journal_finalize (GObject *object)
{
  ResiteJournal *self = RESITE_JOURNAL (object);

  g_mutex_clear (&self->mutex);
  g_free (self->path);
  G_OBJECT_CLASS (resite_journal_parent_class)->finalize (object);
}

static void
resite_journal_class_init (ResiteJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = resite_journal_dispose;
  object_class->finalize = resite_journal_finalize;
}

static void
resite_journal_init (ResiteJournal *self)
{
  g_mutex_init (&self->mutex);
}

/* Takes @database. */
static gboolean
start_writer (ResiteJournal *self, sqlite3 *database, GError **error)
{
  ResiteJournalStore *store = resite_journal_store_new (database, error);

  if (store == NULL)
    return FALSE;
  self->writer = resite_journal_writer_new (store);
  return TRUE;
}

static gboolean
open_reader (ResiteJournal *self, GError **error)
{
  self->reader = resite_journal_schema_open (self->path, FALSE, error);
  return self->reader != NULL;
}

static ResiteJournal *
journal_new (const char *path)
{
  ResiteJournal *self = g_object_new (RESITE_TYPE_JOURNAL, NULL);

  self->path = g_canonicalize_filename (path, NULL);
  return self;
}

ResiteJournal *
resite_journal_create (const char *path, GError **error)
{
  g_autoptr (ResiteJournal) self = NULL;
  sqlite3 *database;

  g_return_val_if_fail (path != NULL, NULL);

  self = journal_new (path);
  self->lock = resite_journal_lock_take (self->path, FALSE, error);
  if (self->lock == NULL)
    return NULL;
  database = resite_journal_schema_create (self->path, error);
  if (database == NULL || !start_writer (self, database, error) || !open_reader (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

ResiteJournal *
resite_journal_open (const char *path, ResiteJournalMode mode, GError **error)
{
  g_autoptr (ResiteJournal) self = NULL;
  sqlite3 *database;

  g_return_val_if_fail (path != NULL, NULL);

  self = journal_new (path);
  /* Looked at before the lock is made, so that no lock file appears beside what is no journal. */
  if (!open_reader (self, error))
    return NULL;
  if (mode == RESITE_JOURNAL_READ)
    return g_steal_pointer (&self);

  self->lock = resite_journal_lock_take (self->path, mode == RESITE_JOURNAL_TAKE_OVER, error);
  if (self->lock == NULL)
    return NULL;
  database = resite_journal_schema_open (self->path, TRUE, error);
  if (database == NULL || !start_writer (self, database, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
resite_journal_close (ResiteJournal *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self), FALSE);

  close_all (self);
  return TRUE;
}

const char *
resite_journal_get_path (ResiteJournal *self)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self), NULL);
  return self->path;
}

guint
resite_journal_get_slow_commits (ResiteJournal *self)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self), 0);
  return self->writer != NULL ? resite_journal_writer_get_slow_commits (self->writer) : 0;
}

char *
resite_journal_describe_owner (const char *path, gboolean *alive)
{
  g_autofree char *lock_path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (ResiteJournalOwner) owner = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  lock_path = g_strconcat (path, ".lock", NULL);
  if (alive != NULL)
    *alive = FALSE;
  if (!g_file_get_contents (lock_path, &text, NULL, NULL))
    return NULL;
  owner = resite_journal_owner_parse (text);
  if (owner == NULL)
    return NULL;
  if (alive != NULL)
    *alive = resite_journal_owner_is_alive (owner);
  return resite_journal_owner_describe (owner);
}

static gboolean
check_writer (ResiteJournal *self, GError **error)
{
  if (self->writer != NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE,
               _ ("%s: the journal is not open for writing, so nothing can be recorded."),
               self->path);
  return FALSE;
}

typedef struct
{
  GTask *task;
  GError *error;
} Completion;

static void
completion_free (gpointer data)
{
  Completion *completion = data;

  g_clear_error (&completion->error);
  g_object_unref (completion->task);
  g_free (completion);
}

static gboolean
complete_cb (gpointer data)
{
  Completion *completion = data;

  if (completion->error != NULL)
    g_task_return_error (completion->task, g_steal_pointer (&completion->error));
  else
    g_task_return_boolean (completion->task, TRUE);
  return G_SOURCE_REMOVE;
}

/* On the writer's thread, which must not be the one that lets go of the task: with it could go the
 * journal, and that waits for this very thread. */
static void
return_to_task_cb (const GError *error, gpointer data)
{
  Completion *completion = g_new0 (Completion, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  completion->task = data;
  completion->error = error != NULL ? g_error_copy (error) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, complete_cb, completion, completion_free);
  g_source_attach (source, g_task_get_context (completion->task));
}

/* Takes @request and @task. */
static void
push_for_task (ResiteJournal *self, ResiteJournalRequest *request, GTask *task)
{
  resite_journal_writer_push (self->writer, request, return_to_task_cb, task);
}

void
resite_journal_append_async (ResiteJournal *self, ResiteEvent *draft, gint64 time,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (RESITE_IS_JOURNAL (self) && RESITE_IS_EVENT (draft));
  g_return_if_fail (draft->sequence == 0);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, resite_journal_append_async);
  g_task_set_task_data (task, g_object_ref (draft), g_object_unref);
  if (check_writer (self, &error))
    push_for_task (self, resite_journal_request_new_event (draft, time), g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

ResiteEvent *
resite_journal_append_finish (ResiteJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_object_ref (g_task_get_task_data (G_TASK (result)));
}

ResiteEvent *
resite_journal_append (ResiteJournal *self, ResiteEvent *draft, gint64 time, GError **error)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && RESITE_IS_EVENT (draft), NULL);
  g_return_val_if_fail (draft->sequence == 0, NULL);

  if (!check_writer (self, error) ||
      !resite_journal_writer_push_and_wait (self->writer,
                                            resite_journal_request_new_event (draft, time), error))
    return NULL;
  return g_object_ref (draft);
}

gboolean
resite_journal_put_items (ResiteJournal *self, const char *scope, GPtrArray *records,
                          GError **error)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && scope != NULL && records != NULL, FALSE);

  return check_writer (self, error) &&
         resite_journal_writer_push_and_wait (
             self->writer, resite_journal_request_new_items (scope, records), error);
}

static gpointer
copy_record_cb (gconstpointer record, gpointer user_data)
{
  return resite_item_record_copy (record);
}

static GPtrArray *
copy_records (GPtrArray *records)
{
  GPtrArray *copies = g_ptr_array_copy (records, copy_record_cb, NULL);

  g_ptr_array_set_free_func (copies, (GDestroyNotify)resite_item_record_free);
  return copies;
}

void
resite_journal_put_items_async (ResiteJournal *self, const char *scope, GPtrArray *records,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) copies = NULL;
  GError *error = NULL;

  g_return_if_fail (RESITE_IS_JOURNAL (self) && scope != NULL && records != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, resite_journal_put_items_async);
  if (!check_writer (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  copies = copy_records (records);
  push_for_task (self, resite_journal_request_new_items (scope, copies), g_steal_pointer (&task));
}

gboolean
resite_journal_put_items_finish (ResiteJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
resite_journal_blank (ResiteJournal *self, guint64 sequence, const char *name, GError **error)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && name != NULL, FALSE);

  return check_writer (self, error) &&
         resite_journal_writer_push_and_wait (
             self->writer, resite_journal_request_new_blank (sequence, name), error);
}

/* NULL after the journal was closed; else unlock the mutex when done. */
static sqlite3 *
lock_reader (ResiteJournal *self, GError **error)
{
  g_mutex_lock (&self->mutex);
  if (self->reader != NULL)
    return self->reader;
  g_mutex_unlock (&self->mutex);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE, _ ("%s: the journal was closed."),
               self->path);
  return NULL;
}

GPtrArray *
resite_journal_read_events (ResiteJournal *self, guint64 from_sequence, GError **error)
{
  GPtrArray *events;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self), NULL);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return NULL;
  events = resite_journal_reader_read_events (reader, from_sequence, error);
  g_mutex_unlock (&self->mutex);
  return events;
}

GBytes *
resite_journal_read_file (ResiteJournal *self, guint64 sequence, const char *name, GError **error)
{
  GBytes *bytes;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && name != NULL, NULL);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return NULL;
  bytes = resite_journal_reader_read_file (reader, sequence, name, error);
  g_mutex_unlock (&self->mutex);
  return bytes;
}

gboolean
resite_journal_visit_items (ResiteJournal *self, const char *scope, ResiteItemVisit visit,
                            gpointer user_data, GError **error)
{
  gboolean visited;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && scope != NULL && visit != NULL, FALSE);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return FALSE;
  visited = resite_journal_reader_visit_items (reader, scope, visit, user_data, error);
  g_mutex_unlock (&self->mutex);
  return visited;
}

GPtrArray *
resite_journal_read_items (ResiteJournal *self, const char *scope, GError **error)
{
  GPtrArray *items;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && scope != NULL, NULL);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return NULL;
  items = resite_journal_reader_read_items (reader, scope, error);
  g_mutex_unlock (&self->mutex);
  return items;
}

GStrv
resite_journal_list_scopes (ResiteJournal *self, GError **error)
{
  GStrv scopes;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self), NULL);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return NULL;
  scopes = resite_journal_reader_list_scopes (reader, error);
  g_mutex_unlock (&self->mutex);
  return scopes;
}

char *
resite_journal_digest_items (ResiteJournal *self, const char *scope, GError **error)
{
  char *digest;
  sqlite3 *reader;

  g_return_val_if_fail (RESITE_IS_JOURNAL (self) && scope != NULL, NULL);

  reader = lock_reader (self, error);
  if (reader == NULL)
    return NULL;
  digest = resite_journal_reader_digest_items (reader, scope, error);
  g_mutex_unlock (&self->mutex);
  return digest;
}
