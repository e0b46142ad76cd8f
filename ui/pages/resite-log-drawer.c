/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-drawer"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-log-drawer.h"
#include "resite-log-panel.h"
#include "resite-log-reader.h"
#include "resite-step-words.h"

struct _ResiteLogDrawer
{
  GtkBox parent_instance;

  ResiteRun *run;
  ResiteStepRun *step; /* or NULL */
  GPtrArray *logs;     /* ResiteStepLog */
  GtkWidget *heading;
  GtkWidget *choice;
  GtkWidget *panel;
  ResiteWatchJob *reader; /* ours, or NULL */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (ResiteLogDrawer, resite_log_drawer, GTK_TYPE_BOX)

enum
{
  KEEP,
  CLOSE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
stop_reading (ResiteLogDrawer *self)
{
  resite_log_panel_set_job (RESITE_LOG_PANEL (self->panel), NULL);
  resite_log_reader_stop (&self->reader);
}

static const ResiteStepLog *
get_chosen (ResiteLogDrawer *self)
{
  const int index = gtk_combo_box_get_active (GTK_COMBO_BOX (self->choice));

  if (self->logs == NULL || self->logs->len == 0)
    return NULL;
  return self->logs->pdata[CLAMP (index, 0, (int)self->logs->len - 1)];
}

static void
show_nothing (ResiteLogDrawer *self)
{
  resite_log_panel_set_empty_text (
      RESITE_LOG_PANEL (self->panel),
      _ ("This step has no log that can be read. Steps on servers have."));
  resite_log_view_set_source (resite_log_drawer_get_view (self), "");
}

static void
show_log (ResiteLogDrawer *self, const ResiteStepLog *log)
{
  g_autofree char *machine = resite_step_words_machine (self->run, self->step, log->machine);
  g_autofree char *empty =
      /* TRANSLATORS: %s is a log file. */
      g_strdup_printf (_ ("No line yet. %s may not exist yet: it appears when SMS writes to it."),
                       log->path);
  ResiteWatchJob *job = resite_log_reader_find (self->step, log);

  resite_log_panel_set_place (RESITE_LOG_PANEL (self->panel), log->path, machine);
  resite_log_panel_set_empty_text (RESITE_LOG_PANEL (self->panel),
                                   log->obstacle != NULL ? log->obstacle : empty);
  if (job == NULL)
    job = self->reader = resite_log_reader_start (self->run, self->step, log);
  resite_log_panel_set_job (RESITE_LOG_PANEL (self->panel), job);
}

static void
read_chosen (ResiteLogDrawer *self)
{
  const ResiteStepLog *log = get_chosen (self);

  stop_reading (self);
  if (log != NULL)
    show_log (self, log);
  else
    show_nothing (self);
}

static void
chosen_cb (ResiteLogDrawer *self)
{
  if (!self->filling)
    read_chosen (self);
}

/* What a step watches may lie where nothing can be read, and its other logs need not. */
static int
find_first_readable (ResiteLogDrawer *self)
{
  for (guint i = 0; self->logs != NULL && i < self->logs->len; i++)
    {
      if (((const ResiteStepLog *)self->logs->pdata[i])->obstacle == NULL)
        return (int)i;
    }
  return 0;
}

static void
fill_choice (ResiteLogDrawer *self)
{
  self->filling = TRUE;
  gtk_combo_box_text_remove_all (GTK_COMBO_BOX_TEXT (self->choice));
  for (guint i = 0; self->logs != NULL && i < self->logs->len; i++)
    {
      const ResiteStepLog *log = self->logs->pdata[i];
      g_autofree char *machine = resite_step_words_machine (self->run, self->step, log->machine);
      g_autofree char *text = g_strdup_printf (_ ("%s on %s"), log->path, machine);

      gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (self->choice), text);
    }
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->choice), find_first_readable (self));
  gtk_widget_set_visible (self->choice, self->logs != NULL && self->logs->len > 1);
  self->filling = FALSE;
}

/* The watch of the step began or ended: the same log is read another way. */
static void
job_changed_cb (ResiteLogDrawer *self)
{
  const ResiteStepLog *log = get_chosen (self);
  ResiteWatchJob *job = log != NULL ? resite_log_reader_find (self->step, log) : NULL;

  if (job != NULL && job != resite_log_panel_get_job (RESITE_LOG_PANEL (self->panel)))
    read_chosen (self);
}

static void
forget_step (ResiteLogDrawer *self)
{
  stop_reading (self);
  if (self->step != NULL)
    g_signal_handlers_disconnect_by_data (self->step, self);
  g_clear_object (&self->step);
  g_clear_pointer (&self->logs, g_ptr_array_unref);
}

static void
keep_cb (ResiteLogDrawer *self, const char *name, const char *text)
{
  g_signal_emit (self, signals[KEEP], 0, name, text);
}

static void
close_cb (ResiteLogDrawer *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static gboolean
resite_log_drawer_key_press (GtkWidget *widget, GdkEventKey *event)
{
  if (GTK_WIDGET_CLASS (resite_log_drawer_parent_class)->key_press_event (widget, event))
    return TRUE;
  if (event->keyval != GDK_KEY_Escape)
    return FALSE;
  close_cb (RESITE_LOG_DRAWER (widget));
  return TRUE;
}

static void
resite_log_drawer_dispose (GObject *object)
{
  ResiteLogDrawer *self = RESITE_LOG_DRAWER (object);

  if (self->step != NULL)
    g_signal_handlers_disconnect_by_data (self->step, self);
  g_clear_object (&self->step);
  resite_log_reader_stop (&self->reader);
  g_clear_pointer (&self->logs, g_ptr_array_unref);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (resite_log_drawer_parent_class)->dispose (object);
}

static void
resite_log_drawer_class_init (ResiteLogDrawerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_log_drawer_dispose;
  GTK_WIDGET_CLASS (klass)->key_press_event = resite_log_drawer_key_press;
  signals[KEEP] = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_head (ResiteLogDrawer *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic", GTK_ICON_SIZE_MENU);

  self->heading = resite_label_new ("", "resite-heading");
  self->choice = gtk_combo_box_text_new ();
  resite_label_set_accessible_name (self->choice, _ ("Which log is shown"));
  gtk_widget_set_no_show_all (self->choice, TRUE);
  g_signal_connect_object (self->choice, "changed", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_tooltip_text (close, _ ("Close the log (F8 or Esc)"));
  resite_label_set_accessible_name (close, _ ("Close the log"));
  g_signal_connect_object (close, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (row), self->heading, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->choice, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), close, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  return row;
}

static void
resite_log_drawer_init (ResiteLogDrawer *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-drawer");
  resite_label_set_accessible_name (GTK_WIDGET (self), _ ("Log of the step"));
  gtk_box_pack_start (GTK_BOX (self), make_head (self), FALSE, FALSE, 0);
}

GtkWidget *
resite_log_drawer_new (ResiteRun *run)
{
  ResiteLogDrawer *self = g_object_new (RESITE_TYPE_LOG_DRAWER, NULL);

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  self->run = g_object_ref (run);
  self->panel = resite_log_panel_new (resite_run_get_clock (run), TRUE);
  g_signal_connect_object (self->panel, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self), self->panel, TRUE, TRUE, 0);
  return GTK_WIDGET (self);
}

static void
show_heading (ResiteLogDrawer *self)
{
  /* TRANSLATORS: %s is the id of a step. */
  g_autofree char *text =
      g_strdup_printf (_ ("Log of %s"), resite_step_get_id (resite_step_run_get_step (self->step)));

  gtk_label_set_text (GTK_LABEL (self->heading), text);
}

void
resite_log_drawer_set_step (ResiteLogDrawer *self, ResiteStepRun *step)
{
  g_return_if_fail (RESITE_IS_LOG_DRAWER (self));

  if (step != NULL && step == self->step)
    return;
  forget_step (self);
  if (step != NULL)
    {
      self->step = g_object_ref (step);
      self->logs = resite_step_log_list (self->run, step);
      g_signal_connect_object (step, "notify::job", G_CALLBACK (job_changed_cb), self,
                               G_CONNECT_SWAPPED);
      show_heading (self);
    }
  fill_choice (self);
  read_chosen (self);
}

ResiteLogView *
resite_log_drawer_get_view (ResiteLogDrawer *self)
{
  g_return_val_if_fail (RESITE_IS_LOG_DRAWER (self), NULL);

  return resite_log_panel_get_view (RESITE_LOG_PANEL (self->panel));
}
