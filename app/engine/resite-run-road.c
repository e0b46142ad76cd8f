/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-road"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-run-private.h"

/* The list holds it. */
static ResiteStepRun *
get_step (ResiteRun *self, guint position)
{
  ResiteStepRun *step = g_list_model_get_item (G_LIST_MODEL (self->steps), position);

  g_object_unref (step);
  return step;
}

static const char *
get_id (ResiteStepRun *step)
{
  return resite_step_get_id (resite_step_run_get_step (step));
}

static guint
count_steps (ResiteRun *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->steps));
}

static gboolean
is_of_way_back (ResiteRun *self, ResiteStep *step)
{
  GPtrArray *phases = resite_runbook_get_phases (self->runbook);

  for (guint i = 0; i < phases->len; i++)
    if (g_str_equal (resite_phase_get_id (phases->pdata[i]), resite_step_get_phase_id (step)))
      return resite_phase_is_way_back (phases->pdata[i]);
  return FALSE;
}

/* Which steps there are. */

static ResiteStepRun *
find_exact (ResiteRun *self, const char *id, const char *target)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      if (g_str_equal (get_id (step), id) &&
          g_str_equal (resite_step_run_get_target (step), target))
        return step;
    }
  return NULL;
}

static void
add_step (ResiteRun *self, GPtrArray *list, ResiteStep *step, const char *target)
{
  ResiteStepRun *known = find_exact (self, resite_step_get_id (step), target);

  g_ptr_array_add (list, known != NULL ? g_object_ref (known)
                                       : _resite_step_run_new (self, step, target));
}

static void
add_step_runs (ResiteRun *self, GPtrArray *list, ResiteStep *step)
{
  const char *role = resite_step_get_for_each (step);

  if (role == NULL)
    {
      add_step (self, list, step, "");
      return;
    }
  g_auto (GStrv) machines = resite_plan_list_machines (self->plan, role);
  for (guint i = 0; machines[i] != NULL; i++)
    add_step (self, list, step, machines[i]);
}

static void
rebuild_steps (ResiteRun *self, GPtrArray *order)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < order->len; i++)
    if (!is_of_way_back (self, order->pdata[i]))
      add_step_runs (self, list, order->pdata[i]);
  for (guint i = 0; i < order->len; i++)
    if (is_of_way_back (self, order->pdata[i]))
      add_step_runs (self, list, order->pdata[i]);
  g_list_store_splice (self->steps, 0, count_steps (self), list->pdata, list->len);
}

static void
rebuild_after (ResiteRun *self, GPtrArray *order)
{
  g_clear_pointer (&self->after, g_hash_table_unref);
  self->after =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < order->len; i++)
    g_hash_table_insert (
        self->after, (char *)resite_step_get_id (order->pdata[i]),
        resite_runbook_list_after_for (self->runbook, order->pdata[i], self->variables));
}

void
_resite_run_rebuild_road (ResiteRun *self)
{
  g_autoptr (GPtrArray) order = resite_runbook_list_steps_for (self->runbook, self->variables);

  rebuild_steps (self, order);
  rebuild_after (self, order);
}

/* Numbers for "step 12 of 38": what the plan leaves out is not counted, the way back for itself. */
static void
number_road (ResiteRun *self, gboolean way_back)
{
  guint total = 0, number = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < count_steps (self); i++)
      {
        ResiteStepRun *step = get_step (self, i);
        if (is_of_way_back (self, resite_step_run_get_step (step)) != way_back)
          continue;
        gboolean counts = resite_step_run_get_status (step) != RESITE_STEP_LEFT_OUT;
        if (pass == 0)
          total += counts;
        else
          _resite_step_run_set_number (step, counts ? ++number : 0, total);
      }
}

ResiteStepRun *
resite_run_find_step (ResiteRun *self, const char *name)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  ResiteStepRun *last = NULL;

  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      if (g_ascii_strcasecmp (resite_step_run_get_name (step), name) == 0)
        return step;
      if (g_ascii_strcasecmp (get_id (step), name) != 0)
        continue;
      last = step;
      if (!resite_step_status_is_closed (resite_step_run_get_status (step)))
        return step;
    }
  return last;
}

/* Which of them may be done. */

gboolean
_resite_run_is_on_road (ResiteRun *self, ResiteStepRun *step)
{
  return is_of_way_back (self, resite_step_run_get_step (step)) ==
         resite_run_state_is_way_back (self->state);
}

gboolean
_resite_run_is_begun (ResiteRun *self, const char *step_id)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      ResiteStepStatus status = resite_step_run_get_status (step);

      if (!g_str_equal (get_id (step), step_id))
        continue;
      if (resite_step_run_get_attempt (step) > 1)
        return TRUE;
      if (status != RESITE_STEP_TODO && status != RESITE_STEP_LEFT_OUT &&
          status != RESITE_STEP_SKIPPED)
        return TRUE;
    }
  return FALSE;
}

static ResiteStepRun *
find_open_of (ResiteRun *self, const char *step_id)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      if (g_str_equal (get_id (step), step_id) &&
          !resite_step_status_is_closed (resite_step_run_get_status (step)))
        return step;
    }
  return NULL;
}

gboolean
_resite_run_is_closed (ResiteRun *self, const char *step_id)
{
  return find_open_of (self, step_id) == NULL;
}

ResiteStepRun *
_resite_run_find_open (ResiteRun *self)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      if (_resite_run_is_on_road (self, step) &&
          !resite_step_status_is_closed (resite_step_run_get_status (step)))
        return step;
    }
  return NULL;
}

/* A pause waits for everything before it on its road. */
static ResiteStepRun *
find_open_before (ResiteRun *self, ResiteStepRun *pause)
{
  gboolean way_back = is_of_way_back (self, resite_step_run_get_step (pause));

  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *step = get_step (self, i);
      if (step == pause)
        break;
      if (is_of_way_back (self, resite_step_run_get_step (step)) == way_back &&
          !resite_step_status_is_closed (resite_step_run_get_status (step)))
        return step;
    }
  return NULL;
}

/* Machine after machine: what is done to the direct parent comes first and ends first. */
static ResiteStepRun *
find_open_machine_before (ResiteRun *self, ResiteStepRun *step)
{
  ResiteStepRun *first = find_open_of (self, get_id (step));

  if (*resite_step_run_get_target (step) == '\0' || first == NULL || first == step)
    return NULL;
  for (guint i = 0; i < count_steps (self); i++)
    {
      if (get_step (self, i) == step)
        return NULL;
      if (get_step (self, i) == first)
        return first;
    }
  return NULL;
}

/* What a step of the way back names of the main road is when it may be taken, which was asked
 * when it was taken. */
static ResiteStepRun *
find_predecessor (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *after = g_hash_table_lookup (self->after, get_id (step));
  gboolean way_back = is_of_way_back (self, resite_step_run_get_step (step));

  if (resite_step_is_pause (resite_step_run_get_step (step)))
    return find_open_before (self, step);
  for (guint i = 0; after != NULL && i < after->len; i++)
    {
      ResiteStepRun *open = find_open_of (self, after->pdata[i]);
      if (open != NULL && is_of_way_back (self, resite_step_run_get_step (open)) == way_back)
        return open;
    }
  return find_open_machine_before (self, step);
}

static gboolean
is_again_before (ResiteStepRun *again, const char *step_id)
{
  GPtrArray *list = resite_step_get_again_before (resite_step_run_get_step (again));

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (list->pdata[i], step_id))
      return TRUE;
  return FALSE;
}

static gboolean
was_offered (ResiteRun *self, ResiteStepRun *again, const char *before)
{
  g_autofree char *key = g_strconcat (get_id (again), " ", before, NULL);

  return g_hash_table_contains (self->offered, key);
}

/* A step that has to be looked at once more first: not offered yet, or offered and still open. */
static ResiteStepRun *
find_again_step (ResiteRun *self, ResiteStepRun *step)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *again = get_step (self, i);
      ResiteStepStatus status = resite_step_run_get_status (again);

      if (status == RESITE_STEP_LEFT_OUT || !is_again_before (again, get_id (step)))
        continue;
      if (!resite_step_status_is_closed (status) || !was_offered (self, again, get_id (step)))
        return again;
    }
  return NULL;
}

ResiteStepRun *
_resite_run_find_obstacle (ResiteRun *self, ResiteStepRun *step)
{
  ResiteStepRun *predecessor = find_predecessor (self, step);

  return predecessor != NULL ? predecessor : find_again_step (self, step);
}

/* Settling: what follows from the state by itself. */

static void
draft_conditions (ResiteRun *self, GPtrArray *drafts)
{
  for (guint i = 0; i < count_steps (self); i++)
    {
      ResiteStepRun *run = get_step (self, i);
      ResiteStep *step = resite_step_run_get_step (run);
      ResiteStepStatus status = resite_step_run_get_status (run);
      gboolean belongs = resite_runbook_has_step_for (self->runbook, step, self->variables);

      if (!belongs && (status == RESITE_STEP_TODO || status == RESITE_STEP_LOOK_AGAIN))
        resite_event_set (_resite_run_draft (drafts, RESITE_EVENT_LEFT_OUT, "resite", run),
                          "condition", resite_step_get_condition (step));
      else if (belongs && status == RESITE_STEP_LEFT_OUT)
        _resite_run_draft (drafts, RESITE_EVENT_TAKEN_IN, "resite", run);
    }
}

static void
draft_offer (ResiteRun *self, GPtrArray *drafts, ResiteStepRun *again, const char *before)
{
  ResiteEvent *event = resite_event_new (RESITE_EVENT_OFFERED_AGAIN, "resite", get_id (again),
                                         resite_step_run_get_target (again),
                                         resite_step_run_get_attempt (again) + 1);

  resite_event_set (event, "before", before);
  g_ptr_array_add (drafts, event);
}

static void
draft_offers (ResiteRun *self, GPtrArray *drafts)
{
  for (guint i = 0; i < count_steps (self) && drafts->len == 0; i++)
    {
      ResiteStepRun *step = get_step (self, i);

      if (!_resite_run_is_on_road (self, step) ||
          resite_step_status_is_closed (resite_step_run_get_status (step)) ||
          find_predecessor (self, step) != NULL)
        continue;
      for (guint j = 0; j < count_steps (self); j++)
        {
          ResiteStepRun *again = get_step (self, j);
          ResiteStepStatus status = resite_step_run_get_status (again);

          if (is_again_before (again, get_id (step)) && !was_offered (self, again, get_id (step)) &&
              (status == RESITE_STEP_DONE || status == RESITE_STEP_SKIPPED))
            draft_offer (self, drafts, again, get_id (step));
        }
    }
}

static void
return_settled (ResiteRun *self, GError *error)
{
  g_autoptr (GPtrArray) tasks = self->settle_tasks;

  self->settle_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->settling = FALSE;
  for (guint i = 0; i < tasks->len; i++)
    if (error != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (tasks->pdata[i], TRUE);
}

static void settle_next (ResiteRun *self);

static void
settled_some_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRun *self = RESITE_RUN (source);
  g_autoptr (GError) error = NULL;

  if (_resite_run_append_finish (self, result, &error))
    settle_next (self);
  else
    return_settled (self, error);
}

static void
settle_next (ResiteRun *self)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();

  if (g_str_equal (resite_run_get_condition (self), "open"))
    {
      draft_conditions (self, drafts);
      if (drafts->len == 0)
        draft_offers (self, drafts);
    }
  if (drafts->len > 0)
    _resite_run_append_async (self, drafts, settled_some_cb, NULL);
  else
    return_settled (self, NULL);
}

void
_resite_run_settle_async (ResiteRun *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, _resite_run_settle_async);
  g_ptr_array_add (self->settle_tasks, task);
  if (self->settling)
    return;
  self->settling = TRUE;
  settle_next (self);
}

gboolean
_resite_run_settle_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
_resite_run_number_steps (ResiteRun *self)
{
  number_road (self, FALSE);
  number_road (self, TRUE);
}
