/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-panel"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-job-panel.h"
#include "resite-label.h"
#include "resite-wrap-box.h"

struct _ResiteJobPanel
{
  GtkBox parent_instance;

  GtkLabel *state_label;
  GtkProgressBar *bar;
  GtkLabel *percent_label;
  GtkLabel *detail_label;
  GtkLabel *message_label;
  GtkWidget *pause_button;
  GtkWidget *stop_button;

  ResiteJob *job;
  gulong notify_id;
  gboolean editable;
};

G_DEFINE_FINAL_TYPE (ResiteJobPanel, resite_job_panel, GTK_TYPE_BOX)

enum
{
  STOP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *word;
  const char *style;
} states[] = {
  [RESITE_JOB_PENDING] = { N_ ("Waiting"), "resite-verdict-none" },
  [RESITE_JOB_RUNNING] = { N_ ("▸ Running"), "resite-verdict-none" },
  [RESITE_JOB_PAUSING] = { N_ ("Pausing…"), "resite-verdict-warning" },
  [RESITE_JOB_PAUSED] = { N_ ("Paused"), "resite-verdict-warning" },
  [RESITE_JOB_CANCELLING] = { N_ ("Stopping…"), "resite-verdict-warning" },
  [RESITE_JOB_DONE] = { N_ ("✓ Done"), "resite-verdict-good" },
  [RESITE_JOB_DONE_WITH_FAILURES] = { N_ ("! Done, some failed"), "resite-verdict-warning" },
  [RESITE_JOB_STOPPED_ITSELF] = { N_ ("✗ Stopped by itself"), "resite-verdict-bad" },
  [RESITE_JOB_CANCELLED] = { N_ ("Stopped"), "resite-verdict-warning" },
  [RESITE_JOB_FAILED] = { N_ ("✗ Failed"), "resite-verdict-bad" },
};

static void
set_text (GtkLabel *label, const char *text)
{
  gboolean empty = text == NULL || *text == '\0';

  gtk_label_set_text (label, empty ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (label), !empty);
}

static void
show_fraction (ResiteJobPanel *self, double fraction)
{
  g_autofree char *percent = NULL;

  gtk_widget_set_opacity (GTK_WIDGET (self->bar), fraction < 0 ? 0 : 1);
  if (fraction >= 0)
    {
      gtk_progress_bar_set_fraction (self->bar, MIN (fraction, 1));
      /* TRANSLATORS: how much is done, 0 to 100. */
      percent = g_strdup_printf (_ ("%d %%"), (int)(fraction * 100));
    }
  gtk_label_set_text (self->percent_label, percent != NULL ? percent : "");
}

static void
show_job (ResiteJobPanel *self)
{
  ResiteJobState state = resite_job_get_state (self->job);
  gboolean over = resite_job_is_over (self->job);
  gboolean paused = state == RESITE_JOB_PAUSED || state == RESITE_JOB_PAUSING;

  gtk_label_set_text (self->state_label, _ (states[state].word));
  resite_label_set_style (GTK_WIDGET (self->state_label), states[state].style);
  show_fraction (self, resite_job_get_fraction (self->job));
  set_text (self->detail_label, resite_job_get_detail (self->job));
  set_text (self->message_label, resite_job_get_message (self->job));
  gtk_button_set_label (GTK_BUTTON (self->pause_button), paused ? _ ("Go on") : _ ("Pause"));
  gtk_widget_set_visible (self->pause_button, !over && resite_job_can_pause (self->job));
  gtk_widget_set_visible (self->stop_button, !over);
  gtk_widget_set_sensitive (self->pause_button, self->editable && state != RESITE_JOB_CANCELLING);
  gtk_widget_set_sensitive (self->stop_button, self->editable && state != RESITE_JOB_CANCELLING);
}

static void
forget_job (ResiteJobPanel *self)
{
  if (self->job != NULL)
    g_clear_signal_handler (&self->notify_id, self->job);
  g_clear_object (&self->job);
}

static void
stop_cb (ResiteJobPanel *self)
{
  g_signal_emit (self, signals[STOP], 0);
}

static void
resite_job_panel_dispose (GObject *object)
{
  forget_job (RESITE_JOB_PANEL (object));
  G_OBJECT_CLASS (resite_job_panel_parent_class)->dispose (object);
}

static void
resite_job_panel_class_init (ResiteJobPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_job_panel_dispose;
  signals[STOP] = g_signal_new ("stop", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-job-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, state_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, bar);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, percent_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, detail_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, message_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteJobPanel, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, resite_job_panel_toggle_paused);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
resite_job_panel_init (ResiteJobPanel *self)
{
  self->editable = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_job_panel_new (void)
{
  return g_object_new (RESITE_TYPE_JOB_PANEL, NULL);
}

void
resite_job_panel_set_job (ResiteJobPanel *self, ResiteJob *job)
{
  g_return_if_fail (RESITE_IS_JOB_PANEL (self));
  g_return_if_fail (job == NULL || RESITE_IS_JOB (job));

  if (job != self->job)
    {
      forget_job (self);
      if (job != NULL)
        {
          self->job = g_object_ref (job);
          self->notify_id = g_signal_connect_swapped (job, "notify", G_CALLBACK (show_job), self);
          show_job (self);
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self), job != NULL);
}

void
resite_job_panel_set_editable (ResiteJobPanel *self, gboolean editable)
{
  g_return_if_fail (RESITE_IS_JOB_PANEL (self));

  self->editable = editable;
  if (self->job != NULL)
    show_job (self);
}

void
resite_job_panel_toggle_paused (ResiteJobPanel *self)
{
  ResiteJobState state;

  g_return_if_fail (RESITE_IS_JOB_PANEL (self));

  if (self->job == NULL || !self->editable || !resite_job_can_pause (self->job))
    return;
  state = resite_job_get_state (self->job);
  resite_job_set_paused (self->job, state != RESITE_JOB_PAUSED && state != RESITE_JOB_PAUSING);
}
