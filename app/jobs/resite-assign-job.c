/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-error.h"
#include "resite-package-scan.h"

#define DEFAULT_PATIENCE 30 /* minutes */

G_DEFINE_FINAL_TYPE (ResiteAssignJob, resite_assign_job, RESITE_TYPE_JOB)

static void
ledger_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = resite_ledger_read_finish (result, &error);

  self->lanes--;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      ResiteLedgerRow *row = resite_ledger_row_copy (rows->pdata[i]);

      g_hash_table_replace (self->rows, row->name, row);
    }
  if (rows == NULL)
    _resite_assign_break_off (self, error);
  else if (rows->len > 0)
    resite_point_writer_expect_leftover (self->writer);
  _resite_assign_pump (self);
}

static gboolean
check_ids (ResiteAssignJob *self, GError **error)
{
  for (guint i = 0; self->ids != NULL && i < self->ids->len; i++)
    if (!resite_package_id_is_valid (self->ids->pdata[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("“%s” is no package id: it has three letters or digits of a site and "
                        "five hexadecimal digits, like P0100012"),
                     (char *)self->ids->pdata[i]);
        return FALSE;
      }
  return TRUE;
}

static void
proof_changed_cb (ResiteWireProof *proof, gpointer user_data)
{
  ResiteAssignJob *self = user_data;

  if (!self->chosen || self->task == NULL)
    return;
  g_object_ref (self);
  _resite_assign_judge_all (self);
  _resite_assign_pump (self);
  g_object_unref (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = g_object_ref (user_data);

  _resite_assign_pump (self);
  return G_SOURCE_REMOVE;
}

/* What waits for a time or for the logs ends at once. */
static void
watch_cancelled (ResiteAssignJob *self, GCancellable *cancellable)
{
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancelled, NULL);
}

static void
resite_assign_job_run_async (ResiteJob *job, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_assign_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (!check_ids (self, &self->failure))
    {
      _resite_assign_finish (self);
      return;
    }
  if (self->proof != NULL)
    self->proof_id = g_signal_connect (self->proof, "changed", G_CALLBACK (proof_changed_cb), self);
  watch_cancelled (self, cancellable);
  self->lanes++;
  resite_ledger_read_async (self->ledger, ledger_read_cb, g_object_ref (self));
}

static gboolean
resite_assign_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_assign_job_set_paused (ResiteJob *job, gboolean paused)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (job);

  self->paused = paused;
  self->pause_told = FALSE;
  if (self->chosen)
    _resite_assign_pump (self);
}

static void
resite_assign_job_finalize (GObject *object)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (object);

  g_clear_object (&self->machine);
  g_free (self->space);
  resite_sms_point_free (self->target);
  g_clear_pointer (&self->source, resite_sms_point_free);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  g_clear_pointer (&self->may_cross, g_hash_table_unref);
  g_clear_object (&self->proof);
  g_free (self->place);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_object (&self->writer);
  g_clear_pointer (&self->facts, resite_assign_facts_free);
  g_clear_pointer (&self->summaries, g_hash_table_unref);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->by_id);
  g_queue_clear (&self->todo);
  g_queue_clear (&self->ready);
  g_ptr_array_unref (self->dirty);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (resite_assign_job_parent_class)->finalize (object);
}

static void
resite_assign_job_class_init (ResiteAssignJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_assign_job_finalize;
  job_class->run_async = resite_assign_job_run_async;
  job_class->run_finish = resite_assign_job_run_finish;
  job_class->set_paused = resite_assign_job_set_paused;
}

static void
resite_assign_job_init (ResiteAssignJob *self)
{
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_ledger_row_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->dirty = g_ptr_array_new ();
  g_queue_init (&self->todo);
  g_queue_init (&self->ready);
}

static char *
format_title (const ResiteAssignOptions *options)
{
  if (options->undo)
    return g_strdup_printf (_ ("Take packages off %s again"), options->target->server);
  return g_strdup_printf (_ ("Assign packages to %s"), options->target->server);
}

static void
take_tables (ResiteAssignJob *self, const ResiteAssignOptions *options)
{
  self->ids = options->ids != NULL ? g_ptr_array_ref (options->ids) : NULL;
  self->left_out = options->left_out != NULL ? g_hash_table_ref (options->left_out) : NULL;
  self->may_cross = options->may_cross != NULL ? g_hash_table_ref (options->may_cross) : NULL;
  g_set_object (&self->proof, options->proof);
}

ResiteJob *
resite_assign_job_new (const ResiteAssignOptions *options, ResiteLedger *ledger, ResiteClock *clock)
{
  ResiteAssignJob *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (options != NULL && RESITE_IS_MACHINE (options->machine), NULL);
  g_return_val_if_fail (options->space != NULL && options->target != NULL, NULL);
  g_return_val_if_fail (options->undo || options->source != NULL || options->ids != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger) && RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_ASSIGN_JOB, NULL);
  self->machine = g_object_ref (options->machine);
  self->space = g_strdup (options->space);
  self->target = resite_sms_point_copy (options->target);
  self->source = options->source != NULL ? resite_sms_point_copy (options->source) : NULL;
  take_tables (self, options);
  self->only_preloaded = options->only_preloaded;
  self->most_jobs = options->jobs;
  self->patience =
      (gint64)(options->patience > 0 ? options->patience : DEFAULT_PATIENCE) * 60 * G_USEC_PER_SEC;
  self->leave_last = options->leave_last;
  self->dry_run = options->dry_run;
  self->undo = options->undo;
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  self->writer = resite_point_writer_new (self->machine, self->space, self->target);
  resite_assign_window_init (&self->window, options->window_packages, options->window_bytes);
  title = format_title (options);
  resite_job_set_title (RESITE_JOB (self), title);
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_assign_job_get_window (ResiteAssignJob *self, guint *packages, gint64 *bytes,
                              guint *most_packages, gint64 *most_bytes)
{
  g_return_if_fail (RESITE_IS_ASSIGN_JOB (self));

  *packages = self->window.packages;
  *bytes = self->window.bytes;
  *most_packages = self->window.most_packages;
  *most_bytes = self->window.most_bytes;
}

gboolean
resite_assign_job_is_crossing (ResiteAssignJob *self)
{
  g_return_val_if_fail (RESITE_IS_ASSIGN_JOB (self), FALSE);

  return self->crossing;
}
