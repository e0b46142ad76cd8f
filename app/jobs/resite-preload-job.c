/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-preload-job-private.h"

#define DEFAULT_PATIENCE 600
/* So many failures at the very start mean that something is wrong with all of them. */
#define FIRST_FAILURES 10

G_DEFINE_FINAL_TYPE (ResitePreloadJob, resite_preload_job, RESITE_TYPE_JOB)

static void run_next (ResitePreloadJob *self);

static void
finish (ResitePreloadJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->remote != NULL)
    resite_remote_tool_close (self->remote);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
is_cancelled (ResitePreloadJob *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

static void
finish_cancelled (ResitePreloadJob *self)
{
  finish (self,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The preload was stopped.")));
}

static ResiteLedgerRow *
row_of (ResitePreloadJob *self, ResiteJobItem *item)
{
  ResiteLedgerRow *row = resite_job_item_to_row (item);
  const ResitePackageFile *file = _resite_preload_get_file (self, item);

  row->modified = file != NULL ? file->modified : 0;
  row->digest = g_strdup (self->token);
  return row;
}

static void
commit_current (ResitePreloadJob *self, GAsyncReadyCallback callback)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  g_ptr_array_add (rows, row_of (self, self->current));
  resite_ledger_commit_async (self->ledger, rows, callback, g_object_ref (self));
}

static void
finish_good (ResitePreloadJob *self)
{
  if (_resite_preload_has_only_failures (self))
    _resite_preload_tell_all_failed (self, FALSE);
  finish (self, NULL);
}

static gboolean
stop_itself (ResitePreloadJob *self)
{
  const guint total = g_list_model_get_n_items (resite_job_get_items (RESITE_JOB (self)));

  if (self->n_runs != FIRST_FAILURES || self->next >= total ||
      !_resite_preload_has_only_failures (self))
    return FALSE;
  _resite_preload_tell_all_failed (self, TRUE);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
  finish (self, NULL);
  return TRUE;
}

static void
outcome_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePreloadJob) self = user_data;
  GError *error = NULL;

  if (!resite_ledger_commit_finish (self->ledger, result, &error))
    {
      g_prefix_error (&error, _ ("The result of package %s could not be recorded: "),
                      resite_job_item_get_name (self->current));
      finish (self, error);
      return;
    }
  if (resite_job_item_get_status (self->current) != RESITE_ITEM_QUEUED)
    resite_job_item_ended (RESITE_JOB (self), self->current);
  self->current = NULL;
  _resite_preload_show_progress (self);
  if (is_cancelled (self))
    finish_cancelled (self);
  else if (!stop_itself (self))
    run_next (self);
}

/* A tool that cannot be started fails for every package alike: that is the job's own failure. */
static void
not_started (ResitePreloadJob *self, GError *error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  resite_job_item_set (self->current, "failed", error->message);
  g_ptr_array_add (rows, row_of (self, self->current));
  resite_ledger_commit_async (self->ledger, rows, NULL, NULL);
  resite_job_item_ended (RESITE_JOB (self), self->current);
  finish (self, error);
}

static void
lost_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePreloadJob) self = user_data;
  GError *error = NULL;

  /* Without this row the ledger says "running", which is looked at in the same way. */
  if (!resite_ledger_commit_finish (self->ledger, result, &error))
    g_clear_error (&error);
  resite_job_item_ended (RESITE_JOB (self), self->current);
  _resite_preload_show_progress (self);
  finish (self, NULL);
}

static void
stop_lost (ResitePreloadJob *self, GError *error)
{
  resite_job_item_set (self->current, "unknown", error->message);
  resite_job_set_message (RESITE_JOB (self), error->message);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
  g_error_free (error);
  commit_current (self, lost_recorded_cb);
}

static ResiteToolResult *
finish_tool (ResitePreloadJob *self, GAsyncResult *result, GError **error)
{
  return self->remote != NULL ? resite_remote_tool_run_finish (self->remote, result, error)
                              : resite_tool_run_finish (result, error);
}

static void
tool_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePreloadJob) self = user_data;
  g_autoptr (ResiteToolResult) outcome = NULL;
  GError *error = NULL;

  outcome = finish_tool (self, result, &error);
  if (outcome == NULL)
    {
      if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN))
        {
          stop_lost (self, error);
          return;
        }
      not_started (self, error);
      return;
    }
  _resite_preload_take_result (self, outcome);
  commit_current (self, outcome_recorded_cb);
}

static void
start_tool (ResitePreloadJob *self)
{
  const char *id = resite_job_item_get_name (self->current);
  const char *arguments[] = { self->tool, id, NULL };
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (self->remote != NULL)
    resite_remote_tool_run_async (self->remote, id, self->token, self->patience, cancellable,
                                  tool_ended_cb, g_object_ref (self));
  else
    resite_tool_run_async (arguments, self->directory, self->patience * 1000, cancellable,
                           tool_ended_cb, g_object_ref (self));
}

static void
intent_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePreloadJob) self = user_data;
  GError *error = NULL;

  if (!resite_ledger_commit_finish (self->ledger, result, &error))
    {
      g_prefix_error (&error, _ ("Nothing was run, because it could not be recorded: "));
      finish (self, error);
      return;
    }
  if (is_cancelled (self))
    {
      resite_job_item_set (self->current, "queued", _ ("Stopped before it was run."));
      commit_current (self, outcome_recorded_cb);
      return;
    }
  start_tool (self);
}

static ResiteJobItem *
take_next_item (ResitePreloadJob *self)
{
  GListModel *items = resite_job_get_items (RESITE_JOB (self));
  const guint n = g_list_model_get_n_items (items);

  while (self->next < n)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, self->next);

      self->next++;
      if (resite_job_item_get_status (item) != RESITE_ITEM_GOOD &&
          resite_job_item_get_status (item) != RESITE_ITEM_LEFT_OUT)
        return item; /* the list keeps it alive */
    }
  return NULL;
}

static void
run_next (ResitePreloadJob *self)
{
  if (is_cancelled (self))
    {
      finish_cancelled (self);
      return;
    }
  if (self->paused)
    {
      self->waiting = TRUE;
      resite_rate_pause (self->rate, g_get_monotonic_time ());
      resite_job_tell_paused (RESITE_JOB (self));
      return;
    }
  self->current = take_next_item (self);
  if (self->current == NULL)
    {
      finish_good (self);
      return;
    }
  self->tries = resite_job_item_get_tries (self->current);
  self->n_failed -= resite_job_item_get_status (self->current) == RESITE_ITEM_FAILED;
  resite_job_item_set (self->current, "running", "");
  if (self->remote != NULL)
    {
      g_free (self->token);
      self->token = g_uuid_string_random ();
    }
  commit_current (self, intent_recorded_cb);
}

static void
resite_preload_job_set_paused (ResiteJob *job, gboolean paused)
{
  ResitePreloadJob *self = RESITE_PRELOAD_JOB (job);

  self->paused = paused;
  if (paused || !self->waiting)
    return;
  self->waiting = FALSE;
  resite_rate_resume (self->rate, g_get_monotonic_time ());
  run_next (self);
}

/* What an earlier run forwarded has reached its end as well: whoever counts, counts it. */
static void
tell_settled (ResiteJob *job, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (resite_job_item_get_status (items->pdata[i]) == RESITE_ITEM_GOOD)
      resite_job_item_ended (job, items->pdata[i]);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResitePreloadJob) self = user_data;
  ResiteJob *job = RESITE_JOB (self);
  g_autoptr (GPtrArray) items = NULL;
  GError *error = NULL;

  self->preparation = resite_preload_prepare_finish (result, &error);
  if (self->preparation == NULL)
    {
      finish (self, error);
      return;
    }
  items = resite_preload_preparation_make_items (self->preparation, self->ids);
  resite_job_add_items (job, items);
  self->n_over = resite_job_count_items (job, RESITE_ITEM_GOOD);
  self->n_failed = resite_job_count_items (job, RESITE_ITEM_FAILED);
  resite_rate_set_items (self->rate, items->len);
  tell_settled (job, items);
  _resite_preload_show_progress (self);
  run_next (self);
}

static gboolean
check_ids (ResitePreloadJob *self, GError **error)
{
  for (guint i = 0; i < self->ids->len; i++)
    {
      const char *id = g_ptr_array_index (self->ids, i);

      if (!resite_package_id_is_valid (id))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("“%s” is no package id: it has three letters or digits of a site and "
                          "five hexadecimal digits, like P0100012"),
                       id);
          return FALSE;
        }
    }
  return TRUE;
}

static void
resite_preload_job_run_async (ResiteJob *job, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  ResitePreloadJob *self = RESITE_PRELOAD_JOB (job);
  GError *error = NULL;

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_preload_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (!check_ids (self, &error))
    {
      finish (self, error);
      return;
    }
  resite_preload_prepare_async (self->directory, self->remote, self->ledger, cancellable,
                                prepared_cb, g_object_ref (self));
}

static gboolean
resite_preload_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_preload_job_finalize (GObject *object)
{
  ResitePreloadJob *self = RESITE_PRELOAD_JOB (object);

  g_free (self->tool);
  g_free (self->directory);
  g_free (self->token);
  g_clear_object (&self->remote);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->preparation, resite_preload_preparation_free);
  g_clear_pointer (&self->rate, resite_rate_free);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (resite_preload_job_parent_class)->finalize (object);
}

static void
resite_preload_job_class_init (ResitePreloadJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_preload_job_finalize;
  job_class->run_async = resite_preload_job_run_async;
  job_class->run_finish = resite_preload_job_run_finish;
  job_class->set_paused = resite_preload_job_set_paused;
}

static void
resite_preload_job_init (ResitePreloadJob *self)
{
  self->rate = resite_rate_new ();
}

static ResitePreloadJob *
make_job (GPtrArray *ids, ResiteLedger *ledger, ResiteClock *clock, guint patience_seconds)
{
  ResitePreloadJob *self = g_object_new (RESITE_TYPE_PRELOAD_JOB, NULL);
  g_autofree char *title =
      g_strdup_printf (ngettext ("Preload %u package", "Preload %u packages", ids->len), ids->len);

  self->ids = g_ptr_array_ref (ids);
  self->ledger = g_object_ref (ledger);
  g_set_object (&self->clock, clock);
  self->patience = patience_seconds > 0 ? patience_seconds : DEFAULT_PATIENCE;
  resite_job_set_title (RESITE_JOB (self), title);
  resite_job_set_how (RESITE_JOB (self), "O");
  if (clock != NULL)
    resite_job_set_clock (RESITE_JOB (self), clock);
  return self;
}

ResiteJob *
resite_preload_job_new (const char *tool, const char *directory, GPtrArray *ids,
                        ResiteLedger *ledger, ResiteClock *clock, guint patience_seconds)
{
  ResitePreloadJob *self;

  g_return_val_if_fail (tool != NULL && directory != NULL && ids != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger), NULL);

  self = make_job (ids, ledger, clock, patience_seconds);
  self->tool = resite_tool_find (tool);
  self->directory = g_strdup (directory);
  return RESITE_JOB (self);
}

ResiteJob *
resite_preload_job_new_remote (ResiteMachine *machine, const char *tool, const char *directory,
                               const char *results, GPtrArray *ids, ResiteLedger *ledger,
                               ResiteClock *clock, guint patience_seconds)
{
  ResitePreloadJob *self;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (tool != NULL && directory != NULL && results != NULL, NULL);
  g_return_val_if_fail (ids != NULL && RESITE_IS_LEDGER (ledger), NULL);

  self = make_job (ids, ledger, clock, patience_seconds);
  self->remote = resite_remote_tool_new (machine, tool, directory, results);
  return RESITE_JOB (self);
}
