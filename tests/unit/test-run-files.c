/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-files"

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "event-list.h"

/* Files that go into the journal, and the journal that goes onto a stick. */

static void
refuse_file (Fixture *fixture, const char *path, const char *part)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_ATTACH, FIXTURE_BY, NULL);
  g_autoptr (GError) error = NULL;
  const guint64 mark = event_list_mark (fixture);

  resite_move_set (move, "file", path);
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  event_list_assert (fixture, mark, "");
}

static void
test_no_plain_file (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *pipe = fixture_path (fixture, "pipe");
  g_autofree char *gone = fixture_path (fixture, "gone.jpg");
  g_autofree char *link = fixture_path (fixture, "link");

  fixture_start (fixture);
  g_assert_cmpint (mkfifo (pipe, 0644), ==, 0);
  g_assert_cmpint (symlink (gone, link), ==, 0);
  refuse_file (fixture, gone, "gone.jpg");
  refuse_file (fixture, link, "link");
  refuse_file (fixture, fixture->folder, fixture->folder);
  /* Neither of these would ever come to an end. */
  refuse_file (fixture, pipe, "pipe");
  refuse_file (fixture, "/dev/zero", "/dev/zero");
  fixture_free (fixture);
}

static void
test_too_large (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *path = fixture_path (fixture, "film.mkv");

  fixture_start (fixture);
  fixture_write (fixture, "film.mkv", "x", 0644);
  g_assert_cmpint (truncate (path, 64 * 1024 * 1024 + 1), ==, 0);
  refuse_file (fixture, path, "too large");
  fixture_free (fixture);
}

static GBytes *
read_attached (Fixture *fixture, ResiteEvent *event)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = resite_journal_read_file (resite_run_get_journal (fixture->run),
                                            resite_event_get_sequence (event), "file", &error);

  g_assert_no_error (error);
  return bytes;
}

/* What is attached is what it was then, however the file goes on. */
static void
test_bytes (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *path = fixture_path (fixture, "photo");
  g_autofree char *bytes = g_malloc (3 * 1024 * 1024);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3 * 1024 * 1024; i++)
    bytes[i] = (char)(i * 31 + i / 251);
  fixture_start (fixture);
  g_assert_true (g_file_set_contents (path, bytes, 3 * 1024 * 1024, &error));
  fixture_do (fixture, RESITE_MOVE_ATTACH, "P3", "file", path, "name", "Rack, front", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_ATTACHED);
  g_assert_cmpstr (resite_event_get (event, "name"), ==, "Rack, front");
  g_assert_cmpint (resite_event_get_int (event, "size", 0), ==, 3 * 1024 * 1024);
  g_autoptr (GBytes) kept = read_attached (fixture, event);
  g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept), bytes, 3 * 1024 * 1024);
  fixture_free (fixture);
}

static void
test_same_name_twice (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *path = fixture_path (fixture, "photo.jpg");

  fixture_start (fixture);
  fixture_write (fixture, "photo.jpg", "before", 0644);
  fixture_do (fixture, RESITE_MOVE_ATTACH, "P3", "file", path, NULL);
  g_autoptr (ResiteEvent) first = fixture_find_event (fixture, RESITE_EVENT_ATTACHED);
  fixture_write (fixture, "photo.jpg", "after", 0644);
  fixture_do (fixture, RESITE_MOVE_ATTACH, "P3", "file", path, NULL);
  g_autoptr (ResiteEvent) second = fixture_find_event (fixture, RESITE_EVENT_ATTACHED);
  g_autoptr (GBytes) one = read_attached (fixture, first);
  g_autoptr (GBytes) other = read_attached (fixture, second);
  g_assert_cmpmem (g_bytes_get_data (one, NULL), g_bytes_get_size (one), "before", 6);
  g_assert_cmpmem (g_bytes_get_data (other, NULL), g_bytes_get_size (other), "after", 5);
  g_assert_cmpuint (resite_step_run_get_state (fixture_step (fixture, "P3"))->attachments, ==, 2);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  fixture_do (fixture, RESITE_MOVE_BACK, "P3", NULL);
  g_assert_cmpuint (resite_step_run_get_state (fixture_step (fixture, "P3"))->attachments, ==, 2);
  fixture_free (fixture);
}

/* An empty file is a file: signed off with it, the step is known by it. */
static void
test_empty_and_sign_off (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *path = fixture_path (fixture, "empty.txt");
  g_autofree char *gone = fixture_path (fixture, "gone.txt");
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_write (fixture, "empty.txt", "", 0644);
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_DONE, FIXTURE_BY, "P3");
  resite_move_set (move, "file", gone);
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_nonnull (error);
  fixture_assert_status (fixture, "P3", "todo");
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", "file", path, NULL);
  event_list_assert (fixture, mark, "attached P3, signed-off P3");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "P3"))->how, ==, "F");
  fixture_free (fixture);
}

/* Words of every script, and long ones. */
static void
test_words (void)
{
  static const char *const words[] = {
    "Grüße vom Server – „fertig“",
    "Всё в порядке",
    "サーバーは停止しました",
    "الخادم متوقف",
    "שרת כבוי \xe2\x80\xae mirrored",
    "ไม่มีปัญหา",
    "family \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
    "e\xcc\x81 and \xc3\xa9",
    "line one\nline two\r\n\ttabbed",
    "100% of $HOME; '); DROP TABLE event; -- ${old.name-now} <b>&amp;</b>",
  };
  Fixture *fixture = fixture_new ();
  g_autofree char *long_word = g_strnfill (1024 * 1024, 'w');

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    fixture_do (fixture, RESITE_MOVE_NOTE, "P3", "note", words[i], NULL);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P3", "note", long_word, NULL);
  fixture_reopen (fixture);
  const ResiteStepState *state = resite_step_run_get_state (fixture_step (fixture, "P3"));
  g_assert_cmpuint (state->notes->len, ==, G_N_ELEMENTS (words) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpstr (state->notes->pdata[i], ==, words[i]);
  g_assert_cmpstr (state->notes->pdata[G_N_ELEMENTS (words)], ==, long_word);
  fixture_free (fixture);
}

static gboolean
holds (const char *bytes, gsize length, const char *word)
{
  const gsize size = strlen (word);

  for (gsize i = 0; i + size <= length; i++)
    if (memcmp (bytes + i, word, size) == 0)
      return TRUE;
  return FALSE;
}

/* Blanking takes the words and leaves that there were some, in the file as well. */
static void
test_blanked_for_good (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *bytes = NULL;
  gsize length;
  guint64 bad;

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P3", "note", "her password is Xyzzy-2003", NULL);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P3", "note", "kept", NULL);
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  g_autofree char *number = g_strdup_printf ("%u", events->len - 1);
  fixture_do (fixture, RESITE_MOVE_BLANK, NULL, "sequence", number, "name", "note", NULL);
  const ResiteStepState *state = resite_step_run_get_state (fixture_step (fixture, "P3"));
  g_assert_cmpuint (state->notes->len, >=, 1);
  g_assert_cmpstr (state->notes->pdata[state->notes->len - 1], ==, "kept");
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", NULL);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_false (holds (bytes, length, "Xyzzy-2003"));
  g_assert_true (holds (bytes, length, "kept"));
  g_assert_true (resite_journal_verify (path, &bad, NULL, NULL));
  fixture_free (fixture);
}

static void
test_blank_refused (void)
{
  Fixture *fixture = fixture_new ();
  static const struct
  {
    const char *sequence, *name;
  } wrong[] = { { "0", "note" }, { "-3", "note" }, { "one", "note" },
                { "", "note" },  { "3", "" },      { "99999999999999999999", "note" } };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    fixture_refuse (fixture, RESITE_ERROR_INVALID, "Which text", RESITE_MOVE_BLANK, NULL,
                    "sequence", wrong[i].sequence, "name", wrong[i].name, NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "plan", RESITE_MOVE_BLANK, NULL, "sequence",
                  "1", "name", "plan", NULL);
  fixture_free (fixture);
}

/* The stick. */

static ResiteEvent *
sign_with_snapshot (Fixture *fixture)
{
  fixture_start (fixture);
  fixture_walk_to (fixture, "C2");
  while (fixture_count_events (fixture, RESITE_EVENT_SNAPSHOT, NULL) == 0)
    g_main_context_iteration (NULL, TRUE);
  return fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
}

static void
test_snapshot_is_whole (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (ResiteEvent) event = sign_with_snapshot (fixture);
  const char *path = resite_event_get (event, "path");
  g_autoptr (GError) error = NULL;
  guint64 bad;

  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "ok");
  g_assert_true (resite_journal_verify (path, &bad, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (ResiteRun) copy = fixture_try_open (fixture, path, RESITE_RUN_LOOK, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_run_get_id (copy), ==, resite_run_get_id (fixture->run));
  g_assert_cmpint (resite_step_run_get_status (resite_run_find_step (copy, "G1")), ==,
                   RESITE_STEP_DONE);
  fixture_free (fixture);
}

static void
assert_snapshot_fails (Fixture *fixture)
{
  g_autoptr (ResiteEvent) event = sign_with_snapshot (fixture);

  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "failed");
  g_assert_cmpstr (resite_event_get (event, "message"), !=, "");
  fixture_assert_status (fixture, "G1", "done");
  fixture_do (fixture, RESITE_MOVE_DONE, "C2", NULL);
  fixture_free (fixture);
}

static void
test_snapshot_into_file (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan_path (fixture, "desk", "snapshot-folder", "stick/readme.txt");
  assert_snapshot_fails (fixture);
}

static void
test_snapshot_onto_full (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "desk", "snapshot-folder", "/proc/self");
  assert_snapshot_fails (fixture);
}

/* A folder has the snapshot's name. */
static void
test_snapshot_in_the_way (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autofree char *name = g_strdup_printf ("stick/%s.resite/x", resite_run_get_id (fixture->run));
  fixture_write (fixture, name, "in the way", 0644);
  fixture_walk_to (fixture, "C2");
  while (fixture_count_events (fixture, RESITE_EVENT_SNAPSHOT, NULL) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "failed");
  g_autofree char *path = fixture_path (fixture, name);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_free (fixture);
}

/* Closing waits for the stick, and its word is the last but one. */
static void
test_close_waits_for_snapshot (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "G1");
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_SIGN, "G1", NULL);
  fixture_reopen (fixture);
  event_list_assert (fixture, mark, "signed G1, snapshot=ok, run-closed, run-opened, welcome-back");
  fixture_free (fixture);
}

static void
wait_for_snapshots (Fixture *fixture, guint n)
{
  while (fixture_count_events (fixture, RESITE_EVENT_SNAPSHOT, NULL) < n)
    g_main_context_iteration (NULL, TRUE);
}

/* A large journal, so that the first snapshot still goes on when the next ones are asked for: none
 * takes the place of another before that is whole. */
static void
test_snapshots_one_after_the_other (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *large = g_strnfill (16 * 1024 * 1024, 'x');
  g_autofree char *path = fixture_path (fixture, "photo.jpg");
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 bad;

  fixture_write (fixture, "photo.jpg", large, 0644);
  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_ATTACH, "P3", "file", path, NULL);
  fixture_walk_to (fixture, "G1");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ResiteMove) sign = resite_move_new (RESITE_MOVE_SIGN, "J. Doe", "G1");
      g_autoptr (ResiteMove) back = resite_move_new (RESITE_MOVE_BACK, "J. Doe", "G1");

      g_clear_object (&result);
      if (i > 0)
        fixture_perform (fixture, back, NULL, &error);
      g_assert_no_error (error);
      resite_run_perform_async (fixture->run, sign, NULL, fixture_wait_cb, &wait);
      result = fixture_wait (&wait);
      g_assert_true (resite_run_perform_finish (fixture->run, result, NULL));
    }
  g_clear_object (&result);
  wait_for_snapshots (fixture, 3);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
  g_assert_cmpstr (resite_event_get (event, "message"), ==, NULL);
  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "ok");
  g_assert_true (resite_journal_verify (resite_event_get (event, "path"), &bad, NULL, &error));
  g_assert_no_error (error);
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-files/no-plain-file", test_no_plain_file);
  g_test_add_func ("/run-files/too-large", test_too_large);
  g_test_add_func ("/run-files/bytes", test_bytes);
  g_test_add_func ("/run-files/same-name-twice", test_same_name_twice);
  g_test_add_func ("/run-files/empty-and-sign-off", test_empty_and_sign_off);
  g_test_add_func ("/run-files/words", test_words);
  g_test_add_func ("/run-files/blanked-for-good", test_blanked_for_good);
  g_test_add_func ("/run-files/blank-refused", test_blank_refused);
  g_test_add_func ("/run-files/snapshot-is-whole", test_snapshot_is_whole);
  g_test_add_func ("/run-files/snapshot-into-file", test_snapshot_into_file);
  g_test_add_func ("/run-files/snapshot-onto-full", test_snapshot_onto_full);
  g_test_add_func ("/run-files/snapshot-in-the-way", test_snapshot_in_the_way);
  g_test_add_func ("/run-files/close-waits-for-snapshot", test_close_waits_for_snapshot);
  g_test_add_func ("/run-files/snapshots-one-after-the-other", test_snapshots_one_after_the_other);
  return g_test_run ();
}
