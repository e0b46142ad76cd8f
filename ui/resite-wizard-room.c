/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-room"
#include "config.h"
#include "resite-wizard-private.h"

/* Pixels at normal text size, below which the page needs the whole width. */
#define ROOMY_WIDTH 760

static gboolean
is_roomy (ResiteWizard *self)
{
  double resolution = gdk_screen_get_resolution (gtk_widget_get_screen (GTK_WIDGET (self)));
  double text = resolution > 0 ? resolution / 96 : 1;

  return gtk_widget_get_allocated_width (GTK_WIDGET (self)) / text >= ROOMY_WIDTH;
}

static gboolean
show_or_hide_cb (gpointer user_data)
{
  ResiteWizard *self = user_data;
  gboolean roomy = is_roomy (self);

  self->room_source = 0;
  if (roomy == self->roomy)
    return G_SOURCE_REMOVE;
  self->roomy = roomy;
  if (!self->sidebar_chosen)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "sidebar",
                                        g_variant_new_boolean (roomy));
  return G_SOURCE_REMOVE;
}

/* What shows cannot change while places are given out. */
static void
look_again_cb (ResiteWizard *self)
{
  if (self->room_source == 0)
    self->room_source = g_idle_add (show_or_hide_cb, self);
}

void
_resite_wizard_watch_room (ResiteWizard *self)
{
  self->roomy = TRUE;
  g_signal_connect_swapped (self, "size-allocate", G_CALLBACK (look_again_cb), self);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                           G_CALLBACK (look_again_cb), self, G_CONNECT_SWAPPED);
}
