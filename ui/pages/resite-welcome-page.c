/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-welcome-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-welcome-page.h"

struct _ResiteWelcomePage
{
  ResitePage parent_instance;

  GtkWidget *lines;
  GtkWidget *continue_button;
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
}

static gboolean
resite_welcome_page_grab_first_focus (ResitePage *page)
{
  gtk_widget_grab_focus (RESITE_WELCOME_PAGE (page)->continue_button);
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
  GtkWidget *keys = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *journal_button = new_button (_ ("Read the _journal"), G_CALLBACK (journal_cb), self);

  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->continue_button = new_button (_ ("C_ontinue"), G_CALLBACK (continue_cb), self);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->continue_button),
                               "suggested-action");
  gtk_container_add (GTK_CONTAINER (keys), self->continue_button);
  gtk_container_add (GTK_CONTAINER (keys), journal_button);
  gtk_container_add (box, self->lines);
  gtk_container_add (box, keys);
  gtk_widget_show_all (GTK_WIDGET (self));
}

GtkWidget *
resite_welcome_page_new (ResiteRun *run, const char *person)
{
  return g_object_new (RESITE_TYPE_WELCOME_PAGE, "run", run, "person", person, "title",
                       _ ("Welcome back"), NULL);
}
