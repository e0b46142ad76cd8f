/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action.h"
#include "resite-connections.h"
#include "resite-plan.h"

G_BEGIN_DECLS

/* "good", "bad" or "open": what a probe of type "step" goes by. */
typedef const char *(*ResiteStepJudge) (const char *step_id, gpointer user_data);

/* (nullable) (transfer full): by what the hardware of @machine is known, for an "identity" probe. */
typedef char *(*ResiteIdentityTeller) (const char *machine, gpointer user_data);

/* What has to be known to do an action here. Borrowed: lives as long as the call. */
typedef struct
{
  ResiteAction *action;
  const char *machine; /* the step's */
  ResiteVariables *variables;
  ResitePlan *plan;
  ResiteConnections *connections;
  ResiteStepJudge judge;
  ResiteIdentityTeller identify; /* (nullable) */
  gpointer judge_data;           /* of both */
  gboolean restarted;            /* a deed of this step restarted the machine and saw it again */
} ResiteJobOrder;

/* (transfer full): the machine that a role means in this step: "primary" is the step's own one, or
 * the direct parent. */
char *resite_job_order_find_machine (const ResiteJobOrder *order, const char *role);

/* The machine of a role is asked over the network. */
gboolean resite_job_order_is_remote (const ResiteJobOrder *order, const char *role);

/* The same, and through WMI, so that programs run there and providers answer: not by RPC alone. */
gboolean resite_job_order_has_wmi (const ResiteJobOrder *order, const char *role);

/* (transfer full): as what a probe is looked at here: its own type; "told" where its machine would
 * have to be asked and is not reached; "remote-folder" for a folder that only the machine itself
 * can see. */
char *resite_job_order_get_probe_type (const ResiteJobOrder *order, ResiteEntry *probe);

/* (element-type utf8) (transfer full): machines that this action talks to over the network, when
 * Resite does it itself. */
GPtrArray *resite_job_order_list_remote (const ResiteJobOrder *order);

/* (element-type utf8) (transfer full): machines whose files this action touches over SMB. */
GPtrArray *resite_job_order_list_files (const ResiteJobOrder *order);

/* The action looks into the directory, and the plan says how that is reached. */
gboolean resite_job_order_needs_directory (const ResiteJobOrder *order);

/* Can Resite do this action itself from this desk? Looks at reach and plan only, so that what is
 * missing in an argument shows when it is tried. *@reason (transfer full, nullable), translated. */
gboolean resite_job_order_is_automatic (const ResiteJobOrder *order, char **reason);

G_END_DECLS
