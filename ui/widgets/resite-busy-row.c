/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-busy-row"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-busy-row.h"

struct _ResiteBusyRow
{
  GtkBin parent_instance;

  GtkLabel *title_label;
  GtkProgressBar *bar;
  GtkLabel *detail_label;
  GtkButton *pause_button;
  GtkButton *stop_button;
  GtkButton *show_button;

  ResiteJob *job;
};

G_DEFINE_FINAL_TYPE (ResiteBusyRow, resite_busy_row, GTK_TYPE_BIN)

enum
{
  STOP,
  SHOW_PAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
name_button (GtkButton *button, const char *deed, const char *title)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", deed, title);

  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (button)), name);
}

static const char *
get_title (ResiteBusyRow *self)
{
  const char *title = resite_job_get_title (self->job);

  return title != NULL ? title : _ ("Work");
}

static void
show_title (ResiteBusyRow *self)
{
  gtk_label_set_text (self->title_label, get_title (self));
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->bar)), get_title (self));
  name_button (self->stop_button, _ ("Stop"), get_title (self));
  name_button (self->show_button, _ ("Show"), get_title (self));
}

static void
show_pause (ResiteBusyRow *self)
{
  gboolean paused = resite_job_get_state (self->job) == RESITE_JOB_PAUSED ||
                    resite_job_get_state (self->job) == RESITE_JOB_PAUSING;
  const char *label = paused ? _ ("Go on") : _ ("Pause");

  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), resite_job_can_pause (self->job));
  gtk_button_set_label (self->pause_button, label);
  name_button (self->pause_button, label, get_title (self));
}

static const char *
describe_state (ResiteJob *job)
{
  ResiteJobState state = resite_job_get_state (job);

  if (state == RESITE_JOB_PAUSING)
    return _ ("pausing after the item in hand");
  if (state == RESITE_JOB_PAUSED)
    return _ ("paused");
  if (state == RESITE_JOB_CANCELLING)
    return _ ("stopping");
  return NULL;
}

static void
show_progress (ResiteBusyRow *self)
{
  double fraction = resite_job_get_fraction (self->job);
  const char *state = describe_state (self->job);
  const char *detail = resite_job_get_detail (self->job);
  g_autofree char *percent = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), fraction >= 0);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  if (fraction >= 0)
    /* TRANSLATORS: percent of a job that is done. */
    percent = g_strdup_printf (_ ("%d %%"), (int)(fraction * 100));
  text = g_strjoin (state != NULL && detail != NULL ? " · " : "", state != NULL ? state : "",
                    detail != NULL ? detail : "", NULL);
  gtk_progress_bar_set_text (self->bar, percent);
  gtk_label_set_text (self->detail_label, text);
}

static void
job_changed_cb (ResiteBusyRow *self, GParamSpec *pspec)
{
  if (g_strcmp0 (pspec->name, "title") == 0)
    show_title (self);
  else if (g_strcmp0 (pspec->name, "state") == 0)
    show_pause (self);
  show_progress (self);
}

static void
pause_clicked_cb (ResiteBusyRow *self)
{
  ResiteJobState state = resite_job_get_state (self->job);

  resite_job_set_paused (self->job, state != RESITE_JOB_PAUSED && state != RESITE_JOB_PAUSING);
}

static void
stop_clicked_cb (ResiteBusyRow *self)
{
  g_signal_emit (self, signals[STOP], 0);
}

static void
show_clicked_cb (ResiteBusyRow *self)
{
  g_signal_emit (self, signals[SHOW_PAGE], 0);
}

static void
resite_busy_row_dispose (GObject *object)
{
  g_clear_object (&RESITE_BUSY_ROW (object)->job);
  G_OBJECT_CLASS (resite_busy_row_parent_class)->dispose (object);
}

static void
resite_busy_row_class_init (ResiteBusyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_busy_row_dispose;
  signals[STOP] = g_signal_new ("stop", RESITE_TYPE_BUSY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[SHOW_PAGE] = g_signal_new ("show-page", RESITE_TYPE_BUSY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-busy-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteBusyRow, show_button);
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_busy_row_pause_clicked_cb",
                                                G_CALLBACK (pause_clicked_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_busy_row_stop_clicked_cb",
                                                G_CALLBACK (stop_clicked_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_busy_row_show_clicked_cb",
                                                G_CALLBACK (show_clicked_cb));
}

static void
resite_busy_row_init (ResiteBusyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_busy_row_new (ResiteJob *job)
{
  ResiteBusyRow *self = g_object_new (RESITE_TYPE_BUSY_ROW, "visible", TRUE, NULL);

  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify", G_CALLBACK (job_changed_cb), self, G_CONNECT_SWAPPED);
  show_title (self);
  show_pause (self);
  show_progress (self);
  return GTK_WIDGET (self);
}

ResiteJob *
resite_busy_row_get_job (ResiteBusyRow *self)
{
  g_return_val_if_fail (RESITE_IS_BUSY_ROW (self), NULL);
  return self->job;
}
