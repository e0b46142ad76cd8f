/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-looks"
#include "config.h"
#include <gtk/gtk.h>
#include "resite-looks.h"

struct _ResiteLooks
{
  GObject parent_instance;

  ResitePreferences *preferences;
  int normal_dpi; /* 1024ths of a dot an inch, as the desktop has it */
};

G_DEFINE_FINAL_TYPE (ResiteLooks, resite_looks, G_TYPE_OBJECT)

static void
add_sheet (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/resite/Resite/ui/", name, NULL);
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (),
                                             GTK_STYLE_PROVIDER (provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
show_text_size (ResiteLooks *self)
{
  guint percent = resite_preferences_get_text_percent (self->preferences);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                (int)(self->normal_dpi * (double)percent / 100), NULL);
}

static void
show_theme (ResiteLooks *self)
{
  GtkSettings *settings = gtk_settings_get_default ();
  ResiteTheme look = resite_preferences_get_theme (self->preferences);

  gtk_settings_reset_property (settings, "gtk-application-prefer-dark-theme");
  gtk_settings_reset_property (settings, "gtk-theme-name");
  if (look == RESITE_THEME_LIGHT || look == RESITE_THEME_DARK)
    g_object_set (settings, "gtk-application-prefer-dark-theme", look == RESITE_THEME_DARK, NULL);
  else if (look == RESITE_THEME_HIGH_CONTRAST)
    g_object_set (settings, "gtk-theme-name", "HighContrast", NULL);
}

static void
preferences_changed_cb (ResiteLooks *self)
{
  show_theme (self);
  show_text_size (self);
}

static void
resite_looks_dispose (GObject *object)
{
  ResiteLooks *self = RESITE_LOOKS (object);

  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (resite_looks_parent_class)->dispose (object);
}

static void
resite_looks_class_init (ResiteLooksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_looks_dispose;
}

static void
resite_looks_init (ResiteLooks *self)
{
  GtkSettings *settings = gtk_settings_get_default ();

  add_sheet ("resite-pages.css");
  add_sheet ("style.css");
  g_object_get (settings, "gtk-xft-dpi", &self->normal_dpi, NULL);
  if (self->normal_dpi <= 0)
    self->normal_dpi = 96 * 1024;
}

ResiteLooks *
resite_looks_new (ResitePreferences *preferences)
{
  ResiteLooks *self = g_object_new (RESITE_TYPE_LOOKS, NULL);

  self->preferences = g_object_ref (preferences);
  g_signal_connect_object (preferences, "changed", G_CALLBACK (preferences_changed_cb), self,
                           G_CONNECT_SWAPPED);
  preferences_changed_cb (self);
  return self;
}
