/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"

#define OLD_TIME (G_GINT64_CONSTANT (1079431123) * G_USEC_PER_SEC + 456789)

static void
test_whole_tree (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *empty = g_build_filename (self->source, "empty", NULL);
  g_autofree char *locked = g_build_filename (self->source, "sub/deep/locked.txt", NULL);

  put (self->source, "a.txt", "alpha");
  put (self->source, "zero", "");
  put (self->source, "sub/deep/locked.txt", "locked");
  put_large (self->source, "big.pck", 9 * 1024 * 1024 + 5);
  g_assert_cmpint (g_mkdir (empty, 0755), ==, 0);
  g_assert_cmpint (g_chmod (locked, 0444), ==, 0);
  set_time (self->source, "a.txt", OLD_TIME);
  set_time (self->source, "sub/deep", OLD_TIME);

  job = copy (self, NULL, RESITE_JOB_DONE);

  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 4);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 4);
  g_assert_cmpstr (state_of (job, "sub/deep/locked.txt"), ==, "copied");
  assert_same_content (self, "a.txt");
  assert_same_content (self, "zero");
  assert_same_content (self, "sub/deep/locked.txt");
  assert_same_content (self, "big.pck");
  g_assert_cmpint (get_time (self->target, "a.txt"), ==, OLD_TIME);
  g_assert_cmpint (get_time (self->target, "sub/deep"), ==, OLD_TIME);
  g_assert_false (may_write (self->target, "sub/deep/locked.txt"));
  g_assert_true (may_write (self->target, "a.txt"));
  g_assert_true (exists (self->target, "empty"));
  g_assert_cmpuint (count_strays (self->target), ==, 0);
  g_assert_cmpint (resite_job_get_bytes_done (job), ==, 9 * 1024 * 1024 + 5 + 11);
  g_assert_cmpint (resite_job_get_bytes_total (job), ==, 9 * 1024 * 1024 + 5 + 11);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
  g_assert_cmpint (get_total (job, "resumed_bytes"), ==, 0);
  g_assert_cmpstr (resite_job_get_how (job), ==, "V");
  g_assert_nonnull (strstr (resite_job_get_detail (job), "4 of 4 files"));
}

static void
test_rows (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  put (self->source, "a.txt", "alpha");
  set_time (self->source, "a.txt", OLD_TIME);
  job = copy (self, NULL, RESITE_JOB_DONE);

  row = find_row (self->ledger, "a.txt");
  g_assert_nonnull (row);
  g_assert_cmpstr (row->state, ==, "copied");
  g_assert_cmpint (row->bytes, ==, 5);
  g_assert_cmpint (row->size, ==, 5);
  g_assert_cmpint (row->modified, ==, OLD_TIME);
  /* As "xxh128sum" prints it for "alpha". */
  g_assert_true (g_str_has_prefix (row->digest, "xxh3-128:"));
  g_assert_cmpint (strcspn (row->digest + strlen ("xxh3-128:"), " "), ==, 32);
}

/* What changed a moment ago may change again with the same time stamps, so that its change time
 * proves nothing; that of an older file does. */
static void
test_change_time (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteLedgerRow) old = NULL;
  g_autoptr (ResiteLedgerRow) young = NULL;
  g_autoptr (ResiteLedgerRow) later = NULL;

  put (self->source, "old", "alpha");
  g_usleep (2200 * 1000);
  put (self->source, "young", "alpha");
  first = copy (self, NULL, RESITE_JOB_DONE);
  old = find_row (self->ledger, "old");
  young = find_row (self->ledger, "young");
  g_assert_nonnull (strstr (old->digest, " changed:"));
  g_assert_null (strstr (young->digest, "changed:"));

  g_usleep (2200 * 1000);
  second = copy (self, NULL, RESITE_JOB_DONE);
  later = find_row (self->ledger, "young");
  g_assert_cmpstr (state_of (second, "young"), ==, "unchanged");
  g_assert_nonnull (strstr (later->digest, " changed:"));
}

static void
test_nothing_twice (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;

  put (self->source, "a.txt", "alpha");
  put (self->source, "b.txt", "beta");
  put (self->source, "c.txt", "gamma");
  first = copy (self, NULL, RESITE_JOB_DONE);
  second = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "a.txt"), ==, "unchanged");
  g_assert_cmpstr (state_of (second, "b.txt"), ==, "unchanged");

  put (self->source, "a.txt", "alpha, longer");
  put (self->target, "b.txt", "somebody was here");
  third = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (third, "a.txt"), ==, "copied");
  g_assert_cmpstr (state_of (third, "b.txt"), ==, "copied");
  g_assert_cmpstr (state_of (third, "c.txt"), ==, "unchanged");
  assert_same_content (self, "a.txt");
  assert_same_content (self, "b.txt");
}

static void
test_without_delta_all_is_copied (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "a.txt", "alpha");
  put (self->target, "a.txt", "omega");
  set_time (self->source, "a.txt", OLD_TIME);
  set_time (self->target, "a.txt", OLD_TIME);
  job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "a.txt"), ==, "copied");
  assert_same_content (self, "a.txt");
}

static void
test_delta (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .delta = TRUE };
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "same.pck", "same");
  put (self->target, "same.pck", "same");
  put (self->source, "newer.pck", "new!");
  put (self->target, "newer.pck", "old!");
  put (self->source, "longer.pck", "longer");
  put (self->target, "longer.pck", "long");
  put (self->source, "fresh.pck", "fresh");
  put (self->target, "own/extra.txt", "keep me");
  for (guint i = 0; i < 2; i++)
    {
      const char *folder = i == 0 ? self->source : self->target;

      set_time (folder, "same.pck", OLD_TIME);
      set_time (folder, "longer.pck", OLD_TIME);
    }
  set_time (self->source, "newer.pck", OLD_TIME + G_USEC_PER_SEC);
  set_time (self->target, "newer.pck", OLD_TIME);

  job = copy (self, &options, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "same.pck"), ==, "unchanged");
  g_assert_cmpstr (state_of (job, "newer.pck"), ==, "copied");
  g_assert_cmpstr (state_of (job, "longer.pck"), ==, "copied");
  g_assert_cmpstr (state_of (job, "fresh.pck"), ==, "copied");
  g_assert_cmpstr (state_of (job, "own/extra.txt"), ==, "extra");
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_WARNING), ==, 1);
  assert_same_content (self, "newer.pck");
  assert_same_content (self, "longer.pck");
  g_assert_true (exists (self->target, "own/extra.txt"));
}

static void
test_extra_taken_away (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;
  g_autofree char *extra = g_build_filename (self->target, "extra", NULL);

  put (self->target, "extra", "x");
  first = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (first, "extra"), ==, "extra");
  g_assert_cmpint (g_remove (extra), ==, 0);
  second = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "extra"), ==, "left-out");
  third = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_null (state_of (third, "extra"));
}

/* Same size, time set back: only the change time that the ledger remembers gives it away. */
static void
test_silent_change (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .delta = TRUE };
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;
  g_autofree char *touched = g_build_filename (self->source, "touched", NULL);

  put (self->source, "sly", "before");
  put (self->source, "touched", "the same");
  set_time (self->source, "sly", OLD_TIME);
  first = copy (self, &options, RESITE_JOB_DONE);

  g_usleep (20 * 1000);
  put (self->source, "sly", "after!");
  set_time (self->source, "sly", OLD_TIME);
  g_assert_cmpint (g_chmod (touched, 0600), ==, 0);
  second = copy (self, &options, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "sly"), ==, "copied");
  g_assert_cmpstr (state_of (second, "touched"), ==, "unchanged");
  assert_same_content (self, "sly");

  third = copy (self, &options, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (third, "sly"), ==, "unchanged");
}

static void
test_verify_only (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .verify_only = TRUE };
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "good", "good");
  put (self->target, "good", "good");
  put (self->source, "other-time", "as is");
  put (self->target, "other-time", "as is");
  put (self->source, "rotten", "rotten");
  put (self->target, "rotten", "rottem");
  put (self->source, "short", "short");
  put (self->target, "short", "shor");
  put (self->source, "missing", "missing");
  put (self->target, "extra", "extra");
  set_time (self->source, "good", OLD_TIME);
  set_time (self->target, "good", OLD_TIME);
  set_time (self->source, "rotten", OLD_TIME);
  set_time (self->target, "rotten", OLD_TIME);
  set_time (self->source, "other-time", OLD_TIME);

  job = copy (self, &options, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpstr (state_of (job, "good"), ==, "verified");
  g_assert_cmpstr (state_of (job, "other-time"), ==, "verified");
  g_assert_cmpstr (state_of (job, "extra"), ==, "extra");
  assert_failed_with (job, "rotten", "not that of the source");
  assert_failed_with (job, "short", "5 bytes");
  assert_failed_with (job, "missing", "Missing");
  g_assert_false (exists (self->target, "missing"));
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static void
test_verify_then_mend (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions verify = { .verify_only = TRUE };
  const ResiteCopyOptions delta = { .delta = TRUE };
  g_autoptr (ResiteJob) found = NULL;
  g_autoptr (ResiteJob) mended = NULL;

  put (self->source, "rotten", "rotten");
  put (self->target, "rotten", "rottem");
  set_time (self->source, "rotten", OLD_TIME);
  set_time (self->target, "rotten", OLD_TIME);
  found = copy (self, &verify, RESITE_JOB_DONE_WITH_FAILURES);
  mended = copy (self, &delta, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (mended, "rotten"), ==, "copied");
  assert_same_content (self, "rotten");
}

static void
test_dry_run (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .dry_run = TRUE, .delta = TRUE };
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  put (self->source, "sub/new", "new");
  put (self->source, "changed", "changed");
  put (self->target, "changed", "chang");
  put (self->source, "same", "same");
  put (self->target, "same", "same");
  put (self->target, ".resite-0123456789abcdef.part", "left over");
  set_time (self->source, "same", OLD_TIME);
  set_time (self->target, "same", OLD_TIME);

  job = copy (self, &options, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "sub/new"), ==, "new");
  g_assert_cmpstr (state_of (job, "changed"), ==, "changed");
  g_assert_cmpstr (state_of (job, "same"), ==, "unchanged");
  g_assert_false (exists (self->target, "sub"));
  g_assert_true (exists (self->target, ".resite-0123456789abcdef.part"));
  rows = resite_ledger_read (self->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions plain = { .delta = TRUE };
  const ResiteCopyOptions packages = { .delta = TRUE, .make_packages_read_only = TRUE };
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;

  put (self->source, "S0100001.PCK", "one");
  put (self->source, "s010000a.pkg", "two");
  put (self->source, "S0100001.DLT.2", "a delta");
  put (self->source, "readme.pck", "no package");
  first = copy (self, &plain, RESITE_JOB_DONE);
  g_assert_true (may_write (self->target, "S0100001.PCK"));

  second = copy (self, &packages, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "S0100001.PCK"), ==, "unchanged");
  g_assert_false (may_write (self->target, "S0100001.PCK"));
  g_assert_false (may_write (self->target, "s010000a.pkg"));
  g_assert_true (may_write (self->target, "S0100001.DLT.2"));
  g_assert_true (may_write (self->target, "readme.pck"));

  put (self->source, "S0100001.PCK", "one, a newer version");
  third = copy (self, &packages, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (third, "S0100001.PCK"), ==, "copied");
  assert_same_content (self, "S0100001.PCK");
  g_assert_false (may_write (self->target, "S0100001.PCK"));
}

static void
test_only_one (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions right = { .only = "PreLoadPkgOnSite.exe" };
  const ResiteCopyOptions wrong = { .only = "nothing.exe" };
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) none = NULL;

  put (self->source, "preloadpkgonsite.exe", "program");
  put (self->source, "other.exe", "other");
  put (self->target, "there.txt", "there");
  job = copy (self, &right, RESITE_JOB_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 1);
  g_assert_cmpstr (state_of (job, "preloadpkgonsite.exe"), ==, "copied");
  g_assert_false (exists (self->target, "other.exe"));

  none = copy (self, &wrong, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (none, "nothing.exe", "Not there");
}

static void
test_nothing_to_do (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);

  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 0);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .no_verify = TRUE };
  g_autoptr (ResiteJob) job = NULL;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *name = g_strdup_printf ("folder-%u/file-%u", i % 7, i);

      put (self->source, name, name);
    }
  job = copy (self, &options, RESITE_JOB_DONE);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 1500);
  assert_same_content (self, "folder-3/file-3");
  assert_same_content (self, "folder-1/file-1499");
}

static void
test_into_itself (Fixture *self, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (self->source, "inside", NULL);
  g_autoptr (ResiteFolder) target = NULL;
  g_autoptr (ResiteJob) job = NULL;

  g_assert_cmpint (g_mkdir (inside, 0755), ==, 0);
  target = resite_folder_local_new (inside, NULL);
  job = copy_between (self, NULL, target, NULL, RESITE_JOB_FAILED);
  g_assert_nonnull (strstr (resite_job_get_message (job), "lies in it"));
}

static void
count_ended_cb (ResiteJob *job, ResiteJobItem *item, gpointer user_data)
{
  g_assert_cmpint (resite_job_item_get_status (item), !=, RESITE_ITEM_RUNNING);
  ++*(guint *)user_data;
}

static void
test_every_end_is_told_once (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  guint ended = 0;

  put (self->source, "a", "a");
  put (self->source, "b?", "b");
  put (self->target, "c", "c");
  job = make_job_between (self, NULL, NULL, NULL);
  g_signal_connect (job, "item-ended", G_CALLBACK (count_ended_cb), &ended);
  run_job (job, NULL);
  g_assert_cmpuint (ended, ==, 3);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/copy-job/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whole-tree", test_whole_tree);
  ADD ("rows", test_rows);
  ADD ("change-time", test_change_time);
  ADD ("nothing-twice", test_nothing_twice);
  ADD ("without-delta-all-is-copied", test_without_delta_all_is_copied);
  ADD ("delta", test_delta);
  ADD ("extra-taken-away", test_extra_taken_away);
  ADD ("silent-change", test_silent_change);
  ADD ("verify-only", test_verify_only);
  ADD ("verify-then-mend", test_verify_then_mend);
  ADD ("dry-run", test_dry_run);
  ADD ("read-only", test_read_only);
  ADD ("only-one", test_only_one);
  ADD ("nothing-to-do", test_nothing_to_do);
  ADD ("many", test_many);
  ADD ("into-itself", test_into_itself);
  ADD ("every-end-is-told-once", test_every_end_is_told_once);
  return g_test_run ();
}
