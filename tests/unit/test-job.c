/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-job.h"

/* A job that does what the test says, when the test says it. */
G_DECLARE_FINAL_TYPE (PuppetJob, puppet_job, PUPPET, JOB, ResiteJob)

struct _PuppetJob
{
  ResiteJob parent_instance;

  GTask *task;
  gulong handler;
  gboolean paused;
};

G_DEFINE_FINAL_TYPE (PuppetJob, puppet_job, RESITE_TYPE_JOB)

static gboolean
end_cancelled (gpointer data)
{
  PuppetJob *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_idle_add (end_cancelled, data);
}

static void
puppet_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  PuppetJob *self = PUPPET_JOB (job);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
}

static gboolean
puppet_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
puppet_job_set_paused (ResiteJob *job, gboolean paused)
{
  PUPPET_JOB (job)->paused = paused;
}

static void
puppet_job_class_init (PuppetJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  job_class->run_async = puppet_job_run_async;
  job_class->run_finish = puppet_job_run_finish;
  job_class->set_paused = puppet_job_set_paused;
}

static void
puppet_job_init (PuppetJob *self)
{
}

static PuppetJob *
puppet_new (void)
{
  return g_object_new (puppet_job_get_type (), NULL);
}

static void
add_item (PuppetJob *puppet, const char *name, const char *state)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new (name);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  resite_job_item_set (item, state, NULL);
  g_ptr_array_add (items, item);
  resite_job_add_items (RESITE_JOB (puppet), items);
}

static void
over_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
end_well (PuppetJob *puppet)
{
  g_autoptr (GTask) task = g_steal_pointer (&puppet->task);

  g_task_return_boolean (task, TRUE);
}

static gboolean
wait_for (PuppetJob *puppet, GAsyncResult **result, GError **error)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_job_run_finish (RESITE_JOB (puppet), *result, error);
}

static ResiteJobState
run_with_items (const char *first, const char *second, ResiteJobState outcome)
{
  PuppetJob *puppet = puppet_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ResiteJobState state;

  add_item (puppet, "first", first);
  add_item (puppet, "second", second);
  resite_job_run_async (RESITE_JOB (puppet), NULL, over_cb, &result);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_RUNNING);
  if (outcome != RESITE_JOB_PENDING)
    resite_job_set_outcome (RESITE_JOB (puppet), outcome);
  end_well (puppet);
  g_assert_true (wait_for (puppet, &result, &error));
  g_assert_no_error (error);
  state = resite_job_get_state (RESITE_JOB (puppet));
  g_assert_true (resite_job_is_over (RESITE_JOB (puppet)));
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
  return state;
}

static void
test_end_by_items (void)
{
  g_assert_cmpint (run_with_items ("copied", "extra", 0), ==, RESITE_JOB_DONE);
  g_assert_cmpint (run_with_items ("copied", "failed", 0), ==, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpint (run_with_items ("ok", "unknown", 0), ==, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpint (run_with_items ("forwarded", "ignored", 0), ==, RESITE_JOB_DONE);
  g_assert_cmpint (run_with_items ("failed", "failed", RESITE_JOB_STOPPED_ITSELF), ==,
                   RESITE_JOB_STOPPED_ITSELF);
}

static void
test_error (void)
{
  PuppetJob *puppet = puppet_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  resite_job_run_async (RESITE_JOB (puppet), NULL, over_cb, &result);
  g_task_return_new_error (puppet->task, G_IO_ERROR, G_IO_ERROR_FAILED, "the share is gone");
  g_clear_object (&puppet->task);
  g_assert_false (wait_for (puppet, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_FAILED);
  g_assert_cmpstr (resite_job_get_message (RESITE_JOB (puppet)), ==, "the share is gone");
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
}

static void
test_cancel (gconstpointer data)
{
  PuppetJob *puppet = puppet_new ();
  g_autoptr (GCancellable) outer = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  resite_job_run_async (RESITE_JOB (puppet), outer, over_cb, &result);
  if (GPOINTER_TO_INT (data))
    g_cancellable_cancel (outer);
  else
    {
      resite_job_cancel (RESITE_JOB (puppet));
      g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_CANCELLING);
    }
  g_assert_false (wait_for (puppet, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_CANCELLED);
  g_assert_null (resite_job_get_message (RESITE_JOB (puppet)));
  resite_job_cancel (RESITE_JOB (puppet));
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_CANCELLED);
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
}

static void
test_pause (void)
{
  PuppetJob *puppet = puppet_new ();
  ResiteJob *job = RESITE_JOB (puppet);
  g_autoptr (GAsyncResult) result = NULL;
  double seconds;

  resite_job_run_async (job, NULL, over_cb, &result);
  resite_job_set_paused (job, FALSE);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_RUNNING);
  resite_job_set_paused (job, TRUE);
  g_assert_true (puppet->paused);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_PAUSING);
  resite_job_tell_paused (job);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_PAUSED);
  seconds = resite_job_get_seconds (job);
  g_usleep (30 * 1000);
  g_assert_cmpfloat (resite_job_get_seconds (job), ==, seconds);

  resite_job_set_paused (job, FALSE);
  g_assert_false (puppet->paused);
  resite_job_tell_paused (job);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_RUNNING);
  end_well (puppet);
  g_assert_true (wait_for (puppet, &result, NULL));
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
}

static void
cancel_when_pausing_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  if (resite_job_get_state (job) == RESITE_JOB_PAUSING)
    resite_job_cancel (job);
}

/* Cancelled from within the news that it is to pause: it is not held up behind that. */
static void
test_cancel_at_the_news (void)
{
  PuppetJob *puppet = puppet_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (puppet, "notify::state", G_CALLBACK (cancel_when_pausing_cb), NULL);
  resite_job_run_async (RESITE_JOB (puppet), NULL, over_cb, &result);
  resite_job_set_paused (RESITE_JOB (puppet), TRUE);
  g_assert_false (puppet->paused);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (puppet)), ==, RESITE_JOB_CANCELLING);
  g_assert_false (wait_for (puppet, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
}

static void
test_cancel_opens_a_paused_job (void)
{
  PuppetJob *puppet = puppet_new ();
  g_autoptr (GAsyncResult) result = NULL;

  resite_job_run_async (RESITE_JOB (puppet), NULL, over_cb, &result);
  resite_job_set_paused (RESITE_JOB (puppet), TRUE);
  resite_job_tell_paused (RESITE_JOB (puppet));
  resite_job_cancel (RESITE_JOB (puppet));
  g_assert_false (puppet->paused);
  g_assert_false (wait_for (puppet, &result, NULL));
  g_clear_object (&result);
  g_assert_finalize_object (puppet);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  ++*(guint *)data;
}

static void
test_properties (void)
{
  g_autoptr (PuppetJob) puppet = puppet_new ();
  ResiteJob *job = RESITE_JOB (puppet);
  guint told = 0;
  double fraction;
  g_autofree char *title = NULL;

  g_signal_connect (job, "notify", G_CALLBACK (count_cb), &told);
  resite_job_set_title (job, "Copy");
  resite_job_set_title (job, "Copy");
  resite_job_set_fraction (job, 0.5);
  resite_job_set_fraction (job, 0.5);
  resite_job_set_detail (job, "1 of 2 files");
  resite_job_set_message (job, "look");
  g_assert_cmpuint (told, ==, 4);
  resite_job_set_fraction (job, 7);
  g_object_get (job, "title", &title, "fraction", &fraction, NULL);
  g_assert_cmpstr (title, ==, "Copy");
  g_assert_cmpfloat (fraction, ==, 1);
  resite_job_set_fraction (job, -3);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, -1);
  resite_job_set_total (job, "resumed_bytes", 5);
  resite_job_set_total (job, "resumed_bytes", 6);
  g_assert_cmpint (*(gint64 *)g_hash_table_lookup (resite_job_get_totals (job), "resumed_bytes"),
                   ==, 6);
}

static void
test_items (void)
{
  g_autoptr (PuppetJob) puppet = puppet_new ();
  ResiteJob *job = RESITE_JOB (puppet);

  add_item (puppet, "a", "copied");
  add_item (puppet, "b", "failed");
  add_item (puppet, "c", "unchanged");
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 3);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 2);
  g_assert_cmpstr (resite_job_item_get_name (resite_job_find_item (job, "b")), ==, "b");
  g_assert_null (resite_job_find_item (job, "d"));
}

static void
test_item_tells_changes (void)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new ("a");
  guint changes = 0;
  guint states = 0;

  g_signal_connect_swapped (item, "changed", G_CALLBACK (g_atomic_int_inc), &changes);
  g_signal_connect (item, "notify::state", G_CALLBACK (count_cb), &states);
  resite_job_item_set (item, "running", NULL);
  resite_job_item_set (item, "running", "still");
  resite_job_item_set_progress (item, 3, 9);
  g_assert_cmpuint (changes, ==, 3);
  g_assert_cmpuint (states, ==, 1);
  g_assert_cmpint (resite_job_item_get_status (item), ==, RESITE_ITEM_RUNNING);
  g_assert_cmpint (resite_job_item_get_bytes (item), ==, 3);
  g_assert_cmpint (resite_job_item_get_size (item), ==, 9);
  g_assert_cmpstr (resite_job_item_get_message (item), ==, "still");
}

static void
test_item_and_row (void)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new ("ABC00001");
  g_autoptr (ResiteJobItem) back = resite_job_item_new ("ABC00001");
  g_autoptr (ResiteLedgerRow) row = NULL;

  resite_job_item_set (item, "half-done", "one line is missing");
  resite_job_item_set_progress (item, 5, 10);
  resite_job_item_set_result (item, "printed", 3, 1.5, 2);
  row = resite_job_item_to_row (item);
  resite_job_item_load_row (back, row);
  g_assert_cmpstr (resite_job_item_get_state (back), ==, "half-done");
  g_assert_cmpint (resite_job_item_get_status (back), ==, RESITE_ITEM_FAILED);
  g_assert_cmpstr (resite_job_item_get_message (back), ==, "one line is missing");
  g_assert_cmpstr (resite_job_item_get_output (back), ==, "printed");
  g_assert_cmpint (resite_job_item_get_exit_code (back), ==, 3);
  g_assert_cmpfloat (resite_job_item_get_seconds (back), ==, 1.5);
  g_assert_cmpuint (resite_job_item_get_tries (back), ==, 2);
}

static void
test_running_row_is_unknown (void)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new ("a");
  g_autoptr (ResiteLedgerRow) row = resite_ledger_row_new ("a", "running");

  resite_job_item_load_row (item, row);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "unknown");
  g_assert_cmpint (resite_job_item_get_status (item), ==, RESITE_ITEM_UNKNOWN);
}

static void
test_state_words (void)
{
  g_assert_cmpstr (resite_item_state_to_word ("unchanged"), ==, "already there");
  g_assert_cmpstr (resite_item_state_to_word ("no-such-state"), ==, "no-such-state");
  g_assert_cmpint (resite_item_status_from_state ("no-such-state"), ==, RESITE_ITEM_UNKNOWN);
  g_assert_cmpint (resite_item_status_from_state ("timed-out"), ==, RESITE_ITEM_FAILED);
  g_assert_cmpint (resite_item_status_from_state ("not-read-only"), ==, RESITE_ITEM_WARNING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/end-by-items", test_end_by_items);
  g_test_add_func ("/job/error", test_error);
  g_test_add_data_func ("/job/cancel", GINT_TO_POINTER (FALSE), test_cancel);
  g_test_add_data_func ("/job/cancel-from-outside", GINT_TO_POINTER (TRUE), test_cancel);
  g_test_add_func ("/job/pause", test_pause);
  g_test_add_func ("/job/cancel-at-the-news", test_cancel_at_the_news);
  g_test_add_func ("/job/cancel-opens-a-paused-job", test_cancel_opens_a_paused_job);
  g_test_add_func ("/job/properties", test_properties);
  g_test_add_func ("/job/items", test_items);
  g_test_add_func ("/job/item-tells-changes", test_item_tells_changes);
  g_test_add_func ("/job/item-and-row", test_item_and_row);
  g_test_add_func ("/job/running-row-is-unknown", test_running_row_is_unknown);
  g_test_add_func ("/job/state-words", test_state_words);
  return g_test_run ();
}
