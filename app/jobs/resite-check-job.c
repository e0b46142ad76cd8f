/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-check-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-probe-place.h"

struct _ResiteCheckJob
{
  ResiteJob parent_instance;

  GPtrArray *probes;
  ResiteConnections *connections;
  ResiteLedger *ledger;
  GPtrArray *past; /* ResiteLedgerRow, what is known of these probes already */

  GTask *task; /* while it runs */
  guint next;
};

G_DEFINE_FINAL_TYPE (ResiteCheckJob, resite_check_job, RESITE_TYPE_JOB)

static void look_next (ResiteCheckJob *self);

static void
finish (ResiteCheckJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCheckJob) self = user_data;
  GError *error = NULL;

  if (!resite_ledger_commit_finish (self->ledger, result, &error))
    g_prefix_error (&error, _ ("What was seen could not be recorded: "));
  finish (self, error);
}

static void
record (ResiteCheckJob *self)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  GListModel *items = resite_job_get_items (RESITE_JOB (self));
  const guint n = g_list_model_get_n_items (items);

  if (self->ledger == NULL || n == 0)
    {
      finish (self, NULL);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      g_ptr_array_add (rows, resite_job_item_to_row (item));
    }
  resite_ledger_commit_async (self->ledger, rows, recorded_cb, g_object_ref (self));
}

static void
add_found (ResiteCheckJob *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (found, i);
      ResiteJobItem *item;

      if (resite_job_find_item (RESITE_JOB (self), row->name) != NULL)
        continue;
      item = resite_job_item_new (row->name);
      resite_job_item_load_row (item, row);
      g_ptr_array_add (items, item);
    }
  resite_job_add_items (RESITE_JOB (self), items);
  for (guint i = 0; i < items->len; i++)
    resite_job_item_ended (RESITE_JOB (self), g_ptr_array_index (items, i));
}

/* What a person brought from the machine, with its output, stays when this desk cannot see more. */
static const ResiteLedgerRow *
find_brought (ResiteCheckJob *self, const char *name)
{
  for (guint i = 0; self->past != NULL && i < self->past->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (self->past, i);

      if (g_str_equal (row->name, name) && row->output != NULL &&
          (g_str_equal (row->state, "ok") || g_str_equal (row->state, "failed")))
        return row;
    }
  return NULL;
}

static void
show_view (ResiteCheckJob *self, const ResiteProbeView *view)
{
  ResiteJobItem *item = resite_job_find_item (RESITE_JOB (self), view->probe->id);
  const ResiteLedgerRow *brought =
      g_str_equal (view->state, "unknown") ? find_brought (self, view->probe->id) : NULL;

  if (brought != NULL)
    resite_job_item_load_row (item, brought);
  else
    resite_job_item_set (item, view->state, view->message);
  resite_job_item_ended (RESITE_JOB (self), item);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCheckJob) self = user_data;
  GError *error = NULL;
  const ResiteProbeView *view = resite_probe_view_look_finish (result, &error);

  if (view == NULL)
    {
      finish (self, error);
      return;
    }
  show_view (self, view);
  if (view->found != NULL)
    add_found (self, view->found);
  resite_job_set_fraction (RESITE_JOB (self), (double)self->next / self->probes->len);
  look_next (self);
}

static void
look_next (ResiteCheckJob *self)
{
  ResiteProbe *probe;

  if (self->next >= self->probes->len)
    {
      record (self);
      return;
    }
  probe = g_ptr_array_index (self->probes, self->next++);
  resite_job_item_set (resite_job_find_item (RESITE_JOB (self), probe->id), "running", "");
  resite_probe_view_look_async (resite_probe_view_new_at (probe, self->connections),
                                g_task_get_cancellable (self->task), looked_cb,
                                g_object_ref (self));
}

static void
add_probe_items (ResiteCheckJob *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->probes->len; i++)
    {
      const ResiteProbe *probe = g_ptr_array_index (self->probes, i);

      g_ptr_array_add (items, resite_job_item_new (probe->id));
    }
  resite_job_add_items (RESITE_JOB (self), items);
}

static void
past_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCheckJob) self = user_data;
  GError *error = NULL;

  self->past = resite_ledger_read_finish (result, &error);
  if (error != NULL)
    finish (self, error);
  else
    look_next (self);
}

static void
resite_check_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ResiteCheckJob *self = RESITE_CHECK_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_check_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  add_probe_items (self);
  if (self->ledger != NULL)
    resite_ledger_read_async (self->ledger, past_read_cb, g_object_ref (self));
  else
    look_next (self);
}

static gboolean
resite_check_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_check_job_finalize (GObject *object)
{
  ResiteCheckJob *self = RESITE_CHECK_JOB (object);

  g_clear_pointer (&self->probes, g_ptr_array_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->past, g_ptr_array_unref);

  G_OBJECT_CLASS (resite_check_job_parent_class)->finalize (object);
}

static void
resite_check_job_class_init (ResiteCheckJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_check_job_finalize;
  job_class->run_async = resite_check_job_run_async;
  job_class->run_finish = resite_check_job_run_finish;
}

static void
resite_check_job_init (ResiteCheckJob *self)
{
}

ResiteJob *
resite_check_job_new (GPtrArray *probes, ResiteConnections *connections, ResiteLedger *ledger,
                      ResiteClock *clock)
{
  ResiteCheckJob *self;

  g_return_val_if_fail (probes != NULL && RESITE_IS_CONNECTIONS (connections), NULL);

  self = g_object_new (RESITE_TYPE_CHECK_JOB, NULL);
  self->probes = probes;
  g_ptr_array_set_free_func (probes, (GDestroyNotify)resite_probe_free);
  self->connections = g_object_ref (connections);
  g_set_object (&self->ledger, ledger);
  resite_job_set_title (RESITE_JOB (self), _ ("Look at what is there"));
  resite_job_set_how (RESITE_JOB (self), "V");
  if (clock != NULL)
    resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}
