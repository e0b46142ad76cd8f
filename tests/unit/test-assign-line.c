/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* What a provider or the line to it does to an assignment: nothing is lost, nothing is written twice. */

static void
test_quota (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 30);
  fixture->every = 4;
  assign_make_trouble (fixture, FAKE_QUOTA);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 30);
}

static void
test_timed_out (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 30);
  fixture->every = 5;
  assign_make_trouble (fixture, FAKE_TIME_OUT);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 30);
  job_run_assert_state (fixture->job, "P0100005", "installed");
}

static void
test_line_comes_back (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 25);
  fixture->after = 9;
  fixture->until = 12;
  assign_make_trouble (fixture, FAKE_CUT);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 25);
}

static void
test_line_stays_away (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 25);
  fixture->after = 14;
  fixture->until = G_MAXUINT;
  assign_make_trouble (fixture, FAKE_CUT);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assign_assert_says (resite_job_get_message (fixture->job), "does not answer any more");
  g_assert_cmpuint (fixture->provider->created->len, <, 25);

  fixture->provider->trouble = NULL;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 25);
}

/* Cut anywhere, in any way, and called again until it is done. */
static void
test_cut_anywhere (AssignFixture *fixture, gconstpointer data)
{
  static const FakeTrouble kinds[] = { FAKE_CUT, FAKE_LOST, FAKE_TIME_OUT };
  const guint rounds = g_test_slow () ? 50 : 8;

  assign_add_packages (fixture, 12);
  for (guint round = 0; round < rounds; round++)
    {
      g_set_object (&fixture->ledger, NULL);
      fixture->ledger = resite_memory_ledger_new ();
      g_ptr_array_set_size (fixture->provider->created, 0);
      g_ptr_array_set_size (fixture->provider->summaries, 0);
      for (guint i = 1; i <= 12; i++)
        {
          g_autofree char *id = g_strdup_printf ("P01%05X", i);
          fake_provider_remove_row (fixture->provider, id, TARGET);
        }
      fixture->n_calls = 0;
      fixture->after = (guint)g_test_rand_int_range (1, 25);
      fixture->until = fixture->after + (guint)g_test_rand_int_range (1, 4);
      assign_make_trouble (fixture, kinds[round % G_N_ELEMENTS (kinds)]);
      assign_run (fixture);
      for (guint i = 0; i < 4 && resite_job_get_state (fixture->job) != RESITE_JOB_DONE; i++)
        assign_run (fixture);
      assign_assert_state (fixture, RESITE_JOB_DONE);
      assign_assert_all_once (fixture, 12);
    }
}

static void
test_no_rights (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 25);
  fixture->every = 1;
  assign_make_trouble (fixture, FAKE_REFUSED);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assign_assert_says (resite_job_get_message (fixture->job), "Access is denied");
  g_assert_cmpuint (resite_job_count_items (fixture->job, RESITE_ITEM_FAILED), <, 25);
  g_assert_cmpuint (resite_job_count_items (fixture->job, RESITE_ITEM_QUEUED), >, 0);

  /* What failed is tried again, and what was not tried yet. */
  fixture->provider->trouble = NULL;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 25);
}

static void
test_one_fails (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 12);
  fixture->ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->ids, (char *)"P0100007");
  assign_make_trouble (fixture, FAKE_REFUSED);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100007", "failed");
  g_assert_cmpuint (fixture->provider->created->len, ==, 11);
  fixture->provider->trouble = NULL;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  assign_add ("/assign/quota", test_quota);
  assign_add ("/assign/timed-out", test_timed_out);
  assign_add ("/assign/line-comes-back", test_line_comes_back);
  assign_add ("/assign/line-stays-away", test_line_stays_away);
  assign_add ("/assign/cut-anywhere", test_cut_anywhere);
  assign_add ("/assign/no-rights", test_no_rights);
  assign_add ("/assign/one-fails", test_one_fails);
  return g_test_run ();
}
