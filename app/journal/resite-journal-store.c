/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-store"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "resite-error.h"
#include "resite-event-private.h"
#include "resite-journal-store.h"
#include "resite-journal.h"

struct _ResiteJournalStore
{
  sqlite3 *database;
  sqlite3_stmt *insert_event;
  sqlite3_stmt *insert_fact;
  sqlite3_stmt *insert_text;
  sqlite3_stmt *update_head;
  sqlite3_stmt *put_item;

  guint64 last_sequence;
  char *last_hash;
  guint64 committed_sequence;
  char *committed_hash;
};

static const char put_item_sql[] =
    "INSERT INTO item (scope, name, state, message, digest, output, bytes, size, modified,"
    " exit_code, seconds, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (scope, name) DO UPDATE SET state = excluded.state, message = excluded.message,"
    " digest = excluded.digest, output = excluded.output, bytes = excluded.bytes,"
    " size = excluded.size, modified = excluded.modified, exit_code = excluded.exit_code,"
    " seconds = excluded.seconds, tries = excluded.tries";

static gboolean
prepare_all (ResiteJournalStore *self, GError **error)
{
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } all[] = {
    { &self->insert_event, "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
    { &self->insert_fact, "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)" },
    { &self->insert_text, "INSERT INTO text VALUES (?, ?, ?)" },
    { &self->update_head, "UPDATE head SET sequence = ?, hash = ?" },
    { &self->put_item, put_item_sql },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      *all[i].statement = resite_sql_prepare (self->database, all[i].sql, error);
      if (*all[i].statement == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_head (ResiteJournalStore *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean row = FALSE;

  statement = resite_sql_prepare (self->database, "SELECT sequence, hash FROM head", error);
  if (statement == NULL || !resite_sql_step_row (statement, &row, error))
    return FALSE;
  self->last_sequence = row ? (guint64)sqlite3_column_int64 (statement, 0) : 0;
  self->last_hash = g_strdup (row ? resite_sql_get_text (statement, 1) : RESITE_EVENT_NO_HASH);
  self->committed_sequence = self->last_sequence;
  self->committed_hash = g_strdup (self->last_hash);
  return TRUE;
}

ResiteJournalStore *
resite_journal_store_new (sqlite3 *database, GError **error)
{
  ResiteJournalStore *self = g_new0 (ResiteJournalStore, 1);

  self->database = database;
  if (prepare_all (self, error) && read_head (self, error))
    return self;
  resite_journal_store_free (self);
  return NULL;
}

void
resite_journal_store_free (ResiteJournalStore *self)
{
  if (self == NULL)
    return;
  sqlite3_finalize (self->insert_event);
  sqlite3_finalize (self->insert_fact);
  sqlite3_finalize (self->insert_text);
  sqlite3_finalize (self->update_head);
  sqlite3_finalize (self->put_item);
  sqlite3_close (self->database);
  g_free (self->last_hash);
  g_free (self->committed_hash);
  g_free (self);
}

sqlite3 *
resite_journal_store_get_database (ResiteJournalStore *self)
{
  return self->database;
}

gboolean
resite_journal_store_begin (ResiteJournalStore *self, GError **error)
{
  return resite_sql_run (self->database, "BEGIN IMMEDIATE", error);
}

gboolean
resite_journal_store_commit (ResiteJournalStore *self, GError **error)
{
  if (!resite_sql_run (self->database, "COMMIT", error))
    return FALSE;
  self->committed_sequence = self->last_sequence;
  g_free (self->committed_hash);
  self->committed_hash = g_strdup (self->last_hash);
  return TRUE;
}

void
resite_journal_store_roll_back (ResiteJournalStore *self)
{
  /* Some failures, a full disk among them, have rolled back already. */
  if (!sqlite3_get_autocommit (self->database))
    resite_sql_run (self->database, "ROLLBACK", NULL);
  self->last_sequence = self->committed_sequence;
  g_free (self->last_hash);
  self->last_hash = g_strdup (self->committed_hash);
}

static gboolean
add_fact (ResiteJournalStore *self, guint64 sequence, guint position, const ResiteFact *fact,
          GError **error)
{
  resite_sql_bind_int (self->insert_fact, 1, (gint64)sequence);
  resite_sql_bind_int (self->insert_fact, 2, position);
  resite_sql_bind_text (self->insert_fact, 3, fact->name);
  resite_sql_bind_int (self->insert_fact, 4, fact->kind);
  resite_sql_bind_text (self->insert_fact, 5, fact->value);
  resite_sql_bind_text (self->insert_fact, 6, fact->digest);
  if (!resite_sql_step_done (self->insert_fact, error))
    return FALSE;
  if (fact->kind == RESITE_FACT_VALUE)
    return TRUE;

  resite_sql_bind_int (self->insert_text, 1, (gint64)sequence);
  resite_sql_bind_text (self->insert_text, 2, fact->name);
  sqlite3_bind_blob64 (self->insert_text, 3,
                       g_bytes_get_size (fact->bytes) > 0 ? g_bytes_get_data (fact->bytes, NULL)
                                                          : "",
                       g_bytes_get_size (fact->bytes), SQLITE_STATIC);
  return resite_sql_step_done (self->insert_text, error);
}

static gboolean
add_event_row (ResiteJournalStore *self, ResiteEvent *draft, gint64 time, guint64 sequence,
               const char *hash, GError **error)
{
  resite_sql_bind_int (self->insert_event, 1, (gint64)sequence);
  resite_sql_bind_int (self->insert_event, 2, time);
  resite_sql_bind_text (self->insert_event, 3, draft->what);
  resite_sql_bind_text (self->insert_event, 4, draft->actor);
  resite_sql_bind_text (self->insert_event, 5, draft->step);
  resite_sql_bind_text (self->insert_event, 6, draft->target);
  resite_sql_bind_int (self->insert_event, 7, draft->attempt);
  resite_sql_bind_text (self->insert_event, 8, hash);
  if (!resite_sql_step_done (self->insert_event, error))
    return FALSE;
  resite_sql_bind_int (self->update_head, 1, (gint64)sequence);
  resite_sql_bind_text (self->update_head, 2, hash);
  return resite_sql_step_done (self->update_head, error);
}

gboolean
resite_journal_store_add_event (ResiteJournalStore *self, ResiteEvent *draft, gint64 time,
                                guint64 *sequence, char **hash, GError **error)
{
  guint64 number = self->last_sequence + 1;
  g_autofree char *own_hash = NULL;

  own_hash = resite_event_compute_hash (draft, number, time, self->last_hash);
  if (!add_event_row (self, draft, time, number, own_hash, error))
    return FALSE;
  for (guint i = 0; i < draft->facts->len; i++)
    {
      if (!add_fact (self, number, i, g_ptr_array_index (draft->facts, i), error))
        return FALSE;
    }
  self->last_sequence = number;
  g_free (self->last_hash);
  self->last_hash = g_strdup (own_hash);
  *sequence = number;
  *hash = g_steal_pointer (&own_hash);
  return TRUE;
}

/* For texts that stay until the statement was stepped. */
static void
lend_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
put_item (ResiteJournalStore *self, const char *scope, const ResiteItemRecord *record,
          GError **error)
{
  sqlite3_stmt *put = self->put_item;

  lend_text (put, 1, scope);
  lend_text (put, 2, record->name);
  lend_text (put, 3, record->state);
  lend_text (put, 4, record->message != NULL ? record->message : "");
  lend_text (put, 5, record->digest);
  lend_text (put, 6, record->output);
  resite_sql_bind_int (put, 7, record->bytes);
  resite_sql_bind_int (put, 8, record->size);
  resite_sql_bind_int (put, 9, record->modified);
  resite_sql_bind_int (put, 10, record->exit_code);
  sqlite3_bind_double (put, 11, record->seconds);
  resite_sql_bind_int (put, 12, record->tries);
  return resite_sql_step_done (put, error);
}

gboolean
resite_journal_store_put_items (ResiteJournalStore *self, const char *scope, GPtrArray *records,
                                GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      if (!put_item (self, scope, g_ptr_array_index (records, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_blanking_recorded (ResiteJournalStore *self, guint64 sequence, const char *name,
                      gboolean *recorded, GError **error)
{
  g_autoptr (sqlite3_stmt) find = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, sequence);

  find = resite_sql_prepare (self->database,
                             "SELECT 1 FROM event e JOIN fact s USING (sequence)"
                             " JOIN fact n USING (sequence) WHERE e.what = ? AND"
                             " s.name = 'sequence' AND s.value = ? AND n.name = 'name'"
                             " AND n.value = ?",
                             error);
  if (find == NULL)
    return FALSE;
  resite_sql_bind_text (find, 1, RESITE_EVENT_BLANKED);
  resite_sql_bind_text (find, 2, number);
  resite_sql_bind_text (find, 3, name);
  return resite_sql_step_row (find, recorded, error);
}

gboolean
resite_journal_store_blank (ResiteJournalStore *self, guint64 sequence, const char *name,
                            GError **error)
{
  g_autoptr (sqlite3_stmt) update = NULL;
  gboolean recorded;

  if (!is_blanking_recorded (self, sequence, name, &recorded, error))
    return FALSE;
  if (!recorded)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE,
                   _ ("“%s” of entry %" PRIu64 " stays: nobody recorded yet that it is "
                      "to be blanked."),
                   name, sequence);
      return FALSE;
    }
  update = resite_sql_prepare (
      self->database, "UPDATE text SET content = NULL WHERE sequence = ? AND name = ?", error);
  if (update == NULL)
    return FALSE;
  resite_sql_bind_int (update, 1, (gint64)sequence);
  resite_sql_bind_text (update, 2, name);
  if (!resite_sql_step_done (update, error))
    return FALSE;
  if (sqlite3_changes (self->database) == 1)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("Entry %" PRIu64 " has no text “%s” that could be blanked."), sequence, name);
  return FALSE;
}

void
resite_journal_store_forget_log (ResiteJournalStore *self)
{
  sqlite3_wal_checkpoint_v2 (self->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}
