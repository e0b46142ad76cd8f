/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "resite-policy.h"
#include "run-fixture.h"

/* A run of the procedure that the program carries. */

static inline void
procedure_start_with (Fixture *fixture, const char *reach, guint n_primaries)
{
  static const char *const machines[] = { "old",     "new", "source",   "primary.1",
                                          "central", "ad",  "primary.2" };

  g_clear_pointer (&fixture->runbook, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (machines) + n_primaries - 2; i++)
    {
      fixture_set_plan (fixture, machines[i], "reach", reach);
      if (g_str_equal (reach, "by-hand"))
        fixture_set_plan (fixture, machines[i], "files", NULL);
    }
  fixture->clock = resite_clock_new (6000);
  fixture_start (fixture);
}

/* Everything by hand, as someone does who reads it through, until @stop is the next one: a step, or
 * one machine's of it. */
static inline void
procedure_walk_until (Fixture *fixture, const char *stop)
{
  g_autofree char *path = fixture_path (fixture, "by-hand.policy");
  g_autoptr (GError) policy_error = NULL;

  fixture_write (fixture, "by-hand.policy",
                 "[policy]\ndone=yes\nfill=any\nsign=yes\nreleased-by=M. I.\noverrule=By hand\n"
                 "judge=good\nfailed=done\n",
                 0644);
  g_autoptr (ResitePolicy) policy = resite_policy_new_from_file (path, FIXTURE_BY, &policy_error);
  g_assert_no_error (policy_error);
  for (guint i = 0; i < 400; i++)
    {
      ResiteStepRun *step = resite_run_get_current (fixture->run);
      g_autofree char *reason = NULL;
      g_autoptr (GError) error = NULL;

      if (step == NULL || g_str_equal (resite_step_run_get_name (step), stop) ||
          g_str_equal (resite_step_get_id (resite_step_run_get_step (step)), stop))
        return;
      g_autoptr (ResiteMove) move = resite_policy_decide (policy, fixture->run, step, 0, &reason);
      if (move == NULL)
        g_error ("%s: %s", resite_step_run_get_name (step), reason);
      fixture_perform (fixture, move, NULL, &error);
      g_assert_no_error (error);
    }
  g_error ("%s was not reached from %s", stop,
           resite_step_run_get_name (resite_run_get_current (fixture->run)));
}
