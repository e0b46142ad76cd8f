/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-copy"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-run-copy.h"
#include "resite-run-reach-private.h"
#include "resite-verb-ledger.h"

#define NAMES_SHOWN 20

typedef struct
{
  ResiteJobArguments *arguments;
  ResiteLedger *ledger;
  GPtrArray *roles; /* whose files are reached over SMB and whose password is not asked for yet */
  ResiteJob *job;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  g_clear_pointer (&preview->arguments, resite_job_arguments_free);
  g_clear_object (&preview->ledger);
  g_clear_pointer (&preview->roles, g_ptr_array_unref);
  g_clear_object (&preview->job);
  g_free (preview);
}

void
resite_copy_preview_free (ResiteCopyPreview *preview)
{
  if (preview == NULL)
    return;
  g_strfreev (preview->extra_names);
  g_free (preview->remark);
  g_free (preview);
}

static gint64
get_total (ResiteJob *job, const char *name)
{
  const gint64 *total = g_hash_table_lookup (resite_job_get_totals (job), name);

  return total != NULL ? *total : 0;
}

static void
count_items (ResiteJob *job, const char *state, ResiteCopySum *sum)
{
  GListModel *items = resite_job_get_items (job);
  const guint n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      if (g_strcmp0 (resite_job_item_get_state (item), state) != 0)
        continue;
      sum->files++;
      sum->bytes += (guint64)MAX (resite_job_item_get_size (item), 0);
    }
}

/* What the job has summed up itself is not counted by rows. */
static void
take_sum (ResiteJob *job, const char *word, const char *state, ResiteCopySum *sum)
{
  g_autofree char *files = g_strconcat (word, "_files", NULL);
  g_autofree char *bytes = g_strconcat (word, "_bytes", NULL);

  if (!g_hash_table_contains (resite_job_get_totals (job), files))
    {
      count_items (job, state, sum);
      return;
    }
  sum->files = (guint)get_total (job, files);
  sum->bytes = (guint64)get_total (job, bytes);
}

static GStrv
list_extra (ResiteJob *job)
{
  GListModel *items = resite_job_get_items (job);
  const guint n = g_list_model_get_n_items (items);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint found = 0;

  for (guint i = 0; i < n && found < NAMES_SHOWN; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      if (g_strcmp0 (resite_job_item_get_state (item), "extra") != 0)
        continue;
      g_strv_builder_add (names, resite_job_item_get_name (item));
      found++;
    }
  return g_strv_builder_end (names);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteJob *job = RESITE_JOB (source);
  GError *error = NULL;
  ResiteCopyPreview *told;

  if (!resite_job_run_finish (job, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  told = g_new0 (ResiteCopyPreview, 1);
  take_sum (job, "new", "new", &told->fresh);
  take_sum (job, "changed", "changed", &told->changed);
  take_sum (job, "same", "unchanged", &told->same);
  take_sum (job, "open", "queued", &told->open);
  take_sum (job, "extra", "extra", &told->extra);
  told->barred = (guint)get_total (job, "barred_files");
  told->extra_names = list_extra (job);
  told->remark = g_strdup (resite_job_get_message (job));
  g_task_return_pointer (task, told, (GDestroyNotify)resite_copy_preview_free);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *preview = g_task_get_task_data (task);
  g_autofree char *remark = NULL;
  g_autofree char *package = NULL;
  GError *error = NULL;

  preview->job = resite_job_factory_make_finish (result, &remark, &package, &error);
  if (preview->job == NULL)
    g_task_return_error (task, error);
  else
    resite_job_run_async (preview->job, g_task_get_cancellable (task), looked_cb,
                          g_object_ref (task));
}

static void next_role (GTask *task);

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRun *self = RESITE_RUN (source);
  g_autoptr (GTask) task = user_data;
  Preview *preview = g_task_get_task_data (task);
  const char *role = preview->roles->pdata[0];
  g_autoptr (ResiteCredentials) credentials = NULL;
  GError *error = NULL;

  if (_resite_run_ask_finish (result, &credentials, &error))
    {
      resite_connections_set_files_credentials (self->connections, role, credentials);
      g_ptr_array_remove_index (preview->roles, 0);
      next_role (task);
      return;
    }
  if (error == NULL)
    g_set_error (&error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("Nobody gave the password for the files of “%s”, so they cannot be looked at."),
                 role);
  g_task_return_error (task, error);
}

/* The next password, or the look itself. */
static void
next_role (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Preview *preview = g_task_get_task_data (task);

  while (preview->roles->len > 0)
    {
      const char *role = preview->roles->pdata[0];

      if (self->asker != NULL &&
          resite_connections_needs_files_credentials (self->connections, role))
        {
          _resite_run_ask_for_files_async (self, role, g_task_get_cancellable (task),
                                           password_asked_cb, g_object_ref (task));
          return;
        }
      g_ptr_array_remove_index (preview->roles, 0);
    }
  resite_job_factory_make_async (preview->arguments, preview->ledger, self->clock,
                                 g_task_get_cancellable (task), made_cb, g_object_ref (task));
}

void
resite_run_preview_copy_async (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Preview *preview = g_new0 (Preview, 1);
  g_autofree char *scope = NULL;
  ResiteJobOrder order;
  GError *error = NULL;

  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (RESITE_IS_STEP_RUN (step));
  g_return_if_fail (RESITE_IS_ACTION (action) &&
                    resite_action_get_kind (action) == RESITE_ACTION_COPY);

  g_task_set_source_tag (task, resite_run_preview_copy_async);
  g_task_set_task_data (task, preview, preview_free);
  _resite_run_fill_order (self, step, action, &order);
  preview->arguments = resite_job_arguments_new (&order, &error);
  if (preview->arguments == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  resite_job_arguments_set (preview->arguments, "dry-run", "yes");
  preview->roles = resite_job_order_list_files (&order);
  scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      resite_step_run_get_attempt (step), resite_action_get_id (action));
  preview->ledger = resite_journal_ledger_new (self->journal, scope);
  next_role (task);
}

ResiteCopyPreview *
resite_run_preview_copy_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
