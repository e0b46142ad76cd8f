/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-gate"

#include "config.h"

#include <string.h>

#include "procedure-fixture.h"

/* Canary, then herd: R8 and R14 are shut until one package was proved, or somebody says why not. */

static void
assert_gate (Fixture *fixture, const char *step, const char *part)
{
  g_autofree char *gate = resite_step_run_get_gate (fixture_step (fixture, step));

  if (part == NULL)
    g_assert_null (gate);
  else if (gate == NULL || strstr (gate, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, gate);
}

/* Judged without anything that speaks for it. */
static void
test_shut (void)
{
  Fixture *fixture = fixture_new ();

  procedure_start_with (fixture, "by-hand", 1);
  procedure_walk_until (fixture, "R8");
  assert_gate (fixture, "R7", NULL);
  assert_gate (fixture, "R8", "R4 was judged good without proof (By hand)");
  assert_gate (fixture, "R8", "R5 was signed off without anything that was seen");
  assert_gate (fixture, "R8", "R7 was judged good without proof (By hand)");
  assert_gate (fixture, "R14", "R13 is not done");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "not seen to be good for one", RESITE_MOVE_START,
                  "R8", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "not seen to be good for one", RESITE_MOVE_DONE,
                  "R8", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R8", "overrule", "The line is a gigabit", NULL);
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "R8"))->overrule, ==,
                   "The line is a gigabit");
  assert_gate (fixture, "R8", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "R8", NULL);
  fixture_assert_status (fixture, "R8", "done");

  /* A new attempt asks again. */
  fixture_do (fixture, RESITE_MOVE_BACK, "R8", "reason", "once more", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "not seen to be good for one", RESITE_MOVE_START,
                  "R8", NULL);
  fixture_free (fixture);
}

/* What was printed speaks for it: nobody has to give a reason. */
static void
test_open (void)
{
  Fixture *fixture = fixture_new ();

  procedure_start_with (fixture, "by-hand", 1);
  procedure_walk_until (fixture, "R4");
  fixture_do (fixture, RESITE_MOVE_DONE, "R4", "action", "message", "output",
              "Successfully forwarded the information up the hierarchy", NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R4", "verdict", "good", NULL);
  procedure_walk_until (fixture, "R5");
  fixture_do (fixture, RESITE_MOVE_DONE, "R5", "action", "distmgr", "output",
              "STATMSG: ID=2301 for the package", NULL);
  procedure_walk_until (fixture, "R7");
  fixture_do (fixture, RESITE_MOVE_DONE, "R7", "action", "sender", "output",
              "Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "R7", "action", "status", NULL);
  fixture_do (fixture, RESITE_MOVE_JUDGE, "R7", "verdict", "good", NULL);
  procedure_walk_until (fixture, "R8");
  assert_gate (fixture, "R8", NULL);
  fixture_do (fixture, RESITE_MOVE_START, "R8", NULL);
  procedure_walk_until (fixture, "R14");
  assert_gate (fixture, "R14", "R13 was judged good without proof");
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "R13 was judged good without proof",
                  RESITE_MOVE_FILL, "R14", NULL);
  fixture_do (fixture, RESITE_MOVE_FILL, "R14", "overrule", "It is Saturday", "field.source-dp",
              "BR02SMS", "field.source-site", "S02", NULL);
  g_assert_cmpstr (resite_step_run_get_state (fixture_step (fixture, "R14"))->overrule, ==,
                   "It is Saturday");
  fixture_free (fixture);
}

/* A canary that was passed over proves nothing. */
static void
test_skipped (void)
{
  Fixture *fixture = fixture_new ();

  procedure_start_with (fixture, "by-hand", 1);
  procedure_walk_until (fixture, "R5");
  fixture_do (fixture, RESITE_MOVE_SKIP, "R5", "reason", "no time", NULL);
  procedure_walk_until (fixture, "R8");
  assert_gate (fixture, "R8", "R5 was skipped");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-gate/shut", test_shut);
  g_test_add_func ("/run-gate/open", test_open);
  g_test_add_func ("/run-gate/skipped", test_skipped);
  return g_test_run ();
}
