/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-preload-job.h"

/* A folder with packages, and programs that stand for the tool: each notes its calls first. */
typedef struct
{
  char *folder;
  char *packages;
  char *calls;
  ResiteLedger *ledger;
  ResiteClock *clock;
} Fixture;

#define GOOD                                                                                       \
  "echo \"Forward package status for pkg $1 to site P01\"\n"                                       \
  "echo '****** Successfully set the Compressed Package Path on this site ******'\n"               \
  "echo '****** Successfully forwarded the information up the hierarchy ******'\n"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = job_run_make_folder ();
  fixture->packages = g_build_filename (fixture->folder, "E SMS", "SMSPKG", NULL);
  fixture->calls = g_build_filename (fixture->folder, "calls", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->packages, 0755), ==, 0);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_free (fixture->packages);
  g_free (fixture->calls);
  job_run_remove_folder (fixture->folder);
}

static char *
write_tool (Fixture *fixture, const char *name, const char *body)
{
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\necho \"$1\" >> '%s'\n%s", fixture->calls, body);
  char *path = job_run_write (fixture->folder, name, text);

  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  return path;
}

static void
add_package (Fixture *fixture, const char *id, gboolean read_only)
{
  g_autofree char *name = g_strconcat (id, ".PCK", NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (fixture->packages, NULL);

  g_free (job_run_write (fixture->packages, name, "content"));
  if (read_only)
    g_assert_true (resite_folder_set_read_only (folder, name, TRUE, NULL));
}

static GPtrArray *
add_packages (Fixture *fixture, guint n, guint n_open)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      char *id = g_strdup_printf ("P01%05X", 0x10 + i);

      add_package (fixture, id, i >= n_open);
      g_ptr_array_add (ids, id);
    }
  return ids;
}

static ResiteJob *
make_job (Fixture *fixture, const char *tool, GPtrArray *ids)
{
  return resite_preload_job_new (tool, fixture->packages, ids, fixture->ledger, fixture->clock, 30);
}

static guint
count_calls (Fixture *fixture)
{
  g_autofree char *text = NULL;
  guint n = 0;

  if (!g_file_get_contents (fixture->calls, &text, NULL, NULL))
    return 0;
  for (const char *at = text; *at != '\0'; at++)
    n += *at == '\n';
  return n;
}

static const ResiteLedgerRow *
find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name))
        return row;
    }
  return NULL;
}

static void
test_success (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "pwd >&2\n" GOOD "exit 3\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const ResiteLedgerRow *row;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 3);
  g_assert_cmpuint (count_calls (fixture), ==, 3);

  rows = resite_ledger_read (fixture->ledger, NULL);
  row = find_row (rows, "P0100011");
  g_assert_cmpstr (row->state, ==, "forwarded");
  /* The exit code is kept and decides nothing; both streams are in one text; the folder is the
   * working folder. */
  g_assert_cmpint (row->exit_code, ==, 3);
  g_assert_nonnull (strstr (row->output, fixture->packages));
  g_assert_nonnull (strstr (row->output, "pkg P0100011 to site P01"));
  g_assert_cmpuint (row->tries, ==, 1);
  g_assert_cmpint (row->size, ==, 7);
}

/* One argument each, whatever is in the paths; the shell is never asked. */
static void
test_strange_paths (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      write_tool (fixture, "a $(touch broken) & tool", "test $# = 1 || exit 9\n" GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autofree char *broken = g_build_filename (fixture->packages, "broken", NULL);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "forwarded");
  g_assert_false (g_file_test (broken, G_FILE_TEST_EXISTS));
}

static void
test_verdicts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      write_tool (fixture, "tool",
                  "case $1 in\n"
                  "P0100010) echo 'Successfully set the Compressed Package Path on this site';;\n"
                  "P0100011) echo 'the package is locked' >&2; exit 0;;\n"
                  "P0100012) kill -SEGV $$;;\n"
                  "P0100013) ;;\n"
                  "*) " GOOD ";;\nesac\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 5, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (job, "P0100010", "half-done");
  job_run_assert_state (job, "P0100011", "failed");
  job_run_assert_state (job, "P0100012", "failed");
  job_run_assert_state (job, "P0100013", "failed");
  job_run_assert_state (job, "P0100014", "forwarded");
  item = resite_job_find_item (job, "P0100011");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "the package is locked"));
  item = resite_job_find_item (job, "P0100012");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "signal 11"));
  g_assert_null (resite_job_get_message (job));
}

static void
test_hanging (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pids = g_build_filename (fixture->folder, "pids", NULL);
  g_autofree char *body = g_strdup_printf ("trap '' TERM\nsleep 300 &\necho $! > '%s'\n"
                                           "echo started\nwait\nsleep 300\n",
                                           pids);
  g_autofree char *tool = write_tool (fixture, "tool", body);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job =
      resite_preload_job_new (tool, fixture->packages, ids, fixture->ledger, fixture->clock, 1);
  g_autofree char *pid = NULL;
  ResiteJobItem *item = NULL;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "timed-out");
  item = resite_job_find_item (job, "P0100010");
  g_assert_nonnull (strstr (resite_job_item_get_output (item), "started"));
  /* What it had started is gone with it. */
  g_assert_true (g_file_get_contents (pids, &pid, NULL, NULL));
  for (guint i = 0; i < 200 && kill (atoi (pid), 0) == 0; i++)
    g_usleep (10000);
  g_assert_cmpint (kill (atoi (pid), 0), ==, -1);
  g_assert_cmpint (errno, ==, ESRCH);
}

/* The program ends, but something that it started holds the pipe: not waited for. */
static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD "sleep 5 &\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100010", "forwarded");
}

static void
test_huge_output (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      write_tool (fixture, "tool", "head -c 3000000 /dev/zero | tr '\\0' 'x'\n" GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  item = resite_job_find_item (job, "P0100010");
  g_assert_cmpuint (strlen (resite_job_item_get_output (item)), ==, 1024 * 1024);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "not kept"));
}

static void
test_odd_output (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      write_tool (fixture, "tool", "printf 'Zugriff f\\374r \\000 alle\\r\\n'\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  ResiteJobItem *item;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  item = resite_job_find_item (job, "P0100010");
  g_assert_true (g_utf8_validate (resite_job_item_get_output (item), -1, NULL));
  g_assert_nonnull (strstr (resite_job_item_get_output (item), "für"));
}

static void
assert_refused (Fixture *fixture, const char *tool, ResiteError code)
{
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, tool));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
  g_assert_cmpuint (count_calls (fixture), ==, 0);
}

static void
test_no_tool (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "nothing", NULL);

  assert_refused (fixture, missing, RESITE_ERROR_NOT_FOUND);
}

static void
test_not_executable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *plain = job_run_write (fixture->folder, "plain", "not a program");

  assert_refused (fixture, plain, RESITE_ERROR_NO_ACCESS);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 1, 0);
  g_autofree char *gone = g_build_filename (fixture->folder, "gone", NULL);
  g_autoptr (ResiteJob) job =
      resite_preload_job_new (tool, gone, ids, fixture->ledger, fixture->clock, 30);
  g_autoptr (GError) error = NULL;

  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_calls (fixture), ==, 0);
}

static void
test_bad_id (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (ids, (gpointer) "--help");
  job = make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_cmpuint (count_calls (fixture), ==, 0);
}

static void
test_self_stop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "echo refused\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 25, 7);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;

  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_cmpuint (count_calls (fixture), ==, 10);
  g_assert_nonnull (strstr (resite_job_get_message (job), "7 of 25"));
  job_run_assert_state (job, "P010001A", "queued");
}

/* All read-only, so the diagnosis names the next suspects. */
static void
test_all_failed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "echo refused\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_nonnull (strstr (resite_job_get_message (job), "bin\\i386"));
}

static void
test_one_good_among_failures (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "test $1 = P0100012 || exit 1\n" GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 25, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (count_calls (fixture), ==, 25);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
}

static void
put_row (Fixture *fixture, const char *id, const char *state, guint tries)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new (id, state);

  row->tries = tries;
  row->size = 7;
  g_ptr_array_add (rows, row);
  g_assert_true (resite_ledger_commit (fixture->ledger, rows, NULL));
}

/* After a crash: forwarded is left alone, running and failed are run again. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 4, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autofree char *calls = NULL;

  put_row (fixture, "P0100010", "forwarded", 1);
  put_row (fixture, "P0100011", "running", 0);
  put_row (fixture, "P0100012", "failed", 2);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_true (g_file_get_contents (fixture->calls, &calls, NULL, NULL));
  g_assert_cmpstr (calls, ==, "P0100011\nP0100012\nP0100013\n");
  g_assert_cmpuint (resite_job_item_get_tries (resite_job_find_item (job, "P0100012")), ==, 3);
}

static void
test_replaced_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) first = make_job (fixture, tool, ids);
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;

  g_assert_true (job_run_to_end (first, NULL, NULL));
  second = make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (second, NULL, NULL));
  g_assert_cmpuint (count_calls (fixture), ==, 2);

  g_free (job_run_write (fixture->packages, "P0100011.PCK", "another content"));
  third = make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (third, NULL, NULL));
  g_assert_cmpuint (count_calls (fixture), ==, 3);
}

static void
cancel_at_running_cb (ResiteJobItem *item, gpointer job)
{
  if (resite_job_item_get_status (item) == RESITE_ITEM_RUNNING)
    resite_job_cancel (job);
}

static gboolean
cancel_when_called_cb (gpointer data)
{
  gpointer *pair = data;

  if (count_calls (pair[0]) == 0)
    return G_SOURCE_CONTINUE;
  resite_job_cancel (pair[1]);
  return G_SOURCE_REMOVE;
}

static void
test_cancel_running (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "echo half a word\nexec sleep 300\n");
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  gpointer pair[] = { fixture, job };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_timeout_add (20, cancel_when_called_cb, pair);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (count_calls (fixture), ==, 1);
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (find_row (rows, "P0100010")->state, ==, "unknown");
  g_assert_nonnull (strstr (find_row (rows, "P0100010")->message, "Stopped"));
}

static void
items_added_cb (GListModel *items, guint position, guint removed, guint added, gpointer job)
{
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, 0);

  g_signal_connect (item, "changed", G_CALLBACK (cancel_at_running_cb), job);
}

/* Between the intent and the start: the tool is not called, and the row does not say so. */
static void
test_cancel_before_start (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (resite_job_get_items (job), "items-changed", G_CALLBACK (items_added_cb), job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_calls (fixture), ==, 0);
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpstr (find_row (rows, "P0100010")->state, ==, "queued");
}

static void
pause_after_first_cb (ResiteJob *job, ResiteJobItem *item, gpointer data)
{
  guint *n = data;

  if (++*n == 1)
    resite_job_set_paused (job, TRUE);
}

static gboolean
go_on_cb (gpointer job)
{
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_PAUSED);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 1);
  resite_job_set_paused (job, FALSE);
  return G_SOURCE_REMOVE;
}

static void
state_changed_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  if (resite_job_get_state (job) == RESITE_JOB_PAUSED)
    g_timeout_add (150, go_on_cb, job);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  guint n = 0;

  g_assert_true (resite_job_can_pause (job));
  g_signal_connect (job, "item-ended", G_CALLBACK (pause_after_first_cb), &n);
  g_signal_connect (job, "notify::state", G_CALLBACK (state_changed_cb), NULL);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
}

static gboolean
cancel_paused_cb (gpointer job)
{
  resite_job_cancel (job);
  return G_SOURCE_REMOVE;
}

static void
cancel_when_paused_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  if (resite_job_get_state (job) == RESITE_JOB_PAUSED)
    g_idle_add (cancel_paused_cb, job);
}

static void
test_cancel_paused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (job, "item-ended", G_CALLBACK (pause_after_first_cb), &n);
  g_signal_connect (job, "notify::state", G_CALLBACK (cancel_when_paused_cb), NULL);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_calls (fixture), ==, 1);
}

/* Notes each commit where the tool notes its calls, so that their order is on the disk. */
#define NOTING_TYPE_LEDGER (noting_ledger_get_type ())
G_DECLARE_FINAL_TYPE (NotingLedger, noting_ledger, NOTING, LEDGER, GObject)

struct _NotingLedger
{
  GObject parent_instance;
  const char *path;
  const char *refused; /* a state that it cannot record */
};

static void
noting_ledger_commit_async (ResiteLedger *ledger, GPtrArray *rows, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  NotingLedger *self = NOTING_LEDGER (ledger);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  const ResiteLedgerRow *row = g_ptr_array_index (rows, 0);
  g_autofree char *line = g_strdup_printf ("%s %s\n", row->name, row->state);

  job_run_append (self->path, line);
  if (g_strcmp0 (row->state, self->refused) == 0)
    g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_NO_SPACE, "disk full");
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
noting_ledger_commit_finish (ResiteLedger *ledger, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
noting_ledger_read (ResiteLedger *ledger, GError **error)
{
  return g_ptr_array_new ();
}

static void
noting_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit_async = noting_ledger_commit_async;
  iface->commit_finish = noting_ledger_commit_finish;
  iface->read = noting_ledger_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NotingLedger, noting_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER,
                                                      noting_ledger_init_ledger))

static void
noting_ledger_class_init (NotingLedgerClass *klass)
{
}

static void
noting_ledger_init (NotingLedger *self)
{
}

static void
note_into (Fixture *fixture, const char *refused)
{
  NotingLedger *ledger = g_object_new (NOTING_TYPE_LEDGER, NULL);

  ledger->path = fixture->calls;
  ledger->refused = refused;
  g_set_object (&fixture->ledger, RESITE_LEDGER (ledger));
  g_object_unref (ledger);
}

/* The intent is recorded before the tool starts, the outcome before the next one does. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *notes = NULL;

  note_into (fixture, NULL);
  job = make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_true (g_file_get_contents (fixture->calls, &notes, NULL, NULL));
  g_assert_cmpstr (notes, ==,
                   "P0100010 running\nP0100010\nP0100010 forwarded\n"
                   "P0100011 running\nP0100011\nP0100011 forwarded\n");
}

/* What cannot be recorded is not done. */
static void
test_intent_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  note_into (fixture, "running");
  job = make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_true (g_file_get_contents (fixture->calls, &notes, NULL, NULL));
  g_assert_cmpstr (notes, ==, "P0100010 running\n");
}

static void
test_outcome_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", GOOD);
  g_autoptr (GPtrArray) ids = add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  note_into (fixture, "forwarded");
  job = make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "P0100010"));
  g_assert_cmpuint (count_calls (fixture), ==, 3);
}

static void
test_missing_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = write_tool (fixture, "tool", "echo not found\n");
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (ResiteJob) job = NULL;
  ResiteJobItem *item;

  g_ptr_array_add (ids, (gpointer) "p0100099");
  g_ptr_array_add (ids, (gpointer) "P0100099");
  job = make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (count_calls (fixture), ==, 1);
  item = resite_job_find_item (job, "P0100099");
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "no file of this package"));
  g_assert_nonnull (strstr (resite_job_get_message (job), "right folder"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/preload-job/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("success", test_success);
  ADD ("strange-paths", test_strange_paths);
  ADD ("verdicts", test_verdicts);
  ADD ("hanging", test_hanging);
  ADD ("left-behind", test_left_behind);
  ADD ("huge-output", test_huge_output);
  ADD ("odd-output", test_odd_output);
  ADD ("no-tool", test_no_tool);
  ADD ("not-executable", test_not_executable);
  ADD ("no-folder", test_no_folder);
  ADD ("bad-id", test_bad_id);
  ADD ("self-stop", test_self_stop);
  ADD ("all-failed", test_all_failed);
  ADD ("one-good-among-failures", test_one_good_among_failures);
  ADD ("resume", test_resume);
  ADD ("replaced-file", test_replaced_file);
  ADD ("cancel-running", test_cancel_running);
  ADD ("cancel-before-start", test_cancel_before_start);
  ADD ("pause", test_pause);
  ADD ("cancel-paused", test_cancel_paused);
  ADD ("missing-file", test_missing_file);
  ADD ("order", test_order);
  ADD ("intent-refused", test_intent_refused);
  ADD ("outcome-refused", test_outcome_refused);
  return g_test_run ();
}
