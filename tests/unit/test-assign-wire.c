/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* What crosses the line while packages are assigned, as the log of a sender tells it. */

/* The line is watched. */

static void
say (AssignFixture *fixture, const char *text)
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
  AssignFixture *fixture = data;
  g_autofree char *content = g_strdup_printf ("~Package file = E:\\SMSPKG\\%s.PCK", id);
  const gboolean full = fixture->full_from > 0 && provider->created->len >= fixture->full_from;

  say (fixture,
       full ? content : "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E");
  say (fixture, full
                    ? "~Wrote 1131072 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 1024"
                    : "~Wrote 2875 bytes to \\\\BR01SMS\\SMS_SITE\\203SQP01.PCK at position 0");
}

static void
watch (AssignFixture *fixture)
{
  g_set_object (&fixture->options.proof, NULL);
  fixture->options.proof = resite_wire_proof_new ("S01", "BR01SMS", fixture->clock);
  resite_wire_proof_add_file (fixture->options.proof, fixture->log);
  resite_wire_proof_set_interval (fixture->options.proof, 20);
}

static void
set_up_wire (AssignFixture *fixture)
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
test_information_only (AssignFixture *fixture, gconstpointer data)
{
  g_autofree char *proof = NULL;

  assign_add_packages (fixture, 8);
  set_up_wire (fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100002", "installed");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100002"));
  g_assert_cmpstr (proof, ==, "info-only");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "the preload works");
  assign_assert_says (resite_job_get_message (fixture->job), "did not have to cross");
  g_assert_cmpint (assign_get_total (fixture, "not_crossed_bytes"), >, 7 * 1000 * 1000);
  assign_assert_all_once (fixture, 8);
}

/* From the seventh on: no more than the window is written. */
static void
test_sent_in_full (AssignFixture *fixture, gconstpointer data)
{
  guint written;
  g_autofree char *proof = NULL;

  assign_add_packages (fixture, 30);
  set_up_wire (fixture);
  fixture->full_from = 7;
  fixture->options.window_packages = 3;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  g_assert_true (resite_assign_job_is_crossing (RESITE_ASSIGN_JOB (fixture->job)));
  written = fixture->provider->created->len;
  g_assert_cmpuint (written, >=, 7);
  g_assert_cmpuint (written, <=, 6 + 3);
  job_run_assert_state (fixture->job, "P0100007", "in-full");
  job_run_assert_state (fixture->job, "P010001E", "queued");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100007"));
  g_assert_cmpstr (proof, ==, "in-full");
  assign_assert_says (resite_job_get_message (fixture->job), "being sent in full");
  g_assert_cmpint (assign_get_total (fixture, "crossed_bytes"), >=, 1131072);

  /* All that was written is taken off again, and nothing else. */
  fixture->options.undo = TRUE;
  fixture->options.proof = (g_object_unref (fixture->options.proof), NULL);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, written);
}

static void
test_may_cross (AssignFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) allowed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *proof = NULL;

  assign_add_packages (fixture, 5);
  set_up_wire (fixture);
  fixture->full_from = 5;
  g_hash_table_add (allowed, (char *)"P0100005");
  fixture->options.may_cross = allowed;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100005", "installed");
  proof = resite_assign_item_get_proof (resite_job_find_item (fixture->job, "P0100005"));
  g_assert_cmpstr (proof, ==, "in-full");
}

static gboolean
stop_after_five_cb (gpointer data)
{
  AssignFixture *fixture = data;

  if (resite_job_count_items (fixture->job, RESITE_ITEM_GOOD) < 5)
    return G_SOURCE_CONTINUE;
  resite_job_cancel (fixture->job);
  return G_SOURCE_REMOVE;
}

/* The next one reads on where the first one's record began. */
static void
test_resumed_record (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 5);
  set_up_wire (fixture);
  fixture->provider->installs = FALSE;
  g_timeout_add (20, stop_after_five_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_CANCELLED);
  g_assert_cmpuint (fixture->provider->created->len, ==, 5);
  say (fixture, "~Package file = E:\\SMSPKG\\P0100004.PCK");
  say (fixture, "~Wrote 1131072 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 1024");
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, THEN);
    }
  watch (fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100004", "in-full");
  /* It was said; now that it is there, there is nothing more to do. */
  watch (fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100004", "installed");
  job_run_assert_state (fixture->job, "P0100001", "installed");
  g_assert_cmpuint (fixture->provider->created->len, ==, 5);
}

/* Assigned while nobody looked: never proved. */
static void
test_unwatched_before (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 2);
  fixture->provider->installs = FALSE;
  fixture->options.leave_last = TRUE;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  set_up_wire (fixture);
  assign_install_cb (fixture);
  assign_install_cb (fixture);
  fixture->options.leave_last = FALSE;
  /* No patience helps: it says so at once. */
  fixture->options.patience = 100000;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
  assign_assert_says (assign_get_message (fixture, "P0100001"), "before the logs were followed");
  assign_assert_says (resite_job_get_message (fixture->job), "Not decided");
}

static void
send_nameless_cb (FakeProvider *provider, const char *id, gpointer data)
{
  say (data, "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E");
  say (data, "~Wrote 1131072 bytes to \\\\BR01SMS\\SMS_SITE\\203SQP01.PCK at position 0");
}

/* As large as a package and without its name, while several are under way: nobody will ever know whose
 * it was, so nobody waits for it. */
static void
test_nameless (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 6);
  set_up_wire (fixture);
  fixture->provider->created_cb = send_nameless_cb;
  fixture->options.window_packages = 3;
  fixture->options.patience = 100000;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_STOPPED_ITSELF);
  g_assert_cmpuint (fixture->provider->created->len, ==, 3);
  assign_assert_says (assign_get_message (fixture, "P0100001"), "does not say of which package");
  assign_assert_says (resite_job_get_message (fixture->job), "nobody can say any more");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  assign_add ("/assign/information-only", test_information_only);
  assign_add ("/assign/sent-in-full", test_sent_in_full);
  assign_add ("/assign/may-cross", test_may_cross);
  assign_add ("/assign/resumed-record", test_resumed_record);
  assign_add ("/assign/nameless", test_nameless);
  assign_add ("/assign/unwatched-before", test_unwatched_before);
  return g_test_run ();
}
