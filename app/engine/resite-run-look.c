/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-look"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-look-private.h"
#include "resite-run-reach-private.h"
#include "resite-run-ticks-private.h"

/* Ticks that a machine verified are looked at again when a run is opened: all that was seen then is
 * seen now, and nothing is changed by that. A few machines at once, one probe at a time at each. */
#define MAX_MACHINES 4

typedef struct
{
  gboolean ask;
  GQueue waiting; /* ResiteTickGroup */
  guint under_way;
  guint held, changed, unseen;
  GCancellable *cancellable;
} Looking;

static void
looking_free (gpointer data)
{
  Looking *looking = data;

  g_queue_clear_full (&looking->waiting, _resite_tick_group_free);
  g_clear_object (&looking->cancellable);
  g_free (looking);
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
tell_change (GTask *task, ResiteTick *tick, const char *is)
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
  resite_event_set (event, "probe", tick->id);
  resite_event_set_text (event, "label", tick->probe->label);
  resite_event_set_text (event, "was", resite_look_get_was (tick->look));
  resite_event_set_text (event, "is", is);
  /* It is over when it stands in the journal. */
  looking->under_way++;
  _resite_run_append_async (self, drafts, told_cb, g_object_ref (task));
}

static void
settle_tick (GTask *task, ResiteTick *tick, ResiteJobItem *item)
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
settle_unseen (Looking *looking, ResiteTickGroup *group, const char *why)
{
  for (guint i = 0; i < group->ticks->len; i++)
    _resite_look_settle (((ResiteTick *)group->ticks->pdata[i])->look, RESITE_LOOK_UNSEEN, why);
  looking->unseen += group->ticks->len;
}

/* The way through the machines. */

typedef struct
{
  GTask *task;
  ResiteTickGroup *group;
} Visit;

/* Takes @visit. */
static void
end_visit (Visit *visit)
{
  GTask *task = visit->task;
  Looking *looking = g_task_get_task_data (task);

  looking->under_way--;
  _resite_tick_group_free (visit->group);
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
        ResiteTick *tick = visit->group->ticks->pdata[i];
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
    g_ptr_array_add (probes,
                     resite_probe_copy (((ResiteTick *)visit->group->ticks->pdata[i])->probe));
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
begin_visit (GTask *task, ResiteTickGroup *group)
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
  groups = _resite_run_list_ticks (self, NULL);
  for (guint i = 0; i < groups->len; i++)
    g_queue_push_tail (&looking->waiting, groups->pdata[i]);
  go_on (task);
}

/* The rows of before stand for what could not be seen then. */
static void
forget_unseen (ResiteRun *self, const ResiteTickGroup *group)
{
  GListModel *looks = G_LIST_MODEL (self->looks);

  for (guint i = 0; i < group->ticks->len; i++)
    {
      ResiteLook *newer = ((ResiteTick *)group->ticks->pdata[i])->look;

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
  groups = _resite_run_list_ticks (self, role);
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
