/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-room"
#include "config.h"
#include "resite-wizard-private.h"

/* Pixels at normal text size, below which the page needs the whole width. */
#define ROOMY_WIDTH 760

static gboolean
is_roomy (ResiteWizard *self, int width)
{
  double resolution = gdk_screen_get_resolution (gtk_widget_get_screen (GTK_WIDGET (self)));
  double text = resolution > 0 ? resolution / 96 : 1;

  return width / text >= ROOMY_WIDTH;
}

static int
get_widest_monitor (GdkDisplay *display)
{
  int widest = 0;

  for (int i = 0; i < gdk_display_get_n_monitors (display); i++)
    {
      GdkRectangle area;

      gdk_monitor_get_workarea (gdk_display_get_monitor (display, i), &area);
      widest = MAX (widest, area.width);
    }
  return widest;
}

static void
show_or_hide (ResiteWizard *self, gboolean roomy)
{
  if (roomy == self->roomy)
    return;
  self->roomy = roomy;
  if (!self->sidebar_chosen)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "sidebar",
                                        g_variant_new_boolean (roomy));
}

static gboolean
look_cb (gpointer user_data)
{
  ResiteWizard *self = user_data;

  self->room_source = 0;
  show_or_hide (self, is_roomy (self, gtk_widget_get_allocated_width (GTK_WIDGET (self))));
  return G_SOURCE_REMOVE;
}

/* What shows cannot change while places are given out. */
static void
look_again_cb (ResiteWizard *self)
{
  if (self->room_source == 0)
    self->room_source = g_idle_add (look_cb, self);
}

/* A window that once grew wider than the screen, to hold the sidebar, would stay so. */
void
_resite_wizard_watch_room (ResiteWizard *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));

  self->roomy = TRUE;
  show_or_hide (self, is_roomy (self, get_widest_monitor (display)));
  g_signal_connect_swapped (self, "size-allocate", G_CALLBACK (look_again_cb), self);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                           G_CALLBACK (look_again_cb), self, G_CONNECT_SWAPPED);
}
