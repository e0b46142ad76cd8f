/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-snapshot"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-journal-schema.h"
#include "resite-journal.h"
#include "resite-under-way.h"

#define PAGES_AT_ONCE 256

typedef struct
{
  char *source;
  char *target;
} Snapshot;

static void
snapshot_free (gpointer data)
{
  Snapshot *snapshot = data;

  g_free (snapshot->source);
  g_free (snapshot->target);
  g_free (snapshot);
}

static gboolean
copy_pages (sqlite3 *source, sqlite3 *target, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", source, "main");
  int result = SQLITE_OK;

  if (backup == NULL)
    {
      resite_sql_set_error (error, target, _ ("the snapshot could not be written"));
      return FALSE;
    }
  while (result == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    result = sqlite3_backup_step (backup, PAGES_AT_ONCE);
  if (sqlite3_backup_finish (backup) != SQLITE_OK)
    {
      resite_sql_set_error (error, target, _ ("the snapshot could not be written"));
      return FALSE;
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
write_copy (sqlite3 *source, const char *path, GCancellable *cancellable, GError **error)
{
  sqlite3 *target = NULL;
  gboolean done = FALSE;

  if (sqlite3_open_v2 (path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
      SQLITE_OK)
    resite_sql_set_error (error, target, _ ("the snapshot could not be made"));
  else
    /* The copy is one file that can be read from a medium that cannot be written to. */
    done = copy_pages (source, target, cancellable, error) &&
           resite_sql_run (target, "PRAGMA journal_mode = DELETE", error);
  sqlite3_close (target);
  return done;
}

/* A transaction around it all keeps the same state of the source in view, whatever is written to
 * it meanwhile. */
static gboolean
read_and_copy (const char *from, const char *path, GCancellable *cancellable, GError **error)
{
  sqlite3 *source = resite_journal_schema_open (from, FALSE, error);
  gint64 count;
  gboolean done;

  if (source == NULL)
    return FALSE;
  done = resite_sql_run (source, "BEGIN", error) &&
         resite_sql_get_int (source, "SELECT sequence FROM head", &count, error) &&
         write_copy (source, path, cancellable, error);
  sqlite3_close (source);
  return done;
}

static gboolean
sync_path (const char *path, int flags)
{
  int descriptor = open (path, flags | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (descriptor >= 0)
    {
      int saved = errno;

      close (descriptor);
      errno = saved;
    }
  return done;
}

/* SQLite takes a log that lies beside a file for that file's own, whichever it was made for. */
static void
remove_logs (const char *path)
{
  static const char *const endings[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *log = g_strconcat (path, endings[i], NULL);

      g_unlink (log);
    }
}

static gboolean
put_in_place (const char *part, const char *target, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  gboolean synced = sync_path (part, O_RDONLY);

  if (synced)
    remove_logs (target);
  if (synced && g_rename (part, target) == 0 && sync_path (folder, O_RDONLY | O_DIRECTORY))
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("%s: the snapshot could not be put in its place"),
                               target);
  return FALSE;
}

/* Whoever writes to the target would go on writing to a file that has no name any more. */
static gboolean
check_target (const char *source, const char *target, GError **error)
{
  g_autofree char *owner = NULL;
  GStatBuf ours, theirs;
  gboolean alive = FALSE;

  if (g_stat (source, &ours) == 0 && g_stat (target, &theirs) == 0 &&
      ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: this is the run itself. Choose another folder for the snapshot."),
                   target);
      return FALSE;
    }
  owner = resite_journal_describe_owner (target, &alive);
  if (!alive)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED,
               _ ("%s: somebody works on this file (%s), so no snapshot can take its place. Choose "
                  "another folder."),
               target, owner);
  return FALSE;
}

gboolean
resite_journal_copy (const char *path, const char *target_path, GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *source = NULL;
  g_autofree char *target = NULL;
  g_autofree char *part = NULL;

  g_return_val_if_fail (path != NULL && target_path != NULL, FALSE);

  source = g_canonicalize_filename (path, NULL);
  target = g_canonicalize_filename (target_path, NULL);
  if (!check_target (source, target, error))
    return FALSE;
  part = g_strconcat (target, ".part", NULL);
  g_unlink (part);
  remove_logs (part);
  if (read_and_copy (source, part, cancellable, error) && put_in_place (part, target, error))
    return TRUE;
  g_unlink (part);
  remove_logs (part);
  return FALSE;
}

static void
snapshot_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  const Snapshot *snapshot = task_data;
  GError *error = NULL;

  if (resite_journal_copy (snapshot->source, snapshot->target, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
resite_journal_snapshot_async (ResiteJournal *self, const char *target_path,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Snapshot *snapshot;

  g_return_if_fail (RESITE_IS_JOURNAL (self) && target_path != NULL);

  snapshot = g_new0 (Snapshot, 1);
  snapshot->source = g_strdup (resite_journal_get_path (self));
  snapshot->target = g_canonicalize_filename (target_path, NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_journal_snapshot_async);
  g_task_set_task_data (task, snapshot, snapshot_free);
  resite_under_way_run_task (task, snapshot_thread);
}

gboolean
resite_journal_snapshot_finish (ResiteJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
