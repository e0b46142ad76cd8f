/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-schema"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-journal-resources.h"
#include "resite-journal-schema.h"

#define SCHEMA_NEWEST  1
#define APPLICATION_ID 0x52736974 /* "Rsit" */

/* Journals are made on several threads, and GLib 2.74 lets a thread that comes while another
 * registers the compiled resources see none. */
static GBytes *
load_sql (guint number)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);
  g_autofree char *name = g_strdup_printf ("/org/resite/Resite/sql/%04u.sql", number);
  g_autoptr (GError) error = NULL;
  GBytes *sql;

  sql = g_resource_lookup_data (resite_journal_resources_get_resource (), name,
                                G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  return sql;
}

static gboolean
run_migration (sqlite3 *database, guint number, GError **error)
{
  g_autoptr (GBytes) sql = load_sql (number);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("BEGIN IMMEDIATE; %.*s; PRAGMA application_id = %d;"
                          "PRAGMA user_version = %u; COMMIT;",
                          (int)g_bytes_get_size (sql), (const char *)g_bytes_get_data (sql, NULL),
                          APPLICATION_ID, number);
  if (resite_sql_run (database, text, error))
    return TRUE;
  if (!sqlite3_get_autocommit (database))
    resite_sql_run (database, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
resite_journal_schema_migrate (sqlite3 *database, GError **error)
{
  gint64 version;

  if (!resite_sql_get_int (database, "PRAGMA user_version", &version, error))
    return FALSE;
  for (guint number = version + 1; number <= SCHEMA_NEWEST; number++)
    {
      if (!run_migration (database, number, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_file (const char *path, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    {
      resite_error_set_from_errno (error, errno, "%s", path);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: this is not a file, so it cannot be a journal. Choose a file that ends "
                      "in .resite."),
                   path);
      return FALSE;
    }
  if (status.st_size == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: the file is empty, so it is no journal. Go on with a snapshot of the "
                      "run, or start a new run."),
                   path);
      return FALSE;
    }
  return TRUE;
}

/* A journal on a medium that cannot be written to can only be read as if nobody else could write
 * to it either: SQLite would otherwise want to make a shared memory file beside it. */
static gboolean
must_read_as_is (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  if (g_access (folder, W_OK) == 0)
    return FALSE;
  return g_stat (log, &status) != 0 || status.st_size == 0;
}

static sqlite3 *
open_file (const char *path, gboolean writable, GError **error)
{
  int flags = writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = NULL;
  sqlite3 *database = NULL;

  uri = g_strconcat ("file:", escaped, !writable && must_read_as_is (path) ? "?immutable=1" : "",
                     NULL);
  if (sqlite3_open_v2 (uri, &database, flags | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX, NULL) !=
      SQLITE_OK)
    {
      resite_sql_set_error (error, database, _ ("the journal could not be opened"));
      sqlite3_close (database);
      return NULL;
    }
  sqlite3_extended_result_codes (database, 1);
  sqlite3_busy_timeout (database, 10000);
  return database;
}

static gboolean
check_schema (sqlite3 *database, const char *path, GError **error)
{
  gint64 application, version, head;

  if (!resite_sql_get_int (database, "PRAGMA application_id", &application, error) ||
      !resite_sql_get_int (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != APPLICATION_ID || version < 1)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: this is a database, but not a journal of Resite. Choose a file that "
                      "ends in .resite."),
                   path);
      return FALSE;
    }
  if (version > SCHEMA_NEWEST)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: the journal was written by a newer Resite (its form is %d, this "
                      "program knows %d). Open it with that version."),
                   path, (int)version, SCHEMA_NEWEST);
      return FALSE;
    }
  return resite_sql_get_int (database, "SELECT sequence FROM head", &head, error);
}

static gboolean
check_writable (sqlite3 *database, const char *path, GError **error)
{
  if (sqlite3_db_readonly (database, "main") == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("%s: the journal cannot be written to, so nothing could be recorded. Look at "
                  "the rights of the file and of its folder."),
               path);
  return FALSE;
}

static gboolean
set_up (sqlite3 *database, gboolean writable, GError **error)
{
  if (!writable)
    return resite_sql_run (database, "PRAGMA query_only = ON", error);
  return resite_sql_run (database,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON",
                         error);
}

/* A program that was killed while it changed the file's form left a change half made; who may only
 * read cannot undo it. */
static gboolean
must_undo (sqlite3 *database)
{
  gint64 version;

  return !resite_sql_get_int (database, "PRAGMA user_version", &version, NULL) &&
         sqlite3_extended_errcode (database) == SQLITE_READONLY_ROLLBACK;
}

static gboolean
undo (const char *path, GError **error)
{
  sqlite3 *database = open_file (path, TRUE, error);
  gint64 version;
  gboolean done =
      database != NULL && resite_sql_get_int (database, "PRAGMA user_version", &version, error);

  sqlite3_close (database);
  return done;
}

static sqlite3 *
open_whole (const char *path, gboolean writable, GError **error)
{
  sqlite3 *database = open_file (path, writable, error);

  if (database == NULL || writable || !must_undo (database))
    return database;
  sqlite3_close (database);
  return undo (path, error) ? open_file (path, FALSE, error) : NULL;
}

sqlite3 *
resite_journal_schema_open (const char *path, gboolean writable, GError **error)
{
  sqlite3 *database;

  g_return_val_if_fail (path != NULL, NULL);

  if (!check_file (path, error))
    return NULL;
  database = open_whole (path, writable, error);
  if (database == NULL)
    return NULL;
  if (check_schema (database, path, error) &&
      (!writable || check_writable (database, path, error)) && set_up (database, writable, error) &&
      (!writable || resite_journal_schema_migrate (database, error)))
    return database;
  sqlite3_close (database);
  return NULL;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = descriptor >= 0 && fsync (descriptor) == 0;

  if (!done)
    resite_error_set_from_errno (error, errno, "%s", folder);
  if (descriptor >= 0)
    close (descriptor);
  return done;
}

/* Puts what is complete under its name, where no file may be yet; who calls holds the lock of that
 * name. */
static gboolean
put_in_place (const char *part, const char *path, GError **error)
{
  int done = renameat2 (AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE);

  if (done != 0 && (errno == EINVAL || errno == ENOSYS))
    done = rename (part, path);
  if (done == 0)
    return sync_folder_of (path, error);
  resite_error_set_from_errno (error, errno, _ ("%s: the journal could not be made"), path);
  return FALSE;
}

static void
remove_part (const char *part)
{
  static const char *const endings[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (part, endings[i], NULL);

      g_unlink (path);
    }
}

static gboolean
make_file (const char *path, GError **error)
{
  int descriptor = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (descriptor < 0)
    resite_error_set_from_errno (error, errno, _ ("%s: the journal could not be made"), path);
  else
    close (descriptor);
  return descriptor >= 0;
}

/* The write-ahead log comes last and stays empty, so that one file holds it all. */
static gboolean
fill (const char *part, GError **error)
{
  sqlite3 *database = make_file (part, error) ? open_file (part, TRUE, error) : NULL;
  gboolean done = database != NULL && check_writable (database, part, error) &&
                  resite_journal_schema_migrate (database, error) && set_up (database, TRUE, error);

  sqlite3_close (database);
  return done;
}

/* Under another name until it is whole, for a program that is killed here must not leave what
 * looks like a journal and is none. */
sqlite3 *
resite_journal_schema_create (const char *path, GError **error)
{
  g_autofree char *part = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: there is a file of this name already; a journal never replaces one."),
                   path);
      return NULL;
    }
  part = g_strconcat (path, ".part", NULL);
  remove_part (part);
  if (fill (part, error) && put_in_place (part, path, error))
    return resite_journal_schema_open (path, TRUE, error);
  remove_part (part);
  return NULL;
}
