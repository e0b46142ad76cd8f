/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-order"

#include "config.h"

#include <string.h>

#include "event-list.h"

/* Which events a move leaves, all of them and in their order: the intent before the act, what
 * became of it behind. */

typedef struct
{
  ResiteMoveKind kind;
  const char *step;
  const char *facts[6];
  const char *events;
} Expectation;

static void
walk_and_compare (Fixture *fixture, const Expectation *expectations, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const Expectation *one = &expectations[i];
      const guint64 mark = event_list_mark (fixture);

      fixture_do (fixture, one->kind, one->step, one->facts[0], one->facts[1], one->facts[2],
                  one->facts[3], NULL);
      event_list_assert (fixture, mark, one->events);
    }
}

static void
test_start (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  event_list_assert (fixture, 0, "run-started, run-opened, left-out P2");
  fixture_reopen (fixture);
  event_list_assert (fixture, 3, "run-closed, run-opened, welcome-back");
  fixture_free (fixture);
}

/* The whole road of the small procedure. */
static void
test_road (void)
{
  static const Expectation road[] = {
    { RESITE_MOVE_START,
      "P1",
      { NULL },
      "step-started P1, action-started P1/copy, action-ended P1/copy=ok, step-done P1" },
    { RESITE_MOVE_START, "P3", { NULL }, "step-started P3, step-waits P3 for sign-off" },
    { RESITE_MOVE_DONE, "P3", { NULL }, "signed-off P3" },
    { RESITE_MOVE_START, "W1", { NULL }, "step-started W1, step-waits W1 for form" },
    { RESITE_MOVE_FILL,
      "W1",
      { "field.limit", "25", NULL },
      "filled W1/settings, step-started W1, step-done W1" },
    { RESITE_MOVE_START,
      "C1",
      { NULL },
      "step-started C1, action-started C1/look, action-ended C1/look=ok, step-done C1" },
    { RESITE_MOVE_START,
      "G1",
      { NULL },
      "step-started G1, action-started G1/lines, action-ended G1/lines=unknown, "
      "step-waits G1 for sign-off" },
    { RESITE_MOVE_SIGN, "G1", { NULL }, "signed G1, snapshot=ok" },
    { RESITE_MOVE_START, "C2", { NULL }, "step-started C2, step-waits C2 for sign-off" },
    { RESITE_MOVE_DONE, "C2", { "note", "All down", NULL }, "signed-off C2" },
    { RESITE_MOVE_DONE, "C3", { NULL }, "filled C3/before, signed-off C3, offered-again W1" },
    { RESITE_MOVE_FILL,
      "W1",
      { "field.limit", "30", NULL },
      "filled W1/settings, step-started W1, step-done W1" },
    { RESITE_MOVE_DONE, "C6", { NULL }, "signed-off C6@primary.1" },
    { RESITE_MOVE_DONE, "C6", { NULL }, "signed-off C6@primary.2" },
  };
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (road); i++)
    {
      const guint64 mark = event_list_mark (fixture);

      fixture_do (fixture, road[i].kind, road[i].step, road[i].facts[0], road[i].facts[1], NULL);
      while (road[i].kind == RESITE_MOVE_SIGN &&
             fixture_count_events (fixture, RESITE_EVENT_SNAPSHOT, NULL) == 0)
        g_main_context_iteration (NULL, TRUE);
      event_list_assert (fixture, mark, road[i].events);
    }
  fixture_free (fixture);
}

static void
test_second_half (void)
{
  static const Expectation road[] = {
    { RESITE_MOVE_DONE,
      "C11",
      { "action", "setup", NULL },
      "action-ended C11/setup=told, step-started C11, action-started C11/log, "
      "action-ended C11/log=ok, step-done C11" },
    { RESITE_MOVE_START,
      "R3",
      { NULL },
      "step-started R3, action-started R3/one, action-ended R3/one=ok, step-done R3" },
    { RESITE_MOVE_START,
      "R4",
      { NULL },
      "step-started R4, action-started R4/read-only, action-ended R4/read-only=ok, "
      "step-waits R4 for judgement" },
    { RESITE_MOVE_JUDGE, "R4", { "verdict", "good", NULL }, "judged R4" },
    { RESITE_MOVE_START,
      "R8",
      { NULL },
      "step-started R8, action-started R8/scan, action-ended R8/scan=ok, step-done R8" },
    { RESITE_MOVE_START,
      "R10",
      { NULL },
      "step-started R10, action-started R10/all, action-ended R10/all=ok, step-done R10" },
    { RESITE_MOVE_START,
      "N1",
      { NULL },
      "step-started N1, action-started N1/minute, action-ended N1/minute=ok, step-done N1" },
  };
  Fixture *fixture = fixture_new ();

  fixture->clock = resite_clock_new (6000);
  fixture_start (fixture);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "Setup of S01 completed\r\n", 0644);
  fixture_walk_to (fixture, "C11");
  walk_and_compare (fixture, road, G_N_ELEMENTS (road));
  fixture_free (fixture);
}

/* What goes wrong, what is taken back, and what is said beside the road. */
static void
test_beside_the_road (void)
{
  static const Expectation road[] = {
    { RESITE_MOVE_NOTE, NULL, { "note", "It rains", NULL }, "noted" },
    { RESITE_MOVE_NOTE, "C6@primary.2", { "note", "Later", NULL }, "noted C6@primary.2" },
    { RESITE_MOVE_OPEN_POINT, NULL, { "note", "Lamp", "owner", "K. Ito", NULL }, "open-point" },
    { RESITE_MOVE_BACK, "P3", { "reason", "Wrong disk", NULL }, "set-back P3" },
    { RESITE_MOVE_SKIP, "P3", { "reason", "No need", NULL }, "skipped P3" },
    { RESITE_MOVE_BACK, "P3", { NULL }, "set-back P3" },
    { RESITE_MOVE_DONE, "P3", { NULL }, "signed-off P3" },
    { RESITE_MOVE_CORRECT,
      NULL,
      { "key", "options.delta", "value", "no" },
      "corrected, left-out C1" },
    { RESITE_MOVE_CORRECT,
      NULL,
      { "key", "options.delta", "value", "yes" },
      "corrected, taken-in C1" },
    { RESITE_MOVE_ABORT, NULL, { "reason", "Not today", NULL }, "aborted" },
  };
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "W1");
  walk_and_compare (fixture, road, G_N_ELEMENTS (road));
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "aborted");
  fixture_free (fixture);
}

static void
test_failure (void)
{
  static const Expectation road[] = {
    { RESITE_MOVE_START,
      "C1",
      { NULL },
      "step-started C1, action-started C1/look, action-ended C1/look=failed, step-failed C1/look" },
    { RESITE_MOVE_RETRY,
      "C1",
      { NULL },
      "step-started C1, action-started C1/look, action-ended C1/look=failed, step-failed C1/look" },
    { RESITE_MOVE_BACK, "C1", { NULL }, "set-back C1" },
    { RESITE_MOVE_DONE, "C1", { "output", "dir E: marker.txt", NULL }, "signed-off C1" },
  };
  Fixture *fixture = fixture_new ();
  g_autofree char *marker = fixture_path (fixture, "new/E/marker.txt");

  fixture_start (fixture);
  fixture_walk_to (fixture, "C1");
  g_assert_cmpint (g_unlink (marker), ==, 0);
  walk_and_compare (fixture, road, G_N_ELEMENTS (road));
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "C1"))->how, ==, "O");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "C1")), ==, 2);
  fixture_free (fixture);
}

/* A plan that lacks what an action needs: nothing is begun, and both are written all the same. */
static void
test_unable (void)
{
  Fixture *fixture = fixture_new ();

  event_list_set_runbook (
      fixture,
      "<step id='P1' on='new' after=''><title>t</title><why>w</why>"
      "<copy id='copy' from='desk' from-path='${desk.os-source}' to='new' to-path='E:\\OS'/>"
      "<by-hand><p>Copy it.</p></by-hand></step>");
  fixture_set_plan (fixture, "desk", "os-source", NULL);
  fixture_start (fixture);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  event_list_assert (fixture, mark,
                     "step-started P1, action-started P1/copy, action-ended P1/copy=failed, "
                     "step-failed P1/copy");
  fixture_free (fixture);
}

static void
refuse_all (Fixture *fixture)
{
  static const struct
  {
    ResiteMoveKind kind;
    const char *step;
    int code;
  } moves[] = {
    { RESITE_MOVE_START, "C2", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_RETRY, "P3", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_STOP, "P1", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_DONE, "G1", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_FILL, "P3", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_JUDGE, "P3", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_SIGN, "P3", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_SKIP, "P3", RESITE_ERROR_INVALID },
    { RESITE_MOVE_BACK, "P3", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_START, "B1", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_START, "P2", RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_START, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_START, "C99", RESITE_ERROR_NOT_FOUND },
    { RESITE_MOVE_DONE, "C6@primary.9", RESITE_ERROR_NOT_FOUND },
    { RESITE_MOVE_NOTE, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_ATTACH, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_ANSWER, NULL, RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_CORRECT, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_OPEN_POINT, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_BLANK, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_WAY_BACK, NULL, RESITE_ERROR_ILLEGAL_MOVE },
    { RESITE_MOVE_ABORT, NULL, RESITE_ERROR_INVALID },
    { RESITE_MOVE_FINISH, NULL, RESITE_ERROR_ILLEGAL_MOVE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    fixture_refuse (fixture, moves[i].code, "", moves[i].kind, moves[i].step, NULL);
}

/* What is refused leaves nothing at all, whichever move it is. */
static void
test_refused (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  const guint64 mark = event_list_mark (fixture);
  refuse_all (fixture);
  event_list_assert (fixture, mark, "");
  fixture_free (fixture);
}

/* The time, the number and the hash of each event follow the one before. */
static void
test_chain (void)
{
  Fixture *fixture = fixture_new ();
  guint64 bad = 99;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  fixture_start (fixture);
  fixture_walk_to (fixture, "C6@primary.1");
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  for (guint i = 1; i < events->len; i++)
    {
      g_assert_cmpuint (resite_event_get_sequence (events->pdata[i]), ==, i + 1);
      g_assert_cmpint (resite_event_get_time (events->pdata[i]), >=,
                       resite_event_get_time (events->pdata[i - 1]));
      g_assert_cmpstr (resite_event_get_hash (events->pdata[i]), !=,
                       resite_event_get_hash (events->pdata[i - 1]));
    }
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  fixture_close (fixture);
  g_assert_true (resite_journal_verify (path, &bad, &hash, &error));
  g_assert_no_error (error);
  fixture_free (fixture);
}

static void
count_cb (ResiteRun *run, ResiteEvent *event, gpointer data)
{
  GString *seen = data;
  g_autoptr (GPtrArray) events = resite_journal_read_events (resite_run_get_journal (run), 0, NULL);

  /* What is told is in the journal by then. */
  g_assert_cmpuint (resite_event_get_sequence (event), <=, events->len);
  g_string_append_printf (seen, "%s ", resite_event_get_what (event));
}

static void
test_told_in_order (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GString) seen = g_string_new (NULL);

  fixture_start (fixture);
  g_signal_connect (fixture->run, "event", G_CALLBACK (count_cb), seen);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  g_assert_cmpstr (seen->str, ==, "step-started action-started action-ended step-done ");
  g_signal_handlers_disconnect_by_data (fixture->run, seen);
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-order/start", test_start);
  g_test_add_func ("/run-order/road", test_road);
  g_test_add_func ("/run-order/second-half", test_second_half);
  g_test_add_func ("/run-order/beside-the-road", test_beside_the_road);
  g_test_add_func ("/run-order/failure", test_failure);
  g_test_add_func ("/run-order/unable", test_unable);
  g_test_add_func ("/run-order/refused", test_refused);
  g_test_add_func ("/run-order/chain", test_chain);
  g_test_add_func ("/run-order/told-in-order", test_told_in_order);
  return g_test_run ();
}
