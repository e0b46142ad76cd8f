/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-reader"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "resite-digest.h"
#include "resite-error.h"
#include "resite-event-private.h"
#include "resite-journal-reader.h"

static GBytes *
get_content (sqlite3_stmt *statement, int column)
{
  int length = sqlite3_column_bytes (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (statement, column), length);
}

static void
restore_fact (ResiteEvent *event, sqlite3_stmt *facts)
{
  g_autoptr (GBytes) content = get_content (facts, 4);
  const char *name = resite_sql_get_text (facts, 0);

  resite_event_restore_fact (
      event, name != NULL ? name : "", (ResiteFactKind)sqlite3_column_int (facts, 1),
      resite_sql_get_text (facts, 2), resite_sql_get_text (facts, 3), content);
}

static gboolean
read_facts (ResiteEvent *event, sqlite3_stmt *facts, GError **error)
{
  gboolean row = FALSE;
  gboolean fine;

  resite_sql_bind_int (facts, 1, RESITE_FACT_TEXT);
  resite_sql_bind_int (facts, 2, (gint64)event->sequence);
  while ((fine = resite_sql_step_row (facts, &row, error)) && row)
    restore_fact (event, facts);
  sqlite3_reset (facts);
  return fine;
}

static ResiteEvent *
restore_event (sqlite3_stmt *events)
{
  const char *what = resite_sql_get_text (events, 2);
  const char *actor = resite_sql_get_text (events, 3);
  ResiteEvent *event;

  event = resite_event_new (what != NULL ? what : "", actor != NULL ? actor : "",
                            resite_sql_get_text (events, 4), resite_sql_get_text (events, 5),
                            (guint)sqlite3_column_int64 (events, 6));
  event->sequence = (guint64)sqlite3_column_int64 (events, 0);
  event->time = sqlite3_column_int64 (events, 1);
  event->hash = g_strdup (resite_sql_get_text (events, 7));
  return event;
}

GPtrArray *
resite_journal_reader_read_events (sqlite3 *database, guint64 from_sequence, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) select = NULL;
  g_autoptr (sqlite3_stmt) facts = NULL;
  gboolean row = FALSE;
  gboolean fine;

  select = resite_sql_prepare (database,
                               "SELECT sequence, time, what, actor, step, target, attempt, hash"
                               " FROM event WHERE sequence >= ? ORDER BY sequence",
                               error);
  if (select == NULL)
    return NULL;
  facts = resite_sql_prepare (database,
                              "SELECT f.name, f.kind, f.value, f.digest, t.content FROM fact f"
                              " LEFT JOIN text t ON t.sequence = f.sequence AND t.name = f.name"
                              " AND f.kind <= ? WHERE f.sequence = ? ORDER BY f.position",
                              error);
  if (facts == NULL)
    return NULL;
  resite_sql_bind_int (select, 1, (gint64)MIN (from_sequence, G_MAXINT64));
  while ((fine = resite_sql_step_row (select, &row, error)) && row)
    {
      ResiteEvent *event = restore_event (select);

      g_ptr_array_add (events, event);
      if (!read_facts (event, facts, error))
        return NULL;
    }
  return fine ? g_steal_pointer (&events) : NULL;
}

static char *
lend_text (sqlite3_stmt *items, int column)
{
  const char *text = resite_sql_get_text (items, column);

  return (char *)(text != NULL ? text : "");
}

/* Its texts are the statement's, until that goes on. */
static ResiteItemRecord
lend_item (sqlite3_stmt *items)
{
  return (ResiteItemRecord){
    .name = lend_text (items, 0),
    .state = lend_text (items, 1),
    .message = lend_text (items, 2),
    .digest = (char *)resite_sql_get_text (items, 3),
    .output = (char *)resite_sql_get_text (items, 4),
    .bytes = sqlite3_column_int64 (items, 5),
    .size = sqlite3_column_int64 (items, 6),
    .modified = sqlite3_column_int64 (items, 7),
    .exit_code = sqlite3_column_int64 (items, 8),
    .seconds = sqlite3_column_double (items, 9),
    .tries = (guint)sqlite3_column_int64 (items, 10),
  };
}

#define ITEM_COLUMNS                                                                               \
  "SELECT name, state, message, digest, output, bytes, size, modified, exit_code, seconds, tries"  \
  " FROM item WHERE scope = ? ORDER BY "

/* The index by scope and name has them in this order already. */
gboolean
resite_journal_reader_visit_items (sqlite3 *database, const char *scope, ResiteItemVisit visit,
                                   gpointer user_data, GError **error)
{
  g_autoptr (sqlite3_stmt) select = resite_sql_prepare (database, ITEM_COLUMNS "name", error);
  gboolean row = FALSE;

  if (select == NULL)
    return FALSE;
  resite_sql_bind_text (select, 1, scope);
  while (resite_sql_step_row (select, &row, error))
    {
      ResiteItemRecord lent;

      if (!row)
        return TRUE;
      lent = lend_item (select);
      if (!visit (&lent, user_data))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
resite_journal_reader_read_items (sqlite3 *database, const char *scope, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (sqlite3_stmt) select = NULL;
  gboolean row = FALSE;
  gboolean fine;

  select = resite_sql_prepare (database, ITEM_COLUMNS "id", error);
  if (select == NULL)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  resite_sql_bind_text (select, 1, scope);
  while ((fine = resite_sql_step_row (select, &row, error)) && row)
    {
      const ResiteItemRecord lent = lend_item (select);

      g_ptr_array_add (items, resite_item_record_copy (&lent));
    }
  return fine ? g_steal_pointer (&items) : NULL;
}

GStrv
resite_journal_reader_list_scopes (sqlite3 *database, GError **error)
{
  g_autoptr (GStrvBuilder) scopes = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) select = NULL;
  gboolean row = FALSE;
  gboolean fine;

  select = resite_sql_prepare (database, "SELECT DISTINCT scope FROM item ORDER BY scope", error);
  if (select == NULL)
    return NULL;
  while ((fine = resite_sql_step_row (select, &row, error)) && row)
    g_strv_builder_add (scopes, resite_sql_get_text (select, 0));
  return fine ? g_strv_builder_end (scopes) : NULL;
}

/* Text columns are 0 to 4, numbers follow; a floating number is hashed in the form in which
 * SQLite gives it back as text, which is the same wherever the file is opened. */
static void
digest_item (ResiteDigest *digest, sqlite3_stmt *items)
{
  for (int column = 0; column < sqlite3_column_count (items); column++)
    {
      const void *text = sqlite3_column_text (items, column);
      int length = sqlite3_column_bytes (items, column);

      if (text != NULL)
        resite_digest_add (digest, sqlite3_column_name (items, column), text, length);
      else
        resite_digest_add_text (digest, sqlite3_column_name (items, column), NULL);
    }
}

char *
resite_journal_reader_digest_items (sqlite3 *database, const char *scope, GError **error)
{
  g_autoptr (ResiteDigest) digest = resite_digest_new ();
  g_autoptr (sqlite3_stmt) select = NULL;
  gboolean row = FALSE;
  gboolean fine;

  select = resite_sql_prepare (database, ITEM_COLUMNS "name", error);
  if (select == NULL)
    return NULL;
  resite_sql_bind_text (select, 1, scope);
  resite_digest_add_text (digest, "resite-items", "1");
  resite_digest_add_text (digest, "scope", scope);
  while ((fine = resite_sql_step_row (select, &row, error)) && row)
    digest_item (digest, select);
  return fine ? resite_digest_end (g_steal_pointer (&digest)) : NULL;
}

GBytes *
resite_journal_reader_read_file (sqlite3 *database, guint64 sequence, const char *name,
                                 GError **error)
{
  g_autoptr (sqlite3_stmt) select = NULL;
  gboolean row = FALSE;

  select = resite_sql_prepare (database, "SELECT content FROM text WHERE sequence = ? AND name = ?",
                               error);
  if (select == NULL)
    return NULL;
  resite_sql_bind_int (select, 1, (gint64)sequence);
  resite_sql_bind_text (select, 2, name);
  if (!resite_sql_step_row (select, &row, error))
    return NULL;
  if (row && sqlite3_column_type (select, 0) != SQLITE_NULL)
    return get_content (select, 0);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               row ? _ ("“%s” of entry %" PRIu64 " was blanked.")
                   : _ ("Entry %2$" PRIu64 " has no file “%1$s”."),
               name, sequence);
  return NULL;
}
