/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run"

#include "config.h"

#include "resite-run-private.h"

/* What a person chose on a step's page for its next start: a set of actions. */

static char *
format_place (ResiteStepRun *step, ResiteAction *action)
{
  return g_strdup_printf ("%s %s", resite_step_run_get_name (step), resite_action_get_id (action));
}

void
_resite_run_choose (GHashTable *chosen, ResiteStepRun *step, ResiteAction *action, gboolean yes)
{
  g_autofree char *place = format_place (step, action);

  if (yes)
    g_hash_table_add (chosen, g_steal_pointer (&place));
  else
    g_hash_table_remove (chosen, place);
}

gboolean
_resite_run_is_chosen (GHashTable *chosen, ResiteStepRun *step, ResiteAction *action)
{
  g_autofree char *place = format_place (step, action);

  return g_hash_table_contains (chosen, place);
}
