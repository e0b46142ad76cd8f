/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-model-box"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-model-box.h"
#include "resite-run-assign.h"
#include "resite-sms-point.h"

/* So many are offered: the others are less alike still. */
#define MOST_OFFERS 3

struct _ResiteModelBox
{
  GtkBox parent_instance;

  ResitePage *page; /* unowned: we are inside it */
  GtkWidget *button;
  GtkLabel *state;
  GtkBox *offers;
  GCancellable *cancellable; /* while it is asked */
};

G_DEFINE_FINAL_TYPE (ResiteModelBox, resite_model_box, GTK_TYPE_BOX)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (ResiteModelBox *self, const char *text)
{
  gtk_label_set_text (self->state, text);
  gtk_widget_set_visible (GTK_WIDGET (self->state), *text != '\0');
}

static void
take_cb (ResiteModelBox *self, GtkWidget *button)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (button), "server"),
                 g_object_get_data (G_OBJECT (button), "code"));
}

static void
add_offer (ResiteModelBox *self, const ResiteSmsSimilar *similar)
{
  const ResiteSmsPoint *point = similar->point;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new_with_label (_ ("Take this one"));
  /* TRANSLATORS: a server, its site, numbers of packages, percent. */
  g_autofree char *text = g_strdup_printf (
      _ ("%s (%s): %u packages, %u of them are among those looked for, %d %% alike"), point->server,
      point->site_code, similar->n_packages, similar->n_shared, (int)(similar->likeness * 100));
  g_autofree char *name = g_strdup_printf (_ ("Take %s as the model"), point->server);

  g_object_set_data_full (G_OBJECT (button), "server", g_strdup (point->server), g_free);
  g_object_set_data_full (G_OBJECT (button), "code", g_strdup (point->site_code), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_cb), self, G_CONNECT_SWAPPED);
  resite_label_set_accessible_name (button, name);
  gtk_box_pack_start (GTK_BOX (row), resite_label_new (text, NULL), TRUE, TRUE, 0);
  gtk_box_pack_end (GTK_BOX (row), button, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  gtk_box_pack_start (self->offers, row, FALSE, FALSE, 0);
}

static void
suggested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteModelBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
      resite_run_suggest_source_finish (RESITE_RUN (source), result, &error);

  if (self->cancellable == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (self->button, TRUE);
  resite_label_empty_box (GTK_CONTAINER (self->offers));
  if (found == NULL)
    {
      say (self, error->message);
      return;
    }
  say (self, found->len == 0 ? _ ("The site has no other distribution point with packages.") : "");
  for (guint i = 0; i < MIN (found->len, MOST_OFFERS); i++)
    add_offer (self, g_ptr_array_index (found, i));
}

static void
asked_cb (ResiteModelBox *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_sensitive (self->button, FALSE);
  say (self, _ ("The site is being asked…"));
  resite_run_suggest_source_async (resite_page_get_run (self->page),
                                   resite_page_get_step_run (self->page), self->cancellable,
                                   suggested_cb, g_object_ref (self));
}

static void
resite_model_box_dispose (GObject *object)
{
  ResiteModelBox *self = RESITE_MODEL_BOX (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (resite_model_box_parent_class)->dispose (object);
}

static void
resite_model_box_class_init (ResiteModelBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_model_box_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", RESITE_TYPE_MODEL_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
resite_model_box_init (ResiteModelBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->button = gtk_button_new_with_mnemonic (_ ("_Which distribution point is most like it?"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_show (self->button);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  self->state = GTK_LABEL (resite_label_new ("", NULL));
  self->offers = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_show (GTK_WIDGET (self->offers));
  gtk_box_pack_start (GTK_BOX (self), self->button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->state), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->offers), FALSE, FALSE, 0);
  say (self, "");
}

GtkWidget *
resite_model_box_new (ResitePage *page)
{
  ResiteModelBox *self = g_object_new (RESITE_TYPE_MODEL_BOX, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

gboolean
resite_model_box_fits (ResitePage *page, ResiteAction *form)
{
  GPtrArray *entries = resite_action_get_entries (form);
  ResiteAction *assignment =
      resite_run_find_assignment (resite_page_get_run (page), resite_page_get_step_run (page));

  if (assignment == NULL ||
      !resite_step_run_is_automatic (resite_page_get_step_run (page), assignment, NULL))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (resite_entry_get_id (g_ptr_array_index (entries, i)), "source-dp") == 0)
      return TRUE;
  return FALSE;
}
