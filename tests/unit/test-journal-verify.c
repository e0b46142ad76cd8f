/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "resite-error.h"
#include "resite-journal.h"
#include "resite-run-state.h"

/* What somebody with a database tool does to the file, and the entry that must be named. */
typedef struct
{
  const char *name;
  const char *sql; /* NULL: nothing */
  guint64 bad;     /* G_MAXUINT64: the journal is intact */
} Edit;

#define INTACT G_MAXUINT64

/* Every edit begins by taking the guards away. */
#define NO_GUARDS                                                                                  \
  "DROP TRIGGER event_stays; DROP TRIGGER event_is_kept; DROP TRIGGER fact_stays;"                 \
  "DROP TRIGGER fact_is_kept; DROP TRIGGER text_stays; DROP TRIGGER text_is_kept;"                 \
  "DROP TRIGGER item_is_kept; PRAGMA foreign_keys = OFF;"

static const Edit edits[] = {
  { "untouched", NULL, INTACT },
  { "guards-only", "", INTACT },
  { "actor", "UPDATE event SET actor = 'somebody else' WHERE sequence = 3", 3 },
  { "time", "UPDATE event SET time = time + 1 WHERE sequence = 2", 2 },
  { "what", "UPDATE event SET what = 'step-done' WHERE sequence = 4", 4 },
  { "step", "UPDATE event SET step = 'P2' WHERE sequence = 2", 2 },
  { "target", "UPDATE event SET target = 'primary.1' WHERE sequence = 2", 2 },
  { "attempt", "UPDATE event SET attempt = 2 WHERE sequence = 2", 2 },
  { "hash", "UPDATE event SET hash = replace (hash, 'a', 'b') WHERE sequence = 5", 5 },
  { "fact", "UPDATE fact SET value = '12' WHERE sequence = 3 AND name = 'good'", 3 },
  { "fact-name", "UPDATE fact SET name = 'bad' WHERE sequence = 3 AND name = 'good'", 3 },
  { "fact-gone", "DELETE FROM fact WHERE sequence = 3 AND name = 'good'", 3 },
  { "fact-added", "INSERT INTO fact VALUES (4, 9, 'overrule', 0, 'yes', NULL)", 4 },
  { "fact-order", "UPDATE fact SET position = 99 WHERE sequence = 3 AND position = 0", 3 },
  { "deleted-middle", "DELETE FROM event WHERE sequence = 4", 4 },
  { "deleted-first", "DELETE FROM event WHERE sequence = 1", 1 },
  { "deleted-last", "DELETE FROM event WHERE sequence = 7", 7 },
  { "deleted-and-closed-up",
    "DELETE FROM event WHERE sequence = 4; DELETE FROM fact WHERE sequence = 4;"
    "DELETE FROM text WHERE sequence = 4;"
    "UPDATE event SET sequence = 4 WHERE sequence = 5; UPDATE fact SET sequence = 4 WHERE "
    "sequence = 5; UPDATE text SET sequence = 4 WHERE sequence = 5",
    4 },
  { "swapped",
    "UPDATE event SET sequence = 99 WHERE sequence = 4; UPDATE event SET sequence = 4 WHERE "
    "sequence = 5; UPDATE event SET sequence = 5 WHERE sequence = 99;",
    4 },
  { "added-behind",
    "INSERT INTO event SELECT 8, time, what, actor, step, target, attempt, hash FROM event WHERE "
    "sequence = 7",
    8 },
  { "text", "UPDATE text SET content = CAST ('all is well' AS BLOB) WHERE sequence = 5", 5 },
  { "text-row-gone", "DELETE FROM text WHERE sequence = 5", 5 },
  { "text-blanked-by-nobody", "UPDATE text SET content = NULL WHERE sequence = 5", 5 },
  { "text-blanked-by-the-rules", "UPDATE text SET content = NULL WHERE sequence = 6", INTACT },
  { "file", "UPDATE text SET content = X'00' WHERE sequence = 2", 2 },
  { "item-state", "UPDATE item SET state = 'copied' WHERE name = 'S0100002'", 3 },
  { "item-output", "UPDATE item SET output = 'successfully' WHERE name = 'S0100001'", 3 },
  { "item-seconds", "UPDATE item SET seconds = 0.25 WHERE name = 'S0100001'", 3 },
  { "item-gone", "DELETE FROM item WHERE name = 'S0100002'", 3 },
  { "item-added",
    "INSERT INTO item SELECT 99, scope, 'S0100009', state, message, digest, output, bytes, size,"
    " modified, exit_code, seconds, tries FROM item WHERE name = 'S0100001'",
    3 },
  { "item-of-running-job",
    "INSERT INTO item SELECT 99, 'R3#1/bulk-1', name, state, message, digest, output, bytes, size,"
    " modified, exit_code, seconds, tries FROM item WHERE name = 'S0100001'",
    INTACT },
};

static void
append (ResiteJournal *journal, ResiteEvent *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event = resite_journal_append (journal, draft, 0, &error);

  g_assert_no_error (error);
}

static void
append_action (ResiteJournal *journal, const char *what, const char *digest)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (what, "resite", "P1", NULL, 1);

  resite_event_set (draft, "action", "copy-1");
  resite_event_set (draft, "good", "1");
  if (digest != NULL)
    resite_event_set (draft, "items-digest", digest);
  append (journal, draft);
}

static void
append_note (ResiteJournal *journal, const char *note)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "P1", NULL, 1);

  resite_event_set_text (draft, "note", note);
  append (journal, draft);
}

static void
append_file (ResiteJournal *journal)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_ATTACHED, "J. Doe", "P1", NULL, 1);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\1", 2);

  resite_event_set_bytes (draft, "file", bytes);
  append (journal, draft);
}

static void
append_blanked (ResiteJournal *journal)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_BLANKED, "J. Doe", NULL, NULL, 0);

  resite_event_set (draft, "sequence", "6");
  resite_event_set (draft, "name", "note");
  append (journal, draft);
}

static void
put_items (ResiteJournal *journal)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  ResiteItemRecord *record = resite_item_record_new ("S0100001", "copied");

  record->seconds = 0.125;
  g_ptr_array_add (records, record);
  g_ptr_array_add (records, resite_item_record_new ("S0100002", "failed"));
  g_assert_true (resite_journal_put_items (journal, "P1#1/copy-1", records, NULL));
}

/* 1 started, 2 a file, 3 an outcome with items, 4 and 5 a note, 6 a note that is to be blanked, 7
 * says so. */
static void
write_journal (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = resite_journal_create (path, &error);
  g_autofree char *digest = NULL;

  g_assert_no_error (error);
  append_action (journal, RESITE_EVENT_ACTION_STARTED, NULL);
  append_file (journal);
  put_items (journal);
  digest = resite_journal_digest_items (journal, "P1#1/copy-1", &error);
  append_action (journal, RESITE_EVENT_ACTION_ENDED, digest);
  append_note (journal, "one failed");
  append_note (journal, "the second time as well");
  append_note (journal, "a password");
  append_blanked (journal);
}

static void
apply (const char *path, const char *sql)
{
  g_autofree char *all = g_strconcat (NO_GUARDS, sql, NULL);
  char *message = NULL;
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_exec (database, all, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (database);
}

/* With what those who only read have left beside it. */
static void
remove_journal (const char *folder, const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_edit (gconstpointer data)
{
  const Edit *edit = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("resite-verify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.resite", NULL);
  g_autofree char *hash = NULL;
  guint64 bad = 77;
  gboolean intact;

  write_journal (path);
  if (edit->sql != NULL)
    apply (path, edit->sql);
  intact = resite_journal_verify (path, &bad, &hash, &error);
  if (edit->bad == INTACT)
    {
      g_assert_no_error (error);
      g_assert_true (intact);
      g_assert_cmpuint (bad, ==, 0);
      g_assert_cmpuint (strlen (hash), ==, 64);
    }
  else
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, edit->bad);

      g_assert_false (intact);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
      g_assert_cmpuint (bad, ==, edit->bad);
      g_assert_nonnull (strstr (error->message, number));
    }
  remove_journal (folder, path);
}

/* While a job that was started once more still runs, its items differ from what its former
 * outcome said, and that is no fault. */
static void
test_items_of_a_retry (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("resite-verify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.resite", NULL);
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  g_autofree char *digest = NULL;

  write_journal (path);
  journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
  append_action (journal, RESITE_EVENT_ACTION_STARTED, NULL);
  g_ptr_array_add (records, resite_item_record_new ("S0100002", "copied"));
  g_assert_true (resite_journal_put_items (journal, "P1#1/copy-1", records, &error));
  /* Also looked at while it is open for writing. */
  g_assert_true (resite_journal_verify (path, NULL, NULL, &error));
  g_assert_no_error (error);

  digest = resite_journal_digest_items (journal, "P1#1/copy-1", &error);
  append_action (journal, RESITE_EVENT_ACTION_ENDED, digest);
  g_assert_true (resite_journal_verify (path, NULL, NULL, &error));
  g_clear_object (&journal);
  apply (path, "UPDATE item SET state = 'failed' WHERE name = 'S0100002'");
  g_assert_false (resite_journal_verify (path, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  remove_journal (folder, path);
}

/* The hash that stands on paper is the one that a later look gives. */
static void
test_chain_hash_is_the_last_event (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("resite-verify-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.resite", NULL);
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (ResiteRunState) state = NULL;
  g_autofree char *hash = NULL;

  write_journal (path);
  g_assert_true (resite_journal_verify (path, NULL, &hash, &error));
  journal = resite_journal_open (path, RESITE_JOURNAL_READ, &error);
  events = resite_journal_read_events (journal, 0, &error);
  state = resite_run_state_new_from_events (events);
  g_assert_cmpstr (resite_run_state_get_last_hash (state), ==, hash);
  remove_journal (folder, path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *name = g_strconcat ("/journal-verify/", edits[i].name, NULL);

      g_test_add_data_func (name, &edits[i], test_edit);
    }
  g_test_add_func ("/journal-verify/items-of-a-retry", test_items_of_a_retry);
  g_test_add_func ("/journal-verify/chain-hash-is-the-last-event",
                   test_chain_hash_is_the_last_event);
  return g_test_run ();
}
