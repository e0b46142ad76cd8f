/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "job-files.h"
#include "resite-error.h"
#include "resite-wire-proof.h"

#define ID       "P0100012"
#define OTHER_ID "P0100013"
#define WHOLE    340000000

/* The sender's log at the parent, and one who proves by it. */
typedef struct
{
  char *folder;
  char *path;
  char *former;
  ResiteClock *clock;
  ResiteWireProof *proof;
  guint looks;
  guint thread;
} Wire;

static void
changed_cb (ResiteWireProof *proof, Wire *wire)
{
  wire->looks++;
}

static void
follow (Wire *wire, const char *place)
{
  wire->proof = resite_wire_proof_new ("S01", "BR01SMS", wire->clock);
  resite_wire_proof_add_file (wire->proof, wire->path);
  resite_wire_proof_set_interval (wire->proof, 5);
  g_signal_connect (wire->proof, "changed", G_CALLBACK (changed_cb), wire);
  resite_wire_proof_start (wire->proof, place);
}

/* A look that begins now at the earliest has ended. */
static void
look (Wire *wire)
{
  const guint wanted = wire->looks + 2;

  while (wire->looks < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
say (Wire *wire, const char *text)
{
  g_autofree char *line =
      g_strdup_printf ("%s  $$<SMS_LAN_SENDER><Tue Oct 14 14:10:20.000 2008 Greenwich Standard "
                       "Time><thread=%u (0x%X)>\r\n",
                       text, wire->thread, wire->thread);

  job_run_append (wire->path, line);
}

static void
set_up (Wire *wire)
{
  memset (wire, 0, sizeof *wire);
  wire->folder = job_run_make_folder ();
  wire->path = g_build_filename (wire->folder, "sender.log", NULL);
  wire->former = g_build_filename (wire->folder, "sender.lo_", NULL);
  wire->clock = resite_clock_new (60);
  wire->thread = 4432;
  say (wire, "~Sending completed successfully");
  follow (wire, NULL);
  g_assert_false (resite_wire_proof_is_ready (wire->proof));
  look (wire);
  g_assert_true (resite_wire_proof_is_ready (wire->proof));
}

static void
unfollow (Wire *wire)
{
  g_signal_handlers_disconnect_by_data (wire->proof, wire);
  resite_wire_proof_stop (wire->proof);
  g_clear_object (&wire->proof);
}

static void
tear_down (Wire *wire)
{
  unfollow (wire);
  g_object_unref (wire->clock);
  g_free (wire->path);
  g_free (wire->former);
  job_run_remove_folder (wire->folder);
}

/* A small file with information, as it goes out for every package. */
static void
send_information (Wire *wire, guint bytes)
{
  g_autofree char *wrote = g_strdup_printf (
      "~Wrote %u bytes to \\\\BR01SMS\\SMS_SITE\\203SQP01.PCK at position 0", bytes);

  say (wire, "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E");
  say (wire, "~Checking for remote file \\\\BR01SMS\\SMS_SITE\\203SQP01.PCK");
  say (wire, wrote);
}

static void
send_content (Wire *wire, const char *id)
{
  g_autofree char *file = g_strdup_printf ("~Package file = E:\\SMSPKG\\%s.PCK", id);

  say (wire, file);
  say (wire, "~Wrote 131072 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 1024");
}

static void
assert_verdict (Wire *wire, const char *id, gint64 installed_at, ResiteWireVerdict expected,
                const char *part)
{
  ResiteWireFacts facts;
  g_autofree char *sentence = NULL;

  resite_wire_proof_get (wire->proof, id, WHOLE, installed_at, &facts);
  g_assert_cmpint (resite_wire_judge (&facts, &sentence), ==, expected);
  if (strstr (sentence, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, sentence);
}

static void
turn_over (Wire *wire)
{
  g_assert_cmpint (g_rename (wire->path, wire->former), ==, 0);
}

/* Information only, installed, and nothing missed. What the log said before counts for nothing. */
static void
test_info_only (void)
{
  Wire wire;
  gint64 installed_at;

  set_up (&wire);
  send_information (&wire, 700000);
  look (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  send_information (&wire, 12000);
  look (&wire);
  assert_verdict (&wire, ID, 0, RESITE_WIRE_NOT_DECIDED, "right version");
  installed_at = g_get_monotonic_time ();
  assert_verdict (&wire, ID, installed_at, RESITE_WIRE_NOT_DECIDED, "being read");
  look (&wire);
  assert_verdict (&wire, ID, installed_at, RESITE_WIRE_INFO_ONLY,
                  "12.0 kB of 340 MB were sent: the preload works.");
  g_assert_cmpuint (resite_wire_proof_get_content_bytes (wire.proof), ==, 0);
  g_assert_cmpuint (resite_wire_proof_get_info_bytes (wire.proof), ==, 712000);
  assert_verdict (&wire, OTHER_ID, installed_at, RESITE_WIRE_NOT_DECIDED, "was not expected");
  tear_down (&wire);
}

static void
test_in_full (void)
{
  Wire wire;
  gint64 installed_at;
  g_autoptr (GPtrArray) ids = NULL;

  set_up (&wire);
  resite_wire_proof_expect (wire.proof, "p0100012", FALSE);
  resite_wire_proof_expect (wire.proof, OTHER_ID, FALSE);
  send_content (&wire, ID);
  look (&wire);
  installed_at = g_get_monotonic_time ();
  look (&wire);
  assert_verdict (&wire, ID, installed_at, RESITE_WIRE_IN_FULL, "131 kB of 340 MB so far");
  assert_verdict (&wire, OTHER_ID, installed_at, RESITE_WIRE_INFO_ONLY, "the preload works");
  ids = resite_wire_proof_list_content (wire.proof);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (ids->pdata[0], ==, ID);
  g_assert_cmpuint (resite_wire_proof_get_content_bytes (wire.proof), ==, 131072);

  /* It is taken off and assigned once more: only what is sent from then on counts. */
  say (&wire, "~Sending completed [E:\\SMSPKG\\" ID ".PCK]");
  look (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  installed_at = g_get_monotonic_time ();
  look (&wire);
  assert_verdict (&wire, ID, installed_at, RESITE_WIRE_INFO_ONLY, "the preload works");
  tear_down (&wire);
}

/* As large as a package, without its name: it is this one's only where no other was under way since
 * this one is, whatever was settled meanwhile. */
static void
test_large_file (void)
{
  Wire wire;

  set_up (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  resite_wire_proof_expect (wire.proof, OTHER_ID, FALSE);
  send_information (&wire, 40000000);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "does not say of which package");
  resite_wire_proof_settle (wire.proof, OTHER_ID);
  resite_wire_proof_settle (wire.proof, OTHER_ID);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "does not say of which package");
  resite_wire_proof_settle (wire.proof, ID);
  assert_verdict (&wire, OTHER_ID, 1, RESITE_WIRE_NOT_DECIDED, "does not say of which package");

  resite_wire_proof_expect (wire.proof, ID, FALSE);
  send_information (&wire, 40000000);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_IN_FULL, "40.0 MB of 340 MB so far");
  resite_wire_proof_settle (wire.proof, ID);
  resite_wire_proof_expect (wire.proof, OTHER_ID, FALSE);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "does not say of which package");
  tear_down (&wire);
}

/* What nobody knows of what it is speaks against small packages that were expected before it. */
static void
test_unsure (void)
{
  Wire wire;
  ResiteWireFacts facts;

  set_up (&wire);
  say (&wire, "~Wrote 700 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 0");
  look (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  send_information (&wire, 12000);
  look (&wire);
  resite_wire_proof_get (wire.proof, ID, 5000, 1, &facts);
  g_assert_cmpuint (facts.info_bytes, ==, 12000);
  g_assert_cmpuint (facts.unsure_bytes, ==, 0);
  say (&wire, "~Package file = D:\\SMS\\elsewhere\\00000E2B");
  say (&wire, "~Wrote 6000 bytes to \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK at position 0");
  look (&wire);
  resite_wire_proof_get (wire.proof, ID, 5000, 1, &facts);
  g_assert_cmpuint (facts.info_bytes, ==, 18000);
  g_assert_cmpuint (facts.unsure_bytes, ==, 6000);
  tear_down (&wire);
}

/* Turned over once nothing is lost; twice between two looks there is a gap, for what was under way. */
static void
test_two_rollovers (void)
{
  Wire wire;

  set_up (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  turn_over (&wire);
  send_information (&wire, 5000);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_INFO_ONLY, "5.0 kB");
  resite_wire_proof_stop (wire.proof);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "are not followed");
  tear_down (&wire);

  set_up (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  turn_over (&wire);
  send_content (&wire, ID);
  turn_over (&wire);
  say (&wire, "~Sending completed successfully, and this log is another one.");
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "may be missing");
  resite_wire_proof_expect (wire.proof, OTHER_ID, FALSE);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, OTHER_ID, 1, RESITE_WIRE_INFO_ONLY, "the preload works");
  tear_down (&wire);
}

/* An hour in which this desk slept. */
static void
test_closed_lid (void)
{
  Wire wire;

  set_up (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  send_information (&wire, 5000);
  resite_clock_skip (wire.clock, 3600);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "Nobody watched the line between");
  send_content (&wire, ID);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_IN_FULL, "131 kB");
  tear_down (&wire);
}

/* As long as it cannot be read nothing is proved; where nothing was missed by that, all is well
 * afterwards. A folder in its place cannot be read by root either. */
static void
test_unreadable (void)
{
  Wire wire;
  g_autofree char *aside = NULL;

  set_up (&wire);
  aside = g_build_filename (wire.folder, "aside", NULL);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  g_assert_cmpint (g_rename (wire.path, aside), ==, 0);
  g_assert_cmpint (g_mkdir (wire.path, 0755), ==, 0);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "sender.log cannot be read");
  g_assert_nonnull (resite_wire_proof_get_gap (wire.proof));
  g_assert_cmpint (g_rmdir (wire.path), ==, 0);
  g_assert_cmpint (g_rename (aside, wire.path), ==, 0);
  look (&wire);
  look (&wire);
  g_assert_null (resite_wire_proof_get_gap (wire.proof));
  assert_verdict (&wire, ID, 1, RESITE_WIRE_INFO_ONLY, "the preload works");
  tear_down (&wire);
}

/* What could not be read while it was assigned is not made good by what can be read later. */
static void
test_unreadable_at_first (void)
{
  Wire wire;

  set_up (&wire);
  unfollow (&wire);
  g_assert_cmpint (g_remove (wire.path), ==, 0);
  g_assert_cmpint (g_mkdir (wire.path, 0755), ==, 0);
  follow (&wire, NULL);
  look (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  g_assert_cmpint (g_rmdir (wire.path), ==, 0);
  send_information (&wire, 10);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "could not be read at first");
  tear_down (&wire);
}

static void
test_missing (void)
{
  Wire wire;

  set_up (&wire);
  unfollow (&wire);
  g_assert_cmpint (g_remove (wire.path), ==, 0);
  follow (&wire, NULL);
  look (&wire);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "sender.log is not there");
  send_content (&wire, ID);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_IN_FULL, "131 kB");
  tear_down (&wire);
}

/* The program was killed and started again: what was written meanwhile is read, across one rollover. */
static void
test_gone_on_with (void)
{
  Wire wire;
  g_autofree char *place = NULL;
  g_autofree char *again = NULL;

  set_up (&wire);
  place = resite_wire_proof_get_place (wire.proof);
  resite_wire_proof_expect (wire.proof, ID, FALSE);
  resite_wire_proof_expect (wire.proof, OTHER_ID, FALSE);
  unfollow (&wire);
  send_content (&wire, OTHER_ID);
  turn_over (&wire);
  send_information (&wire, 5000);
  follow (&wire, place);
  resite_wire_proof_expect (wire.proof, ID, TRUE);
  resite_wire_proof_expect (wire.proof, OTHER_ID, TRUE);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_INFO_ONLY, "5.0 kB of 340 MB");
  assert_verdict (&wire, OTHER_ID, 1, RESITE_WIRE_IN_FULL, "131 kB");
  again = resite_wire_proof_get_place (wire.proof);
  g_assert_cmpstr (again, ==, place);
  tear_down (&wire);
}

/* Turned over twice while nobody was there, and another log than before. */
static void
test_gone_on_with_gap (void)
{
  Wire wire;
  g_autofree char *place = NULL;

  set_up (&wire);
  place = resite_wire_proof_get_place (wire.proof);
  unfollow (&wire);
  turn_over (&wire);
  send_content (&wire, ID);
  turn_over (&wire);
  say (&wire, "~Sending completed successfully, and this log is another one.");
  follow (&wire, place);
  resite_wire_proof_expect (wire.proof, ID, TRUE);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "may be missing");
  unfollow (&wire);

  follow (&wire, "0::D:\\SMS\\Logs\\sender.log (primary.1)");
  resite_wire_proof_expect (wire.proof, ID, TRUE);
  look (&wire);
  look (&wire);
  assert_verdict (&wire, ID, 1, RESITE_WIRE_NOT_DECIDED, "is read from now on only");
  tear_down (&wire);
}

/* A machine whose files are reached, and one that is not. */
static void
test_machines (void)
{
  g_autoptr (ResiteConnections) connections = resite_connections_new ();
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteWireProof) proof = resite_wire_proof_new ("S01", NULL, clock);
  g_autoptr (GError) error = NULL;
  ResiteWireFacts facts;
  char *folder = job_run_make_folder ();

  resite_connections_add (connections, "primary.1", RESITE_REACH_LOCAL, folder);
  resite_connections_add (connections, "primary.2", RESITE_REACH_BY_HAND, NULL);
  g_assert_true (resite_wire_proof_add_log (proof, connections, "primary.1",
                                            "D:\\SMS\\Logs\\sender.log", &error));
  g_assert_false (resite_wire_proof_add_log (proof, connections, "primary.2",
                                             "D:\\SMS\\Logs\\sender.log", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_cmpuint (resite_wire_proof_count_logs (proof), ==, 1);
  resite_wire_proof_get (proof, ID, 0, 1, &facts);
  g_assert_true (facts.followed);
  g_assert_nonnull (facts.gap);
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-proof/info-only", test_info_only);
  g_test_add_func ("/wire-proof/in-full", test_in_full);
  g_test_add_func ("/wire-proof/large-file", test_large_file);
  g_test_add_func ("/wire-proof/unsure", test_unsure);
  g_test_add_func ("/wire-proof/two-rollovers", test_two_rollovers);
  g_test_add_func ("/wire-proof/closed-lid", test_closed_lid);
  g_test_add_func ("/wire-proof/unreadable", test_unreadable);
  g_test_add_func ("/wire-proof/unreadable-at-first", test_unreadable_at_first);
  g_test_add_func ("/wire-proof/missing", test_missing);
  g_test_add_func ("/wire-proof/gone-on-with", test_gone_on_with);
  g_test_add_func ("/wire-proof/gone-on-with-gap", test_gone_on_with_gap);
  g_test_add_func ("/wire-proof/machines", test_machines);
  return g_test_run ();
}
