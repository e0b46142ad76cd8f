/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-box"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-directory-box.h"
#include "resite-label.h"

struct _ResiteDirectoryBox
{
  GtkBox parent_instance;

  ResiteRun *run;
  ResiteStepRun *step;

  GtkWidget *look_button;
  GtkWidget *message_label;
  GtkWidget *list;

  GCancellable *cancellable; /* while it looks, or NULL */
  gboolean looked;
};

G_DEFINE_FINAL_TYPE (ResiteDirectoryBox, resite_directory_box, GTK_TYPE_BOX)

static void
clear_list (ResiteDirectoryBox *self)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

  for (GList *row = rows; row != NULL; row = row->next)
    gtk_widget_destroy (row->data);
}

static void
add_item (ResiteDirectoryBox *self, ResiteJobItem *item)
{
  const char *word = resite_item_state_to_word (resite_job_item_get_state (item));
  g_autofree char *head = g_strdup_printf ("%s: %s", resite_job_item_get_name (item), word);

  gtk_container_add (GTK_CONTAINER (self->list), resite_label_new (head, "resite-strong"));
  gtk_container_add (GTK_CONTAINER (self->list),
                     resite_label_new_literal (resite_job_item_get_message (item)));
}

static void
show_found (ResiteDirectoryBox *self, ResiteJob *job)
{
  GListModel *items = resite_job_get_items (job);
  const guint n = g_list_model_get_n_items (items);

  clear_list (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      add_item (self, item);
    }
  gtk_widget_show_all (self->list);
}

static void
say (ResiteDirectoryBox *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message_label), text);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteDirectoryBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJob) job =
      resite_run_look_into_directory_finish (RESITE_RUN (source), result, &error);

  g_clear_object (&self->cancellable);
  if (self->list == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_sensitive (self->look_button, TRUE);
  say (self, error != NULL ? error->message
                           : _ ("This is what will be deleted where it is found, and what stays:"));
  if (job != NULL)
    show_found (self, job);
}

static void
look (ResiteDirectoryBox *self)
{
  if (self->cancellable != NULL)
    return;
  self->looked = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->look_button, FALSE);
  say (self, _ ("Looking at every domain controller …"));
  resite_run_look_into_directory_async (self->run, self->step, self->cancellable, looked_cb,
                                        g_object_ref (self));
}

static gboolean
is_open (ResiteDirectoryBox *self)
{
  const ResiteStepStatus status = resite_step_run_get_status (self->step);

  return status == RESITE_STEP_TODO || status == RESITE_STEP_LOOK_AGAIN ||
         status == RESITE_STEP_STOPPED || status == RESITE_STEP_FAILED ||
         status == RESITE_STEP_INTERRUPTED;
}

static void
mapped_cb (ResiteDirectoryBox *self)
{
  if (!self->looked && is_open (self) && resite_run_may_act (self->run) &&
      !resite_run_lacks_directory_password (self->run))
    look (self);
}

static void
changed_cb (ResiteDirectoryBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), is_open (self));
}

static void
resite_directory_box_destroy (GtkWidget *widget)
{
  ResiteDirectoryBox *self = RESITE_DIRECTORY_BOX (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->list = NULL;

  GTK_WIDGET_CLASS (resite_directory_box_parent_class)->destroy (widget);
}

static void
resite_directory_box_finalize (GObject *object)
{
  ResiteDirectoryBox *self = RESITE_DIRECTORY_BOX (object);

  g_clear_object (&self->run);
  g_clear_object (&self->step);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (resite_directory_box_parent_class)->finalize (object);
}

static void
resite_directory_box_class_init (ResiteDirectoryBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_directory_box_finalize;
  GTK_WIDGET_CLASS (klass)->destroy = resite_directory_box_destroy;
}

static void
resite_directory_box_init (ResiteDirectoryBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->message_label =
      resite_label_new (_ ("Look first which objects there are, and at which controllers."), NULL);
  self->look_button = gtk_button_new_with_mnemonic (_ ("_Look now"));
  gtk_widget_set_halign (self->look_button, GTK_ALIGN_START);
  gtk_widget_show (self->look_button);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_show (self->list);
  gtk_container_add (GTK_CONTAINER (self), self->message_label);
  gtk_container_add (GTK_CONTAINER (self), self->list);
  gtk_container_add (GTK_CONTAINER (self), self->look_button);
  g_signal_connect_swapped (self->look_button, "clicked", G_CALLBACK (look), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

GtkWidget *
resite_directory_box_new (ResiteRun *run, ResiteStepRun *step)
{
  ResiteDirectoryBox *self;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), NULL);

  self = g_object_new (RESITE_TYPE_DIRECTORY_BOX, NULL);
  self->run = g_object_ref (run);
  self->step = g_object_ref (step);
  g_signal_connect_object (run, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return GTK_WIDGET (self);
}
