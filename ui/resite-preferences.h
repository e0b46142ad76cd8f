/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  RESITE_THEME_DESKTOP, /* as the desktop says */
  RESITE_THEME_LIGHT,
  RESITE_THEME_DARK,
  RESITE_THEME_HIGH_CONTRAST
} ResiteTheme;

/* What this desk's user likes: name, look, text size. Kept in window.ini of the configuration
 * folder; nothing of a run is in it. A file that cannot be read counts as empty, one that cannot
 * be written is no reason to stop. Emits "changed". */
#define RESITE_TYPE_PREFERENCES (resite_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ResitePreferences, resite_preferences, RESITE, PREFERENCES, GObject)

#define RESITE_TEXT_SMALLEST 80
#define RESITE_TEXT_BIGGEST  200

/* @path NULL: the configuration folder's. */
ResitePreferences *resite_preferences_new (const char *path);
/* Never NULL. */
const char *resite_preferences_get_person (ResitePreferences *self);
const char *resite_preferences_get_phone (ResitePreferences *self);
void resite_preferences_set_person (ResitePreferences *self, const char *person, const char *phone);
ResiteTheme resite_preferences_get_theme (ResitePreferences *self);
void resite_preferences_set_theme (ResitePreferences *self, ResiteTheme look);
guint resite_preferences_get_text_percent (ResitePreferences *self);
void resite_preferences_set_text_percent (ResitePreferences *self, guint percent);
/* Sound when work ends. */
gboolean resite_preferences_get_ring (ResitePreferences *self);
void resite_preferences_set_ring (ResitePreferences *self, gboolean ring);

G_END_DECLS
