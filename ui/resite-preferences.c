/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preferences"
#include "config.h"
#include <gio/gio.h>
#include "resite-preferences.h"

#define GROUP "window"

struct _ResitePreferences
{
  GObject parent_instance;

  char *path;
  GKeyFile *file;
  char *person;
  char *phone;
};

G_DEFINE_FINAL_TYPE (ResitePreferences, resite_preferences, G_TYPE_OBJECT)

static guint changed_signal;

static const char *const looks[] = { "desktop", "light", "dark", "high-contrast" };

static char *
read_text (ResitePreferences *self, const char *key)
{
  char *text = g_key_file_get_string (self->file, GROUP, key, NULL);

  return text != NULL ? text : g_strdup ("");
}

static void
save (ResitePreferences *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (self->file, self->path, &error))
    g_message ("%s: %s", self->path, error->message);
  g_signal_emit (self, changed_signal, 0);
}

static void
resite_preferences_finalize (GObject *object)
{
  ResitePreferences *self = RESITE_PREFERENCES (object);

  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self->person);
  g_free (self->phone);
  G_OBJECT_CLASS (resite_preferences_parent_class)->finalize (object);
}

static void
resite_preferences_class_init (ResitePreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_preferences_finalize;
  changed_signal = g_signal_new ("changed", RESITE_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_preferences_init (ResitePreferences *self)
{
  self->file = g_key_file_new ();
}

/* The account's name is a good first guess of who sits here, "root" is not. */
static char *
guess_person (void)
{
  const char *name = g_get_real_name ();

  if (g_strcmp0 (name, "Unknown") == 0 || g_strcmp0 (name, "root") == 0)
    return g_strdup ("");
  return g_strdup (name);
}

ResitePreferences *
resite_preferences_new (const char *path)
{
  ResitePreferences *self = g_object_new (RESITE_TYPE_PREFERENCES, NULL);

  if (path != NULL)
    self->path = g_strdup (path);
  else
    self->path = g_build_filename (g_get_user_config_dir (), "resite", "window.ini", NULL);
  g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  self->person = g_key_file_has_key (self->file, GROUP, "person", NULL) ? read_text (self, "person")
                                                                        : guess_person ();
  self->phone = read_text (self, "phone");
  return self;
}

const char *
resite_preferences_get_person (ResitePreferences *self)
{
  g_return_val_if_fail (RESITE_IS_PREFERENCES (self), "");
  return self->person;
}

const char *
resite_preferences_get_phone (ResitePreferences *self)
{
  g_return_val_if_fail (RESITE_IS_PREFERENCES (self), "");
  return self->phone;
}

static void
keep_text (ResitePreferences *self, char **field, const char *key, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
  g_key_file_set_string (self->file, GROUP, key, text);
}

void
resite_preferences_set_person (ResitePreferences *self, const char *person, const char *phone)
{
  g_return_if_fail (RESITE_IS_PREFERENCES (self));
  g_return_if_fail (person != NULL && phone != NULL);
  if (g_strcmp0 (self->person, person) == 0 && g_strcmp0 (self->phone, phone) == 0)
    return;
  keep_text (self, &self->person, "person", person);
  keep_text (self, &self->phone, "phone", phone);
  save (self);
}

ResiteTheme
resite_preferences_get_theme (ResitePreferences *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (RESITE_IS_PREFERENCES (self), RESITE_THEME_DESKTOP);
  name = read_text (self, "look");
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      if (g_strcmp0 (name, looks[i]) == 0)
        return i;
    }
  return RESITE_THEME_DESKTOP;
}

void
resite_preferences_set_theme (ResitePreferences *self, ResiteTheme look)
{
  g_return_if_fail (RESITE_IS_PREFERENCES (self));
  g_return_if_fail ((guint)look < G_N_ELEMENTS (looks));
  if (resite_preferences_get_theme (self) == look)
    return;
  g_key_file_set_string (self->file, GROUP, "look", looks[look]);
  save (self);
}

guint
resite_preferences_get_text_percent (ResitePreferences *self)
{
  int percent;

  g_return_val_if_fail (RESITE_IS_PREFERENCES (self), 100);
  percent = g_key_file_get_integer (self->file, GROUP, "text-percent", NULL);
  return percent == 0 ? 100 : CLAMP (percent, RESITE_TEXT_SMALLEST, RESITE_TEXT_BIGGEST);
}

void
resite_preferences_set_text_percent (ResitePreferences *self, guint percent)
{
  g_return_if_fail (RESITE_IS_PREFERENCES (self));
  percent = CLAMP (percent, RESITE_TEXT_SMALLEST, RESITE_TEXT_BIGGEST);
  if (resite_preferences_get_text_percent (self) == percent)
    return;
  g_key_file_set_integer (self->file, GROUP, "text-percent", percent);
  save (self);
}

gboolean
resite_preferences_get_ring (ResitePreferences *self)
{
  g_return_val_if_fail (RESITE_IS_PREFERENCES (self), FALSE);
  return g_key_file_get_boolean (self->file, GROUP, "ring", NULL);
}

void
resite_preferences_set_ring (ResitePreferences *self, gboolean ring)
{
  g_return_if_fail (RESITE_IS_PREFERENCES (self));
  if (resite_preferences_get_ring (self) == ring)
    return;
  g_key_file_set_boolean (self->file, GROUP, "ring", ring);
  save (self);
}
