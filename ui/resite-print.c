/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-print"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-print.h"

typedef struct
{
  ResiteSummary *summary; /* or else the coach's page */
  ResitePaper paper;
  ResiteCoach *coach;
  double width;
  double height;
  GtkPrintOperation *operation; /* kept from "done" to its last word, which GTK does not do */
  gboolean handed_over;         /* to the printer system */
  gboolean told;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->summary);
  g_clear_object (&job->coach);
  g_clear_object (&job->operation);
  g_free (job);
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  GtkPageSetup *setup = gtk_print_context_get_page_setup (context);

  job->width = gtk_page_setup_get_paper_width (setup, GTK_UNIT_POINTS);
  job->height = gtk_page_setup_get_paper_height (setup, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (
      operation,
      (int)(job->coach != NULL
                ? resite_coach_count_pages (job->coach, job->width, job->height)
                : resite_summary_count_pages (job->summary, job->paper, job->width, job->height)));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);

  if (job->coach != NULL)
    resite_coach_draw_page (job->coach, (guint)page, job->width, job->height, cairo);
  else
    resite_summary_draw_page (job->summary, job->paper, (guint)page, job->width, job->height,
                              cairo);
}

static void
tell (GTask *task, GtkPrintOperation *operation, GtkPrintOperationResult result)
{
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (job->told)
    return;
  job->told = TRUE;
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      g_prefix_error (&error, "%s", _ ("Printing did not work: "));
      g_task_return_error (task, error);
    }
  else if (result == GTK_PRINT_OPERATION_RESULT_CANCEL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Not printed"));
  else
    g_task_return_boolean (task, TRUE);
  g_clear_object (&job->operation);
}

/* A print that was handed over may still be given up; one that was not ends with "done" alone, also
 * where its status says "aborted" before: the person closed the dialog. */
static void
status_changed_cb (GtkPrintOperation *operation, GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (!job->handed_over || job->told || !gtk_print_operation_is_finished (operation))
    return;
  if (gtk_print_operation_get_status (operation) == GTK_PRINT_STATUS_FINISHED)
    {
      tell (task, operation, GTK_PRINT_OPERATION_RESULT_APPLY);
      return;
    }
  job->told = TRUE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                           _ ("The printer system gave the print up. Look at the printer, or "
                              "save a PDF instead."));
  g_clear_object (&job->operation);
}

/* "done" comes before a file is written; then only the status tells. */
static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, GTask *task)
{
  Job *job = g_task_get_task_data (task);

  job->operation = g_object_ref (operation);
  job->handed_over = result == GTK_PRINT_OPERATION_RESULT_APPLY;
  if (job->handed_over)
    status_changed_cb (operation, task);
  else
    tell (task, operation, result);
}

static void
free_task (gpointer task, GClosure *closure)
{
  g_object_unref (task);
}

static GtkPageSetup *
make_page_setup (gboolean letter)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *size = gtk_paper_size_new (letter ? GTK_PAPER_NAME_LETTER : GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size_and_default_margins (setup, size);
  gtk_paper_size_free (size);
  return setup;
}

static GtkPrintOperation *
make_operation (Job *job, gboolean letter)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = make_page_setup (letter);

  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_track_print_status (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Resite"));
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), job);
  return operation;
}

static void
run_job (Job *job, gboolean letter, GtkWindow *window, GAsyncReadyCallback callback,
         gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = make_operation (job, letter);
  GTask *task;

  /* Without a source: the operation keeps the task, and must not be kept by it. */
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, run_job);
  g_task_set_task_data (task, job, job_free);
  g_signal_connect_data (operation, "done", G_CALLBACK (done_cb), task, free_task, 0);
  g_signal_connect (operation, "status-changed", G_CALLBACK (status_changed_cb), task);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window, NULL);
}

void
resite_print_async (ResiteSummary *summary, ResitePaper paper, gboolean letter, GtkWindow *window,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job;

  g_return_if_fail (RESITE_IS_SUMMARY (summary));

  job = g_new0 (Job, 1);
  job->summary = g_object_ref (summary);
  job->paper = paper;
  run_job (job, letter, window, callback, user_data);
}

void
resite_print_coach_async (ResiteCoach *coach, gboolean letter, GtkWindow *window,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job;

  g_return_if_fail (RESITE_IS_COACH (coach));

  job = g_new0 (Job, 1);
  job->coach = g_object_ref (coach);
  run_job (job, letter, window, callback, user_data);
}

gboolean
resite_print_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
