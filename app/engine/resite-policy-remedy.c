/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-policy-remedy"

#include "config.h"

#include "resite-policy-private.h"

/* What was put right may take its time until it is seen: so often it is tried again. */
#define TRIES_AFTER_REMEDY 12

guint
_resite_walk_count (GHashTable *table, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, key));
}

/* Of a step's attempt, or of one of those that come after it. */
char *
_resite_walk_make_key (ResiteStepRun *step, guint later)
{
  return g_strdup_printf ("%s#%u", resite_step_run_get_name (step),
                          resite_step_run_get_attempt (step) + later);
}

/* What was found before it was put right may be what now stands in the way: a list that was read
 * then. Who cannot go on with it begins the step anew. */
static ResiteMove *
begin_anew (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step, guint left)
{
  g_autoptr (ResiteMove) back = resite_move_new (RESITE_MOVE_BACK, _resite_policy_get_by (self),
                                                 resite_step_run_get_name (step));
  g_autofree char *next_key = _resite_walk_make_key (step, 1);

  if (resite_step_run_get_rerun (step) == RESITE_RERUN_NEVER ||
      !resite_run_check_move (walk->run, back, NULL))
    return NULL;
  g_hash_table_replace (walk->again, g_steal_pointer (&next_key), GUINT_TO_POINTER (left));
  return g_steal_pointer (&back);
}

static ResiteMove *
try_again (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step, guint left)
{
  ResiteMove *back = NULL;

  if (left == TRIES_AFTER_REMEDY - 1 && resite_step_run_get_status (step) == RESITE_STEP_FAILED)
    back = begin_anew (self, walk, step, left - 1);
  walk->waits = back == NULL && left < TRIES_AFTER_REMEDY &&
                resite_step_run_get_status (step) != RESITE_STEP_DONE;
  return back != NULL ? back : _resite_policy_try_again (self, step);
}

/* (nullable): to note what was put right, or to see whether that was all. */
ResiteMove *
_resite_walk_put_right (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step, const char *key,
                        GError **error)
{
  g_autofree char *said = NULL;
  const guint left = _resite_walk_count (walk->again, key);
  const guint tries =
      resite_step_run_get_status (step) == RESITE_STEP_DONE ? 1 : TRIES_AFTER_REMEDY;
  ResiteMove *note;

  if (!_resite_policy_is_amiss (walk->run, step))
    return NULL;
  if (!_resite_policy_do_remedy (self, step, &said, error))
    {
      if (left == 0 || *error != NULL)
        return NULL;
      g_hash_table_replace (walk->again, g_strdup (key), GUINT_TO_POINTER (left - 1));
      return try_again (self, walk, step, left);
    }
  g_hash_table_replace (walk->again, g_strdup (key), GUINT_TO_POINTER (tries));
  if (said == NULL)
    return _resite_policy_try_again (self, step);
  note = resite_move_new (RESITE_MOVE_NOTE, _resite_policy_get_by (self),
                          resite_step_run_get_name (step));
  resite_move_set (note, "note", said);
  return note;
}

/* Trying again was of no use: once, all of the step is done from its beginning. */
ResiteMove *
_resite_walk_begin_anew_once (ResitePolicy *self, ResiteWalk *walk, ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  if (_resite_policy_get_hands (self)->remedy == NULL ||
      resite_step_run_get_status (step) != RESITE_STEP_FAILED || state->verdict != NULL ||
      resite_step_run_get_attempt (step) > 2)
    return NULL;
  return begin_anew (self, walk, step, 0);
}

/* (nullable): the last step was closed with a warning, and what it warns of was put right. */
ResiteMove *
_resite_walk_put_right_behind (ResitePolicy *self, ResiteWalk *walk, GError **error)
{
  ResiteStepRun *step = walk->last != NULL ? resite_run_find_step (walk->run, walk->last) : NULL;
  g_autofree char *key = NULL;

  if (step == NULL || resite_step_run_get_status (step) != RESITE_STEP_DONE)
    return NULL;
  key = _resite_walk_make_key (step, 0);
  return _resite_walk_put_right (self, walk, step, key, error);
}
