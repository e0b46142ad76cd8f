/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fake-provider.h"
#include "job-run.h"
#include "resite-assign-job.h"

/* An assignment against a provider in memory, with a sender's log on the disk where one is followed. */

#define TARGET "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define SOURCE "[\"Display=\\\\BR02SMS\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\BR02SMS\\"
/* As people name servers and sites who want to see it break. */
#define STRANGE                                                                                    \
  "[\"Display=\\\\BR01'S \\\"Größe\\\" "                                                         \
  "東\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01'S\\a\"b\\SMSPKGE$\\"
#define THEN  "20261122101500.000000+000"
#define LATER "20261122121500.000000+000"

typedef struct
{
  FakeProvider *provider;
  ResiteMachine *machine;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResiteSmsPoint *target;
  ResiteSmsPoint *source;
  ResiteAssignOptions options;
  ResiteJob *job;
  GCancellable *cancellable;
  guint n_calls;
  guint n_changes;
  guint every;
  guint after; /* the trouble begins with this call */
  guint until;
  guint cancel_after; /* rows */
  FakeTrouble kind;
  GHashTable *ids; /* of which the trouble is, or NULL */
  char *folder;    /* of the log */
  char *log;
  guint full_from; /* the so manieth row that is sent in full; 0 none */
} Fixture;

static void
add_packages (Fixture *fixture, guint n)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);

      fake_provider_add_package (fixture->provider, id, 1000 + i);
      fake_provider_add_row (fixture->provider, id, SOURCE, "S02", 0);
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->provider = fake_provider_new ();
  fixture->machine = fake_provider_make_machine (fixture->provider);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (600);
  fixture->target = resite_sms_point_new (TARGET, "S01", "Branch");
  fixture->source = resite_sms_point_new (SOURCE, "S02", "Other branch");
  fixture->cancellable = g_cancellable_new ();
  fixture->options = (ResiteAssignOptions){
    .machine = fixture->machine,
    .space = FAKE_SPACE,
    .target = fixture->target,
    .source = fixture->source,
  };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->job);
  g_object_unref (fixture->machine);
  g_object_unref (fixture->provider);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->cancellable);
  resite_sms_point_free (fixture->target);
  resite_sms_point_free (fixture->source);
  g_clear_pointer (&fixture->ids, g_hash_table_unref);
  g_clear_object (&fixture->options.proof);
  g_free (fixture->log);
  if (fixture->folder != NULL)
    job_run_remove_folder (fixture->folder);
}

/* Runs a new job over the same ledger. */
static gboolean
run (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  g_clear_object (&fixture->job);
  fixture->job = resite_assign_job_new (&fixture->options, fixture->ledger, fixture->clock);
  good = job_run_to_end (fixture->job, fixture->cancellable, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_error ("%s", error->message);
  return good;
}

static void
assert_state (Fixture *fixture, ResiteJobState state)
{
  if (resite_job_get_state (fixture->job) != state)
    g_error ("state %d and not %d: %s", resite_job_get_state (fixture->job), state,
             resite_job_get_message (fixture->job));
}

static const char *
get_message (Fixture *fixture, const char *id)
{
  return resite_job_item_get_message (resite_job_find_item (fixture->job, id));
}

static void
assert_says (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, text);
}

static gint64
get_total (Fixture *fixture, const char *name)
{
  const gint64 *value = g_hash_table_lookup (resite_job_get_totals (fixture->job), name);

  g_assert_nonnull (value);
  return *value;
}

/* Each package was written once, and each is there. */
static void
assert_all_once (Fixture *fixture, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < fixture->provider->created->len; i++)
    g_assert_true (g_hash_table_add (seen, fixture->provider->created->pdata[i]));
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
  g_assert_cmpuint (fake_provider_count_rows (fixture->provider, fixture->target->nal_path), ==, n);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 45);
  fake_provider_add_row (fixture->provider, "P0100003", TARGET, "S01", 2);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 44);
  g_assert_cmpstr (fixture->provider->created->pdata[0], ==, "P0100001");
  g_assert_cmpstr (fixture->provider->created->pdata[43], ==, "P010002D");
  job_run_assert_state (fixture->job, "P0100003", "already");
  job_run_assert_state (fixture->job, "P0100004", "installed");
  assert_says (get_message (fixture, "P0100004"), "Nobody watched");
  assert_says (resite_job_get_message (fixture->job), "not proved");
  g_assert_cmpint (get_total (fixture, "installed"), ==, 44);
  /* Its own site code, whoever asks. */
  g_assert_cmpstr (fake_provider_find_row (fixture->provider, "P0100001", TARGET)->code, ==, "S01");

  /* Once more: nothing is left to do. */
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 44);
}

static gboolean
install_cb (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < fixture->provider->created->len; i++)
    {
      const char *id = fixture->provider->created->pdata[i];

      if (fake_provider_find_summary (fixture->provider, id, TARGET) != NULL)
        continue;
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, THEN);
      return G_SOURCE_CONTINUE;
    }
  return G_SOURCE_CONTINUE;
}

/* As fast as proofs come in, and never further. */
static void
test_window (Fixture *fixture, gconstpointer data)
{
  guint source = g_timeout_add (20, install_cb, fixture);

  add_packages (fixture, 17);
  fixture->provider->installs = FALSE;
  fixture->options.window_packages = 4;
  run (fixture);
  g_source_remove (source);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 17);
  g_assert_cmpuint (fixture->provider->most_open, ==, 4);
}

static void
test_window_bytes (Fixture *fixture, gconstpointer data)
{
  guint source = g_timeout_add (20, install_cb, fixture);

  add_packages (fixture, 9);
  fixture->provider->installs = FALSE;
  /* Packages have 1.0 to 1.04 MB. */
  fixture->options.window_bytes = 3300000;
  run (fixture);
  g_source_remove (source);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 9);
  g_assert_cmpuint (fixture->provider->most_open, ==, 3);
}

/* Every so many changes something goes wrong. */
static FakeTrouble
trouble_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_calls++;
  if (fixture->ids != NULL)
    return id != NULL && g_hash_table_contains (fixture->ids, id) ? fixture->kind : FAKE_GOOD;
  if (fixture->every > 0 && request->verb != RESITE_CIM_LIST)
    return ++fixture->n_changes % fixture->every == 0 ? fixture->kind : FAKE_GOOD;
  if (fixture->after > 0 && fixture->n_calls >= fixture->after && fixture->n_calls < fixture->until)
    return fixture->kind;
  return FAKE_GOOD;
}

static void
make_trouble (Fixture *fixture, FakeTrouble kind)
{
  fixture->kind = kind;
  fixture->provider->trouble = trouble_cb;
  fixture->provider->trouble_data = fixture;
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 30);
  fixture->every = 4;
  make_trouble (fixture, FAKE_QUOTA);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 30);
}

static void
test_timed_out (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 30);
  fixture->every = 5;
  make_trouble (fixture, FAKE_TIME_OUT);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 30);
  job_run_assert_state (fixture->job, "P0100005", "installed");
}

static void
test_line_comes_back (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 25);
  fixture->after = 9;
  fixture->until = 12;
  make_trouble (fixture, FAKE_CUT);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 25);
}

static void
test_line_stays_away (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 25);
  fixture->after = 14;
  fixture->until = G_MAXUINT;
  make_trouble (fixture, FAKE_CUT);
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assert_says (resite_job_get_message (fixture->job), "does not answer any more");
  g_assert_cmpuint (fixture->provider->created->len, <, 25);

  fixture->provider->trouble = NULL;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 25);
}

/* Cut anywhere, in any way, and called again until it is done. */
static void
test_cut_anywhere (Fixture *fixture, gconstpointer data)
{
  static const FakeTrouble kinds[] = { FAKE_CUT, FAKE_LOST, FAKE_TIME_OUT };
  const guint rounds = g_test_slow () ? 50 : 8;

  add_packages (fixture, 12);
  for (guint round = 0; round < rounds; round++)
    {
      g_set_object (&fixture->ledger, NULL);
      fixture->ledger = resite_memory_ledger_new ();
      g_ptr_array_set_size (fixture->provider->created, 0);
      g_ptr_array_set_size (fixture->provider->summaries, 0);
      for (guint i = 1; i <= 12; i++)
        {
          g_autofree char *id = g_strdup_printf ("P01%05X", i);
          fake_provider_remove_row (fixture->provider, id, TARGET);
        }
      fixture->n_calls = 0;
      fixture->after = (guint)g_test_rand_int_range (1, 25);
      fixture->until = fixture->after + (guint)g_test_rand_int_range (1, 4);
      make_trouble (fixture, kinds[round % G_N_ELEMENTS (kinds)]);
      run (fixture);
      for (guint i = 0; i < 4 && resite_job_get_state (fixture->job) != RESITE_JOB_DONE; i++)
        run (fixture);
      assert_state (fixture, RESITE_JOB_DONE);
      assert_all_once (fixture, 12);
    }
}

static void
test_no_rights (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 25);
  fixture->every = 1;
  make_trouble (fixture, FAKE_REFUSED);
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assert_says (resite_job_get_message (fixture->job), "Access is denied");
  g_assert_cmpuint (resite_job_count_items (fixture->job, RESITE_ITEM_FAILED), <, 25);
  g_assert_cmpuint (resite_job_count_items (fixture->job, RESITE_ITEM_QUEUED), >, 0);

  /* What failed is tried again, and what was not tried yet. */
  fixture->provider->trouble = NULL;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 25);
}

static void
test_one_fails (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 12);
  fixture->ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->ids, (char *)"P0100007");
  make_trouble (fixture, FAKE_REFUSED);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100007", "failed");
  g_assert_cmpuint (fixture->provider->created->len, ==, 11);
  fixture->provider->trouble = NULL;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 12);
}

static gboolean
forget_row_cb (gpointer data)
{
  Fixture *fixture = data;

  fake_provider_remove_row (fixture->provider, "P0100002", TARGET);
  return G_SOURCE_REMOVE;
}

/* What is being taken off is waited for, and never written over. */
static void
test_being_removed (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 4);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 3);
  g_timeout_add (100, forget_row_cb, fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 4);

  fake_provider_find_row (fixture->provider, "P0100003", TARGET)->status = 3;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100003", "failed");
  assert_says (get_message (fixture, "P0100003"), "still being taken off");
  g_assert_cmpuint (fixture->provider->created->len, ==, 4);
}

static void
test_wrong_code (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 3);
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "P01", 2);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assert_says (get_message (fixture, "P0100002"), "2302");
  g_assert_cmpuint (fixture->provider->created->len, ==, 2);
}

static void
vanish_cb (FakeProvider *provider, const char *id, gpointer data)
{
  if (provider->created->len < 6)
    return;
  for (guint i = provider->rows->len; i > 0; i--)
    if (g_str_equal (((FakeRow *)provider->rows->pdata[i - 1])->nal, TARGET) &&
        !g_str_equal (((FakeRow *)provider->rows->pdata[i - 1])->id, id))
      g_ptr_array_remove_index (provider->rows, i - 1);
}

static void
test_point_vanishes (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 6);
  fixture->provider->installs = FALSE;
  fixture->provider->created_cb = vanish_cb;
  /* Those that were confirmed before are missed when they are looked at. */
  fixture->options.window_packages = 3;
  fixture->options.patience = 1;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  fake_provider_remove_row (fixture->provider, "P0100001", TARGET);
  fixture->provider->created_cb = NULL;
  fixture->options.window_packages = 20;
  fixture->provider->installs = TRUE;
  run (fixture);
  g_assert_cmpuint (fake_provider_count_rows (fixture->provider, TARGET), ==, 6);
}

static gboolean
lose_row_cb (gpointer data)
{
  Fixture *fixture = data;

  if (fixture->provider->created->len == 0)
    return G_SOURCE_CONTINUE;
  fake_provider_remove_row (fixture->provider, "P0100001", TARGET);
  return G_SOURCE_REMOVE;
}

static void
test_row_is_lost (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  g_timeout_add (100, lose_row_cb, fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  assert_says (get_message (fixture, "P0100001"), "gone again");
}

static void
test_strange_path (Fixture *fixture, gconstpointer data)
{
  resite_sms_point_free (fixture->target);
  fixture->target = resite_sms_point_new (STRANGE, "S01", "Größe");
  fixture->options.target = fixture->target;
  add_packages (fixture, 3);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 3);
  g_assert_nonnull (fake_provider_find_row (fixture->provider, "P0100003", STRANGE));
}

/* The summarizer speaks of the server that had this name before. */
static void
test_summarizer_lags (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 3);
  fixture->provider->installs = FALSE;
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, "20080422101500.000000+000");
    }
  fixture->options.patience = 30;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  assert_says (get_message (fixture, "P0100001"), "its summarizer lags");
  assert_says (resite_job_get_message (fixture->job), "3 packages are assigned and not proved");
  g_assert_cmpint (get_total (fixture, "installed"), ==, 0);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, i == 2 ? 2 : 3, LATER);
    }
  fixture->options.patience = 1;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "installed");
  job_run_assert_state (fixture->job, "P0100002", "assigned");
  assert_says (get_message (fixture, "P0100002"), "version 2 is installed");
  assert_all_once (fixture, 3);
}

static void
test_install_fails (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  fake_provider_summarize (fixture->provider, "P0100001", TARGET, 3, 3, LATER);
  fixture->options.patience = 1;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  assert_says (get_message (fixture, "P0100001"), "2302");
}

static void
cancel_cb (FakeProvider *provider, const char *id, gpointer data)
{
  Fixture *fixture = data;

  if (provider->created->len == fixture->cancel_after)
    g_cancellable_cancel (fixture->cancellable);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 30);
  fixture->cancel_after = 7;
  fixture->provider->created_cb = cancel_cb;
  fixture->provider->created_data = fixture;
  g_assert_false (run (fixture) && resite_job_get_state (fixture->job) == RESITE_JOB_DONE);
  assert_state (fixture, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (fixture->provider->created->len, <, 30);

  g_cancellable_reset (fixture->cancellable);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  assert_all_once (fixture, 30);
}

static gboolean
go_on_cb (gpointer data)
{
  Fixture *fixture = data;

  if (resite_job_get_state (fixture->job) != RESITE_JOB_PAUSED)
    return G_SOURCE_CONTINUE;
  fixture->cancel_after = fixture->provider->created->len;
  resite_job_set_paused (fixture->job, FALSE);
  return G_SOURCE_REMOVE;
}

static void
pause_cb (FakeProvider *provider, const char *id, gpointer data)
{
  Fixture *fixture = data;

  if (provider->created->len == 3)
    {
      resite_job_set_paused (fixture->job, TRUE);
      g_timeout_add (10, go_on_cb, fixture);
    }
}

/* What is written stays written; nothing more is until it goes on. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 60);
  fixture->provider->created_cb = pause_cb;
  fixture->provider->created_data = fixture;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->cancel_after, >=, 3);
  g_assert_cmpuint (fixture->cancel_after, <, 60);
  assert_all_once (fixture, 60);
}

/* Only what this ledger wrote. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 12);
  fake_provider_add_row (fixture->provider, "P0100004", TARGET, "S01", 2);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  fixture->options.undo = TRUE;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 11);
  g_assert_cmpuint (fake_provider_find_row (fixture->provider, "P0100004", TARGET)->status, ==, 2);
  g_assert_cmpuint (fake_provider_find_row (fixture->provider, "P0100005", TARGET)->status, ==, 3);
  job_run_assert_state (fixture->job, "P0100005", "removed");
  /* Once more there is nothing to take off. */
  run (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (fixture->job)), ==, 0);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 11);
}

static void
test_undo_fails (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 3);
  run (fixture);
  fixture->options.undo = TRUE;
  fixture->ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->ids, (char *)"P0100002");
  make_trouble (fixture, FAKE_REFUSED);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 2);
  /* It is ours still. */
  fixture->provider->trouble = NULL;
  run (fixture);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 3);
}

static void
test_dry_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  add_packages (fixture, 6);
  fake_provider_add_row (fixture->provider, "P0100004", TARGET, "S01", 2);
  fixture->options.dry_run = TRUE;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->created->len, ==, 0);
  job_run_assert_state (fixture->job, "P0100001", "ready");
  job_run_assert_state (fixture->job, "P0100004", "already");
  rows = resite_ledger_read (fixture->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_bad_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (ids, (char *)"P01; DROP");
  fixture->options.ids = ids;
  fixture->job = resite_assign_job_new (&fixture->options, fixture->ledger, fixture->clock);
  g_assert_false (job_run_to_end (fixture->job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

/* The line is watched. */

static void
say (Fixture *fixture, const char *text)
{
  g_autofree char *line =
      g_strdup_printf ("%s  $$<SMS_LAN_SENDER><Tue Oct 14 14:10:20.000 2008 Greenwich Standard "
                       "Time><thread=4432 (0x1150)>\r\n",
                       text);

  job_run_append (fixture->log, line);
}

static void
send_cb (FakeProvider *provider, const char *id, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *content = g_strdup_printf ("~Package file = E:\\SMSPKG\\%s.PCK", id);
  const gboolean full = fixture->full_from > 0 && provider->created->len >= fixture->full_from;

  say (fixture,
       full ? content : "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E");
  say (fixture, full
                    ? "~Wrote 1131072 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 1024"
                    : "~Wrote 2875 bytes to \\\\BR01SMS\\SMS_SITE\\203SQP01.PCK at position 0");
}

static void
watch (Fixture *fixture)
{
  g_set_object (&fixture->options.proof, NULL);
  fixture->options.proof = resite_wire_proof_new ("S01", "BR01SMS", fixture->clock);
  resite_wire_proof_add_file (fixture->options.proof, fixture->log);
  resite_wire_proof_set_interval (fixture->options.proof, 20);
}

static void
set_up_wire (Fixture *fixture)
{
  fixture->folder = job_run_make_folder ();
  fixture->log = g_build_filename (fixture->folder, "sender.log", NULL);
  /* The following is real, so that its clock is. */
  g_set_object (&fixture->clock, NULL);
  fixture->clock = resite_clock_new (60);
  say (fixture, "~Sending completed successfully");
  fixture->provider->created_cb = send_cb;
  fixture->provider->created_data = fixture;
  watch (fixture);
}

static void
test_information_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proof = NULL;

  add_packages (fixture, 8);
  set_up_wire (fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100002", "installed");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100002"));
  g_assert_cmpstr (proof, ==, "info-only");
  assert_says (get_message (fixture, "P0100002"), "the preload works");
  assert_says (resite_job_get_message (fixture->job), "did not have to cross");
  g_assert_cmpint (get_total (fixture, "not_crossed_bytes"), >, 7 * 1000 * 1000);
  assert_all_once (fixture, 8);
}

/* From the seventh on: no more than the window is written. */
static void
test_sent_in_full (Fixture *fixture, gconstpointer data)
{
  guint written;
  g_autofree char *proof = NULL;

  add_packages (fixture, 30);
  set_up_wire (fixture);
  fixture->full_from = 7;
  fixture->options.window_packages = 3;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  g_assert_true (resite_assign_job_is_crossing (RESITE_ASSIGN_JOB (fixture->job)));
  written = fixture->provider->created->len;
  g_assert_cmpuint (written, >=, 7);
  g_assert_cmpuint (written, <=, 6 + 3);
  job_run_assert_state (fixture->job, "P0100007", "in-full");
  job_run_assert_state (fixture->job, "P010001E", "queued");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100007"));
  g_assert_cmpstr (proof, ==, "in-full");
  assert_says (resite_job_get_message (fixture->job), "being sent in full");
  g_assert_cmpint (get_total (fixture, "crossed_bytes"), >=, 1131072);

  /* All that was written is taken off again, and nothing else. */
  fixture->options.undo = TRUE;
  fixture->options.proof = (g_object_unref (fixture->options.proof), NULL);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, written);
}

static void
test_may_cross (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) allowed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *proof = NULL;

  add_packages (fixture, 5);
  set_up_wire (fixture);
  fixture->full_from = 5;
  g_hash_table_add (allowed, (char *)"P0100005");
  fixture->options.may_cross = allowed;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100005", "installed");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100005"));
  g_assert_cmpstr (proof, ==, "in-full");
}

static gboolean
stop_after_five_cb (gpointer data)
{
  Fixture *fixture = data;

  if (resite_job_count_items (fixture->job, RESITE_ITEM_GOOD) < 5)
    return G_SOURCE_CONTINUE;
  resite_job_cancel (fixture->job);
  return G_SOURCE_REMOVE;
}

/* The next one reads on where the first one's record began. */
static void
test_resumed_record (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 5);
  set_up_wire (fixture);
  fixture->provider->installs = FALSE;
  g_timeout_add (20, stop_after_five_cb, fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (fixture->provider->created->len, ==, 5);
  say (fixture, "~Package file = E:\\SMSPKG\\P0100004.PCK");
  say (fixture, "~Wrote 1131072 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 1024");
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, THEN);
    }
  watch (fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100004", "in-full");
  /* It was said; now that it is there, there is nothing more to do. */
  watch (fixture);
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100004", "installed");
  job_run_assert_state (fixture->job, "P0100001", "installed");
  g_assert_cmpuint (fixture->provider->created->len, ==, 5);
}

/* Assigned while nobody looked: never proved. */
static void
test_unwatched_before (Fixture *fixture, gconstpointer data)
{
  add_packages (fixture, 2);
  fixture->provider->installs = FALSE;
  fixture->options.leave_last = TRUE;
  run (fixture);
  assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  set_up_wire (fixture);
  install_cb (fixture);
  install_cb (fixture);
  fixture->options.leave_last = FALSE;
  /* No patience helps: it says so at once. */
  fixture->options.patience = 100000;
  run (fixture);
  assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  assert_says (get_message (fixture, "P0100001"), "before the logs were followed");
  assert_says (resite_job_get_message (fixture->job), "Not decided");
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
  add ("/assign/all", test_all);
  add ("/assign/window", test_window);
  add ("/assign/window-bytes", test_window_bytes);
  add ("/assign/quota", test_quota);
  add ("/assign/timed-out", test_timed_out);
  add ("/assign/line-comes-back", test_line_comes_back);
  add ("/assign/line-stays-away", test_line_stays_away);
  add ("/assign/cut-anywhere", test_cut_anywhere);
  add ("/assign/no-rights", test_no_rights);
  add ("/assign/one-fails", test_one_fails);
  add ("/assign/being-removed", test_being_removed);
  add ("/assign/wrong-code", test_wrong_code);
  add ("/assign/point-vanishes", test_point_vanishes);
  add ("/assign/row-is-lost", test_row_is_lost);
  add ("/assign/strange-path", test_strange_path);
  add ("/assign/summarizer-lags", test_summarizer_lags);
  add ("/assign/install-fails", test_install_fails);
  add ("/assign/cancel", test_cancel);
  add ("/assign/pause", test_pause);
  add ("/assign/undo", test_undo);
  add ("/assign/undo-fails", test_undo_fails);
  add ("/assign/dry-run", test_dry_run);
  add ("/assign/bad-id", test_bad_id);
  add ("/assign/information-only", test_information_only);
  add ("/assign/sent-in-full", test_sent_in_full);
  add ("/assign/may-cross", test_may_cross);
  add ("/assign/resumed-record", test_resumed_record);
  add ("/assign/unwatched-before", test_unwatched_before);
  return g_test_run ();
}
