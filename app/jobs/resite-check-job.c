/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-check-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"

struct _ResiteCheckJob
{
  ResiteJob parent_instance;

  GPtrArray *probes;
  ResiteConnections *connections;
  ResiteLedger *ledger;

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

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCheckJob) self = user_data;
  ResiteProbeView *view = g_task_get_task_data (G_TASK (result));
  ResiteJobItem *item;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      finish (self, error);
      return;
    }
  item = resite_job_find_item (RESITE_JOB (self), view->probe->id);
  resite_job_item_set (item, view->state, view->message);
  resite_job_item_ended (RESITE_JOB (self), item);
  if (view->found != NULL)
    add_found (self, view->found);
  resite_job_set_fraction (RESITE_JOB (self), (double)self->next / self->probes->len);
  look_next (self);
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  resite_probe_view_look (data, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

/* "source:E:\SMSPKG" names a place whose size counts; a plain number is bytes. */
static void
resolve_measured (ResiteCheckJob *self, ResiteProbeView *view)
{
  const char *argument = view->probe->argument;
  const char *colon = argument != NULL ? strchr (argument, ':') : NULL;
  g_autofree char *machine = NULL;
  g_autoptr (GError) error = NULL;

  if (colon == NULL || !g_str_equal (view->probe->type, "space"))
    return;
  machine = g_strndup (argument, colon - argument);
  view->measured = resite_connections_resolve (self->connections, machine, colon + 1, &error);
  if (view->measured == NULL)
    {
      g_clear_pointer (&view->place, g_free);
      g_free (view->unseen);
      view->unseen = g_strdup_printf (_ ("What is to be copied cannot be measured from here: %s"),
                                      error->message);
    }
}

/* Connections belong to the main thread, so the places are found before the worker begins. */
static ResiteProbeView *
resolve (ResiteCheckJob *self, const ResiteProbe *probe)
{
  ResiteProbeView *view = resite_probe_view_new (probe);
  const char *machine = probe->machine != NULL ? probe->machine : "desk";
  g_autoptr (GError) error = NULL;

  if (!resite_probe_needs_files (probe))
    return view;
  if (probe->path == NULL || *probe->path == '\0')
    {
      view->unseen = g_strdup (_ ("The plan does not say where to look: fill in the path."));
      return view;
    }
  if (resite_connections_check_base (self->connections, machine, probe->path, &error))
    view->place = resite_connections_resolve (self->connections, machine, probe->path, &error);
  if (view->place == NULL)
    view->unseen = g_strdup_printf (_ ("It cannot be seen from here (%s). Look there, and say "
                                       "what you see."),
                                    error->message);
  else
    resolve_measured (self, view);
  return view;
}

static void
look_next (ResiteCheckJob *self)
{
  g_autoptr (GTask) looking = NULL;
  ResiteProbe *probe;

  if (self->next >= self->probes->len)
    {
      record (self);
      return;
    }
  probe = g_ptr_array_index (self->probes, self->next++);
  resite_job_item_set (resite_job_find_item (RESITE_JOB (self), probe->id), "running", "");
  looking = g_task_new (self, g_task_get_cancellable (self->task), looked_cb, g_object_ref (self));
  g_task_set_task_data (looking, resolve (self, probe), (GDestroyNotify)resite_probe_view_free);
  g_task_run_in_thread (looking, look_in_worker);
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
resite_check_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ResiteCheckJob *self = RESITE_CHECK_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_check_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  add_probe_items (self);
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
