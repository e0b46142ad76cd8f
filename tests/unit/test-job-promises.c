/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-job-promises"

#include "config.h"

#include <string.h>

#include "job-run.h"
#include "resite-check-job.h"
#include "resite-copy-job.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-preload-job.h"
#include "resite-read-only-job.h"
#include "resite-wait-job.h"
#include "resite-watch-job.h"

/* What every job promises, asked of every kind of job. */

typedef struct
{
  char *folder;
  ResiteClock *clock;
  ResiteLedger *ledger;
  ResiteConnections *connections;
} World;

typedef ResiteJob *(*Maker) (World *world);

static ResiteJob *
make_copy (World *world)
{
  g_autofree char *source = g_build_filename (world->folder, "source", NULL);
  g_autofree char *target = g_build_filename (world->folder, "target", NULL);
  g_autoptr (ResiteFolder) from = resite_folder_local_new (source, NULL);
  g_autoptr (ResiteFolder) to = resite_folder_local_new (target, NULL);

  return resite_copy_job_new (from, to, world->ledger, world->clock, NULL);
}

static ResiteJob *
make_preload (World *world)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *directory = g_build_filename (world->folder, "source", NULL);

  g_ptr_array_add (ids, g_strdup ("S0100001"));
  g_ptr_array_add (ids, g_strdup ("S0100002"));
  return resite_preload_job_new ("/bin/true", directory, ids, world->ledger, world->clock, 30);
}

static ResiteJob *
make_check (World *world)
{
  g_autofree char *path = g_build_filename (world->folder, "source", NULL);
  GPtrArray *probes = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_probe_free);
  ResiteProbe *probe = resite_probe_new ("there", "It is there", "folder");

  g_free (probe->machine);
  g_free (probe->path);
  probe->machine = g_strdup ("desk");
  probe->path = g_strdup (path);
  g_ptr_array_add (probes, probe);
  return resite_check_job_new (probes, world->connections, world->ledger, world->clock);
}

static ResiteJob *
make_watch (World *world)
{
  g_autofree char *path = g_build_filename (world->folder, "x.log", NULL);
  g_autoptr (GPtrArray) patterns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
  const char *files[] = { path, NULL };
  ResiteJob *job;

  g_ptr_array_add (patterns, resite_watch_pattern_new ("good", "Good", TRUE, TRUE));
  job = resite_watch_job_new (files, patterns, TRUE, world->ledger, world->clock, 0);
  resite_watch_job_set_interval (RESITE_WATCH_JOB (job), 10);
  return job;
}

static ResiteJob *
make_wait (World *world)
{
  return resite_wait_job_new ("Wait", resite_clock_now (world->clock) + G_USEC_PER_SEC / 20,
                              world->clock);
}

static ResiteJob *
make_read_only (World *world)
{
  g_autofree char *path = g_build_filename (world->folder, "source", NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);

  return resite_read_only_job_new (folder, world->ledger, world->clock);
}

static const struct
{
  const char *name;
  Maker make;
} kinds[] = {
  { "copy", make_copy },   { "preload", make_preload }, { "check", make_check },
  { "watch", make_watch }, { "wait", make_wait },       { "read-only", make_read_only }
};

static void
world_set_up (World *world)
{
  world->folder = job_run_make_folder ();
  world->clock = resite_clock_new (1);
  world->ledger = resite_memory_ledger_new ();
  world->connections = resite_connections_new ();
  g_free (job_run_write (world->folder, "source/S0100001.PCK", "one"));
  g_free (job_run_write (world->folder, "source/S0100002.PCK", "two"));
  g_free (job_run_write (world->folder, "target/other.txt", "other"));
  g_free (job_run_write (world->folder, "x.log", "all is good\r\n"));
}

/* Whatever job was here, it is gone without a trace: nobody holds the ledger or the clock. */
static void
world_tear_down (World *world)
{
  job_run_assert_gone (world->connections);
  job_run_assert_gone (world->ledger);
  job_run_assert_gone (world->clock);
  job_run_remove_folder (world->folder);
}

static void
for_each_kind (void (*test) (World *world, Maker make))
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      World world;

      g_test_message ("%s", kinds[i].name);
      world_set_up (&world);
      test (&world, kinds[i].make);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      world_tear_down (&world);
    }
}

static void
never_run (World *world, Maker make)
{
  ResiteJob *job = make (world);

  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_PENDING);
  g_assert_false (resite_job_is_over (job));
  g_assert_cmpstr (resite_job_get_title (job), !=, "");
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 0);
  job_run_assert_gone (job);
}

static void
test_never_run (void)
{
  for_each_kind (never_run);
}

static void
note_state_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  g_string_append_printf (data, "%d ", resite_job_get_state (job));
}

/* Each state once, in order, and the last one before the callback. */
static void
tells_once (World *world, Maker make)
{
  ResiteJob *job = make (world);
  g_autoptr (GString) states = g_string_new (NULL);
  g_autofree char *expected = NULL;

  g_signal_connect (job, "notify::state", G_CALLBACK (note_state_cb), states);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  expected = g_strdup_printf ("%d %d ", RESITE_JOB_RUNNING, resite_job_get_state (job));
  g_assert_cmpstr (states->str, ==, expected);
  /* Nothing more can be done to it. */
  resite_job_cancel (job);
  if (resite_job_can_pause (job))
    {
      resite_job_set_paused (job, TRUE);
      resite_job_set_paused (job, FALSE);
    }
  resite_job_tell_paused (job);
  g_assert_cmpstr (states->str, ==, expected);
  job_run_assert_gone (job);
}

static void
test_tells_once (void)
{
  for_each_kind (tells_once);
}

static void
cancelled_before (World *world, Maker make)
{
  ResiteJob *job = make (world);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  resite_job_cancel (job);
  resite_job_cancel (job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  rows = resite_ledger_read (world->ledger, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (((ResiteLedgerRow *)rows->pdata[i])->state, !=, "running");
  job_run_assert_gone (job);
}

static void
test_cancelled_before (void)
{
  for_each_kind (cancelled_before);
}

static void
cancelled_outside (World *world, Maker make)
{
  ResiteJob *job = make (world);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  job_run_assert_gone (job);
  job_run_assert_gone (g_steal_pointer (&cancellable));
}

static void
test_cancelled_outside (void)
{
  for_each_kind (cancelled_outside);
}

static void
cancel_when_running_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  if (resite_job_get_state (job) == RESITE_JOB_RUNNING)
    resite_job_cancel (job);
}

/* Cancelled from within the very news that it runs. */
static void
cancelled_at_once (World *world, Maker make)
{
  ResiteJob *job = make (world);
  g_autoptr (GError) error = NULL;

  g_signal_connect (job, "notify::state", G_CALLBACK (cancel_when_running_cb), NULL);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  job_run_assert_gone (job);
}

static void
test_cancelled_at_once (void)
{
  for_each_kind (cancelled_at_once);
}

static void
over_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *over = data;

  resite_job_run_finish (RESITE_JOB (source), result, NULL);
  *over = TRUE;
}

/* Let go while it runs: it runs to its end, calls back, and is gone then. */
static void
let_go (World *world, Maker make)
{
  ResiteJob *job = make (world);
  GWeakRef watched;
  gboolean over = FALSE;

  g_weak_ref_init (&watched, job);
  resite_job_run_async (job, NULL, over_cb, &over);
  g_object_unref (job);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  job = g_weak_ref_get (&watched);
  g_weak_ref_clear (&watched);
  if (job != NULL)
    job_run_assert_gone (job);
}

static void
test_let_go (void)
{
  for_each_kind (let_go);
}

typedef struct
{
  guint added, removed;
} Changes;

static void
items_changed_cb (GListModel *items, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;

  g_assert_cmpuint (position + added, <=, g_list_model_get_n_items (items));
  changes->added += added;
  changes->removed += removed;
}

static void
ended_cb (ResiteJob *job, ResiteJobItem *item, gpointer data)
{
  const char *name = resite_job_item_get_name (item);

  g_assert_true (resite_job_find_item (job, name) == item);
  g_assert_cmpint (resite_job_item_get_status (item), !=, RESITE_ITEM_RUNNING);
  g_assert_true (g_hash_table_add (data, g_strdup (name)));
}

/* Items are added and never taken away; each ends once, and none is left running. */
static void
items_end (World *world, Maker make)
{
  ResiteJob *job = make (world);
  Changes changes = { 0, 0 };
  g_autoptr (GHashTable) ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_signal_connect (resite_job_get_items (job), "items-changed", G_CALLBACK (items_changed_cb),
                    &changes);
  g_signal_connect (job, "item-ended", G_CALLBACK (ended_cb), ended);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.added, ==, g_list_model_get_n_items (resite_job_get_items (job)));
  g_assert_cmpuint (g_hash_table_size (ended), ==, changes.added);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_RUNNING), ==, 0);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_QUEUED), ==, 0);
  g_assert_cmpfloat (resite_job_get_seconds (job), >=, 0);
  job_run_assert_gone (job);
}

static void
test_items_end (void)
{
  for_each_kind (items_end);
}

/* What was done is in the ledger by the time the job says that it is over. */
static void
is_recorded (World *world, Maker make)
{
  ResiteJob *job = make (world);
  GListModel *items = resite_job_get_items (job);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_true (job_run_to_end (job, NULL, NULL));
  rows = resite_ledger_read (world->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, g_list_model_get_n_items (items));
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];
      ResiteJobItem *item = resite_job_find_item (job, row->name);

      g_assert_nonnull (item);
      g_assert_cmpstr (row->state, ==, resite_job_item_get_state (item));
    }
  job_run_assert_gone (job);
}

static void
test_is_recorded (void)
{
  for_each_kind (is_recorded);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-promises/never-run", test_never_run);
  g_test_add_func ("/job-promises/tells-once", test_tells_once);
  g_test_add_func ("/job-promises/cancelled-before", test_cancelled_before);
  g_test_add_func ("/job-promises/cancelled-outside", test_cancelled_outside);
  g_test_add_func ("/job-promises/cancelled-at-once", test_cancelled_at_once);
  g_test_add_func ("/job-promises/let-go", test_let_go);
  g_test_add_func ("/job-promises/items-end", test_items_end);
  g_test_add_func ("/job-promises/is-recorded", test_is_recorded);
  return g_test_run ();
}
