/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-copy-trees"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "copy-fixture.h"

/* Trees that nobody would make on purpose. */

static guint
count_items (ResiteJob *job, const char *state)
{
  GListModel *items = resite_job_get_items (job);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);
      count += g_str_equal (resite_job_item_get_state (item), state);
    }
  return count;
}

static void
put_folder (const char *root, const char *name)
{
  g_autofree char *path = g_build_filename (root, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);

  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 0);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
  g_assert_cmpint (resite_job_get_bytes_total (job), ==, 0);
}

static void
test_only_folders (Fixture *self, gconstpointer data)
{
  put_folder (self->source, "a/b/c");
  put_folder (self->source, "a/d");
  put_folder (self->source, "e");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_true (exists (self->target, "a/b/c"));
  g_assert_true (exists (self->target, "a/d"));
  g_assert_true (exists (self->target, "e"));
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 0);
}

static void
test_many (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *name = g_strdup_printf ("folder/S01%05X.PCK", i);
      g_autofree char *text = g_strdup_printf ("package %u", i);
      put (self->source, name, text);
    }
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpuint (count_items (job, "copied"), ==, 1500);
  assert_same_content (self, "folder/S01005DB.PCK");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
  const ResiteCopyOptions again = { .delta = TRUE };
  g_autoptr (ResiteJob) second = copy (self, &again, RESITE_JOB_DONE);
  g_assert_cmpuint (count_items (second, "unchanged"), ==, 1500);
}

static void
test_deep (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < 60; i++)
    {
      g_string_append_printf (name, "d%u/", i);
      g_autofree char *file = g_strconcat (name->str, "f", NULL);
      put (self->source, file, file);
    }
  g_string_append (name, "f");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpuint (count_items (job, "copied"), ==, 60);
  assert_same_content (self, name->str);
}

/* 255 bytes are what this disk takes, 255 characters what Windows does. */
static void
test_long_names (Fixture *self, gconstpointer data)
{
  g_autofree char *plain = g_strnfill (255, 'n');
  g_autofree char *fitting = g_strnfill (200, 'm');
  g_autoptr (GString) wide = g_string_new (NULL);

  for (guint i = 0; i < 85; i++)
    g_string_append (wide, "ม");
  put (self->source, plain, "plain");
  put (self->source, fitting, "fitting");
  put (self->source, wide->str, "wide");
  ResiteJob *job = make_job_between (self, NULL, NULL, NULL);
  g_assert_true (run_job (job, NULL));
  for (guint i = 0; i < 3; i++)
    {
      const char *name = i == 0 ? plain : i == 1 ? fitting : wide->str;
      g_test_message ("%s", state_of (job, name));
      g_assert_cmpstr (state_of (job, name), ==, "copied");
      assert_same_content (self, name);
    }
  g_assert_cmpuint (count_strays (self->target), ==, 0);
  g_object_unref (job);
}

/* The composed and the decomposed name are two names, here as on NTFS. */
static void
test_two_forms (Fixture *self, gconstpointer data)
{
  put (self->source, "caf\xc3\xa9.txt", "composed");
  put (self->source, "cafe\xcc\x81.txt", "decomposed");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpuint (count_items (job, "copied"), ==, 2);
  assert_same_content (self, "caf\xc3\xa9.txt");
  assert_same_content (self, "cafe\xcc\x81.txt");
}

static void
test_case (Fixture *self, gconstpointer data)
{
  put (self->source, "Data/one.txt", "1");
  put (self->source, "DATA/two.txt", "2");
  put (self->source, "DATA/ONE.TXT", "3");
  put (self->source,
       "stra\xc3\x9f"
       "e",
       "4");
  put (self->source,
       "STRA\xc3\x9f"
       "E",
       "5");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpuint (count_items (job, "failed"), ==, 2);
  g_assert_cmpuint (count_items (job, "copied"), ==, 3);
  assert_failed_with (job, "Data/one.txt", "DATA/ONE.TXT");
}

static void
test_zero_bytes (Fixture *self, gconstpointer data)
{
  put_bytes (self->source, "empty", "", 0);
  put (self->target, "empty", "was full");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  assert_same_content (self, "empty");
  const ResiteCopyOptions verify = { .verify_only = TRUE };
  g_autoptr (ResiteJob) second = copy (self, &verify, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "empty"), ==, "verified");
}

static void
test_sparse (Fixture *self, gconstpointer data)
{
  put_large (self->source, "disk.img", 24 * 1024 * 1024 + 5);
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  assert_same_content (self, "disk.img");
  g_assert_cmpint (resite_job_get_bytes_done (job), ==, 24 * 1024 * 1024 + 5);
}

/* Kinds that do not fit. */

static void
test_folder_where_file_comes (Fixture *self, gconstpointer data)
{
  put (self->source, "thing", "a file");
  put (self->source, "other", "fine");
  put (self->target, "thing/inside.txt", "keep me");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpstr (state_of (job, "thing"), ==, "failed");
  g_assert_cmpstr (state_of (job, "other"), ==, "copied");
  g_assert_true (exists (self->target, "thing/inside.txt"));
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static void
test_file_where_folder_comes (Fixture *self, gconstpointer data)
{
  put (self->source, "thing/one.txt", "1");
  put (self->source, "thing/deep/two.txt", "2");
  put_folder (self->source, "thing/hollow");
  put (self->source, "other", "fine");
  put (self->target, "thing", "keep me");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpstr (state_of (job, "thing/one.txt"), ==, "failed");
  g_assert_cmpstr (state_of (job, "thing/deep/two.txt"), ==, "failed");
  g_assert_cmpstr (state_of (job, "other"), ==, "copied");
  g_autofree char *path = g_build_filename (self->target, "thing", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "keep me");
}

/* A link in the target is replaced or refused, never written through. */
static void
test_link_in_target (Fixture *self, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (self->root, "outside", NULL);
  g_autofree char *link = g_build_filename (self->target, "file.txt", NULL);
  g_autofree char *text = NULL;

  put (self->root, "outside", "not yours");
  put (self->source, "file.txt", "from the source");
  g_assert_cmpint (symlink (outside, link), ==, 0);
  ResiteJob *job = make_job_between (self, NULL, NULL, NULL);
  g_assert_true (run_job (job, NULL));
  g_assert_true (g_file_get_contents (outside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "not yours");
  g_object_unref (job);
}

static void
test_linked_folder_in_target (Fixture *self, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (self->root, "outside", NULL);
  g_autofree char *link = g_build_filename (self->target, "folder", NULL);

  put_folder (self->root, "outside");
  put (self->source, "folder/file.txt", "from the source");
  g_assert_cmpint (symlink (outside, link), ==, 0);
  ResiteJob *job = make_job_between (self, NULL, NULL, NULL);
  g_assert_true (run_job (job, NULL));
  g_assert_cmpstr (state_of (job, "folder/file.txt"), ==, "failed");
  g_assert_false (exists (outside, "file.txt"));
  g_object_unref (job);
}

/* Our own names for what is under way, lying in the source: they are someone's leftovers. */
static void
test_own_names_in_source (Fixture *self, gconstpointer data)
{
  put (self->source, ".resite-thing.part", "left over");
  put (self->source, "real", "real");
  ResiteJob *job = make_job_between (self, NULL, NULL, NULL);
  g_assert_true (run_job (job, NULL));
  g_assert_cmpstr (state_of (job, "real"), ==, "copied");
  g_object_unref (job);
}

/* Names that are no words on Windows are named, one by one, and the rest arrives. */
static void
test_windows_names (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "con",  "NUL.txt", "a:b",  "what?", "star*", "tail.",
                                     "end ", "pipe|",   "lt<1", "tab\t", "COM1",  "q\"" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    put (self->source, bad[i], "x");
  put (self->source, "console.txt", "fine");
  put (self->source, ".hidden", "fine");
  put (self->source, "a.b.c", "fine");
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_cmpstr (state_of (job, bad[i]), ==, "failed");
      g_assert_false (exists (self->target, bad[i]));
    }
  g_assert_cmpuint (count_items (job, "copied"), ==, 3);
}

static void
test_times (Fixture *self, gconstpointer data)
{
  static const gint64 times[] = { 1, G_USEC_PER_SEC * 951782399LL, G_USEC_PER_SEC * 4102444800LL };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", i);
      put (self->source, name, "x");
      set_time (self->source, name, times[i]);
    }
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", i);
      g_assert_cmpint (get_time (self->target, name), ==, get_time (self->source, name));
    }
}

int
main (int argc, char *argv[])
{
#define ADD(path, function)                                                                        \
  g_test_add ("/copy-trees/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("empty", test_empty);
  ADD ("only-folders", test_only_folders);
  ADD ("many", test_many);
  ADD ("deep", test_deep);
  ADD ("long-names", test_long_names);
  ADD ("two-forms", test_two_forms);
  ADD ("case", test_case);
  ADD ("zero-bytes", test_zero_bytes);
  ADD ("sparse", test_sparse);
  ADD ("folder-where-file-comes", test_folder_where_file_comes);
  ADD ("file-where-folder-comes", test_file_where_folder_comes);
  ADD ("link-in-target", test_link_in_target);
  ADD ("linked-folder-in-target", test_linked_folder_in_target);
  ADD ("own-names-in-source", test_own_names_in_source);
  ADD ("windows-names", test_windows_names);
  ADD ("times", test_times);
  return g_test_run ();
}
