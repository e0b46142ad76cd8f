/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-state-icon"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-state-icon.h"

static const struct
{
  ResiteStepStatus status;
  ResiteStateSign sign;
} signs[] = {
  { RESITE_STEP_TODO, { " ", N_ ("to do"), "resite-dim" } },
  { RESITE_STEP_RUNNING, { "↻", N_ ("running"), "resite-running" } },
  { RESITE_STEP_WAITING, { "…", N_ ("waiting for you"), "resite-warning" } },
  { RESITE_STEP_STOPPED, { "■", N_ ("stopped"), "resite-warning" } },
  { RESITE_STEP_INTERRUPTED, { "!", N_ ("interrupted"), "resite-warning" } },
  { RESITE_STEP_FAILED, { "✘", N_ ("failed"), "resite-bad" } },
  { RESITE_STEP_LOOK_AGAIN, { "?", N_ ("look again"), "resite-warning" } },
  { RESITE_STEP_DONE, { "✔", N_ ("done"), "resite-good" } },
  { RESITE_STEP_SKIPPED, { "–", N_ ("skipped"), "resite-dim" } },
  { RESITE_STEP_LEFT_OUT, { "–", N_ ("not in this plan"), "resite-dim" } },
};

static const ResiteStateSign by_hand = { "h", N_ ("done by hand"), "resite-good" };

static gboolean
was_done_by_hand (ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  return state != NULL && state->status == RESITE_STEP_DONE && g_strcmp0 (state->how, "H") == 0;
}

ResiteStateSign
resite_state_sign_of (ResiteStepRun *step)
{
  ResiteStateSign sign = signs[0].sign;

  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), sign);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (signs[i].status == resite_step_run_get_status (step))
        sign = signs[i].sign;
    }
  if (was_done_by_hand (step))
    sign = by_hand;
  sign.word = _ (sign.word);
  return sign;
}
