/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-policy"

#include "config.h"

#include <string.h>

#include "resite-policy.h"
#include "run-fixture.h"

/* Walking a run where nobody sits. */

static gboolean
walk (Fixture *fixture, ResitePolicy *policy, GError **error)
{
  FixtureWait wait = { NULL, NULL };

  resite_policy_walk_async (policy, fixture->run, NULL, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  return resite_policy_walk_finish (policy, result, error);
}

static void
assert_walk (Fixture *fixture, ResitePolicy *policy)
{
  g_autoptr (GError) error = NULL;

  walk (fixture, policy, &error);
  g_assert_no_error (error);
}

static void
assert_needs_person (Fixture *fixture, ResitePolicy *policy, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (walk (fixture, policy, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, error->message);
}

static ResitePolicy *
load (Fixture *fixture, const char *text, GError **error)
{
  fixture_write (fixture, "policy.ini", text, 0644);
  g_autofree char *path = fixture_path (fixture, "policy.ini");
  return resite_policy_new_from_file (path, FIXTURE_BY, error);
}

static Fixture *
start (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (3000);
  fixture_start (fixture);
  return fixture;
}

static gboolean
finish_setup_cb (ResiteStepRun *step, gpointer data, GError **error)
{
  Fixture *fixture = data;

  if (g_str_equal (resite_step_run_get_name (step), "C11"))
    fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup of S01 completed\r\n", 0644);
  return TRUE;
}

static void
test_rehearsal (void)
{
  Fixture *fixture = start ();
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (FIXTURE_BY);

  resite_policy_set_deed (policy, finish_setup_cb, fixture);
  assert_walk (fixture, policy);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "ended");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_STEP_FAILED, NULL), ==, 0);
  /* The watch behind what a person does was looked at, not signed off. */
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (fixture_step (fixture, "C11")), "log");
  g_assert_cmpstr (state->how, ==, "L");
  g_autofree char *calls = fixture_read_calls (fixture);
  g_assert_cmpstr (calls, ==, "C0100011\nC0100010\nC0100012\n");
  fixture_free (fixture);
}

static void
test_nobody (void)
{
  Fixture *fixture = start ();
  g_autoptr (ResitePolicy) policy = resite_policy_new (FIXTURE_BY);

  assert_needs_person (fixture, policy, "P3");
  fixture_assert_status (fixture, "P1", "done");
  fixture_assert_status (fixture, "P3", "todo");
  fixture_assert_status (fixture, "W1", "todo");
  /* Asked once more, it does nothing and says the same. */
  guint64 last = fixture_count_events (fixture, RESITE_EVENT_STEP_STARTED, NULL);
  assert_needs_person (fixture, policy, "P3");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_STEP_STARTED, NULL), ==, last);
  fixture_free (fixture);
}

/* Up to the pause: what Resite cannot do itself is signed off, but nobody signs for a person. */
static void
test_stops_at_pause (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy =
      load (fixture, "[policy]\ndone=yes\nfill=yes\n[step W1]\nfield.limit=40\n", &error);

  g_assert_no_error (error);
  assert_needs_person (fixture, policy, "G1");
  fixture_assert_status (fixture, "G1", "waiting");
  g_autofree char *limit = resite_run_expand (fixture->run, NULL, "${step.W1.limit}");
  g_assert_cmpstr (limit, ==, "40");
  fixture_free (fixture);
}

static void
test_form_without_value (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy = load (fixture, "[policy]\ndone=yes\nfill=yes\n", &error);

  g_assert_no_error (error);
  assert_needs_person (fixture, policy, "Limit");
  fixture_assert_status (fixture, "W1", "waiting");
  fixture_free (fixture);
}

static void
test_skip (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy = load (
      fixture, "[policy]\n[step P3]\nskip=yes\nreason=Runs from the share\n[step W1]\nskip=yes\n",
      &error);

  g_assert_no_error (error);
  /* Skipping takes a reason, also from a policy. */
  assert_needs_person (fixture, policy, "Why");
  fixture_assert_status (fixture, "P3", "skipped");
  fixture_assert_status (fixture, "W1", "todo");
  fixture_free (fixture);
}

static void
test_failure (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autofree char *source = fixture_path (fixture, "source/D/SMSPKG");
  g_autofree char *aside = fixture_path (fixture, "aside");

  g_assert_cmpint (g_rename (source, aside), ==, 0);
  g_autoptr (ResitePolicy) stopping = load (fixture, "[policy]\nretry=2\n", &error);
  g_assert_no_error (error);
  assert_needs_person (fixture, stopping, "P1 failed");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_STEP_FAILED, "P1"), ==, 3);

  g_autoptr (ResitePolicy) signing =
      load (fixture, "[policy]\nretry=0\nfailed=done\ndone=yes\n[step P3]\ndone=no\n", &error);
  g_assert_no_error (error);
  assert_needs_person (fixture, signing, "P3");
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

/* What a person at the machines would do. */

typedef struct
{
  Fixture *fixture;
  GPtrArray *begun;
  char *source, *aside;
  guint asked;
  guint helps_at; /* the question with which it does */
  gboolean refuses;
} Person;

static void
person_set_up (Person *person, guint helps_at)
{
  *person = (Person){ .fixture = start (), .helps_at = helps_at };
  person->begun = g_ptr_array_new_with_free_func (g_free);
  person->source = fixture_path (person->fixture, "source/D/SMSPKG");
  person->aside = fixture_path (person->fixture, "aside");
  g_assert_cmpint (g_rename (person->source, person->aside), ==, 0);
}

static void
person_tear_down (Person *person)
{
  g_ptr_array_unref (person->begun);
  g_free (person->source);
  g_free (person->aside);
  fixture_free (person->fixture);
}

static void
begins_cb (ResiteStepRun *step, gpointer data)
{
  Person *person = data;

  g_ptr_array_add (person->begun, g_strdup (resite_step_run_get_name (step)));
}

static gboolean
remedy_cb (ResiteStepRun *step, char **said, gpointer data, GError **error)
{
  Person *person = data;

  if (person->refuses)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_CORRUPT, "no machines");
      return FALSE;
    }
  if (!g_str_equal (resite_step_run_get_name (step), "P1") || ++person->asked != person->helps_at)
    return FALSE;
  g_assert_cmpint (g_rename (person->aside, person->source), ==, 0);
  *said = g_strdup ("Plugged in again");
  return TRUE;
}

static ResitePolicy *
make_helped (Person *person)
{
  g_autoptr (GError) error = NULL;
  ResitePolicy *policy = load (person->fixture, "[policy]\n[step P3]\ndone=no\n", &error);

  g_assert_no_error (error);
  resite_policy_set_witness (policy, begins_cb, person);
  resite_policy_set_remedy (policy, remedy_cb, person);
  return policy;
}

static void
test_remedy (void)
{
  Person person;

  person_set_up (&person, 1);
  g_autoptr (ResitePolicy) policy = make_helped (&person);

  assert_needs_person (person.fixture, policy, "P3");
  fixture_assert_status (person.fixture, "P1", "done");
  g_assert_cmpuint (fixture_count_events (person.fixture, RESITE_EVENT_STEP_FAILED, "P1"), ==, 1);
  g_assert_cmpuint (fixture_count_events (person.fixture, RESITE_EVENT_NOTED, "P1"), ==, 1);
  /* Trying again is no beginning. */
  g_assert_cmpstr (person.begun->pdata[0], ==, "P1");
  for (guint i = 1; i < person.begun->len; i++)
    g_assert_cmpstr (person.begun->pdata[i], !=, "P1");
  person_tear_down (&person);
}

/* What nobody can put right is begun anew, twice, and then left to a person. */
static void
test_no_remedy (void)
{
  Person person;

  person_set_up (&person, 0);
  g_autoptr (ResitePolicy) policy = make_helped (&person);

  assert_needs_person (person.fixture, policy, "P1 failed");
  fixture_assert_status (person.fixture, "P1", "failed");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (person.fixture, "P1")), ==, 3);
  g_assert_cmpuint (fixture_count_events (person.fixture, RESITE_EVENT_NOTED, "P1"), ==, 0);
  person_tear_down (&person);
}

static void
test_late_remedy (void)
{
  Person person;

  person_set_up (&person, 3);
  g_autoptr (ResitePolicy) policy = make_helped (&person);

  assert_needs_person (person.fixture, policy, "P3");
  fixture_assert_status (person.fixture, "P1", "done");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (person.fixture, "P1")), ==, 3);
  person_tear_down (&person);
}

static void
test_remedy_that_fails (void)
{
  Person person;
  g_autoptr (GError) error = NULL;

  person_set_up (&person, 1);
  g_autoptr (ResitePolicy) policy = make_helped (&person);

  person.refuses = TRUE;
  g_assert_false (walk (person.fixture, policy, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  fixture_assert_status (person.fixture, "P1", "failed");
  person_tear_down (&person);
}

static void
test_evidence (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy =
      load (fixture, "[policy]\ndone=yes\nfill=any\nsign=yes\nreleased-by=M. I.\njudge=evidence\n",
            &error);

  g_assert_no_error (error);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup of S01 completed\r\n", 0644);
  assert_needs_person (fixture, policy, "All steps are closed");
  g_assert_null (resite_run_get_current (fixture->run));
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "open");
  fixture_free (fixture);
}

static void
test_missing_evidence (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy =
      load (fixture,
            "[policy]\nstart=no\ndone=yes\nfill=any\nsign=yes\njudge=evidence\n"
            "[step P1]\nskip=yes\nreason=x\n",
            &error);

  g_assert_no_error (error);
  /* Without a start nothing is begun, so nothing is waited for. */
  assert_needs_person (fixture, policy, "P3");
  fixture_free (fixture);
}

static void
test_bad_files (void)
{
  Fixture *fixture = fixture_new ();
  static const char *const bad[][2] = {
    { "[policy]\ndoen=yes\n", "doen" },     { "[policy]\ndone=maybe\n", "maybe" },
    { "[policy]\nretry=often\n", "often" }, { "[policy]\njudge=no|good\n", "no|good" },
    { "[C3]\ndone=yes\n", "C3" },           { "done=yes\n", "policy.ini" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (load (fixture, bad[i][0], &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, bad[i][1]));
    }
  g_autoptr (GError) error = NULL;
  g_assert_null (resite_policy_new_from_file ("/nowhere/policy", FIXTURE_BY, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  fixture_free (fixture);
}

/* The procedure itself, with nothing in reach: every step can be done by hand to its end. */
static void
test_procedure_by_hand (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy =
      load (fixture,
            "[policy]\ndone=yes\nfill=any\nsign=yes\nreleased-by=M. I.\noverrule=By hand\n"
            "judge=good\nfailed=done\nfinish=yes\n",
            &error);

  g_assert_no_error (error);
  g_clear_pointer (&fixture->runbook, g_free);
  fixture->clock = resite_clock_new (3000);
  fixture_set_plan (fixture, "old", "reach", "by-hand");
  fixture_set_plan (fixture, "new", "reach", "by-hand");
  fixture_set_plan (fixture, "source", "reach", "by-hand");
  fixture_set_plan (fixture, "old", "files", NULL);
  fixture_set_plan (fixture, "new", "files", NULL);
  fixture_set_plan (fixture, "source", "files", NULL);
  fixture_set_plan (fixture, "options", "emergency-share", "yes");
  fixture_set_plan (fixture, "tools", "preload-desk", NULL);
  fixture_start (fixture);
  assert_walk (fixture, policy);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "ended");

  GListModel *steps = resite_run_get_steps (fixture->run);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      g_autofree char *title = resite_step_run_get_title (step);
      g_assert_null (strstr (title, "${"));
      if (*resite_step_run_get_name (step) != 'B')
        g_assert_true (resite_step_status_is_closed (resite_step_run_get_status (step)));
    }
  g_autofree char *name = resite_run_get_name_now (fixture->run, "new");
  g_assert_cmpstr (name, ==, "BR01SMS");
  fixture_free (fixture);
}

static void
test_way_back (void)
{
  Fixture *fixture = start ();
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (FIXTURE_BY);

  resite_policy_turn_back_after (policy, "C2", "Too late tonight");
  assert_walk (fixture, policy);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "went-back");
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_WAY_BACK, NULL), ==, 1);
  fixture_assert_status (fixture, "C2", "done");
  fixture_assert_status (fixture, "C6@primary.1", "todo");
  fixture_free (fixture);
}

/* Nor does it begin anew with another step, or go round in a circle. */
static void
test_no_way_back_yet (void)
{
  Fixture *fixture = start ();
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (FIXTURE_BY);
  g_autoptr (GError) error = NULL;

  resite_policy_turn_back_after (policy, "P3", "Too late tonight");
  g_assert_false (walk (fixture, policy, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE);
  g_assert_nonnull (strstr (error->message, "simply stop here"));
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "open");
  fixture_free (fixture);
}

static void
test_way_back_without_reason (void)
{
  Fixture *fixture = start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePolicy) policy =
      load (fixture, "[policy]\ndone=yes\nfill=any\nsign=yes\n[step C2]\nway-back=yes\n", &error);

  g_assert_no_error (error);
  g_assert_false (walk (fixture, policy, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "The reason will be printed"));
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/rehearsal", test_rehearsal);
  g_test_add_func ("/policy/nobody", test_nobody);
  g_test_add_func ("/policy/stops-at-pause", test_stops_at_pause);
  g_test_add_func ("/policy/form-without-value", test_form_without_value);
  g_test_add_func ("/policy/skip", test_skip);
  g_test_add_func ("/policy/failure", test_failure);
  g_test_add_func ("/policy/remedy", test_remedy);
  g_test_add_func ("/policy/no-remedy", test_no_remedy);
  g_test_add_func ("/policy/late-remedy", test_late_remedy);
  g_test_add_func ("/policy/remedy-that-fails", test_remedy_that_fails);
  g_test_add_func ("/policy/evidence", test_evidence);
  g_test_add_func ("/policy/missing-evidence", test_missing_evidence);
  g_test_add_func ("/policy/way-back", test_way_back);
  g_test_add_func ("/policy/no-way-back-yet", test_no_way_back_yet);
  g_test_add_func ("/policy/way-back-without-reason", test_way_back_without_reason);
  g_test_add_func ("/policy/bad-files", test_bad_files);
  g_test_add_func ("/policy/procedure-by-hand", test_procedure_by_hand);
  return g_test_run ();
}
