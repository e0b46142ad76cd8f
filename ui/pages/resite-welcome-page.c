/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-welcome-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-look-list.h"
#include "resite-welcome-page.h"
#include "resite-wrap-box.h"

struct _ResiteWelcomePage
{
  ResitePage parent_instance;

  GtkWidget *lines;
  GtkWidget *looks;
  GtkWidget *continue_button;
  GtkWidget *ask_button;
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (ResiteWelcomePage, resite_welcome_page, RESITE_TYPE_PAGE)

static const char *
get_current_place (ResitePage *page)
{
  ResiteStepRun *step = resite_run_get_current (resite_page_get_run (page));

  return step != NULL ? resite_step_run_get_name (step) : "summary";
}

static void
continue_cb (ResitePage *page)
{
  resite_page_go_to (page, get_current_place (page));
}

static void
journal_cb (ResitePage *page)
{
  resite_page_go_to (page, "journal");
}

/* Only what could not be seen is worth a password now. */
static void
show_ask_button (ResiteWelcomePage *self)
{
  gboolean unseen = resite_look_list_count (RESITE_LOOK_LIST (self->looks), RESITE_LOOK_UNSEEN) > 0;

  gtk_widget_set_visible (self->ask_button, unseen || self->looking);
  gtk_widget_set_sensitive (
      self->ask_button, !self->looking && resite_look_list_count (RESITE_LOOK_LIST (self->looks),
                                                                  RESITE_LOOK_RUNNING) == 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWelcomePage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->looking = FALSE;
  if (!resite_run_look_again_finish (RESITE_RUN (source), result, &error))
    resite_page_complain (RESITE_PAGE (self), error);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    show_ask_button (self);
}

static void
ask_cb (ResiteWelcomePage *self)
{
  self->looking = TRUE;
  resite_run_look_again_async (resite_page_get_run (RESITE_PAGE (self)), TRUE, NULL, looked_cb,
                               g_object_ref (self));
  show_ask_button (self);
  gtk_widget_grab_focus (self->continue_button);
}

static void
resite_welcome_page_refresh (ResitePage *page)
{
  ResiteWelcomePage *self = RESITE_WELCOME_PAGE (page);
  GStrv lines = resite_run_get_welcome (resite_page_get_run (page));
  g_autoptr (GList) old = gtk_container_get_children (GTK_CONTAINER (self->lines));

  for (GList *l = old; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    gtk_container_add (GTK_CONTAINER (self->lines), resite_label_new (lines[i], "resite-why"));
  resite_look_list_set_looks (RESITE_LOOK_LIST (self->looks),
                              resite_run_get_looks (resite_page_get_run (page)));
  show_ask_button (self);
}

static gboolean
resite_welcome_page_grab_first_focus (ResitePage *page)
{
  GtkWidget *button = RESITE_WELCOME_PAGE (page)->continue_button;

  gtk_widget_grab_focus (button);
  gtk_widget_grab_default (button);
  return TRUE;
}

static void
resite_welcome_page_class_init (ResiteWelcomePageClass *klass)
{
  RESITE_PAGE_CLASS (klass)->refresh = resite_welcome_page_refresh;
  RESITE_PAGE_CLASS (klass)->grab_first_focus = resite_welcome_page_grab_first_focus;
}

static GtkWidget *
new_button (const char *label, GCallback callback, ResiteWelcomePage *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
resite_welcome_page_init (ResiteWelcomePage *self)
{
  GtkContainer *box = GTK_CONTAINER (self);
  GtkWidget *keys = resite_wrap_box_new ();
  GtkWidget *journal_button = new_button (_ ("Read the _journal"), G_CALLBACK (journal_cb), self);

  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->continue_button = new_button (_ ("C_ontinue"), G_CALLBACK (continue_cb), self);
  self->ask_button =
      new_button (_ ("Ask for _passwords and look again"), G_CALLBACK (ask_cb), self);
  gtk_widget_set_can_default (self->continue_button, TRUE);
  self->looks = resite_look_list_new ();
  g_signal_connect_object (self->looks, "open-step", G_CALLBACK (resite_page_go_to), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->looks, "changed", G_CALLBACK (show_ask_button), self,
                           G_CONNECT_SWAPPED);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->continue_button),
                               "suggested-action");
  gtk_container_add (GTK_CONTAINER (keys), self->continue_button);
  gtk_container_add (GTK_CONTAINER (keys), self->ask_button);
  gtk_container_add (GTK_CONTAINER (keys), journal_button);
  gtk_box_set_spacing (GTK_BOX (keys), 8);
  gtk_container_add (box, self->lines);
  gtk_container_add (box, self->looks);
  gtk_container_add (box, keys);
  gtk_widget_show_all (self->lines);
  gtk_widget_show_all (keys);
  gtk_widget_hide (self->ask_button);
}

GtkWidget *
resite_welcome_page_new (ResiteRun *run, const char *person)
{
  return g_object_new (RESITE_TYPE_WELCOME_PAGE, "run", run, "person", person, "title",
                       _ ("Welcome back"), NULL);
}
