/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal-folder.h"

/* Journals under odd names, in odd places, with odd contents, and snapshots where they hurt. */

static gboolean
try_copy (Fixture *fixture, const char *target)
{
  g_autoptr (GError) error = NULL;
  gboolean copied = resite_journal_copy (fixture->path, target, NULL, &error);

  g_assert_true (copied == (error == NULL));
  if (!copied)
    {
      g_assert_true (error->domain == RESITE_ERROR);
      g_assert_nonnull (strstr (error->message, "run"));
    }
  return copied;
}

/* The file of an open journal must never be replaced by its own copy: what is written after that
 * would go into a file without a name. */
static void
test_snapshot_onto_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *symbolic = in_folder (fixture, "run-link");
  g_autofree char *hard = in_folder (fixture, "run-hard");
  g_autofree char *roundabout = g_build_filename (fixture->folder, ".", "run.resite", NULL);
  g_autofree char *part = in_folder (fixture, "run.resite.part");
  const char *const targets[] = { fixture->path, roundabout, symbolic, hard };
  struct stat before, after;

  append_note (journal, "before");
  g_assert_cmpint (symlink (fixture->path, symbolic), ==, 0);
  g_assert_cmpint (link (fixture->path, hard), ==, 0);
  g_assert_cmpint (stat (fixture->path, &before), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_test_message ("onto %s", targets[i]);
      g_assert_false (try_copy (fixture, targets[i]));
      g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
    }
  append_note (journal, "after");
  g_clear_object (&journal);
  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  assert_intact (fixture->path);
  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_READ, NULL);
  {
    g_autoptr (GPtrArray) events = read_all (journal);

    g_assert_cmpuint (events->len, ==, 2);
  }
}

/* What an earlier reader of the snapshot left beside it belongs to the earlier file. */
static void
test_snapshot_beside_a_stale_log (Fixture *fixture, gconstpointer data)
{
  static const char *const endings[] = { "-wal", "-shm", "-journal" };
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *target = in_folder (fixture, "stick-run.resite");
  g_autoptr (ResiteJournal) copy = NULL;
  g_autoptr (GPtrArray) events = NULL;

  append_note (journal, "one");
  g_assert_true (try_copy (fixture, target));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *stale = g_strconcat (target, endings[i], NULL);

      g_assert_true (g_file_set_contents (stale, "stale", 5, NULL));
    }
  append_note (journal, "two");
  g_assert_true (try_copy (fixture, target));
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *stale = g_strconcat (target, endings[i], NULL);

      g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
    }
  assert_intact (target);
  copy = resite_journal_open (target, RESITE_JOURNAL_TAKE_OVER, NULL);
  events = read_all (copy);
  g_assert_cmpuint (events->len, ==, 2);
}

/* A true leftover: the log of a copy on which somebody worked, killed before it was folded in. */
static void
test_snapshot_over_a_worked_on_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *target = in_folder (fixture, "stick-run.resite");
  g_autofree char *lock = in_folder (fixture, "stick-run.resite.lock");
  int status = 0;
  pid_t child;

  append_note (journal, "one");
  g_assert_true (try_copy (fixture, target));
  child = fork ();
  if (child == 0)
    {
      g_autoptr (ResiteJournal) other = resite_journal_open (target, RESITE_JOURNAL_WRITE, NULL);

      for (guint i = 0; other != NULL && i < 20; i++)
        append_note (other, "on the stick");
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  append_note (journal, "two");
  g_assert_true (try_copy (fixture, target));
  assert_intact (target);
  g_unlink (lock);
  g_clear_object (&journal);
  journal = resite_journal_open (target, RESITE_JOURNAL_READ, NULL);
  {
    g_autoptr (GPtrArray) events = read_all (journal);

    g_assert_cmpuint (events->len, ==, 2);
  }
}

static void
test_snapshot_onto_a_run_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *target = in_folder (fixture, "other-run.resite");
  g_autoptr (ResiteJournal) other = NULL;
  g_autoptr (GError) error = NULL;

  append_note (journal, "one");
  g_assert_true (try_copy (fixture, target));
  other = resite_journal_open (target, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  append_note (other, "worked on");
  g_assert_false (resite_journal_copy (fixture->path, target, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_LOCKED);
  g_assert_cmpuint (append_note (other, "and on"), ==, 3);
  g_clear_object (&other);
  assert_intact (target);
  g_assert_true (try_copy (fixture, target));
}

static void
test_odd_names (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a b.resite",
                                       "100%.resite",
                                       "%20.resite",
                                       "?x=1&y#z.resite",
                                       "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xa6.resite",
                                       "'q\"uote.resite",
                                       ";DROP TABLE event.resite",
                                       "-dash.resite",
                                       "new\nline.resite",
                                       "file:x?mode=memory",
                                       "\xd8\xb9\xd8\xb1.resite",
                                       "back\\slash" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = in_folder (fixture, names[i]);
      g_autofree char *copy = g_strconcat (path, ".copy %41", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteJournal) journal = resite_journal_create (path, &error);

      g_test_message ("%s", names[i]);
      g_assert_no_error (error);
      append_note (journal, names[i]);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      g_assert_true (resite_journal_copy (path, copy, NULL, &error));
      g_assert_no_error (error);
      g_clear_object (&journal);
      assert_intact (path);
      assert_intact (copy);
      journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (append_note (journal, "again"), ==, 2);
    }
}

/* Texts as they come out of foreign programs: large, with zero bytes, in no encoding at all. */
static void
test_large_and_broken_texts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *large = g_strnfill (5 * 1024 * 1024, 'x');
  g_autofree char *noise = g_malloc0 (4097);
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_ATTACHED, "\xff J", "C2", NULL, 1);
  g_autoptr (GBytes) bytes = g_bytes_new ("a\0b\xff\n", 5);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (ResiteEvent) event = NULL;
  g_autoptr (GPtrArray) events = NULL;

  for (guint i = 0; i < 4096; i++)
    noise[i] = (char)(1 + i % 255);
  append_note (journal, large);
  append_note (journal, noise);
  resite_event_set (draft, "name", "\xfe\xff.bin");
  resite_event_set_bytes (draft, "file", bytes);
  event = resite_journal_append (journal, draft, 0, NULL);
  g_assert_nonnull (event);
  events = read_all (journal);
  g_assert_cmpuint (strlen (resite_event_get (g_ptr_array_index (events, 0), "note")), ==,
                    5 * 1024 * 1024);
  g_assert_true (
      g_utf8_validate (resite_event_get (g_ptr_array_index (events, 1), "note"), -1, NULL));
  g_assert_true (g_utf8_validate (resite_event_get_actor (event), -1, NULL));
  read = resite_journal_read_file (journal, 3, "file", NULL);
  g_assert_true (g_bytes_equal (read, bytes));
  g_clear_object (&journal);
  assert_intact (fixture->path);
}

/* What is blanked is gone from the file, the log and the next copy, and the chain still holds. */
static void
test_blanked_text_is_gone (Fixture *fixture, gconstpointer data)
{
  static const char secret[] = "hunter2-in-clear-words";
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autofree char *copy = in_folder (fixture, "copy");
  g_autofree char *log = in_folder (fixture, "run.resite-wal");
  const char *const files[] = { fixture->path, copy, log };
  g_autoptr (ResiteEvent) draft = NULL;
  g_autoptr (ResiteEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  guint64 sequence;

  append_note (journal, "before");
  sequence = append_note (journal, secret);
  g_assert_false (resite_journal_blank (journal, sequence, "note", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_clear_error (&error);
  draft = resite_event_new (RESITE_EVENT_BLANKED, "J. Doe", NULL, NULL, 0);
  resite_event_set_int (draft, "sequence", (gint64)sequence);
  resite_event_set (draft, "name", "note");
  event = resite_journal_append (journal, draft, 0, &error);
  g_assert_no_error (error);
  g_assert_true (resite_journal_blank (journal, sequence, "note", &error));
  g_assert_no_error (error);
  g_assert_true (try_copy (fixture, copy));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *content = NULL;
      gsize size = 0;

      if (!g_file_get_contents (files[i], &content, &size, NULL))
        continue;
      g_assert_null (memmem (content, size, secret, strlen (secret)));
    }
  assert_intact (fixture->path);
  assert_intact (copy);
}

static void
test_time_goes_backwards (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = {
    G_GINT64_CONSTANT (1795340400000000), 1,          -5,
    G_GINT64_CONSTANT (1795340400000000), G_MAXINT64, G_MININT64 + 1
  };
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (GPtrArray) events = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J", "C2", NULL, 1);
      g_autoptr (ResiteEvent) event = resite_journal_append (journal, draft, times[i], NULL);

      g_assert_nonnull (event);
    }
  events = read_all (journal);
  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      g_assert_cmpuint (resite_event_get_sequence (event), ==, i + 1);
      g_assert_cmpint (resite_event_get_time (event), ==, times[i]);
    }
  g_clear_object (&journal);
  assert_intact (fixture->path);
}

static void
test_closed_journal_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJournal) journal = create (fixture);
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J", NULL, NULL, 0);
  g_autoptr (GPtrArray) records = make_records ("copied", 1);
  g_autoptr (GError) error = NULL;

  append_note (journal, "x");
  g_assert_true (resite_journal_close (journal, NULL));
  g_assert_true (resite_journal_close (journal, NULL));
  g_assert_null (resite_journal_append (journal, draft, 0, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_clear_error (&error);
  g_assert_false (resite_journal_put_items (journal, "a", records, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_clear_error (&error);
  g_assert_null (resite_journal_read_events (journal, 0, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_assert_cmpuint (resite_journal_get_slow_commits (journal), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/journal-hard/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("snapshot/onto-itself", test_snapshot_onto_itself);
  ADD ("snapshot/stale-log", test_snapshot_beside_a_stale_log);
  ADD ("snapshot/worked-on", test_snapshot_over_a_worked_on_copy);
  ADD ("snapshot/in-use", test_snapshot_onto_a_run_in_use);
  ADD ("odd-names", test_odd_names);
  ADD ("texts", test_large_and_broken_texts);
  ADD ("blanked", test_blanked_text_is_gone);
  ADD ("time", test_time_goes_backwards);
  ADD ("closed", test_closed_journal_refuses);
  return g_test_run ();
}
