/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-job.h"
#include "resite-copy-progress.h"
#include "resite-copy-work.h"
#include "resite-text.h"
#include "resite-under-way.h"

#define PUBLISH_EVERY 100 /* milliseconds */
#define GO_ON_AFTER   33  /* where one turn did not take everything */
#define LONGEST_TURN  (8 * G_TIME_SPAN_MILLISECOND)
#define ROWS_AT_ONCE  64 /* where somebody looks on */

/* After a cancel, so long a call under way may take to its end. */
#define LONGEST_ANSWER (700 * G_TIME_SPAN_MILLISECOND)

struct _ResiteCopyJob
{
  ResiteJob parent_instance;

  ResiteClock *clock;
  ResiteCopyWork *work;
  ResiteCopyProgress *progress; /* from the moment that there is a plan */
  const ResiteCopyPlan *plan;   /* the same; the work's */
  ResiteCopyUpdate **updates;   /* the newest word of each row, or NULL: as planned */
  guint n_shown;

  GTask *task; /* while it runs */
  GCancellable *cancellable;
  gint64 cancelled_at; /* monotonic time; 0: not so far */
  GError *error;
  gboolean work_over;
  gboolean work_good;
  gboolean paused;
  guint timer;
};

G_DEFINE_FINAL_TYPE (ResiteCopyJob, resite_copy_job, RESITE_TYPE_JOB)

static const ResiteCopyEntry *
get_entry (ResiteCopyJob *self, guint index)
{
  return self->plan->entries->pdata[index];
}

static void
read_planned (const ResiteCopyEntry *entry, ResiteJobRow *row)
{
  const gboolean good =
      entry->state != NULL && resite_item_status_from_state (entry->state) == RESITE_ITEM_GOOD;
  const gboolean over = entry->deed == RESITE_COPY_NOTHING && !entry->removes;

  *row = (ResiteJobRow){ .name = entry->name,
                         .state = over ? entry->state : "queued",
                         .message = over ? entry->message : "",
                         .bytes = good ? entry->size : 0,
                         .size = entry->size };
}

static void
resite_copy_job_read_row (ResiteJob *job, guint index, ResiteJobRow *row)
{
  ResiteCopyJob *self = RESITE_COPY_JOB (job);
  const ResiteCopyUpdate *update = self->updates[index];

  read_planned (get_entry (self, index), row);
  if (update == NULL)
    return;
  row->state = update->state;
  row->message = update->message != NULL ? update->message : "";
  row->bytes = update->bytes;
  row->size = update->size;
  row->seconds = update->seconds;
  row->tries = update->tries;
}

/* What is over by the plan alone is told at once. FALSE when the turn was over before everything
 * was shown. */
static gboolean
show_rows (ResiteCopyJob *self, gint64 until)
{
  ResiteJob *job = RESITE_JOB (self);
  const guint n_rows = self->plan->entries->len;

  while (self->n_shown < n_rows)
    {
      const guint step = resite_job_is_watched (job) ? ROWS_AT_ONCE : n_rows;
      const guint more = MIN (step, n_rows - self->n_shown);

      resite_job_add_rows (job, more);
      for (guint i = 0; i < more; i++, self->n_shown++)
        if (get_entry (self, self->n_shown)->deed == RESITE_COPY_NOTHING &&
            !get_entry (self, self->n_shown)->removes)
          resite_job_row_ended (job, self->n_shown);
      if (g_get_monotonic_time () > until)
        break;
    }
  return self->n_shown == n_rows;
}

/* Takes @update. */
static void
apply (ResiteCopyJob *self, ResiteCopyUpdate *update)
{
  const guint index = update->index;
  const gboolean ended = update->ended;
  ResiteJobRow before;

  resite_copy_job_read_row (RESITE_JOB (self), index, &before);
  resite_copy_progress_take (self->progress, update, before.bytes);
  resite_copy_update_free (self->updates[index]);
  self->updates[index] = update;
  if (ended)
    resite_job_row_ended (RESITE_JOB (self), index);
  else
    resite_job_row_changed (RESITE_JOB (self), index);
}

static gboolean
apply_updates (ResiteCopyJob *self, gint64 until)
{
  for (guint n = 1;; n++)
    {
      ResiteCopyUpdate *update = resite_copy_feed_take (self->work->feed);

      if (update == NULL)
        return TRUE;
      apply (self, update);
      if ((n & 15) == 0 && g_get_monotonic_time () > until)
        return FALSE;
    }
}

static void
publish_listing (ResiteCopyJob *self)
{
  guint count = g_atomic_int_get ((int *)&self->work->listed);
  g_autofree char *text = resite_text_count (count);
  g_autofree char *detail = NULL;

  if (count == 0)
    return;
  detail = g_strdup_printf (ngettext ("Looking at what is there: %s file so far",
                                      "Looking at what is there: %s files so far", count),
                            text);
  resite_job_set_detail (RESITE_JOB (self), detail);
}

static void
publish_numbers (ResiteCopyJob *self, const ResiteCopyPlan *plan)
{
  ResiteJob *job = RESITE_JOB (self);
  const gboolean over = self->work_over;
  g_autofree char *detail = resite_copy_progress_describe (self->progress, over);

  resite_job_set_detail (job, detail);
  resite_job_set_bytes (job, resite_copy_progress_get_bytes (self->progress), plan->bytes_total);
  resite_job_set_fraction (
      job, over && self->work_good ? 1 : resite_copy_progress_get_fraction (self->progress));
  resite_job_set_total (job, "resumed_bytes", resite_copy_progress_get_resumed (self->progress));
}

static void
set_count (ResiteCopyJob *self, const char *kind, const ResiteCopyCount *count)
{
  g_autofree char *files = g_strconcat (kind, "_files", NULL);
  g_autofree char *bytes = g_strconcat (kind, "_bytes", NULL);

  resite_job_set_total (RESITE_JOB (self), files, count->files);
  resite_job_set_total (RESITE_JOB (self), bytes, count->bytes);
}

static void
take_plan (ResiteCopyJob *self, const ResiteCopyPlan *plan)
{
  const ResiteCopyPreview *preview = &plan->preview;

  self->plan = plan;
  self->updates = g_new0 (ResiteCopyUpdate *, MAX (plan->entries->len, 1));
  self->progress = resite_copy_progress_new (self->clock, plan, self->work->workers);
  resite_job_set_message (RESITE_JOB (self), self->work->warning);
  set_count (self, "new", &preview->fresh);
  set_count (self, "changed", &preview->changed);
  set_count (self, "same", &preview->same);
  set_count (self, "open", &preview->open);
  set_count (self, "extra", &preview->extra);
  set_count (self, "barred", &preview->barred);
}

/* Takes what the threads told, for no longer than a turn. TRUE when nothing is left. */
static gboolean
take_turn (ResiteCopyJob *self)
{
  const gint64 until = g_get_monotonic_time () + LONGEST_TURN;
  const ResiteCopyPlan *plan = resite_copy_work_get_plan (self->work);
  gboolean all;

  if (plan == NULL)
    {
      publish_listing (self);
      return TRUE;
    }
  if (self->plan == NULL)
    take_plan (self, plan);
  all = show_rows (self, until) && apply_updates (self, until);
  publish_numbers (self, plan);
  return all;
}

static void
finish (ResiteCopyJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (!self->work_good)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      return;
    }
  if (self->work->stop_reason != NULL)
    {
      resite_job_set_message (RESITE_JOB (self), self->work->stop_reason);
      resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
    }
  else if (resite_job_count_items (RESITE_JOB (self), RESITE_ITEM_FAILED) == 0)
    resite_job_set_message (RESITE_JOB (self), self->work->remark);
  g_task_return_boolean (task, TRUE);
}

static void
look_at_pause (ResiteCopyJob *self)
{
  ResiteJob *job = RESITE_JOB (self);

  if (resite_job_get_state (job) != RESITE_JOB_PAUSING ||
      !resite_copy_gate_is_still (self->work->gate))
    return;
  if (self->progress != NULL && !self->paused)
    resite_copy_progress_set_paused (self->progress, TRUE);
  self->paused = TRUE;
  resite_job_tell_paused (job);
}

/* A call over the network may wait for an answer that never comes. */
static void
look_at_cancel (ResiteCopyJob *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (self->work_over || !g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->cancelled_at == 0)
    self->cancelled_at = now;
  if (now - self->cancelled_at < LONGEST_ANSWER)
    return;
  resite_folder_interrupt (self->work->source);
  resite_folder_interrupt (self->work->target);
}

static gboolean
turn_cb (gpointer user_data)
{
  ResiteCopyJob *self = user_data;
  const gboolean over = self->work_over;
  const gboolean all = take_turn (self);

  look_at_pause (self);
  look_at_cancel (self);
  self->timer = 0;
  if (over && all)
    finish (self);
  else
    self->timer = g_timeout_add (all ? PUBLISH_EVERY : GO_ON_AFTER, turn_cb, self);
  return G_SOURCE_REMOVE;
}

static void
work_over_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteCopyJob *self = user_data;

  self->work_good = g_task_propagate_boolean (G_TASK (result), &self->error);
  self->work_over = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  turn_cb (self);
}

typedef struct
{
  ResiteCopyWork *work;
  GCancellable *cancellable;
} WorkOrder;

static void
work_order_free (gpointer data)
{
  WorkOrder *order = data;

  g_object_unref (order->cancellable);
  g_free (order);
}

static void
work_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  WorkOrder *order = task_data;
  GError *error = NULL;

  if (resite_copy_work_run (order->work, order->cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
resite_copy_job_run_async (ResiteJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  ResiteCopyJob *self = RESITE_COPY_JOB (job);
  /* The thread holds no reference to the job, whose end is for the main thread. It does not get
   * its cancellable by the task either: the end is told after the work has stopped. */
  g_autoptr (GTask) thread_task = g_task_new (NULL, NULL, work_over_cb, self);
  WorkOrder *order = g_new (WorkOrder, 1);

  order->work = self->work;
  order->cancellable = g_object_ref (cancellable);
  g_set_object (&self->cancellable, cancellable);
  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, resite_copy_job_run_async);
  self->timer = g_timeout_add (PUBLISH_EVERY, turn_cb, self);
  g_task_set_task_data (thread_task, order, work_order_free);
  resite_under_way_run_task (thread_task, work_thread);
}

static gboolean
resite_copy_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_copy_job_set_paused (ResiteJob *job, gboolean paused)
{
  ResiteCopyJob *self = RESITE_COPY_JOB (job);

  resite_copy_gate_set_closed (self->work->gate, paused);
  if (paused || !self->paused)
    return;
  self->paused = FALSE;
  if (self->progress != NULL)
    resite_copy_progress_set_paused (self->progress, FALSE);
}

static void
resite_copy_job_dispose (GObject *object)
{
  ResiteCopyJob *self = RESITE_COPY_JOB (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->progress, resite_copy_progress_free);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (resite_copy_job_parent_class)->dispose (object);
}

static void
resite_copy_job_finalize (GObject *object)
{
  ResiteCopyJob *self = RESITE_COPY_JOB (object);

  g_clear_error (&self->error);
  for (guint i = 0; self->updates != NULL && i < self->plan->entries->len; i++)
    resite_copy_update_free (self->updates[i]);
  g_free (self->updates);
  g_clear_pointer (&self->work, resite_copy_work_free);

  G_OBJECT_CLASS (resite_copy_job_parent_class)->finalize (object);
}

static void
resite_copy_job_class_init (ResiteCopyJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  object_class->dispose = resite_copy_job_dispose;
  object_class->finalize = resite_copy_job_finalize;
  job_class->run_async = resite_copy_job_run_async;
  job_class->run_finish = resite_copy_job_run_finish;
  job_class->set_paused = resite_copy_job_set_paused;
  job_class->read_row = resite_copy_job_read_row;
}

static void
resite_copy_job_init (ResiteCopyJob *self)
{
}

static char *
make_title (ResiteFolder *source, ResiteFolder *target, const ResiteCopyOptions *options)
{
  g_autofree char *from = resite_folder_describe (source);
  g_autofree char *to = resite_folder_describe (target);

  if (options->verify_only)
    /* TRANSLATORS: two folders */
    return g_strdup_printf (_ ("Compare %s with %s"), from, to);
  /* TRANSLATORS: two folders */
  return g_strdup_printf (_ ("Copy %s to %s"), from, to);
}

void
resite_copy_job_set_limit (ResiteCopyJob *self, guint64 limit)
{
  g_return_if_fail (RESITE_IS_COPY_JOB (self));

  resite_copy_limit_set (self->work->limit, limit);
}

guint64
resite_copy_job_get_limit (ResiteCopyJob *self)
{
  g_return_val_if_fail (RESITE_IS_COPY_JOB (self), 0);

  return resite_copy_limit_get (self->work->limit);
}

ResiteJob *
resite_copy_job_new (ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
                     ResiteClock *clock, const ResiteCopyOptions *options)
{
  static const ResiteCopyOptions defaults = { 0 };
  g_autofree char *title = NULL;
  ResiteCopyJob *self;

  g_return_val_if_fail (RESITE_IS_FOLDER (source), NULL);
  g_return_val_if_fail (RESITE_IS_FOLDER (target), NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger), NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  options = options != NULL ? options : &defaults;
  self = g_object_new (RESITE_TYPE_COPY_JOB, NULL);
  self->clock = g_object_ref (clock);
  self->work = resite_copy_work_new (source, target, ledger, clock, options);
  title = make_title (source, target, options);
  resite_job_set_title (RESITE_JOB (self), title);
  resite_job_set_clock (RESITE_JOB (self), clock);
  resite_job_set_how (RESITE_JOB (self), "V");
  return RESITE_JOB (self);
}
