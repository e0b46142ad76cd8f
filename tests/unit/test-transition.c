/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-transition"

#include "config.h"

#include <string.h>

#include "resite-transition.h"

/* Written out once more, as a person would read it: what may be done to a step that is ... */
static const struct
{
  ResiteStepStatus status;
  const char *legal;
} expected[] = {
  { RESITE_STEP_TODO, "start done fill judge sign skip note attach answer" },
  { RESITE_STEP_RUNNING, "stop note attach answer" },
  { RESITE_STEP_WAITING, "start retry done fill judge sign skip back note attach answer" },
  { RESITE_STEP_STOPPED, "start retry done fill judge sign skip back note attach answer" },
  { RESITE_STEP_INTERRUPTED, "start retry done fill judge sign skip back note attach answer" },
  { RESITE_STEP_FAILED, "start retry done fill judge sign skip back note attach answer" },
  { RESITE_STEP_LOOK_AGAIN, "start done fill judge sign skip note attach answer" },
  { RESITE_STEP_DONE, "retry back note attach answer" },
  { RESITE_STEP_SKIPPED, "back note attach answer" },
  { RESITE_STEP_LEFT_OUT, "note attach answer" },
};

static const char of_run[] = "correct open-point blank way-back abort finish";

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *)list, word);
}

static void
test_every_cell (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    for (guint move = 0; move <= RESITE_MOVE_FINISH; move++)
      {
        const char *name = resite_move_kind_to_string (move);
        const char *reason = NULL;
        gboolean legal = resite_transition_is_legal (expected[i].status, move, &reason);

        g_test_message ("%s in %s", name, resite_step_status_to_string (expected[i].status));
        g_assert_cmpint (legal, ==, has_word (expected[i].legal, name) || has_word (of_run, name));
        if (legal)
          g_assert_null (reason);
        else
          g_assert_cmpuint (strlen (reason), >, 20);
      }
  g_assert_cmpuint (G_N_ELEMENTS (expected), ==, RESITE_STEP_LEFT_OUT + 1);
}

static void
test_reasons_differ (void)
{
  const char *running = NULL;
  const char *closed = NULL;

  resite_transition_is_legal (RESITE_STEP_RUNNING, RESITE_MOVE_START, &running);
  resite_transition_is_legal (RESITE_STEP_DONE, RESITE_MOVE_START, &closed);
  g_assert_cmpstr (running, !=, closed);
  g_assert_nonnull (strstr (closed, "set it back"));
}

static void
test_needs_step (void)
{
  for (guint move = 0; move <= RESITE_MOVE_FINISH; move++)
    g_assert_cmpint (resite_transition_needs_step (move), ==,
                     has_word ("start retry stop done fill judge sign skip back",
                               resite_move_kind_to_string (move)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transition/every-cell", test_every_cell);
  g_test_add_func ("/transition/reasons-differ", test_reasons_differ);
  g_test_add_func ("/transition/needs-step", test_needs_step);
  return g_test_run ();
}
