/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-verb-ledger.h"

#define MANY 20000

typedef struct
{
  char *folder;
  ResiteJournal *journal;
  ResiteLedger *ledger;
} Fixture;

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("resite-items-XXXXXX", NULL);
  self->journal = resite_verb_journal_open (self->folder, "copy", "from\nto", &error);
  g_assert_no_error (error);
  self->ledger = resite_journal_ledger_new (self->journal, "copy");
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_strdup (resite_journal_get_path (self->journal));
  g_autofree char *verbs = g_build_filename (self->folder, "verbs", NULL);

  g_object_unref (self->ledger);
  g_assert_true (resite_journal_close (self->journal, NULL));
  g_object_unref (self->journal);
  g_unlink (path);
  g_rmdir (verbs);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
}

static ResiteLedgerRow *
make_row (guint number, const char *state)
{
  g_autofree char *name = g_strdup_printf ("C0100%03u/file-%05u.dll", number * 7 % 1000, number);
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  row->digest = g_strdup_printf ("xxh3-128:%032x changed:%u", number, number + 1);
  row->bytes = number;
  row->size = number;
  row->modified = -(gint64)number;
  row->seconds = number / 1000.0;
  row->tries = number % 3;
  return row;
}

static void
put_all (Fixture *self, const char *state, guint at_once)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < MANY; i++)
    {
      g_ptr_array_add (rows, make_row (i, state));
      if (rows->len < at_once && i + 1 < MANY)
        continue;
      g_assert_true (resite_ledger_commit (self->ledger, rows, NULL));
      g_ptr_array_set_size (rows, 0);
    }
}

typedef struct
{
  guint count;
  guint stop_after;
  char *last;
  const char *state;
} Seen;

static gboolean
see_cb (const ResiteLedgerRow *row, gpointer user_data)
{
  Seen *seen = user_data;
  const guint number = (guint)row->bytes;
  g_autoptr (ResiteLedgerRow) expected = make_row (number, seen->state);

  g_assert_cmpstr (row->name, ==, expected->name);
  g_assert_cmpstr (row->state, ==, expected->state);
  g_assert_cmpstr (row->digest, ==, expected->digest);
  g_assert_cmpint (row->size, ==, expected->size);
  g_assert_cmpint (row->modified, ==, expected->modified);
  g_assert_cmpfloat (row->seconds, ==, expected->seconds);
  g_assert_cmpuint (row->tries, ==, expected->tries);
  g_assert_cmpint (row->exit_code, ==, -1);
  g_assert_null (row->output);
  if (seen->last != NULL)
    g_assert_cmpint (strcmp (seen->last, row->name), <, 0);
  g_free (seen->last);
  seen->last = g_strdup (row->name);
  return ++seen->count != seen->stop_after;
}

static void
test_many_in_order (Fixture *self, gconstpointer data)
{
  Seen seen = { .state = "copied" };
  const gint64 began = g_get_monotonic_time ();
  gint64 written;

  put_all (self, "copied", 500);
  written = g_get_monotonic_time ();
  g_assert_true (resite_ledger_visit (self->ledger, see_cb, &seen, NULL));
  g_assert_cmpuint (seen.count, ==, MANY);
  g_test_message ("%.0f rows/s written durably, %.0f rows/s visited and compared",
                  MANY * 1e6 / (double)(written - began),
                  MANY * 1e6 / (double)(g_get_monotonic_time () - written));
  g_free (seen.last);
}

static void
test_newest_word_counts (Fixture *self, gconstpointer data)
{
  Seen seen = { .state = "resumed" };

  put_all (self, "running", 4000);
  put_all (self, "resumed", 4000);
  g_assert_true (resite_ledger_visit (self->ledger, see_cb, &seen, NULL));
  g_assert_cmpuint (seen.count, ==, MANY);
  g_free (seen.last);
}

static void
test_ended_early (Fixture *self, gconstpointer data)
{
  Seen seen = { .state = "copied", .stop_after = 3 };
  g_autoptr (GPtrArray) rows = NULL;

  put_all (self, "copied", MANY);
  g_assert_true (resite_ledger_visit (self->ledger, see_cb, &seen, NULL));
  g_assert_cmpuint (seen.count, ==, 3);
  /* Nothing is left open: the journal can be asked and written. */
  rows = resite_ledger_read (self->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, MANY);
  put_all (self, "copied", MANY);
  g_free (seen.last);
}

static gboolean
count_cb (const ResiteLedgerRow *row, gpointer user_data)
{
  (*(guint *)user_data)++;
  return TRUE;
}

static void
test_scopes_apart (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteLedger) other = resite_journal_ledger_new (self->journal, "another");
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  guint count = 0;

  g_ptr_array_add (rows, make_row (1, "copied"));
  g_assert_true (resite_ledger_commit (other, rows, NULL));
  g_assert_true (resite_ledger_visit (self->ledger, count_cb, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (resite_ledger_visit (other, count_cb, &count, NULL));
  g_assert_cmpuint (count, ==, 1);
}

/* A ledger that knows no visits of its own. */
static void
test_in_memory (void)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  Fixture self = { .ledger = ledger };
  Seen seen = { .state = "copied" };

  put_all (&self, "copied", 1000);
  g_assert_true (resite_ledger_visit (ledger, see_cb, &seen, NULL));
  g_assert_cmpuint (seen.count, ==, MANY);
  g_free (seen.last);
}

static void
test_after_the_end (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_strdup (resite_journal_get_path (self->journal));
  g_autoptr (ResiteJournal) reader = resite_journal_open (path, RESITE_JOURNAL_READ, NULL);
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (reader, "copy");
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_assert_true (resite_journal_close (reader, NULL));
  g_assert_false (resite_ledger_visit (ledger, count_cb, &count, &error));
  g_assert_nonnull (error);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/journal-items/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("many-in-order", test_many_in_order);
  ADD ("newest-word-counts", test_newest_word_counts);
  ADD ("ended-early", test_ended_early);
  ADD ("scopes-apart", test_scopes_apart);
  ADD ("after-the-end", test_after_the_end);
  g_test_add_func ("/journal-items/in-memory", test_in_memory);
  return g_test_run ();
}
