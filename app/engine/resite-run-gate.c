/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-gate"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-run-private.h"

/* (nullable) (transfer full): what is missing of the proof that @step was to bring. */
static char *
find_fault (ResiteRun *self, ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const char *name = resite_step_run_get_name (step);
  const ResiteStepStatus status = resite_step_run_get_status (step);

  if (status == RESITE_STEP_LEFT_OUT)
    return NULL;
  if (status == RESITE_STEP_SKIPPED)
    return g_strdup_printf (_ ("%s was skipped"), name);
  if (state == NULL || status != RESITE_STEP_DONE)
    return g_strdup_printf (_ ("%s is not done"), name);
  if (resite_step_is_verdict (resite_step_run_get_step (step)))
    return state->overrule != NULL ? g_strdup_printf (_ ("%s was judged good without proof (%s)"),
                                                      name, state->overrule)
                                   : NULL;
  if (state->overrule != NULL)
    return g_strdup_printf (_ ("%s was signed off against what was seen (%s)"), name,
                            state->overrule);
  return g_str_equal (_resite_run_weigh_evidence (self, step), "good")
             ? NULL
             : g_strdup_printf (_ ("%s was signed off without anything that was seen"), name);
}

static void
add_faults (ResiteRun *self, const char *id, GPtrArray *faults)
{
  const guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      char *fault = NULL;

      if (g_str_equal (resite_step_get_id (resite_step_run_get_step (step)), id))
        fault = find_fault (self, step);
      if (fault != NULL)
        g_ptr_array_add (faults, fault);
    }
}

char *
_resite_run_find_gate (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *ids = resite_step_get_proved_by (resite_step_run_get_step (step));
  const ResiteStepState *state = resite_step_run_get_state (step);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  if (state != NULL && state->opened_by != NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    add_faults (self, ids->pdata[i], faults);
  if (faults->len == 0)
    return NULL;
  g_ptr_array_add (faults, NULL);
  list = g_strjoinv ("; ", (GStrv)faults->pdata);
  /* TRANSLATORS: a step, and what is missing: "R7 was skipped". */
  return g_strdup_printf (_ ("%s does to all packages what was not seen to be good for one: %s. To "
                             "begin all the same, give the reason; it will be printed."),
                          resite_step_run_get_name (step), list);
}

char *
resite_step_run_get_gate (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return _resite_run_find_gate (_resite_step_run_get_run (self), self);
}
