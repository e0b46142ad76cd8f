/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-copy-mark.h"
#include "resite-ledger.h"

static void
commit_one (ResiteLedger *ledger, const char *name, const char *state, gint64 bytes)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GError) error = NULL;
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  row->bytes = bytes;
  row->digest = g_strdup ("xxh3-128:00");
  g_ptr_array_add (rows, row);
  g_assert_true (resite_ledger_commit (ledger, rows, &error));
  g_assert_no_error (error);
}

static void
test_new_row (void)
{
  g_autoptr (ResiteLedgerRow) row = resite_ledger_row_new ("a", "copied");

  g_assert_cmpstr (row->name, ==, "a");
  g_assert_cmpstr (row->state, ==, "copied");
  g_assert_cmpstr (row->message, ==, "");
  g_assert_null (row->digest);
  g_assert_cmpint (row->size, ==, -1);
  g_assert_cmpint (row->exit_code, ==, -1);
}

static void
test_newest_row_counts (void)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (GPtrArray) rows = NULL;
  const ResiteLedgerRow *first;

  commit_one (ledger, "b", "running", 1);
  commit_one (ledger, "a", "copied", 2);
  commit_one (ledger, "b", "copied", 3);
  rows = resite_ledger_read (ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  first = rows->pdata[0];
  g_assert_cmpstr (first->name, ==, "b");
  g_assert_cmpstr (first->state, ==, "copied");
  g_assert_cmpint (first->bytes, ==, 3);
  g_assert_cmpstr (first->digest, ==, "xxh3-128:00");
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_ledger_commit_finish (RESITE_LEDGER (object), result, &error));
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static void
test_asynchronous_commit (void)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GPtrArray) found = NULL;
  gboolean committed = FALSE;

  g_ptr_array_add (rows, resite_ledger_row_new ("a", "forwarded"));
  g_ptr_array_add (rows, resite_ledger_row_new ("b", "failed"));
  resite_ledger_commit_async (ledger, rows, committed_cb, &committed);
  while (!committed)
    g_main_context_iteration (NULL, TRUE);
  found = resite_ledger_read (ledger, NULL);
  g_assert_cmpuint (found->len, ==, 2);
}

static gpointer
commit_many (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      commit_one (data, name, "copied", i);
    }
  return NULL;
}

static void
test_several_threads (void)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (GPtrArray) rows = NULL;
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("commit", commit_many, ledger);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  rows = resite_ledger_read (ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 200);
}

static void
test_rows_are_copies (void)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (GPtrArray) before = NULL;

  commit_one (ledger, "a", "running", 1);
  before = resite_ledger_read (ledger, NULL);
  commit_one (ledger, "a", "copied", 2);
  g_assert_cmpstr (((ResiteLedgerRow *)before->pdata[0])->state, ==, "running");
}

static void
test_marks (void)
{
  g_autofree char *both = resite_copy_mark_format ("00ff", 1234567);
  g_autofree char *hash_only = resite_copy_mark_format ("00ff", 0);
  g_autofree char *time_only = resite_copy_mark_format (NULL, -5);
  g_autoptr (ResiteCopyMark) back = resite_copy_mark_parse (both);
  g_autoptr (ResiteCopyMark) time = resite_copy_mark_parse (time_only);
  g_autoptr (ResiteCopyMark) nothing = resite_copy_mark_parse (NULL);
  g_autoptr (ResiteCopyMark) foreign = resite_copy_mark_parse ("md5:12 changed:9 new-word dos:21");

  g_assert_cmpstr (both, ==, "xxh3-128:00ff changed:1234567");
  g_assert_cmpstr (hash_only, ==, "xxh3-128:00ff");
  g_assert_null (resite_copy_mark_format (NULL, 0));
  g_assert_cmpstr (back->hash, ==, "00ff");
  g_assert_cmpint (back->changed, ==, 1234567);
  g_assert_null (time->hash);
  g_assert_cmpint (time->changed, ==, -5);
  g_assert_null (nothing->hash);
  g_assert_null (foreign->hash);
  g_assert_cmpint (foreign->changed, ==, 9);
  g_assert_cmpuint (foreign->attributes, ==, 0x21);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ledger/new-row", test_new_row);
  g_test_add_func ("/ledger/newest-row-counts", test_newest_row_counts);
  g_test_add_func ("/ledger/asynchronous-commit", test_asynchronous_commit);
  g_test_add_func ("/ledger/several-threads", test_several_threads);
  g_test_add_func ("/ledger/rows-are-copies", test_rows_are_copies);
  g_test_add_func ("/ledger/marks", test_marks);
  return g_test_run ();
}
