/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "resite-journal-owner.h"

static pid_t
start_sleeper (void)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid != 0)
    return pid;
  for (;;)
    pause ();
}

/* The owner row as that process would have written it. */
static ResiteJournalOwner *
make_owner (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *stat = NULL;

  g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
  g_auto (GStrv) fields = g_strsplit (strrchr (stat, ')') + 2, " ", -1);
  ResiteJournalOwner *owner = resite_journal_owner_new_self ();
  g_autofree char *text = resite_journal_owner_to_text (owner);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  resite_journal_owner_free (owner);
  g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
  g_key_file_set_int64 (file, "owner", "pid", pid);
  g_key_file_set_string (file, "owner", "start-time", fields[19]);
  g_autofree char *changed = g_key_file_to_data (file, NULL, NULL);
  return resite_journal_owner_parse (changed);
}

/* A parent that does not collect its dead children (some containers' first process does not) must
 * not keep a run "running" for ever. */
static void
test_killed_and_not_collected (void)
{
  pid_t pid = start_sleeper ();
  ResiteJournalOwner *owner = make_owner (pid);
  siginfo_t info;

  g_assert_nonnull (owner);
  g_assert_true (resite_journal_owner_is_alive (owner));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitid (P_PID, pid, &info, WEXITED | WNOWAIT), ==, 0);
  g_assert_false (resite_journal_owner_is_alive (owner));
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  g_assert_false (resite_journal_owner_is_alive (owner));
  resite_journal_owner_free (owner);
}

static void
test_self (void)
{
  ResiteJournalOwner *owner = resite_journal_owner_new_self ();

  g_assert_true (resite_journal_owner_is_here (owner));
  g_assert_true (resite_journal_owner_is_alive (owner));
  resite_journal_owner_free (owner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-owner/self", test_self);
  g_test_add_func ("/journal-owner/killed-and-not-collected", test_killed_and_not_collected);
  return g_test_run ();
}
