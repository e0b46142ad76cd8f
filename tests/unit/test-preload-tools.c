/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-preload-tools"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-preload-job.h"

/* Tools that do not behave. Each is a real program; none may hold up or mislead the job. */

typedef struct
{
  char *folder;
  char *packages;
  ResiteLedger *ledger;
  ResiteClock *clock;
  GPtrArray *ids;
} Fixture;

#define FORWARD "echo \"Forward package status for pkg $1 to site P01\"\n"
#define SET     "echo '****** Successfully set the Compressed Package Path on this site ******'\n"
#define UP      "echo '****** Successfully forwarded the information up the hierarchy ******'\n"
#define GOOD    FORWARD SET UP

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = job_run_make_folder ();
  fixture->packages = g_build_filename (fixture->folder, "SMSPKG", NULL);
  g_assert_cmpint (g_mkdir (fixture->packages, 0755), ==, 0);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (1);
  fixture->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("S010000%u.PCK", i);
      g_ptr_array_add (fixture->ids, g_strndup (name, 8));
      g_free (job_run_write (fixture->packages, name, "content"));
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->ids);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_free (fixture->packages);
  job_run_remove_folder (fixture->folder);
}

static char *
write_tool (Fixture *fixture, const char *body)
{
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", body, NULL);
  char *path = job_run_write (fixture->folder, "tool", text);

  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  return path;
}

static ResiteJob *
run_tool (Fixture *fixture, const char *body, guint patience, GError **error)
{
  g_autofree char *path = write_tool (fixture, body);
  ResiteJob *job = resite_preload_job_new (path, fixture->packages, fixture->ids, fixture->ledger,
                                           fixture->clock, patience);

  job_run_to_end (job, NULL, error);
  return job;
}

static void
assert_all (Fixture *fixture, const char *body, guint patience, const char *state, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJob) job = run_tool (fixture, body, patience, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < fixture->ids->len; i++)
    {
      ResiteJobItem *item = resite_job_find_item (job, fixture->ids->pdata[i]);
      g_test_message ("%s: %s", resite_job_item_get_state (item),
                      resite_job_item_get_message (item));
      g_assert_cmpstr (resite_job_item_get_state (item), ==, state);
      g_assert_nonnull (strstr (resite_job_item_get_message (item), part));
      g_assert_true (resite_job_item_get_output (item) == NULL ||
                     g_utf8_validate (resite_job_item_get_output (item), -1, NULL));
    }
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, "echo begins\nkill -9 $$\n", 20, "failed", "9");
}

/* All was said before it fell over: what it said counts. */
static void
test_killed_afterwards (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, GOOD "kill -11 $$\n", 20, "forwarded", "");
}

static void
test_utf16 (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, "printf '\\377\\376'\n{ " GOOD " } | iconv -f UTF-8 -t UTF-16LE\n", 20,
              "forwarded", "");
}

static void
test_oem_letters (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, "printf 'Zugriff verweigert f\\201r Paket \\204\\r\\n'\nexit 5\n", 20,
              "failed", "");
}

/* What is beyond the bound is read and thrown away, or the tool would stand still for ever. */
static void
test_fifty_megabytes (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_set_size (fixture->ids, 1);
  assert_all (fixture, GOOD "head -c 50000000 /dev/zero | tr '\\0' 'x'\n", 50, "forwarded", "");
}

/* The words come behind fifty megabytes: nobody has read them. */
static void
test_words_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (fixture->ids, 1);
  g_autoptr (ResiteJob) job =
      run_tool (fixture, "head -c 5000000 /dev/zero | tr '\\0' 'x'\n" GOOD, 50, &error);
  g_assert_no_error (error);
  ResiteJobItem *item = resite_job_find_item (job, fixture->ids->pdata[0]);
  g_assert_cmpuint (strlen (resite_job_item_get_output (item)), <=, 2 * 1024 * 1024);
  g_assert_cmpstr (resite_job_item_get_state (item), !=, "running");
}

static void
test_closes_output (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, GOOD "exec >&- 2>&-\nsleep 0.1\nexit 0\n", 20, "forwarded", "");
  assert_all (fixture, "exec >&- 2>&-\nexit 7\n", 20, "forwarded", "");
}

/* Nobody answers a tool that asks; it reads an end of file. */
static void
test_reads (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, "read answer && echo \"got $answer\" || echo 'nothing to read'\n" GOOD, 20,
              "forwarded", "");
}

static gboolean
is_alive (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  return kill ((pid_t)g_ascii_strtoll (text, NULL, 10), 0) == 0;
}

/* What it leaves running holds its output open; the job goes on without it. */
static void
test_leaves_grandchild (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = g_build_filename (fixture->folder, "grandchild", NULL);
  g_autofree char *body = g_strdup_printf ("sleep 600 &\necho $! > '%s'\n" GOOD, note);
  g_autofree char *text = NULL;

  g_ptr_array_set_size (fixture->ids, 1);
  assert_all (fixture, body, 30, "forwarded", "");
  g_assert_true (g_file_get_contents (note, &text, NULL, NULL));
  kill ((pid_t)g_ascii_strtoll (text, NULL, 10), SIGKILL);
}

/* Patience ends with the tool and with all that it began. */
static void
test_patience_takes_all (Fixture *fixture, gconstpointer data)
{
  g_autofree char *note = g_build_filename (fixture->folder, "grandchild", NULL);
  g_autofree char *body = g_strdup_printf (
      "sleep 600 &\necho $! > '%s.new'; mv '%s.new' '%s'\nwait\n", note, note, note);

  g_ptr_array_set_size (fixture->ids, 1);
  assert_all (fixture, body, 1, "timed-out", "");
  for (guint i = 0; i < 100 && is_alive (note); i++)
    g_usleep (20000);
  g_assert_false (is_alive (note));
}

static void
test_half_a_success (Fixture *fixture, gconstpointer data)
{
  assert_all (fixture, FORWARD SET, 20, "half-done", "");
}

/* Words of another package are no words of this one. */
static void
test_other_package (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJob) job = run_tool (
      fixture, "set -- S01FFFFF\n" FORWARD "echo 'No such package'\nexit 1\n", 20, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 0);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_FAILED), ==, 3);
}

/* It takes itself away in the middle. */
static void
test_disappears (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJob) job = run_tool (fixture, GOOD "rm -f \"$0\"\n", 20, &error);

  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "tool"));
  job_run_assert_state (job, "S0100000", "forwarded");
  job_run_assert_state (job, "S0100001", "failed");
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);

  /* Put back, the rest is done and the first one is left alone. */
  g_clear_error (&error);
  g_autoptr (ResiteJob) second =
      run_tool (fixture, "test $1 != S0100000 || exit 9\n" GOOD, 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (resite_job_count_items (second, RESITE_ITEM_GOOD), ==, 3);
}

/* The folder that it runs in goes. */
static void
test_folder_disappears (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strdup_printf (GOOD "rm -rf '%s'\n", fixture->packages);
  g_autoptr (ResiteJob) job = run_tool (fixture, body, 20, &error);

  g_assert_nonnull (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
  job_run_assert_state (job, "S0100000", "forwarded");
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_RUNNING), ==, 0);
}

static void
test_strange_ids (Fixture *fixture, gconstpointer data)
{
  static const char *const strange[] = { "S0100001; rm -rf /", "-h",         "",
                                         "../S0100001",        "S01\n00001", "S010000G",
                                         "s0100001x",          "S01 0001",   "S0100001*",
                                         "S01000001" };

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_set_size (fixture->ids, 1);
      g_ptr_array_add (fixture->ids, g_strdup (strange[i]));
      g_autoptr (ResiteJob) job = run_tool (fixture, "echo \"$1\" >> ../calls\n" GOOD, 20, &error);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
  g_autofree char *calls = g_build_filename (fixture->folder, "calls", NULL);
  g_assert_false (g_file_test (calls, G_FILE_TEST_EXISTS));
}

static void
test_same_id_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *calls = g_build_filename (fixture->folder, "calls", NULL);
  g_autofree char *text = NULL;

  g_ptr_array_add (fixture->ids, g_strdup ("S0100000"));
  g_autoptr (ResiteJob) job = run_tool (fixture, "echo \"$1\" >> ../calls\n" GOOD, 20, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (calls, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "S0100000\nS0100001\nS0100002\n");
}

/* A script without its first line, a folder, an empty file: said once, as the job's own fault. */
static void
test_no_programs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *empty = job_run_write (fixture->folder, "gone/../broken", "#!/nowhere/at/all\n");
  const char *paths[] = { fixture->packages, empty, "/nonexistent/tool", "" };

  g_assert_cmpint (g_chmod (empty, 0755), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteJob) job = resite_preload_job_new (paths[i], fixture->packages, fixture->ids,
                                                          fixture->ledger, fixture->clock, 20);
      g_assert_false (job_run_to_end (job, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_cmpint (error->domain, ==, RESITE_ERROR);
      g_assert_nonnull (strstr (error->message, "could not be started"));
      g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 0);
    }
}

static void
cancel_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  GCancellable *cancellable = data;

  if (resite_job_count_items (job, RESITE_ITEM_GOOD) == 1)
    g_cancellable_cancel (cancellable);
}

/* Cancelled between two packages or in one: the first stays what it was. */
static void
test_cancelled_between (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_tool (fixture, GOOD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJob) job = resite_preload_job_new (path, fixture->packages, fixture->ids,
                                                      fixture->ledger, fixture->clock, 20);

  g_signal_connect (job, "notify::detail", G_CALLBACK (cancel_cb), cancellable);
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  job_run_assert_state (job, "S0100000", "forwarded");
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_RUNNING), ==, 0);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function)                                                                        \
  g_test_add ("/preload-tools/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("killed", test_killed);
  ADD ("killed-afterwards", test_killed_afterwards);
  ADD ("utf16", test_utf16);
  ADD ("oem-letters", test_oem_letters);
  ADD ("fifty-megabytes", test_fifty_megabytes);
  ADD ("words-too-late", test_words_too_late);
  ADD ("closes-output", test_closes_output);
  ADD ("reads", test_reads);
  ADD ("leaves-grandchild", test_leaves_grandchild);
  ADD ("patience-takes-all", test_patience_takes_all);
  ADD ("half-a-success", test_half_a_success);
  ADD ("other-package", test_other_package);
  ADD ("disappears", test_disappears);
  ADD ("folder-disappears", test_folder_disappears);
  ADD ("strange-ids", test_strange_ids);
  ADD ("same-id-twice", test_same_id_twice);
  ADD ("no-programs", test_no_programs);
  ADD ("cancelled-between", test_cancelled_between);
  return g_test_run ();
}
