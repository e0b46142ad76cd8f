/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-gate-panel"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-gate-panel.h"
#include "resite-label.h"
#include "resite-overrule-dialog.h"
#include "resite-step-page.h"

struct _ResiteGatePanel
{
  GtkBox parent_instance;

  ResitePage *page; /* unowned: we are inside it */
  GtkLabel *reason;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (ResiteGatePanel, resite_gate_panel, GTK_TYPE_BOX)

static void
given_cb (ResiteGatePanel *self, const char *text)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (self->page, RESITE_MOVE_START);

  resite_move_set (move, "overrule", text);
  resite_step_page_perform (RESITE_STEP_PAGE (self->page), move);
}

static void
pressed_cb (ResiteGatePanel *self)
{
  GtkWidget *dialog = resite_overrule_dialog_show (
      GTK_WIDGET (self), resite_page_get_run (self->page), gtk_label_get_text (self->reason));

  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Begin without the proof?"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (given_cb), self, G_CONNECT_SWAPPED);
}

static void
resite_gate_panel_class_init (ResiteGatePanelClass *klass)
{
}

static GtkWidget *
add (ResiteGatePanel *self, GtkWidget *widget)
{
  gtk_box_pack_start (GTK_BOX (self), widget, FALSE, FALSE, 0);
  return widget;
}

static void
resite_gate_panel_init (ResiteGatePanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-trouble");
  atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self)), ATK_ROLE_ALERT);
  add (self, resite_label_new (_ ("FIRST ONE, THEN MANY"), "resite-band"));
  self->reason = GTK_LABEL (add (self, resite_label_new ("", "resite-strong")));
  add (self, resite_label_new (_ ("Once it has begun, SMS sends by itself, and no pause of ours "
                                  "stops that. Do the step that is missing first. If the central "
                                  "administrator wants it all the same: name and reason."),
                               NULL));
  self->button = gtk_button_new_with_mnemonic (_ ("Begin all the s_ame…"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (pressed_cb), self,
                           G_CONNECT_SWAPPED);
  add (self, self->button);
}

GtkWidget *
resite_gate_panel_new (ResitePage *page)
{
  ResiteGatePanel *self = g_object_new (RESITE_TYPE_GATE_PANEL, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

void
resite_gate_panel_refresh (ResiteGatePanel *self)
{
  ResiteStepRun *step;
  g_autofree char *reason = NULL;

  g_return_if_fail (RESITE_IS_GATE_PANEL (self));

  step = resite_page_get_step_run (self->page);
  if (!resite_step_status_is_closed (resite_step_run_get_status (step)))
    reason = resite_step_run_get_gate (step);
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  resite_label_set_accessible_name (GTK_WIDGET (self), reason != NULL ? reason : "");
  gtk_widget_set_visible (self->button,
                          resite_page_is_editable (self->page) &&
                              !resite_step_page_is_busy (RESITE_STEP_PAGE (self->page)));
  gtk_widget_set_visible (GTK_WIDGET (self), reason != NULL);
}
