/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-act"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-outcome.h"
#include "resite-run-copy.h"
#include "resite-run-reach-private.h"
#include "resite-under-way.h"
#include "resite-verb-ledger.h"

/* Intent → job → what it leaves behind → digest of its items → outcome. */

static const char *
judge_step_cb (const char *step_id, gpointer user_data)
{
  return _resite_run_judge_step_probe (user_data, step_id);
}

/* A rename that Resite did itself ends with the machine answering again. */
static gboolean
has_restarted (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      const char *verb = resite_action_get (actions->pdata[i], "verb");
      const ResiteActionState *state = resite_step_state_get_action (
          resite_step_run_get_state (step), resite_action_get_id (actions->pdata[i]));

      if (state != NULL && g_strcmp0 (state->outcome, "ok") == 0 &&
          g_strcmp0 (state->how, "V") == 0 &&
          (g_strcmp0 (verb, "rename") == 0 || g_strcmp0 (verb, "reboot") == 0))
        return TRUE;
    }
  return FALSE;
}

void
_resite_run_fill_order (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                        ResiteJobOrder *order)
{
  *order = (ResiteJobOrder){
    .action = action,
    .machine = resite_step_run_get_machine (step),
    .variables = _resite_run_get_step_variables (self, step),
    .plan = self->plan,
    .connections = self->connections,
    .judge = judge_step_cb,
    .identify = _resite_run_tell_identity,
    .judge_data = self,
    .restarted = has_restarted (step),
  };
}

/* Outcome. */

static void
outcome_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;
  ResiteStep *step = resite_step_run_get_step (self->step);
  gboolean goes_on_after_failure = resite_step_is_verdict (step) || resite_step_is_pause (step);

  if (!_resite_run_append_finish (RESITE_RUN (source), result, &error))
    {
      _resite_drive_fail (self, error);
      return;
    }
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (self->step), resite_action_get_id (self->action));
  if (g_strcmp0 (state->outcome, "stopped") == 0)
    _resite_drive_rest_stopped (self);
  else if (g_strcmp0 (state->outcome, "failed") == 0 && !goes_on_after_failure)
    _resite_drive_rest_failed (self);
  else
    _resite_drive_next (self);
}

/* Where the deed left its machine is known before anybody goes on. */
static void
draft_moved (ResiteDrive *self, GPtrArray *drafts, const ResiteOutcome *outcome)
{
  const char *role =
      self->arguments != NULL ? resite_job_arguments_get (self->arguments, "on") : NULL;
  const char *name =
      self->arguments != NULL ? resite_job_arguments_get (self->arguments, "name") : NULL;
  const char *address =
      role != NULL ? resite_connections_get_opened_host (self->run->connections, role) : NULL;
  ResiteEvent *event;

  if (!g_str_equal (outcome->word, "ok") || name == NULL || address == NULL)
    return;
  event = _resite_run_draft (drafts, RESITE_EVENT_MACHINE_MOVED, "resite", NULL);
  resite_event_set (event, "role", role);
  resite_event_set (event, "name", name);
  resite_event_set (event, "address", address);
}

static void
draft_outcome (ResiteDrive *self, const ResiteOutcome *outcome, const char *digest)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteEvent *event;

  draft_moved (self, drafts, outcome);
  event = _resite_run_draft (drafts, RESITE_EVENT_ACTION_ENDED, self->by, self->step);

  resite_event_set (event, "action", resite_action_get_id (self->action));
  resite_event_set (event, "kind",
                    resite_action_kind_to_string (resite_action_get_kind (self->action)));
  resite_outcome_describe (outcome, event);
  resite_event_set (event, "items-digest", digest);
  resite_event_set (event, "package", self->package);
  _resite_run_append_async (self->run, drafts, outcome_written_cb, self);
}

static void
digest_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *digest = resite_journal_digest_items (source, data, &error);

  if (digest != NULL)
    g_task_return_pointer (task, digest, g_free);
  else
    g_task_return_error (task, error);
}

typedef struct
{
  ResiteDrive *drive;
  ResiteOutcome *outcome;
} Ending;

static void
digested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Ending *ending = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (ResiteOutcome) outcome = ending->outcome;

  if (digest != NULL)
    draft_outcome (ending->drive, outcome, digest);
  else
    _resite_drive_fail (ending->drive, error);
}

/* Takes @outcome. */
static void
end_action (ResiteDrive *self, ResiteOutcome *outcome)
{
  Ending *ending = g_new0 (Ending, 1);
  g_autoptr (GTask) task = g_task_new (self->run->journal, NULL, digested_cb, ending);

  ending->drive = self;
  ending->outcome = outcome;
  g_task_set_source_tag (task, end_action);
  g_task_set_task_data (task, g_strdup (self->scope), g_free);
  resite_under_way_run_task (task, digest_in_thread);
}

/* The job. */

static void
add_remark (ResiteDrive *self, const char *remark)
{
  char *joined =
      self->remark != NULL ? g_strconcat (self->remark, " ", remark, NULL) : g_strdup (remark);

  g_free (self->remark);
  self->remark = joined;
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL;
  ResiteOutcome *outcome;

  if (!resite_job_factory_write_batch_finish (result, &remark, &error))
    {
      g_prefix_error (&error, _ ("The list for doing it by hand could not be written: "));
      outcome = resite_outcome_new_from_error (error);
    }
  else
    {
      if (remark != NULL)
        add_remark (self, remark);
      outcome = resite_outcome_new_from_job (self->job, self->action, self->arguments, NULL);
      resite_outcome_add_remark (outcome, self->remark);
    }
  end_action (self, outcome);
}

static void
leave_jobs (ResiteDrive *self)
{
  guint position;

  if (g_list_store_find (self->run->jobs, self->job, &position))
    g_list_store_remove (self->run->jobs, position);
}

static void
job_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;

  leave_jobs (self);
  if (resite_job_run_finish (RESITE_JOB (source), result, &error) &&
      resite_action_get_kind (self->action) == RESITE_ACTION_CHECK)
    {
      resite_job_factory_write_batch_async (self->arguments, NULL, batch_written_cb, self);
      return;
    }
  ResiteOutcome *outcome =
      resite_outcome_new_from_job (self->job, self->action, self->arguments, error);
  resite_outcome_add_remark (outcome, self->remark);
  end_action (self, outcome);
}

static void
run_job (ResiteDrive *self)
{
  g_autofree char *title = resite_step_run_get_title (self->step);
  g_autofree char *name = g_strdup_printf ("%s %s", resite_step_run_get_name (self->step), title);

  resite_job_set_title (self->job, name);
  _resite_step_run_set_job (self->step, self->job);
  g_list_store_append (self->run->jobs, self->job);
  resite_job_run_async (self->job, self->cancellable, job_over_cb, self);
}

static void
job_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;

  g_set_object (&self->job, NULL);
  self->job = resite_job_factory_make_finish (result, &self->remark, &self->package, &error);
  if (self->job != NULL && self->stopping)
    {
      g_clear_object (&self->job);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped"));
    }
  if (self->job != NULL)
    run_job (self);
  else
    end_action (self, resite_outcome_new_from_error (error));
}

/* Intent. */

static void
intent_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!_resite_run_append_finish (RESITE_RUN (source), result, &error))
    {
      _resite_drive_fail (self, error);
      return;
    }
  g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (self->run->journal, self->scope);
  resite_job_factory_make_async (self->arguments, ledger, self->run->clock, self->cancellable,
                                 job_made_cb, self);
}

static void
unable_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Ending *ending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteOutcome) outcome = ending->outcome;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    draft_outcome (ending->drive, outcome, NULL);
  else
    _resite_drive_fail (ending->drive, error);
}

/* A wait that was cut off lasts until the moment it was begun for, not longer. */
static gint64
find_wait_end (ResiteDrive *self)
{
  const gint64 *known = g_hash_table_lookup (self->run->wait_ends, self->scope);
  const char *seconds = resite_job_arguments_get (self->arguments, "seconds");

  if (known != NULL)
    return *known;
  return resite_clock_now (self->run->clock) +
         (seconds != NULL ? g_ascii_strtoll (seconds, NULL, 10) * G_USEC_PER_SEC : 0);
}

static ResiteEvent *
draft_intent (ResiteDrive *self, GPtrArray *drafts)
{
  ResiteEvent *event =
      _resite_run_draft (drafts, RESITE_EVENT_ACTION_STARTED, self->by, self->step);

  resite_event_set (event, "action", resite_action_get_id (self->action));
  resite_event_set (event, "kind",
                    resite_action_kind_to_string (resite_action_get_kind (self->action)));
  return event;
}

void
_resite_drive_begin (ResiteDrive *self)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteEvent *event = draft_intent (self, drafts);
  g_autofree char *text = resite_job_arguments_format (self->arguments);

  if (resite_action_get_kind (self->action) == RESITE_ACTION_WAIT)
    {
      gint64 until = find_wait_end (self);
      resite_job_arguments_set_until (self->arguments, until);
      resite_event_set_int (event, "until", until);
    }
  resite_event_set_text (event, "arguments", text);
  _resite_run_append_async (self->run, drafts, intent_written_cb, self);
}

void
_resite_drive_begin_in_vain (ResiteDrive *self, const GError *error)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  Ending *ending = g_new0 (Ending, 1);

  ending->drive = self;
  ending->outcome = resite_outcome_new_from_error (error);
  draft_intent (self, drafts);
  _resite_run_append_async (self->run, drafts, unable_written_cb, ending);
}

static void
forget_action (ResiteDrive *self)
{
  g_clear_object (&self->job);
  g_clear_pointer (&self->arguments, resite_job_arguments_free);
  g_clear_pointer (&self->scope, g_free);
  g_clear_pointer (&self->remark, g_free);
  g_clear_pointer (&self->package, g_free);
}

void
_resite_drive_act (ResiteDrive *self, ResiteAction *action)
{
  ResiteJobOrder order;
  g_autoptr (GError) error = NULL;

  forget_action (self);
  g_set_object (&self->action, action);
  self->scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (self->step)),
      resite_step_run_get_target (self->step), resite_step_run_get_attempt (self->step),
      resite_action_get_id (action));
  _resite_run_fill_order (self->run, self->step, action, &order);
  self->arguments = resite_job_arguments_new (&order, &error);
  if (self->arguments == NULL)
    {
      _resite_drive_begin_in_vain (self, error);
      return;
    }
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  self->machines = resite_job_order_list_remote (&order);
  g_clear_pointer (&self->file_roles, g_ptr_array_unref);
  self->file_roles = resite_job_order_list_files (&order);
  _resite_drive_add_other (self);
  if (resite_action_get_kind (action) == RESITE_ACTION_COPY)
    {
      _resite_run_complete_copy (self->run, self->step, action, self->arguments);
      resite_run_set_delete_extra (self->run, self->step, action, FALSE);
    }
  if (resite_action_get_kind (action) == RESITE_ACTION_WATCH)
    _resite_run_complete_watch (self->run, self->step, action, self->arguments);
  if (resite_action_get_kind (action) == RESITE_ACTION_BULK ||
      resite_action_get_kind (action) == RESITE_ACTION_WATCH)
    {
      g_autoptr (GPtrArray) forwarded = _resite_run_list_forwarded (self->run, self->step);
      resite_job_arguments_set_forwarded (self->arguments, forwarded);
    }
  if (resite_action_get_kind (action) == RESITE_ACTION_BULK)
    {
      _resite_run_complete_bulk (self->run, self->step, action, self->arguments);
      _resite_run_complete_assign (self->run, self->step, action, self->arguments);
    }
  _resite_drive_reach (self);
}
