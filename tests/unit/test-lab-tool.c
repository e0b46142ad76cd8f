/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-lab-tool"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab-site.h"
#include "resite-lab.h"
#include "resite-plan.h"
#include "resite-preload-verdict.h"

/* The stand-in for the preload tool, asked about a file in every state; and the world around it. */

typedef struct
{
  ResiteLab *lab;
  char *packages;
} Fixture;

static ResiteLab *
make_lab (guint packages, guint32 seed, const char *folder)
{
  const ResiteLabOptions options = { .packages = packages,
                                     .bytes = 40000,
                                     .pace = 1000,
                                     .seed = seed,
                                     .folder = folder,
                                     .reach = RESITE_LAB_LOCAL };
  g_autoptr (GError) error = NULL;
  ResiteLab *lab = resite_lab_new (&options, &error);

  g_assert_no_error (error);
  return lab;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->lab = make_lab (4, 7, NULL);
  fixture->packages =
      g_build_filename (resite_lab_get_folder (fixture->lab), "machines/source/E/SMSPKG", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  resite_lab_destroy (fixture->lab);
  g_assert_finalize_object (fixture->lab);
  g_free (fixture->packages);
}

/* What the tool prints about @id; *@status its exit status. */
static char *
ask (Fixture *fixture, const char *id, int *status)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_subprocess_launcher_set_cwd (launcher, fixture->packages);
  process = g_subprocess_launcher_spawn (launcher, &error, resite_lab_get_tool_path (fixture->lab),
                                         id, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error));
  g_assert_no_error (error);
  *status = g_subprocess_get_exit_status (process);
  return text;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *
first_id (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->packages, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".PCK"))
      g_ptr_array_add (names, g_strndup (name, 8));
  g_assert_cmpuint (names->len, >, 0);
  g_ptr_array_sort (names, compare_names);
  return g_ptr_array_steal_index (names, 0);
}

static void
assert_answer (Fixture *fixture, const char *id, int expected_status, const char *state)
{
  int status = -1;
  g_autofree char *text = ask (fixture, id, &status);
  g_autofree char *words = NULL;
  const ResitePreloadVerdict verdict = resite_preload_judge (id, text, &words);

  g_test_message ("%s: %s", id, text);
  g_assert_cmpint (status, ==, expected_status);
  g_assert_cmpstr (resite_preload_verdict_to_state (verdict), ==, state);
}

static void
set_read_only (Fixture *fixture, const char *name, gboolean read_only)
{
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (fixture->packages, NULL);
  g_autoptr (GError) error = NULL;

  resite_folder_set_read_only (folder, name, read_only, &error);
  g_assert_no_error (error);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = first_id (fixture);
  g_autofree char *file = g_strconcat (id, ".PCK", NULL);
  g_autofree char *path = g_build_filename (fixture->packages, file, NULL);
  g_autofree char *lower = g_ascii_strdown (id, -1);

  assert_answer (fixture, id, 0, "forwarded");
  assert_answer (fixture, lower, 0, "forwarded");
  assert_answer (fixture, id, 0, "forwarded");
  set_read_only (fixture, file, FALSE);
  assert_answer (fixture, id, 0, "failed");
  set_read_only (fixture, file, TRUE);
  assert_answer (fixture, id, 0, "forwarded");
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_answer (fixture, id, 1, "failed");
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  assert_answer (fixture, id, 1, "failed");
}

/* A file that is another one inside: the version says so. */
static void
test_versions (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = first_id (fixture);
  g_autofree char *file = g_strconcat (id, ".PCK", NULL);
  static const struct
  {
    const char *head, *state;
  } heads[] = { { RESITE_LAB_PACKAGE_HEAD "%s version 0\n", "half-done" },
                { RESITE_LAB_PACKAGE_HEAD "%s version 99\n", "forwarded" },
                { "something else version 99\n%s", "half-done" },
                { "%.0s", "half-done" } };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GString) text = g_string_new (heads[i].head);
      g_string_replace (text, "%.0s", "", 0);
      g_string_replace (text, "%s", id, 0);
      set_read_only (fixture, file, FALSE);
      g_free (job_run_write (fixture->packages, file, text->str));
      set_read_only (fixture, file, TRUE);
      assert_answer (fixture, id, 0, heads[i].state);
    }
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = job_run_write (fixture->packages, "C01FFFFF.PCK",
                                         RESITE_LAB_PACKAGE_HEAD "C01FFFFF version 1\n");

  set_read_only (fixture, "C01FFFFF.PCK", TRUE);
  assert_answer (fixture, "C01FFFFF", 1, "failed");
  assert_answer (fixture, "", 1, "failed");
  assert_answer (fixture, "../C01FFFFF", 1, "failed");
  assert_answer (fixture, "C01FFFFF.PCK", 1, "failed");
}

/* Each call is noted as begun and as ended, in the order of the calls. */
static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = first_id (fixture);
  g_autofree char *text = NULL;
  int status;

  g_free (ask (fixture, id, &status));
  g_free (ask (fixture, "C01FFFFF", &status));
  g_assert_true (g_file_get_contents (resite_lab_get_calls_path (fixture->lab), &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
      g_assert_cmpuint (g_strv_length (fields), ==, 5);
      g_assert_cmpstr (fields[2], ==, i % 2 == 0 ? "begin" : "end");
      g_assert_cmpstr (fields[3], ==, i < 2 ? id : "C01FFFFF");
    }
  g_assert_true (g_str_has_suffix (lines[1], "forwarded"));
  g_assert_true (g_str_has_suffix (lines[3], "missing"));
}

/* The world. */

static void
test_seeds (void)
{
  for (guint n = 1; n <= 130; n += 43)
    {
      g_autoptr (GPtrArray) one = resite_lab_packages_new (n, 1000000, 3);
      g_autoptr (GPtrArray) same = resite_lab_packages_new (n, 1000000, 3);
      g_autoptr (GPtrArray) other = resite_lab_packages_new (n, 1000000, 4);
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
      guint differences = 0;

      g_assert_cmpuint (one->len, ==, n);
      for (guint i = 0; i < n; i++)
        {
          const ResiteLabPackage *first = one->pdata[i];
          const ResiteLabPackage *second = same->pdata[i];
          const ResiteLabPackage *third = other->pdata[i];
          g_assert_cmpstr (first->id, ==, second->id);
          g_assert_cmpuint (first->size, ==, second->size);
          g_assert_cmpuint (first->version, ==, second->version);
          g_assert_cmpint (first->read_only, ==, second->read_only);
          g_assert_true (g_hash_table_add (ids, first->id));
          differences += first->size != third->size;
        }
      g_assert_true (n == 1 || differences > 0);
      for (guint i = 0; i < MIN (n, 3); i++)
        g_assert_true (g_hash_table_contains (ids, resite_lab_packages_get_good (one, i)));
    }
}

static void
test_plans (void)
{
  static const guint numbers[] = { 1, 2, 3, 19, 20, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (ResiteLab) lab = make_lab (numbers[i], i, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_get_contents (resite_lab_get_plan_path (lab), &text, NULL, NULL));
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (ResitePlan) plan = resite_plan_new_from_data ("plan", bytes, &error);
      g_assert_no_error (error);
      g_autoptr (GPtrArray) faults = resite_plan_check (plan);
      for (guint j = 0; j < faults->len; j++)
        {
          const ResitePlanFault *fault = faults->pdata[j];
          g_test_message ("%u: %s", numbers[i], fault->message);
          g_assert_cmpint (fault->severity, !=, RESITE_PLAN_FAULT_ERROR);
        }
      resite_lab_destroy (lab);
    }
}

/* Every step of the procedure, in order, twice, and some that are none. */
static void
test_acts (Fixture *fixture, gconstpointer data)
{
  static const char *const steps[] = { "P0.1", "P1",  "C2",  "C3",   "C6",          "C10", "C11",
                                       "C12",  "C14", "R1",  "R2",   "R3",          "R5",  "R6",
                                       "R7",   "R10", "R12", "R13",  "N1",          "B1",  "B4",
                                       "",     "X9",  "c10", "../x", "C6@primary.1" };

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        g_autoptr (GError) error = NULL;
        g_assert_true (resite_lab_act (fixture->lab, steps[i], &error));
        g_assert_no_error (error);
      }
}

/* A folder with a damaged marker is opened or refused; neither it nor what follows crashes. */
static void
test_damaged_markers (void)
{
  static const char *const markers[] = { "",
                                         "not a key file at all",
                                         "[packages]\n",
                                         "[packages]\nnumber=-1\nbytes=x\nseed=\n",
                                         "[packages]\nnumber=4000000000\nbytes=1\nseed=1\n",
                                         "[packages]\nnumber=0\nbytes=0\nseed=0\n" };

  for (guint i = 0; i < G_N_ELEMENTS (markers); i++)
    {
      char *folder = job_run_make_folder ();
      g_autofree char *path = job_run_write (folder, RESITE_LAB_MARKER, markers[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLab) lab = resite_lab_open (folder, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "opened");
      g_assert_null (lab);
      g_assert_nonnull (error);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      job_run_remove_folder (folder);
    }
}

/* What is deleted is below the lab's folder, and nothing that a link there leads to. */
static void
test_destroy_follows_nothing (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *own = g_build_filename (folder, "lab", NULL);
  g_autofree char *kept = job_run_write (folder, "kept/deep/file.txt", "kept");
  g_autofree char *kept_folder = g_build_filename (folder, "kept", NULL);
  g_autoptr (ResiteLab) lab = make_lab (3, 1, own);
  static const char *const places[] = { "link", "machines/link", "machines/source/E/SMSPKG/link" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *to_folder = g_build_filename (own, places[i], NULL);
      g_autofree char *to_file = g_strconcat (to_folder, "ed.txt", NULL);
      g_assert_cmpint (symlink (kept_folder, to_folder), ==, 0);
      g_assert_cmpint (symlink (kept, to_file), ==, 0);
    }
  resite_lab_destroy (lab);
  resite_lab_destroy (lab);
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  job_run_remove_folder (folder);
}

/* Its folder was replaced by a link to someone's files: they stay. */
static void
test_destroy_of_a_link (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *own = g_build_filename (folder, "lab", NULL);
  g_autofree char *aside = g_build_filename (folder, "aside", NULL);
  g_autofree char *kept = job_run_write (folder, "kept/file.txt", "kept");
  g_autofree char *kept_folder = g_build_filename (folder, "kept", NULL);
  g_autoptr (ResiteLab) lab = make_lab (3, 1, own);

  g_assert_cmpint (g_rename (own, aside), ==, 0);
  g_assert_cmpint (symlink (kept_folder, own), ==, 0);
  resite_lab_destroy (lab);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  job_run_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/lab-tool/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("states", test_states);
  ADD ("versions", test_versions);
  ADD ("unknown", test_unknown);
  ADD ("record", test_record);
  ADD ("acts", test_acts);
  g_test_add_func ("/lab-tool/seeds", test_seeds);
  g_test_add_func ("/lab-tool/plans", test_plans);
  g_test_add_func ("/lab-tool/damaged-markers", test_damaged_markers);
  g_test_add_func ("/lab-tool/destroy-follows-nothing", test_destroy_follows_nothing);
  g_test_add_func ("/lab-tool/destroy-of-a-link", test_destroy_of_a_link);
  return g_test_run ();
}
