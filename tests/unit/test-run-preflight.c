/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-preflight"

#include "config.h"

#include <string.h>

#include "run-fixture.h"

/* Tables of packages in a run: made from lists that a person brings, and what follows from them. */

#define VERSIONS                                                                                   \
  "Name    PackageID  SourceVersion  StoredPkgVersion  \r\n"                                       \
  "Office  C0100010   3              3                 \r\n"                                       \
  "Viewer  C0100011   4              3                 \r\n"                                       \
  "Maps    C0100014   1              1                 \r\n"

static const ResiteActionState *
get_action_state (Fixture *fixture, const char *step, const char *action)
{
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (fixture_step (fixture, step)), action);

  g_assert_nonnull (state);
  return state;
}

static Fixture *
start (const char *known)
{
  Fixture *fixture = fixture_new ();

  g_free (fixture->runbook);
  fixture->runbook = fixture_find_runbook ("tables.xml");
  if (known != NULL)
    {
      fixture_write (fixture, "known.txt", known, 0644);
      fixture_set_plan_path (fixture, "options", "known-packages", "known.txt");
    }
  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  return fixture;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Sorted: by-hand rows and looked-at ones come in different orders. */
static char *
read_states (Fixture *fixture, const char *step, const char *action, guint attempt)
{
  g_autofree char *scope = resite_run_state_format_scope (step, "", attempt, action);
  g_autoptr (GPtrArray) records =
      resite_journal_read_items (resite_run_get_journal (fixture->run), scope, NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      g_ptr_array_add (texts, g_strdup_printf ("%s=%s", record->name, record->state));
    }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (" ", (GStrv)texts->pdata);
}

static void
assert_states (Fixture *fixture, const char *step, const char *action, guint attempt,
               const char *states)
{
  g_autofree char *got = read_states (fixture, step, action, attempt);

  g_assert_cmpstr (got, ==, states);
}

#define JUDGED                                                                                     \
  "C0100010=ready C0100011=versions-differ C0100012=unknown-to-site C0100014=missing-file "        \
  "preflight=warning"

/* The list lies on the desk: Resite makes the table, and whatever it says, the road goes on. */
static void
test_list_of_the_plan (void)
{
  Fixture *fixture = start (VERSIONS);

  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_assert_status (fixture, "W2", "done");
  g_assert_cmpstr (get_action_state (fixture, "W2", "versions")->outcome, ==, "warning");
  assert_states (fixture, "W2", "versions", 1, JUDGED);
  fixture_free (fixture);
}

static void
test_pasted (void)
{
  Fixture *fixture = start (NULL);

  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_assert_status (fixture, "W2", "waiting");
  fixture_do (fixture, RESITE_MOVE_DONE, "W2", "output", VERSIONS, NULL);
  fixture_assert_status (fixture, "W2", "done");
  g_assert_cmpstr (get_action_state (fixture, "W2", "versions")->outcome, ==, "warning");
  g_assert_cmpstr (get_action_state (fixture, "W2", "versions")->how, ==, "O");
  g_assert_nonnull (strstr (get_action_state (fixture, "W2", "versions")->message, "1 ready"));
  assert_states (fixture, "W2", "versions", 1, JUDGED);
  fixture_free (fixture);
}

static void
test_attached (void)
{
  Fixture *fixture = start (NULL);
  g_autofree char *path = fixture_path (fixture, "brought.csv");

  fixture_write (fixture, "brought.csv",
                 "PackageID,SourceVersion,StoredPkgVersion\nC0100010,1,1\nC0100011,1,1\n"
                 "C0100012,2,2\n",
                 0644);
  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "W2", "file", path, NULL);
  fixture_assert_status (fixture, "W2", "done");
  g_assert_cmpstr (get_action_state (fixture, "W2", "versions")->outcome, ==, "ok");
  g_assert_cmpstr (get_action_state (fixture, "W2", "versions")->how, ==, "F");
  assert_states (fixture, "W2", "versions", 1,
                 "C0100010=ready C0100011=ready C0100012=ready preflight=ok");
  fixture_free (fixture);
}

/* A listing of the files says nothing of what the site knows, and prose says nothing at all. */
static void
test_no_list (void)
{
  static const char *const texts[] = { "A    R    E:\\SMSPKG\\C0100010.PCK\r\n", "looks fine" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Fixture *fixture = start (NULL);

      fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
      fixture_do (fixture, RESITE_MOVE_DONE, "W2", "output", texts[i], NULL);
      fixture_assert_status (fixture, "W2", "done");
      g_assert_null (resite_step_state_get_action (
          resite_step_run_get_state (fixture_step (fixture, "W2")), "versions"));
      assert_states (fixture, "W2", "versions", 1, "");
      fixture_free (fixture);
    }
}

/* Nobody knows what the site knows: nothing is blocked by that, and nothing is left out. */
static void
test_not_known (void)
{
  Fixture *fixture = start (NULL);

  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "W2", "note", "cannot be had", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100010\nC0100011\nC0100012\n");
  fixture_free (fixture);
}

static void
bring (Fixture *fixture, const char *output)
{
  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "W2", "output", output, NULL);
  fixture_assert_status (fixture, "W2", "done");
}

/* What the table speaks against is not preloaded, and the step says so. */
static void
test_left_out (void)
{
  Fixture *fixture = start (NULL);

  bring (fixture, VERSIONS);
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100010\n");
  const char *message = get_action_state (fixture, "R10", "all")->message;
  g_assert_nonnull (strstr (message, "speaks against 2 packages"));
  g_assert_nonnull (strstr (message, "C0100011 (left out: its versions differ"));
  g_assert_nonnull (strstr (message, "C0100012 (left out: the site does not know it)"));
  fixture_free (fixture);
}

/* Nor what is empty: the tool would forward it, and nothing would come out of it. */
static void
test_empty_left_out (void)
{
  Fixture *fixture = start (NULL);

  fixture_write (fixture, "new/E/SMSPKG/C0100010.PCK", "", 0444);
  bring (fixture, "PackageID,SourceVersion,StoredPkgVersion\nC0100010,1,1\nC0100011,1,1\n"
                  "C0100012,1,1\n");
  assert_states (fixture, "W2", "versions", 1,
                 "C0100010=empty-file C0100011=ready C0100012=ready preflight=warning");
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100012\n");
  g_assert_nonnull (strstr (get_action_state (fixture, "R10", "all")->message,
                            "C0100010 (left out: the package file here is empty)"));
  fixture_free (fixture);
}

/* The newest table counts, also after the program was closed. */
static void
test_newest_counts (void)
{
  Fixture *fixture = start (NULL);

  bring (fixture, VERSIONS);
  fixture_do (fixture, RESITE_MOVE_BACK, "W2", "reason", "once more", NULL);
  bring (fixture, "PackageID,SourceVersion,StoredPkgVersion\nC0100010,1,2\n"
                  "C0100011,4,4\nC0100012,1,1\n");
  fixture_reopen (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100012\n");
  fixture_free (fixture);
}

static Fixture *
start_at_the_end (void)
{
  Fixture *fixture = start (VERSIONS);

  fixture_do (fixture, RESITE_MOVE_START, "W2", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  fixture_do (fixture, RESITE_MOVE_START, "N1", NULL);
  fixture_assert_status (fixture, "N1", "waiting");
  return fixture;
}

static void
test_status_pasted (void)
{
  Fixture *fixture = start_at_the_end ();

  fixture_do (fixture, RESITE_MOVE_DONE, "N1", "output",
              "PackageID  State  SourceVersion\r\nC0100010   0      3\r\nC0100011   3      4\r\n",
              NULL);
  fixture_assert_status (fixture, "N1", "done");
  g_assert_cmpstr (get_action_state (fixture, "N1", "table")->outcome, ==, "warning");
  g_assert_nonnull (strstr (get_action_state (fixture, "N1", "table")->message,
                            "1 of 2 packages are not right."));
  assert_states (fixture, "N1", "table", 1, "C0100010=installed C0100011=failed status=warning");
  fixture_do (fixture, RESITE_MOVE_SIGN, "G6", NULL);
  fixture_assert_status (fixture, "G6", "done");
  fixture_free (fixture);
}

/* A person's list is no look of our own: what would repair is still offered. */
static void
test_status_pasted_all_right (void)
{
  Fixture *fixture = start_at_the_end ();

  fixture_do (fixture, RESITE_MOVE_DONE, "N1", "output", "PackageID,State\nC0100010,Installed\n",
              NULL);
  fixture_assert_status (fixture, "N1", "done");
  g_assert_cmpstr (get_action_state (fixture, "N1", "table")->outcome, ==, "ok");
  g_assert_cmpstr (get_action_state (fixture, "N1", "table")->how, ==, "O");
  g_autofree char *right =
      resite_run_expand (fixture->run, fixture_step (fixture, "N1"), "${packages.all-right}");
  g_assert_cmpstr (right, ==, "no");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-preflight/list-of-the-plan", test_list_of_the_plan);
  g_test_add_func ("/run-preflight/pasted", test_pasted);
  g_test_add_func ("/run-preflight/attached", test_attached);
  g_test_add_func ("/run-preflight/no-list", test_no_list);
  g_test_add_func ("/run-preflight/not-known", test_not_known);
  g_test_add_func ("/run-preflight/left-out", test_left_out);
  g_test_add_func ("/run-preflight/empty-left-out", test_empty_left_out);
  g_test_add_func ("/run-preflight/newest-counts", test_newest_counts);
  g_test_add_func ("/run-preflight/status/pasted", test_status_pasted);
  g_test_add_func ("/run-preflight/status/all-right", test_status_pasted_all_right);
  return g_test_run ();
}
