/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-judge"

#include "config.h"

#include <string.h>
#include <unistd.h>

#include "run-fixture.h"

/* What only a person can say: signing pauses, judging, skipping, setting back, going back, ending;
 * and what is kept of it. */

static const ResiteStepState *
get_state (Fixture *fixture, const char *step)
{
  return resite_step_run_get_state (fixture_step (fixture, step));
}

/* Pauses. */

static void
test_pause (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "Only pauses", RESITE_MOVE_SIGN, "P1", NULL);
  fixture_walk_to (fixture, "G1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "signed by name", RESITE_MOVE_DONE, "G1",
                  NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "cannot be skipped", RESITE_MOVE_SKIP, "G1",
                  "reason", "hurry", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "G1", NULL);
  fixture_assert_status (fixture, "G1", "waiting");
  fixture_do (fixture, RESITE_MOVE_SIGN, "G1", "note", "seven lines read", NULL);
  fixture_assert_status (fixture, "G1", "done");
  g_assert_cmpstr (get_state (fixture, "G1")->by, ==, FIXTURE_BY);
  g_assert_null (get_state (fixture, "G1")->overrule);
  fixture_free (fixture);
}

static void
test_pause_objection (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "site", "place", NULL);
  fixture_start (fixture);
  fixture_walk_to (fixture, "G1");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "The place is known", RESITE_MOVE_SIGN, "G1",
                  NULL);
  fixture_do (fixture, RESITE_MOVE_SIGN, "G1", "overrule", "I stand in it", NULL);
  g_assert_cmpstr (get_state (fixture, "G1")->overrule, ==, "I stand in it");
  fixture_free (fixture);
}

static void
test_pause_released (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (3000);
  fixture_start (fixture);
  fixture_walk_to (fixture, "G6");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "releases", RESITE_MOVE_SIGN, "G6", NULL);
  fixture_do (fixture, RESITE_MOVE_SIGN, "G6", "released-by", "M. Ivanova", NULL);
  g_assert_cmpstr (get_state (fixture, "G6")->released_by, ==, "M. Ivanova");
  g_assert_null (resite_run_get_current (fixture->run));
  fixture_free (fixture);
}

static void
test_snapshot (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_walk_to (fixture, "C2");
  g_autofree char *name = g_strdup_printf ("stick/%s.resite", resite_run_get_id (fixture->run));
  g_autofree char *path = fixture_path (fixture, name);
  fixture_reopen (fixture);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "ok");
  g_assert_cmpstr (resite_event_get (event, "path"), ==, path);

  /* Somebody goes on with the copy on the stick. */
  fixture_close (fixture);
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_TAKE_OVER, "The desk died", &error);
  g_assert_no_error (error);
  fixture_assert_status (fixture, "G1", "done");
  fixture_assert_current (fixture, "C2");
  fixture_free (fixture);
}

/* A stick that is gone is written down and stops nothing. */
static void
test_snapshot_fails (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan_path (fixture, "desk", "snapshot-folder", "nowhere/at/all");
  fixture_start (fixture);
  fixture_walk_to (fixture, "C2");
  fixture_reopen (fixture);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "failed");
  g_assert_cmpuint (strlen (resite_event_get (event, "message")), >, 10);
  fixture_assert_current (fixture, "C2");
  fixture_free (fixture);
}

/* The run must not be copied onto itself. */
static void
test_snapshot_on_itself (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *link = fixture_path (fixture, "link");

  fixture_set_plan_path (fixture, "desk", "snapshot-folder", "link");
  fixture_start (fixture);
  g_assert_cmpint (symlink (fixture->data, link), ==, 0);
  fixture_walk_to (fixture, "C2");
  fixture_reopen (fixture);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_SNAPSHOT);
  g_assert_cmpstr (resite_event_get (event, "outcome"), ==, "failed");
  g_assert_nonnull (strstr (resite_event_get (event, "message"), "itself"));
  fixture_assert_current (fixture, "C2");
  fixture_free (fixture);
}

/* Verdicts. */

static void
test_judge_good (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "R4");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "cannot be skipped", RESITE_MOVE_SKIP, "R4",
                  "reason", "hurry", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "set it back", RESITE_MOVE_JUDGE, "R3",
                  "verdict", "good", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "R4", RESITE_MOVE_START, "R8", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R4", NULL);
  fixture_assert_status (fixture, "R4", "waiting");
  g_assert_cmpstr (get_state (fixture, "R4")->waits_for, ==, "judgement");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "“good” or “bad”", RESITE_MOVE_JUDGE, "R4",
                  "verdict", "fine", NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "good", NULL);
  fixture_assert_status (fixture, "R4", "done");
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_JUDGED);
  g_assert_cmpstr (resite_event_get (event, "evidence"), ==, "good");
  fixture_free (fixture);
}

static void
test_judge_against_bad_evidence (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "R3");
  fixture_write (fixture, "tool", "#!/bin/sh\necho nothing went through\n", 0755);
  fixture_do (fixture, RESITE_MOVE_START, "R3", NULL);
  fixture_assert_status (fixture, "R3", "failed");
  fixture_do (fixture, RESITE_MOVE_DONE, "R3", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R4", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "speaks against", RESITE_MOVE_JUDGE, "R4",
                  "verdict", "good", NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "good", "overrule", "Seen at HQ", NULL);
  g_assert_cmpstr (get_state (fixture, "R4")->overrule, ==, "Seen at HQ");
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_JUDGED);
  g_assert_cmpstr (resite_event_get (event, "evidence"), ==, "bad");
  fixture_free (fixture);
}

static void
test_judge_without_evidence (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "R3");
  fixture_do (fixture, RESITE_MOVE_DONE, "R3", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Nothing was seen", RESITE_MOVE_JUDGE, "R4",
                  "verdict", "good", NULL);
  fixture_write (fixture, "photo.jpg", "JFIF", 0644);
  g_autofree char *photo = fixture_path (fixture, "photo.jpg");
  fixture_do (fixture, RESITE_MOVE_ATTACH, "R4", "file", photo, NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "good", NULL);
  fixture_assert_status (fixture, "R4", "done");

  /* What was photographed then says nothing of the next attempt. */
  fixture_do (fixture, RESITE_MOVE_BACK, "R4", "reason", "once more", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Nothing was seen", RESITE_MOVE_JUDGE, "R4",
                  "verdict", "good", NULL);
  g_assert_cmpuint (get_state (fixture, "R4")->attachments, ==, 1);
  fixture_free (fixture);
}

static void
test_judge_bad (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "R4");
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "bad", NULL);
  fixture_assert_status (fixture, "R4", "failed");
  g_assert_false (resite_step_run_is_reached (fixture_step (fixture, "R8")));
  fixture_do (fixture, RESITE_MOVE_BACK, "R4", "reason", "Looked again", NULL);
  fixture_assert_status (fixture, "R4", "look-again");
  fixture_do (fixture, RESITE_MOVE_START, "R4", NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "good", NULL);
  fixture_assert_status (fixture, "R4", "done");
  fixture_free (fixture);
}

static void
test_verdict_by_hand (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "R4");
  fixture_do (fixture, RESITE_MOVE_DONE, "R4", "note", "Read the message", NULL);
  fixture_assert_status (fixture, "R4", "waiting");
  g_assert_cmpstr (get_state (fixture, "R4")->waits_for, ==, "judgement");
  fixture_free (fixture);
}

/* Skipping and setting back. */

static void
test_skip (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "options", "emergency-share", "yes");
  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Why", RESITE_MOVE_SKIP, "P3", NULL);
  fixture_do (fixture, RESITE_MOVE_SKIP, "P3", "reason", "Setup runs from the share", NULL);
  g_assert_cmpstr (get_state (fixture, "P3")->reason, ==, "Setup runs from the share");
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", NULL);
  /* An optional step is skipped without blame. */
  fixture_do (fixture, RESITE_MOVE_SKIP, "P2", NULL);
  fixture_assert_status (fixture, "P2", "skipped");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "skipped", RESITE_MOVE_DONE, "P2", NULL);
  fixture_do (fixture, RESITE_MOVE_BACK, "P2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "P2", NULL);
  fixture_free (fixture);
}

static void
test_back_is_a_new_attempt (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "Nothing was done", RESITE_MOVE_BACK, "P1",
                  NULL);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_do (fixture, RESITE_MOVE_BACK, "P1", "reason", "The source had changed", NULL);
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "P1")), ==, 2);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "open again", RESITE_MOVE_BACK, "P1", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");

  g_auto (GStrv) scopes = resite_journal_list_scopes (resite_run_get_journal (fixture->run), NULL);
  g_assert_true (g_strv_contains ((const char *const *)scopes, "P1#1/copy"));
  g_assert_true (g_strv_contains ((const char *const *)scopes, "P1#2/copy"));
  fixture_free (fixture);
}

/* The site must not be removed once more when its setup has begun. */
static void
test_removal_is_refused (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C11");
  fixture_do (fixture, RESITE_MOVE_BACK, "C6@primary.2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "C6@primary.2", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "C11", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "C11", RESITE_MOVE_BACK, "C6@primary.2",
                  NULL);
  fixture_free (fixture);
}

/* The way back. */

static void
test_way_back (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C2");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "no way to go back", RESITE_MOVE_WAY_BACK,
                  NULL, "reason", "x", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "C2", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Why", RESITE_MOVE_WAY_BACK, NULL, NULL);
  fixture_do (fixture, RESITE_MOVE_WAY_BACK, NULL, "reason", "The new one smokes", NULL);
  fixture_assert_current (fixture, "B1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "on the way back", RESITE_MOVE_DONE, "C2",
                  NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "already", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "B1", RESITE_MOVE_DONE, "B2", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "B1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "B2", RESITE_MOVE_FINISH, NULL, NULL);
  fixture_reopen (fixture);
  fixture_assert_current (fixture, "B2");
  fixture_do (fixture, RESITE_MOVE_DONE, "B2", NULL);
  fixture_do (fixture, RESITE_MOVE_FINISH, NULL, NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "went-back");
  fixture_free (fixture);
}

static void
test_no_way_back (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C6@primary.1");
  fixture_do (fixture, RESITE_MOVE_START, "C6@primary.1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "forward", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_free (fixture);
}

/* The end. */

static void
test_finish (void)
{
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (3000);
  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "P1", RESITE_MOVE_FINISH, NULL, NULL);
  fixture_walk_to (fixture, NULL);
  fixture_do (fixture, RESITE_MOVE_FINISH, NULL, NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "ended");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "closed", RESITE_MOVE_NOTE, NULL, "note", "x",
                  NULL);
  fixture_reopen (fixture);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "ended");
  fixture_free (fixture);
}

static void
test_abort (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Why", RESITE_MOVE_ABORT, NULL, NULL);
  fixture_do (fixture, RESITE_MOVE_ABORT, NULL, "reason", "The hardware never came", NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "aborted");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "closed", RESITE_MOVE_DONE, "P1", NULL);
  g_assert_false (resite_step_run_is_reached (fixture_step (fixture, "P1")));
  fixture_free (fixture);
}

/* What is kept. */

static void
test_notes_and_files (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *missing = fixture_path (fixture, "missing.txt");
  g_autofree char *photo = fixture_path (fixture, "photo.jpg");
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_write (fixture, "photo.jpg", "JFIF", 0644);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "empty", RESITE_MOVE_NOTE, "P1", "note", "", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Which file", RESITE_MOVE_ATTACH, "P1", NULL);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P1", "note", "needed rights", NULL);
  fixture_do (fixture, RESITE_MOVE_ATTACH, "P1", "file", photo, "name", "The rack", NULL);
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_ATTACH, FIXTURE_BY, "P1");
  resite_move_set (move, "file", missing);
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_nonnull (strstr (error->message, "missing.txt"));
  fixture_do (fixture, RESITE_MOVE_DONE, "P1", "file", photo, NULL);
  g_assert_cmpstr (get_state (fixture, "P1")->how, ==, "F");
  g_assert_cmpuint (get_state (fixture, "P1")->attachments, ==, 2);
  g_assert_cmpuint (get_state (fixture, "P1")->notes->len, ==, 1);
  fixture_do (fixture, RESITE_MOVE_DONE, "P3", "output", "3 file(s) copied", NULL);
  g_assert_cmpstr (get_state (fixture, "P3")->how, ==, "O");
  fixture_free (fixture);
}

static void
test_open_point (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "owner", RESITE_MOVE_OPEN_POINT, NULL, "note",
                  "Label the rack", NULL);
  fixture_do (fixture, RESITE_MOVE_OPEN_POINT, NULL, "note", "Label the rack", "owner", "K. Lang",
              "until", "2026-12-01", NULL);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_OPEN_POINT);
  g_assert_cmpstr (resite_event_get (event, "text"), ==, "Label the rack");
  g_assert_cmpstr (resite_event_get (event, "owner"), ==, "K. Lang");
  fixture_free (fixture);
}

static void
test_blank (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;
  guint64 bad;

  fixture_start (fixture);
  fixture_do (fixture, RESITE_MOVE_NOTE, "P1", "note", "my password is rosebud", NULL);
  g_autoptr (ResiteEvent) noted = fixture_find_event (fixture, RESITE_EVENT_NOTED);
  g_autofree char *sequence =
      g_strdup_printf ("%" G_GUINT64_FORMAT, resite_event_get_sequence (noted));
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "plan", RESITE_MOVE_BLANK, NULL, "sequence",
                  "1", "name", "plan", NULL);
  fixture_do (fixture, RESITE_MOVE_BLANK, NULL, "sequence", sequence, "name", "note", "reason",
              "a secret", NULL);
  g_assert_cmpstr (get_state (fixture, "P1")->notes->pdata[0], ==, "");
  g_autoptr (ResiteEvent) blanked = fixture_find_event (fixture, RESITE_EVENT_NOTED);
  g_assert_cmpstr (resite_event_get (blanked, "note"), ==, "");

  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  g_assert_true (resite_journal_verify (path, &bad, NULL, &error));
  g_assert_no_error (error);
  fixture_free (fixture);
}

static void
test_nobody (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_DONE, "", "P1");
  g_assert_false (resite_run_check_move (fixture->run, move, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "Nobody asked", RESITE_MOVE_ANSWER, NULL,
                  "question", "q1", "choice", "yes", NULL);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-judge/pause", test_pause);
  g_test_add_func ("/run-judge/pause-objection", test_pause_objection);
  g_test_add_func ("/run-judge/pause-released", test_pause_released);
  g_test_add_func ("/run-judge/snapshot", test_snapshot);
  g_test_add_func ("/run-judge/snapshot-fails", test_snapshot_fails);
  g_test_add_func ("/run-judge/snapshot-on-itself", test_snapshot_on_itself);
  g_test_add_func ("/run-judge/good", test_judge_good);
  g_test_add_func ("/run-judge/against-bad-evidence", test_judge_against_bad_evidence);
  g_test_add_func ("/run-judge/without-evidence", test_judge_without_evidence);
  g_test_add_func ("/run-judge/bad", test_judge_bad);
  g_test_add_func ("/run-judge/verdict-by-hand", test_verdict_by_hand);
  g_test_add_func ("/run-judge/skip", test_skip);
  g_test_add_func ("/run-judge/back-is-a-new-attempt", test_back_is_a_new_attempt);
  g_test_add_func ("/run-judge/removal-is-refused", test_removal_is_refused);
  g_test_add_func ("/run-judge/way-back", test_way_back);
  g_test_add_func ("/run-judge/no-way-back", test_no_way_back);
  g_test_add_func ("/run-judge/finish", test_finish);
  g_test_add_func ("/run-judge/abort", test_abort);
  g_test_add_func ("/run-judge/notes-and-files", test_notes_and_files);
  g_test_add_func ("/run-judge/open-point", test_open_point);
  g_test_add_func ("/run-judge/blank", test_blank);
  g_test_add_func ("/run-judge/nobody", test_nobody);
  return g_test_run ();
}
