/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action.h"
#include "resite-connections.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* "good", "bad" or "open": what a probe of type "step" goes by. */
typedef const char *(*ResiteStepJudge) (const char *step_id, gpointer user_data);

/* What has to be known to do an action here. Borrowed: lives as long as the call. */
typedef struct
{
  ResiteAction *action;
  const char *machine; /* the step's */
  ResiteVariables *variables;
  ResitePlan *plan;
  ResiteConnections *connections;
  ResiteStepJudge judge;
  gpointer judge_data;
} ResiteJobOrder;

/* (transfer full): the machine that a role means in this step: "primary" is the step's own one, or
 * the direct parent. */
char *resite_job_order_find_machine (const ResiteJobOrder *order, const char *role);

/* Can Resite do this action itself from this desk? Looks at reach and plan only, so that what is
 * missing in an argument shows when it is tried. *@reason (transfer full, nullable), translated. */
gboolean resite_job_order_is_automatic (const ResiteJobOrder *order, char **reason);

G_END_DECLS
