/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-scenario"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-app-resources.h"
#include "resite-error.h"
#include "resite-lab-scenario-private.h"

#define BUILT_IN      "/org/resite/Resite/scenarios/scenarios.xml"
#define FEW           2
#define SURPRISE_SALT 0x5ca1ab1eU
#define LEVELS        3

static const char *const level_words[LEVELS] = { "first", "usual", "hard" };

static void
fault_free (gpointer data)
{
  ResiteLabScenarioFault *fault = data;

  g_free ((char *)fault->name);
  g_free ((char *)fault->value);
  g_free ((char *)fault->at);
  g_free (fault);
}

ResiteLabScenario *
resite_lab_scenario_new (const char *id)
{
  ResiteLabScenario *self = g_new0 (ResiteLabScenario, 1);

  self->references = 1;
  self->id = g_strdup (id);
  self->faults = g_ptr_array_new_with_free_func (fault_free);
  return self;
}

ResiteLabScenario *
resite_lab_scenario_ref (const ResiteLabScenario *self)
{
  ResiteLabScenario *counted = (ResiteLabScenario *)self;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&counted->references);
  return counted;
}

void
resite_lab_scenario_unref (ResiteLabScenario *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->story);
  g_free (self->lesson);
  g_ptr_array_unref (self->faults);
  g_free (self);
}

ResiteLabScenarioFault *
resite_lab_scenario_add_fault (ResiteLabScenario *self, const char *name, const char *value,
                               const char *at)
{
  ResiteLabScenarioFault *fault = g_new0 (ResiteLabScenarioFault, 1);

  fault->name = g_strdup (name);
  fault->value = g_strdup (value);
  fault->at = g_strdup (at != NULL ? at : "");
  fault->chance = 1;
  g_ptr_array_add (self->faults, fault);
  return fault;
}

static gpointer
read_built_in (gpointer nothing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = g_resource_lookup_data (resite_app_get_resource (), BUILT_IN,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  GPtrArray *list = text != NULL ? resite_lab_scenario_parse (text, BUILT_IN, &error) : NULL;

  /* They come with the program, and a test reads all of them. */
  if (list == NULL)
    g_error ("%s", error->message);
  return list;
}

GPtrArray *
resite_lab_scenario_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, read_built_in, NULL);
}

const ResiteLabScenario *
resite_lab_scenario_find (const char *id)
{
  GPtrArray *list = resite_lab_scenario_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const ResiteLabScenario *scenario = list->pdata[i];

      if (g_strcmp0 (scenario->id, id) == 0)
        return scenario;
    }
  return NULL;
}

static GBytes *
load (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *text = NULL;
  gsize size;

  if (g_file_get_contents (path, &text, &size, &failure))
    return g_bytes_new_take (text, size);
  g_set_error (error, RESITE_ERROR,
               g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? RESITE_ERROR_NOT_FOUND
                                                                           : RESITE_ERROR_INVALID,
               _ ("The scenario cannot be read: %s"), failure->message);
  return NULL;
}

ResiteLabScenario *
resite_lab_scenario_read (const char *path, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  text = load (path, error);
  list = text != NULL ? resite_lab_scenario_parse (text, path, error) : NULL;
  if (list == NULL)
    return NULL;
  if (list->len == 1)
    return resite_lab_scenario_ref (list->pdata[0]);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s:1: a file of one's own has one scenario"), path);
  return NULL;
}

/* (element-type ResiteLabScenario) (transfer container): those in which something goes wrong and
 * the person has to do something about it. */
static GPtrArray *
list_eventful (void)
{
  GPtrArray *all = resite_lab_scenario_list ();
  GPtrArray *eventful = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const ResiteLabScenario *scenario = all->pdata[i];

      if (scenario->faults->len > 0)
        g_ptr_array_add (eventful, all->pdata[i]);
    }
  return eventful;
}

static gboolean
has_fault (const ResiteLabScenario *self, const char *name)
{
  for (guint i = 0; i < self->faults->len; i++)
    if (g_str_equal (((ResiteLabScenarioFault *)self->faults->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

/* The same thing goes wrong in one way only. FALSE: all of it does already. */
static gboolean
add_faults_of (ResiteLabScenario *self, const ResiteLabScenario *other)
{
  const guint before = self->faults->len;

  for (guint i = 0; i < other->faults->len; i++)
    {
      const ResiteLabScenarioFault *fault = other->faults->pdata[i];
      ResiteLabScenarioFault *own;

      if (has_fault (self, fault->name))
        continue;
      own = resite_lab_scenario_add_fault (self, fault->name, fault->value, fault->at);
      own->count = fault->count;
      own->chance = fault->chance;
    }
  return self->faults->len > before;
}

ResiteLabScenario *
resite_lab_scenario_new_surprise (guint32 seed, guint n_faults)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed ^ SURPRISE_SALT);
  g_autoptr (GPtrArray) left = list_eventful ();
  ResiteLabScenario *self = resite_lab_scenario_new (RESITE_LAB_SURPRISE);

  self->title = g_strdup (N_ ("A surprise"));
  self->story = g_strdup (N_ ("Something goes wrong today. What and when is not told."));
  self->level = RESITE_LAB_HARD;
  for (guint n = n_faults > 0 ? n_faults : FEW; n > 0 && left->len > 0;)
    {
      const gint32 i = g_rand_int_range (random, 0, (gint32)left->len);

      if (add_faults_of (self, left->pdata[i]))
        n--;
      g_ptr_array_remove_index (left, (guint)i);
    }
  return self;
}

ResiteLabScenario *
resite_lab_scenario_choose (const char *word, guint32 seed, GError **error)
{
  const ResiteLabScenario *built_in;

  g_return_val_if_fail (word != NULL, NULL);

  if (g_str_equal (word, RESITE_LAB_SURPRISE))
    return resite_lab_scenario_new_surprise (seed, 0);
  built_in = resite_lab_scenario_find (word);
  if (built_in != NULL)
    return resite_lab_scenario_ref (built_in);
  if (g_file_test (word, G_FILE_TEST_EXISTS))
    return resite_lab_scenario_read (word, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("%s is neither a scenario that comes with Resite nor a file"), word);
  return NULL;
}

const char *
resite_lab_scenario_get_id (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/* An empty text would be translated to the catalogue's head. */
static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? dgettext (GETTEXT_PACKAGE, text) : text;
}

const char *
resite_lab_scenario_get_title (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return translate (self->title);
}

const char *
resite_lab_scenario_get_story (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return translate (self->story);
}

const char *
resite_lab_scenario_get_lesson (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return translate (self->lesson);
}

ResiteLabLevel
resite_lab_scenario_get_level (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, RESITE_LAB_USUAL);

  return self->level;
}

const char *
resite_lab_level_to_word (ResiteLabLevel level)
{
  g_return_val_if_fail ((guint)level < LEVELS, NULL);

  return level_words[level];
}

guint
resite_lab_scenario_get_packages (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->packages;
}

guint64
resite_lab_scenario_get_bytes (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bytes;
}

GPtrArray *
resite_lab_scenario_get_faults (const ResiteLabScenario *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->faults;
}
