/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-close-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-close-dialog.h"
#include "resite-label.h"

static char *
describe_job (ResiteJob *job)
{
  const char *title = resite_job_get_title (job);
  const char *detail = resite_job_get_detail (job);

  if (detail == NULL || *detail == '\0')
    return g_strdup_printf ("• %s", title != NULL ? title : _ ("Work"));
  return g_strdup_printf ("• %s: %s", title != NULL ? title : _ ("Work"), detail);
}

static void
add_jobs (GtkContainer *box, GListModel *jobs)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *text = describe_job (job);

      gtk_container_add (box, resite_label_new (text, NULL));
    }
}

static void
add_ways (GtkContainer *box)
{
  gtk_container_add (box,
                     resite_label_new (_ ("Keep working: the window goes away and the work goes "
                                          "on. This machine must stay on. Start Resite again "
                                          "to see it."),
                                       NULL));
  gtk_container_add (box,
                     resite_label_new (_ ("Pause and close: what is in hand is finished or set "
                                          "aside. It goes on where it was when you come back."),
                                       NULL));
}

GtkWidget *
resite_close_dialog_show (GtkWindow *parent, ResiteRun *run)
{
  GtkWidget *dialog =
      g_object_new (GTK_TYPE_DIALOG, "title", _ ("Work is running"), "transient-for", parent,
                    "modal", TRUE, "resizable", FALSE, "destroy-with-parent", TRUE,
                    "window-position", GTK_WIN_POS_CENTER_ON_PARENT, NULL);
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  g_object_set (box, "margin", 18, NULL);
  gtk_container_add (GTK_CONTAINER (box),
                     resite_label_new (_ ("This is still running:"), "resite-strong"));
  add_jobs (GTK_CONTAINER (box), resite_run_get_jobs (run));
  add_ways (GTK_CONTAINER (box));
  gtk_container_add (GTK_CONTAINER (area), box);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Stay"), RESITE_CLOSE_STAY);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Pause and close"), RESITE_CLOSE_PAUSE);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep working"), RESITE_CLOSE_KEEP_WORKING);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), RESITE_CLOSE_KEEP_WORKING);
  gtk_widget_show (box);
  gtk_widget_show (dialog);
  return dialog;
}
