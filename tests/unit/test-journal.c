/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "resite-error.h"
#include "resite-journal.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("resite-journal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "run.resite", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static char *
in_folder (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static ResiteJournal *
create (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ResiteJournal *journal = resite_journal_create (fixture->path, &error);

  g_assert_no_error (error);
  return journal;
}

static guint64
append_note (ResiteJournal *journal, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);
  g_autoptr (ResiteEvent) event = NULL;

  resite_event_set_text (draft, "note", note);
  event = resite_journal_append (journal, draft, 0, &error);
  g_assert_no_error (error);
  return resite_event_get_sequence (event);
}

static GPtrArray *
read_all (ResiteJournal *journal)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = resite_journal_read_events (journal, 0, &error);

  g_assert_no_error (error);
  return events;
}

static void
assert_intact (const char *path)
{
  g_autoptr (GError) error = NULL;
  gboolean intact = resite_journal_verify (path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (intact);
}

static void
test_written_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_bytes_new ("\377\330\0photo", 8);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (ResiteEvent) draft = NULL;
  g_autoptr (ResiteEvent) written = NULL;
  g_autoptr (GPtrArray) events = NULL;
  ResiteEvent *event;

  draft = resite_event_new (RESITE_EVENT_ATTACHED, "Jörg 🛠", "C6", "primary.2", 3);
  resite_event_set (draft, "name", "bild.jpg");
  resite_event_set_text (draft, "note", "zwei\nZeilen");
  resite_event_set_bytes (draft, "file", photo);
  written = resite_journal_append (journal, draft, 1795340467250000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (resite_event_get_sequence (written), ==, 1);

  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpuint (resite_event_get_sequence (event), ==, 1);
  g_assert_cmpint (resite_event_get_time (event), ==, 1795340467250000);
  g_assert_cmpstr (resite_event_get_what (event), ==, RESITE_EVENT_ATTACHED);
  g_assert_cmpstr (resite_event_get_actor (event), ==, "Jörg 🛠");
  g_assert_cmpstr (resite_event_get_step (event), ==, "C6");
  g_assert_cmpstr (resite_event_get_target (event), ==, "primary.2");
  g_assert_cmpuint (resite_event_get_attempt (event), ==, 3);
  g_assert_cmpstr (resite_event_get_hash (event), ==, resite_event_get_hash (written));
  g_assert_cmpstr (resite_event_get (event, "name"), ==, "bild.jpg");
  g_assert_cmpstr (resite_event_get (event, "note"), ==, "zwei\nZeilen");
  g_assert_null (resite_event_get_bytes (event, "file"));

  again = resite_journal_read_file (journal, 1, "file", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (photo, again));
  g_assert_null (resite_journal_read_file (journal, 1, "film", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_goes_on_after_closing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ResiteJournal *journal = create (fixture);
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *log = in_folder (fixture, "run.resite-wal");
  g_autofree char *lock = in_folder (fixture, "run.resite.lock");

  append_note (journal, "one");
  g_assert_true (g_file_test (lock, G_FILE_TEST_EXISTS));
  g_assert_true (resite_journal_close (journal, &error));
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_null (resite_journal_read_events (journal, 0, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_clear_error (&error);
  g_assert_finalize_object (journal);

  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (append_note (journal, "two"), ==, 2);
  events = resite_journal_read_events (journal, 2, &error);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (resite_event_get (g_ptr_array_index (events, 0), "note"), ==, "two");
  g_assert_finalize_object (journal);
  assert_intact (fixture->path);
}

typedef struct
{
  GMainLoop *loop;
  guint64 last;
  guint left;
} Appending;

static void
appended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Appending *appending = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event = NULL;

  event = resite_journal_append_finish (RESITE_JOURNAL (object), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (resite_event_get_sequence (event), ==, appending->last + 1);
  g_assert_cmpint (resite_event_get_int (event, "number", -1), ==, (gint64)appending->last);
  appending->last++;
  if (--appending->left == 0)
    g_main_loop_quit (appending->loop);
}

/* Many at once share commits, and still keep their order and answer in it. */
static void
test_order_of_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Appending appending = { .loop = loop, .left = 1000 };
  g_autoptr (GPtrArray) events = NULL;

  for (int i = 0; i < 1000; i++)
    {
      g_autoptr (ResiteEvent) draft =
          resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);

      resite_event_set_int (draft, "number", i);
      resite_journal_append_async (journal, draft, 0, appended_cb, &appending);
    }
  g_main_loop_run (loop);
  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, 1000);
  assert_intact (fixture->path);
}

static gpointer
append_from_thread (gpointer data)
{
  for (int i = 0; i < 100; i++)
    append_note (data, "from a thread");
  return NULL;
}

static void
test_several_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  GThread *threads[4];
  g_autoptr (GPtrArray) events = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("append", append_from_thread, journal);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, 400);
  assert_intact (fixture->path);
}

static GPtrArray *
make_records (const char *state, guint count)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup_printf ("S01%05X", count - i);

      g_ptr_array_add (records, resite_item_record_new (name, state));
    }
  return records;
}

static void
items_put_cb (GObject *object, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_journal_put_items_finish (RESITE_JOURNAL (object), result, &error));
  g_assert_no_error (error);
  g_main_loop_quit (loop);
}

static void
test_items (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = make_records ("queued", 3);
  g_autoptr (GPtrArray) change = make_records ("copied", 1);
  g_autoptr (GPtrArray) items = NULL;
  g_auto (GStrv) scopes = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ResiteItemRecord *record = g_ptr_array_index (change, 0);
  ResiteItemRecord *first;

  g_assert_true (resite_journal_put_items (journal, "P1#1/copy-1", records, &error));
  before = resite_journal_digest_items (journal, "P1#1/copy-1", &error);
  g_free (record->message);
  record->message = g_strdup ("as it should be");
  record->digest = g_strdup ("xxh3-128:00");
  record->bytes = record->size = G_GINT64_CONSTANT (5000000000);
  record->modified = 1795340467250000;
  record->exit_code = 0;
  record->seconds = 0.1;
  record->tries = 2;
  resite_journal_put_items_async (journal, "P1#1/copy-1", change, items_put_cb, loop);
  /* The journal has its own copy. */
  record->bytes = 1;
  g_main_loop_run (loop);

  items = resite_journal_read_items (journal, "P1#1/copy-1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  first = g_ptr_array_index (items, 0);
  g_assert_cmpstr (first->name, ==, "S0100003");
  g_assert_cmpstr (first->state, ==, "queued");
  g_assert_cmpint (first->size, ==, -1);
  g_assert_cmpint (first->exit_code, ==, -1);
  first = g_ptr_array_index (items, 2);
  g_assert_cmpstr (first->name, ==, "S0100001");
  g_assert_cmpstr (first->state, ==, "copied");
  g_assert_cmpstr (first->message, ==, "as it should be");
  g_assert_cmpstr (first->digest, ==, "xxh3-128:00");
  g_assert_null (first->output);
  g_assert_cmpint (first->bytes, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpint (first->modified, ==, 1795340467250000);
  g_assert_cmpfloat (first->seconds, ==, 0.1);
  g_assert_cmpuint (first->tries, ==, 2);

  scopes = resite_journal_list_scopes (journal, &error);
  g_assert_cmpuint (g_strv_length (scopes), ==, 1);
  after = resite_journal_digest_items (journal, "P1#1/copy-1", &error);
  g_assert_cmpstr (before, !=, after);
}

static void
test_second_may_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) second = NULL;
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *owner = NULL;
  gboolean alive = FALSE;

  append_note (journal, "one");
  g_assert_null (resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, g_get_host_name ()));
  g_clear_error (&error);
  g_assert_null (resite_journal_open (fixture->path, RESITE_JOURNAL_TAKE_OVER, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_clear_error (&error);
  owner = resite_journal_describe_owner (fixture->path, &alive);
  g_assert_nonnull (strstr (owner, g_get_host_name ()));
  g_assert_true (alive);

  second = resite_journal_open (fixture->path, RESITE_JOURNAL_READ, &error);
  g_assert_no_error (error);
  append_note (journal, "two");
  events = read_all (second);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_null (resite_journal_append (second, draft, 0, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
}

static void
write_lock (Fixture *fixture, const char *host, const char *boot_id, int pid)
{
  g_autofree char *path = in_folder (fixture, "run.resite.lock");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  text = g_strdup_printf ("[owner]\nperson=J. Doe\nhost=%s\nboot-id=%s\npid=%d\nstart-time=77\n"
                          "since=1795340467250000\n",
                          host, boot_id, pid);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
}

static void
test_lock_of_the_dead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *owner = NULL;
  gboolean alive = TRUE;

  g_clear_object (&journal);
  write_lock (fixture, g_get_host_name (), "a-boot-long-ago", getpid ());
  owner = resite_journal_describe_owner (fixture->path, &alive);
  g_assert_cmpstr (owner, !=, NULL);
  g_assert_true (g_str_has_prefix (owner, "J. Doe on "));
  g_assert_false (alive);
  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
}

static void
test_lock_from_far_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *owner = NULL;

  g_clear_object (&journal);
  write_lock (fixture, "desk-of-the-next-shift", "", 4);
  g_assert_null (resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "desk-of-the-next-shift"));
  g_clear_error (&error);
  owner = resite_journal_describe_owner (fixture->path, NULL);
  g_assert_nonnull (strstr (owner, "desk-of-the-next-shift"));

  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_TAKE_OVER, &error);
  g_assert_no_error (error);
}

static void
snapshot_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = ((gpointer *)data)[1];

  resite_journal_snapshot_finish (RESITE_JOURNAL (object), result, error);
  g_main_loop_quit (((gpointer *)data)[0]);
}

static void
take_snapshot (ResiteJournal *journal, const char *target, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  resite_journal_snapshot_async (journal, target, cancellable, snapshot_cb,
                                 (gpointer[]){ loop, error });
  g_main_loop_run (loop);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (ResiteJournal) copy = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *target = in_folder (fixture, "copy.resite");

  append_note (journal, "one");
  take_snapshot (journal, target, NULL, &error);
  g_assert_no_error (error);
  append_note (journal, "two");
  assert_intact (target);
  copy = resite_journal_open (target, RESITE_JOURNAL_TAKE_OVER, &error);
  g_assert_no_error (error);
  events = read_all (copy);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpuint (append_note (copy, "another road"), ==, 2);
  g_clear_object (&copy);
  assert_intact (target);
  /* A newer one takes its place. */
  take_snapshot (journal, target, NULL, &error);
  g_assert_no_error (error);
  copy = resite_journal_open (target, RESITE_JOURNAL_READ, &error);
  g_clear_pointer (&events, g_ptr_array_unref);
  events = read_all (copy);
  g_assert_cmpstr (resite_event_get (g_ptr_array_index (events, 1), "note"), ==, "two");
}

static void
test_snapshot_that_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *nowhere = in_folder (fixture, "nowhere/copy.resite");
  g_autofree char *target = in_folder (fixture, "copy.resite");
  g_autofree char *part = in_folder (fixture, "copy.resite.part");

  take_snapshot (journal, nowhere, NULL, &error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  take_snapshot (journal, target, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  append_note (journal, "the journal itself goes on");
}

static gboolean
folder_holds (Fixture *fixture, const char *needle)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = in_folder (fixture, name);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      found = found || memmem (bytes, length, needle, strlen (needle)) != NULL;
    }
  return found;
}

static void
test_blank (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_BLANKED, "J. Doe", NULL, NULL, 0);
  g_autoptr (ResiteEvent) event = NULL;
  g_autoptr (GPtrArray) events = NULL;

  append_note (journal, "the password is hunter2");
  g_assert_true (folder_holds (fixture, "hunter2"));
  g_assert_false (resite_journal_blank (journal, 1, "note", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_clear_error (&error);

  resite_event_set_int (draft, "sequence", 1);
  resite_event_set (draft, "name", "note");
  event = resite_journal_append (journal, draft, 0, &error);
  g_assert_true (resite_journal_blank (journal, 1, "note", &error));
  g_assert_no_error (error);
  events = read_all (journal);
  g_assert_cmpstr (resite_event_get (g_ptr_array_index (events, 0), "note"), ==, "");
  g_assert_cmpuint (strlen (resite_event_get_digest (g_ptr_array_index (events, 0), "note")), ==,
                    64);
  g_assert_false (folder_holds (fixture, "hunter2"));
  assert_intact (fixture->path);
}

static void
assert_refused (Fixture *fixture, int code)
{
  const ResiteJournalMode modes[] = { RESITE_JOURNAL_READ, RESITE_JOURNAL_WRITE,
                                      RESITE_JOURNAL_TAKE_OVER };
  g_autofree char *lock = in_folder (fixture, "run.resite.lock");

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_journal_open (fixture->path, modes[i], &error));
      g_assert_error (error, RESITE_ERROR, code);
      g_assert_nonnull (strstr (error->message, fixture->path));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
      g_clear_error (&error);
      g_assert_false (resite_journal_verify (fixture->path, NULL, NULL, &error));
      g_assert_error (error, RESITE_ERROR, code);
    }
}

static void
test_refuses_what_is_no_journal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *junk = g_malloc (8192);

  assert_refused (fixture, RESITE_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, &error));
  assert_refused (fixture, RESITE_ERROR_INVALID);
  g_assert_true (g_file_set_contents (fixture->path, "short", -1, &error));
  assert_refused (fixture, RESITE_ERROR_CORRUPT);
  memset (junk, 'x', 8192);
  g_assert_true (g_file_set_contents (fixture->path, junk, 8192, &error));
  assert_refused (fixture, RESITE_ERROR_CORRUPT);
  g_unlink (fixture->path);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_refused (fixture, RESITE_ERROR_INVALID);
  g_rmdir (fixture->path);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
test_refuses_other_databases (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = NULL;

  run_sql (fixture->path, "CREATE TABLE event (a)");
  assert_refused (fixture, RESITE_ERROR_INVALID);
  g_unlink (fixture->path);
  journal = create (fixture);
  g_clear_object (&journal);
  run_sql (fixture->path, "PRAGMA user_version = 9999");
  assert_refused (fixture, RESITE_ERROR_INVALID);
  run_sql (fixture->path, "PRAGMA user_version = 1; DROP TABLE head");
  assert_refused (fixture, RESITE_ERROR_CORRUPT);
}

static void
test_refuses_truncated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  GStatBuf status;

  for (int i = 0; i < 200; i++)
    append_note (journal, "a line of some length, so that there are pages to lose");
  g_clear_object (&journal);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  for (goffset size = status.st_size - 4096; size > 4096; size -= status.st_size / 5)
    {
      g_assert_cmpint (truncate (fixture->path, size), ==, 0);
      assert_refused (fixture, RESITE_ERROR_CORRUPT);
    }
}

static void
test_never_replaces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GError) error = NULL;

  append_note (journal, "one");
  g_clear_object (&journal);
  g_assert_null (resite_journal_create (fixture->path, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  assert_intact (fixture->path);
}

/* In a process of its own; as root nothing is forbidden, so with @nobody it becomes somebody
 * else. */
static void
run_in_child (void (*function) (Fixture *), gboolean nobody, Fixture *fixture)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (nobody && getuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (77);
      function (fixture);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
look_at_read_only (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *other = in_folder (fixture, "other.resite");

  g_assert_null (resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&error);
  g_assert_null (resite_journal_create (other, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&error);
  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_READ, &error);
  g_assert_no_error (error);
  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, 1);
  assert_intact (fixture->path);
}

static void
look_at_secret (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_journal_open (fixture->path, RESITE_JOURNAL_READ, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

static void
test_no_access (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);

  append_note (journal, "one");
  g_clear_object (&journal);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  run_in_child (look_at_read_only, TRUE, fixture);
  g_assert_cmpint (g_chmod (fixture->path, 0), ==, 0);
  run_in_child (look_at_secret, TRUE, fixture);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
}

/* A disk of a few hundred kilobytes, seen by this process only. */
static gboolean
mount_small_disk (const char *folder)
{
  return unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("none", folder, "tmpfs", 0, "size=512k") == 0;
}

static void
limit_files (rlim_t size)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = size != 0 ? size : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static guint
append_until_it_fails (ResiteJournal *journal, GError **error)
{
  g_autofree char *large = g_strnfill (3000, 'x');
  guint count = 0;

  for (;;)
    {
      g_autoptr (ResiteEvent) draft =
          resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);
      g_autoptr (ResiteEvent) event = NULL;

      g_assert_cmpuint (count, <, 1000);
      resite_event_set_text (draft, "note", large);
      event = resite_journal_append (journal, draft, 0, error);
      if (event == NULL)
        return count;
      count++;
    }
}

static void
fill_disk (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean small_disk = mount_small_disk (fixture->folder);
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *ballast = in_folder (fixture, "ballast");
  g_autofree char *zeroes = g_malloc0 (100000);
  g_autoptr (GPtrArray) events = NULL;
  guint count;
  int code;

  g_assert_true (g_file_set_contents (ballast, zeroes, 100000, NULL));
  if (!small_disk)
    limit_files (200000);
  count = append_until_it_fails (journal, &error);
  /* SQLite tells a full disk apart from other failures, but not a file that got too large. */
  code = small_disk ? RESITE_ERROR_NO_SPACE : RESITE_ERROR_FAILED;
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_cmpuint (count, >, 3);
  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, count);

  g_unlink (ballast);
  limit_files (0);
  g_assert_cmpuint (append_note (journal, "there is room again"), ==, count + 1);
  g_clear_object (&journal);
  assert_intact (fixture->path);
}

static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  run_in_child (fill_disk, FALSE, fixture);
}

/* The rules stand in the file itself, for whatever program writes to it. */
static void
test_events_cannot_be_changed (Fixture *fixture, gconstpointer data)
{
  const char *tries[] = {
    "UPDATE event SET actor = 'nobody'",
    "DELETE FROM event",
    "UPDATE fact SET value = ''",
    "DELETE FROM fact",
    "UPDATE text SET content = 'other'",
    "DELETE FROM text",
    "DELETE FROM item",
  };
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GPtrArray) records = make_records ("copied", 2);
  sqlite3 *database;

  append_note (journal, "one");
  g_assert_true (resite_journal_put_items (journal, "P1#1/copy-1", records, NULL));
  g_clear_object (&journal);
  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    g_assert_cmpint (sqlite3_exec (database, tries[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (database);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/journal/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("written-is-read", test_written_is_read);
  ADD ("goes-on-after-closing", test_goes_on_after_closing);
  ADD ("order-of-many", test_order_of_many);
  ADD ("several-threads", test_several_threads);
  ADD ("items", test_items);
  ADD ("second-may-look", test_second_may_look);
  ADD ("lock-of-the-dead", test_lock_of_the_dead);
  ADD ("lock-from-far-away", test_lock_from_far_away);
  ADD ("snapshot", test_snapshot);
  ADD ("snapshot-that-fails", test_snapshot_that_fails);
  ADD ("blank", test_blank);
  ADD ("refuses-what-is-no-journal", test_refuses_what_is_no_journal);
  ADD ("refuses-other-databases", test_refuses_other_databases);
  ADD ("refuses-truncated", test_refuses_truncated);
  ADD ("never-replaces", test_never_replaces);
  ADD ("no-access", test_no_access);
  ADD ("disk-full", test_disk_full);
  ADD ("events-cannot-be-changed", test_events_cannot_be_changed);
  return g_test_run ();
}
