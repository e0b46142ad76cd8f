/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-run-fixture.h"

/* The road as far as the removal, over machines that answer. */

static void
assert_done (Remote *remote, const char *name, const char *how)
{
  const ResiteStepState *state =
      resite_step_run_get_state (resite_run_find_step (remote->run.run, name));

  g_test_message ("%s: %s, %s", name, resite_step_status_to_string (state->status), state->how);
  g_assert_cmpint (state->status, ==, RESITE_STEP_DONE);
  g_assert_cmpstr (state->how, ==, how);
}

static void
assert_asked_once_each (Remote *remote)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < remote->asked->len; i++)
    g_assert_true (g_hash_table_add (seen, remote->asked->pdata[i]));
}

static void
assert_nothing_secret (Remote *remote)
{
  const char *path = resite_journal_get_path (resite_run_get_journal (remote->run.run));
  const char *secret = resite_lab_get_secret (remote->lab);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_null (memmem (bytes, length, secret, strlen (secret)));
}

static void
test_cutover_and_stop (void)
{
  Remote *remote = remote_new (NULL);
  ResiteLabWorld *world = resite_lab_get_world (remote->lab);
  g_autofree char *site_address = g_strdup (resite_lab_world_get_address (world, "old"));
  const ResiteMachineFacts *facts;
  ResiteStepRun *step;
  g_autoptr (GError) error = NULL;

  remote_walk_to (remote, "C8@primary.1");
  assert_done (remote, "C2", "V");
  assert_done (remote, "C3", "V");
  assert_done (remote, "C4", "V");
  assert_asked_once_each (remote);
  /* Five machines, and the account that renames members of the domain. */
  g_assert_cmpuint (remote->asked->len, ==, 6);
  g_assert_cmpuint (remote_count_events (remote, RESITE_EVENT_MACHINE_MOVED), ==, 2);

  /* The world and the record agree. */
  g_assert_cmpstr (resite_lab_world_get_name (world, "old"), ==, "BR01SMS_OLD");
  g_assert_cmpstr (resite_lab_world_get_name (world, "new"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_world_get_address (world, "new"), ==, site_address);
  facts = resite_run_get_machine_facts (remote->run.run, "old");
  g_assert_cmpstr (facts->name, ==, "BR01SMS_OLD");
  g_assert_cmpstr (facts->confirmed, ==, "plan");
  g_assert_cmpstr (facts->address, ==, resite_lab_world_get_address (world, "old"));
  g_assert_null (facts->mismatch);

  /* A sister site that goes along is a STOP. */
  g_assert_true (resite_lab_world_set_fault (world, "sibling", "S02"));
  remote_walk_to (remote, "C6@primary.1");
  remote_walk_through (remote, "C6@primary.1");
  step = resite_run_find_step (remote->run.run, "C6@primary.1");
  fixture_assert_status (&remote->run, "C6@primary.1", "failed");
  g_assert_nonnull (resite_step_run_get_stop (step));
  g_assert_nonnull (strstr (resite_step_run_get_stop (step), "S02"));
  g_assert_null (resite_step_run_get_stop (resite_run_find_step (remote->run.run, "C4")));
  fixture_refuse (&remote->run, RESITE_ERROR_INVALID, "STOP", RESITE_MOVE_DONE, "C6@primary.1",
                  NULL);
  fixture_refuse (&remote->run, RESITE_ERROR_INVALID, "STOP", RESITE_MOVE_SKIP, "C6@primary.1",
                  "reason", "no", NULL);
  /* Nobody comes to the next primary before that. */
  fixture_refuse (&remote->run, RESITE_ERROR_ILLEGAL_MOVE, "C6", RESITE_MOVE_START, "C6@primary.2",
                  NULL);
  fixture_do (&remote->run, RESITE_MOVE_DONE, "C6@primary.1", "overrule", "Restored by central",
              NULL);
  fixture_assert_status (&remote->run, "C6@primary.1", "done");
  g_assert_cmpstr (resite_step_run_get_state (step)->overrule, ==, "Restored by central");
  g_assert_null (resite_step_run_get_stop (step));
  assert_nothing_secret (remote);
  remote_free (remote);
}

/* A password that was refused is not sent again; who starts the step again is asked again. */
static void
test_wrong_password (void)
{
  Remote *remote = remote_new (NULL);
  g_autoptr (ResiteMachine) machine = NULL;
  g_autoptr (ResiteMachine) second = NULL;
  g_autoptr (GError) error = NULL;

  remote->wrong = TRUE;
  machine = remote_reach (remote, "old", &error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_null (machine);
  g_assert_cmpuint (remote->asked->len, ==, 1);
  g_assert_nonnull (resite_run_get_machine_facts (remote->run.run, "old")->fault);
  g_clear_error (&error);
  second = remote_reach (remote, "old", &error);
  g_assert_no_error (error);
  g_assert_nonnull (second);
  g_assert_cmpuint (remote->asked->len, ==, 2);
  g_assert_null (resite_run_get_machine_facts (remote->run.run, "old")->fault);
  remote_free (remote);
}

/* Without anybody to ask the rows are a person's, and the step waits; nothing is lost by that. */
static void
test_nobody_gives_a_password (void)
{
  Remote *remote = remote_new (NULL);

  remote->nobody = TRUE;
  fixture_do (&remote->run, RESITE_MOVE_START, "P0.1", NULL);
  fixture_assert_status (&remote->run, "P0.1", "waiting");
  fixture_do (&remote->run, RESITE_MOVE_DONE, "P0.1", "note", "looked there", NULL);
  fixture_assert_status (&remote->run, "P0.1", "done");
  g_assert_cmpstr (resite_step_run_get_state (resite_run_find_step (remote->run.run, "P0.1"))->how,
                   ==, "H");
  assert_asked_once_each (remote);
  remote_free (remote);
}

/* What machines say of themselves fills the forms. */
static void
test_forms (void)
{
  Remote *remote = remote_new (NULL);
  ResiteLabWorld *world = resite_lab_get_world (remote->lab);
  ResiteStepRun *settings;
  ResiteAction *form;
  g_autofree char *children = NULL;
  g_autofree char *count = NULL;
  g_autofree char *address = NULL;

  remote_walk_to (remote, "W1");
  fixture_do (&remote->run, RESITE_MOVE_START, "W1", NULL);
  fixture_assert_status (&remote->run, "W1", "waiting");
  settings = resite_run_find_step (remote->run.run, "W1");
  form = resite_step_get_actions (resite_step_run_get_step (settings))->pdata[0];
  children = resite_step_run_get_field (settings, form, "child-sites");
  count = resite_step_run_get_field (settings, form, "child-count");
  g_assert_cmpstr (children, ==, "S01\nS02\nS03");
  g_assert_cmpstr (count, ==, "3");
  remote_walk_to (remote, "C3");
  fixture_do (&remote->run, RESITE_MOVE_START, "C3", NULL);
  address = resite_run_expand (remote->run.run, NULL, "${step.C3.address}");
  g_assert_cmpstr (address, ==,
                   resite_plan_get (resite_run_get_plan (remote->run.run), "site.address"));
  fixture_assert_status (&remote->run, "C3", "done");
  g_assert_cmpstr (resite_lab_world_get_name (world, "old"), ==, "BR01SMS_OLD");
  remote_free (remote);
}

/* The way back, by Resite itself, from wherever one turned round. */
static void
test_way_back (gconstpointer data)
{
  const char *next = data; /* the step that is not done any more */
  Remote *remote = remote_new (NULL);
  ResiteLabWorld *world = resite_lab_get_world (remote->lab);
  g_autofree char *site_address = g_strdup (resite_lab_world_get_address (world, "old"));

  remote_walk_to (remote, next);
  fixture_do (&remote->run, RESITE_MOVE_WAY_BACK, NULL, "reason", "The new disk is broken", NULL);
  remote_walk_to (remote, "B4");
  g_assert_cmpstr (resite_lab_world_get_name (world, "old"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_world_get_address (world, "old"), ==, site_address);
  g_assert_cmpstr (resite_lab_world_get_name (world, "new"), ==, "BR01NEW");
  g_assert_cmpstr (resite_lab_world_get_address (world, "new"), !=, site_address);
  assert_done (remote, "B1", "V");
  assert_done (remote, "B2", "V");
  assert_done (remote, "B3", "V");
  remote_walk_through (remote, "B4");
  fixture_assert_status (&remote->run, "B4", "done");
  remote_free (remote);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-remote/wrong-password", test_wrong_password);
  g_test_add_func ("/run-remote/nobody", test_nobody_gives_a_password);
  g_test_add_func ("/run-remote/forms", test_forms);
  g_test_add_func ("/run-remote/cutover-and-stop", test_cutover_and_stop);
  g_test_add_data_func ("/run-remote/way-back/C2", "C3", test_way_back);
  g_test_add_data_func ("/run-remote/way-back/C3", "C4", test_way_back);
  g_test_add_data_func ("/run-remote/way-back/C4", "C5", test_way_back);
  g_test_add_data_func ("/run-remote/way-back/C5", "G2", test_way_back);
  return g_test_run ();
}
