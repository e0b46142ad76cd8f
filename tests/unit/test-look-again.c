/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-run-fixture.h"

/* What a machine verified yesterday is looked at again today. */

static guint
count_looks (Remote *remote, const char *step, ResiteLookState state)
{
  GListModel *looks = resite_run_get_looks (remote->run.run);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (looks); i++)
    {
      g_autoptr (ResiteLook) look = g_list_model_get_item (looks, i);
      count += resite_look_get_state (look) == state &&
               (step == NULL || g_str_equal (resite_look_get_step (look), step));
    }
  return count;
}

static void
act (Remote *remote, const char *step)
{
  g_autoptr (GError) error = NULL;

  resite_lab_act (remote->lab, step, &error);
  g_assert_no_error (error);
}

static void
test_holds (void)
{
  Remote *remote = remote_new (NULL);
  g_auto (GStrv) welcome = NULL;
  g_autofree char *text = NULL;

  remote_walk_to (remote, "C3");
  remote_reopen (remote);
  remote_look_again (remote, TRUE);
  fixture_assert_status (&remote->run, "C2", "done");
  g_assert_cmpuint (count_looks (remote, "C2", RESITE_LOOK_HOLDS), ==, 2);
  g_assert_cmpuint (count_looks (remote, NULL, RESITE_LOOK_CHANGED), ==, 0);
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_LOOKED_AGAIN), ==, 0);
  text = g_strjoinv ("\n", resite_run_get_welcome (remote->run.run));
  g_assert_nonnull (strstr (text, "still hold"));
  remote_free (remote);
}

static void
test_changed (void)
{
  Remote *remote = remote_new (NULL);
  const ResiteStepState *state;

  remote_walk_to (remote, "C3");
  act (remote, "B3"); /* somebody started the services at night */
  remote_reopen (remote);
  remote_look_again (remote, TRUE);
  g_assert_cmpuint (count_looks (remote, "C2", RESITE_LOOK_CHANGED), ==, 2);
  fixture_assert_status (&remote->run, "C2", "look-again");
  state = resite_step_run_get_state (resite_run_find_step (remote->run.run, "C2"));
  g_assert_cmpuint (state->attempt, ==, 2);
  g_assert_nonnull (strstr (state->reason, "→"));
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_LOOKED_AGAIN), >=, 1);
  /* What follows waits for it, and it can be done once more. */
  fixture_refuse (&remote->run, RESITE_ERROR_ILLEGAL_MOVE, "C2", RESITE_MOVE_START, "C3", NULL);
  fixture_do (&remote->run, RESITE_MOVE_START, "C2", NULL);
  fixture_assert_status (&remote->run, "C2", "done");
  remote_free (remote);
}

/* Not reachable now is not changed. */
static void
test_unseen (void)
{
  Remote *remote = remote_new (NULL);

  remote_walk_to (remote, "C3");
  resite_lab_world_switch_on (resite_lab_get_world (remote->lab), "old", FALSE);
  remote_reopen (remote);
  remote_look_again (remote, TRUE);
  fixture_assert_status (&remote->run, "C2", "done");
  g_assert_cmpuint (count_looks (remote, "C2", RESITE_LOOK_UNSEEN), ==, 2);
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_LOOKED_AGAIN), ==, 0);
  remote_free (remote);
}

/* By itself it asks nobody; once somebody signs in, that machine's ticks are looked at, too. */
static void
test_after_signing_in (void)
{
  Remote *remote = remote_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = NULL;
  guint asked;

  remote_walk_to (remote, "C3");
  act (remote, "B3");
  remote_reopen (remote);
  asked = remote->asked->len;
  remote_look_again (remote, FALSE);
  g_assert_cmpuint (remote->asked->len, ==, asked);
  g_assert_cmpuint (count_looks (remote, "C2", RESITE_LOOK_UNSEEN), ==, 2);
  machine = remote_reach (remote, "old", &error);
  g_assert_no_error (error);
  while (count_looks (remote, "C2", RESITE_LOOK_CHANGED) < 2)
    g_main_context_iteration (NULL, TRUE);
  while (resite_step_run_get_status (resite_run_find_step (remote->run.run, "C2")) !=
         RESITE_STEP_LOOK_AGAIN)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_looks (remote, "C2", RESITE_LOOK_UNSEEN), ==, 0);
  remote_free (remote);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/look-again/holds", test_holds);
  g_test_add_func ("/look-again/changed", test_changed);
  g_test_add_func ("/look-again/unseen", test_unseen);
  g_test_add_func ("/look-again/after-signing-in", test_after_signing_in);
  return g_test_run ();
}
