/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-sql"
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-journal-sql.h"

static const char *
get_path (sqlite3 *database)
{
  const char *path = sqlite3_db_filename (database, "main");

  return path != NULL ? path : "";
}

static int
code_from_system (sqlite3 *database)
{
  switch (sqlite3_system_errno (database))
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return RESITE_ERROR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
      return RESITE_ERROR_NO_ACCESS;
    default:
      return RESITE_ERROR_FAILED;
    }
}

static int
code_from_result (sqlite3 *database)
{
  switch (sqlite3_errcode (database) & 0xff)
    {
    case SQLITE_FULL:
      return RESITE_ERROR_NO_SPACE;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return RESITE_ERROR_NO_ACCESS;
    case SQLITE_CANTOPEN:
      return RESITE_ERROR_NO_ACCESS;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR: /* a table or column is not there */
      return RESITE_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return RESITE_ERROR_LOCKED;
    default:
      return code_from_system (database);
    }
}

void
resite_sql_set_error (GError **error, sqlite3 *database, const char *what)
{
  int code = code_from_result (database);
  const char *advice = "";

  if (code == RESITE_ERROR_NO_SPACE)
    advice = _ (" Nothing was recorded. Free some space and try again; do not do the next step "
                "before that.");
  else if (code == RESITE_ERROR_CORRUPT)
    advice = _ (" The file is damaged or is no journal. Keep it as it is and go on with its newest "
                "snapshot.");
  else if (code == RESITE_ERROR_NO_ACCESS)
    advice = _ (" Look at the rights of the file and of its folder.");
  g_set_error (error, RESITE_ERROR, code, "%s: %s: %s.%s", get_path (database), what,
               sqlite3_errmsg (database), advice);
}

gboolean
resite_sql_run (sqlite3 *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  resite_sql_set_error (error, database, _ ("the journal could not be used"));
  return FALSE;
}

sqlite3_stmt *
resite_sql_prepare (sqlite3 *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  resite_sql_set_error (error, database, _ ("the journal could not be used"));
  return NULL;
}

gboolean
resite_sql_step_done (sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result != SQLITE_DONE && result != SQLITE_ROW)
    resite_sql_set_error (error, sqlite3_db_handle (statement),
                          _ ("the journal could not be written"));
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return result == SQLITE_DONE || result == SQLITE_ROW;
}

gboolean
resite_sql_step_row (sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int result = sqlite3_step (statement);

  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;
  resite_sql_set_error (error, sqlite3_db_handle (statement), _ ("the journal could not be read"));
  return FALSE;
}

gboolean
resite_sql_get_int (sqlite3 *database, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = resite_sql_prepare (database, sql, error);
  gboolean row;

  *value = 0;
  if (statement == NULL || !resite_sql_step_row (statement, &row, error))
    return FALSE;
  if (row)
    *value = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

void
resite_sql_bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
  else
    sqlite3_bind_null (statement, index);
}

void
resite_sql_bind_int (sqlite3_stmt *statement, int index, gint64 value)
{
  sqlite3_bind_int64 (statement, index, value);
}

const char *
resite_sql_get_text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}
