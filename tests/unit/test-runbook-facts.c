/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"
#include "resite-runbook.h"

/* Holds the words of the built-in runbook against tests/data/facts.tsv, with the values of
 * tests/data/sample.siteplan put in. */
typedef struct
{
  ResiteRunbook *runbook;
  ResitePlan *plan;
  ResiteVariables *variables;
} Fixture;

static char *
data_path (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", name, NULL);
}

static void
set_form_values (Fixture *fixture, ResiteStep *step, ResiteAction *action)
{
  GPtrArray *fields = resite_action_get_entries (action);

  for (guint i = 0; i < fields->len; i++)
    {
      ResiteEntry *field = g_ptr_array_index (fields, i);
      const char *given = resite_entry_get (field, "default");
      g_autofree char *name =
          g_strdup_printf ("step.%s.%s", resite_step_get_id (step), resite_entry_get_id (field));
      g_autofree char *value = NULL;

      if (given != NULL && *given != '\0')
        value = resite_variables_expand_for_reading (fixture->variables, given);
      resite_variables_set (fixture->variables, name, value != NULL ? value : "as noted");
    }
}

static void
set_step_values (Fixture *fixture, ResiteStep *step)
{
  GPtrArray *actions = resite_step_get_actions (step);

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);
      const char *package = resite_action_get (action, "package");

      if (resite_action_get_kind (action) == RESITE_ACTION_FORM)
        set_form_values (fixture, step, action);
      else if (resite_action_get_kind (action) == RESITE_ACTION_BULK && package != NULL)
        {
          g_autofree char *name = g_strdup_printf ("step.%s.package", resite_step_get_id (step));
          g_autofree char *value =
              resite_variables_expand_for_reading (fixture->variables, package);

          resite_variables_set (fixture->variables, name, value);
        }
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = data_path ("sample.siteplan");
  GPtrArray *steps;

  fixture->runbook = resite_runbook_new_builtin (&error);
  g_assert_no_error (error);
  fixture->plan = resite_plan_new_from_file (path, &error);
  g_assert_no_error (error);
  fixture->variables = resite_plan_to_variables (fixture->plan);
  resite_variables_set (fixture->variables, "package", "C0100012");

  steps = resite_runbook_get_steps (fixture->runbook);
  for (guint i = 0; i < steps->len; i++)
    set_step_values (fixture, g_ptr_array_index (steps, i));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->variables);
  g_clear_object (&fixture->plan);
  g_assert_finalize_object (fixture->runbook);
}

static gboolean
holds (ResiteVariables *variables, const char *condition)
{
  g_autoptr (GError) error = NULL;
  gboolean result = TRUE;

  if (condition != NULL)
    resite_variables_test (variables, condition, &result, &error);
  g_assert_no_error (error);
  return result;
}

static void
add (GString *text, const char *part)
{
  if (part != NULL)
    g_string_append_printf (text, "%s\n", part);
}

static void
add_blocks (GString *text, GPtrArray *blocks, ResiteVariables *variables)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      ResiteBlock *block = g_ptr_array_index (blocks, i);

      if (!holds (variables, block->when))
        continue;
      add (text, block->label);
      add (text, block->text);
    }
}

static void
add_entries (GString *text, GPtrArray *entries)
{
  static const char *const arguments[] = { "machine", "path", "argument", "default", "pattern" };

  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      add (text, resite_entry_get_label (entry));
      for (guint j = 0; j < G_N_ELEMENTS (arguments); j++)
        add (text, resite_entry_get (entry, arguments[j]));
    }
}

static void
add_action (GString *text, ResiteAction *action, ResiteVariables *variables)
{
  static const char *const arguments[] = { "from-path", "to-path", "mode", "delta",   "log",
                                           "package",   "path",    "tool", "seconds", "selection" };

  add (text, resite_action_get_title (action));
  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    add (text, resite_action_get (action, arguments[i]));
  add_entries (text, resite_action_get_entries (action));
  add_blocks (text, resite_action_get_blocks (action), variables);
}

/* @action_id: NULL for all of the step. */
static void
add_step (GString *text, ResiteStep *step, const char *action_id, ResiteVariables *variables)
{
  GPtrArray *actions = resite_step_get_actions (step);

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (action_id == NULL || g_str_equal (resite_action_get_id (action), action_id))
        add_action (text, action, variables);
    }
  if (action_id != NULL)
    return;
  add (text, resite_step_get_title (step));
  add (text, resite_step_get_why (step));
  add (text, resite_step_get_released_by (step));
  add_blocks (text, resite_step_get_advice (step), variables);
  add_blocks (text, resite_step_get_by_hand (step), variables);
  add_blocks (text, resite_step_get_wrong (step), variables);
  add_blocks (text, resite_step_get_way_back (step), variables);
}

static void
expand_with (GString *all, ResiteStep *step, const char *action_id, ResiteVariables *variables)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *expanded = NULL;

  add_step (text, step, action_id, variables);
  expanded = resite_variables_expand (variables, text->str, &error);
  if (error != NULL)
    g_error ("%s: %s", resite_step_get_id (step), error->message);
  add (all, expanded);
}

static char *
expand_step (Fixture *fixture, ResiteStep *step, const char *action_id)
{
  g_autoptr (GString) all = g_string_new (NULL);
  const char *role = resite_step_get_for_each (step);
  g_auto (GStrv) machines =
      role != NULL ? resite_plan_list_machines (fixture->plan, role) : g_new0 (char *, 1);

  if (role == NULL)
    expand_with (all, step, action_id, fixture->variables);
  for (guint i = 0; machines[i] != NULL; i++)
    {
      g_autoptr (ResiteVariables) variables =
          resite_plan_to_machine_variables (fixture->plan, fixture->variables, machines[i]);

      expand_with (all, step, action_id, variables);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static gboolean
has_action (ResiteStep *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (step);

  for (guint i = 0; i < actions->len; i++)
    if (g_str_equal (resite_action_get_id (g_ptr_array_index (actions, i)), id))
      return TRUE;
  return FALSE;
}

static guint
count_missing (Fixture *fixture, const char *const *columns)
{
  g_auto (GStrv) place = g_strsplit (columns[1], ":", 2);
  ResiteStep *step = resite_runbook_find_step (fixture->runbook, place[0]);
  g_autofree char *text = NULL;
  guint missing = 0;

  if (step == NULL || (place[1] != NULL && !has_action (step, place[1])))
    {
      g_test_message ("%s: there is no %s", columns[0], columns[1]);
      return 1;
    }
  text = expand_step (fixture, step, place[1]);
  for (guint i = 2; columns[i] != NULL; i++)
    if (strstr (text, columns[i]) == NULL)
      {
        g_test_message ("%s: %s does not say \"%s\"", columns[0], columns[1], columns[i]);
        missing++;
      }
  return missing;
}

static GStrv
read_facts (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = data_path ("facts.tsv");
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strstrip (text), "\n", -1);
}

static void
test_every_fact (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = read_facts ();
  guint missing = 0;
  guint facts = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);

      if (*lines[i] == '#')
        continue;
      g_assert_cmpuint (g_strv_length (columns), >=, 3);
      missing += count_missing (fixture, (const char *const *)columns);
      facts++;
    }
  g_assert_cmpuint (facts, >, 150);
  g_assert_cmpuint (missing, ==, 0);
}

static void
test_every_step_has_facts (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = read_facts ();
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", -1);

      if (*lines[i] != '#')
        g_hash_table_add (told, g_strdup (strtok (columns[1], ":")));
    }
  for (guint i = 0; i < steps->len; i++)
    {
      const char *id = resite_step_get_id (g_ptr_array_index (steps, i));

      if (!g_hash_table_contains (told, id))
        g_error ("facts.tsv says nothing about %s", id);
    }
}

static void
test_no_name_is_left (Fixture *fixture, gconstpointer data)
{
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *text = expand_step (fixture, g_ptr_array_index (steps, i), NULL);

      if (strstr (text, "${") != NULL)
        g_error ("%s: %s", resite_step_get_id (g_ptr_array_index (steps, i)), strstr (text, "${"));
    }
}

/* The same with every choice of the plan the other way round: other blocks are shown then. */
static void
test_no_name_is_left_otherwise (Fixture *fixture, gconstpointer data)
{
  static const char *const choices[] = { "options.address-first", "options.management-point",
                                         "options.remove-iis", "options.emergency-share" };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    resite_variables_set (fixture->variables, choices[i], "no");
  test_no_name_is_left (fixture, data);
}

static void
test_names_are_known_to_plan (Fixture *fixture, gconstpointer data)
{
  const char *const *names = resite_runbook_get_variables (fixture->runbook);

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_str_has_prefix (names[i], "step.") && !g_str_equal (names[i], "package") &&
        !resite_plan_keys_is_variable (names[i]))
      g_error ("the plan has no %s", names[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/runbook/facts/every-fact", Fixture, NULL, set_up, test_every_fact, tear_down);
  g_test_add ("/runbook/facts/every-step", Fixture, NULL, set_up, test_every_step_has_facts,
              tear_down);
  g_test_add ("/runbook/facts/no-name-left", Fixture, NULL, set_up, test_no_name_is_left,
              tear_down);
  g_test_add ("/runbook/facts/no-name-left-otherwise", Fixture, NULL, set_up,
              test_no_name_is_left_otherwise, tear_down);
  g_test_add ("/runbook/facts/names-known", Fixture, NULL, set_up, test_names_are_known_to_plan,
              tear_down);
  return g_test_run ();
}
