/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "preload-fixture.h"
#include "resite-error.h"

/* A preload that is stopped or paused, and what is on the disk before each of its steps. */

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

  if (preload_count_calls (pair[0]) == 0)
    return G_SOURCE_CONTINUE;
  resite_job_cancel (pair[1]);
  return G_SOURCE_REMOVE;
}

static void
test_cancel_running (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool =
      preload_write_tool (fixture, "tool", "echo half a word\nexec sleep 300\n");
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  gpointer pair[] = { fixture, job };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_timeout_add (20, cancel_when_called_cb, pair);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 1);
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (preload_find_row (rows, "P0100010")->state, ==, "unknown");
  g_assert_nonnull (strstr (preload_find_row (rows, "P0100010")->message, "Stopped"));
}

static void
items_added_cb (GListModel *items, guint position, guint removed, guint added, gpointer job)
{
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, 0);

  g_signal_connect (item, "changed", G_CALLBACK (cancel_at_running_cb), job);
}

/* Between the intent and the start: the tool is not called, and the row does not say so. */
static void
test_cancel_before_start (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (resite_job_get_items (job), "items-changed", G_CALLBACK (items_added_cb), job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 0);
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpstr (preload_find_row (rows, "P0100010")->state, ==, "queued");
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
test_pause (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
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
test_cancel_paused (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 3, 0);
  g_autoptr (ResiteJob) job = preload_make_job (fixture, tool, ids);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect (job, "item-ended", G_CALLBACK (pause_after_first_cb), &n);
  g_signal_connect (job, "notify::state", G_CALLBACK (cancel_when_paused_cb), NULL);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (preload_count_calls (fixture), ==, 1);
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
note_into (PreloadFixture *fixture, const char *refused)
{
  NotingLedger *ledger = g_object_new (NOTING_TYPE_LEDGER, NULL);

  ledger->path = fixture->calls;
  ledger->refused = refused;
  g_set_object (&fixture->ledger, RESITE_LEDGER (ledger));
  g_object_unref (ledger);
}

/* The intent is recorded before the tool starts, the outcome before the next one does. */
static void
test_order (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *notes = NULL;

  note_into (fixture, NULL);
  job = preload_make_job (fixture, tool, ids);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_true (g_file_get_contents (fixture->calls, &notes, NULL, NULL));
  g_assert_cmpstr (notes, ==,
                   "P0100010 running\nP0100010\nP0100010 forwarded\n"
                   "P0100011 running\nP0100011\nP0100011 forwarded\n");
}

/* What cannot be recorded is not done. */
static void
test_intent_refused (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *notes = NULL;
  g_autoptr (GError) error = NULL;

  note_into (fixture, "running");
  job = preload_make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_true (g_file_get_contents (fixture->calls, &notes, NULL, NULL));
  g_assert_cmpstr (notes, ==, "P0100010 running\n");
}

static void
test_outcome_refused (PreloadFixture *fixture, gconstpointer data)
{
  g_autofree char *tool = preload_write_tool (fixture, "tool", PRELOAD_GOOD);
  g_autoptr (GPtrArray) ids = preload_add_packages (fixture, 2, 0);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  note_into (fixture, "forwarded");
  job = preload_make_job (fixture, tool, ids);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "P0100010"));
  g_assert_cmpuint (preload_count_calls (fixture), ==, 3);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/preload-stop/" name, PreloadFixture, NULL, preload_set_up, function,               \
              preload_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cancel-running", test_cancel_running);
  ADD ("cancel-before-start", test_cancel_before_start);
  ADD ("pause", test_pause);
  ADD ("cancel-paused", test_cancel_paused);
  ADD ("order", test_order);
  ADD ("intent-refused", test_intent_refused);
  ADD ("outcome-refused", test_outcome_refused);
  return g_test_run ();
}
