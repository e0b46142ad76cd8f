/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* Rows that stand there already or go away, and what the site says of them. */

static gboolean
forget_row_cb (gpointer data)
{
  AssignFixture *fixture = data;

  fake_provider_remove_row (fixture->provider, "P0100002", TARGET);
  return G_SOURCE_REMOVE;
}

/* What is being taken off is waited for, and never written over. */
static void
test_being_removed (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 4);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 3);
  g_timeout_add (100, forget_row_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 4);

  fake_provider_find_row (fixture->provider, "P0100003", TARGET)->status = 3;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100003", "failed");
  assign_assert_says (assign_get_message (fixture, "P0100003"), "still being taken off");
  g_assert_cmpuint (fixture->provider->created->len, ==, 4);
}

/* The next job waits anew, however often the one before it tried. */
static void
test_patience_is_new (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 2);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 3);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  g_timeout_add (100, forget_row_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 2);
}

static void
block_cb (FakeProvider *provider, const char *id, gpointer data)
{
  if (g_str_equal (id, "P0100001"))
    fake_provider_add_row (provider, "P0100002", TARGET, "S01", 3);
}

/* (transfer full) (nullable): the state that is durable. */
static char *
find_durable (AssignFixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (fixture->ledger, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->name, id))
      return g_strdup (((ResiteLedgerRow *)rows->pdata[i])->state);
  return NULL;
}

static gboolean
unblock_cb (gpointer data)
{
  AssignFixture *fixture = data;
  ResiteJobItem *item = resite_job_find_item (fixture->job, "P0100002");
  g_autofree char *durable = find_durable (fixture, "P0100002");

  if (resite_job_is_over (fixture->job))
    return G_SOURCE_REMOVE;
  if (item == NULL || resite_job_item_get_message (item) == NULL ||
      strstr (resite_job_item_get_message (item), "being taken off") == NULL)
    return G_SOURCE_CONTINUE;
  /* Surely nothing was written. */
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "queued");
  g_assert_cmpstr (durable, ==, "queued");
  fixture->n_changes++;
  fake_provider_remove_row (fixture->provider, "P0100002", TARGET);
  return G_SOURCE_REMOVE;
}

/* Only the writing finds that the former row is being taken off: that one waits, and the line is as
 * good as before. */
static void
test_removed_meanwhile (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fixture->provider->created_cb = block_cb;
  fixture->options.window_packages = 1;
  g_timeout_add (10, unblock_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  assign_assert_all_once (fixture, 3);
}

static void
test_wrong_code (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "P01", 2);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "2302");
  g_assert_cmpuint (fixture->provider->created->len, ==, 2);
}

static gboolean
spoil_row_cb (gpointer data)
{
  AssignFixture *fixture = data;
  FakeRow *row = fake_provider_find_row (fixture->provider, "P0100002", TARGET);

  if (row == NULL)
    return G_SOURCE_CONTINUE;
  row->status = 2;
  g_free (row->code);
  row->code = g_strdup ("P01");
  fake_provider_summarize (fixture->provider, "P0100002", TARGET, 0, 3, LATER);
  return G_SOURCE_REMOVE;
}

/* Somebody assigns it in the console with the wrong code in place of ours: ours is gone. */
static void
test_wrong_code_instead (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fixture->provider->installs = FALSE;
  fake_provider_summarize (fixture->provider, "P0100001", TARGET, 0, 3, THEN);
  fixture->options.patience = 1;
  g_timeout_add (100, spoil_row_cb, fixture);
  assign_run (fixture);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "gone again");
}

/* What was waited for comes back with the wrong code: not a row that is there already. */
static void
test_wrong_code_waited_for (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 3);
  g_timeout_add (100, spoil_row_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "2302");
  g_assert_cmpuint (fixture->provider->created->len, ==, 2);
}

static void
vanish_cb (FakeProvider *provider, const char *id, gpointer data)
{
  if (provider->created->len < 6)
    return;
  for (guint i = provider->rows->len; i > 0; i--)
    if (g_str_equal (((FakeRow *)provider->rows->pdata[i - 1])->nal, TARGET) &&
        !g_str_equal (((FakeRow *)provider->rows->pdata[i - 1])->id, id))
      g_ptr_array_remove_index (provider->rows, i - 1);
}

static void
test_point_vanishes (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 6);
  fixture->provider->installs = FALSE;
  fixture->provider->created_cb = vanish_cb;
  /* Those that were confirmed before are missed when they are looked at. */
  fixture->options.window_packages = 3;
  fixture->options.patience = 1;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  fake_provider_remove_row (fixture->provider, "P0100001", TARGET);
  fixture->provider->created_cb = NULL;
  fixture->options.window_packages = 20;
  fixture->provider->installs = TRUE;
  assign_run (fixture);
  g_assert_cmpuint (fake_provider_count_rows (fixture->provider, TARGET), ==, 6);
}

static gboolean
lose_row_cb (gpointer data)
{
  AssignFixture *fixture = data;

  if (fixture->provider->created->len == 0)
    return G_SOURCE_CONTINUE;
  fake_provider_remove_row (fixture->provider, "P0100001", TARGET);
  return G_SOURCE_REMOVE;
}

static void
test_row_is_lost (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  g_timeout_add (100, lose_row_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  assign_assert_says (assign_get_message (fixture, "P0100001"), "gone again");
}

/* The summarizer speaks of the server that had this name before. */
static void
test_summarizer_lags (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fixture->provider->installs = FALSE;
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, "20080422101500.000000+000");
    }
  fixture->options.patience = 30;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  assign_assert_says (assign_get_message (fixture, "P0100001"), "its summarizer lags");
  assign_assert_says (resite_job_get_message (fixture->job),
                      "3 packages are assigned and not proved");
  g_assert_cmpint (assign_get_total (fixture, "installed"), ==, 0);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, i == 2 ? 2 : 3, LATER);
    }
  fixture->options.patience = 1;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "installed");
  job_run_assert_state (fixture->job, "P0100002", "assigned");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "version 2 is installed");
  assign_assert_all_once (fixture, 3);
}

static void
test_install_fails (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  fake_provider_summarize (fixture->provider, "P0100001", TARGET, 3, 3, LATER);
  fixture->options.patience = 1;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assign_assert_says (assign_get_message (fixture, "P0100001"), "2302");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  assign_add ("/assign/being-removed", test_being_removed);
  assign_add ("/assign/patience-is-new", test_patience_is_new);
  assign_add ("/assign/removed-meanwhile", test_removed_meanwhile);
  assign_add ("/assign/wrong-code", test_wrong_code);
  assign_add ("/assign/wrong-code-instead", test_wrong_code_instead);
  assign_add ("/assign/wrong-code-waited-for", test_wrong_code_waited_for);
  assign_add ("/assign/point-vanishes", test_point_vanishes);
  assign_add ("/assign/row-is-lost", test_row_is_lost);
  assign_add ("/assign/summarizer-lags", test_summarizer_lags);
  assign_add ("/assign/install-fails", test_install_fails);
  return g_test_run ();
}
