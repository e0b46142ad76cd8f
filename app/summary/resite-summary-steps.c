/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-steps"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

static void
step_free (gpointer data)
{
  ResiteSummaryStep *row = data;

  g_free (row->name);
  g_free (row->target);
  g_free (row->title);
  g_free (row->machine);
  g_free (row->remark);
  g_free (row);
}

const char *
resite_summary_role_to_word (const char *role)
{
  static const struct
  {
    const char *role;
    const char *word;
  } words[] = {
    { "old", N_ ("old server") },  { "new", N_ ("new server") },  { "source", N_ ("source") },
    { "primary", N_ ("primary") }, { "central", N_ ("central") }, { "ad", N_ ("AD") },
    { "desk", N_ ("desk") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_strcmp0 (role, words[i].role) == 0)
        return _ (words[i].word);
    }
  return role != NULL ? role : "";
}

/* A step for several machines names the one it was done on. */
static char *
name_machine (ResiteSummary *self, ResiteStep *step, const char *target)
{
  const char *role = resite_summary_role_to_word (resite_step_get_role (step));
  g_autofree char *key = NULL;
  const char *name;

  if (*target == '\0')
    return g_strdup (role);
  key = g_strconcat (target, ".server-name", NULL);
  name = resite_plan_get (self->plan, key);
  return g_strdup_printf ("%s %s", role, name != NULL ? name : target);
}

/* Takes @text. */
static void
add_remark (GPtrArray *remarks, char *text)
{
  if (text != NULL && *text != '\0')
    g_ptr_array_add (remarks, text);
  else
    g_free (text);
}

static char *
make_remark (const ResiteStepState *state)
{
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func (g_free);

  if (state == NULL || state->status == RESITE_STEP_LEFT_OUT)
    return g_strdup ("");
  if (state->released_by != NULL && *state->released_by != '\0')
    add_remark (remarks, g_strdup_printf (_ ("released by %s"), state->released_by));
  if (state->verdict != NULL)
    add_remark (remarks, g_strdup (g_str_equal (state->verdict, "good") ? _ ("judged good")
                                                                        : _ ("judged bad")));
  if (state->overrule != NULL)
    add_remark (remarks, g_strdup_printf (_ ("overruled: %s"), state->overrule));
  if (state->reason != NULL)
    add_remark (remarks, g_strdup (state->reason));
  if (state->message != NULL && state->verdict == NULL)
    add_remark (remarks, g_strdup (state->message));
  if (state->attempt > 1)
    add_remark (remarks, g_strdup_printf (_ ("attempt %u"), state->attempt));
  g_ptr_array_add (remarks, NULL);
  return g_strjoinv ("; ", (char **)remarks->pdata);
}

static void
add_step (ResiteSummary *self, ResiteStep *step, const char *target)
{
  ResiteSummaryStep *row = g_new0 (ResiteSummaryStep, 1);
  const char *id = resite_step_get_id (step);

  row->step = step;
  row->target = g_strdup (target);
  row->name = *target != '\0' ? g_strdup_printf ("%s@%s", id, target) : g_strdup (id);
  row->title = resite_summary_expand (self, target, resite_step_get_title (step));
  row->machine = name_machine (self, step, target);
  row->state = resite_run_state_get (self->state, id, target);
  if (row->state != NULL)
    row->status = row->state->status;
  else if (!resite_runbook_has_step_for (self->runbook, step, self->variables))
    row->status = RESITE_STEP_LEFT_OUT;
  row->remark = make_remark (row->state);
  g_ptr_array_add (self->steps, row);
}

static ResitePhase *
find_phase (ResiteSummary *self, const char *id)
{
  GPtrArray *phases = resite_runbook_get_phases (self->runbook);

  for (guint i = 0; i < phases->len; i++)
    {
      if (g_strcmp0 (resite_phase_get_id (g_ptr_array_index (phases, i)), id) == 0)
        return g_ptr_array_index (phases, i);
    }
  return NULL;
}

static gboolean
is_on_the_way_back (ResiteSummary *self, ResiteStep *step)
{
  ResitePhase *phase = find_phase (self, resite_step_get_phase_id (step));

  return phase != NULL && resite_phase_is_way_back (phase);
}

static void
add_all_steps (ResiteSummary *self)
{
  g_autoptr (GPtrArray) steps = resite_runbook_list_steps_for (self->runbook, self->variables);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *role = resite_step_get_for_each (step);
      g_auto (GStrv) machines = NULL;

      if (is_on_the_way_back (self, step) && !resite_run_state_is_way_back (self->state))
        continue;
      machines = role != NULL ? resite_plan_list_machines (self->plan, role) : NULL;
      if (machines == NULL)
        add_step (self, step, "");
      for (guint j = 0; machines != NULL && machines[j] != NULL; j++)
        add_step (self, step, machines[j]);
    }
}

static gboolean
is_closing (ResiteEvent *event)
{
  const char *const closing[] = { RESITE_EVENT_STEP_DONE, RESITE_EVENT_SIGNED_OFF,
                                  RESITE_EVENT_SIGNED, RESITE_EVENT_JUDGED, NULL };

  return g_strv_contains (closing, resite_event_get_what (event));
}

/* Of a step that was offered again later only the first attempt belongs to its phase. */
static void
take_first_times (ResiteSummary *self, ResiteSummaryPhase *phase, const ResiteSummaryStep *row)
{
  gint64 started = 0, ended = 0;

  for (guint i = 0; i < self->events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (self->events, i);
      const char *target = resite_event_get_target (event);

      if (g_strcmp0 (resite_event_get_step (event), resite_step_get_id (row->step)) != 0 ||
          g_strcmp0 (target != NULL ? target : "", row->target) != 0 ||
          resite_event_get_attempt (event) > 1)
        continue;
      if (started == 0)
        started = resite_event_get_time (event);
      if (is_closing (event))
        ended = resite_event_get_time (event);
    }
  if (ended == 0)
    return;
  phase->started_at = phase->started_at == 0 ? started : MIN (phase->started_at, started);
  phase->ended_at = MAX (phase->ended_at, ended);
}

static void
count_step (ResiteSummary *self, ResiteSummaryPhase *phase, const ResiteSummaryStep *row)
{
  if (row->status == RESITE_STEP_LEFT_OUT)
    return;
  phase->total++;
  phase->closed += resite_step_status_is_closed (row->status);
  if (row->state != NULL && row->status != RESITE_STEP_SKIPPED)
    take_first_times (self, phase, row);
}

static void
add_phase (ResiteSummary *self, ResitePhase *phase)
{
  ResiteSummaryPhase *row = g_new0 (ResiteSummaryPhase, 1);

  row->phase = phase;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const ResiteSummaryStep *step = g_ptr_array_index (self->steps, i);

      if (g_strcmp0 (resite_step_get_phase_id (step->step), resite_phase_get_id (phase)) == 0)
        count_step (self, row, step);
    }
  if (row->closed < row->total)
    row->ended_at = 0;
  if (row->total > 0)
    g_ptr_array_add (self->phases, row);
  else
    g_free (row);
}

void
resite_summary_read_steps (ResiteSummary *self)
{
  GPtrArray *phases = resite_runbook_get_phases (self->runbook);

  self->steps = g_ptr_array_new_with_free_func (step_free);
  add_all_steps (self);
  self->phases = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < phases->len; i++)
    add_phase (self, g_ptr_array_index (phases, i));
}

gboolean
resite_summary_is_done (ResiteSummary *self, const char *step)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

      if (!g_str_equal (resite_step_get_id (row->step), step))
        continue;
      if (row->status != RESITE_STEP_DONE)
        return FALSE;
      found = TRUE;
    }
  return found;
}

ResiteSummaryStep *
resite_summary_find_current (ResiteSummary *self)
{
  gboolean way_back = resite_run_state_is_way_back (self->state);

  for (guint i = 0; i < self->steps->len; i++)
    {
      ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

      if (!resite_step_status_is_closed (row->status) &&
          is_on_the_way_back (self, row->step) == way_back)
        return row;
    }
  return NULL;
}
