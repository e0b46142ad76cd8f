/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal-folder.h"
#include "resite-journal-lock.h"
#include "resite-journal-owner.h"

/* Many at once: threads that read while others write, programs that want the same lock, and more
 * rows than any site has. */

#define WRITERS 4
#define READERS 4
#define ROUNDS  150

typedef struct
{
  ResiteJournal *journal;
  const char *path;
  guint number;
  gint *ended; /* atomic */
  guint reads;
} Worker;

static gpointer
write_notes (gpointer data)
{
  Worker *worker = data;
  guint64 before = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *note = g_strdup_printf ("%u/%u", worker->number, i);
      guint64 sequence = append_note (worker->journal, note);

      g_assert_cmpuint (sequence, >, before);
      before = sequence;
    }
  g_atomic_int_inc (worker->ended);
  return NULL;
}

/* What is read is always a whole beginning of the chain. */
static gpointer
read_notes (gpointer data)
{
  Worker *worker = data;
  guint before = 0;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events = NULL;

      if (worker->journal == NULL)
        worker->journal = resite_journal_open (worker->path, RESITE_JOURNAL_READ, &error);
      g_assert_no_error (error);
      events = resite_journal_read_events (worker->journal, 0, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (events->len, >=, before);
      before = events->len;
      for (guint i = 0; i < events->len; i++)
        g_assert_cmpuint (resite_event_get_sequence (g_ptr_array_index (events, i)), ==, i + 1);
      worker->reads++;
    }
  while (g_atomic_int_get (worker->ended) < WRITERS);
  g_clear_object (&worker->journal);
  return NULL;
}

static void
test_readers_and_writers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  Worker workers[WRITERS + READERS] = { 0 };
  GThread *threads[WRITERS + READERS];
  gint ended = 0;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GHashTable) notes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      workers[i].number = i;
      workers[i].path = fixture->path;
      workers[i].ended = &ended;
      if (i < WRITERS)
        workers[i].journal = journal;
      threads[i] = g_thread_new ("crowd", i < WRITERS ? write_notes : read_notes, &workers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = WRITERS; i < G_N_ELEMENTS (workers); i++)
    g_assert_cmpuint (workers[i].reads, >, 0);
  events = read_all (journal);
  g_assert_cmpuint (events->len, ==, WRITERS * ROUNDS);
  for (guint i = 0; i < events->len; i++)
    g_assert_true (g_hash_table_add (
        notes, (gpointer)resite_event_get (g_ptr_array_index (events, i), "note")));
  g_clear_object (&journal);
  assert_intact (fixture->path);
}

/* Copies made all the while are each a whole journal of their moment. */
static void
test_copies_during_writes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  Worker worker = { .journal = journal };
  gint ended = 0;
  GThread *thread;
  guint copies = 0;

  worker.ended = &ended;
  append_note (journal, "first");
  thread = g_thread_new ("writer", write_notes, &worker);
  do
    {
      g_autofree char *name = g_strdup_printf ("copy-%u", copies++ % 5);
      g_autofree char *target = in_folder (fixture, name);
      g_autoptr (GError) error = NULL;

      g_assert_true (resite_journal_copy (fixture->path, target, NULL, &error));
      g_assert_no_error (error);
      assert_intact (target);
    }
  while (g_atomic_int_get (&ended) == 0);
  g_thread_join (thread);
  g_assert_cmpuint (copies, >, 0);
}

static pid_t
start_taker (const char *path, gboolean take_over, int gate)
{
  pid_t child = fork ();

  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      ResiteJournalLock *lock;
      char byte;

      /* All of them stand at the gate until it opens. */
      while (read (gate, &byte, 1) < 0)
        ;
      lock = resite_journal_lock_take (path, take_over, &error);
      if (lock == NULL)
        _exit (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_LOCKED) ? 1 : 2);
      usleep (200000);
      resite_journal_lock_free (lock);
      _exit (0);
    }
  return child;
}

/* However many come at once, one gets it. */
static void
race (Fixture *fixture, gboolean take_over)
{
  pid_t children[8];
  int gate[2];
  guint got = 0;

  g_assert_cmpint (pipe2 (gate, O_CLOEXEC), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    children[i] = start_taker (fixture->path, take_over, gate[0]);
  g_assert_cmpint (write (gate[1], "********", 8), ==, 8);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), <, 2);
      got += WEXITSTATUS (status) == 0 ? 1 : 0;
    }
  close (gate[0]);
  close (gate[1]);
  g_assert_cmpuint (got, >=, 1);
}

static char *
write_owner (Fixture *fixture, const char *host, gint64 pid, const char *start_time)
{
  g_autoptr (ResiteJournalOwner) owner = resite_journal_owner_new_self ();
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);
  char *text;

  if (host != NULL)
    {
      g_free (owner->host);
      owner->host = g_strdup (host);
    }
  owner->pid = pid;
  g_free (owner->start_time);
  owner->start_time = g_strdup (start_time);
  text = resite_journal_owner_to_text (owner);
  g_assert_true (g_file_set_contents (lock_path, text, -1, NULL));
  return text;
}

static void
test_race (Fixture *fixture, gconstpointer data)
{
  race (fixture, FALSE);
}

static void
test_race_for_a_lost_desk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = write_owner (fixture, "a-desk-far-away", 4711, "1");

  race (fixture, TRUE);
}

/* Far away: nobody here can tell whether it still runs. */
static void
test_far_away_is_asked_for (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = write_owner (fixture, "a-desk-far-away", getpid (), "1");
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);
  g_autofree char *left = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *who = NULL;
  gboolean alive = TRUE;

  g_assert_null (resite_journal_lock_take (fixture->path, FALSE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "a-desk-far-away"));
  g_assert_nonnull (strstr (error->message, "take the run over"));
  g_assert_true (g_file_get_contents (lock_path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, text);
  who = resite_journal_describe_owner (fixture->path, &alive);
  g_assert_nonnull (strstr (who, "a-desk-far-away"));
  g_assert_false (alive);
}

/* The number is a living program's, but it is another program: ours began before it. */
static void
test_recycled_number (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = write_owner (fixture, NULL, getpid (), "1");
  g_autofree char *who = NULL;
  g_autoptr (GError) error = NULL;
  gboolean alive = TRUE;
  ResiteJournalLock *lock;

  who = resite_journal_describe_owner (fixture->path, &alive);
  g_assert_nonnull (who);
  g_assert_false (alive);
  lock = resite_journal_lock_take (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_free (who);
  who = resite_journal_describe_owner (fixture->path, &alive);
  g_assert_true (alive);
  resite_journal_lock_free (lock);
}

static void
test_junk_in_the_lock (Fixture *fixture, gconstpointer data)
{
  static const char *const junk[] = { "",
                                      "x",
                                      "[owner]\n",
                                      "[owner]\nhost=\npid=-1\n",
                                      "[owner]\nhost=\xff\xfe\n",
                                      "\n\n\n[",
                                      "[owner]\npid=x\n" };
  g_autofree char *lock_path = g_strconcat (fixture->path, ".lock", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      gboolean alive;
      g_autofree char *who = NULL;
      g_autoptr (GError) error = NULL;
      ResiteJournalLock *lock;

      g_assert_true (g_file_set_contents (lock_path, junk[i], -1, NULL));
      who = resite_journal_describe_owner (fixture->path, &alive);
      g_assert_false (alive);
      /* Taken over it can be in any case: nobody holds it. */
      lock = resite_journal_lock_take (fixture->path, TRUE, &error);
      g_assert_no_error (error);
      resite_journal_lock_free (lock);
    }
}

static void
test_hundred_thousand_items (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GPtrArray) records = make_records ("copied", 100000);
  g_autoptr (GPtrArray) changed = make_records ("failed", 7);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint failed = 0;

  g_assert_true (resite_journal_put_items (journal, "P1#1/copy", records, &error));
  g_assert_no_error (error);
  before = resite_journal_digest_items (journal, "P1#1/copy", NULL);
  g_assert_true (resite_journal_put_items (journal, "P1#1/copy", changed, &error));
  after = resite_journal_digest_items (journal, "P1#1/copy", NULL);
  g_assert_cmpstr (before, !=, after);
  read = resite_journal_read_items (journal, "P1#1/copy", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 100000);
  for (guint i = 0; i < read->len; i++)
    {
      const ResiteItemRecord *record = g_ptr_array_index (read, i);
      const ResiteItemRecord *put = g_ptr_array_index (records, i);

      failed += g_str_equal (record->state, "failed") ? 1 : 0;
      g_assert_cmpstr (record->name, ==, put->name);
    }
  g_assert_cmpuint (failed, ==, 7);
}

typedef struct
{
  GMainLoop *loop;
  guint left;
  guint64 last;
} Flood;

static void
appended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flood *flood = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event =
      resite_journal_append_finish (RESITE_JOURNAL (source), result, &error);

  g_assert_no_error (error);
  /* In the order in which they were asked for. */
  g_assert_cmpuint (resite_event_get_sequence (event), ==, flood->last + 1);
  flood->last++;
  if (--flood->left == 0)
    g_main_loop_quit (flood->loop);
}

static void
test_flood_of_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Flood flood = { .loop = loop, .left = 20000 };
  g_autoptr (GPtrArray) tail = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J", "C2", NULL, 1);

      resite_event_set_int (draft, "number", i);
      resite_journal_append_async (journal, draft, 0, appended_cb, &flood);
    }
  g_main_loop_run (loop);
  tail = resite_journal_read_events (journal, 19991, NULL);
  g_assert_cmpuint (tail->len, ==, 10);
  g_assert_cmpint (resite_event_get_int (g_ptr_array_index (tail, 9), "number", -1), ==, 19999);
  g_clear_object (&journal);
  assert_intact (fixture->path);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/journal-crowd/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("readers-and-writers", test_readers_and_writers);
  ADD ("copies", test_copies_during_writes);
  ADD ("lock/race", test_race);
  ADD ("lock/race-take-over", test_race_for_a_lost_desk);
  ADD ("lock/far-away", test_far_away_is_asked_for);
  ADD ("lock/recycled", test_recycled_number);
  ADD ("lock/junk", test_junk_in_the_lock);
  ADD ("items", test_hundred_thousand_items);
  ADD ("flood", test_flood_of_events);
  return g_test_run ();
}
