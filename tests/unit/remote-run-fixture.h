/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab.h"
#include "resite-policy.h"
#include "resite-run-reach.h"
#include "run-fixture.h"

/* A run over the rehearsal's machines, which really listen, move and restart; somebody who knows
 * the password sits at the desk. */

#define REMOTE_PACE 400

typedef struct
{
  ResiteLab *lab;
  Fixture run;
  GPtrArray *asked;  /* "old", "primary.1" ... in order */
  gboolean wrong;    /* the first password that is given for each machine */
  gboolean nobody;   /* sits there */
  gboolean confirms; /* says yes to boxes */
  GHashTable *given; /* roles that were given a wrong one */
} Remote;

/* What the person who signs off has done at the machines. */
static inline void
remote_act_for (Remote *remote, ResiteStepRun *step, ResiteMove *move)
{
  g_autoptr (GError) error = NULL;

  if (resite_move_get_kind (move) != RESITE_MOVE_DONE)
    return;
  resite_lab_act (remote->lab, resite_step_get_id (resite_step_run_get_step (step)), &error);
  g_assert_no_error (error);
}

static inline void
remote_ask_cb (ResiteRun *run, ResiteQuestion *question, gpointer data)
{
  Remote *remote = data;
  const char *role = resite_question_get_role (question);
  gboolean wrong = remote->wrong && g_hash_table_add (remote->given, g_strdup (role));
  g_autoptr (ResiteCredentials) credentials = NULL;

  g_ptr_array_add (remote->asked, g_strdup (role));
  if (resite_question_get_kind (question) != RESITE_QUESTION_CREDENTIALS)
    {
      resite_question_answer (question, remote->confirms);
      return;
    }
  g_assert_nonnull (resite_question_get_user (question));
  g_assert_nonnull (resite_question_get_purpose (question));
  if (!remote->nobody)
    credentials = resite_credentials_new (resite_lab_get_user (remote->lab),
                                          wrong ? "wrong" : resite_lab_get_secret (remote->lab));
  resite_question_answer_credentials (question, credentials);
}

/* @keys (nullable): "group", "key", "value" or NULL, ... NULL: changes of the plan. */
static inline Remote *
remote_new (const char *const *keys)
{
  Remote *remote = g_new0 (Remote, 1);
  ResiteLabOptions options = {
    .packages = 6, .bytes = 60000, .pace = REMOTE_PACE, .seed = 7, .reach = RESITE_LAB_WINRM
  };
  g_autoptr (GError) error = NULL;

  remote->lab = resite_lab_new (&options, &error);
  g_assert_no_error (error);
  remote->asked = g_ptr_array_new_with_free_func (g_free);
  remote->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  remote->run.clock = resite_clock_new (REMOTE_PACE);
  remote->run.data = g_build_filename (resite_lab_get_folder (remote->lab), "data", NULL);
  remote->run.plan = g_strdup (resite_lab_get_plan_path (remote->lab));
  for (guint i = 0; keys != NULL && keys[i] != NULL; i += 3)
    fixture_set_plan (&remote->run, keys[i], keys[i + 1], keys[i + 2]);
  fixture_try_start (&remote->run, TRUE, &error);
  g_assert_no_error (error);
  resite_run_set_asker (remote->run.run, remote_ask_cb, remote);
  return remote;
}

static inline void
remote_free (Remote *remote)
{
  fixture_close (&remote->run);
  g_ptr_array_unref (remote->asked);
  g_hash_table_unref (remote->given);
  g_object_unref (remote->run.clock);
  g_free (remote->run.data);
  g_free (remote->run.plan);
  resite_lab_destroy (remote->lab);
  g_object_unref (remote->lab);
  g_free (remote);
}

static inline void
remote_reopen (Remote *remote)
{
  fixture_reopen (&remote->run);
  resite_run_set_asker (remote->run.run, remote_ask_cb, remote);
}

/* Goes along the road, everything answered, until @step is the first that is open; or fails there. */
static inline void
remote_walk_to (Remote *remote, const char *name)
{
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (FIXTURE_BY);

  for (guint moves = 0; moves < 400; moves++)
    {
      ResiteStepRun *current = resite_run_get_current (remote->run.run);
      g_autofree char *reason = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteMove) move = NULL;

      g_assert_nonnull (current);
      if (g_str_equal (resite_step_run_get_name (current), name))
        return;
      move = resite_policy_decide (policy, remote->run.run, current, 0, &reason);
      if (move == NULL)
        g_error ("%s: %s", resite_step_run_get_name (current), reason);
      g_test_message ("%s: %s", resite_step_run_get_name (current),
                      resite_move_kind_to_string (resite_move_get_kind (move)));
      remote_act_for (remote, current, move);
      fixture_perform (&remote->run, move, NULL, &error);
      g_assert_no_error (error);
    }
  g_error ("%s is not reached", name);
}

/* One step, to its end. */
static inline void
remote_walk_through (Remote *remote, const char *name)
{
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal (FIXTURE_BY);
  ResiteStepRun *step = resite_run_find_step (remote->run.run, name);

  for (guint moves = 0;
       moves < 20 && !resite_step_status_is_closed (resite_step_run_get_status (step)) &&
       resite_step_run_get_status (step) != RESITE_STEP_FAILED;
       moves++)
    {
      g_autofree char *reason = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteMove) move =
          resite_policy_decide (policy, remote->run.run, step, 0, &reason);

      g_assert_nonnull (move);
      remote_act_for (remote, step, move);
      fixture_perform (&remote->run, move, NULL, &error);
      g_assert_no_error (error);
    }
}

static inline guint
remote_count_events (Remote *remote, const char *what)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (remote->run.run), 0, NULL);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    count += g_str_equal (resite_event_get_what (events->pdata[i]), what);
  return count;
}

static inline ResiteMachine *
remote_reach (Remote *remote, const char *role, GError **error)
{
  FixtureWait wait = { NULL, NULL };

  resite_run_reach_async (remote->run.run, role, NULL, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  return resite_run_reach_finish (remote->run.run, result, error);
}

static inline void
remote_look_again (Remote *remote, gboolean ask)
{
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  /* The look that opening begins by itself comes first. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  do
    {
      g_clear_error (&error);
      resite_run_look_again_async (remote->run.run, ask, NULL, fixture_wait_cb, &wait);
      g_autoptr (GAsyncResult) result = fixture_wait (&wait);
      resite_run_look_again_finish (remote->run.run, result, &error);
      if (error != NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  while (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_BUSY));
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
