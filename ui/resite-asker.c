/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-asker"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-asker.h"
#include "resite-box-dialog.h"
#include "resite-certificate-dialog.h"
#include "resite-password-dialog.h"

#define KEY_RING "org.freedesktop.secrets"

struct _ResiteAsker
{
  GObject parent_instance;

  GtkWindow *window; /* not owned; NULL when it is gone */
  ResiteRun *run;
  ResiteRehearsal *rehearsal;
  GQueue waiting;          /* ResiteQuestion */
  ResiteQuestion *in_hand; /* while the key ring is asked */
  GtkWidget *dialog;       /* not owned; NULL when it is gone */
  GHashTable *to_keep;     /* ResiteCredentials to the server's name, until the server took them */
  GCancellable *cancellable; /* of looks into the key ring */
  guint key_ring_watch;
  gboolean has_key_ring;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (ResiteAsker, resite_asker, G_TYPE_OBJECT)

static void ask_next (ResiteAsker *self);

/* Keeping. What was mistyped must not get into the key ring, so it is kept only when the machine
 * let us in with it. */

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!resite_credentials_keep_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

static gboolean
settle (gpointer key, gpointer value, gpointer user_data)
{
  ResiteCredentials *credentials = key;

  if (resite_credentials_is_proven (credentials))
    {
      resite_credentials_keep_async (credentials, value, NULL, kept_cb, NULL);
      return TRUE;
    }
  return resite_credentials_is_refused (credentials);
}

/* Each way in proves a password by itself: WS-Management, files over SMB, the directory. Whatever
 * came of a try is followed by an event of the run. */
static void
settle_all (ResiteAsker *self)
{
  g_hash_table_foreach_remove (self->to_keep, settle, NULL);
}

static void
given_cb (ResiteAsker *self, ResiteCredentials *credentials, gboolean keep,
          ResitePasswordDialog *dialog)
{
  ResiteQuestion *question = resite_question_dialog_get_question (RESITE_QUESTION_DIALOG (dialog));

  if (keep)
    g_hash_table_replace (self->to_keep, resite_credentials_ref (credentials),
                          g_strdup (resite_question_get_server (question)));
}

/* Asking. */

static void
dialog_gone_cb (ResiteAsker *self)
{
  self->dialog = NULL;
  ask_next (self);
}

/* The account that renames is used for two steps and is a mighty one: it is not for keeping. */
static void
offer_key_ring (ResiteAsker *self, GtkWidget *dialog)
{
  ResiteQuestion *question = resite_question_dialog_get_question (RESITE_QUESTION_DIALOG (dialog));

  resite_password_dialog_offer_key_ring (
      RESITE_PASSWORD_DIALOG (dialog),
      self->has_key_ring && g_strcmp0 (resite_question_get_role (question), "account") != 0);
}

static GtkWidget *
show_dialog (ResiteAsker *self, ResiteQuestion *question)
{
  GtkWidget *dialog;

  switch (resite_question_get_kind (question))
    {
    case RESITE_QUESTION_TRUST:
      return resite_certificate_dialog_show (self->window, self->run, question);
    case RESITE_QUESTION_IDENTITY:
      return resite_box_dialog_show (self->window, self->run, question);
    case RESITE_QUESTION_CREDENTIALS:
      dialog = resite_password_dialog_show (self->window, self->run, question);
      offer_key_ring (self, dialog);
      g_signal_connect_object (dialog, "given", G_CALLBACK (given_cb), self, G_CONNECT_SWAPPED);
      return dialog;
    default:
      g_assert_not_reached ();
    }
}

static void
ask_person (ResiteAsker *self, ResiteQuestion *question)
{
  if (self->window == NULL)
    return;
  self->dialog = show_dialog (self, question);
  g_signal_connect_object (self->dialog, "destroy", G_CALLBACK (dialog_gone_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAsker) self = user_data;
  g_autoptr (ResiteQuestion) question = g_steal_pointer (&self->in_hand);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCredentials) found = resite_credentials_find_finish (result, &error);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
  if (self->stopped || question == NULL)
    return;
  if (found != NULL)
    resite_question_answer_credentials (question, found);
  else if (!resite_question_is_over (question))
    ask_person (self, question);
  ask_next (self);
}

/* What the key ring has was refused as well, if something was. */
static gboolean
may_be_in_key_ring (ResiteQuestion *question)
{
  return resite_question_get_kind (question) == RESITE_QUESTION_CREDENTIALS &&
         !resite_question_was_refused (question) && resite_question_get_user (question) != NULL &&
         resite_question_get_server (question) != NULL &&
         g_strcmp0 (resite_question_get_role (question), "account") != 0;
}

static void
tell_hidden_window (ResiteAsker *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);
  g_autoptr (GNotification) notification = g_notification_new (_ ("Resite has a question"));

  if (application == NULL)
    return;
  g_notification_set_body (notification, _ ("Start Resite to answer it. Until then it waits."));
  g_application_send_notification (G_APPLICATION (application), "question", notification);
}

/* A window that was hidden while work goes on asks when it is looked at again. */
static void
ask_next (ResiteAsker *self)
{
  ResiteQuestion *question;

  if (self->stopped || self->window == NULL || self->dialog != NULL || self->in_hand != NULL ||
      g_queue_is_empty (&self->waiting) || !gtk_widget_get_mapped (GTK_WIDGET (self->window)))
    return;
  question = g_queue_pop_head (&self->waiting);
  if (resite_question_is_over (question))
    {
      resite_question_unref (question);
      ask_next (self);
      return;
    }
  if (may_be_in_key_ring (question))
    {
      self->in_hand = question;
      resite_credentials_find_async (resite_question_get_server (question),
                                     resite_question_get_user (question), self->cancellable,
                                     found_cb, g_object_ref (self));
      return;
    }
  ask_person (self, question);
  resite_question_unref (question);
}

static gboolean
site_answers (ResiteAsker *self, ResiteQuestion *question)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (self->rehearsal == NULL || resite_question_was_refused (question) ||
      resite_question_get_kind (question) != RESITE_QUESTION_CREDENTIALS)
    return FALSE;
  credentials =
      resite_rehearsal_dup_credentials (self->rehearsal, resite_question_get_user (question));
  if (credentials != NULL)
    resite_question_answer_credentials (question, credentials);
  return credentials != NULL;
}

static void
asked_cb (ResiteRun *run, ResiteQuestion *question, gpointer user_data)
{
  ResiteAsker *self = user_data;

  if (self->stopped || site_answers (self, question))
    return;
  g_queue_push_tail (&self->waiting, resite_question_ref (question));
  if (self->window != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self->window)))
    tell_hidden_window (self);
  ask_next (self);
}

/* The end. */

static void
window_gone_cb (gpointer user_data, GObject *window)
{
  ResiteAsker *self = user_data;

  self->window = NULL;
  resite_asker_stop (self);
}

void
resite_asker_stop (ResiteAsker *self)
{
  g_return_if_fail (RESITE_IS_ASKER (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  resite_run_set_asker (self->run, NULL, NULL);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->key_ring_watch, g_bus_unwatch_name);
  g_queue_clear_full (&self->waiting, (GDestroyNotify)resite_question_unref);
  g_clear_pointer (&self->in_hand, resite_question_unref);
  if (self->dialog != NULL)
    gtk_widget_destroy (self->dialog);
  g_hash_table_remove_all (self->to_keep);
}

static void
resite_asker_dispose (GObject *object)
{
  ResiteAsker *self = RESITE_ASKER (object);

  if (self->run != NULL)
    resite_asker_stop (self);
  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->window, self);
      g_object_weak_unref (G_OBJECT (self->window), window_gone_cb, self);
    }
  self->window = NULL;
  g_clear_object (&self->run);
  g_clear_object (&self->rehearsal);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (resite_asker_parent_class)->dispose (object);
}

static void
resite_asker_finalize (GObject *object)
{
  ResiteAsker *self = RESITE_ASKER (object);

  g_hash_table_unref (self->to_keep);
  G_OBJECT_CLASS (resite_asker_parent_class)->finalize (object);
}

static void
resite_asker_class_init (ResiteAskerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_asker_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_asker_finalize;
}

static void
resite_asker_init (ResiteAsker *self)
{
  g_queue_init (&self->waiting);
  self->cancellable = g_cancellable_new ();
  self->to_keep =
      g_hash_table_new_full (NULL, NULL, (GDestroyNotify)resite_credentials_unref, g_free);
}

static void
set_key_ring (ResiteAsker *self, gboolean there)
{
  self->has_key_ring = there;
  if (self->dialog != NULL && RESITE_IS_PASSWORD_DIALOG (self->dialog))
    offer_key_ring (self, self->dialog);
}

static void
key_ring_there_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  set_key_ring (user_data, TRUE);
}

static void
key_ring_gone_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  set_key_ring (user_data, FALSE);
}

ResiteAsker *
resite_asker_new (GtkWindow *window, ResiteRun *run, ResiteRehearsal *rehearsal)
{
  ResiteAsker *self = g_object_new (RESITE_TYPE_ASKER, NULL);

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  self->window = window;
  self->run = g_object_ref (run);
  g_set_object (&self->rehearsal, rehearsal);
  g_object_weak_ref (G_OBJECT (window), window_gone_cb, self);
  g_signal_connect_object (window, "map", G_CALLBACK (ask_next), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (run, "machine-changed", G_CALLBACK (settle_all), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "event", G_CALLBACK (settle_all), self, G_CONNECT_SWAPPED);
  self->key_ring_watch =
      g_bus_watch_name (G_BUS_TYPE_SESSION, KEY_RING, G_BUS_NAME_WATCHER_FLAGS_NONE,
                        key_ring_there_cb, key_ring_gone_cb, self, NULL);
  resite_run_set_asker (run, asked_cb, self);
  return self;
}
