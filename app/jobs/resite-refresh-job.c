/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-refresh-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-package-look.h"
#include "resite-refresh-job.h"
#include "resite-refresh-work.h"
#include "resite-under-way.h"

struct _ResiteRefreshJob
{
  ResiteJob parent_instance;

  ResiteRefreshWork *work;
  GPtrArray *ids;

  GTask *task; /* while it runs */
  guint next;
};

G_DEFINE_FINAL_TYPE (ResiteRefreshJob, resite_refresh_job, RESITE_TYPE_JOB)

static void run_next (ResiteRefreshJob *self);

static void
finish (ResiteRefreshJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
begin_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteRefreshJob *self = source;
  GError *error = NULL;

  if (resite_refresh_work_begin (self->work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
send_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteRefreshJob *self = source;
  GError *error = NULL;
  ResiteLedgerRow *row = resite_refresh_work_send (self->work, data, cancellable, &error);

  if (row != NULL)
    g_task_return_pointer (task, row, (GDestroyNotify)resite_ledger_row_free);
  else
    g_task_return_error (task, error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRefreshJob *self = RESITE_REFRESH_JOB (source);
  ResiteJob *job = RESITE_JOB (self);
  const char *id = self->ids->pdata[self->next - 1];
  ResiteJobItem *item = resite_job_take_item (job, id);
  GError *error = NULL;
  g_autoptr (ResiteLedgerRow) row = g_task_propagate_pointer (G_TASK (result), &error);

  if (row == NULL)
    {
      /* Whether the site was told is looked at next time. */
      resite_job_item_set (item, "unknown", error->message);
      resite_job_item_ended (job, item);
      finish (self, error);
      return;
    }
  resite_job_item_load_row (item, row);
  resite_job_item_ended (job, item);
  resite_job_set_fraction (job, (double)self->next / self->ids->len);
  run_next (self);
}

static void
run_next (ResiteRefreshJob *self)
{
  g_autoptr (GTask) sending = NULL;
  GCancellable *cancellable = g_task_get_cancellable (self->task);
  const char *id;

  if (self->next >= self->ids->len || g_cancellable_is_cancelled (cancellable))
    {
      finish (self, self->next >= self->ids->len
                        ? NULL
                        : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped")));
      return;
    }
  id = self->ids->pdata[self->next++];
  resite_job_item_set (resite_job_take_item (RESITE_JOB (self), id), "running", "");
  sending = g_task_new (self, cancellable, sent_cb, NULL);
  g_task_set_source_tag (sending, run_next);
  g_task_set_check_cancellable (sending, FALSE);
  g_task_set_task_data (sending, g_strdup (id), g_free);
  resite_under_way_run_task (sending, send_in_worker);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRefreshJob *self = RESITE_REFRESH_JOB (source);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    run_next (self);
  else
    finish (self, error);
}

static void
add_items (ResiteRefreshJob *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->ids->len; i++)
    g_ptr_array_add (items, resite_job_item_new (self->ids->pdata[i]));
  resite_job_add_items (RESITE_JOB (self), items);
}

static void
resite_refresh_job_run_async (ResiteJob *job, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteRefreshJob *self = RESITE_REFRESH_JOB (job);
  g_autoptr (GTask) beginning = NULL;

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_refresh_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (self->ids->len == 0)
    {
      resite_job_set_message (job, _ ("There is nothing to send again."));
      finish (self, NULL);
      return;
    }
  add_items (self);
  beginning = g_task_new (self, cancellable, begun_cb, NULL);
  g_task_set_source_tag (beginning, resite_refresh_job_run_async);
  resite_under_way_run_task (beginning, begin_in_worker);
}

static gboolean
resite_refresh_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_refresh_job_finalize (GObject *object)
{
  ResiteRefreshJob *self = RESITE_REFRESH_JOB (object);

  g_clear_pointer (&self->work, resite_refresh_work_free);
  g_clear_pointer (&self->ids, g_ptr_array_unref);

  G_OBJECT_CLASS (resite_refresh_job_parent_class)->finalize (object);
}

static void
resite_refresh_job_class_init (ResiteRefreshJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_refresh_job_finalize;
  job_class->run_async = resite_refresh_job_run_async;
  job_class->run_finish = resite_refresh_job_run_finish;
}

static void
resite_refresh_job_init (ResiteRefreshJob *self)
{
}

/* In capitals, each once: the list may be typed. */
static GPtrArray *
fold_ids (GPtrArray *ids)
{
  GPtrArray *folded = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *id = g_ascii_strup (ids->pdata[i], -1);

      if (!g_ptr_array_find_with_equal_func (folded, id, g_str_equal, NULL))
        g_ptr_array_add (folded, g_steal_pointer (&id));
    }
  return folded;
}

ResiteJob *
resite_refresh_job_new (ResiteCim *cim, const char *server, const char *code, GPtrArray *ids,
                        gboolean everywhere, ResiteLedger *ledger, ResiteClock *clock)
{
  ResiteRefreshJob *self;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && server != NULL && ids != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger), NULL);

  self = g_object_new (RESITE_TYPE_REFRESH_JOB, NULL);
  self->work = resite_refresh_work_new (cim, server, code, everywhere, ledger);
  self->ids = fold_ids (ids);
  resite_job_set_title (RESITE_JOB (self), everywhere ? _ ("Update all distribution points")
                                                      : _ ("Refresh this distribution point"));
  resite_job_set_how (RESITE_JOB (self), "V");
  if (clock != NULL)
    resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}
