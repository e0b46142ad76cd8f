/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-look"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-job-factory-private.h"
#include "resite-look-private.h"
#include "resite-run-reach-private.h"

/* Ticks that a machine verified are looked at again when a run is opened: all that was seen then is
 * seen now, and nothing is changed by that. A few machines at once, one probe at a time at each. */
#define MAX_MACHINES 4

/* One tick. */
typedef struct
{
  ResiteLook *look;
  ResiteStepRun *step;
  ResiteProbe *probe;
  char *action;
  guint attempt;
} Tick;

/* The ticks of one machine. */
typedef struct
{
  char *machine;
  gboolean remote;
  GPtrArray *ticks;
  ResiteJob *job;
} Group;

typedef struct
{
  gboolean ask;
  GQueue waiting; /* Group */
  guint under_way;
  guint held, changed, unseen;
  GCancellable *cancellable;
} Looking;

static void
tick_free (gpointer data)
{
  Tick *tick = data;

  g_clear_object (&tick->look);
  g_clear_object (&tick->step);
  g_clear_pointer (&tick->probe, resite_probe_free);
  g_free (tick->action);
  g_free (tick);
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_clear_pointer (&group->ticks, g_ptr_array_unref);
  g_clear_object (&group->job);
  g_free (group->machine);
  g_free (group);
}

static void
looking_free (gpointer data)
{
  Looking *looking = data;

  g_queue_clear_full (&looking->waiting, group_free);
  g_clear_object (&looking->cancellable);
  g_free (looking);
}

/* What there is to look at. */

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

static Group *
ensure_group (ResiteRun *self, GPtrArray *groups, const char *machine, gboolean remote)
{
  const char *section = _resite_run_find_section (self, machine);
  Group *group;

  for (guint i = 0; i < groups->len; i++)
    {
      group = groups->pdata[i];
      if (g_str_equal (group->machine, section) && group->remote == remote)
        return group;
    }
  group = g_new0 (Group, 1);
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
  Group *group = ensure_group (self, groups, probe->machine, remote);
  Tick *tick = g_new0 (Tick, 1);

  tick->look = _resite_look_new (resite_step_run_get_name (step), probe->label, record->message);
  tick->step = g_object_ref (step);
  tick->action = g_strdup (resite_action_get_id (action));
  tick->attempt = resite_step_run_get_attempt (step);
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

/* @only (nullable): what this machine is asked over the network. */
static GPtrArray *
list_groups (ResiteRun *self, const char *only)
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

/* What was seen. */

static void go_on (GTask *task);

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!_resite_run_append_finish (RESITE_RUN (source), result, &error))
    g_debug ("What holds no longer could not be recorded: %s", error->message);
  ((Looking *)g_task_get_task_data (task))->under_way--;
  go_on (task);
}

/* A step that somebody took up meanwhile is theirs. */
static void
tell_change (GTask *task, Tick *tick, const char *is)
{
  ResiteRun *self = g_task_get_source_object (task);
  Looking *looking = g_task_get_task_data (task);
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteEvent *event;

  if (!resite_run_may_act (self) || tick->attempt != resite_step_run_get_attempt (tick->step) ||
      resite_step_run_get_status (tick->step) != RESITE_STEP_DONE)
    return;
  event = _resite_run_draft (drafts, RESITE_EVENT_LOOKED_AGAIN, "resite", tick->step);
  resite_event_set (event, "action", tick->action);
  resite_event_set (event, "probe", tick->probe->id);
  resite_event_set_text (event, "label", tick->probe->label);
  resite_event_set_text (event, "was", resite_look_get_was (tick->look));
  resite_event_set_text (event, "is", is);
  /* It is over when it stands in the journal. */
  looking->under_way++;
  _resite_run_append_async (self, drafts, told_cb, g_object_ref (task));
}

static void
settle_tick (GTask *task, Tick *tick, ResiteJobItem *item)
{
  Looking *looking = g_task_get_task_data (task);
  ResiteItemStatus status = item != NULL ? resite_job_item_get_status (item) : RESITE_ITEM_UNKNOWN;
  const char *message = item != NULL ? resite_job_item_get_message (item) : NULL;

  if (status == RESITE_ITEM_GOOD)
    {
      looking->held++;
      _resite_look_settle (tick->look, RESITE_LOOK_HOLDS, message);
    }
  else if (status == RESITE_ITEM_FAILED || status == RESITE_ITEM_WARNING)
    {
      looking->changed++;
      _resite_look_settle (tick->look, RESITE_LOOK_CHANGED, message);
      tell_change (task, tick, message);
    }
  else
    {
      looking->unseen++;
      _resite_look_settle (tick->look, RESITE_LOOK_UNSEEN, message);
    }
}

static void
settle_unseen (Looking *looking, Group *group, const char *why)
{
  for (guint i = 0; i < group->ticks->len; i++)
    _resite_look_settle (((Tick *)group->ticks->pdata[i])->look, RESITE_LOOK_UNSEEN, why);
  looking->unseen += group->ticks->len;
}

/* The way through the machines. */

typedef struct
{
  GTask *task;
  Group *group;
} Visit;

/* Takes @visit. */
static void
end_visit (Visit *visit)
{
  GTask *task = visit->task;
  Looking *looking = g_task_get_task_data (task);

  looking->under_way--;
  group_free (visit->group);
  g_free (visit);
  go_on (task);
  g_object_unref (task);
}

static void
group_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  Looking *looking = g_task_get_task_data (visit->task);
  g_autoptr (GError) error = NULL;

  if (!resite_job_run_finish (RESITE_JOB (source), result, &error))
    settle_unseen (looking, visit->group, error->message);
  else
    for (guint i = 0; i < visit->group->ticks->len; i++)
      {
        Tick *tick = visit->group->ticks->pdata[i];
        settle_tick (visit->task, tick, resite_job_find_item (visit->group->job, tick->probe->id));
      }
  end_visit (visit);
}

static void
look_at_group (Visit *visit)
{
  ResiteRun *self = g_task_get_source_object (visit->task);
  Looking *looking = g_task_get_task_data (visit->task);
  GPtrArray *probes = g_ptr_array_new ();

  for (guint i = 0; i < visit->group->ticks->len; i++)
    g_ptr_array_add (probes, resite_probe_copy (((Tick *)visit->group->ticks->pdata[i])->probe));
  visit->group->job = resite_check_job_new (probes, self->connections, NULL, self->clock);
  resite_job_run_async (visit->group->job, looking->cancellable, group_over_cb, visit);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  Looking *looking = g_task_get_task_data (visit->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine =
      _resite_run_reach_finish (RESITE_RUN (source), result, &error);

  if (machine != NULL)
    {
      look_at_group (visit);
      return;
    }
  settle_unseen (looking, visit->group, error->message);
  end_visit (visit);
}

/* Where a password would be needed and nobody is to be asked, nothing is seen yet. */
static void
begin_visit (GTask *task, Group *group)
{
  ResiteRun *self = g_task_get_source_object (task);
  Looking *looking = g_task_get_task_data (task);
  Visit *visit = g_new0 (Visit, 1);

  visit->task = g_object_ref (task);
  visit->group = group;
  looking->under_way++;
  if (!group->remote)
    look_at_group (visit);
  else
    _resite_run_reach_async (self, group->machine,
                             looking->ask ? RESITE_REACH_ASK : RESITE_REACH_FLAGS_NONE, NULL,
                             looking->cancellable, reached_cb, visit);
}

/* What the one who comes back reads. */
static void
add_welcome (ResiteRun *self, const Looking *looking)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *line = NULL;

  if (self->welcome == NULL || looking->held + looking->changed == 0)
    return;
  line =
      looking->changed == 0
          ? g_strdup_printf (ngettext ("%u thing that Resite had seen was looked at again, and it "
                                       "still holds.",
                                       "%u things that Resite had seen were looked at again, and "
                                       "all still hold.",
                                       looking->held),
                             looking->held)
          : g_strdup_printf (_ ("What Resite had seen was looked at again: %u still hold, %u no "
                                "longer. Look at those steps once more."),
                             looking->held, looking->changed);
  g_strv_builder_addv (lines, (const char **)self->welcome);
  g_strv_builder_add (lines, line);
  g_strfreev (self->welcome);
  self->welcome = g_strv_builder_end (lines);
  g_signal_emit_by_name (self, "changed");
}

static void
go_on (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Looking *looking = g_task_get_task_data (task);

  while (looking->under_way < MAX_MACHINES && !g_queue_is_empty (&looking->waiting) &&
         !g_cancellable_is_cancelled (looking->cancellable))
    begin_visit (task, g_queue_pop_head (&looking->waiting));
  if (looking->under_way > 0 || g_task_get_completed (task) || self->looking == NULL)
    return;
  g_clear_object (&self->looking);
  add_welcome (self, looking);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
follow_cb (GCancellable *given, gpointer own)
{
  g_cancellable_cancel (own);
}

void
resite_run_look_again_async (ResiteRun *self, gboolean ask, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) groups = NULL;
  Looking *looking = g_new0 (Looking, 1);

  g_task_set_source_tag (task, resite_run_look_again_async);
  g_task_set_task_data (task, looking, looking_free);
  g_queue_init (&looking->waiting);
  looking->ask = ask;
  looking->cancellable = g_cancellable_new ();
  if (self->looking != NULL || self->is_closed)
    {
      g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_BUSY,
                               _ ("It is being looked at already."));
      return;
    }
  self->looking = g_object_ref (looking->cancellable);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (follow_cb), looking->cancellable,
                             0);
  g_list_store_remove_all (self->looks);
  groups = list_groups (self, NULL);
  for (guint i = 0; i < groups->len; i++)
    g_queue_push_tail (&looking->waiting, groups->pdata[i]);
  go_on (task);
}

/* The rows of before stand for what could not be seen then. */
static void
forget_unseen (ResiteRun *self, const Group *group)
{
  GListModel *looks = G_LIST_MODEL (self->looks);

  for (guint i = 0; i < group->ticks->len; i++)
    {
      ResiteLook *newer = ((Tick *)group->ticks->pdata[i])->look;

      for (guint j = g_list_model_get_n_items (looks); j > 0; j--)
        {
          g_autoptr (ResiteLook) look = g_list_model_get_item (looks, j - 1);
          if (look != newer &&
              g_strcmp0 (resite_look_get_step (look), resite_look_get_step (newer)) == 0 &&
              g_strcmp0 (resite_look_get_label (look), resite_look_get_label (newer)) == 0)
            g_list_store_remove (self->looks, j - 1);
        }
    }
}

void
_resite_run_look_at (ResiteRun *self, const char *role)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) groups = NULL;
  Looking *looking;

  if (self->looking != NULL || self->is_closed)
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  looking = g_new0 (Looking, 1);
  g_task_set_source_tag (task, _resite_run_look_at);
  g_task_set_task_data (task, looking, looking_free);
  g_queue_init (&looking->waiting);
  looking->cancellable = g_cancellable_new ();
  self->looking = g_object_ref (looking->cancellable);
  groups = list_groups (self, role);
  for (guint i = 0; i < groups->len; i++)
    {
      forget_unseen (self, groups->pdata[i]);
      g_queue_push_tail (&looking->waiting, groups->pdata[i]);
    }
  go_on (task);
}

gboolean
resite_run_look_again_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GListModel *
resite_run_get_looks (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->looks);
}
