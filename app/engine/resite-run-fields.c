/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-fields"

#include "config.h"

#include "resite-run-private.h"

/* What steps leave for the texts and arguments of others: ${step.C3.address} of a form,
 * ${step.R3.package} of a canary. */

static void
set_field (ResiteVariables *variables, ResiteStepRun *step, ResiteEntry *field)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const char *id = resite_entry_get_id (field);
  const char *text = resite_entry_get (field, "default");
  const char *filled = state != NULL ? g_hash_table_lookup (state->fields, id) : NULL;
  g_autofree char *variable =
      g_strdup_printf ("step.%s.%s", resite_step_get_id (resite_step_run_get_step (step)), id);
  g_autofree char *expected =
      filled == NULL && text != NULL ? resite_variables_expand (variables, text, NULL) : NULL;

  resite_variables_set (variables, variable, filled != NULL ? filled : expected);
}

/* Until a form is filled in, its defaults stand for its fields. */
static void
set_fields (ResiteVariables *variables, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      GPtrArray *fields = resite_action_get_entries (actions->pdata[i]);

      if (resite_action_get_kind (actions->pdata[i]) != RESITE_ACTION_FORM)
        continue;
      for (guint j = 0; j < fields->len; j++)
        set_field (variables, step, fields->pdata[j]);
    }
}

void
_resite_run_set_fields_of (ResiteRun *self, ResiteVariables *variables, const char *target)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      if (g_str_equal (resite_step_run_get_target (step), target))
        set_fields (variables, step);
    }
}

/* Before it took one, the one that it is going to take by the plan. */
static void
expect_package (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  const char *package = resite_action_get (action, "package");

  if (package == NULL || resite_action_get_kind (action) != RESITE_ACTION_BULK)
    return;
  g_autofree char *variable =
      g_strdup_printf ("step.%s.package", resite_step_get_id (resite_step_run_get_step (step)));
  g_autofree char *expected = resite_variables_expand (self->variables, package, NULL);
  resite_variables_set (self->variables, variable, expected);
}

static void
refresh_packages (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    expect_package (self, step, actions->pdata[i]);
}

void
_resite_run_refresh_fields (ResiteRun *self)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));
  ResiteStep *former = NULL;
  GHashTableIter iter;
  gpointer variable, package;

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      /* Of several machines the first one's form speaks where no machine is meant. */
      if (resite_step_run_get_step (step) != former)
        set_fields (self->variables, step);
      refresh_packages (self, step);
      former = resite_step_run_get_step (step);
    }
  g_hash_table_iter_init (&iter, self->packages);
  while (g_hash_table_iter_next (&iter, &variable, &package))
    resite_variables_set (self->variables, variable, package);
}
