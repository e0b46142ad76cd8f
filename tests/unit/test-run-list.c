/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-list"

#include "config.h"

#include <string.h>

#include "resite-run-list.h"
#include "resite-verb-ledger.h"
#include "run-fixture.h"

static ResiteRunSummary *
find (GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((ResiteRunSummary *)list->pdata[i])->id, id))
      return list->pdata[i];
  return NULL;
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) list = resite_run_list_read ("/nowhere/at/all");

  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_open_run (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  g_autoptr (GPtrArray) list = resite_run_list_read (fixture->data);
  g_assert_cmpuint (list->len, ==, 1);
  ResiteRunSummary *summary = find (list, resite_run_get_id (fixture->run));
  g_assert_nonnull (summary);
  g_assert_cmpstr (summary->title, ==, "S01 BR01SMS");
  g_assert_cmpstr (summary->condition, ==, "open");
  g_assert_cmpstr (summary->current, ==, "P3");
  g_assert_nonnull (summary->owner);
  g_assert_false (summary->rehearsal);
  g_assert_cmpint (summary->started_at, >, 0);
  g_assert_cmpint (summary->last_at, >=, summary->started_at);
  fixture_free (fixture);
}

static void
test_closed_runs (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_ABORT, NULL, "reason", "Not today", NULL);
  g_autofree char *first = g_strdup (resite_run_get_id (fixture->run));
  fixture_close (fixture);
  fixture_try_start (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_autofree char *second = g_strdup (resite_run_get_id (fixture->run));
  fixture_close (fixture);

  g_autoptr (GPtrArray) list = resite_run_list_read (fixture->data);
  g_assert_cmpuint (list->len, ==, 2);
  /* The newest comes first. */
  g_assert_cmpstr (((ResiteRunSummary *)list->pdata[0])->id, ==, second);
  g_assert_cmpstr (find (list, first)->condition, ==, "aborted");
  g_assert_cmpstr (find (list, first)->current, ==, "");
  g_assert_null (find (list, first)->owner);
  g_assert_true (find (list, second)->rehearsal);
  fixture_free (fixture);
}

static void
test_unreadable (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "data/S01-2026-01-01-1.resite", "this is no journal", 0644);
  fixture_write (fixture, "data/notes.txt", "not a run at all", 0644);
  g_autoptr (GPtrArray) list = resite_run_list_read (fixture->data);
  g_assert_cmpuint (list->len, ==, 1);
  ResiteRunSummary *summary = list->pdata[0];
  g_assert_cmpstr (summary->id, ==, "S01-2026-01-01-1");
  g_assert_cmpstr (summary->condition, ==, "unreadable");
  g_assert_cmpuint (strlen (summary->message), >, 10);
  fixture_free (fixture);
}

/* The journals of workers that were started alone. */

static void
commit (ResiteJournal *journal, const char *name, const char *state)
{
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (journal, "copy");
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GError) error = NULL;
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  row->digest = g_strdup ("xxh3-128:00");
  row->bytes = 7;
  row->size = 9;
  row->exit_code = -1;
  row->tries = 2;
  g_ptr_array_add (rows, row);
  resite_ledger_commit (ledger, rows, &error);
  g_assert_no_error (error);
}

static void
test_verb_journal (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  ResiteJournal *journal = resite_verb_journal_open (fixture->data, "copy", "/a\n/b", &error);

  g_assert_no_error (error);
  commit (journal, "one.pck", "running");
  commit (journal, "one.pck", "copied");
  resite_journal_close (journal, NULL);
  g_object_unref (journal);

  journal = resite_verb_journal_open (fixture->data, "copy", "/a\n/b", &error);
  g_assert_no_error (error);
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (journal, "copy");
  g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  const ResiteLedgerRow *row = rows->pdata[0];
  g_assert_cmpstr (row->state, ==, "copied");
  g_assert_cmpstr (row->digest, ==, "xxh3-128:00");
  g_assert_cmpint (row->bytes, ==, 7);
  g_assert_cmpint (row->size, ==, 9);
  g_assert_cmpuint (row->tries, ==, 2);
  g_clear_object (&ledger);
  g_object_unref (journal);

  journal = resite_verb_journal_open (fixture->data, "copy", "/a\n/c", &error);
  g_assert_no_error (error);
  g_autoptr (ResiteLedger) other = resite_journal_ledger_new (journal, "copy");
  g_autoptr (GPtrArray) none = resite_ledger_read (other, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_object (&other);
  g_object_unref (journal);
  fixture_free (fixture);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *committed = data;

  *committed = resite_ledger_commit_finish (RESITE_LEDGER (source), result, NULL);
}

static void
test_ledger_async (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (ResiteJournal) journal = resite_verb_journal_open (fixture->data, "x", "y", NULL);
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (journal, "scope");
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  gboolean committed = FALSE;

  g_ptr_array_add (rows, resite_ledger_row_new ("a", "forwarded"));
  resite_ledger_commit_async (ledger, rows, committed_cb, &committed);
  while (!committed)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GPtrArray) read = resite_ledger_read (ledger, NULL);
  g_assert_cmpuint (read->len, ==, 1);
  g_clear_object (&ledger);
  g_clear_object (&journal);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-list/empty", test_empty);
  g_test_add_func ("/run-list/open-run", test_open_run);
  g_test_add_func ("/run-list/closed-runs", test_closed_runs);
  g_test_add_func ("/run-list/unreadable", test_unreadable);
  g_test_add_func ("/run-list/verb-journal", test_verb_journal);
  g_test_add_func ("/run-list/ledger-async", test_ledger_async);
  return g_test_run ();
}
