/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-until-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-probe-place.h"
#include "resite-until-job.h"

#define INTERVAL 15 /* seconds of the clock */

struct _ResiteUntilJob
{
  ResiteJob parent_instance;

  ResiteProbe *probe;
  ResiteConnections *connections;
  ResiteLedger *ledger;
  ResiteClock *clock;
  gint64 until; /* 0: no end */
  gint64 begun;
  double interval;

  GTask *task; /* while it runs */
  char *seen;  /* what the last look saw */
  gboolean holds;
  guint n_looks;
  guint look_source;
  GSource *cancel_source;
};

G_DEFINE_FINAL_TYPE (ResiteUntilJob, resite_until_job, RESITE_TYPE_JOB)

static void look (ResiteUntilJob *self);

/* Takes @error. */
static void
conclude (ResiteUntilJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->look_source != 0)
    g_source_remove (self->look_source);
  self->look_source = 0;
  g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
is_cancelled (ResiteUntilJob *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

static void
conclude_cancelled (ResiteUntilJob *self)
{
  conclude (self,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The watch was stopped.")));
}

static void
stop_itself (ResiteUntilJob *self)
{
  g_autofree char *time = resite_clock_format (self->until);
  /* TRANSLATORS: a time, what was seen last. */
  g_autofree char *message =
      g_strdup_printf (_ ("It was not so by %s. Seen last: %s Look there and say what you see, or "
                          "watch again."),
                       time, self->seen);

  resite_job_set_message (RESITE_JOB (self), message);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
  conclude (self, NULL);
}

static void
conclude_good (ResiteUntilJob *self)
{
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_message (RESITE_JOB (self), self->seen);
  resite_job_set_fraction (RESITE_JOB (self), 1);
  conclude (self, NULL);
}

static gboolean
look_again_cb (gpointer data)
{
  ResiteUntilJob *self = data;

  self->look_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
go_on (ResiteUntilJob *self)
{
  const gint64 now = resite_clock_now (self->clock);
  double wait = self->interval;

  if (is_cancelled (self))
    conclude_cancelled (self);
  else if (self->holds)
    conclude_good (self);
  else if (self->until != 0 && now >= self->until)
    stop_itself (self);
  else
    {
      if (self->until != 0)
        wait = MIN (wait, (self->until - now) / (double)G_USEC_PER_SEC);
      self->look_source = resite_clock_add_timeout (self->clock, wait, look_again_cb, self, NULL);
    }
}

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteUntilJob) self = user_data;
  GError *error = NULL;

  if (resite_ledger_commit_finish (self->ledger, result, &error))
    go_on (self);
  else
    {
      g_prefix_error (&error, _ ("What was seen could not be recorded: "));
      conclude (self, error);
    }
}

static void
record (ResiteUntilJob *self, ResiteJobItem *item)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  if (self->ledger == NULL)
    {
      go_on (self);
      return;
    }
  g_ptr_array_add (rows, resite_job_item_to_row (item));
  resite_ledger_commit_async (self->ledger, rows, recorded_cb, g_object_ref (self));
}

static ResiteJobItem *
add_item (ResiteUntilJob *self, const char *name)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (items, resite_job_item_new (name));
  resite_job_add_items (RESITE_JOB (self), items);
  return resite_job_find_item (RESITE_JOB (self), name);
}

static ResiteJobItem *
add_sight (ResiteUntilJob *self, const ResiteProbeView *view)
{
  g_autofree char *name = resite_clock_format_exact (resite_clock_now (self->clock));
  ResiteJobItem *item = resite_job_find_item (RESITE_JOB (self), name);

  if (item == NULL)
    item = add_item (self, name);
  resite_job_item_set (item, self->holds ? "ok" : "seen", view->message);
  resite_job_item_ended (RESITE_JOB (self), item);
  return item;
}

static void
show_progress (ResiteUntilJob *self)
{
  const double whole = MAX (1, self->until - self->begun);
  /* TRANSLATORS: how often, what was seen. */
  g_autofree char *detail = g_strdup_printf (
      ngettext ("%u look: %s", "%u looks: %s", self->n_looks), self->n_looks, self->seen);

  resite_job_set_detail (RESITE_JOB (self), detail);
  if (self->until != 0)
    resite_job_set_fraction (RESITE_JOB (self),
                             CLAMP ((resite_clock_now (self->clock) - self->begun) / whole, 0, 1));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteUntilJob) self = user_data;
  const ResiteProbeView *view = resite_probe_view_look_finish (result, NULL);
  gboolean changed;

  if (view == NULL)
    {
      conclude_cancelled (self);
      return;
    }
  self->n_looks++;
  self->holds = g_str_equal (view->state, "ok");
  changed = self->holds || g_strcmp0 (self->seen, view->message) != 0;
  g_free (self->seen);
  self->seen = g_strdup (view->message);
  show_progress (self);
  if (changed)
    record (self, add_sight (self, view));
  else
    go_on (self);
}

static void
look (ResiteUntilJob *self)
{
  resite_probe_view_look_async (resite_probe_view_new_at (self->probe, self->connections),
                                g_task_get_cancellable (self->task), looked_cb,
                                g_object_ref (self));
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResiteLedgerRow *const *)a)->name, (*(ResiteLedgerRow *const *)b)->name);
}

/* What an earlier program saw is shown, and not told again when it is still so. */
static void
show_past (ResiteUntilJob *self, GPtrArray *rows)
{
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      resite_job_item_load_row (add_item (self, row->name), row);
      g_free (self->seen);
      self->seen = g_strdup (row->message);
    }
}

static void
past_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteUntilJob) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = resite_ledger_read_finish (result, &error);

  if (rows == NULL)
    {
      conclude (self, error);
      return;
    }
  show_past (self, rows);
  look (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  ResiteUntilJob *self = data;

  /* A look or a record that is under way comes back by itself. */
  if (self->look_source != 0)
    conclude_cancelled (self);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (ResiteUntilJob *self, GCancellable *cancellable)
{
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
}

static void
resite_until_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ResiteUntilJob *self = RESITE_UNTIL_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_until_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->begun = resite_clock_now (self->clock);
  watch_cancellable (self, cancellable);
  if (self->ledger == NULL)
    look (self);
  else
    resite_ledger_read_async (self->ledger, past_read_cb, g_object_ref (self));
}

static gboolean
resite_until_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_until_job_finalize (GObject *object)
{
  ResiteUntilJob *self = RESITE_UNTIL_JOB (object);

  resite_probe_free (self->probe);
  g_clear_object (&self->connections);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_free (self->seen);

  G_OBJECT_CLASS (resite_until_job_parent_class)->finalize (object);
}

static void
resite_until_job_class_init (ResiteUntilJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_until_job_finalize;
  job_class->run_async = resite_until_job_run_async;
  job_class->run_finish = resite_until_job_run_finish;
}

static void
resite_until_job_init (ResiteUntilJob *self)
{
  self->interval = INTERVAL;
}

ResiteJob *
resite_until_job_new (const ResiteProbe *probe, ResiteConnections *connections,
                      ResiteLedger *ledger, ResiteClock *clock, gint64 until)
{
  ResiteUntilJob *self;

  g_return_val_if_fail (probe != NULL && RESITE_IS_CONNECTIONS (connections), NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_UNTIL_JOB, NULL);
  self->probe = resite_probe_copy (probe);
  self->connections = g_object_ref (connections);
  g_set_object (&self->ledger, ledger);
  self->clock = g_object_ref (clock);
  self->until = until;
  resite_job_set_title (RESITE_JOB (self), probe->label != NULL && *probe->label != '\0'
                                               ? probe->label
                                               : _ ("Watch until it is so"));
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_until_job_set_interval (ResiteUntilJob *self, double seconds)
{
  g_return_if_fail (RESITE_IS_UNTIL_JOB (self));
  g_return_if_fail (self->task == NULL && seconds > 0);

  self->interval = seconds;
}
