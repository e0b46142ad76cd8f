/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sqlite3.h>

#include "journal-folder.h"

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
  g_test_add ("/journal-refuses/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("refuses-what-is-no-journal", test_refuses_what_is_no_journal);
  ADD ("refuses-other-databases", test_refuses_other_databases);
  ADD ("refuses-truncated", test_refuses_truncated);
  ADD ("never-replaces", test_never_replaces);
  ADD ("no-access", test_no_access);
  ADD ("disk-full", test_disk_full);
  ADD ("events-cannot-be-changed", test_events_cannot_be_changed);
  return g_test_run ();
}
