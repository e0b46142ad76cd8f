/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-guards"

#include "config.h"

#include <string.h>

#include "event-list.h"

/* What must not be done twice by itself is not, whichever button is pressed. */

#define LOOK                                                                                       \
  "<check id='look'><probe id='there' type='file' machine='new' "                                  \
  "path='E:\\marker.txt'><label>M</label></probe></check>"
#define FORM "<form id='form'><field id='x' type='text' default='y'><label>X</label></field></form>"
#define SECOND                                                                                     \
  "<form id='second'><field id='z' type='text' required='yes'><label>Z</label></field></form>"
#define TELL "<instruction id='tell'><item>Look.</item></instruction>"

static Fixture *
start_with (const char *rerun, const char *actions)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *step =
      g_strdup_printf ("<step id='P1' on='new' after='' rerun='%s'><title>t</title><why>w</why>%s"
                       "<by-hand><p>Look.</p></by-hand></step>",
                       rerun, actions);

  event_list_set_runbook (fixture, step);
  fixture_start (fixture);
  return fixture;
}

/* The program ends between the intent and the outcome of the check. */
static void
cut_off_in_check (Fixture *fixture)
{
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  g_autoptr (ResiteEvent) step =
      resite_event_new (RESITE_EVENT_STEP_STARTED, FIXTURE_BY, "P1", "", 1);
  g_autoptr (ResiteEvent) action =
      resite_event_new (RESITE_EVENT_ACTION_STARTED, FIXTURE_BY, "P1", "", 1);
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  resite_event_set (action, "action", "look");
  resite_event_set (action, "kind", "check");
  g_object_unref (resite_journal_append (journal, step, 0, &error));
  g_assert_no_error (error);
  g_object_unref (resite_journal_append (journal, action, 0, &error));
  g_assert_no_error (error);
  g_assert_true (resite_journal_close (journal, &error));
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_status (fixture, "P1", "interrupted");
}

static void
test_safe_goes_on (void)
{
  Fixture *fixture = start_with ("safe", LOOK FORM);

  cut_off_in_check (fixture);
  fixture_do (fixture, RESITE_MOVE_FILL, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

static void
test_ask (void)
{
  Fixture *fixture = start_with ("ask", LOOK FORM TELL);

  cut_off_in_check (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_START, "P1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_RETRY, "P1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_FILL, "P1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_DONE, "P1", "action",
                  "tell", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "confirm", RESITE_MOVE_START, "P1", "confirm",
                  "maybe", NULL);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_FILL, "P1", "confirm", "yes", NULL);
  event_list_assert (fixture, mark,
                     "filled P1/form, step-started P1, action-started P1/look, "
                     "action-ended P1/look=ok, step-waits P1 for sign-off");
  /* Asked once: it is no longer cut off. */
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "action", "tell", NULL);
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

static void
test_never (void)
{
  Fixture *fixture = start_with ("never", LOOK FORM TELL);
  static const ResiteMoveKind starters[] = { RESITE_MOVE_START, RESITE_MOVE_RETRY,
                                             RESITE_MOVE_FILL };

  cut_off_in_check (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "by hand", starters[i], "P1", NULL);
      fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "by hand", starters[i], "P1", "confirm",
                      "yes", NULL);
    }
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "by hand", RESITE_MOVE_DONE, "P1", "action",
                  "tell", NULL);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "note", "I looked", NULL);
  event_list_assert (fixture, mark, "filled P1/form, signed-off P1");
  fixture_free (fixture);
}

/* A person tells the very action that was cut off: nothing of it is run again. */
static void
test_tell_what_was_cut_off (void)
{
  Fixture *fixture = start_with ("never", LOOK);

  cut_off_in_check (fixture);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "action", "look", NULL);
  event_list_assert (fixture, mark, "action-ended P1/look=told, step-started P1, step-done P1");
  fixture_free (fixture);
}

static void
test_set_back (void)
{
  Fixture *fixture = start_with ("never", LOOK);

  cut_off_in_check (fixture);
  fixture_do (fixture, RESITE_MOVE_BACK, "P1", "reason", "Looked at it", NULL);
  fixture_assert_status (fixture, "P1", "look-again");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "P1")), ==, 2);
  fixture_free (fixture);
}

static void
test_skip_what_was_cut_off (void)
{
  Fixture *fixture = start_with ("never", LOOK);

  cut_off_in_check (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Why", RESITE_MOVE_SKIP, "P1", NULL);
  fixture_do (fixture, RESITE_MOVE_SKIP, "P1", "reason", "Another way", NULL);
  fixture_assert_status (fixture, "P1", "skipped");
  fixture_free (fixture);
}

/* Whoever only looks sees that it was cut off, and changes nothing by looking. */
static void
test_looker_sees_it (void)
{
  Fixture *fixture = start_with ("ask", LOOK);
  g_autoptr (GError) error = NULL;
  FixtureWait wait = { NULL, NULL };

  cut_off_in_check (fixture);
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  const guint64 before = 0;
  g_autoptr (ResiteRun) looker = fixture_try_open (fixture, path, RESITE_RUN_LOOK, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_step_run_get_status (resite_run_find_step (looker, "P1")), ==,
                   RESITE_STEP_INTERRUPTED);
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (looker), before, NULL);
  g_assert_cmpstr (resite_event_get_what (events->pdata[events->len - 1]), ==,
                   RESITE_EVENT_RUN_CLOSED);
  resite_run_close_async (looker, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  g_assert_true (resite_run_close_finish (looker, result, NULL));
  fixture_free (fixture);
}

/* Cut off twice: the second welcome still says so. */
static void
test_cut_off_again (void)
{
  Fixture *fixture = start_with ("ask", LOOK);

  cut_off_in_check (fixture);
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "P1", "interrupted");
  GStrv lines = resite_run_get_welcome (fixture->run);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_nonnull (strstr (lines[1], "P1 was cut off"));
  g_assert_nonnull (strstr (lines[2], "Next is P1"));
  fixture_free (fixture);
}

/* The removal of the site is bounded by the setup of the new one, in every way. */
static void
test_removal_behind_setup (void)
{
  Fixture *fixture = fixture_new ();
  static const ResiteMoveKind kinds[] = { RESITE_MOVE_BACK };

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  fixture_do (fixture, RESITE_MOVE_BACK, "C6@primary.1", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C6@primary.1", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "C11", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint machine = 1; machine <= 2; machine++)
      {
        g_autofree char *step = g_strdup_printf ("C6@primary.%u", machine);
        fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "C11", kinds[i], step, NULL);
      }
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "forward", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_free (fixture);
}

/* Names are typed by people. */
static void
test_names (void)
{
  static const char *const names[] = { "",           "p1 ",          "P1@",
                                       "@primary.1", "P1@primary.1", "C6@primary.0",
                                       "C6@primary", "C6@PRIMARY.3", "../P1",
                                       "P1\n" };
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("\"%s\"", names[i]);
      g_assert_null (resite_run_find_step (fixture->run, names[i]));
      fixture_refuse (fixture, RESITE_ERROR_NOT_FOUND, "no step", RESITE_MOVE_DONE, names[i], NULL);
    }
  g_assert_nonnull (resite_run_find_step (fixture->run, "c6@PRIMARY.2"));
  g_assert_true (fixture_step (fixture, "p1") == fixture_step (fixture, "P1"));
  fixture_free (fixture);
}

/* Who signs off a whole step fills all of its forms at once. */
static void
test_two_forms (void)
{
  Fixture *fixture = start_with ("safe", FORM TELL SECOND);

  fixture_refuse (fixture, RESITE_ERROR_INVALID, "no field “q”. Its fields are: x, z",
                  RESITE_MOVE_DONE, "P1", "field.z", "1", "field.q", "2", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "no field “z”", RESITE_MOVE_FILL, "P1", "action",
                  "form", "field.z", "1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "“Z” is empty", RESITE_MOVE_DONE, "P1", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "field.z", "1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-guards/safe-goes-on", test_safe_goes_on);
  g_test_add_func ("/run-guards/ask", test_ask);
  g_test_add_func ("/run-guards/never", test_never);
  g_test_add_func ("/run-guards/tell-what-was-cut-off", test_tell_what_was_cut_off);
  g_test_add_func ("/run-guards/set-back", test_set_back);
  g_test_add_func ("/run-guards/skip-what-was-cut-off", test_skip_what_was_cut_off);
  g_test_add_func ("/run-guards/looker-sees-it", test_looker_sees_it);
  g_test_add_func ("/run-guards/cut-off-again", test_cut_off_again);
  g_test_add_func ("/run-guards/removal-behind-setup", test_removal_behind_setup);
  g_test_add_func ("/run-guards/names", test_names);
  g_test_add_func ("/run-guards/two-forms", test_two_forms);
  return g_test_run ();
}
