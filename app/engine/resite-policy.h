/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run.h"

G_BEGIN_DECLS

/* What is answered where no person sits: which move comes next for a step that is open. A key file;
 * [policy] is for all steps, [step C3] for one:
 *
 *   start    yes|no         begin what Resite can do itself (yes)
 *   skip     yes|no         skip it (no); reason
 *   fill     yes|no|any     fill forms with their defaults; any: required fields without one too (no)
 *   field.X                 the value of a field
 *   done     yes|no         sign off by hand what a person has to do (no); note
 *   sign     yes|no         sign pauses (no); released-by
 *   judge    no|evidence|good   good on good evidence, or always (no)
 *   overrule                the reason given where something speaks against signing or judging good
 *   retry    number         try what failed so often again (0)
 *   failed   stop|done|skip then do this with it (stop)
 *   confirm  yes|no         go on with what was cut off and asks first (no)
 *   way-back yes|no         put the old server back once this step is closed (no); reason
 *   finish   yes|no         close the run when all is closed (no) */
#define RESITE_TYPE_POLICY (resite_policy_get_type ())
G_DECLARE_FINAL_TYPE (ResitePolicy, resite_policy, RESITE, POLICY, GObject)

/* Does what can be done without a person, and nothing else. */
ResitePolicy *resite_policy_new (const char *by);
/* Answers everything, as someone does who follows the rehearsal through. */
ResitePolicy *resite_policy_new_rehearsal (const char *by);
/* Once the step is closed, all that follows is the way back. */
void resite_policy_turn_back_after (ResitePolicy *self, const char *step_id, const char *reason);
/* RESITE_ERROR_INVALID "FILE: ..." for keys and values that are none. */
ResitePolicy *resite_policy_new_from_file (const char *path, const char *by, GError **error);

/* Called before a step, or an action of it, is signed off by hand: the rehearsal does there what
 * the person would have done. */
typedef gboolean (*ResitePolicyDeed) (ResiteStepRun *step, gpointer user_data, GError **error);
void resite_policy_set_deed (ResitePolicy *self, ResitePolicyDeed deed, gpointer user_data);

/* Called when a step begins, before anything of it is done. */
typedef void (*ResitePolicyWitness) (ResiteStepRun *step, gpointer user_data);
void resite_policy_set_witness (ResitePolicy *self, ResitePolicyWitness witness,
                                gpointer user_data);

/* Called where a step failed, where what was seen speaks against closing it, and where it was closed
 * with a warning: TRUE says that something
 * was put right at the machines as the step's page tells, and *@said (transfer full) (nullable) what.
 * That is noted, and the step goes on from what is so now; it is given time. Without one, or where
 * nothing was to be put right, the policy's own words count. */
typedef gboolean (*ResitePolicyRemedy) (ResiteStepRun *step, char **said, gpointer user_data,
                                        GError **error);
void resite_policy_set_remedy (ResitePolicy *self, ResitePolicyRemedy remedy, gpointer user_data);

/* (transfer full) (nullable): what to do with @step, which is reached, now. NULL: a person has to
 * say, and *@reason (transfer full) for what. @tries: retries of it so far. */
ResiteMove *resite_policy_decide (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step,
                                  guint tries, char **reason);

/* Makes moves, one after the other, until the run is closed or nothing is left that the policy
 * answers: RESITE_ERROR_NEEDS_PERSON that names the step and what it waits for. */
void resite_policy_walk_async (ResitePolicy *self, ResiteRun *run, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_policy_walk_finish (ResitePolicy *self, GAsyncResult *result, GError **error);

G_END_DECLS
