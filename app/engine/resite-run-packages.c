/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-packages"

#include "config.h"

#include "resite-drive-private.h"

/* A server's clock that is wrong by less hides nothing. */
#define SERVER_IS_BEHIND (10 * 60 * G_TIME_SPAN_SECOND)

static void
add_forwarded (ResiteRun *self, GPtrArray *ids, ResiteStepRun *step, ResiteAction *action,
               guint attempt)
{
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      attempt, resite_action_get_id (action));
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, scope, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      if (g_strcmp0 (record->state, "forwarded") == 0)
        g_ptr_array_add (ids, g_strdup (record->name));
    }
}

static void
add_forwarded_of_step (ResiteRun *self, GPtrArray *ids, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  if (resite_step_run_get_state (step) == NULL)
    return;
  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_BULK)
      for (guint attempt = 1; attempt <= resite_step_run_get_attempt (step); attempt++)
        add_forwarded (self, ids, step, actions->pdata[i], attempt);
}

GPtrArray *
_resite_run_list_forwarded (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) other = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      if (other != step)
        add_forwarded_of_step (self, ids, other);
    }
  return ids;
}

/* As servers write it. */
static gint64
get_time_there (ResiteRun *self, gint64 time)
{
  return time == 0 ? 0 : resite_clock_to_machines (self->clock, time);
}

static gint64
get_start (ResiteStepRun *step)
{
  const ResiteStepState *state = step != NULL ? resite_step_run_get_state (step) : NULL;

  return state != NULL ? state->started_at : 0;
}

static void
set_time (ResiteJobArguments *arguments, const char *name, gint64 time)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  resite_job_arguments_set (arguments, name, time != 0 ? text : NULL);
}

void
_resite_run_complete_watch (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                            ResiteJobArguments *arguments)
{
  const char *since = resite_action_get (action, "since");
  ResiteStepRun *other = since != NULL ? resite_run_find_step (self, since) : NULL;
  const gint64 from = get_start (other);

  if (from != 0)
    set_time (arguments, "since-time",
              resite_clock_to_machines (self->clock, from - (gint64)SERVER_IS_BEHIND));
  set_time (arguments, "begun-time", get_time_there (self, from != 0 ? from : get_start (step)));
}
