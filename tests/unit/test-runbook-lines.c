/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"
#include "resite-runbook.h"

/* What stands on the pages once the values of a plan are in: the lines that people type, the lengths
 * that a page has room for. */

typedef struct
{
  ResiteRunbook *runbook;
  ResitePlan *plan;
  ResiteVariables *variables;
} Fixture;

/* What forms and bulks give later in a run. */
static void
fill_steps (Fixture *fixture)
{
  const char *const *names = resite_runbook_get_variables (fixture->runbook);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "step.") || g_str_equal (names[i], "package"))
      {
        g_autofree char *value = NULL;

        value = g_str_has_suffix (names[i], "package") ? g_strdup ("C0100012")
                                                       : g_strdup ("Local Area Connection 2");
        resite_variables_set (fixture->variables, names[i], value);
      }
  resite_variables_set (fixture->variables, "old.address-now", "10.4.1.20");
  resite_variables_set (fixture->variables, "new.address-now", "10.4.1.77");
  resite_variables_set (fixture->variables, "run.id", "S01-2026-001");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests/data/sample.siteplan", NULL);
  g_autoptr (GError) error = NULL;

  fixture->runbook = resite_runbook_new_builtin (&error);
  g_assert_no_error (error);
  fixture->plan = resite_plan_new_from_file (path, &error);
  g_assert_no_error (error);
  fixture->variables = resite_plan_to_variables (fixture->plan);
  fill_steps (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->runbook);
  g_object_unref (fixture->plan);
  g_object_unref (fixture->variables);
}

/* @text for one machine of the step; everything in it must be known. */
static char *
expand (Fixture *fixture, ResiteStep *step, const char *machine, const char *text)
{
  g_autoptr (ResiteVariables) own =
      resite_plan_to_machine_variables (fixture->plan, fixture->variables, machine);
  g_autoptr (GError) error = NULL;
  char *result = resite_variables_expand (own, text, &error);

  if (error != NULL)
    g_error ("%s: %s in “%s”", resite_step_get_id (step), error->message, text);
  return result;
}

static gboolean
is_shown (Fixture *fixture, const char *machine, const ResiteBlock *block)
{
  g_autoptr (ResiteVariables) own =
      resite_plan_to_machine_variables (fixture->plan, fixture->variables, machine);
  gboolean result = FALSE;

  return block->when == NULL || (resite_variables_test (own, block->when, &result, NULL) && result);
}

typedef void (*LookAtText) (ResiteStep *step, const char *text, const ResiteBlock *block);

static void
for_blocks (Fixture *fixture, ResiteStep *step, const char *machine, GPtrArray *blocks,
            LookAtText look)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      const ResiteBlock *block = g_ptr_array_index (blocks, i);
      g_autofree char *text = NULL;

      if (!is_shown (fixture, machine, block))
        continue;
      text = expand (fixture, step, machine, block->text);
      look (step, text, block);
    }
}

static void
for_step (Fixture *fixture, ResiteStep *step, const char *machine, LookAtText look)
{
  GPtrArray *actions = resite_step_get_actions (step);

  for_blocks (fixture, step, machine, resite_step_get_by_hand (step), look);
  for_blocks (fixture, step, machine, resite_step_get_advice (step), look);
  for_blocks (fixture, step, machine, resite_step_get_wrong (step), look);
  for_blocks (fixture, step, machine, resite_step_get_way_back (step), look);
  for (guint i = 0; i < actions->len; i++)
    for_blocks (fixture, step, machine, resite_action_get_blocks (g_ptr_array_index (actions, i)),
                look);
}

static void
for_all (Fixture *fixture, LookAtText look)
{
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      gboolean each = resite_step_get_for_each (step) != NULL;

      for_step (fixture, step, each ? "primary.1" : "", look);
      if (each)
        for_step (fixture, step, "primary.2", look);
    }
}

static guint looked;

static void
assert_lacks (ResiteStep *step, const char *text, const char *what)
{
  if (strstr (text, what) != NULL)
    g_error ("%s: “%s” in: %s", resite_step_get_id (step), what, text);
}

/* What a word processor makes of quotes and dashes, the command line does not understand. */
static void
look_plain (ResiteStep *step, const char *text, const ResiteBlock *block)
{
  if (block->kind != RESITE_BLOCK_COMMAND)
    return;
  looked++;
  if (!g_str_is_ascii (text))
    g_error ("%s: not ASCII: %s", resite_step_get_id (step), text);
  assert_lacks (step, text, "${");
  assert_lacks (step, text, "\t");
}

static void
test_commands_are_plain (Fixture *fixture, gconstpointer data)
{
  looked = 0;
  for_all (fixture, look_plain);
  g_assert_cmpuint (looked, >, 40);
}

static guint
count (const char *text, char wanted)
{
  guint found = 0;

  for (; *text != '\0'; text++)
    found += *text == wanted ? 1 : 0;
  return found;
}

static void
look_shape (ResiteStep *step, const char *text, const ResiteBlock *block)
{
  g_auto (GStrv) lines = NULL;

  if (block->kind != RESITE_BLOCK_COMMAND)
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      looked++;
      g_assert_cmpuint (length, >, 0);
      if (g_ascii_isspace (lines[i][length - 1]) || count (lines[i], '"') % 2 != 0 ||
          count (lines[i], '(') != count (lines[i], ')') || count (lines[i], '\'') % 2 != 0)
        g_error ("%s: blank at the end, or a sign without its other half: “%s”",
                 resite_step_get_id (step), lines[i]);
    }
}

static void
test_commands_have_shape (Fixture *fixture, gconstpointer data)
{
  looked = 0;
  for_all (fixture, look_shape);
  g_assert_cmpuint (looked, >, 60);
}

/* "E:\SMS", never "E:\\SMS"; two backslashes only begin the name of a share. */
static void
look_paths (ResiteStep *step, const char *text, const ResiteBlock *block)
{
  const char *pair = text;

  while ((pair = strstr (pair, "\\\\")) != NULL)
    {
      looked++;
      if ((pair > text && strchr (" \"'(=,:\n", pair[-1]) == NULL) || pair[2] == '\\' ||
          !(g_ascii_isalnum (pair[2]) || pair[2] == '.'))
        g_error ("%s: a path with doubled backslashes: %s", resite_step_get_id (step), text);
      pair += 2;
    }
  if (g_regex_match_simple ("(?<![/A-Za-z])[A-Z]:[A-Za-z0-9]", text, 0, 0))
    g_error ("%s: a drive without its backslash: %s", resite_step_get_id (step), text);
  if (block->kind == RESITE_BLOCK_COMMAND && g_regex_match_simple ("[A-Z]:/", text, 0, 0))
    g_error ("%s: a slash for a backslash: %s", resite_step_get_id (step), text);
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  looked = 0;
  for_all (fixture, look_paths);
  g_assert_cmpuint (looked, >, 3);
}

static void
look_text (ResiteStep *step, const char *text, const ResiteBlock *block)
{
  looked++;
  if (block->kind == RESITE_BLOCK_COMMAND)
    return;
  assert_lacks (step, text, "  ");
  assert_lacks (step, text, "\n");
  assert_lacks (step, text, "${");
  assert_lacks (step, text, "not in the plan");
  if (g_utf8_strlen (text, -1) > 480)
    g_error ("%s: %ld characters in one piece: %s", resite_step_get_id (step),
             g_utf8_strlen (text, -1), text);
}

static void
test_texts (Fixture *fixture, gconstpointer data)
{
  looked = 0;
  for_all (fixture, look_text);
  g_assert_cmpuint (looked, >, 300);
}

/* With names as long as Windows allows them. */
static void
test_lengths (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "site.server-name", "old.name-after", "new.name-before",
                                       "primary.1.server-name", "primary.2.server-name" };
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);
  guint too_long = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    resite_plan_set (fixture->plan, names[i], "ABCDEFGHIJKLMNO");
  resite_plan_set (fixture->plan, "site.address", "223.255.255.254");
  g_object_unref (fixture->variables);
  fixture->variables = resite_plan_to_variables (fixture->plan);
  fill_steps (fixture);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *machine = resite_step_get_for_each (step) != NULL ? "primary.2" : "";
      g_autofree char *title = expand (fixture, step, machine, resite_step_get_title (step));
      g_autofree char *why = expand (fixture, step, machine, resite_step_get_why (step));

      g_test_message ("%s %ld %ld", resite_step_get_id (step), g_utf8_strlen (title, -1),
                      g_utf8_strlen (why, -1));

      too_long += g_utf8_strlen (title, -1) > 80 || g_utf8_strlen (why, -1) > 240 ? 1 : 0;
      g_assert_cmpuint (resite_step_get_minutes (step), <=, 24 * 60);
    }
  g_assert_cmpuint (too_long, ==, 0);
}

static gboolean
names_one_of (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* By hand one stands in front of some machine: the text must say of which. */
static void
test_by_hand_names_its_machine (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *role;
    const char *words[10];
  } roles[] = {
    { "old", { "BR01SMS", "old server" } },
    { "new", { "BR01SMS", "BR01NEW", "new server", "new hardware", "E:\\" } },
    { "source", { "BR01DP2", "source" } },
    { "primary", { "HQSMS01", "CENSMS01", "primary", "P01", "C01", "parent" } },
    { "central", { "CENSMS01", "central" } },
    { "ad", { "directory", "Active Directory", "domain controller", "System Management" } },
    { "desk", { "this desk", "desk", "this computer", "journal", "run", "file" } },
  };
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *machine = resite_step_get_for_each (step) != NULL ? "primary.1" : "";
      GPtrArray *blocks = resite_step_get_by_hand (step);
      g_autoptr (GString) all = g_string_new (NULL);
      guint role = 0;

      /* A pause is signed where Resite runs. */
      if (resite_step_is_pause (step))
        continue;
      while (role < G_N_ELEMENTS (roles) &&
             !g_str_equal (roles[role].role, resite_step_get_role (step)))
        role++;
      g_assert_cmpuint (role, <, G_N_ELEMENTS (roles));
      for (guint j = 0; j < blocks->len; j++)
        {
          const ResiteBlock *block = g_ptr_array_index (blocks, j);
          g_autofree char *text = NULL;

          if (!is_shown (fixture, machine, block))
            continue;
          text = expand (fixture, step, machine, block->text);
          g_string_append_printf (all, "%s\n", text);
        }
      if (!names_one_of (all->str, roles[role].words))
        {
          g_test_message ("%s names no %s: %s", resite_step_get_id (step), roles[role].role,
                          all->str);
          g_test_fail ();
        }
    }
}

/* Every argument of every action is known to the plan, once a run has come that far. */
static void
test_arguments (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "from-path", "to-path",          "mode",
                                       "log",       "package",          "path",
                                       "tool",      "patience-minutes", "only" };
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);
  guint found = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *machine = resite_step_get_for_each (step) != NULL ? "primary.2" : "";
      GPtrArray *actions = resite_step_get_actions (step);

      for (guint j = 0; j < actions->len; j++)
        for (guint k = 0; k < G_N_ELEMENTS (names); k++)
          {
            const char *raw = resite_action_get (g_ptr_array_index (actions, j), names[k]);
            g_autofree char *text = raw != NULL ? expand (fixture, step, machine, raw) : NULL;

            if (text == NULL)
              continue;
            found++;
            g_assert_cmpstr (text, !=, "");
            assert_lacks (step, text, "${");
            assert_lacks (step, text, "\\\\SMS");
          }
    }
  g_assert_cmpuint (found, >, 40);
}

/* For each machine what is said names that machine and no other primary. */
static void
test_each_primary_is_its_own (Fixture *fixture, gconstpointer data)
{
  GPtrArray *steps = resite_runbook_get_steps (fixture->runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      if (resite_step_get_for_each (step) == NULL ||
          strstr (resite_step_get_title (step), "${primary.") == NULL)
        continue;
      first = expand (fixture, step, "primary.1", resite_step_get_title (step));
      second = expand (fixture, step, "primary.2", resite_step_get_title (step));
      g_assert_nonnull (strstr (first, "HQSMS01"));
      g_assert_nonnull (strstr (second, "CENSMS01"));
      g_assert_null (strstr (second, "HQSMS01"));
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/runbook-lines/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("plain", test_commands_are_plain);
  ADD ("shape", test_commands_have_shape);
  ADD ("paths", test_paths);
  ADD ("texts", test_texts);
  ADD ("lengths", test_lengths);
  ADD ("by-hand", test_by_hand_names_its_machine);
  ADD ("arguments", test_arguments);
  ADD ("primaries", test_each_primary_is_its_own);
  return g_test_run ();
}
