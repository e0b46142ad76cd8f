/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-log"
#include "config.h"
#include "resite-step-page.h"
#include "resite-wizard-private.h"

/* What is left for the page above the log. */
#define PAGE_SHARE 0.45

static gboolean
is_open (ResiteWizard *self)
{
  return self->log_drawer != NULL && gtk_widget_get_visible (GTK_WIDGET (self->log_drawer));
}

static gboolean
has_focus (ResiteWizard *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  return focus != NULL && is_open (self) &&
         gtk_widget_is_ancestor (focus, GTK_WIDGET (self->log_drawer));
}

static void
keep_cb (ResiteWizard *self, const char *name, const char *text)
{
  if (RESITE_IS_STEP_PAGE (self->page) && resite_run_may_act (self->run))
    resite_step_page_keep_text (RESITE_STEP_PAGE (self->page), name, text);
}

/* The focus goes back where it was, as far as that is still there. */
static void
shut (ResiteWizard *self)
{
  GtkWidget *former = self->focus_before_log;
  const gboolean had_focus = has_focus (self);

  g_clear_weak_pointer (&self->focus_before_log);
  gtk_widget_hide (GTK_WIDGET (self->log_drawer));
  gtk_widget_set_can_focus (GTK_WIDGET (self->log_paned), FALSE);
  resite_log_drawer_set_step (self->log_drawer, NULL);
  if (!had_focus)
    return;
  if (former != NULL && gtk_widget_get_mapped (former) && gtk_widget_is_sensitive (former))
    gtk_widget_grab_focus (former);
  else if (!resite_page_grab_first_focus (self->page))
    gtk_widget_grab_focus (self->heading_box);
}

static void
make_drawer (ResiteWizard *self)
{
  self->log_drawer = RESITE_LOG_DRAWER (resite_log_drawer_new (self->run));
  gtk_paned_pack2 (self->log_paned, GTK_WIDGET (self->log_drawer), TRUE, FALSE);
  g_signal_connect_object (self->log_drawer, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log_drawer, "close", G_CALLBACK (shut), self, G_CONNECT_SWAPPED);
}

static void
open_drawer (ResiteWizard *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;
  const int height = gtk_widget_get_allocated_height (GTK_WIDGET (self->log_paned));

  if (self->log_drawer == NULL)
    make_drawer (self);
  g_set_weak_pointer (&self->focus_before_log, focus);
  resite_log_drawer_set_step (self->log_drawer, _resite_wizard_get_step (self));
  gtk_paned_set_position (self->log_paned, (int)(height * PAGE_SHARE));
  gtk_widget_set_can_focus (GTK_WIDGET (self->log_paned), TRUE);
  gtk_widget_show (GTK_WIDGET (self->log_drawer));
  resite_log_view_grab (resite_log_drawer_get_view (self->log_drawer));
}

/* F8 where the log is open but the focus elsewhere goes to it; pressed there it shuts it. */
static void
log_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  if (!is_open (self))
    open_drawer (self);
  else if (has_focus (self))
    shut (self);
  else
    resite_log_view_grab (resite_log_drawer_get_view (self->log_drawer));
}

static void
do_on_page (ResiteWizard *self, const char *name)
{
  GActionGroup *actions = G_ACTION_GROUP (resite_page_get_actions (self->page));

  if (g_action_group_has_action (actions, name))
    g_action_group_activate_action (actions, name, NULL);
}

static void
next_error_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  if (is_open (self))
    resite_log_view_find_error (resite_log_drawer_get_view (self->log_drawer), 1);
  else
    do_on_page (self, "next-error");
}

static void
previous_error_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  if (is_open (self))
    resite_log_view_find_error (resite_log_drawer_get_view (self->log_drawer), -1);
  else
    do_on_page (self, "previous-error");
}

static void
evidence_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  if (has_focus (self))
    resite_log_view_keep (resite_log_drawer_get_view (self->log_drawer));
  else
    do_on_page (self, "evidence");
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;

  if (has_focus (self))
    resite_log_view_find (resite_log_drawer_get_view (self->log_drawer));
  else
    do_on_page (self, "find");
}

static void
pause_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ResiteWizard *self = user_data;
  ResiteLogView *view = has_focus (self) ? resite_log_drawer_get_view (self->log_drawer) : NULL;

  if (view != NULL)
    resite_log_view_set_paused (view, !resite_log_view_is_paused (view));
  else
    do_on_page (self, "pause");
}

static const GActionEntry entries[] = {
  { "log", log_cb },           { "next-error", next_error_cb },
  { "evidence", evidence_cb }, { "previous-error", previous_error_cb },
  { "find", find_cb },         { "pause", pause_cb },
};

void
_resite_wizard_install_log (ResiteWizard *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}

void
_resite_wizard_show_log (ResiteWizard *self)
{
  if (is_open (self))
    resite_log_drawer_set_step (self->log_drawer, _resite_wizard_get_step (self));
}
