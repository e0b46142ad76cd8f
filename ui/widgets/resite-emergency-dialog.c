/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-emergency-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-emergency-dialog.h"
#include "resite-label.h"
#include "resite-save-dialog.h"
#include "resite-summary.h"

/* A4 in points: what the card is laid out for. */
#define PAPER_WIDTH  595.0
#define PAPER_HEIGHT 842.0

enum
{
  RESPONSE_SAVE = 1
};

struct _ResiteEmergencyDialog
{
  GtkDialog parent_instance;

  GtkLabel *state_label;
  GtkWidget *paper;
  ResiteSummary *summary;
};

G_DEFINE_FINAL_TYPE (ResiteEmergencyDialog, resite_emergency_dialog, GTK_TYPE_DIALOG)

static gboolean
draw_cb (GtkWidget *paper, cairo_t *cr, gpointer user_data)
{
  ResiteEmergencyDialog *self = user_data;
  double scale = gtk_widget_get_allocated_width (paper) / PAPER_WIDTH;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  if (self->summary != NULL)
    resite_summary_draw_page (self->summary, RESITE_PAPER_EMERGENCY, 0, PAPER_WIDTH, PAPER_HEIGHT,
                              cr);
  return TRUE;
}

static void
say (ResiteEmergencyDialog *self, const char *text)
{
  gtk_widget_hide (GTK_WIDGET (self->state_label));
  gtk_label_set_text (self->state_label, text);
  gtk_widget_show (GTK_WIDGET (self->state_label));
}

static void
read_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  ResiteSummary *summary = resite_summary_new (path, &error);

  if (summary != NULL)
    g_task_return_pointer (task, summary, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteEmergencyDialog *self = RESITE_EMERGENCY_DIALOG (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSummary) summary = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->paper == NULL)
    return;
  if (summary == NULL)
    {
      say (self, error->message);
      return;
    }
  g_set_object (&self->summary, summary);
  gtk_widget_hide (GTK_WIDGET (self->state_label));
  gtk_widget_queue_draw (self->paper);
}

typedef struct
{
  ResiteSummary *summary;
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->summary);
  g_free (saving->path);
  g_free (saving);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (resite_summary_save_pdf (saving->summary, RESITE_PAPER_EMERGENCY, FALSE, saving->path,
                               &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteEmergencyDialog *self = RESITE_EMERGENCY_DIALOG (object);
  g_autoptr (GError) error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->paper != NULL)
    say (self, saved ? _ ("Saved.") : error->message);
}

static void
chosen_cb (GtkWidget *widget, GFile *file)
{
  ResiteEmergencyDialog *self = RESITE_EMERGENCY_DIALOG (widget);
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->summary = g_object_ref (self->summary);
  saving->path = g_file_get_path (file);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
resite_emergency_dialog_response (GtkDialog *dialog, int response)
{
  ResiteEmergencyDialog *self = RESITE_EMERGENCY_DIALOG (dialog);

  if (response != RESPONSE_SAVE)
    gtk_widget_destroy (GTK_WIDGET (self));
  else if (self->summary != NULL)
    resite_save_dialog_show (GTK_WIDGET (self), _ ("Save the emergency card"), "emergency-card.pdf",
                             chosen_cb);
}

static void
resite_emergency_dialog_dispose (GObject *object)
{
  ResiteEmergencyDialog *self = RESITE_EMERGENCY_DIALOG (object);

  g_clear_object (&self->summary);
  self->paper = NULL;
  G_OBJECT_CLASS (resite_emergency_dialog_parent_class)->dispose (object);
}

static void
resite_emergency_dialog_class_init (ResiteEmergencyDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_emergency_dialog_dispose;
  GTK_DIALOG_CLASS (klass)->response = resite_emergency_dialog_response;
}

static GtkWidget *
new_paper (ResiteEmergencyDialog *self)
{
  GtkWidget *paper = gtk_drawing_area_new ();

  gtk_widget_set_size_request (paper, 560, (int)(560 * PAPER_HEIGHT / PAPER_WIDTH));
  gtk_widget_set_halign (paper, GTK_ALIGN_CENTER);
  resite_label_set_accessible_name (paper, _ ("The emergency card as it will be printed"));
  g_signal_connect (paper, "draw", G_CALLBACK (draw_cb), self);
  return paper;
}

static void
resite_emergency_dialog_init (ResiteEmergencyDialog *self)
{
  GtkWidget *area = gtk_dialog_get_content_area (GTK_DIALOG (self));
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *why = resite_label_new (_ ("While the site is down, people here may need a program "
                                        "installed. The card says where the packages can be "
                                        "reached in this phase. Print it and leave it here."),
                                     NULL);

  gtk_window_set_title (GTK_WINDOW (self), _ ("Emergency card"));
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 640);
  self->state_label = GTK_LABEL (resite_label_new (_ ("Reading the record…"), "resite-strong"));
  self->paper = new_paper (self);
  g_object_set (why, "margin", 12, NULL);
  g_object_set (self->state_label, "margin", 12, NULL);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_container_add (GTK_CONTAINER (scroller), self->paper);
  gtk_container_add (GTK_CONTAINER (area), why);
  gtk_container_add (GTK_CONTAINER (area), GTK_WIDGET (self->state_label));
  gtk_container_add (GTK_CONTAINER (area), scroller);
  gtk_widget_show_all (scroller);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Save as PDF…"), RESPONSE_SAVE);
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Close"), GTK_RESPONSE_CLOSE);
}

void
resite_emergency_dialog_show (GtkWidget *parent, ResiteRun *run)
{
  ResiteEmergencyDialog *self = g_object_new (
      RESITE_TYPE_EMERGENCY_DIALOG, "transient-for", gtk_widget_get_toplevel (parent),
      "destroy-with-parent", TRUE, "window-position", GTK_WIN_POS_CENTER_ON_PARENT, NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, read_cb, NULL);
  const char *path = resite_journal_get_path (resite_run_get_journal (run));

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_thread);
  gtk_widget_show (GTK_WIDGET (self));
}
