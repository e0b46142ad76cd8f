/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"
#include "resite-runbook.h"

/* The built-in procedure for every combination of what a plan can choose. */

static const char *const options[] = { "options.emergency-share", "options.delta",
                                       "options.management-point", "options.address-first",
                                       "options.remove-iis" };
static const char *const copies[] = { "copy", "verify", "by-hand" };

typedef void (*Look) (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps);

static void
for_all (Look look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);

  g_assert_no_error (error);
  for (guint bits = 0; bits < 1u << G_N_ELEMENTS (options); bits++)
    for (guint copy = 0; copy < G_N_ELEMENTS (copies); copy++)
      {
        g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);
        g_autoptr (GPtrArray) steps = NULL;

        for (guint i = 0; i < G_N_ELEMENTS (options); i++)
          resite_variables_set (variables, options[i], bits & 1u << i ? "yes" : "no");
        resite_variables_set (variables, "options.first-copy", copies[copy]);
        steps = resite_runbook_list_steps_for (runbook, variables);
        g_test_message ("options %x, %s", bits, copies[copy]);
        look (runbook, variables, steps);
      }
}

static gboolean
is_way_back (ResiteStep *step)
{
  return g_str_equal (resite_step_get_phase_id (step), "back");
}

static gboolean
says (ResiteVariables *variables, const char *name)
{
  return g_strcmp0 (resite_variables_get (variables, name), "yes") == 0;
}

static int
find_place (GPtrArray *steps, const char *id)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_str_equal (resite_step_get_id (g_ptr_array_index (steps, i)), id))
      return (int)i;
  g_error ("%s is not among the steps", id);
}

/* All steps once, whatever is chosen. */
static void
look_complete (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  GPtrArray *all = resite_runbook_get_steps (runbook);

  g_assert_cmpuint (steps->len, ==, all->len);
  for (guint i = 0; i < all->len; i++)
    find_place (steps, resite_step_get_id (g_ptr_array_index (all, i)));
}

static void
test_complete (void)
{
  for_all (look_complete);
}

/* What must come before stands before, belongs to the run and is on the same road. */
static void
look_before (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      g_autoptr (GPtrArray) after = resite_runbook_list_after_for (runbook, step, variables);

      for (guint j = 0; j < after->len; j++)
        {
          const char *id = g_ptr_array_index (after, j);
          ResiteStep *before = resite_runbook_find_step (runbook, id);

          g_assert_nonnull (before);
          g_assert_cmpint (find_place (steps, id), <, i);
          g_assert_true (resite_runbook_has_step_for (runbook, before, variables));
          g_assert_true (!is_way_back (before) || is_way_back (step));
          g_assert_false (g_ptr_array_find_with_equal_func (after, resite_step_get_id (step),
                                                            g_str_equal, NULL));
        }
      /* Only the tools and rights at the very beginning wait for nothing. */
      if (after->len == 0 && !resite_step_is_pause (step))
        g_assert_cmpstr (resite_step_get_phase_id (step), ==, "start");
    }
}

static void
test_before (void)
{
  for_all (look_before);
}

static gboolean
is_open (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps, guint place,
         GHashTable *closed)
{
  ResiteStep *step = g_ptr_array_index (steps, place);
  g_autoptr (GPtrArray) after = resite_runbook_list_after_for (runbook, step, variables);

  for (guint i = 0; resite_step_is_pause (step) && i < place; i++)
    if (!is_way_back (g_ptr_array_index (steps, i)) &&
        !g_hash_table_contains (closed, resite_step_get_id (g_ptr_array_index (steps, i))))
      return FALSE;
  for (guint i = 0; i < after->len; i++)
    if (!g_hash_table_contains (closed, g_ptr_array_index (after, i)))
      return FALSE;
  return TRUE;
}

/* Somebody who does what is open, the last of it first, comes to the end and leaves nothing. */
static void
look_walk (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean moved = TRUE;

  for (guint i = 0; i < steps->len; i++)
    if (!resite_runbook_has_step_for (runbook, g_ptr_array_index (steps, i), variables))
      g_hash_table_add (closed, (gpointer)resite_step_get_id (g_ptr_array_index (steps, i)));
  while (moved)
    {
      moved = FALSE;
      for (guint i = steps->len; i-- > 0 && !moved;)
        {
          const char *id = resite_step_get_id (g_ptr_array_index (steps, i));

          if (!g_hash_table_contains (closed, id) && is_open (runbook, variables, steps, i, closed))
            moved = g_hash_table_add (closed, (gpointer)id);
        }
    }
  for (guint i = 0; i < steps->len; i++)
    if (!g_hash_table_contains (closed, resite_step_get_id (g_ptr_array_index (steps, i))))
      g_error ("%s is never reached", resite_step_get_id (g_ptr_array_index (steps, i)));
}

static void
test_walk (void)
{
  for_all (look_walk);
}

/* Nothing of the phases after a pause can be begun before it, however one hurries. */
static void
look_pauses (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *pause = g_ptr_array_index (steps, i);
      g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);

      if (!resite_step_is_pause (pause))
        continue;
      for (guint j = 0; j < steps->len; j++)
        if (j != i)
          g_hash_table_add (closed, (gpointer)resite_step_get_id (g_ptr_array_index (steps, j)));
      for (guint j = i + 1; j < steps->len; j++)
        g_hash_table_remove (closed, resite_step_get_id (g_ptr_array_index (steps, j)));
      for (guint j = i + 1; j < steps->len; j++)
        {
          ResiteStep *step = g_ptr_array_index (steps, j);

          if (!is_way_back (step) && resite_runbook_has_step_for (runbook, step, variables))
            g_assert_false (is_open (runbook, variables, steps, j, closed));
        }
    }
}

static void
test_pauses (void)
{
  for_all (look_pauses);
}

static void
look_choices (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  static const char *const emergency[] = { "P2", "C10", "R2" };
  gboolean first = says (variables, "options.address-first");
  gboolean share = says (variables, "options.emergency-share");
  ResiteStep *delta = resite_runbook_find_step (runbook, "C1");

  g_assert_true ((find_place (steps, "C8") < find_place (steps, "C6")) == first);
  g_assert_cmpint (find_place (steps, "G2"), <, find_place (steps, first ? "C8" : "C6"));
  g_assert_cmpint (find_place (steps, "C8"), <, find_place (steps, "C9"));
  g_assert_cmpint (find_place (steps, "C6"), <, find_place (steps, "C9"));
  for (guint i = 0; i < G_N_ELEMENTS (emergency); i++)
    g_assert_true (resite_runbook_has_step_for (runbook,
                                                resite_runbook_find_step (runbook, emergency[i]),
                                                variables) == share);
  g_assert_true (resite_runbook_has_step_for (runbook, delta, variables) ==
                 says (variables, "options.delta"));
}

static void
test_choices (void)
{
  for_all (look_choices);
}

/* Every step but those has at least one action to do in every run that it belongs to. */
static void
look_actions (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *actions = resite_step_get_actions (step);
      guint held = 0;

      for (guint j = 0; j < actions->len; j++)
        {
          const char *when = resite_action_get (g_ptr_array_index (actions, j), "when");
          g_autoptr (GError) error = NULL;
          gboolean result = TRUE;

          if (when != NULL)
            resite_variables_test (variables, when, &result, &error);
          g_assert_no_error (error);
          held += result ? 1 : 0;
        }
      if (resite_runbook_has_step_for (runbook, step, variables) && held == 0)
        g_error ("%s has nothing to do", resite_step_get_id (step));
    }
}

static void
test_actions (void)
{
  for_all (look_actions);
}

static void
look_by_hand (ResiteRunbook *runbook, ResiteVariables *variables, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *blocks = resite_step_get_by_hand (step);
      guint held = 0;

      for (guint j = 0; j < blocks->len; j++)
        {
          const ResiteBlock *block = g_ptr_array_index (blocks, j);
          gboolean result = TRUE;

          if (block->when != NULL)
            g_assert_true (resite_variables_test (variables, block->when, &result, NULL));
          held += result ? 1 : 0;
        }
      if (resite_runbook_has_step_for (runbook, step, variables) && held == 0)
        g_error ("%s cannot be done by hand", resite_step_get_id (step));
    }
}

static void
test_by_hand (void)
{
  for_all (look_by_hand);
}

/* What is offered again comes before what it is offered for, and is no pause. */
static void
test_again (void)
{
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (NULL);
  GPtrArray *steps = resite_runbook_get_steps (runbook);
  guint found = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *again = resite_step_get_again_before (step);

      for (guint j = 0; j < again->len; j++)
        {
          g_assert_cmpint (find_place (steps, g_ptr_array_index (again, j)), >, i);
          g_assert_false (resite_step_is_pause (step));
          found++;
        }
    }
  g_assert_cmpuint (found, >=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook-roads/complete", test_complete);
  g_test_add_func ("/runbook-roads/before", test_before);
  g_test_add_func ("/runbook-roads/walk", test_walk);
  g_test_add_func ("/runbook-roads/pauses", test_pauses);
  g_test_add_func ("/runbook-roads/choices", test_choices);
  g_test_add_func ("/runbook-roads/actions", test_actions);
  g_test_add_func ("/runbook-roads/by-hand", test_by_hand);
  g_test_add_func ("/runbook-roads/again", test_again);
  return g_test_run ();
}
