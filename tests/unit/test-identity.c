/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-run-fixture.h"

/* A box is known by what its maker wrote into it, whatever it is called. */

static const char *
get_fact (Remote *remote, const char *role, const char *fact)
{
  return resite_lab_world_get_fact (resite_lab_get_world (remote->lab), role, fact);
}

static void
test_confirmed_by_the_plan (void)
{
  Remote *remote = remote_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = remote_reach (remote, "old", &error);
  g_autoptr (ResiteMachine) again = NULL;
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (remote->run.run, "old");

  g_assert_no_error (error);
  g_assert_nonnull (machine);
  g_assert_cmpstr (facts->uuid, ==, get_fact (remote, "old", "UUID"));
  g_assert_cmpstr (facts->confirmed, ==, "plan");
  g_assert_true (facts->reached);
  g_assert_null (facts->mismatch);
  /* It is written down once. */
  again = remote_reach (remote, "old", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_MACHINE_KNOWN), ==, 1);
  /* And still known on the next morning. */
  g_clear_object (&machine);
  g_clear_object (&again);
  remote_reopen (remote);
  facts = resite_run_get_machine_facts (remote->run.run, "old");
  g_assert_cmpstr (facts->uuid, ==, get_fact (remote, "old", "UUID"));
  g_assert_false (facts->reached);
  remote_free (remote);
}

static void
test_another_box (void)
{
  static const char *const keys[] = { "old", "uuid",   "11111111-2222-3333-4444-555555555555",
                                      "old", "serial", NULL,
                                      "old", "mac",    NULL,
                                      NULL };
  Remote *remote = remote_new (keys);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = remote_reach (remote, "old", &error);
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (remote->run.run, "old");

  g_assert_null (machine);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS);
  g_assert_nonnull (strstr (error->message, get_fact (remote, "old", "UUID")));
  g_assert_nonnull (facts->mismatch);
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_MACHINE_KNOWN), ==, 0);
  remote_free (remote);
}

/* Two machines that say the same number: the second is not believed. */
static void
test_box_of_another_role (void)
{
  static const char *const keys[] = { "new", "uuid", NULL,  "new", "serial",
                                      NULL,  "new",  "mac", NULL,  NULL };
  Remote *remote = remote_new (keys);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) old = remote_reach (remote, "old", &error);
  g_autoptr (ResiteMachine) new = NULL;

  g_assert_no_error (error);
  g_assert_true (
      resite_lab_world_set_fault (resite_lab_get_world (remote->lab), "uuid-same", "yes"));
  new = remote_reach (remote, "new", &error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS);
  g_assert_nonnull (strstr (error->message, "old"));
  remote_free (remote);
}

/* The services of a box that nobody confirmed are left alone. */
static void
test_unconfirmed_is_left_alone (void)
{
  static const char *const keys[] = { "old", "uuid", NULL,  "old", "serial",
                                      NULL,  "old",  "mac", NULL,  NULL };
  Remote *remote = remote_new (keys);
  const ResiteMachineFacts *facts;

  remote_walk_to (remote, "C2");
  facts = resite_run_get_machine_facts (remote->run.run, "old");
  /* G1 was signed with the box in sight. */
  g_assert_cmpstr (facts->confirmed, ==, "person");
  fixture_do (&remote->run, RESITE_MOVE_START, "C2", NULL);
  fixture_assert_status (&remote->run, "C2", "done");
  remote_free (remote);
}

static void
test_asked_before_the_first_deed (void)
{
  static const char *const keys[] = { "old", "uuid", NULL,  "old", "serial",
                                      NULL,  "old",  "mac", NULL,  NULL };
  Remote *remote = remote_new (keys);
  const ResiteStepState *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = NULL;

  remote->nobody = TRUE; /* so that nothing is seen before C2 */
  remote_walk_to (remote, "C2");
  remote->nobody = FALSE;
  fixture_refuse (&remote->run, RESITE_ERROR_ILLEGAL_MOVE, "not reached", RESITE_MOVE_CONFIRM, NULL,
                  "machine", "old", NULL);
  machine = remote_reach (remote, "old", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_run_get_machine_facts (remote->run.run, "old")->confirmed, ==, "no");
  fixture_do (&remote->run, RESITE_MOVE_START, "C2", NULL);
  fixture_assert_status (&remote->run, "C2", "failed");
  state = resite_step_run_get_state (resite_run_find_step (remote->run.run, "C2"));
  g_assert_nonnull (strstr (state->message, get_fact (remote, "old", "Serial")));
  g_assert_cmpstr (g_ptr_array_index (remote->asked, remote->asked->len - 1), ==, "old");
  fixture_do (&remote->run, RESITE_MOVE_CONFIRM, NULL, "machine", "old", NULL);
  g_assert_cmpstr (resite_run_get_machine_facts (remote->run.run, "old")->confirmed, ==, "person");
  fixture_do (&remote->run, RESITE_MOVE_RETRY, "C2", NULL);
  fixture_assert_status (&remote->run, "C2", "done");
  remote_free (remote);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/plan", test_confirmed_by_the_plan);
  g_test_add_func ("/identity/another-box", test_another_box);
  g_test_add_func ("/identity/box-of-another-role", test_box_of_another_role);
  g_test_add_func ("/identity/signed", test_unconfirmed_is_left_alone);
  g_test_add_func ("/identity/asked", test_asked_before_the_first_deed);
  return g_test_run ();
}
