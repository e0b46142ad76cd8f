/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* SQLite with our errors: every failure says which journal and why, with a code that a screen
 * can act on. The journal's path is asked of the connection. */

/* Sets @error for what @database just refused, WHAT standing in front. */
void resite_sql_set_error (GError **error, sqlite3 *database, const char *what);

gboolean resite_sql_run (sqlite3 *database, const char *sql, GError **error);
sqlite3_stmt *resite_sql_prepare (sqlite3 *database, const char *sql, GError **error);
/* A statement without rows; it is reset for its next use. */
gboolean resite_sql_step_done (sqlite3_stmt *statement, GError **error);
/* *@row: whether there is one more. */
gboolean resite_sql_step_row (sqlite3_stmt *statement, gboolean *row, GError **error);
/* The one number that @sql gives. */
gboolean resite_sql_get_int (sqlite3 *database, const char *sql, gint64 *value, GError **error);

void resite_sql_bind_text (sqlite3_stmt *statement, int index, const char *text);
void resite_sql_bind_int (sqlite3_stmt *statement, int index, gint64 value);
/* (nullable), valid until the next step. */
const char *resite_sql_get_text (sqlite3_stmt *statement, int column);

G_END_DECLS
