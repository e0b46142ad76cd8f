/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-busy-strip"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-busy-row.h"
#include "resite-busy-strip.h"

#define MOST_ROWS 3

struct _ResiteBusyStrip
{
  GtkBox parent_instance;

  GtkLabel *more_label;
  GPtrArray *rows;
  ResiteRun *run;
};

G_DEFINE_FINAL_TYPE (ResiteBusyStrip, resite_busy_strip, GTK_TYPE_BOX)

enum
{
  STOP_STEP,
  SHOW_STEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
find_step_of (ResiteBusyStrip *self, ResiteJob *job)
{
  GListModel *steps = resite_run_get_steps (self->run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      if (resite_step_run_get_job (step) == job)
        return resite_step_run_get_name (step);
    }
  return NULL;
}

static void
emit_for_row (ResiteBusyStrip *self, guint signal, GtkWidget *row)
{
  const char *step = find_step_of (self, resite_busy_row_get_job (RESITE_BUSY_ROW (row)));

  if (step != NULL)
    g_signal_emit (self, signals[signal], 0, step);
}

static void
row_stop_cb (ResiteBusyStrip *self, GtkWidget *row)
{
  emit_for_row (self, STOP_STEP, row);
}

static void
row_show_cb (ResiteBusyStrip *self, GtkWidget *row)
{
  emit_for_row (self, SHOW_STEP, row);
}

static void
add_row (ResiteBusyStrip *self, ResiteJob *job)
{
  GtkWidget *row = resite_busy_row_new (job);

  g_signal_connect_swapped (row, "stop", G_CALLBACK (row_stop_cb), self);
  g_signal_connect_swapped (row, "show-page", G_CALLBACK (row_show_cb), self);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
  g_ptr_array_add (self->rows, row);
}

static void
show_more (ResiteBusyStrip *self, guint hidden)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->more_label), hidden > 0);
  if (hidden == 0)
    return;
  text = g_strdup_printf (ngettext ("and %u more", "and %u more", hidden), hidden);
  gtk_label_set_text (self->more_label, text);
  gtk_box_reorder_child (GTK_BOX (self), GTK_WIDGET (self->more_label), -1);
}

static gboolean
rows_match (ResiteBusyStrip *self, GListModel *jobs, guint count)
{
  if (self->rows->len != count)
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);

      if (resite_busy_row_get_job (g_ptr_array_index (self->rows, i)) != job)
        return FALSE;
    }
  return TRUE;
}

static void
jobs_changed_cb (ResiteBusyStrip *self)
{
  GListModel *jobs = resite_run_get_jobs (self->run);
  guint all = g_list_model_get_n_items (jobs);
  guint count = MIN (all, MOST_ROWS);

  if (!rows_match (self, jobs, count))
    {
      for (guint i = 0; i < self->rows->len; i++)
        gtk_widget_destroy (g_ptr_array_index (self->rows, i));
      g_ptr_array_set_size (self->rows, 0);
      for (guint i = 0; i < count; i++)
        {
          g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);

          add_row (self, job);
        }
    }
  show_more (self, all - count);
  gtk_widget_set_visible (GTK_WIDGET (self), count > 0);
}

static void
resite_busy_strip_dispose (GObject *object)
{
  ResiteBusyStrip *self = RESITE_BUSY_STRIP (object);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (resite_run_get_jobs (self->run), self);
  g_clear_object (&self->run);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_busy_strip_parent_class)->dispose (object);
}

static void
resite_busy_strip_class_init (ResiteBusyStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_busy_strip_dispose;
  signals[STOP_STEP] = g_signal_new ("stop-step", RESITE_TYPE_BUSY_STRIP, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOW_STEP] = g_signal_new ("show-step", RESITE_TYPE_BUSY_STRIP, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_busy_strip_init (ResiteBusyStrip *self)
{
  self->rows = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-busy");
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), _ ("Running now"));
  self->more_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->more_label, 0);
  gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->more_label));
}

GtkWidget *
resite_busy_strip_new (void)
{
  return g_object_new (RESITE_TYPE_BUSY_STRIP, NULL);
}

void
resite_busy_strip_set_run (ResiteBusyStrip *self, ResiteRun *run)
{
  g_return_if_fail (RESITE_IS_BUSY_STRIP (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  g_return_if_fail (self->run == NULL);
  self->run = g_object_ref (run);
  g_signal_connect_object (resite_run_get_jobs (run), "items-changed", G_CALLBACK (jobs_changed_cb),
                           self, G_CONNECT_SWAPPED);
  jobs_changed_cb (self);
}

const char *
resite_busy_strip_get_first_step (ResiteBusyStrip *self)
{
  g_return_val_if_fail (RESITE_IS_BUSY_STRIP (self), NULL);
  if (self->rows->len == 0)
    return NULL;
  return find_step_of (self, resite_busy_row_get_job (g_ptr_array_index (self->rows, 0)));
}
