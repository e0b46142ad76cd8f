/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-ticks"

#include "config.h"

#include "resite-drive-private.h"
#include "resite-job-factory-private.h"
#include "resite-look-private.h"
#include "resite-run-reach-private.h"
#include "resite-run-ticks-private.h"

static void
tick_free (gpointer data)
{
  ResiteTick *tick = data;

  g_clear_object (&tick->look);
  g_clear_object (&tick->step);
  g_clear_pointer (&tick->probe, resite_probe_free);
  g_free (tick->action);
  g_free (tick->id);
  g_free (tick);
}

void
_resite_tick_group_free (gpointer data)
{
  ResiteTickGroup *group = data;

  g_clear_pointer (&group->ticks, g_ptr_array_unref);
  g_clear_object (&group->job);
  g_free (group->machine);
  g_free (group);
}

/* What lies in a file, on a machine or in a site; not what a person said, nor what Resite knows by
 * itself, nor lists of packages, which steps of their own look at. */
static gboolean
is_worth_a_look (const char *type)
{
  static const char *const others[] = { "told",     "value", "step", "name-length",
                                        "packages", "space", NULL };

  return !g_strv_contains (others, type);
}

/* Later steps undo what earlier ones proved, on purpose. */
static gboolean
is_outdated (ResiteRun *self, ResiteEntry *entry)
{
  const char *until = resite_entry_get (entry, "until");

  return until != NULL && _resite_run_is_begun (self, until);
}

static const ResiteItemRecord *
find_record (GPtrArray *records, const char *name)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (g_strcmp0 (((ResiteItemRecord *)records->pdata[i])->name, name) == 0)
      return records->pdata[i];
  return NULL;
}

static const ResiteProbe *
find_probe (ResiteJobArguments *arguments, const char *id)
{
  for (guint i = 0; i < arguments->probes->len; i++)
    if (g_str_equal (((ResiteProbe *)arguments->probes->pdata[i])->id, id))
      return arguments->probes->pdata[i];
  return NULL;
}

static ResiteTickGroup *
ensure_group (ResiteRun *self, GPtrArray *groups, const char *machine, gboolean remote)
{
  const char *section = _resite_run_find_section (self, machine);
  ResiteTickGroup *group;

  for (guint i = 0; i < groups->len; i++)
    {
      group = groups->pdata[i];
      if (g_str_equal (group->machine, section) && group->remote == remote)
        return group;
    }
  group = g_new0 (ResiteTickGroup, 1);
  group->machine = g_strdup (section);
  group->remote = remote;
  group->ticks = g_ptr_array_new_with_free_func (tick_free);
  g_ptr_array_add (groups, group);
  return group;
}

static gboolean
is_remote (ResiteRun *self, const ResiteProbe *probe)
{
  return !resite_probe_needs_files (probe) &&
         resite_connections_get_reach (self->connections, probe->machine) == RESITE_REACH_WINRM;
}

static gboolean
is_of (ResiteRun *self, const ResiteProbe *probe, const char *only)
{
  return only == NULL || (is_remote (self, probe) &&
                          g_str_equal (_resite_run_find_section (self, probe->machine), only));
}

static void
add_tick (ResiteRun *self, GPtrArray *groups, ResiteStepRun *step, ResiteAction *action,
          const ResiteProbe *probe, const ResiteItemRecord *record)
{
  gboolean remote = is_remote (self, probe);
  ResiteTickGroup *group = ensure_group (self, groups, probe->machine, remote);
  ResiteTick *tick = g_new0 (ResiteTick, 1);

  tick->look = _resite_look_new (resite_step_run_get_name (step), probe->label, record->message);
  tick->step = g_object_ref (step);
  tick->action = g_strdup (resite_action_get_id (action));
  tick->attempt = resite_step_run_get_attempt (step);
  tick->id = g_strdup (probe->id);
  tick->probe = resite_probe_copy (probe);
  g_free (tick->probe->id);
  tick->probe->id = g_strdup_printf ("%u", group->ticks->len);
  g_ptr_array_add (group->ticks, tick);
  g_list_store_append (self->looks, tick->look);
}

static void
add_ticks_of (ResiteRun *self, GPtrArray *groups, const char *only, ResiteStepRun *step,
              ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      resite_step_run_get_attempt (step), resite_action_get_id (action));
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, scope, NULL);
  ResiteJobOrder order;

  _resite_run_fill_order (self, step, action, &order);
  g_autoptr (ResiteJobArguments) arguments = resite_job_arguments_new (&order, NULL);
  for (guint i = 0; arguments != NULL && i < entries->len; i++)
    {
      const char *id = resite_entry_get_id (entries->pdata[i]);
      const ResiteProbe *probe = find_probe (arguments, id);
      const ResiteItemRecord *record = find_record (records, id);

      if (probe != NULL && record != NULL && g_strcmp0 (record->state, "ok") == 0 &&
          is_worth_a_look (probe->type) && !is_outdated (self, entries->pdata[i]) &&
          is_of (self, probe, only))
        add_tick (self, groups, step, action, probe, record);
    }
}

/* Only what a machine verified: the rest of the step is a person's word. */
static gboolean
was_verified (ResiteStepRun *step, ResiteAction *action)
{
  const ResiteActionState *state = resite_step_state_get_action (resite_step_run_get_state (step),
                                                                 resite_action_get_id (action));

  return resite_action_get_kind (action) == RESITE_ACTION_CHECK && state != NULL &&
         state->outcome != NULL && !g_str_equal (state->outcome, "failed");
}

GPtrArray *
_resite_run_list_ticks (ResiteRun *self, const char *only)
{
  GPtrArray *groups = g_ptr_array_new ();
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

      if (resite_step_run_get_status (step) != RESITE_STEP_DONE ||
          !_resite_run_is_on_road (self, step) ||
          resite_step_is_pause (resite_step_run_get_step (step)))
        continue;
      for (guint j = 0; j < actions->len; j++)
        if (was_verified (step, actions->pdata[j]))
          add_ticks_of (self, groups, only, step, actions->pdata[j]);
    }
  return groups;
}
