/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-order"

#include "config.h"

#include "resite-runbook.h"
#include "resite-step-private.h"

static gboolean
holds (ResiteVariables *variables, const char *condition)
{
  gboolean result = FALSE;

  /* The parser let no text through that is no condition. */
  return condition == NULL ||
         (resite_variables_test (variables, condition, &result, NULL) && result);
}

static guint
find_place (GPtrArray *steps, const char *id)
{
  guint place = 0;

  while (place < steps->len &&
         !g_str_equal (resite_step_get_id (g_ptr_array_index (steps, place)), id))
    place++;
  return place;
}

GPtrArray *
resite_runbook_list_steps_for (ResiteRunbook *self, ResiteVariables *variables)
{
  GPtrArray *ordered;
  GPtrArray *steps;

  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);
  g_return_val_if_fail (RESITE_IS_VARIABLES (variables), NULL);

  ordered = g_ptr_array_new_with_free_func (g_object_unref);
  steps = resite_runbook_get_steps (self);
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const ResiteStepFacts *facts = resite_step_get_facts (step);
      gboolean moves = facts->move_before != NULL && holds (variables, facts->move_when);

      g_ptr_array_insert (ordered, moves ? (int)find_place (ordered, facts->move_before) : -1,
                          g_object_ref (step));
    }
  return ordered;
}

gboolean
resite_runbook_has_step_for (ResiteRunbook *self, ResiteStep *step, ResiteVariables *variables)
{
  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), FALSE);
  g_return_val_if_fail (RESITE_IS_STEP (step), FALSE);
  g_return_val_if_fail (RESITE_IS_VARIABLES (variables), FALSE);

  return holds (variables, resite_step_get_condition (step));
}

/* (element-type ResiteStep): what the runbook asks for before @step, whatever the plan has. */
static GPtrArray *
list_before (GPtrArray *ordered, ResiteStep *step)
{
  GPtrArray *before = g_ptr_array_new ();
  const ResiteStepFacts *facts = resite_step_get_facts (step);
  guint place = find_place (ordered, facts->id);

  if (!facts->after_given && place > 0)
    g_ptr_array_add (before, g_ptr_array_index (ordered, place - 1));
  for (guint i = 0; facts->after_given && i < facts->after->len; i++)
    g_ptr_array_add (
        before,
        g_ptr_array_index (ordered, find_place (ordered, g_ptr_array_index (facts->after, i))));
  return before;
}

static void
add_before (GPtrArray *ordered, ResiteStep *step, ResiteVariables *variables, GPtrArray *result)
{
  g_autoptr (GPtrArray) before = list_before (ordered, step);

  for (guint i = 0; i < before->len; i++)
    {
      ResiteStep *other = g_ptr_array_index (before, i);
      const char *id = resite_step_get_id (other);

      if (!holds (variables, resite_step_get_condition (other)))
        add_before (ordered, other, variables, result);
      else if (!g_ptr_array_find_with_equal_func (result, id, g_str_equal, NULL))
        g_ptr_array_add (result, g_strdup (id));
    }
}

GPtrArray *
resite_runbook_list_after_for (ResiteRunbook *self, ResiteStep *step, ResiteVariables *variables)
{
  g_autoptr (GPtrArray) ordered = NULL;
  GPtrArray *result;

  g_return_val_if_fail (RESITE_IS_RUNBOOK (self), NULL);
  g_return_val_if_fail (RESITE_IS_STEP (step), NULL);
  g_return_val_if_fail (RESITE_IS_VARIABLES (variables), NULL);

  result = g_ptr_array_new_with_free_func (g_free);
  if (resite_step_is_pause (step))
    return result;
  ordered = resite_runbook_list_steps_for (self, variables);
  add_before (ordered, step, variables, result);
  return result;
}
