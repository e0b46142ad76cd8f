/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "display.h"
#include "run-fixture.h"

/* A real run, of the short road or of the procedure with strange words, for widgets to show. */

static inline Fixture *
display_run_new (const char *runbook)
{
  Fixture *fixture = fixture_new ();

  if (runbook != NULL)
    {
      g_free (fixture->runbook);
      fixture->runbook = g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data",
                                           "runbooks", "display", runbook, NULL);
    }
  fixture_start (fixture);
  return fixture;
}

static inline ResiteAction *
display_run_action (Fixture *fixture, const char *step, const char *action)
{
  GPtrArray *actions =
      resite_step_get_actions (resite_step_run_get_step (fixture_step (fixture, step)));

  for (guint i = 0; i < actions->len; i++)
    if (g_strcmp0 (resite_action_get_id (g_ptr_array_index (actions, i)), action) == 0)
      return g_ptr_array_index (actions, i);
  g_error ("%s has no action %s", step, action);
}

static inline void
display_run_ignore_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  resite_run_perform_finish (RESITE_RUN (source), result, NULL);
  if (data != NULL)
    ++*(guint *)data;
}

/* Begins a step and does not wait for it. */
static inline void
display_run_begin (Fixture *fixture, const char *step)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_START, FIXTURE_BY, step);

  resite_run_perform_async (fixture->run, move, NULL, display_run_ignore_cb, NULL);
}

/* Nobody listens to the run, its jobs or its steps any more but the run itself. */
static inline void
display_run_assert_unheard (Fixture *fixture)
{
  GListModel *steps = resite_run_get_steps (fixture->run);

  display_assert_unheard (fixture->run, "changed");
  display_assert_unheard (fixture->run, "event");
  display_assert_unheard (resite_run_get_jobs (fixture->run), "items-changed");
  display_assert_unheard (steps, "items-changed");
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      display_assert_unheard (step, "notify");
    }
}

static inline GtkWidget *
display_run_page (Fixture *fixture, GType type, const char *step)
{
  return g_object_new (type, "run", fixture->run, "step-run",
                       step != NULL ? fixture_step (fixture, step) : NULL, "person", FIXTURE_BY,
                       "visible", TRUE, NULL);
}
