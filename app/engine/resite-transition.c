/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-transition"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-transition.h"

#define N_STATUSES (RESITE_STEP_LEFT_OUT + 1)
#define N_MOVES    (RESITE_MOVE_CONFIRM + 1)

/* Why a cell says no. */
typedef enum
{
  YES,
  RUNS,
  NOT_RUNNING,
  NOT_BEGUN,
  CLOSED,
  SKIPPED,
  LEFT_OUT,
  AGAIN,
} Answer;

static const char *const answers[] = {
  [RUNS] = N_ ("This step is running. Wait for its end, or stop it first."),
  [NOT_RUNNING] = N_ ("Nothing runs in this step, so there is nothing to stop."),
  [NOT_BEGUN] = N_ ("Nothing was done in this step yet."),
  [CLOSED] = N_ ("This step is closed. To do it once more, set it back first."),
  [SKIPPED] = N_ ("This step was skipped. To do it after all, set it back first."),
  [LEFT_OUT] = N_ ("The plan leaves this step out. To take it in, correct the plan."),
  [AGAIN] = N_ ("This step is open again already."),
};

/* clang-format off */
static const guint8 table[N_STATUSES][N_MOVES] = {
  /*                            START    RETRY      STOP         DONE      FILL      JUDGE     SIGN      SKIP      BACK       NOTE ATTACH ANSWER */
  [RESITE_STEP_TODO]        = { YES,     NOT_BEGUN, NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      NOT_BEGUN, YES, YES, YES },
  [RESITE_STEP_RUNNING]     = { RUNS,    RUNS,      YES,         RUNS,     RUNS,     RUNS,     RUNS,     RUNS,     RUNS,      YES, YES, YES },
  [RESITE_STEP_WAITING]     = { YES,     YES,       NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      YES,       YES, YES, YES },
  [RESITE_STEP_STOPPED]     = { YES,     YES,       NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      YES,       YES, YES, YES },
  [RESITE_STEP_INTERRUPTED] = { YES,     YES,       NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      YES,       YES, YES, YES },
  [RESITE_STEP_FAILED]      = { YES,     YES,       NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      YES,       YES, YES, YES },
  [RESITE_STEP_LOOK_AGAIN]  = { YES,     NOT_BEGUN, NOT_RUNNING, YES,      YES,      YES,      YES,      YES,      AGAIN,     YES, YES, YES },
  [RESITE_STEP_DONE]        = { CLOSED,  YES,       NOT_RUNNING, CLOSED,   CLOSED,   CLOSED,   CLOSED,   CLOSED,   YES,       YES, YES, YES },
  [RESITE_STEP_SKIPPED]     = { SKIPPED, SKIPPED,   NOT_RUNNING, SKIPPED,  SKIPPED,  SKIPPED,  SKIPPED,  SKIPPED,  YES,       YES, YES, YES },
  [RESITE_STEP_LEFT_OUT]    = { LEFT_OUT, LEFT_OUT, NOT_RUNNING, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT,  YES, YES, YES },
  /* The moves of the whole run, behind ANSWER, are YES (0) everywhere. */
};
/* clang-format on */

G_STATIC_ASSERT (YES == 0);
G_STATIC_ASSERT (RESITE_MOVE_ANSWER + 1 == RESITE_MOVE_CORRECT);

gboolean
resite_transition_is_legal (ResiteStepStatus status, ResiteMoveKind move, const char **reason)
{
  g_return_val_if_fail ((guint)status < N_STATUSES, FALSE);
  g_return_val_if_fail ((guint)move < N_MOVES, FALSE);

  guint8 answer = table[status][move];

  if (answer == YES)
    return TRUE;
  if (reason != NULL)
    *reason = _ (answers[answer]);
  return FALSE;
}

gboolean
resite_transition_needs_step (ResiteMoveKind move)
{
  return move <= RESITE_MOVE_ANSWER && move != RESITE_MOVE_NOTE && move != RESITE_MOVE_ATTACH &&
         move != RESITE_MOVE_ANSWER;
}
