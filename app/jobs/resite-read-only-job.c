/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-read-only-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-package-scan.h"
#include "resite-read-only-job.h"
#include "resite-under-way.h"

struct _ResiteReadOnlyJob
{
  ResiteJob parent_instance;

  ResiteFolder *folder;
  ResiteLedger *ledger;
};

G_DEFINE_FINAL_TYPE (ResiteReadOnlyJob, resite_read_only_job, RESITE_TYPE_JOB)

typedef struct
{
  ResiteFolder *folder;
  ResiteLedger *ledger;
  GPtrArray *rows;
  guint changed;
} Repair;

static void
repair_free (gpointer data)
{
  Repair *repair = data;

  g_clear_object (&repair->folder);
  g_clear_object (&repair->ledger);
  g_clear_pointer (&repair->rows, g_ptr_array_unref);
  g_free (repair);
}

static void
repair_package (Repair *repair, const ResitePackageFile *package)
{
  ResiteLedgerRow *row = resite_ledger_row_new (package->id, "ready");
  g_autoptr (GError) error = NULL;
  const char *message = _ ("It was read-only before.");

  if (!package->read_only)
    {
      if (resite_folder_set_read_only (repair->folder, package->file, TRUE, &error))
        {
          repair->changed++;
          message = _ ("It is read-only now.");
        }
      else
        {
          g_free (row->state);
          row->state = g_strdup ("failed");
          message = error->message;
        }
    }
  g_free (row->message);
  row->message = g_strdup (message);
  row->size = package->size;
  row->bytes = package->size;
  row->modified = package->modified;
  g_ptr_array_add (repair->rows, row);
}

static void
repair_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Repair *repair = data;
  g_autoptr (ResitePackageScan) scan = NULL;
  GError *error = NULL;

  scan = resite_package_scan_run (repair->folder, cancellable, &error);
  if (scan == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < scan->packages->len && !g_cancellable_is_cancelled (cancellable); i++)
    repair_package (repair, g_ptr_array_index (scan->packages, i));
  if (repair->ledger != NULL && repair->rows->len > 0 &&
      !resite_ledger_commit (repair->ledger, repair->rows, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
resite_read_only_job_run_async (ResiteJob *job, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteReadOnlyJob *self = RESITE_READ_ONLY_JOB (job);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Repair *repair = g_new0 (Repair, 1);

  g_task_set_source_tag (task, resite_read_only_job_run_async);
  repair->folder = g_object_ref (self->folder);
  g_set_object (&repair->ledger, self->ledger);
  repair->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_task_set_task_data (task, repair, repair_free);
  resite_under_way_run_task (task, repair_in_worker);
}

static void
show_rows (ResiteJob *job, Repair *repair)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *detail = NULL;

  for (guint i = 0; i < repair->rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (repair->rows, i);
      ResiteJobItem *item = resite_job_item_new (row->name);

      resite_job_item_load_row (item, row);
      g_ptr_array_add (items, item);
    }
  resite_job_add_items (job, items);
  for (guint i = 0; i < items->len; i++)
    resite_job_item_ended (job, g_ptr_array_index (items, i));
  resite_job_set_total (job, "changed", repair->changed);
  detail = g_strdup_printf (ngettext ("%u package file was made read-only",
                                      "%u package files were made read-only", repair->changed),
                            repair->changed);
  resite_job_set_detail (job, detail);
  resite_job_set_fraction (job, 1);
}

static gboolean
resite_read_only_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  show_rows (job, g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_read_only_job_finalize (GObject *object)
{
  ResiteReadOnlyJob *self = RESITE_READ_ONLY_JOB (object);

  g_clear_object (&self->folder);
  g_clear_object (&self->ledger);

  G_OBJECT_CLASS (resite_read_only_job_parent_class)->finalize (object);
}

static void
resite_read_only_job_class_init (ResiteReadOnlyJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_read_only_job_finalize;
  job_class->run_async = resite_read_only_job_run_async;
  job_class->run_finish = resite_read_only_job_run_finish;
}

static void
resite_read_only_job_init (ResiteReadOnlyJob *self)
{
}

ResiteJob *
resite_read_only_job_new (ResiteFolder *folder, ResiteLedger *ledger, ResiteClock *clock)
{
  ResiteReadOnlyJob *self;

  g_return_val_if_fail (RESITE_IS_FOLDER (folder), NULL);

  self = g_object_new (RESITE_TYPE_READ_ONLY_JOB, NULL);
  self->folder = g_object_ref (folder);
  g_set_object (&self->ledger, ledger);
  resite_job_set_title (RESITE_JOB (self), _ ("Make the package files read-only"));
  resite_job_set_how (RESITE_JOB (self), "V");
  if (clock != NULL)
    resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}
