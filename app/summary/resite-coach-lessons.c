/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-coach-lessons"
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-app-resources.h"
#include "resite-coach-lessons.h"
#include "resite-error.h"
#include "resite-runbook-text.h"

#define OWN "/org/resite/Resite/scenarios/coach.xml"

struct _ResiteCoachLessons
{
  GHashTable *pauses;
  GHashTable *titles;
  GHashTable *avoided;
  GHashTable *places;
};

typedef struct
{
  ResiteCoachLessons *lessons;
  char *key;       /* of the pause or fault that is read */
  GHashTable *now; /* where its text goes, or NULL */
  GString *text;
} Reading;

static gboolean
read_key (Reading *reading, const char *attribute, const char **names, const char **values,
          GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], attribute) && *values[i] != '\0')
      {
        g_free (reading->key);
        reading->key = g_strdup (values[i]);
        return TRUE;
      }
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_MISSING_ATTRIBUTE, "%s=", attribute);
  return FALSE;
}

static void
read_places (Reading *reading, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "at"))
      g_hash_table_replace (reading->lessons->places, g_strdup (reading->key),
                            g_strdup (values[i]));
}

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  const char *parent = g_markup_parse_context_get_element_stack (context)->next != NULL
                           ? g_markup_parse_context_get_element_stack (context)->next->data
                           : "";

  g_string_truncate (reading->text, 0);
  if (*parent == '\0' && g_str_equal (element, "coach"))
    return;
  if (g_str_equal (parent, "coach") && g_str_equal (element, "pause"))
    {
      if (read_key (reading, "step", names, values, error))
        reading->now = reading->lessons->pauses;
    }
  else if (g_str_equal (parent, "coach") && g_str_equal (element, "fault"))
    {
      if (read_key (reading, "name", names, values, error))
        read_places (reading, names, values);
    }
  else if (g_str_equal (parent, "fault") && g_str_equal (element, "title"))
    reading->now = reading->lessons->titles;
  else if (g_str_equal (parent, "fault") && g_str_equal (element, "avoided"))
    reading->now = reading->lessons->avoided;
  else
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s>", element);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  g_autofree char *text = NULL;

  if (reading->now == NULL)
    return;
  text = resite_runbook_text_collapse (reading->text->str);
  g_hash_table_replace (reading->now, g_strdup (reading->key),
                        resite_runbook_text_translate (text));
  reading->now = NULL;
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  g_string_append_len (((Reading *)user_data)->text, text, (gssize)length);
}

static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
set_error (GMarkupParseContext *context, const char *name, const GError *problem, GError **error)
{
  int line, column;

  g_markup_parse_context_get_position (context, &line, &column);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s:%d: %s", name, line,
               problem->message);
}

ResiteCoachLessons *
resite_coach_lessons_new_from_text (const char *name, const char *text, gssize length,
                                    GError **error)
{
  g_autoptr (ResiteCoachLessons) self = g_new0 (ResiteCoachLessons, 1);
  Reading reading = { .lessons = self, .text = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) problem = NULL;

  self->pauses = new_table ();
  self->titles = new_table ();
  self->avoided = new_table ();
  self->places = new_table ();
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &reading, NULL);
  if (g_markup_parse_context_parse (context, text, length, &problem))
    g_markup_parse_context_end_parse (context, &problem);
  g_string_free (reading.text, TRUE);
  g_free (reading.key);
  if (problem == NULL)
    return g_steal_pointer (&self);
  set_error (context, name, problem, error);
  return NULL;
}

ResiteCoachLessons *
resite_coach_lessons_new (void)
{
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (resite_app_get_resource (), OWN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  ResiteCoachLessons *self;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  self = resite_coach_lessons_new_from_text (OWN, text, (gssize)length, &error);
  if (self == NULL)
    g_error ("%s", error->message);
  return self;
}

void
resite_coach_lessons_free (ResiteCoachLessons *self)
{
  g_clear_pointer (&self->pauses, g_hash_table_unref);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  g_clear_pointer (&self->avoided, g_hash_table_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self);
}

const char *
resite_coach_lessons_get_pause (ResiteCoachLessons *self, const char *step)
{
  g_return_val_if_fail (self != NULL && step != NULL, NULL);
  return g_hash_table_lookup (self->pauses, step);
}

const char *
resite_coach_lessons_get_title (ResiteCoachLessons *self, const char *fault)
{
  g_return_val_if_fail (self != NULL && fault != NULL, NULL);
  return g_hash_table_lookup (self->titles, fault);
}

const char *
resite_coach_lessons_get_avoided (ResiteCoachLessons *self, const char *fault)
{
  g_return_val_if_fail (self != NULL && fault != NULL, NULL);
  return g_hash_table_lookup (self->avoided, fault);
}

gboolean
resite_coach_lessons_shows_at (ResiteCoachLessons *self, const char *fault, const char *step)
{
  const char *places;
  g_auto (GStrv) steps = NULL;

  g_return_val_if_fail (self != NULL && fault != NULL, FALSE);
  places = g_hash_table_lookup (self->places, fault);
  if (places == NULL)
    return TRUE;
  steps = g_strsplit (places, " ", -1);
  return step != NULL && g_strv_contains ((const char *const *)steps, step);
}
