/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-task"

#include "config.h"
#include "resite-summary-task.h"

typedef struct
{
  char *journal_path;
  ResiteSummaryForm form;
  ResitePaper paper;
  gboolean letter;
  char *path;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->journal_path);
  g_free (order->path);
  g_free (order);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  ResiteSummary *summary = resite_summary_new (task_data, &error);

  if (summary != NULL)
    g_task_return_pointer (task, summary, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
resite_summary_task_read_async (const char *journal_path, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_summary_task_read_async);
  g_task_set_task_data (task, g_strdup (journal_path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

ResiteSummary *
resite_summary_task_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
write_order (const Order *order, GError **error)
{
  g_autoptr (ResiteSummary) summary = NULL;

  if (order->form == RESITE_SUMMARY_FORM_BUNDLE)
    return resite_summary_export_bundle (order->journal_path, order->path, error);
  summary = resite_summary_new (order->journal_path, error);
  if (summary == NULL)
    return FALSE;
  if (order->form == RESITE_SUMMARY_FORM_TEXT)
    return resite_summary_save_text (summary, order->path, error);
  return resite_summary_save_pdf (summary, order->paper, order->letter, order->path, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Order *order = task_data;
  GError *error = NULL;

  if (write_order (order, &error))
    g_task_return_pointer (task, g_strdup (order->path), g_free);
  else
    g_task_return_error (task, error);
}

void
resite_summary_task_write_async (const char *journal_path, ResiteSummaryForm form,
                                 ResitePaper paper, gboolean letter, const char *path,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->journal_path = g_strdup (journal_path);
  order->form = form;
  order->paper = paper;
  order->letter = letter;
  order->path = g_strdup (path);
  g_task_set_source_tag (task, resite_summary_task_write_async);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, write_in_thread);
}

char *
resite_summary_task_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
