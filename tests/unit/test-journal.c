/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "journal-folder.h"

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

static void
items_refused_cb (GObject *object, GAsyncResult *result, gpointer refused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_journal_put_items_finish (RESITE_JOURNAL (object), result, &error));
  g_assert_nonnull (error);
  *(gboolean *)refused = TRUE;
}

/* One request that cannot be written does not take along those that it shares a commit with. */
static void
test_one_failure_stays_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  Appending appending = { .loop = loop, .left = 20 };
  ResiteItemRecord *record = resite_item_record_new ("S0100001", "copied");
  gboolean refused = FALSE;

  g_clear_pointer (&record->state, g_free);
  g_ptr_array_add (records, record);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (ResiteEvent) draft =
          resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);

      resite_event_set_int (draft, "number", i);
      resite_journal_append_async (journal, draft, 0, appended_cb, &appending);
      if (i == 10)
        resite_journal_put_items_async (journal, "P1#1/copy-1", records, items_refused_cb,
                                        &refused);
    }
  g_main_loop_run (loop);
  g_assert_true (refused);
  assert_intact (fixture->path);
}

/* Nobody but what is still to be written holds the journal: it goes in peace, and not on the
 * thread that it would have to wait for. */
static void
test_let_go_while_writing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ResiteJournal) first = create (fixture);
  g_autoptr (GPtrArray) events = NULL;
  Appending appending = { .loop = loop };

  g_clear_object (&first);
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (ResiteEvent) draft =
          resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);
      g_autoptr (GError) error = NULL;
      ResiteJournal *journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);

      g_assert_no_error (error);
      appending.left = 1;
      resite_event_set_int (draft, "number", i);
      resite_journal_append_async (journal, draft, 0, appended_cb, &appending);
      g_object_unref (journal);
      g_main_loop_run (loop);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  first = resite_journal_open (fixture->path, RESITE_JOURNAL_READ, NULL);
  events = read_all (first);
  g_assert_cmpuint (events->len, ==, 50);
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

#define ADD(name, function)                                                                        \
  g_test_add ("/journal/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("written-is-read", test_written_is_read);
  ADD ("goes-on-after-closing", test_goes_on_after_closing);
  ADD ("order-of-many", test_order_of_many);
  ADD ("one-failure-stays-alone", test_one_failure_stays_alone);
  ADD ("let-go-while-writing", test_let_go_while_writing);
  ADD ("several-threads", test_several_threads);
  ADD ("items", test_items);
  ADD ("second-may-look", test_second_may_look);
  ADD ("lock-of-the-dead", test_lock_of_the_dead);
  ADD ("lock-from-far-away", test_lock_from_far_away);
  ADD ("snapshot", test_snapshot);
  ADD ("snapshot-that-fails", test_snapshot_that_fails);
  ADD ("blank", test_blank);
  return g_test_run ();
}
