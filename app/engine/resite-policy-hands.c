/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-policy-hands"

#include "config.h"

#include "resite-drive-private.h"
#include "resite-policy-private.h"

void
resite_policy_set_deed (ResitePolicy *self, ResitePolicyDeed deed, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_POLICY (self));

  _resite_policy_get_hands (self)->deed = deed;
  _resite_policy_get_hands (self)->deed_data = user_data;
}

gboolean
_resite_policy_do_deed (ResitePolicy *self, ResiteStepRun *step, GError **error)
{
  const ResitePolicyHands *hands = _resite_policy_get_hands (self);

  return hands->deed == NULL || hands->deed (step, hands->deed_data, error);
}

void
resite_policy_set_witness (ResitePolicy *self, ResitePolicyWitness witness, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_POLICY (self));

  _resite_policy_get_hands (self)->witness = witness;
  _resite_policy_get_hands (self)->witness_data = user_data;
}

void
_resite_policy_tell_witness (ResitePolicy *self, ResiteStepRun *step)
{
  const ResitePolicyHands *hands = _resite_policy_get_hands (self);

  if (hands->witness != NULL)
    hands->witness (step, hands->witness_data);
}

void
resite_policy_set_remedy (ResitePolicy *self, ResitePolicyRemedy remedy, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_POLICY (self));

  _resite_policy_get_hands (self)->remedy = remedy;
  _resite_policy_get_hands (self)->remedy_data = user_data;
}

gboolean
_resite_policy_do_remedy (ResitePolicy *self, ResiteStepRun *step, char **said, GError **error)
{
  const ResitePolicyHands *hands = _resite_policy_get_hands (self);

  return hands->remedy != NULL && hands->remedy (step, said, hands->remedy_data, error);
}

static gboolean
has_outcome (ResiteRun *run, ResiteStepRun *step, const char *outcome)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      const ResiteActionState *state = resite_step_state_get_action (
          resite_step_run_get_state (step), resite_action_get_id (actions->pdata[i]));

      if (state != NULL && g_strcmp0 (state->outcome, outcome) == 0 &&
          _resite_run_action_applies (run, step, actions->pdata[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_unproved (ResiteRun *run, ResiteStepRun *step)
{
  return resite_step_is_verdict (resite_step_run_get_step (step)) &&
         !g_str_equal (_resite_run_weigh_evidence (run, step), "good");
}

gboolean
_resite_policy_is_amiss (ResiteRun *run, ResiteStepRun *step)
{
  g_autofree char *objection = NULL;

  if (resite_step_run_get_status (step) == RESITE_STEP_FAILED)
    return TRUE;
  if (resite_step_run_get_status (step) == RESITE_STEP_DONE)
    return has_outcome (run, step, "warning");
  if (resite_step_run_get_status (step) != RESITE_STEP_WAITING)
    return FALSE;
  if (resite_step_is_pause (resite_step_run_get_step (step)))
    objection = _resite_run_find_objection (run, step);
  return objection != NULL || has_outcome (run, step, "failed") || is_unproved (run, step);
}
