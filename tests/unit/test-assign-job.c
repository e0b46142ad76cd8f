/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* An assignment from its choice to its end, and what a person does to it. */

/* As people name servers and sites who want to see it break. */
#define STRANGE                                                                                    \
  "[\"Display=\\\\BR01'S \\\"Größe\\\" "                                                         \
  "東\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01'S\\a\"b\\SMSPKGE$\\"

static void
test_all (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 45);
  fake_provider_add_row (fixture->provider, "P0100003", TARGET, "S01", 2);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 44);
  g_assert_cmpstr (fixture->provider->created->pdata[0], ==, "P0100001");
  g_assert_cmpstr (fixture->provider->created->pdata[43], ==, "P010002D");
  job_run_assert_state (fixture->job, "P0100003", "already");
  job_run_assert_state (fixture->job, "P0100004", "installed");
  assign_assert_says (assign_get_message (fixture, "P0100004"), "Nobody watched");
  assign_assert_says (resite_job_get_message (fixture->job), "not proved");
  g_assert_cmpint (assign_get_total (fixture, "installed"), ==, 44);
  /* Its own site code, whoever asks. */
  g_assert_cmpstr (fake_provider_find_row (fixture->provider, "P0100001", TARGET)->code, ==, "S01");

  /* Once more: nothing is left to do. */
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 44);
}

/* As fast as proofs come in, and never further. */
static void
test_window (AssignFixture *fixture, gconstpointer data)
{
  guint source = g_timeout_add (20, assign_install_cb, fixture);

  assign_add_packages (fixture, 17);
  fixture->provider->installs = FALSE;
  fixture->options.window_packages = 4;
  assign_run (fixture);
  g_source_remove (source);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 17);
  g_assert_cmpuint (fixture->provider->most_open, ==, 4);
}

static void
test_window_bytes (AssignFixture *fixture, gconstpointer data)
{
  guint source = g_timeout_add (20, assign_install_cb, fixture);

  assign_add_packages (fixture, 9);
  fixture->provider->installs = FALSE;
  /* Packages have 1.0 to 1.04 MB. */
  fixture->options.window_bytes = 3300000;
  assign_run (fixture);
  g_source_remove (source);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 9);
  g_assert_cmpuint (fixture->provider->most_open, ==, 3);
}

static void
test_strange_path (AssignFixture *fixture, gconstpointer data)
{
  resite_sms_point_free (fixture->target);
  fixture->target = resite_sms_point_new (STRANGE, "S01", "Größe");
  fixture->options.target = fixture->target;
  assign_add_packages (fixture, 3);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 3);
  g_assert_nonnull (fake_provider_find_row (fixture->provider, "P0100003", STRANGE));
}

static void
cancel_cb (FakeProvider *provider, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  if (provider->created->len == fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
}

static void
test_cancel (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 30);
  fixture->cancel_after = 7;
  fixture->provider->created_cb = cancel_cb;
  fixture->provider->created_data = fixture;
  g_assert_false (assign_run (fixture) && resite_job_get_state (fixture->job) == RESITE_JOB_DONE);
  assign_assert_state (fixture, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (fixture->provider->created->len, <, 30);

  g_cancellable_reset (fixture->cancellable);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 30);
}

static gboolean
go_on_cb (gpointer data)
{
  AssignFixture *fixture = data;

  if (resite_job_get_state (fixture->job) != RESITE_JOB_PAUSED)
    return G_SOURCE_CONTINUE;
  fixture->cancel_after = fixture->provider->created->len;
  resite_job_set_paused (fixture->job, FALSE);
  return G_SOURCE_REMOVE;
}

static void
pause_cb (FakeProvider *provider, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  if (provider->created->len == 3)
    {
      resite_job_set_paused (fixture->job, TRUE);
      g_timeout_add (10, go_on_cb, fixture);
    }
}

/* What is written stays written; nothing more is until it goes on. */
static void
test_pause (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 60);
  fixture->provider->created_cb = pause_cb;
  fixture->provider->created_data = fixture;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->cancel_after, >=, 3);
  g_assert_cmpuint (fixture->cancel_after, <, 60);
  assign_assert_all_once (fixture, 60);
}

/* Only what this ledger wrote. */
static void
test_undo (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 12);
  fake_provider_add_row (fixture->provider, "P0100004", TARGET, "S01", 2);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  fixture->options.undo = TRUE;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 11);
  g_assert_cmpuint (fake_provider_find_row (fixture->provider, "P0100004", TARGET)->status, ==, 2);
  g_assert_cmpuint (fake_provider_find_row (fixture->provider, "P0100005", TARGET)->status, ==, 3);
  job_run_assert_state (fixture->job, "P0100005", "removed");
  /* Once more there is nothing to take off. */
  assign_run (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (fixture->job)), ==, 0);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 11);
}

static void
test_undo_fails (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  assign_run (fixture);
  fixture->options.undo = TRUE;
  fixture->ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->ids, (char *)"P0100002");
  assign_make_trouble (fixture, FAKE_REFUSED);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 2);
  /* It is ours still. */
  fixture->provider->trouble = NULL;
  assign_run (fixture);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 3);
}

static void
test_dry_run (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  assign_add_packages (fixture, 6);
  fake_provider_add_row (fixture->provider, "P0100004", TARGET, "S01", 2);
  fixture->options.dry_run = TRUE;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 0);
  job_run_assert_state (fixture->job, "P0100001", "ready");
  job_run_assert_state (fixture->job, "P0100004", "already");
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_bad_id (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (ids, (char *)"P01; DROP");
  fixture->options.ids = ids;
  fixture->job = resite_assign_job_new (&fixture->options, fixture->ledger, fixture->clock);
  g_assert_false (job_run_to_end (fixture->job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  assign_add ("/assign/all", test_all);
  assign_add ("/assign/window", test_window);
  assign_add ("/assign/window-bytes", test_window_bytes);
  assign_add ("/assign/strange-path", test_strange_path);
  assign_add ("/assign/cancel", test_cancel);
  assign_add ("/assign/pause", test_pause);
  assign_add ("/assign/undo", test_undo);
  assign_add ("/assign/undo-fails", test_undo_fails);
  assign_add ("/assign/dry-run", test_dry_run);
  assign_add ("/assign/bad-id", test_bad_id);
  return g_test_run ();
}
