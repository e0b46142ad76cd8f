/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-packages"

#include "config.h"

#include <string.h>

#include "procedure-fixture.h"

/* Packages in a run: which one goes first, which follow, what the batch says, what is read back
 * from a run by hand. */

static const ResiteActionState *
get_action_state (Fixture *fixture, const char *step, const char *action)
{
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (fixture_step (fixture, step)), action);

  g_assert_nonnull (state);
  return state;
}

static char *
read_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static Fixture *
start_at (const char *step)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, step);
  return fixture;
}

static void
test_smallest_goes_first (void)
{
  Fixture *fixture = start_at ("R3");

  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  fixture_assert_status (fixture, "R3", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\n");
  g_autofree char *title = resite_step_run_get_title (fixture_step (fixture, "R4"));
  g_assert_cmpstr (title, ==, "Judge C0100011");
  fixture_reopen (fixture);
  g_autofree char *again = resite_step_run_get_title (fixture_step (fixture, "R4"));
  g_assert_cmpstr (again, ==, "Judge C0100011");
  fixture_free (fixture);
}

static void
test_plan_names_canary (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "options", "canary-package", "C0100010");
  fixture_start (fixture);
  fixture_walk_to (fixture, "R3");
  g_autofree char *expected = resite_step_run_get_title (fixture_step (fixture, "R4"));
  g_assert_cmpstr (expected, ==, "Judge C0100010");
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100010\n");
  fixture_free (fixture);
}

static void
test_canary_is_not_there (void)
{
  Fixture *fixture = start_at ("R3");

  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "options.canary-package", "value",
              "C0100099", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  fixture_assert_status (fixture, "R3", "failed");
  g_assert_nonnull (strstr (get_action_state (fixture, "R3", "one")->message, "C0100099"));
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "");
  fixture_free (fixture);
}

/* A package that failed is not the first choice when another can be tried. */
static void
test_another_canary (void)
{
  Fixture *fixture = start_at ("R3");

  fixture_write (fixture, "tool", "#!/bin/sh\necho no\n", 0755);
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  fixture_assert_status (fixture, "R3", "failed");
  fixture_write_tool (fixture);
  fixture_do (fixture, RESITE_MOVE_RETRY, "R3", NULL);
  fixture_assert_status (fixture, "R3", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100012\n");
  fixture_free (fixture);
}

/* What is read-only can go through; what is not comes last. */
static void
test_read_only_first (void)
{
  Fixture *fixture = start_at ("R3");
  g_autofree char *smallest = fixture_path (fixture, "new/E/SMSPKG/C0100011.PCK");

  g_assert_cmpint (g_remove (smallest), ==, 0);
  fixture_write (fixture, "new/E/SMSPKG/C0100011.PCK", "small", 0644);
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100012\n");
  fixture_free (fixture);
}

static void
test_all_but_forwarded (void)
{
  Fixture *fixture = start_at ("R10");

  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100010\nC0100012\n");
  g_assert_cmpint (get_action_state (fixture, "R10", "all")->good, ==, 2);
  fixture_free (fixture);
}

static void
test_known_packages (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "known.txt", "C0100010\nC0100011\nC0100077\n", 0644);
  fixture_set_plan_path (fixture, "options", "known-packages", "known.txt");
  fixture_start (fixture);
  fixture_walk_to (fixture, "R10");
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100010\n");
  g_assert_nonnull (strstr (get_action_state (fixture, "R10", "all")->message, "knows 2"));
  fixture_free (fixture);
}

static void
make_writable (Fixture *fixture, const char *id)
{
  g_autofree char *name = g_strdup_printf ("new/E/SMSPKG/%s.PCK", id);
  g_autofree char *path = fixture_path (fixture, name);

  g_assert_cmpint (g_remove (path), ==, 0);
  fixture_write (fixture, name, "not read-only", 0644);
}

/* Most went through: the step is done, and what failed can still be tried again. */
static void
test_few_failures (void)
{
  Fixture *fixture = start_at ("P1");

  fixture_write (fixture, "source/D/SMSPKG/C0100013.PCK", "one more", 0444);
  fixture_write (fixture, "source/D/SMSPKG/C0100014.PCK", "and one more", 0444);
  fixture_walk_to (fixture, "R10");
  make_writable (fixture, "C0100010");
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_assert_cmpstr (get_action_state (fixture, "R10", "all")->outcome, ==, "warning");
  g_assert_cmpint (get_action_state (fixture, "R10", "all")->failed, ==, 1);

  g_autofree char *path = fixture_path (fixture, "new/E/SMSPKG/C0100010.PCK");
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  fixture_do (fixture, RESITE_MOVE_RETRY, "R10", NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_assert_cmpstr (get_action_state (fixture, "R10", "all")->outcome, ==, "ok");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100010\nC0100012\nC0100013\nC0100014\nC0100010\n");
  fixture_free (fixture);
}

static void
test_most_fail (void)
{
  Fixture *fixture = start_at ("R10");

  make_writable (fixture, "C0100010");
  fixture_do (fixture, RESITE_MOVE_START, "R10", NULL);
  fixture_assert_status (fixture, "R10", "failed");
  fixture_free (fixture);
}

static void
test_batch (void)
{
  Fixture *fixture = start_at ("R8");

  fixture_do (fixture, RESITE_MOVE_START, "R8", NULL);
  fixture_assert_status (fixture, "R8", "done");
  g_autofree char *batch = read_file (fixture, "new/E/SMSTools/preload.bat");
  g_assert_nonnull (strstr (batch, "C0100010"));
  g_assert_nonnull (strstr (batch, "E:\\SMSTools\\PreLoadPkgOnSite.exe"));
  g_assert_nonnull (strstr (batch, "\r\n"));
  g_autofree char *script = read_file (fixture, "new/E/SMSTools/PreloadBuild.vbs");
  g_assert_nonnull (strstr (script, "E:\\SMSPKG"));
  g_assert_nonnull (strstr (get_action_state (fixture, "R8", "scan")->message, "3 packages"));
  fixture_free (fixture);
}

/* What the batch printed at the server is read back into the same table. */
static void
test_results_by_hand (void)
{
  Fixture *fixture = start_at ("R10");
  static const char output[] =
      "==== Resite: package C0100010 ====\r\n"
      "Forward package status for pkg C0100010 to site P01\r\n"
      "****** Successfully set the Compressed Package Path on this site ******\r\n"
      "****** Successfully forwarded the information up the hierarchy ******\r\n"
      "==== Resite: package C0100012 ====\r\n"
      "Forward package status for pkg C0100012 to site P01\r\n"
      "****** Successfully set the Compressed Package Path on this site ******\r\n"
      "****** Successfully forwarded the information up the hierarchy ******\r\n";

  fixture_do (fixture, RESITE_MOVE_DONE, "R10", "output", output, NULL);
  fixture_assert_status (fixture, "R10", "done");
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "R10"))->how, ==, "O");
  g_assert_cmpint (get_action_state (fixture, "R10", "all")->good, ==, 2);
  g_assert_cmpint (get_action_state (fixture, "R10", "all")->failed, ==, 0);
  g_autoptr (GPtrArray) records =
      resite_journal_read_items (resite_run_get_journal (fixture->run), "R10#1/all", NULL);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (((ResiteItemRecord *)records->pdata[0])->state, ==, "forwarded");
  fixture_free (fixture);
}

/* So is what the kit's script for assigning left. */
static void
test_assigned_by_hand (void)
{
  Fixture *fixture = fixture_new ();
  static const char output[] = "C0100010  assigned\r\nC0100012  already\r\n"
                               "C0100013  left out: it is not preloaded at S01\r\n";

  procedure_start_with (fixture, "by-hand", 1);
  procedure_walk_until (fixture, "R6");
  fixture_do (fixture, RESITE_MOVE_DONE, "R6", "action", "assign", "output", output, NULL);
  g_assert_cmpint (get_action_state (fixture, "R6", "assign")->good, ==, 2);
  g_assert_cmpint (get_action_state (fixture, "R6", "assign")->failed, ==, 0);
  g_autoptr (GPtrArray) records =
      resite_journal_read_items (resite_run_get_journal (fixture->run), "R6#1/assign", NULL);
  g_assert_cmpuint (records->len, ==, 3);
  g_assert_cmpstr (((ResiteItemRecord *)records->pdata[0])->state, ==, "assigned");
  g_assert_cmpstr (((ResiteItemRecord *)records->pdata[2])->state, ==, "left-out");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-packages/smallest-goes-first", test_smallest_goes_first);
  g_test_add_func ("/run-packages/plan-names-canary", test_plan_names_canary);
  g_test_add_func ("/run-packages/canary-is-not-there", test_canary_is_not_there);
  g_test_add_func ("/run-packages/another-canary", test_another_canary);
  g_test_add_func ("/run-packages/read-only-first", test_read_only_first);
  g_test_add_func ("/run-packages/all-but-forwarded", test_all_but_forwarded);
  g_test_add_func ("/run-packages/known-packages", test_known_packages);
  g_test_add_func ("/run-packages/few-failures", test_few_failures);
  g_test_add_func ("/run-packages/most-fail", test_most_fail);
  g_test_add_func ("/run-packages/batch", test_batch);
  g_test_add_func ("/run-packages/results-by-hand", test_results_by_hand);
  g_test_add_func ("/run-packages/assigned-by-hand", test_assigned_by_hand);
  return g_test_run ();
}
