/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-runbook.h"

/* What the watches of the built-in runbook make of lines as the components write them:
 * tests/data/watch-lines.tsv. A pattern that never fits its line would let a watch wait for ever. */

#define PACKAGE "C0100012"

static ResiteVariables *
make_variables (void)
{
  ResiteVariables *variables = resite_variables_new (NULL);

  resite_variables_set (variables, "site.code", "S01");
  resite_variables_set (variables, "package", PACKAGE);
  return variables;
}

static ResiteAction *
find_watch (ResiteRunbook *runbook, const char *place)
{
  g_auto (GStrv) names = g_strsplit (place, ":", 2);
  ResiteStep *step = resite_runbook_find_step (runbook, names[0]);
  GPtrArray *actions;

  g_assert_nonnull (step);
  actions = resite_step_get_actions (step);
  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (g_str_equal (resite_action_get_id (action), names[1]))
        return action;
    }
  g_error ("there is no %s", place);
}

static gboolean
fits (ResiteEntry *entry, ResiteVariables *variables, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pattern =
      resite_variables_expand (variables, resite_entry_get (entry, "pattern"), &error);
  g_autoptr (GRegex) regex = NULL;

  g_assert_no_error (error);
  regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, &error);
  g_assert_no_error (error);
  return g_regex_match (regex, line, 0, NULL);
}

static const char *
judge (ResiteAction *watch, const char *line)
{
  g_autoptr (ResiteVariables) variables = make_variables ();
  GPtrArray *entries = resite_action_get_entries (watch);

  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (resite_entry_get_element (entry), "probe") || !fits (entry, variables, line))
        continue;
      if (g_strcmp0 (resite_entry_get (entry, "ends"), "again") == 0)
        return "again";
      if (g_strcmp0 (resite_entry_get (entry, "ends"), "no") == 0)
        return "mark";
      if (g_str_equal (resite_entry_get_element (entry), "bad"))
        return "bad";
      return g_strcmp0 (resite_entry_get (entry, "confirmed"), "no") == 0 ? "hint" : "good";
    }
  return "none";
}

static ResiteRunbook *
read_builtin (void)
{
  g_autoptr (GError) error = NULL;
  ResiteRunbook *runbook = resite_runbook_new_builtin (&error);

  g_assert_no_error (error);
  return runbook;
}

static GStrv
read_lines (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "watch-lines.tsv", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static void
test_lines_are_judged (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  g_auto (GStrv) lines = read_lines ();
  guint n_wrong = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 3);
      const char *verdict;

      if (*lines[i] == '#')
        continue;
      verdict = judge (find_watch (runbook, columns[0]), columns[2]);
      if (g_str_equal (verdict, columns[1]))
        continue;
      g_test_message ("%s: %s, not %s: %s", columns[0], verdict, columns[1], columns[2]);
      n_wrong++;
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

static gboolean
is_exercised (GStrv lines, ResiteEntry *entry, const char *place)
{
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autofree char *prefix = g_strdup_printf ("%s\t", place);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 3);

      if (g_str_has_prefix (lines[i], prefix) && fits (entry, variables, columns[2]))
        return TRUE;
    }
  return FALSE;
}

/* A bad pattern that no line of the table fits has never been seen to work. */
static void
assert_bad_patterns_exercised (GStrv lines, ResiteStep *step, ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);
  g_autofree char *place =
      g_strdup_printf ("%s:%s", resite_step_get_id (step), resite_action_get_id (action));

  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (resite_entry_get_element (entry), "bad") &&
          !is_exercised (lines, entry, place))
        g_error ("%s: no line for \"%s\"", place, resite_entry_get (entry, "pattern"));
    }
}

static void
test_every_watch_has_lines (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  g_auto (GStrv) lines = read_lines ();
  g_autofree char *all = g_strjoinv ("\n", lines);
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *actions = resite_step_get_actions (step);

      for (guint j = 0; j < actions->len; j++)
        {
          ResiteAction *action = g_ptr_array_index (actions, j);
          g_autofree char *place = g_strdup_printf ("\n%s:%s\t", resite_step_get_id (step),
                                                    resite_action_get_id (action));

          if (resite_action_get_kind (action) != RESITE_ACTION_WATCH)
            continue;
          g_assert_nonnull (strstr (all, place));
          assert_bad_patterns_exercised (lines, step, action);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook/watch/lines", test_lines_are_judged);
  g_test_add_func ("/runbook/watch/all", test_every_watch_has_lines);
  return g_test_run ();
}
