/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-assign-choice.h"
#include "resite-assign-window.h"
#include "resite-job.h"

/* The parts of an assignment that ask nobody: the window, what is to be done with each package, and
 * what the ledger keeps of it. */

#define MEGABYTE 1000000
#define NAL      "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"

typedef struct
{
  ResiteAssignFacts *facts;
  ResiteSmsPoint *target;
  GHashTable *ledger;
  GHashTable *left_out;
  GPtrArray *ids;
  GPtrArray *entries;
} Fixture;

static void
add_package (Fixture *fixture, const char *id, guint64 bytes, guint action)
{
  ResiteSmsPackage *package = g_new0 (ResiteSmsPackage, 1);

  package->id = g_strdup (id);
  package->name = g_strdup ("Some package");
  package->source_version = 4;
  package->compressed_bytes = bytes;
  package->action = action;
  g_hash_table_insert (fixture->facts->packages, package->id, package);
}

static void
add_row (GHashTable *rows, const char *id, guint status, const char *wrong_code)
{
  ResiteSmsPointRow *row = g_new0 (ResiteSmsPointRow, 1);

  row->id = g_strdup (id);
  row->site_code = g_strdup (wrong_code != NULL ? wrong_code : "S01");
  row->wrong_code = g_strdup (wrong_code);
  row->status = status;
  g_hash_table_insert (rows, row->id, row);
}

static void
add_ledger (Fixture *fixture, const char *id, const char *state)
{
  ResiteLedgerRow *row = resite_ledger_row_new (id, state);

  g_hash_table_insert (fixture->ledger, row->name, row);
}

static GHashTable *
rows_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                (GDestroyNotify)resite_sms_point_row_free);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->facts = g_new0 (ResiteAssignFacts, 1);
  fixture->facts->source_rows = rows_new ();
  fixture->facts->target_rows = rows_new ();
  fixture->facts->packages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                    (GDestroyNotify)resite_sms_package_free);
  fixture->target = resite_sms_point_new (NAL, "S01", "Branch");
  fixture->ledger =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_ledger_row_free);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);

      add_package (fixture, id, (guint64)(6 - i) * MEGABYTE, 0);
      add_row (fixture->facts->source_rows, id, 0, NULL);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  resite_assign_facts_free (fixture->facts);
  resite_sms_point_free (fixture->target);
  g_hash_table_unref (fixture->ledger);
  g_clear_pointer (&fixture->left_out, g_hash_table_unref);
  g_clear_pointer (&fixture->ids, g_ptr_array_unref);
  g_clear_pointer (&fixture->entries, g_ptr_array_unref);
}

static void
choose (Fixture *fixture, gboolean undo, gboolean only_preloaded)
{
  const ResiteAssignWish wish = {
    .facts = fixture->facts,
    .target = fixture->target,
    .ids = fixture->ids,
    .left_out = fixture->left_out,
    .ledger = fixture->ledger,
    .only_preloaded = only_preloaded,
  };

  g_clear_pointer (&fixture->entries, g_ptr_array_unref);
  fixture->entries = undo ? resite_assign_choose_undo (&wish) : resite_assign_choose (&wish);
}

static ResiteAssignEntry *
get (Fixture *fixture, const char *id)
{
  for (guint i = 0; i < fixture->entries->len; i++)
    if (g_str_equal (((ResiteAssignEntry *)fixture->entries->pdata[i])->id, id))
      return fixture->entries->pdata[i];
  g_error ("there is no %s", id);
}

static void
assert_entry (Fixture *fixture, const char *id, ResiteAssignStage stage, const char *state)
{
  const ResiteAssignEntry *entry = get (fixture, id);

  g_assert_cmpint (entry->stage, ==, stage);
  g_assert_cmpstr (entry->state, ==, state);
}

static void
test_window (void)
{
  ResiteAssignWindow window;

  resite_assign_window_init (&window, 3, 10 * MEGABYTE);
  g_assert_true (resite_assign_window_has_room (&window, 4 * MEGABYTE));
  resite_assign_window_enter (&window, 4 * MEGABYTE);
  g_assert_true (resite_assign_window_has_room (&window, 6 * MEGABYTE));
  g_assert_false (resite_assign_window_has_room (&window, 6 * MEGABYTE + 1));
  resite_assign_window_enter (&window, 1);
  resite_assign_window_enter (&window, 1);
  g_assert_false (resite_assign_window_has_room (&window, 1));
  resite_assign_window_leave (&window, 4 * MEGABYTE);
  g_assert_true (resite_assign_window_has_room (&window, 1));
  /* Unknown sizes count as much. */
  g_assert_false (resite_assign_window_has_room (&window, -1));
}

/* What is larger than the window goes alone. */
static void
test_window_large (void)
{
  ResiteAssignWindow window;

  resite_assign_window_init (&window, 0, 0);
  g_assert_cmpuint (window.most_packages, ==, 20);
  g_assert_cmpint (window.most_bytes, ==, 200 * MEGABYTE);
  g_assert_true (resite_assign_window_has_room (&window, G_MAXINT64));
  resite_assign_window_enter (&window, 900 * (gint64)MEGABYTE);
  g_assert_false (resite_assign_window_has_room (&window, 0 + 1));
  resite_assign_window_leave (&window, 900 * (gint64)MEGABYTE);
  g_assert_cmpuint (window.packages, ==, 0);
  g_assert_cmpint (window.bytes, ==, 0);
}

static void
test_smallest_first (Fixture *fixture, gconstpointer data)
{
  add_package (fixture, "P0100009", 0, 0);
  add_row (fixture->facts->source_rows, "P0100009", 0, NULL);
  choose (fixture, FALSE, FALSE);
  g_assert_cmpuint (fixture->entries->len, ==, 6);
  for (guint i = 0; i < 5; i++)
    {
      const ResiteAssignEntry *entry = fixture->entries->pdata[i];

      g_assert_cmpint (entry->bytes, ==, (gint64)(i + 1) * MEGABYTE);
      g_assert_cmpint (entry->stage, ==, RESITE_ASSIGN_TO_WRITE);
    }
  /* Whose size nobody knows comes last. */
  g_assert_cmpstr (((ResiteAssignEntry *)fixture->entries->pdata[5])->id, ==, "P0100009");
  g_assert_cmpint (get (fixture, "P0100009")->bytes, ==, -1);
}

static void
test_what_is_there (Fixture *fixture, gconstpointer data)
{
  GHashTable *rows = fixture->facts->target_rows;

  add_row (rows, "P0100001", 2, NULL);
  add_row (rows, "P0100002", RESITE_SMS_ROW_DELETED, NULL);
  add_row (rows, "P0100003", 0, "P01");
  add_row (fixture->facts->source_rows, "P0100008", RESITE_SMS_ROW_DELETED, NULL);
  choose (fixture, FALSE, FALSE);
  g_assert_cmpuint (fixture->entries->len, ==, 5);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_SETTLED, "already");
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_HELD, "queued");
  assert_entry (fixture, "P0100003", RESITE_ASSIGN_SETTLED, "failed");
  g_assert_nonnull (strstr (get (fixture, "P0100003")->message, "2302"));
  assert_entry (fixture, "P0100004", RESITE_ASSIGN_TO_WRITE, "queued");
}

static void
test_after_a_cut (Fixture *fixture, gconstpointer data)
{
  GHashTable *rows = fixture->facts->target_rows;

  add_row (rows, "P0100001", 2, NULL);
  add_ledger (fixture, "P0100001", "running");
  add_ledger (fixture, "P0100002", "running");
  add_row (rows, "P0100003", 2, NULL);
  add_ledger (fixture, "P0100003", "installed");
  add_row (rows, "P0100004", 2, NULL);
  add_ledger (fixture, "P0100004", "failed");
  /* Somebody took it off meanwhile. */
  add_ledger (fixture, "P0100005", "installed");
  choose (fixture, FALSE, FALSE);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_UNPROVED, "assigned");
  g_assert_true (get (fixture, "P0100001")->doubtful);
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_TO_WRITE, "queued");
  g_assert_true (get (fixture, "P0100002")->doubtful);
  assert_entry (fixture, "P0100003", RESITE_ASSIGN_SETTLED, "installed");
  assert_entry (fixture, "P0100004", RESITE_ASSIGN_SETTLED, "already");
  assert_entry (fixture, "P0100005", RESITE_ASSIGN_TO_WRITE, "queued");
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  fixture->left_out = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (fixture->left_out, (char *)"P0100001", (char *)"too large");
  add_package (fixture, "P0100002", MEGABYTE, RESITE_SMS_ACTION_DELETE);
  fixture->facts->masters = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (fixture->facts->masters, (char *)"P0100003", GUINT_TO_POINTER (3));
  g_hash_table_insert (fixture->facts->masters, (char *)"P0100004", GUINT_TO_POINTER (2));
  choose (fixture, FALSE, TRUE);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_SETTLED, "left-out");
  g_assert_cmpstr (get (fixture, "P0100001")->message, ==, "too large");
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_SETTLED, "left-out");
  assert_entry (fixture, "P0100003", RESITE_ASSIGN_TO_WRITE, "queued");
  g_assert_cmpstr (get (fixture, "P0100003")->preloaded, ==, "yes");
  assert_entry (fixture, "P0100004", RESITE_ASSIGN_SETTLED, "left-out");
  assert_entry (fixture, "P0100005", RESITE_ASSIGN_SETTLED, "left-out");
  g_assert_cmpstr (get (fixture, "P0100005")->preloaded, ==, "no");
  /* Without the wish it only says so. */
  choose (fixture, FALSE, FALSE);
  assert_entry (fixture, "P0100005", RESITE_ASSIGN_TO_WRITE, "queued");
}

static void
test_ids (Fixture *fixture, gconstpointer data)
{
  fixture->ids = g_ptr_array_new ();
  g_ptr_array_add (fixture->ids, (char *)"p0100002");
  g_ptr_array_add (fixture->ids, (char *)"P0100002");
  g_ptr_array_add (fixture->ids, (char *)"P0100077");
  add_package (fixture, "P0100006", MEGABYTE, 0);
  g_ptr_array_add (fixture->ids, (char *)"P0100006");
  choose (fixture, FALSE, FALSE);
  g_assert_cmpuint (fixture->entries->len, ==, 3);
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_TO_WRITE, "queued");
  assert_entry (fixture, "P0100006", RESITE_ASSIGN_SETTLED, "left-out");
  assert_entry (fixture, "P0100077", RESITE_ASSIGN_SETTLED, "left-out");
  /* Without a model it is the site that has to know it. */
  g_clear_pointer (&fixture->facts->source_rows, g_hash_table_unref);
  choose (fixture, FALSE, FALSE);
  assert_entry (fixture, "P0100006", RESITE_ASSIGN_TO_WRITE, "queued");
  assert_entry (fixture, "P0100077", RESITE_ASSIGN_SETTLED, "failed");
}

/* Named three times, another one between them. */
static void
test_same_id (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "P0100001", "P0100001", "P0100002", "P0100001", "p0100002" };

  fixture->ids = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_ptr_array_add (fixture->ids, (char *)ids[i]);
  choose (fixture, FALSE, FALSE);
  g_assert_cmpuint (fixture->entries->len, ==, 2);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_TO_WRITE, "queued");
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_TO_WRITE, "queued");
}

/* An earlier job's patience with a package is none of this one's. */
static void
test_tries_begin_anew (Fixture *fixture, gconstpointer data)
{
  ResiteLedgerRow *row = resite_ledger_row_new ("P0100001", "failed");

  row->tries = 3;
  g_hash_table_insert (fixture->ledger, row->name, row);
  add_row (fixture->facts->target_rows, "P0100001", RESITE_SMS_ROW_DELETED, NULL);
  choose (fixture, FALSE, FALSE);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_HELD, "queued");
  g_assert_cmpuint (get (fixture, "P0100001")->tries, ==, 0);
}

/* What stands there instead of ours was not written from here, and is not taken off. */
static void
test_undo_wrong_code (Fixture *fixture, gconstpointer data)
{
  ResiteSmsPointRow *row;

  add_ledger (fixture, "P0100001", "installed");
  add_row (fixture->facts->target_rows, "P0100001", 2, "P01");
  add_ledger (fixture, "P0100002", "installed");
  add_row (fixture->facts->target_rows, "P0100002", 2, NULL);
  row = g_hash_table_lookup (fixture->facts->target_rows, "P0100002");
  row->wrong_code = g_strdup ("P01");
  choose (fixture, TRUE, FALSE);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_SETTLED, "removed");
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_TO_WRITE, "installed");
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  static const char *const states[] = { "running", "assigned", "installed", "in-full", "already" };
  GHashTable *rows = fixture->facts->target_rows;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i + 1);

      add_ledger (fixture, id, states[i]);
      if (i != 1)
        add_row (rows, id, i == 2 ? RESITE_SMS_ROW_DELETED : 2, NULL);
    }
  choose (fixture, TRUE, FALSE);
  g_assert_cmpuint (fixture->entries->len, ==, 4);
  assert_entry (fixture, "P0100001", RESITE_ASSIGN_TO_WRITE, "running");
  g_assert_nonnull (strstr (get (fixture, "P0100001")->message, "may be ours"));
  assert_entry (fixture, "P0100002", RESITE_ASSIGN_SETTLED, "removed");
  assert_entry (fixture, "P0100003", RESITE_ASSIGN_SETTLED, "removed");
  assert_entry (fixture, "P0100004", RESITE_ASSIGN_TO_WRITE, "in-full");
}

/* What one job writes down another one reads. */
static void
test_ledger_row (void)
{
  g_autoptr (ResiteAssignEntry) entry = resite_assign_entry_new ("p010000a");
  g_autoptr (ResiteAssignEntry) other = resite_assign_entry_new ("P010000A");
  g_autoptr (ResiteLedgerRow) row = NULL;
  g_autoptr (ResiteJobItem) item = resite_job_item_new ("P010000A");
  g_autofree char *proof = NULL;
  g_autofree char *way = NULL;
  g_autofree char *title = NULL;

  entry->bytes = 340 * MEGABYTE;
  entry->written_at = 1234567;
  entry->copied_before = 7654321;
  entry->place = g_strdup ("sender.log 12 = 34");
  g_free (entry->name);
  entry->name = g_strdup ("Two\nlines = one");
  resite_assign_entry_set_way (entry, "script");
  resite_assign_entry_set_proof (entry, "info-only", 12000);
  resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "installed", "12 kB of 340 MB");
  row = resite_assign_entry_to_row (entry);
  g_assert_cmpstr (row->name, ==, "P010000A");
  resite_assign_entry_load_row (other, row);
  g_assert_cmpstr (other->state, ==, "installed");
  g_assert_cmpstr (other->message, ==, "12 kB of 340 MB");
  g_assert_cmpstr (other->proof, ==, "info-only");
  g_assert_cmpstr (other->way, ==, "script");
  g_assert_cmpstr (other->place, ==, "sender.log 12 = 34");
  g_assert_cmpint (other->sent, ==, 12000);
  g_assert_cmpint (other->written_at, ==, 1234567);
  g_assert_cmpint (other->copied_before, ==, 7654321);
  resite_job_item_load_row (item, row);
  proof = resite_assign_item_get_proof (item);
  way = resite_assign_item_get_way (item);
  title = resite_assign_item_get_title (item);
  g_assert_cmpstr (proof, ==, "info-only");
  g_assert_cmpstr (way, ==, "script");
  g_assert_cmpstr (title, ==, "Two lines = one");
  g_assert_true (resite_assign_item_is_installed (item));
}

/* The next job has to look at what failed after a doubt, and sees why. */
static void
test_doubtful_row (void)
{
  g_autoptr (ResiteAssignEntry) entry = resite_assign_entry_new ("P010000A");
  g_autoptr (ResiteLedgerRow) sure = NULL;
  g_autoptr (ResiteLedgerRow) unsure = NULL;

  resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "failed", "nobody can say");
  sure = resite_assign_entry_to_row (entry);
  g_assert_cmpstr (sure->state, ==, "failed");
  entry->doubtful = TRUE;
  unsure = resite_assign_entry_to_row (entry);
  g_assert_cmpstr (unsure->state, ==, "running");
  g_assert_cmpstr (unsure->message, ==, "nobody can say");
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assign/window", test_window);
  g_test_add_func ("/assign/window-large", test_window_large);
  add ("/assign/smallest-first", test_smallest_first);
  add ("/assign/what-is-there", test_what_is_there);
  add ("/assign/after-a-cut", test_after_a_cut);
  add ("/assign/left-out", test_left_out);
  add ("/assign/ids", test_ids);
  add ("/assign/same-id", test_same_id);
  add ("/assign/tries-begin-anew", test_tries_begin_anew);
  add ("/assign/undo", test_undo);
  add ("/assign/undo-wrong-code", test_undo_wrong_code);
  g_test_add_func ("/assign/ledger-row", test_ledger_row);
  g_test_add_func ("/assign/doubtful-row", test_doubtful_row);
  return g_test_run ();
}
