/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-values"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

static void
set_fields (ResiteVariables *variables, const ResiteStepState *state)
{
  GHashTableIter iterator;
  gpointer field, value;

  if (state == NULL)
    return;
  g_hash_table_iter_init (&iterator, state->fields);
  while (g_hash_table_iter_next (&iterator, &field, &value))
    {
      g_autofree char *name = NULL;

      name = g_strdup_printf ("step.%s.%s", state->step, (const char *)field);
      resite_variables_set (variables, name, value);
    }
}

/* In the texts of one machine the forms of that machine count. */
static void
set_fields_of (ResiteSummary *self, ResiteVariables *variables, const char *target)
{
  GPtrArray *steps = resite_runbook_get_steps (self->runbook);

  for (guint i = 0; i < steps->len; i++)
    set_fields (variables,
                resite_run_state_get (self->state,
                                      resite_step_get_id (g_ptr_array_index (steps, i)), target));
}

/* Backwards, so that elsewhere the first machine's stand. */
static void
set_all_fields (ResiteSummary *self)
{
  g_auto (GStrv) machines = resite_plan_list_machines (self->plan, "primary");

  for (guint i = machines != NULL ? g_strv_length (machines) : 0; i > 0; i--)
    set_fields_of (self, self->variables, machines[i - 1]);
  set_fields_of (self, self->variables, "");
}

static gboolean
is_done (ResiteSummary *self, const char *step)
{
  const ResiteStepState *state = resite_run_state_get (self->state, step, NULL);

  return state != NULL && state->status == RESITE_STEP_DONE;
}

static void
set_if (ResiteVariables *variables, const char *name, const char *value)
{
  if (value != NULL)
    resite_variables_set (variables, name, value);
}

void
resite_summary_set_names_now (ResiteSummary *self, ResiteVariables *variables, gboolean old_renamed,
                              gboolean new_renamed)
{
  const char *site = resite_plan_get (self->plan, "site.server-name");
  const char *address = resite_plan_get (self->plan, "site.address");
  const char *by_dhcp = _ ("by DHCP");

  set_if (variables, "old.name-now",
          old_renamed ? resite_variables_get (self->variables, "old.name-after") : site);
  set_if (variables, "new.name-now",
          new_renamed ? site : resite_variables_get (self->variables, "new.name-before"));
  set_if (variables, "old.address-now", old_renamed ? by_dhcp : address);
  set_if (variables, "new.address-now", new_renamed ? address : by_dhcp);
}

/* The package that a step for one package took; before that, the one of the plan. */
static void
set_package (ResiteSummary *self, ResiteJournal *journal, ResiteStep *step, ResiteAction *action)
{
  const char *id = resite_step_get_id (step);
  const ResiteStepState *state = resite_run_state_get (self->state, id, NULL);
  const char *package = resite_action_get (action, "package");
  g_autofree char *name = g_strdup_printf ("step.%s.package", id);
  g_autofree char *scope = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (package == NULL || resite_action_get_kind (action) != RESITE_ACTION_BULK)
    return;
  expected = resite_variables_expand (self->variables, package, NULL);
  set_if (self->variables, name, expected);
  scope = resite_run_state_format_scope (id, NULL, state != NULL ? state->attempt : 1,
                                         resite_action_get_id (action));
  items = resite_journal_read_items (journal, scope, NULL);
  if (items != NULL && items->len > 0)
    {
      const ResiteItemRecord *record = g_ptr_array_index (items, items->len - 1);

      resite_variables_set (self->variables, name, record->name);
    }
}

void
resite_summary_read_values (ResiteSummary *self, ResiteJournal *journal)
{
  GPtrArray *steps = resite_runbook_get_steps (self->runbook);

  set_if (self->variables, "run.id", resite_run_state_get_run_id (self->state));
  /* B2 and B1 take it back. */
  resite_summary_set_names_now (self, self->variables,
                                is_done (self, "C3") && !is_done (self, "B2"),
                                is_done (self, "C4") && !is_done (self, "B1"));
  set_all_fields (self);
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *actions = resite_step_get_actions (step);

      for (guint j = 0; j < actions->len; j++)
        set_package (self, journal, step, g_ptr_array_index (actions, j));
    }
}

const char *
resite_summary_get_value (ResiteSummary *self, const char *name)
{
  const char *value = resite_variables_get (self->variables, name);

  return value != NULL ? value : "";
}

char *
resite_summary_expand_with (ResiteSummary *self, ResiteVariables *variables, const char *target,
                            const char *text)
{
  g_autoptr (ResiteVariables) machine = NULL;

  if (target == NULL || *target == '\0')
    return resite_variables_expand_for_reading (variables, text);
  machine = resite_plan_to_machine_variables (self->plan, variables, target);
  set_fields_of (self, machine, target);
  return resite_variables_expand_for_reading (machine, text);
}

char *
resite_summary_expand (ResiteSummary *self, const char *target, const char *text)
{
  return resite_summary_expand_with (self, self->variables, target, text);
}
