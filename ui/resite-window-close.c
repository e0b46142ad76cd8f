/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-window-close"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-close-dialog.h"
#include "resite-window-private.h"

static gboolean
work_is_running (ResiteWindow *self)
{
  return self->run != NULL && g_list_model_get_n_items (resite_run_get_jobs (self->run)) > 0;
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!resite_run_close_finish (RESITE_RUN (object), result, &error))
    g_warning ("%s", error->message);
  gtk_widget_destroy (GTK_WIDGET (self));
}

void
resite_window_close_now (ResiteWindow *self)
{
  g_return_if_fail (RESITE_IS_WINDOW (self));
  if (self->closing)
    return;
  self->closing = TRUE;
  g_clear_object (&self->asker);
  if (self->run == NULL)
    {
      gtk_widget_destroy (GTK_WIDGET (self));
      return;
    }
  _resite_window_show_wait (self, _ ("Saving your place…"));
  resite_run_close_async (self->run, closed_cb, g_object_ref (self));
}

static void
keep_working (ResiteWindow *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (GNotification) notification = g_notification_new (_ ("Resite goes on working"));

  g_notification_set_body (notification,
                           _ ("Leave this machine on. Start Resite again to see it."));
  g_application_send_notification (application, "working", notification);
  gtk_widget_hide (GTK_WIDGET (self));
}

static void
answered_cb (GtkDialog *dialog, int response, ResiteWindow *self)
{
  gtk_widget_destroy (GTK_WIDGET (dialog));
  if (response == RESITE_CLOSE_KEEP_WORKING)
    keep_working (self);
  else if (response == RESITE_CLOSE_PAUSE)
    resite_window_close_now (self);
}

void
resite_window_close (ResiteWindow *self)
{
  GtkWidget *dialog;

  g_return_if_fail (RESITE_IS_WINDOW (self));
  if (!work_is_running (self))
    {
      resite_window_close_now (self);
      return;
    }
  dialog = resite_close_dialog_show (GTK_WINDOW (self), self->run);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
}

gboolean
_resite_window_delete_event (ResiteWindow *self)
{
  if (!self->closing)
    resite_window_close (self);
  return TRUE;
}

static void
ring (ResiteWindow *self)
{
  if (resite_preferences_get_ring (self->preferences))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
tell_end (ResiteWindow *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (GNotification) notification = g_notification_new (_ ("Resite has finished its work"));

  g_notification_set_body (notification, _ ("Start Resite to see what comes next."));
  g_application_send_notification (application, "working", notification);
}

/* While work is running the session is asked not to end and not to sleep. */
static void
jobs_changed_cb (ResiteWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean running = work_is_running (self);

  if (application == NULL || running == (self->inhibit_cookie != 0))
    return;
  if (running)
    {
      self->inhibit_cookie = gtk_application_inhibit (
          application, GTK_WINDOW (self),
          GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND, _ ("Work is running"));
      return;
    }
  gtk_application_uninhibit (application, self->inhibit_cookie);
  self->inhibit_cookie = 0;
  ring (self);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    tell_end (self);
}

void
_resite_window_watch_jobs (ResiteWindow *self)
{
  g_signal_connect_object (resite_run_get_jobs (self->run), "items-changed",
                           G_CALLBACK (jobs_changed_cb), self, G_CONNECT_SWAPPED);
}
